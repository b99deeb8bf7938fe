/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decodes a piece of music: what it is, a checksum of its samples, what it costs of the processor;
 * seeks; and then what is no music.
 */
#include <stdio.h>
#include "pith/objects.h"
#include "pith/print.h"
#include "pith/proto/assets.h"
#include "pith/proto/power.h"
#include "user/music/music.h"

enum { COUNT = 1024, SECONDS = 8 };

static int16_t samples[2 * COUNT];

static uint64_t consumed(void)
{
	uint64_t time = 0;
	uint32_t calls;

	pith_must("looking", pith_schedcontext_consumed(PITH_SLOT_SCHEDCONTEXT, &time, &calls));
	return time;
}

/* Up to so many moments: how many there were, their checksum (FNV-1a), their loudest. */
static uint32_t decode(struct music *music, uint32_t moments, uint32_t *sum, uint32_t *peak)
{
	uint32_t total = 0, got;

	*sum = 2166136261u;
	*peak = 0;
	while (total < moments && (got = music_read(music, samples, COUNT))) {
		for (uint32_t i = 0; i < got * music->channels; i++) {
			uint32_t loud =
			    samples[i] < 0 ? 0u - (uint32_t)samples[i] : (uint32_t)samples[i];

			*sum = (*sum ^ (uint16_t)samples[i]) * 16777619u;
			*peak = loud > *peak ? loud : *peak;
		}
		total += got;
	}
	return total;
}

static void measure(struct music *music)
{
	uint64_t before = consumed(), spent;
	uint32_t sum, peak, again, total = decode(music, SECONDS * music->rate, &sum, &peak);

	spent = (consumed() - before) / 1000;
	printf("%lu moments or more, sum %08lx, %s\n", (unsigned long)(SECONDS * music->rate),
	    (unsigned long)sum, peak > 8000 ? "loud" : "silent");
	/* In thousandths of the time that the music takes. */
	printf("share %lu\n", (unsigned long)(spent * music->rate / 1000 / total));
	pith_must("seeking", music_seek(music, 0));
	decode(music, SECONDS * music->rate, &again, &peak);
	printf("again from the beginning: %s\n", again == sum ? "the same" : "another");
	pith_must("seeking", music_seek(music, music->length - 1000));
	total = decode(music, UINT32_MAX, &again, &peak);
	printf("the last second has %s\n",
	    total > music->rate / 2 && total < 2 * music->rate ? "an end" : "none");
	printf("beyond it: %s\n", pith_error_text(music_seek(music, music->length + 1000)));
}

/* Every 1000th byte is another: it must end, however. */
static void damage(const struct asset *asset)
{
	static uint8_t copy[0x20000];
	struct music music;
	uint32_t sum, peak, result;

	for (uint32_t i = 0; i < sizeof(copy); i++)
		copy[i] = i > 8000 && i % 1000 == 0 ? (uint8_t)~asset->bytes[i] : asset->bytes[i];
	result = music_open(&music, copy, sizeof(copy));
	if (!result) {
		decode(&music, UINT32_MAX, &sum, &peak);
		music_close(&music);
	}
	printf("damaged: lived\n");
	copy[0] = 'x';
	printf("no music: %s\n", pith_error_text(music_open(&music, copy + 64, 4000)));
	printf("nothing: %s\n", pith_error_text(music_open(&music, copy, 0)));
}

int main(void)
{
	static struct music music;
	char name[PITH_NAME_SIZE];
	struct asset asset;

	for (uint32_t i = 0; !asset_list("music/", i, name, NULL); i++) {
		pith_must("opening", asset_open(name, &asset));
		pith_must("opening music", music_open(&music, asset.bytes, asset.size));
		printf("%s: '%s' by %s, %lu Hz, %lu channels, %s\n", name, music.title,
		    music.artist, (unsigned long)music.rate, (unsigned long)music.channels,
		    music.length >= 30000 && music.length <= 60000 ? "long enough" : "not as long");
		if (i == 0) {
			measure(&music);
			damage(&asset);
		}
		music_close(&music);
		asset_close(&asset);
	}
	return (int)power_off();
}
