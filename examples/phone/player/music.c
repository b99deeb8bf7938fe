/* SPDX-License-Identifier: BSD-2-Clause */
/* Tracks and their decoder: see music.h. */
#include <stdio.h>
#include <string.h>
#include <tremor/ivorbisfile.h>

#include "music.h"

/* A file in memory, as Tremor reads it. */
struct reader {
	const uint8_t *bytes;
	uint32_t size, at;
};

struct track tracks[TRACKS];
uint32_t track_count;

static struct reader reader;
static OggVorbis_File file;
static bool opened;

static size_t read_bytes(void *to, size_t size, size_t count, void *source)
{
	struct reader *from = source;
	uint32_t left = from->size - from->at;

	if (!size)
		return 0;
	if (count > left / size)
		count = left / size;
	memcpy(to, from->bytes + from->at, size * count);
	from->at += size * count;
	return count;
}

static int seek_to(void *source, ogg_int64_t offset, int whence)
{
	struct reader *from = source;
	int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? from->at : from->size;

	if (base + offset < 0 || base + offset > from->size)
		return -1;
	from->at = (uint32_t)(base + offset);
	return 0;
}

static long tell(void *source)
{
	const struct reader *from = source;

	return (long)from->at;
}

static const ov_callbacks callbacks = {
    .read_func = read_bytes,
    .seek_func = seek_to,
    .tell_func = tell,
};

void music_close(void)
{
	if (opened)
		ov_clear(&file);
	opened = false;
}

/* Why what is open now cannot be played; NULL: it can. */
static const char *trouble(void)
{
	const vorbis_info *info = ov_info(&file, -1);

	if (!info)
		return "Damaged";
	if (info->rate != AUDIO_RATE)
		return "Not of 48 kHz";
	if (info->channels < 1 || info->channels > 2)
		return "Neither mono nor stereo";
	return ov_pcm_total(&file, -1) > 0 ? NULL : "Empty";
}

bool music_open(uint32_t number, uint32_t at)
{
	struct track *track = &tracks[number];

	music_close();
	if (!track->file.bytes)
		return false;
	reader = (struct reader){track->file.bytes, track->file.size, 0};
	/* What fails here leaves nothing behind. */
	opened = !ov_open_callbacks(&reader, &file, NULL, 0, callbacks);
	track->trouble = opened ? trouble() : "Damaged, or no Ogg Vorbis";
	if (!track->trouble && at && ov_pcm_seek(&file, at))
		track->trouble = "Damaged";
	if (track->trouble)
		music_close();
	return !track->trouble;
}

/* Mono becomes stereo in its place, from behind. */
static void widen(struct audio_frame *frames, uint32_t count)
{
	const int16_t *samples = (const int16_t *)frames;

	while (count--)
		frames[count] = (struct audio_frame){samples[count], samples[count]};
}

uint32_t music_read(struct audio_frame *frames, uint32_t count)
{
	const vorbis_info *info = opened ? ov_info(&file, -1) : NULL;
	int link;

	while (info && info->rate == AUDIO_RATE) {
		uint32_t width = info->channels == 1 ? sizeof(int16_t) : sizeof(*frames);
		long bytes = ov_read(&file, (char *)frames, (int)(count * width), &link);

		/* Damage in the middle is stepped over: it is as long as the file lacks. */
		if (bytes == OV_HOLE)
			continue;
		if (bytes <= 0)
			return 0;
		if (info->channels == 1)
			widen(frames, (uint32_t)bytes / width);
		return (uint32_t)bytes / width;
	}
	return 0;
}

/* --- What there is ------------------------------------------------------------------------- */

/* The value of the first comment of that name; "" if there is none. */
static void comment(char *name, char text[TRACK_TEXT])
{
	vorbis_comment *comments = ov_comment(&file, -1);
	const char *value = comments ? vorbis_comment_query(comments, name, 0) : NULL;

	snprintf(text, TRACK_TEXT, "%s", value ? value : "");
}

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
	if (!music_open(number, 0))
		return;
	char title[TRACK_TEXT];

	comment((char[]){"TITLE"}, title);
	if (title[0])
		memcpy(track->title, title, TRACK_TEXT);
	comment((char[]){"ARTIST"}, track->artist);
	track->frames = (uint32_t)ov_pcm_total(&file, -1);
	music_close();
}

uint32_t music_find(void)
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
