/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers without sense, the same in each run: Marsaglia's xorshift of 32 bits. For one file. */
#ifndef PITH_TESTS_RANDOM_H
#define PITH_TESTS_RANDOM_H

#include <stdint.h>

static inline uint32_t random32(void)
{
	static uint32_t state = 2463534242;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

#endif
