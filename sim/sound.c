/* SPDX-License-Identifier: BSD-2-Clause */
/* Where sound goes: see sound.h. */
#include "sim/sound.h"

#include <string.h>

enum {
	UNIT = 65536,	   /* a frame in the ring for one that is heard */
	BEND_MOST = 328,   /* half a percent of it */
	BEND_FRAMES = 960, /* so far from the target the most is reached: 20 ms */
	WAV_HEADER = 44,
	FRAME_BYTES = 4,
};

#define FRAMES_MOST ((UINT32_MAX - WAV_HEADER) / FRAME_BYTES)

/* --- The ring ------------------------------------------------------------------------------ */

static uint32_t held(const struct sound_ring *ring)
{
	return ring->put - ring->got;
}

static void put_one(struct sound_ring *ring, struct sound_frame frame)
{
	/* Nobody takes any: the newest is lost, as what is old is to be heard first. */
	if (held(ring) == SOUND_RING)
		ring->dropped++;
	else
		ring->frames[ring->put++ % SOUND_RING] = frame;
	ring->quiet = frame.left || frame.right ? 0 : ring->quiet + 1;
	ring->next++;
}

void sound_ring_pass(struct sound_ring *ring, uint64_t now)
{
	while (ring->fed && ring->next < now) {
		put_one(ring, (struct sound_frame){0, 0});
		ring->fed = ring->quiet < SOUND_QUIET;
	}
}

void sound_ring_put(
    struct sound_ring *ring, uint64_t at, const struct sound_frame *frames, uint32_t count)
{
	sound_ring_pass(ring, at);
	if (!ring->fed) {
		ring->fed = true;
		ring->next = at;
		ring->quiet = 0;
	}
	for (uint32_t i = 0; i < count; i++)
		put_one(ring, frames[i]);
}

/* Frames of the ring for one that is heard, in UNITths. */
static uint32_t step(const struct sound_ring *ring)
{
	int32_t off = (int32_t)held(ring) - SOUND_TARGET;

	if (off > BEND_FRAMES)
		off = BEND_FRAMES;
	if (off < -BEND_FRAMES)
		off = -BEND_FRAMES;
	return (uint32_t)(UNIT + off * BEND_MOST / BEND_FRAMES);
}

static int16_t between(int16_t from, int16_t to, uint32_t phase)
{
	return (int16_t)(from + (to - from) * (int32_t)(phase / 2) / (UNIT / 2));
}

void sound_ring_take(struct sound_ring *ring, struct sound_frame *frames, uint32_t count)
{
	uint32_t by = step(ring);

	/* What is too short to reach the target is played when its end has come. */
	if (!ring->playing)
		ring->playing = held(ring) >= SOUND_TARGET || (!ring->fed && held(ring) > 1);
	for (uint32_t i = 0; i < count; i++) {
		if (ring->playing && held(ring) < 2)
			ring->playing = false;
		if (!ring->playing) {
			frames[i] = (struct sound_frame){0, 0};
			continue;
		}
		struct sound_frame from = ring->frames[ring->got % SOUND_RING];
		struct sound_frame to = ring->frames[(ring->got + 1) % SOUND_RING];

		frames[i].left = between(from.left, to.left, ring->phase);
		frames[i].right = between(from.right, to.right, ring->phase);
		ring->phase += by;
		ring->got += ring->phase / UNIT;
		ring->phase %= UNIT;
	}
}

/* --- The file -------------------------------------------------------------------------------- */

static void put_word(uint8_t *at, uint32_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

static void write_header(struct sound_file *sound)
{
	uint32_t bytes = (uint32_t)sound->frames * FRAME_BYTES;
	uint8_t header[WAV_HEADER] = "RIFF....WAVEfmt ";

	put_word(header + 4, bytes + WAV_HEADER - 8, 4);
	put_word(header + 16, 16, 4); /* of the format that follows */
	put_word(header + 20, 1, 2);  /* samples as they are */
	put_word(header + 22, 2, 2);
	put_word(header + 24, SOUND_RATE, 4);
	put_word(header + 28, SOUND_RATE * FRAME_BYTES, 4);
	put_word(header + 32, FRAME_BYTES, 2);
	put_word(header + 34, 16, 2);
	memcpy(header + 36, "data", 4);
	put_word(header + 40, bytes, 4);
	fwrite(header, sizeof(header), 1, sound->file);
}

/* One frame, unless no more fits. */
static void write_frame(struct sound_file *sound, struct sound_frame frame)
{
	uint8_t bytes[FRAME_BYTES];

	if (sound->frames == FRAMES_MOST) {
		if (!sound->full)
			fputs("sim: the sound's file is full: the rest is left out\n", stderr);
		sound->full = true;
		return;
	}
	put_word(bytes, (uint16_t)frame.left, 2);
	put_word(bytes + 2, (uint16_t)frame.right, 2);
	fwrite(bytes, sizeof(bytes), 1, sound->file);
	sound->frames++;
}

static void pass(struct sound_file *sound, uint64_t now)
{
	while (!sound->full && sound->first + sound->frames < now)
		write_frame(sound, (struct sound_frame){0, 0});
}

void sound_file_put(
    struct sound_file *sound, uint64_t at, const struct sound_frame *frames, uint32_t count)
{
	if (!sound->begun) {
		sound->begun = true;
		sound->first = at;
		write_header(sound);
	}
	pass(sound, at);
	for (uint32_t i = 0; i < count; i++)
		write_frame(sound, frames[i]);
}

bool sound_file_end(struct sound_file *sound, uint64_t now)
{
	if (sound->begun)
		pass(sound, now);
	if (fseek(sound->file, 0, SEEK_SET) == 0)
		write_header(sound);
	return fflush(sound->file) == 0 && !ferror(sound->file);
}
