/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Changes code by instructions: others come, from the groups that matter, and go, are moved or
 * get other registers. One time in eight the bytes themselves are changed.
 */
#include <stdint.h>
#include <string.h>
#include "tests/fuzz/unicorn/bench.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

static uint32_t state;

static uint32_t below(uint32_t end)
{
	state = state * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)state * end >> 32);
}

static uint32_t any(void)
{
	return below(1 << 16) | below(1 << 16) << 16;
}

/* A32: what is set, and what may be anything. Loads and stores of every kind, calls, branches,
 * VFP, NEON, exclusives, swaps, status and coprocessor registers, hints. */
static const uint32_t arm[][2] = {{0xe0000000, 0x01ffffff}, {0xe2000000, 0x01ffffff},
    {0xe5900000, 0x004fffff}, {0xe5800000, 0x004fffff}, {0xe4900000, 0x006fffff},
    {0xe7900000, 0x006f0f0f}, {0xe1d000b0, 0x006fff4f}, {0xe1c000d0, 0x006fff2f},
    {0xe8900000, 0x016fffff}, {0xe8800000, 0x016fffff}, {0xe1900f9f, 0x006ff000},
    {0xe1800f90, 0x006ff00f}, {0xe1000090, 0x004ff00f}, {0xea000000, 0x01ffffff},
    {0x0a000000, 0xf100000f}, {0xe12fff10, 0x0000002f}, {0xef000000, 0x00ffffff},
    {0xed900a00, 0x006ff1ff}, {0xec900a00, 0x016ff1ff}, {0xee000a00, 0x0ffff1ff},
    {0xf2000840, 0x01ffffff}, {0xf4200000, 0x008fffff}, {0xf4a00000, 0x008fffff},
    {0xe6000010, 0x01ffffef}, {0xe10f0000, 0x0040f000}, {0xe128f000, 0x0047000f},
    {0xee000010, 0x00ffffef}, {0xe320f000, 0x000000ff}, {0xf5700000, 0x0fffffff},
    {0xf1010000, 0x00000200}, {0xe1200070, 0x000fff0f}, {0xf8100a00, 0x01ef0fff}};
/* T32 in its two halves, and T16 with anything behind. */
static const uint32_t thumb[][2] = {{0x0000e850, 0x0fff00ff}, {0x0000e8d0, 0xffff002f},
    {0x0000e890, 0xffff036f}, {0x0000f850, 0xffff01ff}, {0x0000f800, 0xffff01ff},
    {0x0000f000, 0xffff07ff}, {0x0000f3bf, 0xffff0000}, {0x0000fb00, 0xffff01ff},
    {0x0000ed10, 0xffff03ef}, {0x0000ee00, 0xffff01ff}, {0x0000ef00, 0xffff10ff},
    {0x00006800, 0xffff1fff}, {0x0000c800, 0xffff0fff}, {0x0000b400, 0xffff0bff},
    {0x0000bf00, 0xffff00ff}, {0x0000df00, 0xffff00ff}, {0x0000d000, 0xffff0fff},
    {0x00004700, 0xffff00ff}, {0x0000b600, 0xffff007f}, {0x0000f990, 0xffff006f}};

static uint32_t new_word(void)
{
	const uint32_t *group;

	if (below(16) == 0)
		return any();
	if (below(2)) {
		group = arm[below(sizeof(arm) / sizeof(arm[0]))];
		return (group[0] | (any() & group[1])) ^ (below(8) ? 0 : any() & 0xf0000000);
	}
	group = thumb[below(sizeof(thumb) / sizeof(thumb[0]))];
	return group[0] | (any() & group[1]);
}

static size_t change(uint8_t *code, size_t size, size_t most)
{
	size_t words = size / 4, at = words ? 4 * below((uint32_t)words) : 0;
	uint32_t word = new_word();

	switch (words ? below(6) : 0) {
	case 0:
		if (size + 4 > most)
			return size;
		memmove(code + at + 4, code + at, size - at);
		memcpy(code + at, &word, 4);
		return size + 4;
	case 1:
		memmove(code + at, code + at + 4, size - at - 4);
		return size - 4;
	case 2:
		memcpy(code + at, code + 4 * below((uint32_t)words), 4);
		return size;
	case 3:
		code[at + below(4)] ^= (uint8_t)(1 << below(8));
		return size;
	default:
		memcpy(code + at, &word, 4);
		return size;
	}
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	state = seed * 2654435761u + 1;
	if (size < INPUT_CODE || most < INPUT_CODE + 4 || below(8) == 0)
		return LLVMFuzzerMutate(data, size, most);
	if (below(8) == 0)
		data[below(INPUT_CODE)] = (uint8_t)any();
	for (uint32_t count = 1 + below(4); count; count--)
		size = INPUT_CODE + change(data + INPUT_CODE, size - INPUT_CODE, most - INPUT_CODE);
	return size;
}
