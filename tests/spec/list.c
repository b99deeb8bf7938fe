/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists of names: who waits, who is ready, what is dying.
 */
#include "tests/spec/parts.h"

void list_append(struct spec *spec, struct spec_list *list, name_t name)
{
	list_insert(spec, list, list->count, name);
}

void list_insert(struct spec *spec, struct spec_list *list, uint32_t at, name_t name)
{
	if (list->count == SPEC_THREADS) {
		spec->full = "a list is longer than the specification has room for";
		return;
	}
	for (uint32_t i = list->count++; i > at; i--)
		list->names[i] = list->names[i - 1];
	list->names[at] = name;
}

/* Was it there? */
bool list_remove(struct spec_list *list, name_t name)
{
	uint32_t at = 0;

	while (at < list->count && list->names[at] != name)
		at++;
	if (at == list->count)
		return false;
	list->count--;
	for (; at < list->count; at++)
		list->names[at] = list->names[at + 1];
	return true;
}

bool list_has(const struct spec_list *list, name_t name)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (list->names[i] == name)
			return true;
	return false;
}
