/* SPDX-License-Identifier: BSD-2-Clause */
/* UTF-8, kerning, measuring and drawing, with the real font. */
#include <criterion/criterion.h>
#include <string.h>

#include "user/ui/text.h"

enum { W = 200, H = 60 };

static uint16_t pixels[H * W];

static struct canvas fresh(void)
{
	memset(pixels, 0xff, sizeof(pixels));
	return canvas_make(pixels, W, H, W);
}

/* The smallest rectangle around all that is not white. */
static struct rect inked(void)
{
	struct rect r = {0, 0, 0, 0};

	for (int y = 0; y < H; y++)
		for (int x = 0; x < W; x++)
			if (pixels[y * W + x] != 0xffff)
				r = rect_around(r, rect_make(x, y, 1, 1));
	return r;
}

Test(text, decodes_utf8)
{
	const char *text = "a\xc3\xa9\xe2\x80\xa6\xf0\x9f\x98\x80z";
	static const uint32_t expected[] = {'a', 0xe9, 0x2026, 0x1f600, 'z', 0, 0};

	for (unsigned i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		cr_assert(text_next(&text) == expected[i], "character %u", i);
}

/* Bad bytes cost one question mark each, and the end is never overrun. */
Test(text, bad_utf8_becomes_question_marks)
{
	static const char *const bad[] = {
	    "\x80", "\xc3", "\xe2\x80", "\xf0\x9f\x98", "\xff", "\xc0\xaf", "\xe0\x80\xaf", "\xf8"};

	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *text = bad[i];
		const char *end = text + strlen(text);

		cr_assert(text_next(&text) == '?', "case %u", i);
		while (text < end)
			text_next(&text);
		cr_assert(text == end, "case %u", i);
		cr_assert(text_next(&text) == 0);
	}
}

Test(text, pairs_are_kerned)
{
	/* Seven close pairs against one; the letters are the same. */
	int32_t close = text_width(&font_text_16, "AVAVAVAV");
	int32_t apart = text_width(&font_text_16, "AAAAVVVV");

	cr_assert(close <= apart - 6, "%d, %d", close, apart);
	cr_assert(text_width(&font_text_16, "HH") >= 2 * text_width(&font_text_16, "H") - 1);
}

Test(text, width_is_that_of_the_drawing)
{
	struct canvas canvas = fresh();
	int32_t width = text_draw(&canvas, &font_text_16, 10, 40, 0, "Handwriting");
	struct rect r = inked();

	cr_assert(width == text_width(&font_text_16, "Handwriting"));
	cr_assert(r.x >= 10 && r.x <= 13);
	cr_assert(r.x + r.width <= 10 + width && r.x + r.width >= 10 + width - 4);
}

Test(text, capitals_stand_on_whole_pixels)
{
	static const struct font *const fonts[] = {
	    &font_text_12, &font_text_16, &font_strong_12, &font_strong_16};

	for (unsigned i = 0; i < sizeof(fonts) / sizeof(fonts[0]); i++) {
		struct canvas canvas = fresh();

		text_draw(&canvas, fonts[i], 10, 40, 0, "HE");
		struct rect r = inked();

		cr_assert(r.y == 40 - fonts[i]->capital, "font %u: from %d", i, r.y);
		cr_assert(r.height == fonts[i]->capital, "font %u: %d high", i, r.height);
	}
}

Test(text, unknown_letters_are_drawn_as_question_marks)
{
	cr_assert(text_width(&font_text_16, "\xe4\xb8\xad") == text_width(&font_text_16, "?"));
}

Test(text, too_long_a_text_ends_in_an_ellipsis_within_its_box)
{
	struct rect box = rect_make(20, 10, 70, 30);
	struct canvas canvas = fresh();

	text_in(&canvas, &font_text_16, box, TEXT_LEFT, 0, "A title that is far too long");
	cr_assert(rect_contains(box, inked()));
	cr_assert(inked().width > 40);
	fresh();
	text_in(&canvas, &font_text_16, rect_make(20, 10, 2, 30), TEXT_LEFT, 0, "no room");
	cr_assert(rect_contains(rect_make(20, 10, 2, 30), inked()));
}

Test(text, is_aligned_in_its_box)
{
	struct rect box = rect_make(20, 10, 160, 40);
	struct canvas canvas = fresh();

	text_in(&canvas, &font_strong_16, box, TEXT_CENTER, 0, "HH");
	struct rect r = inked();

	cr_assert(abs((2 * r.x + r.width) - (2 * box.x + box.width)) <= 3);
	cr_assert(abs((2 * r.y + r.height) - (2 * box.y + box.height)) <= 1);
	fresh();
	text_in(&canvas, &font_strong_16, box, TEXT_RIGHT, 0, "HH");
	r = inked();
	cr_assert(r.x + r.width <= 180 && r.x + r.width >= 176);
}

Test(text, is_clipped)
{
	struct canvas canvas = fresh();
	struct canvas clipped = canvas_clipped(&canvas, rect_make(30, 30, 20, 5));

	text_draw(&clipped, &font_text_16, -50, 40, 0, "A line across all of the canvas and more");
	cr_assert(rect_contains(rect_make(30, 30, 20, 5), inked()));
	cr_assert(!rect_empty(inked()));
}
