/* SPDX-License-Identifier: BSD-2-Clause */
/* Strokes in a mask, and a mask on a canvas. */
#include <string.h>

#include "user/ui/mask.h"
#include "user/ui/coverage.h"

/* All of the mask. */
static struct rect whole(const struct mask *mask)
{
	return rect_make(0, 0, mask->width, mask->height);
}

struct rect mask_line(
    const struct mask *mask, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t width)
{
	struct capsule line = {x0, y0, x1, y1, width / 2};
	struct rect r = rect_intersect(whole(mask), coverage_bounds(&line));

	for (int32_t y = r.y; y < r.y + r.height; y++) {
		uint8_t *p = mask->coverage + y * mask->width;

		for (int32_t x = r.x; x < r.x + r.width; x++) {
			/* Nothing can be added to a full pixel: do not measure it again. */
			if (p[x] == CANVAS_OPAQUE)
				continue;
			uint32_t coverage = coverage_capsule(&line, x, y);

			/* The greater of the two, not their sum: the pieces are one stroke. */
			if (coverage > p[x])
				p[x] = (uint8_t)coverage;
		}
	}
	return r;
}

void mask_paint(const struct mask *mask, const struct canvas *to, const struct canvas *from,
    struct rect area, uint16_t color, uint32_t opacity)
{
	area = rect_intersect(rect_intersect(area, whole(mask)), to->clip);
	for (int32_t y = area.y; y < area.y + area.height; y++) {
		const uint8_t *m = mask->coverage + y * mask->width;
		const uint16_t *f = from->pixels + y * from->stride;
		uint16_t *t = to->pixels + y * to->stride;

		for (int32_t x = area.x; x < area.x + area.width; x++)
			t[x] = canvas_mix(f[x], color, m[x] * opacity / CANVAS_OPAQUE);
	}
}

void mask_clear(const struct mask *mask, struct rect area)
{
	area = rect_intersect(area, whole(mask));
	for (int32_t y = area.y; y < area.y + area.height; y++)
		memset(mask->coverage + y * mask->width + area.x, 0, (size_t)area.width);
}
