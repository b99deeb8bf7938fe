/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An application: the frame around a program with a screen. It opens display and touch, waits,
 * hands out what came, draws what has changed once a frame, meets restarted servers again, and
 * keeps to the theme of the system's settings. The program gives functions, and says what is to
 * be drawn anew; nothing is drawn, and nothing runs, while nothing changes.
 *
 * The description grants "display", "touch", the regions "display" and "touch"; and "store", if the
 * program is to follow the theme.
 */
#ifndef PITH_UI_APP_H
#define PITH_UI_APP_H

#include "pith/proto/display.h"
#include "pith/proto/input.h"
#include "user/ui/canvas.h"
#include "user/ui/theme.h"

#define APP_THEME "system/theme" /* the key in the store: "light" or "dark" */

enum { APP_SIGNALS = 0xffff /* bits of the notification that are the program's own */ };

/* All but draw() may be NULL. */
struct app {
	/* Before the first picture: the screen's size is known (app_screen()). */
	void (*start)(void);
	/* Draw all that reaches into canvas->clip, and nothing else. Its ground is not filled. */
	void (*draw)(const struct canvas *canvas);
	void (*touch)(const struct input_event *event);
	/* Before the next frame, as app_animate() asked: nanoseconds of the kernel's clock. */
	void (*frame)(uint64_t now);
	/* Signals, of APP_SIGNALS. */
	void (*signal)(uint32_t bits);
	/* A server was restarted or stopped (PITH_SIGNAL_PEER); display and touch are met again. */
	void (*peers)(void);
};

/* The program's life. */
_Noreturn void app_run(const struct app *app);

/* What the home screen may call the program, at any time: display_title(). */
void app_title(const char *title);
/* All of the screen: its upper left corner is (0, 0). */
struct rect app_screen(void);
/* This is to be drawn anew, in the next frame. */
void app_change(struct rect r);
void app_change_all(void);
/* A call of frame() before the next frame. In each frame() ask again, for as long as it moves. */
void app_animate(void);

#endif
