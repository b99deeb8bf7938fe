/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Playing: one stream of the audio server, into which tracks are decoded ahead, one behind the
 * other without a gap; where the ear is; how loud it is there. And the place in the music, which
 * the store keeps, so that a program that was killed goes on where it was.
 */
#ifndef PLAYER_PLAYBACK_H
#define PLAYER_PLAYBACK_H

#include "tracks.h"

enum {
	PLAYBACK_BLOCK = 2048, /* frames whose loudness is one number: 43 ms */
	PLAYBACK_LOUD = 255,
};

/* What the screen shows. */
struct playback {
	bool playing;
	uint32_t track;
	const char *trouble; /* why nothing can be heard; NULL: all is well */
};

extern struct playback playback;

/* Opens the stream and goes on from the place that the store kept. bits: of our notification, two
 * of them, for playback_signal(). */
void playback_start(uint32_t space, uint32_t more);
/* A signal with one of these bits: decodes some milliseconds of music. */
void playback_signal(void);
/* A server was restarted. */
void playback_peers(void);

void playback_play(void);
void playback_pause(void);
/* To another place; goes on playing if it did. frame: of the track. */
void playback_go(uint32_t track, uint32_t frame);
/* The next track that can be played, from the current one on in this direction. */
uint32_t playback_neighbour(int32_t by);

/* What is heard now: frames since the track's start. Also updates playback.track. */
uint32_t playback_position(void);
/* How far the ear is in its block, 0..PLAYBACK_BLOCK - 1. */
uint32_t playback_phase(void);
/* How loud it is so many blocks behind (negative: before) the one that is heard, 0..PLAYBACK_LOUD;
 * 0 where it is not known. */
uint32_t playback_loudness(int32_t blocks);

#endif
