/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Clock: the frame around its three pages, which lie side by side; the switch between them; what is
 * kept in the store; and what is said when a server is missing. The pages have files of their own.
 */
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "pith/print.h"
#include "pith/proto/clock.h"
#include "pith/proto/store.h"

enum {
	PAGES = 3,
	SWITCH_TOP = UI_HEADER + UI_GRID,
	PAGE_TOP = SWITCH_TOP + UI_TARGET + UI_GAP,
	FOOT = UI_MARGIN, /* height of the line for troubles */
};

static const struct page *const pages[PAGES] = {&alarm_page, &stopwatch_page, &countdown_page};
static const char *const names[PAGES] = {"Alarm", "Stopwatch", "Timer"};
static struct segments choice = {.labels = names, .count = PAGES};

/* Errors of servers, 0: none. */
static uint32_t troubles[TROUBLES];
static const char *const trouble_texts[TROUBLES] = {
    [TROUBLE_CLOCK] = "The clock does not answer: no alarm will ring",
    [TROUBLE_TIMER] = "The timer does not answer: no timer will ring",
    [TROUBLE_SOUND] = "There is no sound",
    [TROUBLE_STORE] = "Nothing can be kept: the store does not answer",
};

/* --- Where things are ----------------------------------------------------------------- */

struct rect page_area(void)
{
	struct rect screen = app_screen();

	return rect_make(0, PAGE_TOP, screen.width, screen.height - PAGE_TOP - FOOT);
}

/* The same with the line for troubles. */
static struct rect below(void)
{
	struct rect r = page_area();

	r.height += FOOT;
	return r;
}

static struct rect foot(void)
{
	struct rect screen = app_screen();

	return rect_make(UI_MARGIN, screen.height - FOOT, screen.width - 2 * UI_MARGIN, FOOT);
}

void page_buttons(struct button *left, struct button *right, int32_t y)
{
	int32_t width = (app_screen().width - 2 * UI_MARGIN - UI_GAP) / 2;

	left->area = rect_make(UI_MARGIN, y, width, BUTTON_HEIGHT);
	right->area = rect_offset(left->area, width + UI_GAP, 0);
}

bool page_press(struct button *button, const struct input_event *event, void (*done)(void))
{
	enum control_event result = button_touch(button, event);

	if (result != CONTROL_NOTHING)
		app_change(button->area);
	if (result == CONTROL_DONE && done)
		done();
	return result != CONTROL_NOTHING;
}

/* --- Servers ---------------------------------------------------------------------------- */

void trouble(enum trouble what, uint32_t error)
{
	if (!troubles[what] != !error)
		app_change(foot());
	if (error && error != troubles[what])
		printf("%s: %s\n", trouble_texts[what], pith_error_text(error));
	troubles[what] = error;
}

void keep(const char *key, const void *value, uint32_t length)
{
	trouble(TROUBLE_STORE, store_put(key, value, length));
}

bool kept(const char *key, void *value, uint32_t length)
{
	static uint8_t found[STORE_VALUE_MAX];
	uint32_t size = 0, error = store_get(key, found, sizeof(found), &size);

	trouble(TROUBLE_STORE, error == STORE_NO_KEY ? 0 : error);
	/* A value of another length is none of this version. */
	if (error || size != length)
		return false;
	memcpy(value, found, length);
	return true;
}

uint64_t wall_of(uint64_t kernel)
{
	uint64_t wall = clock_now();

	return wall ? wall - pith_clock() + kernel : 0;
}

uint64_t kernel_of(uint64_t wall)
{
	uint64_t now = clock_now();

	return now && wall ? pith_clock() - now + wall : 0;
}

/* --- Drawing ------------------------------------------------------------------------------ */

/* A page as if it were in its place, moved to the right by so much. */
static void draw_page(const struct canvas *canvas, const struct page *page, int32_t right)
{
	struct rect area = rect_offset(below(), right, 0);
	struct canvas moved = canvas_clipped(canvas, area);

	if (rect_empty(moved.clip))
		return;
	moved.pixels += right;
	moved.clip = rect_offset(moved.clip, -right, 0);
	page->draw(&moved);
}

static void draw_trouble(const struct canvas *canvas)
{
	for (uint32_t i = 0; i < TROUBLES; i++)
		if (troubles[i]) {
			text_in(canvas, &font_text_10, foot(), TEXT_CENTER, theme->ink_soft,
			    trouble_texts[i]);
			return;
		}
}

static void draw(const struct canvas *canvas)
{
	uint64_t now = pith_clock();
	int32_t width = app_screen().width;
	int32_t way = motion_at(&choice.knob, now) * width / MOTION_ONE;

	canvas_fill(canvas, canvas->clip, theme->ground);
	if (ringing()) {
		ring_draw(canvas);
	} else {
		header_draw(canvas, width, "Clock");
		segments_draw(canvas, &choice, now);
		for (int32_t i = 0; i < PAGES; i++)
			draw_page(canvas, pages[i], i * width - way);
	}
	draw_trouble(canvas);
}

/* --- Life ------------------------------------------------------------------------------------ */

static void frame(uint64_t now)
{
	const struct page *page = pages[choice.chosen];

	if (ringing()) {
		ring_frame(now);
	} else if (motion_step(&choice.knob, now)) {
		app_change(choice.area);
		app_change(below());
		app_animate();
	} else if (page->frame && page->frame(now)) {
		app_animate();
	}
}

static void touch(const struct input_event *event)
{
	if (ringing()) {
		ring_touch(event);
		return;
	}
	enum control_event result = segments_touch(&choice, event);

	if (result != CONTROL_NOTHING)
		app_change(choice.area);
	else if (!choice.knob.duration)
		pages[choice.chosen]->touch(event);
	/* A slide, or what the page has begun. */
	app_animate();
}

static void meet(void)
{
	trouble(TROUBLE_CLOCK, clock_watch(SIGNAL_MINUTE));
	for (uint32_t i = 0; i < PAGES; i++)
		if (pages[i]->meet)
			pages[i]->meet();
	ring_meet();
	app_animate();
}

static void start(void)
{
	choice.area =
	    rect_make(UI_MARGIN, SWITCH_TOP, app_screen().width - 2 * UI_MARGIN, UI_TARGET);
	ring_start();
	for (uint32_t i = 0; i < PAGES; i++)
		if (pages[i]->start)
			pages[i]->start();
	meet();
}

static void signal(uint32_t bits)
{
	if (bits & SIGNAL_MINUTE)
		alarm_minute();
	if (bits & SIGNAL_ALARM)
		alarm_due();
	if (bits & SIGNAL_TIMER)
		countdown_due();
	if (bits & SIGNAL_LIMIT)
		ring_limit();
	if (bits & SIGNAL_SOUND)
		ring_sound();
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
