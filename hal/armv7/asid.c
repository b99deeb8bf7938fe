/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The allocator of address-space identifiers: a bitmap of 256.
 */
#include "asid.h"

uint32_t asid_take(struct asid_map *map)
{
	map->used[0] |= 1;
	for (uint32_t word = 0; word < 8; word++) {
		uint32_t free = ~map->used[word];
		uint32_t asid;

		if (!free)
			continue;
		asid = word * 32 + (uint32_t)__builtin_ctz(free);
		if (asid == ASID_LAST)
			break;
		map->used[word] |= 1u << (asid & 31);
		return asid;
	}
	return ASID_LAST | ASID_SHARED;
}

void asid_give(struct asid_map *map, uint32_t asid)
{
	if (!(asid & ASID_SHARED))
		map->used[asid / 32] &= ~(1u << (asid & 31));
}
