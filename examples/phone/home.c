/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The home screen: the wallpaper with the programs, the strip at the lower edge, and the switcher.
 * It asks policy to start and stop programs, and the display server to show them here or there; it
 * never sees what they draw. Its own picture lies behind all others.
 *
 * Parameters: alarms = "name": a program that comes forward when it gives itself a title, and that
 * cannot be closed.
 */
#include <stdio.h>
#include <string.h>

#include "pith/civil.h"
#include "pith/info.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/assets.h"
#include "pith/proto/clock.h"
#include "pith/proto/policy.h"
#include "pith/proto/timer.h"
#include "pith/proto/windows.h"
#include "user/ui/app.h"
#include "user/ui/control.h"

enum {
	SIGNAL_WINDOWS = 1 << 0, /* surfaces came or went */
	SIGNAL_CLOCK = 1 << 1,
	SIGNAL_TOAST = 1 << 2, /* it has been read */

	BAR = 32,   /* height of the status bar, which covers us */
	STRIP = 48, /* height of the strip, which no program covers */

	CLOCK_TOP = 96,
	CLOCK_HEIGHT = 112,
	DATE_HEIGHT = 32,

	TILE = 96,
	TILE_RADIUS = 28,
	TILE_COLUMNS = 3,
	TILE_TOP = 400,
	TILE_PITCH = 152,
	LABEL = 36, /* height of a tile's name, below it */
	DOT = 3,    /* radius of the mark of a program that runs */

	CARD_SCALE = 2,
	CARD_TOP = 196,
	CARD_GAP = 24,
	CARD_NAME = 56, /* height of the line above a card */

	TOAST_MS = 3500,
	TOAST_HEIGHT = 56,

	NOBODY = -1,
};

struct program {
	const char *name; /* of the component */
	const char *title;
	enum icon icon;
	size_t hue; /* where in struct theme */

	bool open;    /* it runs, or shows something */
	bool visible; /* it has something to show */
	uint8_t surface;
	struct rect tile;
	struct button close; /* in the switcher */
};

#define PROGRAM(NAME, TITLE, ICON, HUE)                            \
	{                                                          \
		.name = NAME, .title = TITLE, .icon = ICON_##ICON, \
		.hue = offsetof(struct theme, HUE)                 \
	}
static struct program programs[] = {
    PROGRAM("paint", "Paint", BRUSH, coral),
    PROGRAM("player", "Player", MUSIC, plum),
    PROGRAM("keypad", "Keypad", DIALPAD, leaf),
    PROGRAM("clock", "Clock", ALARM, amber),
    PROGRAM("monitor", "Monitor", SHOW_CHART, sky),
    PROGRAM("about", "About", INFO, slate),
};
enum { PROGRAMS = sizeof(programs) / sizeof(programs[0]) };

enum view {
	VIEW_HOME,
	VIEW_PROGRAM,
	VIEW_SWITCHER,
};

static struct windows windows;
static struct timer toast_timer;
static struct asset wallpaper;
static bool wallpaper_dark; /* which one it is */

static enum view view;
static int32_t front = NOBODY;	 /* the program in VIEW_PROGRAM, or still leaving */
static int32_t awaited = NOBODY; /* was started, and shows nothing yet */
static struct motion rise;	 /* of `front`: pixels below its place */
static int32_t order[PROGRAMS];	 /* the open ones, the one used last first */
static int32_t open_count;

static struct scroll cards; /* the switcher, lying on its side */
static int32_t pressed_tile = NOBODY, pressed_card = NOBODY;
static uint8_t pressing; /* the finger */
static struct button home_button = {.style = BUTTON_PLAIN, .icon = ICON_HOME, .round = true};
static struct button switch_button = {.style = BUTTON_PLAIN, .icon = ICON_SWITCHER, .round = true};

static uint32_t minutes; /* as shown */
static char toast[64];

/* --- Where things are ----------------------------------------------------------------- */

static int32_t width(void)
{
	return app_screen().width;
}

/* Where programs are seen. */
static struct rect stage(void)
{
	struct rect screen = app_screen();

	return rect_make(0, BAR, screen.width, screen.height - BAR - STRIP);
}

static struct rect strip(void)
{
	struct rect screen = app_screen();

	return rect_make(0, screen.height - STRIP, screen.width, STRIP);
}

static struct rect clock_area(void)
{
	return rect_make(0, CLOCK_TOP, width(), CLOCK_HEIGHT + DATE_HEIGHT);
}

static struct rect toast_area(void)
{
	struct rect r = strip();

	return rect_make(
	    UI_MARGIN, r.y - TOAST_HEIGHT - UI_GRID, r.width - 2 * UI_MARGIN, TOAST_HEIGHT);
}

/* A tile with its name. */
static struct rect tile_field(const struct program *p)
{
	return rect_make(
	    p->tile.x - UI_GAP, p->tile.y, p->tile.width + 2 * UI_GAP, p->tile.height + LABEL);
}

static int32_t card_pitch(void)
{
	return stage().width / CARD_SCALE + CARD_GAP;
}

/* The card of the program that is open as number n. */
static struct rect card_area(int32_t n)
{
	int32_t wide = stage().width / CARD_SCALE;

	return rect_make((width() - wide) / 2 + n * card_pitch() - cards.offset, CARD_TOP, wide,
	    stage().height / CARD_SCALE);
}

/* All that moves when the switcher is scrolled. */
static struct rect cards_area(void)
{
	return rect_make(0, CARD_TOP - CARD_NAME, width(),
	    stage().height / CARD_SCALE + CARD_NAME + UI_GAP + UI_TARGET);
}

static void lay_out(void)
{
	int32_t column = width() / TILE_COLUMNS;
	struct rect r = strip();

	for (int32_t i = 0; i < PROGRAMS; i++)
		programs[i].tile = rect_make(i % TILE_COLUMNS * column + (column - TILE) / 2,
		    TILE_TOP + i / TILE_COLUMNS * TILE_PITCH, TILE, TILE);
	switch_button.area = rect_make(r.width / 4 - 48, r.y, 96, STRIP);
	home_button.area = rect_make(r.width / 2 - 48, r.y, 96, STRIP);
	cards.area = rect_make(0, 0, cards_area().height, width());
}

/* --- Drawing ---------------------------------------------------------------------------- */

static uint16_t hue_of(const struct program *p)
{
	return *(const uint16_t *)((const char *)theme + p->hue);
}

static void draw_wallpaper(const struct canvas *canvas)
{
	struct rect screen = app_screen();

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

static void draw_tile(const struct canvas *canvas, const struct program *p, bool pressed)
{
	struct rect r = p->tile;
	struct rect name = rect_make(r.x - UI_GAP, r.y + r.height, r.width + 2 * UI_GAP, LABEL);

	canvas_rounded(canvas, r, TILE_RADIUS, canvas_mix(hue_of(p), 0, pressed ? 6 : 0));
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
		if (!rect_empty(rect_intersect(
			canvas->clip, rect_inset(tile_field(&programs[i]), -UI_GRID))))
			draw_tile(canvas, &programs[i], pressed_tile == i);
}

/* The names over the cards, what closes them, and what is behind them: seen while one is away. */
static void draw_card(const struct canvas *canvas, int32_t n)
{
	struct program *p = &programs[order[n]];
	struct rect r = card_area(n);
	struct rect picture = rect_make(r.x, r.y - 44, 32, 32);

	canvas_rounded(canvas, r, UI_RADIUS, theme->surface);
	icon_draw(canvas, &icons_48, r, p->icon, theme->ink_faint);
	canvas_rounded(canvas, picture, 10, hue_of(p));
	icon_draw(canvas, &icons_20, picture, p->icon, theme->on_hue);
	text_in(canvas, &font_strong_12, rect_make(r.x + 44, r.y - 44, r.width - 44, 32), TEXT_LEFT,
	    theme->ink, p->title);
	if (!p->close.disabled)
		button_draw(canvas, &p->close);
}

static void draw_switcher(const struct canvas *canvas)
{
	canvas_fill(canvas, canvas->clip, theme->ground);
	for (int32_t n = 0; n < open_count; n++)
		if (!rect_empty(
			rect_intersect(card_area(n), rect_make(0, 0, width(), CARD_TOP + 1))))
			draw_card(canvas, n);
	if (!open_count)
		text_in(canvas, &font_text_16, stage(), TEXT_CENTER, theme->ink_soft,
		    "Nothing is open");
}

/* Behind a program: seen while it is restarted. */
static void draw_behind(const struct canvas *canvas)
{
	canvas_fill(canvas, canvas->clip, theme->ground);
	if (front != NOBODY)
		icon_draw(canvas, &icons_48, stage(), programs[front].icon, theme->ink_faint);
}

static void draw(const struct canvas *canvas)
{
	struct rect r = toast_area();

	if (view == VIEW_HOME)
		draw_home(canvas);
	else if (view == VIEW_SWITCHER)
		draw_switcher(canvas);
	else
		draw_behind(canvas);
	button_draw(canvas, &home_button);
	button_draw(canvas, &switch_button);
	if (toast[0]) {
		canvas_rounded(canvas, r, TOAST_HEIGHT / 2, theme->ink);
		text_in(canvas, &font_text_12, rect_inset(r, UI_GAP), TEXT_CENTER, theme->ground,
		    toast);
	}
}

static void change_tile(int32_t i)
{
	app_change(rect_inset(tile_field(&programs[i]), -UI_GRID));
}

static void say(const char *what, const char *title)
{
	snprintf(toast, sizeof(toast), "%s %s", title, what);
	app_change(toast_area());
	timer_set(&toast_timer, pith_clock() + (uint64_t)TOAST_MS * MOTION_MS, 0);
}

/* --- Where programs are shown ------------------------------------------------------------ */

/* In which of the three ways a program is seen now; false: not at all. */
static bool place_of(int32_t i, uint64_t now, struct windows_place *place)
{
	const struct program *p = &programs[i];
	struct rect r = stage();

	*place = windows_place(p->surface);
	place->clip.x = (int16_t)r.x;
	place->clip.y = (int16_t)r.y;
	place->clip.width = (int16_t)r.width;
	place->clip.height = (int16_t)r.height;
	if (i == front) {
		place->y = (int16_t)motion_at(&rise, now);
		place->z = 2;
		place->flags = WINDOWS_SHOWN | WINDOWS_CLIPPED;
		if (view == VIEW_PROGRAM && !place->y)
			place->flags |= WINDOWS_TOUCHABLE;
		return place->y < r.height;
	}
	if (view != VIEW_SWITCHER)
		return false;
	for (int32_t n = 0; n < open_count; n++)
		if (order[n] == i) {
			struct rect card = card_area(n);

			place->x = (int16_t)(card.x - r.x);
			place->y = (int16_t)(card.y - r.y);
			place->z = 1;
			place->scale = CARD_SCALE;
			place->corner = UI_RADIUS;
			place->dim = pressed_card == n ? 48 : 0;
			place->flags = WINDOWS_SHOWN | WINDOWS_CLIPPED;
			return card.x < r.width && card.x + card.width > 0;
		}
	return false;
}

static void arrange(uint64_t now)
{
	struct windows_place places[PROGRAMS];
	uint32_t count = 0;

	for (int32_t i = 0; i < PROGRAMS; i++) {
		struct windows_place *place = &places[count];

		if (!programs[i].visible)
			continue;
		if (!place_of(i, now, place))
			place->flags = 0;
		count++;
	}
	if (count)
		windows_arrange(&windows, places, count);
}

/* The places, and for as long as something moves. */
static void move(void)
{
	arrange(pith_clock());
	app_animate();
}

static void set_cards(void)
{
	cards.content = open_count ? width() + (open_count - 1) * card_pitch() : 0;
	for (int32_t n = 0; n < open_count; n++) {
		struct button *close = &programs[order[n]].close;
		struct rect r = card_area(n);

		close->area = rect_make(
		    r.x + (r.width - UI_TARGET) / 2, r.y + r.height + UI_GAP, UI_TARGET, UI_TARGET);
	}
}

/* --- What is open ------------------------------------------------------------------------- */

static int32_t place_in_order(int32_t i)
{
	for (int32_t n = 0; n < open_count; n++)
		if (order[n] == i)
			return n;
	return NOBODY;
}

static void forget(int32_t i)
{
	int32_t n = place_in_order(i);

	if (n == NOBODY)
		return;
	for (open_count--; n < open_count; n++)
		order[n] = order[n + 1];
}

/* It was used last. */
static void remember(int32_t i)
{
	forget(i);
	memmove(order + 1, order, (size_t)open_count * sizeof(order[0]));
	order[0] = i;
	open_count++;
}

static void set_view(enum view next)
{
	view = next;
	pressed_card = pressed_tile = NOBODY;
	app_change_all();
}

/* --- From one screen to another ----------------------------------------------------------------
 */

static void go_home(void)
{
	awaited = NOBODY;
	if (view == VIEW_HOME)
		return;
	if (view == VIEW_PROGRAM && front != NOBODY)
		motion_begin(&rise, stage().height, pith_clock(), MOTION_SLIDE);
	set_view(VIEW_HOME);
	move();
}

/* A program that has something to show comes up. */
static void come_up(int32_t i)
{
	awaited = NOBODY;
	if (front != i) {
		front = i;
		motion_set(&rise, stage().height);
	}
	remember(i);
	motion_begin(&rise, 0, pith_clock(), MOTION_SLIDE);
	set_view(VIEW_PROGRAM);
	move();
}

static void open_program(int32_t i)
{
	struct program *p = &programs[i];

	if (p->visible) {
		come_up(i);
		return;
	}
	uint32_t error = policy_start(p->name);

	/* STATE: it runs, and will show something. */
	if (error && error != PITH_ERROR_STATE) {
		say("cannot be started", p->title);
		return;
	}
	awaited = i;
}

static void close_program(int32_t i)
{
	policy_stop(programs[i].name);
	programs[i].open = programs[i].visible = false;
	forget(i);
	if (front == i)
		front = NOBODY;
	set_cards();
	scroll_to(&cards, cards.offset);
	set_cards();
	app_change_all();
	move();
}

/* The one behind the one in front is the one that is wanted, so that comes first. */
static void go_switching(void)
{
	awaited = NOBODY;
	if (view == VIEW_SWITCHER)
		return;
	bool from_program = view == VIEW_PROGRAM;

	front = NOBODY;
	set_view(VIEW_SWITCHER);
	cards = (struct scroll){.area = cards.area};
	set_cards();
	scroll_to(&cards, from_program && open_count > 1 ? card_pitch() / 2 : 0);
	set_cards();
	cards.stepped = pith_clock();
	move();
}

/* --- Surfaces ------------------------------------------------------------------------------------
 */

static struct program *program_of(const char *name, int32_t *i)
{
	for (*i = 0; *i < PROGRAMS; (*i)++)
		if (!strcmp(programs[*i].name, name))
			return &programs[*i];
	return NULL;
}

/* Why there is nothing to see any more; goes home if nothing will be. */
static void vanish(int32_t i)
{
	struct program *p = &programs[i];
	struct policy_status status;
	bool gone = policy_status(p->name, &status) || status.state != POLICY_RUNNING;

	if (!gone) {
		/* It was restarted, and will show itself. */
		say("has failed and was restarted", p->title);
		return;
	}
	if (status.state == POLICY_FAULTED)
		say("has failed", p->title);
	p->open = false;
	forget(i);
	if (front == i || awaited == i) {
		awaited = front = NOBODY;
		if (view == VIEW_PROGRAM)
			set_view(VIEW_HOME);
	}
}

static void look_at(const struct windows_surface *surface)
{
	const char *alarms = pith_parameter_string("alarms", "");
	int32_t i;
	struct program *p = program_of(surface->name, &i);
	bool visible = surface->is & WINDOWS_CONTENT;

	if (!p)
		return;
	p->surface = (uint8_t)surface->number;
	p->close.disabled = !strcmp(alarms, p->name);
	if (visible != p->visible) {
		p->visible = visible;
		if (!visible)
			vanish(i);
		else {
			p->open = true;
			if (place_in_order(i) == NOBODY)
				order[open_count++] = i;
		}
		app_change_all();
	}
	/* Whoever rings is to be seen. */
	bool calls = visible && p->close.disabled && surface->title[0];

	if (awaited == i && visible)
		come_up(i);
	else if (calls && (view != VIEW_PROGRAM || front != i))
		come_up(i);
}

static void look_at_all(void)
{
	struct windows_surface surfaces[WINDOWS_SURFACES];
	uint32_t count = 0;

	if (windows_list(&windows, surfaces, &count))
		return;
	for (uint32_t i = 0; i < count; i++)
		look_at(&surfaces[i]);
	set_cards();
	arrange(pith_clock());
}

/* --- Fingers
 * -------------------------------------------------------------------------------------- */

static int32_t tile_at(int32_t x, int32_t y)
{
	for (int32_t i = 0; i < PROGRAMS; i++)
		if (rect_has_point(tile_field(&programs[i]), x, y))
			return i;
	return NOBODY;
}

static int32_t card_at(int32_t x, int32_t y)
{
	for (int32_t n = 0; n < open_count; n++)
		if (rect_has_point(card_area(n), x, y))
			return n;
	return NOBODY;
}

static void touch_home(const struct input_event *event)
{
	int32_t at = tile_at(event->x / INPUT_UNIT, event->y / INPUT_UNIT);

	if (event->phase == INPUT_DOWN && pressed_tile == NOBODY && at != NOBODY) {
		pressed_tile = at;
		pressing = event->finger;
		change_tile(at);
		return;
	}
	if (pressed_tile == NOBODY || event->finger != pressing)
		return;
	int32_t was = pressed_tile;

	if (event->phase != INPUT_MOVE || at != was) {
		pressed_tile = NOBODY;
		change_tile(was);
	}
	if (event->phase == INPUT_UP && at == was)
		open_program(was);
}

static void press_card(int32_t n)
{
	if (pressed_card == n)
		return;
	pressed_card = n;
	arrange(pith_clock());
}

static void touch_card(const struct input_event *event)
{
	int32_t at = card_at(event->x / INPUT_UNIT, event->y / INPUT_UNIT);

	if (event->phase == INPUT_DOWN) {
		pressing = event->finger;
		press_card(at);
	} else if (event->finger == pressing && event->phase != INPUT_MOVE) {
		bool tapped = event->phase == INPUT_UP && at != NOBODY && at == pressed_card;

		press_card(NOBODY);
		if (tapped)
			come_up(order[at]);
	}
}

/* True: one of the buttons that close programs wanted it. */
static bool touch_close(const struct input_event *event)
{
	for (int32_t n = 0; n < open_count; n++) {
		int32_t i = order[n];
		enum control_event result = button_touch(&programs[i].close, event);

		if (result != CONTROL_NOTHING)
			app_change(programs[i].close.area);
		if (result == CONTROL_DONE)
			close_program(i);
		if (result != CONTROL_NOTHING)
			return true;
	}
	return false;
}

static void touch_switcher(const struct input_event *event)
{
	/* The list lies on its side: what is right is down for it. */
	struct input_event turned = *event;

	turned.x = event->y;
	turned.y = event->x;
	turned.x = (int16_t)(turned.x - cards_area().y * INPUT_UNIT);
	switch (scroll_touch(&cards, &turned)) {
	case SCROLL_TAKEN:
	case SCROLL_CAUGHT:
		press_card(NOBODY);
		for (int32_t i = 0; i < PROGRAMS; i++)
			button_cancel(&programs[i].close);
		break;
	case SCROLL_MOVED:
	case SCROLL_LEFT:
		break;
	default:
		if (!touch_close(event))
			touch_card(event);
		return;
	}
	set_cards();
	app_change(cards_area());
	move();
}

static bool touch_strip(struct button *button, const struct input_event *event, void (*go)(void))
{
	enum control_event result = button_touch(button, event);

	if (result != CONTROL_NOTHING)
		app_change(button->area);
	if (result == CONTROL_DONE)
		go();
	return result != CONTROL_NOTHING;
}

static void touch(const struct input_event *event)
{
	if (touch_strip(&home_button, event, go_home) ||
	    touch_strip(&switch_button, event, go_switching))
		return;
	if (view == VIEW_HOME)
		touch_home(event);
	else if (view == VIEW_SWITCHER)
		touch_switcher(event);
}

/* --- Life
 * ------------------------------------------------------------------------------------------- */

static void frame(uint64_t now)
{
	bool moving = motion_under_way(&rise, now);

	if (view == VIEW_SWITCHER && !cards.held) {
		int32_t before = cards.offset;

		moving = scroll_step(&cards, now) || moving;
		if (before != cards.offset) {
			set_cards();
			app_change(cards_area());
		}
	}
	arrange(now);
	/* It has left. */
	if (!moving && front != NOBODY && view == VIEW_HOME)
		front = NOBODY;
	if (moving)
		app_animate();
}

static void look_at_clock(void)
{
	uint32_t now = clock_seconds() / 60;

	if (now == minutes)
		return;
	minutes = now;
	if (view == VIEW_HOME)
		app_change(clock_area());
}

static void hang_wallpaper(void)
{
	if (wallpaper.bytes && wallpaper_dark == theme->dark)
		return;
	asset_close(&wallpaper);
	wallpaper_dark = theme->dark;
	uint32_t error =
	    asset_open(theme->dark ? "wallpaper-dark.565" : "wallpaper-light.565", &wallpaper);

	if (error)
		printf("no wallpaper: %s\n", pith_error_text(error));
}

/* Servers that were restarted have forgotten us. */
static void meet(void)
{
	static uint32_t generation;
	const struct pith_grant *grant = pith_need(PITH_GRANT_SERVICE, "windows");

	if (grant->generation && grant->generation != generation) {
		generation = grant->generation;
		pith_request_refused(
		    "open", grant->slot, windows_open(&windows, SIGNAL_WINDOWS, 0));
	}
	clock_watch(SIGNAL_CLOCK);
	look_at_clock();
	look_at_all();
}

static void start(void)
{
	lay_out();
	pith_must("getting a timer", timer_open(&toast_timer, 0, SIGNAL_TOAST));
	hang_wallpaper();
	meet();
}

static void signal(uint32_t bits)
{
	if (bits & SIGNAL_WINDOWS)
		look_at_all();
	if (bits & SIGNAL_CLOCK)
		look_at_clock();
	if (bits & SIGNAL_TOAST) {
		toast[0] = 0;
		app_change(toast_area());
	}
}

int main(void)
{
	app_run(&(struct app){.start = start,
	    .draw = draw,
	    .touch = touch,
	    .frame = frame,
	    .signal = signal,
	    .peers = meet});
}
