/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program on the phone that means harm. It never rests: it presents frames that are not there and
 * rectangles far outside of its window, asks every server for every nonsense as fast as it can,
 * answers where nobody has called, writes noise into the rings of streams that it has closed and
 * tells the server to play them, fills the store until its share is used up, takes all of its
 * memory and all of its slots. That the phone is as smooth as ever is for the script to say.
 */
#include <stdio.h>
#include <string.h>

#include "pith/info.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/assets.h"
#include "pith/proto/audio.h"
#include "pith/proto/display.h"
#include "pith/proto/input.h"
#include "pith/proto/store.h"
#include "pith/proto/timer.h"
#include "tests/system/random.h"

enum { ROUND = 64, VALUE = 2048, SIGNAL = 1 };

/* A message without sense. Its label is not among those that wait long for an answer, or that
 * let sounds be heard. */
static struct pith_message garbage(uint32_t service, const char *name)
{
	uint32_t label = random32() & 3 ? random32() % 9 : random32() & 0xfffff;
	uint32_t length = random32() & 1 ? random32() % 9 : random32() % (PITH_MAX_WORDS + 1);

	if ((!strcmp(name, "timer") && label == TIMER_SLEEP) ||
	    (!strcmp(name, "audio") && label == AUDIO_PLAY))
		label = 0;
	struct pith_message m = {.tag = pith_tag(label, length, random32() & 1)};

	for (uint32_t i = 0; i < PITH_MAX_WORDS; i++)
		pith_message_put(&m, i, random32() & 1 ? random32() % 8 : random32());
	pith_buffer()->caps[0] = random32() & 1 ? PITH_SLOT_THREAD : service;
	return m;
}

static void annoy(const char *name)
{
	uint32_t service = pith_service(name);

	for (uint32_t i = 0; i < ROUND; i++) {
		struct pith_message m = garbage(service, name);

		if (i % 8)
			pith_call(service, &m);
		else
			pith_nbsend(service, &m);
	}
}

/* Frames that there are not, and far outside. */
static void draw_outside(void)
{
	static struct display display;
	const struct display_rect outside[] = {
	    {0, 0, 65535, 65535}, {480, 720, 100, 100}, {65535, 65535, 1, 1}, {470, 0, 200, 720}};
	struct pith_message m = {.tag = pith_tag(DISPLAY_PRESENT, 1, 0)};

	if (!display.pixels && display_open(&display, SIGNAL))
		return;
	for (uint32_t i = 0; i < ROUND; i++) {
		memset(display.pixels, (int)i, 4096);
		display_present(&display, outside, 4);
		m.tag = pith_tag(DISPLAY_PRESENT, 1, 0);
		m.word[0] = random32();
		pith_call(pith_service("display"), &m);
	}
}

/* Noise in a ring that nobody plays, and whose count jumps. */
static void make_noise(void)
{
	static struct sound sound;
	const struct pith_grant *region = pith_need(PITH_GRANT_REGION, "sound");
	uint32_t *words = (uint32_t *)(uintptr_t)region->address;

	/* Without a signal: it takes no slot, so that it can be done again and again. */
	if (sound_open(&sound, 0, 1, 0))
		return;
	sound_close(&sound);
	for (uint32_t i = 0; i < region->size / sizeof(*words); i++)
		words[i] = random32();
	for (uint32_t i = 0; i < ROUND; i++) {
		struct pith_message m = {.tag = pith_tag(AUDIO_PLAY, 1, 0), .word = {i % 4}};

		pith_call(pith_service("audio"), &m);
	}
}

static void fill_store(void)
{
	static uint8_t value[VALUE];
	static uint32_t number;
	char key[16];

	for (uint32_t i = 0; i < ROUND / 8; i++) {
		snprintf(key, sizeof(key), "junk-%lu", (unsigned long)(number++ % 256));
		memset(value, (int)random32(), sizeof(value));
		store_put(key, value, sizeof(value));
	}
}

/* Files that others may read, and paths that are none. */
static void look_for_files(void)
{
	static const char *const names[] = {"music/morning.ogg", "wallpaper/light.565", "../music",
	    "", "music/morning.ogg/../../wallpaper/dark.565"};
	static struct asset asset;

	for (uint32_t i = 0; i < ROUND; i++)
		if (!asset_open(names[i % 5], &asset))
			pith_panic("was given '%s'", names[i % 5]);
}

/* Whom should it answer? */
static void forge_replies(void)
{
	struct pith_message m = {.tag = pith_tag(0, 4, 0)};

	for (uint32_t i = 0; i < ROUND; i++)
		pith_reply(PITH_SLOT_REPLY + random32() % 32, &m);
}

static void take_everything(void)
{
	uint32_t slot;

	while (pith_memory_map(4096))
		;
	while (!pith_object_make(PITH_TYPE_NOTIFICATION, &slot))
		;
	while (pith_notification_badged(SIGNAL))
		;
}

int main(void)
{
	static const char *const services[] = {
	    "display", "touch", "audio", "assets", "store", "clock", "timer"};
	uint32_t rounds = 0;

	for (;;) {
		draw_outside();
		make_noise();
		fill_store();
		look_for_files();
		forge_replies();
		for (uint32_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
			annoy(services[i]);
		/* What is taken first is not there for the attacks that follow. */
		if (++rounds == 64)
			take_everything();
		if (rounds % 32 == 0)
			printf("has done its worst %lu times, and says so at length: %0200d\n",
			    (unsigned long)rounds, 0);
	}
}
