/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CSpaces: copy, move, delete, query, and every way to get them wrong. What the
 * derivation tree makes of them is in derivation.c.
 */
#include "tests/unit/core/rig.h"

TestSuite(cspace, .init = rig_boot);

enum { K = PITH_BOOT_CSPACE, ALL = PITH_ALL_RIGHTS };

static uint32_t slots_of_root(void)
{
	return 1u << rig.info->cspace_bits;
}

static void is(uint32_t slot, enum pith_type type, uint32_t rights, uint32_t badge, uint32_t bits)
{
	ok(K, CSPACE_QUERY, W(slot));
	got_words(type, rights, badge, bits);
}

/* --- Copy ---------------------------------------------------------------------------- */

Test(cspace, a_copy_names_the_same_object)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), to = copy(ep, ALL, 0);

	same(rig_object(to), rig_object(ep));
	is(to, PITH_TYPE_ENDPOINT, ALL, 0, 0);
}

Test(cspace, every_combination_of_rights_can_be_copied_and_never_grows)
{
	static const enum pith_type types[] = {
	    PITH_TYPE_ENDPOINT, PITH_TYPE_NOTIFICATION, PITH_TYPE_FRAME};

	for (uint32_t t = 0; t < ARRAY_SIZE(types); t++) {
		uint32_t object = make_bits(types[t], 12);
		uint32_t has = types[t] == PITH_TYPE_NOTIFICATION ? PITH_RECV | PITH_SEND : ALL;
		uint32_t bits = types[t] == PITH_TYPE_FRAME ? 12 : 0;

		for (uint32_t first = 1; first <= ALL; first++) {
			uint32_t weak;

			if (!(first & has))
				continue;
			weak = copy(object, first, 0);
			is(weak, types[t], first & has, 0, bits);
			for (uint32_t second = 0; second <= ALL; second++) {
				if (!(first & second & has)) {
					refused(RIGHTS, PITH_ARG_WORD + 2, K, CSPACE_COPY,
					    W(rig.next, weak, second, 0));
					continue;
				}
				is(copy(weak, second, 0), types[t], first & second & has, 0, bits);
			}
		}
	}
}

Test(cspace, types_without_rights_keep_all_whatever_is_asked)
{
	uint32_t thread = make(PITH_TYPE_THREAD);

	is(copy(thread, 0, 0), PITH_TYPE_THREAD, ALL, 0, 0);
	is(copy(thread, 1, 0), PITH_TYPE_THREAD, ALL, 0, 0);
}

Test(cspace, rights_that_do_not_exist_are_refused)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), thread = make(PITH_TYPE_THREAD);

	refused(RIGHTS, PITH_ARG_WORD + 2, K, CSPACE_COPY, W(rig.next, ep, ALL + 1, 0));
	refused(RIGHTS, PITH_ARG_WORD + 2, K, CSPACE_COPY, W(rig.next, ep, ~0u, 0));
	refused(RIGHTS, PITH_ARG_WORD + 2, K, CSPACE_COPY, W(rig.next, thread, ALL + 1, 0));
}

Test(cspace, a_badge_is_set_once)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), badged = copy(ep, ALL, 77);

	is(badged, PITH_TYPE_ENDPOINT, ALL, 77, 0);
	is(copy(badged, PITH_SEND, 0), PITH_TYPE_ENDPOINT, PITH_SEND, 77, 0);
	refused(STATE, PITH_ARG_WORD + 3, K, CSPACE_COPY, W(rig.next, badged, ALL, 78));
	refused(STATE, PITH_ARG_WORD + 3, K, CSPACE_COPY, W(rig.next, badged, ALL, 77));
	is(copy(ep, ALL, 0xffffffff), PITH_TYPE_ENDPOINT, ALL, 0xffffffff, 0);
	is(copy(make(PITH_TYPE_NOTIFICATION), ALL, 1u << 31), PITH_TYPE_NOTIFICATION,
	    PITH_RECV | PITH_SEND, 1u << 31, 0);
}

Test(cspace, a_badge_is_only_for_what_carries_messages)
{
	static const enum pith_type types[] = {PITH_TYPE_FRAME, PITH_TYPE_CSPACE, PITH_TYPE_SPACE,
	    PITH_TYPE_THREAD, PITH_TYPE_SCHEDCONTEXT, PITH_TYPE_REPLY};

	for (uint32_t i = 0; i < ARRAY_SIZE(types); i++) {
		uint32_t slot = make_bits(types[i], types[i] == PITH_TYPE_CSPACE ? 2 : 12);

		refused(STATE, PITH_ARG_WORD + 3, K, CSPACE_COPY, W(rig.next, slot, ALL, 1));
	}
}

Test(cspace, what_keeps_its_state_in_its_slot_is_not_copied)
{
	uint32_t table = make(PITH_TYPE_PAGETABLE);

	refused(TYPE, PITH_ARG_WORD + 1, K, CSPACE_COPY, W(rig.next, rig.pool, ALL, 0));
	refused(TYPE, PITH_ARG_WORD + 1, K, CSPACE_COPY, W(rig.next, table, ALL, 0));
	refused(TYPE, PITH_ARG_WORD + 1, K, CSPACE_COPY,
	    W(rig.next, rig.info->region[rig.info->regions - 1].slot, ALL, 0));
}

/* --- Places ---------------------------------------------------------------------------- */

Test(cspace, the_first_and_the_last_slot_can_be_used)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), small = make_bits(PITH_TYPE_CSPACE, 2);

	for (uint32_t to = 1; to < 4; to++)
		ok(small, CSPACE_COPY, W(to, ep, ALL, 0), C(K));
	refused(RANGE, PITH_ARG_WORD, small, CSPACE_COPY, W(4, ep, ALL, 0), C(K));
	refused(RANGE, PITH_ARG_WORD, small, CSPACE_COPY, W(0, ep, ALL, 0), C(K));
	ok(K, CSPACE_COPY, W(slots_of_root() - 1, ep, ALL, 0));
	is(slots_of_root() - 1, PITH_TYPE_ENDPOINT, ALL, 0, 0);
}

Test(cspace, slots_that_do_not_exist_are_refused_by_every_operation)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT);
	uint32_t bad[] = {0, slots_of_root(), slots_of_root() + 1, 0x08000000, 0xffffffff};

	for (uint32_t i = 0; i < ARRAY_SIZE(bad); i++) {
		refused(RANGE, PITH_ARG_WORD, K, CSPACE_COPY, W(bad[i], ep, ALL, 0));
		refused(RANGE, PITH_ARG_WORD + 1, K, CSPACE_COPY, W(rig.next, bad[i], ALL, 0));
		refused(RANGE, PITH_ARG_WORD, K, CSPACE_MOVE, W(bad[i], ep));
		refused(RANGE, PITH_ARG_WORD + 1, K, CSPACE_MOVE, W(rig.next, bad[i]));
		refused(RANGE, PITH_ARG_WORD, K, CSPACE_DELETE, W(bad[i]));
		refused(RANGE, PITH_ARG_WORD, K, CSPACE_REVOKE, W(bad[i]));
		refused(RANGE, PITH_ARG_WORD, K, CSPACE_QUERY, W(bad[i]));
	}
}

Test(cspace, a_used_slot_is_not_overwritten)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), other = make(PITH_TYPE_ENDPOINT);

	refused(OCCUPIED, PITH_ARG_WORD, K, CSPACE_COPY, W(other, ep, ALL, 0));
	refused(OCCUPIED, PITH_ARG_WORD, K, CSPACE_COPY, W(ep, ep, ALL, 0));
	refused(OCCUPIED, PITH_ARG_WORD, K, CSPACE_MOVE, W(other, ep));
	refused(OCCUPIED, PITH_ARG_WORD, K, CSPACE_MOVE, W(ep, ep));
}

Test(cspace, an_empty_slot_is_no_source)
{
	uint32_t gap = rig_slots(1);

	refused(CAPABILITY, PITH_ARG_WORD + 1, K, CSPACE_COPY, W(rig.next, gap, ALL, 0));
	refused(CAPABILITY, PITH_ARG_WORD + 1, K, CSPACE_MOVE, W(rig.next, gap));
	refused(CAPABILITY, PITH_ARG_WORD, K, CSPACE_REVOKE, W(gap));
	is(gap, PITH_TYPE_EMPTY, 0, 0, 0);
}

Test(cspace, the_source_cspace_must_be_one)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT);

	refused(TYPE, PITH_ARG_CAP, K, CSPACE_COPY, W(rig.next, ep, ALL, 0), C(ep));
	refused(CAPABILITY, PITH_ARG_CAP, K, CSPACE_COPY, W(rig.next, ep, ALL, 0), C(0));
	refused(TYPE, PITH_ARG_CAP, K, CSPACE_MOVE, W(rig.next, ep), C(ep));
	refused(CAPABILITY, PITH_ARG_CAP, K, CSPACE_MOVE, W(rig.next, ep), C(rig.next));
}

/* --- Move ------------------------------------------------------------------------------ */

Test(cspace, a_moved_capability_leaves_its_slot_empty_and_does_not_change)
{
	uint32_t badged = copy(make(PITH_TYPE_ENDPOINT), PITH_SEND | PITH_GRANT, 5);
	uint32_t to = rig_slots(1), other = make_bits(PITH_TYPE_CSPACE, 4);

	ok(K, CSPACE_MOVE, W(to, badged));
	must(empty(badged));
	is(to, PITH_TYPE_ENDPOINT, PITH_SEND | PITH_GRANT, 5, 0);
	ok(other, CSPACE_MOVE, W(15, to), C(K));
	must(empty(to));
	ok(other, CSPACE_QUERY, W(15));
	got_words(PITH_TYPE_ENDPOINT, PITH_SEND | PITH_GRANT, 5, 0);
	ok(K, CSPACE_MOVE, W(to, 15), C(other));
	is(to, PITH_TYPE_ENDPOINT, PITH_SEND | PITH_GRANT, 5, 0);
}

Test(cspace, the_capability_that_a_call_is_made_through_can_be_moved)
{
	uint32_t to = rig_slots(1);

	ok(K, CSPACE_MOVE, W(to, K));
	must(empty(K));
	refuses(CAPABILITY, PITH_ARG_TARGET, CALL, .cap = K, .label = PITH_OP_CSPACE_QUERY, W(1));
	ok(to, CSPACE_MOVE, W(K, to));
	is(K, PITH_TYPE_CSPACE, ALL, 0, rig.info->cspace_bits);
}

Test(cspace, an_untyped_moves_with_its_state)
{
	uint32_t untyped = make_bits(PITH_TYPE_UNTYPED, 14), to = rig_slots(1);
	uint32_t frame = make_from(untyped, PITH_TYPE_FRAME, 12, PITH_MEMORY_NORMAL);

	ok(K, CSPACE_MOVE, W(to, untyped));
	ok(to, UNTYPED_QUERY);
	same(word(1), 0x1000);
	ok(K, CSPACE_REVOKE, W(to));
	must(empty(frame));
	ok(to, UNTYPED_QUERY);
	same(word(1), 0);
}

/* --- Delete, query ------------------------------------------------------------------------ */

Test(cspace, deleting_empties_a_slot_and_an_empty_one_is_no_error)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), twin = copy(ep, ALL, 0);

	ok(K, CSPACE_DELETE, W(ep));
	must(empty(ep));
	is(twin, PITH_TYPE_ENDPOINT, ALL, 0, 0);
	ok(K, CSPACE_DELETE, W(ep));
	ok(K, CSPACE_DELETE, W(twin));
	must(empty(twin));
}

Test(cspace, the_object_lives_until_its_last_capability_goes)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), twin = copy(ep, ALL, 0);
	const void *object = hal_pointer(rig_object(ep));

	ok(K, CSPACE_DELETE, W(ep));
	must(fake_alive(object));
	ok(K, CSPACE_DELETE, W(twin));
	must(!fake_alive(object));
}

Test(cspace, the_capability_that_a_call_is_made_through_can_be_deleted)
{
	ok(K, CSPACE_DELETE, W(K));
	must(empty(K));
	refuses(CAPABILITY, PITH_ARG_TARGET, CALL, .cap = K, .label = PITH_OP_CSPACE_QUERY, W(1));
}

Test(cspace, query_tells_the_bits_of_what_has_a_size)
{
	is(make_bits(PITH_TYPE_UNTYPED, 6), PITH_TYPE_UNTYPED, ALL, 0, 6);
	is(make_bits(PITH_TYPE_FRAME, 16), PITH_TYPE_FRAME, ALL, 0, 16);
	is(make_bits(PITH_TYPE_CSPACE, 2), PITH_TYPE_CSPACE, ALL, 0, 2);
	is(make(PITH_TYPE_SPACE), PITH_TYPE_SPACE, ALL, 0, 0);
	is(make(PITH_TYPE_PAGETABLE), PITH_TYPE_PAGETABLE, ALL, 0, 0);
	is(make(PITH_TYPE_SCHEDCONTEXT), PITH_TYPE_SCHEDCONTEXT, ALL, 0, 0);
	is(make(PITH_TYPE_REPLY), PITH_TYPE_REPLY, ALL, 0, 0);
	is(PITH_BOOT_IRQCONTROL, PITH_TYPE_IRQCONTROL, ALL, 0, 0);
	is(PITH_BOOT_SCHEDCONTROL, PITH_TYPE_SCHEDCONTROL, ALL, 0, 0);
	is(rig.bell_irq, PITH_TYPE_IRQ, ALL, 0, 0);
}

Test(cspace, query_does_not_show_where_a_frame_is_mapped_or_an_untyped_stands)
{
	uint32_t frame = make_bits(PITH_TYPE_FRAME, 20), untyped = make_bits(PITH_TYPE_UNTYPED, 14);

	ok(frame, FRAME_MAP, W(0x20000000, PITH_READ), C(PITH_BOOT_SPACE));
	is(frame, PITH_TYPE_FRAME, ALL, 0, 20);
	make_from(untyped, PITH_TYPE_FRAME, 12, PITH_MEMORY_NORMAL);
	is(untyped, PITH_TYPE_UNTYPED, ALL, 0, 14);
}

Test(cspace, the_largest_and_the_smallest_cspace_work_to_their_last_slot)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT);

	for (uint32_t bits = PITH_CSPACE_BITS_MIN; bits <= PITH_CSPACE_BITS_MAX; bits += 7) {
		uint32_t cspace = make_bits(PITH_TYPE_CSPACE, bits), last = (1u << bits) - 1;

		ok(cspace, CSPACE_COPY, W(last, ep, ALL, 0), C(K));
		refused(RANGE, PITH_ARG_WORD, cspace, CSPACE_COPY, W(last + 1, ep, ALL, 0), C(K));
		ok(K, CSPACE_DELETE, W(cspace));
	}
}
