/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The keypad: a number, twelve keys that sound as those of a telephone (ITU-T Q.23), and a call
 * that goes as far as it can on a board without a radio. While something sounds some 10 ms of it
 * are written ahead, no more, so that a tone ends when the finger is lifted.
 *
 * The description grants what app.h names, "audio", and the region "sound" of 8 KB.
 */
#include <stdio.h>
#include <string.h>

#include "pith/info.h"
#include "pith/objects.h"
#include "pith/print.h"
#include "pith/syscall.h"
#include "pith/tone.h"
#include "user/ui/app.h"
#include "user/ui/control.h"

enum {
	SIGNAL_SPACE = 1 << 0,

	COLUMNS = 3,
	KEYS = 12,
	KEY = 92, /* diameter */
	COLUMN_PITCH = 124,
	ROW_PITCH = 104,
	NUMBER_TOP = 72,
	NUMBER_HEIGHT = 72,
	STATUS_HEIGHT = 24,
	KEYS_TOP = 180,
	CALL = 84,
	CALL_TOP = 604,
	DIGIT_UP = 11, /* from the middle of a key to that of its figure, */
	LETTERS_DOWN = 26,
	STAR_DOWN = 10, /* the star hangs at the upper end of its line */

	DIGITS_MOST = 32,
	NUMBER_TEXT = 2 * DIGITS_MOST,
	LONG_MS = 500, /* a long press */

	MS = AUDIO_RATE / 1000,
	AHEAD = 1440, /* frames that are written ahead: 30 ms, */
	BEGIN = 2400, /* at the start more: QEMU's device takes 45 ms at once, */
	MARK = 1080,  /* again when they are fewer than these: it goes on with 20 ms at a time */
	SLICE = 120,
	KEY_LEAST = 80 * MS, /* as long as an exchange needs to hear a key */
	DIAL = 100 * MS,     /* of a key that is dialled, and of the pause behind it */
	BUSY = 480 * MS,
	BUSY_TIMES = 3,
	BUSY_MILLIHERTZ = 425000,
	LEVEL = TONE_LEVEL / 5,

	NOBODY = -1,
};

/* What sounds. */
enum state {
	STATE_QUIET,
	STATE_KEY,	/* a key, as long as a finger is on it */
	STATE_DIALLING, /* the number */
	STATE_BUSY,
};

static const char digits[KEYS + 1] = "123456789*0#";
static const char *const letters[KEYS] = {
    "", "ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ", "", "+", ""};
static const uint32_t rows[] = {697000, 770000, 852000, 941000};
static const uint32_t columns[] = {1209000, 1336000, 1477000};

static struct {
	bool held;
	uint8_t finger;
	uint64_t since;
} keys[KEYS];
static struct button call_button = {
    .style = BUTTON_HUE, .icon = ICON_CALL, .icons = &icons_32, .round = true};
static struct button back_button = {.style = BUTTON_PLAIN, .icon = ICON_BACKSPACE, .round = true};
static uint64_t back_since;

static char number[DIGITS_MOST + 1];
static const char *status = "";

static struct sound sound;
static struct tone tone;
static bool open;     /* the stream, */
static bool sounding; /* it plays */
static enum state state;
static int32_t lit = NOBODY; /* the key that is dialled now */
static uint32_t step;	     /* of a call: digits or busy tones begun; */
static bool pause;	     /* behind one, */
static uint32_t left;	     /* so many frames more */
static uint32_t sounded;     /* frames since a key went down */
static bool released;	     /* it is up again */
static uint32_t silence;     /* frames since the last that is to be heard */

/* --- Where things are ----------------------------------------------------------------------- */

static struct rect key_area(int32_t i)
{
	int32_t middle = app_screen().width / 2 + (i % COLUMNS - 1) * COLUMN_PITCH;

	return rect_make(middle - KEY / 2, KEYS_TOP + i / COLUMNS * ROW_PITCH, KEY, KEY);
}

static struct rect number_area(void)
{
	return rect_make(UI_MARGIN, NUMBER_TOP, app_screen().width - 2 * UI_MARGIN, NUMBER_HEIGHT);
}

static struct rect status_area(void)
{
	struct rect r = number_area();

	return rect_make(r.x, r.y + r.height, r.width, STATUS_HEIGHT);
}

/* --- Drawing --------------------------------------------------------------------------------- */

static void draw_key(const struct canvas *canvas, int32_t i)
{
	struct rect r = key_area(i);
	bool bright = i == lit;
	uint16_t field = bright ? theme->accent : keys[i].held ? theme->sunken : theme->surface;
	uint16_t ink = bright ? theme->on_accent : theme->ink;
	char text[2] = {digits[i], 0};
	int32_t up = digits[i] == '*' ? -STAR_DOWN : digits[i] == '#' ? 0 : DIGIT_UP;

	canvas_disc(canvas, middle_x(r), middle_y(r), KEY * CANVAS_UNIT / 2, field);
	text_in(canvas, &figures_36, rect_offset(r, 0, -up), TEXT_CENTER, ink, text);
	text_in(canvas, &font_strong_10, rect_offset(r, 0, LETTERS_DOWN), TEXT_CENTER,
	    bright ? theme->on_accent : theme->ink_soft, letters[i]);
}

/* The first `count` digits in groups of three, the last of up to four. */
static void grouped(char text[NUMBER_TEXT], uint32_t count)
{
	size_t all = strlen(number);
	bool plain = strspn(number, "+0123456789") == all && all > 4;
	uint32_t at = 0;

	for (uint32_t i = 0; i < count; i++) {
		if (plain && i && i % 3 == 0 && all - i / 3 * 3 > 1)
			text[at++] = ' ';
		text[at++] = number[i];
	}
	text[at] = 0;
}

/* The number in the largest letters that it fits in; of one that is too long the end. */
static void draw_number(const struct canvas *canvas)
{
	struct rect r = number_area();
	char all[NUMBER_TEXT], done[NUMBER_TEXT], cut[NUMBER_TEXT + 4];
	const struct font *font = &figures_36;

	grouped(all, (uint32_t)strlen(number));
	if (text_width(font, all) > r.width)
		font = &font_title_24;
	if (text_width(font, all) > r.width) {
		const char *end = all;

		do
			snprintf(cut, sizeof(cut), "\u2026%s", ++end);
		while (text_width(font, cut) > r.width && *end);
		text_in(canvas, font, r, TEXT_CENTER, theme->ink, cut);
		return;
	}
	text_in(canvas, font, r, TEXT_CENTER, theme->ink, all);
	if (state != STATE_DIALLING)
		return;
	/* What was dialled already. */
	struct canvas part;

	grouped(done, step);
	part = canvas_clipped(
	    canvas, rect_make(r.x, r.y,
			(r.width - text_width(font, all)) / 2 + text_width(font, done), r.height));
	canvas_fill(&part, r, theme->ground);
	text_in(&part, font, r, TEXT_CENTER, theme->accent, all);
}

static void draw(const struct canvas *canvas)
{
	canvas_fill(canvas, canvas->clip, theme->ground);
	header_draw(canvas, app_screen().width, "Keypad");
	if (!rect_empty(rect_intersect(number_area(), canvas->clip)))
		draw_number(canvas);
	text_in(canvas, &font_text_12, status_area(), TEXT_CENTER, theme->ink_soft, status);
	for (int32_t i = 0; i < KEYS; i++)
		if (!rect_empty(rect_intersect(key_area(i), canvas->clip)))
			draw_key(canvas, i);
	call_button.hue = state >= STATE_DIALLING ? theme->coral : theme->leaf;
	call_button.icon = state >= STATE_DIALLING ? ICON_CALL_END : ICON_CALL;
	button_draw(canvas, &call_button);
	if (number[0])
		button_draw(canvas, &back_button);
}

static void change_number(void)
{
	app_change(number_area());
	app_change(back_button.area);
}

static void say(const char *text)
{
	status = text;
	app_change(status_area());
}

static void light(int32_t key)
{
	if (lit != NOBODY)
		app_change(key_area(lit));
	lit = key;
	if (lit != NOBODY)
		app_change(key_area(lit));
}

/* --- Sound -------------------------------------------------------------------------------------
 */

static void set_state(enum state next)
{
	if (state >= STATE_DIALLING || next >= STATE_DIALLING) {
		app_change(call_button.area);
		app_change(number_area());
	}
	state = next;
	light(NOBODY);
}

static void begin_key(int32_t i)
{
	tone_start(
	    &tone, &(struct tone_sound){{rows[i / COLUMNS], columns[i % COLUMNS]}, LEVEL, 0});
}

static void end_call(const char *why)
{
	tone_stop(&tone);
	set_state(STATE_QUIET);
	say(why);
}

/* A digit of the number; + is not dialled. */
static void dial(void)
{
	const char *key = strchr(digits, number[step]);

	pause = false;
	left = DIAL;
	if (key) {
		begin_key((int32_t)(key - digits));
		light((int32_t)(key - digits));
	}
	step++;
	app_change(number_area());
}

static void busy(void)
{
	pause = false;
	left = BUSY;
	step++;
	tone_start(&tone, &(struct tone_sound){{BUSY_MILLIHERTZ, 0}, LEVEL, 0});
}

/* The next part of a call. */
static void go_on(void)
{
	if (!pause) {
		tone_stop(&tone);
		light(NOBODY);
		pause = true;
		left = state == STATE_BUSY ? BUSY : DIAL;
		return;
	}
	if (state == STATE_DIALLING && number[step]) {
		dial();
		return;
	}
	if (state == STATE_DIALLING) {
		set_state(STATE_BUSY);
		step = 0;
		say("No network on this board");
	}
	if (step < BUSY_TIMES)
		busy();
	else
		end_call(status);
}

/* What is to be written next: SLICE frames. */
static void compose(struct audio_frame frames[SLICE])
{
	if (state >= STATE_DIALLING && !left)
		go_on();
	if (state == STATE_KEY && released && sounded >= KEY_LEAST) {
		tone_stop(&tone);
		set_state(STATE_QUIET);
	}
	tone_fill(&tone, frames, SLICE);
	sounded += SLICE;
	left -= left < SLICE ? left : SLICE;
	silence = state == STATE_QUIET && tone_silent(&tone) ? silence + SLICE : 0;
}

static void be_silent(void)
{
	open = sounding = false;
	if (state >= STATE_DIALLING)
		end_call("No network on this board");
	else
		set_state(STATE_QUIET);
}

/* Writes ahead, up to `most` frames; stops the stream when all is over. */
static void fill(uint32_t most)
{
	struct audio_frame frames[SLICE];
	uint32_t room = 0;
	uint32_t result = open ? sound_room(&sound, &room) : 0;

	/* A server that was restarted: what it had is lost, the rest goes on. */
	if (pith_result_error(result) == PITH_ERROR_GONE && !sound_room(&sound, &room))
		result = sound_play(&sound);
	if (result || !open) {
		be_silent();
		return;
	}
	for (uint32_t ahead = sound.size - room; ahead < most; ahead += SLICE) {
		/* What is left in the ring is silence as well. */
		if (silence >= BEGIN) {
			sound_flush(&sound);
			sounding = false;
			return;
		}
		compose(frames);
		sound_write(&sound, frames, SLICE);
	}
}

static void start_sound(void)
{
	silence = 0;
	if (sounding)
		return;
	sounding = true;
	fill(BEGIN);
	if (sounding && sound_play(&sound))
		be_silent();
}

static void open_sound(void)
{
	open = !sound_open(&sound, 0, 1, SIGNAL_SPACE) && sound.size >= BEGIN &&
	       !sound_mark(&sound, MARK);
}

/* --- Touch
 * ---------------------------------------------------------------------------------------- */

static void key_down(int32_t i, const struct input_event *event)
{
	size_t length = strlen(number);

	if (state >= STATE_DIALLING)
		end_call("");
	keys[i].held = true;
	keys[i].finger = event->finger;
	keys[i].since = event->time;
	if (length < DIGITS_MOST) {
		number[length] = digits[i];
		number[length + 1] = 0;
		change_number();
	}
	if (status[0])
		say("");
	app_change(key_area(i));
	app_animate();
	state = STATE_KEY;
	sounded = 0;
	released = false;
	begin_key(i);
	start_sound();
}

static void touch_key(int32_t i, const struct input_event *event)
{
	struct rect r = rect_inset(key_area(i), -UI_GRID / 2);

	if (event->phase == INPUT_DOWN) {
		if (!keys[i].held &&
		    rect_has_point(r, event->x / INPUT_UNIT, event->y / INPUT_UNIT))
			key_down(i, event);
		return;
	}
	if (!keys[i].held || keys[i].finger != event->finger || event->phase == INPUT_MOVE)
		return;
	keys[i].held = false;
	app_change(key_area(i));
	/* The last key that went down sounds until all are up. */
	released = true;
	for (int32_t k = 0; k < KEYS; k++)
		released = released && !keys[k].held;
}

static void call(void)
{
	if (state >= STATE_DIALLING) {
		end_call("");
		return;
	}
	if (!number[0])
		return;
	if (!open) {
		say("No network on this board");
		return;
	}
	tone_stop(&tone);
	set_state(STATE_DIALLING);
	say("Calling\u2026");
	step = 0;
	dial();
	start_sound();
}

static void take_back(size_t count)
{
	size_t length = strlen(number);

	number[length > count ? length - count : 0] = 0;
	change_number();
}

static void touch_back(const struct input_event *event)
{
	enum control_event result = number[0] && state < STATE_DIALLING
					? button_touch(&back_button, event)
					: CONTROL_NOTHING;

	if (event->phase == INPUT_DOWN && result == CONTROL_CHANGED) {
		back_since = event->time;
		app_animate();
	}
	if (result == CONTROL_DONE)
		take_back(1);
	if (result != CONTROL_NOTHING)
		app_change(back_button.area);
}

static void touch(const struct input_event *event)
{
	enum control_event result = button_touch(&call_button, event);

	if (result == CONTROL_DONE)
		call();
	if (result != CONTROL_NOTHING)
		app_change(call_button.area);
	touch_back(event);
	for (int32_t i = 0; i < KEYS; i++)
		touch_key(i, event);
}

/* Long presses: all of the number goes; a 0 becomes a +. */
static void frame(uint64_t now)
{
	const uint64_t wait = (uint64_t)LONG_MS * MOTION_MS;
	size_t length = strlen(number);

	if (back_button.held && now - back_since >= wait) {
		button_cancel(&back_button);
		take_back(length);
	}
	for (int32_t i = 0; i < KEYS; i++)
		if (keys[i].held && digits[i] == '0' && length && number[length - 1] == '0' &&
		    now - keys[i].since >= wait) {
			number[length - 1] = '+';
			keys[i].since = now;
			change_number();
		}
	bool waiting = back_button.held;

	for (int32_t i = 0; i < KEYS; i++)
		waiting = waiting || (keys[i].held && now - keys[i].since < wait);
	if (waiting)
		app_animate();
}

/* --- Life
 * -------------------------------------------------------------------------------------------- */

static void signal(uint32_t bits)
{
	if (bits & SIGNAL_SPACE && sounding)
		fill(AHEAD);
}

static void peers(void)
{
	if (!open && pith_need(PITH_GRANT_SERVICE, "audio")->generation)
		open_sound();
	else if (sounding)
		fill(AHEAD);
}

static void start(void)
{
	int32_t middle = app_screen().width / 2;

	call_button.area = rect_make(middle - CALL / 2, CALL_TOP, CALL, CALL);
	back_button.area =
	    rect_make(middle + COLUMN_PITCH - 32, CALL_TOP + (CALL - 64) / 2, 64, 64);
	open_sound();
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
