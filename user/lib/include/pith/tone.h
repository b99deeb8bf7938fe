/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tones: one or two sines at a time, made of integers, for what a telephone has to say: keys,
 * signals, chimes. A tone begins and ends in a ramp of 3 ms, so that it does not click; what is
 * started while another sounds begins when that has faded. Who hears it is proto/audio.h's matter.
 *
 *	static struct tone tone;
 *
 *	tone_start(&tone, &(struct tone_sound){{697000, 1209000}, TONE_LEVEL / 4, 0});
 *	while (held)
 *		tone_fill(&tone, frames, count), sound_write(&sound, frames, count);
 *	tone_stop(&tone);	// and fill and write until tone_silent()
 */
#ifndef PITH_TONE_H
#define PITH_TONE_H

#include <stdbool.h>
#include <stdint.h>
#include "pith/proto/audio.h"

enum {
	TONE_VOICES = 2,
	TONE_LEVEL = 32767, /* highest level; that of all voices together clips above it */
	TONE_RAMP = 3 * AUDIO_RATE / 1000, /* frames from silence to all of it */
};

struct tone_sound {
	uint32_t millihertz[TONE_VOICES]; /* below half of AUDIO_RATE; 0: this voice is silent */
	uint32_t level;			  /* of each voice, its peak: 0..TONE_LEVEL */
	uint32_t half_ms; /* milliseconds in which it fades to the half, as a bell does; 0: never */
};

/* Private: zeros are silence. */
struct tone {
	uint32_t phase[TONE_VOICES], step[TONE_VOICES]; /* 2^32: once around */
	uint32_t level;
	uint32_t ramp;	/* 0 silent .. TONE_RAMP */
	uint32_t fade;	/* of 2^30: what is left of it */
	uint32_t decay; /* of 2^32: what it loses in a frame */
	bool on;	/* else it falls */
	bool waiting;	/* `next` is to sound as soon as it has fallen */
	struct tone_sound next;
};

/* The sine of an angle, 2^32 of which are once around: -32768..32768, wrong by 5 at most. */
int32_t tone_sine(uint32_t angle);

/* Sounds from the next frame on; or, if there still is another, when that has faded. */
void tone_start(struct tone *tone, const struct tone_sound *sound);
/* Fades from the next frame on. */
void tone_stop(struct tone *tone);
/* All is over: the frames to come are zeros. */
bool tone_silent(const struct tone *tone);
/* The next frames, on both sides the same. */
void tone_fill(struct tone *tone, struct audio_frame *frames, uint32_t count);

#endif
