/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page tables: each is in up to two places, at one address in two Spaces; the frames in
 * it stay in it when it is taken out. And Spaces, which are no more than where
 * things are mapped.
 */
#include "tests/spec/parts.h"

enum { MEGABYTE_BITS = 20, DOMAINS = 15 };
enum { SPACE_ENTRIES = 4096, SPACE_PART = 128 }; /* entries cleared between preemption points */

/* A frame in the table is at another megabyte. */
static bool holds_others(const struct spec *spec, name_t table, uint32_t address)
{
	for (uint32_t i = 1; i < spec->cap_count; i++) {
		const struct spec_mapping *mapping = &spec->caps[i].mapped[0];

		if (spec->caps[i].type == PITH_TYPE_FRAME && mapping->there &&
		    mapping->table == table &&
		    mapping->address >> MEGABYTE_BITS != address >> MEGABYTE_BITS)
			return true;
	}
	return false;
}

static uint32_t map(struct spec *spec, const struct spec_call *call, struct spec_cap *table)
{
	uint32_t address = call_word(spec, call, 0), domain = call_word(spec, call, 1), cap;
	uint32_t error = call_cap(spec, call, 0, PITH_TYPE_SPACE, PITH_ALL_RIGHTS, &cap);
	struct spec_mapping *free = &table->mapped[table->mapped[0].there ? 1 : 0];
	const struct spec_mapping *other = &table->mapped[table->mapped[0].there ? 0 : 1];
	name_t space;

	if (error)
		return error;
	space = spec->caps[cap].object;
	if (address & ((1u << MEGABYTE_BITS) - 1))
		return pith_error_tag(PITH_ERROR_ALIGNMENT, PITH_ARG_WORD);
	if (domain >= DOMAINS)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD + 1);
	if (kernel_megabyte(address))
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	if (free->there)
		return pith_error_tag(PITH_ERROR_MAPPED, PITH_ARG_TARGET);
	if (other->there && other->address != address)
		return pith_error_tag(PITH_ERROR_MAPPED, PITH_ARG_WORD);
	if (table_at(spec, space, address) || frame_stands(spec, space, address, MEGABYTE_BITS))
		return pith_error_tag(PITH_ERROR_OCCUPIED, PITH_ARG_WORD);
	if (holds_others(spec, table->object, address))
		return pith_error_tag(PITH_ERROR_MAPPED, PITH_ARG_WORD);
	*free = (struct spec_mapping){
	    .there = true, .table = space, .address = address, .domain = domain};
	return SPEC_OK;
}

uint32_t pagetable_operate(struct spec *spec, struct spec_call *call)
{
	struct spec_cap *table = &spec->caps[call->target];

	if (call->operation == PITH_OP_PAGETABLE_MAP)
		return map(spec, call, table);
	if (!table->mapped[0].there && !table->mapped[1].there)
		return pith_error_tag(PITH_ERROR_UNMAPPED, PITH_ARG_TARGET);
	table->mapped[0].there = false;
	table->mapped[1].there = false;
	return SPEC_OK;
}

/* Forget what is mapped in the next of a dying Space's entries. */
bool space_reap_part(struct spec *spec, name_t name)
{
	struct spec_space *space = spec_space(spec, name);
	uint32_t first = space->progress;

	space->progress += SPACE_PART;
	for (uint32_t i = 1; i < spec->cap_count; i++)
		for (uint32_t which = 0; which < 2; which++) {
			struct spec_mapping *mapping = &spec->caps[i].mapped[which];

			if (mapping->there && mapping->table == name &&
			    (mapping->address >> MEGABYTE_BITS) - first < SPACE_PART)
				mapping->there = false;
		}
	if (space->progress < SPACE_ENTRIES)
		return false;
	space->name = 0;
	return true;
}
