/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The stopwatch. It is no clock that runs but a time at which it was started: what is seen is
 * computed when it is drawn, and nothing is while nobody looks. It goes on across restarts.
 */
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "pith/syscall.h"

enum {
	LAPS = 99,
	LAP_ROW = 56,
	TIME_HEIGHT = 128,
	HOUR_HEIGHT = 20,
	HUNDREDTH = SECOND / 100,
	HOUR = 360000, /* hundredths */
};

/* As it is kept; nanoseconds. */
static struct {
	uint64_t start;	     /* wall time */
	uint64_t before;     /* what it has counted without what it counts now */
	uint64_t laps[LAPS]; /* all of it at the end of each */
	uint32_t count;
	uint32_t running;
} watch;
static uint64_t started; /* the same as watch.start by the kernel's clock, which nobody sets */

static uint64_t shown; /* hundredths */
static struct rect time_area, card;
static struct scroll list;
static struct button go = {.style = BUTTON_FILLED}, split = {.style = BUTTON_TONAL};

/* --- Counting ---------------------------------------------------------------------- */

static uint64_t elapsed(void)
{
	return watch.before + (watch.running ? pith_clock() - started : 0);
}

static void set_buttons(void)
{
	go.label = watch.running ? "Pause" : watch.before ? "Resume" : "Start";
	go.icon = watch.running ? ICON_PAUSE : ICON_PLAY;
	split.label = watch.running || !watch.before ? "Lap" : "Reset";
	split.disabled = watch.running ? watch.count == LAPS : !watch.before;
	list.content = (int32_t)watch.count * LAP_ROW;
}

static void changed(void)
{
	shown = elapsed() / HUNDREDTH;
	set_buttons();
	app_change(page_area());
	keep("stopwatch", &watch, sizeof(watch));
}

static void start_or_pause(void)
{
	watch.before = elapsed();
	watch.running = !watch.running;
	started = pith_clock();
	watch.start = wall_of(started);
	changed();
}

static void lap_or_reset(void)
{
	if (watch.running)
		watch.laps[watch.count++] = elapsed();
	else
		watch.before = watch.count = 0;
	set_buttons();
	scroll_to(&list, 0);
	changed();
}

/* --- Drawing ------------------------------------------------------------------------- */

/* Minutes, seconds and, from an hour on, hours before them. */
static void time_text(uint64_t hundredths, char text[TIME_TEXT])
{
	uint32_t seconds = (uint32_t)(hundredths / 100), hours = seconds / 3600;
	char hour[12] = "";

	if (hours)
		snprintf(hour, sizeof(hour), "%u:", (unsigned)hours);
	snprintf(text, TIME_TEXT, "%s%02u:%02u.%02u", hour, (unsigned)(seconds / 60 % 60),
	    (unsigned)(seconds % 60), (unsigned)(hundredths % 100));
}

/* Hundredths, on the same base line, smaller. */
static struct rect hundredths_area(void)
{
	int32_t wide = text_width(&figures_80, "00:00"), small = text_width(&figures_36, ".00");
	int32_t left = time_area.x + (time_area.width - wide - small) / 2 + wide;
	int32_t base = time_area.y + (time_area.height + figures_80.capital) / 2;

	return rect_make(left, base - figures_36.capital - 4, small, figures_36.capital + 8);
}

static void draw_time(const struct canvas *canvas)
{
	struct rect small = hundredths_area(), large = time_area;
	char text[TIME_TEXT];

	snprintf(text, sizeof(text), "%02u:%02u", (unsigned)(shown / 6000 % 60),
	    (unsigned)(shown / 100 % 60));
	large.width = small.x - large.x;
	text_in(canvas, &figures_80, large, TEXT_RIGHT, theme->ink, text);
	snprintf(text, sizeof(text), ".%02u", (unsigned)(shown % 100));
	text_in(canvas, &figures_36, small, TEXT_LEFT, theme->ink_soft, text);
	if (shown >= HOUR) {
		snprintf(text, sizeof(text), "%u h", (unsigned)(shown / HOUR));
		text_in(canvas, &font_text_12,
		    rect_make(time_area.x, time_area.y, time_area.width, HOUR_HEIGHT), TEXT_CENTER,
		    theme->ink_soft, text);
	}
}

static void draw_lap(const struct canvas *canvas, uint32_t i, struct rect r)
{
	uint64_t before = i ? watch.laps[i - 1] : 0;
	struct rect inner = rect_make(r.x + UI_GAP, r.y, r.width - 2 * UI_GAP, r.height);
	char text[TIME_TEXT];

	snprintf(text, sizeof(text), "Lap %u", (unsigned)i + 1);
	text_in(canvas, &font_strong_12, inner, TEXT_LEFT, theme->ink, text);
	time_text(watch.laps[i] / HUNDREDTH - before / HUNDREDTH, text);
	text_figures(canvas, &font_text_12, inner, TEXT_RIGHT, theme->ink, text);
	time_text(watch.laps[i] / HUNDREDTH, text);
	inner.width -= 136;
	text_figures(canvas, &font_text_12, inner, TEXT_RIGHT, theme->ink_soft, text);
	if (i)
		row_line(canvas, r);
}

/* The latest first. */
static void draw_laps(const struct canvas *canvas)
{
	struct canvas inside = canvas_clipped(canvas, card);

	card_draw(canvas, card);
	if (!watch.count)
		text_in(canvas, &font_text_12, card, TEXT_CENTER, theme->ink_faint, "No laps yet");
	for (uint32_t n = 0; n < watch.count; n++) {
		struct rect r = rect_make(
		    card.x, card.y + (int32_t)n * LAP_ROW - list.offset, card.width, LAP_ROW);

		if (!rect_empty(rect_intersect(r, inside.clip)))
			draw_lap(&inside, watch.count - 1 - n, r);
	}
	canvas_corners(canvas, card, UI_RADIUS, theme->ground);
}

static void draw(const struct canvas *canvas)
{
	draw_time(canvas);
	button_draw(canvas, &go);
	button_draw(canvas, &split);
	draw_laps(canvas);
}

/* --- Life --------------------------------------------------------------------------------- */

static void touch(const struct input_event *event)
{
	if (page_press(&go, event, start_or_pause) || page_press(&split, event, lap_or_reset))
		return;
	if (scroll_touch(&list, event) != SCROLL_NOTHING)
		app_change(card);
}

static bool frame(uint64_t now)
{
	uint64_t before = shown;
	int32_t offset = list.offset;
	bool moving = scroll_step(&list, now);

	if (offset != list.offset)
		app_change(card);
	shown = elapsed() / HUNDREDTH;
	if (shown != before)
		app_change(shown / 100 == before / 100 ? hundredths_area() : time_area);
	return watch.running || moving;
}

static void start(void)
{
	struct rect page = page_area();
	int32_t top = page.y + TIME_HEIGHT + UI_GAP;

	time_area = rect_make(page.x, page.y, page.width, TIME_HEIGHT);
	page_buttons(&go, &split, top);
	top += BUTTON_HEIGHT + UI_MARGIN;
	card = rect_make(UI_MARGIN, top, page.width - 2 * UI_MARGIN, page.y + page.height - top);
	list.area = card;
	if (!kept("stopwatch", &watch, sizeof(watch)) || watch.count > LAPS)
		memset(&watch, 0, sizeof(watch));
	started = kernel_of(watch.start);
	if (watch.running && (!started || started > pith_clock()))
		watch.running = 0;
	shown = elapsed() / HUNDREDTH;
	set_buttons();
}

const struct page stopwatch_page = {.start = start, .draw = draw, .touch = touch, .frame = frame};
