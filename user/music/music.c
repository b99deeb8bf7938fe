/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tremor over a file in memory.
 */
#include "user/music/music.h"
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include "pith/abi.h"

static size_t read_bytes(void *to, size_t size, size_t count, void *source)
{
	struct music *music = source;
	size_t left = (music->size - music->at) / size;

	if (count > left)
		count = left;
	memcpy(to, music->bytes + music->at, size * count);
	music->at += (uint32_t)(size * count);
	return count;
}

static int seek(void *source, ogg_int64_t offset, int whence)
{
	struct music *music = source;
	int64_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? music->at : music->size;

	if (from + offset < 0 || from + offset > music->size)
		return -1;
	music->at = (uint32_t)(from + offset);
	return 0;
}

static long tell(void *source)
{
	return (long)((struct music *)source)->at;
}

/* What the comment NAME=... says. */
static const char *comment(struct music *music, const char *name)
{
	const vorbis_comment *comments = ov_comment(&music->file, -1);
	size_t length = strlen(name);

	for (int i = 0; comments && i < comments->comments; i++)
		if (strncasecmp(comments->user_comments[i], name, length) == 0 &&
		    comments->user_comments[i][length] == '=')
			return comments->user_comments[i] + length + 1;
	return "";
}

uint32_t music_open(struct music *music, const uint8_t *bytes, uint32_t size)
{
	const ov_callbacks callbacks = {
	    .read_func = read_bytes, .seek_func = seek, .tell_func = tell};
	const vorbis_info *info;
	int result;

	*music = (struct music){.bytes = bytes, .size = size};
	result = ov_open_callbacks(music, &music->file, NULL, 0, callbacks);
	if (result)
		return result == OV_EFAULT ? PITH_ERROR_MEMORY : PITH_ERROR_RANGE;
	info = ov_info(&music->file, -1);
	if (!info || info->channels < 1 || info->channels > 2) {
		music_close(music);
		return PITH_ERROR_RANGE;
	}
	music->rate = (uint32_t)info->rate;
	music->channels = (uint32_t)info->channels;
	music->length = (uint32_t)ov_time_total(&music->file, -1);
	music->title = comment(music, "TITLE");
	music->artist = comment(music, "ARTIST");
	return 0;
}

uint32_t music_read(struct music *music, int16_t *samples, uint32_t count)
{
	uint32_t moment = 2 * music->channels;
	long got;
	int section;

	do {
		got = ov_read(&music->file, (char *)samples, (int)(count * moment), &section);
	} while (got == OV_HOLE);
	return got > 0 ? (uint32_t)got / moment : 0;
}

uint32_t music_seek(struct music *music, uint32_t milliseconds)
{
	return ov_time_seek(&music->file, milliseconds) ? PITH_ERROR_RANGE : 0;
}

uint32_t music_position(struct music *music)
{
	ogg_int64_t at = ov_time_tell(&music->file);

	return at < 0 ? 0 : (uint32_t)at;
}

void music_close(struct music *music)
{
	ov_clear(&music->file);
	*music = (struct music){0};
}
