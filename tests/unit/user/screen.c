/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The compositor against a slow and obvious one: after each composition the buffer that is shown
 * equals a picture painted anew from all layers, and no pixel of it is from a layer that hid.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "user/display/screen.h"

enum { W = 60, H = 40, STRIDE = 62, BACKGROUND = 0x0841, MEMORY = 4 * W * H };

static uint16_t buffers[SCREEN_BUFFERS][STRIDE * H];
static uint16_t memory[4][MEMORY];
static struct screen screen;
static uint32_t told;
static char last_told[16];

static void composed(struct layer *layer)
{
	told++;
	memcpy(last_told, layer->name, sizeof(last_told));
}

static void start(void)
{
	uint16_t *const pointers[SCREEN_BUFFERS] = {buffers[0], buffers[1]};

	memset(buffers, 0xee, sizeof(buffers));
	screen_init(&screen, W, H, STRIDE, BACKGROUND, pointers);
	told = 0;
}

static struct layer *add(const char *name, struct rect area, int32_t z)
{
	struct layer *layer = screen_add(&screen, name, area, z);

	cr_assert(layer);
	return layer;
}

/* Two layers that overlap, "a" behind "b", each with its own memory. */
static void add_two(struct layer **a, struct layer **b)
{
	add("b", rect_make(20, 10, 30, 20), 2);
	add("a", rect_make(5, 5, 30, 20), 1);
	*a = screen_find(&screen, "a");
	*b = screen_find(&screen, "b");
	(*a)->memory = (struct layer_memory){memory[0], sizeof(memory[0])};
	(*b)->memory = (struct layer_memory){memory[1], sizeof(memory[1])};
}

static void fill_frame(struct layer *layer, uint32_t frame, uint16_t color)
{
	struct rect place = screen_place(&screen, layer);
	uint32_t size = layer_stride((uint32_t)place.width) * (uint32_t)place.height;

	for (uint32_t i = 0; i < size; i++)
		((uint16_t *)(uintptr_t)layer->memory.pixels)[frame * size + i] = color;
}

static uint16_t expected(int x, int y)
{
	const struct layer *layer = screen_owner(&screen, x, y);

	if (!layer)
		return BACKGROUND;
	struct rect place = screen_place(&screen, layer);
	uint32_t stride = layer_stride((uint32_t)place.width);

	return layer->memory.pixels[layer->buffer * stride * (uint32_t)place.height +
				    (uint32_t)(y - place.y) * stride + (uint32_t)(x - place.x)];
}

static void compose_and_check(void)
{
	uint32_t shown = screen_compose(&screen, composed);

	for (int y = 0; y < H; y++)
		for (int x = 0; x < W; x++)
			cr_assert(buffers[shown][y * STRIDE + x] == expected(x, y),
			    "%d %d: %04x, not %04x", x, y, buffers[shown][y * STRIDE + x],
			    expected(x, y));
}

Test(screen, starts_with_background_and_then_is_idle)
{
	start();
	cr_assert(screen.dirty);
	compose_and_check();
	cr_assert(!screen.dirty);
}

Test(screen, layers_are_sorted_by_height)
{
	start();
	add("high", rect_make(0, 0, 10, 10), 5);
	add("low", rect_make(0, 0, 10, 10), -5);
	add("middle", rect_make(0, 0, 10, 10), 0);
	add("middle2", rect_make(0, 0, 10, 10), 0);
	cr_assert_str_eq(screen.layer[0].name, "low");
	cr_assert_str_eq(screen.layer[1].name, "middle");
	cr_assert_str_eq(screen.layer[2].name, "middle2");
	cr_assert_str_eq(screen.layer[3].name, "high");
}

Test(screen, refuses_areas_that_are_none)
{
	start();
	cr_assert(!screen_add(&screen, "x", rect_make(0, 0, 0, 10), 0));
	cr_assert(!screen_add(&screen, "x", rect_make(0, 0, 10, -1), 0));
	cr_assert(!screen_add(&screen, "x", rect_make(INT32_MAX, 0, 10, 10), 0));
	cr_assert(!screen_add(&screen, "x", rect_make(0, INT32_MIN, 10, 10), 0));
	cr_assert(!screen_add(&screen, "x", rect_make(0, 0, INT32_MAX, 10), 0));
	for (int i = 0; i < SCREEN_LAYERS; i++)
		add("x", rect_make(0, 0, 10, 10), 0);
	cr_assert(!screen_add(&screen, "x", rect_make(0, 0, 10, 10), 0));
}

Test(screen, the_nearer_layer_covers)
{
	struct layer *a, *b;

	start();
	add_two(&a, &b);
	fill_frame(a, 0, 0x1111);
	fill_frame(b, 0, 0x2222);
	cr_assert(screen_present(&screen, b, 0, NULL, 0));
	cr_assert(screen_present(&screen, a, 0, NULL, 0));
	compose_and_check();
	cr_assert(told == 2);
	compose_and_check();
	cr_assert(told == 2, "each frame is told once");
	cr_assert(expected(25, 15) == 0x2222 && expected(6, 6) == 0x1111);
}

/* Changes of one frame reach both buffers, one composition after the other. */
Test(screen, both_buffers_get_every_change)
{
	struct layer *a, *b;
	const struct rect part = {3, 3, 5, 5};

	start();
	add_two(&a, &b);
	fill_frame(a, 0, 0x1111);
	screen_present(&screen, a, 0, NULL, 0);
	compose_and_check();
	compose_and_check();
	for (int i = 0; i < 6; i++) {
		for (int y = 3; y < 8; y++)
			for (int x = 3; x < 8; x++)
				memory[0][y * 30 + x] = (uint16_t)(0x4000 + i);
		cr_assert(screen_present(&screen, a, 0, &part, 1));
		compose_and_check();
	}
}

Test(screen, only_damage_is_copied)
{
	struct layer *a, *b;
	const struct rect part = {0, 0, 2, 2};

	start();
	add_two(&a, &b);
	fill_frame(a, 0, 0x1111);
	screen_present(&screen, a, 0, NULL, 0);
	screen_compose(&screen, composed);
	screen_compose(&screen, composed);
	fill_frame(a, 0, 0x5555);
	screen_present(&screen, a, 0, &part, 1);
	uint32_t shown = screen_compose(&screen, composed);

	cr_assert(buffers[shown][5 * STRIDE + 5] == 0x5555);
	cr_assert(buffers[shown][5 * STRIDE + 7] == 0x1111);
}

Test(screen, a_first_frame_is_all_new_whatever_its_client_says)
{
	struct layer *a, *b;
	const struct rect part = {0, 0, 2, 2};

	start();
	add_two(&a, &b);
	fill_frame(a, 0, 0x1111);
	compose_and_check();
	compose_and_check();
	screen_present(&screen, a, 0, &part, 1);
	compose_and_check();
}

Test(screen, hostile_damage_is_clipped)
{
	struct layer *a, *b;
	static const struct rect hostile[] = {
	    {-5, -5, INT32_MAX, 3},
	    {INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX},
	    {INT32_MIN, INT32_MIN, INT32_MAX, INT32_MAX},
	    {10, 10, -1, -1},
	    {29, 19, 65535, 65535},
	    {65535, 65535, 65535, 65535},
	};

	start();
	add_two(&a, &b);
	a->area = rect_make(-10, 30, 30, 20); /* two edges off the screen */
	fill_frame(a, 0, 0x1111);
	for (uint32_t i = 0; i < 6; i++)
		cr_assert(screen_present(&screen, a, 0, hostile + i, 6 - i));
	compose_and_check();
	for (int y = 0; y < H; y++)
		for (int x = W; x < STRIDE; x++)
			cr_assert(buffers[0][y * STRIDE + x] == 0xeeee);
}

Test(screen, frames_that_do_not_exist_are_refused)
{
	struct layer *a, *b;

	start();
	add_two(&a, &b);
	a->memory.size = 30 * 20 * 2 * 2 - 1; /* nearly two */
	cr_assert(screen_frames(&screen, a) == 1);
	cr_assert(!screen_present(&screen, a, 1, NULL, 0));
	cr_assert(!screen_present(&screen, a, UINT32_MAX, NULL, 0));
	cr_assert(!a->shown && !a->waiting);
	a->memory.size = 0;
	cr_assert(!screen_present(&screen, a, 0, NULL, 0));
}

Test(screen, a_layer_that_hides_leaves_nothing)
{
	struct layer *a, *b;

	start();
	add_two(&a, &b);
	fill_frame(a, 0, 0x1111);
	fill_frame(b, 0, 0x2222);
	screen_present(&screen, a, 0, NULL, 0);
	screen_present(&screen, b, 0, NULL, 0);
	compose_and_check();
	compose_and_check();
	screen_hide(&screen, b);
	cr_assert(screen.dirty);
	for (int i = 0; i < 2; i++) {
		compose_and_check();
		uint32_t shown = screen.back ^ 1;

		for (uint32_t p = 0; p < STRIDE * H; p++)
			cr_assert(buffers[shown][p] != 0x2222);
		screen_refresh(&screen);
	}
}

Test(screen, hiding_what_is_hidden_costs_nothing)
{
	struct layer *a, *b;

	start();
	add_two(&a, &b);
	screen_compose(&screen, composed);
	screen_hide(&screen, a);
	cr_assert(!screen.dirty);
}

Test(screen, exclusive_layer_has_the_whole_screen_and_the_others_wait)
{
	struct layer *a, *b;

	start();
	add_two(&a, &b);
	fill_frame(a, 0, 0x1111);
	screen_present(&screen, a, 0, NULL, 0);
	compose_and_check();
	cr_assert(screen_exclusive(&screen, b, true));
	compose_and_check();
	cr_assert(screen_owner(&screen, 6, 6) == a, "until it presents, others stay");
	fill_frame(b, 0, 0x2222);
	cr_assert(screen_present(&screen, b, 0, NULL, 0));
	compose_and_check();
	cr_assert(expected(0, 0) == 0x2222 && expected(W - 1, H - 1) == 0x2222);
	cr_assert(screen_owner(&screen, 0, 0) == b);
	told = 0;
	cr_assert(screen_present(&screen, a, 0, NULL, 0));
	cr_assert(!screen.dirty && a->waiting, "what cannot be seen is not composed");
	cr_assert(!screen_exclusive(&screen, a, true), "another has it");
	cr_assert(screen_exclusive(&screen, b, false));
	compose_and_check();
	cr_assert(told == 1 && !strcmp(last_told, "a"));
	cr_assert(expected(0, 0) == BACKGROUND);
}

Test(screen, exclusive_layer_that_dies_gives_the_screen_back)
{
	struct layer *a, *b;

	start();
	add_two(&a, &b);
	screen_exclusive(&screen, b, true);
	screen_present(&screen, b, 0, NULL, 0);
	compose_and_check();
	screen_hide(&screen, b);
	cr_assert(!screen.exclusive);
	compose_and_check();
	cr_assert(screen_exclusive(&screen, a, true));
}

Test(screen, exclusive_needs_memory_for_the_whole_screen)
{
	struct layer *a, *b;

	start();
	add_two(&a, &b);
	a->memory.size = W * H * 2 - 2;
	cr_assert(!screen_exclusive(&screen, a, true));
	cr_assert(!screen.exclusive);
}

Test(screen, owner_is_the_nearest_that_shows_something)
{
	struct layer *a, *b;

	start();
	add_two(&a, &b);
	cr_assert(!screen_owner(&screen, 25, 15));
	screen_present(&screen, a, 0, NULL, 0);
	cr_assert(screen_owner(&screen, 25, 15) == a);
	screen_present(&screen, b, 0, NULL, 0);
	cr_assert(screen_owner(&screen, 25, 15) == b);
	cr_assert(screen_owner(&screen, 5, 5) == a);
	cr_assert(!screen_owner(&screen, 4, 5));
	cr_assert(!screen_owner(&screen, -1, 0));
	cr_assert(!screen_owner(&screen, W, 0));
	cr_assert(!screen_owner(&screen, INT32_MIN, INT32_MAX));
}

/* Everything at once, at random, always compared with the obvious picture. */
Test(screen, random_life)
{
	uint32_t random = 4711;
	struct layer *layers[4];

	start();
	add("l0", rect_make(-7, -3, 31, 25), 0);
	add("l1", rect_make(10, 10, 33, 21), 1);
	add("l2", rect_make(40, 0, 30, 50), 2);
	add("l3", rect_make(20, 20, 9, 9), 3);
	for (int i = 0; i < 4; i++) {
		layers[i] = &screen.layer[i];
		layers[i]->memory = (struct layer_memory){memory[i], sizeof(memory[i])};
	}
	for (int i = 0; i < 4000; i++) {
		random = random * 1664525 + 1013904223;
		struct layer *layer = layers[random >> 30];
		uint32_t act = random >> 24 & 15;

		if (act == 0)
			screen_hide(&screen, layer);
		else if (act == 1)
			screen_exclusive(&screen, layer, random >> 20 & 1);
		else if (act < 6)
			compose_and_check();
		else {
			fill_frame(layer, act & 1, (uint16_t)random);
			screen_present(&screen, layer, act & 1, NULL, 0);
		}
	}
}
