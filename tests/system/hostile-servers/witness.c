/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An honest client of the same servers: its timer must keep its time and its lines their shape,
 * while the other sends garbage, and after its end.
 */
#include <stdio.h>
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/power.h"
#include "pith/proto/timer.h"

enum { TICK = 1, PERIOD = 5000000, COUNTS = 400, LATE = 2000000 };

int main(void)
{
	struct timer timer;
	uint64_t start = pith_clock() + PERIOD;
	uint32_t late = 0, hertz;

	pith_must("a timer", timer_open(&timer, 0, TICK));
	pith_must("setting it", timer_set(&timer, start, PERIOD));
	for (uint32_t count = 0; count < COUNTS;) {
		if (!(pith_wait(PITH_SLOT_NOTIFICATION) & TICK))
			continue;
		late += pith_clock() - (start + (uint64_t)count * PERIOD) > LATE;
		if (++count % 100 == 0)
			printf("still here after %lu\n", (unsigned long)count);
	}
	pith_must("sleeping", timer_sleep(1000000));
	pith_must("the oscillators", oscillator_get(pith_service("oscillator"), 2, &hertz));
	printf("oscillator 2 runs at %lu Hz\n", (unsigned long)hertz);
	printf("%lu of %d ticks were late\n", (unsigned long)late, COUNTS);
	pith_must("switching off", power_off());
	return 0;
}
