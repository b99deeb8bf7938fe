/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the sound of the simulated computer goes: a file, exact by virtual time, and a ring out of
 * which a loudspeaker is fed in real time. Pure computation, but for the file.
 */
#ifndef PITH_SIM_SOUND_H
#define PITH_SIM_SOUND_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum {
	SOUND_RATE = 48000,
	SOUND_RING = 16384,  /* frames, a power of two */
	SOUND_TARGET = 2880, /* frames that the ring should hold while it plays: 60 ms */
	SOUND_QUIET = 24000, /* silence for so many frames is the end of a sound */
};

struct sound_frame {
	int16_t left, right;
};

/* Between virtual and real time. Who feeds it and who empties it exclude each other. */
struct sound_ring {
	struct sound_frame frames[SOUND_RING];
	uint32_t put, got;
	bool fed;	  /* a sound is under way: silence in it is fed as well */
	uint64_t next;	  /* the frame of virtual time that comes next; valid if fed */
	uint32_t quiet;	  /* frames of silence at its end so far */
	bool playing;	  /* the target was reached, and there was always enough since */
	uint32_t phase;	  /* between two frames, in 65536ths */
	uint32_t dropped; /* frames for which there was no room */
};

/* Frames that are heard from this frame of virtual time on. */
void sound_ring_put(
    struct sound_ring *ring, uint64_t at, const struct sound_frame *frames, uint32_t count);
/* Virtual time has come to this frame: what was not put is silence. */
void sound_ring_pass(struct sound_ring *ring, uint64_t now);
/* Takes what is to be heard next, a little faster or slower than it was put (at most half a
 * percent), so that the ring stays at its target however the two clocks differ. */
void sound_ring_take(struct sound_ring *ring, struct sound_frame *frames, uint32_t count);

/* A WAV file: 48 kHz, stereo, 16 bits. It begins with the first frame that is put. */
struct sound_file {
	FILE *file; /* NULL: none */
	bool begun;
	uint64_t first, frames;
	bool full; /* no more fits into a WAV file */
};

void sound_file_put(
    struct sound_file *sound, uint64_t at, const struct sound_frame *frames, uint32_t count);
/* Silence up to this frame of virtual time, then the file's header. False: it could not be written;
 * errno tells why. Does not close it. */
bool sound_file_end(struct sound_file *sound, uint64_t now);

#endif
