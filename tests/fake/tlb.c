/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address spaces of the fake machine. It keeps no TLB; it remembers for which
 * addresses a real one might still hold what the tables no longer say, and ends the
 * test if the kernel goes back to user code without having had them flushed.
 */
#include "fake.h"

#include <string.h>

/* A translation that has been changed: 2^bits bytes at vaddr. */
struct stale {
	ref_t space;
	uint32_t vaddr;
	uint32_t bits;
};

ref_t fake_spaces[FAKE_SPACES];
uint32_t fake_space_count;
struct fake_link fake_links[FAKE_LINKS];
uint32_t fake_link_count;
static struct stale stale[FAKE_STALE];
static uint32_t stales;

enum { ASID_SHIFT = 15 }; /* any rule will do: here the Space's address tells its ASID */

static uint32_t asid_of(ref_t table)
{
	return (table - HAL_WINDOW_BASE) >> ASID_SHIFT;
}

uint32_t hal_space_init(ref_t table)
{
	uint32_t *entries = hal_pointer(table);

	if (fake_space_count == FAKE_SPACES)
		fake_die("more address spaces than the test machine has");
	for (uint32_t i = 0; i < SPACE_KERNEL_COUNT; i++)
		entries[SPACE_KERNEL_FIRST + i] = pagetable_kernel_section(
		    FAKE_RAM_BASE + (i << PAGETABLE_TOP_SHIFT), 0, PITH_MEMORY_NORMAL);
	fake_spaces[fake_space_count++] = table;
	return asid_of(table);
}

static void forget(ref_t space, uint32_t vaddr, uint32_t bits)
{
	uint64_t end = (uint64_t)vaddr + (1ull << bits);
	uint32_t kept = 0;

	for (uint32_t i = 0; i < stales; i++) {
		const struct stale *s = &stale[i];

		if ((!space || s->space == space) && s->vaddr >= vaddr &&
		    s->vaddr + (1ull << s->bits) <= end)
			continue;
		stale[kept++] = *s;
	}
	stales = kept;
	fake.flushes++;
}

static void check_space(ref_t table, uint32_t asid)
{
	for (uint32_t i = 0; i < fake_space_count; i++)
		if (fake_spaces[i] == table && asid == asid_of(table))
			return;
	fake_die("0x%08x with ASID %u is no address space", table, asid);
}

void hal_space_free(ref_t table, uint32_t asid)
{
	check_space(table, asid);
	forget(table, 0, 32);
	for (uint32_t i = 0; i < fake_space_count; i++)
		if (fake_spaces[i] == table)
			fake_spaces[i] = fake_spaces[--fake_space_count];
	for (uint32_t i = 0; i < fake_link_count; i++)
		if (fake_links[i].space == table)
			fake_links[i--] = fake_links[--fake_link_count];
}

void hal_context_space(struct context *context, ref_t table, uint32_t asid)
{
	if (table)
		check_space(table, asid);
	context->ttbr0 = table ? hal_paddr(table) : 0;
	context->contextid = asid;
}

static void remember(ref_t space, uint32_t vaddr, uint32_t bits)
{
	if (stales == FAKE_STALE)
		fake_die("too many translations changed in one trap");
	stale[stales++] = (struct stale){space, vaddr, bits};
}

/* The Space in whose top-level table this entry is; 0: in none's. */
static ref_t space_of(ref_t entry)
{
	for (uint32_t i = 0; i < fake_space_count; i++)
		if (entry - fake_spaces[i] < PAGETABLE_TOP_ENTRIES * sizeof(uint32_t))
			return fake_spaces[i];
	return 0;
}

/* A top-level entry is written: does it lead to a table of the second level? */
static void linked(ref_t space, uint32_t index, uint32_t value)
{
	struct pagetable_entry entry = pagetable_decode_top(value);

	for (uint32_t i = 0; i < fake_link_count; i++)
		if (fake_links[i].space == space && fake_links[i].index == index)
			fake_links[i--] = fake_links[--fake_link_count];
	if (entry.kind != PAGETABLE_LINK)
		return;
	if (fake_link_count == FAKE_LINKS)
		fake_die("more page tables are mapped than the test machine has room for");
	fake_links[fake_link_count++] =
	    (struct fake_link){space, index, entry.paddr - FAKE_RAM_BASE + HAL_WINDOW_BASE};
}

/* The second-level entry at `ref` was valid and is something else now: wherever its table
 * stands. */
static void changed(ref_t ref)
{
	ref_t table = ref & ~0x3ffu;

	for (uint32_t i = 0; i < fake_link_count; i++)
		if (fake_links[i].table == table)
			remember(fake_links[i].space,
			    fake_links[i].index << PAGETABLE_TOP_SHIFT |
				(ref - table) / 4 << PAGETABLE_SECOND_SHIFT,
			    PAGETABLE_SECOND_SHIFT);
}

void hal_entries_write(ref_t first, uint32_t value, uint32_t count)
{
	uint32_t *entries = hal_pointer(first);
	ref_t space = space_of(first);

	for (uint32_t i = 0; i < count; i++) {
		uint32_t index = (first - space) / 4 + i;
		bool stays = !entries[i] || entries[i] == value;

		if (space && !stays)
			remember(space, index << PAGETABLE_TOP_SHIFT, PAGETABLE_TOP_SHIFT);
		else if (!stays)
			changed(first + i * 4);
		if (space)
			linked(space, index, value);
		entries[i] = value;
	}
}

void hal_tlb_flush(uint32_t vaddr, uint32_t bits)
{
	fake_note_depth();
	if (vaddr & ((1u << bits) - 1))
		fake_die("0x%08x is not aligned to 2^%u bytes", vaddr, bits);
	forget(0, vaddr, bits);
	fake.flushed_vaddr = vaddr;
	fake.flushed_bits = bits;
}

void hal_tlb_flush_space(ref_t table, uint32_t asid)
{
	check_space(table, asid);
	forget(table, 0, 32);
}

/* In a dying space, which no thread has, stale translations may wait for hal_space_free. */
void fake_check_stale(void)
{
	for (uint32_t i = 0; i < stales; i++)
		if (!(space_at(stale[i].space)->header.ops & CAP_GRAVE))
			fake_die("the TLB may still translate 0x%08x of space 0x%08x",
			    stale[i].vaddr, stale[i].space);
}

void fake_forget_stale(void)
{
	stales = 0;
}

void fake_save_spaces(struct fake_spaces_saved *saved)
{
	memcpy(saved->spaces, fake_spaces, fake_space_count * sizeof(fake_spaces[0]));
	memcpy(saved->links, fake_links, fake_link_count * sizeof(fake_links[0]));
	saved->space_count = fake_space_count;
	saved->link_count = fake_link_count;
}

void fake_restore_spaces(const struct fake_spaces_saved *saved)
{
	memcpy(fake_spaces, saved->spaces, saved->space_count * sizeof(fake_spaces[0]));
	memcpy(fake_links, saved->links, saved->link_count * sizeof(fake_links[0]));
	fake_space_count = saved->space_count;
	fake_link_count = saved->link_count;
	fake_forget_stale();
}

uint32_t fake_translate(ref_t space, uint32_t vaddr, paddr_t *paddr)
{
	const uint32_t *top = fake_memory(hal_paddr(space));
	struct pagetable_entry entry = pagetable_decode_top(top[vaddr >> PAGETABLE_TOP_SHIFT]);
	uint32_t rights, mask;

	if (entry.kind == PAGETABLE_LINK) {
		const uint32_t *second = fake_memory(entry.paddr);

		entry = pagetable_decode_second(
		    second[vaddr >> PAGETABLE_SECOND_SHIFT & (PAGETABLE_SECOND_ENTRIES - 1)]);
	}
	if (entry.kind != PAGETABLE_PAGE)
		return 0;
	mask = (1u << pagetable_sizes[entry.size].bits) - 1;
	*paddr = entry.paddr | (vaddr & mask);
	rights = pagetable_user_rights(entry.access);
	return rights && entry.execute ? rights | PITH_EXECUTE : rights;
}
