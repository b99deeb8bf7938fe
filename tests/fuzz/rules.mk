# SPDX-License-Identifier: BSD-2-Clause
#
# Fuzzing. A target is a folder here with a fuzz.c, which has LLVMFuzzerTestOneInput; what else
# it takes in stands in its sources.mk:
#   FUZZ_SOURCES_<target>  sources besides its own folder's
#   FUZZ_CFLAGS_<target>   flags for all of them
#   FUZZ_HAL_<target>      where its hal_inline.h is, if it has a HAL of its own
#   FUZZ_LIBS_<target>     libraries, instead of the simulator's
#   FUZZ_STATE_<target>    sources whose variables tests/fuzz/state.c puts back between inputs
# Beside it: corpus/, the seeds; <target>.dict and <target>.options, as libFuzzer has them.
#
# Each target is built in these ways, with objects of its own in build/fuzz/objects/WAY/TARGET:
#   asan  build/fuzz/TARGET        libFuzzer, with the sanitizers
#   fast  build/fuzz/TARGET-fast   libFuzzer, without them
#   afl   build/fuzz/TARGET-afl    AFL++, persistent mode
#   service  build/fuzz/TARGET-service  as tests/fuzz/build.sh says
#   gcc   build/tests/fuzz-TARGET  gcc with its sanitizers, runs the files it is given

fuzz_targets := $(sort $(foreach f,$(wildcard tests/fuzz/*/fuzz.c),$(call folder,$(f))))
-include $(wildcard tests/fuzz/*/sources.mk)

FUZZ_SANITIZE := address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FUZZ_CC_asan := clang -fsanitize=fuzzer-no-link,$(FUZZ_SANITIZE)
FUZZ_LD_asan := clang -fsanitize=fuzzer,$(FUZZ_SANITIZE)
# What is compared is not looked at: it costs a third of the time, and the other way has it.
FUZZ_CC_fast := clang -fsanitize-coverage=inline-8bit-counters,pc-table
FUZZ_LD_fast := clang -fsanitize=fuzzer
FUZZ_CC_afl := AFL_QUIET=1 afl-clang-fast
FUZZ_LD_afl := AFL_QUIET=1 afl-clang-fast -fsanitize=fuzzer
FUZZ_CC_gcc := $(CC) $(SANITIZE)
FUZZ_LD_gcc := $(CC) $(SANITIZE)

# fuzz_sources TARGET: all but what every program of one way has.
fuzz_sources = $(wildcard tests/fuzz/$(1)/*.c) $(FUZZ_SOURCES_$(1))
fuzz_objects = $(call object,fuzz/objects/$(1)/$(2),$(call fuzz_sources,$(2)) $(3))

# fuzz_way TARGET,WAY
define fuzz_way
build/fuzz/objects/$(2)/$(1)/%: HAL_INLINE := $(or $(FUZZ_HAL_$(1)),-Ihal/unicorn)
build/fuzz/objects/$(2)/$(1)/%.o: %.c $$(ANEW) tests/fuzz/rules.mk $(wildcard tests/fuzz/$(1)/sources.mk)
	$$(call step,FUZZ-CC) $$(FUZZ_CC_$(2)) $$(host_flags) $$(FUZZ_CFLAGS_$(1)) $$(FUZZ_MORE) -c -o $$@ $$<
	$$(if $$(filter $$<,$$(FUZZ_STATE_$(1))),@objcopy $$(FUZZ_STATE) $$@)
endef
# Where state.c finds the variables: sections whose names C can say.
FUZZ_STATE := --rename-section .data=fuzz_data --rename-section .data.rel=fuzz_data \
	--rename-section .data.rel.local=fuzz_data \
	--rename-section .bss=fuzz_bss,alloc,load,contents,data
# Unicorn's UC_CTL shifts into the sign bit, which both compilers define and C does not.
build/fuzz/objects/%/hal/unicorn/engine.o build/fuzz/objects/%/hal/unicorn/instance.o: \
	FUZZ_MORE := -fno-sanitize=shift-base
# Of these nothing is to be learnt.
fuzz_machinery = $(foreach t,$(fuzz_targets),$(patsubst %,build/fuzz/objects/$(1)/$(t)/tests/fuzz/%.o,count state))
$(call fuzz_machinery,asan): FUZZ_MORE := -fno-sanitize=fuzzer-no-link
$(call fuzz_machinery,fast): FUZZ_MORE := -fno-sanitize-coverage=inline-8bit-counters,pc-table
# fuzz_program PROGRAM,TARGET,WAY,SOURCES,FLAGS
define fuzz_program
$(1): $$(call fuzz_objects,$(3),$(2),$(4))
	$$(call step,FUZZ-LD) $$(FUZZ_LD_$(3)) $(5) -o $$@ $$^ $$(or $$(FUZZ_LIBS_$(2)),$$(HOST_LIBS))
endef
FUZZ_COUNT := -Wl,--wrap=LLVMFuzzerTestOneInput
$(foreach t,$(fuzz_targets),$(foreach w,asan fast afl service gcc,$(eval $(call fuzz_way,$(t),$(w))))\
	$(eval $(call fuzz_program,build/fuzz/$(t),$(t),asan,tests/leaks.c tests/fuzz/count.c,$(FUZZ_COUNT)))\
	$(eval $(call fuzz_program,build/fuzz/$(t)-fast,$(t),fast,tests/fuzz/count.c,$(FUZZ_COUNT)))\
	$(eval $(call fuzz_program,build/fuzz/$(t)-afl,$(t),afl))\
	$(eval $(call fuzz_program,build/fuzz/$(t)-service,$(t),service))\
	$(eval $(call fuzz_program,build/tests/fuzz-$(t),$(t),gcc,tests/leaks.c tests/fuzz/main.c)))

# What `make test` runs, see tests/system/fuzz.sh.
fuzz_tested := $(fuzz_targets:%=build/fuzz/%) $(fuzz_targets:%=build/tests/fuzz-%)
fuzz_linted := $(wildcard tests/fuzz/*.c tests/fuzz/*/*.c)
build/lint/tests/fuzz/%: HOST += -Iuser/lib/include
$(foreach t,$(fuzz_targets),\
	$(eval build/lint/tests/fuzz/$(t)/%: HAL_INLINE := $(or $(FUZZ_HAL_$(t)),-Ihal/unicorn))\
	$(eval build/lint/tests/fuzz/$(t)/%: HOST += $(FUZZ_CFLAGS_$(t))))

TARGET :=
TIME := 60
fuzzed := $(or $(TARGET),$(fuzz_targets))
ifneq ($(filter-out $(fuzz_targets),$(fuzzed)),)
ifneq ($(filter fuzz fuzz-afl,$(GOALS)),)
$(error there is no target '$(filter-out $(fuzz_targets),$(fuzzed))'; there are: $(fuzz_targets))
endif
endif

fuzz: $(foreach t,$(sort $(fuzzed) empty),build/fuzz/$(t) build/fuzz/$(t)-fast)
fuzz: $(if $(shell command -v afl-clang-fast),build/fuzz/empty-afl)
fuzz: ## look for defects with libFuzzer: make fuzz [TARGET=name] [TIME=seconds]
	@tools/fuzz -t '$(TIME)' $(filter-out empty,$(fuzzed))
fuzz-afl: $(foreach t,$(fuzzed),build/fuzz/$(t)-afl) ## build the targets for AFL++, docs/manual/fuzzing.md
.PHONY: fuzz fuzz-afl
