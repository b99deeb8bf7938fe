# SPDX-License-Identifier: BSD-2-Clause
# Programs of system calls (tests/fuzz/core): their machine, world, text form and generator.
program_sources := $(filter-out tests/fuzz/core/fuzz.c,$(wildcard tests/fuzz/core/*.c)) \
	$(wildcard tests/fake/*.c tests/spec/*.c) $(core) hal/armv7/context.c hal/armv7/pagetable.c
SOURCES_program := $(program_sources)
