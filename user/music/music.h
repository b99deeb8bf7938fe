/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ogg Vorbis, from memory to samples, by Tremor (integers only). A program that plays says in its
 * folder's rules.mk `build/programs/NAME.elf: $(tremor)`, and has a heap of at least MUSIC_HEAP
 * bytes, a stack of 32 KB and `vfp` in its description: Debian's compiler keeps some values
 * in floating-point registers. One file at a time for that heap.
 */
#ifndef PITH_MUSIC_H
#define PITH_MUSIC_H

#include <stdint.h>
#include <tremor/ivorbisfile.h>

enum { MUSIC_HEAP = 0x80000 };

struct music {
	uint32_t rate;	   /* samples a second */
	uint32_t channels; /* 1 or 2 */
	uint32_t length;   /* milliseconds */
	const char *title; /* "": the file says none; valid until music_close() */
	const char *artist;

	/* Private from here. */
	OggVorbis_File file;
	const uint8_t *bytes;
	uint32_t size, at;
};

/* Open a file that lies in memory, and stays there. Errors: RANGE (not Ogg Vorbis, damaged, or of
 * more than two channels); MEMORY (the heap is too small). */
uint32_t music_open(struct music *music, const uint8_t *bytes, uint32_t size);
/* The next samples: of both channels in turn, as many moments as there are, at most `count`; how
 * many. 0: the end. What is damaged is left out. */
uint32_t music_read(struct music *music, int16_t *samples, uint32_t count);
/* Go on at that place, milliseconds from the beginning. Errors: RANGE. */
uint32_t music_seek(struct music *music, uint32_t milliseconds);
uint32_t music_position(struct music *music);
void music_close(struct music *music);

#endif
