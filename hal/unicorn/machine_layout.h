/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Between machine.c, hal.c and window.c: what lies in the kernel's part of RAM, and which
 * interrupt waits. Of no use elsewhere.
 */
#ifndef PITH_HAL_UNICORN_MACHINE_LAYOUT_H
#define PITH_HAL_UNICORN_MACHINE_LAYOUT_H

#include "hal/armv7/arena.h"
#include "machine.h"

_Static_assert(WINDOW_BASE == HAL_WINDOW_BASE && LAYOUT_BLOB == HAL_KERNEL_SIZE, "arena.h");

/* In a thread's ttbr0, beside the table: walks are write-back, write-allocate, shareable
 * (B4.1.154). As on the board that this machine models; nothing here depends on it. */
enum { TTBR_WALK = 0x4a };

/* The kernel's top-level table, which is that of threads without a space as well. */
static inline uint32_t *machine_kernel_table(const struct machine *machine)
{
	return (uint32_t *)(void *)(machine->bus.memory[0].bytes + LAYOUT_TABLE);
}

/* window.c: fill it and what it leads to. RAM there is zeroed, hal_window_size is set. */
void machine_make_window(const struct machine *machine);

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
