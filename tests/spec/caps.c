/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Capabilities: where one is, deriving and deleting. The list of them is the derivation
 * tree in preorder, so the children of a capability follow it, and whoever takes a
 * capability out of the list has only to lift what was derived from it by one.
 */
#include "tests/spec/parts.h"

/* Slots */

uint32_t cap_in(const struct spec *spec, name_t holder, uint32_t slot)
{
	for (uint32_t i = 1; i < spec->cap_count; i++)
		if (spec->caps[i].holder == holder && spec->caps[i].slot == slot)
			return i;
	return 0;
}

bool slot_exists(struct spec *spec, name_t cspace, uint32_t slot)
{
	return slot > 0 && slot < spec_cspace(spec, cspace)->slots;
}

uint32_t cap_of(struct spec *spec, const struct spec_thread *thread, uint32_t slot)
{
	uint32_t cspace = cap_in(spec, thread->name, SPEC_THREAD_CSPACE);

	if (!cspace || !slot_exists(spec, spec->caps[cspace].object, slot))
		return 0;
	return cap_in(spec, spec->caps[cspace].object, slot);
}

/* The derivation tree */

/* Behind all that was derived from this one. */
static uint32_t end_of(const struct spec *spec, uint32_t cap)
{
	uint32_t end = cap + 1;

	while (end < spec->cap_count && spec->caps[end].depth > spec->caps[cap].depth)
		end++;
	return end;
}

bool cap_has_children(const struct spec *spec, uint32_t cap)
{
	return end_of(spec, cap) > cap + 1;
}

static uint32_t parent_of(const struct spec *spec, uint32_t cap)
{
	uint32_t parent = cap;

	while (spec->caps[parent].depth >= spec->caps[cap].depth)
		parent--;
	return parent;
}

/* A new capability, the latest of its parent's; the index of all behind the parent grows by
 * one. Returns its own. */
uint32_t cap_derive(struct spec *spec, uint32_t parent, const struct spec_cap *child)
{
	uint32_t at = parent + 1, depth = spec->caps[parent].depth + 1;
	struct spec_cap copy = *child; /* it may be an entry that moves */

	if (spec->cap_count == SPEC_CAPS) {
		spec->full = "more capabilities than the specification has room for";
		return 0;
	}
	for (uint32_t i = spec->cap_count++; i > at; i--)
		spec->caps[i] = spec->caps[i - 1];
	spec->caps[at] = copy;
	spec->caps[at].depth = depth;
	return at;
}

/* A copy of a capability for another slot: derived from it, and not mapped. */
uint32_t cap_copy(struct spec *spec, uint32_t source, name_t holder, uint32_t slot)
{
	struct spec_cap copy = spec->caps[source];

	copy.holder = holder;
	copy.slot = slot;
	copy.mapped[0].there = false;
	return cap_derive(spec, source, &copy);
}

/* Take an entry out of the list. What was derived from it is its parent's; memory that
 * nothing is made of any more is all there again. */
void cap_remove(struct spec *spec, uint32_t cap)
{
	uint32_t parent = parent_of(spec, cap), end = end_of(spec, cap);
	struct spec_cap *untyped = &spec->caps[parent];

	for (uint32_t i = cap + 1; i < end; i++)
		spec->caps[i].depth--;
	spec->cap_count--;
	for (uint32_t i = cap; i < spec->cap_count; i++)
		spec->caps[i] = spec->caps[i + 1];
	if (untyped->type == PITH_TYPE_UNTYPED && untyped->used &&
	    !cap_has_children(spec, parent)) {
		untyped->used = 0;
		untyped->zeroed = 0;
	}
}

/* Types */

/* One slot alone holds the object and its state. */
bool cap_unique(enum pith_type type)
{
	return type == PITH_TYPE_UNTYPED || type == PITH_TYPE_PAGETABLE;
}

/* Copies lower rights, and messages carry the badge. */
bool cap_has_rights(enum pith_type type)
{
	return type == PITH_TYPE_ENDPOINT || type == PITH_TYPE_NOTIFICATION ||
	       type == PITH_TYPE_FRAME;
}

/* The object lives as long as there are capabilities to it. */
static bool ends_with_the_last(enum pith_type type)
{
	return type != PITH_TYPE_EMPTY && !cap_unique(type) && type != PITH_TYPE_FRAME &&
	       type != PITH_TYPE_IRQCONTROL && type != PITH_TYPE_SCHEDCONTROL;
}

static bool is_last(const struct spec *spec, uint32_t cap)
{
	for (uint32_t i = 1; i < spec->cap_count; i++)
		if (i != cap && spec->caps[i].object == spec->caps[cap].object &&
		    ends_with_the_last(spec->caps[i].type))
			return false;
	return true;
}

/* Deleting */

/* What is mapped in a page table that is no more is not mapped any longer. */
static void unmap_all_in(struct spec *spec, name_t table)
{
	for (uint32_t i = 1; i < spec->cap_count; i++)
		if (spec->caps[i].type == PITH_TYPE_FRAME && spec->caps[i].mapped[0].there &&
		    spec->caps[i].mapped[0].table == table)
			spec->caps[i].mapped[0].there = false;
}

/*
 * Empty a slot. An object that loses its last capability is dying: it keeps its place in
 * the list, so that its memory is not given out again, until it is taken apart.
 */
void cap_delete(struct spec *spec, uint32_t cap)
{
	struct spec_cap *entry = &spec->caps[cap];
	name_t object = entry->object;

	if (entry->type == PITH_TYPE_PAGETABLE)
		unmap_all_in(spec, object);
	if (!ends_with_the_last(entry->type) || !is_last(spec, cap)) {
		cap_remove(spec, cap);
		return;
	}
	*entry = (struct spec_cap){.depth = entry->depth,
	    .holder = object,
	    .slot = SPEC_GRAVE_SLOT,
	    .type = PITH_TYPE_EMPTY,
	    .was = entry->type,
	    .object = object};
	list_insert(spec, &spec->dying, 0, object);
}
