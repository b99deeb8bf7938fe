/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The data sheet of the PL031 real-time clock: registers shared by its model and its driver.
 * Source: ARM DDI 0224, chapter 3. Behaviour is not in this room. All registers are 32 bits wide.
 */
#ifndef PITH_DEVICES_PL031_REGS_H
#define PITH_DEVICES_PL031_REGS_H

enum {
	PL031_DR = 0x000,   /* seconds now (1970-01-01 is 0), read-only (3.3.1) */
	PL031_MR = 0x004,   /* match: interrupt when DR becomes this (3.3.2) */
	PL031_LR = 0x008,   /* load: writing sets the clock at its next tick (3.3.3) */
	PL031_CR = 0x00c,   /* start: once set it stays set (3.3.4) */
	PL031_IMSC = 0x010, /* interrupt mask: 1 lets it through (3.3.5) */
	PL031_RIS = 0x014,  /* raw interrupt status, read-only (3.3.6) */
	PL031_MIS = 0x018,  /* masked interrupt status, read-only (3.3.7) */
	PL031_ICR = 0x01c,  /* interrupt clear, write-only (3.3.8) */
	PL031_ID = 0xfe0,   /* eight identification words, read-only (3.3.9, 3.3.10) */
	PL031_SIZE = 0x1000,
	PL031_PART = 0x031, /* number in the identification */
};

enum {
	PL031_CR_START = 1 << 0,
	PL031_INT = 1 << 0,
};

#endif
