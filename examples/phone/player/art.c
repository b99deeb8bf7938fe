/* SPDX-License-Identifier: BSD-2-Clause */
/* Covers: see art.h. Colours are computed in 8.8 bits and dithered to the screen's 5 or 6. */
#include "art.h"
#include "pith/tone.h"
#include "user/ui/coverage.h"

enum {
	PLACES = 1024, /* parts of a picture's width and height, in which things are placed */
	HILLS = 4,
	RINGS = 3, /* places where drops fall */
	STARS = 40,
	TURN = 1 << 30, /* a quarter of it */
};

/* Of a picture, 0xrrggbb: the sky from above to below, the hills from far to near, the light. */
struct palette {
	uint32_t sky[3];
	uint32_t hill[2];
	uint32_t light;
};

static const struct palette palettes[] = {
    {{0x4a3f8f, 0xc85f86, 0xf6b483}, {0xb0587f, 0x2f2154}, 0xffe3bd}, /* a morning */
    {{0x14304f, 0x24648f, 0x4d93b8}, {0x2a6f9e, 0x12304f}, 0xe6f6fb}, /* rain */
    {{0x171335, 0x43307a, 0x9a5fae}, {0x4b3180, 0x150f2c}, 0xf8e9cf}, /* a night */
    {{0x7c2f4f, 0xe0604f, 0xf7bb6d}, {0xb8433f, 0x3c1733}, 0xfff0cc}, /* an evening */
    {{0x0f3640, 0x1f6f6c, 0x58a78f}, {0x2b7a72, 0x0f2f38}, 0xf4fbe0}, /* a forest */
};

enum motif { MOTIF_HILLS, MOTIF_RINGS, MOTIF_NIGHT, MOTIFS };

/* Random numbers of a picture: each call another, from its seed. */
static uint32_t next(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	uint32_t x = *state;

	x ^= x >> 15;
	x *= 0x2c1b3c6d;
	return x ^ x >> 13;
}

static int32_t between(uint32_t *state, int32_t low, int32_t high)
{
	return low + (int32_t)(next(state) % (uint32_t)(high - low));
}

uint32_t art_seed(const char *title)
{
	uint32_t hash = 12; /* any number would do; with this one the first three differ */

	while (*title)
		hash = (hash ^ (uint8_t)*title++) * 16777619;
	return hash ^ hash >> 16;
}

/* --- Colours ---------------------------------------------------------------------------- */

/* Components in 8.8 bits. */
struct color {
	int32_t r, g, b;
};

static struct color color_of(uint32_t rgb)
{
	return (struct color){
	    (int32_t)(rgb >> 8 & 0xff00), (int32_t)(rgb & 0xff00), (int32_t)(rgb << 8 & 0xff00)};
}

/* part: 0 below .. PLACES above. */
static struct color mix(struct color below, struct color above, int32_t part)
{
	return (struct color){
	    below.r + (above.r - below.r) * part / PLACES,
	    below.g + (above.g - below.g) * part / PLACES,
	    below.b + (above.b - below.b) * part / PLACES,
	};
}

static int32_t limit(int32_t value, int32_t low, int32_t high)
{
	return value < low ? low : value > high ? high : value;
}

/* A component's upper bits; what is lost is spread over the neighbours. */
static uint32_t dithered(int32_t value, uint32_t bits, uint32_t threshold)
{
	/* 255.0 becomes the greatest number of so many bits. */
	uint32_t most = (1u << bits) - 1;
	uint32_t scaled = (uint32_t)limit(value, 0, 0xff00) * most / 255;

	return (scaled + threshold) >> 8;
}

/* Bayer's matrix of 8 x 8: bits of x ^ y and y, the lowest ones first. Of 256. */
static uint32_t threshold_of(int32_t x, int32_t y)
{
	uint32_t result = 0;

	for (int32_t bit = 0; bit < 3; bit++)
		result =
		    result << 2 | (uint32_t)((x ^ y) >> bit & 1) << 1 | (uint32_t)(y >> bit & 1);
	return result * 4 + 2;
}

static void put(const struct canvas *canvas, int32_t x, int32_t y, struct color color)
{
	uint32_t threshold = threshold_of(x, y);

	canvas->pixels[y * canvas->stride + x] =
	    (uint16_t)(dithered(color.r, 5, threshold) << 11 |
		       dithered(color.g, 6, threshold) << 5 | dithered(color.b, 5, threshold));
}

/* --- What there is to see ----------------------------------------------------------------- */

/* A range of hills, from three waves. */
struct hill {
	int32_t base;	   /* PLACES of the height, from above */
	int32_t height[3]; /* of each wave, likewise */
	uint32_t step[3];  /* its angle for one of PLACES of the width */
	uint32_t phase[3];
	struct color color;
};

struct scene {
	const struct palette *palette;
	enum motif motif;
	struct hill hill[HILLS];
	uint32_t hills;
	int32_t light_x, light_y, light_radius; /* sun or moon; PLACES of the height */
	struct {
		int32_t x, y; /* as the light's */
	} ring[RINGS], star[STARS];
};

/* All distances are parts of the height; the width is so many of them. */
static int32_t wide(const struct canvas *canvas)
{
	return canvas->width * PLACES / canvas->height;
}

static void make_hills(struct scene *scene, uint32_t *state)
{
	for (uint32_t i = 0; i < scene->hills; i++) {
		struct hill *hill = &scene->hill[i];
		int32_t part = (int32_t)i * PLACES / (HILLS - 1);

		hill->base = 560 + part * 300 / PLACES + between(state, -20, 20);
		hill->color =
		    mix(color_of(scene->palette->hill[0]), color_of(scene->palette->hill[1]), part);
		for (uint32_t k = 0; k < 3; k++) {
			hill->height[k] = between(state, 70, 110) / (int32_t)(1 + k * 2);
			/* The width of a wide picture is a wave or two. */
			hill->step[k] = (uint32_t)between(state, 2200, 3600) * (1 + k) * 640;
			hill->phase[k] = next(state);
		}
	}
}

static void make_scene(struct scene *scene, uint32_t seed, int32_t width)
{
	uint32_t state = seed;

	*scene = (struct scene){0};
	scene->motif = (enum motif)(next(&state) % MOTIFS);
	scene->palette = &palettes[scene->motif == MOTIF_HILLS	 ? next(&state) % 2 * 3
				   : scene->motif == MOTIF_RINGS ? 1 + next(&state) % 2 * 3
								 : 2];
	scene->hills = scene->motif == MOTIF_RINGS ? 0 : HILLS;
	make_hills(scene, &state);
	scene->light_x = width * between(&state, 58, 82) / 100;
	scene->light_y =
	    scene->motif == MOTIF_NIGHT ? between(&state, 220, 330) : between(&state, 400, 480);
	scene->light_radius = scene->motif == MOTIF_NIGHT ? 84 : 130;
	for (uint32_t i = 0; i < RINGS; i++) {
		scene->ring[i].x =
		    width * between(&state, 4 + 32 * (int32_t)i, 30 + 32 * (int32_t)i) / 100;
		scene->ring[i].y = between(&state, 200, 700);
	}
	for (uint32_t i = 0; i < STARS; i++) {
		scene->star[i].x = between(&state, 0, width);
		scene->star[i].y = between(&state, 20, 560);
	}
}

static struct color sky_at(const struct palette *palette, int32_t y)
{
	int32_t middle = PLACES * 5 / 8;

	if (y < middle)
		return mix(
		    color_of(palette->sky[0]), color_of(palette->sky[1]), y * PLACES / middle);
	return mix(color_of(palette->sky[1]), color_of(palette->sky[2]),
	    limit((y - middle) * PLACES / (PLACES - middle), 0, PLACES));
}

static int32_t distance(int32_t x, int32_t y)
{
	return (int32_t)coverage_root((uint32_t)(x * x + y * y));
}

/* Sun or moon, with a glow that goes far. edge: how many PLACES a pixel is. */
static struct color lit(
    const struct scene *scene, struct color below, int32_t x, int32_t y, int32_t edge)
{
	int32_t from = distance(x - scene->light_x, y - scene->light_y) - scene->light_radius;
	struct color light = color_of(scene->palette->light);
	int32_t reach = scene->light_radius * 4;

	if (from < -edge)
		return light;
	if (from >= reach)
		return below;
	int32_t left = from < 0 ? PLACES : (reach - from) * PLACES / reach;
	/* Falls with the cube: bright around the disc, and no edge where it ends. */
	int32_t glow = left * left / PLACES * left / PLACES * 2 / 5;
	struct color around = mix(below, light, glow);

	return from < 0 ? mix(around, light, -from * PLACES / edge) : around;
}

static struct color starry(
    const struct scene *scene, struct color below, int32_t x, int32_t y, int32_t edge)
{
	for (uint32_t i = 0; i < STARS; i++) {
		int32_t dx = x - scene->star[i].x, dy = y - scene->star[i].y;
		/* Some are nearer. */
		int32_t radius = 2 + (int32_t)(i % 5) / 2 + edge / 2;

		if (dx < -radius || dx > radius || dy < -radius || dy > radius)
			continue;
		int32_t part = PLACES - distance(dx, dy) * PLACES / radius;

		if (part > 0)
			below = mix(below, color_of(scene->palette->light), part * 3 / 4);
	}
	return below;
}

/* Water seen from above at a slant, where drops have fallen. */
static struct color rippled(const struct scene *scene, struct color below, int32_t x, int32_t y)
{
	int32_t sum = 0;

	for (uint32_t i = 0; i < RINGS; i++) {
		int32_t from = distance(x - scene->ring[i].x, (y - scene->ring[i].y) * 2);
		int32_t left = 900 - from;

		if (left <= 0)
			continue;
		int32_t wave = tone_sine((uint32_t)from * (TURN / 30)) / 32; /* of PLACES */

		sum += wave * left / 900 * left / 900;
	}
	return sum > 0
		   ? mix(below, color_of(scene->palette->light), limit(sum * 5 / 12, 0, PLACES))
		   : mix(below, color_of(scene->palette->hill[1]), limit(-sum * 5 / 12, 0, PLACES));
}

/* Where a range ends above, PLACES. */
static int32_t ridge(const struct hill *hill, int32_t x)
{
	int32_t y = hill->base * 16;

	for (uint32_t k = 0; k < 3; k++)
		y += tone_sine(hill->phase[k] + (uint32_t)x * hill->step[k]) / 64 *
		     hill->height[k] / 32;
	return y / 16;
}

static void paint_column(const struct canvas *canvas, const struct scene *scene, int32_t column)
{
	int32_t edge = PLACES / canvas->height + 1, x = column * PLACES / canvas->height;
	int32_t ridges[HILLS] = {0};

	for (uint32_t i = 0; i < scene->hills; i++)
		ridges[i] = ridge(&scene->hill[i], x);
	for (int32_t row = 0; row < canvas->height; row++) {
		int32_t y = row * PLACES / canvas->height;
		struct color color = sky_at(scene->palette, y);

		if (scene->motif == MOTIF_RINGS)
			color = rippled(scene, color, x, y);
		else
			color = lit(scene, color, x, y, edge);
		if (scene->motif == MOTIF_NIGHT)
			color = starry(scene, color, x, y, edge);
		for (uint32_t i = 0; i < scene->hills; i++) {
			int32_t below = y - ridges[i];

			if (below <= -edge)
				continue;
			/* Mist in the valleys: towards its foot a range takes on the sky's colour.
			 */
			struct color hill =
			    mix(scene->hill[i].color, color_of(scene->palette->sky[1]),
				limit(below * 3 / 2, 0, PLACES * 3 / 8));

			color = mix(color, hill, limit((below + edge) * PLACES / edge, 0, PLACES));
		}
		put(canvas, column, row, color);
	}
}

void art_paint(const struct canvas *canvas, uint32_t seed)
{
	static struct scene scene;

	make_scene(&scene, seed, wide(canvas));
	for (int32_t x = 0; x < canvas->width; x++)
		paint_column(canvas, &scene, x);
}
