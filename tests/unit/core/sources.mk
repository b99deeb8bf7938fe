# SPDX-License-Identifier: BSD-2-Clause
# The kernel core alone, over the fake machine, and what both HALs share.
SOURCES_core := $(core) $(wildcard tests/fake/*.c) hal/armv7/context.c hal/armv7/pagetable.c
