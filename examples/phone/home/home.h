/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The home screen: the wallpaper with the programs, the strip at the lower edge, and the switcher.
 * It asks policy to start and stop programs, and the display server to show them here or there; it
 * never sees what they draw. Its own picture lies behind all others.
 *
 * Parameters: alarms = "name": a program that comes forward when it gives itself a title, and that
 * cannot be closed.
 */
#ifndef PITH_PHONE_HOME_H
#define PITH_PHONE_HOME_H

#include "pith/proto/windows.h"
#include "user/ui/app.h"
#include "user/ui/control.h"

enum {
	BAR = 32,   /* height of the status bar, which covers us */
	STRIP = 48, /* height of the strip, which no program covers */
	CARD_SCALE = 2,
	PROGRAMS = 6,
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
	struct button close; /* in the switcher */
};

extern struct program programs[PROGRAMS];

enum view {
	VIEW_HOME,
	VIEW_PROGRAM,
	VIEW_SWITCHER,
};

/* All that there is to know, and to draw from. */
struct home {
	enum view view;
	int32_t front;		 /* the program in VIEW_PROGRAM, or still leaving */
	int32_t awaited;	 /* was started, and shows nothing yet */
	struct motion rise;	 /* of `front`: pixels below its place */
	int32_t order[PROGRAMS]; /* the open ones, the one used last first */
	int32_t open_count;
	struct scroll cards; /* the switcher, lying on its side */
	int32_t pressed_tile, pressed_card;
	struct button home_button, switch_button; /* in the strip */
	char toast[64];				  /* "": nothing to be said */
};

extern struct home home;

/* --- picture.c: where things are, and how they look --- */

void lay_out(void);
/* Where programs are seen. */
struct rect stage(void);
struct rect clock_area(void);
struct rect toast_area(void);
/* A tile with its name. */
struct rect tile_field(int32_t i);
/* The card of the program that is open as number n; from one to the next. */
struct rect card_area(int32_t n);
int32_t card_pitch(void);
/* All that moves when the switcher is scrolled. */
struct rect cards_area(void);
/* The buttons that close programs stand below their cards. */
void set_cards(void);

void draw(const struct canvas *canvas);

/* --- stage.c: what is open, and where it is shown --- */

/* Meets the display server, again if it was restarted. bits: for surfaces that come and go. */
void stage_meet(uint32_t bits);
/* Surfaces came or went. */
void look_at_surfaces(void);
void arrange(uint64_t now);

void open_program(int32_t i);
void close_program(int32_t i);
/* A program that has something to show comes up. */
void come_up(int32_t i);
void go_home(void);
void go_switching(void);
/* A word to the user, for a moment. */
void say(const char *title, const char *what);

#endif
