/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * About: what this is, how it does, how it looks and sounds, and whose work is in it. The theme is
 * a key of the store, which all applications follow; the volume is the mixer's, which forgets it
 * when it is restarted, and is told again what was kept.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pith/info.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/audio.h"
#include "pith/proto/policy.h"
#include "pith/proto/store.h"
#include "pith/proto/timer.h"
#include "user/ui/app.h"
#include "user/ui/control.h"

#define VERSION "0.1"

enum {
	SIGNAL_MIXER = 1 << 0,
	SIGNAL_TICK = 1 << 1,

	TICK = 1000, /* ms from one look at the facts to the next */
	MARK = 88,   /* diameter of the mark */
	NAME_HEIGHT = MARK + 2 * UI_GAP,
	FACT = 48, /* height of a row of facts */
	FACTS = 3,
	VOLUME_MOST = 100,
	TEXT = 48,
};

static const struct row licences[] = {
    {.title = "Pith", .detail = "The kernel, its servers, this phone", .value = "BSD-2-Clause"},
    {.title = "Inter", .detail = "All letters and figures", .value = "OFL 1.1"},
    {.title = "Material Design", .detail = "Icons", .value = "Apache 2.0"},
    {.title = "Tremor", .detail = "Reads Ogg Vorbis", .value = "BSD-3-Clause"},
    {.title = "picolibc", .detail = "The C library", .value = "BSD-3-Clause"},
    {.title = "libfdt", .detail = "Reads system descriptions", .value = "BSD-2-Clause"},
};
enum { LICENCES = sizeof(licences) / sizeof(licences[0]) };

/* In the coordinates of the page, whose first line is below the header. */
static struct rect name_card, look_card, sound_card, licence_card;
static struct scroll page;
static struct toggle dark, mute;
static struct slider volume = {.most = VOLUME_MOST};

static struct timer timer;
static uint32_t mixer_signal, mixer_generation;
static uint32_t store_error, mixer_error;
static uint64_t uptime; /* seconds, as shown */
static struct policy_totals totals;
static bool counted; /* totals are known */
static bool looked;  /* at them, and nobody has seen it yet */

/* --- Where things are ----------------------------------------------------------------- */

/* A rectangle of the page, on the screen. */
static struct rect on_screen(struct rect r)
{
	return rect_offset(r, 0, UI_HEADER - page.offset);
}

static void change(struct rect r)
{
	app_change(rect_intersect(on_screen(r), page.area));
}

/* The part of a card for a row. */
static struct rect row_of(struct rect card, int32_t y, int32_t height)
{
	return rect_make(card.x, card.y + y, card.width, height);
}

static struct rect facts_area(void)
{
	return row_of(name_card, NAME_HEIGHT, FACTS * FACT);
}

/* The card below another. */
static struct rect below(struct rect above, int32_t height)
{
	return rect_make(above.x, above.y + above.height + UI_GAP, above.width, height);
}

static struct rect toggle_in(struct rect row)
{
	return rect_make(row.x, row.y + (UI_ROW - UI_TARGET) / 2, row.width - UI_GAP, UI_TARGET);
}

static void lay_out(void)
{
	struct rect screen = app_screen();

	page.area = rect_make(0, UI_HEADER, screen.width, screen.height - UI_HEADER);
	name_card = rect_make(
	    UI_MARGIN, UI_GRID, screen.width - 2 * UI_MARGIN, NAME_HEIGHT + FACTS * FACT + UI_GRID);
	look_card = below(name_card, UI_ROW);
	sound_card = below(look_card, 2 * UI_ROW);
	licence_card = below(sound_card, LICENCES * UI_ROW);
	page.content = licence_card.y + licence_card.height + UI_MARGIN;
}

/* Controls are where the page has been scrolled to. */
static void place_controls(void)
{
	dark.area = toggle_in(on_screen(look_card));
	mute.area = toggle_in(on_screen(sound_card));
	volume.area = on_screen(row_of(sound_card, UI_ROW + (UI_ROW - UI_TARGET) / 2, UI_TARGET));
	volume.area.x += UI_GAP;
	volume.area.width -= 2 * UI_GAP;
}

/* --- Drawing ------------------------------------------------------------------------------ */

/* The mark: a stem cut across, its rings around the pith. */
static void draw_mark(const struct canvas *canvas, struct rect r)
{
	static const uint8_t rings[][2] = {{42, 4}, {30, 3}, {20, 3}}; /* radius, width */
	int32_t x = middle_x(r), y = middle_y(r);

	canvas_disc(canvas, x, y, MARK / 2 * CANVAS_UNIT, theme->accent_soft);
	for (uint32_t i = 0; i < 3; i++)
		canvas_ring(canvas, x, y, rings[i][0] * CANVAS_UNIT, rings[i][1] * CANVAS_UNIT,
		    canvas_mix(theme->accent, theme->accent_soft, 4 + 8 * (2 - i)));
	canvas_disc(canvas, x, y, 9 * CANVAS_UNIT, theme->accent);
}

static void draw_fact(
    const struct canvas *canvas, struct rect r, int32_t i, const char *name, const char *value)
{
	struct rect row = rect_make(r.x, r.y + i * FACT, r.width, FACT);
	struct rect inner = rect_make(row.x + UI_GAP, row.y, row.width - 2 * UI_GAP, FACT);

	canvas_fill(canvas, rect_make(inner.x, row.y, inner.width, 1), theme->line);
	text_in(canvas, &font_text_12, inner, TEXT_LEFT, theme->ink, name);
	text_figures(canvas, &font_text_12, inner, TEXT_RIGHT, theme->ink_soft, value);
}

static void uptime_text(char text[TEXT])
{
	unsigned days = (unsigned)(uptime / 86400), s = (unsigned)(uptime % 86400);

	if (days)
		snprintf(text, TEXT, "%u d %02u:%02u:%02u", days, s / 3600, s / 60 % 60, s % 60);
	else
		snprintf(text, TEXT, "%u:%02u:%02u", s / 3600, s / 60 % 60, s % 60);
}

/* Bytes as megabytes with a figure behind the point. */
static void memory_text(char text[TEXT])
{
	enum { TENTH = (1 << 20) / 10 };
	unsigned used = (totals.memory - totals.free) / TENTH, all = totals.memory >> 20;

	snprintf(text, TEXT, "%u.%u of %u MB", used / 10, used % 10, all);
}

static void draw_facts(const struct canvas *canvas)
{
	struct rect r = on_screen(facts_area());
	char text[TEXT];

	uptime_text(text);
	draw_fact(canvas, r, 0, "Running for", text);
	if (counted)
		snprintf(text, sizeof(text), "%u of %u", (unsigned)totals.running,
		    (unsigned)totals.components);
	draw_fact(canvas, r, 1, "Components running", counted ? text : "Not known here");
	if (counted)
		memory_text(text);
	draw_fact(canvas, r, 2, "Memory in use", counted ? text : "Not known here");
}

static void draw_name(const struct canvas *canvas)
{
	struct rect r = on_screen(name_card);
	struct rect mark = rect_make(r.x + UI_GAP, r.y + UI_GAP, MARK, MARK);
	int32_t left = mark.x + MARK + UI_GAP, width = r.x + r.width - UI_GAP - left;

	card_draw(canvas, r);
	draw_mark(canvas, mark);
	text_in(canvas, &font_title_24, rect_make(left, mark.y, width, 36), TEXT_LEFT, theme->ink,
	    "Pith");
	text_in(canvas, &font_text_12, rect_make(left, mark.y + 36, width, 28), TEXT_LEFT,
	    theme->ink_soft, "A capability microkernel");
	text_in(canvas, &font_text_10, rect_make(left, mark.y + 62, width, 24), TEXT_LEFT,
	    theme->ink_soft, "Version " VERSION);
	draw_facts(canvas);
}

static void draw_settings(const struct canvas *canvas)
{
	struct rect look = on_screen(look_card), sound = on_screen(sound_card);
	struct rect row = rect_make(sound.x, sound.y, sound.width, UI_ROW);
	uint64_t now = pith_clock();
	char text[TEXT];

	/* What is in force counts, whatever was asked for. */
	if (!dark.knob.duration)
		toggle_set(&dark, theme->dark);
	card_draw(canvas, look);
	row_draw(canvas, look,
	    &(struct row){.icon = theme->dark ? ICON_DARK : ICON_LIGHT,
		.hue = theme->slate,
		.title = "Dark theme",
		.detail =
		    store_error ? "The store does not answer" : "All applications follow at once"});
	toggle_draw(canvas, &dark, now);
	card_draw(canvas, sound);
	snprintf(text, sizeof(text), "Volume %u %%", (unsigned)volume.value);
	row_draw(canvas, row,
	    &(struct row){.icon = mute.on && volume.value ? ICON_VOLUME : ICON_VOLUME_OFF,
		.hue = theme->plum,
		.title = "Sound",
		.detail = mixer_error ? "The mixer does not answer"
			  : mute.on   ? text
				      : "Silent"});
	row_line(canvas, row);
	toggle_draw(canvas, &mute, now);
	slider_draw(canvas, &volume);
}

static void draw_licences(const struct canvas *canvas)
{
	struct rect r = on_screen(licence_card);

	card_draw(canvas, r);
	r.height = UI_ROW;
	for (uint32_t i = 0; i < LICENCES; i++, r.y += UI_ROW) {
		if (rect_empty(rect_intersect(r, canvas->clip)))
			continue;
		row_draw(canvas, r, &licences[i]);
		if (i + 1 < LICENCES)
			row_line(canvas, r);
	}
}

static void draw(const struct canvas *canvas)
{
	struct canvas inside = canvas_clipped(canvas, page.area);

	canvas_fill(canvas, canvas->clip, theme->ground);
	header_draw(canvas, app_screen().width, "About");
	draw_name(&inside);
	draw_settings(&inside);
	draw_licences(&inside);
}

/* --- Settings ------------------------------------------------------------------------------ */

/* What the mixer says; while a finger is on the slider, that is what counts. */
static void look_at_mixer(void)
{
	struct mixer_state state;

	mixer_error = mixer_state(pith_service("mixer"), &state);
	if (!mixer_error) {
		if (!volume.held)
			volume.value = (int32_t)state.volume;
		if (mute.on == state.muted)
			toggle_set(&mute, !state.muted);
	}
	change(sound_card);
}

static void keep(const char *key, const char *value)
{
	uint32_t error = store_put_string(key, value);

	if (error)
		pith_request_refused("keep", pith_service("store"), error);
	if (!store_error != !error)
		change(look_card);
	store_error = error;
}

static void keep_volume(void)
{
	char text[TEXT];

	snprintf(text, sizeof(text), "%u %u", (unsigned)volume.value, mute.on ? 0u : 1u);
	keep("volume", text);
}

/* Tells a mixer that has just begun what was kept. */
static void restore_volume(void)
{
	uint32_t mixer = pith_service("mixer");
	char text[TEXT], *rest;

	if (store_get_string("volume", text, sizeof(text)))
		return;
	unsigned long value = strtoul(text, &rest, 10);

	if (rest == text || value > VOLUME_MOST)
		return;
	mixer_volume(mixer, (uint32_t)value);
	mixer_mute(mixer, !strcmp(rest, " 1"));
}

static void set_theme(void)
{
	keep(STORE_SYSTEM "theme", dark.on ? "dark" : "light");
}

/* --- Fingers ---------------------------------------------------------------------------------- */

static void touch_slider(const struct input_event *event)
{
	switch (slider_touch(&volume, event)) {
	case CONTROL_VALUE:
		mixer_error = mixer_volume(pith_service("mixer"), (uint32_t)volume.value);
		break;
	case CONTROL_DONE:
		keep_volume();
		break;
	case CONTROL_NOTHING:
		return;
	default:
		break;
	}
	change(sound_card);
}

static void touch_toggles(const struct input_event *event)
{
	enum control_event turned = toggle_touch(&dark, event);

	if (turned != CONTROL_NOTHING)
		app_change(dark.area);
	if (turned == CONTROL_DONE)
		set_theme();
	turned = toggle_touch(&mute, event);
	if (turned != CONTROL_NOTHING)
		app_change(mute.area);
	if (turned == CONTROL_DONE) {
		mixer_error = mixer_mute(pith_service("mixer"), !mute.on);
		keep_volume();
	}
}

static void touch(const struct input_event *event)
{
	enum scroll_event scrolled = SCROLL_NOTHING;

	/* Controls under the header cannot be seen. */
	if (event->phase == INPUT_DOWN && event->y / INPUT_UNIT < UI_HEADER)
		return;
	/* A finger on the slider moves it alone. */
	if (!volume.held)
		scrolled = scroll_touch(&page, event);
	if (scrolled == SCROLL_TAKEN || scrolled == SCROLL_CAUGHT)
		dark.held = mute.held = false;
	if (scrolled != SCROLL_NOTHING) {
		place_controls();
		app_change(page.area);
	} else {
		touch_toggles(event);
		touch_slider(event);
		if (volume.held)
			page.held = false;
	}
	app_animate();
}

static void frame(uint64_t now)
{
	int32_t offset = page.offset;
	bool moving = scroll_step(&page, now);

	/* Facts that are seen are looked at again: there are no frames while nobody looks. */
	if (looked)
		timer_set(&timer, now + (uint64_t)TICK * MOTION_MS, 0);
	looked = false;
	if (motion_step(&dark.knob, now)) {
		change(look_card);
		moving = true;
	}
	if (motion_step(&mute.knob, now)) {
		change(sound_card);
		moving = true;
	}
	if (offset != page.offset) {
		place_controls();
		app_change(page.area);
	}
	if (moving)
		app_animate();
}

/* --- Life ---------------------------------------------------------------------------------------
 */

static void look_at_facts(void)
{
	counted = !policy_totals(&totals);
	uptime = pith_clock() / ((uint64_t)1000 * MOTION_MS);
	change(facts_area());
	looked = true;
	app_animate();
}

/* Whoever was restarted has forgotten us; the mixer also how loud it was. */
static void meet(void)
{
	const struct pith_grant *mixer = pith_grant(PITH_GRANT_SERVICE, "mixer");

	if (mixer && mixer->generation && mixer->generation != mixer_generation) {
		mixer_generation = mixer->generation;
		restore_volume();
	}
	mixer_watch(pith_service("mixer"), mixer_signal);
	look_at_mixer();
	look_at_facts();
}

static void start(void)
{
	pith_request_refused("open", pith_service("timer"), timer_open(&timer, 0, SIGNAL_TICK));
	lay_out();
	place_controls();
	toggle_set(&dark, theme->dark);
	mixer_signal = pith_notification_badged(SIGNAL_MIXER);
	meet();
}

static void signal(uint32_t bits)
{
	if (bits & SIGNAL_MIXER)
		look_at_mixer();
	if (bits & SIGNAL_TICK)
		look_at_facts();
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
