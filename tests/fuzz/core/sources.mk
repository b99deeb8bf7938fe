# SPDX-License-Identifier: BSD-2-Clause
# The kernel core over the fake machine, and the specification beside it. What looks on or makes
# programs up is compiled for the fuzzers without sanitizers, for speed, and without coverage,
# which is the kernel's alone; gcc's way has them everywhere.
FUZZ_SOURCES_core := $(core) $(wildcard tests/fake/*.c tests/spec/*.c) \
	hal/armv7/context.c hal/armv7/pagetable.c
FUZZ_HAL_core := -Itests/fake -Ihal/unicorn
FUZZ_LIBS_core := -lm
$(foreach w,asan fast service,build/fuzz/objects/$(w)/core/core/check.o \
	build/fuzz/objects/$(w)/core/tests/%): FUZZ_MORE := -fno-sanitize=all
