/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state of a modelled PL011 UART, and the host's end of its serial line. Registers are in
 * regs.h.
 */
#ifndef PITH_DEVICES_PL011_MODEL_H
#define PITH_DEVICES_PL011_MODEL_H

#include "devices/device.h"
#include "devices/pl011/regs.h"

enum {
	PL011_LINE_SIZE = 1024, /* bytes on their way to the UART */
};

struct pl011_fifo {
	uint16_t data[PL011_FIFO_DEPTH]; /* received: with the error bits of DR */
	uint8_t head;
	uint8_t count;
};

struct pl011 {
	uint16_t ilpr, ibrd, fbrd, lcr_h, cr, ifls, imsc, ris, dmacr;
	uint16_t rsr;	  /* errors of the last character read, PL011_RSR_* */
	uint32_t divisor; /* 64 * IBRD + FBRD as taken over by the last write of LCR_H */
	bool overrun;	  /* characters were lost since the last one that went into the FIFO */

	struct pl011_fifo transmit;
	struct pl011_fifo receive;
	bool shifting; /* a character is being sent: */
	uint8_t shift;

	/* The line from the host: bytes not yet arrived, and when the first of them does. */
	uint8_t line[PL011_LINE_SIZE];
	uint32_t line_head;
	uint32_t line_count;
	uint64_t arrival;	  /* DEVICE_NEVER: the line is silent */
	uint64_t receive_timeout; /* when silence becomes an interrupt */
};

extern const struct device_ops pl011_ops;

/*
 * Puts bytes on the line; they arrive one after the other at the UART's own baud rate, or are
 * lost where the UART cannot receive. Returns how many found room on the line.
 */
size_t pl011_receive(struct device *device, const void *bytes, size_t count);

#endif
