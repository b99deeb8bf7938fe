/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The audio server: the sounds of many clients, mixed. A frame is a left and a right sample of 16
 * bits; 48000 frames are a second. Each client has AUDIO_STREAMS streams of its own, by number. The
 * frames of a stream lie in a ring in the region that the client shares with the server, which only
 * reads it. The client writes frames and then the count of all it has written so far; how many
 * were played is counted by the server, in its own memory. So a program that writes ahead of the
 * signal for space never polls, and one that writes nonsense hears nonsense, of its own stream.
 *
 * Service "audio": any client. Service "mixer": who may turn the volume (settings, status bar).
 * What happens at a client's death: its streams are silent from the next period on.
 *
 *	static struct sound sound;
 *
 *	pith_must("opening the sound", sound_open(&sound, 0, 1, 0));
 *	sound_write(&sound, frames, count);	// into the ring, as much as fits
 *	sound_play(&sound);
 *	sound_write(&sound, more, count);	// waits for room
 *	sound_drain(&sound);			// until the last frame was heard
 */
#ifndef PITH_PROTO_AUDIO_H
#define PITH_PROTO_AUDIO_H

#include "pith/syscall.h"

enum {
	AUDIO_RATE = 48000,   /* frames a second */
	AUDIO_PERIOD = 240,   /* frames that are mixed at a time: 5 ms */
	AUDIO_STREAMS = 4,    /* of one client */
	AUDIO_FULL = 1 << 16, /* volume of a stream: as it is written */
	AUDIO_RING_LEAST = 256,
	AUDIO_RING_MOST = 1 << 16, /* frames */
	AUDIO_STARVE_MS = 200,	   /* a stream without frames for so long is paused */
};

struct audio_frame {
	int16_t left, right;
};

/* A ring as it lies in the client's region, at a multiple of 64 bytes. */
struct audio_ring {
	uint32_t written; /* count of frames since AUDIO_OPEN or AUDIO_FLUSH, modulo 2^32 */
	uint32_t pad[15];
	struct audio_frame frames[]; /* frame n of all is at n modulo the ring's size */
};

enum audio_request {
	/* Service "audio". First word of each: the number of the stream, 0..AUDIO_STREAMS - 1.
	 * All: LENGTH; RANGE (number); all but OPEN: STATE (open first: also after a restart of the
	 * server). */

	/* in: number; place of the ring in the region, bytes; frames of the ring, a power of two
	 * AUDIO_RING_LEAST..AUDIO_RING_MOST; capability 0: a notification, or none. The stream is
	 * paused and empty, its volume AUDIO_FULL, whatever it was before; the ring's count is
	 * taken to be 0. The notification is signalled when the frames left fall below the mark
	 * (AUDIO_MARK), at an underrun, and when the stream is paused because it starves. Errors:
	 * RANGE (place, frames); MEMORY (no region with the client's name); TYPE (it is no
	 * notification). */
	AUDIO_OPEN = 1,
	/* in: number. Silent at once, and forgotten. */
	AUDIO_CLOSE,
	/* in: number. Plays what is in the ring, and what will be. After a pause the volume rises
	 * within a period. */
	AUDIO_PLAY,
	/* in: number. The volume falls within a period, the frames of which are played; then the
	 * stream stands still. */
	AUDIO_PAUSE,
	/* in: number. Pauses at once and forgets the frames in the ring; the ring's count and the
	 * position begin at 0 again. */
	AUDIO_FLUSH,
	/* in: number; volume 0..AUDIO_FULL, reached within a period. Errors: RANGE (volume). */
	AUDIO_VOLUME,
	/* in: number; frames 0..the ring's size: the mark for signals; after OPEN half of the
	 * ring. Errors: RANGE. */
	AUDIO_MARK,
	/* in: number. out: enum audio_state; frames taken from the ring so far, low and high (their
	 * places may be written anew); of these, frames not heard yet; underruns since OPEN. */
	AUDIO_STATUS,
	/* in: number; frames 1..the ring's size. Answered when so many can be written. out: frames
	 * taken from the ring, modulo 2^32. Errors: RANGE; STATE also: it does not play, so that
	 * there never will be; MEMORY: a call for this stream waits already. */
	AUDIO_ROOM,
	/* in: number. Plays (as AUDIO_PLAY) to the ring's end and pauses there without an underrun;
	 * answered when the last frame was heard. Errors: MEMORY as above; STATE also: it was
	 * paused, flushed or closed meanwhile. */
	AUDIO_DRAIN,
	/* in: number. The same without waiting: signals when the stream has paused at its end. */
	AUDIO_END,

	/* Service "mixer". */

	/* out: master volume 0..100; 1: muted; streams that play; highest level since this was
	 * last asked, left and right, 0..32768, after the master volume; periods that were clipped
	 * since the start. */
	MIXER_STATE,
	/* in: master volume, 0..100; full scale is (volume / 100)^2. Errors: LENGTH; RANGE. */
	MIXER_VOLUME,
	/* in: 1 silent, 0 not. Errors: LENGTH. */
	MIXER_MUTE,
	/* capability 0: a notification that is signalled when volume, mute or the number of streams
	 * that play change; none: no longer. Errors: TYPE (it is no notification). */
	MIXER_WATCH,
};

enum audio_state {
	AUDIO_PAUSED,
	AUDIO_PLAYING,
	AUDIO_STARVED,	/* playing, but the ring is empty */
	AUDIO_DRAINING, /* playing to the end */
};

struct audio_status {
	enum audio_state state;
	uint32_t underruns; /* times that the ring was empty while it played */
	uint64_t position;  /* frames taken from the ring since OPEN or FLUSH */
	uint32_t delay;	    /* of these, frames that are still on their way to the ear */
};

/* A stream of ours. All functions below: errors of their requests; GONE: the server was
 * restarted and has forgotten the stream, which is open again now as after sound_open(), with its
 * volume and mark: empty, paused, at position 0. */
struct sound {
	uint32_t size;	  /* frames of the ring */
	uint32_t written; /* frames since the start, modulo 2^32 */

	/* Private from here. */
	uint32_t service;
	uint32_t number;
	uint32_t notification; /* badged; 0: none */
	uint32_t place;	       /* of the ring in the region, bytes */
	uint32_t taken;	       /* by the server, when it was asked last */
	uint32_t volume, mark; /* as set; for a server that has forgotten */
	struct audio_ring *ring;
};

/*
 * Opens stream `number` of `count` (1..AUDIO_STREAMS) that share the region "sound" equally. bits:
 * of our notification (0-23), signalled as AUDIO_OPEN says; 0: no signals. Uses the service
 * "audio". Errors of AUDIO_OPEN; CAPABILITY: we use no such service or region; MEMORY also: the
 * region is too small for so many, or no free slot.
 */
uint32_t sound_open(struct sound *sound, uint32_t number, uint32_t count, uint32_t bits);
uint32_t sound_close(struct sound *sound);
/* Writes frames, waiting for room while the stream plays. STATE: the ring is full and the stream
 * does not play; what fitted is written: see sound->written. */
uint32_t sound_write(struct sound *sound, const struct audio_frame *frames, uint32_t count);
/* Frames that can be written without waiting, in *room. */
uint32_t sound_room(struct sound *sound, uint32_t *room);
uint32_t sound_play(struct sound *sound);
uint32_t sound_pause(struct sound *sound);
uint32_t sound_flush(struct sound *sound);
/* Plays the rest and returns when it was heard. */
uint32_t sound_drain(struct sound *sound);
/* The same without waiting; the signal comes when its last frame was taken. */
uint32_t sound_end(struct sound *sound);
uint32_t sound_volume(struct sound *sound, uint32_t volume);
uint32_t sound_mark(struct sound *sound, uint32_t frames);
uint32_t sound_status(struct sound *sound, struct audio_status *status);

/* Stubs of the service "mixer". */
struct mixer_state {
	uint32_t volume; /* 0..100 */
	bool muted;
	uint32_t playing;     /* streams */
	uint32_t left, right; /* highest levels since the last time, 0..32768 */
	uint32_t clipped;     /* periods */
};

uint32_t mixer_state(uint32_t mixer, struct mixer_state *state);
uint32_t mixer_volume(uint32_t mixer, uint32_t volume);
uint32_t mixer_mute(uint32_t mixer, bool mute);
/* notification: badged, as pith_notification_badged() makes it; 0: no longer. */
uint32_t mixer_watch(uint32_t mixer, uint32_t notification);

#endif
