/* SPDX-License-Identifier: BSD-2-Clause */
/* Segments and wheels: one of a few, one of many. See control.h. */
#include "user/ui/control.h"

enum {
	EDGE = 4, /* of the field around the knob */

	GLIDE = 256,	     /* ms that a wheel let go would run on at its speed */
	LANDING_MOST = 1200, /* ms */
	FADE = 28,	     /* of CANVAS_OPAQUE, at the upper and lower edges */
};

/* --- Segments ------------------------------------------------------------------------ */

void segments_set(struct segments *segments, int32_t chosen)
{
	segments->chosen = chosen;
	motion_set(&segments->knob, chosen * MOTION_ONE);
}

/* The left edge of a segment; `part` in MOTION_ONE. */
static int32_t left_of(const struct segments *s, int32_t part)
{
	return s->area.x + EDGE +
	       (int32_t)((int64_t)(s->area.width - 2 * EDGE) * part / (MOTION_ONE * s->count));
}

static struct rect segment_area(const struct segments *s, int32_t part)
{
	int32_t left = left_of(s, part);

	return rect_make(left, s->area.y + EDGE, left_of(s, part + MOTION_ONE) - left,
	    s->area.height - 2 * EDGE);
}

/* The segment under the finger, -1: none. */
static int32_t segment_at(const struct segments *s, const struct input_event *event)
{
	if (!control_over(s->area, event))
		return -1;
	int32_t i = (event->x / INPUT_UNIT - s->area.x) * s->count /
		    (s->area.width > 0 ? s->area.width : 1);

	return i < 0 ? 0 : i >= s->count ? s->count - 1 : i;
}

enum control_event segments_touch(struct segments *s, const struct input_event *event)
{
	int32_t at = segment_at(s, event);

	if (event->phase == INPUT_DOWN) {
		if (s->held || at < 0)
			return CONTROL_NOTHING;
		s->held = true;
		s->finger = event->finger;
		s->under = at;
		return CONTROL_CHANGED;
	}
	if (!s->held || event->finger != s->finger)
		return CONTROL_NOTHING;
	if (event->phase == INPUT_MOVE) {
		bool same = at == s->under;

		s->under = at;
		return same ? CONTROL_NOTHING : CONTROL_CHANGED;
	}
	s->held = false;
	if (event->phase != INPUT_UP || at < 0 || at == s->chosen)
		return CONTROL_CHANGED;
	s->chosen = at;
	motion_begin(&s->knob, at * MOTION_ONE, event->time, MOTION_SLIDE);
	return CONTROL_DONE;
}

void segments_draw(const struct canvas *canvas, const struct segments *s, uint64_t now)
{
	struct rect knob = segment_area(s, motion_at(&s->knob, now));

	canvas_rounded(canvas, s->area, s->area.height / 2, theme->surface);
	if (s->held && s->under >= 0 && s->under != s->chosen) {
		struct rect under = segment_area(s, s->under * MOTION_ONE);

		canvas_rounded(canvas, under, under.height / 2, theme->raised);
	}
	canvas_rounded(canvas, knob, knob.height / 2, theme->accent_soft);
	for (int32_t i = 0; i < s->count; i++)
		text_in(canvas, &font_strong_12, segment_area(s, i * MOTION_ONE), TEXT_CENTER,
		    i == s->chosen ? theme->accent : theme->ink_soft, s->labels[i]);
}

/* --- Wheels -------------------------------------------------------------------------- */

/*
 * The offset of the list is that of the value in the middle. What has no end is a list of so many
 * rounds that no throw gets out of it, and that is taken back to its middle round whenever a finger
 * comes.
 */
enum { ROUNDS_LENGTH = 1 << 14 /* pixels to either side, at least */ };

static int32_t round_of(const struct wheel *wheel)
{
	return (wheel->count > 0 ? wheel->count : 1) * WHEEL_ROW;
}

/* Where the middle round begins. */
static int32_t middle_round(const struct wheel *wheel)
{
	return (ROUNDS_LENGTH / round_of(wheel) + 1) * round_of(wheel);
}

static int32_t nearest_row(int32_t offset)
{
	return (offset + WHEEL_ROW / 2) / WHEEL_ROW;
}

void wheel_set(struct wheel *wheel, int32_t value)
{
	wheel->scroll.area = wheel->area;
	wheel->scroll.content = 2 * middle_round(wheel) + wheel->area.height;
	motion_set(&wheel->landing, middle_round(wheel) + value * WHEEL_ROW);
	scroll_to(&wheel->scroll, wheel->landing.to);
}

int32_t wheel_value(const struct wheel *wheel)
{
	bool free = wheel->scroll.held;

	return nearest_row(free ? wheel->scroll.offset : wheel->landing.to) %
	       (round_of(wheel) / WHEEL_ROW);
}

/* A finger comes: the same picture, in the middle round. True: it was on its way. */
static bool stop(struct wheel *wheel, uint64_t now)
{
	bool moving = motion_under_way(&wheel->landing, now);
	int32_t at = motion_at(&wheel->landing, now);

	scroll_to(&wheel->scroll, middle_round(wheel) + at % round_of(wheel));
	motion_set(&wheel->landing, wheel->scroll.offset);
	return moving;
}

static void land(struct wheel *wheel, int32_t offset, uint64_t now, uint32_t duration)
{
	motion_set(&wheel->landing, wheel->scroll.offset);
	motion_begin(&wheel->landing, nearest_row(offset) * WHEEL_ROW, now, duration);
}

/* It is let go at some speed: goes on at that speed, and so far that it ends on a row. The way
 * that motion_ease() goes begins three times as fast as its mean. */
static void let_go(struct wheel *wheel, uint64_t now)
{
	int32_t speed = wheel->scroll.velocity;
	int32_t at = wheel->scroll.offset;

	land(wheel, at + speed * GLIDE / SCROLL_UNIT, now, MOTION_SLIDE);
	int32_t way = wheel->landing.to - at;

	if (speed && (way > 0) == (speed > 0)) {
		int32_t duration = 3 * way * SCROLL_UNIT / speed;

		if (duration > MOTION_SLIDE)
			wheel->landing.duration =
			    (uint32_t)(duration < LANDING_MOST ? duration : LANDING_MOST);
	}
}

enum control_event wheel_touch(struct wheel *wheel, const struct input_event *event)
{
	struct scroll *scroll = &wheel->scroll;
	bool ours = scroll->held && scroll->finger == event->finger;

	if (event->phase == INPUT_DOWN) {
		if (scroll->held ||
		    !rect_has_point(wheel->area, event->x / INPUT_UNIT, event->y / INPUT_UNIT))
			return CONTROL_NOTHING;
		/* One that is caught is no longer to be moved by a tap. */
		scroll->velocity = stop(wheel, event->time) ? 1 : 0;
		scroll_touch(scroll, event);
		return CONTROL_CHANGED;
	}
	if (!ours)
		return CONTROL_NOTHING;
	switch (scroll_touch(scroll, event)) {
	case SCROLL_LEFT:
		let_go(wheel, event->time);
		return CONTROL_VALUE;
	case SCROLL_NOTHING:
		if (event->phase == INPUT_MOVE)
			return CONTROL_NOTHING;
		/* A tap brings what is there to the middle. */
		land(wheel,
		    scroll->offset +
			(event->phase == INPUT_UP
				? event->y / INPUT_UNIT - wheel->area.y - wheel->area.height / 2
				: 0),
		    event->time, MOTION_SLIDE);
		return CONTROL_VALUE;
	default:
		return CONTROL_CHANGED;
	}
}

bool wheel_step(struct wheel *wheel, uint64_t now)
{
	if (wheel->scroll.held)
		return false;
	scroll_to(&wheel->scroll, motion_at(&wheel->landing, now));
	return motion_step(&wheel->landing, now);
}

void wheel_draw(const struct canvas *canvas, const struct wheel *wheel, uint16_t paper)
{
	struct canvas inside = canvas_clipped(canvas, wheel->area);
	int32_t half = wheel->area.height / 2;
	int32_t row = (wheel->scroll.offset - half) / WHEEL_ROW;

	for (;; row++) {
		/* Of the row's middle, from that of the area. */
		int32_t down = row * WHEEL_ROW - wheel->scroll.offset;
		int32_t far = down < 0 ? -down : down;
		int32_t value = row % (round_of(wheel) / WHEEL_ROW);
		char text[] = {(char)('0' + value / 10), (char)('0' + value % 10), 0};

		if (down >= half + WHEEL_ROW)
			break;
		if (far >= half)
			continue;
		text_in(&inside, &figures_36,
		    rect_make(wheel->area.x, wheel->area.y + half + down - WHEEL_ROW / 2,
			wheel->area.width, WHEEL_ROW),
		    TEXT_CENTER,
		    canvas_mix(theme->ink, paper, (uint32_t)(half > 0 ? far * FADE / half : 0)),
		    text);
	}
}
