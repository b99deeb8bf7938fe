/* SPDX-License-Identifier: BSD-2-Clause */
/* Blending, fills, copies and shapes, pixel by pixel. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "user/ui/canvas.h"
#include "user/ui/coverage.h"
#include "user/ui/mask.h"
#include "user/ui/stroke.h"

enum { W = 64, H = 48, MARK = 0x1234 };

/* A canvas within a larger field of marks: what is drawn outside is seen. */
static uint16_t field[(H + 2) * (W + 2)];

static struct canvas fresh(void)
{
	for (unsigned i = 0; i < sizeof(field) / sizeof(field[0]); i++)
		field[i] = MARK;
	struct canvas canvas = canvas_make(field + (W + 2) + 1, W, H, W + 2);

	canvas_fill(&canvas, canvas.clip, 0);
	return canvas;
}

static void check_border(void)
{
	for (int y = 0; y < H + 2; y++)
		for (int x = 0; x < W + 2; x++)
			if (x == 0 || y == 0 || x == W + 1 || y == H + 1)
				cr_assert(field[y * (W + 2) + x] == MARK, "drawn outside at %d %d",
				    x - 1, y - 1);
}

static uint16_t at(const struct canvas *canvas, int x, int y)
{
	return canvas->pixels[y * canvas->stride + x];
}

/* How white a pixel is, 0..1. */
static double white(const struct canvas *canvas, int x, int y)
{
	return (at(canvas, x, y) >> 5 & 63) / 63.0;
}

Test(canvas, colours_are_rounded_to_565)
{
	cr_assert(CANVAS_RGB(255, 255, 255) == 0xffff);
	cr_assert(CANVAS_RGB(0, 0, 0) == 0);
	cr_assert(CANVAS_HEX(0xff0000) == 0xf800);
	cr_assert(CANVAS_HEX(0x00ff00) == 0x07e0);
	cr_assert(CANVAS_HEX(0x0000ff) == 0x001f);
	cr_assert(CANVAS_RGB(128, 128, 128) == (16 << 11 | 32 << 5 | 16));
}

Test(canvas, mixing_nothing_and_all_is_exact)
{
	for (uint32_t i = 0; i < 0x10000; i += 7) {
		uint16_t other = (uint16_t)(i * 40503u >> 3);

		cr_assert(canvas_mix((uint16_t)i, other, 0) == i);
		cr_assert(canvas_mix((uint16_t)i, other, CANVAS_OPAQUE) == other);
	}
}

/* Each component lies between the two, off by less than one step from the exact value. */
Test(canvas, mixing_keeps_components_apart)
{
	uint32_t random = 1;

	for (int i = 0; i < 200000; i++) {
		random = random * 1664525 + 1013904223;
		uint16_t below = (uint16_t)(random >> 16);
		random = random * 1664525 + 1013904223;
		uint16_t above = (uint16_t)(random >> 16);
		uint32_t coverage = (random >> 3) % 33;
		uint16_t mixed = canvas_mix(below, above, coverage);
		static const struct {
			int shift, mask;
		} part[] = {{11, 31}, {5, 63}, {0, 31}};

		for (int p = 0; p < 3; p++) {
			int b = below >> part[p].shift & part[p].mask;
			int a = above >> part[p].shift & part[p].mask;
			int m = mixed >> part[p].shift & part[p].mask;
			double exact = b + (a - b) * (int)coverage / 32.0;

			cr_assert(m > exact - 1.0 - 1e-9 && m <= exact + 1e-9, "%04x %04x %u: %04x",
			    below, above, coverage, mixed);
		}
	}
}

Test(canvas, fill_is_clipped)
{
	struct canvas canvas = fresh();

	canvas_fill(&canvas, rect_make(-10, -10, 1000, 1000), 0xffff);
	check_border();
	for (int y = 0; y < H; y++)
		for (int x = 0; x < W; x++)
			cr_assert(at(&canvas, x, y) == 0xffff);
}

Test(canvas, fill_hits_exactly_the_rectangle)
{
	for (int left = 0; left < 5; left++)
		for (int width = 0; width < 7; width++) {
			struct canvas canvas = fresh();

			canvas_fill(&canvas, rect_make(left, 3, width, 2), 0xffff);
			for (int y = 0; y < H; y++)
				for (int x = 0; x < W; x++) {
					bool inside =
					    x >= left && x < left + width && y >= 3 && y < 5;

					cr_assert((at(&canvas, x, y) == 0xffff) == inside);
				}
		}
}

Test(canvas, copy_of_every_alignment)
{
	uint16_t from[40], to[40];

	for (uint16_t i = 0; i < 40; i++)
		from[i] = (uint16_t)(i * 257 + 3);
	for (uint32_t source = 0; source < 3; source++)
		for (uint32_t target = 0; target < 3; target++)
			for (uint32_t count = 0; count < 35; count++) {
				memset(to, 0, sizeof(to));
				canvas_copy_pixels(to + target, from + source, count);
				for (uint32_t i = 0; i < 40; i++) {
					bool inside = i >= target && i < target + count;

					cr_assert(
					    to[i] == (inside ? from[i - target + source] : 0));
				}
			}
}

/* A disc's pixels against their exact distance from its middle. */
Test(canvas, disc_is_round_and_smooth)
{
	for (int radius = 8; radius < 20 * 16; radius += 13) {
		struct canvas canvas = fresh();
		double x0 = 31 * 16 + 5, y0 = 23 * 16 + 11, area = 0;

		canvas_disc(&canvas, (int32_t)x0, (int32_t)y0, radius, 0xffff);
		check_border();
		for (int y = 0; y < H; y++)
			for (int x = 0; x < W; x++) {
				double d = hypot(x * 16 + 8 - x0, y * 16 + 8 - y0);
				double expected = (radius + 8 - d) / 16;

				expected = expected < 0 ? 0 : expected > 1 ? 1 : expected;
				cr_assert(fabs(white(&canvas, x, y) - expected) < 0.08,
				    "radius %d at %d %d: %f, not %f", radius, x, y,
				    white(&canvas, x, y), expected);
				area += white(&canvas, x, y);
			}
		double exact = 3.14159265 * radius * radius / 256;

		if (radius > 40)
			cr_assert(fabs(area - exact) < exact * 0.05, "radius %d: %f, not %f",
			    radius, area, exact);
	}
}

Test(canvas, line_has_its_width_in_every_direction)
{
	for (int angle = 0; angle < 360; angle += 11) {
		struct canvas canvas = fresh();
		double area = 0, turn = angle * 3.14159265 / 180;
		int32_t dx = (int32_t)(cos(turn) * 200), dy = (int32_t)(sin(turn) * 200);

		canvas_line(&canvas, 512 - dx, 384 - dy, 512 + dx, 384 + dy, 6 * 16, 0xffff);
		check_border();
		for (int y = 0; y < H; y++)
			for (int x = 0; x < W; x++)
				area += white(&canvas, x, y);
		double exact = 25 * 6 + 3.14159265 * 9;

		cr_assert(fabs(area - exact) < exact * 0.04, "%d degrees: %f, not %f", angle, area,
		    exact);
	}
}

Test(canvas, shapes_far_outside_draw_nothing_and_overrun_nothing)
{
	struct canvas canvas = fresh();

	canvas_disc(&canvas, -5000, 300, 200, 0xffff);
	canvas_line(&canvas, -16000, -16000, -15000, 16000, 64, 0xffff);
	canvas_line(&canvas, 16000, -16000, 16000, 16000, 64, 0xffff);
	canvas_disc(&canvas, 300, 300, 0, 0xffff);
	canvas_disc(&canvas, 300, 300, -50, 0xffff);
	for (int y = 0; y < H; y++)
		for (int x = 0; x < W; x++)
			cr_assert(at(&canvas, x, y) == 0);
	canvas_line(&canvas, -16000, 384, 16000, 384, 1000, 0xffff);
	check_border();
}

Test(canvas, rounded_rectangle_is_symmetrical_and_full)
{
	struct canvas canvas = fresh();
	struct rect r = rect_make(10, 8, 40, 30);

	canvas_rounded(&canvas, r, 9, 0xffff);
	check_border();
	for (int y = 0; y < H; y++)
		for (int x = 0; x < W; x++) {
			if (!rect_has_point(r, x, y)) {
				cr_assert(at(&canvas, x, y) == 0);
				continue;
			}
			cr_assert(at(&canvas, x, y) == at(&canvas, 59 - x, y));
			cr_assert(at(&canvas, x, y) == at(&canvas, x, 45 - y));
		}
	cr_assert(at(&canvas, 30, 8) == 0xffff && at(&canvas, 10, 20) == 0xffff);
	cr_assert(at(&canvas, 10, 8) == 0);
}

Test(canvas, corners_are_what_the_rounded_rectangle_is_not)
{
	struct canvas canvas = fresh();
	struct rect r = rect_make(10, 8, 40, 30);

	canvas_fill(&canvas, r, 0xffff);
	canvas_corners(&canvas, r, 9, 0);
	uint16_t cut[H * W];

	for (int y = 0; y < H; y++)
		for (int x = 0; x < W; x++)
			cut[y * W + x] = at(&canvas, x, y);
	canvas = fresh();
	canvas_rounded(&canvas, r, 9, 0xffff);
	for (int y = 0; y < H; y++)
		for (int x = 0; x < W; x++) {
			int a = cut[y * W + x] & 31, b = at(&canvas, x, y) & 31;

			cr_assert(abs(a - b) <= 1, "at %d %d: %d, %d", x, y, a, b);
		}
}

Test(canvas, clipped_canvas_draws_only_there)
{
	struct canvas canvas = fresh();
	struct rect part = rect_make(20, 10, 7, 5);
	struct canvas clipped = canvas_clipped(&canvas, part);

	canvas_disc(&clipped, 400, 200, 300, 0xffff);
	canvas_tint(&clipped, rect_make(0, 0, 100, 100), 0xf800, 16);
	canvas_rounded_outline(&clipped, rect_make(0, 0, W, H), 12, 3, 0x1f);
	for (int y = 0; y < H; y++)
		for (int x = 0; x < W; x++)
			cr_assert(rect_has_point(part, x, y) || at(&canvas, x, y) == 0);
	cr_assert(at(&canvas, 22, 12) != 0);
}

static uint8_t coverage[W * H];
static const struct mask mask = {coverage, W, H};

Test(mask, a_stroke_drawn_twice_is_the_same)
{
	uint8_t once[W * H];

	memset(coverage, 0, sizeof(coverage));
	mask_line(&mask, 100, 100, 700, 500, 90);
	memcpy(once, coverage, sizeof(once));
	mask_line(&mask, 100, 100, 700, 500, 90);
	mask_line(&mask, 100, 100, 400, 300, 90);
	cr_assert(memcmp(once, coverage, sizeof(once)) == 0);
}

Test(mask, changed_area_is_told)
{
	uint32_t random = 99;

	for (int i = 0; i < 500; i++) {
		int32_t p[4];

		for (int j = 0; j < 4; j++) {
			random = random * 1664525 + 1013904223;
			p[j] = (int32_t)(random >> 16) % 1600 - 300;
		}
		memset(coverage, 0, sizeof(coverage));
		struct rect r = mask_line(&mask, p[0], p[1], p[2], p[3], 16 + (int)(random >> 24));

		for (int y = 0; y < H; y++)
			for (int x = 0; x < W; x++)
				cr_assert(!coverage[y * W + x] || rect_has_point(r, x, y));
	}
}

Test(mask, clear_empties_the_area_only)
{
	memset(coverage, 7, sizeof(coverage));
	mask_clear(&mask, rect_make(5, 6, 10, 1000));
	for (int y = 0; y < H; y++)
		for (int x = 0; x < W; x++) {
			bool inside = x >= 5 && x < 15 && y >= 6;

			cr_assert(coverage[y * W + x] == (inside ? 0 : 7));
		}
}

Test(canvas, a_placed_canvas_is_clipped_at_both_ends)
{
	enum { SIZE = 8 };
	uint16_t to[SIZE * SIZE] = {0}, from[SIZE * SIZE];
	struct canvas target = canvas_make(to, SIZE, SIZE, SIZE);
	struct canvas source = canvas_make(from, SIZE, SIZE, SIZE);

	for (uint32_t i = 0; i < SIZE * SIZE; i++)
		from[i] = (uint16_t)(i + 1);
	target.clip = rect_make(0, 1, SIZE, SIZE);
	target.clip.height = SIZE - 1;
	canvas_place(&target, -2, -3, &source);
	canvas_place(&target, 7, 7, &source);
	canvas_place(&target, 100, 100, &source);
	for (int32_t y = 0; y < SIZE; y++)
		for (int32_t x = 0; x < SIZE; x++) {
			bool first = y >= 1 && y < SIZE - 3 && x < SIZE - 2;
			int32_t right = first ? (y + 3) * SIZE + x + 2 + 1 : x == 7 && y == 7;

			cr_assert_eq(to[y * SIZE + x], right, "(%d, %d)", (int)x, (int)y);
		}
}

/* Every point that the finger passed while the stroke went on smoothly is covered, the first and
 * the last one fully. */
Test(stroke, begins_and_ends_at_its_points)
{
	struct stroke stroke;

	memset(coverage, 0, sizeof(coverage));
	struct rect r = stroke_begin(&stroke, &mask, 10 * 16 + 8, 10 * 16 + 8, 80);

	r = rect_around(r, stroke_extend(&stroke, &mask, 20 * 16 + 8, 30 * 16 + 8));
	r = rect_around(r, stroke_extend(&stroke, &mask, 40 * 16 + 8, 30 * 16 + 8));
	r = rect_around(r, stroke_end(&stroke, &mask, 50 * 16 + 8, 12 * 16 + 8));
	cr_assert(coverage[10 * W + 10] == CANVAS_OPAQUE);
	cr_assert(coverage[30 * W + 30] == CANVAS_OPAQUE, "the middle between two points");
	cr_assert(coverage[12 * W + 50] == CANVAS_OPAQUE);
	for (int y = 0; y < H; y++)
		for (int x = 0; x < W; x++)
			cr_assert(!coverage[y * W + x] || rect_has_point(r, x, y));
}

/* A straight stroke in many pieces looks like one line. */
Test(stroke, pieces_make_one_clean_line)
{
	struct stroke stroke;
	uint8_t whole[W * H];

	memset(coverage, 0, sizeof(coverage));
	mask_line(&mask, 100, 200, 900, 200, 96);
	memcpy(whole, coverage, sizeof(whole));
	memset(coverage, 0, sizeof(coverage));
	stroke_begin(&stroke, &mask, 100, 200, 96);
	for (int x = 140; x <= 860; x += 40)
		stroke_extend(&stroke, &mask, x, 200);
	stroke_end(&stroke, &mask, 900, 200);
	for (unsigned i = 0; i < sizeof(whole); i++)
		cr_assert(abs(whole[i] - coverage[i]) <= 1);
}

Test(coverage, root)
{
	for (uint32_t i = 0; i < 70000; i++) {
		uint32_t root = coverage_root(i * 61356u);

		cr_assert((uint64_t)root * root <= i * 61356u);
		cr_assert((uint64_t)(root + 1) * (root + 1) > i * 61356u);
	}
}
