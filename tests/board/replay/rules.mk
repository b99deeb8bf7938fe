# SPDX-License-Identifier: BSD-2-Clause
#
# The component that plays programs of system calls: besides replay.c it has what is in code/, and
# it is linked and started as the policy module is.

build/programs/replay-replay.elf: $(call object,arm,$(wildcard tests/board/replay/code/*.c \
	tests/board/replay/code/*.S) tests/fuzz/core/world.c) user/policy/policy.ld
$(foreach b,$(boards),$(call blobs,$(b))tests/board/replay.dtb): build/programs/replay-replay.img \
	build/gen/replay.script

# What foretells, and tells afterwards what differs; and what it foretells.
build/tests/foretell: $(call object,fake,$(wildcard tests/board/replay/host/*.c) \
	tests/board/replay/code/furnish.c hal/unicorn/walk.c hal/unicorn/bus.c $(program_sources))
	$(call step,LD) $(CC) $(SANITIZE) -o $@ $^
build/gen/replay.script: programs := $(wildcard tests/fuzz/core/corpus/*.txt tests/board/replay/programs/*.txt)
build/gen/replay.script: build/tests/foretell $(wildcard tests/fuzz/core/corpus tests/fuzz/core/corpus/*.txt \
	tests/board/replay/programs tests/board/replay/programs/*.txt)
	$(call step,SCRIPT) build/tests/foretell script $@ $(programs) >$(@:.script=.share)
	@echo $(programs) >$(@:.script=.programs)
build/lint/tests/board/replay/host/%: HAL_INLINE := -Itests/fake -Ihal/unicorn
