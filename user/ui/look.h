/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How Pith looks: colours, distances, letters, and the few controls that all its programs share.
 * Everything stands on a grid of 8 pixels; what a finger is to hit is at least LOOK_TARGET
 * in both directions, however small it is drawn.
 */
#ifndef PITH_UI_LOOK_H
#define PITH_UI_LOOK_H

#include "user/ui/canvas.h"
#include "user/ui/text.h"

enum {
	/* Colours, 0xrrggbb; CANVAS_HEX() makes pixels of them. */
	LOOK_GROUND = 0xefece4,	  /* behind everything: unbleached paper */
	LOOK_SURFACE = 0xffffff,  /* cards, paper */
	LOOK_SUNKEN = 0xe0dbcf,	  /* pressed, or chosen */
	LOOK_LINE = 0xd6d0c2,	  /* hairlines */
	LOOK_INK = 0x22262e,	  /* text */
	LOOK_INK_SOFT = 0x6d6f73, /* secondary text */
	LOOK_LEAF = 0x2f8f62,	  /* the accent */

	/* Hues that go with them and with each other. */
	LOOK_CORAL = 0xe4584a,
	LOOK_AMBER = 0xf0a52f,
	LOOK_SKY = 0x2f7fd0,
	LOOK_PLUM = 0x8650b4,

	/* Pixels. */
	LOOK_GRID = 8,
	LOOK_MARGIN = 16,
	LOOK_TARGET = 48,
	LOOK_RADIUS = 16, /* corners of cards */
	LOOK_SWATCH_RADIUS = 15,
	LOOK_RADIUS_SMALL = 12, /* of what lies on them */
};

/* A card: a surface with round corners and a hairline around it. */
void look_card(const struct canvas *canvas, struct rect r);

/* Paints over what sticks out of the round corners of a card, and draws its hairline again. */
void look_card_trim(const struct canvas *canvas, struct rect r, uint16_t outside);

/* A button with a word on it. */
void look_button(const struct canvas *canvas, struct rect r, const char *label, bool pressed);

/* A round badge with the first letter of a name, around the middle of the rectangle. */
void look_badge(const struct canvas *canvas, struct rect r, uint16_t color, const char *name);

/* A colour to choose, around the middle of the rectangle; the chosen one has a ring. */
void look_swatch(const struct canvas *canvas, struct rect r, uint16_t color, bool chosen);

/* A dot of this diameter to choose, for the width of a pen. */
void look_dot(const struct canvas *canvas, struct rect r, int32_t diameter, bool chosen);

#endif
