/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Colours by what they are for, in a light and a dark theme, and the distances that all screens
 * share. Programs name a role (theme->ink), never a colour, so that one setting changes the whole
 * phone. Which theme it is belongs to the system's settings: see app.h.
 */
#ifndef PITH_UI_THEME_H
#define PITH_UI_THEME_H

#include <stdbool.h>
#include <stdint.h>

/* Pixels of RGB565. "on" an accent or a hue: what is written on it. */
struct theme {
	bool dark;
	uint16_t ground;    /* behind everything */
	uint16_t surface;   /* cards, lists, paper */
	uint16_t raised;    /* what lies on a surface: buttons, fields */
	uint16_t sunken;    /* pressed, chosen, the groove of a slider */
	uint16_t line;	    /* hairlines */
	uint16_t ink;	    /* text, icons */
	uint16_t ink_soft;  /* secondary text */
	uint16_t ink_faint; /* what cannot be chosen now; marks of scales */
	uint16_t accent;    /* the one thing to do; on, playing, chosen */
	uint16_t accent_pressed;
	uint16_t accent_soft; /* a surface tinted with it */
	uint16_t on_accent;
	/* Hues that go with them and with each other; on_hue is for all. */
	uint16_t coral, amber, leaf, sky, plum, slate;
	uint16_t on_hue;
};

extern const struct theme theme_light, theme_dark;

/* The theme to draw with, the light one at first. */
extern const struct theme *theme;

/* Pixels. Everything stands on a grid of UI_GRID; what a finger is to hit is at least UI_TARGET in
 * both directions, however small it is drawn. */
enum {
	UI_GRID = 8,
	UI_MARGIN = 24, /* from the edges of a screen */
	UI_GAP = 16,	/* between cards, between a picture and its words */
	UI_TARGET = 48,
	UI_HEADER = 72, /* height of the line with a screen's name */
	UI_ROW = 72,	/* height of a row of a list */
	UI_RADIUS = 20, /* corners of cards */
	UI_RADIUS_SMALL = 12,
};

#endif
