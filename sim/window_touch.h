/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which finger is where: the mouse as one finger or, with a modifier key, as two that
 * mirror each other; real fingers as themselves. Knows no window system.
 */
#ifndef PITH_SIM_WINDOW_TOUCH_H
#define PITH_SIM_WINDOW_TOUCH_H

#include "sim/window.h"

enum {
	WINDOW_FINGERS = 10, /* contacts of the panel: 0 and 1 are the mouse's while it is down */
};

struct window_finger {
	bool down;
	int64_t device, id; /* as the window system names it; of a real finger only */
	unsigned x, y;
};

struct window_fingers {
	unsigned width, height; /* of the panel */
	struct window_finger finger[WINDOW_FINGERS];
	bool mouse_down;
	bool mirror; /* the modifier key is held */
	unsigned mouse_x, mouse_y;
	/* Which contacts the mouse holds down; valid for each while it is `down`. */
	unsigned contact[2];
	bool held[2];
};

/* The mouse's button or motion, at a place of the panel. Returns true if rings must be redrawn. */
bool window_fingers_mouse(struct window_fingers *fingers, enum window_touch what, unsigned x,
    unsigned y, window_touch_function *touch, void *context);

/* The modifier key goes down or up. Returns true if rings must be redrawn. */
bool window_fingers_modifier(
    struct window_fingers *fingers, bool held, window_touch_function *touch, void *context);

/* A real finger. One more than the panel can tell apart is ignored. */
void window_fingers_touch(struct window_fingers *fingers, int64_t device, int64_t id,
    enum window_touch what, unsigned x, unsigned y, window_touch_function *touch, void *context);

/* Where the mouse's finger (0) and its mirror image (1) are; false while there is no mirror. */
bool window_fingers_mirror(
    const struct window_fingers *fingers, unsigned which, unsigned *x, unsigned *y);

#endif
