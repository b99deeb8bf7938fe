/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ticks of a timer become nanoseconds and back by multiplication with a 32-bit fraction, so that
 * nothing divides.
 */
#ifndef PITH_HAL_ARM_FACTOR_H
#define PITH_HAL_ARM_FACTOR_H

#include <stdint.h>

/* A factor as a fixed-point number: whole * 2^32 + fraction. */
struct factor {
	uint32_t whole;
	uint32_t fraction;
};

/* numerator / denominator, digit by digit; for the start, where it may take its time. */
static inline struct factor factor_ratio(uint32_t numerator, uint32_t denominator)
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
static inline uint64_t factor_scale(uint64_t value, struct factor factor)
{
	uint64_t low = (uint64_t)(uint32_t)value * factor.fraction >> 32;

	return value * factor.whole + (value >> 32) * factor.fraction + low;
}

#endif
