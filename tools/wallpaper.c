/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wallpaper light|dark FILE: paints hills in mist, 480 x 800 pixels of RGB565, line by line, lowest
 * byte first. The upper part is calm, for a clock to be read on it. Colours are computed exactly
 * and reduced by ordered dithering, so that no bands are seen. Runs when Pith is built.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 480, HEIGHT = 800, HILLS = 6 };

struct colour {
	double r, g, b; /* 0 to 255 */
};

static const struct scene {
	const char *name;
	struct colour sky[3]; /* above, in the middle, at the horizon */
	struct colour far, near, mist;
	struct colour glow;
	double glow_x, glow_y, glow_size, shine, disc;
	double phase;
} scenes[] = {
    {
	.name = "light",
	.sky = {{170, 196, 222}, {214, 219, 226}, {250, 221, 196}},
	.far = {206, 196, 200},
	.near = {136, 166, 166},
	.mist = {240, 222, 208},
	.glow = {255, 240, 214},
	.glow_x = 318,
	.glow_y = 455,
	.glow_size = 190,
	.shine = 0.75,
	.disc = 34,
	.phase = 1.7,
    },
    {
	.name = "dark",
	.sky = {{9, 13, 27}, {20, 29, 54}, {54, 62, 96}},
	.far = {47, 56, 88},
	.near = {6, 11, 20},
	.mist = {58, 68, 102},
	.glow = {150, 164, 206},
	.glow_x = 150,
	.glow_y = 430,
	.glow_size = 130,
	.shine = 0.42,
	.disc = 24,
	.phase = 4.1,
    },
};

static struct colour blend(struct colour a, struct colour b, double part)
{
	part = fmin(1, fmax(0, part));
	return (struct colour){
	    a.r + (b.r - a.r) * part, a.g + (b.g - a.g) * part, a.b + (b.b - a.b) * part};
}

/* 0 to 1, flat at both ends. */
static double ease(double x)
{
	x = fmin(1, fmax(0, x));
	return x * x * (3 - 2 * x);
}

static struct colour sky(const struct scene *scene, double x, double y)
{
	double down = y / 520;
	struct colour colour = down < 0.5 ? blend(scene->sky[0], scene->sky[1], ease(down * 2))
					  : blend(scene->sky[1], scene->sky[2], ease(down * 2 - 1));
	double distance = hypot(x - scene->glow_x, y - scene->glow_y);
	double shine =
	    scene->shine * exp(-distance * distance / (2 * scene->glow_size * scene->glow_size));

	colour = blend(colour, scene->glow, shine);
	/* The sun or moon itself, with an edge of two pixels. */
	return blend(colour, scene->glow, 0.85 * ease((scene->disc + 1 - distance) / 2));
}

/* Where the line of a hill runs. Nearer ones are lower, and swing wider and more softly. */
static double ridge(const struct scene *scene, int hill, double x)
{
	double near = (double)hill / (HILLS - 1), at = x / WIDTH;
	double phase = scene->phase + hill * 2.39996;
	double rough = 1 - 0.75 * near;

	return 478 + 235 * pow(near, 1.15) + (26 + 20 * near) * sin(at * (4.4 - near) + phase) +
	       13 * sin(at * 9.7 + phase * 1.7) + 6 * rough * sin(at * 23 + phase * 2.9) +
	       2.6 * rough * sin(at * 51 + phase * 0.7) + 1.2 * rough * sin(at * 97 + phase * 5.1);
}

static struct colour pixel(const struct scene *scene, int px, int py)
{
	double x = px + 0.5, y = py + 0.5;
	struct colour colour = sky(scene, x, y);

	for (int hill = 0; hill < HILLS; hill++) {
		double near = (double)hill / (HILLS - 1), below = y - ridge(scene, hill, x);
		struct colour own = blend(scene->far, scene->near, pow(near, 0.85));
		/* Mist lies in the valley before the next hill. */
		double mist = ease(below / 150) * 0.62 * (1 - near) + 0.04;

		colour = blend(colour, blend(own, scene->mist, mist), below + 0.5);
	}
	return colour;
}

/* One of the 64 thresholds of an 8 x 8 pattern in which neighbours are far apart, 0 to 1. */
static double threshold(int x, int y)
{
	int value = 0;

	for (int bit = 0; bit < 3; bit++)
		value |=
		    (((x ^ y) >> bit & 1) << (5 - 2 * bit)) | ((y >> bit & 1) << (4 - 2 * bit));
	return (value + 0.5) / 64;
}

static unsigned reduce(double value, unsigned most, double shift)
{
	double steps = value * most / 255 + shift;

	return steps < 0 ? 0 : steps >= most ? most : (unsigned)steps;
}

int main(int argc, char **argv)
{
	static uint8_t bytes[WIDTH * HEIGHT * 2];
	const struct scene *scene = NULL;
	uint8_t *at = bytes;
	FILE *file;

	for (size_t i = 0; argc == 3 && i < sizeof(scenes) / sizeof(scenes[0]); i++)
		if (strcmp(argv[1], scenes[i].name) == 0)
			scene = scenes + i;
	if (!scene) {
		fprintf(stderr, "usage: wallpaper light|dark FILE\n");
		return 1;
	}
	for (int y = 0; y < HEIGHT; y++) {
		for (int x = 0; x < WIDTH; x++) {
			struct colour c = pixel(scene, x, y);
			double shift = threshold(x, y);
			unsigned word = reduce(c.r, 31, shift) << 11 | reduce(c.g, 63, shift) << 5 |
					reduce(c.b, 31, shift);

			*at++ = (uint8_t)word;
			*at++ = (uint8_t)(word >> 8);
		}
	}
	file = fopen(argv[2], "wb");
	if (!file || fwrite(bytes, 1, sizeof(bytes), file) != sizeof(bytes) || fclose(file)) {
		fprintf(stderr, "wallpaper: %s cannot be written\n", argv[2]);
		return 1;
	}
	return 0;
}
