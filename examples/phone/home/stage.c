/* SPDX-License-Identifier: BSD-2-Clause */
/* What is open, and where it is shown: see home.h. */
#include <stdio.h>
#include <string.h>

#include "pith/info.h"
#include "pith/print.h"
#include "pith/proto/policy.h"
#include "examples/phone/home/home.h"

enum {
	CARD_DIM = 48, /* of 255, under a finger */

	/* Heights of surfaces. */
	Z_CARD = 1,
	Z_FRONT = 2,
};

#define PROGRAM(NAME, TITLE, ICON, HUE)                            \
	{                                                          \
		.name = NAME, .title = TITLE, .icon = ICON_##ICON, \
		.hue = offsetof(struct theme, HUE)                 \
	}
struct program programs[PROGRAMS] = {
    PROGRAM("paint", "Paint", BRUSH, coral),
    PROGRAM("player", "Player", MUSIC, plum),
    PROGRAM("keypad", "Keypad", DIALPAD, leaf),
    PROGRAM("clock-app", "Clock", ALARM, amber),
    PROGRAM("monitor", "Monitor", SHOW_CHART, sky),
    PROGRAM("about", "About", INFO, slate),
};

static struct windows windows;
static struct windows_place placed[PROGRAMS]; /* as the display server knows it */
static uint32_t placed_count;

/* --- Where programs are shown --------------------------------------------------------- */

static int32_t place_in_order(int32_t i)
{
	for (int32_t n = 0; n < home.open_count; n++)
		if (home.order[n] == i)
			return n;
	return NOBODY;
}

/* The one in front, or on its way. */
static void place_front(struct windows_place *place, uint64_t now)
{
	place->y = (int16_t)motion_at(&home.rise, now);
	place->z = Z_FRONT;
	if (place->y < stage().height)
		place->flags |= WINDOWS_SHOWN;
	/* A finger is not to hit what only flies by. */
	if (home.view == VIEW_PROGRAM && !place->y)
		place->flags |= WINDOWS_TOUCHABLE;
}

static void place_card(struct windows_place *place, int32_t n)
{
	struct rect card = card_area(n), r = stage();

	place->x = (int16_t)(card.x - r.x);
	place->y = (int16_t)(card.y - r.y);
	place->z = Z_CARD;
	place->scale = CARD_SCALE;
	place->corner = UI_RADIUS;
	place->dim = home.pressed_card == n ? CARD_DIM : 0;
	if (card.x < r.width && card.x + card.width > 0)
		place->flags |= WINDOWS_SHOWN;
}

void arrange(uint64_t now)
{
	struct windows_place places[PROGRAMS];
	struct rect r = stage();
	uint32_t count = 0;

	for (int32_t i = 0; i < PROGRAMS; i++) {
		struct windows_place *place = &places[count];

		if (!programs[i].visible)
			continue;
		*place = windows_place(programs[i].surface);
		place->flags = WINDOWS_CLIPPED;
		place->clip.x = (int16_t)r.x;
		place->clip.y = (int16_t)r.y;
		place->clip.width = (int16_t)r.width;
		place->clip.height = (int16_t)r.height;
		if (i == home.front)
			place_front(place, now);
		else if (home.view == VIEW_SWITCHER && place_in_order(i) != NOBODY)
			place_card(place, place_in_order(i));
		count++;
	}
	/* Others can make us look as often as they like; that alone moves nothing. */
	if (count == placed_count && !memcmp(places, placed, count * sizeof(places[0])))
		return;
	/* Refused: the display server is being restarted; stage_meet() follows. */
	if (count && windows_arrange(&windows, places, count))
		return;
	memcpy(placed, places, count * sizeof(places[0]));
	placed_count = count;
}

/* The places, and for as long as something moves. */
static void move(void)
{
	arrange(pith_clock());
	app_animate();
}

/* --- What is open ------------------------------------------------------------------------- */

static void forget(int32_t i)
{
	int32_t n = place_in_order(i);

	if (n == NOBODY)
		return;
	for (home.open_count--; n < home.open_count; n++)
		home.order[n] = home.order[n + 1];
}

/* It was used last. */
static void remember(int32_t i)
{
	forget(i);
	memmove(home.order + 1, home.order, (size_t)home.open_count * sizeof(home.order[0]));
	home.order[0] = i;
	home.open_count++;
}

static void set_view(enum view next)
{
	home.view = next;
	home.pressed_card = home.pressed_tile = NOBODY;
	app_change_all();
}

void open_program(int32_t i)
{
	const struct program *p = &programs[i];

	if (p->visible) {
		come_up(i);
		return;
	}
	uint32_t error = policy_start(p->name);

	/* STATE: it runs, and will show something. */
	if (error && error != PITH_ERROR_STATE) {
		printf("cannot start %s: %s\n", p->name, pith_error_text(error));
		say(p->title, "cannot be started");
		return;
	}
	home.awaited = i;
}

void close_program(int32_t i)
{
	uint32_t error = policy_stop(programs[i].name);

	/* STATE: it has ended already. */
	if (error && error != PITH_ERROR_STATE) {
		printf("cannot stop %s: %s\n", programs[i].name, pith_error_text(error));
		say(programs[i].title, "cannot be closed");
		return;
	}
	programs[i].open = programs[i].visible = false;
	forget(i);
	if (home.front == i)
		home.front = NOBODY;
	/* The list may be shorter than where it stands. */
	set_cards();
	scroll_to(&home.cards, home.cards.offset);
	set_cards();
	app_change_all();
	move();
}

/* --- From one screen to another ----------------------------------------------------------- */

void go_home(void)
{
	home.awaited = NOBODY;
	if (home.view == VIEW_HOME)
		return;
	if (home.view == VIEW_PROGRAM && home.front != NOBODY)
		motion_begin(&home.rise, stage().height, pith_clock(), MOTION_SLIDE);
	set_view(VIEW_HOME);
	move();
}

void come_up(int32_t i)
{
	home.awaited = NOBODY;
	if (home.front != i) {
		home.front = i;
		motion_set(&home.rise, stage().height);
	}
	remember(i);
	motion_begin(&home.rise, 0, pith_clock(), MOTION_SLIDE);
	set_view(VIEW_PROGRAM);
	move();
}

void go_switching(void)
{
	bool from_program = home.view == VIEW_PROGRAM;

	home.awaited = NOBODY;
	if (home.view == VIEW_SWITCHER)
		return;
	home.front = NOBODY;
	home.cards = (struct scroll){.stepped = pith_clock()};
	set_view(VIEW_SWITCHER);
	set_cards();
	/* Who comes from a program wants the one before it: half of both is seen. */
	scroll_to(&home.cards, from_program && home.open_count > 1 ? card_pitch() / 2 : 0);
	set_cards();
	move();
}

/* --- Surfaces -------------------------------------------------------------------------------- */

/* Nothing of it is to be seen any more: says why, and goes home if nothing will be. */
static void vanish(int32_t i)
{
	struct program *p = &programs[i];
	struct policy_status status;

	if (policy_status(p->name, &status))
		status.state = POLICY_ENDED;
	if (status.state == POLICY_RUNNING) {
		/* It was restarted, and will show itself. */
		say(p->title, "has failed and was restarted");
		return;
	}
	if (status.state == POLICY_FAULTED)
		say(p->title, "has failed");
	p->open = false;
	forget(i);
	if (home.front != i)
		return;
	home.front = NOBODY;
	if (home.view == VIEW_PROGRAM)
		set_view(VIEW_HOME);
}

static void appear(int32_t i)
{
	programs[i].open = true;
	if (place_in_order(i) == NOBODY)
		home.order[home.open_count++] = i;
}

static void look_at_surface(int32_t i, const struct windows_surface *surface)
{
	struct program *p = &programs[i];
	bool visible = surface->is & WINDOWS_CONTENT;
	/* Whoever rings is to be seen. */
	bool calls = p->close.disabled && surface->title[0];

	p->surface = (uint8_t)surface->number;
	if (visible != p->visible) {
		p->visible = visible;
		if (visible)
			appear(i);
		else
			vanish(i);
		app_change_all();
	}
	if (visible && home.front != i && (home.awaited == i || calls))
		come_up(i);
}

void look_at_surfaces(void)
{
	struct windows_surface surfaces[WINDOWS_SURFACES];
	uint32_t count = 0;

	if (windows_list(&windows, surfaces, &count))
		return;
	for (uint32_t n = 0; n < count; n++)
		for (int32_t i = 0; i < PROGRAMS; i++)
			if (!strcmp(surfaces[n].name, programs[i].name))
				look_at_surface(i, &surfaces[n]);
	set_cards();
	arrange(pith_clock());
}

void stage_meet(uint32_t bits)
{
	static uint32_t generation;
	const struct pith_grant *grant = pith_need(PITH_GRANT_SERVICE, "windows");
	const char *alarms = pith_parameter_string("alarms", "");

	for (int32_t i = 0; i < PROGRAMS; i++)
		programs[i].close.disabled = !strcmp(programs[i].name, alarms);
	if (grant->generation && grant->generation != generation) {
		generation = grant->generation;
		pith_request_refused("open", grant->slot, windows_open(&windows, bits, 0));
		placed_count = 0;
	}
	look_at_surfaces();
}
