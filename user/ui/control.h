/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a finger can use: buttons, sliders, switches; and the furniture of a screen: headers, cards,
 * rows of lists, charts. A control is a struct of the program's, with its place; the program
 * hands it touches, draws it, and draws again what has changed. Controls keep which finger is
 * theirs, so several can be used at once.
 */
#ifndef PITH_UI_CONTROL_H
#define PITH_UI_CONTROL_H

#include "pith/proto/input.h"
#include "user/ui/canvas.h"
#include "user/ui/icon.h"
#include "user/ui/motion.h"
#include "user/ui/text.h"
#include "user/ui/theme.h"

enum control_event {
	CONTROL_NOTHING, /* not a matter of this control */
	CONTROL_CHANGED, /* looks different: draw it */
	CONTROL_VALUE,	 /* a slider's value is another; draw it */
	CONTROL_DONE,	 /* pressed and lifted, a switch turned, a slider let go; draw it */
};

enum button_style {
	BUTTON_TONAL,  /* on a quiet field */
	BUTTON_FILLED, /* the one thing to do: in the accent */
	BUTTON_PLAIN,  /* icon or word alone, a field only while pressed */
	BUTTON_HUE,    /* on a field of `hue` */
};

struct button {
	struct rect area;
	enum button_style style;
	const char *label;	  /* NULL: none */
	enum icon icon;		  /* before the label, or alone */
	const struct font *icons; /* NULL: icons_24 */
	uint16_t hue;
	bool round;    /* a circle around the middle of the area, not as wide as it */
	bool disabled; /* faint, and deaf */

	/* Private: zero. */
	bool held, pressed;
	uint8_t finger;
};

enum control_event button_touch(struct button *button, const struct input_event *event);
/* The finger's press counts for nothing any more: a list took it. True: draw it. */
bool button_cancel(struct button *button);
void button_draw(const struct canvas *canvas, const struct button *button);

/* A value to drag or to tap at, horizontally. */
struct slider {
	struct rect area;    /* its height is what a finger may hit; the groove is in the middle */
	int32_t value, most; /* 0..most */

	bool held;
	uint8_t finger;
};

enum control_event slider_touch(struct slider *slider, const struct input_event *event);
void slider_draw(const struct canvas *canvas, const struct slider *slider);

/* On or off. */
struct toggle {
	struct rect area; /* drawn at its right end */
	bool on;

	bool held;
	uint8_t finger;
	struct motion knob; /* 0..MOTION_ONE */
};

void toggle_set(struct toggle *toggle, bool on);
/* CONTROL_DONE: it was turned; ask for frames while motion_under_way(&toggle->knob). */
enum control_event toggle_touch(struct toggle *toggle, const struct input_event *event);
void toggle_draw(const struct canvas *canvas, const struct toggle *toggle, uint64_t now);

/* One of a few, side by side; a knob slides to the one that is chosen. */
struct segments {
	struct rect area;
	const char *const *labels; /* `count` of them */
	int32_t count, chosen;

	bool held;
	uint8_t finger;
	int32_t under;	    /* the finger, when it is held */
	struct motion knob; /* MOTION_ONE to a segment */
};

void segments_set(struct segments *segments, int32_t chosen);
/* CONTROL_DONE: another one was chosen; ask for frames while motion_under_way(&segments->knob). */
enum control_event segments_touch(struct segments *segments, const struct input_event *event);
void segments_draw(const struct canvas *canvas, const struct segments *segments, uint64_t now);

/* Two figures, 00 to count - 1, that turn under the finger, run on, and come to rest with one of
 * them in the middle. They have no end: after the last comes the first. */
enum { WHEEL_ROW = 64 /* height of a figure's row */ };

struct wheel {
	struct rect area; /* an odd number of rows */
	int32_t count;	  /* 1..100 */

	struct scroll scroll;
	struct motion landing; /* of the offset, once it is let go */
};

/* At rest at this value. Before all others. */
void wheel_set(struct wheel *wheel, int32_t value);
/* What is in the middle, or will be when it has come to rest. */
int32_t wheel_value(const struct wheel *wheel);
/* CONTROL_VALUE: it was let go, and the value is known; call wheel_step() in each frame(). */
enum control_event wheel_touch(struct wheel *wheel, const struct input_event *event);
/* Goes on alone until this time; as motion_step(). */
bool wheel_step(struct wheel *wheel, uint64_t now);
/* The figures; `paper` is the colour that they stand on, into which they fade. */
void wheel_draw(const struct canvas *canvas, const struct wheel *wheel, uint16_t paper);

/* The finger is on this area, or so little beside it that it counts. */
bool control_over(struct rect area, const struct input_event *event);

/* The name of a screen on its first UI_HEADER lines. */
void header_draw(const struct canvas *canvas, int32_t width, const char *title);

/* A surface with round corners. */
void card_draw(const struct canvas *canvas, struct rect r);
/* The same, pressed or in any other colour. */
void card_draw_in(const struct canvas *canvas, struct rect r, uint16_t color);

/* A row of a list: picture, two lines of words, and words at the right. All but the title may be
 * missing (ICON_NONE, NULL). An icon stands on a small field of that hue; else there may be a
 * picture, ROW_PICTURE pixels wide and high. */
enum { ROW_PICTURE = 44 };

struct row {
	enum icon icon;
	uint16_t hue;
	const char *title;
	const char *detail;
	const char *value;
	bool pressed;
	bool current; /* the one of the list that it is about now: its title is in the accent */
	bool disabled;
	const struct canvas *picture;
};

void row_draw(const struct canvas *canvas, struct rect r, const struct row *row);
/* The line between two rows, at the lower edge of the upper one. */
void row_line(const struct canvas *canvas, struct rect r);

/* A line through values of 0..most from left to right, the last at the right edge, with a tint
 * below; `count` of them, whose distance makes `room` of them as wide as the rectangle. */
void chart_draw(const struct canvas *canvas, struct rect r, const uint16_t *values, uint32_t count,
    uint32_t room, uint32_t most, uint16_t color);

/* A horizontal bar with round ends, value of most filled. */
void bar_draw(
    const struct canvas *canvas, struct rect r, uint32_t value, uint32_t most, uint16_t color);

/* The middle of a rectangle, in units of shapes (CANVAS_UNIT). */
static inline int32_t middle_x(struct rect r)
{
	return (2 * r.x + r.width) * (CANVAS_UNIT / 2);
}

static inline int32_t middle_y(struct rect r)
{
	return (2 * r.y + r.height) * (CANVAS_UNIT / 2);
}

#endif
