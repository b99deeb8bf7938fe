/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Caches: making memory zero for every memory type, and written code visible to
 * instruction fetches (ARM ARM B2.2.6 to B2.2.9). Instruction caches may be indexed
 * by virtual address, so they are invalidated as a whole.
 */
#include "state.h"

enum { SYNC_BY_LINE_MAX = 65536 };

static void barrier(void)
{
	__asm__ volatile("dsb\n\tisb" : : : "memory");
}

/* Write back and drop the data cache's lines: device masters and uncached mappings see memory. */
static void clean_and_invalidate(uint32_t address, uint32_t length)
{
	for (uint32_t at = address & ~(BOARD_CACHE_LINE - 1u); at < address + length;
	     at += BOARD_CACHE_LINE)
		__asm__ volatile("mcr p15, 0, %0, c7, c14, 1" : : "r"(at)); /* DCCIMVAC */
	barrier();
}

void hal_zero(paddr_t paddr, uint32_t length)
{
	uint8_t *bytes =
	    hal_window(paddr) ? hal_pointer(hal_window(paddr)) : hal_map_temporary(paddr, true);

	memset(bytes, 0, length);
	clean_and_invalidate((uint32_t)bytes, length);
}

/* Clean the data caches up to the point of unification by set and way. */
static void clean_all(void)
{
	uint32_t clidr, levels;

	__asm__ volatile("dmb" : : : "memory");
	__asm__ volatile("mrc p15, 1, %0, c0, c0, 1" : "=r"(clidr));
	levels = clidr >> 27 & 7; /* LoUU */
	for (uint32_t level = 0; level < levels; level++) {
		uint32_t ccsidr, ways, sets, line, shift;

		if ((clidr >> (3 * level) & 7) < 2)
			continue;
		__asm__ volatile("mcr p15, 2, %0, c0, c0, 0" : : "r"(level << 1)); /* CSSELR */
		barrier();
		__asm__ volatile("mrc p15, 1, %0, c0, c0, 0" : "=r"(ccsidr));
		line = (ccsidr & 7) + 4;
		ways = ccsidr >> 3 & 0x3ff;
		sets = ccsidr >> 13 & 0x7fff;
		shift = ways ? (uint32_t)__builtin_clz(ways) : 0;
		for (uint32_t way = 0; way <= ways; way++)
			for (uint32_t set = 0; set <= sets; set++)
				__asm__ volatile("mcr p15, 0, %0, c7, c10, 2" /* DCCSW */
						 :
						 : "r"(way << shift | set << line | level << 1));
	}
	barrier();
}

void hal_icache_sync(paddr_t paddr, uint32_t length)
{
	uint32_t address = hal_window(paddr);

	if (!address || length > SYNC_BY_LINE_MAX) {
		clean_all();
	} else {
		for (uint32_t at = address & ~(BOARD_CACHE_LINE - 1u); at < address + length;
		     at += BOARD_CACHE_LINE)
			__asm__ volatile("mcr p15, 0, %0, c7, c11, 1" : : "r"(at)); /* DCCMVAU */
		barrier();
	}
	__asm__ volatile("mcr p15, 0, %0, c7, c5, 0" : : "r"(0)); /* ICIALLU */
	__asm__ volatile("mcr p15, 0, %0, c7, c5, 6" : : "r"(0)); /* BPIALL */
	barrier();
}

void hal_object_born(ref_t ref, uint32_t length)
{
	(void)ref;
	(void)length;
}

void hal_object_died(ref_t ref, uint32_t length)
{
	(void)ref;
	(void)length;
}
