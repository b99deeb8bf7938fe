/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A canvas: pixels of 16 bits (RGB565) that somebody else owns, and what draws on
 * them: fills, copies, anti-aliased shapes. Integer arithmetic only. Shapes are
 * placed in sixteenths of a pixel; pixel (0, 0) covers 0..15 in both directions.
 * Text is in text.h, strokes that do not darken where they overlap are in mask.h.
 */
#ifndef PITH_UI_CANVAS_H
#define PITH_UI_CANVAS_H

#include "user/ui/rect.h"

enum {
	CANVAS_UNIT = 16,   /* positions of shapes: this many to a pixel */
	CANVAS_OPAQUE = 32, /* coverage and opacity: 0 nothing .. 32 all */
};

/* An RGB565 pixel of 8-bit components, rounded. A constant expression for constants. */
#define CANVAS_RGB(r, g, b) \
	((uint16_t)(((r)*31 + 127) / 255 << 11 | ((g)*63 + 127) / 255 << 5 | ((b)*31 + 127) / 255))

/* The same of 0xrrggbb, as colours are written down. */
#define CANVAS_HEX(rgb) CANVAS_RGB((rgb) >> 16 & 0xff, (rgb) >> 8 & 0xff, (rgb)&0xff)

struct canvas {
	uint16_t *pixels;
	int32_t width, height; /* pixels, at most 1024 */
	int32_t stride;	       /* pixels from one line to the next */
	struct rect clip;      /* nothing is drawn outside; always within the canvas */
};

/* A canvas over these pixels, unclipped. */
struct canvas canvas_make(uint16_t *pixels, int32_t width, int32_t height, int32_t stride);

/* The same pixels, drawn only where both the old clip and r are. */
struct canvas canvas_clipped(const struct canvas *canvas, struct rect r);

/* Mixes two pixels. coverage 0: below .. CANVAS_OPAQUE: above. */
static inline uint16_t canvas_mix(uint16_t below, uint16_t above, uint32_t coverage)
{
	/* Green goes to the upper half-word: each component has five free bits above it. */
	enum { SPREAD = 0x07e0f81f };
	uint32_t b = (below | (uint32_t)below << 16) & SPREAD;
	uint32_t a = (above | (uint32_t)above << 16) & SPREAD;
	uint32_t m = (b + ((a - b) * coverage >> 5)) & SPREAD;

	return (uint16_t)(m | m >> 16);
}

/* One pixel, clipped. */
void canvas_blend(
    const struct canvas *canvas, int32_t x, int32_t y, uint16_t color, uint32_t coverage);

void canvas_fill(const struct canvas *canvas, struct rect r, uint16_t color);

/* A rectangle of whole pixels, mixed in; opacity 0..CANVAS_OPAQUE. */
void canvas_tint(const struct canvas *canvas, struct rect r, uint16_t color, uint32_t opacity);

/* Copies the part of `from` that lies at `area` to the same place of `to`, which is of
 * the same size. Both clips are respected. The two must not overlap in memory. */
void canvas_copy(const struct canvas *to, const struct canvas *from, struct rect area);

/* Copies the clipped part of another canvas, with its upper left corner at (x, y). They must not
 * overlap in memory. */
void canvas_place(const struct canvas *to, int32_t x, int32_t y, const struct canvas *from);

/* Copies count pixels. Writes to `to` are aligned words, so it may be device memory. */
void canvas_copy_pixels(uint16_t *to, const uint16_t *from, uint32_t count);

/* A disc around (x, y), sixteenths. */
void canvas_disc(const struct canvas *canvas, int32_t x, int32_t y, int32_t radius, uint16_t color);

/* A ring whose outer edge has this radius and which is `width` wide, inwards; sixteenths. */
void canvas_ring(const struct canvas *canvas, int32_t x, int32_t y, int32_t radius, int32_t width,
    uint16_t color);

/* A line with round ends, `width` wide; sixteenths. */
void canvas_line(const struct canvas *canvas, int32_t x0, int32_t y0, int32_t x1, int32_t y1,
    int32_t width, uint16_t color);

/* A filled rectangle with round corners; radius in pixels, at most half a side. */
void canvas_rounded(const struct canvas *canvas, struct rect r, int32_t radius, uint16_t color);

/* What of a rectangle is outside of its round corners. */
void canvas_corners(const struct canvas *canvas, struct rect r, int32_t radius, uint16_t color);

/* Its outline, `width` pixels wide, inwards. */
void canvas_rounded_outline(
    const struct canvas *canvas, struct rect r, int32_t radius, int32_t width, uint16_t color);

#endif
