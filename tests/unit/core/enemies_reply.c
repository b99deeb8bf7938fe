/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known enemies: answers that nobody is owed. The right to answer is used up, or its caller
 * is not there any more, and somebody answers nevertheless.
 */
#include "tests/unit/core/enemies.h"

static uint32_t ep, right, copied; /* an endpoint, a reply object and a second capability to it */
static struct actor server, second, client;

static void set_up(void)
{
	ep = make(PITH_TYPE_ENDPOINT);
	right = make(PITH_TYPE_REPLY);
	copied = copy(right, ALL, 0);
	server = actor(20);
	second = actor(30);
	client = actor(10);
}

/* The client has called, or has faulted, and the server has it. */
static void called(void)
{
	as(&server);
	recv(.cap = ep, .reply = right);
	as(&client);
	call(.cap = ep);
	as(&server);
	got(0, 0, 0, 0);
}

static void faulted(void)
{
	as(&rig.root);
	ok(client.thread, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(ep));
	as(&server);
	recv(.cap = ep, .reply = right);
	as(&client);
	fault(PAGE, 0x1000, PITH_READ, 5);
	as(&server);
	got_fault(0, PAGE);
}

/* Each leaves the reply object owing nothing. */
static void never_used(void)
{
}

static void answered(void)
{
	called();
	reply(.cap = right);
	got_nothing();
}

static void answered_by_another_holder(void)
{
	called();
	as(&rig.root);
	ok(second.thread, THREAD_RESUME);
	as(&second);
	reply(.cap = copied);
	got_nothing();
}

static void answered_by_a_plain_send(void)
{
	called();
	send(.cap = copied);
	got_nothing();
}

static void caller_suspended(void)
{
	called();
	as(&rig.root);
	ok(client.thread, THREAD_SUSPEND);
}

static void caller_suspended_and_resumed(void)
{
	caller_suspended();
	ok(client.thread, THREAD_RESUME);
}

static void caller_deleted(void)
{
	called();
	as(&rig.root);
	ok(K, CSPACE_DELETE, W(client.thread));
}

static void caller_ended(void)
{
	called();
	as(&rig.root);
	ok(client.thread, THREAD_EXIT, W(1));
}

static void callers_endpoint_ended_too(void)
{
	caller_suspended();
	ok(K, CSPACE_DELETE, W(ep));
	ep = make(PITH_TYPE_ENDPOINT);
}

static void fault_answered(void)
{
	faulted();
	reply(.cap = right, .label = PITH_FAULT_RETRY);
	got_nothing();
}

static void fault_answered_with_stop(void)
{
	faulted();
	reply(.cap = right, .label = PITH_FAULT_STOP);
	got_nothing();
}

static void faulting_thread_suspended(void)
{
	faulted();
	as(&rig.root);
	ok(client.thread, THREAD_SUSPEND);
}

static void faulting_thread_deleted(void)
{
	faulted();
	as(&rig.root);
	ok(K, CSPACE_DELETE, W(client.thread));
}

static void nothing_was_there(void)
{
	as(&server);
	nbrecv(.cap = ep, .reply = right);
	got_error(WOULD_BLOCK, PITH_ARG_TARGET);
}

static void a_plain_send_was_received(void)
{
	as(&server);
	recv(.cap = ep, .reply = right);
	as(&client);
	send(.cap = ep);
	as(&server);
	got(0, 0, 0, 0);
}

static void a_signal_was_received(void)
{
	uint32_t nt = make(PITH_TYPE_NOTIFICATION);

	ok(server.thread, THREAD_BIND, C(nt));
	as(&server);
	recv(.cap = ep, .reply = right);
	as(&client);
	send(.cap = nt);
	as(&server);
	got_signal(1);
}

static void receiver_suspended(void)
{
	as(&server);
	recv(.cap = ep, .reply = right);
	as(&rig.root);
	ok(server.thread, THREAD_SUSPEND);
	ok(server.thread, THREAD_RESUME);
}

/* These leave it to a receiver that waits with it. */
static void armed(void)
{
	as(&server);
	recv(.cap = ep, .reply = right);
}

static void armed_after_an_answer(void)
{
	called();
	reply_recv(.cap = ep, .reply = right);
}

static void armed_after_a_faults_answer(void)
{
	faulted();
	reply_recv(.cap = ep, .reply = right, .label = PITH_FAULT_SET, W(0x8000));
}

static const struct {
	const char *name;
	void (*reach)(void);
	bool armed;
} states[] = {
#define STATE(name, armed)         \
	{                          \
#name, name, armed \
	}
    STATE(never_used, false),
    STATE(answered, false),
    STATE(answered_by_another_holder, false),
    STATE(answered_by_a_plain_send, false),
    STATE(caller_suspended, false),
    STATE(caller_suspended_and_resumed, false),
    STATE(caller_deleted, false),
    STATE(caller_ended, false),
    STATE(callers_endpoint_ended_too, false),
    STATE(fault_answered, false),
    STATE(fault_answered_with_stop, false),
    STATE(faulting_thread_suspended, false),
    STATE(faulting_thread_deleted, false),
    STATE(nothing_was_there, false),
    STATE(a_plain_send_was_received, false),
    STATE(a_signal_was_received, false),
    STATE(receiver_suspended, false),
    STATE(armed, true),
    STATE(armed_after_an_answer, true),
    STATE(armed_after_a_faults_answer, true),
#undef STATE
};

/*
 * An answer that is made twice, or after its caller has left, resumes a thread that waits for
 * something else, gives away its time or writes into memory that is another's by now. Each state
 * in which nothing is owed, each call that answers, through each capability: it is refused and
 * nothing changes. reply_recv goes on to receive, as a server need not know.
 */
Test(enemies, reply_where_none_is_owed)
{
	static const enum pith_call calls[] = {PITH_CALL_REPLY, PITH_CALL_SEND, PITH_CALL_NBSEND};

	for (uint32_t s = 0; s < ARRAY_SIZE(states); s++) {
		struct actor answerer;

		set_up();
		ok(second.thread, THREAD_SUSPEND);
		states[s].reach();
		answerer = (as(&rig.root), actor(40));
		as(&answerer);
		for (uint32_t i = 0; i < ARRAY_SIZE(calls); i++)
			for (uint32_t copies = 0; copies < 2; copies++) {
				struct message m = {.cap = copies ? copied : right, W(1, 2, 3)};

				rig_refused(HERE, PITH_ERROR_STATE, PITH_ARG_TARGET, calls[i], &m);
				m.label = PITH_FAULT_SET;
				rig_refused(HERE, PITH_ERROR_STATE, PITH_ARG_TARGET, calls[i], &m);
			}
		refuses(OPERATION, PITH_ARG_TARGET, CALL, .cap = right, .label = 1);
		if (states[s].armed) {
			refuses(STATE, PITH_ARG_REPLY, REPLY_RECV, .cap = ep, .reply = copied);
			refuses(STATE, PITH_ARG_REPLY, RECV, .cap = ep, .reply = copied);
			waits(&server, WAIT_CALLABLE);
		} else {
			bool alive = fake_alive(client.at);
			uint32_t before = alive ? client.at->context.r[2] : 0;

			reply_recv(.cap = ep, .reply = copied, W(9));
			waits(&answerer, WAIT_CALLABLE);
			same(answerer.at->wait, rig_object(right));
			if (alive)
				same(client.at->context.r[2], before);
		}
		as(&rig.root);
		ok(K, CSPACE_REVOKE, W(rig.pool));
		rig_boot();
	}
}

/* While the answer is owed any holder gives it, but one only, and to the latest caller. */
Test(enemies, reply_once_whoever_holds_the_right)
{
	struct actor other;
	uint32_t theirs;

	set_up();
	other = actor(9);
	theirs = make(PITH_TYPE_REPLY);
	for (uint32_t round = 0; round < 8; round++) {
		const struct actor *holder = round & 1 ? &server : &second;

		if (round == 0) {
			as(&second);
			recv(.cap = rig.nowhere);
		}
		called();
		if (holder == &second) {
			as(&rig.root);
			send(.cap = rig.nowhere);
			as(&second);
		}
		reply(.cap = round & 2 ? copied : right, .label = 70 + round);
		got_nothing();
		refuses(STATE, PITH_ARG_TARGET, REPLY, .cap = right, .label = 99);
		refuses(STATE, PITH_ARG_TARGET, REPLY, .cap = copied, .label = 99);
		/* The caller waits for another's answer by now: the used right is not to that. */
		if (holder == &second)
			recv(.cap = rig.nowhere);
		as(&server);
		recv(.cap = ep, .reply = theirs);
		as(&client);
		got(0, 70 + round, 0, 0);
		call(.cap = ep);
		as(&server);
		refuses(STATE, PITH_ARG_TARGET, REPLY, .cap = right, .label = 99);
		waits(&client, WAIT_REPLY);
		reply(.cap = theirs, .label = 80 + round);
		same(client.at->context.r[1], 80 + round);
	}
	as(&server);
	rest();
	as(&client);
	rest();
	as(&other);
}

/* The caller's memory becomes another thread, which calls as well: the old right is not to that. */
Test(enemies, reply_after_the_callers_memory_is_another_thread)
{
	uint32_t memory, slot, theirs;
	struct actor caller;

	set_up();
	memory = make_bits(PITH_TYPE_UNTYPED, 10);
	theirs = make(PITH_TYPE_REPLY);
	as(&second);
	rest();
	for (uint32_t round = 0; round < 4; round++) {
		as(&rig.root);
		slot = make_from(memory, PITH_TYPE_THREAD, 0, 0);
		caller = (struct actor){.thread = slot, .at = rig_thread(slot)};
		caller.schedcontext = make_schedcontext(RIG_BUDGET);
		ok(slot, THREAD_CONFIGURE, W(PITH_THREAD_CSPACE, 0), C(K));
		ok(slot, THREAD_SET_PRIORITY, W(15, 15));
		ok(slot, THREAD_BIND, C(caller.schedcontext));
		ok(slot, THREAD_RESUME);
		as(&server);
		recv(.cap = ep, .reply = round & 1 ? theirs : right);
		as(&caller);
		call(.cap = ep);
		as(&server);
		got(0, 0, 0, 0);
		refuses(STATE, PITH_ARG_TARGET, REPLY, .cap = round & 1 ? right : theirs);
		waits(&caller, WAIT_REPLY);
		as(&rig.root);
		ok(K, CSPACE_REVOKE, W(memory));
		as(&server);
		refuses(STATE, PITH_ARG_TARGET, REPLY, .cap = right);
		refuses(STATE, PITH_ARG_TARGET, REPLY, .cap = theirs);
	}
}
