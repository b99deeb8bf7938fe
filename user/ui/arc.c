/* SPDX-License-Identifier: BSD-2-Clause */
/* Sines, and arcs as rings within a wedge: see arc.h. */
#include "user/ui/arc.h"
#include "user/ui/coverage.h"

enum {
	QUARTER = TURN / 4,
	HALF_PIXEL = CANVAS_UNIT / 2,

	/* sin(x * pi / 2) = x * (A - x^2 * (B - x^2 * C)), times 2^15.
	 */
	SINE_A = 51466,
	SINE_B = 21077,
	SINE_C = 2383,
};

int32_t turn_sine(int32_t angle)
{
	uint32_t part = (uint32_t)angle & (QUARTER - 1);
	uint32_t quarter = (uint32_t)angle / QUARTER & 3;
	int32_t x = (int32_t)(quarter & 1 ? QUARTER - part : part) * 2; /* 0..2^15 */
	int32_t square = x * x >> 15;
	int32_t sine = x * (SINE_A - (square * (SINE_B - (square * SINE_C >> 15)) >> 15)) >> 16;

	if (sine > TURN_ONE)
		sine = TURN_ONE;
	return quarter & 2 ? -sine : sine;
}

int32_t turn_right(int32_t angle, int32_t radius)
{
	return (turn_sine(angle) * radius + TURN_ONE / 2) >> 14;
}

int32_t turn_down(int32_t angle, int32_t radius)
{
	return (-turn_sine(angle + QUARTER) * radius + TURN_ONE / 2) >> 14;
}

/* How much of a pixel, (x, y) from the middle, is clockwise of the ray at an angle whose sine and
 * cosine these are: 0..CANVAS_OPAQUE. */
static int32_t beside(int32_t sine, int32_t cosine, int32_t x, int32_t y)
{
	int32_t far = (sine * y + cosine * x) >> 13; /* halves of a sixteenth */
	int32_t coverage = far + CANVAS_UNIT;

	return coverage < 0 ? 0 : coverage > CANVAS_OPAQUE ? CANVAS_OPAQUE : coverage;
}

static struct capsule cap_of(const struct arc *arc, int32_t angle)
{
	int32_t middle = arc->radius - arc->width / 2;
	int32_t x = arc->x + turn_right(angle, middle), y = arc->y + turn_down(angle, middle);

	return (struct capsule){x, y, x, y, arc->width / 2};
}

struct rect arc_end(const struct arc *arc, int32_t angle)
{
	struct capsule cap = cap_of(arc, angle);

	return coverage_bounds(&cap);
}

/* All that is computed once for an arc. */
struct shape {
	struct capsule outer, inner, caps[2];
	int32_t sine[2], cosine[2]; /* of both ends */
	bool all, wide;		    /* the whole ring; more than half of it */
};

static uint32_t coverage_at(const struct shape *s, int32_t x, int32_t y)
{
	uint32_t ring = coverage_capsule(&s->outer, x, y);

	if (ring)
		ring -= coverage_capsule(&s->inner, x, y);
	if (!ring || s->all)
		return ring;
	int32_t across = x * CANVAS_UNIT + HALF_PIXEL - s->outer.x0;
	int32_t down = y * CANVAS_UNIT + HALF_PIXEL - s->outer.y0;
	int32_t after = beside(s->sine[0], s->cosine[0], across, down);
	int32_t before = CANVAS_OPAQUE - beside(s->sine[1], s->cosine[1], across, down);
	/* What both half planes share, or what they cover together. */
	int32_t both = after + before - (s->wide ? 0 : CANVAS_OPAQUE);
	uint32_t wedge = (uint32_t)(both < 0 ? 0 : both > CANVAS_OPAQUE ? CANVAS_OPAQUE : both);
	uint32_t most = ring * wedge / CANVAS_OPAQUE;

	for (uint32_t i = 0; i < 2 && most < ring; i++) {
		uint32_t cap = coverage_capsule(&s->caps[i], x, y);

		most = cap > most ? cap : most;
	}
	return most;
}

/* Half the width of the hole in this line of pixels, whole pixels that are certainly empty. */
static int32_t hole(const struct shape *s, int32_t y)
{
	int32_t down = y * CANVAS_UNIT + HALF_PIXEL - s->inner.y0;
	int32_t reach = s->inner.radius - CANVAS_UNIT;

	if (reach <= 0 || down <= -reach || down >= reach)
		return 0;
	return (int32_t)coverage_root((uint32_t)(reach * reach - down * down)) / CANVAS_UNIT - 1;
}

void arc_draw(const struct canvas *canvas, const struct arc *arc, uint16_t color)
{
	int32_t ends[2] = {arc->from, arc->from + arc->sweep};
	struct shape s = {.outer = {arc->x, arc->y, arc->x, arc->y, arc->radius},
	    .inner = {arc->x, arc->y, arc->x, arc->y, arc->radius - arc->width},
	    .all = arc->sweep >= TURN,
	    .wide = arc->sweep > TURN / 2};
	struct rect r = rect_intersect(canvas->clip, coverage_bounds(&s.outer));

	if (arc->sweep <= 0)
		return;
	for (uint32_t i = 0; i < 2; i++) {
		s.caps[i] = cap_of(arc, ends[i]);
		s.sine[i] = turn_sine(ends[i]);
		s.cosine[i] = turn_sine(ends[i] + QUARTER);
	}
	for (int32_t y = r.y; y < r.y + r.height; y++) {
		int32_t half = hole(&s, y), middle = arc->x / CANVAS_UNIT;

		for (int32_t x = r.x; x < r.x + r.width; x++) {
			if (half > 0 && x > middle - half && x < middle + half)
				x = middle + half;
			if (x < r.x + r.width)
				canvas_blend(canvas, x, y, color, coverage_at(&s, x, y));
		}
	}
}
