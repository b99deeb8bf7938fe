/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Builds the info page and the capabilities of a server as the policy module does, and maps its
 * regions, each alone in its megabyte: a step outside is seen.
 */
#include "tests/fuzz/servers/world.h"

#include <stdlib.h>
#include <string.h>
#include "tests/fuzz/kernel.h"
#include "tests/fuzz/servers/host.h"

enum {
	INFO = 0x08000000,
	INFO_BITS = 15,
	HEAP = 0x0c000000,
	HEAP_BITS = 16,
	CSPACE_BITS = 9,
	MEMORY_BITS = 13,
	FILE_BITS = 12,
	SERVICES = 4,
};

static struct pith_info *const info = (struct pith_info *)INFO;
static const struct server *current;

const struct pith_info *fuzz_info(void)
{
	return info;
}

void *fuzz_heap(size_t size)
{
	return size <= 1u << HEAP_BITS ? (void *)(uintptr_t)HEAP : NULL;
}

struct pith_grant *world_grant(uint32_t index)
{
	return &info->grant[index];
}

uint32_t world_grants(void)
{
	return info->grants;
}

const char *world_service(uint32_t slot)
{
	for (uint32_t i = 0; i < info->grants; i++)
		if (info->grant[i].kind == PITH_GRANT_SERVICE && info->grant[i].slot == slot)
			return current->given[i].name;
	return NULL;
}

void world_open(void)
{
	static const struct kernel_window windows[] = {
	    {INFO, 1 << INFO_BITS},
	    {HEAP, 1 << HEAP_BITS},
	    {PITH_SHARED_VADDR, GRANTS_MAX << 20},
	    {PITH_OWN_VADDR, 16 << 20},
	};

	kernel_open(windows, sizeof(windows) / sizeof(windows[0]));
}

/* The value of a parameter, at `bytes`; how long it is. */
static uint32_t write_parameter(const char *value, uint8_t *bytes)
{
	uint32_t length = 0;

	if (*value == '"') {
		strcpy((char *)bytes, value + 1);
		return (uint32_t)strlen(value);
	}
	for (; *value; value += strcspn(value, "0123456789") + (*value == ',')) {
		uint32_t cell = (uint32_t)strtoul(value, NULL, 10);

		for (int shift = 24; shift >= 0; shift -= 8)
			bytes[length++] = (uint8_t)(cell >> shift);
		value += strspn(value, "0123456789");
	}
	return length;
}

static void give_region(struct pith_grant *grant, uint32_t index, bool fresh)
{
	grant->address = PITH_SHARED_VADDR + (index << 20);
	for (uint32_t at = 0; at < grant->size; at += 4096)
		kernel_map(grant->address + at, grant->size - at < 4096 ? 10 : 12);
	if (fresh)
		memset((void *)(uintptr_t)grant->address, 0, grant->size);
}

static void give_file(struct pith_grant *grant)
{
	grant->slot = info->first_slot;
	for (uint32_t at = 0; at < grant->size; at += 1 << FILE_BITS)
		*kernel_slot(info->first_slot++) = (struct kernel_slot){
		    .type = PITH_TYPE_FRAME, .bits = FILE_BITS, .rights = PITH_READ};
}

static void give_all(bool fresh)
{
	uint8_t *parameters = (uint8_t *)(info->grant + GRANTS_MAX);
	uint32_t badge = 1;

	for (const struct given *given = current->given; given->name; given++) {
		uint32_t index = info->grants++;
		struct pith_grant *grant = &info->grant[index];

		grant->kind = given->kind;
		grant->size = given->size;
		grant->generation = 1;
		strcpy(grant->name, given->name);
		switch (given->kind) {
		case PITH_GRANT_SERVICE:
			grant->slot = info->first_slot++;
			*kernel_slot(grant->slot) = (struct kernel_slot){
			    .type = PITH_TYPE_ENDPOINT, .rights = PITH_SEND | PITH_GRANT};
			break;
		case PITH_GRANT_CLIENT:
			strcpy(grant->peer, given->peer);
			grant->slot = badge++;
			break;
		case PITH_GRANT_PARAMETER:
			grant->address = (uint32_t)(uintptr_t)parameters;
			grant->size = write_parameter(given->peer, parameters);
			parameters += (grant->size + 3) & ~3u;
			break;
		case PITH_GRANT_FILE:
			give_file(grant);
			break;
		default:
			give_region(grant, index, fresh);
			break;
		}
	}
}

void world_start(const struct server *server, bool hostile, bool restart)
{
	static const enum pith_type own[] = {[PITH_SLOT_THREAD] = PITH_TYPE_THREAD,
	    [PITH_SLOT_SCHEDCONTEXT] = PITH_TYPE_SCHEDCONTEXT,
	    [PITH_SLOT_NOTIFICATION] = PITH_TYPE_NOTIFICATION,
	    [PITH_SLOT_REPLY] = PITH_TYPE_REPLY,
	    [PITH_SLOT_ENDPOINT] = PITH_TYPE_ENDPOINT,
	    [PITH_SLOT_MEMORY] = PITH_TYPE_UNTYPED,
	    [PITH_SLOT_FAULT] = PITH_TYPE_ENDPOINT};

	current = server;
	hostile_peers = hostile;
	kernel_reset(CSPACE_BITS);
	kernel_map(INFO, INFO_BITS);
	kernel_map(HEAP, HEAP_BITS);
	for (uint32_t slot = PITH_SLOT_THREAD; slot < PITH_SLOT_FIRST_GRANT; slot++)
		*kernel_slot(slot) =
		    (struct kernel_slot){.type = (uint8_t)own[slot], .rights = PITH_ALL_RIGHTS};
	kernel_slot(PITH_SLOT_MEMORY)->bits = MEMORY_BITS;
	memset(info, 0, 1 << INFO_BITS);
	memset((void *)HEAP, 0, 1 << HEAP_BITS);
	*info = (struct pith_info){.magic = PITH_INFO_MAGIC,
	    .version = PITH_INFO_VERSION,
	    .cspace_bits = CSPACE_BITS,
	    .first_slot = PITH_SLOT_FIRST_GRANT,
	    .heap_size = 1 << HEAP_BITS,
	    .memory_bits = MEMORY_BITS,
	    .generation = restart ? 2 : 1};
	strcpy(info->name, server->name);
	give_all(!restart);
	if (!restart)
		peers_start();
}
