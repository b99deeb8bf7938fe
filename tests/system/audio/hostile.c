/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sends the audio server whatever there is: every label, length, number and kind of capability,
 * with nonsense in its ring, above all in the count. Then it forges the count while it plays, and
 * keeps asking. What the test looks at is whether the server and its neighbour live on undisturbed.
 */
#include <stdio.h>

#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/audio.h"
#include "pith/proto/timer.h"
#include "tests/system/random.h"

enum { MS = 1000 * 1000, ROUNDS = 2000, FLOOD = 3000 };

/* Numbers on which checks go wrong, more often than their share. */
static uint32_t number(void)
{
	static const uint32_t edges[] = {0, 0, 0, 1, 2, 3, 4, 255, 256, 1024, 4096, 8192, 16384,
	    0xffff, 0x10000, 0x10001, 0xffffffc0, 0xffffffff, 0x80000000, 0x7fffffff, 64};
	uint32_t pick = random32();

	return pick & 3 ? edges[(pick >> 2) % (sizeof(edges) / sizeof(edges[0]))] : random32();
}

static struct pith_message garbage(uint32_t service)
{
	const uint32_t slots[] = {0, PITH_SLOT_NOTIFICATION, PITH_SLOT_THREAD, PITH_SLOT_SPACE,
	    PITH_SLOT_REPLY, PITH_SLOT_SCHEDCONTEXT, service, 9999, 0xffffffff};
	uint32_t label = random32() & 7 ? random32() % 16 : random32() & 0xfffff;
	uint32_t length = random32() & 3 ? 3 : random32() % (PITH_MAX_WORDS + 1);
	uint32_t caps = random32() & 3 ? 0 : random32() % (PITH_MAX_CAPS + 1);
	struct pith_message m = {.tag = pith_tag(label, length, caps)};

	for (uint32_t i = 0; i < PITH_REGISTER_WORDS; i++)
		m.word[i] = number();
	for (uint32_t i = 0; i < PITH_MAX_CAPS; i++)
		pith_buffer()->caps[i] = slots[random32() % (sizeof(slots) / sizeof(slots[0]))];
	return m;
}

int main(void)
{
	uint32_t service = pith_need(PITH_GRANT_SERVICE, "audio")->slot;
	const struct pith_grant *region = pith_need(PITH_GRANT_REGION, "sound");
	volatile uint32_t *words = (volatile uint32_t *)(uintptr_t)region->address;
	uint32_t good = 0, refused = 0, lost = 0;
	static struct sound sound;

	timer_sleep_until(3600ull * MS);
	for (uint32_t i = 0; i < ROUNDS; i++) {
		struct pith_message m = garbage(service);
		uint32_t result;

		/* Now and then something that is right, so that more than the first check is met.
		 */
		if (i % 16 == 0)
			m = (struct pith_message){.tag = pith_tag(AUDIO_OPEN, 3, 0),
			    .word = {i / 16 % AUDIO_STREAMS, 64 * (random32() % 8), 1024}};
		words[0] = number();
		words[random32() % (region->size / 4)] = random32();
		uint32_t label = pith_message_label(&m);

		/* Who waits for a sound of nonsense waits long. */
		if (label == AUDIO_DRAIN || label == AUDIO_ROOM || random32() % 8 == 0) {
			pith_nbsend(service, &m);
			continue;
		}
		result = pith_call(service, &m);
		if (pith_result_error(result) == PITH_ERROR_GONE)
			lost++;
		else if (result)
			refused++;
		else
			good++;
	}
	printf("garbage: %s answers, %s refusals, %lu lost\n", good ? "some" : "no",
	    refused ? "some" : "no", (unsigned long)lost);
	for (uint32_t i = 0; i < AUDIO_STREAMS; i++) {
		sound.service = service;
		sound.number = i;
		sound_close(&sound);
	}
	/* The ring is silent; its count is not to be believed. */
	for (uint32_t i = 0; i < region->size / 4; i++)
		words[i] = 0;
	pith_must("opening the sound", sound_open(&sound, 0, 1, 0));
	sound.ring->written = 0x80000000;
	pith_must("playing", sound_play(&sound));
	for (uint32_t i = 0; i < FLOOD; i++) {
		struct audio_status status;

		sound.ring->written = random32();
		pith_must("asking", sound_status(&sound, &status));
	}
	pith_must("closing", sound_close(&sound));
	printf("survived\n");
	return 0;
}
