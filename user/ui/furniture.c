/* SPDX-License-Identifier: BSD-2-Clause */
/* The furniture of a screen: headers, cards, rows, charts. See control.h. */
#include "user/ui/control.h"

enum {
	CHART_LINE = 2 * CANVAS_UNIT,
	CHART_TINT = 6, /* of CANVAS_OPAQUE */
};

void header_draw(const struct canvas *canvas, int32_t width, const char *title)
{
	text_in(canvas, &font_title_20, rect_make(UI_MARGIN, 0, width - 2 * UI_MARGIN, UI_HEADER),
	    TEXT_LEFT, theme->ink, title);
}

void card_draw(const struct canvas *canvas, struct rect r)
{
	card_draw_in(canvas, r, theme->surface);
}

void card_draw_in(const struct canvas *canvas, struct rect r, uint16_t color)
{
	canvas_rounded(canvas, r, UI_RADIUS, color);
}

/* What a row shows at its left, in a field with round corners on `paper`. */
static void draw_picture(
    const struct canvas *canvas, struct rect field, const struct row *row, uint16_t paper)
{
	if (row->icon) {
		canvas_rounded(canvas, field, UI_RADIUS_SMALL, row->hue);
		icon_draw(canvas, &icons_24, field, row->icon, theme->on_hue);
		return;
	}
	canvas_place(canvas, field.x, field.y, row->picture);
	canvas_corners(canvas, field, UI_RADIUS_SMALL, paper);
}

void row_draw(const struct canvas *canvas, struct rect r, const struct row *row)
{
	int32_t left = r.x + UI_GAP, right = r.x + r.width - UI_GAP;
	uint16_t ink = row->disabled ? theme->ink_faint : row->current ? theme->accent : theme->ink;

	if (row->pressed)
		canvas_rounded(canvas, rect_inset(r, 4), UI_RADIUS - 4, theme->sunken);
	if (row->icon || row->picture) {
		struct rect field =
		    rect_make(left, r.y + (r.height - ROW_PICTURE) / 2, ROW_PICTURE, ROW_PICTURE);

		draw_picture(canvas, field, row, row->pressed ? theme->sunken : theme->surface);
		left += ROW_PICTURE + UI_GAP;
	}
	if (row->value) {
		int32_t width = text_width(&font_text_12, row->value);

		text_in(canvas, &font_text_12, rect_make(right - width, r.y, width, r.height),
		    TEXT_RIGHT, row->disabled ? theme->ink_faint : theme->ink_soft, row->value);
		right -= width + UI_GAP;
	}
	struct rect words = rect_make(left, r.y, right - left, r.height);

	if (!row->detail) {
		text_in(canvas, &font_strong_12, words, TEXT_LEFT, ink, row->title);
		return;
	}
	/* Two lines around the middle. */
	words.height = r.height / 2;
	words.y += 6;
	text_in(canvas, &font_strong_12, words, TEXT_LEFT, ink, row->title);
	words.y += r.height / 2 - 12;
	text_in(canvas, &font_text_10, words, TEXT_LEFT, theme->ink_soft, row->detail);
}

void row_line(const struct canvas *canvas, struct rect r)
{
	canvas_fill(canvas, rect_make(r.x + UI_GAP, r.y + r.height - 1, r.width - 2 * UI_GAP, 1),
	    theme->line);
}

void bar_draw(
    const struct canvas *canvas, struct rect r, uint32_t value, uint32_t most, uint16_t color)
{
	int32_t radius = r.height * (CANVAS_UNIT / 2), y = middle_y(r);
	int32_t left = r.x * CANVAS_UNIT + radius;
	int32_t right = (r.x + r.width) * CANVAS_UNIT - radius;

	if (!most || value > most)
		value = most;
	canvas_line(canvas, left, y, right, y, 2 * radius, theme->sunken);
	if (value)
		canvas_line(canvas, left, y,
		    left + (int32_t)((uint64_t)(uint32_t)(right - left) * value / most), y,
		    2 * radius, color);
}

/* Height above the chart's foot, sixteenths of a pixel. */
static int32_t height_of(struct rect r, uint32_t value, uint32_t most)
{
	uint32_t room = (uint32_t)r.height * CANVAS_UNIT - CHART_LINE;

	if (!most)
		return 0;
	return (int32_t)((uint64_t)room * (value < most ? value : most) / most);
}

void chart_draw(const struct canvas *canvas, struct rect r, const uint16_t *values, uint32_t count,
    uint32_t room, uint32_t most, uint16_t color)
{
	struct canvas inside = canvas_clipped(canvas, r);
	int32_t foot = (r.y + r.height) * CANVAS_UNIT - CHART_LINE / 2;
	int32_t right = (r.x + r.width) * CANVAS_UNIT - CHART_LINE / 2;
	int32_t step = room > 1 ? (r.width * CANVAS_UNIT - CHART_LINE) / (int32_t)(room - 1) : 0;

	if (!count || step <= 0)
		return;
	/* The tint, column by column of pixels, below the line. */
	for (int32_t x = r.x; x < r.x + r.width; x++) {
		int32_t back = right - (x * CANVAS_UNIT + CANVAS_UNIT / 2);
		int32_t i = back / step;

		if (back < 0 || i + 1 >= (int32_t)count)
			continue;
		int32_t new = height_of(r, values[count - 1 - (uint32_t)i], most);
		int32_t old = height_of(r, values[count - 2 - (uint32_t)i], most);
		int32_t height = new + (old - new) * (back - i * step) / step;
		int32_t top = (foot - height) / CANVAS_UNIT;

		canvas_tint(&inside, rect_make(x, top, 1, r.y + r.height - top), color, CHART_TINT);
	}
	for (uint32_t i = 0; i + 1 < count; i++) {
		int32_t x = right - (int32_t)i * step;

		canvas_line(&inside, x, foot - height_of(r, values[count - 1 - i], most), x - step,
		    foot - height_of(r, values[count - 2 - i], most), CHART_LINE, color);
	}
}
