# SPDX-License-Identifier: BSD-2-Clause
# The kernel core over the fake machine, and what programs of system calls are (tests/fuzz/core), but in
# a world of its own. What looks on is compiled without sanitizers for the fuzzers, for speed, and
# without coverage.
FUZZ_SOURCES_separation := $(core) $(wildcard tests/fake/*.c) hal/armv7/context.c \
	hal/armv7/pagetable.c \
	$(patsubst %,tests/fuzz/core/%.c,machine program text names generate mutate)
FUZZ_HAL_separation := -Itests/fake -Ihal/unicorn
$(foreach w,asan fast service,build/fuzz/objects/$(w)/separation/core/check.o \
	build/fuzz/objects/$(w)/separation/tests/%): FUZZ_MORE := -fno-sanitize=all
