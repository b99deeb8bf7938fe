/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The status bar: the time, how loud it is, how busy the processor is. A component of its own, so
 * that it is there whatever becomes of the others. It sees numbers, no pixels, and changes nothing.
 */
#include <stdio.h>

#include "pith/civil.h"
#include "pith/info.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/audio.h"
#include "pith/proto/clock.h"
#include "pith/proto/policy.h"
#include "pith/proto/timer.h"
#include "user/ui/app.h"
#include "user/ui/control.h"

enum {
	SIGNAL_CLOCK = 1 << 0,
	SIGNAL_MIXER = 1 << 1,
	SIGNAL_TICK = 1 << 2,

	TICK_QUIET = 1000, /* ms from one look to the next */
	TICK_SOUND = 100,  /* while something plays */

	EDGE = 16, /* from the edges of the screen */
	TIME_WIDTH = 80,
	LOAD_WIDTH = 48,
	PICTURE = 24, /* fields of the icons */
	METER_WIDTH = 40,
	METER_HEIGHT = 6,
	METER_STEPS = 20, /* a look that makes no difference is not drawn */
};

static struct timer timer;
static uint32_t mixer_signal;
static struct rect time_area, volume_area, meter_area, chart_area, load_area;

static uint32_t minutes; /* as shown, since midnight */
static struct mixer_state sound;
static uint32_t level;		    /* as shown, 0..METER_STEPS */
static uint32_t load;		    /* percent of the processor */
static struct policy_totals latest; /* when `load` was computed */

/* --- What is to be shown ------------------------------------------------------------ */

/* Shows a number, if it is another than before. */
static void show(uint32_t *shown, uint32_t value, struct rect area)
{
	if (*shown == value)
		return;
	*shown = value;
	app_change(area);
}

static void look_at_clock(void)
{
	show(&minutes, clock_seconds() % CIVIL_DAY / 60, time_area);
}

static void look_at_load(void)
{
	struct policy_totals now;

	if (policy_totals(&now))
		return;
	uint64_t passed = now.now - latest.now;
	uint64_t used = now.consumed + now.policy - latest.consumed - latest.policy;

	/* Often enough to be lively, seldom enough to be read. */
	if (passed < TICK_QUIET * (uint64_t)MOTION_MS * 9 / 10)
		return;
	latest = now;
	show(&load, used < passed ? (uint32_t)(used * 100 / passed) : 100, load_area);
}

/* The meter is logarithmic, as the ear is: six decibels to a doubling, 60 to all of it. */
static uint32_t steps_of(uint32_t sample)
{
	uint32_t halvings = 0;

	if (sample < 33)
		return 0;
	while (sample << halvings < 1 << 15)
		halvings++;
	/* Between two doublings, in tenths. */
	uint32_t tenths = ((sample << halvings) - (1 << 15)) * 10 >> 15;

	return (100 - 10 * halvings + tenths) * METER_STEPS / 100;
}

static void look_at_sound(void)
{
	struct mixer_state now;

	if (mixer_state(pith_service("mixer"), &now))
		now = (struct mixer_state){.muted = true};
	if (now.muted != sound.muted || !now.volume != !sound.volume)
		app_change(volume_area);
	sound = now;
	show(&level, steps_of(now.left > now.right ? now.left : now.right), meter_area);
}

static void set_pace(void)
{
	uint64_t period = (uint64_t)(sound.playing ? TICK_SOUND : TICK_QUIET) * MOTION_MS;

	timer_set(&timer, pith_clock() + period, period);
}

/* --- Drawing ------------------------------------------------------------------------- */

static void draw(const struct canvas *canvas)
{
	bool silent = sound.muted || !sound.volume;
	char text[16];

	canvas_fill(canvas, canvas->clip, theme->ground);
	snprintf(
	    text, sizeof(text), "%02u:%02u", (unsigned)(minutes / 60), (unsigned)(minutes % 60));
	text_in(canvas, &font_strong_12, time_area, TEXT_LEFT, theme->ink, text);
	icon_draw(canvas, &icons_20, volume_area, silent ? ICON_VOLUME_OFF : ICON_VOLUME,
	    silent ? theme->ink_faint : theme->ink);
	bar_draw(canvas,
	    rect_make(meter_area.x, meter_area.y + (meter_area.height - METER_HEIGHT) / 2,
		METER_WIDTH, METER_HEIGHT),
	    level, METER_STEPS, theme->accent);
	icon_draw(canvas, &icons_20, chart_area, ICON_MEMORY, theme->ink);
	snprintf(text, sizeof(text), "%u %%", (unsigned)load);
	text_in(canvas, &font_strong_12, load_area, TEXT_RIGHT, theme->ink, text);
}

/* --- Life ------------------------------------------------------------------------------ */

/* Whom we watch may have been restarted, and have forgotten us. */
static void meet(void)
{
	clock_watch(SIGNAL_CLOCK);
	mixer_watch(pith_service("mixer"), mixer_signal);
	look_at_clock();
	look_at_sound();
	look_at_load();
	set_pace();
}

static void start(void)
{
	struct rect screen = app_screen();
	int32_t x = screen.width - EDGE - LOAD_WIDTH, height = screen.height;

	time_area = rect_make(EDGE, 0, TIME_WIDTH, height);
	load_area = rect_make(x, 0, LOAD_WIDTH, height);
	chart_area = rect_make(x -= PICTURE, 0, PICTURE, height);
	meter_area = rect_make(x -= METER_WIDTH + EDGE, 0, METER_WIDTH, height);
	volume_area = rect_make(x - PICTURE - 4, 0, PICTURE, height);
	pith_must("getting a timer", timer_open(&timer, 0, SIGNAL_TICK));
	mixer_signal = pith_notification_badged(SIGNAL_MIXER);
	meet();
}

static void signal(uint32_t bits)
{
	if (bits & SIGNAL_CLOCK)
		look_at_clock();
	if (bits & SIGNAL_MIXER) {
		look_at_sound();
		set_pace();
	}
	if (bits & SIGNAL_TICK) {
		look_at_sound();
		look_at_load();
	}
}

int main(void)
{
	app_run(&(struct app){.start = start, .draw = draw, .signal = signal, .peers = meet});
}
