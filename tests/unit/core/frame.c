/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames: mapping in all sizes, W^X, rights, copies, memory types, and coherence of
 * what is executed. That no translation stays is watched by the fake machine.
 */
#include "tests/unit/core/rig.h"

enum {
	K = PITH_BOOT_CSPACE,
	MB = 1 << 20,
	R = PITH_READ,
	RW = PITH_READ | PITH_WRITE,
	RX = PITH_READ | PITH_EXECUTE,
};

static uint32_t space; /* with tables at 5 MB and 6 MB */

static void set_up(void)
{
	uint32_t table;

	rig_boot();
	space = make(PITH_TYPE_SPACE);
	for (uint32_t mb = 5; mb <= 6; mb++) {
		table = make(PITH_TYPE_PAGETABLE);
		ok(table, PAGETABLE_MAP, W(mb * MB, 0), C(space));
	}
}

TestSuite(mapping, .init = set_up);

static uint32_t new_frame(uint32_t bits)
{
	/* The large ones are video RAM. */
	if (bits >= 20)
		return make_from(rig.info->region[rig.info->regions - (bits == 24 ? 3 : 1)].slot,
		    PITH_TYPE_FRAME, bits, PITH_MEMORY_UNCACHED);
	return make_bits(PITH_TYPE_FRAME, bits);
}

/* All of the frame can be reached there, with these rights, and nothing around it. */
static void is_mapped(struct here here, uint32_t frame, uint32_t address, uint32_t rights)
{
	uint32_t bits = pagetable_sizes[rig_slot(frame)->object & FRAME_SIZE_MASK].bits;
	paddr_t base = rig_slot(frame)->object & (uint32_t)FRAME_PADDR_MASK, paddr = 0;

	for (uint32_t at = 0; at < 1u << bits; at += 0x1000) {
		if (fake_translate(rig_object(space), address + at, &paddr) != rights)
			rig_fail(here, "other rights at 0x%x", address + at);
		if (paddr != base + at)
			rig_fail(here, "0x%x leads to 0x%x", address + at, paddr);
	}
	ok(frame, FRAME_QUERY);
	same(word(0), base);
	same(word(1), bits);
	same(word(3), address);
	same(word(4), rights);
}
#define mapped(frame, address, rights) is_mapped(HERE, frame, address, rights)

static uint32_t rights_at(uint32_t address)
{
	paddr_t paddr;

	return fake_translate(rig_object(space), address, &paddr);
}

Test(mapping, every_size_can_be_mapped_protected_and_unmapped)
{
	static const struct {
		uint32_t bits, address;
	} cases[] = {{12, 5 * MB}, {12, 5 * MB + 0xff000}, {16, 5 * MB}, {16, 6 * MB + 0xf0000},
	    {20, 7 * MB}, {20, 0}, {20, 0xdff00000}, {20, 0xf0000000}, {20, 0xfff00000},
	    {24, 0x10000000}, {24, 0xdf000000}, {24, 0xf0000000}, {24, 0xff000000}};
	uint32_t huge = new_frame(24);

	for (uint32_t i = 0; i < ARRAY_SIZE(cases); i++) {
		uint32_t frame = cases[i].bits == 24 ? huge : new_frame(cases[i].bits);
		uint32_t address = cases[i].address, last = address + (1u << cases[i].bits) - 1;

		ok(frame, FRAME_MAP, W(address, RW), C(space));
		mapped(frame, address, RW);
		ok(frame, FRAME_PROTECT, W(R));
		mapped(frame, address, R);
		same(fake.flushed_vaddr, address);
		same(fake.flushed_bits, cases[i].bits);
		ok(frame, FRAME_PROTECT, W(RX));
		mapped(frame, address, RX);
		ok(frame, FRAME_PROTECT, W(RW));
		mapped(frame, address, RW);
		ok(frame, FRAME_UNMAP);
		same(rights_at(address), 0);
		same(rights_at(last), 0);
		ok(frame, FRAME_QUERY);
		same(word(3), 0);
		same(word(4), 0);
	}
}

Test(mapping, neighbours_of_a_frame_are_not_touched)
{
	uint32_t below = new_frame(12), frame = new_frame(16), above = new_frame(12);

	ok(below, FRAME_MAP, W(5 * MB + 0xf000, R), C(space));
	ok(above, FRAME_MAP, W(5 * MB + 0x20000, R), C(space));
	ok(frame, FRAME_MAP, W(5 * MB + 0x10000, RW), C(space));
	mapped(below, 5 * MB + 0xf000, R);
	mapped(above, 5 * MB + 0x20000, R);
	ok(frame, FRAME_UNMAP);
	mapped(below, 5 * MB + 0xf000, R);
	mapped(above, 5 * MB + 0x20000, R);
}

/* --- Rights -------------------------------------------------------------------------------- */

Test(mapping, only_r_rw_and_rx_can_be_mapped)
{
	uint32_t frame = new_frame(12);

	for (uint32_t rights = 0; rights < 10; rights++) {
		if (rights == R || rights == RW || rights == RX) {
			ok(frame, FRAME_MAP, W(5 * MB, rights), C(space));
			mapped(frame, 5 * MB, rights);
			ok(frame, FRAME_UNMAP);
			continue;
		}
		refused(RANGE, PITH_ARG_WORD + 1, frame, FRAME_MAP, W(5 * MB, rights), C(space));
	}
	refused(RANGE, PITH_ARG_WORD + 1, frame, FRAME_MAP, W(5 * MB, ~0u), C(space));
}

Test(mapping, protect_takes_the_same_rights_as_map)
{
	uint32_t frame = new_frame(12);

	ok(frame, FRAME_MAP, W(5 * MB, R), C(space));
	for (uint32_t rights = 0; rights < 10; rights++) {
		if (rights == R || rights == RW || rights == RX)
			continue;
		refused(RANGE, PITH_ARG_WORD, frame, FRAME_PROTECT, W(rights));
	}
}

Test(mapping, no_more_than_the_capability_has)
{
	uint32_t frame = new_frame(12);

	for (uint32_t has = 1; has <= PITH_ALL_RIGHTS; has++) {
		uint32_t weak = copy(frame, has, 0), wants[] = {R, RW, RX};

		for (uint32_t i = 0; i < ARRAY_SIZE(wants); i++) {
			if (wants[i] & ~has) {
				refused(RIGHTS, PITH_ARG_TARGET, weak, FRAME_MAP,
				    W(5 * MB, wants[i]), C(space));
				continue;
			}
			ok(weak, FRAME_MAP, W(5 * MB, wants[i]), C(space));
			for (uint32_t n = 0; n < ARRAY_SIZE(wants); n++)
				if (wants[n] & ~has)
					refused(RIGHTS, PITH_ARG_TARGET, weak, FRAME_PROTECT,
					    W(wants[n]));
				else
					ok(weak, FRAME_PROTECT, W(wants[n]));
			ok(weak, FRAME_UNMAP);
		}
	}
}

Test(mapping, device_memory_is_never_executed)
{
	uint32_t uart = rig.info->region[rig.info->regions - 2].slot;
	uint32_t frame = make_from(uart, PITH_TYPE_FRAME, 12, PITH_MEMORY_DEVICE);

	refused(RANGE, PITH_ARG_WORD + 1, frame, FRAME_MAP, W(5 * MB, RX), C(space));
	ok(frame, FRAME_MAP, W(5 * MB, RW), C(space));
	mapped(frame, 5 * MB, RW);
	refused(RANGE, PITH_ARG_WORD, frame, FRAME_PROTECT, W(RX));
	refused(TYPE, PITH_ARG_TARGET, frame, FRAME_SYNC, W(0, 64));
	ok(frame, FRAME_QUERY);
	same(word(2), PITH_MEMORY_DEVICE);
}

Test(mapping, the_memory_type_stands_in_the_descriptor)
{
	static const uint32_t kinds[] = {PAGETABLE_NORMAL, PAGETABLE_UNCACHED, PAGETABLE_DEVICE};
	uint32_t uart = rig.info->region[rig.info->regions - 2].slot;

	for (uint32_t memory = 0; memory < 3; memory++) {
		uint32_t from = memory == PITH_MEMORY_DEVICE ? uart : rig.pool;
		uint32_t frame = make_from(from, PITH_TYPE_FRAME, 12, memory);
		uint32_t entry;

		ok(frame, FRAME_MAP, W(5 * MB, RW), C(space));
		entry = *(uint32_t *)hal_pointer(rig_slot(frame)->aux);
		same(pagetable_decode_second(entry).memory, kinds[memory]);
		same(pagetable_decode_second(entry).global, 0);
		ok(frame, FRAME_UNMAP);
	}
}

/* --- Places -------------------------------------------------------------------------------- */

Test(mapping, addresses_are_aligned_to_the_frame)
{
	static const uint32_t bits[] = {12, 16, 20, 24};

	for (uint32_t i = 0; i < 4; i++) {
		uint32_t frame = new_frame(bits[i]);

		refused(ALIGNMENT, PITH_ARG_WORD, frame, FRAME_MAP, W(5 * MB + 1, R), C(space));
		refused(ALIGNMENT, PITH_ARG_WORD, frame, FRAME_MAP, W((1u << bits[i]) / 2, R),
		    C(space));
		refused(ALIGNMENT, PITH_ARG_WORD, frame, FRAME_MAP, W(0xffffffff, R), C(space));
	}
}

Test(mapping, the_kernels_window_is_refused_in_every_size)
{
	static const uint32_t bits[] = {12, 16, 20, 24};
	static const uint32_t addresses[] = {HAL_WINDOW_BASE, HAL_WINDOW_BASE + 0x8000000,
	    HAL_WINDOW_BASE + HAL_WINDOW_SIZE - (1 << 24)};

	for (uint32_t i = 0; i < 4; i++) {
		uint32_t frame = new_frame(bits[i]);

		for (uint32_t n = 0; n < 3; n++)
			refused(
			    RANGE, PITH_ARG_WORD, frame, FRAME_MAP, W(addresses[n], R), C(space));
	}
}

Test(mapping, small_frames_need_a_table)
{
	uint32_t small = new_frame(12), large = new_frame(16);

	refused(UNMAPPED, PITH_ARG_WORD, small, FRAME_MAP, W(7 * MB, R), C(space));
	refused(UNMAPPED, PITH_ARG_WORD, large, FRAME_MAP, W(7 * MB, R), C(space));
	refused(UNMAPPED, PITH_ARG_WORD, small, FRAME_MAP, W(0xfffff000, R), C(space));
}

Test(mapping, a_used_place_is_refused_whatever_uses_it)
{
	uint32_t small = new_frame(12), large = new_frame(16), section = new_frame(20);
	uint32_t huge = new_frame(24), other = new_frame(12), middle = new_frame(20);

	ok(small, FRAME_MAP, W(5 * MB + 0x1f000, R), C(space));
	refused(OCCUPIED, PITH_ARG_WORD, other, FRAME_MAP, W(5 * MB + 0x1f000, R), C(space));
	refused(OCCUPIED, PITH_ARG_WORD, large, FRAME_MAP, W(5 * MB + 0x10000, R), C(space));
	ok(large, FRAME_MAP, W(5 * MB + 0x20000, R), C(space));
	refused(OCCUPIED, PITH_ARG_WORD, other, FRAME_MAP, W(5 * MB + 0x20000, R), C(space));
	refused(OCCUPIED, PITH_ARG_WORD, other, FRAME_MAP, W(5 * MB + 0x2f000, R), C(space));
	refused(OCCUPIED, PITH_ARG_WORD, section, FRAME_MAP, W(5 * MB, R), C(space));
	refused(OCCUPIED, PITH_ARG_WORD, huge, FRAME_MAP, W(0, R), C(space));
	ok(section, FRAME_MAP, W(0x1ff00000, R), C(space));
	refused(OCCUPIED, PITH_ARG_WORD, huge, FRAME_MAP, W(0x1f000000, R), C(space));
	refused(OCCUPIED, PITH_ARG_WORD, small = copy(small, R, 0), FRAME_MAP, W(0x1ff00000, R),
	    C(space));
	ok(huge, FRAME_MAP, W(0x20000000, R), C(space));
	for (uint32_t mb = 0; mb < 16; mb += 5) {
		refused(OCCUPIED, PITH_ARG_WORD, middle, FRAME_MAP, W(0x20000000 + mb * MB, R),
		    C(space));
		refused(OCCUPIED, PITH_ARG_WORD, small, FRAME_MAP, W(0x20000000 + mb * MB, R),
		    C(space));
	}
}

Test(mapping, the_space_must_be_one)
{
	uint32_t frame = new_frame(12);

	refused(TYPE, PITH_ARG_CAP, frame, FRAME_MAP, W(5 * MB, R), C(frame));
	refused(CAPABILITY, PITH_ARG_CAP, frame, FRAME_MAP, W(5 * MB, R), C(0));
}

/* --- One capability, one mapping ------------------------------------------------------------- */

Test(mapping, a_capability_is_mapped_once_and_a_copy_elsewhere)
{
	uint32_t frame = new_frame(12), twin = copy(frame, R, 0), other = make(PITH_TYPE_SPACE);
	uint32_t table = make(PITH_TYPE_PAGETABLE);
	paddr_t paddr;

	ok(frame, FRAME_MAP, W(5 * MB, RW), C(space));
	refused(MAPPED, PITH_ARG_TARGET, frame, FRAME_MAP, W(5 * MB + 0x1000, RW), C(space));
	refused(MAPPED, PITH_ARG_TARGET, frame, FRAME_MAP, W(5 * MB, RW), C(space));
	ok(table, PAGETABLE_MAP, W(9 * MB, 0), C(other));
	ok(twin, FRAME_MAP, W(9 * MB, R), C(other));
	same(fake_translate(rig_object(other), 9 * MB, &paddr), R);
	same(paddr, rig_slot(frame)->object & (uint32_t)FRAME_PADDR_MASK);
	mapped(frame, 5 * MB, RW);
	ok(twin, FRAME_UNMAP);
	mapped(frame, 5 * MB, RW);
}

Test(mapping, one_frame_in_many_spaces_goes_from_all_of_them_when_it_is_revoked)
{
	enum { SPACES = 20 };
	uint32_t frame = new_frame(20), spaces[SPACES], twins[SPACES];
	paddr_t paddr;

	for (uint32_t i = 0; i < SPACES; i++) {
		spaces[i] = make(PITH_TYPE_SPACE);
		twins[i] = copy(frame, PITH_ALL_RIGHTS, 0);
		ok(twins[i], FRAME_MAP, W((i + 1) * MB, i % 2 ? RX : RW), C(spaces[i]));
	}
	ok(frame, FRAME_MAP, W(7 * MB, R), C(space));
	ok(K, CSPACE_REVOKE, W(frame));
	for (uint32_t i = 0; i < SPACES; i++) {
		must(empty(twins[i]));
		same(fake_translate(rig_object(spaces[i]), (i + 1) * MB, &paddr), 0);
	}
	mapped(frame, 7 * MB, R);
}

Test(mapping, a_deleted_capability_takes_its_mapping_along)
{
	uint32_t frame = new_frame(12), twin = copy(frame, R, 0);

	ok(twin, FRAME_MAP, W(5 * MB, R), C(space));
	ok(K, CSPACE_DELETE, W(twin));
	same(rights_at(5 * MB), 0);
	ok(frame, FRAME_MAP, W(5 * MB, RW), C(space));
}

Test(mapping, a_copy_of_a_mapped_capability_is_not_mapped)
{
	uint32_t frame = new_frame(12), twin;

	ok(frame, FRAME_MAP, W(5 * MB, R), C(space));
	twin = copy(frame, R, 0);
	ok(twin, FRAME_QUERY);
	same(word(3), 0);
	refused(UNMAPPED, PITH_ARG_TARGET, twin, FRAME_UNMAP);
	ok(K, CSPACE_DELETE, W(twin));
	mapped(frame, 5 * MB, R);
}

Test(mapping, a_moved_capability_stays_mapped)
{
	uint32_t small = new_frame(12), section = new_frame(20), huge = new_frame(24);
	uint32_t *all[] = {&small, &section, &huge}, at[] = {5 * MB, 7 * MB, 0x10000000};

	for (uint32_t i = 0; i < 3; i++) {
		uint32_t to = rig_slots(1);

		ok(*all[i], FRAME_MAP, W(at[i], RW), C(space));
		ok(K, CSPACE_MOVE, W(to, *all[i]));
		*all[i] = to;
		mapped(to, at[i], RW);
		ok(to, FRAME_PROTECT, W(R));
		mapped(to, at[i], R);
		ok(to, FRAME_UNMAP);
		same(rights_at(at[i]), 0);
	}
}

Test(mapping, a_capability_that_is_not_mapped_can_be_moved)
{
	uint32_t frame = new_frame(12), to = rig_slots(1);

	ok(K, CSPACE_MOVE, W(to, frame));
	refused(UNMAPPED, PITH_ARG_TARGET, to, FRAME_UNMAP);
	ok(to, FRAME_MAP, W(5 * MB, RW), C(space));
	mapped(to, 5 * MB, RW);
}

Test(mapping, what_is_not_mapped_cannot_be_unmapped_or_protected)
{
	uint32_t frame = new_frame(12);

	refused(UNMAPPED, PITH_ARG_TARGET, frame, FRAME_UNMAP);
	refused(UNMAPPED, PITH_ARG_TARGET, frame, FRAME_PROTECT, W(R));
}

/* --- Execution ------------------------------------------------------------------------------- */

Test(mapping, what_becomes_executable_is_made_visible_first)
{
	static const uint32_t bits[] = {12, 16, 20, 24},
			      at[] = {5 * MB, 6 * MB, 7 * MB, 0x10000000};

	for (uint32_t i = 0; i < 4; i++) {
		uint32_t frame = new_frame(bits[i]), before = fake.synced_bytes;

		ok(frame, FRAME_MAP, W(at[i], RX), C(space));
		same(fake.synced_bytes - before, 1u << bits[i]);
		same(fake.synced, rig_slot(frame)->object & (uint32_t)FRAME_PADDR_MASK);
		ok(frame, FRAME_PROTECT, W(RW));
		before = fake.synced_bytes;
		ok(frame, FRAME_PROTECT, W(RX));
		same(fake.synced_bytes - before, 1u << bits[i]);
		ok(frame, FRAME_UNMAP);
	}
}

Test(mapping, what_is_not_executed_costs_no_cache_maintenance)
{
	uint32_t frame = new_frame(12), before = fake.synced_bytes;

	ok(frame, FRAME_MAP, W(5 * MB, RW), C(space));
	ok(frame, FRAME_PROTECT, W(R));
	same(fake.synced_bytes, before);
}

Test(mapping, sync_covers_what_it_is_told_within_the_frame)
{
	uint32_t frame = new_frame(16), before = fake.synced_bytes;
	paddr_t base = rig_slot(frame)->object & (uint32_t)FRAME_PADDR_MASK;

	ok(frame, FRAME_SYNC, W(0x1234, 0x10));
	same(fake.synced, base + 0x1234);
	same(fake.synced_bytes - before, 0x10);
	ok(frame, FRAME_SYNC, W(0, 0x10000));
	ok(frame, FRAME_SYNC, W(0xffff, 1));
	ok(frame, FRAME_SYNC, W(0xffff, 0));
	refused(RANGE, PITH_ARG_WORD, frame, FRAME_SYNC, W(0x10000, 0));
	refused(RANGE, PITH_ARG_WORD, frame, FRAME_SYNC, W(0xffffffff, 1));
	refused(RANGE, PITH_ARG_WORD + 1, frame, FRAME_SYNC, W(0, 0x10001));
	refused(RANGE, PITH_ARG_WORD + 1, frame, FRAME_SYNC, W(0xffff, 2));
	refused(RANGE, PITH_ARG_WORD + 1, frame, FRAME_SYNC, W(0x8000, 0xffffffff));
}
