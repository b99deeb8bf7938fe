/* SPDX-License-Identifier: BSD-2-Clause */
/* Layers, damage and composition: see screen.h. */
#include <string.h>

#include "user/display/screen.h"

/* All of the screen, in its own coordinates. */
static struct rect whole(const struct screen *screen)
{
	return rect_make(0, 0, screen->width, screen->height);
}

/*
 * A part of the screen looks different from now on. Both buffers learn of it: the one that
 * is drawn next, and the one that is on the glass now and is drawn after that.
 */
static void add_damage(struct screen *screen, struct rect r)
{
	r = rect_intersect(r, whole(screen));
	if (rect_empty(r))
		return;
	for (int i = 0; i < SCREEN_BUFFERS; i++)
		region_add(&screen->damage[i], r);
	screen->dirty = true;
}

void screen_init(struct screen *screen, int32_t width, int32_t height, int32_t stride,
    uint16_t background, uint16_t *const buffer[SCREEN_BUFFERS])
{
	memset(screen, 0, sizeof(*screen));
	screen->width = width;
	screen->height = height;
	screen->stride = stride;
	screen->background = background;
	for (int i = 0; i < SCREEN_BUFFERS; i++)
		screen->buffer[i] = buffer[i];
	screen_refresh(screen);
}

void screen_refresh(struct screen *screen)
{
	add_damage(screen, whole(screen));
}

/* low <= value <= high */
static bool within(int32_t value, int32_t low, int32_t high)
{
	return value >= low && value <= high;
}

struct layer *screen_add(struct screen *screen, const char *name, struct rect area, int32_t z)
{
	uint32_t at = screen->layers;

	if (at == SCREEN_LAYERS || !within(area.x, -SCREEN_SIZE_MAX, SCREEN_SIZE_MAX) ||
	    !within(area.y, -SCREEN_SIZE_MAX, SCREEN_SIZE_MAX) ||
	    !within(area.width, 1, SCREEN_SIZE_MAX) || !within(area.height, 1, SCREEN_SIZE_MAX))
		return NULL;
	/* Insertion keeps the layers sorted, and those of equal height in the order they came. */
	while (at && screen->layer[at - 1].z > z) {
		screen->layer[at] = screen->layer[at - 1];
		at--;
	}
	struct layer *layer = &screen->layer[at];

	memset(layer, 0, sizeof(*layer));
	strncpy(layer->name, name, sizeof(layer->name) - 1);
	layer->area = area;
	layer->z = z;
	screen->layers++;
	return layer;
}

struct layer *screen_find(struct screen *screen, const char *name)
{
	for (uint32_t i = 0; i < screen->layers; i++)
		if (!strncmp(screen->layer[i].name, name, sizeof(screen->layer[i].name) - 1))
			return &screen->layer[i];
	return NULL;
}

struct rect screen_place(const struct screen *screen, const struct layer *layer)
{
	return screen->exclusive == layer ? whole(screen) : layer->area;
}

/* Bytes of a client's frame. At most 2^21, as a place is at most SCREEN_SIZE_MAX wide and high. */
static uint32_t frame_size(struct rect place)
{
	return layer_stride((uint32_t)place.width) * (uint32_t)place.height * 2;
}

uint32_t screen_frames(const struct screen *screen, const struct layer *layer)
{
	/* Asked anew each time: with the whole screen, the same memory holds fewer frames. */
	uint32_t frames = layer->memory.size / frame_size(screen_place(screen, layer));

	return frames < LAYER_BUFFERS_MAX ? frames : LAYER_BUFFERS_MAX;
}

/* Nothing of the layer can be seen because another fills the screen. */
static bool suppressed(const struct screen *screen, const struct layer *layer)
{
	return screen->exclusive && screen->exclusive->shown && screen->exclusive != layer;
}

bool screen_present(struct screen *screen, struct layer *layer, uint32_t buffer,
    const struct rect *damage, uint32_t count)
{
	struct rect place = screen_place(screen, layer);
	struct rect own = rect_make(0, 0, place.width, place.height);

	if (buffer >= screen_frames(screen, layer))
		return false;
	if (!count || !layer->shown) {
		/* A first frame covers what was there before. */
		damage = &own;
		count = 1;
	}
	layer->shown = true;
	layer->waiting = true;
	layer->buffer = buffer;
	/* It stays waiting: when the screen is given back all of it is drawn. */
	if (suppressed(screen, layer))
		return true;
	for (uint32_t i = 0; i < count; i++) {
		/* Clipped before it is moved: no client damages what is not its own, and hostile
		 * numbers do not overflow. */
		struct rect r = rect_intersect(damage[i], own);

		add_damage(screen, rect_offset(r, place.x, place.y));
	}
	/* A frame in which nothing changed is composed too: its client waits for that. */
	screen->dirty = true;
	return true;
}

void screen_hide(struct screen *screen, struct layer *layer)
{
	if (screen->exclusive == layer) {
		if (layer->shown)
			add_damage(screen, whole(screen));
		screen->exclusive = NULL;
	} else if (layer->shown && !suppressed(screen, layer)) {
		/* What was below shows again. */
		add_damage(screen, layer->area);
	}
	layer->shown = false;
	layer->waiting = false;
}

bool screen_exclusive(struct screen *screen, struct layer *layer, bool on)
{
	if (screen->exclusive && screen->exclusive != layer)
		return false;
	if (on == (screen->exclusive != NULL))
		return true;
	if (on && layer->memory.size < frame_size(whole(screen)))
		return false;
	/* Its frames change their size, so none of them can be shown as it is. */
	screen_hide(screen, layer);
	screen->exclusive = on ? layer : NULL;
	return true;
}

struct layer *screen_owner(struct screen *screen, int32_t x, int32_t y)
{
	if (!rect_has_point(whole(screen), x, y))
		return NULL;
	if (screen->exclusive && screen->exclusive->shown)
		return screen->exclusive;
	/* The nearest first. */
	for (uint32_t i = screen->layers; i-- > 0;) {
		struct layer *layer = &screen->layer[i];

		if (layer->shown && rect_has_point(layer->area, x, y))
			return layer;
	}
	return NULL;
}

/* Its frame is to be seen, where nothing nearer covers it. */
static bool visible(const struct screen *screen, const struct layer *layer)
{
	return layer->shown && !suppressed(screen, layer);
}

/* Copies what of the layer lies in the rectangle (on the screen) to the back buffer. */
static void copy_layer(const struct screen *screen, const struct layer *layer, struct rect r)
{
	struct rect place = screen_place(screen, layer);
	int32_t stride = (int32_t)layer_stride((uint32_t)place.width);
	const uint16_t *from = layer->memory.pixels + layer->buffer * (frame_size(place) / 2);
	uint16_t *to = screen->buffer[screen->back];

	r = rect_intersect(r, place);
	for (int32_t y = r.y; y < r.y + r.height; y++)
		canvas_copy_pixels(to + y * screen->stride + r.x,
		    from + (y - place.y) * stride + (r.x - place.x), (uint32_t)r.width);
}

/* Draws one rectangle of the back buffer, from the nearest layer that hides all behind it. */
static void compose(const struct screen *screen, struct rect r)
{
	uint32_t first = screen->layers;
	bool covered = false;

	while (first && !covered) {
		const struct layer *layer = &screen->layer[--first];

		covered = visible(screen, layer) && rect_contains(screen_place(screen, layer), r);
	}
	if (!covered) {
		/* Something of the background may be seen. */
		struct canvas canvas = canvas_make(
		    screen->buffer[screen->back], screen->width, screen->height, screen->stride);

		canvas_fill(&canvas, r, screen->background);
	}
	/* From back to front; the buffer is not on the glass, so nobody sees what is covered. */
	for (uint32_t i = first; i < screen->layers; i++)
		if (visible(screen, &screen->layer[i]))
			copy_layer(screen, &screen->layer[i], r);
}

uint32_t screen_compose(struct screen *screen, void (*composed)(struct layer *layer))
{
	struct region *damage = &screen->damage[screen->back];
	uint32_t drawn = screen->back;

	for (uint32_t i = 0; i < damage->count; i++)
		compose(screen, damage->rect[i]);
	region_clear(damage);
	screen->dirty = false;
	screen->back = (screen->back + 1) % SCREEN_BUFFERS;
	for (uint32_t i = 0; i < screen->layers; i++) {
		struct layer *layer = &screen->layer[i];

		if (!layer->waiting || !visible(screen, layer))
			continue;
		layer->waiting = false;
		composed(layer);
	}
	return drawn;
}
