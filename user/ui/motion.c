/* SPDX-License-Identifier: BSD-2-Clause */
/* Movement: see motion.h. */
#include "user/ui/motion.h"

enum {
	FRICTION = 325,	      /* ms in which a list loses most of its speed (all but 1/e) */
	SPRING = 55,	      /* the same for the way back from beyond an end */
	STEPS_MAX = 64,	      /* ms that one step makes up for; after a longer pause it jumps */
	SPEED_LEAST = 8,      /* SCROLL_UNIT in a ms: slower is at rest */
	SPEED_MOST = 5 * 256, /* five pixels in a ms */
	PAUSE = 80,	      /* ms of a finger at rest that make it no throw */
};

int32_t motion_ease(uint32_t elapsed, uint32_t duration)
{
	if (elapsed >= duration)
		return MOTION_ONE;
	/* 1 - (1 - t)^3 */
	int32_t left = MOTION_ONE - (int32_t)((uint64_t)elapsed * MOTION_ONE / duration);

	return MOTION_ONE -
	       (int32_t)((int64_t)left * left * left / ((int64_t)MOTION_ONE * MOTION_ONE));
}

/* Milliseconds since it began. */
static uint32_t elapsed(const struct motion *motion, uint64_t now)
{
	uint64_t ms = now > motion->start ? (now - motion->start) / MOTION_MS : 0;

	return ms < motion->duration ? (uint32_t)ms : motion->duration;
}

int32_t motion_at(const struct motion *motion, uint64_t now)
{
	if (!motion->duration)
		return motion->to;
	int32_t way = motion_ease(elapsed(motion, now), motion->duration);

	return motion->from + (int32_t)((int64_t)(motion->to - motion->from) * way / MOTION_ONE);
}

void motion_begin(struct motion *motion, int32_t to, uint64_t now, uint32_t duration)
{
	motion->from = motion_at(motion, now);
	motion->to = to;
	motion->start = now;
	motion->duration = duration;
}

void motion_set(struct motion *motion, int32_t value)
{
	*motion = (struct motion){.from = value, .to = value};
}

bool motion_under_way(const struct motion *motion, uint64_t now)
{
	return motion->duration && elapsed(motion, now) < motion->duration;
}

bool motion_step(struct motion *motion, uint64_t now)
{
	bool moved = motion->duration != 0;

	if (!motion_under_way(motion, now))
		motion_set(motion, motion->to);
	return moved;
}

/* --- Lists ------------------------------------------------------------------------ */

/* The last position at which the content still fills the area. */
static int32_t end_of(const struct scroll *scroll)
{
	int32_t beyond = scroll->content - scroll->area.height;

	return beyond > 0 ? beyond * SCROLL_UNIT : 0;
}

/* How far it is beyond one of its ends; negative: above the first. */
static int32_t beyond(const struct scroll *scroll)
{
	int32_t end = end_of(scroll);

	return scroll->position < 0	? scroll->position
	       : scroll->position > end ? scroll->position - end
					: 0;
}

static void place(struct scroll *scroll, int32_t position)
{
	scroll->position = position;
	/* Rounds down, also above the first line. */
	scroll->offset = position >> 8;
}

void scroll_to(struct scroll *scroll, int32_t offset)
{
	int32_t end = end_of(scroll);
	int32_t position = offset * SCROLL_UNIT;

	scroll->velocity = 0;
	place(scroll, position < 0 ? 0 : position > end ? end : position);
}

static enum scroll_event down(struct scroll *scroll, const struct input_event *event)
{
	bool flying = scroll->velocity != 0;

	if (scroll->held ||
	    !rect_has_point(scroll->area, event->x / INPUT_UNIT, event->y / INPUT_UNIT))
		return SCROLL_NOTHING;
	scroll->held = true;
	scroll->dragging = flying;
	scroll->finger = event->finger;
	scroll->grip = scroll->last_y = event->y;
	scroll->last_time = event->time;
	scroll->velocity = 0;
	return flying ? SCROLL_CAUGHT : SCROLL_NOTHING;
}

/* The list follows the finger. */
static void drag(struct scroll *scroll, const struct input_event *event)
{
	int32_t by = (scroll->last_y - event->y) * (SCROLL_UNIT / INPUT_UNIT);
	uint64_t time =
	    event->time > scroll->last_time ? (event->time - scroll->last_time) / MOTION_MS : 0;
	int32_t ms = time < 1 ? 1 : time > PAUSE ? PAUSE : (int32_t)time;

	/* The last few movements count for the speed, the latest most. */
	scroll->velocity = time > PAUSE ? 0 : (scroll->velocity + by / ms) / 2;
	if (beyond(scroll))
		by /= 2;
	place(scroll, scroll->position + by);
	scroll->last_y = event->y;
	scroll->last_time = event->time;
}

static enum scroll_event move(struct scroll *scroll, const struct input_event *event)
{
	int32_t way = event->y - scroll->grip;

	if (scroll->dragging) {
		drag(scroll, event);
		return SCROLL_MOVED;
	}
	if (way > -SCROLL_SLOP * INPUT_UNIT && way < SCROLL_SLOP * INPUT_UNIT)
		return SCROLL_NOTHING;
	scroll->dragging = true;
	scroll->last_y = event->y;
	scroll->last_time = event->time;
	return SCROLL_TAKEN;
}

static enum scroll_event up(struct scroll *scroll, const struct input_event *event)
{
	bool dragged = scroll->dragging;

	scroll->held = scroll->dragging = false;
	if (!dragged)
		return SCROLL_NOTHING;
	if (event->time > scroll->last_time + (uint64_t)PAUSE * MOTION_MS ||
	    event->phase == INPUT_CANCEL)
		scroll->velocity = 0;
	if (scroll->velocity > SPEED_MOST)
		scroll->velocity = SPEED_MOST;
	if (scroll->velocity < -SPEED_MOST)
		scroll->velocity = -SPEED_MOST;
	scroll->stepped = event->time;
	return SCROLL_LEFT;
}

enum scroll_event scroll_touch(struct scroll *scroll, const struct input_event *event)
{
	if (event->phase == INPUT_DOWN)
		return down(scroll, event);
	if (!scroll->held || event->finger != scroll->finger)
		return SCROLL_NOTHING;
	return event->phase == INPUT_MOVE ? move(scroll, event) : up(scroll, event);
}

/* One millisecond without a finger. */
static void fly(struct scroll *scroll)
{
	int32_t over = beyond(scroll);

	if (over) {
		/* The spring takes the speed quickly, then brings it back. */
		scroll->velocity -= scroll->velocity / 16 + (scroll->velocity > 0 ? 1 : -1);
		if ((over > 0) != (scroll->velocity > 0) || scroll->velocity / 16 == 0) {
			int32_t back = over / SPRING;

			scroll->velocity = 0;
			place(scroll, scroll->position - (back ? back : over > 0 ? 1 : -1));
			return;
		}
	} else {
		scroll->velocity -= scroll->velocity / FRICTION;
		/* The division loses what is less than its divisor. */
		if (scroll->velocity < FRICTION && scroll->velocity > -FRICTION)
			scroll->velocity -= scroll->velocity > 0   ? 1
					    : scroll->velocity < 0 ? -1
								   : 0;
		if (scroll->velocity < SPEED_LEAST && scroll->velocity > -SPEED_LEAST)
			scroll->velocity = 0;
	}
	place(scroll, scroll->position + scroll->velocity);
}

bool scroll_step(struct scroll *scroll, uint64_t now)
{
	if (scroll->held)
		return false;
	uint64_t ms = now > scroll->stepped ? (now - scroll->stepped) / MOTION_MS : 0;

	scroll->stepped += ms * MOTION_MS;
	for (uint32_t i = 0; i < ms && i < STEPS_MAX; i++)
		fly(scroll);
	return scroll->velocity || beyond(scroll);
}
