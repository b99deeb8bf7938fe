/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pictures of screens, for tests and for the manual: what two have in common, a number that stands
 * for one, and several side by side.
 *
 *	picture hash A.png [X Y WIDTH HEIGHT]
 *	picture same A.png B.png [X Y WIDTH HEIGHT]
 *	picture join TO.png WIDTH A.png...
 *
 * Of the whole picture, or of a rectangle of it. hash prints eight hexadecimal digits, for a whole
 * picture those that the simulator tells with a screenshot; same is silent, or says where the first
 * difference is and how many pixels differ. join makes each of its pictures WIDTH pixels wide, no
 * wider than it is, with small gaps between them. The status is 0, 1 if pictures differ, 2 for a
 *mistake.
 */
#include <errno.h>
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

enum {
	GAP = 16, /* pixels between joined pictures */
	GAP_COLOR = 0xd0d4d8,
	JOINED_MOST = 8,
};

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

/* What lies in a pixel of a picture that is made `width` wide: the mean of all that it covers, each
 * weighted by how much of it. In units of 1/width of a pixel the new pixel is picture->width wide.
 */
static uint32_t scaled_pixel(const struct picture *picture, uint32_t width, uint32_t x, uint32_t y)
{
	uint64_t size = picture->width, left = x * size, top = y * size;
	uint64_t red = 0, green = 0, blue = 0, area = 0;

	for (uint64_t v = top / width; v < picture->height && v * width < top + size; v++)
		for (uint64_t u = left / width; u * width < left + size; u++) {
			uint64_t right = (u + 1) * width, bottom = (v + 1) * width;
			uint64_t wide = (right < left + size ? right : left + size) -
					(u * width > left ? u * width : left);
			uint64_t high = (bottom < top + size ? bottom : top + size) -
					(v * width > top ? v * width : top);
			uint32_t pixel = picture->pixels[v * size + u];

			red += (pixel >> 16) * wide * high;
			green += (pixel >> 8 & 0xff) * wide * high;
			blue += (pixel & 0xff) * wide * high;
			area += wide * high;
		}
	if (!area)
		return 0;
	return (uint32_t)(red / area << 16 | green / area << 8 | blue / area);
}

/* The pictures side by side, each `width` pixels wide, as high as the highest. */
static int join(const char *to, uint32_t width, char **files, uint32_t count)
{
	uint32_t pitch = width + GAP, all = count * pitch - GAP, height = 0;
	struct picture picture[JOINED_MOST];

	for (uint32_t i = 0; i < count; i++) {
		picture[i] = read_picture(files[i]);
		if (!width || width > picture[i].width)
			fail(files[i], "cannot be made as wide as that");
		uint32_t high = (uint32_t)((uint64_t)picture[i].height * width / picture[i].width);

		height = high > height ? high : height;
	}
	if (!height)
		fail(to, "nothing is left of the pictures");
	uint32_t *joined = malloc((size_t)all * height * sizeof(uint32_t));

	if (!joined)
		fail(to, "out of memory");
	for (size_t i = 0; i < (size_t)all * height; i++)
		joined[i] = GAP_COLOR;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t high = (uint32_t)((uint64_t)picture[i].height * width / picture[i].width);

		for (uint32_t y = 0; y < high; y++)
			for (uint32_t x = 0; x < width; x++)
				joined[(size_t)y * all + i * pitch + x] =
				    scaled_pixel(&picture[i], width, x, y);
		free(picture[i].pixels);
	}
	if (!png_write(to, joined, all, height))
		fail(to, strerror(errno));
	free(joined);
	return SAME;
}

int main(int argc, char **argv)
{
	int files = argc > 1 && strcmp(argv[1], "hash") == 0   ? 1
		    : argc > 1 && strcmp(argv[1], "same") == 0 ? 2
							       : 0;
	bool part = argc == 2 + files + 4;
	struct picture picture[2];
	int status = SAME;

	if (argc > 4 && argc <= 4 + JOINED_MOST && strcmp(argv[1], "join") == 0)
		return join(argv[2], number(argv[3]), argv + 4, (uint32_t)argc - 4);
	if (!files || (argc != 2 + files && !part)) {
		fprintf(stderr, "usage: picture hash A.png [X Y WIDTH HEIGHT]\n"
				"       picture same A.png B.png [X Y WIDTH HEIGHT]\n"
				"       picture join TO.png WIDTH A.png...\n");
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
