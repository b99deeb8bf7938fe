/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Client stubs of the audio server and of a sound device's driver. A stream that a restarted server
 * does not know is opened again, and its owner is told by GONE that what was in it is lost.
 */
#include <string.h>
#include "internal.h"
#include "pith/barrier.h"
#include "pith/memory.h"
#include "pith/proto/sound.h"

/* --- The driver --------------------------------------------------------------------------- */

uint32_t sound_driver_open(uint32_t driver, uint32_t notification, uint32_t *rate, uint32_t *held)
{
	struct pith_message m = {.tag = pith_tag(SOUND_OPEN, 0, 1)};

	pith_buffer()->caps[0] = notification;
	uint32_t result = pith_call_again(driver, &m);

	if (result)
		return result;
	*rate = m.word[0];
	*held = m.word[1];
	return 0;
}

uint32_t sound_driver_start(uint32_t driver)
{
	struct pith_message m = {.tag = pith_tag(SOUND_START, 0, 0)};

	return pith_call(driver, &m);
}

/* --- Streams -------------------------------------------------------------------------------- */

/* The bare request; *m is the answer. */
static uint32_t ask(
    const struct sound *sound, uint32_t label, uint32_t value, struct pith_message *m)
{
	*m = (struct pith_message){.tag = pith_tag(label, 2, 0), .word = {sound->number, value}};
	return pith_call(sound->service, m);
}

static void begin(struct sound *sound)
{
	sound->written = sound->taken = 0;
	sound->ring->written = 0;
	pith_barrier();
}

static uint32_t open(struct sound *sound)
{
	struct pith_message m = {
	    .tag = pith_tag(AUDIO_OPEN, 3, sound->notification ? 1 : 0),
	    .word = {sound->number, sound->place, sound->size},
	};

	begin(sound);
	pith_buffer()->caps[0] = sound->notification;
	return pith_call(sound->service, &m);
}

/* A request that tells its caller of a server that has forgotten the stream. */
static uint32_t request(struct sound *sound, uint32_t label, uint32_t value, struct pith_message *m)
{
	uint32_t result = ask(sound, label, value, m);
	enum pith_error error = pith_result_error(result);
	struct pith_message again;

	if (error != PITH_ERROR_GONE && error != PITH_ERROR_STATE)
		return result;
	/* Of a stream that is known a refusal is what it is. */
	if (error == PITH_ERROR_STATE && !ask(sound, AUDIO_STATUS, 0, &again))
		return result;
	result = open(sound);
	if (!result)
		result = ask(sound, AUDIO_VOLUME, sound->volume, &again);
	if (!result)
		result = ask(sound, AUDIO_MARK, sound->mark, &again);
	return result ? result : PITH_ERROR_GONE;
}

/* The greatest power of two of frames, at most AUDIO_RING_MOST, that fits into so many bytes. */
static uint32_t frames_in(uint32_t bytes)
{
	uint32_t frames = AUDIO_RING_MOST;

	while (
	    frames && (bytes < sizeof(struct audio_ring) ||
			  frames * sizeof(struct audio_frame) > bytes - sizeof(struct audio_ring)))
		frames /= 2;
	return frames;
}

uint32_t sound_open(struct sound *sound, uint32_t number, uint32_t count, uint32_t bits)
{
	const struct pith_grant *region = pith_grant(PITH_GRANT_REGION, "sound");
	const uint32_t align = ~(uint32_t)(sizeof(struct audio_ring) - 1);

	*sound = (struct sound){
	    .service = pith_service("audio"), .number = number, .volume = AUDIO_FULL};
	if (!sound->service || !region)
		return PITH_ERROR_CAPABILITY;
	if (count - 1 >= AUDIO_STREAMS || number >= count)
		return PITH_ERROR_RANGE;
	sound->size = frames_in(region->size / count & align);
	if (sound->size < AUDIO_RING_LEAST)
		return PITH_ERROR_MEMORY;
	sound->mark = sound->size / 2;
	sound->place = (region->size / count & align) * number;
	sound->ring = (struct audio_ring *)(uintptr_t)(region->address + sound->place);
	if (bits) {
		sound->notification = pith_notification_badged(bits);
		if (!sound->notification)
			return PITH_ERROR_MEMORY;
	}
	uint32_t result = open(sound);

	if (pith_result_error(result) == PITH_ERROR_GONE)
		result = open(sound);
	if (result)
		pith_slot_free(sound->notification);
	return result;
}

uint32_t sound_close(struct sound *sound)
{
	struct pith_message m;
	uint32_t result = ask(sound, AUDIO_CLOSE, 0, &m);

	pith_slot_free(sound->notification);
	sound->notification = 0;
	return result;
}

/* What is known to be free without asking. */
static uint32_t room_known(const struct sound *sound)
{
	return sound->size - (sound->written - sound->taken);
}

/* Copies frames into the ring, where there is room for them, around its end. */
static void put(struct sound *sound, const struct audio_frame *frames, uint32_t count)
{
	uint32_t at = sound->written & (sound->size - 1);
	uint32_t first = count < sound->size - at ? count : sound->size - at;

	memcpy(sound->ring->frames + at, frames, first * sizeof(*frames));
	memcpy(sound->ring->frames, frames + first, (count - first) * sizeof(*frames));
	sound->written += count;
	/* The frames are there before the count says so. */
	pith_barrier();
	*(volatile uint32_t *)&sound->ring->written = sound->written;
}

uint32_t sound_write(struct sound *sound, const struct audio_frame *frames, uint32_t count)
{
	while (count) {
		uint32_t room = room_known(sound), part = count < room ? count : room;
		uint32_t wanted = count < sound->size / 2 ? count : sound->size / 2;
		struct pith_message m;

		put(sound, frames, part);
		frames += part;
		count -= part;
		if (!count)
			break;
		/* Half a ring at a time, so that a long sound does not ask for each frame. */
		if (wanted > count)
			wanted = count;
		uint32_t result = request(sound, AUDIO_ROOM, wanted, &m);

		if (result)
			return result;
		sound->taken = m.word[0];
	}
	return 0;
}

uint32_t sound_status(struct sound *sound, struct audio_status *status)
{
	struct pith_message m;
	uint32_t result = request(sound, AUDIO_STATUS, 0, &m);

	if (result)
		return result;
	sound->taken = m.word[1];
	*status = (struct audio_status){
	    .state = (enum audio_state)m.word[0],
	    .position = m.word[1] | (uint64_t)m.word[2] << 32,
	    .delay = m.word[3],
	    .underruns = m.word[4],
	};
	return 0;
}

uint32_t sound_room(struct sound *sound, uint32_t *room)
{
	struct audio_status status;
	uint32_t result = sound_status(sound, &status);

	*room = result ? 0 : room_known(sound);
	return result;
}

uint32_t sound_play(struct sound *sound)
{
	struct pith_message m;

	return request(sound, AUDIO_PLAY, 0, &m);
}

uint32_t sound_pause(struct sound *sound)
{
	struct pith_message m;

	return request(sound, AUDIO_PAUSE, 0, &m);
}

uint32_t sound_flush(struct sound *sound)
{
	struct pith_message m;
	uint32_t result = request(sound, AUDIO_FLUSH, 0, &m);

	if (!result)
		begin(sound);
	return result;
}

uint32_t sound_drain(struct sound *sound)
{
	struct pith_message m;

	return request(sound, AUDIO_DRAIN, 0, &m);
}

uint32_t sound_end(struct sound *sound)
{
	struct pith_message m;

	return request(sound, AUDIO_END, 0, &m);
}

uint32_t sound_volume(struct sound *sound, uint32_t volume)
{
	struct pith_message m;
	uint32_t before = sound->volume;

	/* First, so that a server that has forgotten learns the new one. */
	sound->volume = volume;
	uint32_t result = request(sound, AUDIO_VOLUME, volume, &m);

	if (result && pith_result_error(result) != PITH_ERROR_GONE)
		sound->volume = before;
	return result;
}

uint32_t sound_mark(struct sound *sound, uint32_t frames)
{
	struct pith_message m;
	uint32_t before = sound->mark;

	sound->mark = frames;
	uint32_t result = request(sound, AUDIO_MARK, frames, &m);

	if (result && pith_result_error(result) != PITH_ERROR_GONE)
		sound->mark = before;
	return result;
}

/* --- The mixer --------------------------------------------------------------------------- */

uint32_t mixer_state(uint32_t mixer, struct mixer_state *state)
{
	struct pith_message m = {.tag = pith_tag(MIXER_STATE, 0, 0)};
	uint32_t result = pith_call(mixer, &m);

	if (result)
		return result;
	*state = (struct mixer_state){
	    .volume = m.word[0],
	    .muted = m.word[1],
	    .playing = m.word[2],
	    .left = m.word[3],
	    .right = m.word[4],
	    .clipped = m.word[5],
	};
	return 0;
}

uint32_t mixer_volume(uint32_t mixer, uint32_t volume)
{
	struct pith_message m = {.tag = pith_tag(MIXER_VOLUME, 1, 0), .word = {volume}};

	return pith_call(mixer, &m);
}

uint32_t mixer_mute(uint32_t mixer, bool mute)
{
	struct pith_message m = {.tag = pith_tag(MIXER_MUTE, 1, 0), .word = {mute}};

	return pith_call(mixer, &m);
}

uint32_t mixer_watch(uint32_t mixer, uint32_t notification)
{
	struct pith_message m = {.tag = pith_tag(MIXER_WATCH, 0, notification ? 1 : 0)};

	pith_buffer()->caps[0] = notification;
	return pith_call(mixer, &m);
}
