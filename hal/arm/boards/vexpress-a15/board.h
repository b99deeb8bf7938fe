/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Versatile Express with the Cortex-A15 daughterboard (ARM DUI 0604, 3.2; motherboard DUI 0447).
 * For assembly as well.
 */
#ifndef PITH_BOARD_H
#define PITH_BOARD_H

#define BOARD_NAME	      "vexpress-a15"
#define BOARD_RAM_BASE	      0x80000000
#define BOARD_RAM_MAX	      0x40000000 /* what is there is found by looking */
#define BOARD_UART	      0x1c090000 /* PL011, for last words */
#define BOARD_GIC_DIST	      0x2c001000
#define BOARD_GIC_CPU	      0x2c002000
#define BOARD_TIMER_LINE      27       /* virtual timer, PPI */
#define BOARD_TIMER_FREQUENCY 24000000 /* if CNTFRQ does not say */
#define BOARD_TTBR_WALK	      0x4a     /* walks: write-back, write-allocate, shareable (B4.1.154) */
#define BOARD_WALK_COHERENT   1	       /* walks look into the first-level data cache */
#define BOARD_CACHE_LINE      64       /* the smallest of the data caches' */
#define BOARD_ASID_BARRIER	       /* walks end under the ASID they began with */

/* What the policy module gets as device Untyped, as struct hal_region; the simulator's list. */
#define BOARD_DEVICE_REGIONS                                    \
	{                                                       \
		{0x18000000, 23},     /* video RAM */           \
		    {0x1c000000, 21}, /* motherboard devices */ \
	}

#endif
