/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keeps the panel's picture. The pixels themselves are made by the display's model.
 */
#include "sim/screen.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/file.h"
#include "sim/png.h"

static void resize(struct screen *screen, uint32_t width, uint32_t height)
{
	size_t size = (size_t)width * height * sizeof(*screen->pixels);

	screen->pixels = file_grow(screen->pixels, size);
	memset(screen->pixels, 0, size);
	screen->width = width;
	screen->height = height;
	screen->sequence = 0;
	screen->damage = (struct pl111_damage){0, height};
}

void screen_init(struct screen *screen)
{
	*screen = (struct screen){0};
	resize(screen, SCREEN_WIDTH, SCREEN_HEIGHT);
}

void screen_free(struct screen *screen)
{
	free(screen->pixels);
	*screen = (struct screen){0};
}

void screen_update(struct screen *screen, const struct pl111_panel *panel)
{
	struct pl111_damage *all = &screen->damage, more;

	if (panel->width == 0 || panel->height == 0)
		return;
	if (panel->width != screen->width || panel->height != screen->height)
		resize(screen, panel->width, panel->height);
	screen->pictures = panel->pictures;
	if (!pl111_render(panel, &screen->sequence, screen->pixels, screen->width, &more) ||
	    more.bottom <= more.top)
		return;
	if (all->bottom == 0 || more.top < all->top)
		all->top = more.top;
	if (more.bottom > all->bottom)
		all->bottom = more.bottom;
}

bool screen_take_damage(struct screen *screen, struct pl111_damage *damage)
{
	*damage = screen->damage;
	screen->damage = (struct pl111_damage){0, 0};
	return damage->bottom > damage->top;
}

uint32_t screen_hash(const struct screen *screen)
{
	return png_hash(screen->pixels, screen->width, screen->height);
}

bool screen_save(const struct screen *screen, const char *file)
{
	if (!png_write(file, screen->pixels, screen->width, screen->height)) {
		fprintf(stderr, "sim: cannot write the screenshot %s: %s\n", file, strerror(errno));
		return false;
	}
	fprintf(stderr, "sim: %s: %u x %u pixels, picture %llu, hash %08x%s\n", file, screen->width,
	    screen->height, (unsigned long long)screen->pictures, screen_hash(screen),
	    screen->sequence ? "" : " (the display is off)");
	return true;
}
