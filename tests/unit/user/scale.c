/* SPDX-License-Identifier: BSD-2-Clause */
/* Smaller and darker pixels, against component by component arithmetic. */
#include <criterion/criterion.h>
#include <string.h>

#include "user/display/scale.h"

static uint32_t state = 88172645;

static uint16_t noise(void)
{
	state = state * 1664525 + 1013904223;
	/* Full and empty components are where carries go wrong. */
	return state >> 30 ? (uint16_t)(state >> 8) : (uint16_t) - (state >> 8 & 1);
}

/* The rounded average of a square of pixels. */
static uint16_t average(const uint16_t *from, uint32_t stride, uint32_t side)
{
	uint32_t r = 0, g = 0, b = 0, n = side == 2 ? 4 : 9;

	for (uint32_t y = 0; y < side; y++)
		for (uint32_t x = 0; x < side; x++) {
			uint16_t p = from[y * stride + x];

			r += p >> 11;
			g += p >> 5 & 63;
			b += p & 31;
		}
	return (uint16_t)((r + n / 2) / n << 11 | (g + n / 2) / n << 5 | (b + n / 2) / n);
}

Test(scale, averages_squares_of_pixels)
{
	enum { STRIDE = 3 * 50 + 2, COUNT = 49 };
	static uint16_t from[3 * STRIDE];
	uint16_t to[COUNT + 1];

	for (uint32_t round = 0; round < 4000; round++) {
		uint32_t at = round % 3; /* any alignment */

		for (uint32_t i = 0; i < 3 * STRIDE; i++)
			from[i] = noise();
		to[COUNT] = 0x1234;
		scale_half(to, from + at, STRIDE, COUNT);
		for (uint32_t i = 0; i < COUNT; i++)
			cr_assert(to[i] == average(from + at + 2 * i, STRIDE, 2));
		scale_third(to, from + at, STRIDE, COUNT);
		for (uint32_t i = 0; i < COUNT; i++)
			cr_assert(to[i] == average(from + at + 3 * i, STRIDE, 3));
		cr_assert(to[COUNT] == 0x1234);
	}
}

Test(scale, every_sum_of_nine_is_rounded)
{
	uint16_t from[9];

	/* All sums of each component, by nine pixels that are as equal as they can be. */
	for (uint32_t sum = 0; sum <= 9 * 63; sum++) {
		for (uint32_t i = 0; i < 9; i++) {
			uint32_t part = (sum + i) / 9;
			uint32_t half = part > 31 ? 31 : part;

			from[i] = (uint16_t)(half << 11 | part << 5 | half);
		}
		uint16_t to;

		scale_third(&to, from, 3, 1);
		cr_assert(to == average(from, 3, 3), "%u", sum);
	}
}

Test(scale, dims_to_black_and_to_nothing)
{
	for (uint32_t light = 0; light <= SCALE_LIGHT; light++)
		for (uint32_t count = 0; count < 6; count++) {
			_Alignas(4) uint16_t pixels[6], before[6];

			for (uint32_t i = 0; i < 6; i++)
				pixels[i] = noise();
			memcpy(before, pixels, sizeof(before));
			scale_dim(pixels, light & 1 ? pixels : before, count, light);
			for (uint32_t i = 0; i < 6; i++) {
				uint32_t p = before[i], l = i < count ? light : SCALE_LIGHT;

				cr_assert(pixels[i] ==
					  ((p >> 11) * l / 32 << 11 | (p >> 5 & 63) * l / 32 << 5 |
					      (p & 31) * l / 32));
			}
		}
}
