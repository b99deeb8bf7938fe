/* SPDX-License-Identifier: BSD-2-Clause */
/* Smaller and darker lines of pixels: see scale.h. */
#include <string.h>

#include "user/display/scale.h"

/*
 * A pixel with room between its components: green 21-26, red 11-15, blue 0-4. Five free bits above
 * each take the sum of up to 32 pixels. In a word of two pixels the mask finds green of the
 * second one and red and blue of the first; in the same word turned by half, the others.
 */
enum { COMPONENTS = 0x07e0f81f };

/* The second half and the first change places: one operand of the ARM's AND. */
static inline uint32_t turn(uint32_t word)
{
	return word << 16 | word >> 16;
}

/* Two pixels that lie side by side, anywhere. */
static inline uint32_t load(const uint16_t *from)
{
	uint32_t word;

	memcpy(&word, from, 4);
	return word;
}

/* The sum of two pixels, spread. */
static inline uint32_t sum(uint32_t word)
{
	return (word & COMPONENTS) + (turn(word) & COMPONENTS);
}

void scale_half(uint16_t *to, const uint16_t *from, uint32_t stride, uint32_t count)
{
	enum { HALF = 2 << 21 | 2 << 11 | 2 }; /* of the divisor, to round */

	for (; count; count--, from += 2) {
		uint32_t four = sum(load(from)) + sum(load(from + stride)) + HALF;

		four = four >> 2 & COMPONENTS;
		*to++ = (uint16_t)(four | four >> 16);
	}
}

/* The ninth part, rounded, of each component of a spread sum of nine pixels. */
static inline uint16_t ninth(uint32_t nine)
{
	/* Exact for all sums, 9 * 31 and 9 * 63 at most. Blue and red have 16 bits each. */
	uint32_t two = ((nine & 0x1ff) | (nine & 0xff800) << 5) * 228 + (960 << 16 | 960);
	uint32_t green = (nine >> 21) * 3641 + (1 << 14);

	return (uint16_t)(two >> 27 << 11 | green >> 15 << 5 | (two >> 11 & 0x1f));
}

void scale_third(uint16_t *to, const uint16_t *from, uint32_t stride, uint32_t count)
{
	for (; count; count--, from += 3) {
		uint32_t nine = 0;

		for (uint32_t line = 0; line < 3 * stride; line += stride) {
			uint32_t third = from[line + 2];

			nine += sum(load(from + line)) + ((third | third << 16) & COMPONENTS);
		}
		*to++ = ninth(nine);
	}
}

/* Two pixels, darker. The components above the mask have their room below them. */
static inline uint32_t dim(uint32_t word, uint32_t light)
{
	const uint32_t others = ~(uint32_t)COMPONENTS;

	return ((word & COMPONENTS) * light >> 5 & COMPONENTS) |
	       (((word & others) >> 5) * light & others);
}

void scale_dim(uint16_t *to, const uint16_t *from, uint32_t count, uint32_t light)
{
	for (; count >= 2; count -= 2, to += 2, from += 2) {
		uint32_t word = dim(load(from), light);

		memcpy(__builtin_assume_aligned(to, 4), &word, 4);
	}
	if (count)
		*to = (uint16_t)dim(*from, light);
}
