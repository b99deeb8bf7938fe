/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rectangle and region arithmetic. A region joins two rectangles when that wastes
 * little or when they overlap, so that its list stays short and disjoint.
 */
#include "user/ui/rect.h"

/* The sum of a coordinate and a size needs 33 bits. */
static int64_t min64(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t max64(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

struct rect rect_intersect(struct rect a, struct rect b)
{
	/* The far edge of a hostile rectangle does not fit into 32 bits. */
	int64_t left = max64(a.x, b.x);
	int64_t top = max64(a.y, b.y);
	int64_t right = min64((int64_t)a.x + a.width, (int64_t)b.x + b.width);
	int64_t bottom = min64((int64_t)a.y + a.height, (int64_t)b.y + b.height);

	if (rect_empty(a) || rect_empty(b) || left >= right || top >= bottom)
		return rect_make(0, 0, 0, 0);
	return rect_make(
	    (int32_t)left, (int32_t)top, (int32_t)(right - left), (int32_t)(bottom - top));
}

struct rect rect_around(struct rect a, struct rect b)
{
	if (rect_empty(a))
		return b;
	if (rect_empty(b))
		return a;
	int32_t left = a.x < b.x ? a.x : b.x;
	int32_t top = a.y < b.y ? a.y : b.y;
	int32_t right = (int32_t)max64(a.x + a.width, b.x + b.width);
	int32_t bottom = (int32_t)max64(a.y + a.height, b.y + b.height);

	return rect_make(left, top, right - left, bottom - top);
}

bool rect_contains(struct rect outer, struct rect inner)
{
	if (rect_empty(inner))
		return true;
	return inner.x >= outer.x && inner.y >= outer.y &&
	       (int64_t)inner.x + inner.width <= (int64_t)outer.x + outer.width &&
	       (int64_t)inner.y + inner.height <= (int64_t)outer.y + outer.height;
}

bool rect_has_point(struct rect r, int32_t x, int32_t y)
{
	return x >= r.x && y >= r.y && (int64_t)x < (int64_t)r.x + r.width &&
	       (int64_t)y < (int64_t)r.y + r.height;
}

struct rect rect_inset(struct rect r, int32_t by)
{
	return rect_make(r.x + by, r.y + by, r.width - 2 * by, r.height - 2 * by);
}

struct rect rect_offset(struct rect r, int32_t x, int32_t y)
{
	return rect_make(r.x + x, r.y + y, r.width, r.height);
}

static int64_t area(struct rect r)
{
	return rect_empty(r) ? 0 : (int64_t)r.width * r.height;
}

/* Pixels that the rectangle around both has and neither of them. */
static int64_t waste(struct rect a, struct rect b)
{
	return area(rect_around(a, b)) - area(a) - area(b) + area(rect_intersect(a, b));
}

/* Order does not matter: the last one fills the gap. */
static void take_out(struct region *region, uint32_t index)
{
	region->rect[index] = region->rect[--region->count];
}

/* The index of the rectangle that had best be joined with r: one that overlaps or
 * that costs next to nothing; with `always`, the cheapest one. -1: none. */
static int32_t partner(const struct region *region, struct rect r, bool always)
{
	int32_t best = -1;
	int64_t least = INT64_MAX;

	for (uint32_t i = 0; i < region->count; i++) {
		struct rect other = region->rect[i];
		int64_t cost = waste(r, other);
		bool overlap = !rect_empty(rect_intersect(r, other));
		bool cheap = cost * 4 <= area(r) + area(other);

		if ((overlap || cheap || always) && cost < least) {
			least = cost;
			best = (int32_t)i;
		}
	}
	return best;
}

void region_add(struct region *region, struct rect r)
{
	if (rect_empty(r))
		return;
	/* When the list is full the newcomer must be joined with one, however far.
	 * Each round joins and so takes one out: it ends, at the latest with one left. */
	for (;;) {
		int32_t i = partner(region, r, region->count == REGION_RECTS);

		if (i < 0)
			break;
		r = rect_around(r, region->rect[i]);
		take_out(region, (uint32_t)i);
	}
	region->rect[region->count++] = r;
}
