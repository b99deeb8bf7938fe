/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Physical memory as a pool of Untypeds, split when smaller or particular pieces are needed;
 * our own capability slots, handed out upwards; our own page tables. Nothing here is ever
 * given back but what memory_add() brings: what is rebuilt is rebuilt from the same pieces.
 */
#include <string.h>
#include "pith/print.h"
#include "user/policy/policy.h"

enum {
	POOL_MAX = 512,
	WINDOW_SIZE = 0x10000000, /* RAM that can become kernel objects, from the lowest up */
};

static struct pool {
	uint32_t slot;
	uint32_t physical;
	uint32_t bits;
	bool device;
} pool[POOL_MAX];
static uint32_t pool_count;
static uint32_t next_slot;

void expect(const char *what, uint32_t result)
{
	if (result)
		refuse("%s: %s (argument %lu)", what, pith_error_text(result),
		    (unsigned long)(result >> 8));
}

uint32_t slots_take(uint32_t count)
{
	uint32_t first = next_slot;

	next_slot += count;
	if (next_slot > 1u << pith_system.boot->cspace_bits)
		refuse("the description needs more capabilities than the policy module can hold");
	return first;
}

static void pool_add(uint32_t slot, uint32_t physical, uint32_t bits, bool device)
{
	if (pool_count == POOL_MAX)
		refuse("the memory is in too many pieces");
	pool[pool_count++] = (struct pool){slot, physical, bits, device};
}

static uint32_t pool_remove(struct pool *entry)
{
	uint32_t slot = entry->slot;

	*entry = pool[--pool_count];
	return slot;
}

/* Make `count` Untypeds of 2^bits bytes of the next free part of one; they go to the pool. */
static void split(const struct pool *from, uint32_t offset, uint32_t bits, uint32_t count)
{
	uint32_t slot = slots_take(count);

	expect("splitting memory", pith_untyped_retype(from->slot, PITH_TYPE_UNTYPED, bits,
				       PITH_BOOT_CSPACE, slot, count, PITH_MEMORY_NORMAL));
	for (uint32_t i = 0; i < count; i++)
		pool_add(slot + i, from->physical + offset + (i << bits), bits, from->device);
}

/* Kernel objects can be made of it. */
static bool in_window(const struct pool *entry)
{
	return !entry->device && entry->physical - pith_system.boot->ram_base < WINDOW_SIZE;
}

void memory_add(uint32_t slot)
{
	struct pith_untyped_state state;
	struct pool whole;
	uint32_t offset;

	expect("looking at memory", pith_untyped_query(slot, &state));
	whole = (struct pool){slot, state.physical, state.bits, state.device != 0};
	if (in_window(&whole))
		pith_system.memory += (1u << state.bits) - state.used;
	if (state.used == 0) {
		pool_add(slot, state.physical, state.bits, state.device != 0);
		return;
	}
	/* The kernel has made our own objects at its beginning: take what is behind them, in
	 * pieces that are as large as their place allows. */
	offset =
	    (state.used + (1u << PITH_UNTYPED_BITS_MIN) - 1) & ~((1u << PITH_UNTYPED_BITS_MIN) - 1);
	while (offset < 1u << state.bits) {
		uint32_t bits = (uint32_t)__builtin_ctz(offset);

		split(&whole, offset, bits, 1);
		offset += 1u << bits;
	}
}

void memory_init(void)
{
	const struct bootinfo *boot = pith_system.boot;

	next_slot = boot->first_free_slot;
	for (uint32_t i = 0; i < boot->regions; i++)
		memory_add(boot->region[i].slot);
}

uint32_t memory_free(void)
{
	uint32_t bytes = 0;

	for (uint32_t i = 0; i < pool_count; i++)
		if (in_window(pool + i))
			bytes += 1u << pool[i].bits;
	return bytes;
}

uint32_t memory_take(uint32_t bits)
{
	struct pool *best = NULL;
	struct pool from;
	uint32_t slot;

	for (uint32_t i = 0; i < pool_count; i++)
		if (in_window(pool + i) && pool[i].bits >= bits &&
		    (!best || pool[i].bits < best->bits))
			best = pool + i;
	if (!best)
		return 0;
	from = *best;
	pool_remove(best);
	if (from.bits == bits)
		return from.slot;
	/* One piece for us, and behind it one of each size up to half of the whole. */
	slot = slots_take(1);
	expect("splitting memory", pith_untyped_retype(from.slot, PITH_TYPE_UNTYPED, bits,
				       PITH_BOOT_CSPACE, slot, 1, PITH_MEMORY_NORMAL));
	for (; bits < from.bits; bits++)
		split(&from, 1u << bits, bits, 1);
	return slot;
}

static struct pool *find_at(uint32_t physical, uint32_t bits)
{
	for (uint32_t i = 0; i < pool_count; i++)
		if (pool[i].bits >= bits && physical - pool[i].physical < 1u << pool[i].bits)
			return pool + i;
	return NULL;
}

bool memory_available_at(uint32_t physical, uint32_t bits)
{
	return find_at(physical, bits) != NULL;
}

uint32_t memory_take_at(uint32_t physical, uint32_t bits)
{
	for (;;) {
		struct pool *found = find_at(physical, bits);
		struct pool from;

		if (!found)
			return 0;
		from = *found;
		pool_remove(found);
		if (from.bits == bits)
			return from.slot;
		split(&from, 0, from.bits - 1, 2);
	}
}

uint32_t object_make(enum pith_type type)
{
	static const uint8_t sizes[PITH_TYPE_COUNT] = {
#define X(NAME, bits, made) bits,
	    PITH_TYPES(X)
#undef X
	};
	uint32_t slot = slots_take(1);
	uint32_t untyped = memory_take(sizes[type]);

	if (!untyped)
		refuse("not enough memory for the policy module's own objects");
	expect("making an object",
	    pith_untyped_retype(untyped, type, 0, PITH_BOOT_CSPACE, slot, 1, PITH_MEMORY_NORMAL));
	return slot;
}

void map_own(uint32_t frame, uint32_t address, uint32_t rights)
{
	uint32_t result = pith_frame_map(frame, PITH_BOOT_SPACE, address, rights);

	if (pith_result_error(result) == PITH_ERROR_UNMAPPED) {
		expect("mapping a page table", pith_pagetable_map(object_make(PITH_TYPE_PAGETABLE),
						   PITH_BOOT_SPACE, address & ~0xfffffu, 0));
		result = pith_frame_map(frame, PITH_BOOT_SPACE, address, rights);
	}
	expect("mapping memory", result);
}

void frame_write(uint32_t frame, uint32_t bits, uint32_t offset, const void *from, uint32_t size)
{
	uint32_t scratch = bits == 20 ? SCRATCH_SECTION : SCRATCH_SMALL;

	map_own(frame, scratch, PITH_READ | PITH_WRITE);
	memcpy((void *)(uintptr_t)(scratch + offset), from, size);
	expect("unmapping", pith_frame_unmap(frame));
}
