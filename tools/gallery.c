/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Draws the toolkit (user/ui) on this machine, for the manual and for whoever changes it: all
 * controls in the light and the dark theme side by side.
 *
 *	gallery FILE.png
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/png.h"
#include "user/ui/arc.h"
#include "user/ui/control.h"

enum {
	PAGE_WIDTH = 480,
	PAGE_HEIGHT = 1096,
	WIDTH = 2 * PAGE_WIDTH,
	INNER = PAGE_WIDTH - 2 * UI_MARGIN,
	CHART_VALUES = 32,
};

static uint16_t page[PAGE_HEIGHT * PAGE_WIDTH];
static uint32_t picture[PAGE_HEIGHT * WIDTH];

static void buttons(const struct canvas *canvas, int32_t y)
{
	int32_t width = (INNER - 2 * UI_GRID) / 3;
	struct button b = {
	    .area = rect_make(UI_MARGIN, y, width, UI_TARGET),
	    .style = BUTTON_FILLED,
	    .label = "Start",
	    .icon = ICON_PLAY,
	};

	button_draw(canvas, &b);
	b.area.x += width + UI_GRID;
	b.style = BUTTON_TONAL;
	b.label = "Lap";
	b.icon = ICON_NONE;
	button_draw(canvas, &b);
	b.area.x += width + UI_GRID;
	b.label = "Pressed";
	b.held = b.pressed = true;
	button_draw(canvas, &b);
}

static void round_buttons(const struct canvas *canvas, int32_t y)
{
	static const enum icon icons[] = {ICON_PREVIOUS, ICON_PAUSE, ICON_NEXT, ICON_CALL};
	struct button b = {.round = true};
	int32_t width = INNER / 4;

	for (uint32_t i = 0; i < 4; i++) {
		int32_t size = i == 0 || i == 2 ? 56 : 72;

		b.area =
		    rect_make(UI_MARGIN + (int32_t)i * width, y + (72 - size) / 2, width, size);
		b.icon = icons[i];
		b.icons = size > 60 ? &icons_32 : &icons_24;
		b.style = i == 1 ? BUTTON_FILLED : i == 3 ? BUTTON_HUE : BUTTON_TONAL;
		b.hue = theme->leaf;
		button_draw(canvas, &b);
	}
}

static void settings(const struct canvas *canvas, int32_t y)
{
	struct toggle toggle = {.area = rect_make(UI_MARGIN, y + 12, INNER - UI_GAP, UI_TARGET)};
	struct slider slider = {
	    .area = rect_make(UI_MARGIN + UI_GAP, y + UI_ROW + 12, INNER - 2 * UI_GAP, UI_TARGET),
	    .value = 62,
	    .most = 100};
	struct rect card = rect_make(UI_MARGIN, y, INNER, 2 * UI_ROW);

	card_draw(canvas, card);
	card.height = UI_ROW;
	row_draw(canvas, card,
	    &(struct row){.icon = theme->dark ? ICON_DARK : ICON_LIGHT,
		.hue = theme->slate,
		.title = "Dark theme",
		.detail = "All applications follow at once"});
	row_line(canvas, card);
	toggle_set(&toggle, theme->dark);
	toggle_draw(canvas, &toggle, 0);
	slider_draw(canvas, &slider);
}

static void list(const struct canvas *canvas, int32_t y)
{
	const struct row rows[] = {
	    {.icon = ICON_MUSIC,
		.hue = theme->plum,
		.title = "Rain on Slate",
		.detail = "Restarted twice, runs",
		.value = "12.5 %"},
	    {.icon = ICON_BRUSH,
		.hue = theme->coral,
		.title = "Paint",
		.detail = "Pressed",
		.value = "0.4 %",
		.pressed = true},
	    {.icon = ICON_ALARM,
		.hue = theme->amber,
		.title = "A title that is far too long for its row",
		.value = "07:30"},
	};
	struct rect r = rect_make(UI_MARGIN, y, INNER, 3 * UI_ROW);

	card_draw(canvas, r);
	r.height = UI_ROW;
	for (uint32_t i = 0; i < 3; i++) {
		row_draw(canvas, r, &rows[i]);
		if (i < 2)
			row_line(canvas, r);
		r.y += UI_ROW;
	}
}

static void chart(const struct canvas *canvas, int32_t y)
{
	uint16_t values[CHART_VALUES];
	struct rect r = rect_make(UI_MARGIN, y, INNER, 112);
	struct rect inside = rect_inset(r, UI_GAP);

	for (uint32_t i = 0; i < CHART_VALUES; i++)
		values[i] = (uint16_t)(30 + (i * i * 7 + i * 11) % 40 + (i > 20 ? i : 0));
	card_draw(canvas, r);
	inside.height -= UI_GAP;
	chart_draw(canvas, inside, values, CHART_VALUES, CHART_VALUES, 110, theme->sky);
	bar_draw(canvas, rect_make(inside.x, inside.y + inside.height + UI_GRID, inside.width, 8),
	    62, 100, theme->sky);
}

static void choices(const struct canvas *canvas, int32_t y)
{
	static const char *const labels[] = {"Alarm", "Stopwatch", "Timer"};
	struct rect card =
	    rect_make(UI_MARGIN, y + UI_TARGET + UI_GAP, INNER, 3 * WHEEL_ROW + UI_GAP);
	struct segments segments = {
	    .area = rect_make(UI_MARGIN, y, INNER, UI_TARGET), .labels = labels, .count = 3};
	struct wheel wheel = {
	    .area = rect_make(card.x + UI_GAP, card.y + UI_GRID, 96, 3 * WHEEL_ROW), .count = 60};
	struct rect ring = rect_make(card.x + card.width - 184, card.y + 20, 168, 168);
	struct arc arc = {
	    middle_x(ring), middle_y(ring), 84 * CANVAS_UNIT, 12 * CANVAS_UNIT, 0, TURN};

	segments_set(&segments, 0);
	segments_draw(canvas, &segments, 0);
	card_draw(canvas, card);
	wheel_set(&wheel, 7);
	wheel_draw(canvas, &wheel, theme->surface);
	wheel.area.x += wheel.area.width;
	wheel_set(&wheel, 30);
	wheel_draw(canvas, &wheel, theme->surface);
	arc_draw(canvas, &arc, theme->sunken);
	arc.sweep = TURN * 7 / 10;
	arc_draw(canvas, &arc, theme->accent);
	text_in(canvas, &figures_36, ring, TEXT_CENTER, theme->ink, "3:30");
}

static void draw_page(const struct theme *colors)
{
	struct canvas canvas = canvas_make(page, PAGE_WIDTH, PAGE_HEIGHT, PAGE_WIDTH);

	theme = colors;
	canvas_fill(&canvas, canvas.clip, theme->ground);
	header_draw(&canvas, PAGE_WIDTH, theme->dark ? "Dark" : "Light");
	buttons(&canvas, 80);
	round_buttons(&canvas, 144);
	settings(&canvas, 232);
	list(&canvas, 392);
	chart(&canvas, 624);
	text_in(&canvas, &figures_36, rect_make(UI_MARGIN, 744, 200, 48), TEXT_LEFT, theme->ink,
	    "07:45");
	text_in(&canvas, &font_text_16, rect_make(180, 744, 276, 48), TEXT_RIGHT, theme->ink_soft,
	    "AVAST, Type To We");
	choices(&canvas, 808);
}

static uint32_t widen(uint16_t p)
{
	uint32_t r = p >> 11, g = p >> 5 & 63, b = p & 31;

	return (r * 255 + 15) / 31 << 16 | (g * 255 + 31) / 63 << 8 | (b * 255 + 15) / 31;
}

int main(int argc, char **argv)
{
	const struct theme *themes[] = {&theme_light, &theme_dark};

	if (argc != 2) {
		fprintf(stderr, "usage: gallery FILE.png\n");
		return EXIT_FAILURE;
	}
	for (uint32_t i = 0; i < 2; i++) {
		draw_page(themes[i]);
		for (uint32_t y = 0; y < PAGE_HEIGHT; y++)
			for (uint32_t x = 0; x < PAGE_WIDTH; x++)
				picture[y * WIDTH + i * PAGE_WIDTH + x] =
				    widen(page[y * PAGE_WIDTH + x]);
	}
	if (!png_write(argv[1], picture, WIDTH, PAGE_HEIGHT)) {
		fprintf(stderr, "gallery: %s: %s\n", argv[1], strerror(errno));
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}
