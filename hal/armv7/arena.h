/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the kernel's own memory lies: in RAM, and in the window through which the kernel sees
 * it. The same on every machine, so that what the kernel knows is the same bytes at the
 * same addresses (docs/board.md, "How memory is laid out"). For assembly as well.
 */
#ifndef PITH_HAL_ARMV7_ARENA_H
#define PITH_HAL_ARMV7_ARENA_H

/* Offsets in the first HAL_KERNEL_SIZE bytes of RAM. */
#define LAYOUT_TABLE   0x00000 /* the kernel's top-level table: its entries only */
#define LAYOUT_SECOND  0x04000 /* second-level tables: the window's first and last megabyte */
#define LAYOUT_SCRATCH 0x05000 /* not mapped; the word that the search for RAM changes */
#define LAYOUT_STACK   0x07000 /* one page; the page below is not mapped */
#define LAYOUT_CPU     0x08000 /* struct cpu */
#define LAYOUT_IMAGE   0x10000
#define LAYOUT_BLOB    0x20000

#define WINDOW_BASE 0xe0000000
#define DEVICE_BASE 0xeff00000 /* the kernel's device pages */

#endif
