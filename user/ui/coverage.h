/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How much of a pixel a shape covers: the one rule behind all anti-aliased shapes.
 * A shape is a segment with a thickness (a disc, if both ends are one point). Its
 * coverage falls from all to nothing over one pixel across its edge.
 */
#ifndef PITH_UI_COVERAGE_H
#define PITH_UI_COVERAGE_H

#include "user/ui/rect.h"

/* Positions and radius in sixteenths of a pixel. Valid: -2^14 < position <= 2^14, radius < 2^13. A
 * radius that is not positive covers nothing. */
struct capsule {
	int32_t x0, y0, x1, y1;
	int32_t radius;
};

/* Largest r with r * r <= n. */
uint32_t coverage_root(uint32_t n);

/* The pixels that the capsule touches. */
struct rect coverage_bounds(const struct capsule *capsule);

/* Coverage of pixel (x, y), whole pixels, -1023..1023: 0..CANVAS_OPAQUE. */
uint32_t coverage_capsule(const struct capsule *capsule, int32_t x, int32_t y);

#endif
