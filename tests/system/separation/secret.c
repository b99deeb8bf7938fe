/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Nobody may know what this program does. It leaves what it can in every register, in memory that
 * it gives back, in the processor and in the kernel, as its parameter `secret` says; it always has
 * something to do.
 */
#include "code/registers.h"
#include "pith/info.h"
#include "pith/memory.h"
#include "pith/print.h"

enum {
	PAGE_BITS = 12,
	PAGE_WORDS = (1 << PAGE_BITS) / 4,
	SLOTS = 64,
	PART_BITS = 18,
	QUIET = 50000
};

static uint32_t state;

static uint32_t some(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

static void leave_in_registers(void)
{
	struct registers registers, found;
	uint32_t *words = (uint32_t *)&registers;

	for (uint32_t i = 0; i < REGISTERS_WORDS; i++)
		words[i] = some();
	registers.fpscr &= 0xffc0009f;
	registers.cpsr &= 0xf80f0000;
	if (some() & 1)
		registers_yield(&registers, &found);
	else
		registers_spin(&registers, &found, some() % 100000);
}

static void leave_in_memory(uint32_t *page)
{
	for (uint32_t i = 0; i < PAGE_WORDS; i++)
		page[i] = some();
}

/* Objects of all kinds until there is no more room, then all of them go at once. */
static void leave_in_kernel(uint32_t child, uint32_t first)
{
	static const uint8_t bits[PITH_TYPE_COUNT] = {
	    [PITH_TYPE_UNTYPED] = 12, [PITH_TYPE_FRAME] = PAGE_BITS, [PITH_TYPE_CSPACE] = 6};

	pith_untyped_retype(PITH_SLOT_MEMORY, PITH_TYPE_UNTYPED, PART_BITS, PITH_SLOT_CSPACE, child,
	    1, PITH_MEMORY_NORMAL);
	for (uint32_t i = 0; i < SLOTS; i++) {
		enum pith_type type =
		    (enum pith_type)(PITH_TYPE_UNTYPED + some() % (PITH_TYPE_REPLY - 1));

		pith_untyped_retype(
		    child, type, bits[type], PITH_SLOT_CSPACE, first + i, 1, PITH_MEMORY_NORMAL);
	}
	pith_signal(PITH_SLOT_NOTIFICATION);
	if (some() & 1)
		pith_poll(PITH_SLOT_NOTIFICATION);
	pith_cspace_revoke(PITH_SLOT_CSPACE, child);
	pith_cspace_delete(PITH_SLOT_CSPACE, child);
}

int main(void)
{
	uint32_t child = pith_slot_take(), first = pith_slots_take(SLOTS);
	uint32_t *page = pith_memory_map(1 << PAGE_BITS);
	static const struct registers nothing;
	struct registers found;

	if (!page || !child || !first)
		pith_panic("too little of everything");
	state = pith_parameter_cell("secret", 0, 0);
	/* Nothing but being there: the quietest of all secrets. */
	while (!state) {
		registers_spin(&nothing, &found, QUIET);
		pith_yield();
	}
	for (;;) {
		uint32_t what = some() % 4;

		if (what == 0)
			leave_in_memory(page);
		else if (what == 1)
			leave_in_kernel(child, first);
		else
			leave_in_registers();
	}
}
