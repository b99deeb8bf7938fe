/* SPDX-License-Identifier: BSD-2-Clause */
/* Text layout: from bytes to glyphs, their places, and their pixels. */
#include <stddef.h>

#include "user/ui/text.h"

enum { ELLIPSIS = 0x2026, REPLACEMENT = '?' };

uint32_t text_next(const char **text)
{
	const uint8_t *s = (const uint8_t *)*text;
	/* Least code for each length: a longer form of a shorter one is not UTF-8. */
	static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
	/* How many bytes follow, if the first one is right. */
	uint32_t more = *s >= 0xf0 ? 3 : *s >= 0xe0 ? 2 : 1;

	if (!*s)
		return 0;
	*text += 1;
	if (*s < 0x80)
		return *s;
	if (*s < 0xc0 || *s >= 0xf8)
		return REPLACEMENT;
	uint32_t code = *s & (0x3fu >> more);

	for (uint32_t i = 1; i <= more; i++) {
		if ((s[i] & 0xc0) != 0x80) /* also at the end of the text */
			return REPLACEMENT;
		code = code << 6 | (s[i] & 0x3f);
	}
	*text += more;
	return code < least[more] ? REPLACEMENT : code;
}

/* The glyph of a letter; a question mark's, or if all else fails the first one. */
static const struct font_glyph *find(const struct font *font, uint32_t code)
{
	uint32_t low = 0, high = font->glyph_count;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (font->glyphs[middle].code < code)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < font->glyph_count && font->glyphs[low].code == code)
		return &font->glyphs[low];
	return code == REPLACEMENT ? font->glyphs : find(font, REPLACEMENT);
}

/* How much closer (negative) the second goes to the first. */
static int32_t kerning(const struct font *font, uint32_t left, uint32_t right)
{
	uint32_t codes = left << 16 | right;
	uint32_t low = 0, high = font->pair_count;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (font->pairs[middle].codes < codes)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < font->pair_count && font->pairs[low].codes == codes)
		return font->pairs[low].advance;
	return 0;
}

/* Draws with the pen at `pen` (FONT_UNIT), choosing the picture whose shift is nearest below. */
static void draw_glyph(const struct canvas *canvas, const struct font *font,
    const struct font_glyph *glyph, int32_t pen, int32_t base, uint16_t color)
{
	uint32_t phase = (uint32_t)(pen & (FONT_UNIT - 1)) * font->phases / FONT_UNIT;
	int32_t left = (pen >> 6) + glyph->left;
	int32_t top = base + glyph->top;
	const uint8_t *picture =
	    font->coverage + glyph->offset + phase * (uint32_t)(glyph->width * glyph->height);
	struct rect r =
	    rect_intersect(canvas->clip, rect_make(left, top, glyph->width, glyph->height));

	for (int32_t y = r.y; y < r.y + r.height; y++) {
		const uint8_t *from = picture + (y - top) * glyph->width;
		uint16_t *to = canvas->pixels + y * canvas->stride;

		for (int32_t x = r.x; x < r.x + r.width; x++)
			if (from[x - left])
				/* 255 steps of coverage become 32. */
				to[x] = canvas_mix(to[x], color, (from[x - left] + 4u) >> 3);
	}
}

void text_glyph(const struct canvas *canvas, const struct font *font, uint32_t code, int32_t x,
    int32_t y, uint16_t color)
{
	draw_glyph(canvas, font, find(font, code), x * FONT_UNIT, y, color);
}

/* A walk along the text: one step for each letter, which also says where its pen is. */
struct walk {
	const struct font *font;
	const char *rest;
	uint32_t before; /* the letter before, for kerning */
	int32_t pen;	 /* FONT_UNIT */
};

/* The glyph of the next letter, with the pen where it belongs; its advance is yet to be added. */
static const struct font_glyph *step(struct walk *walk, uint32_t code)
{
	const struct font_glyph *glyph = find(walk->font, code);

	if (walk->before)
		walk->pen += kerning(walk->font, walk->before, glyph->code);
	walk->before = glyph->code;
	return glyph;
}

/* Width in FONT_UNIT. */
static int32_t measure(const struct font *font, const char *text)
{
	struct walk walk = {.font = font, .rest = text};
	uint32_t code;

	while ((code = text_next(&walk.rest)))
		walk.pen += step(&walk, code)->advance;
	return walk.pen;
}

/* Rounded up. */
static int32_t whole_pixels(int32_t units)
{
	return (units + FONT_UNIT - 1) >> 6;
}

int32_t text_width(const struct font *font, const char *text)
{
	return whole_pixels(measure(font, text));
}

/* Draws letters while they end before `limit` (FONT_UNIT from the left), the first ones at least
 * as far as an ellipsis leaves room. Returns where the pen ends. */
static int32_t draw(const struct canvas *canvas, const struct font *font, int32_t x, int32_t y,
    uint16_t color, const char *text, int32_t limit)
{
	const struct font_glyph *dots = find(font, ELLIPSIS);
	struct walk walk = {.font = font, .rest = text, .pen = x * FONT_UNIT};
	int32_t start = walk.pen;
	bool fits = measure(font, text) <= limit;
	uint32_t code;

	while ((code = text_next(&walk.rest))) {
		const struct font_glyph *glyph = step(&walk, code);

		if (!fits && walk.pen - start + glyph->advance + dots->advance > limit) {
			draw_glyph(canvas, font, dots, walk.pen, y, color);
			return walk.pen + dots->advance;
		}
		draw_glyph(canvas, font, glyph, walk.pen, y, color);
		walk.pen += glyph->advance;
	}
	return walk.pen;
}

int32_t text_draw(const struct canvas *canvas, const struct font *font, int32_t x, int32_t y,
    uint16_t color, const char *text)
{
	return whole_pixels(draw(canvas, font, x, y, color, text, INT32_MAX) - x * FONT_UNIT);
}

void text_in(const struct canvas *canvas, const struct font *font, struct rect box,
    enum text_align align, uint16_t color, const char *text)
{
	struct canvas inside = canvas_clipped(canvas, box);
	/* Too long a text begins at the left, whatever its alignment: its start says most. */
	int32_t room = box.width - text_width(font, text);
	int32_t x = box.x;

	if (room > 0 && align != TEXT_LEFT)
		x += align == TEXT_CENTER ? room / 2 : room;
	draw(&inside, font, x, box.y + (box.height + font->capital) / 2, color, text,
	    box.width * FONT_UNIT);
}

static bool is_figure(uint32_t code)
{
	return code >= '0' && code <= '9';
}

/* FONT_UNIT to the next letter, when figures have this width. */
static int32_t figure_advance(const struct font *font, uint32_t code, int32_t figure)
{
	return is_figure(code) ? figure : find(font, code)->advance;
}

void text_figures(const struct canvas *canvas, const struct font *font, struct rect box,
    enum text_align align, uint16_t color, const char *text)
{
	struct canvas inside = canvas_clipped(canvas, box);
	int32_t figure = find(font, '0')->advance, width = 0;
	const char *rest = text;
	uint32_t code;

	while ((code = text_next(&rest)))
		width += figure_advance(font, code, figure);
	int32_t room = box.width - whole_pixels(width);
	int32_t x = box.x + (align == TEXT_RIGHT ? room : align == TEXT_CENTER ? room / 2 : 0);
	int32_t pen = x * FONT_UNIT, y = box.y + (box.height + font->capital) / 2;

	while ((code = text_next(&text))) {
		const struct font_glyph *glyph = find(font, code);
		int32_t advance = figure_advance(font, code, figure);

		/* A narrow one stands in the middle. */
		draw_glyph(&inside, font, glyph, pen + (advance - glyph->advance) / 2, y, color);
		pen += advance;
	}
}
