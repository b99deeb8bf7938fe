/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The music that there is: the assets "music/…", and a decoder for one of them at a time, in frames
 * of the audio server.
 */
#ifndef PLAYER_TRACKS_H
#define PLAYER_TRACKS_H

#include "pith/proto/assets.h"
#include "pith/proto/audio.h"

enum {
	TRACKS = 12, /* at most; all stay open, of ASSETS_OPEN_MAX */
	TRACK_TEXT = 48,
};

struct track {
	char name[PITH_NAME_SIZE]; /* of the asset */
	char title[TRACK_TEXT];	   /* if it says none: its name */
	char artist[TRACK_TEXT];   /* or "" */
	struct asset file;
	uint32_t frames;     /* of AUDIO_RATE */
	const char *trouble; /* why it cannot be played; else NULL */
};

extern struct track tracks[TRACKS];
extern uint32_t track_count;

/* Looks at all of them. Errors of asset_list(), where even the first is not found. */
uint32_t tracks_find(void);

/* The decoder to this track, near that frame of it (to a millisecond). False: it cannot be played;
 * its `trouble` says why. */
bool tracks_open(uint32_t track, uint32_t frame);
/* The next frames, at most `count`; 0: the track is at its end. */
uint32_t tracks_read(struct audio_frame *frames, uint32_t count);

#endif
