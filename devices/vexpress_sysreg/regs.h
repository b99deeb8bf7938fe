/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The data sheet of the Versatile Express motherboard's system registers: shared by their model
 * and their driver. Source: ARM DUI 0447 (Motherboard Express uATX V2M-P1), chapter 4.
 * Behaviour is not in this room. All registers are 32 bits wide.
 */
#ifndef PITH_DEVICES_VEXPRESS_SYSREG_REGS_H
#define PITH_DEVICES_VEXPRESS_SYSREG_REGS_H

enum {
	SYSREG_ID = 0x000,	   /* board revision, read-only */
	SYSREG_SW = 0x004,	   /* user switches */
	SYSREG_LED = 0x008,	   /* eight user LEDs */
	SYSREG_100HZ = 0x024,	   /* counts up at 100 Hz, read-only */
	SYSREG_FLAGS = 0x030,	   /* read: flags; write: set those bits */
	SYSREG_FLAGSCLR = 0x034,   /* write: clear those bits */
	SYSREG_NVFLAGS = 0x038,	   /* the same, kept over a reset */
	SYSREG_NVFLAGSCLR = 0x03c, /* write: clear those bits */
	SYSREG_MCI = 0x048,	   /* memory card present, read-only */
	SYSREG_FLASH = 0x04c,	   /* bit 0: flash may be written */
	SYSREG_CFGSW = 0x058,	   /* boot switches */
	SYSREG_24MHZ = 0x05c,	   /* counts up at 24 MHz, read-only */
	SYSREG_MISC = 0x060,
	SYSREG_DMA = 0x064,
	SYSREG_PROCID0 = 0x084, /* processor on site 1, read-only */
	SYSREG_PROCID1 = 0x088, /* processor on site 2, read-only */
	SYSREG_CFGDATA = 0x0a0, /* operand and result of a configuration command */
	SYSREG_CFGCTRL = 0x0a4, /* the command; START makes it go */
	SYSREG_CFGSTAT = 0x0a8, /* write 0 before a command, then wait for COMPLETE or ERROR */
	SYSREG_SIZE = 0x1000,
};

enum {
	SYSREG_CFGCTRL_START = (int)(1u << 31),
	SYSREG_CFGCTRL_WRITE = 1 << 30, /* 0: read */
	SYSREG_CFGCTRL_DCC_SHIFT = 26,	/* daughterboard configuration controller, 4 bits */
	SYSREG_CFGCTRL_FUNCTION_SHIFT = 20,
	SYSREG_CFGCTRL_FUNCTION_MASK = 0x3f << 20,
	SYSREG_CFGCTRL_SITE_SHIFT = 16, /* 0: motherboard, 1 and 2: daughterboards */
	SYSREG_CFGCTRL_POSITION_SHIFT = 12,
	SYSREG_CFGCTRL_DEVICE_SHIFT = 0, /* 12 bits */

	SYSREG_CFGSTAT_COMPLETE = 1 << 0,
	SYSREG_CFGSTAT_ERROR = 1 << 1,
};

/* Functions of a configuration command. */
enum {
	SYSREG_FUNCTION_OSC = 1, /* oscillator's frequency in Hz */
	SYSREG_FUNCTION_VOLT = 2,
	SYSREG_FUNCTION_AMP = 3,
	SYSREG_FUNCTION_TEMP = 4,
	SYSREG_FUNCTION_RESET = 5,
	SYSREG_FUNCTION_SCC = 6,
	SYSREG_FUNCTION_MUXFPGA = 7,
	SYSREG_FUNCTION_SHUTDOWN = 8,
	SYSREG_FUNCTION_REBOOT = 9,
	SYSREG_FUNCTION_DVIMODE = 11,
	SYSREG_FUNCTION_POWER = 12,
	SYSREG_FUNCTION_ENERGY = 13,
};

/* Motherboard oscillators; 1 is the display's CLCDCLK. */
enum {
	SYSREG_OSC_MEMORY = 0,
	SYSREG_OSC_CLCD = 1,
	SYSREG_OSC_PERIPHERAL = 2,
	SYSREG_OSCILLATORS = 3,
};

#endif
