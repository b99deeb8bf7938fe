/* SPDX-License-Identifier: BSD-2-Clause */
/* Layers, damage and composition: see screen.h. */
#include <string.h>

#include "user/display/scale.h"
#include "user/display/screen.h"
#include "user/ui/coverage.h"

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
	screen->order[screen->layers] = (uint8_t)screen->layers;
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

/* Where the layer is to be seen: as it is arranged, or else as the description has it. */
static struct windows_place arrangement(const struct layer *layer)
{
	struct windows_place place = windows_place(0);

	if (layer->arranged)
		return layer->place;
	if (layer->hidden)
		place.flags = 0;
	return place;
}

static int32_t height(const struct layer *layer)
{
	return layer->arranged ? layer->place.z : layer->z;
}

struct rect screen_place(const struct screen *screen, const struct layer *layer)
{
	struct rect frame = screen->exclusive == layer ? whole(screen) : layer->area;
	struct windows_place place = arrangement(layer);

	return rect_offset(frame, place.x, place.y);
}

struct rect screen_sight(const struct screen *screen, const struct layer *layer)
{
	struct rect sight = screen_place(screen, layer);
	struct windows_place place = arrangement(layer);

	sight.width /= place.scale;
	sight.height /= place.scale;
	if (place.flags & WINDOWS_CLIPPED)
		sight = rect_intersect(sight,
		    rect_make(place.clip.x, place.clip.y, place.clip.width, place.clip.height));
	return sight;
}

/* Radius of the corners, which fit into what is seen of the layer. */
static int32_t corner_of(const struct layer *layer, struct rect sight)
{
	int32_t side = sight.width < sight.height ? sight.width : sight.height;
	int32_t corner = arrangement(layer).corner;

	return corner < side / 2 ? corner : side / 2;
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

/* There is a picture, and it is to be shown. */
static bool wanted(const struct layer *layer)
{
	return layer->shown && arrangement(layer).flags & WINDOWS_SHOWN;
}

/* Nothing of the layer can be seen because another fills the screen. */
static bool suppressed(const struct screen *screen, const struct layer *layer)
{
	const struct layer *other = screen->exclusive;

	return other && other != layer && wanted(other) && !arrangement(other).corner &&
	       rect_contains(screen_sight(screen, other), whole(screen));
}

/* Its frame is to be seen, where nothing nearer covers it. */
static bool visible(const struct screen *screen, const struct layer *layer)
{
	return wanted(layer) && !suppressed(screen, layer);
}

/* All of the layer that is seen looks different. */
static void damage_layer(struct screen *screen, const struct layer *layer)
{
	if (visible(screen, layer))
		add_damage(screen, screen_sight(screen, layer));
}

/* A part of the layer's frame looks different; the part lies within the frame. */
static void damage_part(struct screen *screen, const struct layer *layer, struct rect part)
{
	int32_t scale = arrangement(layer).scale;
	struct rect place = screen_place(screen, layer);
	int32_t x = part.x / scale, y = part.y / scale;
	/* A pixel of the screen that shows some of the part shows it all. */
	int32_t right = (part.x + part.width + scale - 1) / scale;
	int32_t bottom = (part.y + part.height + scale - 1) / scale;
	struct rect r = rect_make(place.x + x, place.y + y, right - x, bottom - y);

	add_damage(screen, rect_intersect(r, screen_sight(screen, layer)));
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
	layer->frames++;
	/* It stays waiting: when it is shown again all of it is drawn. */
	if (!visible(screen, layer))
		return true;
	/* Clipped before it is moved: no client damages what is not its own, and hostile numbers do
	 * not overflow. */
	for (uint32_t i = 0; i < count; i++)
		damage_part(screen, layer, rect_intersect(damage[i], own));
	/* A frame in which nothing changed is composed too: its client waits for that. */
	screen->dirty = true;
	return true;
}

void screen_hide(struct screen *screen, struct layer *layer)
{
	/* What was below shows again; what it had suppressed, too. */
	damage_layer(screen, layer);
	if (screen->exclusive == layer) {
		if (wanted(layer))
			add_damage(screen, whole(screen));
		screen->exclusive = NULL;
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

/* --- Arrangement --------------------------------------------------------------------- */

void screen_stage(struct layer *layer, const struct windows_place *place)
{
	layer->staged = true;
	layer->next = *place;
}

void screen_unstage(struct screen *screen)
{
	for (uint32_t i = 0; i < screen->layers; i++)
		screen->layer[i].staged = false;
}

/* Brings the order up to date; few change their places, so insertion is fast. */
static void sort(struct screen *screen)
{
	for (uint32_t i = 1; i < screen->layers; i++) {
		uint8_t moved = screen->order[i];
		const struct layer *layer = &screen->layer[moved];
		uint32_t at = i;

		for (; at; at--) {
			uint8_t below = screen->order[at - 1];
			const struct layer *other = &screen->layer[below];

			if (height(other) < height(layer) ||
			    (height(other) == height(layer) && below < moved))
				break;
			screen->order[at] = below;
		}
		screen->order[at] = moved;
	}
}

/* The layer's place becomes another. */
static void rearrange(
    struct screen *screen, struct layer *layer, bool arranged, const struct windows_place *place)
{
	if (arranged == layer->arranged &&
	    (!arranged || !memcmp(place, &layer->place, sizeof(*place))))
		return;
	damage_layer(screen, layer);
	/* It may fill the screen, or do so no more. */
	if (screen->exclusive == layer && layer->shown)
		add_damage(screen, whole(screen));
	layer->arranged = arranged;
	layer->place = *place;
	damage_layer(screen, layer);
}

void screen_arrange(struct screen *screen)
{
	for (uint32_t i = 0; i < screen->layers; i++)
		if (screen->layer[i].staged)
			rearrange(screen, &screen->layer[i], true, &screen->layer[i].next);
	screen_unstage(screen);
	sort(screen);
	/* One in which nothing moves is composed too: the home screen waits for that. */
	screen->dirty = true;
	screen->arranged = true;
}

void screen_disarrange(struct screen *screen)
{
	for (uint32_t i = 0; i < screen->layers; i++)
		rearrange(screen, &screen->layer[i], false, &screen->layer[i].place);
	screen_unstage(screen);
	sort(screen);
}

/* --- Who owns a pixel ------------------------------------------------------------------ */

/* How much of a pixel within what is seen of a layer its round corners leave. */
static uint32_t corner_coverage(struct rect sight, int32_t corner, int32_t x, int32_t y)
{
	const struct capsule disc = {0, 0, 0, 0, corner * CANVAS_UNIT};
	int32_t right = sight.x + sight.width - corner, bottom = sight.y + sight.height - corner;
	int32_t left = sight.x + corner, top = sight.y + corner;

	if ((x >= left && x < right) || (y >= top && y < bottom))
		return CANVAS_OPAQUE;
	/* From the middle of the arc, so that the numbers stay small wherever the layer is. */
	return coverage_capsule(&disc, x - (x < left ? left : right), y - (y < top ? top : bottom));
}

/* The layer shows the pixel, if nothing nearer does. */
static bool shows(const struct screen *screen, const struct layer *layer, int32_t x, int32_t y)
{
	struct rect sight = screen_sight(screen, layer);

	return visible(screen, layer) && rect_has_point(sight, x, y) &&
	       corner_coverage(sight, corner_of(layer, sight), x, y) >= CANVAS_OPAQUE / 2;
}

struct layer *screen_nearest(struct screen *screen, int32_t x, int32_t y)
{
	if (!rect_has_point(whole(screen), x, y))
		return NULL;
	for (uint32_t i = screen->layers; i-- > 0;) {
		struct layer *layer = &screen->layer[screen->order[i]];

		if (shows(screen, layer, x, y))
			return layer;
	}
	return NULL;
}

/* Fingers on it are its own. A small picture's are not: its client knows of no scale. */
static bool touchable(const struct layer *layer)
{
	struct windows_place place = arrangement(layer);

	return place.flags & WINDOWS_TOUCHABLE && place.scale == 1;
}

struct layer *screen_owner(struct screen *screen, int32_t x, int32_t y)
{
	struct layer *layer = screen_nearest(screen, x, y);

	/* Never whoever lies beneath: nobody is touched for what another shows, but for the home
	 * screen, which has arranged it so. */
	if (layer && !touchable(layer))
		layer = screen->home;
	return layer && touchable(layer) && shows(screen, layer, x, y) ? layer : NULL;
}

/* --- Composition ----------------------------------------------------------------------- */

/* A layer's frame as it is drawn from. */
struct source {
	struct rect place;
	struct windows_place arranged;
	const uint16_t *pixels; /* of the frame */
	uint32_t stride;
};

static struct source source_of(const struct screen *screen, const struct layer *layer)
{
	struct rect place = screen_place(screen, layer);

	return (struct source){
	    .place = place,
	    .arranged = arrangement(layer),
	    .pixels = layer->memory.pixels + layer->buffer * (frame_size(place) / 2),
	    .stride = layer_stride((uint32_t)place.width),
	};
}

/* `count` pixels of the layer as they are to be seen at (x, y) and right of it: in the frame
 * itself, or in a line that holds until the next call (not on the stack, which compose() needs). */
static const uint16_t *fetch(const struct source *source, int32_t x, int32_t y, uint32_t count)
{
	static _Alignas(4) uint16_t line[SCREEN_SIZE_MAX];
	int32_t scale = source->arranged.scale;
	const uint16_t *from = source->pixels +
			       (y - source->place.y) * scale * (int32_t)source->stride +
			       (x - source->place.x) * scale;

	if (scale == 2)
		scale_half(line, from, source->stride, count);
	else if (scale == 3)
		scale_third(line, from, source->stride, count);
	if (scale > 1)
		from = line;
	if (!source->arranged.dim)
		return from;
	scale_dim(line, from, count, (255u - source->arranged.dim) * SCALE_LIGHT / 255);
	return line;
}

static uint16_t *back_line(const struct screen *screen, int32_t y)
{
	return screen->buffer[screen->back] + y * screen->stride;
}

/* Copies what of the layer is to be seen in the rectangle. */
static void copy_part(const struct screen *screen, const struct layer *layer, struct rect r)
{
	struct source source = source_of(screen, layer);

	for (int32_t y = r.y; y < r.y + r.height; y++)
		canvas_copy_pixels(back_line(screen, y) + r.x,
		    fetch(&source, r.x, y, (uint32_t)r.width), (uint32_t)r.width);
}

/* Mixes a round corner, or a part of one, into what is behind it. */
static void blend_part(const struct screen *screen, const struct layer *layer, struct rect r)
{
	struct source source = source_of(screen, layer);
	struct rect sight = screen_sight(screen, layer);
	int32_t corner = corner_of(layer, sight);

	for (int32_t y = r.y; y < r.y + r.height; y++) {
		const uint16_t *from = fetch(&source, r.x, y, (uint32_t)r.width);
		uint16_t *to = back_line(screen, y) + r.x;

		for (int32_t i = 0; i < r.width; i++)
			to[i] =
			    canvas_mix(to[i], from[i], corner_coverage(sight, corner, r.x + i, y));
	}
}

/* A rectangle of the back buffer that remains to be drawn. */
struct piece {
	struct rect r;
	uint32_t layers; /* from so many, the farthest, */
	bool corner;	 /* or a corner of the one in front of those is to be mixed in */
};

/*
 * What is taken from the list last in, first out, adds at most twelve pieces that have fewer layers
 * than it has itself: so never more are in it.
 */
static struct piece pieces[12 * (SCREEN_LAYERS + 1)];
static uint32_t piece_count;

static void add_piece(struct rect r, uint32_t layers, bool corner)
{
	if (!rect_empty(r))
		pieces[piece_count++] = (struct piece){r, layers, corner};
}

static const struct layer *layer_at(const struct screen *screen, uint32_t height)
{
	return &screen->layer[screen->order[height]];
}

/* Draws the part of a layer that is seen in r; its corners remain. behind: how many are. */
static void draw_layer(
    const struct screen *screen, const struct layer *layer, struct rect r, uint32_t behind)
{
	struct rect sight = screen_sight(screen, layer);
	int32_t corner = corner_of(layer, sight);
	int32_t width = sight.width - 2 * corner, bottom = sight.y + sight.height - corner;
	struct rect upper = rect_make(sight.x + corner, sight.y, width, corner);

	copy_part(screen, layer,
	    rect_intersect(
		r, rect_make(sight.x, sight.y + corner, sight.width, bottom - sight.y - corner)));
	if (!corner)
		return;
	copy_part(screen, layer, rect_intersect(r, upper));
	copy_part(screen, layer, rect_intersect(r, rect_offset(upper, 0, bottom - sight.y)));
	for (int i = 0; i < 4; i++) {
		struct rect square = rect_make(
		    i & 1 ? upper.x + width : sight.x, i & 2 ? bottom : sight.y, corner, corner);

		square = rect_intersect(r, square);
		add_piece(square, behind, true);
		/* Taken before that: what shines through. */
		add_piece(square, behind, false);
	}
}

/* Draws a piece from the nearest of its layers that reaches into it, and adds what is around that.
 */
static void draw_piece(const struct screen *screen, struct piece piece)
{
	uint32_t at = piece.layers;
	struct rect r = piece.r, part = {0, 0, 0, 0};

	while (at && rect_empty(part)) {
		const struct layer *layer = layer_at(screen, --at);

		if (visible(screen, layer))
			part = rect_intersect(r, screen_sight(screen, layer));
	}
	if (rect_empty(part)) {
		struct canvas canvas = canvas_make(
		    screen->buffer[screen->back], screen->width, screen->height, screen->stride);

		canvas_fill(&canvas, r, screen->background);
		return;
	}
	int32_t right = part.x + part.width, bottom = part.y + part.height;

	draw_layer(screen, layer_at(screen, at), part, at);
	/* Above it, below it, and on either side. */
	add_piece(rect_make(r.x, r.y, r.width, part.y - r.y), at, false);
	add_piece(rect_make(r.x, bottom, r.width, r.y + r.height - bottom), at, false);
	add_piece(rect_make(r.x, part.y, part.x - r.x, part.height), at, false);
	add_piece(rect_make(right, part.y, r.x + r.width - right, part.height), at, false);
}

/* Draws a rectangle of the back buffer. Each pixel is written once, from the nearest layer that has
 * it; one of a round corner once more. What is hidden is not read. */
static void compose(const struct screen *screen, struct rect r)
{
	add_piece(r, screen->layers, false);
	while (piece_count) {
		struct piece piece = pieces[--piece_count];

		if (piece.corner)
			blend_part(screen, layer_at(screen, piece.layers), piece.r);
		else
			draw_piece(screen, piece);
	}
}

uint32_t screen_compose(struct screen *screen, void (*composed)(struct layer *layer))
{
	struct region *damage = &screen->damage[screen->back];
	uint32_t drawn = screen->back;

	for (uint32_t i = 0; i < damage->count; i++)
		compose(screen, damage->rect[i]);
	region_clear(damage);
	screen->dirty = false;
	screen->arranged = false;
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
