/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address spaces of the fake machine. It keeps no TLB; it remembers for which
 * addresses a real one might still hold what the tables no longer say, and ends the
 * test if the kernel goes back to user code without having had them flushed.
 */
#include "fake.h"

/* A translation that has been changed: 2^bits bytes at vaddr. */
struct stale {
	ref_t space;
	uint32_t vaddr;
	uint32_t bits;
};

ref_t fake_spaces[FAKE_SPACES];
uint32_t fake_space_count;
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

/* The entry at `ref` was valid and is something else now: whose translations are concerned? */
static void changed(ref_t ref)
{
	ref_t second = ref & ~0x3ffu; /* the table, if it is one of the second level */

	for (uint32_t i = 0; i < fake_space_count; i++) {
		ref_t space = fake_spaces[i];
		const uint32_t *entries = fake_memory(hal_paddr(space));

		if (ref - space < PAGETABLE_TOP_ENTRIES * sizeof(uint32_t)) {
			remember(
			    space, (ref - space) / 4 << PAGETABLE_TOP_SHIFT, PAGETABLE_TOP_SHIFT);
			return;
		}
		for (uint32_t n = 0; n < PAGETABLE_TOP_ENTRIES; n++) {
			struct pagetable_entry entry = pagetable_decode_top(entries[n]);

			if (entry.kind == PAGETABLE_LINK && entry.paddr == hal_paddr(second))
				remember(space,
				    n << PAGETABLE_TOP_SHIFT | (ref - second) / 4
								   << PAGETABLE_SECOND_SHIFT,
				    PAGETABLE_SECOND_SHIFT);
		}
	}
}

void hal_entries_write(ref_t first, uint32_t value, uint32_t count)
{
	uint32_t *entries = hal_pointer(first);

	for (uint32_t i = 0; i < count; i++) {
		if (entries[i] && entries[i] != value)
			changed(first + i * 4);
		entries[i] = value;
	}
}

void hal_tlb_flush(uint32_t vaddr, uint32_t bits)
{
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
