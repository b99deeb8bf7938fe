/* SPDX-License-Identifier: BSD-2-Clause */
/* Plays a tone until its server dies; then all of one; then another, under which the driver dies.
 */
#include <stdio.h>

#include "examples/chime/tone.h"
#include "pith/print.h"
#include "pith/proto/timer.h"

enum { PART = 2400 };

/* Ten parts of a tone; the first result that is not 0. */
static uint32_t play(struct sound *sound)
{
	static struct audio_frame frames[PART];
	struct tone tone = tone_make(440);
	uint32_t result = 0;

	for (int i = 0; i < 10 && !result; i++) {
		tone_fill(&tone, 8192, frames, PART);
		result = sound_write(sound, frames, PART);
		if (i == 0 && !result)
			result = sound_play(sound);
	}
	return result ? result : sound_drain(sound);
}

static unsigned long position(struct sound *sound)
{
	struct audio_status status;

	pith_must("asking", sound_status(sound, &status));
	return (unsigned long)status.position;
}

int main(void)
{
	static struct sound sound;

	pith_must("opening the sound", sound_open(&sound, 0, 1, 0));
	printf("lost: %s\n", pith_error_text(play(&sound)));
	timer_sleep_until(1000ull * 1000 * 1000);
	pith_must("playing again", play(&sound));
	printf("played %lu frames\n", position(&sound));
	for (int i = 0; i < 4; i++)
		pith_must("playing again", play(&sound));
	printf("played %lu more\n", (position(&sound) - 24000) / 4);
	return 0;
}
