/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a compiler takes for granted of a C library, also where there is none (GCC manual,
 * "Standards"): filling and copying memory.
 */
#include <stddef.h>
#include <stdint.h>
#include "state.h"

enum { WORD = sizeof(uint32_t), LOW_BITS = WORD - 1 };

void *memset(void *to, int value, size_t length)
{
	uint32_t word = (uint32_t)(uint8_t)value * 0x01010101u;
	uint8_t *bytes = to;

	while (length && (uintptr_t)bytes & LOW_BITS) {
		*bytes++ = (uint8_t)value;
		length--;
	}
	for (; length >= 4 * WORD; length -= 4 * WORD, bytes += 4 * WORD) {
		uint32_t *words = (uint32_t *)(void *)bytes;

		words[0] = word;
		words[1] = word;
		words[2] = word;
		words[3] = word;
	}
	while (length--)
		*bytes++ = (uint8_t)value;
	return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t length)
{
	uint8_t *target = to;
	const uint8_t *source = from;

	if ((((uintptr_t)target | (uintptr_t)source) & LOW_BITS) == 0) {
		for (; length >= WORD; length -= WORD, target += WORD, source += WORD)
			*(uint32_t *)(void *)target = *(const uint32_t *)(const void *)source;
	}
	while (length--)
		*target++ = *source++;
	return to;
}
