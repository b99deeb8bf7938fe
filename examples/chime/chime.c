/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Three notes, each fading while the next one begins: the simplest that makes a sound.
 */
#include <stdio.h>

#include "examples/chime/tone.h"
#include "pith/print.h"
#include "pith/proto/power.h"
#include "pith/proto/timer.h"

enum {
	NOTES = 3,
	APART = AUDIO_RATE / 5,	 /* frames from note to note */
	LENGTH = AUDIO_RATE / 2, /* of a note */
	LOUD = 9000,
	PART = 480, /* frames that are made at a time */
	ALL = (NOTES - 1) * APART + LENGTH,
};

/* How loud a note is so many frames after its beginning: it falls by the square, and begins softly.
 */
static int32_t loudness(int32_t age)
{
	int32_t left = (LENGTH - age) / 24;
	int32_t loud = LOUD * left / (LENGTH / 24) * left / (LENGTH / 24);

	return age < 240 ? loud * age / 240 : loud;
}

int main(void)
{
	static struct audio_frame frames[PART];
	static struct sound sound;
	struct tone tones[NOTES] = {tone_make(523), tone_make(659), tone_make(784)};
	struct audio_status status;

	pith_must("opening the sound", sound_open(&sound, 0, 1, 0));
	for (int32_t at = 0; at < ALL; at += PART) {
		for (int32_t i = 0; i < PART; i++) {
			int32_t sum = 0;

			for (int32_t n = 0; n < NOTES; n++) {
				int32_t age = at + i - n * APART;

				if (age >= 0 && age < LENGTH)
					sum += tone_next(&tones[n], loudness(age));
			}
			frames[i].left = frames[i].right = (int16_t)sum;
		}
		pith_must("writing", sound_write(&sound, frames, PART));
		/* The ring is nearly full; from now on writing waits for room. */
		if (at == 7 * PART)
			pith_must("playing", sound_play(&sound));
	}
	pith_must("draining", sound_drain(&sound));
	pith_must("asking", sound_status(&sound, &status));
	printf("%lu frames were played\n", (unsigned long)status.position);
	/* A loudspeaker may be a little behind. */
	pith_must("sleeping", timer_sleep(100 * 1000 * 1000));
	power_off();
	return 0;
}
