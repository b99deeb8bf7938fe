/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system registers of the Versatile Express motherboard V2M-P1 (ARM DUI 0447, chapter 4):
 * identity, flags, counters, and commands to the board's configuration controller, of which those
 * that a phone could miss least are there: oscillators, shutdown, reboot. Not modelled: memory
 * card, flash, DMA routing, the power and temperature sensors but one voltage.
 */
#include "devices/vexpress_sysreg/model.h"

#include "devices/pl111/model.h"

enum {
	BOARD_ID = 0x1190f500, /* revision B, HBI 0x190, build f, AXI */
	PROCESSOR_A15 = 0x14000237,
	PROCESSOR_NONE = (int)0xff000000u,
	VOLTAGE_IO = 3300000, /* microvolts */

	ALARM_COMMAND = 0,
	COMMAND_TIME = 10 * 1000, /* ns: the controller is a slow helper behind a serial link */

	COMMAND_WRITE = 1 << 6, /* in front of the function's six bits, for one switch */
};

/* What each oscillator can be set to (the published device tree's freq-range), and its reset. */
static const struct {
	uint32_t least, most, reset;
} oscillators[SYSREG_OSCILLATORS] = {
    [SYSREG_OSC_MEMORY] = {25000000, 60000000, 50000000},
    [SYSREG_OSC_CLCD] = {23750000, 65000000, PL111_CLOCK_HZ},
    [SYSREG_OSC_PERIPHERAL] = {24000000, 24000000, 24000000},
};

static struct vexpress_sysreg *sysreg_of(const struct device *device)
{
	return device->state;
}

/* Sets an oscillator from CFGDATA if it can run at that; the display hears of its own. */
static bool set_oscillator(struct vexpress_sysreg *sysreg, unsigned number)
{
	uint32_t hz = sysreg->cfgdata;

	if (number >= SYSREG_OSCILLATORS || hz < oscillators[number].least ||
	    hz > oscillators[number].most)
		return false;
	sysreg->oscillator[number] = hz;
	if (number == SYSREG_OSC_CLCD && sysreg->display)
		pl111_set_clock(sysreg->display, hz);
	return true;
}

/* Carries out the command in CFGCTRL; false if the board has no such function or device. */
static bool command(struct device *device)
{
	struct vexpress_sysreg *sysreg = sysreg_of(device);
	uint32_t control = sysreg->cfgctrl;
	unsigned function =
	    (control & SYSREG_CFGCTRL_FUNCTION_MASK) >> SYSREG_CFGCTRL_FUNCTION_SHIFT;
	unsigned number = control & 0xfff;

	/* Controller 0, motherboard, first of its stack: there is nothing else. */
	if (control >> SYSREG_CFGCTRL_DCC_SHIFT & 0xf ||
	    control >> SYSREG_CFGCTRL_POSITION_SHIFT & 0xff)
		return false;
	switch (function | (control & SYSREG_CFGCTRL_WRITE ? COMMAND_WRITE : 0)) {
	case SYSREG_FUNCTION_OSC:
		if (number >= SYSREG_OSCILLATORS)
			return false;
		sysreg->cfgdata = sysreg->oscillator[number];
		return true;
	case SYSREG_FUNCTION_OSC | COMMAND_WRITE:
		return set_oscillator(sysreg, number);
	case SYSREG_FUNCTION_VOLT:
		sysreg->cfgdata = VOLTAGE_IO;
		return number == 0;
	case SYSREG_FUNCTION_MUXFPGA | COMMAND_WRITE: /* the motherboard's display is shown: */
	case SYSREG_FUNCTION_DVIMODE | COMMAND_WRITE: /* in any mode that its timing gives */
		return number == 0;
	case SYSREG_FUNCTION_SHUTDOWN | COMMAND_WRITE:
	case SYSREG_FUNCTION_REBOOT | COMMAND_WRITE:
		if (number != 0)
			return false;
		device->bus->power(device->bus->machine,
		    function == SYSREG_FUNCTION_REBOOT ? DEVICE_REBOOT : DEVICE_SHUTDOWN);
		return true;
	}
	return false;
}

/* The controller has answered: exactly one of COMPLETE and ERROR is added to CFGSTAT. */
static void sysreg_alarm(struct device *device, unsigned alarm, uint64_t at)
{
	struct vexpress_sysreg *sysreg = sysreg_of(device);

	(void)alarm;
	(void)at;
	sysreg->cfgstat |= command(device) ? SYSREG_CFGSTAT_COMPLETE : SYSREG_CFGSTAT_ERROR;
	sysreg->cfgctrl &= ~(uint32_t)SYSREG_CFGCTRL_START;
}

static uint32_t sysreg_read(struct device *device, uint32_t offset, unsigned size)
{
	const struct vexpress_sysreg *sysreg = sysreg_of(device);
	/* Both counters run from the reset on and wrap at 32 bits. */
	uint64_t up = device_now(device) - sysreg->started;

	(void)size;
	switch (offset) {
	case SYSREG_ID:
		return BOARD_ID;
	case SYSREG_SW:
	case SYSREG_MCI: /* no card */
	case SYSREG_CFGSW:
	case SYSREG_MISC: /* daughterboard site 1 is the master */
		return 0;
	case SYSREG_LED:
		return sysreg->led;
	case SYSREG_100HZ:
		return (uint32_t)device_ticks(up, 100);
	case SYSREG_FLAGS:
		return sysreg->flags;
	case SYSREG_NVFLAGS:
		return sysreg->nvflags;
	case SYSREG_FLASH:
		return sysreg->flash;
	case SYSREG_24MHZ:
		return (uint32_t)device_ticks(up, 24000000);
	case SYSREG_PROCID0:
		return PROCESSOR_A15;
	case SYSREG_PROCID1:
		return (uint32_t)PROCESSOR_NONE;
	case SYSREG_CFGDATA:
		return sysreg->cfgdata;
	case SYSREG_CFGCTRL:
		return sysreg->cfgctrl;
	case SYSREG_CFGSTAT:
		return sysreg->cfgstat;
	}
	return device_no_register(device, offset, "read");
}

/*
 * The three registers of a command. CFGSTAT is not cleared by a start: software that forgot to
 * write 0 sees the answer of the command before, as it would on the board.
 */
static void write_command(struct device *device, uint32_t offset, uint32_t value)
{
	struct vexpress_sysreg *sysreg = sysreg_of(device);

	/* The controller is reading the registers now. */
	if (sysreg->cfgctrl & SYSREG_CFGCTRL_START) {
		device_guest_error(device, "write at 0x%03x while a command is under way", offset);
		return;
	}
	if (offset == SYSREG_CFGDATA) {
		sysreg->cfgdata = value;
	} else if (offset == SYSREG_CFGSTAT) {
		sysreg->cfgstat = value & (SYSREG_CFGSTAT_COMPLETE | SYSREG_CFGSTAT_ERROR);
	} else {
		sysreg->cfgctrl = value & ~(3u << 18); /* bits that read as zero */
		if (value & SYSREG_CFGCTRL_START)
			device_set_alarm(device, ALARM_COMMAND, device_now(device) + COMMAND_TIME);
	}
}

static void sysreg_write(struct device *device, uint32_t offset, unsigned size, uint32_t value)
{
	struct vexpress_sysreg *sysreg = sysreg_of(device);

	(void)size;
	switch (offset) {
	case SYSREG_LED:
		sysreg->led = value & 0xff;
		break;
	case SYSREG_FLAGS:
		sysreg->flags |= value;
		break;
	case SYSREG_FLAGSCLR:
		sysreg->flags &= ~value;
		break;
	case SYSREG_NVFLAGS:
		sysreg->nvflags |= value;
		break;
	case SYSREG_NVFLAGSCLR:
		sysreg->nvflags &= ~value;
		break;
	case SYSREG_FLASH:
		sysreg->flash = value & 1;
		break;
	case SYSREG_CFGDATA:
	case SYSREG_CFGCTRL:
	case SYSREG_CFGSTAT:
		write_command(device, offset, value);
		break;
	default:
		device_no_register(device, offset, "write");
	}
}

static void sysreg_reset(struct device *device)
{
	struct vexpress_sysreg *sysreg = sysreg_of(device);
	uint32_t nvflags = sysreg->nvflags; /* kept over a reset */
	struct device *display = sysreg->display;

	*sysreg = (struct vexpress_sysreg){
	    .started = device_now(device), .nvflags = nvflags, .display = display};
	/* The configuration controller sets the oscillators anew, the display's among them. */
	for (unsigned i = 0; i < SYSREG_OSCILLATORS; i++)
		sysreg->oscillator[i] = oscillators[i].reset;
	if (display)
		pl111_set_clock(display, PL111_CLOCK_HZ);
}

const struct device_ops vexpress_sysreg_ops = {
    .widths = DEVICE_WIDTH_32,
    .read = sysreg_read,
    .write = sysreg_write,
    .reset = sysreg_reset,
    .alarm = sysreg_alarm,
};
