/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A font of one size, as tools/font.c rasterises it when Pith is built: coverage of each
 * glyph, how far to go on after it, and which pairs go closer. Sizes are named by the height
 * of a capital letter in pixels, so that letters stand exactly on pixel rows. How glyphs
 * become lines of text is in text.h.
 */
#ifndef PITH_UI_FONT_H
#define PITH_UI_FONT_H

#include <stdint.h>

enum { FONT_UNIT = 64 }; /* horizontal measures of text: this many to a pixel */

struct font_glyph {
	uint16_t code;	  /* Unicode */
	int16_t advance;  /* FONT_UNIT */
	uint32_t offset;  /* of its first row in `coverage`, for phase 0 */
	int8_t left, top; /* of the picture, pixels from the pen on the base line */
	uint8_t width, height;
};

struct font_pair {
	uint32_t codes;	 /* left << 16 | right */
	int32_t advance; /* FONT_UNIT, added between the two */
};

/* One picture per phase follows the other: the same glyph moved right by phase / phases of a
 * pixel. All are of the same size. Glyphs and pairs are sorted. */
struct font {
	const struct font_glyph *glyphs;
	const struct font_pair *pairs;
	const uint8_t *coverage; /* 0..255 */
	uint16_t glyph_count, pair_count;
	uint8_t phases;
	uint8_t capital; /* heights in pixels: of a capital letter, */
	uint8_t small;	 /* of a small x, */
	uint8_t line;	 /* and from one line to the next */
};

/*
 * The type scale. text: captions (10), labels (12), body (16). strong: buttons, headings of lists.
 * title: the names of screens, large words. figures: large numbers, figures and their marks only.
 */
extern const struct font font_text_10;
extern const struct font font_text_12;
extern const struct font font_text_16;
extern const struct font font_strong_10;
extern const struct font font_strong_12;
extern const struct font font_strong_16;
extern const struct font font_title_20;
extern const struct font font_title_24;
extern const struct font figures_36;
extern const struct font figures_80;

#endif
