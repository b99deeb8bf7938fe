/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The music that there is: the assets "music/…", Ogg Vorbis, decoded with integers by Tremor from
 * where they lie. Sound servers are not in this room.
 */
#ifndef PLAYER_MUSIC_H
#define PLAYER_MUSIC_H

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
uint32_t music_find(void);

/* The decoder: one track at a time. False: it cannot be played; track->trouble says why. */
bool music_open(uint32_t track, uint32_t at);
/* The next frames, at most `count`; 0: the track is at its end. */
uint32_t music_read(struct audio_frame *frames, uint32_t count);
void music_close(void);

#endif
