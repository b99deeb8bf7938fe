/* SPDX-License-Identifier: BSD-2-Clause */
/* The frame around an application: see app.h. */
#include <string.h>

#include "pith/info.h"
#include "pith/print.h"
#include "pith/proto/store.h"
#include "pith/server.h"
#include "user/ui/app.h"

enum {
	SIGNAL_FRAME = 1 << 20,
	SIGNAL_TOUCH = 1 << 21,
	SIGNAL_THEME = 1 << 22,
};

static const struct app *app;
static struct display display;
static struct input input;
static uint32_t touch_generation, display_generation, store_generation;
static struct region stale; /* what is to be drawn and presented */
static uint32_t presented;  /* frames under way: a signal comes */
static bool animated;	    /* frame() is to be called before the next one */

void app_title(const char *title)
{
	/* Without a server: it is told again when it is back. */
	display_title(&display, title);
}

struct rect app_screen(void)
{
	return rect_make(0, 0, (int32_t)display.width, (int32_t)display.height);
}

void app_change(struct rect r)
{
	region_add(&stale, rect_intersect(r, app_screen()));
}

void app_change_all(void)
{
	app_change(app_screen());
}

void app_animate(void)
{
	animated = true;
}

/* The next frame, unless the last one has not been taken yet. */
static void show(bool touched)
{
	struct display_rect rects[REGION_RECTS];
	uint32_t count = 0;

	/* A finger does not wait for what moves anyway: one more frame may replace the one under
	 * way. */
	if (presented > (touched ? 1 : 0))
		return;
	if (!presented && animated && app->frame) {
		animated = false;
		app->frame(pith_clock());
	}
	/* Whoever asks for frames and changes nothing still goes at the pace of the screen. */
	if (region_empty(&stale) && animated && !presented)
		app_change(rect_make(0, 0, 1, 1));
	if (region_empty(&stale))
		return;
	struct canvas canvas = canvas_make(display.pixels, (int32_t)display.width,
	    (int32_t)display.height, (int32_t)display.stride);

	for (uint32_t i = 0; i < stale.count; i++) {
		struct rect r = stale.rect[i];
		struct canvas part = canvas_clipped(&canvas, r);

		app->draw(&part);
		rects[count++] = (struct display_rect){
		    (uint16_t)r.x, (uint16_t)r.y, (uint16_t)r.width, (uint16_t)r.height};
	}
	/* Without a display server: until it is back all is kept that is to be shown. */
	if (display_present(&display, rects, count))
		return;
	presented++;
	region_clear(&stale);
}

/* The theme as the system's settings have it now; the light one where they say nothing. */
static void follow_theme(void)
{
	const struct theme *before = theme;
	char name[8];

	theme = !store_get_string(APP_THEME, name, sizeof(name)) && !strcmp(name, "dark")
		    ? &theme_dark
		    : &theme_light;
	if (theme != before)
		app_change_all();
}

/* At the start, and when a server was restarted: whoever was has forgotten us. */
static void connect(void)
{
	const struct pith_grant *touch = pith_need(PITH_GRANT_SERVICE, "touch");
	const struct pith_grant *screen = pith_need(PITH_GRANT_SERVICE, "display");
	const struct pith_grant *store = pith_grant(PITH_GRANT_SERVICE, "store");

	if (touch->generation && touch->generation != touch_generation) {
		touch_generation = touch->generation;
		pith_request_refused("open", touch->slot, input_open(&input, SIGNAL_TOUCH));
	}
	if (screen->generation && screen->generation != display_generation) {
		display_generation = screen->generation;
		presented = 0;
		app_change_all();
	}
	/* Optional: who does not use the store stays as it is. */
	if (store && store->generation && store->generation != store_generation) {
		store_generation = store->generation;
		pith_request_refused("watch", store->slot, store_watch(APP_THEME, SIGNAL_THEME));
		follow_theme();
	}
}

void app_run(const struct app *program)
{
	struct input_event event;

	app = program;
	pith_must("opening the display", display_open(&display, SIGNAL_FRAME));
	connect();
	if (app->start)
		app->start();
	app_change_all();
	show(false);
	for (;;) {
		uint32_t bits = pith_wait(PITH_SLOT_NOTIFICATION);

		if (bits & SIGNAL_FRAME)
			presented = 0;
		if (bits & SIGNAL_THEME)
			follow_theme();
		if (bits & PITH_SIGNAL_PEER) {
			connect();
			if (app->peers)
				app->peers();
		}
		bool touched = false;

		while (input_next(&input, &event)) {
			touched = true;
			if (app->touch && event.finger < INPUT_FINGERS)
				app->touch(&event);
		}
		if (bits & APP_SIGNALS && app->signal)
			app->signal(bits & APP_SIGNALS);
		show(touched);
	}
}
