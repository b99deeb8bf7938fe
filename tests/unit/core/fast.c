/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The IPC fast path: it is taken when it should be, and leaves the arena exactly as
 * the full path does. The full path is forced by showing the thread an empty CSpace,
 * as attention does.
 */
#include "tests/unit/core/rig.h"

enum { K = PITH_BOOT_CSPACE };

static uint32_t ep[3], right[3], badged;
static struct actor server[3], client;

static void set_up(void)
{
	rig_boot();
	for (uint32_t i = 0; i < 3; i++) {
		ep[i] = make(PITH_TYPE_ENDPOINT);
		right[i] = make(PITH_TYPE_REPLY);
		server[i] = actor(20);
		as(&server[i]);
		recv(.cap = ep[i], .reply = right[i]);
		as(&rig.root);
	}
	badged = copy(ep[0], PITH_SEND, 0x1234);
	client = actor(10);
	as(&client);
}

TestSuite(fast, .init = set_up);

/* Links mean nothing in a thread that is in no queue and a reply object on no call stack: they may
 * differ. */
static void forget_links(void)
{
	struct thread *threads[] = {server[0].at, server[1].at, server[2].at, client.at};

	for (uint32_t i = 0; i < ARRAY_SIZE(threads); i++) {
		uint32_t kind = threads[i]->wait & WAIT_KIND_MASK;

		if (threads[i] == cpu_current(rig.cpu) || kind == WAIT_REPLY || kind == WAIT_FAULT)
			threads[i]->next = threads[i]->prev = 0;
	}
	for (uint32_t i = 0; i < 3; i++)
		if (!reply_at(rig_object(right[i]))->calls_prev)
			reply_at(rig_object(right[i]))->calls_next = 0;
}

/* Do it on both paths, on equal arenas; the fast one leaves the kernel in this way. */
static void both(
    struct here here, enum pith_call number, const struct message *m, enum fake_left fast)
{
	static struct fake_snapshot before, after;
	struct thread *from = cpu_current(rig.cpu);
	ref_t shown = from->cspace, different;

	fake_save(&before);
	from->cspace = hal_ref(&rig.cpu->empty);
	rig.unchecked = true;
	rig_call(here, number, m);
	rig.unchecked = false;
	if (fake.left != FAKE_SWITCH)
		rig_fail(here, "the full path was not taken");
	from->cspace = shown;
	forget_links();
	fake_save(&after);
	rig_restore(&before);
	rig_call(here, number, m);
	if (fake.left != fast)
		rig_fail(here, "the fast path was not taken");
	forget_links();
	different = fake_difference(&after);
	if (different)
		rig_fail(here, "the paths differ at 0x%08x", different);
}
#define both_call(...)	     both(HERE, PITH_CALL_CALL, MESSAGE(__VA_ARGS__), FAKE_IPC)
#define both_reply_recv(...) both(HERE, PITH_CALL_REPLY_RECV, MESSAGE(__VA_ARGS__), FAKE_IPC)
/* Where the receiver's registers are not the sender's. */
#define both_answer(...) both(HERE, PITH_CALL_REPLY_RECV, MESSAGE(__VA_ARGS__), FAKE_SWITCH)
#define both_signal(...) both(HERE, PITH_CALL_NBSEND, MESSAGE(__VA_ARGS__), FAKE_SWITCH)

/* The same for a fault of the current thread. */
static void both_fault(struct here here, enum pith_fault fault)
{
	static struct fake_snapshot before, after;
	struct thread *from = cpu_current(rig.cpu);
	ref_t different;

	fake_save(&before);
	fake_enter();
	fault_raise(rig.cpu, from, fault, 0x1000, PITH_WRITE, 0x805);
	schedule_leave(rig.cpu, from);
	fake_check_left(rig.cpu);
	forget_links();
	fake_save(&after);
	rig_restore(&before);
	rig_fault(here, fault, 0x1000, PITH_WRITE, 0x805);
	forget_links();
	different = fake_difference(&after);
	if (different)
		rig_fail(here, "the paths differ at 0x%08x", different);
}

static void make_passive(struct actor *actor)
{
	const struct thread *current = cpu_current(rig.cpu);

	as(&rig.root);
	ok(actor->thread, THREAD_UNBIND, W(PITH_TYPE_SCHEDCONTEXT));
	recv(.cap = rig.bell);
	must(cpu_current(rig.cpu) == current);
}

Test(fast, a_call_to_a_server_with_time_of_its_own)
{
	both_call(.cap = badged, .label = 5, W(1, 2, 3));
	as(&server[0]);
	got(0x1234, 5, 3, 0);
	got_words(1, 2, 3);
	both_reply_recv(.cap = ep[0], .reply = right[0], .label = 6, W(4));
	as(&client);
	got(0, 6, 1, 0);
	got_words(4);
}

Test(fast, a_call_to_a_passive_server)
{
	make_passive(&server[0]);
	both_call(.cap = ep[0], .label = 5);
	as(&server[0]);
	both_reply_recv(.cap = ep[0], .reply = right[0]);
	as(&client);
}

Test(fast, every_short_length)
{
	for (uint32_t length = 0; length <= PITH_REGISTER_WORDS; length++) {
		both_call(.cap = ep[0], .length = length, .words = {1, 2, 3, 4, 5, 6, 7, 8});
		as(&server[0]);
		got(0, 0, length, 0);
		both_reply_recv(.cap = ep[0], .reply = right[0], .length = length, .label = length);
		as(&client);
		got(0, length, length, 0);
	}
}

Test(fast, lengths_beyond_the_registers)
{
	static const uint32_t lengths[] = {9, 10, 11, 12, 13, 16, 17, 63, 64};

	for (uint32_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		struct message m = {.cap = ep[0], .length = lengths[i]};

		for (uint32_t k = 0; k < lengths[i]; k++)
			m.words[k] = 0x100 * i + k;
		both(HERE, PITH_CALL_CALL, &m, FAKE_IPC);
		as(&server[0]);
		got(0, 0, lengths[i], 0);
		rig_got_words(HERE, lengths[i], m.words);
		m.reply = right[0];
		m.label = i;
		both(HERE, PITH_CALL_REPLY_RECV, &m, FAKE_IPC);
		as(&client);
		got(0, i, lengths[i], 0);
		rig_got_words(HERE, lengths[i], m.words);
	}
}

Test(fast, a_partner_without_a_buffer_takes_the_full_path)
{
	as(&rig.root);
	ok(server[0].thread, THREAD_CONFIGURE, W(0, PITH_THREAD_BUFFER));
	as(&client);
	call(.cap = ep[0], .length = 9);
	must(fake.left == FAKE_SWITCH);
	as(&server[0]);
	got(0, 0, 8, 0);
}

Test(fast, a_fault_and_its_answer)
{
	as(&rig.root);
	ok(client.thread, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(badged));
	as(&client);
	client.at->context.pc = 0x7000;
	both_fault(HERE, PITH_FAULT_PAGE);
	as(&server[0]);
	got_fault(0x1234, PAGE);
	both_answer(.cap = ep[0], .reply = right[0], .label = PITH_FAULT_RETRY);
	as(&client);
	same(client.at->context.pc, 0x7000);
	both_fault(HERE, PITH_FAULT_UNDEFINED);
	as(&server[0]);
	both_answer(.cap = ep[0], .reply = right[0], .label = PITH_FAULT_SET,
	    W(0x7004, 0x100, 0xffffffff));
	as(&client);
	same(client.at->context.pc, 0x7004);
	same(client.at->context.r[CONTEXT_SP], 0x100);
	same(client.at->context.cpsr & 0x1f, CPSR_USER);
}

Test(fast, a_faults_answer_that_stops_it_takes_the_full_path)
{
	as(&rig.root);
	ok(client.thread, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(ep[0]));
	as(&client);
	fault(UNDEFINED, 0, 0, 0);
	as(&server[0]);
	reply_recv(.cap = ep[0], .reply = right[0], .label = PITH_FAULT_STOP);
	waits(&client, WAIT_STOPPED);
	idle();
	as(&rig.root);
	ok(client.thread, THREAD_RESUME);
	as(&client);
	fault(EXIT, 0, 0, 0);
	as(&server[0]);
	reply_recv(.cap = ep[0], .reply = right[0], .label = PITH_FAULT_RETRY);
	waits(&client, WAIT_STOPPED);
	idle();
}

Test(fast, a_signal_to_somebody_more_urgent)
{
	uint32_t nt, ring, badged_ring;
	struct actor waiter;

	as(&rig.root);
	nt = make(PITH_TYPE_NOTIFICATION);
	ring = copy(nt, PITH_SEND, 0);
	badged_ring = copy(nt, PITH_SEND, 0xf0);
	waiter = actor(20);
	as(&waiter);
	recv(.cap = nt);
	as(&client);
	both_signal(.cap = ring);
	as(&waiter);
	got_signal(1);
	recv(.cap = nt);
	as(&client);
	both_signal(.cap = badged_ring);
	as(&waiter);
	got_signal(0xf0);
	/* Who was preempted goes on before others of its priority. */
	recv(.cap = nt);
	as(&client);
	got_nothing();
}

Test(fast, a_signal_to_a_bound_server_that_receives)
{
	uint32_t nt = (as(&rig.root), make(PITH_TYPE_NOTIFICATION));

	ok(server[0].thread, THREAD_BIND, C(nt));
	as(&client);
	both_signal(.cap = nt);
	as(&server[0]);
	got_signal(1);
	same(reply_at(rig_object(right[0]))->thread, 0);
	recv(.cap = ep[0], .reply = right[0]);
	as(&client);
	got_nothing();
	both_call(.cap = ep[0]);
}

Test(fast, a_signal_to_somebody_less_urgent_does_not_preempt)
{
	uint32_t nt = (as(&rig.root), make(PITH_TYPE_NOTIFICATION));
	struct actor waiter = actor(10);

	as(&client);
	yield();
	as(&waiter);
	recv(.cap = nt);
	as(&client);
	nbsend(.cap = nt);
	got_nothing();
	as(&client);
	rest();
	as(&waiter);
	got_signal(1);
}

Test(fast, a_signal_among_equals_keeps_their_order)
{
	uint32_t nt = (as(&rig.root), make(PITH_TYPE_NOTIFICATION));
	struct actor waiter = actor(20), equal = actor(10);

	as(&waiter);
	recv(.cap = nt);
	as(&client);
	both_signal(.cap = nt); /* not the fast path: somebody is in line behind us */
	as(&waiter);
	rest();
	as(&client);
	rest();
	as(&equal);
}

Test(fast, calls_in_calls)
{
	make_passive(&server[1]);
	both_call(.cap = ep[0]);
	as(&server[0]);
	both_call(.cap = ep[1]);
	as(&server[1]);
	both_call(.cap = ep[2]);
	as(&server[2]);
	both_reply_recv(.cap = ep[2], .reply = right[2]);
	as(&server[1]);
	both_reply_recv(.cap = ep[1], .reply = right[1]);
	as(&server[0]);
	both_reply_recv(.cap = ep[0], .reply = right[0]);
	as(&client);
}

Test(fast, several_receivers_at_one_endpoint)
{
	struct actor other = (as(&rig.root), actor(20));
	uint32_t second = make(PITH_TYPE_REPLY);

	as(&other);
	recv(.cap = ep[0], .reply = second);
	as(&client);
	both_call(.cap = ep[0], .label = 1);
	as(&server[0]);
	both_reply_recv(.cap = ep[0], .reply = right[0], .label = 2);
	as(&client);
	call(.cap = ep[0], .label = 3);
	as(&other);
}

Test(fast, others_of_the_same_priority_are_ready)
{
	struct actor equal = (as(&rig.root), actor(20));

	ok(client.thread, THREAD_SET_PRIORITY, W(20, 20));
	as(&equal);
	yield();
	as(&client);
	both_call(.cap = ep[0]);
	as(&server[0]);
	both_reply_recv(.cap = ep[0], .reply = right[0]);
	as(&client);
}

/* --- Where it is not taken, and nothing is lost
 * ---------------------------------------------------- */

static void is_slow(struct here here)
{
	if (fake.left == FAKE_IPC)
		rig_fail(here, "the fast path was taken");
}
#define slow() is_slow(HERE)

Test(fast, what_is_too_long_or_has_capabilities_takes_the_full_path)
{
	refuses(LENGTH, PITH_ARG_TAG, CALL, .cap = ep[0], .length = 65);
	slow();
	call(.cap = ep[0], C(ep[1]));
	slow();
	as(&server[0]);
	reply_recv(.cap = ep[0], .reply = right[0], C(ep[1]));
	slow();
	as(&client);
}

Test(fast, a_server_below_somebody_ready_waits_for_its_turn)
{
	struct actor middle = (as(&rig.root), actor(15));

	ok(server[0].thread, THREAD_SET_PRIORITY, W(12, 12));
	ok(client.thread, THREAD_SET_PRIORITY, W(17, 17));
	as(&client);
	call(.cap = ep[0]);
	slow();
	as(&middle);
	rest();
	as(&server[0]);
	/* And the answer to a client below somebody ready. */
	as(&rig.root);
	ok(client.thread, THREAD_SET_PRIORITY, W(5, 5));
	send(.cap = rig.nowhere);
	ok(middle.thread, THREAD_SET_PRIORITY, W(11, 11));
	as(&server[0]);
	reply_recv(.cap = ep[0], .reply = right[0]);
	slow();
	as(&middle);
	rest();
	as(&client);
}

Test(fast, a_waiting_sender_takes_the_full_path)
{
	struct actor second = (as(&rig.root), actor(10));

	ok(server[0].thread, THREAD_SET_PRIORITY, W(10, 10));
	as(&client);
	call(.cap = ep[0], .label = 1);
	as(&server[0]);
	yield();
	as(&second);
	call(.cap = ep[0], .label = 2);
	as(&server[0]);
	reply_recv(.cap = ep[0], .reply = right[0]);
	slow();
	as(&server[0]);
	got(0, 2, 0, 0);
}

Test(fast, an_answer_to_other_than_the_latest_call_takes_the_full_path)
{
	uint32_t second = (as(&rig.root), make(PITH_TYPE_REPLY));

	as(&client);
	call(.cap = ep[0]);
	as(&server[0]);
	recv(.cap = ep[0], .reply = second); /* gives the time back */
	as(&rig.root);
	nbsend(.cap = ep[0]);
	as(&server[0]);
	reply_recv(.cap = ep[0], .reply = right[0], .label = 3);
	slow();
	as(&client);
	got(0, 3, 0, 0);
}

Test(fast, a_receiver_without_a_reply_object_takes_the_full_path)
{
	uint32_t mute = (as(&rig.root), make(PITH_TYPE_ENDPOINT));
	struct actor listener = actor(20);

	ok(client.thread, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(mute));
	as(&listener);
	recv(.cap = mute);
	as(&client);
	call(.cap = mute, .length = 9, .words = {1, 2, 3, 4, 5, 6, 7, 8, 9});
	slow();
	as(&listener);
	got(0, 0, 9, 0);
	got_words(1, 2, 3, 4, 5, 6, 7, 8, 9);
	recv(.cap = mute);
	as(&client);
	got_error(NO_REPLY, PITH_ARG_TARGET);
	call(.cap = mute, W(1));
	slow();
	as(&listener);
	recv(.cap = mute);
	as(&client);
	got_error(NO_REPLY, PITH_ARG_TARGET);
	fault(UNDEFINED, 0, 0, 0);
	as(&listener);
	got_fault(0, UNDEFINED);
	waits(&client, WAIT_STOPPED);
}

Test(fast, a_fault_or_a_long_call_to_somebody_below_others_waits_for_its_turn)
{
	struct actor middle = (as(&rig.root), actor(15));

	ok(client.thread, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(badged));
	for (uint32_t i = 0; i < 2; i++) {
		ok(server[0].thread, THREAD_SET_PRIORITY, W(12, 12));
		ok(client.thread, THREAD_SET_PRIORITY, W(17, 17));
		as(&client);
		if (i == 0)
			call(.cap = badged, .length = 9);
		else
			fault(UNDEFINED, 0, 0, 0);
		slow();
		as(&middle);
		rest();
		as(&server[0]);
		if (i == 0)
			got(0x1234, 0, 9, 0);
		else
			got_fault(0x1234, UNDEFINED);
		reply_recv(.cap = ep[0], .reply = right[0], .label = PITH_FAULT_RETRY);
		as(&client);
		as(&rig.root);
		ok(middle.thread, THREAD_SUSPEND);
		ok(middle.thread, THREAD_RESUME);
	}
}

Test(fast, an_answer_between_partners_of_which_one_has_no_buffer_is_eight_words)
{
	call(.cap = ep[0]);
	as(&rig.root);
	ok(client.thread, THREAD_CONFIGURE, W(0, PITH_THREAD_BUFFER));
	as(&server[0]);
	reply_recv(.cap = ep[0], .reply = right[0], .length = 9, .words = {1, 2, 3, 4, 5, 6, 7, 8});
	slow();
	as(&client);
	got(0, 0, 8, 0);
	got_words(1, 2, 3, 4, 5, 6, 7, 8);
	call(.cap = ep[0]);
	as(&rig.root);
	ok(server[0].thread, THREAD_CONFIGURE, W(0, PITH_THREAD_BUFFER));
	as(&server[0]);
	refuses(BUFFER, PITH_ARG_TAG, REPLY_RECV, .cap = ep[0], .reply = right[0], .length = 9);
	refuses(LENGTH, PITH_ARG_TAG, REPLY_RECV, .cap = ep[0], .reply = right[0],
	    .tag = pith_tag(0, 1, 0) | 1u << PITH_TAG_KIND_SHIFT);
	reply_recv(.cap = ep[0], .reply = right[0], .length = 8);
	as(&client);
}

Test(fast, short_messages_need_no_buffers)
{
	as(&rig.root);
	ok(server[0].thread, THREAD_CONFIGURE, W(0, PITH_THREAD_BUFFER));
	ok(client.thread, THREAD_CONFIGURE, W(0, PITH_THREAD_BUFFER));
	as(&client);
	both_call(.cap = ep[0], W(1, 2, 3, 4, 5, 6, 7, 8));
	as(&server[0]);
	both_reply_recv(.cap = ep[0], .reply = right[0], W(8, 7, 6, 5, 4, 3, 2, 1));
	as(&client);
	got_words(8, 7, 6, 5, 4, 3, 2, 1);
}

/* One test looks at both capabilities' bits: any other pair must not pass it. */
Test(fast, only_an_endpoint_and_a_reply_object_are_for_an_answer)
{
	uint32_t all[20], count = 0, first = (as(&rig.root), rig.info->regions - 1);

	for (uint32_t slot = PITH_BOOT_CSPACE; slot <= PITH_BOOT_FIRST_FREE; slot++)
		all[count++] = slot;
	all[count++] = copy(PITH_BOOT_BUFFER, PITH_READ | PITH_EXECUTE, 0);
	all[count++] = copy(ep[0], PITH_SEND, 0);
	all[count++] = copy(ep[0], PITH_RECV, 0);
	all[count++] = ep[1];
	all[count++] = right[1];
	all[count++] = rig.nowhere;
	all[count++] = rig.bell_irq;
	all[count++] = client.schedcontext;
	all[count++] = make(PITH_TYPE_PAGETABLE);
	all[count++] = rig.info->region[first].slot;
	as(&client);
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t k = 0; k < count; k++) {
			if (rig_slot(all[i])->ops & CAP_NT_WAIT &&
			    rig_slot(all[k])->ops & CAP_REPLY)
				continue;
			reply_recv(.cap = all[i], .reply = all[k]);
			as(&client);
			same(pith_tag_kind(tag()), PITH_KIND_ERROR);
		}
}
