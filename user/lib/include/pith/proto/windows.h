/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Windows: who arranges the sub-screens of all others. One component uses the service "windows" of
 * the display server, the home screen, by the word of the description. It sees each client of the
 * display server as a surface (a name, a size, whether there is something to show), never a
 * pixel of it, and says where each is to be seen, how small, behind whom, and who is touched.
 *
 * What the description says of a client (area, z, shown or not) is where its surface is as long as
 * nobody arranges it, and again from the moment that the home screen ends. Only surfaces that
 * the description calls `arranged` can be arranged; the others stand fixed.
 *
 * A surface that is not shown keeps its picture, and its client is not asked for frames: who draws
 * only after the signal of the frame before stands still. Shown again, the picture is
 * there at once, and the client gets the signal that it waits for.
 */
#ifndef PITH_PROTO_WINDOWS_H
#define PITH_PROTO_WINDOWS_H

#include "pith/syscall.h"

enum windows_request {
	/* capability 0: a notification to signal when a surface appears (its client has presented a
	 * frame), disappears (it hid, or its client ended) or changes its title; capability 1: one
	 * to signal when what was arranged is on its way to the glass. The second, or both, may be
	 * missing. All surfaces are as the description says, and the caller arranges from now on.
	 * Errors: TYPE (it is no notification). */
	WINDOWS_OPEN = 1,
	/* in: 1 if more follows, else 0; then for each place (0-WINDOWS_PLACES)
	 *	surface | scale << 8 | corner << 16 | dim << 24, x | y << 16, z | flags << 16,
	 *	clip: x | y << 16, width | height << 16.
	 * Surfaces not named stay as they are. Nothing changes before the message after which no
	 * more follows; then all of it at once, in the next frame. A refused message drops those
	 * before it. Errors: LENGTH; STATE (open first); RANGE, and which word (no such surface,
	 * scale, corner or flag); RIGHTS, and which word (this surface is fixed). */
	WINDOWS_ARRANGE,
	/* in: number of a surface. out: its flags (enum windows_is), width | height << 16,
	 * x | y << 16, frames, name in 4 words, title in 8, lowest byte first. Errors: LENGTH;
	 * STATE (open first); RANGE (there are fewer). */
	WINDOWS_SURFACE,
};

enum {
	WINDOWS_SURFACES = 32, /* at most, numbered from 0 */
	WINDOWS_PLACES = 12,   /* in one message */
	WINDOWS_PLACE_WORDS = 5,
	WINDOWS_SCALES = 3,
	WINDOWS_CORNER_MAX = 64,
	WINDOWS_TITLE = 32, /* bytes, with the terminating 0 */
};

enum windows_flag {
	WINDOWS_SHOWN = 1 << 0,
	/* Fingers on it are its client's. If not, or if it is smaller than 1:1, they are the home
	 * screen's, if that shows something at this place, and else nobody's. */
	WINDOWS_TOUCHABLE = 1 << 1,
	WINDOWS_CLIPPED = 1 << 2, /* clip counts */
};

/* Where a surface is to be seen. All numbers are valid, but for those with a range. */
struct windows_place {
	uint8_t surface; /* its number */
	uint8_t scale;	 /* 1: as it is; 2, 3: half or a third of its width and height */
	/* Radius of its round corners, pixels of the screen, 0-WINDOWS_CORNER_MAX. */
	uint8_t corner;
	uint8_t dim;	/* 0: as it is .. 255: black */
	int16_t x, y;	/* of its upper left corner, from where the description has it */
	int16_t z;	/* the higher covers the lower; equal: the higher number */
	uint16_t flags; /* enum windows_flag */
	/* Nothing of it is seen outside: a rectangle of the screen. Corners are those of what is
	 * left. */
	struct {
		int16_t x, y, width, height;
	} clip;
};

enum windows_is {
	WINDOWS_ALIVE = 1 << 0,	   /* its client has opened it */
	WINDOWS_CONTENT = 1 << 1,  /* and has presented a frame: there is something to show */
	WINDOWS_ARRANGED = 1 << 2, /* it can be arranged */
	WINDOWS_WHOLE = 1 << 3,	   /* it has asked for the whole screen, and got it */
};

struct windows_surface {
	uint32_t number;
	uint32_t is;		/* enum windows_is */
	uint16_t width, height; /* pixels */
	int16_t x, y;		/* where the description has its upper left corner */
	uint32_t frames;	/* that its client has presented since it began */
	char name[16];		/* of the component */
	/* As its client calls itself (display_title()): its word, nobody has looked at it. */
	char title[WINDOWS_TITLE];
};

/* The home screen's end. */
struct windows {
	uint32_t service;
	uint32_t changed, composed; /* notifications; 0: none */
};

/* Opens the service "windows". Bits of our notification (0-23): changed: the list of surfaces is
 * another; composed (0: no signal): the next arrangement can be made, at the pace of the screen.
 * After PITH_SIGNAL_PEER, when the server may have been restarted, use it again and arrange
 * all anew. Errors of WINDOWS_OPEN; CAPABILITY: we use no such service; MEMORY: no free slot. */
uint32_t windows_open(struct windows *windows, uint32_t changed, uint32_t composed);
/* All places, at once, in the next frame; none: only its signal is wanted. At most one place for a
 * surface counts: the last. Errors of WINDOWS_ARRANGE (the word is that of the message it was in).
 * Nothing was changed then. */
uint32_t windows_arrange(
    const struct windows *windows, const struct windows_place *places, uint32_t count);
/* The surface of this number. */
uint32_t windows_surface(
    const struct windows *windows, uint32_t number, struct windows_surface *surface);
/* All of them, in the order of their numbers, at most WINDOWS_SURFACES; *count: how many. */
uint32_t windows_list(
    const struct windows *windows, struct windows_surface *surfaces, uint32_t *count);
/* The place at which a surface is without arrangement: at its own corner, 1:1, shown, touchable. */
static inline struct windows_place windows_place(uint32_t number)
{
	return (struct windows_place){
	    .surface = (uint8_t)number,
	    .scale = 1,
	    .flags = WINDOWS_SHOWN | WINDOWS_TOUCHABLE,
	};
}

#endif
