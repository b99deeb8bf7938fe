/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Client stubs of the asset store: a file's frames side by side in our own address space.
 */
#include <string.h>
#include "internal.h"
#include "pith/memory.h"
#include "pith/proto/assets.h"

/* Addresses where a file lay; kept for the next that fits, as addresses never come back. */
static struct place {
	uint32_t address; /* 0: none yet */
	uint32_t size;
	bool used;
} places[ASSETS_OPEN_MAX];

enum { FRAME_BITS_MIN = 12, FRAME_BITS_MAX = 16 };

static uint32_t find(uint32_t service, const char *name, struct pith_message *m)
{
	char padded[PITH_NAME_SIZE] = "";

	if (strlen(name) >= sizeof(padded))
		return PITH_ERROR_LENGTH;
	strcpy(padded, name);
	*m = (struct pith_message){.tag = pith_tag(ASSET_FIND, PITH_NAME_SIZE / 4, 0)};
	pith_message_put_bytes(m, 0, padded, sizeof(padded));
	return pith_call_again(service, m);
}

/* The smallest free place that is large enough, or a new one. NULL: there is none. */
static struct place *take_place(uint32_t size)
{
	struct place *found = NULL, *fresh = NULL;

	for (struct place *p = places; p < places + ASSETS_OPEN_MAX; p++) {
		if (!p->address)
			fresh = p;
		else if (!p->used && p->size >= size && (!found || p->size < found->size))
			found = p;
	}
	if (!found && fresh) {
		fresh->address = pith_address_take(size, FRAME_BITS_MAX);
		fresh->size = size;
		found = fresh->address ? fresh : NULL;
	}
	if (found)
		found->used = true;
	return found;
}

/* Frames from `frame` on into our slots. *count: how many came. */
static uint32_t fetch(
    uint32_t service, uint32_t number, const struct asset *asset, uint32_t frame, uint32_t *count)
{
	struct pith_message m = {.tag = pith_tag(ASSET_FRAMES, 2, 0), .word = {number, frame}};
	struct pith_buffer *buffer = pith_buffer();
	uint32_t result;

	for (uint32_t i = 0; i < PITH_MAX_CAPS; i++)
		buffer->receive[i] = frame + i < asset->frames ? asset->slot + frame + i : 0;
	result = pith_call_again(service, &m);
	memset(buffer->receive, 0, sizeof(buffer->receive));
	*count = pith_tag_caps(m.tag);
	if (!result && (*count == 0 || *count > asset->frames - frame))
		return PITH_ERROR_CAPABILITY;
	return result;
}

static uint32_t map_all(uint32_t service, uint32_t number, const struct asset *asset, uint32_t bits)
{
	uint32_t address = places[asset->place].address;
	uint32_t result = 0, frame = 0, count;

	while (!result && frame < asset->frames) {
		result = fetch(service, number, asset, frame, &count);
		for (; !result && count; count--, frame++)
			result = pith_frame_map_table(
			    asset->slot + frame, address + (frame << bits), PITH_READ);
	}
	return result;
}

uint32_t asset_open(const char *name, struct asset *asset)
{
	uint32_t service = pith_service("assets");
	struct pith_message m;
	struct place *place;
	uint32_t result, bits;

	*asset = (struct asset){0};
	if (!pith_info()->memory_bits)
		return PITH_ERROR_MEMORY;
	result = service ? find(service, name, &m) : PITH_ERROR_CAPABILITY;
	if (result)
		return result;
	bits = m.word[2];
	if (bits < FRAME_BITS_MIN || bits > FRAME_BITS_MAX || m.word[1] == 0)
		return PITH_ERROR_RANGE;
	asset->frames = ((m.word[1] - 1) >> bits) + 1;
	place = take_place(asset->frames << bits);
	if (!place)
		return PITH_ERROR_MEMORY;
	asset->place = (uint32_t)(place - places);
	asset->slot = pith_slots_take(asset->frames);
	result = asset->slot ? map_all(service, m.word[0], asset, bits) : PITH_ERROR_MEMORY;
	asset->bytes = (const uint8_t *)(uintptr_t)place->address;
	asset->size = m.word[1];
	if (result)
		asset_close(asset);
	return result;
}

void asset_close(struct asset *asset)
{
	/* A mapping goes with its capability. */
	for (uint32_t i = 0; asset->slot && i < asset->frames; i++)
		pith_slot_free(asset->slot + i);
	if (asset->bytes)
		places[asset->place].used = false;
	*asset = (struct asset){0};
}

uint32_t asset_list(const char *prefix, uint32_t index, char name[PITH_NAME_SIZE], uint32_t *size)
{
	struct pith_message m = {
	    .tag = pith_tag(ASSET_LIST, 1 + ASSET_PREFIX_SIZE / 4, 0), .word = {index}};
	char padded[ASSET_PREFIX_SIZE] = "";
	uint32_t service = pith_service("assets");
	uint32_t result;

	if (!service)
		return PITH_ERROR_CAPABILITY;
	if (strlen(prefix) >= sizeof(padded))
		return PITH_ERROR_LENGTH;
	strcpy(padded, prefix);
	pith_message_put_bytes(&m, 1, padded, sizeof(padded));
	result = pith_call_again(service, &m);
	if (result)
		return result;
	pith_message_get_bytes(&m, 1, name, PITH_NAME_SIZE);
	name[PITH_NAME_SIZE - 1] = 0;
	if (size)
		*size = m.word[0];
	return 0;
}
