/* SPDX-License-Identifier: BSD-2-Clause */
/* Rectangles of hostile numbers, and regions that must cover what was added. */
#include <criterion/criterion.h>
#include <string.h>

#include "user/ui/rect.h"

static bool same(struct rect a, struct rect b)
{
	return a.x == b.x && a.y == b.y && a.width == b.width && a.height == b.height;
}

Test(rect, intersection_of_overlapping_rectangles)
{
	struct rect r = rect_intersect(rect_make(0, 0, 10, 10), rect_make(5, -3, 100, 8));

	cr_assert(same(r, rect_make(5, 0, 5, 5)));
}

Test(rect, neighbours_do_not_intersect)
{
	cr_assert(rect_empty(rect_intersect(rect_make(0, 0, 10, 10), rect_make(10, 0, 10, 10))));
}

Test(rect, a_far_edge_beyond_32_bits_is_no_problem)
{
	struct rect huge = rect_make(INT32_MAX - 1, 5, INT32_MAX, INT32_MAX);
	struct rect all = rect_make(INT32_MIN, INT32_MIN, INT32_MAX, INT32_MAX);
	struct rect screen = rect_make(0, 0, 480, 800);

	cr_assert(rect_empty(rect_intersect(huge, screen)));
	cr_assert(rect_empty(rect_intersect(all, screen)));
	cr_assert(same(rect_intersect(rect_make(-5, -5, INT32_MAX, INT32_MAX), screen), screen));
	cr_assert(same(rect_intersect(rect_make(10, 20, INT32_MAX, INT32_MAX), screen),
	    rect_make(10, 20, 470, 780)));
	cr_assert(!rect_has_point(huge, 0, 10));
	cr_assert(rect_has_point(huge, INT32_MAX, 5));
}

Test(rect, negative_sizes_are_empty)
{
	struct rect screen = rect_make(0, 0, 480, 800);

	cr_assert(rect_empty(rect_intersect(rect_make(10, 10, -5, 20), screen)));
	cr_assert(rect_empty(rect_intersect(screen, rect_make(10, 10, 5, INT32_MIN))));
	cr_assert(same(rect_around(rect_make(1, 1, 0, 5), screen), screen));
}

Test(rect, contains)
{
	cr_assert(rect_contains(rect_make(0, 0, 10, 10), rect_make(0, 0, 10, 10)));
	cr_assert(!rect_contains(rect_make(0, 0, 10, 10), rect_make(1, 0, 10, 10)));
	cr_assert(rect_contains(rect_make(0, 0, 10, 10), rect_make(50, 50, 0, 0)));
}

enum { SIDE = 64 };

static void fill(bool map[SIDE][SIDE], struct rect r)
{
	for (int y = r.y; y < r.y + r.height; y++)
		for (int x = r.x; x < r.x + r.width; x++)
			map[y][x] = true;
}

/* Adds thousands of random rectangles; after each the region covers the sum of them, stays
 * within the smallest rectangle around, and its rectangles are disjoint. */
Test(region, covers_what_was_added_and_is_disjoint)
{
	uint32_t random = 12345;

	for (int round = 0; round < 300; round++) {
		struct region region = {0};
		struct rect around = {0, 0, 0, 0};
		bool added[SIDE][SIDE] = {0}, covered[SIDE][SIDE] = {0};

		for (int i = 0; i < 40; i++) {
			struct rect r;

			random = random * 1664525 + 1013904223;
			r.x = (int32_t)(random >> 8 & 63);
			r.y = (int32_t)(random >> 14 & 63);
			r.width = (int32_t)(random >> 20 & 15) + 1;
			r.height = (int32_t)(random >> 24 & 15) + 1;
			r = rect_intersect(r, rect_make(0, 0, SIDE, SIDE));
			region_add(&region, r);
			fill(added, r);
			around = rect_around(around, r);
		}
		cr_assert(region.count >= 1 && region.count <= REGION_RECTS);
		for (uint32_t i = 0; i < region.count; i++) {
			cr_assert(rect_contains(around, region.rect[i]));
			fill(covered, region.rect[i]);
			for (uint32_t j = i + 1; j < region.count; j++)
				cr_assert(
				    rect_empty(rect_intersect(region.rect[i], region.rect[j])));
		}
		for (int y = 0; y < SIDE; y++)
			for (int x = 0; x < SIDE; x++)
				cr_assert(!added[y][x] || covered[y][x]);
	}
}

Test(region, far_small_rectangles_stay_apart)
{
	struct region region = {0};

	region_add(&region, rect_make(0, 0, 10, 10));
	region_add(&region, rect_make(400, 700, 10, 10));
	cr_assert(region.count == 2);
	region_add(&region, rect_make(10, 0, 10, 10));
	cr_assert(region.count == 2, "neighbours are joined");
}

Test(region, empty_rectangles_add_nothing)
{
	struct region region = {0};

	region_add(&region, rect_make(5, 5, 0, 10));
	region_add(&region, rect_make(5, 5, 10, -1));
	cr_assert(region_empty(&region));
}
