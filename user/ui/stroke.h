/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stroke of a finger or pen: the points that it passed, some milliseconds apart, become
 * a smooth line in a mask. The curve goes through the middles between neighbouring points, with the
 * points themselves as what bends it (quadratic Bezier curves), so it never has a corner.
 */
#ifndef PITH_UI_STROKE_H
#define PITH_UI_STROKE_H

#include "user/ui/mask.h"

/* Positions are in sixteenths of a pixel, like those of mask_line(). */
struct stroke {
	int32_t width;
	int32_t x, y;	      /* the latest point */
	int32_t end_x, end_y; /* where the line drawn so far ends: on the way there */
};

/* Each returns the pixels that may have changed. begin() draws a dot; end() the last bit. */
struct rect stroke_begin(
    struct stroke *stroke, const struct mask *mask, int32_t x, int32_t y, int32_t width);
struct rect stroke_extend(struct stroke *stroke, const struct mask *mask, int32_t x, int32_t y);
struct rect stroke_end(struct stroke *stroke, const struct mask *mask, int32_t x, int32_t y);

#endif
