/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What rings: a page before all others, a title that makes the home screen show us, and a sound;
 * until it is stopped, put off, or a minute has passed. Two may ring at once: the one that began
 * later waits behind the other.
 */
#include <stdio.h>

#include "clock.h"
#include "pith/proto/timer.h"

enum {
	CALLS = 2,
	LIMIT = 60, /* seconds */
	CHUNK = AUDIO_PERIOD,

	BELL = 96, /* diameter of the field that the bell is on */
	BELL_TOP = 144,
	WAVES = 2,
	WAVE_MOST = 136, /* radius at which a wave has faded */
	WAVE_MS = 2400,	 /* from the bell to there */
	TIME_TOP = 344,
	TALL = 72, /* height of the button that stops it */
};

static const struct call *calls[CALLS]; /* the first one is seen and heard */
static uint32_t count;
static char title[32];

static struct timer timer;
static struct sound sound;
static bool attached, opened;
static uint64_t began; /* kernel's clock */
static struct button stop_button = {.style = BUTTON_FILLED, .label = "Stop"};
static struct button later_button = {.style = BUTTON_TONAL};

bool ringing(void)
{
	return count != 0;
}

/* --- What is heard ---------------------------------------------------------------------- */

/* Writes as much as there is room for. */
static uint32_t feed(void)
{
	struct audio_frame frames[CHUNK];
	uint32_t room = 0, error;

	for (;;) {
		error = sound_room(&sound, &room);
		if (error || room < CHUNK)
			return error;
		chime_fill(frames, CHUNK);
		error = sound_write(&sound, frames, CHUNK);
		if (error)
			return error;
	}
}

/* A restarted server has forgotten us, says so once, and is met again. */
static void sing(void)
{
	uint32_t error = opened ? 0 : sound_open(&sound, 0, 1, SIGNAL_SOUND);

	opened = !error;
	for (uint32_t tries = 0; tries < 2 && opened; tries++) {
		error = feed();
		if (!error)
			error = sound_play(&sound);
		if (error != PITH_ERROR_GONE)
			break;
	}
	trouble(TROUBLE_SOUND, error);
}

static void hush(void)
{
	trouble(TROUBLE_SOUND, 0);
	if (!opened)
		return;
	/* What is in the ring would sound the next time. */
	sound_pause(&sound);
	opened = false;
	sound_close(&sound);
}

void ring_sound(void)
{
	if (count && opened)
		sing();
}

/* --- Beginning and end --------------------------------------------------------------------- */

static void set_limit(void)
{
	uint32_t error = attached ? 0 : timer_open(&timer, TIMER_LIMIT, SIGNAL_LIMIT);

	attached = !error;
	if (!error)
		error = count ? timer_set(&timer, began + (uint64_t)LIMIT * SECOND, 0)
			      : timer_cancel(&timer);
	trouble(TROUBLE_TIMER, error);
}

/* The first one begins, or nobody rings any more. */
static void present(void)
{
	char text[TIME_TEXT];

	title[0] = 0;
	stop_button.held = stop_button.pressed = later_button.held = later_button.pressed = false;
	if (count) {
		calls[0]->text(text);
		snprintf(title, sizeof(title), "%s %s", calls[0]->name, text);
		later_button.label = calls[0]->more;
		began = pith_clock();
		chime_begin();
		sing();
		printf("%s rings\n", title);
	} else {
		hush();
	}
	set_limit();
	app_title(title);
	app_change_all();
	app_animate();
}

void ring_begin(const struct call *call)
{
	for (uint32_t i = 0; i < count; i++)
		if (calls[i] == call)
			return;
	calls[count++] = call;
	if (count == 1)
		present();
}

/* The first one is over, in the way that it wants. */
static void end(void (*how)(void))
{
	calls[0] = calls[1];
	count--;
	how();
	present();
}

void ring_limit(void)
{
	if (count && pith_clock() - began >= (uint64_t)LIMIT * SECOND)
		end(calls[0]->limit);
}

/* --- What is seen -------------------------------------------------------------------------- */

static struct rect bell_area(void)
{
	return rect_make((app_screen().width - BELL) / 2, BELL_TOP, BELL, BELL);
}

static void draw_bell(const struct canvas *canvas)
{
	struct rect bell = bell_area();
	uint64_t ms = (pith_clock() - began) / MOTION_MS;

	for (uint32_t i = 0; i < WAVES; i++) {
		uint32_t part = (uint32_t)((ms + i * WAVE_MS / WAVES) % WAVE_MS);
		int32_t far = (WAVE_MOST - BELL / 2) * motion_ease(part, WAVE_MS) / MOTION_ONE;

		canvas_disc(canvas, middle_x(bell), middle_y(bell), (BELL / 2 + far) * CANVAS_UNIT,
		    canvas_mix(theme->amber, theme->ground, 22 + part * 10 / WAVE_MS));
	}
	canvas_disc(canvas, middle_x(bell), middle_y(bell), BELL / 2 * CANVAS_UNIT, theme->amber);
	icon_draw(canvas, &icons_48, bell, ICON_BELL, theme->on_hue);
}

void ring_draw(const struct canvas *canvas)
{
	struct rect words = rect_make(UI_MARGIN, TIME_TOP, app_screen().width - 2 * UI_MARGIN, 112);
	char text[TIME_TEXT];
	bool time;

	draw_bell(canvas);
	calls[0]->text(text);
	/* Figures come large, words less so. */
	time = text[2] == ':';
	text_in(canvas, time ? &figures_80 : &font_title_24, words, TEXT_CENTER, theme->ink, text);
	words.y += words.height;
	words.height = UI_MARGIN;
	text_in(canvas, &font_text_16, words, TEXT_CENTER, theme->ink_soft, calls[0]->name);
	button_draw(canvas, &stop_button);
	button_draw(canvas, &later_button);
}

void ring_touch(const struct input_event *event)
{
	if (button_touch(&stop_button, event) == CONTROL_DONE)
		end(calls[0]->stop);
	else if (button_touch(&later_button, event) == CONTROL_DONE)
		end(calls[0]->later);
	app_change(stop_button.area);
	app_change(later_button.area);
}

void ring_frame(uint64_t now)
{
	(void)now;
	app_change(rect_inset(bell_area(), BELL / 2 - WAVE_MOST - 1));
	app_animate();
}

/* --- Life --------------------------------------------------------------------------------------
 */

void ring_meet(void)
{
	if (!count)
		return;
	set_limit();
	sing();
}

void ring_start(void)
{
	struct rect screen = app_screen();
	int32_t width = screen.width - 2 * UI_MARGIN;
	int32_t y = screen.height - 2 * UI_MARGIN - TALL;

	stop_button.area = rect_make(UI_MARGIN, y, width, TALL);
	later_button.area = rect_make(UI_MARGIN, y - UI_GAP - BUTTON_HEIGHT, width, BUTTON_HEIGHT);
}
