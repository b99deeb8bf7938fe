/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The mixer: streams of frames, what state each is in, and how they become one. Pure computation
 * on memory: messages, time and the hardware are main.c's, whose stream it is as well.
 */
#ifndef PITH_AUDIO_MIX_H
#define PITH_AUDIO_MIX_H

#include "pith/proto/audio.h"

enum {
	MIX_CLIENTS = 16,
	MIX_STREAMS = MIX_CLIENTS * AUDIO_STREAMS,
	/* Silence behind the last frame of all, for devices that play whole blocks only (QEMU's
	 * codec: 512 frames). */
	MIX_TAIL = 1200, /* a multiple of AUDIO_PERIOD */
};

struct stream {
	const volatile struct audio_ring *ring; /* NULL: not open */
	uint32_t size;				/* frames of the ring, a power of two */
	enum audio_state state;
	bool pausing; /* plays one more period, in which it fades */
	uint32_t volume;
	int32_t gain;	   /* what its last frame was multiplied by, of AUDIO_FULL */
	uint64_t position; /* frames taken */
	uint32_t underruns, mark;
	uint32_t starved; /* frames that it lacked in a row */
	bool below;	  /* its frames are fewer than its mark, and it was told */
	bool tell;	  /* set here, cleared by who tells the client */
	uint32_t end;	  /* mixer.frames behind its last frame */
};

struct mixer {
	struct stream stream[MIX_STREAMS];
	uint32_t frames; /* mixed so far, modulo 2^32 */
	uint32_t tail;	 /* frames of silence that are still to come when nobody plays */
	uint32_t volume; /* 0..100 */
	bool muted;
	uint32_t playing;	       /* streams, in the last period */
	uint32_t left, right;	       /* peaks since they were cleared */
	uint32_t clipped;	       /* periods */
	int32_t sum[2 * AUDIO_PERIOD]; /* left and right; zeroes between periods */
};

/* Opens a stream on a ring of `size` frames: paused, at full volume, its mark at half. */
void stream_open(struct stream *stream, const struct mixer *mixer, const void *ring, uint32_t size);
/* Plays, or with `drain` plays to the end of what is in the ring then. */
void stream_play(struct stream *stream, bool drain);
/* Fades within the next period and pauses. */
void stream_pause(struct stream *stream);
/* Pauses at once; position and the ring's count are 0 again. */
void stream_flush(struct stream *stream);

/* Frames that wait in the ring: whatever its count says, 0..size. */
uint32_t stream_left(const struct stream *stream);
static inline bool stream_plays(const struct stream *stream)
{
	return stream->ring && stream->state != AUDIO_PAUSED;
}

/* Something is to be mixed: a stream plays, or silence is to follow. */
bool mix_busy(const struct mixer *mixer);
/* Mixes the next AUDIO_PERIOD frames into a ring of mask + 1 frames, a power of two: frame n of all
 * at n modulo its size. Streams whose clients are to be signalled have `tell` set. */
void mix_period(struct mixer *mixer, struct audio_frame *ring, uint32_t mask);

#endif
