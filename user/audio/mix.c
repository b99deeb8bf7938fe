/* SPDX-License-Identifier: BSD-2-Clause */
/* Mixing: see mix.h. */
#include "user/audio/mix.h"

enum {
	FINE = 14, /* bits that a gain has behind its point while it moves */
	STARVE_FRAMES = AUDIO_STARVE_MS * (AUDIO_RATE / 1000),
	PERCENT_SQUARED = 100 * 100,
};

_Static_assert(MIX_TAIL % AUDIO_PERIOD == 0, "the tail is mixed in periods");

/* --- Streams ----------------------------------------------------------------------------- */

/* What both of them need to be as new. */
static void empty(struct stream *stream)
{
	stream->state = AUDIO_PAUSED;
	stream->pausing = false;
	stream->position = 0;
	stream->starved = 0;
	stream->below = false;
}

void stream_open(struct stream *stream, const struct mixer *mixer, const void *ring, uint32_t size)
{
	*stream = (struct stream){.ring = ring,
	    .size = size,
	    .volume = AUDIO_FULL,
	    .gain = -1,
	    .mark = size / 2,
	    .end = mixer->frames};
	empty(stream);
}

uint32_t stream_left(const struct stream *stream)
{
	uint32_t left = stream->ring->written - (uint32_t)stream->position;

	return left < stream->size ? left : stream->size;
}

void stream_play(struct stream *stream, bool drain)
{
	/* Silent until now, so it begins as it is written; after a pause it rises from silence,
	 * and a fade that is under way turns round. */
	stream->pausing = false;
	stream->starved = 0;
	stream->state = drain ? AUDIO_DRAINING : AUDIO_PLAYING;
}

void stream_pause(struct stream *stream)
{
	stream->pausing = stream_plays(stream);
}

void stream_flush(struct stream *stream)
{
	empty(stream);
	stream->gain = -1;
}

/* --- Arithmetic ---------------------------------------------------------------------------- */

/*
 * A frame is one word, its left sample in the low half. A gain is at most 2^16 and a sample at
 * least -2^15: their product fits. Sums of MIX_STREAMS samples are far from overflowing.
 */
static void add(int32_t *sum, const volatile uint32_t *frames, uint32_t count, int32_t gain)
{
	for (const int32_t *end = sum + 2 * count; sum != end; sum += 2) {
		uint32_t frame = *frames++;

		sum[0] += (int16_t)frame * gain >> 16;
		sum[1] += ((int32_t)frame >> 16) * gain >> 16;
	}
}

/* The same where nothing is to be multiplied. */
static void add_full(int32_t *sum, const volatile uint32_t *frames, uint32_t count)
{
	for (const int32_t *end = sum + 2 * count; sum != end; sum += 2) {
		uint32_t frame = *frames++;

		sum[0] += (int16_t)frame;
		sum[1] += (int32_t)frame >> 16;
	}
}

/* The same with a gain, with FINE bits behind its point, that moves by a step with each frame;
 * returns where it has come to. */
static int32_t add_moving(
    int32_t *sum, const volatile uint32_t *frames, uint32_t count, int32_t gain, int32_t step)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t frame = frames[i];

		gain += step;
		sum[2 * i] += (int16_t)frame * (gain >> FINE) >> 16;
		sum[2 * i + 1] += ((int32_t)frame >> 16) * (gain >> FINE) >> 16;
	}
	return gain;
}

/* A sum that is no sample any more. */
static int32_t saturate(int32_t value, bool *clipped)
{
	*clipped = true;
	return value < 0 ? INT16_MIN : INT16_MAX;
}

static uint32_t higher(uint32_t peak, int32_t sample)
{
	uint32_t level = (uint32_t)(sample < 0 ? -sample : sample);

	return level > peak ? level : peak;
}

/* Sums to samples, with the meter; the sums are 0 again. */
static void finish(struct mixer *mixer, struct audio_frame *ring, uint32_t mask)
{
	uint32_t left_peak = mixer->left, right_peak = mixer->right, at = mixer->frames;
	bool clipped = false;

	for (int32_t *sum = mixer->sum, *end = sum + 2 * AUDIO_PERIOD; sum != end; sum += 2) {
		int32_t left = sum[0], right = sum[1];

		sum[0] = sum[1] = 0;
		if (left != (int16_t)left)
			left = saturate(left, &clipped);
		if (right != (int16_t)right)
			right = saturate(right, &clipped);
		left_peak = higher(left_peak, left);
		right_peak = higher(right_peak, right);
		ring[at++ & mask] = (struct audio_frame){(int16_t)left, (int16_t)right};
	}
	mixer->left = left_peak;
	mixer->right = right_peak;
	mixer->clipped += clipped;
}

/* --- A period ------------------------------------------------------------------------------ */

/* What a stream is to be multiplied by. */
static int32_t target(const struct mixer *mixer, const struct stream *stream)
{
	if (mixer->muted || stream->pausing)
		return 0;
	return (
	    int32_t)((uint64_t)stream->volume * mixer->volume * mixer->volume / PERCENT_SQUARED);
}

/* Adds frames that lie one after the other. The last period's gain goes over into this one's. */
static int32_t add_part(
    int32_t *sum, const volatile uint32_t *frames, uint32_t count, int32_t fine, int32_t step)
{
	int32_t gain = fine >> FINE;

	if (step)
		return add_moving(sum, frames, count, fine, step);
	if (gain == AUDIO_FULL)
		add_full(sum, frames, count);
	else if (gain)
		add(sum, frames, count, gain);
	return fine;
}

/* Takes frames from the ring, around its end. */
static void take(const struct mixer *mixer, struct stream *stream, int32_t *sum, uint32_t count)
{
	int32_t to = target(mixer, stream);
	int32_t from = stream->gain < 0 ? to : stream->gain;
	int32_t step = (to - from) * (1 << FINE) / AUDIO_PERIOD, fine = from * (1 << FINE);
	uint32_t at = (uint32_t)stream->position & (stream->size - 1);
	uint32_t first = count < stream->size - at ? count : stream->size - at;
	const volatile uint32_t *frames = (const volatile uint32_t *)stream->ring->frames;

	fine = add_part(sum, frames + at, first, fine, step);
	add_part(sum + 2 * first, frames, count - first, fine, step);
	stream->gain = to;
	stream->position += count;
}

/* The ring held less than a period. */
static void run_empty(struct stream *stream, uint32_t missing)
{
	if (stream->state == AUDIO_DRAINING) {
		stream->state = AUDIO_PAUSED;
		stream->gain = -1;
		stream->tell = true;
		return;
	}
	if (stream->state == AUDIO_PLAYING) {
		stream->state = AUDIO_STARVED;
		stream->underruns++;
		stream->tell = true;
	}
	stream->starved += missing;
	if (stream->starved >= STARVE_FRAMES) {
		stream->state = AUDIO_PAUSED;
		stream->tell = true;
	}
}

static void mix_stream(struct mixer *mixer, struct stream *stream)
{
	uint32_t left = stream_left(stream);
	uint32_t count = left < AUDIO_PERIOD ? left : AUDIO_PERIOD;

	if (count) {
		take(mixer, stream, mixer->sum, count);
		stream->end = mixer->frames + count;
		stream->starved = 0;
		if (stream->state == AUDIO_STARVED)
			stream->state = AUDIO_PLAYING;
	}
	/* One that ends with this period has had all it was promised. */
	if (count < AUDIO_PERIOD || (left == count && stream->state == AUDIO_DRAINING))
		run_empty(stream, AUDIO_PERIOD - count);
	if (stream->pausing) {
		stream->pausing = false;
		stream->state = AUDIO_PAUSED;
		stream->gain = 0;
	}
	if (left >= stream->mark)
		stream->below = false;
	if (left - count < stream->mark && !stream->below)
		stream->below = stream->tell = true;
}

bool mix_busy(const struct mixer *mixer)
{
	for (uint32_t i = 0; i < MIX_STREAMS; i++)
		if (stream_plays(&mixer->stream[i]))
			return true;
	return mixer->tail;
}

void mix_period(struct mixer *mixer, struct audio_frame *ring, uint32_t mask)
{
	mixer->playing = 0;
	for (uint32_t i = 0; i < MIX_STREAMS; i++) {
		if (!stream_plays(&mixer->stream[i]))
			continue;
		mixer->playing++;
		mix_stream(mixer, &mixer->stream[i]);
	}
	if (mixer->playing)
		mixer->tail = MIX_TAIL;
	else if (mixer->tail)
		mixer->tail -= AUDIO_PERIOD;
	finish(mixer, ring, mask);
	mixer->frames += AUDIO_PERIOD;
}
