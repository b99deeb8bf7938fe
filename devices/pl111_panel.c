/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the host sees of the PL111's panel: its last complete frame as XRGB8888, and which lines
 * of it changed. Pixel formats are those of ARM DDI 0293, 2.2.4 and 2.2.5 (little-endian). How
 * the frame got there is in devices/pl111/model.c.
 */
#include "devices/pl111/model.h"

#include <string.h>

const struct pl111_panel *pl111_panel(const struct device *device)
{
	const struct pl111 *lcd = device->state;

	return &lcd->panel;
}

/* 3.2.6, BGR: the controller exchanges red and blue on their way out. */
static uint32_t swap_red_blue(uint32_t rgb)
{
	return (rgb & 0x00ff00) | rgb >> 16 | (rgb & 0xff) << 16;
}

/* Widens to 8 bits by repeating the top bits, so that full stays full. */
static uint32_t widen(uint32_t value, unsigned bits)
{
	value <<= 8 - bits;
	return value | value >> bits;
}

/*
 * Three fields of a pixel with the first in its low bits, which with BGR clear is red. The
 * intensity bit of 1:5:5:5 goes to a sixth colour line that this panel does not have.
 */
static uint32_t fields(uint32_t pixel, unsigned first, unsigned second, unsigned third)
{
	uint32_t low = pixel & ((1u << first) - 1);
	uint32_t middle = pixel >> first & ((1u << second) - 1);
	uint32_t high = pixel >> (first + second) & ((1u << third) - 1);

	return widen(low, first) << 16 | widen(middle, second) << 8 | widen(high, third);
}

/* A 16-bit pixel; lines of the panel have no alignment to rely on. */
static uint32_t half_word(const uint8_t *line, uint32_t x)
{
	return line[2 * x] | (uint32_t)line[2 * x + 1] << 8;
}

/* The palette's entry for pixel x of a line with 1, 2, 4 or 8 bits a pixel, lowest bits first. */
static uint32_t palette_entry(
    const struct pl111_panel *panel, const uint8_t *line, uint32_t x, unsigned bits)
{
	unsigned in_byte = 8 / bits;
	unsigned index = line[x / in_byte] >> bits * (x % in_byte) & ((1u << bits) - 1);

	return panel->palette[index];
}

/* Pixel x of a line as 0xRRGGBB, as if BGR were clear. */
static uint32_t pixel(const struct pl111_panel *panel, const uint8_t *line, uint32_t x)
{
	uint32_t format = panel->format & PL111_CONTROL_BPP_MASK;

	switch (format) {
	case PL111_CONTROL_BPP_24:
		return (uint32_t)line[4 * x] << 16 | (uint32_t)line[4 * x + 1] << 8 |
		       line[4 * x + 2];
	case PL111_CONTROL_BPP_565:
		return fields(half_word(line, x), 5, 6, 5);
	case PL111_CONTROL_BPP_1555:
		return fields(half_word(line, x), 5, 5, 5);
	case PL111_CONTROL_BPP_444:
		return fields(half_word(line, x), 4, 4, 4);
	default:
		return fields(
		    palette_entry(panel, line, x, 1u << (format >> PL111_CONTROL_BPP_SHIFT)), 5, 5,
		    5);
	}
}

/* The two formats that systems use, without a decision for each pixel. */
static bool convert_usual(const struct pl111_panel *panel, const uint8_t *line, uint32_t *pixels)
{
	if (panel->format == (PL111_CONTROL_BPP_24 | PL111_CONTROL_BGR)) {
		for (uint32_t x = 0; x < panel->width; x++) {
			uint32_t word;

			memcpy(&word, line + 4 * x, sizeof(word));
			pixels[x] = word & 0xffffff;
		}
		return true;
	}
	if (panel->format == (PL111_CONTROL_BPP_565 | PL111_CONTROL_BGR)) {
		for (uint32_t x = 0; x < panel->width; x++) {
			uint32_t half = half_word(line, x);
			uint32_t red = half >> 11, green = half >> 5 & 0x3f, blue = half & 0x1f;

			pixels[x] = widen(red, 5) << 16 | widen(green, 6) << 8 | widen(blue, 5);
		}
		return true;
	}
	return false;
}

/* Line y as the panel shows it: black while it is dark, whatever the frame holds. */
static void convert_line(const struct pl111_panel *panel, uint32_t y, uint32_t *pixels)
{
	const uint8_t *line = &panel->bytes[(size_t)y * panel->stride];
	bool swap = panel->format & PL111_CONTROL_BGR;

	if (!panel->lit) {
		memset(pixels, 0, panel->width * sizeof(*pixels));
		return;
	}
	if (convert_usual(panel, line, pixels))
		return;
	for (uint32_t x = 0; x < panel->width; x++) {
		/* The rarer formats: one decision for each pixel is fast enough. */
		uint32_t rgb = pixel(panel, line, x);

		pixels[x] = swap ? swap_red_blue(rgb) : rgb;
	}
}

bool pl111_render(const struct pl111_panel *panel, uint64_t *sequence, uint32_t *pixels,
    size_t pitch, struct pl111_damage *damage)
{
	uint32_t lines = pl111_band_lines(panel->height);

	if (*sequence == panel->sequence || panel->height == 0)
		return false;
	/* Changes are known by bands; the damage is the smallest range that has them all. */
	*damage = (struct pl111_damage){.top = panel->height, .bottom = 0};
	for (uint32_t y = 0; y < panel->height; y++) {
		if (panel->changed[y / lines] <= *sequence)
			continue;
		convert_line(panel, y, pixels + y * pitch);
		if (damage->top > y)
			damage->top = y;
		damage->bottom = y + 1;
	}
	*sequence = panel->sequence;
	return true;
}
