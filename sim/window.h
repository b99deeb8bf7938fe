/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The window: shows the screen, and turns mouse and touch into fingers on the
 * panel. SDL is known here and in speaker.c, nowhere else.
 */
#ifndef PITH_SIM_WINDOW_H
#define PITH_SIM_WINDOW_H

#include <stdbool.h>
#include <stdint.h>
#include "sim/screen.h"

struct window;

enum window_touch { WINDOW_DOWN, WINDOW_MOVE, WINDOW_UP };

/* A finger's contact with the panel changes; x and y are pixels of the screen. */
typedef void window_touch_function(
    void *context, enum window_touch what, unsigned finger, unsigned x, unsigned y);

/* Opens a window for a screen. `scale`: thousandths, 0: as large as fits well. Returns 0 if there
 * is no display; *why then says what the matter is. */
struct window *window_open(
    const char *name, const struct screen *screen, uint32_t scale, const char **why);
void window_close(struct window *window);

/* Show the screen, of which these lines have changed. */
void window_show(
    struct window *window, const struct screen *screen, const struct pl111_damage *damage);

/* Handle what happened, waiting for it at most so many milliseconds. Returns false when the
 * user has closed the window. */
bool window_handle(
    struct window *window, uint32_t milliseconds, window_touch_function *touch, void *context);

/* Tell frames per second and virtual time per real time (thousandths) in the title. */
void window_title(struct window *window, unsigned frames, unsigned speed);

#endif
