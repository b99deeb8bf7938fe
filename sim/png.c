/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes PNG files. The format and its compression are stb_image_write's; here pixels
 * become bytes and bytes become a file.
 */
#include "sim/png.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STBI_WRITE_NO_STDIO
#include <stb_image_write.h>
#include "sim/file.h"

enum {
	BYTES = 3, /* a pixel: red, green, blue */
	CRC_POLYNOMIAL = 0xedb88320,
};

static uint8_t *to_bytes(const uint32_t *pixels, size_t count)
{
	uint8_t *bytes = file_grow(NULL, count * BYTES);

	for (size_t i = 0; i < count; i++) {
		bytes[BYTES * i] = (uint8_t)(pixels[i] >> 16);
		bytes[BYTES * i + 1] = (uint8_t)(pixels[i] >> 8);
		bytes[BYTES * i + 2] = (uint8_t)pixels[i];
	}
	return bytes;
}

static bool write_file(const char *name, const void *bytes, size_t size)
{
	FILE *file = fopen(name, "wb");
	struct stat status;
	bool good, ordinary;
	int error;

	if (!file)
		return false;
	/* Half of a file may go, but a device that was full must stay. */
	ordinary = fstat(fileno(file), &status) == 0 && S_ISREG(status.st_mode);
	good = fwrite(bytes, 1, size, file) == size;
	error = errno;
	if (fclose(file) != 0 && good) {
		error = errno;
		good = false;
	}
	if (!good && ordinary)
		unlink(name);
	errno = error;
	return good;
}

bool png_write(const char *file, const uint32_t *pixels, uint32_t width, uint32_t height)
{
	uint8_t *bytes = to_bytes(pixels, (size_t)width * height);
	int size;
	unsigned char *png = stbi_write_png_to_mem(
	    bytes, (int)(width * BYTES), (int)width, (int)height, BYTES, &size);
	bool good;

	free(bytes);
	if (!png) {
		errno = ENOMEM;
		return false;
	}
	good = write_file(file, png, (size_t)size);
	free(png);
	return good;
}

static uint32_t crc_byte(uint32_t crc, uint8_t byte)
{
	static uint32_t table[256];

	if (!table[1]) {
		for (uint32_t i = 0; i < 256; i++) {
			uint32_t value = i;

			for (int bit = 0; bit < 8; bit++)
				value = value & 1 ? value >> 1 ^ CRC_POLYNOMIAL : value >> 1;
			table[i] = value;
		}
	}
	return crc >> 8 ^ table[(crc ^ byte) & 0xff];
}

uint32_t png_hash(const uint32_t *pixels, uint32_t width, uint32_t height)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < (size_t)width * height; i++) {
		crc = crc_byte(crc, (uint8_t)(pixels[i] >> 16));
		crc = crc_byte(crc, (uint8_t)(pixels[i] >> 8));
		crc = crc_byte(crc, (uint8_t)pixels[i]);
	}
	return ~crc;
}
