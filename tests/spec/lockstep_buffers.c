/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC buffers: what threads have written there is part of their traps, what the kernel writes is
 * compared.
 */
#include <string.h>
#include "tests/fake/fake.h"
#include "tests/spec/lockstep_parts.h"
#include "tests/spec/parts.h"

void lockstep_read_buffers(struct spec *spec)
{
	spec->page_count = 0;
	for (uint32_t i = 0; i < spec->places; i++)
		if (spec->threads[i].name)
			buffer_of(spec, &spec->threads[i]);
	for (uint32_t i = 0; i < spec->page_count; i++) {
		struct spec_page *page = &spec->pages[i];

		memcpy(&page->buffer, fake_memory(page->paddr), sizeof(page->buffer));
		page->fresh = false;
	}
}

const char *lockstep_check_buffers(const struct spec *expected)
{
	for (uint32_t i = 0; i < expected->page_count; i++) {
		const struct spec_page *page = &expected->pages[i];
		const uint32_t *words = (const uint32_t *)&page->buffer;
		const uint32_t *real;

		if (page->fresh)
			continue;
		real = fake_memory(page->paddr);
		for (uint32_t k = 0; k < sizeof(page->buffer) / sizeof(*words); k++)
			if (words[k] != real[k])
				return lockstep_says("word %u of the buffer 0x%x is 0x%x, not 0x%x",
				    k, page->paddr, real[k], words[k]);
	}
	return 0;
}
