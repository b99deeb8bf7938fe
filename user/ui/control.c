/* SPDX-License-Identifier: BSD-2-Clause */
/* Buttons, sliders, switches: see control.h. */
#include "user/ui/control.h"

enum {
	MERCY = 8, /* pixels beside a control that still count for it */

	ICON_GAP = 10, /* between a button's icon and its word */

	GROOVE = 6,
	KNOB_RADIUS = 10,
	KNOB_RADIUS_HELD = 13,

	TOGGLE_WIDTH = 56,
	TOGGLE_HEIGHT = 32,
	TOGGLE_RADIUS = 12,
	TOGGLE_RADIUS_HELD = 14,
};

bool control_over(struct rect area, const struct input_event *event)
{
	return rect_has_point(
	    rect_inset(area, -MERCY), event->x / INPUT_UNIT, event->y / INPUT_UNIT);
}

/* --- Buttons ------------------------------------------------------------------------ */

enum control_event button_touch(struct button *button, const struct input_event *event)
{
	if (event->phase == INPUT_DOWN) {
		if (button->held || button->disabled || !control_over(button->area, event))
			return CONTROL_NOTHING;
		button->held = button->pressed = true;
		button->finger = event->finger;
		return CONTROL_CHANGED;
	}
	if (!button->held || event->finger != button->finger)
		return CONTROL_NOTHING;
	bool was = button->pressed;

	button->pressed = control_over(button->area, event);
	if (event->phase == INPUT_MOVE)
		return was == button->pressed ? CONTROL_NOTHING : CONTROL_CHANGED;
	bool done = event->phase == INPUT_UP && button->pressed;

	button->held = button->pressed = false;
	return done ? CONTROL_DONE : CONTROL_CHANGED;
}

bool button_cancel(struct button *button)
{
	bool was = button->held;

	button->held = button->pressed = false;
	return was;
}

/* The colours of a button's field and of what is on it; false: no field now. */
static bool button_colors(const struct button *button, uint16_t *field, uint16_t *ink)
{
	*ink = theme->ink;
	switch (button->style) {
	case BUTTON_FILLED:
		*field = button->pressed ? theme->accent_pressed : theme->accent;
		*ink = theme->on_accent;
		break;
	case BUTTON_HUE:
		/* Pressed: a little darker. */
		*field = canvas_mix(button->hue, 0, button->pressed ? 5 : 0);
		*ink = theme->on_hue;
		break;
	case BUTTON_PLAIN:
		*field = theme->sunken;
		break;
	default:
		*field = button->pressed ? theme->sunken : theme->raised;
	}
	if (button->disabled) {
		*field = theme->raised;
		*ink = theme->ink_faint;
	}
	return button->style != BUTTON_PLAIN || button->pressed;
}

void button_draw(const struct canvas *canvas, const struct button *button)
{
	const struct font *icons = button->icons ? button->icons : &icons_24;
	struct rect r = button->area;
	uint16_t field, ink;

	if (button->round) {
		int32_t size = r.width < r.height ? r.width : r.height;

		r = rect_make(r.x + (r.width - size) / 2, r.y + (r.height - size) / 2, size, size);
	}
	if (button_colors(button, &field, &ink)) {
		int32_t radius = (r.width < r.height ? r.width : r.height) / 2;

		canvas_rounded(canvas, r, radius, field);
	}
	if (!button->label) {
		icon_draw(canvas, icons, r, button->icon, ink);
		return;
	}
	int32_t picture = button->icon ? icons->capital + ICON_GAP : 0;
	int32_t width = picture + text_width(&font_strong_12, button->label);
	int32_t left = r.x + (r.width - width) / 2;

	if (button->icon)
		icon_draw(canvas, icons, rect_make(left, r.y, icons->capital, r.height),
		    button->icon, ink);
	text_in(canvas, &font_strong_12, rect_make(left + picture, r.y, width - picture, r.height),
	    TEXT_LEFT, ink, button->label);
}

/* --- Sliders ------------------------------------------------------------------------ */

enum control_event slider_touch(struct slider *slider, const struct input_event *event)
{
	if (event->phase == INPUT_DOWN) {
		if (slider->held || !control_over(slider->area, event))
			return CONTROL_NOTHING;
		slider->held = true;
		slider->finger = event->finger;
	} else if (!slider->held || event->finger != slider->finger) {
		return CONTROL_NOTHING;
	}
	int32_t left = slider->area.x + KNOB_RADIUS;
	int32_t width = slider->area.width - 2 * KNOB_RADIUS;
	int32_t at = event->x / INPUT_UNIT - left;

	at = at < 0 ? 0 : at > width ? width : at;
	if (event->phase == INPUT_UP || event->phase == INPUT_CANCEL) {
		slider->held = false;
		return CONTROL_DONE;
	}
	slider->value = (int32_t)((int64_t)at * slider->most / (width > 0 ? width : 1));
	return CONTROL_VALUE;
}

void slider_draw(const struct canvas *canvas, const struct slider *slider)
{
	struct rect r = slider->area;
	int32_t width = r.width - 2 * KNOB_RADIUS;
	int32_t most = slider->most > 0 ? slider->most : 1;
	int32_t value = slider->value < 0 ? 0 : slider->value > most ? most : slider->value;
	/* In sixteenths of a pixel: a slow knob does not jump. */
	int32_t way = (int32_t)((int64_t)value * width * CANVAS_UNIT / most);
	int32_t left = (r.x + KNOB_RADIUS) * CANVAS_UNIT, y = middle_y(r);

	canvas_line(
	    canvas, left, y, left + width * CANVAS_UNIT, y, GROOVE * CANVAS_UNIT, theme->sunken);
	canvas_line(canvas, left, y, left + way, y, GROOVE * CANVAS_UNIT, theme->accent);
	canvas_disc(canvas, left + way, y,
	    (slider->held ? KNOB_RADIUS_HELD : KNOB_RADIUS) * CANVAS_UNIT, theme->accent);
}

/* --- Switches ----------------------------------------------------------------------- */

void toggle_set(struct toggle *toggle, bool on)
{
	toggle->on = on;
	motion_set(&toggle->knob, on ? MOTION_ONE : 0);
}

enum control_event toggle_touch(struct toggle *toggle, const struct input_event *event)
{
	if (event->phase == INPUT_DOWN) {
		if (toggle->held || !control_over(toggle->area, event))
			return CONTROL_NOTHING;
		toggle->held = true;
		toggle->finger = event->finger;
		return CONTROL_CHANGED;
	}
	if (!toggle->held || event->finger != toggle->finger || event->phase == INPUT_MOVE)
		return CONTROL_NOTHING;
	toggle->held = false;
	if (event->phase != INPUT_UP || !control_over(toggle->area, event))
		return CONTROL_CHANGED;
	toggle->on = !toggle->on;
	motion_begin(&toggle->knob, toggle->on ? MOTION_ONE : 0, event->time, MOTION_QUICK);
	return CONTROL_DONE;
}

void toggle_draw(const struct canvas *canvas, const struct toggle *toggle, uint64_t now)
{
	struct rect r = rect_make(toggle->area.x + toggle->area.width - TOGGLE_WIDTH,
	    toggle->area.y + (toggle->area.height - TOGGLE_HEIGHT) / 2, TOGGLE_WIDTH,
	    TOGGLE_HEIGHT);
	int32_t at = motion_at(&toggle->knob, now);
	uint16_t field =
	    canvas_mix(theme->sunken, theme->accent, (uint32_t)at * CANVAS_OPAQUE / MOTION_ONE);
	int32_t way = (TOGGLE_WIDTH - TOGGLE_HEIGHT) * CANVAS_UNIT * at / MOTION_ONE;

	canvas_rounded(canvas, r, TOGGLE_HEIGHT / 2, field);
	canvas_disc(canvas, (r.x + TOGGLE_HEIGHT / 2) * CANVAS_UNIT + way, middle_y(r),
	    (toggle->held ? TOGGLE_RADIUS_HELD : TOGGLE_RADIUS) * CANVAS_UNIT, theme->on_hue);
}
