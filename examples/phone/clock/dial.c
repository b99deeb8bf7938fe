/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The face of the clock. The hands move in steps that are too small to be seen as such; drawn is
 * where they were shown last, so that every part of a hand agrees with every other.
 */
#include "clock.h"
#include "pith/proto/clock.h"
#include "user/ui/arc.h"

enum {
	STEP_SECOND = TURN / 2048, /* of the second hand: a third of a pixel at its tip */
	STEP_MINUTE = TURN / 1024, /* of the others, which take all of the dial with them */

	TICK_EDGE = 12, /* pixels from the edge of the dial */
	TICK = 10,
	TICK_QUARTER = 16,
	HUB = 7,
};

static struct rect dial;
static struct {
	int32_t hour, minute, second; /* angles */
	bool known;
} hands;

/* From a distance of the middle to another, percent of the radius or pixels as said. */
static void ray(const struct canvas *canvas, int32_t angle, int32_t from, int32_t to, int32_t width,
    uint16_t color)
{
	int32_t x = middle_x(dial), y = middle_y(dial);

	canvas_line(canvas, x + turn_right(angle, from), y + turn_down(angle, from),
	    x + turn_right(angle, to), y + turn_down(angle, to), width, color);
}

/* A part of the radius, in units of shapes. */
static int32_t percent(int32_t part)
{
	return dial.width * CANVAS_UNIT / 2 * part / 100;
}

void dial_place(struct rect area)
{
	dial = area;
}

static void draw_ticks(const struct canvas *canvas)
{
	int32_t edge = (dial.width / 2 - TICK_EDGE) * CANVAS_UNIT;

	for (int32_t i = 0; i < 12; i++) {
		int32_t length = (i % 3 ? TICK : TICK_QUARTER) * CANVAS_UNIT;

		ray(canvas, i * TURN / 12, edge - length, edge, (i % 3 ? 3 : 4) * CANVAS_UNIT,
		    i % 3 ? theme->ink_faint : theme->ink);
	}
}

/* All of a rectangle is on the dial: what is most often drawn, around the second hand. */
static bool within(struct rect r)
{
	int32_t far = dial.width / 2 - 1;

	for (uint32_t i = 0; i < 4; i++) {
		int32_t x = r.x + (i & 1 ? r.width : 0) - (dial.x + dial.width / 2);
		int32_t y = r.y + (i & 2 ? r.height : 0) - (dial.y + dial.height / 2);

		if (x * x + y * y > far * far)
			return false;
	}
	return true;
}

void dial_draw(const struct canvas *canvas)
{
	int32_t x = middle_x(dial), y = middle_y(dial);

	if (within(canvas->clip))
		canvas_fill(canvas, canvas->clip, theme->surface);
	else
		canvas_disc(canvas, x, y, percent(100), theme->surface);
	draw_ticks(canvas);
	if (!hands.known)
		return;
	ray(canvas, hands.hour, 0, percent(48), 8 * CANVAS_UNIT, theme->ink);
	ray(canvas, hands.minute, 0, percent(74), 6 * CANVAS_UNIT, theme->ink);
	ray(canvas, hands.second, -percent(18), percent(80), 5 * CANVAS_UNIT / 2, theme->coral);
	canvas_disc(canvas, x, y, HUB * CANVAS_UNIT, theme->coral);
	canvas_disc(canvas, x, y, 5 * CANVAS_UNIT / 2, theme->surface);
}

/* Where the second hand is drawn. */
static struct rect second_area(void)
{
	int32_t x = middle_x(dial), y = middle_y(dial), far = percent(80), back = -percent(18);
	struct rect tip = rect_make((x + turn_right(hands.second, far)) / CANVAS_UNIT,
	    (y + turn_down(hands.second, far)) / CANVAS_UNIT, 1, 1);
	struct rect tail = rect_make((x + turn_right(hands.second, back)) / CANVAS_UNIT,
	    (y + turn_down(hands.second, back)) / CANVAS_UNIT, 1, 1);

	return rect_inset(rect_around(tip, tail), -3);
}

/* An angle of which `period` makes a turn, in steps. */
static int32_t angle_of(uint64_t now, uint64_t period, int32_t step)
{
	return (int32_t)(now % period * TURN / period) / step * step;
}

bool dial_frame(void)
{
	uint64_t now = clock_now();
	int32_t hour = angle_of(now, 43200ull * SECOND, STEP_MINUTE);
	int32_t minute = angle_of(now, 3600ull * SECOND, STEP_MINUTE);
	int32_t second = angle_of(now, 60ull * SECOND, STEP_SECOND);

	if (hour != hands.hour || minute != hands.minute || hands.known != (now != 0))
		app_change(dial);
	if (second != hands.second) {
		app_change(second_area());
		hands.second = second;
		app_change(second_area());
	}
	hands.hour = hour;
	hands.minute = minute;
	hands.known = now != 0;
	return hands.known;
}
