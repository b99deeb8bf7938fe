/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address-space identifiers: eight bits of CONTEXTIDR (ARM ARM B4.1.36). The lowest free one is
 * given, so that both machines give the same; when all are in use, further spaces share
 * the last, and are marked: whoever switches to a marked space flushes what the TLB holds
 * of that ASID. 0 is nobody's.
 */
#ifndef PITH_HAL_ARMV7_ASID_H
#define PITH_HAL_ARMV7_ASID_H

#include <stdint.h>

enum { ASID_MASK = 0xff, ASID_LAST = 255, ASID_SHARED = 0x100 };

struct asid_map {
	uint32_t used[8];
};

/* An ASID for a new space: 1-254, or ASID_LAST | ASID_SHARED. */
uint32_t asid_take(struct asid_map *map);
/* The space is no more, and nothing of it is in the TLB. */
void asid_give(struct asid_map *map, uint32_t asid);

#endif
