/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who runs and for how long: priorities, turns, time slices, accounting, the clock.
 * How time travels along calls is in donation.c.
 */
#include "tests/unit/core/rig.h"

TestSuite(schedule, .init = rig_boot);

static uint64_t consumed(uint32_t sc)
{
	ok(sc, SCHEDCONTEXT_CONSUMED);
	return word(0) | (uint64_t)word(1) << 32;
}

/* --- Turns ---------------------------------------------------------------------------------- */

Test(schedule, all_256_priorities_run_in_their_order)
{
	static struct actor actors[255];

	/* Made in an order that is none. */
	for (uint32_t i = 0; i < 255; i++) {
		uint32_t priority = i * 101 % 255;

		actors[priority] = actor(priority);
	}
	for (uint32_t priority = 255; priority-- > 0;) {
		as(&actors[priority]);
		rest();
	}
	same(fake.left, FAKE_IDLE);
}

Test(schedule, equals_take_turns_in_the_order_of_arrival)
{
	struct actor a = actor(10), b = actor(10), c = actor(10);

	for (uint32_t round = 0; round < 3; round++) {
		as(&a);
		yield();
		got_nothing();
		as(&b);
		yield();
		as(&c);
		yield();
	}
}

Test(schedule, one_that_yields_alone_goes_on)
{
	struct actor alone = actor(10), below = actor(5);

	as(&alone);
	yield();
	as(&alone);
	got_nothing();
	rest();
	as(&below);
}

Test(schedule, a_preempted_thread_keeps_its_turn_and_the_rest_of_its_slice)
{
	struct actor a = actor(10), b = actor(10);

	as(&a);
	pass(RIG_BUDGET / 4);
	as(&rig.root); /* preempts */
	as(&a);
	same(fake.deadline - fake.now, RIG_BUDGET * 3 / 4);
	pass(RIG_BUDGET * 3 / 4 - 1);
	as(&a);
	pass(1);
	as(&b);
}

Test(schedule, slices_end_on_the_nanosecond_and_rotate)
{
	struct actor a = actor(10), b = actor(10), c = actor(10);

	for (uint32_t round = 0; round < 3; round++) {
		as(&a);
		same(fake.deadline - fake.now, RIG_BUDGET);
		pass(RIG_BUDGET);
		as(&b);
		pass(RIG_BUDGET);
		as(&c);
		pass(RIG_BUDGET - 1);
		as(&c);
		pass(1);
	}
}

Test(schedule, a_thread_alone_runs_slice_after_slice)
{
	struct actor alone = actor(10);

	as(&alone);
	pass(10 * RIG_BUDGET + 5);
	as(&alone);
	same(fake.deadline - fake.now, RIG_BUDGET - 5);
}

Test(schedule, a_slice_is_not_renewed_by_waiting)
{
	uint32_t nt = make(PITH_TYPE_NOTIFICATION);
	struct actor a = actor(10), b = actor(5);

	as(&a);
	pass(RIG_BUDGET / 2);
	recv(.cap = nt);
	as(&b);
	send(.cap = nt);
	as(&a);
	same(fake.deadline - fake.now, RIG_BUDGET / 2);
}

Test(schedule, who_yields_gets_a_whole_slice_next_time)
{
	struct actor a = actor(10), b = actor(10);

	as(&a);
	pass(RIG_BUDGET / 2);
	yield();
	as(&b);
	yield();
	as(&a);
	same(fake.deadline - fake.now, RIG_BUDGET);
}

Test(schedule, a_deadline_that_comes_too_early_changes_nothing)
{
	struct actor a = actor(10), b = actor(10);

	as(&a);
	pass(RIG_BUDGET / 2);
	fake_enter();
	core_deadline(rig.cpu, a.at);
	fake_check_left(rig.cpu);
	as(&a);
	same(fake.deadline - fake.now, RIG_BUDGET / 2);
	pass(RIG_BUDGET / 2);
	as(&b);
}

Test(schedule, nobody_to_run_means_idle_without_a_deadline)
{
	struct actor a = actor(10);

	as(&a);
	rest();
	same(fake.left, FAKE_IDLE);
	same(fake.deadline, ~0ull);
	fake_enter();
	core_deadline(rig.cpu, 0);
	fake_check_left(rig.cpu);
	same(fake.left, FAKE_IDLE);
}

Test(schedule, a_higher_slice_end_lets_no_lower_thread_run)
{
	struct actor high = actor(10), low = actor(9);

	as(&high);
	pass(5 * RIG_BUDGET);
	as(&high);
	rest();
	as(&low);
}

/* --- Accounting ----------------------------------------------------------------------------- */

Test(schedule, time_is_charged_to_who_runs_and_to_nobody_when_idle)
{
	struct actor a = actor(10), b = actor(10);
	uint32_t nt = make(PITH_TYPE_NOTIFICATION);

	as(&a);
	pass(1000);
	yield();
	as(&b);
	pass(20);
	recv(.cap = nt);
	as(&a);
	pass(300);
	recv(.cap = nt);
	same(fake.left, FAKE_IDLE);
	pass(1000000);
	as(&rig.root);
	same(consumed(a.schedcontext), 1300);
	same(consumed(b.schedcontext), 20);
}

Test(schedule, one_can_ask_for_ones_own_time_at_any_moment)
{
	uint64_t before = consumed(PITH_BOOT_SCHEDCONTEXT);

	pass(123);
	same(consumed(PITH_BOOT_SCHEDCONTEXT) - before, 123);
	same(consumed(PITH_BOOT_SCHEDCONTEXT) - before, 123);
	pass(1);
	same(consumed(PITH_BOOT_SCHEDCONTEXT) - before, 124);
}

Test(schedule, the_end_of_another_context_or_a_new_budget_loses_no_time)
{
	uint32_t other = make_schedcontext(RIG_BUDGET);
	uint64_t before = consumed(PITH_BOOT_SCHEDCONTEXT);

	pass(1000);
	ok(PITH_BOOT_CSPACE, CSPACE_DELETE, W(other));
	pass(200);
	same(consumed(PITH_BOOT_SCHEDCONTEXT) - before, 1200);
	pass(30);
	ok(PITH_BOOT_SCHEDCONTROL, SCHEDCONTROL_CONFIGURE, W(RIG_BUDGET, 0, 0, 0),
	    C(PITH_BOOT_SCHEDCONTEXT));
	pass(4);
	same(consumed(PITH_BOOT_SCHEDCONTEXT) - before, 1234);
}

Test(schedule, asking_does_not_lengthen_the_slice)
{
	struct actor a = actor(10), b = actor(10);

	as(&a);
	pass(RIG_BUDGET - 1);
	consumed(a.schedcontext);
	pass(1);
	as(&b);
}

Test(schedule, consumed_time_has_sixty_four_bits)
{
	struct actor a = actor(10);

	ok(PITH_BOOT_SCHEDCONTROL, SCHEDCONTROL_CONFIGURE, W(0, 1000, 0, 0), C(a.schedcontext));
	as(&a);
	pass(0x500000007);
	as(&rig.root);
	same(consumed(a.schedcontext), 0x500000007);
}

Test(schedule, the_clock_tells_the_time_in_two_words)
{
	struct actor a = actor(10);

	ok(PITH_BOOT_SCHEDCONTROL, SCHEDCONTROL_CONFIGURE, W(0, 1000, 0, 0), C(a.schedcontext));
	as(&a);
	pass(FAKE_START + 0x300000000 - fake.now + 77);
	clock();
	got_words(77, 3);
	same(tag(), pith_tag(0, 2, 0));
	same(fake.left, FAKE_RESUME);
}

/* --- Budgets ---------------------------------------------------------------------------------- */

Test(schedule, budgets_and_periods_have_bounds)
{
	uint32_t sc = make(PITH_TYPE_SCHEDCONTEXT), c = PITH_BOOT_SCHEDCONTROL;

	refused(RANGE, PITH_ARG_WORD, c, SCHEDCONTROL_CONFIGURE, W(0, 0, 0, 0), C(sc));
	refused(RANGE, PITH_ARG_WORD, c, SCHEDCONTROL_CONFIGURE, W(9999, 0, 0, 0), C(sc));
	refused(RANGE, PITH_ARG_WORD, c, SCHEDCONTROL_CONFIGURE, W(1, 1u << 30, 0, 0), C(sc));
	refused(RANGE, PITH_ARG_WORD, c, SCHEDCONTROL_CONFIGURE, W(~0u, ~0u, 0, 0), C(sc));
	refused(RANGE, PITH_ARG_WORD + 2, c, SCHEDCONTROL_CONFIGURE, W(10000, 0, 9999, 0), C(sc));
	refused(
	    RANGE, PITH_ARG_WORD + 2, c, SCHEDCONTROL_CONFIGURE, W(10000, 0, 1, 1u << 30), C(sc));
	refused(TYPE, PITH_ARG_CAP, c, SCHEDCONTROL_CONFIGURE, W(10000, 0, 0, 0), C(rig.bell));
	refused(CAPABILITY, PITH_ARG_CAP, c, SCHEDCONTROL_CONFIGURE, W(10000, 0, 0, 0), C(0));
	ok(c, SCHEDCONTROL_CONFIGURE, W(10000, 0, 0, 0), C(sc));
	same(schedcontext_at(rig_object(sc))->period, 10000);
	ok(c, SCHEDCONTROL_CONFIGURE, W(10000, 0, 10000, 0), C(sc));
	ok(c, SCHEDCONTROL_CONFIGURE, W(0, 1u << 30, 0, 1u << 30), C(sc));
	same(schedcontext_at(rig_object(sc))->budget, 1ull << 62);
	same(schedcontext_at(rig_object(sc))->period, 1ull << 62);
}

Test(schedule, a_new_budget_counts_from_now_even_for_who_runs)
{
	struct actor a = actor(10);

	ok(PITH_BOOT_SCHEDCONTROL, SCHEDCONTROL_CONFIGURE, W(50000, 0, 0, 0),
	    C(PITH_BOOT_SCHEDCONTEXT));
	same(fake.deadline - fake.now, 50000);
	as(&a);
	pass(RIG_BUDGET / 2);
	as(&rig.root);
	ok(PITH_BOOT_SCHEDCONTROL, SCHEDCONTROL_CONFIGURE, W(20000, 0, 0, 0), C(a.schedcontext));
	as(&a);
	same(fake.deadline - fake.now, 20000);
}

Test(schedule, the_end_of_a_slice_is_a_fault_for_who_wants_it)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), right = make(PITH_TYPE_REPLY);
	struct actor handler = actor(20), greedy = actor(10), other = actor(10);

	ok(greedy.thread, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(copy(ep, PITH_SEND, 3)));
	ok(greedy.thread, THREAD_SET_FLAGS, W(PITH_FLAG_BUDGET));
	as(&handler);
	recv(.cap = ep, .reply = right);
	as(&greedy);
	pass(RIG_BUDGET);
	as(&handler);
	got_fault(3, BUDGET);
	reply_recv(.cap = ep, .reply = right, .label = PITH_FAULT_RETRY);
	as(&greedy);
	same(fake.deadline - fake.now, RIG_BUDGET);
	pass(RIG_BUDGET);
	as(&handler);
	reply_recv(.cap = ep, .reply = right, .label = PITH_FAULT_STOP);
	as(&other);
}

Test(schedule, without_a_handler_the_end_of_the_slice_is_the_end)
{
	struct actor greedy = actor(10);

	ok(greedy.thread, THREAD_SET_FLAGS, W(PITH_FLAG_BUDGET));
	as(&greedy);
	pass(RIG_BUDGET);
	idle();
	same(fake.unhandled_words[0], PITH_FAULT_BUDGET);
}
