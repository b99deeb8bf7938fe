/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The picture that the machine's panel shows, as pixels for a window and for files.
 */
#ifndef PITH_SIM_SCREEN_H
#define PITH_SIM_SCREEN_H

#include <stdbool.h>
#include <stdint.h>
#include "devices/pl111/model.h"

enum {
	/* The panel's size until a system says another, and for pictures of a dark panel. */
	SCREEN_WIDTH = 480,
	SCREEN_HEIGHT = 800,
};

struct screen {
	uint32_t *pixels; /* 0xRRGGBB, width * height */
	uint32_t width, height;
	uint64_t sequence;	    /* of the panel, see pl111_render */
	uint64_t pictures;	    /* that the panel has shown, each unlike the one before */
	struct pl111_damage damage; /* lines that changed since it was taken; none if bottom is 0 */
};

/* A dark screen. */
void screen_init(struct screen *screen);
void screen_free(struct screen *screen);

/* Bring the picture up to date and add to its damage; a new size is a change of all lines. */
void screen_update(struct screen *screen, const struct pl111_panel *panel);

/* Which lines have changed since the last call: false if none. */
bool screen_take_damage(struct screen *screen, struct pl111_damage *damage);

uint32_t screen_hash(const struct screen *screen);

/* Write a PNG file and tell on standard error where it is, which of all pictures, and its hash.
 * False, and told, if it cannot be written. */
bool screen_save(const struct screen *screen, const char *file);

#endif
