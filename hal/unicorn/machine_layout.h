/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Between machine.c and hal.c: what lies where in the kernel's part of RAM, and
 * which interrupt waits. Of no use elsewhere.
 */
#ifndef PITH_HAL_UNICORN_MACHINE_LAYOUT_H
#define PITH_HAL_UNICORN_MACHINE_LAYOUT_H

#include "machine.h"

/* Offsets from the start of RAM; on the board the kernel's code lies in between. */
enum {
	LAYOUT_EMPTY_TABLE = 0x4000, /* top-level table of threads that have no space */
	LAYOUT_CPU = HAL_KERNEL_SIZE - CPU_SIZE,
	LAYOUT_BLOB = HAL_KERNEL_SIZE,
};

/* The lowest interrupt line that is active and not masked, -1 if there is none. */
static inline int machine_pending(const struct machine *machine)
{
	for (int i = 0; i < MACHINE_LINE_WORDS; i++) {
		uint32_t lines = machine->level[i] & machine->enabled[i];

		if (lines)
			return i * 32 + __builtin_ctz(lines);
	}
	return -1;
}

#endif
