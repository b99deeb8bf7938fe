/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The data sheet of the PL011 UART: register offsets, fields and reset values, shared by its
 * model and its driver. Source: ARM DDI 0183, chapter 3. Behaviour is not in this room.
 *
 * Registers are 16 bits wide on a 32-bit grid: read and write them as 16 or 32 bits.
 */
#ifndef PITH_DEVICES_PL011_REGS_H
#define PITH_DEVICES_PL011_REGS_H

enum {
	PL011_DR = 0x000,    /* data and, on reading, the errors of that character (3.3.1) */
	PL011_RSR = 0x004,   /* errors of the last character read; a write clears them (3.3.2) */
	PL011_FR = 0x018,    /* flags, read-only (3.3.3) */
	PL011_ILPR = 0x020,  /* IrDA low-power divisor (3.3.4) */
	PL011_IBRD = 0x024,  /* integer baud divisor, 1..65535 (3.3.5) */
	PL011_FBRD = 0x028,  /* fractional baud divisor, 0..63 (3.3.6) */
	PL011_LCR_H = 0x02c, /* line control; writing it latches IBRD and FBRD (3.3.7) */
	PL011_CR = 0x030,    /* control (3.3.8) */
	PL011_IFLS = 0x034,  /* interrupt FIFO levels (3.3.9) */
	PL011_IMSC = 0x038,  /* interrupt mask: 1 lets it through (3.3.10) */
	PL011_RIS = 0x03c,   /* raw interrupt status, read-only (3.3.11) */
	PL011_MIS = 0x040,   /* masked interrupt status, read-only (3.3.12) */
	PL011_ICR = 0x044,   /* interrupt clear, write-only (3.3.13) */
	PL011_DMACR = 0x048, /* DMA control (3.3.14) */
	PL011_ID = 0xfe0,    /* eight identification words, read-only (3.3.15, 3.3.16) */
	PL011_SIZE = 0x1000,
};

/* DR on reading, bits 11:8; RSR has the same four in bits 3:0. */
enum {
	PL011_DR_FE = 1 << 8,  /* framing error */
	PL011_DR_PE = 1 << 9,  /* parity error */
	PL011_DR_BE = 1 << 10, /* break */
	PL011_DR_OE = 1 << 11, /* overrun: a character came while the FIFO was full */
	PL011_RSR_OE = 1 << 3,
	PL011_RSR_ALL = 0xf,
};

enum {
	PL011_FR_CTS = 1 << 0,
	PL011_FR_DSR = 1 << 1,
	PL011_FR_DCD = 1 << 2,
	PL011_FR_BUSY = 1 << 3, /* until the last stop bit has left, FIFO included */
	PL011_FR_RXFE = 1 << 4, /* receive FIFO empty */
	PL011_FR_TXFF = 1 << 5, /* transmit FIFO full */
	PL011_FR_RXFF = 1 << 6, /* receive FIFO full */
	PL011_FR_TXFE = 1 << 7, /* transmit FIFO empty */
	PL011_FR_RI = 1 << 8,
};

enum {
	PL011_LCR_H_BRK = 1 << 0,
	PL011_LCR_H_PEN = 1 << 1,
	PL011_LCR_H_EPS = 1 << 2,
	PL011_LCR_H_STP2 = 1 << 3,
	PL011_LCR_H_FEN = 1 << 4,   /* FIFOs of 16; 0: one character each way */
	PL011_LCR_H_WLEN_SHIFT = 5, /* 5 + n data bits */
	PL011_LCR_H_WLEN_8 = 3 << 5,
	PL011_LCR_H_SPS = 1 << 7,
};

enum {
	PL011_CR_UARTEN = 1 << 0,
	PL011_CR_SIREN = 1 << 1,
	PL011_CR_SIRLP = 1 << 2,
	PL011_CR_LBE = 1 << 7, /* loop back */
	PL011_CR_TXE = 1 << 8,
	PL011_CR_RXE = 1 << 9,
	PL011_CR_DTR = 1 << 10,
	PL011_CR_RTS = 1 << 11,
	PL011_CR_OUT1 = 1 << 12,
	PL011_CR_OUT2 = 1 << 13,
	PL011_CR_RTSEN = 1 << 14,
	PL011_CR_CTSEN = 1 << 15,
	PL011_CR_RESET = PL011_CR_TXE | PL011_CR_RXE,
};

/* IFLS: transmit level in bits 2:0, receive level in 5:3: 1/8, 1/4, 1/2, 3/4, 7/8. */
enum {
	PL011_IFLS_TX_SHIFT = 0,
	PL011_IFLS_RX_SHIFT = 3,
	PL011_IFLS_1_8 = 0,
	PL011_IFLS_1_4 = 1,
	PL011_IFLS_1_2 = 2,
	PL011_IFLS_3_4 = 3,
	PL011_IFLS_7_8 = 4,
	PL011_IFLS_RESET = 0x12,
};

/*
 * IMSC, RIS, MIS, ICR. INT_TX is an event, not a level: it rises when the FIFO drains to its level
 * from above, so it never rises before something was written (2.8.3).
 */
enum {
	PL011_INT_RI = 1 << 0,
	PL011_INT_CTS = 1 << 1,
	PL011_INT_DCD = 1 << 2,
	PL011_INT_DSR = 1 << 3,
	PL011_INT_RX = 1 << 4,
	PL011_INT_TX = 1 << 5,
	PL011_INT_RT = 1 << 6, /* something received and then silence for 32 bit times */
	PL011_INT_FE = 1 << 7,
	PL011_INT_PE = 1 << 8,
	PL011_INT_BE = 1 << 9,
	PL011_INT_OE = 1 << 10,
	PL011_INT_ALL = 0x7ff,
};

enum {
	PL011_DMACR_ALL = 0x7,
	PL011_FIFO_DEPTH = 16,		   /* revisions before r1p5; later ones have 32 */
	PL011_PART = 0x011,		   /* number in the identification */
	PL011_CLOCK_HZ = 24 * 1000 * 1000, /* UARTCLK on Versatile Express: its OSC2 */
};

#endif
