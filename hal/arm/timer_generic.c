/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Time by the generic timer's virtual counter and comparator (ARM ARM B8.1). One of the files
 * timer_NAME.c is in a board's kernel: which, its board.mk says.
 */
#include "state.h"
#include "factor.h"

enum { CTL_ENABLE = 1, CTL_MASK = 2 };

static struct factor to_ns, to_ticks; /* the latter is below 1: only its fraction is used */
static uint64_t seen;		      /* the time when it was last asked for */

static uint64_t ticks(void)
{
	uint32_t low, high;

	__asm__ volatile("isb\n\tmrrc p15, 1, %0, %1, c14" : "=r"(low), "=r"(high)); /* CNTVCT */
	return (uint64_t)high << 32 | low;
}

static void control(uint32_t value)
{
	__asm__ volatile("mcr p15, 0, %0, c14, c3, 1\n\tisb" : : "r"(value)); /* CNTV_CTL */
}

void timer_init(void)
{
	uint32_t frequency;

	__asm__ volatile("mrc p15, 0, %0, c14, c0, 0" : "=r"(frequency)); /* CNTFRQ */
	if (frequency == 0)
		frequency = BOARD_TIMER_FREQUENCY;
	to_ns = factor_ratio(1000000000, frequency);
	to_ticks = factor_ratio(frequency, 1000000000);
	/* CNTKCTL: no counters and no timers for user code, which has the kernel's clock. */
	__asm__ volatile("mcr p15, 0, %0, c14, c1, 0" : : "r"(0));
	control(CTL_MASK);
}

uint64_t hal_time(void)
{
	seen = factor_scale(ticks(), to_ns);
	return seen;
}

/*
 * As a distance from the last look at the clock, a moment ago: an absolute time would be multiplied
 * with what the fraction lacks, which is milliseconds after a month. What is more than four seconds
 * away comes early, and the core sets it again.
 */
void hal_deadline(uint64_t time)
{
	uint32_t distance = (uint32_t)(time - seen), high = (uint32_t)((time - seen) >> 32);

	if (high) {
		if (time == ~0ull) {
			control(CTL_MASK);
			return;
		}
		distance = time > seen ? ~0u : 0;
	}
	/* One tick later than rounding says: never before the time. */
	distance = (uint32_t)((uint64_t)distance * to_ticks.fraction >> 32) + 1;
	__asm__ volatile("mcr p15, 0, %0, c14, c3, 0" : : "r"(distance)); /* CNTV_TVAL */
	control(CTL_ENABLE);
}

/* The deadline has passed: quiet until the next. */
void timer_quiet(void)
{
	control(CTL_MASK);
}
