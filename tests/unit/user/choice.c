/* SPDX-License-Identifier: BSD-2-Clause */
/* Segments and wheels: one of a few, one of many. */
#include <criterion/criterion.h>
#include "user/ui/control.h"

enum { MS = MOTION_MS };

static struct input_event at(enum input_phase phase, int32_t x, int32_t y, uint32_t ms)
{
	return (struct input_event){.phase = (uint8_t)phase,
	    .finger = 1,
	    .x = (int16_t)(x * INPUT_UNIT),
	    .y = (int16_t)(y * INPUT_UNIT),
	    .time = (uint64_t)ms * MS};
}

static enum control_event choose(
    struct segments *s, enum input_phase phase, int32_t x, int32_t y, uint32_t ms)
{
	struct input_event event = at(phase, x, y, ms);

	return segments_touch(s, &event);
}

static enum control_event spin(struct wheel *w, enum input_phase phase, int32_t y, uint32_t ms)
{
	struct input_event event = at(phase, 150, y, ms);

	return wheel_touch(w, &event);
}

/* Frames until it rests. */
static void rest(struct wheel *w, uint32_t ms)
{
	uint32_t frames = 0;

	for (; wheel_step(w, (uint64_t)ms * MS); ms += 16)
		cr_assert_lt(++frames, 100, "it never comes to rest");
	cr_assert_eq(w->scroll.offset % WHEEL_ROW, 0, "between two rows");
}

static struct wheel wheel(int32_t count, int32_t value)
{
	struct wheel w = {.area = {100, 200, 100, 3 * WHEEL_ROW}, .count = count};

	wheel_set(&w, value);
	return w;
}
enum { MIDDLE = 200 + 3 * WHEEL_ROW / 2 };

Test(segments, one_is_chosen_when_the_finger_is_lifted_on_it)
{
	static const char *const labels[] = {"One", "Two", "Three"};
	struct segments s = {.area = {24, 80, 432, 48}, .labels = labels, .count = 3};

	segments_set(&s, 0);
	cr_assert_eq(choose(&s, INPUT_DOWN, 240, 300, 0), CONTROL_NOTHING);
	cr_assert_eq(choose(&s, INPUT_DOWN, 240, 100, 0), CONTROL_CHANGED);
	cr_assert_eq(s.chosen, 0);
	cr_assert_eq(choose(&s, INPUT_MOVE, 241, 100, 5), CONTROL_NOTHING);
	cr_assert_eq(choose(&s, INPUT_MOVE, 450, 100, 9), CONTROL_CHANGED);
	cr_assert_eq(choose(&s, INPUT_UP, 450, 100, 10), CONTROL_DONE);
	cr_assert_eq(s.chosen, 2);
	cr_assert(motion_under_way(&s.knob, 20 * MS));
	cr_assert_eq(motion_at(&s.knob, 1000 * MS), 2 * MOTION_ONE);
}

Test(segments, nothing_is_chosen_beside_it_or_again)
{
	static const char *const labels[] = {"One", "Two"};
	struct segments s = {.area = {24, 80, 432, 48}, .labels = labels, .count = 2};

	segments_set(&s, 1);
	choose(&s, INPUT_DOWN, 100, 100, 0);
	cr_assert_eq(choose(&s, INPUT_UP, 100, 400, 10), CONTROL_CHANGED);
	cr_assert_eq(s.chosen, 1);
	choose(&s, INPUT_DOWN, 400, 100, 0);
	cr_assert_eq(choose(&s, INPUT_UP, 400, 100, 10), CONTROL_CHANGED);
	choose(&s, INPUT_DOWN, 100, 100, 0);
	cr_assert_eq(choose(&s, INPUT_CANCEL, 100, 100, 10), CONTROL_CHANGED);
	cr_assert_eq(s.chosen, 1);
}

Test(wheel, a_tap_brings_a_row_to_the_middle)
{
	struct wheel w = wheel(24, 23);

	cr_assert_eq(wheel_value(&w), 23);
	cr_assert_eq(spin(&w, INPUT_DOWN, MIDDLE + WHEEL_ROW, 0), CONTROL_CHANGED);
	cr_assert_eq(spin(&w, INPUT_UP, MIDDLE + WHEEL_ROW, 50), CONTROL_VALUE);
	cr_assert_eq(wheel_value(&w), 0, "after the last comes the first");
	rest(&w, 50);
	cr_assert_eq(wheel_value(&w), 0);
	spin(&w, INPUT_DOWN, MIDDLE, 900);
	spin(&w, INPUT_UP, MIDDLE, 950);
	cr_assert_eq(wheel_value(&w), 0);
}

Test(wheel, follows_the_finger_and_rests_on_a_row)
{
	struct wheel w = wheel(60, 0);

	spin(&w, INPUT_DOWN, MIDDLE, 0);
	/* The first pixels are slop. Slowly: no throw. */
	spin(&w, INPUT_MOVE, MIDDLE + 12, 100);
	cr_assert_eq(spin(&w, INPUT_MOVE, MIDDLE + 12 + 2 * WHEEL_ROW + 9, 300), CONTROL_CHANGED);
	cr_assert_eq(wheel_value(&w), 58);
	cr_assert_eq(spin(&w, INPUT_UP, MIDDLE + 12 + 2 * WHEEL_ROW + 9, 600), CONTROL_VALUE);
	rest(&w, 600);
	cr_assert_eq(wheel_value(&w), 58);
}

Test(wheel, thrown_again_and_again_it_never_reaches_an_end)
{
	for (int32_t direction = -1; direction <= 1; direction += 2) {
		struct wheel w = wheel(10, 5);
		uint32_t ms = 0;

		for (uint32_t i = 0; i < 40; i++) {
			int32_t y = MIDDLE - direction * WHEEL_ROW, before = w.scroll.offset;

			spin(&w, INPUT_DOWN, y, ms);
			for (uint32_t n = 0; n < 8; n++)
				spin(&w, INPUT_MOVE, y += direction * 20, ms += 8);
			cr_assert_eq(spin(&w, INPUT_UP, y, ms), CONTROL_VALUE);
			int32_t value = wheel_value(&w);

			cr_assert(value >= 0 && value < 10);
			/* Half of them are caught in flight. */
			if (i & 1)
				rest(&w, ms);
			else
				wheel_step(&w, (uint64_t)(ms += 100) * MS);
			cr_assert_neq(w.scroll.offset, before);
			cr_assert(i & 1 ? wheel_value(&w) == value : true);
			ms += 2000 * (i & 1);
		}
	}
}

Test(wheel, knows_its_value_at_every_count)
{
	for (int32_t count = 1; count <= 100; count++)
		for (int32_t value = 0; value < count; value++) {
			struct wheel w = wheel(count, value);

			cr_assert_eq(wheel_value(&w), value, "%d of %d", value, count);
		}
}
