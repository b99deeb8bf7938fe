/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory for picolibc's malloc(): the heap that the description gives, mapped from the start.
 */
#include <stdint.h>
#include <unistd.h>
#include "pith/info.h"

void *sbrk(ptrdiff_t increment);
void *sbrk(ptrdiff_t increment)
{
	static uint32_t used;
	uint32_t before = used;
	uint32_t size = pith_info()->magic == PITH_INFO_MAGIC ? pith_info()->heap_size : 0;

	if (increment < 0 ? (uint32_t)-increment > used : (uint32_t)increment > size - used)
		return (void *)-1;
	used += (uint32_t)increment;
	return (void *)(uintptr_t)(PITH_HEAP_VADDR + before);
}
