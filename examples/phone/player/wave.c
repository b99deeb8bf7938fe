/* SPDX-License-Identifier: BSD-2-Clause */
/* Bars: see wave.h. Each is as wide as the next and moves by fractions of a pixel. */
#include "playback.h"
#include "user/ui/control.h"
#include "user/ui/coverage.h"
#include "wave.h"

enum {
	PITCH = 8 * CANVAS_UNIT, /* from one bar to the next: a block of frames */
	THICK = 4 * CANVAS_UNIT,
	EDGE = 24 * CANVAS_UNIT, /* free at both ends */
	FADE = 64 * CANVAS_UNIT, /* where bars come and go */
	HEARD = 30,		 /* opacity of what was heard, */
	COMING = 13,		 /* and of what will be */
};

void wave_blend(
    const struct canvas *canvas, int32_t x, int32_t y, const struct canvas *from, uint32_t opacity)
{
	struct rect r = rect_intersect(canvas->clip, rect_offset(from->clip, x, y));

	for (int32_t line = r.y; line < r.y + r.height; line++) {
		uint16_t *to = canvas->pixels + line * canvas->stride;
		const uint16_t *source = from->pixels + (line - y) * from->stride - x;

		for (int32_t i = r.x; i < r.x + r.width; i++)
			to[i] = canvas_mix(to[i], source[i], opacity);
	}
}

/* A bar around (x, y), half as high as `half`; sixteenths of a pixel. */
static void draw_bar(
    const struct canvas *canvas, int32_t x, int32_t y, int32_t half, uint32_t opacity)
{
	struct capsule bar = {x, y - half + THICK / 2, x, y + half - THICK / 2, THICK / 2};
	struct rect r = rect_intersect(canvas->clip, coverage_bounds(&bar));
	/* Between its round ends all lines are the same. */
	int32_t first = bar.y0 / CANVAS_UNIT + 1, last = bar.y1 / CANVAS_UNIT - 1;

	for (int32_t column = r.x; column < r.x + r.width; column++) {
		uint32_t same = coverage_capsule(&bar, column, y / CANVAS_UNIT);

		for (int32_t line = r.y; line < r.y + r.height; line++) {
			uint32_t coverage = line >= first && line <= last
						? same
						: coverage_capsule(&bar, column, line);
			uint16_t *p = canvas->pixels + line * canvas->stride + column;

			if (coverage)
				*p = canvas_mix(
				    *p, theme->on_hue, coverage * opacity / CANVAS_OPAQUE);
		}
	}
}

static int32_t least(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

/* How strong a bar is that is `from` the middle, of `reach`; sixteenths of a pixel. */
static uint32_t opacity_of(int32_t from, int32_t reach)
{
	/* The one that is heard changes gradually. */
	int32_t part = from < 0 ? 0 : least(from, PITCH);
	int32_t opacity = HEARD - (HEARD - COMING) * part / PITCH;
	int32_t end = reach - (from < 0 ? -from : from);

	return end <= 0 ? 0 : (uint32_t)(opacity * least(end, FADE) / FADE);
}

void wave_draw(const struct canvas *canvas, struct rect r, int32_t energy)
{
	int32_t middle = middle_x(r), y = middle_y(r);
	int32_t shift = (int32_t)playback_phase() * PITCH / PLAYBACK_BLOCK;
	int32_t reach = r.width * CANVAS_UNIT / 2 - EDGE;
	int32_t room = r.height * CANVAS_UNIT / 2 - THICK / 2;

	for (int32_t i = -reach / PITCH; i <= reach / PITCH + 1; i++) {
		int32_t from = i * PITCH - shift;
		int32_t height = (int32_t)playback_loudness(i) * room / PLAYBACK_LOUD;
		uint32_t opacity = opacity_of(from, reach);

		if (opacity)
			draw_bar(canvas, middle + from, y, THICK / 2 + height * energy / MOTION_ONE,
			    opacity);
	}
}
