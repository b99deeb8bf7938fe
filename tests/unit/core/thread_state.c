/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Resuming, suspending, priorities, binding and the end of threads by their own or
 * another's wish; in every state in which that can find them.
 */
#include "tests/unit/core/rig.h"

TestSuite(state, .init = rig_boot);

/* --- Resume and suspend --------------------------------------------------------------------- */

Test(state, a_resumed_thread_runs_when_nobody_above_it_does)
{
	struct actor other = new_thread(10);

	idle();
	as(&rig.root);
	ok(other.thread, THREAD_RESUME);
	as(&other);
}

Test(state, only_a_stopped_thread_is_resumed)
{
	uint32_t nt = make(PITH_TYPE_NOTIFICATION);
	struct actor other = actor(10);

	refused(STATE, PITH_ARG_TARGET, other.thread, THREAD_RESUME);
	refused(STATE, PITH_ARG_TARGET, PITH_BOOT_THREAD, THREAD_RESUME);
	as(&other);
	recv(.cap = nt);
	as(&rig.root);
	refused(STATE, PITH_ARG_TARGET, other.thread, THREAD_RESUME);
}

Test(state, a_suspended_thread_does_not_run_until_it_is_resumed)
{
	struct actor other = actor(10), third = actor(10);

	ok(other.thread, THREAD_SUSPEND);
	ok(other.thread, THREAD_SUSPEND);
	as(&third);
	as(&rig.root);
	ok(third.thread, THREAD_SUSPEND);
	idle();
	as(&rig.root);
	ok(other.thread, THREAD_RESUME);
	as(&other);
}

Test(state, a_thread_can_suspend_itself_and_goes_on_behind_the_call)
{
	struct actor self = actor(10);

	as(&self);
	call(.cap = self.thread, .label = PITH_OP_THREAD_SUSPEND);
	idle();
	as(&rig.root);
	ok(self.thread, THREAD_RESUME);
	as(&self);
	got_nothing();
	same(self.at->context.pc, RIG_PC_AFTER);
}

/* Bring a thread into each kind of waiting, then suspend it. */
Test(state, a_suspended_call_ends_with_gone_whatever_it_waited_for)
{
	static const enum wait_kind kinds[] = {
	    WAIT_SEND, WAIT_CALL, WAIT_REPLY, WAIT_RECEIVE, WAIT_CALLABLE, WAIT_NOTIFICATION};

	for (uint32_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		uint32_t ep = make(PITH_TYPE_ENDPOINT), nt = make(PITH_TYPE_NOTIFICATION);
		uint32_t right = make(PITH_TYPE_REPLY), second = make(PITH_TYPE_REPLY);
		struct actor server = actor(20), waiter = actor(10);

		as(&server);
		recv(.cap = kinds[i] == WAIT_REPLY ? ep : nt,
		    .reply = kinds[i] == WAIT_REPLY ? right : 0);
		as(&waiter);
		switch (kinds[i]) {
		case WAIT_SEND:
			send(.cap = ep);
			break;
		case WAIT_CALL:
			call(.cap = ep);
			break;
		case WAIT_REPLY:
			call(.cap = ep);
			as(&server); /* it has the call and waits for something else */
			recv(.cap = nt);
			break;
		case WAIT_RECEIVE:
			recv(.cap = ep);
			break;
		case WAIT_CALLABLE:
			recv(.cap = ep, .reply = second);
			break;
		default:
			recv(.cap = nt);
			break;
		}
		waits(&waiter, kinds[i]);
		must(waiter.at->wait);
		as(&rig.root);
		ok(waiter.thread, THREAD_SUSPEND);
		waits(&waiter, WAIT_STOPPED);
		same(endpoint_at(rig_object(ep))->send, 0);
		same(endpoint_at(rig_object(ep))->receive_next, rig_object(ep));
		same(reply_at(rig_object(second))->thread, 0);
		ok(waiter.thread, THREAD_RESUME);
		as(&waiter);
		got_error(GONE, PITH_ARG_TARGET);
		as(&rig.root);
		ok(waiter.thread, THREAD_SUSPEND);
	}
}

Test(state, a_thread_suspended_before_its_fault_was_received_repeats_what_it_did)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT);
	struct actor broken = actor(10);

	ok(broken.thread, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(ep));
	as(&broken);
	broken.at->context.pc = 0x5000;
	fault(PAGE, 0x1000, PITH_READ, 5);
	waits(&broken, WAIT_FAULT_SEND);
	as(&rig.root);
	ok(broken.thread, THREAD_SUSPEND);
	waits(&broken, WAIT_STOPPED);
	same(endpoint_at(rig_object(ep))->send, 0);
	ok(broken.thread, THREAD_RESUME);
	as(&broken);
	same(broken.at->context.pc, 0x5000);
}

Test(state, a_thread_suspended_while_its_fault_is_handled_is_not_answered_any_more)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), right = make(PITH_TYPE_REPLY);
	struct actor handler = actor(20), broken = actor(10);

	ok(broken.thread, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(ep));
	as(&handler);
	recv(.cap = ep, .reply = right);
	as(&broken);
	broken.at->context.pc = 0x5000;
	fault(PAGE, 0x1000, PITH_READ, 5);
	as(&handler);
	got_fault(0, PAGE);
	waits(&broken, WAIT_FAULT);
	ok(broken.thread, THREAD_SUSPEND);
	waits(&broken, WAIT_STOPPED);
	refuses(STATE, PITH_ARG_TARGET, REPLY, .cap = right);
	ok(broken.thread, THREAD_RESUME);
	rest();
	as(&broken);
	same(broken.at->context.pc, 0x5000);
}

/* --- Priorities ----------------------------------------------------------------------------- */

Test(state, priorities_end_at_the_callers_ceiling)
{
	struct actor giver = actor(100), other = new_thread(1);

	ok(giver.thread, THREAD_SET_PRIORITY, W(100, 150));
	as(&giver);
	ok(other.thread, THREAD_SET_PRIORITY, W(150, 150));
	ok(other.thread, THREAD_SET_PRIORITY, W(0, 0));
	refused(RANGE, PITH_ARG_WORD, other.thread, THREAD_SET_PRIORITY, W(151, 150));
	refused(RANGE, PITH_ARG_WORD + 1, other.thread, THREAD_SET_PRIORITY, W(150, 151));
	refused(RANGE, PITH_ARG_WORD, other.thread, THREAD_SET_PRIORITY, W(256, 0));
	refused(RANGE, PITH_ARG_WORD + 1, other.thread, THREAD_SET_PRIORITY, W(0, ~0u));
	/* One can give up one's own ceiling, and does not get it back. */
	ok(giver.thread, THREAD_SET_PRIORITY, W(100, 100));
	refused(RANGE, PITH_ARG_WORD, other.thread, THREAD_SET_PRIORITY, W(101, 100));
}

Test(state, the_highest_and_the_lowest_priority_exist)
{
	struct actor low = actor(0), high = actor(255);

	as(&rig.root);
	ok(low.thread, THREAD_SET_PRIORITY, W(255, 255));
	ok(low.thread, THREAD_SET_PRIORITY, W(0, 0));
	refused(RANGE, PITH_ARG_WORD, low.thread, THREAD_SET_PRIORITY, W(256, 255));
	recv(.cap = rig.bell);
	must(running(&high));
	rest(); /* behind root; now nobody is left but the lowest */
	must(running(&low));
}

Test(state, a_ready_threads_new_priority_counts_at_once)
{
	struct actor one = actor(10), two = actor(20);

	ok(one.thread, THREAD_SET_PRIORITY, W(30, 30));
	as(&one);
	as(&rig.root);
	ok(one.thread, THREAD_SET_PRIORITY, W(5, 5));
	as(&two);
	as(&rig.root);
	/* Moved to a priority, it is the last there. */
	ok(one.thread, THREAD_SET_PRIORITY, W(20, 20));
	as(&two);
	yield();
	as(&one);
}

Test(state, a_thread_that_lowers_itself_lets_others_run)
{
	struct actor self = actor(20), other = actor(10);

	as(&self);
	call(.cap = self.thread, .label = PITH_OP_THREAD_SET_PRIORITY, W(5, 20));
	as(&other);
	call(.cap = other.thread, .label = PITH_OP_THREAD_SET_PRIORITY, W(1, 1));
	as(&self);
	got_nothing();
}

Test(state, a_raised_thread_preempts_who_raised_it)
{
	struct actor giver = actor(20), other = actor(5);

	ok(giver.thread, THREAD_SET_PRIORITY, W(20, 30));
	as(&giver);
	call(.cap = other.thread, .label = PITH_OP_THREAD_SET_PRIORITY, W(25, 25));
	as(&other);
}

Test(state, a_queued_senders_new_priority_moves_it)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT);
	struct actor receiver = actor(5), first = actor(30), second = actor(20), third = actor(10);

	as(&first);
	send(.cap = ep, W(1));
	as(&second);
	call(.cap = ep, W(2));
	as(&third);
	send(.cap = ep, W(3));
	as(&rig.root);
	ok(first.thread, THREAD_SET_PRIORITY, W(6, 6));
	ok(third.thread, THREAD_SET_PRIORITY, W(20, 20)); /* behind the second, who was there */
	as(&receiver);
	recv(.cap = ep);
	got_words(2);
	as(&second);
	rest();
	as(&receiver);
	recv(.cap = ep);
	must(running(&third));
	rest();
	as(&receiver);
	got_words(3);
	recv(.cap = ep);
	as(&first);
}

Test(state, a_waiting_receivers_priority_counts_when_it_wakes)
{
	uint32_t nt = make(PITH_TYPE_NOTIFICATION);
	struct actor waiter = actor(20), other = actor(10);

	as(&waiter);
	recv(.cap = nt);
	as(&rig.root);
	ok(waiter.thread, THREAD_SET_PRIORITY, W(5, 5));
	as(&other);
	send(.cap = nt);
	must(running(&other));
}

/* --- Binding -----------------------------------------------------------------------------------
 */

Test(state, a_thread_without_time_does_not_run_and_with_time_it_goes_on)
{
	struct actor user = passive(10);
	uint32_t sc = make_schedcontext(RIG_BUDGET);

	idle();
	as(&rig.root);
	ok(user.thread, THREAD_BIND, C(sc));
	as(&user);
	call(.cap = user.thread, .label = PITH_OP_THREAD_UNBIND, W(PITH_TYPE_SCHEDCONTEXT));
	idle();
	same(user.at->wait, 0);
	as(&rig.root);
	ok(user.thread, THREAD_BIND, C(sc));
	as(&user);
	got_nothing();
	as(&rig.root);
	ok(user.thread, THREAD_UNBIND, W(PITH_TYPE_SCHEDCONTEXT));
	idle();
}

Test(state, what_cannot_be_bound_is_refused)
{
	struct actor user = new_thread(10), bare = new_passive(10);
	uint32_t unconfigured = make(PITH_TYPE_SCHEDCONTEXT), nt = make(PITH_TYPE_NOTIFICATION);

	refused(STATE, PITH_ARG_CAP, bare.thread, THREAD_BIND, C(unconfigured));
	refused(STATE, PITH_ARG_CAP, bare.thread, THREAD_BIND, C(user.schedcontext));
	refused(STATE, PITH_ARG_TARGET, user.thread, THREAD_BIND, C(make_schedcontext(RIG_BUDGET)));
	refused(TYPE, PITH_ARG_CAP, user.thread, THREAD_BIND, C(make(PITH_TYPE_ENDPOINT)));
	refused(TYPE, PITH_ARG_CAP, user.thread, THREAD_BIND, C(user.thread));
	refused(CAPABILITY, PITH_ARG_CAP, user.thread, THREAD_BIND, C(0));
	refused(RIGHTS, PITH_ARG_CAP, user.thread, THREAD_BIND, C(copy(nt, PITH_SEND, 0)));
	ok(user.thread, THREAD_BIND, C(nt));
	refused(STATE, PITH_ARG_CAP, bare.thread, THREAD_BIND, C(nt));
	refused(STATE, PITH_ARG_TARGET, user.thread, THREAD_BIND, C(make(PITH_TYPE_NOTIFICATION)));
}

Test(state, unbinding_what_is_not_bound_is_no_error)
{
	uint32_t thread = make(PITH_TYPE_THREAD);

	ok(thread, THREAD_UNBIND, W(PITH_TYPE_SCHEDCONTEXT));
	ok(thread, THREAD_UNBIND, W(PITH_TYPE_NOTIFICATION));
	refused(RANGE, PITH_ARG_WORD, thread, THREAD_UNBIND, W(0));
	refused(RANGE, PITH_ARG_WORD, thread, THREAD_UNBIND, W(PITH_TYPE_THREAD));
	refused(RANGE, PITH_ARG_WORD, thread, THREAD_UNBIND, W(~0u));
}

Test(state, what_was_unbound_can_be_bound_elsewhere)
{
	struct actor one = new_thread(10), two = new_passive(10);
	uint32_t nt = make(PITH_TYPE_NOTIFICATION);

	ok(one.thread, THREAD_BIND, C(nt));
	ok(one.thread, THREAD_UNBIND, W(PITH_TYPE_NOTIFICATION));
	ok(one.thread, THREAD_UNBIND, W(PITH_TYPE_SCHEDCONTEXT));
	ok(two.thread, THREAD_BIND, C(nt));
	ok(two.thread, THREAD_BIND, C(one.schedcontext));
	ok(two.thread, THREAD_RESUME);
	as(&two);
}

/* --- The end ---------------------------------------------------------------------------------- */

Test(state, exit_tells_the_fault_handler_the_status)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), right = make(PITH_TYPE_REPLY);
	struct actor handler = actor(20), self = actor(10);

	ok(self.thread, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(copy(ep, PITH_SEND, 7)));
	as(&handler);
	recv(.cap = ep, .reply = right);
	as(&self);
	call(.cap = self.thread, .label = PITH_OP_THREAD_EXIT, W(123));
	as(&handler);
	got_fault(7, EXIT);
	same(word(PITH_FAULT_INFO), 123);
	waits(&self, WAIT_FAULT);
	/* It does not come back by accident. */
	reply(.cap = right, .label = PITH_FAULT_RETRY);
	got_nothing();
	waits(&self, WAIT_STOPPED);
}

Test(state, one_that_has_exited_can_be_set_going_on_purpose)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), right = make(PITH_TYPE_REPLY);
	struct actor handler = actor(20), self = actor(10);

	ok(self.thread, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(ep));
	as(&handler);
	recv(.cap = ep, .reply = right);
	as(&self);
	call(.cap = self.thread, .label = PITH_OP_THREAD_EXIT, W(0));
	as(&handler);
	reply_recv(.cap = ep, .reply = right, .label = PITH_FAULT_SET, W(0x6000));
	as(&self);
	same(self.at->context.pc, 0x6000);
}

Test(state, exit_without_a_handler_is_reported)
{
	struct actor self = actor(10);

	as(&self);
	call(.cap = self.thread, .label = PITH_OP_THREAD_EXIT, W(5));
	idle();
	same(fake.unhandled, 1);
	must(fake.unhandled_thread == self.at);
	same(fake.unhandled_words[0], PITH_FAULT_EXIT);
	same(fake.unhandled_words[2], 5);
}

Test(state, a_thread_can_be_ended_by_another_in_any_state)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), right = make(PITH_TYPE_REPLY);
	uint32_t nt = make(PITH_TYPE_NOTIFICATION), other_ep = make(PITH_TYPE_ENDPOINT);
	struct actor handler = actor(20);

	for (uint32_t state = 0; state < 4; state++) {
		struct actor victim = new_thread(10);

		ok(victim.thread, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(ep));
		as(&handler);
		recv(.cap = ep, .reply = right);
		as(&rig.root);
		if (state > 0)
			ok(victim.thread, THREAD_RESUME);
		if (state == 2) {
			as(&victim);
			recv(.cap = nt);
		} else if (state == 3) {
			as(&victim);
			call(.cap = other_ep);
		}
		as(&rig.root);
		ok(victim.thread, THREAD_EXIT, W(state));
		as(&handler);
		got_fault(0, EXIT);
		same(word(PITH_FAULT_INFO), state);
		reply(.cap = right, .label = PITH_FAULT_STOP);
		waits(&victim, WAIT_STOPPED);
		as(&rig.root);
	}
	same(fake.unhandled, 0);
}

Test(state, a_thread_that_has_no_time_is_ended_without_its_handler)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT);
	struct actor victim = new_passive(10);

	ok(victim.thread, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(ep));
	ok(victim.thread, THREAD_EXIT, W(9));
	waits(&victim, WAIT_STOPPED);
	same(fake.unhandled, 1);
	same(fake.unhandled_words[2], 9);
	same(endpoint_at(rig_object(ep))->send, 0);
}
