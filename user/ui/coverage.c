/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Distances from segments, in integers. A root is taken only for pixels on the edge:
 * inside and outside are told by squares.
 */
#include "user/ui/coverage.h"
#include "user/ui/canvas.h"

uint32_t coverage_root(uint32_t n)
{
	uint32_t root = 0;

	for (uint32_t bit = 1u << 30; bit; bit >>= 2) {
		if (n >= root + bit) {
			n -= root + bit;
			root = (root >> 1) + bit;
		} else {
			root >>= 1;
		}
	}
	return root;
}

struct rect coverage_bounds(const struct capsule *c)
{
	int32_t left = c->x0 < c->x1 ? c->x0 : c->x1;
	int32_t right = c->x0 < c->x1 ? c->x1 : c->x0;
	int32_t top = c->y0 < c->y1 ? c->y0 : c->y1;
	int32_t bottom = c->y0 < c->y1 ? c->y1 : c->y0;
	int32_t reach = c->radius + CANVAS_UNIT / 2; /* the edge fades half a pixel outwards */

	/* Shifts round down, also below zero. */
	left = (left - reach) >> 4;
	top = (top - reach) >> 4;
	right = ((right + reach) >> 4) + 1;
	bottom = ((bottom + reach) >> 4) + 1;
	return rect_make(left, top, right - left, bottom - top);
}

/*
 * Square of the distance of (x, y) from the segment, in sixteenths squared. When the nearest
 * point lies between the ends it is a fraction, *divisor being what divides it: a long
 * division, that only pixels on the edge are worth.
 */
static uint64_t distance_squared(const struct capsule *c, int32_t x, int32_t y, uint32_t *divisor)
{
	int32_t dx = c->x1 - c->x0;
	int32_t dy = c->y1 - c->y0;
	int32_t px = x - c->x0;
	int32_t py = y - c->y0;
	int64_t length = (int64_t)dx * dx + (int64_t)dy * dy;
	int64_t along = (int64_t)px * dx + (int64_t)py * dy;

	*divisor = 1;
	if (along > 0 && along < length) {
		int64_t cross = (int64_t)px * dy - (int64_t)py * dx;

		*divisor = (uint32_t)length;
		return (uint64_t)(cross * cross); /* |cross| < 2^31 */
	}
	if (along >= length) {
		px = x - c->x1;
		py = y - c->y1;
	}
	return (uint64_t)((int64_t)px * px + (int64_t)py * py);
}

uint32_t coverage_capsule(const struct capsule *c, int32_t x, int32_t y)
{
	enum { HALF = CANVAS_UNIT / 2 };
	uint32_t divisor;

	if (c->radius <= 0)
		return 0;
	uint64_t d = distance_squared(c, x * CANVAS_UNIT + HALF, y * CANVAS_UNIT + HALF, &divisor);
	int64_t outer = c->radius + HALF;
	int64_t inner = c->radius - HALF;

	if (d >= (uint64_t)(outer * outer) * divisor)
		return 0;
	if (inner > 0 && d <= (uint64_t)(inner * inner) * divisor)
		return CANVAS_OPAQUE;
	if (divisor != 1)
		d /= divisor;
	/* Half a sixteenth is as fine as coverage itself. What is thinner than a pixel is paler. */
	int32_t inside = 2 * (int32_t)outer - (int32_t)coverage_root(4 * (uint32_t)d);
	int32_t most = inner > 0 ? CANVAS_OPAQUE : 4 * c->radius;

	return (uint32_t)(inside < 0 ? 0 : inside > most ? most : inside);
}
