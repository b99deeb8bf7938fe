/* SPDX-License-Identifier: BSD-2-Clause */
/* Fills, copies and shapes on a canvas. How much of a pixel a shape covers is coverage.c's. */
#include <string.h>

#include "user/ui/canvas.h"
#include "user/ui/coverage.h"

struct canvas canvas_make(uint16_t *pixels, int32_t width, int32_t height, int32_t stride)
{
	return (struct canvas){
	    .pixels = pixels,
	    .width = width,
	    .height = height,
	    .stride = stride,
	    .clip = {0, 0, width, height},
	};
}

struct canvas canvas_clipped(const struct canvas *canvas, struct rect r)
{
	struct canvas result = *canvas;

	result.clip = rect_intersect(canvas->clip, r);
	return result;
}

/* Where the pixel lies; it need not be within the canvas. */
static uint16_t *pixel(const struct canvas *canvas, int32_t x, int32_t y)
{
	return canvas->pixels + y * canvas->stride + x;
}

void canvas_blend(
    const struct canvas *canvas, int32_t x, int32_t y, uint16_t color, uint32_t coverage)
{
	if (!coverage || !rect_has_point(canvas->clip, x, y))
		return;
	uint16_t *p = pixel(canvas, x, y);

	*p = canvas_mix(*p, color, coverage);
}

/* Fills count pixels; words where they are aligned. */
static void fill_line(uint16_t *to, uint32_t count, uint16_t color)
{
	uint32_t two = color | (uint32_t)color << 16;

	if (count && (uintptr_t)to & 2) {
		*to++ = color;
		count--;
	}
	for (; count >= 2; count -= 2, to += 2)
		memcpy(__builtin_assume_aligned(to, 4), &two, 4);
	if (count)
		*to = color;
}

void canvas_fill(const struct canvas *canvas, struct rect r, uint16_t color)
{
	r = rect_intersect(r, canvas->clip);
	for (int32_t y = r.y; y < r.y + r.height; y++)
		fill_line(pixel(canvas, r.x, y), (uint32_t)r.width, color);
}

void canvas_tint(const struct canvas *canvas, struct rect r, uint16_t color, uint32_t opacity)
{
	r = rect_intersect(r, canvas->clip);
	for (int32_t y = r.y; y < r.y + r.height; y++) {
		uint16_t *p = pixel(canvas, r.x, y);

		for (int32_t x = 0; x < r.width; x++)
			p[x] = canvas_mix(p[x], color, opacity);
	}
}

/* Copies the word, of two pixels, that stands so many words further on, to an aligned place. Where
 * it comes from may be unaligned: it is normal memory. */
static inline void copy_word(uint16_t *to, const uint16_t *from, uint32_t number)
{
	uint32_t word;

	memcpy(&word, from + 2 * number, 4);
	memcpy(__builtin_assume_aligned(to + 2 * number, 4), &word, 4);
}

void canvas_copy_pixels(uint16_t *to, const uint16_t *from, uint32_t count)
{
	if (count && (uintptr_t)to & 2) {
		*to++ = *from++;
		count--;
	}
	/* In one go, so that little else is done than loading and storing. */
	for (; count >= 16; count -= 16, to += 16, from += 16) {
		copy_word(to, from, 0);
		copy_word(to, from, 1);
		copy_word(to, from, 2);
		copy_word(to, from, 3);
		copy_word(to, from, 4);
		copy_word(to, from, 5);
		copy_word(to, from, 6);
		copy_word(to, from, 7);
	}
	for (; count >= 2; count -= 2, to += 2, from += 2)
		copy_word(to, from, 0);
	if (count)
		*to = *from;
}

void canvas_copy(const struct canvas *to, const struct canvas *from, struct rect area)
{
	area = rect_intersect(rect_intersect(area, to->clip), from->clip);
	for (int32_t y = area.y; y < area.y + area.height; y++)
		canvas_copy_pixels(
		    pixel(to, area.x, y), pixel(from, area.x, y), (uint32_t)area.width);
}

void canvas_place(const struct canvas *to, int32_t x, int32_t y, const struct canvas *from)
{
	struct rect r = rect_intersect(rect_offset(from->clip, x, y), to->clip);

	for (int32_t line = r.y; line < r.y + r.height; line++)
		canvas_copy_pixels(
		    pixel(to, r.x, line), pixel(from, r.x - x, line - y), (uint32_t)r.width);
}

/* A pixel that is covered this much. Most are all or nothing, and spared the mixing. */
static void paint(uint16_t *p, uint16_t color, uint32_t coverage)
{
	if (coverage == CANVAS_OPAQUE)
		*p = color;
	else if (coverage)
		*p = canvas_mix(*p, color, coverage);
}

/* Draws the outer shape less the inner one (if there is one), within `limit`. */
static void draw(const struct canvas *canvas, struct rect limit, const struct capsule *outer,
    const struct capsule *inner, uint16_t color)
{
	struct rect r = rect_intersect(canvas->clip, rect_intersect(limit, coverage_bounds(outer)));

	for (int32_t y = r.y; y < r.y + r.height; y++) {
		uint16_t *p = pixel(canvas, 0, y);

		for (int32_t x = r.x; x < r.x + r.width; x++) {
			uint32_t coverage = coverage_capsule(outer, x, y);

			if (inner && coverage)
				coverage -= coverage_capsule(inner, x, y);
			paint(p + x, color, coverage);
		}
	}
}

/* No limit but the canvas. */
static const struct rect everywhere = {-0x4000, -0x4000, 0x8000, 0x8000};

void canvas_disc(const struct canvas *canvas, int32_t x, int32_t y, int32_t radius, uint16_t color)
{
	struct capsule disc = {x, y, x, y, radius};

	draw(canvas, everywhere, &disc, NULL, color);
}

void canvas_ring(const struct canvas *canvas, int32_t x, int32_t y, int32_t radius, int32_t width,
    uint16_t color)
{
	struct capsule outer = {x, y, x, y, radius};
	struct capsule inner = {x, y, x, y, radius - width};

	draw(canvas, everywhere, &outer, &inner, color);
}

void canvas_line(const struct canvas *canvas, int32_t x0, int32_t y0, int32_t x1, int32_t y1,
    int32_t width, uint16_t color)
{
	struct capsule line = {x0, y0, x1, y1, width / 2};

	draw(canvas, everywhere, &line, NULL, color);
}

/* A corner of a rounded rectangle: the square that it lies in, and the middle of its arc. */
struct corner {
	struct rect square;
	int32_t x, y; /* in the units of shapes */
};

static struct corner corner_of(struct rect r, int32_t radius, int number)
{
	int32_t x = number & 1 ? r.x + r.width - radius : r.x + radius;
	int32_t y = number & 2 ? r.y + r.height - radius : r.y + radius;

	return (struct corner){
	    .square = {number & 1 ? x : r.x, number & 2 ? y : r.y, radius, radius},
	    .x = x * CANVAS_UNIT,
	    .y = y * CANVAS_UNIT,
	};
}

/* The four corners of a rounded rectangle: of a disc, or of a ring of this width. */
static void draw_corners(
    const struct canvas *canvas, struct rect r, int32_t radius, int32_t width, uint16_t color)
{
	for (int i = 0; i < 4; i++) {
		struct corner c = corner_of(r, radius, i);
		struct capsule outer = {c.x, c.y, c.x, c.y, radius * CANVAS_UNIT};
		struct capsule inner = {c.x, c.y, c.x, c.y, (radius - width) * CANVAS_UNIT};

		draw(canvas, c.square, &outer, &inner, color);
	}
}

void canvas_corners(const struct canvas *canvas, struct rect r, int32_t radius, uint16_t color)
{
	for (int i = 0; i < 4; i++) {
		struct corner c = corner_of(r, radius, i);
		struct capsule disc = {c.x, c.y, c.x, c.y, radius * CANVAS_UNIT};
		struct rect part = rect_intersect(canvas->clip, c.square);

		for (int32_t y = part.y; y < part.y + part.height; y++)
			for (int32_t x = part.x; x < part.x + part.width; x++)
				paint(pixel(canvas, x, y), color,
				    CANVAS_OPAQUE - coverage_capsule(&disc, x, y));
	}
}

void canvas_rounded(const struct canvas *canvas, struct rect r, int32_t radius, uint16_t color)
{
	/* Between the corners it is three plain rectangles. */
	draw_corners(canvas, r, radius, radius, color);
	canvas_fill(canvas, rect_make(r.x + radius, r.y, r.width - 2 * radius, r.height), color);
	canvas_fill(canvas, rect_make(r.x, r.y + radius, radius, r.height - 2 * radius), color);
	canvas_fill(canvas,
	    rect_make(r.x + r.width - radius, r.y + radius, radius, r.height - 2 * radius), color);
}

void canvas_rounded_outline(
    const struct canvas *canvas, struct rect r, int32_t radius, int32_t width, uint16_t color)
{
	int32_t across = r.width - 2 * radius;
	int32_t down = r.height - 2 * radius;

	draw_corners(canvas, r, radius, width, color);
	canvas_fill(canvas, rect_make(r.x + radius, r.y, across, width), color);
	canvas_fill(canvas, rect_make(r.x + radius, r.y + r.height - width, across, width), color);
	canvas_fill(canvas, rect_make(r.x, r.y + radius, width, down), color);
	canvas_fill(canvas, rect_make(r.x + r.width - width, r.y + radius, width, down), color);
}
