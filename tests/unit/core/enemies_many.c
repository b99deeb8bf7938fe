/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known enemies that come in thousands: derivation trees as deep as memory allows, endpoints
 * with thousands that wait at them. What ends them goes in bounded steps, on a stack that
 * does not grow, and whoever is more urgent runs in between.
 */
#include "tests/unit/core/enemies.h"

enum { DEEP = 8000, CHAIN_BITS = 13 };

/* The stack that the kernel takes from now on. */
static void measure(void)
{
	fake.deepest = ~(uintptr_t)0;
}

/* --- Deep derivation trees ------------------------------------------------------- */

/* A CSpace in which slot 1 is derived from the capability, 2 from 1, and so on. */
static uint32_t chain(uint32_t from, uint32_t length)
{
	uint32_t cspace = make_bits(PITH_TYPE_CSPACE, CHAIN_BITS);

	ok(cspace, CSPACE_COPY, W(1, from, ALL, 0), C(K));
	for (uint32_t i = 1; i < length; i++)
		ok(cspace, CSPACE_COPY, W(1 + i, i, ALL, 0));
	return cspace;
}

static bool is_empty(uint32_t cspace, uint32_t slot)
{
	return cspace_slot(cspace_at(rig_object(cspace)), slot)->ops == 0;
}

/* The whole tree is walked by recursion, on a stack that ends before it does. */
Test(enemies, deep_derivation_is_revoked_in_steps_on_a_bounded_stack)
{
	static const uint32_t lengths[] = {4, DEEP};
	uintptr_t deepest[2];

	rig.unchecked = true;
	for (uint32_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		uint32_t ep = make(PITH_TYPE_ENDPOINT), beside = copy(ep, ALL, 1), steps, cspace;

		cspace = chain(beside, lengths[i]);
		sound();
		measure();
		steps = fake.steps;
		ok(K, CSPACE_REVOKE, W(beside));
		same(fake.steps - steps, lengths[i]);
		deepest[i] = fake.deepest;
		for (uint32_t n = 1; n <= lengths[i]; n++)
			must(is_empty(cspace, n));
		must(!empty(ep) && !empty(beside) && !rig_slot(beside)->first);
		sound();
	}
	same(deepest[0], deepest[1]);
}

/* Each step can be preempted; what is urgent waits for one of them at most. */
Test(enemies, deep_derivation_revoked_is_preempted_at_each_step)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), alarm, repeats = 0, rings = 0, cspace;
	struct actor slow = actor(10), urgent = actor(20);

	rig.unchecked = true;
	alarm = make(PITH_TYPE_NOTIFICATION);
	cspace = chain(ep, DEEP);
	as(&urgent);
	recv(.cap = alarm);
	as(&slow);
	fake.preempt_always = true;
	call(.cap = K, .label = PITH_OP_CSPACE_REVOKE, W(ep));
	for (; rig_interrupted(slow.at); repeats++) {
		if (repeats % 256 == 0) {
			fake.preempt_always = false;
			as(&rig.root);
			send(.cap = alarm);
			as(&urgent);
			got_signal(1);
			recv(.cap = alarm);
			fake.preempt_always = true;
			rings++;
		}
		as(&slow);
		again();
	}
	got_nothing();
	same(repeats, DEEP);
	same(rings, (DEEP + 255) / 256);
	for (uint32_t n = 1; n <= DEEP; n++)
		must(is_empty(cspace, n));
	sound();
}

/* Links that are taken out leave the rest in order: every second one, then the first. */
Test(enemies, deep_derivation_loses_links_and_keeps_its_order)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), cspace, steps;

	rig.unchecked = true;
	cspace = chain(ep, DEEP);
	steps = fake.steps;
	for (uint32_t n = 2; n <= DEEP; n += 2)
		ok(cspace, CSPACE_DELETE, W(n));
	same(fake.steps, steps); /* no step at all: it is done at once */
	sound();
	for (uint32_t n = 3; n <= DEEP; n += 2) {
		const struct slot *slot = cspace_slot(cspace_at(rig_object(cspace)), n);

		same(slot->prev, hal_ref(slot - 2) | SLOT_PARENT);
	}
	ok(cspace, CSPACE_REVOKE, W(DEEP / 2 + 1));
	for (uint32_t n = 1; n <= DEEP; n++)
		same(is_empty(cspace, n), n % 2 == 0 || n > DEEP / 2 + 1);
	ok(cspace, CSPACE_DELETE, W(1));
	ok(K, CSPACE_REVOKE, W(ep));
	for (uint32_t n = 1; n <= DEEP; n++)
		must(is_empty(cspace, n));
	sound();
}

/* Pages mapped through a chain of copies: each deletion unmaps one. */
Test(enemies, deep_derivation_of_mapped_frames)
{
	enum { PAGES = 256 };
	static const uint32_t lengths[] = {4, PAGES};
	uint32_t space = make(PITH_TYPE_SPACE), table = make(PITH_TYPE_PAGETABLE);
	uintptr_t deepest[2];

	rig.unchecked = true;
	ok(table, PAGETABLE_MAP, W(5 * MB, 0), C(space));
	for (uint32_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		uint32_t frame = make_bits(PITH_TYPE_FRAME, 12), last = frame;

		for (uint32_t n = 0; n < lengths[i]; n++) {
			last = copy(last, RW, 0);
			ok(last, FRAME_MAP, W(5 * MB + n * 0x1000, RW), C(space));
		}
		measure();
		ok(K, CSPACE_REVOKE, W(frame));
		deepest[i] = fake.deepest;
		for (uint32_t n = 0; n < PAGES; n++)
			same(fake_translate(rig_object(space), 5 * MB + n * 0x1000, &(paddr_t){0}),
			    0);
		sound();
	}
	same(deepest[0], deepest[1]);
}

/* CSpaces one in the other: the end of each is the end of the next. */
Test(enemies, deep_nest_of_cspaces_ends_in_steps_on_a_bounded_stack)
{
	static const uint32_t lengths[] = {3, 3000};
	uintptr_t deepest[2];

	rig.unchecked = true;
	for (uint32_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		uint32_t memory = make_bits(PITH_TYPE_UNTYPED, 19), outer, inner, steps;
		const void *innermost;

		outer = inner = make_from(memory, PITH_TYPE_CSPACE, 2, 0);
		for (uint32_t n = 0; n < lengths[i]; n++) {
			uint32_t back = rig.next, next = make_from(memory, PITH_TYPE_CSPACE, 2, 0);

			ok(inner, CSPACE_COPY, W(1, next, ALL, 0), C(K));
			if (inner != outer) {
				ok(K, CSPACE_DELETE, W(inner));
				ok(K, CSPACE_MOVE, W(inner, next));
				rig.next = back;
			} else {
				inner = next;
			}
		}
		innermost = hal_pointer(rig_object(inner));
		ok(K, CSPACE_DELETE, W(inner));
		must(fake_alive(innermost));
		sound();
		measure();
		steps = fake.steps;
		ok(K, CSPACE_DELETE, W(outer));
		must(fake.steps - steps >= lengths[i]);
		must(!fake_alive(innermost));
		deepest[i] = fake.deepest;
		unused(memory);
		sound();
	}
	same(deepest[0], deepest[1]);
}

/* Untyped in Untyped, down to the smallest: what is revoked is what lies below, at each level. */
Test(enemies, deep_nest_of_untyped_memory)
{
	enum { LEVELS = 20 - PITH_UNTYPED_BITS_MIN };
	uint32_t level[LEVELS + 1];

	for (uint32_t at = 0; at < LEVELS; at++) {
		level[0] = make_bits(PITH_TYPE_UNTYPED, 20);
		for (uint32_t n = 1; n <= LEVELS; n++)
			level[n] = make_from(level[n - 1], PITH_TYPE_UNTYPED, 20 - n, 0);
		make_from(level[LEVELS], PITH_TYPE_ENDPOINT, 0, 0);
		ok(K, CSPACE_REVOKE, W(level[at]));
		unused(level[at]);
		for (uint32_t n = 0; n <= LEVELS; n++)
			same(!empty(level[n]), n <= at);
		make_from(level[at], PITH_TYPE_UNTYPED, 20 - at, 0);
		ok(K, CSPACE_REVOKE, W(rig.pool));
		rig_boot();
	}
}

/* --- Thousands of waiters -------------------------------------------------------- */

enum { WAITERS = 2000, PRIORITIES_USED = 4 };

static struct thread *waiters[WAITERS];
static uint32_t memory, pen, ep, nt; /* pen: where their capabilities are */

static uint32_t priority_of(uint32_t i)
{
	return 10 + i % PRIORITIES_USED;
}

/* A thread without a buffer, with its own time; it runs. */
static void new_waiter(uint32_t i)
{
	uint32_t next = rig.next, thread = make_from(memory, PITH_TYPE_THREAD, 0, 0), sc;

	waiters[i] = rig_thread(thread);
	sc = make_from(memory, PITH_TYPE_SCHEDCONTEXT, 0, 0);
	ok(PITH_BOOT_SCHEDCONTROL, SCHEDCONTROL_CONFIGURE, W(RIG_BUDGET, 0, 0, 0), C(sc));
	ok(thread, THREAD_CONFIGURE, W(PITH_THREAD_CSPACE | PITH_THREAD_FAULT, 0), C(K, ep));
	ok(thread, THREAD_SET_PRIORITY, W(priority_of(i), priority_of(i)));
	ok(thread, THREAD_BIND, C(sc));
	ok(thread, THREAD_RESUME);
	ok(pen, CSPACE_MOVE, W(1 + 2 * i, thread), C(K));
	ok(pen, CSPACE_MOVE, W(2 + 2 * i, sc), C(K));
	rig.next = next;
	recv(.cap = rig.bell);
	must(cpu_current(rig.cpu) == waiters[i]);
}

enum crowd { SENDERS, RECEIVERS, LISTENERS, CROWDS };

static bool faulted(enum crowd crowd, uint32_t i)
{
	return crowd == SENDERS && i % 3 == 2;
}

static void gather(enum crowd crowd)
{
	rig.unchecked = true;
	pen = make_bits(PITH_TYPE_CSPACE, CHAIN_BITS);
	ep = make(PITH_TYPE_ENDPOINT);
	nt = make(PITH_TYPE_NOTIFICATION);
	memory = make_from(rig.info->region[0].slot, PITH_TYPE_UNTYPED, 22, 0);
	for (uint32_t i = 0; i < WAITERS; i++) {
		new_waiter(i);
		if (crowd == RECEIVERS)
			recv(.cap = ep);
		else if (crowd == LISTENERS)
			recv(.cap = nt);
		else if (faulted(crowd, i))
			fault(UNDEFINED, 0, 0, 0);
		else if (i % 3)
			call(.cap = ep);
		else
			send(.cap = ep);
		as(&rig.root);
	}
	sound();
}

/* All of them run, by priority and then in the order in which they came, and know why. */
static void disperse(enum crowd crowd)
{
	recv(.cap = rig.bell);
	for (uint32_t p = PRIORITIES_USED; p-- > 0;)
		for (uint32_t i = p; i < WAITERS; i += PRIORITIES_USED) {
			if (faulted(crowd, i)) {
				same(waiters[i]->wait, WAIT_STOPPED);
				continue;
			}
			must(cpu_current(rig.cpu) == waiters[i]);
			got_error(GONE, PITH_ARG_TARGET);
			rest();
		}
	idle();
}

/* Destroying it is a loop over all who wait, with interrupts off. */
static void destroy(enum crowd crowd)
{
	uint32_t repeats = 0, rings = 0, alarm, unhandled = 0;
	struct actor killer, urgent;

	gather(crowd);
	alarm = make(PITH_TYPE_NOTIFICATION);
	killer = actor(50);
	urgent = actor(60);
	as(&urgent);
	recv(.cap = alarm);
	as(&killer);
	ok(K, CSPACE_REVOKE, W(ep)); /* those that the threads' fault handlers are */
	fake.preempt_always = true;
	call(.cap = K, .label = PITH_OP_CSPACE_DELETE, W(crowd == LISTENERS ? nt : ep));
	for (; rig_interrupted(killer.at); repeats++) {
		if (repeats % 100 == 0) {
			fake.preempt_always = false;
			as(&rig.root);
			send(.cap = alarm);
			as(&urgent);
			recv(.cap = alarm);
			fake.preempt_always = true;
			rings++;
		}
		as(&killer);
		again();
	}
	got_nothing();
	must(repeats >= WAITERS && repeats <= WAITERS + 2);
	must(rings >= WAITERS / 100);
	for (uint32_t i = 0; i < WAITERS; i++)
		unhandled += faulted(crowd, i);
	same(fake.unhandled, unhandled);
	sound();
	rest();
	as(&rig.root);
	disperse(crowd);
	as(&rig.root);
	ok(K, CSPACE_REVOKE, W(memory));
	unused(memory);
	sound();
}

Test(enemies, thousands_of_senders_when_their_endpoint_is_destroyed)
{
	destroy(SENDERS);
}

Test(enemies, thousands_of_receivers_when_their_endpoint_is_destroyed)
{
	destroy(RECEIVERS);
}

Test(enemies, thousands_of_listeners_when_their_notification_is_destroyed)
{
	destroy(LISTENERS);
}

/* From the middle of such a queue one leaves without a walk, and each of the others is served in
 * its turn. */
Test(enemies, thousands_of_senders_some_of_whom_leave)
{
	uint32_t slot = rig_slots(1), right = make(PITH_TYPE_REPLY), served = 0, steps;
	struct actor server;

	gather(SENDERS);
	steps = fake.steps;
	for (uint32_t i = 1; i < WAITERS; i += 7) {
		ok(K, CSPACE_MOVE, W(slot, 1 + 2 * i), C(pen));
		ok(slot, THREAD_SUSPEND);
		ok(pen, CSPACE_MOVE, W(1 + 2 * i, slot), C(K));
	}
	same(fake.steps, steps);
	sound();
	server = actor(30);
	as(&server);
	for (uint32_t p = PRIORITIES_USED; p-- > 0;)
		for (uint32_t i = p; i < WAITERS; i += PRIORITIES_USED) {
			if (i % 7 == 1)
				continue;
			recv(.cap = ep, .reply = right);
			if (i % 3) {
				same(reply_at(rig_object(right))->thread, hal_ref(waiters[i]));
				reply(.cap = right, .label = PITH_FAULT_STOP);
			} else {
				same(waiters[i]->wait, 0);
			}
			served++;
		}
	nbrecv(.cap = ep, .reply = right);
	got_error(WOULD_BLOCK, PITH_ARG_TARGET);
	same(served, WAITERS - (WAITERS + 5) / 7);
	sound();
}
