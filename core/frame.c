/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames: pages of physical memory, mapped into address spaces. Each capability
 * can be mapped once; the same frame is mapped elsewhere through a copy. The slot
 * remembers the table entry (aux) and the address and rights (badge); the table's
 * shadow remembers the slot.
 */
#include "core/index.h"

static const struct pagetable_size *frame_size(const struct slot *frame)
{
	return &pagetable_sizes[frame->object & FRAME_SIZE_MASK];
}

static uint32_t frame_memory(const struct slot *frame)
{
	return (frame->object & FRAME_MEMORY_MASK) >> FRAME_MEMORY_SHIFT;
}

/* The shadow word of a table entry at which a frame of this size is mapped. */
static ref_t *entry_shadow(const struct pagetable_size *size, ref_t entry)
{
	if (size->level == 2)
		return hal_pointer(entry + sizeof(((struct pagetable *)0)->table));
	return space_shadow(space_at(entry & ~(ref_t)(sizeof(struct space) - 1)),
	    (entry & (sizeof(struct space) - 1)) / sizeof(uint32_t));
}

/* Undo the mapping, if there is one. */
void frame_unmap(struct slot *slot)
{
	const struct pagetable_size *size = frame_size(slot);

	if (!slot->aux)
		return;
	hal_entries_write(slot->aux, 0, size->entries);
	*entry_shadow(size, slot->aux) = 0;
	hal_tlb_flush(slot->badge & ~0xfffu, size->bits);
	slot->aux = 0;
	slot->badge = 0;
}

/* The slot is the mapped frame's new one. */
void frame_moved(struct slot *slot)
{
	if (slot->aux)
		*entry_shadow(frame_size(slot), slot->aux) = hal_ref(slot);
}

/* Rights that exist (W^X, nothing without READ), that the capability has, for memory that
 * can be executed if it is to be. */
static uint32_t check_rights(const struct slot *frame, uint32_t rights, uint32_t argument)
{
	if (!(rights & PITH_READ) || rights > PITH_ALL_RIGHTS || rights == PITH_ALL_RIGHTS)
		return pith_error_tag(PITH_ERROR_RANGE, argument);
	if (rights & ~(frame->ops / CAP_FRAME_READ))
		return pith_error_tag(PITH_ERROR_RIGHTS, PITH_ARG_TARGET);
	if (rights & PITH_EXECUTE && frame_memory(frame) == PITH_MEMORY_DEVICE)
		return pith_error_tag(PITH_ERROR_RANGE, argument);
	return RESULT_OK;
}

/* Executable pages must not show older contents. */
static void sync_if_executable(const struct slot *frame, uint32_t rights)
{
	if (rights & PITH_EXECUTE)
		hal_icache_sync(
		    frame->object & (uint32_t)FRAME_PADDR_MASK, 1u << frame_size(frame)->bits);
}

static void write_entries(const struct slot *frame, uint32_t rights)
{
	const struct pagetable_size *size = frame_size(frame);

	hal_entries_write(frame->aux,
	    pagetable_page(frame->object & FRAME_SIZE_MASK,
		frame->object & (uint32_t)FRAME_PADDR_MASK, rights, frame_memory(frame), 0),
	    size->entries);
}

/* The table entry for a frame at an address in a space, where nothing may be yet. */
uint32_t frame_entry(const struct slot *frame, struct space *space, uint32_t address, ref_t *entry)
{
	const struct pagetable_size *size = frame_size(frame);
	uint32_t index = address >> PAGETABLE_TOP_SHIFT;
	uint32_t *table = &space->table[index];
	const ref_t *shadow = space_shadow(space, index);

	if (!shadow)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	if (size->level == 2) {
		/* Of 16 MB, only the first entry has a shadow. */
		if (!*shadow || !(slot_at(*shadow)->ops & CAP_PAGETABLE))
			return pith_error_tag(
			    *table ? PITH_ERROR_OCCUPIED : PITH_ERROR_UNMAPPED, PITH_ARG_WORD);
		table = &pagetable_at(slot_at(*shadow)->object)
			     ->table[address >> PAGETABLE_SECOND_SHIFT &
				     (PAGETABLE_SECOND_ENTRIES - 1)];
	}
	for (uint32_t i = 0; i < size->entries; i++)
		if (table[i])
			return pith_error_tag(PITH_ERROR_OCCUPIED, PITH_ARG_WORD);
	*entry = hal_ref(table);
	return RESULT_OK;
}

/* Map a frame that is not mapped at an entry that frame_entry found; rights are checked. */
void frame_place(struct slot *frame, ref_t entry, uint32_t address, uint32_t rights)
{
	frame->badge = address | rights;
	frame->aux = entry;
	*entry_shadow(frame_size(frame), entry) = hal_ref(frame);
	write_entries(frame, rights);
}

static uint32_t protect(struct slot *frame, uint32_t rights, uint32_t argument)
{
	uint32_t error = check_rights(frame, rights, argument);

	if (error)
		return error;
	if (!frame->aux)
		return pith_error_tag(PITH_ERROR_UNMAPPED, PITH_ARG_TARGET);
	if (!(frame->badge & PITH_EXECUTE))
		sync_if_executable(frame, rights);
	write_entries(frame, rights);
	hal_tlb_flush(frame->badge & ~0xfffu, frame_size(frame)->bits);
	frame->badge = (frame->badge & ~0xfffu) | rights;
	return RESULT_OK;
}

static uint32_t map(struct invocation *call)
{
	struct slot *frame = call->target, *target;
	const struct pagetable_size *size = frame_size(frame);
	uint32_t address = call->words[0], rights = call->words[1];
	ref_t entry;
	uint32_t error = invoke_cap(call, 0, CAP_SPACE, &target);

	if (error)
		return error;
	if (frame->aux)
		return pith_error_tag(PITH_ERROR_MAPPED, PITH_ARG_TARGET);
	if (address & ((1u << size->bits) - 1))
		return pith_error_tag(PITH_ERROR_ALIGNMENT, PITH_ARG_WORD);
	error = check_rights(frame, rights, PITH_ARG_WORD + 1);
	if (!error)
		error = frame_entry(frame, space_at(target->object), address, &entry);
	if (error)
		return error;
	sync_if_executable(frame, rights);
	frame_place(frame, entry, address, rights);
	return RESULT_OK;
}

static uint32_t sync(struct invocation *call)
{
	const struct slot *frame = call->target;
	uint32_t offset = call->words[0], length = call->words[1];
	uint32_t bytes = 1u << frame_size(frame)->bits;

	if (frame_memory(frame) == PITH_MEMORY_DEVICE)
		return pith_error_tag(PITH_ERROR_TYPE, PITH_ARG_TARGET);
	if (offset >= bytes)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	if (length > bytes - offset)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD + 1);
	hal_icache_sync((frame->object & (uint32_t)FRAME_PADDR_MASK) + offset, length);
	return RESULT_OK;
}

uint32_t frame_invoke(struct invocation *call)
{
	struct slot *frame = call->target;

	switch (call->operation) {
	case PITH_OP_FRAME_MAP:
		return map(call);
	case PITH_OP_FRAME_PROTECT:
		return protect(frame, call->words[0], PITH_ARG_WORD);
	case PITH_OP_FRAME_UNMAP:
		if (!frame->aux)
			return pith_error_tag(PITH_ERROR_UNMAPPED, PITH_ARG_TARGET);
		frame_unmap(frame);
		return RESULT_OK;
	case PITH_OP_FRAME_SYNC:
		return sync(call);
	default:
		call->words[0] = frame->object & (uint32_t)FRAME_PADDR_MASK;
		call->words[1] = frame_size(frame)->bits;
		call->words[2] = frame_memory(frame);
		call->words[3] = frame->aux ? frame->badge & ~0xfffu : 0;
		call->words[4] = frame->aux ? frame->badge & PITH_ALL_RIGHTS : 0;
		return RESULT_OK;
	}
}
