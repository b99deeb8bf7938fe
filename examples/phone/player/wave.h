/* SPDX-License-Identifier: BSD-2-Clause */
/* What is heard, as bars that pass from the right to the left: white, over a cover. */
#ifndef PLAYER_WAVE_H
#define PLAYER_WAVE_H

#include "user/ui/canvas.h"

/* The bars around the one that is heard now, in the middle of the rectangle. energy: how high they
 * are, 0 flat .. MOTION_ONE. */
void wave_draw(const struct canvas *canvas, struct rect r, int32_t energy);

/* Mixes another canvas in, with its upper left corner at (x, y); opacity 0..CANVAS_OPAQUE. */
void wave_blend(
    const struct canvas *canvas, int32_t x, int32_t y, const struct canvas *from, uint32_t opacity);

#endif
