/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Queues at an endpoint: senders by priority and arrival, receivers by arrival,
 * thousands of them, and the end of the endpoint under all of them.
 */
#include "tests/unit/core/rig.h"

#include <stdlib.h>

TestSuite(endpoint, .init = rig_boot);

enum { K = PITH_BOOT_CSPACE };

static struct endpoint *object(uint32_t ep)
{
	return endpoint_at(rig_object(ep));
}

Test(endpoint, receivers_are_served_in_the_order_of_their_arrival)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT);
	struct actor low = actor(5), high = actor(20), middle = actor(10), sender;
	const struct actor *order[] = {&high, &middle, &low};

	for (uint32_t i = 0; i < 3; i++) {
		as(order[i]);
		recv(.cap = ep);
	}
	as(&rig.root);
	sender = actor(30);
	as(&sender);
	for (uint32_t i = 0; i < 3; i++)
		send(.cap = ep, W(i));
	rest();
	for (uint32_t i = 0; i < 3; i++) {
		as(order[i]);
		got_words(i);
		rest();
	}
}

/* Senders of these priorities arrive; they are received by priority, then arrival. */
static void arrive(const uint32_t *priorities, uint32_t count, struct actor *senders, uint32_t ep)
{
	for (uint32_t i = 0; i < count; i++) {
		senders[i] = actor(priorities[i]);
		as(&senders[i]);
		if (i % 2)
			call(.cap = ep, W(i));
		else
			send(.cap = ep, W(i));
		as(&rig.root);
	}
}

static void received_in_order(const uint32_t *priorities, uint32_t count, uint32_t ep, uint64_t out)
{
	for (int32_t priority = 255; priority >= 0; priority--)
		for (uint32_t i = 0; i < count; i++) {
			if (priorities[i] != (uint32_t)priority || out >> i & 1)
				continue;
			nbrecv(.cap = ep);
			got_words(i);
		}
	refuses(WOULD_BLOCK, PITH_ARG_TARGET, NBRECV, .cap = ep);
}

static const uint32_t mixed[] = {10, 20, 10, 5, 20, 10, 30, 5, 10, 7, 30, 20};

Test(endpoint, senders_are_served_by_priority_then_arrival)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT);
	struct actor senders[ARRAY_SIZE(mixed)];

	arrive(mixed, ARRAY_SIZE(mixed), senders, ep);
	received_in_order(mixed, ARRAY_SIZE(mixed), ep, 0);
}

Test(endpoint, any_sender_can_leave_the_queue)
{
	for (uint32_t which = 0; which < ARRAY_SIZE(mixed); which++) {
		uint32_t ep = make(PITH_TYPE_ENDPOINT);
		struct actor senders[ARRAY_SIZE(mixed)];

		arrive(mixed, ARRAY_SIZE(mixed), senders, ep);
		ok(senders[which].thread, THREAD_SUSPEND);
		received_in_order(mixed, ARRAY_SIZE(mixed), ep, 1ull << which);
		for (uint32_t i = 0; i < ARRAY_SIZE(mixed); i++)
			ok(K, CSPACE_DELETE, W(senders[i].thread));
	}
}

Test(endpoint, senders_can_leave_the_queue_in_any_order)
{
	srand(4);
	for (uint32_t round = 0; round < 20; round++) {
		uint32_t ep = make(PITH_TYPE_ENDPOINT);
		struct actor senders[ARRAY_SIZE(mixed)];
		uint64_t out = 0;

		arrive(mixed, ARRAY_SIZE(mixed), senders, ep);
		for (uint32_t n = 0; n < 8; n++) {
			uint32_t which = (uint32_t)rand() % ARRAY_SIZE(mixed);

			ok(senders[which].thread, THREAD_SUSPEND);
			out |= 1ull << which;
		}
		received_in_order(mixed, ARRAY_SIZE(mixed), ep, out);
		for (uint32_t i = 0; i < ARRAY_SIZE(mixed); i++)
			ok(K, CSPACE_DELETE, W(senders[i].thread));
	}
}

Test(endpoint, any_receiver_can_leave_the_queue)
{
	for (uint32_t which = 0; which < 4; which++) {
		uint32_t ep = make(PITH_TYPE_ENDPOINT), right[4];
		struct actor receivers[4];

		for (uint32_t i = 0; i < 4; i++) {
			receivers[i] = actor(10);
			right[i] = make(PITH_TYPE_REPLY);
			as(&receivers[i]);
			recv(.cap = ep, .reply = i % 2 ? right[i] : 0);
			as(&rig.root);
		}
		ok(receivers[which].thread, THREAD_SUSPEND);
		for (uint32_t i = 0; i < 4; i++) {
			if (i == which)
				continue;
			nbsend(.cap = ep, W(i));
			got_nothing();
			as(&receivers[i]);
			got_words(i);
			rest();
			as(&rig.root);
		}
		refuses(WOULD_BLOCK, PITH_ARG_TARGET, NBSEND, .cap = ep);
	}
}

/* --- The end -------------------------------------------------------------------------------------
 */

Test(endpoint, when_it_ends_all_that_wait_are_told)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), twin = copy(ep, PITH_ALL_RIGHTS, 0);
	struct actor senders[ARRAY_SIZE(mixed)];

	arrive(mixed, ARRAY_SIZE(mixed), senders, ep);
	ok(K, CSPACE_DELETE, W(ep));
	for (uint32_t i = 0; i < ARRAY_SIZE(mixed); i++)
		must(senders[i].at->wait);
	ok(K, CSPACE_DELETE, W(twin));
	for (uint32_t i = 0; i < ARRAY_SIZE(mixed); i++) {
		must(!senders[i].at->wait);
		same(senders[i].at->context.r[1], pith_error_tag(PITH_ERROR_GONE, PITH_ARG_TARGET));
	}
}

Test(endpoint, when_it_ends_receivers_are_told_and_their_reply_objects_are_free)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), other = make(PITH_TYPE_ENDPOINT);
	uint32_t right = make(PITH_TYPE_REPLY);
	struct actor one = actor(10), two = actor(9);

	as(&one);
	recv(.cap = ep, .reply = right);
	as(&two);
	recv(.cap = ep);
	as(&rig.root);
	ok(K, CSPACE_DELETE, W(ep));
	as(&one);
	got_error(GONE, PITH_ARG_TARGET);
	recv(.cap = other, .reply = right);
	as(&two);
	got_error(GONE, PITH_ARG_TARGET);
}

Test(endpoint, when_it_ends_waiting_faults_are_reported)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT);
	struct actor broken = actor(10), sender = actor(10);

	ok(broken.thread, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(copy(ep, PITH_SEND, 5)));
	as(&broken);
	fault(ALIGNMENT, 0x123, PITH_WRITE, 1);
	as(&sender);
	send(.cap = ep);
	as(&rig.root);
	/* The handler capability keeps it alive; revoking takes that too. */
	ok(K, CSPACE_REVOKE, W(ep));
	ok(K, CSPACE_DELETE, W(ep));
	waits(&broken, WAIT_STOPPED);
	same(fake.unhandled, 1);
	must(fake.unhandled_thread == broken.at);
	same(fake.unhandled_words[0], PITH_FAULT_ALIGNMENT);
	same(fake.unhandled_words[1], 0x123);
	must(!sender.at->wait);
}

/* --- Thousands
 * ----------------------------------------------------------------------------------------- */

enum { MANY = 1900 };

static uint32_t first_thread, first_context;

/* So many threads that they fill root's CSpace; each with time, none resumed. */
static void make_many(void)
{
	first_thread = rig_slots(MANY);
	first_context = rig_slots(MANY);
	rig.unchecked = true;
	for (uint32_t i = 0; i < MANY; i++) {
		ok(rig.pool, UNTYPED_RETYPE, W(PITH_TYPE_THREAD, 0, first_thread + i, 1, 0), C(K));
		ok(rig.pool, UNTYPED_RETYPE, W(PITH_TYPE_SCHEDCONTEXT, 0, first_context + i, 1, 0),
		    C(K));
		ok(PITH_BOOT_SCHEDCONTROL, SCHEDCONTROL_CONFIGURE, W(RIG_BUDGET, 0, 0, 0),
		    C(first_context + i));
		ok(first_thread + i, THREAD_BIND, C(first_context + i));
		ok(first_thread + i, THREAD_CONFIGURE, W(PITH_THREAD_CSPACE, 0), C(K));
		ok(first_thread + i, THREAD_SET_PRIORITY, W((uint32_t)rand() % 250, 0));
		ok(first_thread + i, THREAD_RESUME);
	}
	rig.unchecked = false;
}

/* They all call, from the highest to the lowest, as the scheduler lets them. */
static void all_send(uint32_t ep)
{
	recv(.cap = rig.bell);
	for (uint32_t i = 0; i < MANY; i++) {
		rig.unchecked = i % 100 != 0;
		send(.cap = ep, W(hal_ref(cpu_current(rig.cpu))));
	}
	rig.unchecked = false;
	same(fake.left, FAKE_IDLE);
	as(&rig.root);
}

Test(endpoint, thousands_of_senders_are_served_in_order)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), before = 255;

	srand(5);
	make_many();
	all_send(ep);
	rig.unchecked = true;
	for (uint32_t i = 0; i < MANY; i++) {
		nbrecv(.cap = ep);
		must(thread_at(word(0))->priority <= before);
		before = thread_at(word(0))->priority;
	}
	rig.unchecked = false;
	refuses(WOULD_BLOCK, PITH_ARG_TARGET, NBRECV, .cap = ep);
}

Test(endpoint, an_endpoint_with_thousands_of_senders_ends_in_bounded_steps)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), steps;

	srand(6);
	make_many();
	all_send(ep);
	rig.unchecked = true;
	steps = fake.steps;
	ok(K, CSPACE_DELETE, W(ep));
	must(fake.steps - steps >= MANY);
	rig.unchecked = false;
	yield();
	for (uint32_t i = 0; i < MANY; i++) {
		must(!rig_thread(first_thread + i)->wait);
		same(rig_thread(first_thread + i)->context.r[1],
		    pith_error_tag(PITH_ERROR_GONE, PITH_ARG_TARGET));
	}
}

Test(endpoint, thousands_of_waiting_threads_can_be_revoked_at_once)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT);

	srand(7);
	make_many();
	all_send(ep);
	rig.unchecked = true;
	for (uint32_t i = 0; i < MANY; i++)
		ok(K, CSPACE_DELETE, W(first_thread + (i * 7) % MANY));
	rig.unchecked = false;
	yield();
	same(object(ep)->send, 0);
	refuses(WOULD_BLOCK, PITH_ARG_TARGET, NBRECV, .cap = ep);
}

Test(endpoint, whoever_waits_takes_its_place_anew_when_its_priority_changes)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT);

	for (uint32_t kind = 0; kind < 3; kind++) {
		struct actor high = actor(12), low = actor(10), receiver = new_thread(30);
		uint32_t right = make(PITH_TYPE_REPLY);

		ok(high.thread, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(ep));
		as(&high);
		if (kind == 0)
			send(.cap = ep, .label = 100);
		else if (kind == 1)
			call(.cap = ep, .label = 100);
		else
			fault(UNDEFINED, 0, 0, 0);
		as(&low);
		send(.cap = ep, .label = 200);
		as(&rig.root);
		ok(high.thread, THREAD_SET_PRIORITY, W(5, 5));
		ok(receiver.thread, THREAD_RESUME);
		as(&receiver);
		recv(.cap = ep, .reply = right);
		got(0, 200, 0, 0);
		recv(.cap = ep, .reply = right);
		same(pith_tag_label(tag()), kind < 2 ? 100 : PITH_FAULT_UNDEFINED);
		rest();
		as(&rig.root);
		ok(high.thread, THREAD_SUSPEND);
		ok(low.thread, THREAD_SUSPEND);
	}
}
