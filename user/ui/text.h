/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines of text: UTF-8 in, anti-aliased and kerned letters out. */
#ifndef PITH_UI_TEXT_H
#define PITH_UI_TEXT_H

#include "user/ui/canvas.h"
#include "user/ui/font.h"

enum text_align { TEXT_LEFT, TEXT_CENTER, TEXT_RIGHT };

/* Width in pixels, rounded up. Bytes that are no UTF-8 and letters that the font lacks count as
 * its replacement, a question mark. */
int32_t text_width(const struct font *font, const char *text);

/* Draws with the pen at (x, y): pixels, y is the base line. Returns the width in pixels. */
int32_t text_draw(const struct canvas *canvas, const struct font *font, int32_t x, int32_t y,
    uint16_t color, const char *text);

/* Draws within a box: capitals in its vertical middle; what does not fit ends in an ellipsis. */
void text_in(const struct canvas *canvas, const struct font *font, struct rect box,
    enum text_align align, uint16_t color, const char *text);

/* The same, in one line that must fit, with all figures as wide as a 0: what counts stands still.
 */
void text_figures(const struct canvas *canvas, const struct font *font, struct rect box,
    enum text_align align, uint16_t color, const char *text);

/* Draws a single letter, with the pen at (x, y). */
void text_glyph(const struct canvas *canvas, const struct font *font, uint32_t code, int32_t x,
    int32_t y, uint16_t color);

/* The next character of UTF-8 and the text behind it; 0 at the end, '?' for a bad byte. */
uint32_t text_next(const char **text);

#endif
