/* SPDX-License-Identifier: BSD-2-Clause */
/* Sines with ramps: see tone.h. */
#include "pith/tone.h"

enum {
	ONE = 1 << 15, /* of the sine */
	FADE_ONE = 1 << 30,
	HALF_ROUND = 1u << 31,
	QUARTER_ROUND = 1 << 30,
};

/*
 * A polynomial of the fifth degree for a quarter of the sine: C. Hastings, Approximations for
 * Digital Computers, 1955, sheet 14; it is wrong by 1.1e-4 at most, and so are its harmonics.
 */
int32_t tone_sine(uint32_t angle)
{
	enum { A1 = 51466, A3 = 21077, A5 = 2383 }; /* 1.5706268, 0.6432292, 0.0727102 of ONE */
	bool down = angle + QUARTER_ROUND >= HALF_ROUND;
	/* The way up from -90 to 90 degrees; the other half mirrors it. */
	int32_t x = (int32_t)(down ? HALF_ROUND - angle : angle) >> 15;
	int32_t square = (x * x + ONE / 2) >> 15;
	int32_t y = A3 - ((square * A5 + ONE / 2) >> 15);

	y = A1 - ((square * y + ONE / 2) >> 15);
	return (x * y + ONE / 2) >> 15;
}

/* What it must lose in each frame of 2^32 to have lost half of it after ms: ln 2 / frames. */
static uint32_t decay_of(uint32_t ms)
{
	enum { LN2 = 2977044472 }; /* of 2^32 */

	return ms ? LN2 / (ms < UINT32_MAX / 48 ? ms * (AUDIO_RATE / 1000) : UINT32_MAX) : 0;
}

static void begin(struct tone *tone, const struct tone_sound *sound)
{
	for (uint32_t i = 0; i < TONE_VOICES; i++) {
		tone->phase[i] = 0;
		/* Right to 12 millionths of a hertz. */
		tone->step[i] =
		    (uint32_t)(((uint64_t)sound->millihertz[i] << 32) / (AUDIO_RATE * 1000ull));
	}
	tone->level = sound->level < TONE_LEVEL ? sound->level : TONE_LEVEL;
	tone->decay = decay_of(sound->half_ms);
	tone->fade = FADE_ONE;
	tone->on = true;
	tone->waiting = false;
}

void tone_start(struct tone *tone, const struct tone_sound *sound)
{
	if (!tone->ramp) {
		begin(tone, sound);
		return;
	}
	tone->on = false;
	tone->next = *sound;
	tone->waiting = true;
}

void tone_stop(struct tone *tone)
{
	tone->on = tone->waiting = false;
}

bool tone_silent(const struct tone *tone)
{
	return !tone->on && !tone->ramp && !tone->waiting;
}

/* Both voices at their levels. */
static int32_t sample(struct tone *tone)
{
	uint32_t loudness = tone->level * tone->ramp / TONE_RAMP;
	int32_t sum = 0;

	if (tone->decay) {
		loudness = (uint32_t)((uint64_t)loudness * tone->fade >> 30);
		tone->fade -= (uint32_t)((uint64_t)tone->fade * tone->decay >> 32);
	}
	for (uint32_t i = 0; i < TONE_VOICES; i++) {
		if (!tone->step[i])
			continue;
		sum += tone_sine(tone->phase[i]);
		tone->phase[i] += tone->step[i];
	}
	/* Two voices reach 2^16, the loudness 2^15: one more bit would be too much. */
	int32_t value = ((sum >> 1) * (int32_t)loudness + ONE / 4) >> 14;

	return value > INT16_MAX ? INT16_MAX : value < -INT16_MAX ? -INT16_MAX : value;
}

void tone_fill(struct tone *tone, struct audio_frame *frames, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		int16_t value = 0;

		if (tone->on && tone->ramp < TONE_RAMP)
			tone->ramp++;
		else if (!tone->on && tone->ramp)
			tone->ramp--;
		if (tone->waiting && !tone->ramp)
			begin(tone, &tone->next);
		if (tone->ramp)
			value = (int16_t)sample(tone);
		frames[i] = (struct audio_frame){value, value};
	}
}
