/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sound of an alarm: a fourth upwards on two bells, twice, and a rest; at first soft, after
 * some twenty seconds as loud as the volume allows. Each bell is two tones: its body, and an octave
 * and a twelfth that fade sooner.
 */
#include "clock.h"
#include "pith/tone.h"

enum {
	MS = AUDIO_RATE / 1000, /* frames */
	PATTERN = 2600 * MS,
	BELLS = 2,
	STRIKES = 4,
	BODY = 8000, /* levels */
	SHINE = 1600,
	GAIN_FIRST = 48,		   /* of 256 */
	GAIN_STEP = 24 * AUDIO_RATE / 256, /* frames to one more */
	CHUNK = 60,
};

static const struct {
	uint32_t at, bell;
} strikes[STRIKES] = {{0, 0}, {190 * MS, 1}, {760 * MS, 0}, {950 * MS, 1}};
static const uint32_t pitch[BELLS] = {783991, 1046502}; /* G5, C6: millihertz */

static struct tone body[BELLS], shine[BELLS];
static uint32_t place; /* frames since the pattern began */
static uint32_t age;   /* frames since all began */

void chime_begin(void)
{
	for (uint32_t i = 0; i < BELLS; i++)
		body[i] = shine[i] = (struct tone){0};
	place = age = 0;
}

static void strike(uint32_t bell)
{
	uint32_t f = pitch[bell];

	tone_start(&body[bell], &(struct tone_sound){{f}, BODY, 260});
	tone_start(&shine[bell], &(struct tone_sound){{2 * f, 3 * f}, SHINE, 90});
}

/* The next frames, at most CHUNK, none of which passes a strike. */
static void fill(struct audio_frame *frames, uint32_t count)
{
	struct audio_frame part[CHUNK];
	uint32_t gain = GAIN_FIRST + age / GAIN_STEP;
	int32_t sum[CHUNK] = {0};

	for (uint32_t bell = 0; bell < 2 * BELLS; bell++) {
		tone_fill(bell < BELLS ? &body[bell] : &shine[bell - BELLS], part, count);
		for (uint32_t i = 0; i < count; i++)
			sum[i] += part[i].left;
	}
	for (uint32_t i = 0; i < count; i++)
		frames[i].left = frames[i].right =
		    (int16_t)(sum[i] * (int32_t)(gain < 256 ? gain : 256) / 256);
}

void chime_fill(struct audio_frame *frames, uint32_t count)
{
	while (count) {
		uint32_t now = PATTERN - place;

		for (uint32_t i = 0; i < STRIKES; i++) {
			if (strikes[i].at == place)
				strike(strikes[i].bell);
			else if (strikes[i].at > place && strikes[i].at - place < now)
				now = strikes[i].at - place;
		}
		now = now < CHUNK ? now : CHUNK;
		now = now < count ? now : count;
		fill(frames, now);
		frames += now;
		count -= now;
		age += now;
		place = (place + now) % PATTERN;
	}
}
