/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one beside those that fail: counts every 20 ms, notes how late it ever was, and at the end
 * switches the machine off.
 */
#include <stdio.h>
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/power.h"
#include "pith/proto/timer.h"

enum { TICK = 1, PERIOD = 20000000, COUNTS = 50 };

int main(void)
{
	struct timer timer;
	uint64_t start = pith_clock() + PERIOD, latest = 0;
	uint32_t count = 0;

	pith_must("a timer", timer_open(&timer, 0, TICK));
	pith_must("setting it", timer_set(&timer, start, PERIOD));
	while (count < COUNTS) {
		uint64_t late;

		if (!(pith_wait(PITH_SLOT_NOTIFICATION) & TICK))
			continue;
		late = pith_clock() - (start + (uint64_t)count * PERIOD);
		if (late > latest)
			latest = late;
		if (++count % 10 == 0)
			printf("%lu\n", (unsigned long)count);
	}
	printf("counted to %lu, never more than %lu us late\n", (unsigned long)count,
	    (unsigned long)(latest / 1000));
	pith_must("switching off", power_off());
	return 0;
}
