/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel's page tables say to the processor, against the mappings that the
 * specification has: every entry of every table is one that a mapping accounts for, and
 * shows the memory, with the rights, that were promised.
 */
#include "tests/spec/lockstep_parts.h"
#include "tests/spec/parts.h"
#include "tests/fake/fake.h"

enum { MEGABYTE_BITS = 20, PAGE_BITS = 12 };

/* What a user's access at an address should meet. */
static uint32_t expected_at(const struct spec *spec, name_t space, uint32_t vaddr, uint32_t *paddr)
{
	uint32_t cap = table_at(spec, space, vaddr);
	name_t table = cap ? spec->caps[cap].object : space;

	for (uint32_t i = 1; i < spec->cap_count; i++) {
		const struct spec_cap *frame = &spec->caps[i];
		uint32_t offset = vaddr - frame->mapped[0].address;

		if (frame->type != PITH_TYPE_FRAME || !frame->mapped[0].there ||
		    frame->mapped[0].table != table || offset >> frame->bits)
			continue;
		*paddr = frame->object + offset;
		return frame->mapped[0].rights;
	}
	return 0;
}

/* The translation of one address in every Space. */
const char *lockstep_check_address(const struct spec *spec, uint32_t vaddr)
{
	for (uint32_t i = 0; i < spec->places; i++) {
		name_t space = spec->spaces[i].name;
		uint32_t wanted = 0, found = 0, expected, real;

		/* What is left in a dying Space nobody can reach. */
		if (!space || list_has(&spec->dying, space))
			continue;
		expected = expected_at(spec, space, vaddr, &wanted);
		real = fake_translate(hal_window(space), vaddr, &found);
		if (expected != real || (real && wanted != found))
			return lockstep_says("Space 0x%x translates 0x%x to 0x%x with rights %u, "
					     "not to 0x%x with %u",
			    space, vaddr, found, real, wanted, expected);
	}
	return 0;
}

static uint32_t memory_of(enum pith_memory memory)
{
	return memory == PITH_MEMORY_NORMAL	? PAGETABLE_NORMAL
	       : memory == PITH_MEMORY_UNCACHED ? PAGETABLE_UNCACHED
						: PAGETABLE_DEVICE;
}

/* The entries of a mapped frame. */
static const char *check_frame(const struct spec_cap *frame)
{
	const struct spec_mapping *mapping = &frame->mapped[0];
	bool large = frame->bits >= MEGABYTE_BITS;
	uint32_t shift = large ? MEGABYTE_BITS : PAGE_BITS;
	uint32_t count = frame->bits > shift ? 1u << (frame->bits - shift) : 1;
	uint32_t first = mapping->address >> shift & (large ? 0xfff : 0xff);
	const uint32_t *entries = fake_memory(mapping->table);

	for (uint32_t i = 0; i < count; i++) {
		struct pagetable_entry entry = large ? pagetable_decode_top(entries[first + i])
						     : pagetable_decode_second(entries[first + i]);
		uint32_t rights = pagetable_user_rights(entry.access);

		if (entry.execute)
			rights |= PITH_EXECUTE;
		if (entry.kind != PAGETABLE_PAGE || entry.paddr != frame->object ||
		    pagetable_sizes[entry.size].bits != frame->bits || rights != mapping->rights ||
		    entry.memory != memory_of(frame->memory) || entry.global || entry.beyond ||
		    (large && entry.domain))
			return lockstep_says("Frame 0x%x, mapped at 0x%x: entry %u is 0x%08x",
			    frame->object, mapping->address, first + i, entries[first + i]);
	}
	return 0;
}

static const char *check_link(const struct spec_cap *table, const struct spec_mapping *mapping)
{
	const uint32_t *entries = fake_memory(mapping->table);
	struct pagetable_entry entry =
	    pagetable_decode_top(entries[mapping->address >> MEGABYTE_BITS]);

	if (entry.kind != PAGETABLE_LINK || entry.paddr != table->object ||
	    entry.domain != mapping->domain)
		return lockstep_says("PageTable 0x%x, mapped at 0x%x: the entry is 0x%08x",
		    table->object, mapping->address, entries[mapping->address >> MEGABYTE_BITS]);
	return 0;
}

/* How many entries of a table, which is a Space or a page table, should say something. */
static uint32_t expected_entries(const struct spec *spec, name_t table)
{
	uint32_t count = 0;

	for (uint32_t i = 1; i < spec->cap_count; i++)
		for (uint32_t which = 0; which < 2; which++) {
			const struct spec_cap *cap = &spec->caps[i];
			bool wide = cap->type == PITH_TYPE_FRAME &&
				    (cap->bits == 16 || cap->bits == 24); /* 16 entries each */

			if (cap->mapped[which].there && cap->mapped[which].table == table)
				count += wide ? 16 : 1;
		}
	return count;
}

static const char *check_count(const struct spec *spec, name_t table, uint32_t count)
{
	uint32_t expected = expected_entries(spec, table);

	if (count != expected)
		return lockstep_says("table 0x%x has %u entries, not %u", table, count, expected);
	return 0;
}

static const char *check_second_level(const struct spec *spec, name_t table)
{
	const uint32_t *entries = fake_memory(table);
	uint32_t count = 0;

	for (uint32_t i = 0; i < PAGETABLE_SECOND_ENTRIES; i++)
		count += entries[i] != 0;
	return check_count(spec, table, count);
}

/* User code has no access to the kernel's part. */
static bool is_kernel_only(uint32_t word)
{
	struct pagetable_entry entry = pagetable_decode_top(word);

	return entry.kind == PAGETABLE_PAGE && !pagetable_user_rights(entry.access) &&
	       entry.domain == PAGETABLE_KERNEL_DOMAIN;
}

static const char *check_top_level(const struct spec *spec, name_t space)
{
	const uint32_t *entries = fake_memory(space);
	uint32_t count = 0, seen = 0; /* one of the kernel's: most differ in the address only */

	for (uint32_t i = 0; i < PAGETABLE_TOP_ENTRIES; i++) {
		if (!entries[i])
			continue;
		if (!kernel_megabyte(i << MEGABYTE_BITS)) {
			count++;
			continue;
		}
		if ((!seen || (entries[i] ^ seen) << (32 - MEGABYTE_BITS)) &&
		    !is_kernel_only(entries[i]))
			return lockstep_says(
			    "Space 0x%x: the kernel's entry %u is 0x%08x", space, i, entries[i]);
		seen = entries[i];
	}
	return check_count(spec, space, count);
}

const char *lockstep_check_tables(const struct spec *spec)
{
	const char *wrong = 0;

	for (uint32_t i = 1; !wrong && i < spec->cap_count; i++) {
		const struct spec_cap *cap = &spec->caps[i];

		if (cap->type == PITH_TYPE_FRAME && cap->mapped[0].there)
			wrong = check_frame(cap);
		if (cap->type != PITH_TYPE_PAGETABLE)
			continue;
		wrong = check_second_level(spec, cap->object);
		for (uint32_t which = 0; !wrong && which < 2; which++)
			if (cap->mapped[which].there)
				wrong = check_link(cap, &cap->mapped[which]);
	}
	for (uint32_t i = 0; !wrong && i < spec->places; i++) {
		name_t space = spec->spaces[i].name;

		if (space && !list_has(&spec->dying, space))
			wrong = check_top_level(spec, space);
	}
	return wrong;
}
