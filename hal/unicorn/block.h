/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a block of translated instructions is worth in virtual time: how many
 * instructions it has, and whether the next block may be in the other
 * instruction set. Read from the code itself, since the emulator tells only address and size.
 */
#ifndef PITH_HAL_UNICORN_BLOCK_H
#define PITH_HAL_UNICORN_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* The longest block that the emulator makes: 512 instructions, within a page. */
enum { BLOCK_BYTES = 4096, BLOCK_HALFWORDS = BLOCK_BYTES / 2 };

struct block_info {
	uint32_t count; /* instructions, at least 1 */
	bool switches;	/* it may end in a change between A32 and T32 */
	bool certain;	/* the same bytes in the other set would not be one block of this size */
};

/* `size` bytes of code for `address`, as halfwords; T32 if thumb, else A32. */
/* Is the block's last instruction in an IT block? `cpsr`: as it starts. T32 only. */
bool block_ends_in_it(const uint16_t *code, uint32_t size, uint32_t cpsr);

struct block_info block_scan(const uint16_t *code, uint32_t address, uint32_t size, bool thumb);

#endif
