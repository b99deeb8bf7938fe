/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Virtual against real time.
 */
#include "sim/pace.h"

#include <time.h>
#include "sim/units.h"

enum {
	UNIT = 1000,		       /* a speed of 1 */
	MOST_BEHIND = 100 * NS_PER_MS, /* in real time; more is forgotten */
};

uint64_t pace_real(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

void pace_start(struct pace *pace, uint32_t speed, uint64_t real, uint64_t virtual)
{
	*pace = (struct pace){speed, real, virtual};
}

static uint64_t scale(uint64_t time, uint64_t factor, uint64_t unit)
{
	return (uint64_t)((unsigned __int128)time * factor / unit);
}

uint64_t pace_virtual(struct pace *pace, uint64_t real, uint64_t virtual)
{
	uint64_t target;

	if (pace->speed == 0)
		return PACE_NEVER;
	target = pace->virtual + scale(real - pace->real, pace->speed, UNIT);
	if (target > virtual && target - virtual > scale(MOST_BEHIND, pace->speed, UNIT)) {
		pace_start(pace, pace->speed, real - MOST_BEHIND, virtual);
		target = virtual + scale(MOST_BEHIND, pace->speed, UNIT);
	}
	return target;
}

uint64_t pace_wait(const struct pace *pace, uint64_t real, uint64_t virtual)
{
	uint64_t due;

	if (pace->speed == 0 || virtual <= pace->virtual)
		return 0;
	due = pace->real + scale(virtual - pace->virtual, UNIT, pace->speed);
	return due > real ? due - real : 0;
}
