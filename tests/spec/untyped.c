/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Untyped memory. Objects are cut off from its start, each at a multiple of its size;
 * what they are made of is zero. All of it is there again when nothing is left.
 */
#include "tests/spec/parts.h"

enum { PART = 4096 }; /* zeroed between two preemption points */

static uint64_t round_up(uint64_t value, uint32_t bits)
{
	uint64_t mask = (1ull << bits) - 1;

	return (value + mask) & ~mask;
}

/* Memory that kernel objects can be made of. */
static bool in_window(const struct spec *spec, uint32_t paddr)
{
	return paddr - spec->machine.ram_base < spec->machine.window_size;
}

static bool holds_objects(const struct spec *spec, const struct spec_cap *untyped)
{
	return !untyped->device && in_window(spec, untyped->object);
}

/* Types and bits: log2 of the object's size in bytes, or an error. */
static uint32_t size_of(
    const struct spec *spec, const struct spec_cap *untyped, uint32_t type, uint32_t *bits)
{
	static const uint32_t fixed[PITH_TYPE_COUNT] = {
#define X(NAME, bits, made) (made) ? (bits) : 0,
	    PITH_TYPES(X)
#undef X
	};
	const uint32_t wrong_bits = pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD + 1);

	switch (type) {
	case PITH_TYPE_UNTYPED:
		return *bits >= PITH_UNTYPED_BITS_MIN && *bits <= 31 ? SPEC_OK : wrong_bits;
	case PITH_TYPE_FRAME:
		return *bits == 12 || *bits == 16 || *bits == 20 || *bits == 24 ? SPEC_OK
										: wrong_bits;
	case PITH_TYPE_CSPACE:
		if (!holds_objects(spec, untyped))
			break;
		if (*bits < PITH_CSPACE_BITS_MIN || *bits > PITH_CSPACE_BITS_MAX)
			return wrong_bits;
		*bits += PITH_SLOT_BITS;
		return SPEC_OK;
	default:
		if (type >= PITH_TYPE_COUNT || !fixed[type] || !holds_objects(spec, untyped))
			break;
		*bits = fixed[type];
		return SPEC_OK;
	}
	return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
}

static bool memory_fits(const struct spec_cap *untyped, uint32_t type, uint32_t memory)
{
	if (type != PITH_TYPE_FRAME)
		return memory == PITH_MEMORY_NORMAL;
	return memory == PITH_MEMORY_UNCACHED ||
	       memory == (untyped->device ? PITH_MEMORY_DEVICE : PITH_MEMORY_NORMAL);
}

/* The page's IPC buffer is in these bytes, or a part of it. */
static bool overlaps(const struct spec_page *page, uint32_t start, uint32_t length)
{
	return page->paddr - start < length || start - page->paddr < sizeof(page->buffer);
}

/* IPC buffers that were there are zero now. */
static void zero_pages(struct spec *spec, uint32_t start, uint32_t length)
{
	for (uint32_t i = 0; i < spec->page_count; i++) {
		struct spec_page *page = &spec->pages[i];
		uint8_t *bytes = (uint8_t *)&page->buffer;

		if (!overlaps(page, start, length))
			continue;
		for (uint32_t at = 0; at < sizeof(page->buffer); at++)
			if (page->paddr + at - start < length)
				bytes[at] = 0;
	}
}

/* They are no IPC buffers any more. */
static void forget_pages(struct spec *spec, uint32_t start, uint32_t length)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < spec->page_count; i++)
		if (!overlaps(&spec->pages[i], start, length))
			spec->pages[kept++] = spec->pages[i];
	spec->page_count = kept;
}

/* One part of zeroing up to `end`; true if nothing is left to do. */
static bool zero_part(struct spec *spec, struct spec_cap *untyped, uint32_t end)
{
	uint32_t length;

	if (untyped->device || untyped->zeroed >= end)
		return true;
	length = end - untyped->zeroed;
	if (length > PART)
		length = PART;
	zero_pages(spec, untyped->object + untyped->zeroed, length);
	untyped->zeroed += length;
	return untyped->zeroed >= end;
}

static void new_cspace(struct spec *spec, name_t name, uint32_t bits)
{
	struct spec_cspace *entry = spec_cspace(spec, 0);

	if (entry)
		*entry = (struct spec_cspace){.name = name, .slots = 1u << bits, .bits = bits};
}

static void new_space(struct spec *spec, name_t name)
{
	struct spec_space *entry = spec_space(spec, 0);

	if (entry)
		*entry = (struct spec_space){.name = name};
}

static void new_object(struct spec *spec, enum pith_type type, name_t name, uint32_t bits)
{
	switch (type) {
	case PITH_TYPE_CSPACE:
		new_cspace(spec, name, bits - PITH_SLOT_BITS);
		break;
	case PITH_TYPE_SPACE:
		new_space(spec, name);
		break;
	case PITH_TYPE_THREAD:
		thread_new(spec, name);
		break;
	case PITH_TYPE_SCHEDCONTEXT:
		schedcontext_new(spec, name);
		break;
	case PITH_TYPE_ENDPOINT:
		endpoint_new(spec, name);
		break;
	case PITH_TYPE_NOTIFICATION:
		notification_new(spec, name);
		break;
	case PITH_TYPE_REPLY:
		reply_new(spec, name);
		break;
	default: /* Untyped, Frame, PageTable: all that they are stands in their capabilities */
		break;
	}
}

/* One object of 2^bits bytes, and the first capability to it. */
static void make(struct spec *spec, uint32_t target, struct spec_cap *made, uint32_t bits)
{
	struct spec_cap *untyped = &spec->caps[target];
	uint32_t offset = (uint32_t)round_up(untyped->used, bits);

	made->object = untyped->object + offset;
	untyped->used = offset + (1u << bits);
	if (untyped->zeroed < untyped->used)
		untyped->zeroed = untyped->used;
	if (made->type != PITH_TYPE_UNTYPED && made->type != PITH_TYPE_FRAME)
		forget_pages(spec, made->object, 1u << bits);
	new_object(spec, made->type, made->object, bits);
	cap_derive(spec, target, made);
}

static uint32_t retype(struct spec *spec, const struct spec_call *call)
{
	struct spec_cap *untyped = &spec->caps[call->target];
	uint32_t type = call_word(spec, call, 0), bits = call_word(spec, call, 1);
	uint32_t first = call_word(spec, call, 2), count = call_word(spec, call, 3);
	uint32_t memory = call_word(spec, call, 4), cspace;
	bool frame = type == PITH_TYPE_FRAME, plain = type == PITH_TYPE_UNTYPED;
	uint32_t error = size_of(spec, untyped, type, &bits);
	uint64_t end;

	if (error)
		return error;
	if (count == 0 || count > PITH_RETYPE_MAX)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD + 3);
	if (!memory_fits(untyped, type, memory))
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD + 4);
	error = call_cap(spec, call, 0, PITH_TYPE_CSPACE, PITH_ALL_RIGHTS, &cspace);
	for (uint32_t i = 0; !error && i < count; i++)
		error = slot_free(spec, spec->caps[cspace].object, first + i, PITH_ARG_WORD + 2);
	if (error)
		return error;
	/* What earlier deletions have left undone comes first: it may be memory of this one. */
	if (spec->dying.count > 0) {
		reap_part(spec);
		return SPEC_AGAIN;
	}
	end = round_up(untyped->used, bits) + ((uint64_t)count << bits);
	if (end > 1ull << untyped->bits)
		return pith_error_tag(PITH_ERROR_MEMORY, PITH_ARG_TARGET);
	if (!plain && !frame && !in_window(spec, untyped->object + (uint32_t)end - 1))
		return pith_error_tag(PITH_ERROR_MEMORY, PITH_ARG_TARGET);
	if (!plain && !zero_part(spec, untyped, (uint32_t)end))
		return SPEC_AGAIN;
	if (frame && !untyped->device) {
		spec->cleared = untyped->object + (uint32_t)round_up(untyped->used, bits);
		spec->cleared_length = count << bits;
	}
	for (uint32_t i = 0; i < count; i++) {
		struct spec_cap made = {.holder = spec->caps[cspace].object,
		    .slot = first + i,
		    .type = (enum pith_type)type,
		    .rights =
			type == PITH_TYPE_NOTIFICATION ? PITH_RECV | PITH_SEND : PITH_ALL_RIGHTS,
		    .bits = plain || frame ? bits : 0,
		    .memory = (enum pith_memory)memory,
		    .device = plain && untyped->device};

		make(spec, call->target, &made, bits);
		if (cspace > call->target)
			cspace++;
	}
	return SPEC_OK;
}

uint32_t untyped_operate(struct spec *spec, struct spec_call *call)
{
	const struct spec_cap *untyped = &spec->caps[call->target];

	if (call->operation == PITH_OP_UNTYPED_RETYPE)
		return retype(spec, call);
	call->out[0] = untyped->bits;
	call->out[1] = untyped->used;
	call->out[2] = untyped->object;
	call->out[3] = untyped->device;
	call->out_count = 4;
	return SPEC_OK;
}
