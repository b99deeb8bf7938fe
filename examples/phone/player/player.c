/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The player: a cover with what is heard drawn over it, where in the track that is, three buttons,
 * and the tracks. It draws while music plays and somebody can see it; it plays on when nobody does.
 *
 * The description grants what app.h names, and "audio", "assets" (with "music/"), "store", the
 * region "sound".
 */
#include <stdio.h>
#include <string.h>

#include "art.h"
#include "pith/syscall.h"
#include "playback.h"
#include "user/ui/app.h"
#include "user/ui/control.h"
#include "wave.h"

enum {
	SIGNAL_SPACE = 1 << 0,
	SIGNAL_MORE = 1 << 1,

	COVER_WIDTH = 432,
	COVER_HEIGHT = 240,
	COVER_EDGE = 24, /* from its edges to its words */
	TITLE_TOP = 16,
	TITLE_HEIGHT = 40,
	ARTIST_HEIGHT = 24,
	WAVE_TOP = 136,
	WAVE_HEIGHT = 96,

	SLIDER_TOP = 316,
	KNOB = 7, /* by so much the slider sticks out, so that its groove ends at the margin */
	TIMES_TOP = 352,
	TIMES_HEIGHT = 24,
	PLAY = 80, /* sizes of buttons */
	SKIP = 56,
	BUTTONS_MIDDLE = 424,
	BUTTONS_PITCH = 112,
	LIST_TOP = 480,

	STEPS = 1600,		/* of the slider: quarters of a pixel */
	AGAIN = 3 * AUDIO_RATE, /* later than this "previous" means this track's start */
	TIME_TEXT = 16,
	NOBODY = -1,
};

static struct rect cover_area, wave_area, times_area;
static struct slider slider = {.most = STEPS};
static struct button previous_button = {.icon = ICON_PREVIOUS, .round = true};
static struct button next_button = {.icon = ICON_NEXT, .round = true};
static struct button play_button = {.style = BUTTON_FILLED, .icons = &icons_32, .round = true};
static struct scroll list;
static int32_t pressed_row = NOBODY;
static uint8_t row_finger;

static uint16_t cover_pixels[COVER_WIDTH * COVER_HEIGHT];
static uint16_t before_pixels[COVER_WIDTH * COVER_HEIGHT];
static struct canvas cover, before; /* the cover now, and the one that fades away */
static uint16_t picture_pixels[TRACKS][ROW_PICTURE * ROW_PICTURE];
static struct motion fade;   /* 0..CANVAS_OPAQUE: of the cover over the one before */
static struct motion energy; /* 0..MOTION_ONE: waves are flat while nothing plays */

/* As shown. */
static uint32_t track, seconds;
static const char *trouble;
static uint64_t shown_time;

/* --- Where things are ------------------------------------------------------------------- */

static void lay_out(void)
{
	struct rect screen = app_screen();
	int32_t width = screen.width - 2 * UI_MARGIN, middle = screen.width / 2;

	cover_area = rect_make(
	    UI_MARGIN, UI_HEADER, width < COVER_WIDTH ? width : COVER_WIDTH, COVER_HEIGHT);
	wave_area = rect_make(cover_area.x, cover_area.y + WAVE_TOP, cover_area.width, WAVE_HEIGHT);
	slider.area = rect_make(UI_MARGIN - KNOB, SLIDER_TOP, width + 2 * KNOB, UI_TARGET);
	times_area = rect_make(UI_MARGIN, TIMES_TOP, width, TIMES_HEIGHT);
	play_button.area = rect_make(middle - PLAY / 2, BUTTONS_MIDDLE - PLAY / 2, PLAY, PLAY);
	previous_button.area =
	    rect_make(middle - BUTTONS_PITCH - SKIP / 2, BUTTONS_MIDDLE - SKIP / 2, SKIP, SKIP);
	next_button.area = rect_offset(previous_button.area, 2 * BUTTONS_PITCH, 0);
	list.area = rect_make(UI_MARGIN, LIST_TOP, width, screen.height - LIST_TOP);
	list.content = (int32_t)track_count * UI_ROW + UI_MARGIN;
}

static struct rect row_area(int32_t row)
{
	return rect_make(
	    list.area.x, list.area.y + row * UI_ROW - list.offset, list.area.width, UI_ROW);
}

static void change_row(int32_t row)
{
	if (row != NOBODY)
		app_change(rect_intersect(row_area(row), list.area));
}

/* --- Drawing -------------------------------------------------------------------------------- */

static void draw_cover(const struct canvas *canvas)
{
	uint32_t part = (uint32_t)motion_at(&fade, shown_time);
	struct rect words = rect_make(cover_area.x + COVER_EDGE, cover_area.y + TITLE_TOP,
	    cover_area.width - 2 * COVER_EDGE, TITLE_HEIGHT);
	uint16_t soft = canvas_mix(theme->slate, theme->on_hue, 26);

	canvas_place(canvas, cover_area.x, cover_area.y, &cover);
	if (part < CANVAS_OPAQUE)
		wave_blend(canvas, cover_area.x, cover_area.y, &before, CANVAS_OPAQUE - part);
	text_in(canvas, &font_title_24, words, TEXT_LEFT, theme->on_hue, tracks[track].title);
	words.y += TITLE_HEIGHT;
	words.height = ARTIST_HEIGHT;
	text_in(canvas, &font_text_12, words, TEXT_LEFT, soft, tracks[track].artist);
	if (trouble)
		text_in(canvas, &font_strong_12, wave_area, TEXT_CENTER, theme->on_hue, trouble);
	else
		wave_draw(canvas, wave_area, motion_at(&energy, shown_time));
	canvas_corners(canvas, cover_area, UI_RADIUS, theme->ground);
}

static void draw_nothing(const struct canvas *canvas)
{
	struct rect r = cover_area;

	card_draw(canvas, r);
	r.height = COVER_HEIGHT - UI_TARGET;
	icon_draw(canvas, &icons_48, r, ICON_MUSIC, theme->ink_faint);
	r.y += COVER_HEIGHT / 2;
	r.height = UI_TARGET;
	text_in(canvas, &font_text_16, r, TEXT_CENTER, theme->ink_soft, trouble);
}

static void time_text(char text[TIME_TEXT], const char *sign, uint32_t s)
{
	snprintf(text, TIME_TEXT, "%s%u:%02u", sign, (unsigned)(s / 60), (unsigned)(s % 60));
}

static void draw_times(const struct canvas *canvas)
{
	uint32_t all = tracks[track].frames / AUDIO_RATE;
	char text[TIME_TEXT];

	time_text(text, "", seconds);
	text_figures(canvas, &font_text_12, times_area, TEXT_LEFT, theme->ink_soft, text);
	time_text(text, "\u2212", all > seconds ? all - seconds : 0);
	text_figures(canvas, &font_text_12, times_area, TEXT_RIGHT, theme->ink_soft, text);
}

static void draw_row(const struct canvas *canvas, int32_t i)
{
	const struct track *t = &tracks[i];
	struct rect r = row_area(i);
	struct canvas picture =
	    canvas_make(picture_pixels[i], ROW_PICTURE, ROW_PICTURE, ROW_PICTURE);
	char length[TIME_TEXT];
	bool current = (uint32_t)i == track && !t->trouble;

	time_text(length, "", t->frames / AUDIO_RATE);
	row_draw(canvas, r,
	    &(struct row){.picture = &picture,
		.title = t->title,
		.detail = t->trouble	 ? t->trouble
			  : t->artist[0] ? t->artist
					 : NULL,
		.value = t->trouble ? NULL : length,
		.current = current,
		.disabled = t->trouble,
		.pressed = i == pressed_row});
	if (i + 1 < (int32_t)track_count && i != pressed_row && i + 1 != pressed_row)
		row_line(canvas, r);
}

static void draw_list(const struct canvas *canvas)
{
	struct canvas inside = canvas_clipped(canvas, list.area);

	if (!track_count || rect_empty(inside.clip))
		return;
	card_draw(&inside, rect_make(list.area.x, list.area.y - list.offset, list.area.width,
			       (int32_t)track_count * UI_ROW));
	for (int32_t i = 0; i < (int32_t)track_count; i++)
		if (!rect_empty(rect_intersect(row_area(i), inside.clip)))
			draw_row(&inside, i);
}

static void draw(const struct canvas *canvas)
{
	/* The wave moves in each frame: nothing else need be drawn then. */
	if (!rect_contains(rect_inset(cover_area, UI_RADIUS), canvas->clip) || !track_count) {
		canvas_fill(canvas, canvas->clip, theme->ground);
		header_draw(canvas, app_screen().width, "Player");
		if (track_count) {
			slider_draw(canvas, &slider);
			draw_times(canvas);
			button_draw(canvas, &previous_button);
			button_draw(canvas, &play_button);
			button_draw(canvas, &next_button);
			draw_list(canvas);
		} else {
			draw_nothing(canvas);
		}
	}
	if (track_count && !rect_empty(rect_intersect(cover_area, canvas->clip)))
		draw_cover(canvas);
}

/* --- What is shown ---------------------------------------------------------------------------- */

static void show_time(uint32_t frame)
{
	if (seconds != frame / AUDIO_RATE) {
		seconds = frame / AUDIO_RATE;
		app_change(times_area);
	}
}

static void show_track(void)
{
	if (track == playback.track)
		return;
	change_row((int32_t)track);
	track = playback.track;
	change_row((int32_t)track);
	memcpy(before_pixels, cover_pixels, sizeof(before_pixels));
	art_paint(&cover, art_seed(tracks[track].title));
	motion_set(&fade, 0);
	motion_begin(&fade, CANVAS_OPAQUE, pith_clock(), MOTION_SLIDE);
	app_change(cover_area);
	app_change(times_area);
}

static void show_state(void)
{
	enum icon icon = playback.playing ? ICON_PAUSE : ICON_PLAY;

	if (trouble != playback.trouble) {
		trouble = playback.trouble;
		app_change_all();
	}
	if (play_button.icon == icon && play_button.disabled == (trouble != NULL))
		return;
	play_button.icon = icon;
	play_button.disabled = previous_button.disabled = next_button.disabled = trouble != NULL;
	app_change(play_button.area);
	motion_begin(&energy, playback.playing ? MOTION_ONE : 0, pith_clock(), MOTION_SLIDE);
}

static void show(void)
{
	uint32_t frame = playback_position();
	int32_t value;

	show_track();
	show_state();
	if (slider.held || !track_count)
		return;
	show_time(frame);
	value =
	    tracks[track].frames ? (int32_t)((uint64_t)frame * STEPS / tracks[track].frames) : 0;
	if (value != slider.value) {
		slider.value = value;
		app_change(slider.area);
	}
}

static void frame(uint64_t now)
{
	bool fading = motion_under_way(&fade, shown_time);
	bool moving = motion_under_way(&energy, shown_time) || fading;

	shown_time = now;
	show();
	if (fading)
		app_change(cover_area);
	else if (moving || playback.playing)
		app_change(wave_area);
	if (list.velocity || list.offset < 0 || list.held ||
	    list.offset > list.content - list.area.height) {
		int32_t offset = list.offset;

		moving = scroll_step(&list, now) || moving;
		if (offset != list.offset)
			app_change(list.area);
	}
	if (moving || (playback.playing && !trouble))
		app_animate();
}

/* Something was done: it is to be seen in the next frame. */
static void refresh(void)
{
	show();
	app_animate();
}

/* --- Touch
 * ----------------------------------------------------------------------------------------- */

static void play_or_pause(void)
{
	if (playback.playing)
		playback_pause();
	else
		playback_play();
}

static void go_back(void)
{
	uint32_t frame = playback_position();

	playback_go(frame > AGAIN ? playback.track : playback_neighbour(-1), 0);
}

static void go_on(void)
{
	playback_go(playback_neighbour(1), 0);
}

static void choose(uint32_t row)
{
	if (tracks[row].trouble || trouble)
		return;
	if (row != playback.track)
		playback_go(row, 0);
	playback_play();
}

static void let_go(void)
{
	change_row(pressed_row);
	pressed_row = NOBODY;
}

static void touch_list(const struct input_event *event)
{
	int32_t y = event->y / INPUT_UNIT - list.area.y + list.offset;
	enum scroll_event result = scroll_touch(&list, event);

	if (result == SCROLL_TAKEN)
		let_go();
	if (result == SCROLL_MOVED || result == SCROLL_LEFT)
		app_change(list.area);
	if (result != SCROLL_NOTHING)
		app_animate();
	else if (event->phase == INPUT_DOWN && pressed_row == NOBODY && list.held &&
		 list.finger == event->finger && y >= 0 && y / UI_ROW < (int32_t)track_count) {
		pressed_row = y / UI_ROW;
		row_finger = event->finger;
		change_row(pressed_row);
	} else if (pressed_row != NOBODY && event->finger == row_finger &&
		   event->phase != INPUT_MOVE && event->phase != INPUT_DOWN) {
		int32_t row = pressed_row;

		let_go();
		if (event->phase == INPUT_UP)
			choose((uint32_t)row);
	}
}

static void touch_slider(const struct input_event *event)
{
	enum control_event result =
	    track_count && !trouble ? slider_touch(&slider, event) : CONTROL_NOTHING;
	uint32_t frame = (uint32_t)((uint64_t)slider.value * tracks[track].frames / (STEPS + 1));

	if (result == CONTROL_NOTHING)
		return;
	app_change(slider.area);
	show_time(frame);
	if (result == CONTROL_DONE)
		playback_go(track, frame);
}

static void press(struct button *button, const struct input_event *event, void (*done)(void))
{
	enum control_event result = button_touch(button, event);

	if (result == CONTROL_DONE)
		done();
	if (result != CONTROL_NOTHING)
		app_change(button->area);
}

static void touch(const struct input_event *event)
{
	press(&previous_button, event, go_back);
	press(&play_button, event, play_or_pause);
	press(&next_button, event, go_on);
	touch_slider(event);
	touch_list(event);
	refresh();
}

/* --- Life
 * -------------------------------------------------------------------------------------------- */

static void signal(uint32_t bits)
{
	if (bits & (SIGNAL_SPACE | SIGNAL_MORE))
		playback_signal();
	show_state();
}

static void peers(void)
{
	playback_peers();
	refresh();
}

static void start(void)
{
	playback_start(SIGNAL_SPACE, SIGNAL_MORE);
	lay_out();
	cover = canvas_make(cover_pixels, cover_area.width, COVER_HEIGHT, COVER_WIDTH);
	before = canvas_make(before_pixels, cover_area.width, COVER_HEIGHT, COVER_WIDTH);
	for (uint32_t i = 0; i < track_count; i++) {
		struct canvas picture =
		    canvas_make(picture_pixels[i], ROW_PICTURE, ROW_PICTURE, ROW_PICTURE);

		art_paint(&picture, art_seed(tracks[i].title));
	}
	track = playback.track;
	trouble = playback.trouble;
	art_paint(&cover, art_seed(tracks[track].title));
	motion_set(&fade, CANVAS_OPAQUE);
	play_button.icon = ICON_NONE; /* shown anew */
	refresh();
}

int main(void)
{
	app_run(&(struct app){.start = start,
	    .draw = draw,
	    .touch = touch,
	    .frame = frame,
	    .signal = signal,
	    .peers = peers});
}
