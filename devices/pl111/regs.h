/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The data sheet of the PL111 colour LCD controller: register offsets and fields, shared by its
 * model and its driver. Source: ARM DDI 0293, chapter 3. Behaviour is not in this room.
 *
 * All registers are 32 bits wide. (On the older PL110 CONTROL and IMSC change places.)
 */
#ifndef PITH_DEVICES_PL111_REGS_H
#define PITH_DEVICES_PL111_REGS_H

enum {
	PL111_TIMING0 = 0x000, /* horizontal panel geometry (3.2.1) */
	PL111_TIMING1 = 0x004, /* vertical panel geometry (3.2.2) */
	PL111_TIMING2 = 0x008, /* clock and polarities (3.2.3) */
	PL111_TIMING3 = 0x00c, /* line end (3.2.4) */
	PL111_UPBASE = 0x010,  /* frame base, 8-byte aligned, taken at vertical sync (3.2.5) */
	PL111_LPBASE = 0x014,  /* lower panel's base: dual-panel STN only (3.2.5) */
	PL111_CONTROL = 0x018, /* (3.2.6) */
	PL111_IMSC = 0x01c,    /* interrupt mask: 1 lets it through (3.2.7) */
	PL111_RIS = 0x020,     /* raw interrupt status, read-only (3.2.8) */
	PL111_MIS = 0x024,     /* masked interrupt status, read-only (3.2.9) */
	PL111_ICR = 0x028,     /* interrupt clear, write-only (3.2.10) */
	PL111_UPCURR = 0x02c,  /* about where the display reads now, read-only (3.2.11) */
	PL111_LPCURR = 0x030,
	PL111_PALETTE = 0x200, /* 128 words, two 1:5:5:5 entries each (3.2.12) */
	PL111_PALETTE_END = 0x400,
	PL111_CURSOR = 0x800, /* the hardware cursor's image and registers (3.2.13 on) */
	PL111_CURSOR_END = 0xc30,
	PL111_ID = 0xfe0, /* eight identification words, read-only */
	PL111_SIZE = 0x1000,
};

/* TIMING0: each field but the first is the count less one, in pixel clocks. */
enum {
	PL111_TIMING0_PPL_SHIFT = 2,  /* pixels a line / 16 - 1, six bits */
	PL111_TIMING0_HSW_SHIFT = 8,  /* horizontal sync width - 1 */
	PL111_TIMING0_HFP_SHIFT = 16, /* front porch - 1 */
	PL111_TIMING0_HBP_SHIFT = 24, /* back porch - 1 */
};

/* TIMING1: in lines. Note that the porches, unlike the rest, are not less one. */
enum {
	PL111_TIMING1_LPP_SHIFT = 0,  /* lines a panel - 1, ten bits */
	PL111_TIMING1_VSW_SHIFT = 10, /* vertical sync width - 1, six bits */
	PL111_TIMING1_VFP_SHIFT = 16, /* front porch */
	PL111_TIMING1_VBP_SHIFT = 24, /* back porch */
};

/* TIMING2: the panel clock is CLCDCLK / (PCD + 2), or CLCDCLK itself with BCD. */
enum {
	PL111_TIMING2_PCD_LO_SHIFT = 0, /* low five bits of the divisor PCD */
	PL111_TIMING2_CLKSEL = 1 << 5,
	PL111_TIMING2_ACB_SHIFT = 6,
	PL111_TIMING2_IVS = 1 << 11,
	PL111_TIMING2_IHS = 1 << 12,
	PL111_TIMING2_IPC = 1 << 13,
	PL111_TIMING2_IOE = 1 << 14,
	PL111_TIMING2_CPL_SHIFT = 16, /* clocks a line - 1: for a TFT panel pixels a line - 1 */
	PL111_TIMING2_BCD = 1 << 26,
	PL111_TIMING2_PCD_HI_SHIFT = 27, /* high five bits of PCD */
};

enum {
	PL111_TIMING3_LED = 0x7f,
	PL111_TIMING3_LEE = 1 << 16,
	PL111_BASE_ALIGN = 8,
};

/*
 * CONTROL. BGR clear puts red into the low bits of a pixel, BGR set blue: so XRGB8888 words and
 * RGB565 half-words with red on top need BGR.
 */
enum {
	PL111_CONTROL_EN = 1 << 0,
	PL111_CONTROL_BPP_SHIFT = 1,
	PL111_CONTROL_BPP_1 = 0 << 1,
	PL111_CONTROL_BPP_2 = 1 << 1,
	PL111_CONTROL_BPP_4 = 2 << 1,
	PL111_CONTROL_BPP_8 = 3 << 1,
	PL111_CONTROL_BPP_1555 = 4 << 1,
	PL111_CONTROL_BPP_24 = 5 << 1, /* 24 bits in a word, the top byte unused */
	PL111_CONTROL_BPP_565 = 6 << 1,
	PL111_CONTROL_BPP_444 = 7 << 1,
	PL111_CONTROL_BPP_MASK = 7 << 1,
	PL111_CONTROL_BW = 1 << 4,
	PL111_CONTROL_TFT = 1 << 5,
	PL111_CONTROL_MONO8 = 1 << 6,
	PL111_CONTROL_DUAL = 1 << 7,
	PL111_CONTROL_BGR = 1 << 8,
	PL111_CONTROL_BEBO = 1 << 9,
	PL111_CONTROL_BEPO = 1 << 10,
	PL111_CONTROL_PWR = 1 << 11, /* panel lit; EN first, this after the panel's settling time */
	PL111_CONTROL_VCOMP_SHIFT = 12,
	PL111_CONTROL_VCOMP_SYNC = 0 << 12,   /* vertical compare at the start of vertical sync */
	PL111_CONTROL_VCOMP_BACK = 1 << 12,   /* ... of the back porch */
	PL111_CONTROL_VCOMP_ACTIVE = 2 << 12, /* ... of the active video */
	PL111_CONTROL_VCOMP_FRONT = 3 << 12,  /* ... of the front porch */
	PL111_CONTROL_WATERMARK = 1 << 16,
	PL111_CONTROL_ALL = 0x13fff,
};

/* IMSC, RIS, MIS, ICR. */
enum {
	PL111_INT_FUF = 1 << 1,	  /* FIFO underflow: pixels came too late or not at all */
	PL111_INT_LNBU = 1 << 2,  /* UPBASE was taken over: it may be written for the next frame */
	PL111_INT_VCOMP = 1 << 3, /* vertical compare: the point chosen by VCOMP was reached */
	PL111_INT_MBERR = 1 << 4, /* bus error on fetching; the display stops until it is cleared */
	PL111_INT_ALL = 0x1e,
};

enum {
	PL111_MAX_WIDTH = 1024,
	PL111_MAX_HEIGHT = 1024,
	PL111_PART = 0x111,	       /* number in the identification */
	PL111_CLOCK_HZ = 23750 * 1000, /* CLCDCLK after reset on the motherboard: its OSC1 */
};

#endif
