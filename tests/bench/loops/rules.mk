# SPDX-License-Identifier: BSD-2-Clause
#
# The loops are compiled once, without VFP registers, and linked into the Pith component and
# into the bare-metal program that qemu-system-arm runs.

bench_work := $(call object,arm,tests/bench/loops/code/work.c)
bench_bare := $(call object,arm,$(wildcard tests/bench/loops/bare/*.c tests/bench/loops/bare/*.S))
$(bench_work) $(bench_bare): ARM += -mgeneral-regs-only -fno-tree-loop-distribute-patterns
build/programs/loops-loops.elf: $(bench_work)

build/bench/bare.elf: $(bench_bare) $(bench_work) tests/bench/loops/bare/bare.ld
	$(call step,ARM-LD) $(ARM_CC) -nostdlib -static -Wl,--gc-sections -Wl,--build-id=none \
		-Wl,--fatal-warnings -T $(filter %.ld,$^) -o $@ $(filter %.o,$^) -lgcc
bench: build/bench/bare.elf
