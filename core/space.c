/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address spaces and page tables. A Space is a top-level table; beside each
 * entry, its shadow names the slot of the frame or page table that it stands
 * for, so that either end can undo the mapping. A PageTable may serve two spaces,
 * at the same address in both: so one TLB operation by address covers both.
 */
#include "core/index.h"

enum {
	/* A place of a page table, in a slot's word: the Space (32 KB aligned), the entry's
	 * index, and a bit that tells it from no place. */
	PLACE_USED = 1,
	PLACE_INDEX_SHIFT = 1,
	PLACE_SPACE_MASK = ~0x7fff,
	PLACE_INDEX_MASK = 0xfff,
};

void space_init(ref_t ref)
{
	space_at(ref)->asid = hal_space_init(ref);
}

static uint32_t *place_word(struct slot *table, uint32_t which)
{
	return which ? &table->aux : &table->badge;
}

static struct space *place_space(uint32_t place)
{
	return space_at(place & (uint32_t)PLACE_SPACE_MASK);
}

static uint32_t place_index(uint32_t place)
{
	return place >> PLACE_INDEX_SHIFT & PLACE_INDEX_MASK;
}

/* Take a page table out of one of its places. Translations may stay in the TLB. */
static void leave_place(struct slot *table, uint32_t which)
{
	uint32_t place = *place_word(table, which);
	struct space *space = place_space(place);

	hal_entries_write(hal_ref(&space->table[place_index(place)]), 0, 1);
	*space_shadow(space, place_index(place)) = 0;
	*place_word(table, which) = 0;
}

static void unmap(struct slot *table)
{
	for (uint32_t which = 0; which < 2; which++) {
		uint32_t place = *place_word(table, which);

		if (!place)
			continue;
		leave_place(table, which);
		hal_tlb_flush_space(hal_ref(place_space(place)), place_space(place)->asid);
	}
}

/* The page table's capability is deleted: what is mapped in it is not any more. */
void pagetable_lost(struct slot *slot)
{
	struct pagetable *table = pagetable_at(slot->object);

	unmap(slot);
	for (uint32_t i = 0; i < PAGETABLE_SECOND_ENTRIES; i++) {
		if (!table->shadow[i])
			continue;
		slot_at(table->shadow[i])->aux = 0;
		slot_at(table->shadow[i])->badge = 0;
	}
	hal_object_died(slot->object, sizeof(struct pagetable));
}

/* The slot is the page table's new one. */
void pagetable_moved(struct slot *slot)
{
	for (uint32_t which = 0; which < 2; which++) {
		uint32_t place = *place_word(slot, which);

		if (place)
			*space_shadow(place_space(place), place_index(place)) = hal_ref(slot);
	}
}

enum { REAP_ENTRIES = 128 };

static void forget_entry(ref_t ref, ref_t shadow)
{
	struct slot *slot = slot_at(shadow);

	if (slot->ops & CAP_FRAME) {
		slot->aux = 0;
		slot->badge = 0;
		return;
	}
	for (uint32_t which = 0; which < 2; which++)
		if ((*place_word(slot, which) & (uint32_t)PLACE_SPACE_MASK) == ref)
			leave_place(slot, which);
}

/* Forget some mappings of a dying space; true when none is left. No thread uses it any more. */
bool space_reap(struct cpu *cpu, ref_t ref)
{
	struct space *space = space_at(ref);

	(void)cpu;
	for (uint32_t i = 0; i < REAP_ENTRIES; i++) {
		const ref_t *shadow = space_shadow(space, space->progress++);

		if (shadow && *shadow)
			forget_entry(ref, *shadow);
	}
	if (space->progress < PAGETABLE_TOP_ENTRIES)
		return false;
	hal_space_free(ref, space->asid);
	return true;
}

/* Install a page table in a free place of its and a free entry of the space. */
void pagetable_place(struct slot *table, ref_t ref, uint32_t index, uint32_t domain)
{
	struct space *space = space_at(ref);

	*place_word(table, table->badge ? 1 : 0) = ref | index << PLACE_INDEX_SHIFT | PLACE_USED;
	*space_shadow(space, index) = hal_ref(table);
	hal_entries_write(
	    hal_ref(&space->table[index]), pagetable_link(hal_paddr(table->object), domain), 1);
}

/* Frames that are mapped in a table know their address: it cannot move elsewhere with them. */
static bool holds_others(const struct slot *slot, uint32_t index)
{
	const struct pagetable *table = pagetable_at(slot->object);

	for (uint32_t i = 0; i < PAGETABLE_SECOND_ENTRIES; i++)
		if (table->shadow[i] &&
		    slot_at(table->shadow[i])->badge >> PAGETABLE_TOP_SHIFT != index)
			return true;
	return false;
}

static uint32_t map(struct invocation *call)
{
	struct slot *table = call->target, *target;
	uint32_t address = call->words[0], domain = call->words[1];
	uint32_t index = address >> PAGETABLE_TOP_SHIFT;
	uint32_t which = table->badge ? 1 : 0;
	struct space *space;
	uint32_t error = invoke_cap(call, 0, CAP_SPACE, &target);

	if (error)
		return error;
	if (address & ((1u << PAGETABLE_TOP_SHIFT) - 1))
		return pith_error_tag(PITH_ERROR_ALIGNMENT, PITH_ARG_WORD);
	if (domain >= PAGETABLE_KERNEL_DOMAIN)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD + 1);
	space = space_at(target->object);
	if (!space_shadow(space, index))
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	/* Two places, at one address in two spaces. */
	if (*place_word(table, which))
		return pith_error_tag(PITH_ERROR_MAPPED, PITH_ARG_TARGET);
	if (*place_word(table, !which) && place_index(*place_word(table, !which)) != index)
		return pith_error_tag(PITH_ERROR_MAPPED, PITH_ARG_WORD);
	if (space->table[index])
		return pith_error_tag(PITH_ERROR_OCCUPIED, PITH_ARG_WORD);
	if (holds_others(table, index))
		return pith_error_tag(PITH_ERROR_MAPPED, PITH_ARG_WORD);
	pagetable_place(table, target->object, index, domain);
	return RESULT_OK;
}

uint32_t pagetable_invoke(struct invocation *call)
{
	if (call->operation == PITH_OP_PAGETABLE_MAP)
		return map(call);
	if (!call->target->badge && !call->target->aux)
		return pith_error_tag(PITH_ERROR_UNMAPPED, PITH_ARG_TARGET);
	unmap(call->target);
	return RESULT_OK;
}
