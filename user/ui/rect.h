/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rectangles of whole pixels, and regions: bounded lists of them that cover at
 * least what was added. Pure arithmetic; every coordinate from any source is
 * fine, also one that would overflow. Pixels are not in this room.
 */
#ifndef PITH_UI_RECT_H
#define PITH_UI_RECT_H

#include <stdbool.h>
#include <stdint.h>

/* Empty if width or height is not positive. */
struct rect {
	int32_t x, y;
	int32_t width, height;
};

static inline struct rect rect_make(int32_t x, int32_t y, int32_t width, int32_t height)
{
	return (struct rect){.x = x, .y = y, .width = width, .height = height};
}

static inline bool rect_empty(struct rect r)
{
	return r.width <= 0 || r.height <= 0;
}

/* What both have; {0, 0, 0, 0} if nothing. Right for any numbers. */
struct rect rect_intersect(struct rect a, struct rect b);

/* The smallest rectangle around both; an empty one counts for nothing. Both must
 * lie within -2^30 .. 2^30, as all results of rect_intersect() with a screen do. */
struct rect rect_around(struct rect a, struct rect b);

bool rect_contains(struct rect outer, struct rect inner);
bool rect_has_point(struct rect r, int32_t x, int32_t y);

/* Smaller by this many pixels on each side (greater, if negative). */
struct rect rect_inset(struct rect r, int32_t by);

/* Moved by (x, y). */
struct rect rect_offset(struct rect r, int32_t x, int32_t y);

enum { REGION_RECTS = 16 };

/* A list of rectangles that do not overlap. It may cover more than was added, when
 * that takes fewer rectangles, but never outside the smallest rectangle around. */
struct region {
	uint32_t count;
	struct rect rect[REGION_RECTS];
};

static inline bool region_empty(const struct region *region)
{
	return region->count == 0;
}

/* Adds a rectangle, whose corners must lie within -2^30 .. 2^30. */
void region_add(struct region *region, struct rect r);

static inline void region_clear(struct region *region)
{
	region->count = 0;
}

#endif
