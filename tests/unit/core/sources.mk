# SPDX-License-Identifier: BSD-2-Clause
# The kernel core alone, over the fake machine, what both HALs share, and the specification.
SOURCES_core := $(core) $(wildcard tests/fake/*.c tests/spec/*.c) hal/armv7/context.c hal/armv7/pagetable.c
