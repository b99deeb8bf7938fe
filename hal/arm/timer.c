/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Time by the generic timer's virtual counter and comparator (ARM ARM B8.1). Ticks become
 * nanoseconds and back by multiplication with a 32-bit fraction, so that nothing divides.
 */
#include "state.h"

enum { CTL_ENABLE = 1, CTL_MASK = 2 };

/* A factor as a fixed-point number: whole * 2^32 + fraction. */
struct factor {
	uint32_t whole;
	uint32_t fraction;
};

static struct factor to_ns, to_ticks;

/* numerator / denominator, digit by digit; once, at the start. */
static struct factor ratio(uint32_t numerator, uint32_t denominator)
{
	struct factor result = {0, 0};
	uint64_t rest = numerator;

	while (rest >= denominator) {
		rest -= denominator;
		result.whole++;
	}
	for (uint32_t bit = 0; bit < 32; bit++) {
		rest <<= 1;
		result.fraction <<= 1;
		if (rest >= denominator) {
			rest -= denominator;
			result.fraction |= 1;
		}
	}
	return result;
}

/* value * factor, rounded down; wraps only when the result does. */
static uint64_t scale(uint64_t value, struct factor factor)
{
	uint64_t low = (uint64_t)(uint32_t)value * factor.fraction >> 32;

	return value * factor.whole + (value >> 32) * factor.fraction + low;
}

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
	to_ns = ratio(1000000000, frequency);
	to_ticks = ratio(frequency, 1000000000);
	control(CTL_MASK);
}

uint64_t hal_time(void)
{
	return scale(ticks(), to_ns);
}

void hal_deadline(uint64_t time)
{
	uint64_t at;

	if (time == ~0ull) {
		control(CTL_MASK);
		return;
	}
	/* One tick later than rounding says: never before the time. */
	at = scale(time, to_ticks) + 1;
	__asm__ volatile("mcrr p15, 3, %0, %1, c14" /* CNTV_CVAL */
			 :
			 : "r"((uint32_t)at), "r"((uint32_t)(at >> 32)));
	control(CTL_ENABLE);
}

/* The deadline has passed: quiet until the next. */
void timer_quiet(void)
{
	control(CTL_MASK);
}
