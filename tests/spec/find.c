/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Objects by their names. Each table is searched from its start; who asks for the
 * name 0 gets an entry that is free. Pages of memory are found in the same way.
 */
#include "tests/spec/parts.h"

static const char no_room[] = "more objects of one type than the specification has room for";

/* The entry of an object of this type, or one for a new object. */
#define FINDER(type, table)                                                           \
	struct spec_##type *spec_##type(struct spec *spec, name_t name)               \
	{                                                                             \
		uint32_t at = 0, size = sizeof(spec->table) / sizeof(spec->table[0]); \
                                                                                      \
		while (at < size && spec->table[at].name != name)                     \
			at++;                                                         \
		if (at == size) {                                                     \
			if (!name)                                                    \
				spec->full = no_room;                                 \
			else if (!spec->full)                                         \
				spec->lost = name;                                    \
			return 0;                                                     \
		}                                                                     \
		if (at >= spec->places)                                               \
			spec->places = at + 1;                                        \
		return &spec->table[at];                                              \
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
	struct spec_page *page = spec->pages;

	while (page < spec->pages + spec->page_count && page->paddr != paddr)
		page++;
	if (page < spec->pages + spec->page_count)
		return &page->buffer;
	if (spec->page_count == SPEC_PAGES) {
		spec->full = "more IPC buffers than the specification has room for";
		return 0;
	}
	spec->page_count++;
	*page = (struct spec_page){.paddr = paddr, .fresh = true};
	return &page->buffer;
}
