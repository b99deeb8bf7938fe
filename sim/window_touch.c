/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fingers of mouse and touch screens become contacts of the panel: a contact keeps its
 * number from touching to lifting, and each is lifted before its number is used again.
 */
#include "sim/window_touch.h"

static int free_contact(const struct window_fingers *fingers)
{
	for (int i = 0; i < WINDOW_FINGERS; i++) {
		if (!fingers->finger[i].down)
			return i;
	}
	return -1;
}

static void set(struct window_fingers *fingers, unsigned contact, enum window_touch what,
    unsigned x, unsigned y, window_touch_function *touch, void *context)
{
	struct window_finger *finger = &fingers->finger[contact];

	/* A motion within one pixel is none. */
	if (what == WINDOW_MOVE && finger->x == x && finger->y == y)
		return;
	finger->down = what != WINDOW_UP;
	finger->x = x;
	finger->y = y;
	touch(context, what, contact, x, y);
}

bool window_fingers_mirror(
    const struct window_fingers *fingers, unsigned which, unsigned *x, unsigned *y)
{
	*x = which == 0 ? fingers->mouse_x : fingers->width - 1 - fingers->mouse_x;
	*y = which == 0 ? fingers->mouse_y : fingers->height - 1 - fingers->mouse_y;
	return (fingers->mirror || fingers->held[1]) && fingers->width > 0;
}

/* Brings the mouse's two contacts to what button and key say. */
static void follow(struct window_fingers *fingers, window_touch_function *touch, void *context)
{
	for (unsigned i = 0; i < 2; i++) {
		bool wanted = fingers->mouse_down && (i == 0 || fingers->mirror);
		unsigned x, y;
		int contact;

		window_fingers_mirror(fingers, i, &x, &y);
		if (fingers->held[i]) {
			set(fingers, fingers->contact[i], wanted ? WINDOW_MOVE : WINDOW_UP, x, y,
			    touch, context);
			fingers->held[i] = wanted;
			continue;
		}
		contact = wanted ? free_contact(fingers) : -1;
		if (contact < 0)
			continue;
		fingers->held[i] = true;
		fingers->contact[i] = (unsigned)contact;
		fingers->finger[contact].device = 0;
		fingers->finger[contact].id = -1;
		set(fingers, (unsigned)contact, WINDOW_DOWN, x, y, touch, context);
	}
}

bool window_fingers_mouse(struct window_fingers *fingers, enum window_touch what, unsigned x,
    unsigned y, window_touch_function *touch, void *context)
{
	fingers->mouse_x = x;
	fingers->mouse_y = y;
	if (what != WINDOW_MOVE)
		fingers->mouse_down = what == WINDOW_DOWN;
	follow(fingers, touch, context);
	return fingers->mirror;
}

bool window_fingers_modifier(
    struct window_fingers *fingers, bool held, window_touch_function *touch, void *context)
{
	if (held == fingers->mirror)
		return false;
	fingers->mirror = held;
	follow(fingers, touch, context);
	return true;
}

void window_fingers_touch(struct window_fingers *fingers, int64_t device, int64_t id,
    enum window_touch what, unsigned x, unsigned y, window_touch_function *touch, void *context)
{
	int contact = -1;

	for (int i = 0; i < WINDOW_FINGERS; i++) {
		const struct window_finger *finger = &fingers->finger[i];
		bool of_mouse = (fingers->held[0] && fingers->contact[0] == (unsigned)i) ||
				(fingers->held[1] && fingers->contact[1] == (unsigned)i);

		if (finger->down && !of_mouse && finger->device == device && finger->id == id)
			contact = i;
	}
	if (contact < 0 && what == WINDOW_DOWN) {
		contact = free_contact(fingers);
		if (contact < 0)
			return;
		fingers->finger[contact].device = device;
		fingers->finger[contact].id = id;
	} else if (what == WINDOW_DOWN) {
		return;
	}
	if (contact >= 0)
		set(fingers, (unsigned)contact, what, x, y, touch, context);
}
