/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The data sheet of the SP804 dual timer: registers shared by its model and its driver.
 * Source: ARM DDI 0271, chapter 3. Behaviour is not in this room. All registers are 32 bits wide.
 *
 * Two equal down-counters, SP804_STRIDE apart, and one interrupt line for both.
 */
#ifndef PITH_DEVICES_SP804_REGS_H
#define PITH_DEVICES_SP804_REGS_H

enum {
	SP804_LOAD = 0x00,    /* writing restarts the counter from this value (3.3.1) */
	SP804_VALUE = 0x04,   /* the counter now, read-only (3.3.2) */
	SP804_CONTROL = 0x08, /* (3.3.3) */
	SP804_INTCLR = 0x0c,  /* any write clears the interrupt, write-only (3.3.4) */
	SP804_RIS = 0x10,     /* raw interrupt status, read-only (3.3.5) */
	SP804_MIS = 0x14,     /* masked interrupt status, read-only (3.3.6) */
	SP804_BGLOAD = 0x18,  /* reload value, without restarting (3.3.7) */
	SP804_STRIDE = 0x20,  /* the second counter's registers */
	SP804_COUNTERS = 2,
	SP804_ID = 0xfe0, /* eight identification words, read-only */
	SP804_SIZE = 0x1000,
};

enum {
	SP804_CONTROL_ONESHOT = 1 << 0,
	SP804_CONTROL_32BIT = 1 << 1, /* 0: 16 bits */
	SP804_CONTROL_PRESCALE_SHIFT = 2,
	SP804_CONTROL_PRESCALE_1 = 0 << 2,
	SP804_CONTROL_PRESCALE_16 = 1 << 2,
	SP804_CONTROL_PRESCALE_256 = 2 << 2,
	SP804_CONTROL_PRESCALE_MASK = 3 << 2,
	SP804_CONTROL_INT = 1 << 5,	 /* interrupt enable */
	SP804_CONTROL_PERIODIC = 1 << 6, /* 0: free-running, from 0 to the highest value */
	SP804_CONTROL_ENABLE = 1 << 7,
	SP804_CONTROL_ALL = 0xef,
	SP804_CONTROL_RESET = SP804_CONTROL_INT,
};

enum {
	SP804_INT = 1 << 0,
	SP804_PART = 0x804,	      /* number in the identification */
	SP804_CLOCK_HZ = 1000 * 1000, /* TIMCLK on Versatile Express */
};

#endif
