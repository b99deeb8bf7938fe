/* SPDX-License-Identifier: BSD-2-Clause */
/* Angles against the C library's, arcs against the rings that they are parts of. */
#include <criterion/criterion.h>
#include <math.h>
#include "user/ui/arc.h"

enum { SIDE = 100, MIDDLE = SIDE / 2 * CANVAS_UNIT };
static const double pi = 3.14159265358979323846;

static uint16_t pixels[SIDE * SIDE], others[SIDE * SIDE];

static struct canvas empty(uint16_t *to)
{
	struct canvas canvas = canvas_make(to, SIDE, SIDE, SIDE);

	canvas_fill(&canvas, canvas.clip, 0);
	return canvas;
}

static struct arc arc(int32_t from, int32_t sweep)
{
	return (struct arc){.x = MIDDLE,
	    .y = MIDDLE,
	    .radius = 40 * CANVAS_UNIT,
	    .width = 8 * CANVAS_UNIT,
	    .from = from,
	    .sweep = sweep};
}

/* The pixel in the middle of the band in this direction. */
static uint16_t band(int32_t angle)
{
	int32_t x = MIDDLE + turn_right(angle, 36 * CANVAS_UNIT);
	int32_t y = MIDDLE + turn_down(angle, 36 * CANVAS_UNIT);

	return pixels[y / CANVAS_UNIT * SIDE + x / CANVAS_UNIT];
}

Test(arc, sines_are_right_to_a_four_thousandth)
{
	for (int32_t a = -2 * TURN; a <= 2 * TURN; a += 7)
		cr_assert_float_eq(turn_sine(a) / (double)TURN_ONE, sin(a * 2 * pi / TURN),
		    1 / 4000.0, "at %d", a);
	cr_assert_eq(turn_right(TURN / 4, 1000), 1000);
	cr_assert_eq(turn_down(0, 1000), -1000);
	cr_assert_eq(turn_down(TURN / 2, 65536), 65536);
}

Test(arc, covers_its_part_of_the_ring_and_no_other)
{
	/* So near to an end it may be covered or not: the end is round. */
	enum { NEAR = TURN / 40, STEP = TURN / 60 };

	for (int32_t from = 0; from < TURN; from += TURN / 12)
		for (int32_t sweep = STEP; sweep < TURN; sweep += STEP) {
			struct canvas canvas = empty(pixels);
			struct arc a = arc(from, sweep);

			arc_draw(&canvas, &a, 0xffff);
			for (int32_t at = 0; at < TURN; at += STEP) {
				uint16_t is = band(from + at);

				if (at > 0 && at < sweep)
					cr_assert_eq(is, 0xffff, "%d of %d", at, sweep);
				else if (at > sweep + NEAR && at < TURN - NEAR)
					cr_assert_eq(is, 0, "%d of %d", at, sweep);
			}
		}
}

Test(arc, all_of_it_is_the_ring_and_none_of_it_nothing)
{
	struct canvas canvas = empty(pixels), other = empty(others);
	struct arc a = arc(1234, 0);

	arc_draw(&canvas, &a, 0xffff);
	cr_assert_arr_eq(pixels, others, sizeof(pixels));
	a.sweep = TURN;
	arc_draw(&canvas, &a, 0x1234);
	canvas_ring(&other, a.x, a.y, a.radius, a.width, 0x1234);
	cr_assert_arr_eq(pixels, others, sizeof(pixels));
	/* One without a hole. */
	a.width = a.radius;
	arc_draw(&canvas, &a, 0x1234);
	canvas_disc(&other, a.x, a.y, a.radius, 0x1234);
	cr_assert_eq(pixels[SIDE / 2 * SIDE + SIDE / 2], 0x1234);
}

/* What app_change() is told when the end moves is all that changes. */
Test(arc, changes_only_around_its_end)
{
	for (int32_t sweep = 32; sweep < TURN; sweep += 1000) {
		struct canvas canvas = empty(pixels), other = empty(others);
		struct arc a = arc(0, sweep), b = arc(0, sweep + 32);
		struct rect r =
		    rect_inset(rect_around(arc_end(&a, a.sweep), arc_end(&a, b.sweep)), -2);

		arc_draw(&canvas, &a, 0xffff);
		arc_draw(&other, &b, 0xffff);
		for (int32_t y = 0; y < SIDE; y++)
			for (int32_t x = 0; x < SIDE; x++)
				if (!rect_has_point(r, x, y))
					cr_assert_eq(pixels[y * SIDE + x], others[y * SIDE + x],
					    "%d: %d, %d", sweep, x, y);
	}
}
