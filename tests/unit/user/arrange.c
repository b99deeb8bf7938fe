/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arranged windows against a slow and obvious painter: all layers, one pixel after the other, from
 * the farthest to the nearest. And what arranging is not allowed to change: pixels that nobody
 * arranged, whose finger it is, who is asked for frames.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "user/display/screen.h"
#include "user/ui/coverage.h"

enum { W = 60, H = 40, STRIDE = 62, BACKGROUND = 0x0841, LAYERS = 4, MEMORY = 4 * W * H };

static uint16_t buffers[SCREEN_BUFFERS][STRIDE * H];
static uint16_t memory[LAYERS][MEMORY];
static struct screen screen;
static struct layer *layers[LAYERS];
static uint32_t told; /* bit n: layer n was asked for its next frame */
static uint32_t state = 4711;

static uint32_t noise(void)
{
	state = state * 1664525 + 1013904223;
	return state >> 8;
}

static void composed(struct layer *layer)
{
	told |= 1u << (layer - screen.layer);
}

/* Four layers of noise; "home" is the farthest, "bar" the nearest and fixed. */
static void start(void)
{
	uint16_t *const pointers[SCREEN_BUFFERS] = {buffers[0], buffers[1]};

	memset(buffers, 0xee, sizeof(buffers));
	screen_init(&screen, W, H, STRIDE, BACKGROUND, pointers);
	screen_add(&screen, "home", rect_make(0, 0, W, H), 0);
	screen_add(&screen, "mail", rect_make(0, 4, W, H - 4), 1);
	screen_add(&screen, "clock", rect_make(11, 7, 31, 23), 2);
	screen_add(&screen, "bar", rect_make(0, 0, W, 4), 1000);
	for (uint32_t i = 0; i < LAYERS; i++) {
		layers[i] = &screen.layer[i];
		layers[i]->memory = (struct layer_memory){memory[i], sizeof(memory[i])};
		for (uint32_t p = 0; p < MEMORY; p++)
			memory[i][p] = (uint16_t)noise();
	}
	screen.home = layers[0];
	told = 0;
}

static void present_all(void)
{
	for (uint32_t i = 0; i < LAYERS; i++)
		cr_assert(screen_present(&screen, layers[i], 0, NULL, 0));
}

static void place(uint32_t number, struct windows_place at)
{
	at.surface = (uint8_t)number;
	screen_stage(layers[number], &at);
	screen_arrange(&screen);
}

/* --- The obvious painter ------------------------------------------------------------- */

static struct windows_place place_of(const struct layer *layer)
{
	struct windows_place at = windows_place(0);

	if (layer->arranged)
		return layer->place;
	if (layer->hidden)
		at.flags = 0;
	return at;
}

/* A component of the square of pixels that becomes one, darkened. */
static uint32_t component(const uint16_t *from, uint32_t stride, const struct windows_place *at,
    uint32_t shift, uint32_t mask)
{
	uint32_t sum = 0, n = at->scale * at->scale;
	uint32_t light = (255u - at->dim) * 32 / 255;

	for (uint32_t y = 0; y < at->scale; y++)
		for (uint32_t x = 0; x < at->scale; x++)
			sum += from[y * stride + x] >> shift & mask;
	return ((sum + n / 2) / n * light / 32 & mask) << shift;
}

/* Coverage by the disc that rounds the corner in which the pixel is, if it is in one. */
static uint32_t coverage(struct rect r, int32_t corner, int32_t x, int32_t y)
{
	int32_t half = (r.width < r.height ? r.width : r.height) / 2;

	corner = corner < half ? corner : half;
	int32_t left = r.x + corner, right = r.x + r.width - corner;
	int32_t top = r.y + corner, bottom = r.y + r.height - corner;
	struct capsule disc = {.radius = corner * CANVAS_UNIT};

	if ((x >= left && x < right) || (y >= top && y < bottom))
		return CANVAS_OPAQUE;
	disc.x0 = disc.x1 = (x < left ? left : right) * CANVAS_UNIT;
	disc.y0 = disc.y1 = (y < top ? top : bottom) * CANVAS_UNIT;
	return coverage_capsule(&disc, x, y);
}

/* Paints the layer's pixel over what is behind it. */
static uint16_t over(uint16_t below, const struct layer *layer, int32_t x, int32_t y)
{
	struct windows_place at = place_of(layer);
	struct rect frame = layer->area;

	if (screen.exclusive == layer)
		frame = rect_make(0, 0, W, H);
	struct rect r = rect_make(
	    frame.x + at.x, frame.y + at.y, frame.width / at.scale, frame.height / at.scale);
	struct rect seen = r;
	uint32_t stride = layer_stride((uint32_t)frame.width);

	if (at.flags & WINDOWS_CLIPPED)
		seen = rect_intersect(
		    r, rect_make(at.clip.x, at.clip.y, at.clip.width, at.clip.height));
	if (!layer->shown || !(at.flags & WINDOWS_SHOWN) || !rect_has_point(seen, x, y))
		return below;
	const uint16_t *from =
	    layer->memory.pixels + layer->buffer * stride * (uint32_t)frame.height +
	    (uint32_t)((y - r.y) * at.scale) * stride + (uint32_t)((x - r.x) * at.scale);
	uint32_t pixel = component(from, stride, &at, 11, 31) |
			 component(from, stride, &at, 5, 63) | component(from, stride, &at, 0, 31);

	return canvas_mix(below, (uint16_t)pixel, coverage(seen, at.corner, x, y));
}

/* All layers by height, the later the nearer. */
static uint16_t expected(int32_t x, int32_t y)
{
	uint16_t pixel = BACKGROUND;

	for (int32_t z = INT16_MIN; z <= INT16_MAX;) {
		int32_t next = INT16_MAX + 1;

		for (uint32_t i = 0; i < screen.layers; i++) {
			const struct layer *layer = &screen.layer[i];
			int32_t height = layer->arranged ? layer->place.z : layer->z;

			if (height == z)
				pixel = over(pixel, layer, x, y);
			if (height > z && height < next)
				next = height;
		}
		z = next;
	}
	return pixel;
}

static void compose_and_check(void)
{
	uint32_t shown = screen_compose(&screen, composed);

	for (int y = 0; y < H; y++)
		for (int x = 0; x < W; x++)
			cr_assert(buffers[shown][y * STRIDE + x] == expected(x, y),
			    "%d %d: %04x, not %04x", x, y, buffers[shown][y * STRIDE + x],
			    expected(x, y));
	for (int y = 0; y < H; y++)
		for (int x = W; x < STRIDE; x++)
			cr_assert(buffers[shown][y * STRIDE + x] == 0xeeee);
}

/* --- What is to be seen ---------------------------------------------------------------- */

Test(arrange, everything_at_once_at_random)
{
	start();
	for (int i = 0; i < 6000; i++) {
		uint32_t number = noise() % LAYERS;
		struct layer *layer = layers[number];
		uint32_t act = noise() % 16;
		struct rect part = {(int32_t)(noise() % W), (int32_t)(noise() % H),
		    (int32_t)(noise() % W), (int32_t)(noise() % H)};

		if (act == 0)
			screen_hide(&screen, layer);
		else if (act == 1)
			screen_disarrange(&screen);
		else if (act < 5)
			compose_and_check();
		else if (act < 8) {
			uint32_t frame = layer->shown ? layer->buffer : noise() % 2;
			struct rect size = screen_place(&screen, layer);
			uint32_t stride = layer_stride((uint32_t)size.width);
			struct rect own = rect_make(0, 0, size.width, size.height);

			/* Only what it says is new is new. */
			part = rect_intersect(part, own);
			for (int32_t y = part.y; y < part.y + part.height; y++)
				for (int32_t x = part.x; x < part.x + part.width; x++)
					memory[number][frame * stride * (uint32_t)size.height +
						       (uint32_t)y * stride + (uint32_t)x] =
					    (uint16_t)noise();
			screen_present(&screen, layer, frame, &part, 1);
		} else
			place(number,
			    (struct windows_place){
				.scale = (uint8_t)(1 + noise() % 3),
				.corner = (uint8_t)(noise() % 3 ? 0 : noise() % 20),
				.dim = (uint8_t)(noise() % 2 ? 0 : noise()),
				.x = (int16_t)(noise() % 100 - 50),
				.y = (int16_t)(noise() % 80 - 40),
				.z = (int16_t)(noise() % 5),
				.flags = (uint16_t)(noise() % 4 ? WINDOWS_SHOWN : noise() % 8),
				.clip = {(int16_t)(noise() % W), (int16_t)(noise() % H),
				    (int16_t)(noise() % W), (int16_t)(noise() % H)},
			    });
	}
}

/* What remains to be drawn is a list of bounded length. */
Test(arrange, as_many_layers_as_there_can_be)
{
	start();
	present_all();
	for (uint32_t i = LAYERS; i < SCREEN_LAYERS; i++) {
		struct layer *layer =
		    screen_add(&screen, "more", rect_make(0, 0, W, H), 1000 + (int32_t)i);

		layer->memory = layers[i % LAYERS]->memory;
		cr_assert(screen_present(&screen, layer, 0, NULL, 0));
	}
	for (uint32_t round = 0; round < 60; round++) {
		/* One within the other, all of them round; then anyhow. */
		for (uint32_t i = 0; i < SCREEN_LAYERS; i++) {
			struct windows_place at = windows_place(0);
			bool nested = round < 2;

			at.corner = (uint8_t)(nested ? 20 : noise() % 20);
			at.z = (int16_t)i;
			at.x = (int16_t)(nested ? i / 2 : noise() % 60);
			at.y = (int16_t)(nested ? i / 2 : noise() % 40);
			at.flags |= WINDOWS_CLIPPED;
			at.clip.x = at.x;
			at.clip.y = at.y;
			at.clip.width = (int16_t)(nested ? W - i : noise() % W);
			at.clip.height = (int16_t)(nested ? H - i : noise() % H);
			screen_stage(&screen.layer[i], &at);
		}
		screen_arrange(&screen);
		compose_and_check();
	}
}

Test(arrange, numbers_at_their_limits_are_off_the_screen)
{
	static const int16_t edges[] = {
	    INT16_MIN, INT16_MIN + 1, -1024, -61, -1, 0, 59, 1023, INT16_MAX - 1, INT16_MAX};
	enum { EDGES = sizeof(edges) / sizeof(edges[0]) };

	start();
	present_all();
	for (uint32_t i = 0; i < EDGES * EDGES; i++) {
		struct windows_place at = windows_place(0);

		at.x = edges[i % EDGES];
		at.y = edges[i / EDGES];
		at.z = edges[i % EDGES];
		at.scale = (uint8_t)(1 + i % 3);
		at.corner = WINDOWS_CORNER_MAX;
		at.dim = (uint8_t)(i % 2 * 255);
		place(1 + i % 3, at);
		at.flags |= WINDOWS_CLIPPED;
		at.clip.x = edges[i / EDGES];
		at.clip.y = edges[i % EDGES];
		at.clip.width = edges[(i + 3) % EDGES];
		at.clip.height = edges[(i + 5) % EDGES];
		place(1 + (i + 1) % 3, at);
		compose_and_check();
	}
}

Test(arrange, all_at_once_and_not_before)
{
	struct windows_place at = windows_place(0);

	start();
	present_all();
	compose_and_check();
	compose_and_check();
	at.x = 7;
	screen_stage(layers[1], &at);
	screen_stage(layers[2], &at);
	cr_assert(!screen.dirty && !layers[1]->arranged, "nothing yet");
	screen_unstage(&screen);
	screen_arrange(&screen);
	cr_assert(!layers[1]->arranged && screen.arranged, "dropped; yet a frame comes");
	compose_and_check();
	cr_assert(!screen.arranged);
	screen_stage(layers[1], &at);
	screen_stage(layers[2], &at);
	screen_arrange(&screen);
	cr_assert(
	    screen_place(&screen, layers[1]).x == 7 && screen_place(&screen, layers[2]).x == 18);
	compose_and_check();
}

Test(arrange, what_stays_costs_nothing)
{
	struct windows_place at = windows_place(0);

	start();
	present_all();
	at.x = 5;
	place(1, at);
	compose_and_check();
	compose_and_check();
	place(1, at);
	cr_assert(region_empty(&screen.damage[0]) && region_empty(&screen.damage[1]));
}

/* Where a nearer one hides it, nobody reads a layer: here it would be out of bounds. */
Test(arrange, what_is_covered_is_not_read)
{
	start();
	present_all();
	compose_and_check();
	compose_and_check();
	layers[0]->memory.pixels = NULL;
	screen_refresh(&screen);
	screen_compose(&screen, composed);
	struct windows_place at = windows_place(0);

	layers[0]->memory.pixels = memory[0];
	at.corner = 9;
	place(1, at);
	compose_and_check();
}

Test(arrange, without_the_home_screen_all_is_as_described)
{
	start();
	layers[2]->hidden = true;
	present_all();
	compose_and_check();
	cr_assert(screen_nearest(&screen, 20, 20) == layers[1]);
	struct windows_place at = windows_place(0);

	place(2, at);
	at.x = 30;
	at.scale = 2;
	at.z = 9;
	place(1, at);
	compose_and_check();
	cr_assert(screen_nearest(&screen, 15, 20) == layers[2]);
	screen_disarrange(&screen);
	compose_and_check();
	compose_and_check();
	cr_assert(screen_nearest(&screen, 20, 20) == layers[1]);
	cr_assert(screen_nearest(&screen, 59, 39) == layers[1]);
}

/* --- Who is asked for frames ------------------------------------------------------------ */

Test(arrange, a_hidden_client_stands_still_and_keeps_its_picture)
{
	struct windows_place at = windows_place(0);

	start();
	present_all();
	compose_and_check();
	at.flags = 0;
	place(2, at);
	compose_and_check();
	told = 0;
	cr_assert(screen_present(&screen, layers[2], 0, NULL, 0));
	cr_assert(!screen.dirty, "it costs nothing");
	compose_and_check();
	cr_assert(!told, "it is not asked for another");
	at.flags = WINDOWS_SHOWN;
	place(2, at);
	compose_and_check();
	cr_assert(told == 1u << 2, "now it is");
	told = 0;
	at.flags = 0;
	place(2, at);
	at.flags = WINDOWS_SHOWN;
	place(2, at);
	compose_and_check();
	cr_assert(!told, "its picture was not stale");
	cr_assert(layers[2]->frames == 2);
}

Test(arrange, a_hidden_client_does_not_fill_the_screen)
{
	struct windows_place at = windows_place(0);

	start();
	present_all();
	cr_assert(screen_exclusive(&screen, layers[1], true));
	screen_present(&screen, layers[1], 0, NULL, 0);
	cr_assert(screen_nearest(&screen, 0, 0) == layers[1]);
	at.flags = 0;
	place(1, at);
	compose_and_check();
	cr_assert(screen_nearest(&screen, 0, 0) == layers[3]);
	told = 0;
	screen_present(&screen, layers[2], 0, NULL, 0);
	compose_and_check();
	cr_assert(told == 1u << 2, "the others go on");
	at.flags = WINDOWS_SHOWN;
	at.x = 10;
	place(1, at);
	compose_and_check();
	cr_assert(screen_nearest(&screen, 0, 0) == layers[3], "nor one that was moved");
	screen_hide(&screen, layers[1]);
	compose_and_check();
	compose_and_check();
}

/* --- Whose finger it is ----------------------------------------------------------------- */

Test(arrange, fingers_follow)
{
	struct windows_place at = windows_place(0);

	start();
	present_all();
	cr_assert(screen_owner(&screen, 20, 20) == layers[2]);
	at.x = 18;
	at.z = 2;
	place(2, at);
	cr_assert(screen_owner(&screen, 20, 20) == layers[1]);
	cr_assert(screen_owner(&screen, 29, 20) == layers[2]);
	at.z = 0;
	place(2, at);
	cr_assert(screen_owner(&screen, 29, 20) == layers[1], "it is behind");
	cr_assert(screen_owner(&screen, 29, 2) == layers[3]);
}

Test(arrange, what_is_not_touchable_is_the_home_screens)
{
	struct windows_place at = windows_place(0);

	start();
	present_all();
	at.z = 5;
	at.flags = WINDOWS_SHOWN;
	place(2, at);
	cr_assert(screen_owner(&screen, 20, 20) == layers[0], "not that of who lies between");
	at.flags |= WINDOWS_TOUCHABLE;
	at.scale = 2;
	place(2, at);
	cr_assert(screen_owner(&screen, 12, 8) == layers[0], "nor is one that is smaller");
	screen_hide(&screen, layers[0]);
	cr_assert(!screen_owner(&screen, 12, 8), "if that shows nothing: nobody's");
	screen.home = NULL;
	screen_present(&screen, layers[0], 0, NULL, 0);
	cr_assert(!screen_owner(&screen, 12, 8));
}

Test(arrange, the_home_screen_is_touched_only_where_it_is)
{
	struct windows_place at = windows_place(0);

	start();
	present_all();
	at.x = 30;
	place(0, at);
	at = windows_place(1);
	at.flags = WINDOWS_SHOWN;
	place(1, at);
	cr_assert(screen_owner(&screen, 50, 35) == layers[0]);
	cr_assert(!screen_owner(&screen, 5, 35));
}

Test(arrange, round_corners_belong_to_who_shines_through)
{
	struct windows_place at = windows_place(0);

	start();
	present_all();
	at.corner = 10;
	at.z = 2;
	place(2, at);
	cr_assert(screen_owner(&screen, 11, 7) == layers[1]);
	cr_assert(screen_owner(&screen, 41, 29) == layers[1]);
	cr_assert(screen_owner(&screen, 21, 7) == layers[2]);
	cr_assert(screen_owner(&screen, 15, 11) == layers[2]);
}
