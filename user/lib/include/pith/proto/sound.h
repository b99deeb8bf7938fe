/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the driver of a sound device gives to the audio server: a ring of frames that both have
 * mapped, which the driver empties at the pace of the hardware. Spoken by devices/pl041.
 * Applications speak to the audio server instead (proto/audio.h).
 *
 * The driver stops by itself when the ring runs dry: who has nothing to play writes nothing, and
 * there are no interrupts.
 */
#ifndef PITH_PROTO_SOUND_H
#define PITH_PROTO_SOUND_H

#include "pith/proto/audio.h"

enum {
	SOUND_FRAMES = 1024, /* of the ring; a power of two */
};

/* The region "samples", from its start. */
struct sound_buffer {
	uint32_t written; /* count of frames, by the audio server only */
	uint32_t pad0[15];
	uint32_t taken; /* count of frames, by the driver only, as is `dry` */
	uint32_t dry;	/* 1: the driver has stopped, or is about to: SOUND_START */
	uint32_t pad1[14];
	struct audio_frame frames[SOUND_FRAMES];
};

enum sound_request {
	/* capability 0: the notification that is signalled each time AUDIO_PERIOD frames were taken
	 * and when the ring has run dry. out: frames a second; frames that the device holds, at
	 * most, after they were taken. The ring is empty. Errors: CAPABILITY (no notification). */
	SOUND_OPEN = 1,
	/* There are frames again. Errors: STATE (open first: the driver was restarted). */
	SOUND_START,
};

/* Client stubs. notification: badged, as pith_notification_badged() makes it. */
uint32_t sound_driver_open(uint32_t driver, uint32_t notification, uint32_t *rate, uint32_t *held);
uint32_t sound_driver_start(uint32_t driver);

#endif
