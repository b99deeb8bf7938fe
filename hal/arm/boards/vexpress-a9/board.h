/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Versatile Express with the Cortex-A9 daughterboard (ARM DUI 0448, motherboard DUI 0447, in the
 * legacy memory map; the private memory region: Cortex-A9 MPCore, DDI 0407). For assembly as well.
 */
#ifndef PITH_BOARD_H
#define PITH_BOARD_H

#define BOARD_NAME	      "vexpress-a9"
#define BOARD_RAM_BASE	      0x60000000
#define BOARD_RAM_MAX	      0x40000000 /* what is there is found by looking */
#define BOARD_UART	      0x10009000 /* PL011, for last words */
#define BOARD_GIC_DIST	      0x1e001000
#define BOARD_GIC_CPU	      0x1e000100
#define BOARD_TIMER	      0x10012000 /* SP804: the second, timers 2 and 3 */
#define BOARD_TIMER_LINE      35	 /* shared interrupt 3 */
#define BOARD_TIMER_FREQUENCY 1000000	 /* TIMCLK */
#define BOARD_TIMER_SELECT    0x10001000 /* SP810 system controller: who counts TIMCLK */
#define BOARD_TTBR_WALK	      0x4a /* walks: write-back, write-allocate, shareable (B4.1.154) */
#define BOARD_WALK_COHERENT   0	   /* not in every revision of the processor */
#define BOARD_CACHE_LINE      32   /* the smallest of the data caches' */
#define BOARD_ASID_BARRIER    dsb /* erratum 754322: walks are waited for before the ASID changes */

/* What the policy module gets as device Untyped, as struct hal_region. */
#define BOARD_DEVICE_REGIONS                                                            \
	{                                                                               \
		{0x10000000, 16},     /* devices */                                     \
		    {0x10010000, 13}, /* ... up to timers 0 and 1 */                    \
		    {0x10013000, 12}, /* what is behind timers 2 and 3, the kernel's */ \
		    {0x10014000, 14}, /* ... */                                         \
		    {0x10018000, 15}, /* ... */                                         \
		    {0x10020000, 17}, /* display */                                     \
		    {0x4c000000, 23}, /* video RAM */                                   \
	}

#endif
