/* SPDX-License-Identifier: BSD-2-Clause */
/* From points to curves, from curves to short lines with round ends. */
#include "user/ui/stroke.h"

enum {
	STEP = 2 * CANVAS_UNIT, /* aimed-at length of a line of a curve */
	STEPS_BITS_MAX = 5,
};

/* Roughly the length of a vector: for choosing steps. */
static int32_t distance(int32_t x, int32_t y)
{
	x = x < 0 ? -x : x;
	y = y < 0 ? -y : y;
	/* Never too short, and too long by less than half. */
	return x > y ? x + y / 2 : y + x / 2;
}

/* From the end of what is drawn to (x, y), bent towards (over_x, over_y). */
static struct rect curve(struct stroke *stroke, const struct mask *mask, int32_t over_x,
    int32_t over_y, int32_t x, int32_t y)
{
	int32_t from_x = stroke->end_x, from_y = stroke->end_y;
	int32_t length =
	    distance(over_x - from_x, over_y - from_y) + distance(x - over_x, y - over_y);
	struct rect changed = {0, 0, 0, 0};
	uint32_t bits = 0;

	/* A power of two, so that the points need no division. */
	while (bits < STEPS_BITS_MAX && length >> bits > STEP)
		bits++;
	int32_t steps = 1 << bits;

	/* B(t) = (1-t)^2 from + 2 t (1-t) over + t^2 to, with t = i / steps. */
	for (int32_t i = 1; i <= steps; i++) {
		int32_t j = steps - i;
		int32_t to_x = (j * j * from_x + 2 * i * j * over_x + i * i * x) >> 2 * bits;
		int32_t to_y = (j * j * from_y + 2 * i * j * over_y + i * i * y) >> 2 * bits;

		changed = rect_around(changed,
		    mask_line(mask, stroke->end_x, stroke->end_y, to_x, to_y, stroke->width));
		stroke->end_x = to_x;
		stroke->end_y = to_y;
	}
	return changed;
}

struct rect stroke_begin(
    struct stroke *stroke, const struct mask *mask, int32_t x, int32_t y, int32_t width)
{
	*stroke = (struct stroke){width, x, y, x, y};
	return mask_line(mask, x, y, x, y, width);
}

struct rect stroke_extend(struct stroke *stroke, const struct mask *mask, int32_t x, int32_t y)
{
	/* Up to the middle, bent by the point before: the next curve goes on from there in the
	 * same direction. */
	struct rect changed =
	    curve(stroke, mask, stroke->x, stroke->y, (stroke->x + x) >> 1, (stroke->y + y) >> 1);

	stroke->x = x;
	stroke->y = y;
	return changed;
}

struct rect stroke_end(struct stroke *stroke, const struct mask *mask, int32_t x, int32_t y)
{
	return curve(stroke, mask, stroke->x, stroke->y, x, y);
}
