/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pictures of screens, for tests: what two have in common, and a number that stands for one.
 *
 *	picture hash A.png [X Y WIDTH HEIGHT]
 *	picture same A.png B.png [X Y WIDTH HEIGHT]
 *
 * Of the whole picture, or of a rectangle of it. hash prints eight hexadecimal digits, for a whole
 * picture those that the simulator tells with a screenshot; same is silent, or says where the first
 * difference is and how many pixels differ. The status is 0, 1 if pictures differ, 2 for a mistake.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_PNG
#define STBI_NO_LINEAR
#define STBI_NO_HDR
#include <stb_image.h>

#include "sim/png.h"

enum { SAME, DIFFERENT, MISTAKE };

struct picture {
	uint32_t width, height;
	uint32_t *pixels; /* 0xRRGGBB */
};

static _Noreturn void fail(const char *what, const char *why)
{
	fprintf(stderr, "picture: %s: %s\n", what, why);
	exit(MISTAKE);
}

static struct picture read_picture(const char *file)
{
	int width, height, components;
	uint8_t *bytes = stbi_load(file, &width, &height, &components, 3);
	struct picture picture = {0};

	if (!bytes)
		fail(file, stbi_failure_reason());
	picture.width = (uint32_t)width;
	picture.height = (uint32_t)height;
	picture.pixels = malloc((size_t)width * (size_t)height * sizeof(uint32_t));
	if (!picture.pixels)
		fail(file, "out of memory");
	for (size_t i = 0; i < (size_t)width * (size_t)height; i++)
		picture.pixels[i] = (uint32_t)bytes[3 * i] << 16 | (uint32_t)bytes[3 * i + 1] << 8 |
				    bytes[3 * i + 2];
	stbi_image_free(bytes);
	return picture;
}

static uint32_t number(const char *word)
{
	char *end;
	unsigned long value = strtoul(word, &end, 10);

	if (*end || end == word || value > INT32_MAX)
		fail(word, "not a number of pixels");
	return (uint32_t)value;
}

/* A rectangle of it, moved to its beginning. */
static void crop(struct picture *picture, const char *file, char **words)
{
	uint32_t x = number(words[0]), y = number(words[1]);
	uint32_t width = number(words[2]), height = number(words[3]);

	if (!width || !height || x + width > picture->width || y + height > picture->height)
		fail(file, "the rectangle is not within the picture");
	for (uint32_t i = 0; i < height; i++)
		memmove(picture->pixels + (size_t)i * width,
		    picture->pixels + (size_t)(y + i) * picture->width + x,
		    width * sizeof(uint32_t));
	picture->width = width;
	picture->height = height;
}

static int compare(const struct picture *a, const struct picture *b)
{
	size_t count = (size_t)a->width * a->height, differ = 0, first = 0;

	if (a->width != b->width || a->height != b->height) {
		printf("sizes differ: %" PRIu32 " x %" PRIu32 ", %" PRIu32 " x %" PRIu32 "\n",
		    a->width, a->height, b->width, b->height);
		return DIFFERENT;
	}
	for (size_t i = count; i-- > 0;)
		if (a->pixels[i] != b->pixels[i]) {
			first = i;
			differ++;
		}
	if (!differ)
		return SAME;
	printf(
	    "%zu pixels differ, first at %zu, %zu\n", differ, first % a->width, first / a->width);
	return DIFFERENT;
}

int main(int argc, char **argv)
{
	int files = argc > 1 && strcmp(argv[1], "hash") == 0   ? 1
		    : argc > 1 && strcmp(argv[1], "same") == 0 ? 2
							       : 0;
	bool part = argc == 2 + files + 4;
	struct picture picture[2];
	int status = SAME;

	if (!files || (argc != 2 + files && !part)) {
		fprintf(stderr, "usage: picture hash A.png [X Y WIDTH HEIGHT]\n"
				"       picture same A.png B.png [X Y WIDTH HEIGHT]\n");
		return MISTAKE;
	}
	for (int i = 0; i < files; i++) {
		picture[i] = read_picture(argv[2 + i]);
		if (part)
			crop(&picture[i], argv[2 + i], argv + 2 + files);
	}
	if (files == 1)
		printf("%08" PRIx32 "\n",
		    png_hash(picture[0].pixels, picture[0].width, picture[0].height));
	else
		status = compare(&picture[0], &picture[1]);
	for (int i = 0; i < files; i++)
		free(picture[i].pixels);
	return status;
}
