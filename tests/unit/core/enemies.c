/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known enemies: the suite, what its files share, and the enemies of addresses: frame
 * capabilities that outlive their mapping, regions that reach the last byte.
 */
#include "tests/unit/core/enemies.h"

TestSuite(enemies, .init = rig_boot, .timeout = 60);

void enemies_sound(struct here here)
{
	const char *wrong = core_check(rig.cpu);

	if (wrong)
		rig_fail(here, "%s", wrong);
}

uint32_t enemies_frame(uint32_t bits)
{
	if (bits < 20)
		return make_bits(PITH_TYPE_FRAME, bits);
	return make_from(rig.info->region[rig.info->regions - (bits == 24 ? 3 : 1)].slot,
	    PITH_TYPE_FRAME, bits, PITH_MEMORY_UNCACHED);
}

uint32_t enemies_result(struct here here, const struct message *message)
{
	struct thread *from = cpu_current(rig.cpu);

	rig_call(here, PITH_CALL_CALL, message);
	while (cpu_current(rig.cpu) == from && rig_interrupted(from))
		rig_again(here);
	if (cpu_current(rig.cpu) != from)
		rig_fail(here, "the caller does not run any more");
	return tag();
}

void enemies_unused(struct here here, uint32_t untyped)
{
	rig_ok(
	    here, PITH_OP_UNTYPED_QUERY, MESSAGE(.cap = untyped, .label = PITH_OP_UNTYPED_QUERY));
	if (word(1))
		rig_fail(here, "0x%x bytes of it are still used", word(1));
	if (rig_slot(untyped)->first)
		rig_fail(here, "it has children");
}

uint32_t enemies_children(uint32_t slot)
{
	uint32_t count = 0;

	for (ref_t at = rig_slot(slot)->first; at && !(at & SLOT_PARENT); at = slot_at(at)->next)
		count++;
	return count;
}

/* --- A frame capability used after its mapping has ended ------------------------- */

/* A place to map at: a Space and a PageTable, each made of an Untyped that holds no more, so that
 * their successors lie at the same addresses. */
static struct {
	uint32_t space_memory, table_memory, space, table;
} place;

static void build_space(void)
{
	place.space = make_from(place.space_memory, PITH_TYPE_SPACE, 0, 0);
	ok(place.table, PAGETABLE_MAP, W(5 * MB, 0), C(place.space));
}

static void build_place(void)
{
	place.space_memory = make_bits(PITH_TYPE_UNTYPED, 15);
	place.table_memory = make_bits(PITH_TYPE_UNTYPED, 11);
	place.table = make_from(place.table_memory, PITH_TYPE_PAGETABLE, 0, 0);
	build_space();
}

enum ending { BY_UNMAP, BY_TABLES_END, BY_TABLES_REVOCATION, BY_SPACES_END, ENDINGS };

/* End the frame's mapping in one of the ways; what it was mapped in is there again, at the same
 * place, afterwards. */
static void end_mapping(uint32_t frame, enum ending ending)
{
	switch (ending) {
	case BY_TABLES_END:
	case BY_TABLES_REVOCATION:
		if (ending == BY_TABLES_END)
			ok(K, CSPACE_DELETE, W(place.table));
		else
			ok(K, CSPACE_REVOKE, W(place.table_memory));
		place.table = make_from(place.table_memory, PITH_TYPE_PAGETABLE, 0, 0);
		ok(place.table, PAGETABLE_MAP, W(5 * MB, 0), C(place.space));
		break;
	case BY_SPACES_END:
		ok(K, CSPACE_DELETE, W(place.space));
		build_space();
		break;
	default:
		ok(frame, FRAME_UNMAP);
		break;
	}
}

/* Whatever is done with the stale capability, the frame that stands there now stays. */
static void stale_does_nothing(uint32_t stale, uint32_t now, uint32_t address, uint32_t elsewhere)
{
	paddr_t there = rig_object(now) & (uint32_t)FRAME_PADDR_MASK, paddr = 0;

	refused(UNMAPPED, PITH_ARG_TARGET, stale, FRAME_UNMAP);
	for (uint32_t rights = R; rights <= RX; rights += 2)
		refused(UNMAPPED, PITH_ARG_TARGET, stale, FRAME_PROTECT, W(rights));
	ok(stale, FRAME_QUERY);
	same(word(3), 0);
	same(word(4), 0);
	ok(stale, FRAME_MAP, W(elsewhere, R), C(place.space));
	ok(stale, FRAME_PROTECT, W(RW));
	ok(stale, FRAME_UNMAP);
	ok(K, CSPACE_DELETE, W(stale));
	same(fake_translate(rig_object(place.space), address, &paddr), RX);
	same(paddr, there);
}

/*
 * The capability remembers an address that is not its own any more: unmapping through it takes
 * another's page away, or leaves a translation to memory that has been given out anew.
 */
Test(enemies, stale_frame_capability_used_after_unmap)
{
	static const uint32_t sizes[] = {12, 16, 20, 24}, at[] = {5 * MB, 5 * MB, MB, 16 * MB};

	rig.unchecked = true;
	for (uint32_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		uint32_t elsewhere = i < 2 ? at[i] + 0x20000 : i == 2 ? 9 * MB : 32 * MB;

		/* There are 16 MB of video RAM in one piece only: its successor is a copy. */
		uint32_t first = enemies_frame(sizes[i]), second = copy(first, ALL, 0);

		build_place();
		/* Where it was made, or moved to another slot after it was mapped. */
		for (uint32_t how = 0; how < 2 * ENDINGS; how++) {
			uint32_t frame = copy(first, ALL, 0), now = copy(second, ALL, 0), moved;
			enum ending ending = (enum ending)(how / 2);

			if (i >= 2 && (ending == BY_TABLES_END || ending == BY_TABLES_REVOCATION))
				continue;
			/* What is in a table that is in no Space is mapped nonetheless. */
			if (i < 2 && ending == BY_SPACES_END)
				continue;
			ok(frame, FRAME_MAP, W(at[i], RW), C(place.space));
			if (how & 1) {
				moved = rig_slots(1);
				ok(K, CSPACE_MOVE, W(moved, frame));
				frame = moved;
			}
			end_mapping(frame, ending);
			same(fake_translate(rig_object(place.space), at[i], &(paddr_t){0}), 0);
			ok(now, FRAME_MAP, W(at[i], RX), C(place.space));
			sound();
			stale_does_nothing(frame, now, at[i], elsewhere);
			ok(K, CSPACE_DELETE, W(now));
			sound();
		}
	}
}

/* A table that outlives its Space keeps its pages. They are found again with it in another Space
 * at the same address, and the capability ends the mapping there. */
Test(enemies, stale_frame_capability_whose_table_has_moved_to_another_space)
{
	uint32_t frame = make_bits(PITH_TYPE_FRAME, 12), old;
	paddr_t paddr = 0;

	build_place();
	ok(frame, FRAME_MAP, W(5 * MB + 0x3000, RW), C(place.space));
	old = place.space;
	place.space = make(PITH_TYPE_SPACE);
	ok(place.table, PAGETABLE_MAP, W(5 * MB, 0), C(place.space));
	ok(K, CSPACE_DELETE, W(old));
	same(fake_translate(rig_object(place.space), 5 * MB + 0x3000, &paddr), RW);
	refused(MAPPED, PITH_ARG_TARGET, frame, FRAME_MAP, W(5 * MB, RW), C(place.space));
	ok(frame, FRAME_PROTECT, W(R));
	same(fake_translate(rig_object(place.space), 5 * MB + 0x3000, &paddr), R);
	ok(K, CSPACE_DELETE, W(frame));
	same(fake_translate(rig_object(place.space), 5 * MB + 0x3000, &paddr), 0);
}

/* Memory comes back while a capability in some other CSpace, or a page somewhere, still
 * names it: all of them go with the revocation, before the memory can be made into anything. */
Test(enemies, stale_frame_capability_after_its_memory_is_given_out_anew)
{
	uint32_t memory = make_bits(PITH_TYPE_UNTYPED, 12), far = make_bits(PITH_TYPE_CSPACE, 3);

	rig.unchecked = true;
	build_place();
	for (uint32_t copies = 0; copies < 6; copies++) {
		uint32_t frame = make_from(memory, PITH_TYPE_FRAME, 12, 0), last = frame, endpoint;

		for (uint32_t i = 0; i <= copies; i++) {
			last = copy(last, ALL, 0);
			ok(last, FRAME_MAP, W(5 * MB + i * 0x1000, RW), C(place.space));
			ok(far, CSPACE_MOVE, W(1 + i, last), C(K));
			ok(K, CSPACE_COPY, W(last, 1 + i, ALL, 0), C(far));
		}
		ok(frame, FRAME_MAP, W(5 * MB + 0xff000, RW), C(place.space));
		ok(K, CSPACE_REVOKE, W(memory));
		for (uint32_t page = 0; page < 256; page++)
			same(fake_translate(
				 rig_object(place.space), 5 * MB + page * 0x1000, &(paddr_t){0}),
			    0);
		for (uint32_t i = 0; i <= copies; i++) {
			ok(far, CSPACE_QUERY, W(1 + i));
			same(word(0), PITH_TYPE_EMPTY);
		}
		endpoint = make_from(memory, PITH_TYPE_ENDPOINT, 0, 0);
		ok(K, CSPACE_DELETE, W(endpoint));
		unused(memory);
		sound();
	}
}

/* --- A region that reaches the last byte of the address space -------------------- */

static bool in_window(uint32_t address)
{
	return address - HAL_WINDOW_BASE < HAL_WINDOW_SIZE;
}

/*
 * Start plus size is 0 there, so that a bound is passed by what is far beyond it, or a loop does
 * not begin or does not end. Here mappings, of each size, at every place of the address space.
 */
Test(enemies, last_byte_of_the_address_space_in_mappings)
{
	static const uint32_t sizes[] = {20, 24};
	uint32_t space = make(PITH_TYPE_SPACE);
	paddr_t paddr = 0;

	rig.unchecked = true;
	for (uint32_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		uint32_t frame = enemies_frame(sizes[i]), size = 1u << sizes[i], address = 0;

		do {
			if (in_window(address) &&
			    (address == HAL_WINDOW_BASE || !in_window(address + size)))
				refused(RANGE, PITH_ARG_WORD, frame, FRAME_MAP, W(address, RW),
				    C(space));
			if (in_window(address)) {
				same(result(frame, FRAME_MAP, W(address, RW), C(space)),
				    pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD));
			} else {
				ok(frame, FRAME_MAP, W(address, RW), C(space));
				same(fake_translate(rig_object(space), address + size - 1, &paddr),
				    RW);
				same(paddr,
				    (rig_object(frame) & (uint32_t)FRAME_PADDR_MASK) + size - 1);
				ok(frame, FRAME_UNMAP);
				same(fake_translate(rig_object(space), address + size - 1, &paddr),
				    0);
			}
			address += size;
		} while (address);
	}
	sound();
}

Test(enemies, last_byte_of_the_address_space_in_page_tables)
{
	static const uint32_t tables[] = {
	    0xdff00000, 0xe0000000, 0xeff00000, 0xf0000000, 0xfff00000};
	uint32_t space = make(PITH_TYPE_SPACE), small = make_bits(PITH_TYPE_FRAME, 12);
	uint32_t large = make_bits(PITH_TYPE_FRAME, 16);
	paddr_t paddr = 0;

	for (uint32_t i = 0; i < ARRAY_SIZE(tables); i++) {
		uint32_t table = make(PITH_TYPE_PAGETABLE), last = tables[i] + 0xfffff;

		if (in_window(tables[i])) {
			refused(
			    RANGE, PITH_ARG_WORD, table, PAGETABLE_MAP, W(tables[i], 0), C(space));
			refused(
			    RANGE, PITH_ARG_WORD, small, FRAME_MAP, W(last & ~0xfffu, R), C(space));
			refused(RANGE, PITH_ARG_WORD, large, FRAME_MAP, W(last & ~0xffffu, R),
			    C(space));
			continue;
		}
		ok(table, PAGETABLE_MAP, W(tables[i], 0), C(space));
		ok(small, FRAME_MAP, W(last & ~0xfffu, RW), C(space));
		same(fake_translate(rig_object(space), last, &paddr), RW);
		ok(small, FRAME_PROTECT, W(RX));
		same(fake.flushed_vaddr, last & ~0xfffu);
		refused(OCCUPIED, PITH_ARG_WORD, large, FRAME_MAP, W(last & ~0xffffu, R), C(space));
		ok(small, FRAME_UNMAP);
		ok(large, FRAME_MAP, W(last & ~0xffffu, RW), C(space));
		same(fake_translate(rig_object(space), last, &paddr), RW);
		ok(K, CSPACE_DELETE, W(table));
		same(fake_translate(rig_object(space), last, &paddr), 0);
		refused(UNMAPPED, PITH_ARG_TARGET, large, FRAME_UNMAP);
	}
}

Test(enemies, last_byte_in_offset_and_length_of_sync)
{
	static const uint32_t sizes[] = {12, 16, 20, 24};

	rig.unchecked = true;
	for (uint32_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		uint32_t frame = enemies_frame(sizes[i]), size = 1u << sizes[i];
		uint32_t values[] = {0, 1, 31, size / 2, size - 1, size, size + 1, -size - 1, -size,
		    1 - size, 0x7fffffff, 0x80000000, ~0u - 1, ~0u};

		for (uint32_t a = 0; a < ARRAY_SIZE(values); a++)
			for (uint32_t b = 0; b < ARRAY_SIZE(values); b++) {
				uint64_t end = (uint64_t)values[a] + values[b];
				uint32_t synced = fake.synced_bytes, tag;

				tag = result(frame, FRAME_SYNC, W(values[a], values[b]));
				if (values[a] >= size)
					same(tag, pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD));
				else if (end > size)
					same(tag,
					    pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD + 1));
				else
					same(tag, 0);
				same(fake.synced_bytes - synced, tag ? 0 : values[b]);
			}
	}
}

static const struct hal_region last_region[] = {{0xf0000000, 28}};

/* An Untyped whose end is 2^32, down to its last page. */
Test(enemies, last_byte_of_the_address_space_in_untyped_memory, .init = NULL)
{
	struct rig_machine machine = rig_machine();
	uint32_t device, table, space, last = 0, sizes[] = {12, 16, 20, 24, 27};

	machine.devices = last_region;
	machine.device_count = ARRAY_SIZE(last_region);
	same(rig_try_boot(&machine), BOOT_OK);
	rig.root = (struct actor){.at = cpu_current(rig.cpu)};
	rig.info = fake_memory(rig_slot(PITH_BOOT_BOOTINFO)->object & (uint32_t)FRAME_PADDR_MASK);
	rig.next = rig.info->first_free_slot;
	rig.root.page = fake_memory(hal_paddr(rig.root.at->buffer));
	device = rig.info->region[rig.info->regions - 1].slot;
	same(rig.info->region[rig.info->regions - 1].paddr, 0xf0000000);
	/* Counts of which all together make 2^32 bytes, or more. */
	for (uint32_t bits = 26; bits < 32; bits++)
		for (uint32_t count = 64; count << bits == 0; count /= 2)
			refused(MEMORY, PITH_ARG_TARGET, device, UNTYPED_RETYPE,
			    W(PITH_TYPE_UNTYPED, bits, rig.next, count, 0), C(K));
	/* Halves, quarters, ... up to the last 4 KB. */
	for (uint32_t bits = 27; bits >= 12; bits--) {
		ok(device, UNTYPED_RETYPE, W(PITH_TYPE_UNTYPED, bits, rig.next, 2, 0), C(K));
		refused(MEMORY, PITH_ARG_TARGET, device, UNTYPED_RETYPE,
		    W(PITH_TYPE_UNTYPED, bits, rig.next + 2, 1, 0), C(K));
		device = rig.next + 1;
		rig.next += 2;
	}
	ok(device, UNTYPED_QUERY);
	same(word(2), 0xfffff000);
	refused(MEMORY, PITH_ARG_TARGET, device, UNTYPED_RETYPE,
	    W(PITH_TYPE_FRAME, 12, rig.next, 2, PITH_MEMORY_DEVICE), C(K));
	for (uint32_t i = 0; i < ARRAY_SIZE(sizes); i++)
		refused(MEMORY, PITH_ARG_TARGET, device, UNTYPED_RETYPE,
		    W(PITH_TYPE_UNTYPED, sizes[i] + 1, rig.next, 1, 0), C(K));
	last = make_from(device, PITH_TYPE_FRAME, 12, PITH_MEMORY_DEVICE);
	refused(MEMORY, PITH_ARG_TARGET, device, UNTYPED_RETYPE,
	    W(PITH_TYPE_FRAME, 12, rig.next, 1, PITH_MEMORY_DEVICE), C(K));
	refused(MEMORY, PITH_ARG_TARGET, device, UNTYPED_RETYPE,
	    W(PITH_TYPE_UNTYPED, 6, rig.next, 1, 0), C(K));
	ok(last, FRAME_QUERY);
	same(word(0), 0xfffff000);
	/* And mapped at the last page. */
	rig.pool = rig.info->region[0].slot;
	for (uint32_t i = 0; i < rig.info->regions; i++)
		if (!rig.info->region[i].device && rig.info->region[i].bits >= 20)
			rig.pool = rig.info->region[i].slot;
	space = make(PITH_TYPE_SPACE);
	table = make(PITH_TYPE_PAGETABLE);
	ok(table, PAGETABLE_MAP, W(0xfff00000, 0), C(space));
	ok(last, FRAME_MAP, W(0xfffff000, RW), C(space));
	same(fake_translate(rig_object(space), 0xffffffff, &last), RW);
	same(last, 0xffffffff);
}

/* The same in slot numbers: first slot plus count. */
Test(enemies, last_slot_of_a_cspace_in_retype_and_all_that_names_slots)
{
	uint32_t size = 1u << rig.info->cspace_bits, counts[] = {1, 2, 63, 64};
	uint32_t bad[] = {0, size, size + 1, 0x7fffffff, 0x80000000, ~0u - 63, ~0u - 1, ~0u};
	uint32_t irq = 60;

	rig.unchecked = true;
	for (uint32_t c = 0; c < ARRAY_SIZE(counts); c++) {
		uint32_t first = size - counts[c];

		for (uint32_t i = 0; i < ARRAY_SIZE(bad); i++)
			refused(RANGE, PITH_ARG_WORD + 2, rig.pool, UNTYPED_RETYPE,
			    W(PITH_TYPE_ENDPOINT, 0, bad[i], counts[c], 0), C(K));
		refused(RANGE, PITH_ARG_WORD + 2, rig.pool, UNTYPED_RETYPE,
		    W(PITH_TYPE_ENDPOINT, 0, first + 1, counts[c], 0), C(K));
		ok(rig.pool, UNTYPED_RETYPE, W(PITH_TYPE_ENDPOINT, 0, first, counts[c], 0), C(K));
		for (uint32_t i = first; i < size; i++)
			ok(K, CSPACE_DELETE, W(i));
	}
	for (uint32_t i = 0; i < ARRAY_SIZE(bad); i++) {
		refused(RANGE, PITH_ARG_WORD, K, CSPACE_COPY, W(bad[i], K, ALL, 0));
		refused(RANGE, PITH_ARG_WORD + 1, K, CSPACE_COPY, W(size - 1, bad[i], ALL, 0));
		refused(RANGE, PITH_ARG_WORD, K, CSPACE_MOVE, W(bad[i], K));
		refused(RANGE, PITH_ARG_WORD + 1, K, CSPACE_MOVE, W(size - 1, bad[i]));
		refused(RANGE, PITH_ARG_WORD, K, CSPACE_DELETE, W(bad[i]));
		refused(RANGE, PITH_ARG_WORD, K, CSPACE_REVOKE, W(bad[i]));
		refused(RANGE, PITH_ARG_WORD, K, CSPACE_QUERY, W(bad[i]));
		refused(RANGE, PITH_ARG_WORD + 1, PITH_BOOT_IRQCONTROL, IRQCONTROL_GET,
		    W(irq, bad[i]), C(K));
		refuses(CAPABILITY, PITH_ARG_TARGET, CALL, .cap = bad[i], .label = 1);
		refuses(CAPABILITY, PITH_ARG_CAP, CALL, .cap = K, .label = PITH_OP_CSPACE_COPY,
		    W(size - 1, K, ALL, 0), C(bad[i]));
	}
	sound();
}
