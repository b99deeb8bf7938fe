/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A mask: how much each pixel of an area is covered, 0..CANVAS_OPAQUE. What is drawn
 * into it twice is not covered twice, so a stroke made of many pieces has the same
 * clean edge as one made of a single piece.
 */
#ifndef PITH_UI_MASK_H
#define PITH_UI_MASK_H

#include "user/ui/canvas.h"

struct mask {
	uint8_t *coverage;
	int32_t width, height; /* pixels; one line follows the other */
};

/* Adds a line with round ends, `width` wide, all in sixteenths of a pixel. Returns the
 * pixels that may have changed, clipped to the mask. */
struct rect mask_line(
    const struct mask *mask, int32_t x0, int32_t y0, int32_t x1, int32_t y1, int32_t width);

/* to = from, with color where the mask says; opacity 0..CANVAS_OPAQUE. Both canvases are
 * as large as the mask; `to` and `from` may be the same. */
void mask_paint(const struct mask *mask, const struct canvas *to, const struct canvas *from,
    struct rect area, uint16_t color, uint32_t opacity);

/* Covers nothing any more in this area. */
void mask_clear(const struct mask *mask, struct rect area);

#endif
