/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Nanoseconds and the ticks of a board's timer, which timer_NAME.c reads: each becomes the other by
 * multiplication with a 32-bit fraction, so that nothing divides. For lengths of time: an error
 * of the fraction would grow with a time since the start.
 */
#include "state.h"

/* A factor as a fixed-point number: whole * 2^32 + fraction. */
struct factor {
	uint32_t whole;
	uint32_t fraction;
};

static struct factor to_ns, to_ticks;

/* numerator / denominator, digit by digit; for the start, where it may take its time. */
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

/* A tick is 1 / frequency of a second. */
void time_init(uint32_t frequency)
{
	to_ns = ratio(1000000000, frequency);
	to_ticks = ratio(frequency, 1000000000);
}

uint64_t hal_ticks(uint64_t nanoseconds)
{
	return scale(nanoseconds, to_ticks) + 1;
}

uint64_t hal_nanoseconds(uint64_t ticks)
{
	return scale(ticks, to_ns);
}
