/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The services that servers use: what their drivers would answer, and a disk that keeps what
 * it was given; or, where an input wants it, whatever the input says.
 */
#include <string.h>
#include "pith/proto/block.h"
#include "pith/proto/display.h"
#include "pith/proto/rtc.h"
#include "pith/proto/scanout.h"
#include "pith/proto/sound.h"
#include "tests/fuzz/servers/world.h"

enum { SECTORS = 96, WIDTH = 64, HEIGHT = 48 };

static uint8_t disk[SECTORS][BLOCK_SECTOR];

void peers_start(void)
{
	memset(disk, 0, sizeof(disk));
}

void peer_damage_disk(uint32_t at, uint8_t value)
{
	disk[at / BLOCK_SECTOR % SECTORS][at % BLOCK_SECTOR] = value;
}

static void answer(struct pith_message *m, uint32_t label, uint32_t count, const uint32_t *words)
{
	*m = (struct pith_message){.tag = pith_tag(label, count, 0)};
	for (uint32_t i = 0; i < count; i++)
		m->word[i] = words[i];
}

#define ANSWER(...) answer(m, 0, sizeof((uint32_t[]){__VA_ARGS__}) / 4, (uint32_t[]){__VA_ARGS__})

static uint8_t *region(const char *name, uint32_t *size)
{
	for (uint32_t i = 0; i < world_grants(); i++) {
		const struct pith_grant *grant = world_grant(i);

		if (grant->kind == PITH_GRANT_REGION && strcmp(grant->name, name) == 0) {
			*size = grant->size;
			return (uint8_t *)(uintptr_t)grant->address;
		}
	}
	wrong("there is no such region");
}

static void block(struct pith_message *m)
{
	uint32_t size, label = pith_message_label(m);
	uint8_t *data = region("data", &size);
	uint32_t first = m->word[0], count = m->word[2], offset = m->word[3];

	if (label == BLOCK_OPEN) {
		ANSWER(SECTORS, 0, 0, size);
		return;
	}
	if (label == BLOCK_FLUSH) {
		answer(m, 0, 0, NULL);
		return;
	}
	/* The driver would refuse it, and the store should not ask. */
	if (m->word[1] || count == 0 || first >= SECTORS || count > SECTORS - first ||
	    offset % BLOCK_SECTOR || offset > size || count > (size - offset) / BLOCK_SECTOR)
		wrong("the store asks for sectors that are not there");
	if (label == BLOCK_READ)
		memcpy(data + offset, disk[first], (size_t)count * BLOCK_SECTOR);
	else
		memcpy(disk[first], data + offset, (size_t)count * BLOCK_SECTOR);
	answer(m, 0, 0, NULL);
}

static void scanout(struct pith_message *m)
{
	if (pith_message_label(m) == SCANOUT_OPEN)
		ANSWER(WIDTH, HEIGHT, WIDTH, 2, 16666667, WIDTH * HEIGHT * 2);
	else
		answer(m, 0, 0, NULL);
}

static void pixels(struct pith_message *m)
{
	static const char names[][16] = {"", "ada", "ben", "nobody"};
	uint32_t words[6] = {m->word[0] / 2, m->word[1] / 2};

	if (pith_message_label(m) == DISPLAY_SIZE) {
		ANSWER(WIDTH, HEIGHT);
		return;
	}
	memcpy(words + 2, names[input_take(1) % 4], 16);
	answer(m, 0, 6, words);
}

/* Anything; an error now and then. */
static void anything(struct pith_message *m)
{
	uint32_t how = input_take(1);

	*m = (struct pith_message){.tag = pith_tag(0, how % 9, 0)};
	for (uint32_t i = 0; i < how % 9 && i < PITH_REGISTER_WORDS; i++)
		m->word[i] = input_word();
	if (how & 0x80)
		m->tag = pith_error_tag((enum pith_error)(how % PITH_ERROR_COUNT), 0);
}

void peer_answer(const char *service, struct pith_message *m)
{
	if (hostile_peers)
		anything(m);
	else if (strcmp(service, "block") == 0)
		block(m);
	else if (strcmp(service, "scanout") == 0)
		scanout(m);
	else if (strcmp(service, "pixels") == 0)
		pixels(m);
	else if (strcmp(service, "sound") == 0 && pith_message_label(m) == SOUND_OPEN)
		ANSWER(48000, 512);
	else if (strcmp(service, "rtc") == 0 && pith_message_label(m) == RTC_GET)
		ANSWER(1767260460);
	else if (strcmp(service, "serial") == 0)
		ANSWER(0);
	else
		answer(m, 0, 0, NULL);
}
