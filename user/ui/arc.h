/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Angles without floating point, and what is drawn by them: the hands of a clock, the arc around a
 * time that runs out. An angle is counted clockwise from twelve o'clock, TURN to all around.
 */
#ifndef PITH_UI_ARC_H
#define PITH_UI_ARC_H

#include "user/ui/canvas.h"

enum { TURN = 1 << 16, TURN_ONE = 1 << 14 };

/* The sine, times TURN_ONE, right to 1/4000; any angle. */
int32_t turn_sine(int32_t angle);

/* From a middle so far in that direction: right and down, in the units of the radius, which is at
 * most 2^16. */
int32_t turn_right(int32_t angle, int32_t radius);
int32_t turn_down(int32_t angle, int32_t radius);

/* A part of a ring with round ends; positions and lengths as in canvas_ring(). */
struct arc {
	int32_t x, y;
	int32_t radius, width; /* of the outer edge; inwards */
	int32_t from;	       /* angle */
	int32_t sweep;	       /* clockwise from there: 0 nothing .. TURN all of the ring */
};

void arc_draw(const struct canvas *canvas, const struct arc *arc, uint16_t color);
/* The pixels around the round end at this angle: what changes when the arc ends there. */
struct rect arc_end(const struct arc *arc, int32_t angle);

#endif
