/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Untyped memory: making objects, exact accounting to the last byte, giving back,
 * devices, memory that the kernel does not reach.
 */
#include "tests/unit/core/rig.h"

TestSuite(untyped, .init = rig_boot);

enum { K = PITH_BOOT_CSPACE, ALL = PITH_ALL_RIGHTS };
enum { NORMAL = PITH_MEMORY_NORMAL, UNCACHED = PITH_MEMORY_UNCACHED, DEVICE = PITH_MEMORY_DEVICE };

/* An Untyped of 2^bits bytes that nothing was made of. */
static uint32_t fresh(uint32_t bits)
{
	return make_bits(PITH_TYPE_UNTYPED, bits);
}

static uint32_t device(uint32_t bits)
{
	for (uint32_t i = 0; i < rig.info->regions; i++)
		if (rig.info->region[i].device && rig.info->region[i].bits == bits)
			return rig.info->region[i].slot;
	fail("no such device");
}

static void used(uint32_t untyped, uint32_t bytes)
{
	ok(untyped, UNTYPED_QUERY);
	same(word(1), bytes);
}

static paddr_t paddr_of(uint32_t slot)
{
	const struct slot *s = rig_slot(slot);

	if (s->ops & CAP_FRAME)
		return s->object & (uint32_t)FRAME_PADDR_MASK;
	if (s->ops & CAP_ANY_UNTYPED)
		return s->object & (uint32_t)UNTYPED_PADDR_MASK;
	return hal_paddr(s->object);
}

static const struct {
	enum pith_type type;
	uint32_t bits;
	uint32_t size;
} sizes[] = {
    {PITH_TYPE_UNTYPED, 6, 6},
    {PITH_TYPE_UNTYPED, 13, 13},
    {PITH_TYPE_FRAME, 12, 12},
    {PITH_TYPE_FRAME, 16, 16},
    {PITH_TYPE_CSPACE, 2, 7},
    {PITH_TYPE_CSPACE, 8, 13},
    {PITH_TYPE_SPACE, 0, 15},
    {PITH_TYPE_PAGETABLE, 0, 11},
    {PITH_TYPE_THREAD, 0, 10},
    {PITH_TYPE_SCHEDCONTEXT, 0, 7},
    {PITH_TYPE_ENDPOINT, 0, 6},
    {PITH_TYPE_NOTIFICATION, 0, 6},
    {PITH_TYPE_REPLY, 0, 6},
};

Test(untyped, every_object_takes_exactly_its_size)
{
	for (uint32_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		uint32_t untyped = fresh(17), first = rig_slots(3);

		used(untyped, 0);
		ok(untyped, UNTYPED_RETYPE, W(sizes[i].type, sizes[i].bits, first, 2, NORMAL),
		    C(K));
		used(untyped, 2u << sizes[i].size);
		same(paddr_of(first), paddr_of(untyped));
		same(paddr_of(first + 1), paddr_of(untyped) + (1u << sizes[i].size));
	}
}

Test(untyped, the_sizes_are_those_of_the_abi)
{
	static const uint8_t bits[PITH_TYPE_COUNT] = {
#define X(NAME, bits, made) bits,
	    PITH_TYPES(X)
#undef X
	};

	for (uint32_t i = 0; i < ARRAY_SIZE(sizes); i++)
		if (bits[sizes[i].type])
			same(bits[sizes[i].type], sizes[i].size);
}

Test(untyped, an_untyped_of_an_objects_size_holds_exactly_one)
{
	for (uint32_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		uint32_t untyped = fresh(sizes[i].size), slot = rig_slots(2);

		refused(MEMORY, PITH_ARG_TARGET, untyped, UNTYPED_RETYPE,
		    W(sizes[i].type, sizes[i].bits, slot, 2, NORMAL), C(K));
		ok(untyped, UNTYPED_RETYPE, W(sizes[i].type, sizes[i].bits, slot, 1, NORMAL), C(K));
		refused(MEMORY, PITH_ARG_TARGET, untyped, UNTYPED_RETYPE,
		    W(sizes[i].type, sizes[i].bits, slot + 1, 1, NORMAL), C(K));
	}
}

Test(untyped, objects_are_aligned_to_their_size_and_gaps_are_lost)
{
	uint32_t untyped = fresh(16);
	uint32_t small = make_from(untyped, PITH_TYPE_ENDPOINT, 0, NORMAL);
	uint32_t large = make_from(untyped, PITH_TYPE_FRAME, 12, NORMAL);
	uint32_t next = make_from(untyped, PITH_TYPE_REPLY, 0, NORMAL);

	same(paddr_of(small), paddr_of(untyped));
	same(paddr_of(large), paddr_of(untyped) + 0x1000);
	same(paddr_of(next), paddr_of(untyped) + 0x2000);
	used(untyped, 0x2040);
}

Test(untyped, it_is_exhausted_at_its_last_byte)
{
	uint32_t untyped = fresh(12), first = rig_slots(64);

	for (uint32_t i = 0; i < 64; i++)
		ok(untyped, UNTYPED_RETYPE, W(PITH_TYPE_ENDPOINT, 0, first + i, 1, NORMAL), C(K));
	used(untyped, 0x1000);
	refused(MEMORY, PITH_ARG_TARGET, untyped, UNTYPED_RETYPE,
	    W(PITH_TYPE_ENDPOINT, 0, rig.next, 1, NORMAL), C(K));
}

Test(untyped, up_to_sixty_four_objects_are_made_at_once)
{
	uint32_t untyped = fresh(13), first = rig_slots(65);

	refused(RANGE, PITH_ARG_WORD + 3, untyped, UNTYPED_RETYPE,
	    W(PITH_TYPE_REPLY, 0, first, PITH_RETYPE_MAX + 1, NORMAL), C(K));
	refused(RANGE, PITH_ARG_WORD + 3, untyped, UNTYPED_RETYPE,
	    W(PITH_TYPE_REPLY, 0, first, 0, NORMAL), C(K));
	refused(RANGE, PITH_ARG_WORD + 3, untyped, UNTYPED_RETYPE,
	    W(PITH_TYPE_REPLY, 0, first, ~0u, NORMAL), C(K));
	ok(untyped, UNTYPED_RETYPE, W(PITH_TYPE_REPLY, 0, first, PITH_RETYPE_MAX, NORMAL), C(K));
	for (uint32_t i = 0; i < PITH_RETYPE_MAX; i++)
		same(paddr_of(first + i), paddr_of(untyped) + i * 64);
	must(empty(first + PITH_RETYPE_MAX));
}

/* --- Giving back ------------------------------------------------------------------------ */

Test(untyped, memory_comes_back_when_the_last_child_goes)
{
	uint32_t untyped = fresh(12);
	uint32_t a = make_from(untyped, PITH_TYPE_ENDPOINT, 0, NORMAL);
	uint32_t b = make_from(untyped, PITH_TYPE_THREAD, 0, NORMAL), c;

	ok(K, CSPACE_DELETE, W(a));
	used(untyped, 0x800); /* all at once, not piece by piece */
	ok(K, CSPACE_DELETE, W(b));
	used(untyped, 0);
	c = make_from(untyped, PITH_TYPE_FRAME, 12, NORMAL);
	same(paddr_of(c), paddr_of(untyped));
	refused(MEMORY, PITH_ARG_TARGET, untyped, UNTYPED_RETYPE,
	    W(PITH_TYPE_REPLY, 0, rig.next, 1, NORMAL), C(K));
}

Test(untyped, a_copy_elsewhere_keeps_the_memory)
{
	uint32_t untyped = fresh(12), ep = make_from(untyped, PITH_TYPE_ENDPOINT, 0, NORMAL);
	uint32_t twin = copy(ep, ALL, 0);

	ok(K, CSPACE_DELETE, W(ep));
	used(untyped, 64);
	ok(K, CSPACE_DELETE, W(twin));
	used(untyped, 0);
}

Test(untyped, children_of_a_deleted_untyped_keep_its_parents_memory)
{
	uint32_t outer = fresh(14), inner = make_from(outer, PITH_TYPE_UNTYPED, 13, NORMAL);
	uint32_t ep = make_from(inner, PITH_TYPE_ENDPOINT, 0, NORMAL);

	ok(K, CSPACE_DELETE, W(inner));
	used(outer, 0x2000);
	must(fake_alive(hal_pointer(rig_object(ep))));
	ok(K, CSPACE_DELETE, W(ep));
	used(outer, 0);
	make_from(outer, PITH_TYPE_FRAME, 12, NORMAL);
}

Test(untyped, what_is_made_is_zero_whatever_was_there)
{
	uint32_t untyped = fresh(16);
	uint8_t *memory;

	for (uint32_t round = 0; round < 3; round++) {
		uint32_t frame = make_from(untyped, PITH_TYPE_FRAME, 12, NORMAL);
		uint32_t filler = make_from(untyped, PITH_TYPE_UNTYPED, 12, NORMAL);
		uint32_t large;

		memory = fake_memory(paddr_of(frame));
		for (uint32_t i = 0; i < 0x1000; i++) {
			same(memory[i], 0);
			memory[i] = 0xa5;
		}
		memory = fake_memory(paddr_of(filler)); /* an Untyped is not zeroed */
		for (uint32_t i = 0; i < 0x1000; i++)
			memory[i] = 0x5a;
		make_from(filler, PITH_TYPE_THREAD, 0, NORMAL);
		ok(K, CSPACE_REVOKE, W(untyped));
		large = make_from(untyped, PITH_TYPE_FRAME, 16, NORMAL);
		memory = fake_memory(paddr_of(large));
		for (uint32_t i = 0; i < 0x10000; i++) {
			same(memory[i], 0);
			memory[i] = 0xc3;
		}
		ok(K, CSPACE_DELETE, W(large));
	}
}

Test(untyped, zeroing_is_done_in_steps_that_can_be_preempted)
{
	uint32_t untyped = fresh(16), slot = rig_slots(1), repeats = 0;
	uint8_t *memory = fake_memory(paddr_of(untyped));

	for (uint32_t i = 0; i < 0x10000; i++)
		memory[i] = 0xa5;
	fake.preempt_always = true;
	call(.cap = untyped, .label = PITH_OP_UNTYPED_RETYPE,
	    W(PITH_TYPE_FRAME, 16, slot, 1, NORMAL), C(K));
	for (; rig_interrupted(rig.root.at); repeats++) {
		must(empty(slot));
		again();
	}
	got_nothing();
	same(repeats, 0x10000 / HAL_STEP_BYTES - 1);
	for (uint32_t i = 0; i < 0x10000; i++)
		same(memory[i], 0);
}

Test(untyped, a_retype_that_was_given_up_half_way_leaves_nothing_behind)
{
	uint32_t untyped = fresh(16), frame = rig_slots(1);
	struct actor slow = actor(10);

	as(&slow);
	fake.preempt_at = fake.steps + 5;
	call(.cap = untyped, .label = PITH_OP_UNTYPED_RETYPE,
	    W(PITH_TYPE_FRAME, 16, frame, 1, NORMAL), C(K));
	must(rig_interrupted(slow.at));
	as(&rig.root);
	used(untyped, 0);
	must(empty(frame));
	/* Another takes the memory first; the repeated call is told so. */
	make_from(untyped, PITH_TYPE_FRAME, 12, NORMAL);
	as(&slow);
	again();
	got_error(MEMORY, PITH_ARG_TARGET);
	must(empty(frame));
}

Test(untyped, what_is_dying_comes_back_before_memory_is_said_to_be_exhausted)
{
	uint32_t untyped = fresh(13), cspace = make_from(untyped, PITH_TYPE_CSPACE, 8, NORMAL);
	struct actor slow = actor(10);

	as(&slow);
	fake.preempt_at = fake.steps + 2;
	call(.cap = K, .label = PITH_OP_CSPACE_DELETE, W(cspace));
	must(rig_interrupted(slow.at));
	as(&rig.root);
	must(empty(cspace) && rig.cpu->dying);
	used(untyped, 0x2000);
	make_from(untyped, PITH_TYPE_CSPACE, 8, NORMAL);
	as(&slow);
	again();
	got_nothing();
}

/* --- Refusals ------------------------------------------------------------------------------ */

Test(untyped, sizes_that_do_not_exist_are_refused)
{
	uint32_t untyped = fresh(17);
	static const uint32_t no_frame[] = {0, 11, 13, 15, 17, 19, 21, 25, 32, 0xffffffff};
	static const uint32_t no_untyped[] = {0, 5, 32, 33, 64, 0xffffffff};
	static const uint32_t no_cspace[] = {0, 1, 17, 27, 32, 0xffffffff};

	for (uint32_t i = 0; i < ARRAY_SIZE(no_frame); i++)
		refused(RANGE, PITH_ARG_WORD + 1, untyped, UNTYPED_RETYPE,
		    W(PITH_TYPE_FRAME, no_frame[i], rig.next, 1, NORMAL), C(K));
	for (uint32_t i = 0; i < ARRAY_SIZE(no_untyped); i++)
		refused(RANGE, PITH_ARG_WORD + 1, untyped, UNTYPED_RETYPE,
		    W(PITH_TYPE_UNTYPED, no_untyped[i], rig.next, 1, NORMAL), C(K));
	for (uint32_t i = 0; i < ARRAY_SIZE(no_cspace); i++)
		refused(RANGE, PITH_ARG_WORD + 1, untyped, UNTYPED_RETYPE,
		    W(PITH_TYPE_CSPACE, no_cspace[i], rig.next, 1, NORMAL), C(K));
	refused(MEMORY, PITH_ARG_TARGET, untyped, UNTYPED_RETYPE,
	    W(PITH_TYPE_UNTYPED, 31, rig.next, 64, NORMAL), C(K));
	refused(MEMORY, PITH_ARG_TARGET, untyped, UNTYPED_RETYPE,
	    W(PITH_TYPE_FRAME, 24, rig.next, 64, NORMAL), C(K));
}

Test(untyped, types_that_are_not_made_of_memory_are_refused)
{
	static const uint32_t types[] = {PITH_TYPE_EMPTY, PITH_TYPE_IRQ, PITH_TYPE_IRQCONTROL,
	    PITH_TYPE_SCHEDCONTROL, PITH_TYPE_COUNT, PITH_TYPE_COUNT + 1, 255, 256, 0xffffffff};
	uint32_t untyped = fresh(17);

	for (uint32_t i = 0; i < ARRAY_SIZE(types); i++)
		refused(RANGE, PITH_ARG_WORD, untyped, UNTYPED_RETYPE,
		    W(types[i], 12, rig.next, 1, NORMAL), C(K));
}

Test(untyped, ram_is_normal_or_uncached_and_objects_are_normal)
{
	uint32_t untyped = fresh(17);

	make_from(untyped, PITH_TYPE_FRAME, 12, NORMAL);
	make_from(untyped, PITH_TYPE_FRAME, 12, UNCACHED);
	refused(RANGE, PITH_ARG_WORD + 4, untyped, UNTYPED_RETYPE,
	    W(PITH_TYPE_FRAME, 12, rig.next, 1, DEVICE), C(K));
	refused(RANGE, PITH_ARG_WORD + 4, untyped, UNTYPED_RETYPE,
	    W(PITH_TYPE_FRAME, 12, rig.next, 1, 3), C(K));
	refused(RANGE, PITH_ARG_WORD + 4, untyped, UNTYPED_RETYPE,
	    W(PITH_TYPE_ENDPOINT, 0, rig.next, 1, UNCACHED), C(K));
	refused(RANGE, PITH_ARG_WORD + 4, untyped, UNTYPED_RETYPE,
	    W(PITH_TYPE_UNTYPED, 12, rig.next, 1, DEVICE), C(K));
}

Test(untyped, the_new_slots_must_be_there_and_empty)
{
	uint32_t untyped = fresh(17), small = make_bits(PITH_TYPE_CSPACE, 3), first = rig_slots(4);

	refused(RANGE, PITH_ARG_WORD + 2, untyped, UNTYPED_RETYPE,
	    W(PITH_TYPE_REPLY, 0, 0, 1, NORMAL), C(K));
	refused(RANGE, PITH_ARG_WORD + 2, untyped, UNTYPED_RETYPE,
	    W(PITH_TYPE_REPLY, 0, 7, 2, NORMAL), C(small));
	refused(RANGE, PITH_ARG_WORD + 2, untyped, UNTYPED_RETYPE,
	    W(PITH_TYPE_REPLY, 0, 0xffffffff, 2, NORMAL), C(K));
	make_from(untyped, PITH_TYPE_REPLY, 0, NORMAL);
	ok(K, CSPACE_MOVE, W(first + 2, rig.next - 1));
	refused(OCCUPIED, PITH_ARG_WORD + 2, untyped, UNTYPED_RETYPE,
	    W(PITH_TYPE_REPLY, 0, first, 4, NORMAL), C(K));
	ok(untyped, UNTYPED_RETYPE, W(PITH_TYPE_REPLY, 0, first, 2, NORMAL), C(K));
	ok(untyped, UNTYPED_RETYPE, W(PITH_TYPE_REPLY, 0, 7, 1, NORMAL), C(small));
	ok(untyped, UNTYPED_RETYPE, W(PITH_TYPE_REPLY, 0, 1, 6, NORMAL), C(small));
}

Test(untyped, the_cspace_must_be_one)
{
	uint32_t untyped = fresh(12);

	refused(TYPE, PITH_ARG_CAP, untyped, UNTYPED_RETYPE,
	    W(PITH_TYPE_REPLY, 0, rig.next, 1, NORMAL), C(untyped));
	refused(CAPABILITY, PITH_ARG_CAP, untyped, UNTYPED_RETYPE,
	    W(PITH_TYPE_REPLY, 0, rig.next, 1, NORMAL), C(0));
}

/* --- Devices, and RAM behind the window ------------------------------------------------------ */

Test(untyped, a_device_gives_frames_and_smaller_pieces_only)
{
	uint32_t uart = device(12), video = device(24);

	for (uint32_t i = 0; i < ARRAY_SIZE(sizes); i++)
		if (sizes[i].type != PITH_TYPE_UNTYPED && sizes[i].type != PITH_TYPE_FRAME)
			refused(RANGE, PITH_ARG_WORD, video, UNTYPED_RETYPE,
			    W(sizes[i].type, sizes[i].bits, rig.next, 1, NORMAL), C(K));
	refused(RANGE, PITH_ARG_WORD + 4, uart, UNTYPED_RETYPE,
	    W(PITH_TYPE_FRAME, 12, rig.next, 1, NORMAL), C(K));
	make_from(uart, PITH_TYPE_FRAME, 12, DEVICE);
	ok(uart, UNTYPED_QUERY);
	got_words(12, 0x1000, 0x1c090000, 1);
	make_from(video, PITH_TYPE_FRAME, 24, UNCACHED);
	refused(MEMORY, PITH_ARG_TARGET, video, UNTYPED_RETYPE,
	    W(PITH_TYPE_UNTYPED, 6, rig.next, 1, NORMAL), C(K));
}

Test(untyped, a_piece_of_a_device_is_a_device_and_nothing_touches_its_memory)
{
	uint32_t zeroed = fake.zeroed_bytes;
	uint32_t piece = make_from(device(25), PITH_TYPE_UNTYPED, 16, NORMAL);
	uint32_t frame = make_from(piece, PITH_TYPE_FRAME, 12, DEVICE);

	ok(piece, UNTYPED_QUERY);
	got_words(16, 0x1000, 0x40000000, 1);
	refused(RANGE, PITH_ARG_WORD, piece, UNTYPED_RETYPE,
	    W(PITH_TYPE_ENDPOINT, 0, rig.next, 1, NORMAL), C(K));
	ok(K, CSPACE_DELETE, W(frame));
	used(piece, 0);
	make_from(piece, PITH_TYPE_FRAME, 16, UNCACHED);
	same(fake.zeroed_bytes, zeroed);
}

Test(untyped, fillers_lead_to_any_register)
{
	uint32_t region = device(25), frame;

	for (uint32_t bits = 12; bits < 20; bits++) /* the page at 1 MB */
		make_from(region, PITH_TYPE_UNTYPED, bits, NORMAL);
	frame = make_from(region, PITH_TYPE_FRAME, 12, DEVICE);
	ok(frame, FRAME_QUERY);
	same(word(0), 0x40100000);
}

/* Boot with so much RAM; the Untyped that begins there. */
static uint32_t boot_with(uint32_t ram_size, paddr_t paddr)
{
	struct rig_machine machine = rig_machine();

	machine.ram_size = ram_size;
	same(rig_try_boot(&machine), BOOT_OK);
	rig.root.at = cpu_current(rig.cpu);
	rig.info = fake_memory(rig_slot(PITH_BOOT_BOOTINFO)->object & (uint32_t)FRAME_PADDR_MASK);
	rig.next = rig.info->first_free_slot;
	for (uint32_t i = 0; i < rig.info->regions; i++)
		if (rig.info->region[i].paddr == paddr)
			return rig.info->region[i].slot;
	fail("no Untyped begins at 0x%08x", paddr);
}

/* Its last megabyte is not in the window. */
Test(untyped, one_that_reaches_beyond_the_window_gives_objects_as_far_as_that)
{
	uint32_t half = boot_with(HAL_WINDOW_SIZE, FAKE_RAM_BASE + HAL_WINDOW_SIZE / 2);

	for (uint32_t bits = 26; bits >= 20; bits--)
		make_from(half, PITH_TYPE_UNTYPED, bits, NORMAL);
	for (uint32_t i = 0; i < ARRAY_SIZE(sizes); i++)
		if (sizes[i].type != PITH_TYPE_UNTYPED && sizes[i].type != PITH_TYPE_FRAME)
			refused(MEMORY, PITH_ARG_TARGET, half, UNTYPED_RETYPE,
			    W(sizes[i].type, sizes[i].bits, rig.next, 1, NORMAL), C(K));
	make_from(half, PITH_TYPE_FRAME, 12, NORMAL);
}

Test(untyped, ram_behind_the_window_gives_zeroed_frames_only)
{
	uint32_t far = boot_with(HAL_WINDOW_SIZE + FAKE_RAM_SIZE, FAKE_RAM_BASE + HAL_WINDOW_SIZE);
	uint32_t frame;
	uint8_t *memory;

	for (uint32_t i = 0; i < ARRAY_SIZE(sizes); i++)
		if (sizes[i].type != PITH_TYPE_UNTYPED && sizes[i].type != PITH_TYPE_FRAME)
			refused(RANGE, PITH_ARG_WORD, far, UNTYPED_RETYPE,
			    W(sizes[i].type, sizes[i].bits, rig.next, 1, NORMAL), C(K));
	memory = fake_memory(FAKE_RAM_BASE + HAL_WINDOW_SIZE);
	memory[0] = memory[0xfff] = 0xa5;
	frame = make_from(far, PITH_TYPE_FRAME, 12, NORMAL);
	must(memory[0] == 0 && memory[0xfff] == 0);
	/* The kernel could not read it: it is no IPC buffer. */
	refused(TYPE, PITH_ARG_CAP, PITH_BOOT_THREAD, THREAD_CONFIGURE, W(PITH_THREAD_BUFFER, 0),
	    C(frame));
	ok(K, CSPACE_DELETE, W(frame));
	make_from(far, PITH_TYPE_FRAME, 24, NORMAL);
}
