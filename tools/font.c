/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * font NAME SIZE FONT.otf: rasterises a font, so that capital letters are exactly SIZE
 * pixels high, and writes the C source of `struct font NAME` (user/ui/font.h) to standard
 * output. A name of figures_SIZE leaves out all but figures and their marks, and gives the figures
 * one width, so that a clock stands still; icons_SIZE takes the pictures of user/ui/icon.h, whose
 * fields are SIZE pixels wide and high. Outlines are stb_truetype's; kerning is read here from the
 * font's GPOS table, whose extension lookups stb_truetype does not know. Runs when Pith is built;
 * laying text out is the target's work and is not in this room.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STB_TRUETYPE_IMPLEMENTATION
#define STBTT_STATIC
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb_truetype.h>
#pragma GCC diagnostic pop

#include "user/ui/font.h"
#include "user/ui/icon.h"

/* What is drawn: printable ASCII, Latin-1, and what typography needs; ascending. */
static const uint16_t extra[] = {
    0x2013, 0x2014, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2026, 0x20ac, /* – — ‘ ’ “ ” • … € */
    0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2713, /* ← ↑ → ↓ − ✓ */
};

/* What figures_SIZE has. */
static const char figures[] = " #%*+-./0123456789:";

static const uint16_t icon_codes[] = {
#define X(NAME, code) code,
    ICONS(X)
#undef X
};

enum {
	GLYPHS_MAX = 256,
	PAIRS_MAX = 1 << 15,
	COVERAGE_MAX = 8 << 20,
	FONT_FILE_MAX = 16 << 20,
};

static uint8_t file[FONT_FILE_MAX];
static size_t file_size;
static stbtt_fontinfo info;

static struct font_glyph glyphs[GLYPHS_MAX];
static int glyph_index[GLYPHS_MAX]; /* the font's number of each */
static uint32_t glyph_count;
static struct font_pair pairs[PAIRS_MAX];
static uint32_t pair_count;
static uint8_t coverage[COVERAGE_MAX];
static uint32_t coverage_size;

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "font: %s\n", what);
	exit(1);
}

/* --- The file's numbers: big-endian, anywhere ----------------------------------- */

static uint32_t u16(uint32_t at)
{
	if (at + 2 > file_size || at + 2 < at)
		fail("a table of the font points outside of it");
	return (uint32_t)file[at] << 8 | file[at + 1];
}

static int32_t s16(uint32_t at)
{
	return (int16_t)u16(at);
}

static uint32_t u32(uint32_t at)
{
	return u16(at) << 16 | u16(at + 2);
}

/* Where a table of the font begins; 0: it has none. */
static uint32_t table(const char *tag)
{
	uint32_t count = u16(4);

	for (uint32_t i = 0; i < count; i++)
		if (u32(12 + 16 * i) == ((uint32_t)tag[0] << 24 | (uint32_t)tag[1] << 16 |
					    (uint32_t)tag[2] << 8 | (uint32_t)tag[3]))
			return u32(12 + 16 * i + 8);
	return 0;
}

/* --- Kerning: GPOS, pair adjustment (OpenType 1.9, GPOS, lookup type 2) ----------- */

/* Index of a glyph in a coverage table, -1 if it is not in it. */
static int covered(uint32_t at, uint32_t glyph)
{
	uint32_t format = u16(at), count = u16(at + 2);

	for (uint32_t i = 0; i < count; i++) {
		if (format == 1) {
			if (u16(at + 4 + 2 * i) == glyph)
				return (int)i;
		} else if (glyph >= u16(at + 4 + 6 * i) && glyph <= u16(at + 6 + 6 * i)) {
			return (int)(u16(at + 8 + 6 * i) + glyph - u16(at + 4 + 6 * i));
		}
	}
	return -1;
}

/* Class of a glyph by a class definition table; 0 for those it does not list. */
static uint32_t class_of(uint32_t at, uint32_t glyph)
{
	if (u16(at) == 1) {
		uint32_t first = u16(at + 2), count = u16(at + 4);

		return glyph >= first && glyph - first < count ? u16(at + 6 + 2 * (glyph - first))
							       : 0;
	}
	for (uint32_t i = 0, count = u16(at + 2); i < count; i++)
		if (glyph >= u16(at + 4 + 6 * i) && glyph <= u16(at + 6 + 6 * i))
			return u16(at + 8 + 6 * i);
	return 0;
}

/* Bytes of a value record, and its horizontal advance: after the two placements. */
static uint32_t value_size(uint32_t format)
{
	return 2 * (uint32_t)__builtin_popcount(format & 0xff);
}

static int32_t value_advance(uint32_t at, uint32_t format)
{
	return format & 4 ? s16(at + value_size(format & 3)) : 0;
}

/* One subtable: true if it has a say about this pair, which ends the lookup. */
static bool pair_subtable(uint32_t at, uint32_t left, uint32_t right, int32_t *advance)
{
	uint32_t format1 = u16(at + 4), format2 = u16(at + 6);
	uint32_t sizes = value_size(format1) + value_size(format2);
	int index = covered(at + u16(at + 2), left);

	if (index < 0)
		return false;
	if (u16(at) == 1) {
		uint32_t set = at + u16(at + 10 + 2 * (uint32_t)index);

		for (uint32_t i = 0, count = u16(set); i < count; i++) {
			uint32_t record = set + 2 + i * (2 + sizes);

			if (u16(record) != right)
				continue;
			*advance = value_advance(record + 2, format1);
			return true;
		}
		return false;
	}
	uint32_t class1 = class_of(at + u16(at + 8), left);
	uint32_t class2 = class_of(at + u16(at + 10), right);

	*advance = value_advance(at + 16 + (class1 * u16(at + 14) + class2) * sizes, format1);
	return true;
}

/* What a lookup says about a pair: the first subtable that knows the left glyph decides. */
static int32_t pair_lookup(uint32_t lookup, uint32_t left, uint32_t right)
{
	enum { PAIR = 2, EXTENSION = 9 };
	int32_t advance = 0;

	for (uint32_t i = 0, count = u16(lookup + 4); i < count; i++) {
		uint32_t at = lookup + u16(lookup + 6 + 2 * i);
		uint32_t type = u16(lookup);

		if (type == EXTENSION) {
			type = u16(at + 2);
			at += u32(at + 4);
		}
		if (type == PAIR && pair_subtable(at, left, right, &advance))
			break;
	}
	return advance;
}

/* The lookups of the feature 'kern' of the default language of a script, in `found`. */
static uint32_t kern_lookups(uint32_t gpos, uint32_t *found, uint32_t most)
{
	uint32_t scripts = gpos + u16(gpos + 4), features = gpos + u16(gpos + 6);
	uint32_t lookups = gpos + u16(gpos + 8);
	uint32_t language = 0, count = 0;

	for (uint32_t i = 0; i < u16(scripts); i++) {
		uint32_t tag = u32(scripts + 2 + 6 * i);
		uint32_t script = scripts + u16(scripts + 6 + 6 * i);

		if (u16(script) && (tag == 0x6c61746e /* latn */ || !language))
			language = script + u16(script);
	}
	for (uint32_t i = 0; language && i < u16(language + 4); i++) {
		uint32_t feature = features + 2 + 6 * u16(language + 6 + 2 * i);

		if (u32(feature) != 0x6b65726e /* kern */)
			continue;
		feature = features + u16(feature + 4);
		for (uint32_t j = 0; j < u16(feature + 2) && count < most; j++)
			found[count++] = lookups + u16(lookups + 2 + 2 * u16(feature + 4 + 2 * j));
	}
	return count;
}

static int32_t to_units(double value)
{
	return (int32_t)(value * FONT_UNIT + (value < 0 ? -0.5 : 0.5));
}

/* All pairs of our glyphs that are not simply side by side. */
static void read_pairs(double scale)
{
	uint32_t gpos = table("GPOS"), lookups[16];
	uint32_t count = gpos ? kern_lookups(gpos, lookups, 16) : 0;

	for (uint32_t l = 0; l < glyph_count; l++)
		for (uint32_t r = 0; r < glyph_count; r++) {
			int32_t advance = 0;

			for (uint32_t i = 0; i < count; i++)
				advance += pair_lookup(
				    lookups[i], (uint32_t)glyph_index[l], (uint32_t)glyph_index[r]);
			if (!to_units(advance * scale))
				continue;
			if (pair_count == PAIRS_MAX)
				fail("too many pairs");
			pairs[pair_count++] = (struct font_pair){
			    .codes = (uint32_t)glyphs[l].code << 16 | glyphs[r].code,
			    .advance = to_units(advance * scale),
			};
		}
}

/* --- Glyphs --------------------------------------------------------------------- */

/* Rasterises a letter in each phase. Letters that the font lacks are left out. */
static void draw_glyph(uint16_t code, double scale, uint32_t phases)
{
	struct font_glyph *glyph = &glyphs[glyph_count];
	int index = stbtt_FindGlyphIndex(&info, code);
	int advance, bearing, left = 0, top = 0, right = 0, bottom = 0;

	if (!index)
		return;
	stbtt_GetGlyphHMetrics(&info, index, &advance, &bearing);
	/* The frame holds the glyph in every phase. */
	for (uint32_t phase = 0; phase < phases; phase++) {
		int x0, y0, x1, y1;

		stbtt_GetGlyphBitmapBoxSubpixel(&info, index, (float)scale, (float)scale,
		    (float)phase / (float)phases, 0, &x0, &y0, &x1, &y1);
		left = !phase || x0 < left ? x0 : left;
		top = !phase || y0 < top ? y0 : top;
		right = !phase || x1 > right ? x1 : right;
		bottom = !phase || y1 > bottom ? y1 : bottom;
	}
	int width = right - left, height = bottom - top;

	if (width > 255 || height > 255 || left < -128 || left > 127 || top < -128 || top > 127)
		fail("a glyph is too large");
	*glyph = (struct font_glyph){
	    .code = code,
	    .advance = (int16_t)to_units(advance * scale),
	    .offset = coverage_size,
	    .left = (int8_t)left,
	    .top = (int8_t)top,
	    .width = (uint8_t)width,
	    .height = (uint8_t)height,
	};
	glyph_index[glyph_count++] = index;
	for (uint32_t phase = 0; phase < phases; phase++) {
		int x0, y0, x1, y1;

		if (coverage_size + (uint32_t)(width * height) > COVERAGE_MAX)
			fail("too many pixels");
		/* stb draws from the corner of the phase's own frame: put that where it is in ours.
		 */
		stbtt_GetGlyphBitmapBoxSubpixel(&info, index, (float)scale, (float)scale,
		    (float)phase / (float)phases, 0, &x0, &y0, &x1, &y1);
		stbtt_MakeGlyphBitmapSubpixel(&info,
		    coverage + coverage_size + (y0 - top) * width + (x0 - left), x1 - x0, y1 - y0,
		    width, (float)scale, (float)scale, (float)phase / (float)phases, 0, index);
		coverage_size += (uint32_t)(width * height);
	}
}

/* Height of a letter above the base line, in the font's units. */
static int height_of(int code)
{
	int x0, y0, x1, y1;

	if (!stbtt_GetCodepointBox(&info, code, &x0, &y0, &x1, &y1) || y1 <= 0)
		fail("the font lacks H or x");
	return y1;
}

/* Letters of text. */
static void draw_text(double scale, uint32_t phases)
{
	for (uint16_t code = 0x20; code < 0x7f; code++)
		draw_glyph(code, scale, phases);
	for (uint16_t code = 0xa0; code <= 0xff; code++)
		draw_glyph(code, scale, phases);
	for (uint32_t i = 0; i < sizeof(extra) / sizeof(extra[0]); i++)
		draw_glyph(extra[i], scale, phases);
	read_pairs(scale);
}

/* Figures of one width, each in its middle; whole pixels, as they are large. */
static void draw_figures(double scale)
{
	int32_t widest = 0;

	for (const char *c = figures; *c; c++)
		draw_glyph((uint16_t)*c, scale, 1);
	for (uint32_t i = 0; i < glyph_count; i++)
		if (glyphs[i].code >= '0' && glyphs[i].code <= '9' && glyphs[i].advance > widest)
			widest = glyphs[i].advance;
	widest = (widest + FONT_UNIT - 1) & -FONT_UNIT;
	for (uint32_t i = 0; i < glyph_count; i++) {
		if (glyphs[i].code < '0' || glyphs[i].code > '9')
			continue;
		glyphs[i].left =
		    (int8_t)(glyphs[i].left + (widest - glyphs[i].advance) / (2 * FONT_UNIT));
		glyphs[i].advance = (int16_t)widest;
	}
}

/* Icons are placed by the upper left corner of their field, not by a base line. */
static void draw_icons(int size)
{
	double scale = stbtt_ScaleForMappingEmToPixels(&info, (float)size);
	int ascent, descent, gap;

	stbtt_GetFontVMetrics(&info, &ascent, &descent, &gap);
	for (uint32_t i = 0; i < sizeof(icon_codes) / sizeof(icon_codes[0]); i++) {
		uint32_t before = glyph_count;

		draw_glyph(icon_codes[i], scale, 1);
		if (glyph_count == before)
			fail("the font lacks an icon");
		glyphs[before].top = (int8_t)(glyphs[before].top + (int)(ascent * scale + 0.5));
	}
}

/* --- Output --------------------------------------------------------------------- */

/* The tables as C. */
static void write_source(const char *name, const struct font *font)
{
	printf("/* Made by tools/font; not for editing. */\n#include \"user/ui/font.h\"\n");
	printf("\nstatic const struct font_glyph glyphs[] = {\n");
	for (uint32_t i = 0; i < glyph_count; i++)
		printf("\t{%u, %d, %u, %d, %d, %u, %u},\n", glyphs[i].code, glyphs[i].advance,
		    glyphs[i].offset, glyphs[i].left, glyphs[i].top, glyphs[i].width,
		    glyphs[i].height);
	printf("};\n\nstatic const struct font_pair pairs[] = {\n");
	for (uint32_t i = 0; i < pair_count; i++)
		printf("\t{0x%08x, %d},\n", pairs[i].codes, pairs[i].advance);
	printf("\t{0xffffffff, 0},\n};\n\nstatic const uint8_t coverage[] = {");
	for (uint32_t i = 0; i < coverage_size; i++)
		printf("%s%u,", i % 24 ? "" : "\n\t", coverage[i]);
	printf("\n};\n\nconst struct font %s = {\n", name);
	printf("\t.glyphs = glyphs, .glyph_count = %u,\n", glyph_count);
	printf("\t.pairs = pairs, .pair_count = %u,\n\t.coverage = coverage,\n", pair_count);
	printf("\t.phases = %u, .capital = %u, .small = %u, .line = %u,\n};\n", font->phases,
	    font->capital, font->small, font->line);
	if (fflush(stdout) || ferror(stdout))
		fail("cannot write");
}

static void read_font(const char *name)
{
	FILE *input = fopen(name, "rb");

	if (!input) {
		fprintf(stderr, "font: %s: %s\n", name, strerror(errno));
		exit(1);
	}
	file_size = fread(file, 1, sizeof(file), input);
	fclose(input);
	if (file_size < 12 || file_size == sizeof(file) || !stbtt_InitFont(&info, file, 0))
		fail("this is no font");
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

int main(int argc, char **argv)
{
	if (argc != 4 || atoi(argv[2]) < 5 || atoi(argv[2]) > 120)
		fail("usage: font NAME SIZE FONT.otf   (SIZE: 5-120 pixels)");
	read_font(argv[3]);

	const char *name = argv[1];
	struct font font = {.capital = (uint8_t)atoi(argv[2]), .phases = 1};

	if (begins(name, "icons_")) {
		draw_icons(font.capital);
		write_source(name, &font);
		return 0;
	}
	double scale = (double)font.capital / height_of('H');

	font.small = (uint8_t)(height_of('x') * scale + 0.5);
	font.line = (uint8_t)(font.capital * 2);
	if (begins(name, "figures_")) {
		draw_figures(scale);
	} else {
		/* The smaller the letters, the more a shift by part of a pixel is seen. */
		font.phases = font.capital <= 12 ? 4 : font.capital <= 20 ? 2 : 1;
		draw_text(scale, font.phases);
	}
	write_source(name, &font);
	return 0;
}
