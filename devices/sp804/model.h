/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state of a modelled SP804 dual timer. Registers are in regs.h.
 */
#ifndef PITH_DEVICES_SP804_MODEL_H
#define PITH_DEVICES_SP804_MODEL_H

#include "devices/device.h"
#include "devices/sp804/regs.h"

/*
 * One counter. While enabled its value follows from virtual time: it was `value` at tick `since`
 * of TIMCLK (which may be the next one) and went down once every prescaled tick from there.
 */
struct sp804_counter {
	uint32_t load;
	uint32_t control;
	uint32_t value;
	uint64_t since;
	bool halted; /* a one-shot that has reached zero and was not reprogrammed */
	bool raw;    /* interrupt */
};

struct sp804 {
	struct sp804_counter counter[SP804_COUNTERS];
};

extern const struct device_ops sp804_ops;

#endif
