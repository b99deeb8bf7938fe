/* SPDX-License-Identifier: BSD-2-Clause */
/* Movement: values under way, and lists that follow a finger. */
#include <criterion/criterion.h>
#include "user/ui/motion.h"

enum { FRAME = 16666667 /* nanoseconds */ };

static struct scroll list(void)
{
	return (struct scroll){.area = {0, 100, 480, 600}, .content = 2000};
}

/* One finger, in pixels, at a time in milliseconds. */
static struct input_event finger(enum input_phase phase, int32_t y, uint32_t ms)
{
	return (struct input_event){.phase = (uint8_t)phase,
	    .x = 200 * INPUT_UNIT,
	    .y = (int16_t)(y * INPUT_UNIT),
	    .time = (uint64_t)ms * MOTION_MS};
}

static enum scroll_event send(struct scroll *scroll, enum input_phase phase, int32_t y, uint32_t ms)
{
	struct input_event event = finger(phase, y, ms);

	return scroll_touch(scroll, &event);
}

/* A throw upwards; returns the time of its end, in milliseconds. */
static uint32_t throw(struct scroll * scroll, int32_t from, int32_t by, uint32_t steps, uint32_t ms)
{
	send(scroll, INPUT_DOWN, from, ms);
	for (uint32_t i = 0; i < steps; i++) {
		ms += 8;
		from -= by;
		send(scroll, INPUT_MOVE, from, ms);
	}
	cr_assert_eq(send(scroll, INPUT_UP, from, ms), SCROLL_LEFT);
	return ms;
}

/* Frames until it rests. */
static uint32_t rest(struct scroll *scroll, uint32_t ms)
{
	uint64_t now = (uint64_t)ms * MOTION_MS;
	uint32_t frames = 0;

	while (scroll_step(scroll, now)) {
		now += FRAME;
		cr_assert_lt(++frames, 600, "it never comes to rest");
	}
	return frames;
}

Test(motion, ease_begins_fast_and_ends_slowly_and_never_turns_back)
{
	int32_t last = 0, step = MOTION_ONE;

	cr_assert_eq(motion_ease(0, 280), 0);
	for (uint32_t t = 1; t <= 280; t++) {
		int32_t at = motion_ease(t, 280);

		cr_assert_geq(at, last);
		cr_assert_leq(at - last, step + 4, "rounding apart");
		step = at - last;
		last = at;
	}
	cr_assert_eq(last, MOTION_ONE);
	cr_assert_eq(motion_ease(UINT32_MAX, 1), MOTION_ONE);
	cr_assert_eq(motion_ease(0, 0), MOTION_ONE);
}

Test(motion, steps_once_more_when_it_has_arrived)
{
	struct motion m = {0};

	cr_assert_not(motion_step(&m, 5));
	motion_begin(&m, 800, 1000, 280);
	cr_assert(motion_step(&m, 1000 + 100ull * MOTION_MS));
	cr_assert(motion_step(&m, 1000 + 280ull * MOTION_MS), "its last picture is to be drawn");
	cr_assert_not(motion_step(&m, 1000 + 281ull * MOTION_MS));
	cr_assert_eq(motion_at(&m, 0), 800);
}

Test(motion, arrives_exactly_and_can_be_turned_on_the_way)
{
	struct motion m = {0};

	cr_assert_eq(motion_at(&m, 5), 0);
	cr_assert_not(motion_under_way(&m, 5));
	motion_begin(&m, 800, 1000, 280);
	cr_assert_eq(motion_at(&m, 1000), 0);
	cr_assert(motion_under_way(&m, 1000));
	uint64_t half = 1000 + 140ULL * MOTION_MS;
	int32_t there = motion_at(&m, half);

	cr_assert(there > 400 && there < 800);
	motion_begin(&m, 0, half, 280);
	cr_assert_eq(motion_at(&m, half), there);
	cr_assert_eq(motion_at(&m, half + 280ULL * MOTION_MS), 0);
	cr_assert_not(motion_under_way(&m, half + 280ULL * MOTION_MS));
	/* A clock that is behind the start: not begun. */
	cr_assert_eq(motion_at(&m, 0), there);
}

Test(scroll, a_trembling_finger_does_not_move_it)
{
	struct scroll s = list();

	cr_assert_eq(send(&s, INPUT_DOWN, 300, 0), SCROLL_NOTHING);
	cr_assert_eq(send(&s, INPUT_MOVE, 300 - SCROLL_SLOP + 1, 8), SCROLL_NOTHING);
	cr_assert_eq(send(&s, INPUT_UP, 300 - SCROLL_SLOP + 1, 16), SCROLL_NOTHING);
	cr_assert_eq(s.offset, 0);
}

Test(scroll, follows_the_finger_without_a_jump)
{
	struct scroll s = list();

	send(&s, INPUT_DOWN, 500, 0);
	cr_assert_eq(send(&s, INPUT_MOVE, 480, 8), SCROLL_TAKEN);
	cr_assert_eq(s.offset, 0);
	cr_assert_eq(send(&s, INPUT_MOVE, 430, 16), SCROLL_MOVED);
	cr_assert_eq(s.offset, 50);
	/* Another finger is none of its business. */
	struct input_event other = finger(INPUT_MOVE, 200, 20);

	other.finger = 1;
	cr_assert_eq(scroll_touch(&s, &other), SCROLL_NOTHING);
	cr_assert_eq(s.offset, 50);
	/* It rests before it is lifted: no throw. */
	cr_assert_eq(send(&s, INPUT_UP, 430, 400), SCROLL_LEFT);
	cr_assert_eq(rest(&s, 400), 0);
	cr_assert_eq(s.offset, 50);
}

Test(scroll, a_throw_goes_on_slows_down_and_stops_within_the_content)
{
	struct scroll s = list();
	uint32_t ms = throw(&s, 600, 12, 8, 0);
	int32_t left = s.offset;
	uint32_t frames = rest(&s, ms);

	cr_assert_gt(frames, 20);
	cr_assert_gt(s.offset, left + 100);
	cr_assert_leq(s.offset, 1400);
}

Test(scroll, a_touch_stops_a_list_in_flight_and_is_no_tap)
{
	struct scroll s = list();
	uint32_t ms = throw(&s, 600, 12, 8, 0);

	scroll_step(&s, (uint64_t)(ms + 30) * MOTION_MS);
	cr_assert_eq(send(&s, INPUT_DOWN, 300, ms + 32), SCROLL_CAUGHT);
	int32_t at = s.offset;

	cr_assert_not(scroll_step(&s, (uint64_t)(ms + 60) * MOTION_MS));
	cr_assert_eq(s.offset, at);
}

Test(scroll, springs_back_from_beyond_either_end)
{
	struct scroll s = list();

	/* Downwards at the top: half as far, then back to the first line. */
	send(&s, INPUT_DOWN, 200, 0);
	send(&s, INPUT_MOVE, 220, 8);
	send(&s, INPUT_MOVE, 320, 16);
	send(&s, INPUT_MOVE, 420, 24);
	cr_assert(s.offset < -40 && s.offset > -200);
	send(&s, INPUT_UP, 420, 300);
	cr_assert_gt(rest(&s, 300), 3);
	cr_assert_eq(s.offset, 0);
	scroll_to(&s, 1390);
	rest(&s, throw(&s, 600, 30, 10, 1000));
	cr_assert_eq(s.offset, 1400);
}

Test(scroll, content_that_fits_does_not_scroll)
{
	struct scroll s = {.area = {0, 0, 480, 600}, .content = 300};

	rest(&s, throw(&s, 500, 20, 10, 0));
	cr_assert_eq(s.offset, 0);
	scroll_to(&s, 500);
	cr_assert_eq(s.offset, 0);
}
