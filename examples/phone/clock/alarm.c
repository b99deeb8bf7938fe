/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The alarm: a time of the day, every day. What is kept is also when it is due, which is passed
 * only when it was stopped: an alarm that falls into a restart rings after it.
 */
#include <stdio.h>

#include "clock.h"
#include "pith/civil.h"
#include "pith/proto/clock.h"

enum {
	DIAL = 248,   /* its diameter */
	LATE = 600,   /* seconds after which it is missed */
	SNOOZE = 300, /* seconds */
	DAY_MINUTES = 1440,
	ROWS = 3, /* of the wheels */
	WHEEL_WIDTH = 112,
	ALARM_NUMBER = 0, /* at the clock server */
};

/* As it is kept. */
static struct {
	uint32_t minute; /* of the day */
	uint32_t on;
	uint32_t due;	  /* seconds of wall time; 0: not known yet */
	uint32_t snoozed; /* 1: due is not at `minute` */
} alarm = {.minute = 420};

static struct rect card, band;
static struct toggle toggle;
static struct wheel hours = {.count = 24}, minutes = {.count = 60};

static void alarm_text(char text[TIME_TEXT])
{
	snprintf(text, TIME_TEXT, "%02u:%02u", (unsigned)(alarm.minute / 60),
	    (unsigned)(alarm.minute % 60));
}

/* --- When it rings ------------------------------------------------------------------- */

static struct rect words_area(void)
{
	return rect_make(card.x, card.y, card.width, UI_ROW);
}

/* The next time that it is so late, or 0 if nobody knows how late it is. */
static uint32_t next_due(void)
{
	uint32_t now = clock_seconds();
	uint32_t due = now - now % CIVIL_DAY + alarm.minute * 60;

	return !now ? 0 : due > now ? due : due + CIVIL_DAY;
}

/* Tells the clock server. */
static void order(void)
{
	if (alarm.on && !alarm.due)
		alarm.due = next_due();
	if (alarm.on && alarm.due)
		trouble(TROUBLE_CLOCK, clock_alarm(ALARM_NUMBER, alarm.due, SIGNAL_ALARM));
	else
		clock_cancel(ALARM_NUMBER);
	app_change(words_area());
}

static void set(uint32_t due, bool snoozed)
{
	alarm.due = due;
	alarm.snoozed = snoozed;
	order();
	keep("alarm", &alarm, sizeof(alarm));
}

static void stop(void)
{
	set(next_due(), false);
}

static void snooze(void)
{
	set(clock_seconds() + SNOOZE, true);
}

static const struct call call = {
    .name = "Alarm",
    .more = "Snooze 5 min",
    .text = alarm_text,
    .stop = stop,
    .later = snooze,
    .limit = snooze,
};

void alarm_due(void)
{
	uint32_t now = clock_seconds();

	if (!alarm.on || !alarm.due)
		return;
	if (now < alarm.due) /* the clock was set back since */
		order();
	else if (now - alarm.due > LATE)
		stop();
	else
		ring_begin(&call);
}

void alarm_minute(void)
{
	uint32_t now = clock_seconds();

	/* Only now known, or set back. */
	if (alarm.on && now && !ringing() &&
	    (!alarm.due || alarm.due > now + CIVIL_DAY ||
		(alarm.snoozed && alarm.due > now + SNOOZE)))
		set(next_due(), false);
	app_change(words_area());
	app_animate();
}

/* --- What is seen ----------------------------------------------------------------------- */

static void detail_text(char text[TIME_TEXT])
{
	uint32_t now = clock_seconds();
	uint32_t left = now && alarm.due > now ? (alarm.due - now + 59) / 60 : 0;

	if (!alarm.on)
		snprintf(text, TIME_TEXT, "Off");
	else if (!now)
		snprintf(text, TIME_TEXT, "The time is unknown");
	else if (alarm.snoozed)
		snprintf(text, TIME_TEXT, "Again in %u min", (unsigned)left);
	else if (left < 60)
		snprintf(text, TIME_TEXT, "In %u min", (unsigned)left);
	else
		snprintf(text, TIME_TEXT, "In %u h %u min", (unsigned)(left / 60),
		    (unsigned)(left % 60));
}

static void draw(const struct canvas *canvas)
{
	bool held = hours.scroll.held || minutes.scroll.held;
	char text[TIME_TEXT];

	dial_draw(canvas);
	card_draw(canvas, card);
	detail_text(text);
	row_draw(canvas, words_area(),
	    &(struct row){
		.icon = ICON_ALARM, .hue = theme->amber, .title = "Alarm", .detail = text});
	toggle_draw(canvas, &toggle, pith_clock());
	canvas_rounded(canvas, band, UI_RADIUS_SMALL, held ? theme->sunken : theme->raised);
	wheel_draw(canvas, &hours, theme->surface);
	wheel_draw(canvas, &minutes, theme->surface);
	text_in(canvas, &figures_36, band, TEXT_CENTER, theme->ink, ":");
}

static void turned(void)
{
	toggle_set(&toggle, alarm.on);
	app_change(card);
}

/* A wheel was turned: who sets an alarm wants it. */
static void set_time(void)
{
	alarm.minute = (uint32_t)(wheel_value(&hours) * 60 + wheel_value(&minutes));
	if (!alarm.on) {
		alarm.on = 1;
		turned();
	}
	stop();
}

static bool turn(struct wheel *wheel, const struct input_event *event)
{
	enum control_event result = wheel_touch(wheel, event);

	if (result != CONTROL_NOTHING)
		app_change(card);
	if (result == CONTROL_VALUE)
		set_time();
	return result != CONTROL_NOTHING;
}

static void touch(const struct input_event *event)
{
	if (turn(&hours, event) || turn(&minutes, event))
		return;
	enum control_event result = toggle_touch(&toggle, event);

	if (result != CONTROL_NOTHING)
		app_change(toggle.area);
	if (result == CONTROL_DONE) {
		alarm.on = toggle.on;
		stop();
	}
}

static bool frame(uint64_t now)
{
	bool turning = motion_step(&toggle.knob, now);
	bool rolling = wheel_step(&hours, now);

	rolling = wheel_step(&minutes, now) || rolling;
	if (rolling)
		app_change(card);
	if (turning)
		app_change(toggle.area);
	return dial_frame() || rolling || turning;
}

/* --- Life ------------------------------------------------------------------------------------ */

static void start(void)
{
	struct rect page = page_area();
	int32_t inner = page.width - 2 * UI_MARGIN, height = UI_ROW + ROWS * WHEEL_ROW + UI_GRID;
	int32_t top = page.y + page.height - height;

	card = rect_make(UI_MARGIN, top, inner, height);
	dial_place(
	    rect_make((page.width - DIAL) / 2, page.y + (top - page.y - DIAL) / 2, DIAL, DIAL));
	toggle.area =
	    rect_make(card.x, card.y + (UI_ROW - UI_TARGET) / 2, inner - UI_GAP, UI_TARGET);
	hours.area = rect_make(
	    page.width / 2 - UI_GAP - WHEEL_WIDTH, card.y + UI_ROW, WHEEL_WIDTH, ROWS * WHEEL_ROW);
	minutes.area = rect_offset(hours.area, WHEEL_WIDTH + 2 * UI_GAP, 0);
	band = rect_make(card.x + UI_GAP, hours.area.y + WHEEL_ROW, inner - 2 * UI_GAP, WHEEL_ROW);
	if (kept("alarm", &alarm, sizeof(alarm)) && alarm.minute >= DAY_MINUTES)
		alarm.minute = alarm.on = 0;
	wheel_set(&hours, (int32_t)alarm.minute / 60);
	wheel_set(&minutes, (int32_t)alarm.minute % 60);
	toggle_set(&toggle, alarm.on);
}

const struct page alarm_page = {
    .start = start, .draw = draw, .touch = touch, .frame = frame, .meet = order};
