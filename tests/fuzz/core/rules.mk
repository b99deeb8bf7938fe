# SPDX-License-Identifier: BSD-2-Clause
#
# Programs of system calls: what runs, prints, shrinks and measures them. The fuzzers themselves
# are built as all others, by tests/fuzz/rules.mk. What all have in common, program_sources, stands
# in tests/unit/program/sources.mk.

# Without sanitizers, for speed.
build/plain/% build/fuzz/core-mutator.so build/lint/tests/fuzz/core/%: HAL_INLINE := -Itests/fake -Ihal/unicorn
build/plain/%.o: %.c $(ANEW)
	$(call step,CC) $(CC) $(host_flags) -c -o $@ $<

build/tests/replay: $(call object,fake,tests/fuzz/core/tools/replay.c $(program_sources))
	$(call step,LD) $(CC) $(SANITIZE) -o $@ $^
# The kernel with sanitizers; who looks on without, which is faster.
build/tests/rate-checked: $(call object,fake,$(filter-out core/check.c,$(core)) hal/armv7/context.c hal/armv7/pagetable.c) \
	$(call object,plain,core/check.c tests/fuzz/core/tools/rate.c $(filter tests/%,$(program_sources)))
	$(call step,LD) $(CC) $(SANITIZE) -o $@ $^
build/tests/rate: $(call object,plain,tests/fuzz/core/tools/rate.c $(program_sources))
	$(call step,LD) $(CC) -o $@ $^

# As build/tests/fuzz-core, for what of core/ the corpus reaches: tools/coverage.
build/cov/fuzz-core: $(call object,cov,tests/fuzz/main.c tests/fuzz/core/fuzz.c $(program_sources))
	$(call step,LD) gcc --coverage -o $@ $^
build/tests/minimise: $(call object,fake,tests/fuzz/core/tools/minimise.c $(program_sources))
	$(call step,LD) $(CC) $(SANITIZE) -o $@ $^

replay: build/tests/replay ## run a program of system calls, twice: make replay FILE=name [V=1]
	@build/tests/replay $(if $(filter 0,$(V)),,-v) $(FILE)
minimise: build/tests/minimise ## make a program that fails smaller: make minimise FILE=name
	@build/tests/minimise $(FILE) >$(basename $(FILE)).min.pith
	@cat $(basename $(FILE)).min.pith
corpus: build/fuzz/core-fast build/tests/replay ## take what fuzzing the core has found into its corpus
	@tests/fuzz/core/tools/corpus
fuzz-rate: build/tests/rate build/tests/rate-checked ## how fast programs of system calls run
	@build/tests/rate
	@build/tests/rate-checked
	@build/tests/rate-checked -e
.PHONY: replay minimise corpus fuzz-rate

# For AFL_CUSTOM_MUTATOR_LIBRARY.
build/fuzz/core-mutator.so: tests/fuzz/core/tools/mutator.c $(program_sources) $(ANEW)
	$(call step,FUZZ-LD) $(CC) $(HOST) -fPIC -shared -o $@ $(filter %.c,$^)
fuzz-afl: build/fuzz/core-mutator.so
