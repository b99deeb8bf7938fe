/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The data sheet of the RealView baseboards' system registers, of which the driver needs two.
 * Source: ARM DUI 0440 (PBX-A9), chapter 4. All registers are 32 bits wide.
 */
#ifndef PITH_DEVICES_REALVIEW_SYSREG_REGS_H
#define PITH_DEVICES_REALVIEW_SYSREG_REGS_H

enum {
	REALVIEW_LOCK = 0x020,	   /* the key lets RESETCTL be written; anything else locks it */
	REALVIEW_RESETCTL = 0x040, /* how far a reset reaches, and the reset itself */
	REALVIEW_SIZE = 0x1000,
};

enum {
	REALVIEW_LOCK_KEY = 0xa05f,
	REALVIEW_RESETCTL_RESET = 1 << 2,
};

#endif
