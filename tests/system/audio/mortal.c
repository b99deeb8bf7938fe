/* SPDX-License-Identifier: BSD-2-Clause */
/* Dies while it plays, its ring full; and plays again in its second life. */
#include <stdio.h>

#include "examples/chime/tone.h"
#include "pith/info.h"
#include "pith/print.h"
#include "pith/proto/timer.h"

enum { MS = 1000 * 1000, COUNT = 4096 };

int main(void)
{
	static struct audio_frame frames[COUNT];
	static struct sound sound;
	uint32_t life = pith_info()->generation;
	struct tone tone = tone_make(life == 1 ? 600 : 700);
	volatile uintptr_t nowhere = 4; /* so that the compiler does not see it coming */

	timer_sleep_until((life == 1 ? 2500ull : 3000ull) * MS);
	pith_must("opening the sound", sound_open(&sound, 0, 1, 0));
	tone_fill(&tone, 8192, frames, COUNT);
	pith_must("writing", sound_write(&sound, frames, COUNT));
	pith_must("playing", sound_play(&sound));
	timer_sleep(20 * MS);
	if (life == 1)
		*(volatile uint32_t *)nowhere = 0;
	pith_must("draining", sound_drain(&sound));
	printf("again\n");
	return 0;
}
