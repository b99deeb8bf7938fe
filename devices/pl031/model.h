/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state of a modelled PL031 real-time clock. Registers are in regs.h.
 */
#ifndef PITH_DEVICES_PL031_MODEL_H
#define PITH_DEVICES_PL031_MODEL_H

#include "devices/device.h"
#include "devices/pl031/regs.h"

struct pl031 {
	uint32_t epoch;	 /* the clock at virtual time 0: it has run on a battery, not from reset */
	uint32_t offset; /* DR is the counter of seconds plus this */
	uint32_t match;
	uint32_t load;
	bool mask;
	bool raw;
	uint64_t counted; /* seconds of virtual time up to which the match was looked for */
};

extern const struct device_ops pl031_ops;

#endif
