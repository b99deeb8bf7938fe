/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The timer: minutes and seconds that run down, as an arc that shrinks. The end is the timer
 * server's to signal, whether the program is seen or not; it holds across restarts.
 */
#include <stdio.h>

#include "clock.h"
#include "pith/civil.h"
#include "pith/proto/clock.h"
#include "pith/proto/timer.h"
#include "user/ui/arc.h"

enum {
	RING = 360, /* diameter */
	RING_WIDTH = 14,
	ARC_STEP = TURN / 2048, /* half a pixel */
	ROWS = 5,		/* of the wheels */
	WHEEL_WIDTH = 120,
	UNIT_HEIGHT = 40, /* "min" and "s", above the wheels */
	MINUTE_MORE = 60,
	FIGURES = 96,
	CAPTION = 84, /* below the middle of the ring */
};

enum state { IDLE, RUNNING, PAUSED };

/* As it is kept. */
static struct {
	uint32_t state;
	uint32_t total; /* seconds, as set */
	uint64_t end;	/* RUNNING: wall time, ns */
	uint64_t left;	/* PAUSED: ns */
} count = {.total = 300};
static uint64_t end; /* RUNNING: kernel's clock */

static struct timer timer;
static bool attached;
static uint32_t shown; /* seconds */
static int32_t sweep;  /* as shown, ARC_STEPs */

static struct rect card, band, ring;
static struct wheel minutes = {.count = 100}, seconds = {.count = 60};
static struct button go = {.style = BUTTON_FILLED}, cancel = {.style = BUTTON_TONAL};

/* --- Counting ---------------------------------------------------------------------- */

static uint64_t left(void)
{
	uint64_t now = pith_clock();

	return count.state == PAUSED ? count.left
	       : count.state == IDLE ? (uint64_t)count.total * SECOND
	       : end > now	     ? end - now
				     : 0;
}

/* What is shown of it: a second that has begun counts, the arc is as long as it is. */
static void look(void)
{
	uint64_t all = (uint64_t)count.total * SECOND, rest = left();

	shown = (uint32_t)((rest + SECOND - 1) / SECOND);
	sweep = all ? (int32_t)(rest < all ? rest * (TURN / ARC_STEP) / all : TURN / ARC_STEP) : 0;
}

static void set_buttons(void)
{
	go.label = count.state == RUNNING ? "Pause" : count.state == PAUSED ? "Resume" : "Start";
	go.icon = count.state == RUNNING ? ICON_PAUSE : ICON_PLAY;
	go.disabled = !count.total;
	cancel.label = "Cancel";
	cancel.disabled = count.state == IDLE;
}

/* Tells the timer server. */
static void order(void)
{
	uint32_t error = attached ? 0 : timer_open(&timer, TIMER_END, SIGNAL_TIMER);

	attached = !error;
	if (!error)
		error = count.state == RUNNING ? timer_set(&timer, end, 0) : timer_cancel(&timer);
	trouble(TROUBLE_TIMER, error);
}

static void set(enum state state, uint64_t rest)
{
	count.state = state;
	count.left = rest;
	end = pith_clock() + rest;
	count.end = wall_of(end);
	look();
	set_buttons();
	order();
	app_change(page_area());
	app_animate();
	keep("timer", &count, sizeof(count));
}

static void start_or_pause(void)
{
	set(count.state == RUNNING ? PAUSED : RUNNING, left());
}

static void stop(void)
{
	set(IDLE, 0);
}

static void more(void)
{
	set(RUNNING, (uint64_t)MINUTE_MORE * SECOND);
}

/* "5 min", "1 min 30 s". */
static void total_text(char text[TIME_TEXT])
{
	unsigned m = count.total / 60, s = count.total % 60;

	if (m && s)
		snprintf(text, TIME_TEXT, "%u min %u s", m, s);
	else
		snprintf(text, TIME_TEXT, m ? "%u min" : "%u s", m ? m : s);
}

static const struct call call = {
    .name = "Timer",
    .more = "1 more minute",
    .text = total_text,
    .stop = stop,
    .later = more,
    .limit = stop,
};

void countdown_due(void)
{
	if (count.state != RUNNING)
		return;
	if (left()) /* an old signal */
		order();
	else
		ring_begin(&call);
}

/* --- What is seen ----------------------------------------------------------------------- */

static struct arc arc_of(int32_t steps)
{
	return (struct arc){.x = middle_x(ring),
	    .y = middle_y(ring),
	    .radius = RING / 2 * CANVAS_UNIT,
	    .width = RING_WIDTH * CANVAS_UNIT,
	    .sweep = steps * ARC_STEP};
}

static struct rect figures_area(void)
{
	int32_t width = RING - 4 * RING_WIDTH;

	return rect_make(
	    ring.x + (RING - width) / 2, ring.y + (RING - FIGURES) / 2, width, FIGURES);
}

/* When it will ring; false, and how long it takes in all, if that is not known or it stands. */
static bool caption_text(char text[TIME_TEXT])
{
	uint64_t wall = count.state == RUNNING ? wall_of(end) : 0;
	struct civil civil;

	total_text(text);
	if (!wall)
		return false;
	civil_from_seconds((uint32_t)(wall / SECOND), &civil);
	civil_time_text(&civil, text);
	return true;
}

static void draw_ring(const struct canvas *canvas)
{
	struct arc arc = arc_of(sweep), groove = arc_of(TURN / ARC_STEP);
	struct rect caption = rect_make(ring.x, ring.y + RING / 2 + CAPTION - 20, RING, 40);
	char text[TIME_TEXT];

	arc_draw(canvas, &groove, theme->sunken);
	arc_draw(canvas, &arc, count.state == PAUSED ? theme->ink_faint : theme->accent);
	snprintf(text, sizeof(text), "%02u:%02u", (unsigned)(shown / 60), (unsigned)(shown % 60));
	text_in(canvas, &figures_80, figures_area(), TEXT_CENTER, theme->ink, text);
	if (caption_text(text)) {
		int32_t width = 20 + 8 + text_width(&font_text_12, text);

		caption.x += (caption.width - width) / 2;
		icon_draw(canvas, &icons_20, rect_make(caption.x, caption.y, 20, caption.height),
		    ICON_BELL, theme->ink_soft);
		caption.x += 28;
		text_in(canvas, &font_text_12, caption, TEXT_LEFT, theme->ink_soft, text);
	} else {
		text_in(canvas, &font_text_12, caption, TEXT_CENTER, theme->ink_soft, text);
	}
}

static void draw_wheels(const struct canvas *canvas)
{
	bool held = minutes.scroll.held || seconds.scroll.held;
	struct rect above = minutes.area;

	card_draw(canvas, card);
	canvas_rounded(canvas, band, UI_RADIUS_SMALL, held ? theme->sunken : theme->raised);
	wheel_draw(canvas, &minutes, theme->surface);
	wheel_draw(canvas, &seconds, theme->surface);
	text_in(canvas, &figures_36, band, TEXT_CENTER, theme->ink, ":");
	above.y -= UNIT_HEIGHT;
	above.height = UNIT_HEIGHT;
	text_in(canvas, &font_text_10, above, TEXT_CENTER, theme->ink_soft, "Minutes");
	above.x = seconds.area.x;
	text_in(canvas, &font_text_10, above, TEXT_CENTER, theme->ink_soft, "Seconds");
}

static void draw(const struct canvas *canvas)
{
	if (count.state == IDLE)
		draw_wheels(canvas);
	else
		draw_ring(canvas);
	button_draw(canvas, &go);
	button_draw(canvas, &cancel);
}

static bool turn(struct wheel *wheel, const struct input_event *event)
{
	enum control_event result = wheel_touch(wheel, event);

	if (result != CONTROL_NOTHING)
		app_change(card);
	if (result == CONTROL_VALUE) {
		count.total = (uint32_t)(wheel_value(&minutes) * 60 + wheel_value(&seconds));
		set_buttons();
		app_change(go.area);
		keep("timer", &count, sizeof(count));
	}
	return result != CONTROL_NOTHING;
}

static void touch(const struct input_event *event)
{
	if (page_press(&go, event, start_or_pause) || page_press(&cancel, event, stop))
		return;
	if (count.state == IDLE && !turn(&minutes, event))
		turn(&seconds, event);
}

/* What is new since the last look. */
static void change_ring(int32_t sweep_before, uint32_t shown_before)
{
	struct arc arc = arc_of(0);

	if (sweep != sweep_before)
		app_change(rect_inset(rect_around(arc_end(&arc, sweep * ARC_STEP),
					  arc_end(&arc, sweep_before * ARC_STEP)),
		    -2));
	if (shown != shown_before)
		app_change(figures_area());
}

static bool frame(uint64_t now)
{
	int32_t sweep_before = sweep;
	uint32_t shown_before = shown;
	bool rolling = wheel_step(&minutes, now);

	rolling = wheel_step(&seconds, now) || rolling;
	if (rolling)
		app_change(card);
	if (count.state != RUNNING)
		return rolling;
	look();
	change_ring(sweep_before, shown_before);
	return true;
}

/* --- Life ------------------------------------------------------------------------------------ */

static void lay_out(void)
{
	struct rect page = page_area();
	int32_t inner = page.width - 2 * UI_MARGIN, tall = UNIT_HEIGHT + ROWS * WHEEL_ROW + UI_GRID;
	int32_t bottom = page.y + page.height - BUTTON_HEIGHT;

	page_buttons(&go, &cancel, bottom);
	bottom -= UI_MARGIN;
	card = rect_make(UI_MARGIN, page.y + (bottom - page.y - tall) / 2, inner, tall);
	ring =
	    rect_make((page.width - RING) / 2, page.y + (bottom - page.y - RING) / 2, RING, RING);
	minutes.area = rect_make(page.width / 2 - UI_GAP - WHEEL_WIDTH, card.y + UNIT_HEIGHT,
	    WHEEL_WIDTH, ROWS * WHEEL_ROW);
	seconds.area = rect_offset(minutes.area, WHEEL_WIDTH + 2 * UI_GAP, 0);
	band = rect_make(
	    card.x + UI_GAP, minutes.area.y + ROWS / 2 * WHEEL_ROW, inner - 2 * UI_GAP, WHEEL_ROW);
}

static void start(void)
{
	lay_out();
	if (!kept("timer", &count, sizeof(count)) || count.total >= 6000 || count.state > PAUSED) {
		count.state = IDLE;
		count.total = 300;
	}
	end = kernel_of(count.end);
	if (count.state == RUNNING && !end)
		count.state = IDLE;
	wheel_set(&minutes, (int32_t)count.total / 60);
	wheel_set(&seconds, (int32_t)count.total % 60);
	look();
	set_buttons();
}

const struct page countdown_page = {
    .start = start, .draw = draw, .touch = touch, .frame = frame, .meet = order};
