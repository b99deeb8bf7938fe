/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state of the modelled Versatile Express system registers. Registers are in regs.h.
 */
#ifndef PITH_DEVICES_VEXPRESS_SYSREG_MODEL_H
#define PITH_DEVICES_VEXPRESS_SYSREG_MODEL_H

#include "devices/device.h"
#include "devices/vexpress_sysreg/regs.h"

struct vexpress_sysreg {
	uint64_t started; /* virtual time of the last reset: the counters' origin */
	uint32_t led;
	uint32_t flags;
	uint32_t nvflags;
	uint32_t flash;
	uint32_t cfgdata, cfgctrl, cfgstat;
	uint32_t oscillator[SYSREG_OSCILLATORS]; /* Hz */

	/* Wiring: the display whose clock is oscillator 1, or NULL. */
	struct device *display;
};

extern const struct device_ops vexpress_sysreg_ops;

#endif
