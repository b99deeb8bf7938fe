/* SPDX-License-Identifier: BSD-2-Clause */
/* Dies with an alarm to come; its next instance must not hear of it. */
#include <stdio.h>
#include "pith/info.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/clock.h"
#include "pith/proto/timer.h"

int main(void)
{
	if (pith_info()->generation == 1) {
		pith_must("watching", clock_watch(1));
		for (uint32_t i = 0; i < CLOCK_ALARMS; i++)
			pith_must("an alarm", clock_alarm(i, clock_seconds() + 1, 2));
		*(volatile uint32_t *)0 = 1;
	}
	pith_must("sleeping", timer_sleep(2500000000));
	printf("bits of an earlier life: %lu\n", (unsigned long)pith_poll(PITH_SLOT_NOTIFICATION));
	return 0;
}
