/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random numbers of our own (xorshift32): the same on every machine.
 */
#include "tests/system/torture-calls/torture.h"

static uint32_t state = 1;

void random_seed(uint32_t seed)
{
	state = seed ? seed : 1;
}

uint32_t random_below(uint32_t limit)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return (state >> 3) % limit;
}

uint32_t random_slot(void)
{
	return work + random_below(WORK_SLOTS);
}

uint32_t random_garbage(void)
{
	static const uint32_t values[] = {
	    0, 0xffffffff, 0x80000000, 0x7fffffff, 0x10000, 0xe0000000, 0xfffff000};
	uint32_t choice = random_below(12);

	if (choice < sizeof(values) / sizeof(values[0]))
		return values[choice];
	return choice < 10 ? random_slot() : 0x12345678u * (random_below(1000) + 1);
}

/* Mostly in the window, at a page's start or near its ends; else where nobody should be. */
uint32_t random_address(void)
{
	static const uint32_t elsewhere[] = {0, 0xe0000000, 0xe0000fffu & ~3u, 0xe0005000,
	    0xe0008000, 0xe0100000, 0xe7fffffc, 0xe8000000, 0xeff00000, 0xeff01000, 0xeff04000,
	    0xf0000000, 0xfffffffc, 0x50000000};
	static const uint32_t offsets[] = {0, 4, 8, 0xff8, 0xffc, 0x800};

	if (random_one_in(6))
		return elsewhere[random_below(sizeof(elsewhere) / sizeof(elsewhere[0]))];
	return WINDOW + random_below(WINDOW_MEGABYTES) * 0x100000 + random_below(32) * 0x1000 +
	       offsets[random_below(sizeof(offsets) / sizeof(offsets[0]))];
}
