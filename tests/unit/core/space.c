/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address spaces and page tables: places in the first level, two spaces that share
 * a table, and what remains when one of them ends.
 */
#include "tests/unit/core/rig.h"

TestSuite(space, .init = rig_boot);

enum { K = PITH_BOOT_CSPACE, MB = 1 << 20, RW = PITH_READ | PITH_WRITE };

static uint32_t rights_at(uint32_t space, uint32_t vaddr)
{
	paddr_t paddr;

	return fake_translate(rig_object(space), vaddr, &paddr);
}

static uint32_t link_of(uint32_t space, uint32_t vaddr)
{
	return space_at(rig_object(space))->table[vaddr >> PAGETABLE_TOP_SHIFT];
}

static uint32_t new_frame(void)
{
	return make_bits(PITH_TYPE_FRAME, 12);
}

Test(space, a_new_space_shows_the_kernel_and_nothing_else)
{
	uint32_t space = make(PITH_TYPE_SPACE);

	for (uint32_t i = 0; i < PAGETABLE_TOP_ENTRIES; i++)
		same(link_of(space, i << PAGETABLE_TOP_SHIFT) != 0,
		    i >= SPACE_KERNEL_FIRST && i < SPACE_KERNEL_FIRST + SPACE_KERNEL_COUNT);
}

Test(space, a_space_has_no_operations)
{
	uint32_t space = make(PITH_TYPE_SPACE);

	for (uint32_t label = 0; label < PITH_OP_COUNT; label++)
		refuses(OPERATION, PITH_ARG_TARGET, CALL, .cap = space, .label = label,
		    W(0, 0, 0, 0, 0));
}

Test(space, a_table_serves_every_megabyte_but_the_kernels)
{
	uint32_t space = make(PITH_TYPE_SPACE), table = make(PITH_TYPE_PAGETABLE);

	for (uint32_t i = 0; i < PAGETABLE_TOP_ENTRIES; i += i % 256 == 255 ? 1 : 51) {
		uint32_t address = i << PAGETABLE_TOP_SHIFT;

		if (address - HAL_WINDOW_BASE < HAL_WINDOW_SIZE) {
			refused(
			    RANGE, PITH_ARG_WORD, table, PAGETABLE_MAP, W(address, 0), C(space));
			continue;
		}
		ok(table, PAGETABLE_MAP, W(address, 0), C(space));
		same(link_of(space, address), pagetable_link(hal_paddr(rig_object(table)), 0));
		ok(table, PAGETABLE_UNMAP);
		same(link_of(space, address), 0);
	}
}

Test(space, domains_zero_to_fourteen_are_taken)
{
	uint32_t space = make(PITH_TYPE_SPACE), table = make(PITH_TYPE_PAGETABLE);

	for (uint32_t domain = 0; domain < 15; domain++) {
		ok(table, PAGETABLE_MAP, W(5 * MB, domain), C(space));
		same(pagetable_decode_top(link_of(space, 5 * MB)).domain, domain);
		ok(table, PAGETABLE_UNMAP);
	}
	refused(RANGE, PITH_ARG_WORD + 1, table, PAGETABLE_MAP, W(5 * MB, 15), C(space));
	refused(RANGE, PITH_ARG_WORD + 1, table, PAGETABLE_MAP, W(5 * MB, 16), C(space));
	refused(RANGE, PITH_ARG_WORD + 1, table, PAGETABLE_MAP, W(5 * MB, ~0u), C(space));
}

Test(space, wrong_arguments_of_map_are_refused)
{
	uint32_t space = make(PITH_TYPE_SPACE), table = make(PITH_TYPE_PAGETABLE);
	uint32_t other = make(PITH_TYPE_PAGETABLE), section = make_bits(PITH_TYPE_FRAME, 20);

	refused(ALIGNMENT, PITH_ARG_WORD, table, PAGETABLE_MAP, W(0x1000, 0), C(space));
	refused(ALIGNMENT, PITH_ARG_WORD, table, PAGETABLE_MAP, W(5 * MB + 1, 0), C(space));
	refused(TYPE, PITH_ARG_CAP, table, PAGETABLE_MAP, W(5 * MB, 0), C(table));
	refused(CAPABILITY, PITH_ARG_CAP, table, PAGETABLE_MAP, W(5 * MB, 0), C(0));
	ok(other, PAGETABLE_MAP, W(5 * MB, 0), C(space));
	refused(OCCUPIED, PITH_ARG_WORD, table, PAGETABLE_MAP, W(5 * MB, 0), C(space));
	ok(section, FRAME_MAP, W(6 * MB, PITH_READ), C(space));
	refused(OCCUPIED, PITH_ARG_WORD, table, PAGETABLE_MAP, W(6 * MB, 0), C(space));
	refused(UNMAPPED, PITH_ARG_TARGET, table, PAGETABLE_UNMAP);
}

/* --- Two spaces --------------------------------------------------------------------------- */

Test(space, a_table_serves_two_spaces_at_one_address_and_no_third)
{
	uint32_t a = make(PITH_TYPE_SPACE), b = make(PITH_TYPE_SPACE), c = make(PITH_TYPE_SPACE);
	uint32_t table = make(PITH_TYPE_PAGETABLE), frame = new_frame();

	ok(table, PAGETABLE_MAP, W(5 * MB, 1), C(a));
	refused(OCCUPIED, PITH_ARG_WORD, table, PAGETABLE_MAP, W(5 * MB, 1), C(a));
	refused(MAPPED, PITH_ARG_WORD, table, PAGETABLE_MAP, W(6 * MB, 1), C(a));
	refused(MAPPED, PITH_ARG_WORD, table, PAGETABLE_MAP, W(6 * MB, 1), C(b));
	ok(table, PAGETABLE_MAP, W(5 * MB, 2), C(b));
	refused(MAPPED, PITH_ARG_TARGET, table, PAGETABLE_MAP, W(5 * MB, 1), C(c));
	same(pagetable_decode_top(link_of(a, 5 * MB)).domain, 1);
	same(pagetable_decode_top(link_of(b, 5 * MB)).domain, 2);
	ok(frame, FRAME_MAP, W(5 * MB + 0x3000, RW), C(a));
	same(rights_at(a, 5 * MB + 0x3000), RW);
	same(rights_at(b, 5 * MB + 0x3000), RW);
	/* Through either space it is the same entry. */
	refused(OCCUPIED, PITH_ARG_WORD, new_frame(), FRAME_MAP, W(5 * MB + 0x3000, RW), C(b));
	ok(frame, FRAME_UNMAP);
	same(rights_at(b, 5 * MB + 0x3000), 0);
	ok(table, PAGETABLE_UNMAP);
	same(link_of(a, 5 * MB), 0);
	same(link_of(b, 5 * MB), 0);
}

Test(space, when_one_of_two_spaces_ends_the_other_keeps_the_table)
{
	for (uint32_t which = 0; which < 2; which++) {
		uint32_t space[2] = {make(PITH_TYPE_SPACE), make(PITH_TYPE_SPACE)};
		uint32_t table = make(PITH_TYPE_PAGETABLE), frame = new_frame();

		ok(table, PAGETABLE_MAP, W(5 * MB, 0), C(space[0]));
		ok(table, PAGETABLE_MAP, W(5 * MB, 0), C(space[1]));
		ok(frame, FRAME_MAP, W(5 * MB, RW), C(space[0]));
		ok(K, CSPACE_DELETE, W(space[which]));
		same(rights_at(space[!which], 5 * MB), RW);
		/* There is room for a second again, at this address. */
		space[which] = make(PITH_TYPE_SPACE);
		ok(table, PAGETABLE_MAP, W(5 * MB, 0), C(space[which]));
		same(rights_at(space[which], 5 * MB), RW);
		ok(K, CSPACE_DELETE, W(table));
		same(link_of(space[0], 5 * MB), 0);
		same(link_of(space[1], 5 * MB), 0);
		ok(frame, FRAME_QUERY);
		same(word(3), 0);
	}
}

Test(space, a_moved_table_still_can_be_unmapped_and_found)
{
	uint32_t a = make(PITH_TYPE_SPACE), b = make(PITH_TYPE_SPACE), to = rig_slots(1);
	uint32_t table = make(PITH_TYPE_PAGETABLE), frame = new_frame();

	ok(table, PAGETABLE_MAP, W(5 * MB, 0), C(a));
	ok(table, PAGETABLE_MAP, W(5 * MB, 0), C(b));
	ok(K, CSPACE_MOVE, W(to, table));
	ok(frame, FRAME_MAP, W(5 * MB, RW), C(b));
	ok(to, PAGETABLE_UNMAP);
	same(link_of(a, 5 * MB), 0);
	same(link_of(b, 5 * MB), 0);
}

Test(space, a_table_in_one_place_or_none_can_be_moved)
{
	uint32_t a = make(PITH_TYPE_SPACE), b = make(PITH_TYPE_SPACE), to = rig_slots(3);
	uint32_t table = make(PITH_TYPE_PAGETABLE);

	ok(K, CSPACE_MOVE, W(to, table));
	ok(to, PAGETABLE_MAP, W(5 * MB, 0), C(a));
	ok(K, CSPACE_MOVE, W(to + 1, to));
	ok(to + 1, PAGETABLE_MAP, W(5 * MB, 0), C(b));
	/* The second place alone is left. */
	ok(K, CSPACE_DELETE, W(a));
	ok(K, CSPACE_MOVE, W(to + 2, to + 1));
	must(link_of(b, 5 * MB));
	ok(to + 2, PAGETABLE_UNMAP);
	same(link_of(b, 5 * MB), 0);
	refused(UNMAPPED, PITH_ARG_TARGET, to + 2, PAGETABLE_UNMAP);
}

/* --- Frames in a table that goes ------------------------------------------------------------- */

Test(space, a_deleted_table_unmaps_its_frames)
{
	uint32_t space = make(PITH_TYPE_SPACE), table = make(PITH_TYPE_PAGETABLE);
	uint32_t small = new_frame(), large = make_bits(PITH_TYPE_FRAME, 16);

	ok(table, PAGETABLE_MAP, W(5 * MB, 0), C(space));
	ok(small, FRAME_MAP, W(5 * MB + 0xff000, RW), C(space));
	ok(large, FRAME_MAP, W(5 * MB + 0x10000, PITH_READ), C(space));
	ok(K, CSPACE_DELETE, W(table));
	same(rights_at(space, 5 * MB + 0x10000), 0);
	refused(UNMAPPED, PITH_ARG_TARGET, small, FRAME_UNMAP);
	refused(UNMAPPED, PITH_ARG_TARGET, large, FRAME_UNMAP);
	/* Both can be mapped anew. */
	table = make(PITH_TYPE_PAGETABLE);
	ok(table, PAGETABLE_MAP, W(5 * MB, 0), C(space));
	ok(small, FRAME_MAP, W(5 * MB, RW), C(space));
	ok(large, FRAME_MAP, W(5 * MB + 0x10000, PITH_READ), C(space));
}

Test(space, an_unmapped_table_keeps_its_frames_and_brings_them_back)
{
	uint32_t space = make(PITH_TYPE_SPACE), table = make(PITH_TYPE_PAGETABLE);
	uint32_t frame = new_frame();

	ok(table, PAGETABLE_MAP, W(5 * MB, 0), C(space));
	ok(frame, FRAME_MAP, W(5 * MB + 0x1000, RW), C(space));
	ok(table, PAGETABLE_UNMAP);
	same(rights_at(space, 5 * MB + 0x1000), 0);
	ok(frame, FRAME_QUERY);
	same(word(3), 5 * MB + 0x1000);
	ok(table, PAGETABLE_MAP, W(5 * MB, 0), C(space));
	same(rights_at(space, 5 * MB + 0x1000), RW);
}

Test(space, a_table_with_frames_in_it_does_not_move_to_another_megabyte)
{
	uint32_t space = make(PITH_TYPE_SPACE), table = make(PITH_TYPE_PAGETABLE);
	uint32_t frame = new_frame();

	ok(table, PAGETABLE_MAP, W(5 * MB, 0), C(space));
	ok(frame, FRAME_MAP, W(5 * MB + 0x1000, RW), C(space));
	ok(table, PAGETABLE_UNMAP);
	/* The frame's translations could not be found there. */
	refused(MAPPED, PITH_ARG_WORD, table, PAGETABLE_MAP, W(6 * MB, 0), C(space));
	ok(frame, FRAME_UNMAP);
	ok(table, PAGETABLE_MAP, W(6 * MB, 0), C(space));
	ok(frame, FRAME_MAP, W(6 * MB + 0x1000, RW), C(space));
}

Test(space, a_dead_space_unmaps_its_large_frames_and_forgets_its_tables)
{
	uint32_t space = make(PITH_TYPE_SPACE), table = make(PITH_TYPE_PAGETABLE);
	uint32_t high = make_bits(PITH_TYPE_FRAME, 20), low = make_bits(PITH_TYPE_FRAME, 20);
	uint32_t device = rig.info->region[rig.info->regions - 3].slot;
	uint32_t huge = make_from(device, PITH_TYPE_FRAME, 24, PITH_MEMORY_UNCACHED);
	uint32_t frame = new_frame();

	ok(low, FRAME_MAP, W(0, RW), C(space));
	ok(high, FRAME_MAP, W(0xfff00000, RW), C(space));
	ok(huge, FRAME_MAP, W(0x10000000, RW), C(space));
	ok(table, PAGETABLE_MAP, W(0xf0000000, 0), C(space));
	ok(frame, FRAME_MAP, W(0xf0000000, RW), C(space));
	ok(K, CSPACE_DELETE, W(space));
	refused(UNMAPPED, PITH_ARG_TARGET, low, FRAME_UNMAP);
	refused(UNMAPPED, PITH_ARG_TARGET, high, FRAME_UNMAP);
	refused(UNMAPPED, PITH_ARG_TARGET, huge, FRAME_UNMAP);
	refused(UNMAPPED, PITH_ARG_TARGET, table, PAGETABLE_UNMAP);
	/* The frame stays in the table, which is nowhere. */
	ok(frame, FRAME_QUERY);
	same(word(3), 0xf0000000);
	ok(frame, FRAME_UNMAP);
	same(fake_space_count, 1);
}

Test(space, a_space_ends_the_same_wherever_it_is_preempted)
{
	static struct fake_snapshot before, after;
	uint32_t space = make(PITH_TYPE_SPACE), points;

	for (uint32_t i = 0; i < 6; i++) {
		uint32_t table = make(PITH_TYPE_PAGETABLE);
		uint32_t frame = make_from(rig.info->region[rig.info->regions - 1].slot,
		    PITH_TYPE_FRAME, 20, PITH_MEMORY_UNCACHED);

		ok(table, PAGETABLE_MAP, W(i * 600 * MB, 0), C(space));
		ok(frame, FRAME_MAP, W((i * 600 + 1) * MB, RW), C(space));
	}
	fake_save(&before);
	ok(K, CSPACE_DELETE, W(space));
	points = fake.steps - before.fake.steps;
	must(points >= 32);
	fake_save(&after);
	for (uint32_t n = 1; n <= points; n++) {
		rig_restore(&before);
		fake.preempt_at = fake.steps + n;
		call(.cap = K, .label = PITH_OP_CSPACE_DELETE, W(space));
		must(rig_interrupted(rig.root.at));
		again();
		got_nothing();
		same(fake_difference(&after), 0);
	}
}

Test(space, a_thread_keeps_its_space_when_the_capability_goes)
{
	uint32_t space = make(PITH_TYPE_SPACE);
	struct actor user = actor(10);

	ok(user.thread, THREAD_CONFIGURE, W(PITH_THREAD_SPACE, 0), C(space));
	ok(K, CSPACE_DELETE, W(space));
	same(fake_space_count, 2);
	must(user.at->context.ttbr0);
	ok(user.thread, THREAD_CONFIGURE, W(0, PITH_THREAD_SPACE));
	same(fake_space_count, 1);
	same(user.at->context.ttbr0, 0);
}
