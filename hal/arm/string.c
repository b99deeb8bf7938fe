/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a compiler takes for granted of a C library, also where there is none (GCC manual,
 * "Standards"): filling and copying memory.
 */
#include <stddef.h>
#include <stdint.h>
#include "state.h"

enum { WORD = sizeof(uint32_t), LOW_BITS = WORD - 1 };

/* Eight words at a time, as many as fit; this is where most of the zeroing is done. */
static uint8_t *fill(uint8_t *bytes, uint32_t word, size_t *length)
{
	register uint32_t a __asm__("r4") = word;
	register uint32_t b __asm__("r5") = word;
	register uint32_t c __asm__("r6") = word;
	register uint32_t d __asm__("r7") = word;
	register uint32_t e __asm__("r8") = word;
	register uint32_t f __asm__("r9") = word;
	register uint32_t g __asm__("r10") = word;
	register uint32_t h __asm__("r12") = word;

	for (; *length >= 8 * WORD; *length -= 8 * WORD)
		__asm__ volatile("stmia	%0!, {r4-r10, r12}"
				 : "+r"(bytes)
				 : "r"(a), "r"(b), "r"(c), "r"(d), "r"(e), "r"(f), "r"(g), "r"(h)
				 : "memory");
	return bytes;
}

void *memset(void *to, int value, size_t length)
{
	uint32_t word = (uint32_t)(uint8_t)value * 0x01010101u;
	uint8_t *bytes = to;

	while (length && (uintptr_t)bytes & LOW_BITS) {
		*bytes++ = (uint8_t)value;
		length--;
	}
	bytes = fill(bytes, word, &length);
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
