/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames: where they may be mapped, and with what rights. A mapping is part of the
 * capability that made it; whether an address is free is found by looking at all of
 * them.
 */
#include "tests/spec/parts.h"

enum { MEGABYTE_BITS = 20, KERNEL_FIRST = 0xe00, KERNEL_LAST = 0xeff };

/* The megabyte belongs to the kernel in every Space. */
bool kernel_megabyte(uint32_t address)
{
	return address >> MEGABYTE_BITS >= KERNEL_FIRST && address >> MEGABYTE_BITS <= KERNEL_LAST;
}

/* The capability of the page table at an address in a Space, 0 if there is none. */
uint32_t table_at(const struct spec *spec, name_t space, uint32_t address)
{
	for (uint32_t i = 1; i < spec->cap_count; i++)
		for (uint32_t which = 0; which < 2; which++) {
			const struct spec_mapping *mapping = &spec->caps[i].mapped[which];

			if (spec->caps[i].type == PITH_TYPE_PAGETABLE && mapping->there &&
			    mapping->table == space &&
			    mapping->address >> MEGABYTE_BITS == address >> MEGABYTE_BITS)
				return i;
		}
	return 0;
}

/* A frame stands in this Space or page table, somewhere in these 2^bits bytes. */
bool frame_stands(const struct spec *spec, name_t table, uint32_t address, uint32_t bits)
{
	for (uint32_t i = 1; i < spec->cap_count; i++) {
		const struct spec_cap *cap = &spec->caps[i];
		uint32_t larger = cap->bits > bits ? cap->bits : bits;

		if (cap->type == PITH_TYPE_FRAME && cap->mapped[0].there &&
		    cap->mapped[0].table == table &&
		    cap->mapped[0].address >> larger == address >> larger)
			return true;
	}
	return false;
}

static uint32_t check_rights(const struct spec_cap *frame, uint32_t rights, uint32_t argument)
{
	if (rights != PITH_READ && rights != (PITH_READ | PITH_WRITE) &&
	    rights != (PITH_READ | PITH_EXECUTE))
		return pith_error_tag(PITH_ERROR_RANGE, argument);
	if (rights & ~frame->rights)
		return pith_error_tag(PITH_ERROR_RIGHTS, PITH_ARG_TARGET);
	if (rights & PITH_EXECUTE && frame->memory == PITH_MEMORY_DEVICE)
		return pith_error_tag(PITH_ERROR_RANGE, argument);
	return SPEC_OK;
}

/* Any of the megabytes that a large frame would cover is in use. */
static bool covers_something(const struct spec *spec, name_t space, uint32_t address, uint32_t bits)
{
	for (uint32_t i = 0; i < 1u << (bits - MEGABYTE_BITS); i++)
		if (table_at(spec, space, address + (i << MEGABYTE_BITS)))
			return true;
	return frame_stands(spec, space, address, bits);
}

/* Where the frame would stand: the Space itself, or a page table in it. */
static uint32_t find_place(const struct spec *spec, const struct spec_cap *frame, name_t space,
    uint32_t address, name_t *table)
{
	bool large = frame->bits >= MEGABYTE_BITS;
	uint32_t cap = table_at(spec, space, address);

	if (kernel_megabyte(address))
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	*table = large ? space : spec->caps[cap].object;
	if (large ? covers_something(spec, space, address, frame->bits)
		  : frame_stands(spec, space, address, frame->bits))
		return pith_error_tag(PITH_ERROR_OCCUPIED, PITH_ARG_WORD);
	if (!large && !cap)
		return pith_error_tag(PITH_ERROR_UNMAPPED, PITH_ARG_WORD);
	if (!large && frame_stands(spec, *table, address, frame->bits))
		return pith_error_tag(PITH_ERROR_OCCUPIED, PITH_ARG_WORD);
	return SPEC_OK;
}

static uint32_t map(struct spec *spec, const struct spec_call *call, struct spec_cap *frame)
{
	uint32_t address = call_word(spec, call, 0), rights = call_word(spec, call, 1), space;
	uint32_t error = call_cap(spec, call, 0, PITH_TYPE_SPACE, PITH_ALL_RIGHTS, &space);
	name_t table;

	if (error)
		return error;
	if (frame->mapped[0].there)
		return pith_error_tag(PITH_ERROR_MAPPED, PITH_ARG_TARGET);
	if (address & ((1u << frame->bits) - 1))
		return pith_error_tag(PITH_ERROR_ALIGNMENT, PITH_ARG_WORD);
	error = check_rights(frame, rights, PITH_ARG_WORD + 1);
	if (!error)
		error = find_place(spec, frame, spec->caps[space].object, address, &table);
	if (error)
		return error;
	frame->mapped[0] = (struct spec_mapping){
	    .there = true, .table = table, .address = address, .rights = rights};
	return SPEC_OK;
}

static uint32_t protect(struct spec_cap *frame, uint32_t rights)
{
	uint32_t error = check_rights(frame, rights, PITH_ARG_WORD);

	if (error)
		return error;
	if (!frame->mapped[0].there)
		return pith_error_tag(PITH_ERROR_UNMAPPED, PITH_ARG_TARGET);
	frame->mapped[0].rights = rights;
	return SPEC_OK;
}

static uint32_t sync(const struct spec_cap *frame, uint32_t offset, uint32_t length)
{
	uint64_t size = 1ull << frame->bits;

	if (frame->memory == PITH_MEMORY_DEVICE)
		return pith_error_tag(PITH_ERROR_TYPE, PITH_ARG_TARGET);
	if (offset >= size)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	if ((uint64_t)offset + length > size)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD + 1);
	return SPEC_OK;
}

uint32_t frame_operate(struct spec *spec, struct spec_call *call)
{
	struct spec_cap *frame = &spec->caps[call->target];
	const struct spec_mapping *mapping = &frame->mapped[0];

	switch (call->operation) {
	case PITH_OP_FRAME_MAP:
		return map(spec, call, frame);
	case PITH_OP_FRAME_PROTECT:
		return protect(frame, call_word(spec, call, 0));
	case PITH_OP_FRAME_UNMAP:
		if (!mapping->there)
			return pith_error_tag(PITH_ERROR_UNMAPPED, PITH_ARG_TARGET);
		frame->mapped[0].there = false;
		return SPEC_OK;
	case PITH_OP_FRAME_SYNC:
		return sync(frame, call_word(spec, call, 0), call_word(spec, call, 1));
	default:
		call->out[0] = frame->object;
		call->out[1] = frame->bits;
		call->out[2] = frame->memory;
		call->out[3] = mapping->there ? mapping->address : 0;
		call->out[4] = mapping->there ? mapping->rights : 0;
		call->out_count = 5;
		return SPEC_OK;
	}
}
