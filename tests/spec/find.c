/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Objects by their names. Each table is searched from its start; who asks for the
 * name 0 gets an entry that is free. Pages of memory are found in the same way.
 */
#include "tests/spec/parts.h"

static const char no_room[] = "more objects of one type than the specification has room for";

/* The entry of an object of this type, or one for a new object. */
#define FINDER(type, table)                                                                 \
	struct spec_##type *spec_##type(struct spec *spec, name_t name)                     \
	{                                                                                   \
		for (uint32_t i = 0; i < sizeof(spec->table) / sizeof(spec->table[0]); i++) \
			if (spec->table[i].name == name)                                    \
				return &spec->table[i];                                     \
		spec->full = no_room;                                                       \
		return 0;                                                                   \
	}
FINDER(cspace, cspaces)
FINDER(space, spaces)
FINDER(thread, threads)
FINDER(endpoint, endpoints)
FINDER(notification, notifications)
FINDER(reply, replies)
FINDER(time, times)
#undef FINDER

struct pith_buffer *spec_page(struct spec *spec, uint32_t paddr)
{
	struct spec_page *unused = 0;

	for (uint32_t i = 0; i < SPEC_PAGES; i++) {
		struct spec_page *page = &spec->pages[i];

		if (page->paddr == paddr)
			return &page->buffer;
		if (!page->paddr && !unused)
			unused = page;
	}
	if (!unused) {
		spec->full = "more IPC buffers than the specification has room for";
		return 0;
	}
	*unused = (struct spec_page){.paddr = paddr};
	return &unused->buffer;
}
