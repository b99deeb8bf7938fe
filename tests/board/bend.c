/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Damages a device-tree blob: an even SEED cuts it off somewhere, an odd one changes a bit of its
 * header or structure: a token, a name, a length, a short value, but not what a program consists
 * of.
 *
 * usage: bend SEED <BLOB >DAMAGED
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE_MAX_BYTES = 16 << 20, SHORT = 64, HEADER = 40, BEGIN_NODE = 1, PROPERTY = 3, END = 9 };

static uint8_t blob[SIZE_MAX_BYTES];
static uint32_t *places, count; /* bytes of the structure */

static uint32_t cell(uint32_t at)
{
	return (uint32_t)blob[at] << 24 | (uint32_t)blob[at + 1] << 16 |
	       (uint32_t)blob[at + 2] << 8 | blob[at + 3];
}

static void take(uint32_t at, uint32_t bytes)
{
	for (uint32_t i = 0; i < bytes; i++)
		places[count++] = at + i;
}

/* The blob is a good one still. */
static void find_places(void)
{
	uint32_t at = cell(8), length;

	take(0, HEADER);
	for (;;) {
		uint32_t token = cell(at);

		take(at, 4);
		at += 4;
		if (token == END)
			return;
		if (token == BEGIN_NODE) {
			length = (uint32_t)strlen((const char *)blob + at) + 1;
			take(at, length);
			at += (length + 3) & ~3u;
		} else if (token == PROPERTY) {
			length = cell(at);
			take(at, length <= SHORT ? 8 + length : 8);
			at += 8 + ((length + 3) & ~3u);
		}
	}
}

static uint32_t random_below(uint32_t *state, uint32_t bound)
{
	*state = *state * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)*state * bound >> 32);
}

int main(int argc, char **argv)
{
	uint32_t seed = argc == 2 ? (uint32_t)strtoul(argv[1], 0, 10) : 0,
		 state = seed * 2654435761u;
	uint32_t size = (uint32_t)fread(blob, 1, sizeof(blob), stdin), place;

	places = malloc(sizeof(*places) * sizeof(blob));
	if (argc != 2 || size < HEADER || !places)
		return 2;
	find_places();
	random_below(&state, 1);
	if (seed % 2 == 0) {
		size = random_below(&state, size);
	} else {
		place = places[random_below(&state, count)];
		blob[place] ^= (uint8_t)(1 << random_below(&state, 8));
		fprintf(stderr, "byte %u\n", place);
	}
	return fwrite(blob, 1, size, stdout) == size ? 0 : 2;
}
