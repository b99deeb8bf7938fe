/* SPDX-License-Identifier: BSD-2-Clause */
/* Tracks: see tracks.h. */
#include <stdio.h>
#include <string.h>

#include "pith/abi.h"
#include "tracks.h"
#include "user/music/music.h"

enum { FRAMES_MS = AUDIO_RATE / 1000 };

struct track tracks[TRACKS];
uint32_t track_count;

static struct music music;
static bool opened;

static void close(void)
{
	if (opened)
		music_close(&music);
	opened = false;
}

/* What is wrong with this file; NULL: it is open. */
static const char *open(const struct asset *file)
{
	uint32_t result = music_open(&music, file->bytes, file->size);

	if (result)
		return result == PITH_ERROR_MEMORY ? "Too large to be played" : "Damaged";
	opened = true;
	if (music.rate != AUDIO_RATE)
		return "Not of 48 kHz";
	return music.length ? NULL : "Empty";
}

bool tracks_open(uint32_t number, uint32_t frame)
{
	struct track *track = &tracks[number];

	close();
	if (!track->file.bytes)
		return false;
	track->trouble = open(&track->file);
	if (!track->trouble && frame && music_seek(&music, frame / FRAMES_MS))
		track->trouble = "Damaged";
	if (track->trouble)
		close();
	return opened;
}

/* Mono becomes stereo in its place, from behind. */
static void widen(struct audio_frame *frames, uint32_t count)
{
	const int16_t *samples = (const int16_t *)frames;

	while (count--)
		frames[count] = (struct audio_frame){samples[count], samples[count]};
}

uint32_t tracks_read(struct audio_frame *frames, uint32_t count)
{
	if (!opened)
		return 0;
	count = music_read(&music, (int16_t *)frames, count);
	if (music.channels == 1)
		widen(frames, count);
	return count;
}

/* --- What there is ------------------------------------------------------------------------- */

/* "music/night-bus.ogg" is "night-bus". */
static void name_it(struct track *track)
{
	const char *slash = strrchr(track->name, '/');

	snprintf(track->title, TRACK_TEXT, "%s", slash ? slash + 1 : track->name);
	char *dot = strrchr(track->title, '.');

	if (dot)
		*dot = 0;
}

static void look_at(uint32_t number)
{
	struct track *track = &tracks[number];

	name_it(track);
	if (asset_open(track->name, &track->file)) {
		track->trouble = "Cannot be opened";
		return;
	}
	if (!tracks_open(number, 0))
		return;
	if (music.title[0])
		snprintf(track->title, TRACK_TEXT, "%s", music.title);
	snprintf(track->artist, TRACK_TEXT, "%s", music.artist);
	track->frames = music.length * FRAMES_MS;
	close();
}

uint32_t tracks_find(void)
{
	char name[PITH_NAME_SIZE];
	uint32_t result = 0;

	for (uint32_t i = 0; track_count < TRACKS; i++) {
		result = asset_list("music/", i, name, NULL);
		if (result)
			break;
		size_t length = strlen(name);

		if (length < 4 || strcmp(name + length - 4, ".ogg") != 0)
			continue;
		memcpy(tracks[track_count].name, name, sizeof(name));
		look_at(track_count++);
	}
	return track_count ? 0 : result;
}
