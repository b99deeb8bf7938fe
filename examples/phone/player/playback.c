/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Playing: see playback.h. Frames are counted since the stream was last empty (`written`, 64 bits);
 * marks say which track begins at which of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "playback.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/store.h"

enum {
	CHUNK = 1024,	  /* frames that are decoded at a time: a block of Vorbis, some 2 ms */
	LEAD = 8 * CHUNK, /* is decoded before it plays: a cover may be painted meanwhile */
	BLOCKS = 128,	  /* whose loudness is known */
	MARKS = 4,
	KEEP_SECONDS = 5, /* from one time that the place is kept to the next, while it plays */
	NS_TO_FRAMES = 1000000000 / AUDIO_RATE,
	DRIFT_MOST = AUDIO_RATE / 50, /* frames: by more the clock is set anew */
};

static const char place_key[] = "place";

/* As the store keeps it. */
struct place {
	char name[PITH_NAME_SIZE];
	uint32_t frame;
	uint32_t playing;
};

/* From this frame of the stream on it is that track, from that frame on. */
struct mark {
	uint64_t at;
	uint32_t track, frame;
};

struct playback playback;

static struct sound sound;
static bool open; /* the stream */
static uint32_t space_bits, more_signal;
static uint64_t written;
static struct mark marks[MARKS]; /* the first is of what is heard */
static uint32_t mark_count;
static uint32_t decoding; /* the track */
static bool ended;	  /* nothing can be decoded any more */

static uint8_t loudness[BLOCKS]; /* of block n at n modulo BLOCKS */
static uint32_t block_sum;	 /* of the block that is not full yet */

/* The ear's clock: it goes evenly, where the server's count goes in periods. */
static uint64_t clock_time, clock_frames; /* at that time so many were heard */

static uint64_t kept_time;
static uint32_t underruns;

/* --- Where the ear is --------------------------------------------------------------------- */

static uint64_t clock_at(uint64_t now)
{
	uint64_t heard = clock_frames;

	if (playback.playing)
		heard += (now - clock_time) / NS_TO_FRAMES;
	return heard < written ? heard : written;
}

static void count_underruns(uint32_t count)
{
	if (count > underruns && !underruns)
		printf("the sound has run dry\n");
	underruns = count;
}

/* Which instance of the server it is; 0: there is none now. */
static uint32_t server(void)
{
	const struct pith_grant *grant = pith_grant(PITH_GRANT_SERVICE, "audio");

	return grant ? grant->generation : 0;
}

static void lose(uint32_t result);

/* What is heard, by our clock, which follows the server's gently. */
static uint64_t listen(void)
{
	uint64_t now = pith_clock(), mine = clock_at(now);
	struct audio_status status;
	uint32_t result = open ? sound_status(&sound, &status) : PITH_ERROR_CAPABILITY;

	if (result) {
		if (open)
			lose(result);
		return mine;
	}
	count_underruns(status.underruns);
	uint64_t theirs = status.position > status.delay ? status.position - status.delay : 0;
	int64_t drift = (int64_t)(theirs - mine);

	if (status.state == AUDIO_PAUSED || drift > DRIFT_MOST || drift < -DRIFT_MOST)
		clock_frames = theirs;
	else
		clock_frames = mine + (uint64_t)(drift / 16);
	clock_time = now;
	return clock_at(now);
}

/* The mark of what is heard; those before it are forgotten. */
static const struct mark *mark_of(uint64_t heard)
{
	while (mark_count > 1 && marks[1].at <= heard) {
		mark_count--;
		memmove(marks, marks + 1, mark_count * sizeof(marks[0]));
	}
	return &marks[0];
}

uint32_t playback_position(void)
{
	uint64_t heard = listen();
	const struct mark *mark = mark_of(heard);
	uint32_t frame = mark->frame + (uint32_t)(heard > mark->at ? heard - mark->at : 0);

	playback.track = mark->track;
	return frame < tracks[mark->track].frames ? frame : tracks[mark->track].frames;
}

uint32_t playback_phase(void)
{
	return (uint32_t)clock_at(clock_time) % PLAYBACK_BLOCK;
}

uint32_t playback_loudness(int32_t blocks)
{
	int64_t block = (int64_t)(clock_at(clock_time) / PLAYBACK_BLOCK) + blocks;
	int64_t full = (int64_t)(written / PLAYBACK_BLOCK);

	if (block < 0 || block >= full || block < full - BLOCKS)
		return 0;
	return loudness[block % BLOCKS];
}

/* --- The place ------------------------------------------------------------------------------ */

static void keep(void)
{
	static bool told;
	struct place place = {.frame = playback_position(), .playing = playback.playing};

	memcpy(place.name, tracks[playback.track].name, sizeof(place.name));
	kept_time = pith_clock();
	uint32_t result = store_put(place_key, &place, sizeof(place));

	if (result && !told)
		printf("the place is not kept: %s\n", pith_error_text(result));
	told = result;
}

/* What was kept, if that track is still there. */
static bool find_place(uint32_t *track, uint32_t *frame, bool *playing)
{
	struct place place;
	uint32_t length;

	if (store_get(place_key, &place, sizeof(place), &length) || length != sizeof(place))
		return false;
	for (uint32_t i = 0; i < track_count; i++) {
		if (strncmp(tracks[i].name, place.name, sizeof(place.name)) != 0 ||
		    tracks[i].trouble)
			continue;
		*track = i;
		*frame = place.frame < tracks[i].frames ? place.frame : 0;
		*playing = place.playing;
		return true;
	}
	return false;
}

/* --- Decoding ahead ----------------------------------------------------------------------------
 */

/* Of a block the mean of what is heard; a sixth of the full scale is as loud as music gets. */
static void finish_block(uint64_t block)
{
	uint32_t mean = block_sum / PLAYBACK_BLOCK * PLAYBACK_LOUD / (32768 / 6);

	loudness[block % BLOCKS] = (uint8_t)(mean < PLAYBACK_LOUD ? mean : PLAYBACK_LOUD);
	block_sum = 0;
}

static void weigh(const struct audio_frame *frames, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		block_sum += (uint32_t)(abs(frames[i].left) + abs(frames[i].right)) / 2;
		if ((written + i + 1) % PLAYBACK_BLOCK == 0)
			finish_block((written + i) / PLAYBACK_BLOCK);
	}
}

/* The next track in this direction that can be played, or `from` again. */
static uint32_t neighbour(uint32_t from, int32_t by)
{
	uint32_t track = from;

	if (!track_count)
		return from;
	for (uint32_t i = 0; i < track_count; i++) {
		track = (track + track_count + (uint32_t)by) % track_count;
		if (!tracks[track].trouble)
			break;
	}
	return track;
}

uint32_t playback_neighbour(int32_t by)
{
	return neighbour(playback.track, by);
}

/* The decoder to the next track, whose first frame follows the last one's. */
static bool turn_over(void)
{
	if (mark_count == MARKS)
		return false;
	for (uint32_t i = 0; i < track_count; i++) {
		decoding = neighbour(decoding, 1);
		if (!tracks_open(decoding, 0))
			continue;
		marks[mark_count++] = (struct mark){written, decoding, 0};
		return true;
	}
	ended = true;
	playback.trouble = "No track can be played";
	return false;
}

/* Decodes a chunk, if there is room for it. False: the ring is full, or nothing plays. */
static bool decode(void)
{
	static struct audio_frame frames[CHUNK];
	uint32_t room;

	if (!open || ended)
		return false;
	uint32_t result = sound_room(&sound, &room);

	if (result) {
		lose(result);
		return false;
	}
	if (room < CHUNK)
		return false;
	uint32_t count = tracks_read(frames, CHUNK);

	if (!count)
		return turn_over();
	weigh(frames, count);
	sound_write(&sound, frames, count);
	written += count;
	return true;
}

void playback_signal(void)
{
	if (decode())
		pith_signal(more_signal);
	if (playback.playing && pith_clock() - kept_time >= KEEP_SECONDS * 1000000000ull)
		keep();
}

/* --- Control -------------------------------------------------------------------------------------
 */

/* The stream empty, the decoder there: the first frames are in it, and the rest will follow. */
static void begin(uint32_t track, uint32_t frame)
{
	written = clock_frames = 0;
	clock_time = pith_clock();
	block_sum = 0;
	mark_count = 1;
	marks[0] = (struct mark){0, track, frame};
	decoding = playback.track = track;
	ended = false;
	if (!tracks_open(track, frame)) {
		mark_count = 0;
		if (!turn_over()) {
			mark_count = 1;
			return;
		}
		playback.track = decoding;
	}
	/* The first blocks after a jump may be short: as much as the rest needs to catch up. */
	while (written < LEAD && decode())
		;
	if (playback.playing && open)
		sound_play(&sound);
	clock_time = pith_clock();
	pith_signal(more_signal);
}

/* The server does not answer, or has forgotten us and knows us again. */
static void lose(uint32_t result)
{
	uint32_t frame = marks[0].frame + (uint32_t)(clock_at(pith_clock()) - marks[0].at);

	if (pith_result_error(result) == PITH_ERROR_GONE && server()) {
		begin(playback.track, frame);
		return;
	}
	/* Until it is back the place stands still. */
	marks[0].frame = frame;
	marks[0].at = clock_frames = clock_at(pith_clock());
	open = false;
	playback.trouble = "The sound is not available";
}

void playback_go(uint32_t track, uint32_t frame)
{
	if (open)
		sound_flush(&sound);
	begin(track, frame);
	keep();
}

void playback_play(void)
{
	if (playback.playing || playback.trouble)
		return;
	clock_time = pith_clock();
	playback.playing = true;
	if (sound_play(&sound))
		listen();
	keep();
}

void playback_pause(void)
{
	if (!playback.playing)
		return;
	keep();
	clock_frames = clock_at(pith_clock());
	playback.playing = false;
	if (open)
		sound_pause(&sound);
	keep();
}

static void open_sound(void)
{
	uint32_t result = sound_open(&sound, 0, 1, space_bits);

	open = !result;
	if (open)
		sound_mark(&sound, sound.size - 4 * CHUNK);
	playback.trouble = open ? NULL : "The sound is not available";
}

void playback_peers(void)
{
	if (!track_count)
		return;
	if (open) {
		listen();
	} else if (server()) {
		uint32_t frame = marks[0].frame;

		open_sound();
		if (open)
			begin(playback.track, frame);
	}
}

void playback_start(uint32_t space, uint32_t more)
{
	uint32_t track = 0, frame = 0;
	bool playing = false;
	uint32_t result = tracks_find();

	space_bits = space;
	more_signal = pith_notification_badged(more);
	mark_count = 1;
	if (!track_count) {
		playback.trouble = result == PITH_ERROR_RANGE ? "There is no music here"
							      : "The music is not available";
		return;
	}
	if (!find_place(&track, &frame, &playing) && tracks[track].trouble)
		track = neighbour(track, 1);
	playback.playing = playing;
	open_sound();
	begin(track, frame);
}
