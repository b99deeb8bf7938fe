/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A model of the kernel's objects for programs that are compiled for this machine; see kernel.h.
 */
#include "tests/fuzz/kernel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "tests/fuzz/poison.h"

enum {
	CSPACES = 40,
	SPACES = 40,
	MEGABYTES = 4096,
	PAGES = 256, /* of a megabyte */
	WINDOWS = 8,
	POOL = 1 << 14, /* megabytes that are looked at */
	MAPPED_MAX = 1 << 16,
	FIRST = 1, /* of the CSpaces and of the Spaces */
};

/* What one Space has in one megabyte; taken from a pool when it is first looked at. */
struct megabyte {
	struct megabyte **place;
	bool section, table;
	uint8_t pages[PAGES / 8];
};

static struct cspace {
	uint32_t bits;
	struct kernel_slot *slots;
} cspaces[CSPACES];
static struct megabyte *spaces[SPACES][MEGABYTES];
static struct megabyte pool[POOL];
static uint32_t pool_count;
static bool space_used[SPACES];
static struct kernel_window windows[WINDOWS];
static unsigned window_count;
/* What the first Space maps, to be taken back. */
static struct {
	uint32_t address, bits;
} mapped[MAPPED_MAX];
static unsigned mapped_count;

/* --- Memory of the process ------------------------------------------------------------- */

void kernel_open(const struct kernel_window *list, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		void *base = (void *)(uintptr_t)list[i].base;

		if (mmap(base, list[i].size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1,
			0) != base) {
			perror("addresses for the program");
			abort();
		}
		poison(base, list[i].size);
		windows[window_count++] = list[i];
	}
}

static bool in_window(uint32_t address, uint32_t bits)
{
	for (unsigned i = 0; i < window_count; i++)
		if (address >= windows[i].base && 1u << bits <= windows[i].size &&
		    address - windows[i].base <= windows[i].size - (1u << bits))
			return true;
	return false;
}

void kernel_map(uint32_t address, uint32_t bits)
{
	if (!in_window(address, bits) || mapped_count == MAPPED_MAX) {
		fprintf(stderr, "no memory of this process at 0x%x\n", address);
		abort();
	}
	unpoison((void *)(uintptr_t)address, 1u << bits);
	mapped[mapped_count].address = address;
	mapped[mapped_count++].bits = bits;
}

/* --- Slots --------------------------------------------------------------------------------- */

static uint32_t cspace_make(uint32_t bits)
{
	uint32_t number = FIRST;

	while (number < CSPACES && cspaces[number].slots)
		number++;
	if (number == CSPACES)
		abort();
	cspaces[number].bits = bits;
	cspaces[number].slots = calloc((size_t)1 << bits, sizeof(struct kernel_slot));
	if (!cspaces[number].slots)
		abort();
	return number;
}

static uint32_t space_make(void)
{
	uint32_t number = FIRST;

	while (number < SPACES && space_used[number])
		number++;
	if (number == SPACES)
		abort();
	space_used[number] = true;
	return number;
}

static void object_end(const struct kernel_slot *slot)
{
	if (slot->type == PITH_TYPE_CSPACE) {
		free(cspaces[slot->object].slots);
		cspaces[slot->object].slots = NULL;
	} else {
		space_used[slot->object] = false;
		memset(spaces[slot->object], 0, sizeof(spaces[slot->object]));
	}
}

void kernel_reset(uint32_t cspace_bits)
{
	for (uint32_t i = 0; i < CSPACES; i++) {
		free(cspaces[i].slots);
		cspaces[i].slots = NULL;
	}
	while (pool_count)
		*pool[--pool_count].place = NULL;
	while (mapped_count--)
		poison((void *)(uintptr_t)mapped[mapped_count].address,
		    1u << mapped[mapped_count].bits);
	mapped_count = 0;
	memset(space_used, 0, sizeof(space_used));
	cspace_make(cspace_bits);
	space_make();
	*kernel_slot(1) = (struct kernel_slot){
	    .type = PITH_TYPE_CSPACE, .object = FIRST, .rights = PITH_ALL_RIGHTS};
	*kernel_slot(2) = (struct kernel_slot){
	    .type = PITH_TYPE_SPACE, .object = FIRST, .rights = PITH_ALL_RIGHTS};
}

static struct kernel_slot *slot_of(uint32_t cspace, uint32_t slot)
{
	if (!cspaces[cspace].slots || slot == 0 || slot >= 1u << cspaces[cspace].bits)
		return NULL;
	return &cspaces[cspace].slots[slot];
}

struct kernel_slot *kernel_slot(uint32_t slot)
{
	return slot_of(FIRST, slot);
}

/* The object of capability 0 of the message, or `otherwise` if it has none; 0: it is of another
 * type. */
static uint32_t object_of(
    const struct pith_message *message, enum pith_type type, uint32_t otherwise)
{
	const struct kernel_slot *slot;

	if (message->tag >> PITH_TAG_CAPS_SHIFT == 0)
		return otherwise;
	slot = kernel_slot(pith_buffer()->caps[0]);
	return slot && slot->type == type ? slot->object : 0;
}

/* --- Untyped -------------------------------------------------------------------------------- */

static uint32_t size_bits(uint32_t type, uint32_t bits)
{
	static const uint8_t fixed[PITH_TYPE_COUNT] = {
#define X(NAME, bits, made) (made) ? (bits) : 0,
	    PITH_TYPES(X)
#undef X
	};

	switch (type) {
	case PITH_TYPE_UNTYPED:
		return bits >= PITH_UNTYPED_BITS_MIN && bits < 32 ? bits : 0;
	case PITH_TYPE_FRAME:
		return bits == 12 || bits == 16 || bits == 20 || bits == 24 ? bits : 0;
	case PITH_TYPE_CSPACE:
		return bits >= PITH_CSPACE_BITS_MIN && bits <= PITH_CSPACE_BITS_MAX
			   ? bits + PITH_SLOT_BITS
			   : 0;
	default:
		return type < PITH_TYPE_COUNT ? fixed[type] : 0;
	}
}

static uint32_t retype(uint32_t untyped, const struct pith_message *m)
{
	struct kernel_slot *from = kernel_slot(untyped);
	uint32_t type = m->word[0], first = m->word[2], count = m->word[3];
	uint32_t bits = size_bits(type, m->word[1]);
	uint32_t cspace = object_of(m, PITH_TYPE_CSPACE, 0);
	uint64_t offset;

	if (!bits || count == 0 || count > PITH_RETYPE_MAX)
		return PITH_ERROR_RANGE;
	if (m->word[4] != PITH_MEMORY_NORMAL &&
	    (type != PITH_TYPE_FRAME || m->word[4] > PITH_MEMORY_DEVICE ||
		(m->word[4] == PITH_MEMORY_DEVICE && !from->device)))
		return PITH_ERROR_RANGE;
	if (from->device && type != PITH_TYPE_UNTYPED &&
	    (type != PITH_TYPE_FRAME || m->word[4] == PITH_MEMORY_NORMAL))
		return PITH_ERROR_RANGE;
	if (!cspace)
		return PITH_ERROR_CAPABILITY;
	for (uint32_t i = 0; i < count; i++) {
		const struct kernel_slot *to = slot_of(cspace, first + i);

		if (!to)
			return PITH_ERROR_RANGE;
		if (to->type)
			return PITH_ERROR_OCCUPIED;
	}
	offset = ((uint64_t)from->used + (1u << bits) - 1) & ~(((uint64_t)1 << bits) - 1);
	if (offset + ((uint64_t)count << bits) > (uint64_t)1 << from->bits)
		return PITH_ERROR_MEMORY;
	for (uint32_t i = 0; i < count; i++, offset += 1u << bits) {
		struct kernel_slot *to = slot_of(cspace, first + i);

		*to = (struct kernel_slot){.type = (uint8_t)type,
		    .bits = (uint8_t)bits,
		    .rights = PITH_ALL_RIGHTS,
		    .device = from->device,
		    .physical = from->physical + (uint32_t)offset,
		    .used = type == PITH_TYPE_FRAME ? m->word[4] : 0,
		    .parent = untyped};
		to->original = type == PITH_TYPE_CSPACE || type == PITH_TYPE_SPACE;
		if (type == PITH_TYPE_CSPACE)
			to->object = cspace_make(m->word[1]);
		else if (type == PITH_TYPE_SPACE)
			to->object = space_make();
	}
	from->used = (uint32_t)offset;
	return 0;
}

/* --- CSpaces -------------------------------------------------------------------------------- */

static void empty(struct kernel_slot *slot);

static uint32_t copy(uint32_t cspace, const struct pith_message *m, bool move)
{
	uint32_t source = object_of(m, PITH_TYPE_CSPACE, cspace);
	struct kernel_slot *to = slot_of(cspace, m->word[0]), *from;

	if (!source)
		return PITH_ERROR_CAPABILITY;
	from = slot_of(source, m->word[1]);
	if (!to || !from)
		return PITH_ERROR_RANGE;
	if (!from->type)
		return PITH_ERROR_CAPABILITY;
	if (to->type)
		return PITH_ERROR_OCCUPIED;
	if (!move && (from->type == PITH_TYPE_UNTYPED || from->type == PITH_TYPE_PAGETABLE))
		return PITH_ERROR_TYPE;
	if (move) {
		*to = *from;
		*from = (struct kernel_slot){0};
		return 0;
	}
	if (m->word[3] && from->badge)
		return PITH_ERROR_RIGHTS;
	*to = *from;
	to->rights &= (uint8_t)m->word[2];
	to->badge = m->word[3] ? m->word[3] : from->badge;
	to->space = 0;
	to->original = false;
	to->parent = m->word[1];
	return 0;
}

static void revoke(uint32_t cspace, uint32_t parent)
{
	for (uint32_t i = 1; i < 1u << cspaces[cspace].bits; i++) {
		struct kernel_slot *slot = slot_of(cspace, i);

		if (slot->type && slot->parent == parent && i != parent) {
			slot->parent = 0;
			revoke(cspace, i);
			empty(slot);
		}
	}
	if (slot_of(cspace, parent)->type == PITH_TYPE_UNTYPED)
		slot_of(cspace, parent)->used = 0;
}

static uint32_t cspace_operate(uint32_t cspace, uint32_t operation, struct pith_message *m)
{
	struct kernel_slot *slot;

	if (operation == PITH_OP_CSPACE_COPY || operation == PITH_OP_CSPACE_MOVE)
		return copy(cspace, m, operation == PITH_OP_CSPACE_MOVE);
	slot = slot_of(cspace, m->word[0]);
	if (!slot)
		return PITH_ERROR_RANGE;
	switch (operation) {
	case PITH_OP_CSPACE_DELETE:
		empty(slot);
		return 0;
	case PITH_OP_CSPACE_REVOKE:
		revoke(cspace, m->word[0]);
		return 0;
	case PITH_OP_CSPACE_QUERY:
		m->word[0] = slot->type;
		m->word[1] = slot->rights;
		m->word[2] = slot->badge;
		m->word[3] = slot->bits;
		return 0;
	default:
		return PITH_ERROR_OPERATION;
	}
}

/* --- Address spaces --------------------------------------------------------------------------- */

static struct megabyte *megabyte_of(uint32_t space, uint32_t address)
{
	struct megabyte **place = &spaces[space][address >> 20];

	if (!*place) {
		if (pool_count == POOL)
			abort();
		pool[pool_count] = (struct megabyte){.place = place};
		*place = &pool[pool_count++];
	}
	return *place;
}

/* Mark the pages of a mapping, or ask: 0, or why they cannot be mapped. */
static uint32_t mark(uint32_t space, uint32_t address, uint32_t bits, bool set, bool ask)
{
	for (uint32_t done = 0; done < 1u << bits; done += 1u << (bits >= 20 ? 20 : 12)) {
		struct megabyte *megabyte = megabyte_of(space, address + done);
		uint32_t page = (address + done) >> 12 & (PAGES - 1);

		if (bits >= 20) {
			if (ask && (megabyte->section || megabyte->table))
				return PITH_ERROR_OCCUPIED;
			if (!ask)
				megabyte->section = set;
			continue;
		}
		if (ask && megabyte->section)
			return PITH_ERROR_OCCUPIED;
		if (ask && !megabyte->table)
			return PITH_ERROR_UNMAPPED;
		if (ask && megabyte->pages[page / 8] >> page % 8 & 1)
			return PITH_ERROR_OCCUPIED;
		if (!ask && set)
			megabyte->pages[page / 8] |= (uint8_t)(1 << page % 8);
		else if (!ask)
			megabyte->pages[page / 8] &= (uint8_t) ~(1 << page % 8);
	}
	return 0;
}

static void unmap(struct kernel_slot *slot)
{
	if (!slot->space)
		return;
	if (slot->type == PITH_TYPE_PAGETABLE)
		megabyte_of(slot->space, slot->address)->table = false;
	else
		mark(slot->space, slot->address, slot->bits, false, false);
	if (slot->type == PITH_TYPE_FRAME && slot->space == FIRST)
		poison((void *)(uintptr_t)slot->address, 1u << slot->bits);
	slot->space = 0;
}

static void empty(struct kernel_slot *slot)
{
	unmap(slot);
	if (slot->original)
		object_end(slot);
	*slot = (struct kernel_slot){0};
}

static uint32_t frame_map(struct kernel_slot *frame, const struct pith_message *m)
{
	uint32_t space = object_of(m, PITH_TYPE_SPACE, 0), address = m->word[0];
	uint32_t rights = m->word[1], error;

	if (!space)
		return PITH_ERROR_CAPABILITY;
	if (frame->space)
		return PITH_ERROR_MAPPED;
	if (address & ((1u << frame->bits) - 1))
		return PITH_ERROR_ALIGNMENT;
	if (address >= PITH_OWN_END)
		return PITH_ERROR_RANGE;
	if (rights & ~(uint32_t)frame->rights)
		return PITH_ERROR_RIGHTS;
	if (!rights || rights > PITH_ALL_RIGHTS || (rights & PITH_WRITE && rights & PITH_EXECUTE))
		return PITH_ERROR_RANGE;
	error = mark(space, address, frame->bits, true, true);
	if (error)
		return error;
	mark(space, address, frame->bits, true, false);
	frame->space = space;
	frame->address = address;
	if (space == FIRST)
		kernel_map(address, frame->bits);
	return 0;
}

static uint32_t frame_operate(struct kernel_slot *frame, uint32_t operation, struct pith_message *m)
{
	switch (operation) {
	case PITH_OP_FRAME_MAP:
		return frame_map(frame, m);
	case PITH_OP_FRAME_UNMAP:
		unmap(frame);
		return 0;
	case PITH_OP_FRAME_PROTECT:
		return frame->space ? 0 : PITH_ERROR_UNMAPPED;
	case PITH_OP_FRAME_QUERY:
		m->word[0] = frame->physical;
		m->word[1] = frame->bits;
		m->word[2] = frame->used;
		m->word[3] = frame->space ? frame->address : 0;
		m->word[4] = frame->rights;
		return 0;
	default:
		return operation == PITH_OP_FRAME_SYNC ? 0 : PITH_ERROR_OPERATION;
	}
}

static uint32_t table_operate(
    struct kernel_slot *table, uint32_t operation, const struct pith_message *m)
{
	uint32_t space = object_of(m, PITH_TYPE_SPACE, 0);

	if (operation == PITH_OP_PAGETABLE_UNMAP) {
		unmap(table);
		return 0;
	}
	if (!space)
		return PITH_ERROR_CAPABILITY;
	if (table->space)
		return PITH_ERROR_MAPPED;
	if (m->word[0] & 0xfffff)
		return PITH_ERROR_ALIGNMENT;
	if (megabyte_of(space, m->word[0])->table || megabyte_of(space, m->word[0])->section)
		return PITH_ERROR_OCCUPIED;
	megabyte_of(space, m->word[0])->table = true;
	table->space = space;
	table->address = m->word[0];
	return 0;
}

/* --- All of them ---------------------------------------------------------------------------------
 */

static uint32_t irq_get(const struct pith_message *m)
{
	uint32_t cspace = object_of(m, PITH_TYPE_CSPACE, 0), line = m->word[0];
	struct kernel_slot *to = cspace ? slot_of(cspace, m->word[1]) : NULL;

	if (line < 32 || line >= 160)
		return PITH_ERROR_RANGE;
	if (!to)
		return PITH_ERROR_CAPABILITY;
	for (uint32_t i = 1; i < 1u << cspaces[FIRST].bits; i++)
		if (kernel_slot(i)->type == PITH_TYPE_IRQ && kernel_slot(i)->object == line)
			return PITH_ERROR_OCCUPIED;
	if (to->type)
		return PITH_ERROR_OCCUPIED;
	*to =
	    (struct kernel_slot){.type = PITH_TYPE_IRQ, .object = line, .rights = PITH_ALL_RIGHTS};
	return 0;
}

static uint32_t operate(uint32_t slot, uint32_t operation, struct pith_message *m)
{
	struct kernel_slot *object = kernel_slot(slot);

	if (!object || !object->type)
		return PITH_ERROR_CAPABILITY;
	switch (object->type) {
	case PITH_TYPE_UNTYPED:
		if (operation == PITH_OP_UNTYPED_RETYPE)
			return retype(slot, m);
		m->word[0] = object->bits;
		m->word[1] = object->used;
		m->word[2] = object->physical;
		m->word[3] = object->device;
		return 0;
	case PITH_TYPE_CSPACE:
		return cspace_operate(object->object, operation, m);
	case PITH_TYPE_FRAME:
		return frame_operate(object, operation, m);
	case PITH_TYPE_PAGETABLE:
		return table_operate(object, operation, m);
	case PITH_TYPE_IRQCONTROL:
		return irq_get(m);
	case PITH_TYPE_SCHEDCONTEXT:
		m->word[0] = m->word[1] = m->word[2] = 0;
		return 0;
	case PITH_TYPE_THREAD:
	case PITH_TYPE_IRQ:
	case PITH_TYPE_SCHEDCONTROL:
		return 0;
	default:
		return PITH_ERROR_OPERATION;
	}
}

void kernel_operate(uint32_t slot, struct pith_message *message)
{
	uint32_t error = operate(slot, pith_tag_label(message->tag), message);

	message->tag = error ? pith_error_tag((enum pith_error)error, 0) : 0;
}
