/* SPDX-License-Identifier: BSD-2-Clause */
/* The home screen's fingers, and its life: see home.h. */
#include <stdio.h>

#include "pith/info.h"
#include "pith/print.h"
#include "pith/proto/clock.h"
#include "pith/proto/timer.h"
#include "examples/phone/home/home.h"

enum {
	SIGNAL_WINDOWS = 1 << 0, /* surfaces came or went */
	SIGNAL_CLOCK = 1 << 1,
	SIGNAL_TOAST = 1 << 2, /* it has been read */

	TOAST_MS = 3500,
};

struct home home = {
    .front = NOBODY,
    .awaited = NOBODY,
    .pressed_tile = NOBODY,
    .pressed_card = NOBODY,
};

static uint8_t pressing; /* the finger on a tile or a card */
static struct timer toast_timer;
static uint32_t minutes; /* as shown */

void say(const char *title, const char *what)
{
	snprintf(home.toast, sizeof(home.toast), "%s %s", title, what);
	app_change(toast_area());
	timer_set(&toast_timer, pith_clock() + (uint64_t)TOAST_MS * MOTION_MS, 0);
}

/* --- Fingers on the home screen --------------------------------------------------------- */

static int32_t tile_at(const struct input_event *event)
{
	for (int32_t i = 0; i < PROGRAMS; i++)
		if (rect_has_point(tile_field(i), event->x / INPUT_UNIT, event->y / INPUT_UNIT))
			return i;
	return NOBODY;
}

static void touch_home(const struct input_event *event)
{
	int32_t at = tile_at(event), was = home.pressed_tile;

	if (event->phase == INPUT_DOWN && was == NOBODY && at != NOBODY) {
		home.pressed_tile = at;
		pressing = event->finger;
		app_change(tile_field(at));
		return;
	}
	if (was == NOBODY || event->finger != pressing)
		return;
	if (event->phase != INPUT_MOVE || at != was) {
		home.pressed_tile = NOBODY;
		app_change(tile_field(was));
	}
	if (event->phase == INPUT_UP && at == was)
		open_program(was);
}

/* --- Fingers in the switcher -------------------------------------------------------------- */

static int32_t card_at(const struct input_event *event)
{
	for (int32_t n = 0; n < home.open_count; n++)
		if (rect_has_point(card_area(n), event->x / INPUT_UNIT, event->y / INPUT_UNIT))
			return n;
	return NOBODY;
}

static void press_card(int32_t n)
{
	if (home.pressed_card == n)
		return;
	home.pressed_card = n;
	arrange(pith_clock());
}

static void touch_card(const struct input_event *event)
{
	int32_t at = card_at(event);

	if (event->phase == INPUT_DOWN) {
		pressing = event->finger;
		press_card(at);
	} else if (event->finger == pressing && event->phase != INPUT_MOVE) {
		bool tapped = event->phase == INPUT_UP && at != NOBODY && at == home.pressed_card;

		press_card(NOBODY);
		if (tapped)
			come_up(home.order[at]);
	}
}

/* True: one of the buttons that close programs wanted it. */
static bool touch_close(const struct input_event *event)
{
	for (int32_t n = 0; n < home.open_count; n++) {
		int32_t i = home.order[n];
		enum control_event result = button_touch(&programs[i].close, event);

		if (result == CONTROL_NOTHING)
			continue;
		app_change(programs[i].close.area);
		if (result == CONTROL_DONE)
			close_program(i);
		return true;
	}
	return false;
}

static void cards_moved(void)
{
	set_cards();
	app_change(cards_area());
	arrange(pith_clock());
	app_animate();
}

static void touch_switcher(const struct input_event *event)
{
	/* The list lies on its side: what is right is down for it. */
	struct input_event turned = *event;

	turned.x = (int16_t)(event->y - cards_area().y * INPUT_UNIT);
	turned.y = event->x;
	switch (scroll_touch(&home.cards, &turned)) {
	case SCROLL_TAKEN:
	case SCROLL_CAUGHT:
		press_card(NOBODY);
		for (int32_t i = 0; i < PROGRAMS; i++)
			button_cancel(&programs[i].close);
		cards_moved();
		break;
	case SCROLL_MOVED:
	case SCROLL_LEFT:
		cards_moved();
		break;
	default:
		if (!touch_close(event))
			touch_card(event);
	}
}

/* --- Life ---------------------------------------------------------------------------------- */

/* True: it was a matter of this button of the strip. */
static bool touch_strip(struct button *button, const struct input_event *event, void (*go)(void))
{
	enum control_event result = button_touch(button, event);

	if (result != CONTROL_NOTHING)
		app_change(button->area);
	if (result == CONTROL_DONE)
		go();
	return result != CONTROL_NOTHING;
}

static void touch(const struct input_event *event)
{
	if (touch_strip(&home.home_button, event, go_home) ||
	    touch_strip(&home.switch_button, event, go_switching))
		return;
	if (home.view == VIEW_HOME)
		touch_home(event);
	else if (home.view == VIEW_SWITCHER)
		touch_switcher(event);
}

static void frame(uint64_t now)
{
	bool moving = motion_under_way(&home.rise, now);
	int32_t before = home.cards.offset;

	if (home.view == VIEW_SWITCHER)
		moving = scroll_step(&home.cards, now) || moving;
	if (before != home.cards.offset) {
		set_cards();
		app_change(cards_area());
	}
	arrange(now);
	if (moving)
		app_animate();
	else if (home.view == VIEW_HOME)
		/* Whoever was in front has left. */
		home.front = NOBODY;
}

static void look_at_clock(void)
{
	uint32_t now = clock_seconds() / 60;

	if (now == minutes)
		return;
	minutes = now;
	if (home.view == VIEW_HOME)
		app_change(clock_area());
}

/* Servers that were restarted have forgotten us. */
static void meet(void)
{
	/* The timer may be one of them. */
	if (home.toast[0])
		timer_set(&toast_timer, pith_clock() + (uint64_t)TOAST_MS * MOTION_MS, 0);
	clock_watch(SIGNAL_CLOCK);
	look_at_clock();
	stage_meet(SIGNAL_WINDOWS);
}

static void start(void)
{
	lay_out();
	pith_must("getting a timer", timer_open(&toast_timer, 0, SIGNAL_TOAST));
	meet();
}

static void signal(uint32_t bits)
{
	if (bits & SIGNAL_WINDOWS)
		look_at_surfaces();
	if (bits & SIGNAL_CLOCK)
		look_at_clock();
	if (bits & SIGNAL_TOAST) {
		home.toast[0] = 0;
		app_change(toast_area());
	}
}

int main(void)
{
	app_run(&(struct app){.start = start,
	    .draw = draw,
	    .touch = touch,
	    .frame = frame,
	    .signal = signal,
	    .peers = meet});
}
