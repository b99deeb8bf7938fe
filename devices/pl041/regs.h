/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The data sheet of the PL041 advanced audio codec interface and of the codec behind it: registers
 * shared by its model and its driver. Sources: ARM DDI 0173, chapter 3; AC'97 revision 2.3, 5.7;
 * for the codec of Versatile Express, an LM4549, its data sheet. Behaviour is not in this room.
 *
 * All registers are 32 bits wide. This board's interface has one channel, with a transmit
 * FIFO of PL041_FIFO_SAMPLES samples of 20 bits; in compact mode a word carries two of 16.
 */
#ifndef PITH_DEVICES_PL041_REGS_H
#define PITH_DEVICES_PL041_REGS_H

enum {
	PL041_RXCR = 0x00,    /* receive control */
	PL041_TXCR = 0x04,    /* transmit control */
	PL041_SR = 0x08,      /* status, read-only */
	PL041_ISR = 0x0c,     /* masked interrupt status, read-only */
	PL041_IE = 0x10,      /* interrupt enable */
	PL041_SL1RX = 0x50,   /* slot 1 received: number of the codec register, read-only */
	PL041_SL1TX = 0x54,   /* slot 1 to send: number of the codec register, read or write */
	PL041_SL2RX = 0x58,   /* slot 2 received: its value, read-only */
	PL041_SL2TX = 0x5c,   /* slot 2 to send; is written before slot 1 */
	PL041_SLFR = 0x68,    /* state of slots 1, 2 and 12, read-only */
	PL041_INTCLR = 0x74,  /* interrupt clear, write-only */
	PL041_MAINCR = 0x78,  /* main control */
	PL041_RESET = 0x7c,   /* the codec's reset line: 1: released */
	PL041_ALLINTS = 0x84, /* ISR of all channels, read-only */
	PL041_MAINFR = 0x88,  /* main flags, read-only */
	PL041_DR = 0x90,      /* the first channel's FIFO, at eight addresses, for bursts */
	PL041_DR_END = 0xb0,
	PL041_ID = 0xfe0, /* eight identification words, read-only */
	PL041_SIZE = 0x1000,
};

/* TXCR */
enum {
	PL041_TXCR_EN = 1 << 0,
	PL041_TXCR_SLOT3 = 1 << 3, /* left */
	PL041_TXCR_SLOT4 = 1 << 4, /* right */
	PL041_TXCR_SLOTS = 0x1ffe,
	PL041_TXCR_SIZE_SHIFT = 13, /* 0: 16 bits a sample, 1: 18, 2: 20, 3: 12 */
	PL041_TXCR_COMPACT = 1 << 15,
	PL041_TXCR_FEN = 1 << 16, /* FIFO enable */
	PL041_TXCR_ALL = 0x1ffff,
};

/* SR */
enum {
	PL041_SR_RXFE = 1 << 0,
	PL041_SR_TXFE = 1 << 1, /* empty */
	PL041_SR_TXHE = 1 << 3, /* half empty or less than that in it */
	PL041_SR_TXFF = 1 << 5, /* full */
	PL041_SR_TXBUSY = 1 << 7,
	PL041_SR_TXUNDERRUN = 1 << 9,
};

/* ISR, IE */
enum {
	PL041_INT_TXC = 1 << 0, /* complete: FIFO empty and the last frame sent */
	PL041_INT_TX = 1 << 2,	/* TXHE */
	PL041_INT_TXU = 1 << 5, /* underrun */
	PL041_INT_ALL = 0x7f,
};

/* SLFR */
enum {
	PL041_SLFR_SL1TXBUSY = 1 << 1,
	PL041_SLFR_SL2TXBUSY = 1 << 3,
	PL041_SLFR_SL1RXVALID = 1 << 6,
	PL041_SLFR_SL1TXEMPTY = 1 << 7,
	PL041_SLFR_SL2RXVALID = 1 << 8,
	PL041_SLFR_SL2TXEMPTY = 1 << 9,
	PL041_SLFR_SL12TXEMPTY = 1 << 11,
};

/* MAINCR, INTCLR, RESET, MAINFR, slot 1 */
enum {
	PL041_MAINCR_IFE = 1 << 0, /* interface enable: 0 resets all but RESET */
	PL041_MAINCR_SL1RXEN = 1 << 3,
	PL041_MAINCR_SL1TXEN = 1 << 4,
	PL041_MAINCR_SL2RXEN = 1 << 5,
	PL041_MAINCR_SL2TXEN = 1 << 6,
	PL041_MAINCR_SLOTS = 0x78,
	PL041_MAINCR_ALL = 0x3ff,
	PL041_INTCLR_TXU = 1 << 5,
	PL041_INTCLR_ALL = 0x1fff,
	PL041_RESET_NRST = 1 << 0,
	PL041_MAINFR_TXBUSY = 1 << 1,
	PL041_SL1_READ = 1 << 19,
	PL041_SL1_SHIFT = 12, /* of the register's number, an even one */
	PL041_SL2_SHIFT = 4,  /* of its value */
};

enum {
	PL041_PART = 0x041,	  /* number in the identification */
	PL041_RATE = 48000,	  /* AC-link frames a second (AC'97, 3.1) */
	PL041_FIFO_SAMPLES = 512, /* identification word 3 has it, coded */
};

/* The codec's registers (AC'97, 5.7), as far as used. Volumes: bit 15 mutes; a channel's bits are
 * steps of 1.5 dB, of attenuation; in PCM_VOLUME 8 is 0 dB. */
enum {
	AC97_RESET = 0x00,	   /* any write resets; read: capabilities */
	AC97_MASTER_VOLUME = 0x02, /* left << 8 | right, 0..31 */
	AC97_PCM_VOLUME = 0x18,	   /* likewise; 0: +12 dB */
	AC97_POWER = 0x26,	   /* the four low bits: ready, read-only */
	AC97_EXTENDED_ID = 0x28,   /* read-only */
	AC97_EXTENDED = 0x2a,	   /* bit 0: variable rate; clear: 48 kHz */
	AC97_DAC_RATE = 0x2c,
	AC97_VENDOR1 = 0x7c,
	AC97_VENDOR2 = 0x7e,
	AC97_REGISTERS = 0x80,

	AC97_VOLUME_MUTE = 1 << 15,
	AC97_VOLUME_STEPS = 0x1f,
	AC97_PCM_0DB = 8,
	AC97_POWER_READY = 0xf,
	AC97_POWER_DAC = 1 << 1, /* the DAC is ready */
};

#endif
