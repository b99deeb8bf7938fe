/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Movement: how a value gets from here to there in a given time, and how a list follows a finger
 * and goes on alone. Pure arithmetic on integers; who draws, and when, is app.h's matter.
 */
#ifndef PITH_UI_MOTION_H
#define PITH_UI_MOTION_H

#include <stdbool.h>
#include <stdint.h>
#include "pith/proto/input.h"
#include "user/ui/rect.h"

enum {
	MOTION_MS = 1000000, /* nanoseconds of a millisecond */
	MOTION_QUICK = 160,  /* milliseconds: a switch, a press that fades */
	MOTION_SLIDE = 280,  /* from one screen to another */
	MOTION_ONE = 1024,   /* all of the way */
};

/* A value under way. Zeros: it rests at 0. */
struct motion {
	int32_t from, to;
	uint64_t start;	   /* nanoseconds of the kernel's clock */
	uint32_t duration; /* milliseconds; 0: at rest */
};

/* Slows down towards the end: 0..MOTION_ONE of the way after elapsed of duration, any units. */
int32_t motion_ease(uint32_t elapsed, uint32_t duration);

/* From where it is at this time to another value. */
void motion_begin(struct motion *motion, int32_t to, uint64_t now, uint32_t duration);
/* There at once, at rest. */
void motion_set(struct motion *motion, int32_t value);
/* Where it is. */
int32_t motion_at(const struct motion *motion, uint64_t now);
/* True until it has arrived. */
bool motion_under_way(const struct motion *motion, uint64_t now);
/* For each frame: true while it moves, and once more when it has arrived, where it then rests. */
bool motion_step(struct motion *motion, uint64_t now);

/*
 * A list that scrolls. The first pixels of a movement may still be meant for what lies under the
 * finger; when they are more than that, the list takes the touch, and the program cancels what the
 * finger had begun. Beyond its ends the list follows half as far, and springs back.
 */
struct scroll {
	/* Set by the program, at any time. */
	struct rect area; /* on the screen */
	int32_t content;  /* height of all of it, pixels */

	/* Read by the program. */
	int32_t offset; /* pixels of the content above the area's upper edge */

	/* Private. */
	int32_t position; /* SCROLL_UNIT */
	int32_t velocity; /* SCROLL_UNIT in a millisecond */
	int32_t grip;	  /* finger's y when it came, INPUT_UNIT */
	int32_t last_y;
	uint64_t last_time, stepped;
	uint8_t finger;
	bool held;     /* a finger is on it */
	bool dragging; /* and moves it */
};

enum { SCROLL_UNIT = 256, SCROLL_SLOP = 10 /* pixels that a finger may tremble */ };

enum scroll_event {
	SCROLL_NOTHING, /* not a matter of the list, or not yet */
	SCROLL_TAKEN,	/* from now on it is: cancel what the finger began */
	SCROLL_MOVED,	/* the offset may have changed */
	SCROLL_LEFT,	/* the finger left a list that it moved: step it */
	SCROLL_CAUGHT,	/* a finger stopped a list in flight: it is no tap */
};

enum scroll_event scroll_touch(struct scroll *scroll, const struct input_event *event);
/* Goes on alone until this time. True: it still moves. */
bool scroll_step(struct scroll *scroll, uint64_t now);
/* To an offset, at rest, within the bounds of the content. */
void scroll_to(struct scroll *scroll, int32_t offset);

#endif
