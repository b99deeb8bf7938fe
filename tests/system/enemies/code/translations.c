/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Translations that stay in the processor after the tables say something else: a page that was
 * unmapped, or that another has now, is still read or written.
 */
#include <string.h>
#include "tests/system/enemies/enemies.h"

enum {
	ROUNDS = 40,
	SPACES = 300, /* more than there are ASIDs */
	R = PITH_READ,
	RW = PITH_READ | PITH_WRITE,
	RX = PITH_READ | PITH_EXECUTE,
	SPACE_BITS = 15,
	TABLE_BITS = 11,
	CODE = 0x00100000, /* in a space of the probe's own */
	DATA = 0x00180000,
};

static volatile uint32_t *contents[2]; /* of two frames, where we see them */
static uint32_t frames[2], mapped[2];  /* their capabilities, and copies to be mapped */
static struct probe *const probe = &probes[0];
static uint32_t load_at, store_at;

static uint32_t take(uint32_t type, uint32_t bits, uint32_t from)
{
	uint32_t slot = pith_slot_take();

	pith_must("an object", pith_untyped_retype(from, (enum pith_type)type, bits,
				   PITH_SLOT_CSPACE, slot, 1, PITH_MEMORY_NORMAL));
	return slot;
}

static bool reads(uint32_t address, uint32_t expected)
{
	uint32_t value = ~expected;

	return probe_run(probe, load_at, address, 0, &value) == PITH_FAULT_CALL &&
	       value == expected;
}

static bool faults(uint32_t pc, uint32_t address)
{
	return probe_run(probe, pc, address, 77, NULL) == PITH_FAULT_PAGE;
}

static bool writes(uint32_t address, uint32_t value)
{
	return probe_run(probe, store_at, address, value, NULL) == PITH_FAULT_CALL;
}

static void copy_of(uint32_t i)
{
	pith_must("a copy", pith_cspace_copy(PITH_SLOT_CSPACE, mapped[i], 0, frames[i], 7, 0));
}

static void map(uint32_t i, uint32_t address, uint32_t rights)
{
	pith_must("mapping", pith_frame_map(mapped[i], PITH_SLOT_SPACE, address, rights));
}

/* The last word of the page, or the first: after each change the next access meets it. */
static bool change(uint32_t page, uint32_t offset)
{
	uint32_t at = page + offset;
	bool good = true;

	for (uint32_t round = 1; round <= ROUNDS; round++) {
		contents[0][offset / 4] = round;
		contents[1][offset / 4] = ~round;
		copy_of(0);
		copy_of(1);
		good = good && faults(load_at, at);
		map(0, page, RW);
		good = good && reads(at, round) && writes(at, round + 1) && reads(at, round + 1);
		pith_must("protecting", pith_frame_protect(mapped[0], R));
		good = good && faults(store_at, at) && reads(at, round + 1);
		pith_must("protecting", pith_frame_protect(mapped[0], RW));
		good = good && writes(at, round + 2);
		pith_must("unmapping", pith_frame_unmap(mapped[0]));
		good = good && faults(load_at, at) && faults(store_at, at);
		map(1, page, R);
		good = good && reads(at, ~round) && faults(store_at, at);
		pith_must("deleting", pith_cspace_delete(PITH_SLOT_CSPACE, mapped[1]));
		good = good && faults(load_at, at);
		map(0, page, RW);
		good = good && reads(at, round + 2);
		pith_must("revoking", pith_cspace_revoke(PITH_SLOT_CSPACE, frames[0]));
		good = good && faults(load_at, at) && faults(store_at, at);
	}
	return good;
}

/* The same in a table that is taken out, put in again and destroyed. */
static bool change_tables(uint32_t address)
{
	uint32_t memory = take(PITH_TYPE_UNTYPED, TABLE_BITS, PITH_SLOT_MEMORY);
	uint32_t table = take(PITH_TYPE_PAGETABLE, 0, memory);
	bool good = true;

	for (uint32_t round = 1; round <= ROUNDS; round++) {
		contents[0][0] = round;
		copy_of(0);
		pith_must("a table", pith_pagetable_map(table, PITH_SLOT_SPACE, address, 0));
		map(0, address, RW);
		good = good && reads(address, round);
		pith_must("unmapping a table", pith_pagetable_unmap(table));
		good = good && faults(load_at, address);
		pith_must("a table", pith_pagetable_map(table, PITH_SLOT_SPACE, address, 0));
		good = good && reads(address, round);
		pith_must("the end of a table", pith_cspace_delete(PITH_SLOT_CSPACE, table));
		good = good && faults(load_at, address);
		pith_must("a table", pith_untyped_retype(memory, PITH_TYPE_PAGETABLE, 0,
					 PITH_SLOT_CSPACE, table, 1, PITH_MEMORY_NORMAL));
		pith_must("a table", pith_pagetable_map(table, PITH_SLOT_SPACE, address, 0));
		good = good && faults(load_at, address);
		pith_must("unmapping a table", pith_pagetable_unmap(table));
		pith_must("deleting", pith_cspace_delete(PITH_SLOT_CSPACE, mapped[0]));
	}
	pith_must("revoking", pith_cspace_revoke(PITH_SLOT_CSPACE, memory));
	return good;
}

/* The thread reads a page, makes a call that takes it away, and comes again: QEMU forgets all
 * translations where threads are switched, as it does with each change of DACR; but not here. */
static bool change_by_itself(uint32_t address)
{
	static const struct {
		uint32_t operation, length, word;
		stub *code;
	} calls[] = {{PITH_OP_FRAME_UNMAP, 0, 0, stub_load_call_load},
	    {PITH_OP_FRAME_PROTECT, 1, R, stub_load_call_store},
	    {PITH_OP_CSPACE_DELETE, 1, 0, stub_load_call_load},
	    {PITH_OP_CSPACE_REVOKE, 1, 0, stub_load_call_store},
	    {PITH_OP_PAGETABLE_UNMAP, 0, 0, stub_load_call_load}};
	uint32_t table;
	bool good = true;

	pith_must("a table", pith_object_make(PITH_TYPE_PAGETABLE, &table));
	for (uint32_t n = 0; n < ROUNDS; n++) {
		uint32_t i = n % 5, operation = calls[i].operation;
		uint32_t target = i < 2 ? mapped[0] : i < 4 ? PITH_SLOT_CSPACE : table;
		uint32_t word = i == 2 ? mapped[0] : i == 3 ? frames[0] : calls[i].word;

		pith_must("a table", pith_pagetable_map(table, PITH_SLOT_SPACE, address, 0));
		copy_of(0);
		map(0, address + 0x5000, RW);
		probe_start_with(probe, (uint32_t)(uintptr_t)calls[i].code,
		    (const uint32_t[5]){
			address + 0x5000, target, pith_tag(operation, calls[i].length, 0), word});
		good &= probe_fault(NULL) == PITH_FAULT_PAGE;
		if (i != 4)
			pith_must("unmapping a table", pith_pagetable_unmap(table));
		pith_must("deleting", pith_cspace_delete(PITH_SLOT_CSPACE, mapped[0]));
	}
	pith_slot_free(table);
	return good;
}

/* One Space after the other in one memory, more than there are numbers for them: nothing of an
 * earlier one is there, and each shows its own page. */
static bool change_spaces(void)
{
	uint32_t memory = take(PITH_TYPE_UNTYPED, SPACE_BITS + 1, PITH_SLOT_MEMORY), code, bytes;
	uint32_t space = pith_slot_take(), table = pith_slot_take(), text = pith_slot_take();
	uint8_t *page = pith_frame_make(12, PITH_MEMORY_NORMAL, &code);
	uint32_t base = (uint32_t)(uintptr_t)stubs_begin;
	bool good = true;

	bytes = (uint32_t)(uintptr_t)stubs_end - base;
	memcpy(page, (const void *)base, bytes);
	load_at = CODE + ((uint32_t)(uintptr_t)stub_load - base);
	store_at = CODE + ((uint32_t)(uintptr_t)stub_store - base);
	for (uint32_t n = 0; n < SPACES; n++) {
		uint32_t i = n & 1;

		contents[i][0] = n;
		copy_of(i);
		pith_must("a copy", pith_cspace_copy(PITH_SLOT_CSPACE, text, 0, code, 7, 0));
		pith_must("a space", pith_untyped_retype(memory, PITH_TYPE_SPACE, 0,
					 PITH_SLOT_CSPACE, space, 1, PITH_MEMORY_NORMAL));
		pith_must("a table", pith_untyped_retype(memory, PITH_TYPE_PAGETABLE, 0,
					 PITH_SLOT_CSPACE, table, 1, PITH_MEMORY_NORMAL));
		pith_must("a table", pith_pagetable_map(table, space, CODE, 0));
		pith_must("code", pith_frame_map(text, space, CODE, RX));
		probe_end(probe);
		probe_make(probe, space, 0);
		good = good && faults(load_at, DATA);
		pith_must("data", pith_frame_map(mapped[i], space, DATA, n & 2 ? R : RW));
		good = good && reads(DATA, n);
		good = good && (n & 2 ? faults(store_at, DATA) : writes(DATA, ~n));
		good = good && contents[i][0] == (n & 2 ? n : ~n);
		/* The thread's Space goes away under it. */
		pith_must("the end of a space", pith_cspace_revoke(PITH_SLOT_CSPACE, memory));
		good = good && faults(load_at, DATA);
		pith_must("deleting", pith_cspace_delete(PITH_SLOT_CSPACE, mapped[i]));
		pith_must("deleting", pith_cspace_delete(PITH_SLOT_CSPACE, text));
	}
	return good;
}

void enemies_of_translations(void)
{
	static const uint32_t tables[] = {0xd0000000, 0xdff00000, 0xf0000000, 0xfff00000};
	bool good = true;

	for (uint32_t i = 0; i < 2; i++) {
		contents[i] = pith_frame_make(12, PITH_MEMORY_NORMAL, &frames[i]);
		mapped[i] = pith_slot_take();
		if (!contents[i])
			pith_panic("no memory for a page");
	}
	load_at = (uint32_t)(uintptr_t)stub_load;
	store_at = (uint32_t)(uintptr_t)stub_store;
	probe_make(probe, PITH_SLOT_SPACE, 0);
	for (uint32_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		uint32_t table;

		pith_must("a table", pith_object_make(PITH_TYPE_PAGETABLE, &table));
		pith_must("a table", pith_pagetable_map(table, PITH_SLOT_SPACE, tables[i], 0));
		good = good && change(tables[i], 0) && change(tables[i] + 0xff000, PAGE - 4);
	}
	report("stale translations: pages, up to the last byte of the address space", good);
	report("stale translations: tables", change_tables(0xd1000000));
	report("stale translations: pages that a thread takes from itself",
	    change_by_itself(0xd1000000) && change_by_itself(0xffe00000));
	report("stale translations: spaces that take each other's place", change_spaces());
}
