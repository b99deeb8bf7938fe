/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RealView Platform Baseboard Explore with a Cortex-A9 (ARM DUI 0440; the private memory region:
 * Cortex-A9 MPCore, DDI 0407). For assembly as well.
 *
 * RAM is at 0x70000000, and 256 MB of it once more at 0, where QEMU loads and starts an image; we
 * stay where we are started.
 */
#ifndef PITH_BOARD_H
#define PITH_BOARD_H

#define BOARD_NAME	      "realview-pbx-a9"
#define BOARD_RAM_BASE	      0
#define BOARD_RAM_MAX	      0x10000000 /* what is there is found by looking */
#define BOARD_UART	      0x10009000 /* PL011, for last words */
#define BOARD_GIC_DIST	      0x1f001000
#define BOARD_GIC_CPU	      0x1f000100
#define BOARD_TIMER	      0x10012000 /* SP804: the second, timers 2 and 3 */
#define BOARD_TIMER_LINE      37	 /* shared interrupt 5 */
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
	}

#endif
