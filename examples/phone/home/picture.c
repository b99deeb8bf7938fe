/* SPDX-License-Identifier: BSD-2-Clause */
/* Where things are on the home screen, and how they look: see home.h. */
#include "pith/civil.h"
#include "pith/print.h"
#include "pith/proto/assets.h"
#include "pith/proto/clock.h"
#include "examples/phone/home/home.h"

enum {
	CLOCK_TOP = 96,
	CLOCK_HEIGHT = 112,
	DATE_HEIGHT = 32,

	TILE = 96,
	TILE_RADIUS = 28,
	TILE_COLUMNS = 3,
	TILE_ROWS = (PROGRAMS + TILE_COLUMNS - 1) / TILE_COLUMNS,
	TILE_PITCH = 152,
	TILE_TOP = 704 - TILE_ROWS * TILE_PITCH, /* three rows are the most */
	LABEL = 36,				 /* height of a tile's name, below it */
	DOT = 3,				 /* radius of the mark of a program that runs */

	CARD_TOP = 196,
	CARD_GAP = 24,
	CARD_NAME = 56, /* height of the line above a card */

	TOAST_HEIGHT = 56,
};

static struct asset wallpaper;
static bool wallpaper_dark; /* which one it is */

/* --- Where things are ----------------------------------------------------------------- */

static int32_t width(void)
{
	return app_screen().width;
}

struct rect stage(void)
{
	struct rect screen = app_screen();

	return rect_make(0, BAR, screen.width, screen.height - BAR - STRIP);
}

static struct rect strip(void)
{
	struct rect screen = app_screen();

	return rect_make(0, screen.height - STRIP, screen.width, STRIP);
}

struct rect clock_area(void)
{
	return rect_make(0, CLOCK_TOP, width(), CLOCK_HEIGHT + DATE_HEIGHT);
}

struct rect toast_area(void)
{
	struct rect r = strip();

	return rect_make(
	    UI_MARGIN, r.y - TOAST_HEIGHT - UI_GRID, r.width - 2 * UI_MARGIN, TOAST_HEIGHT);
}

static struct rect tile_area(int32_t i)
{
	int32_t column = width() / TILE_COLUMNS;

	return rect_make(i % TILE_COLUMNS * column + (column - TILE) / 2,
	    TILE_TOP + i / TILE_COLUMNS * TILE_PITCH, TILE, TILE);
}

struct rect tile_field(int32_t i)
{
	struct rect r = tile_area(i);

	return rect_make(r.x - UI_GAP, r.y, r.width + 2 * UI_GAP, r.height + LABEL + 2 * DOT);
}

int32_t card_pitch(void)
{
	return stage().width / CARD_SCALE + CARD_GAP;
}

struct rect card_area(int32_t n)
{
	int32_t wide = stage().width / CARD_SCALE;

	return rect_make((width() - wide) / 2 + n * card_pitch() - home.cards.offset, CARD_TOP,
	    wide, stage().height / CARD_SCALE);
}

struct rect cards_area(void)
{
	return rect_make(0, CARD_TOP - CARD_NAME, width(),
	    stage().height / CARD_SCALE + CARD_NAME + UI_GAP + UI_TARGET);
}

void lay_out(void)
{
	struct rect r = strip();

	home.home_button = (struct button){.area = rect_make(r.width / 3 - 48, r.y, 96, STRIP),
	    .style = BUTTON_PLAIN,
	    .icon = ICON_HOME,
	    .round = true};
	home.switch_button = home.home_button;
	home.switch_button.area.x = r.width * 2 / 3 - 48;
	home.switch_button.icon = ICON_SWITCHER;
	for (int32_t i = 0; i < PROGRAMS; i++)
		programs[i].close =
		    (struct button){.style = BUTTON_PLAIN, .icon = ICON_CLOSE, .round = true};
}

void set_cards(void)
{
	home.cards.area = rect_make(0, 0, cards_area().height, width());
	home.cards.content = home.open_count ? width() + (home.open_count - 1) * card_pitch() : 0;
	for (int32_t n = 0; n < home.open_count; n++) {
		struct rect r = card_area(n);

		programs[home.order[n]].close.area = rect_make(
		    r.x + (r.width - UI_TARGET) / 2, r.y + r.height + UI_GAP, UI_TARGET, UI_TARGET);
	}
}

/* --- Drawing ---------------------------------------------------------------------------- */

static uint16_t hue_of(const struct program *p)
{
	return *(const uint16_t *)((const char *)theme + p->hue);
}

/* The one that goes with the theme. */
static void hang_wallpaper(void)
{
	if (wallpaper.bytes && wallpaper_dark == theme->dark)
		return;
	asset_close(&wallpaper);
	wallpaper_dark = theme->dark;
	asset_open(theme->dark ? "wallpaper/dark.565" : "wallpaper/light.565", &wallpaper);
}

static void draw_wallpaper(const struct canvas *canvas)
{
	struct rect screen = app_screen();

	hang_wallpaper();
	if (wallpaper.size < (uint32_t)(screen.width * screen.height) * sizeof(uint16_t)) {
		canvas_fill(canvas, canvas->clip, theme->ground);
		return;
	}
	/* Read-only, and canvas_copy() only reads it. */
	struct canvas picture = canvas_make(
	    (uint16_t *)(uintptr_t)wallpaper.bytes, screen.width, screen.height, screen.width);

	canvas_copy(canvas, &picture, canvas->clip);
}

static void draw_clock(const struct canvas *canvas)
{
	struct rect r = clock_area();
	struct civil now;
	char text[CIVIL_TEXT];

	civil_from_seconds(clock_seconds(), &now);
	civil_time_text(&now, text);
	text_in(canvas, &figures_80, rect_make(r.x, r.y, r.width, CLOCK_HEIGHT), TEXT_CENTER,
	    theme->ink, text);
	civil_date_text(&now, text);
	text_in(canvas, &font_text_16, rect_make(r.x, r.y + CLOCK_HEIGHT, r.width, DATE_HEIGHT),
	    TEXT_CENTER, theme->ink, text);
}

static void draw_tile(const struct canvas *canvas, int32_t i)
{
	const struct program *p = &programs[i];
	struct rect r = tile_area(i);
	struct rect name = rect_make(r.x - UI_GAP, r.y + r.height, r.width + 2 * UI_GAP, LABEL);

	canvas_rounded(
	    canvas, r, TILE_RADIUS, canvas_mix(hue_of(p), 0, home.pressed_tile == i ? 6 : 0));
	icon_draw(canvas, &icons_48, r, p->icon, theme->on_hue);
	text_in(canvas, &font_strong_12, name, TEXT_CENTER, theme->ink, p->title);
	if (p->open)
		canvas_disc(canvas, (2 * r.x + r.width) * (CANVAS_UNIT / 2),
		    (name.y + LABEL) * CANVAS_UNIT, DOT * CANVAS_UNIT, theme->ink);
}

static void draw_home(const struct canvas *canvas)
{
	draw_wallpaper(canvas);
	draw_clock(canvas);
	for (int32_t i = 0; i < PROGRAMS; i++)
		if (!rect_empty(rect_intersect(canvas->clip, tile_field(i))))
			draw_tile(canvas, i);
}

/* The names over the cards, what closes them, and what is behind them: seen while one is away. */
static void draw_card(const struct canvas *canvas, int32_t n)
{
	struct program *p = &programs[home.order[n]];
	struct rect r = card_area(n);
	struct rect picture = rect_make(r.x, r.y - 44, 32, 32);

	if (r.x >= width() || r.x + r.width <= 0)
		return;
	if (!p->visible) {
		canvas_rounded(canvas, r, UI_RADIUS, theme->surface);
		icon_draw(canvas, &icons_48, r, p->icon, theme->ink_faint);
	}
	canvas_rounded(canvas, picture, 10, hue_of(p));
	icon_draw(canvas, &icons_20, picture, p->icon, theme->on_hue);
	text_in(canvas, &font_strong_12, rect_make(r.x + 44, r.y - 44, r.width - 44, 32), TEXT_LEFT,
	    theme->ink, p->title);
	if (!p->close.disabled) {
		canvas_rounded(canvas, p->close.area, UI_TARGET / 2, theme->surface);
		button_draw(canvas, &p->close);
	}
}

static void draw_switcher(const struct canvas *canvas)
{
	/* A little away from the ground, so that the cards stand out. */
	canvas_fill(
	    canvas, canvas->clip, canvas_mix(theme->ground, theme->sunken, CANVAS_OPAQUE * 5 / 8));
	for (int32_t n = 0; n < home.open_count; n++)
		draw_card(canvas, n);
	if (!home.open_count)
		text_in(canvas, &font_text_16, stage(), TEXT_CENTER, theme->ink_soft,
		    "Nothing is open");
}

/* Behind a program: seen while it is restarted. */
static void draw_behind(const struct canvas *canvas)
{
	canvas_fill(canvas, canvas->clip, theme->ground);
	if (home.front != NOBODY)
		icon_draw(canvas, &icons_48, stage(), programs[home.front].icon, theme->ink_faint);
}

void draw(const struct canvas *canvas)
{
	struct rect r = toast_area();

	if (home.view == VIEW_HOME)
		draw_home(canvas);
	else if (home.view == VIEW_SWITCHER)
		draw_switcher(canvas);
	else
		draw_behind(canvas);
	button_draw(canvas, &home.home_button);
	button_draw(canvas, &home.switch_button);
	if (home.toast[0]) {
		canvas_rounded(canvas, r, TOAST_HEIGHT / 2, theme->ink);
		text_in(canvas, &font_text_12, rect_inset(r, UI_GAP), TEXT_CENTER, theme->ground,
		    home.toast);
	}
}
