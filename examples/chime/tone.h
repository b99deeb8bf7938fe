/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sines in integers, near enough for the ear: what is not the tone itself is 60 dB below it.
 */
#ifndef PITH_CHIME_TONE_H
#define PITH_CHIME_TONE_H

#include "pith/proto/audio.h"

struct tone {
	uint32_t phase, step; /* 2^32: all the way round */
};

static inline struct tone tone_make(uint32_t hertz)
{
	return (struct tone){0, (uint32_t)(((uint64_t)hertz << 32) / AUDIO_RATE)};
}

static inline int32_t tone_size(int32_t value)
{
	return value < 0 ? -value : value;
}

/* The next sample; peak: 0..32767. Two parabolas, bent towards the sine. */
static inline int16_t tone_next(struct tone *tone, int32_t peak)
{
	int32_t x = (int32_t)tone->phase >> 16;
	int32_t y = x * (32768 - tone_size(x)) >> 13;

	y += (y * tone_size(y) / 32768 - y) * 7373 / 32768;
	tone->phase += tone->step;
	return (int16_t)(y * peak / 32768);
}

/* The next frames, the same on both sides. */
static inline void tone_fill(
    struct tone *tone, int32_t peak, struct audio_frame *frames, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		frames[i].left = frames[i].right = tone_next(tone, peak);
}

#endif
