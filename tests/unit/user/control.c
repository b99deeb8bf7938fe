/* SPDX-License-Identifier: BSD-2-Clause */
/* Controls: what a finger can use. */
#include <criterion/criterion.h>
#include "user/ui/arc.h"
#include "user/ui/control.h"

static struct input_event at(enum input_phase phase, uint8_t finger, int32_t x, int32_t y)
{
	return (struct input_event){.phase = (uint8_t)phase,
	    .finger = finger,
	    .x = (int16_t)(x * INPUT_UNIT),
	    .y = (int16_t)(y * INPUT_UNIT)};
}

static enum control_event press(
    struct button *b, enum input_phase phase, uint8_t finger, int32_t x, int32_t y)
{
	struct input_event event = at(phase, finger, x, y);

	return button_touch(b, &event);
}

static enum control_event slide(struct slider *s, enum input_phase phase, int32_t x, int32_t y)
{
	struct input_event event = at(phase, 2, x, y);

	return slider_touch(s, &event);
}

static enum control_event turn(struct toggle *t, enum input_phase phase, int32_t x, int32_t y)
{
	struct input_event event = at(phase, 0, x, y);

	return toggle_touch(t, &event);
}

Test(button, counts_when_lifted_upon_it)
{
	struct button b = {.area = {100, 100, 120, 48}};

	cr_assert_eq(press(&b, INPUT_DOWN, 0, 20, 20), CONTROL_NOTHING);
	cr_assert_eq(press(&b, INPUT_DOWN, 0, 150, 120), CONTROL_CHANGED);
	cr_assert(b.pressed);
	/* A second finger neither presses nor releases it. */
	cr_assert_eq(press(&b, INPUT_DOWN, 1, 150, 120), CONTROL_NOTHING);
	cr_assert_eq(press(&b, INPUT_UP, 1, 150, 120), CONTROL_NOTHING);
	cr_assert_eq(press(&b, INPUT_UP, 0, 150, 120), CONTROL_DONE);
	cr_assert_not(b.pressed);
}

Test(button, a_finger_that_leaves_takes_the_press_back)
{
	struct button b = {.area = {100, 100, 120, 48}};

	press(&b, INPUT_DOWN, 0, 150, 120);
	cr_assert_eq(press(&b, INPUT_MOVE, 0, 150, 122), CONTROL_NOTHING);
	cr_assert_eq(press(&b, INPUT_MOVE, 0, 150, 300), CONTROL_CHANGED);
	cr_assert_not(b.pressed);
	cr_assert_eq(press(&b, INPUT_MOVE, 0, 150, 120), CONTROL_CHANGED);
	cr_assert_eq(press(&b, INPUT_MOVE, 0, 400, 120), CONTROL_CHANGED);
	cr_assert_eq(press(&b, INPUT_UP, 0, 400, 120), CONTROL_CHANGED);
	press(&b, INPUT_DOWN, 0, 150, 120);
	cr_assert_eq(press(&b, INPUT_CANCEL, 0, 150, 120), CONTROL_CHANGED);
}

Test(button, is_deaf_when_disabled_or_cancelled)
{
	struct button b = {.area = {100, 100, 120, 48}, .disabled = true};

	cr_assert_eq(press(&b, INPUT_DOWN, 0, 150, 120), CONTROL_NOTHING);
	b.disabled = false;
	press(&b, INPUT_DOWN, 0, 150, 120);
	cr_assert(button_cancel(&b));
	cr_assert_not(button_cancel(&b));
	cr_assert_eq(press(&b, INPUT_UP, 0, 150, 120), CONTROL_NOTHING);
}

Test(slider, follows_the_finger_to_both_ends)
{
	struct slider s = {.area = {40, 200, 400, 48}, .most = 100};

	cr_assert_eq(slide(&s, INPUT_DOWN, 240, 220), CONTROL_VALUE);
	cr_assert_eq(s.value, 50);
	cr_assert_eq(slide(&s, INPUT_MOVE, -500, 700), CONTROL_VALUE);
	cr_assert_eq(s.value, 0);
	cr_assert_eq(slide(&s, INPUT_MOVE, 2000, 220), CONTROL_VALUE);
	cr_assert_eq(s.value, 100);
	cr_assert_eq(slide(&s, INPUT_UP, 2000, 220), CONTROL_DONE);
	cr_assert_eq(slide(&s, INPUT_MOVE, 240, 220), CONTROL_NOTHING);
	cr_assert_eq(s.value, 100);
	/* One of no width divides by nothing. */
	struct slider none = {.area = {40, 200, 10, 48}, .most = 100};

	slide(&none, INPUT_DOWN, 44, 220);
	cr_assert(none.value >= 0 && none.value <= 100);
}

Test(toggle, turns_when_lifted_upon_it)
{
	struct toggle t = {.area = {40, 200, 400, 48}};

	toggle_set(&t, false);
	cr_assert_eq(turn(&t, INPUT_DOWN, 300, 220), CONTROL_CHANGED);
	cr_assert_not(t.on);
	cr_assert_eq(turn(&t, INPUT_UP, 300, 220), CONTROL_DONE);
	cr_assert(t.on);
	turn(&t, INPUT_DOWN, 300, 220);
	cr_assert_eq(turn(&t, INPUT_UP, 300, 500), CONTROL_CHANGED);
	cr_assert(t.on);
}

/* Everything draws within its clip and its canvas, whatever the numbers. */
Test(furniture, never_draws_outside)
{
	enum { SIDE = 64, GUARD = 0x1234 };
	uint16_t pixels[SIDE * SIDE];
	uint16_t values[8] = {0, 65535, 3, 9, 100, 0, 50, 7};
	static const char *const labels[] = {"One", "Two"};
	struct rect clip = {16, 16, 32, 32};

	for (uint32_t i = 0; i < SIDE * SIDE; i++)
		pixels[i] = GUARD;
	struct canvas all = canvas_make(pixels, SIDE, SIDE, SIDE);
	struct canvas canvas = canvas_clipped(&all, clip);

	for (int32_t size = -8; size < 90; size += 7) {
		struct rect r = {size - 30, 8 - size / 3, size, size};
		struct button b = {.area = r, .label = "Button", .icon = ICON_PLAY};
		struct slider s = {.area = r, .value = 500, .most = 3};
		struct toggle t = {.area = r, .on = true};

		button_draw(&canvas, &b);
		b.round = true;
		button_draw(&canvas, &b);
		slider_draw(&canvas, &s);
		toggle_draw(&canvas, &t, 0);
		card_draw(&canvas, r);
		row_draw(&canvas, r, &(struct row){.title = "Title", .detail = "Detail"});
		chart_draw(&canvas, r, values, 8, 1, 0, theme->sky);
		chart_draw(&canvas, r, values, 8, 4, 90, theme->sky);
		bar_draw(&canvas, r, 7, 0, theme->sky);
		header_draw(&canvas, size, "Header");
		segments_draw(
		    &canvas, &(struct segments){.area = r, .labels = labels, .count = 2}, 0);
		struct wheel w = {.area = r, .count = 60};

		wheel_set(&w, 59);
		wheel_draw(&canvas, &w, theme->surface);
		arc_draw(&canvas,
		    &(struct arc){size * 9, size * 12, size * 5, size, size * 999, size * 700},
		    theme->sky);
		text_figures(&canvas, &font_text_12, r, TEXT_RIGHT, theme->ink, "12:34");
	}
	for (int32_t y = 0; y < SIDE; y++)
		for (int32_t x = 0; x < SIDE; x++)
			if (!rect_has_point(clip, x, y))
				cr_assert_eq(pixels[y * SIDE + x], GUARD, "at %d, %d", x, y);
}
