/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pictures: what is written is what a reader of PNG files sees; the hash is CRC-32.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>
#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_PNG
#include <stb_image.h>
#include "folder.h"
#include "sim/png.h"

enum { WIDTH = 61, HEIGHT = 33 };

static uint32_t pixels[WIDTH * HEIGHT];

TestSuite(png, .init = folder_make, .fini = folder_remove);

/* The bits above the 24 of a pixel are noise: they must not show. */
static void draw(void)
{
	uint32_t state = 1;

	for (int i = 0; i < WIDTH * HEIGHT; i++) {
		state = state * 1664525 + 1013904223;
		pixels[i] = i % 7 < 4 ? state : 0xff00ff00;
	}
}

Test(png, a_reader_sees_the_same_pixels)
{
	int width, height, channels;
	unsigned char *bytes;

	draw();
	cr_assert(png_write(folder_file("a.png"), pixels, WIDTH, HEIGHT));
	bytes = stbi_load(folder_file("a.png"), &width, &height, &channels, 0);
	cr_assert_not_null(bytes);
	cr_assert_eq(width, WIDTH);
	cr_assert_eq(height, HEIGHT);
	cr_assert_eq(channels, 3);
	for (int i = 0; i < WIDTH * HEIGHT; i++) {
		cr_assert_eq(bytes[3 * i], pixels[i] >> 16 & 0xff);
		cr_assert_eq(bytes[3 * i + 1], pixels[i] >> 8 & 0xff);
		cr_assert_eq(bytes[3 * i + 2], pixels[i] & 0xff);
	}
	stbi_image_free(bytes);
}

Test(png, a_file_that_cannot_be_written)
{
	draw();
	cr_assert_not(png_write(folder_file("none/a.png"), pixels, WIDTH, HEIGHT));
	cr_assert_eq(errno, ENOENT);
	cr_assert_not(png_write("/dev/full", pixels, WIDTH, HEIGHT));
	cr_assert_eq(errno, ENOSPC);
}

Test(png, the_hash_is_crc32_of_red_green_blue)
{
	/* "123456789" is the check value of CRC-32: cbf43926. */
	static const uint32_t digits[] = {0xff313233, 0x343536, 0x373839};

	cr_assert_eq(png_hash(digits, 3, 1), 0xcbf43926);
	cr_assert_eq(png_hash(digits, 0, 0), 0);
}
