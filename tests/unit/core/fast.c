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

		if (threads[i] == cpu_current(rig.cpu) || kind == WAIT_REPLY)
			threads[i]->next = threads[i]->prev = 0;
	}
	for (uint32_t i = 0; i < 3; i++)
		if (!reply_at(rig_object(right[i]))->calls_prev)
			reply_at(rig_object(right[i]))->calls_next = 0;
}

/* Do it on both paths, on equal arenas. */
static void both(struct here here, enum pith_call number, const struct message *m)
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
	fake_restore(&before);
	rig_call(here, number, m);
	if (fake.left != FAKE_IPC)
		rig_fail(here, "the fast path was not taken");
	forget_links();
	different = fake_difference(&after);
	if (different)
		rig_fail(here, "the paths differ at 0x%08x", different);
}
#define both_call(...)	     both(HERE, PITH_CALL_CALL, MESSAGE(__VA_ARGS__))
#define both_reply_recv(...) both(HERE, PITH_CALL_REPLY_RECV, MESSAGE(__VA_ARGS__))

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

Test(fast, long_messages_and_capabilities_take_the_full_path)
{
	call(.cap = ep[0], .length = 9);
	slow();
	as(&server[0]);
	got(0, 0, 9, 0);
	reply_recv(.cap = ep[0], .reply = right[0], .length = 9);
	slow();
	as(&client);
	got(0, 0, 9, 0);
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

Test(fast, a_fault_is_answered_by_the_full_path)
{
	as(&rig.root);
	ok(client.thread, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(ep[0]));
	as(&client);
	client.at->context.pc = 0x7000;
	fault(UNDEFINED, 0, 0, 0);
	as(&server[0]);
	reply_recv(.cap = ep[0], .reply = right[0], .label = PITH_FAULT_RETRY);
	slow();
	as(&client);
	same(client.at->context.pc, 0x7000);
}
