/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loudspeaker, with SDL2, whose own thread empties the ring. A busy computer may keep us from
 * filling it for as long as SOUND_TARGET frames last.
 */
#include "sim/speaker.h"

#include <SDL.h>
#include <stdlib.h>
#include "sim/file.h"

enum { DEVICE_FRAMES = 512 }; /* that SDL takes at a time */

struct speaker {
	SDL_AudioDeviceID device;
	struct sound_ring ring; /* while the device is locked */
};

_Static_assert(sizeof(struct sound_frame) == 4, "SDL is given frames as they are");

static void take(void *context, Uint8 *bytes, int size)
{
	struct speaker *speaker = context;

	sound_ring_take(&speaker->ring, (struct sound_frame *)(void *)bytes,
	    (uint32_t)size / sizeof(struct sound_frame));
}

struct speaker *speaker_open(void)
{
	struct speaker *speaker = file_grow(NULL, sizeof(*speaker));
	const SDL_AudioSpec wanted = {.freq = SOUND_RATE,
	    .format = AUDIO_S16SYS,
	    .channels = 2,
	    .samples = DEVICE_FRAMES,
	    .callback = take,
	    .userdata = speaker};

	*speaker = (struct speaker){0};
	if (SDL_InitSubSystem(SDL_INIT_AUDIO) == 0)
		speaker->device = SDL_OpenAudioDevice(NULL, 0, &wanted, NULL, 0);
	if (!speaker->device) {
		fprintf(stderr, "sim: there is no sound here: %s\n", SDL_GetError());
		free(speaker);
		return NULL;
	}
	SDL_PauseAudioDevice(speaker->device, 0);
	return speaker;
}

void speaker_close(struct speaker *speaker)
{
	if (!speaker)
		return;
	SDL_CloseAudioDevice(speaker->device);
	SDL_QuitSubSystem(SDL_INIT_AUDIO);
	free(speaker);
}

void speaker_put(
    struct speaker *speaker, uint64_t at, const struct sound_frame *frames, uint32_t count)
{
	if (!speaker)
		return;
	SDL_LockAudioDevice(speaker->device);
	sound_ring_put(&speaker->ring, at, frames, count);
	SDL_UnlockAudioDevice(speaker->device);
}

void speaker_pass(struct speaker *speaker, uint64_t now)
{
	if (!speaker)
		return;
	SDL_LockAudioDevice(speaker->device);
	sound_ring_pass(&speaker->ring, now);
	SDL_UnlockAudioDevice(speaker->device);
}
