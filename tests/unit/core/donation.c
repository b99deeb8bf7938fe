/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Processor time that travels with calls: lent, returned, withdrawn, along chains of
 * any depth, and whoever of the chain ends in whatever order.
 */
#include "tests/unit/core/rig.h"

#include <stdlib.h>

TestSuite(donation, .init = rig_boot);

enum { K = PITH_BOOT_CSPACE, DEPTH = 6 };

static uint64_t consumed(const struct actor *actor)
{
	as(&rig.root);
	ok(actor->schedcontext, SCHEDCONTEXT_CONSUMED);
	return word(0) | (uint64_t)word(1) << 32;
}

static struct schedcontext *sc_of(const struct actor *actor)
{
	return schedcontext_at(rig_object(actor->schedcontext));
}

/* Servers in a row: each waits at its own endpoint, above the client. */
static struct actor client, server[DEPTH];
static uint32_t ep[DEPTH], right[DEPTH];

static void row(uint32_t depth, bool own)
{
	for (uint32_t i = 0; i < depth; i++) {
		ep[i] = make(PITH_TYPE_ENDPOINT);
		right[i] = make(PITH_TYPE_REPLY);
		server[i] = actor(20);
		as(&server[i]);
		recv(.cap = ep[i], .reply = right[i]);
		as(&rig.root);
		if (!own)
			ok(server[i].thread, THREAD_UNBIND, W(PITH_TYPE_SCHEDCONTEXT));
	}
	client = actor(10);
}

/* The client calls, and each server the next one, until the last of them runs. */
static void calls(uint32_t depth)
{
	as(&client);
	for (uint32_t i = 0; i < depth; i++) {
		call(.cap = ep[i], W(100 + i));
		as(&server[i]);
		got_words(100 + i);
	}
}

Test(donation, a_passive_server_runs_on_its_callers_time)
{
	row(1, false);
	calls(1);
	must(thread_at(sc_of(&client)->user) == server[0].at);
	same(client.at->schedcontext, 0);
	pass(5000);
	reply_recv(.cap = ep[0], .reply = right[0], W(1));
	as(&client);
	must(thread_at(sc_of(&client)->user) == client.at);
	same(server[0].at->schedcontext, 0);
	same(consumed(&client), 5000);
	same(consumed(&server[0]), 0);
}

Test(donation, a_server_with_time_of_its_own_leaves_it_idle_during_a_call)
{
	uint32_t nt = make(PITH_TYPE_NOTIFICATION);

	row(1, true);
	ok(server[0].thread, THREAD_BIND, C(nt));
	calls(1);
	pass(5000);
	reply_recv(.cap = ep[0], .reply = right[0]);
	as(&client);
	same(server[0].at->schedcontext, server[0].at->own);
	/* A signal is its own affair. */
	send(.cap = nt);
	as(&server[0]);
	got_signal(1);
	pass(70);
	recv(.cap = ep[0], .reply = right[0]);
	as(&client);
	same(consumed(&client), 5000);
	same(consumed(&server[0]), 70);
}

Test(donation, the_callers_slice_ends_in_the_server)
{
	struct actor rival;

	row(1, false);
	rival = actor(20);
	as(&rival);
	yield();
	as(&rival);
	as(&rig.root);
	ok(rival.thread, THREAD_SUSPEND);
	as(&client);
	pass(RIG_BUDGET / 2);
	call(.cap = ep[0]);
	as(&server[0]);
	same(fake.deadline - fake.now, RIG_BUDGET / 2);
	as(&rig.root);
	ok(rival.thread, THREAD_RESUME);
	as(&server[0]);
	pass(RIG_BUDGET / 2);
	as(&rival);
	pass(RIG_BUDGET);
	as(&server[0]);
	same(fake.deadline - fake.now, RIG_BUDGET);
}

Test(donation, time_goes_down_a_chain_and_comes_back_by_the_same_way)
{
	for (uint32_t own = 0; own < 2; own++) {
		row(DEPTH, own);
		calls(DEPTH);
		must(thread_at(sc_of(&client)->user) == server[DEPTH - 1].at);
		pass(1000);
		for (uint32_t i = DEPTH; i-- > 0;) {
			reply_recv(.cap = ep[i], .reply = right[i], W(200 + i));
			as(i ? &server[i - 1] : &client);
			got_words(200 + i);
			must(thread_at(sc_of(&client)->user) == (i ? server[i - 1].at : client.at));
			pass(1000);
		}
		same(consumed(&client), 1000 * (DEPTH + 1));
		for (uint32_t i = 0; i < DEPTH; i++)
			same(consumed(&server[i]), 0);
		ok(client.thread, THREAD_SUSPEND);
	}
}

Test(donation, a_server_that_receives_before_it_has_answered_gives_the_time_back)
{
	uint32_t other = make(PITH_TYPE_REPLY), nt = make(PITH_TYPE_NOTIFICATION);

	row(1, true);
	calls(1);
	recv(.cap = nt);
	waits(&client, WAIT_REPLY);
	must(thread_at(sc_of(&client)->user) == client.at);
	same(server[0].at->schedcontext, server[0].at->own);
	as(&rig.root);
	send(.cap = nt);
	as(&server[0]);
	reply(.cap = right[0], W(5)); /* on its own time */
	got_nothing();
	recv(.cap = ep[0], .reply = other);
	as(&client);
	got_words(5);
}

Test(donation, an_answer_by_another_thread_withdraws_the_time_from_the_server)
{
	struct actor helper;

	for (uint32_t own = 0; own < 2; own++) {
		row(1, own);
		helper = actor(30);
		as(&helper);
		rest();
		calls(1);
		as(&rig.root);
		reply(.cap = right[0], W(6));
		got_nothing();
		same(server[0].at->schedcontext, own ? server[0].at->own : 0);
		must(thread_at(sc_of(&client)->user) == client.at);
		if (own) {
			as(&server[0]);
			recv(.cap = ep[0], .reply = right[0]);
		}
		as(&client);
		got_words(6);
		as(&rig.root);
		ok(client.thread, THREAD_SUSPEND);
	}
}

Test(donation, no_time_is_lent_to_a_server_that_works_on_borrowed_time)
{
	uint32_t second_right = make(PITH_TYPE_REPLY);
	struct actor second;

	row(1, true);
	second = new_thread(10);
	calls(1);
	ok(second.thread, THREAD_RESUME);
	/* It takes a second call while the first is not answered. */
	recv(.cap = ep[0], .reply = second_right);
	as(&second);
	call(.cap = ep[0], W(1));
	as(&server[0]);
	must(thread_at(sc_of(&second)->user) == server[0].at);
	must(thread_at(sc_of(&client)->user) == client.at);
	reply(.cap = right[0], W(2)); /* the first one's answer leaves the second's time */
	must(thread_at(sc_of(&second)->user) == server[0].at);
	/* Who was called last goes on first. */
	reply_recv(.cap = ep[0], .reply = second_right, W(3));
	as(&second);
	got_words(3);
	rest();
	as(&client);
	got_words(2);
}

/* --- Withdrawn ----------------------------------------------------------------------------------
 */

Test(donation, a_suspended_caller_takes_its_time_back_and_the_server_goes_on_with_its_own)
{
	row(1, true);
	calls(1);
	as(&rig.root);
	ok(client.thread, THREAD_SUSPEND);
	must(thread_at(sc_of(&client)->user) == client.at);
	as(&server[0]);
	refuses(STATE, PITH_ARG_TARGET, REPLY, .cap = right[0]);
	refuses(WOULD_BLOCK, PITH_ARG_TARGET, NBRECV, .cap = ep[0], .reply = right[0]);
	reply_recv(.cap = ep[0], .reply = right[0]); /* nobody to answer: it just receives */
	waits(&server[0], WAIT_CALLABLE);
	as(&rig.root);
	ok(client.thread, THREAD_RESUME);
	as(&client);
	got_error(GONE, PITH_ARG_TARGET);
}

Test(donation, a_passive_server_finishes_its_work_when_its_caller_gives_up)
{
	for (uint32_t how = 0; how < 3; how++) {
		row(2, false);
		calls(2);
		as(&rig.root);
		/* The server in the middle is a caller too. */
		if (how == 0)
			ok(client.thread, THREAD_SUSPEND);
		else if (how == 1)
			ok(K, CSPACE_DELETE, W(client.thread));
		else
			ok(server[0].thread, THREAD_SUSPEND);
		as(&server[1]);
		must(thread_at(sc_of(&client)->user) == server[1].at);
		reply_recv(.cap = ep[1], .reply = right[1]);
		if (how == 2) {
			/* Past the one that gave up, to the first caller, who still waits. */
			must(thread_at(sc_of(&client)->user) == client.at);
			waits(&client, WAIT_REPLY);
			continue;
		}
		as(&server[0]);
		reply_recv(.cap = ep[0], .reply = right[0]);
		waits(&server[0], WAIT_CALLABLE);
		idle();
		same(sc_of(&client)->user, how == 0 ? hal_ref(client.at) : 0);
		as(&rig.root);
		ok(client.schedcontext, SCHEDCONTEXT_CONSUMED);
	}
}

Test(donation, calls_are_counted_by_the_context_that_they_take_along)
{
	struct actor second;

	row(3, true);
	/* At once, each from the one before. */
	calls(3);
	consumed(&client);
	same(word(2), 3);
	consumed(&server[0]);
	same(word(2), 0);
	/* In line: counted when it is received, as only then time goes along. */
	second = actor(30);
	as(&second);
	call(.cap = ep[0]);
	consumed(&second);
	same(word(2), 0);
	for (uint32_t i = 3; i-- > 0;) {
		as(&server[i]);
		reply_recv(.cap = ep[i], .reply = right[i]);
	}
	consumed(&second);
	same(word(2), 1);
	consumed(&client);
	same(word(2), 3);
}

Test(donation, a_deleted_context_leaves_everyone_with_their_own)
{
	row(3, true);
	calls(3);
	as(&rig.root);
	ok(client.thread, THREAD_UNBIND, W(PITH_TYPE_SCHEDCONTEXT));
	ok(K, CSPACE_DELETE, W(client.schedcontext));
	for (uint32_t i = 3; i-- > 0;) {
		as(&server[i]);
		same(server[i].at->schedcontext, server[i].at->own);
		reply_recv(.cap = ep[i], .reply = right[i], W(i));
	}
	/* The client was answered, but has no time to read it. */
	idle();
	as(&rig.root);
	ok(client.thread, THREAD_BIND, C(make_schedcontext(RIG_BUDGET)));
	as(&client);
	got_words(0);
}

Test(donation, a_lent_context_that_is_deleted_stops_a_passive_server)
{
	row(1, false);
	calls(1);
	as(&rig.root);
	ok(K, CSPACE_DELETE, W(client.schedcontext));
	same(client.at->own, 0);
	same(server[0].at->schedcontext, 0);
	idle();
	as(&rig.root);
	ok(server[0].thread, THREAD_BIND, C(make_schedcontext(RIG_BUDGET)));
	as(&server[0]);
	reply_recv(.cap = ep[0], .reply = right[0], W(4));
	idle();
	same(client.at->wait, 0);
}

Test(donation, the_running_threads_context_can_be_deleted_by_itself)
{
	struct actor self = actor(10);

	as(&self);
	call(.cap = K, .label = PITH_OP_CSPACE_DELETE, W(self.schedcontext));
	idle();
	same(self.at->wait, 0);
	as(&rig.root);
	ok(self.thread, THREAD_BIND, C(make_schedcontext(RIG_BUDGET)));
	as(&self);
	got_nothing();
}

Test(donation, a_long_call_stack_of_a_deleted_context_is_taken_apart_in_steps)
{
	enum { CALLS = 40 };
	static struct actor chain[CALLS];
	static uint32_t ends[CALLS], rights[CALLS];
	struct actor first;
	uint32_t steps;

	for (uint32_t i = 0; i < CALLS; i++) {
		ends[i] = make(PITH_TYPE_ENDPOINT);
		rights[i] = make(PITH_TYPE_REPLY);
		chain[i] = actor(20);
		as(&chain[i]);
		recv(.cap = ends[i], .reply = rights[i]);
		as(&rig.root);
	}
	first = actor(10);
	as(&first);
	for (uint32_t i = 0; i < CALLS; i++) {
		call(.cap = ends[i]);
		as(&chain[i]);
	}
	as(&rig.root);
	steps = fake.steps;
	ok(K, CSPACE_DELETE, W(first.schedcontext));
	must(fake.steps - steps >= 3);
	for (uint32_t i = CALLS; i-- > 0;) {
		as(&chain[i]);
		reply_recv(.cap = ends[i], .reply = rights[i]);
	}
	idle();
}

Test(donation, a_queued_caller_that_loses_its_time_is_told_so)
{
	uint32_t at = make(PITH_TYPE_ENDPOINT);
	struct actor caller = actor(10), sender = actor(10);

	as(&caller);
	call(.cap = at);
	as(&sender);
	send(.cap = at);
	as(&rig.root);
	ok(caller.thread, THREAD_UNBIND, W(PITH_TYPE_SCHEDCONTEXT));
	ok(K, CSPACE_DELETE, W(sender.schedcontext));
	same(endpoint_at(rig_object(at))->send, 0);
	ok(caller.thread, THREAD_BIND, C(caller.schedcontext));
	as(&caller);
	got_error(STATE, PITH_ARG_TARGET);
	as(&rig.root);
	ok(sender.thread, THREAD_BIND, C(make_schedcontext(RIG_BUDGET)));
	ok(caller.thread, THREAD_SUSPEND);
	as(&sender);
	got_error(STATE, PITH_ARG_TARGET);
}

Test(donation, a_queued_caller_with_time_of_its_own_stays_when_what_it_had_borrowed_ends)
{
	uint32_t next = make(PITH_TYPE_ENDPOINT), reply = make(PITH_TYPE_REPLY);
	struct actor last = new_thread(30);

	row(1, true);
	calls(1);
	call(.cap = next, W(7));
	waits(&server[0], WAIT_CALL);
	as(&rig.root);
	ok(K, CSPACE_DELETE, W(client.schedcontext));
	waits(&server[0], WAIT_CALL);
	must(server[0].at->schedcontext == server[0].at->own);
	ok(last.thread, THREAD_RESUME);
	as(&last);
	recv(.cap = next, .reply = reply);
	got(0, 0, 1, 0);
	got_words(7);
	reply(.cap = reply);
	rest();
	as(&server[0]);
}

Test(donation, a_queued_fault_that_loses_its_time_is_reported)
{
	uint32_t at = make(PITH_TYPE_ENDPOINT);
	struct actor broken = actor(10);

	ok(broken.thread, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(at));
	as(&broken);
	fault(UNDEFINED, 0, 0, 0);
	as(&rig.root);
	ok(broken.thread, THREAD_UNBIND, W(PITH_TYPE_SCHEDCONTEXT));
	waits(&broken, WAIT_STOPPED);
	same(fake.unhandled, 1);
}

/* --- Bound and unbound meanwhile
 * ------------------------------------------------------------------ */

Test(donation, a_lent_context_cannot_be_bound_to_another)
{
	struct actor other = new_passive(5);

	row(1, true);
	calls(1);
	as(&rig.root);
	refused(STATE, PITH_ARG_CAP, other.thread, THREAD_BIND, C(client.schedcontext));
	ok(client.thread, THREAD_UNBIND, W(PITH_TYPE_SCHEDCONTEXT));
	refused(STATE, PITH_ARG_CAP, other.thread, THREAD_BIND, C(client.schedcontext));
	as(&server[0]);
	reply_recv(.cap = ep[0], .reply = right[0]);
	as(&client); /* still on it, until it gives it back */
	rest();
	as(&rig.root);
	ok(other.thread, THREAD_BIND, C(client.schedcontext));
}

Test(donation, a_caller_that_got_other_time_meanwhile_still_takes_the_lent_time_back)
{
	for (uint32_t fast = 0; fast < 2; fast++) {
		uint32_t second = make_schedcontext(RIG_BUDGET), nt = make(PITH_TYPE_NOTIFICATION);

		row(1, true);
		calls(1);
		as(&rig.root);
		ok(client.thread, THREAD_UNBIND, W(PITH_TYPE_SCHEDCONTEXT));
		ok(client.thread, THREAD_BIND, C(second));
		as(&server[0]);
		if (fast) {
			reply_recv(.cap = ep[0], .reply = right[0]);
		} else {
			reply(.cap = right[0]);
			recv(.cap = ep[0], .reply = right[0]);
		}
		as(&client);
		must(thread_at(sc_of(&client)->user) == client.at);
		same(client.at->schedcontext, rig_object(client.schedcontext));
		/* Borrowed now: it goes when the thread waits, and its own is there. */
		recv(.cap = nt);
		same(sc_of(&client)->user, 0);
		same(client.at->schedcontext, rig_object(second));
		as(&rig.root);
		ok(K, CSPACE_DELETE, W(client.thread));
		ok(K, CSPACE_DELETE, W(client.schedcontext));
	}
}

Test(donation, a_server_whose_borrowed_time_ends_elsewhere_wakes_on_its_own)
{
	/* The first server lends the client's context on; it is deleted there. */
	row(2, true);
	calls(2);
	as(&rig.root);
	ok(K, CSPACE_DELETE, W(client.schedcontext));
	as(&server[1]);
	reply_recv(.cap = ep[1], .reply = right[1], W(8));
	as(&server[0]);
	got_words(8);
}

Test(donation, a_server_answered_out_of_turn_wakes_on_its_own)
{
	row(3, true);
	calls(3);
	/* The first server's call is answered while the third still has the time. */
	as(&rig.root);
	reply(.cap = right[1], W(9));
	same(server[0].at->schedcontext, server[0].at->own);
	must(thread_at(sc_of(&client)->user) == server[2].at);
	as(&server[0]);
	got_words(9);
	rest();
	as(&server[2]);
	reply_recv(.cap = ep[2], .reply = right[2]);
	/* From the third to the second, which still waited for it. */
	must(thread_at(sc_of(&client)->user) == server[1].at);
}

Test(donation, time_bound_to_a_waiting_passive_thread_makes_it_active)
{
	row(1, false);
	ok(server[0].thread, THREAD_BIND, C(server[0].schedcontext));
	same(server[0].at->schedcontext, rig_object(server[0].schedcontext));
	calls(1);
	ok(server[0].thread, THREAD_UNBIND, W(PITH_TYPE_SCHEDCONTEXT));
	same(sc_of(&server[0])->user, 0);
	as(&server[0]); /* goes on with the caller's */
	ok(server[0].thread, THREAD_BIND, C(server[0].schedcontext));
	must(thread_at(sc_of(&client)->user) == server[0].at);
	same(server[0].at->schedcontext, rig_object(client.schedcontext));
	reply_recv(.cap = ep[0], .reply = right[0]);
	as(&client);
}

/* --- Any order of death
 * ---------------------------------------------------------------------------- */

/* Somebody who has an answer to give gives it. */
static void act(void)
{
	const struct thread *current = cpu_current(rig.cpu);

	for (uint32_t i = 0; i < DEPTH; i++)
		if (current && current == server[i].at) {
			reply_recv(.cap = ep[i], .reply = right[i], W(i));
			return;
		}
}

static void all_die_in_some_order(uint32_t depth, bool own)
{
	static struct fake_snapshot before;
	struct rig at_start;
	uint32_t untyped = make_bits(PITH_TYPE_UNTYPED, 18), pool = rig.pool;
	uint32_t victims[4 * DEPTH + 3], count = 0;

	rig.pool = untyped;
	row(depth, own);
	rig.pool = pool;
	calls(depth);
	victims[count++] = client.thread;
	victims[count++] = client.schedcontext;
	victims[count++] = client.buffer;
	for (uint32_t i = 0; i < depth; i++) {
		victims[count++] = server[i].thread;
		victims[count++] = server[i].schedcontext;
		victims[count++] = ep[i];
		victims[count++] = right[i];
	}
	as(&rig.root);
	at_start = rig;
	fake_save(&before);
	for (uint32_t round = 0; round < 400; round++) {
		rig_restore(&before);
		rig = at_start;
		for (uint32_t left = count; left > 0; left--) {
			uint32_t which = (uint32_t)rand() % left, victim = victims[which];

			victims[which] = victims[left - 1];
			victims[left - 1] = victim;
			as(&rig.root);
			ok(K, CSPACE_DELETE, W(victim));
			same(rig.cpu->dying, 0);
			recv(.cap = rig.bell);
			for (int i = rand() % 4; i > 0; i--)
				act();
		}
		as(&rig.root);
		/* Buffers are frames that stay; then nothing does. */
		ok(K, CSPACE_REVOKE, W(untyped));
		ok(untyped, UNTYPED_QUERY);
		same(word(1), 0);
	}
}

Test(donation, passive_servers_and_their_clients_can_die_in_any_order)
{
	srand(2);
	all_die_in_some_order(4, false);
}

Test(donation, active_servers_and_their_clients_can_die_in_any_order)
{
	srand(3);
	all_die_in_some_order(4, true);
}
