/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A component's own slots, objects and mappings. Slots are a bitmap; addresses are handed
 * out upwards and come back only with detached frames, size by size; objects come
 * from the one Untyped, which takes its memory back when all of them are gone.
 */
#include <string.h>
#include "internal.h"
#include "pith/memory.h"

enum {
	SLOTS_MAX = 4096, /* of a component, by the policy module's rule */
	ATTACHED_MAX = 64,
	SECTION_BITS = 20,
};

static uint32_t slots_used[SLOTS_MAX / 32];
static uint32_t next_address = PITH_OWN_VADDR;

/* Places where a frame was attached; kept for the next frame of that size. */
static struct attached {
	uint32_t frame; /* 0: free */
	uint32_t address;
	uint32_t bits;
} attached[ATTACHED_MAX];

static bool slot_used(uint32_t slot)
{
	return slots_used[slot / 32] >> slot % 32 & 1;
}

static void slot_mark(uint32_t slot, bool used)
{
	if (used)
		slots_used[slot / 32] |= 1u << slot % 32;
	else
		slots_used[slot / 32] &= ~(1u << slot % 32);
}

uint32_t pith_slots_take(uint32_t count)
{
	uint32_t end = 1u << pith_info()->cspace_bits;
	uint32_t run = 0;

	if (count == 0)
		return 0;
	for (uint32_t slot = pith_info()->first_slot; slot < end && slot < SLOTS_MAX; slot++) {
		run = slot_used(slot) ? 0 : run + 1;
		if (run == count) {
			for (uint32_t i = 0; i < count; i++)
				slot_mark(slot - i, true);
			return slot - count + 1;
		}
	}
	return 0;
}

uint32_t pith_slot_take(void)
{
	return pith_slots_take(1);
}

void pith_slot_free(uint32_t slot)
{
	if (slot < pith_info()->first_slot || slot >= SLOTS_MAX)
		return;
	/* It may be empty, which is as good. */
	pith_cspace_delete(PITH_SLOT_CSPACE, slot);
	slot_mark(slot, false);
}

static uint32_t make(enum pith_type type, uint32_t bits, enum pith_memory memory, uint32_t *slot)
{
	uint32_t result;

	*slot = pith_slot_take();
	if (!*slot)
		return PITH_ERROR_MEMORY;
	result =
	    pith_untyped_retype(PITH_SLOT_MEMORY, type, bits, PITH_SLOT_CSPACE, *slot, 1, memory);
	if (result) {
		pith_slot_free(*slot);
		*slot = 0;
	}
	return result;
}

uint32_t pith_object_make(enum pith_type type, uint32_t *slot)
{
	return make(type, 0, PITH_MEMORY_NORMAL, slot);
}

uint32_t pith_address_take(uint32_t size, uint32_t bits)
{
	uint32_t mask = (1u << bits) - 1;
	uint32_t start = (next_address + mask) & ~mask;

	if (start < next_address || start >= PITH_OWN_END || size > PITH_OWN_END - start)
		return 0;
	next_address = start + size;
	return start;
}

uint32_t pith_frame_map_table(uint32_t frame, uint32_t address, uint32_t rights)
{
	uint32_t result = pith_frame_map(frame, PITH_SLOT_SPACE, address, rights);
	uint32_t table;

	if (pith_result_error(result) != PITH_ERROR_UNMAPPED)
		return result;
	result = make(PITH_TYPE_PAGETABLE, 0, PITH_MEMORY_NORMAL, &table);
	if (result)
		return result;
	result =
	    pith_pagetable_map(table, PITH_SLOT_SPACE, address & ~((1u << SECTION_BITS) - 1), 0);
	if (result) {
		pith_slot_free(table);
		return result;
	}
	return pith_frame_map(frame, PITH_SLOT_SPACE, address, rights);
}

void *pith_memory_map(size_t size)
{
	uint32_t total = ((uint32_t)size + 4095) & ~4095u;
	uint32_t start, address, frame, bits;
	uint32_t frames[128];
	uint32_t count = 0;

	if (total == 0 || total < size)
		return NULL;
	start = pith_address_take(total, pith_page_bits(0, total));
	if (!start)
		return NULL;
	for (address = start; address < start + total; address += 1u << bits) {
		bits = pith_page_bits(address, start + total - address);
		if (count == sizeof(frames) / sizeof(frames[0]) ||
		    make(PITH_TYPE_FRAME, bits, PITH_MEMORY_NORMAL, &frame))
			break;
		frames[count++] = frame;
		if (pith_frame_map_table(frame, address, PITH_READ | PITH_WRITE))
			break;
	}
	if (address == start + total)
		return (void *)(uintptr_t)start;
	while (count)
		pith_slot_free(frames[--count]);
	return NULL;
}

void *pith_frame_attach(uint32_t frame, uint32_t rights, size_t *size)
{
	struct pith_frame_state state;
	struct attached *place = NULL;

	if (pith_frame_query(frame, &state))
		return NULL;
	for (uint32_t i = 0; i < ATTACHED_MAX; i++) {
		struct attached *a = attached + i;

		if (a->frame == 0 && (!place || a->bits == state.bits) &&
		    (a->bits == 0 || a->bits == state.bits))
			place = a;
	}
	if (!place)
		return NULL;
	if (place->bits == 0) {
		place->address = pith_address_take(1u << state.bits, state.bits);
		if (!place->address)
			return NULL;
		place->bits = state.bits;
	}
	if (pith_frame_map_table(frame, place->address, rights))
		return NULL;
	place->frame = frame;
	if (size)
		*size = (size_t)1 << state.bits;
	return (void *)(uintptr_t)place->address;
}

void pith_frame_detach(uint32_t frame)
{
	for (uint32_t i = 0; i < ATTACHED_MAX; i++) {
		if (attached[i].frame != frame || frame == 0)
			continue;
		/* It is unmapped already if its owner has destroyed it. */
		pith_frame_unmap(frame);
		attached[i].frame = 0;
	}
}

void *pith_frame_make(uint32_t bits, enum pith_memory memory, uint32_t *slot)
{
	void *address;

	if (make(PITH_TYPE_FRAME, bits, memory, slot))
		return NULL;
	address = pith_frame_attach(*slot, PITH_READ | PITH_WRITE, NULL);
	if (!address) {
		pith_slot_free(*slot);
		*slot = 0;
	}
	return address;
}

uint32_t pith_notification_badged(uint32_t bits)
{
	uint32_t slot = pith_slot_take();

	if (slot &&
	    pith_cspace_copy(PITH_SLOT_CSPACE, slot, 0, PITH_SLOT_NOTIFICATION, PITH_SEND, bits)) {
		pith_slot_free(slot);
		return 0;
	}
	return slot;
}

uint32_t pith_irq_attach(const struct pith_grant *irq, uint32_t bits)
{
	uint32_t notification = pith_notification_badged(bits);
	uint32_t result;

	if (!notification)
		return PITH_ERROR_MEMORY;
	result = pith_irq_bind(irq->slot, notification);
	if (result)
		pith_slot_free(notification);
	return result;
}

uint32_t pith_notification_attach(void)
{
	return pith_thread_bind(PITH_SLOT_THREAD, PITH_SLOT_NOTIFICATION);
}
