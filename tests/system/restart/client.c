/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Far behind drivers that die now and then: counts ticks, and says so, as if nothing had happened.
 */
#include <stdio.h>
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/power.h"
#include "pith/proto/timer.h"

enum { TICK = 1, PERIOD = 10000000, COUNTS = 100 };

int main(void)
{
	struct timer timer;
	uint64_t start = pith_clock() + PERIOD;

	pith_must("a timer", timer_open(&timer, 0, TICK));
	pith_must("setting it", timer_set(&timer, start, PERIOD));
	for (uint32_t count = 0; count < COUNTS;) {
		if (!(pith_wait(PITH_SLOT_NOTIFICATION) & TICK))
			continue;
		if (++count % 10 == 0)
			printf("tick %lu\n", (unsigned long)count);
	}
	pith_must("sleeping", timer_sleep(PERIOD));
	printf("%s\n", pith_clock() < start + (uint64_t)(COUNTS + 3) * PERIOD ? "in time" : "late");
	pith_must("switching off", power_off());
	return 0;
}
