# SPDX-License-Identifier: BSD-2-Clause
# The kernel core alone, over the fake HAL beside the tests, and what both HALs share.
SOURCES_core := $(core) hal/armv7/context.c hal/armv7/pagetable.c
