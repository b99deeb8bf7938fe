/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages: every form of sending and receiving, every length, and what is refused.
 * Capabilities that go along are in transfer.c, queues in endpoint.c.
 */
#include "tests/unit/core/rig.h"

enum { ALL = PITH_ALL_RIGHTS };

static uint32_t ep, right;
static struct actor server, client;

/* A server above its client; neither has called yet. */
static void two(void)
{
	rig_boot();
	ep = make(PITH_TYPE_ENDPOINT);
	right = make(PITH_TYPE_REPLY);
	server = actor(20);
	client = actor(10);
}

TestSuite(ipc, .init = two);

static void server_waits(void)
{
	as(&server);
	recv(.cap = ep, .reply = right);
}

/* --- Forms ------------------------------------------------------------------------------------ */

Test(ipc, a_call_waits_for_its_answer)
{
	uint32_t badged = copy(ep, PITH_SEND, 33);

	server_waits();
	as(&client);
	call(.cap = badged, .label = 77, W(1, 2, 3));
	as(&server);
	got(33, 77, 3, 0);
	got_words(1, 2, 3);
	waits(&client, WAIT_REPLY);
	reply_recv(.cap = ep, .reply = right, .label = 88, W(4));
	as(&client);
	got(0, 88, 1, 0);
	got_words(4);
	waits(&server, WAIT_CALLABLE);
}

Test(ipc, a_call_before_its_server_waits_is_taken_up_later)
{
	as(&server);
	recv(.cap = rig.nowhere);
	as(&client);
	call(.cap = ep, .label = 5, W(9));
	waits(&client, WAIT_CALL);
	as(&rig.root);
	send(.cap = rig.nowhere);
	as(&server);
	recv(.cap = ep, .reply = right);
	got(0, 5, 1, 0);
	waits(&client, WAIT_REPLY);
	reply(.cap = right, .label = 6);
	got_nothing();
	rest();
	as(&client);
	got(0, 6, 0, 0);
}

Test(ipc, a_send_waits_for_a_receiver_and_no_longer)
{
	as(&server);
	rest();
	as(&client);
	send(.cap = ep, .label = 4, W(1));
	waits(&client, WAIT_SEND);
	as(&rig.root);
	send(.cap = rig.nowhere);
	as(&server);
	recv(.cap = ep, .reply = right);
	got(0, 4, 1, 0);
	must(!client.at->wait);
	same(reply_at(rig_object(right))->thread, 0);
	rest();
	as(&client);
	got_nothing();
}

Test(ipc, a_send_to_a_waiting_receiver_does_not_wait)
{
	server_waits();
	as(&client);
	send(.cap = ep, .label = 4);
	as(&server);
	got(0, 4, 0, 0);
	same(reply_at(rig_object(right))->thread, 0);
	recv(.cap = ep, .reply = right);
	as(&client);
	got_nothing();
}

Test(ipc, nbsend_delivers_or_says_that_nobody_waits)
{
	as(&server);
	rest();
	as(&client);
	refuses(WOULD_BLOCK, PITH_ARG_TARGET, NBSEND, .cap = ep, W(1));
	as(&rig.root);
	send(.cap = rig.nowhere);
	server_waits();
	as(&client);
	nbsend(.cap = ep, .label = 3, W(1));
	as(&server);
	got(0, 3, 1, 0);
	recv(.cap = ep, .reply = right);
	as(&client);
	got_nothing();
}

Test(ipc, nbrecv_receives_or_says_that_nobody_waits)
{
	as(&server);
	refuses(WOULD_BLOCK, PITH_ARG_TARGET, NBRECV, .cap = ep, .reply = right);
	refuses(WOULD_BLOCK, PITH_ARG_TARGET, NBRECV, .cap = ep);
	rest();
	as(&client);
	call(.cap = ep, .label = 2);
	as(&rig.root);
	send(.cap = rig.nowhere);
	as(&server);
	nbrecv(.cap = ep, .reply = right);
	got(0, 2, 0, 0);
	reply(.cap = right);
	got_nothing();
	refuses(WOULD_BLOCK, PITH_ARG_TARGET, NBRECV, .cap = ep, .reply = right);
}

Test(ipc, without_a_reply_object_a_call_is_delivered_and_the_caller_told)
{
	as(&server);
	recv(.cap = ep);
	waits(&server, WAIT_RECEIVE);
	as(&client);
	call(.cap = ep, .label = 2);
	as(&server);
	got(0, 2, 0, 0);
	rest();
	as(&client);
	got_error(NO_REPLY, PITH_ARG_TARGET);
	call(.cap = ep, .label = 3); /* now it is queued */
	as(&rig.root);
	send(.cap = rig.nowhere);
	as(&server);
	recv(.cap = ep);
	got(0, 3, 0, 0);
	rest();
	as(&client);
	got_error(NO_REPLY, PITH_ARG_TARGET);
}

Test(ipc, reply_recv_with_a_free_reply_object_only_receives)
{
	as(&server);
	reply_recv(.cap = ep, .reply = right, .label = 9);
	waits(&server, WAIT_CALLABLE);
	as(&client);
	call(.cap = ep, .label = 1);
	as(&server);
	got(0, 1, 0, 0);
}

Test(ipc, reply_recv_takes_the_next_caller_from_the_queue)
{
	struct actor second = actor(10), third = actor(10);

	server_waits();
	as(&client);
	call(.cap = ep, .label = 1);
	as(&server);
	rest();
	as(&second);
	call(.cap = ep, .label = 2);
	as(&third);
	send(.cap = ep, .label = 3);
	as(&rig.root);
	send(.cap = rig.nowhere);
	as(&server);
	reply_recv(.cap = ep, .reply = right, .label = 10);
	got(0, 2, 0, 0);
	reply_recv(.cap = ep, .reply = right, .label = 20);
	got(0, 3, 0, 0);
	recv(.cap = ep, .reply = right);
	/* Answered later, earlier in line. */
	as(&second);
	got(0, 20, 0, 0);
	rest();
	as(&client);
	got(0, 10, 0, 0);
	rest();
	as(&third);
	got_nothing();
}

Test(ipc, reply_recv_can_wait_at_a_notification)
{
	uint32_t nt = make(PITH_TYPE_NOTIFICATION);

	server_waits();
	as(&client);
	call(.cap = ep);
	as(&server);
	reply_recv(.cap = nt, .reply = right, .label = 4);
	waits(&server, WAIT_NOTIFICATION);
	as(&client);
	got(0, 4, 0, 0);
	send(.cap = nt);
	as(&server);
	got_signal(1);
	same(reply_at(rig_object(right))->thread, 0);
}

/* --- Who goes on -------------------------------------------------------------------------------
 */

Test(ipc, a_sender_goes_on_unless_the_receiver_is_above_it)
{
	static const uint32_t priorities[] = {9, 10, 11};

	for (uint32_t i = 0; i < 3; i++) {
		struct actor receiver = actor(priorities[i]), witness;

		as(&server);
		rest();
		as(&rig.root);
		ok(client.thread, THREAD_SUSPEND);
		as(&receiver);
		recv(.cap = ep);
		as(&rig.root);
		ok(client.thread, THREAD_RESUME);
		witness = actor(10);
		as(&client);
		send(.cap = ep);
		if (priorities[i] > 10) {
			as(&receiver);
			rest();
		}
		as(&client);
		rest();
		/* Of equals, the partner comes before those who only wait for their turn. */
		if (priorities[i] == 10) {
			as(&receiver);
			rest();
		}
		as(&witness);
		rest();
		as(&rig.root);
		ok(receiver.thread, THREAD_SUSPEND);
		ok(witness.thread, THREAD_SUSPEND);
		ok(client.thread, THREAD_SUSPEND);
		ok(client.thread, THREAD_RESUME);
		ok(server.thread, THREAD_SUSPEND);
		ok(server.thread, THREAD_RESUME);
	}
}

Test(ipc, a_call_switches_to_a_lower_server_that_then_competes_by_its_own_priority)
{
	struct actor low = actor(5), middle = actor(7);

	as(&server);
	rest();
	as(&client);
	rest();
	as(&middle);
	recv(.cap = ep);
	as(&low);
	recv(.cap = ep, .reply = right);
	as(&rig.root);
	send(.cap = rig.nowhere); /* wakes the server, who is above both */
	as(&server);
	send(.cap = ep); /* to the middle one */
	call(.cap = ep);
	as(&middle);
	rest();
	as(&low);
	reply(.cap = right);
	as(&server);
}

/* --- Lengths
 * --------------------------------------------------------------------------------------- */

static uint32_t pattern(uint32_t length, uint32_t i)
{
	return length << 16 | (i * 5 + 1);
}

Test(ipc, every_length_arrives_whole_in_both_directions)
{
	struct message m = {0};

	server_waits();
	for (uint32_t length = 0; length <= PITH_MAX_WORDS; length++) {
		as(&client);
		for (uint32_t i = 0; i < PITH_MAX_WORDS; i++)
			server.page->words[i] = client.page->words[i] = RIG_JUNK;
		m = (struct message){.cap = ep, .label = length, .length = length};
		for (uint32_t i = 0; i < length; i++)
			m.words[i] = pattern(length, i);
		rig_call(HERE, PITH_CALL_CALL, &m);
		as(&server);
		got(0, length, length, 0);
		rig_got_words(HERE, length, m.words);
		for (uint32_t i = length < 8 ? 8 : length; i < PITH_MAX_WORDS; i++)
			same(server.page->words[i], RIG_JUNK);
		for (uint32_t i = 0; i < length; i++)
			m.words[i] = ~pattern(length, i);
		m.reply = right;
		rig_call(HERE, PITH_CALL_REPLY_RECV, &m);
		as(&client);
		got(0, length, length, 0);
		rig_got_words(HERE, length, m.words);
	}
}

Test(ipc, every_length_arrives_whole_from_the_queue)
{
	for (uint32_t length = 0; length <= PITH_MAX_WORDS; length += 7) {
		struct message m = {.cap = ep, .label = length, .length = length};

		for (uint32_t i = 0; i < length; i++)
			m.words[i] = pattern(length, i);
		as(&server);
		rest();
		as(&client);
		rig_call(HERE, PITH_CALL_SEND, &m);
		as(&rig.root);
		send(.cap = rig.nowhere);
		as(&server);
		recv(.cap = ep);
		got(0, length, length, 0);
		rig_got_words(HERE, length, m.words);
	}
}

Test(ipc, all_eight_registers_travel_whatever_the_length_says)
{
	server_waits();
	as(&client);
	call(.cap = ep, .words = {1});
	as(&server);
	for (uint32_t i = 0; i < PITH_REGISTER_WORDS; i++)
		same(word(i), RIG_JUNK + i);
}

Test(ipc, a_label_has_twenty_bits)
{
	server_waits();
	as(&client);
	call(.cap = ep, .label = 0xfffff);
	as(&server);
	got(0, 0xfffff, 0, 0);
}

/* --- Refusals
 * -------------------------------------------------------------------------------------- */

Test(ipc, rights_to_send_and_receive_are_separate)
{
	uint32_t only_send = copy(ep, PITH_SEND, 0), only_recv = copy(ep, PITH_RECV, 0);
	uint32_t only_grant = copy(ep, PITH_GRANT, 0);

	as(&server);
	refuses(RIGHTS, PITH_ARG_TARGET, RECV, .cap = only_send);
	refuses(RIGHTS, PITH_ARG_TARGET, NBRECV, .cap = only_send);
	refuses(RIGHTS, PITH_ARG_TARGET, RECV, .cap = only_grant);
	refuses(RIGHTS, PITH_ARG_TARGET, REPLY_RECV, .cap = only_send, .reply = right);
	refuses(RIGHTS, PITH_ARG_TARGET, CALL, .cap = only_recv);
	refuses(RIGHTS, PITH_ARG_TARGET, SEND, .cap = only_recv);
	refuses(RIGHTS, PITH_ARG_TARGET, NBSEND, .cap = only_recv);
	refuses(RIGHTS, PITH_ARG_TARGET, CALL, .cap = only_grant);
	recv(.cap = only_recv, .reply = right);
	as(&client);
	call(.cap = only_send);
	as(&server);
}

Test(ipc, a_bad_tag_is_refused_by_every_form_of_sending)
{
	static const uint32_t bad[] = {
	    65u << 20, 127u << 20, 5u << 27, 7u << 27, 1u << 30, 2u << 30, 3u << 30, 3u << 30 | 1};

	as(&server);
	for (uint32_t i = 0; i < ARRAY_SIZE(bad); i++) {
		refuses(LENGTH, PITH_ARG_TAG, CALL, .cap = ep, .tag = bad[i]);
		refuses(LENGTH, PITH_ARG_TAG, SEND, .cap = ep, .tag = bad[i]);
		refuses(LENGTH, PITH_ARG_TAG, NBSEND, .cap = ep, .tag = bad[i]);
	}
	recv(.cap = ep, .reply = right);
	as(&client);
	call(.cap = ep);
	as(&server);
	for (uint32_t i = 0; i < ARRAY_SIZE(bad); i++) {
		refuses(LENGTH, PITH_ARG_TAG, REPLY, .cap = right, .tag = bad[i]);
		refuses(LENGTH, PITH_ARG_TAG, REPLY_RECV, .cap = ep, .reply = right, .tag = bad[i]);
	}
	reply(.cap = right);
	got_nothing();
}

Test(ipc, more_than_registers_needs_a_buffer)
{
	ok(client.thread, THREAD_CONFIGURE, W(0, PITH_THREAD_BUFFER));
	server_waits();
	as(&client);
	refuses(BUFFER, PITH_ARG_TAG, CALL, .cap = ep, .length = 9);
	refuses(BUFFER, PITH_ARG_TAG, SEND, .cap = ep, .length = 64);
	refuses(BUFFER, PITH_ARG_TAG, NBSEND, .cap = ep, .caps = 1);
	call(.cap = ep, .length = 8);
	as(&server);
	got(0, 0, 8, 0);
}

Test(ipc, a_wrong_reply_argument_is_refused_by_every_form_of_receiving)
{
	struct actor other = actor(20);
	uint32_t armed = make(PITH_TYPE_REPLY), size = 1u << rig.info->cspace_bits;

	as(&server);
	yield();
	as(&other);
	recv(.cap = ep, .reply = armed);
	as(&server);
	refuses(CAPABILITY, PITH_ARG_REPLY, RECV, .cap = ep, .reply = size);
	refuses(CAPABILITY, PITH_ARG_REPLY, NBRECV, .cap = ep, .reply = rig.next);
	refuses(CAPABILITY, PITH_ARG_REPLY, REPLY_RECV, .cap = ep, .reply = 0);
	refuses(CAPABILITY, PITH_ARG_REPLY, REPLY_RECV, .cap = ep, .reply = rig.next);
	refuses(TYPE, PITH_ARG_REPLY, RECV, .cap = ep, .reply = ep);
	refuses(TYPE, PITH_ARG_REPLY, NBRECV, .cap = ep, .reply = server.thread);
	refuses(TYPE, PITH_ARG_REPLY, REPLY_RECV, .cap = ep, .reply = ep);
	refuses(STATE, PITH_ARG_REPLY, RECV, .cap = ep, .reply = armed);
	refuses(STATE, PITH_ARG_REPLY, NBRECV, .cap = ep, .reply = armed);
	refuses(STATE, PITH_ARG_REPLY, REPLY_RECV, .cap = ep, .reply = armed);
	refuses(STATE, PITH_ARG_REPLY, RECV, .cap = rig.nowhere, .reply = armed);
}

/* --- Buffers that come and go
 * ------------------------------------------------------------------------ */

Test(ipc, a_receiver_without_a_buffer_gets_the_registers)
{
	ok(server.thread, THREAD_CONFIGURE, W(0, PITH_THREAD_BUFFER));
	server_waits();
	as(&client);
	call(.cap = ep, .label = 5, .length = 64, .words = {7, 6, 5, 4, 3, 2, 1, 9, 8});
	as(&server);
	got(0, 5, 8, 0);
	got_words(7, 6, 5, 4, 3, 2, 1, 9);
}

Test(ipc, a_buffer_revoked_while_its_sender_waits_leaves_the_registers)
{
	as(&server);
	rest();
	as(&client);
	call(.cap = ep, .length = 20, .words = {1, 2, 3, 4, 5, 6, 7, 8, 9});
	as(&rig.root);
	ok(PITH_BOOT_CSPACE, CSPACE_REVOKE, W(client.buffer));
	send(.cap = rig.nowhere);
	as(&server);
	recv(.cap = ep, .reply = right);
	got(0, 0, 8, 0);
	got_words(1, 2, 3, 4, 5, 6, 7, 8);
	/* The answer is cut for the same reason. */
	reply(.cap = right, .label = 4, .length = 30);
	got_nothing();
	rest();
	as(&client);
	got(0, 4, 8, 0);
}

Test(ipc, a_buffer_revoked_while_its_receiver_waits_leaves_the_registers)
{
	server_waits();
	as(&rig.root);
	ok(PITH_BOOT_CSPACE, CSPACE_REVOKE, W(server.buffer));
	as(&client);
	call(.cap = ep, .length = 20, .words = {1, 2});
	as(&server);
	got(0, 0, 8, 0);
	refuses(BUFFER, PITH_ARG_TAG, REPLY, .cap = right, .length = 9);
	reply(.cap = right, .length = 8);
	got_nothing();
}

Test(ipc, two_threads_may_share_one_buffer)
{
	ok(server.thread, THREAD_CONFIGURE, W(PITH_THREAD_BUFFER, 0), C(client.buffer));
	server_waits();
	as(&client);
	call(.cap = ep, .length = 12, .words = {[8] = 1, 2, 3, 4});
	as(&server);
	got(0, 0, 12, 0);
	for (uint32_t i = 8; i < 12; i++)
		same(client.page->words[i], i - 7);
}

/* --- Servers without time of their own
 * ---------------------------------------------------------------- */

static void make_passive(void)
{
	as(&rig.root);
	ok(server.thread, THREAD_UNBIND, W(PITH_TYPE_SCHEDCONTEXT));
}

Test(ipc, a_send_to_a_passive_server_lends_it_the_senders_time)
{
	server_waits();
	make_passive();
	as(&client);
	send(.cap = ep, .label = 1);
	as(&server);
	got(0, 1, 0, 0);
	waits(&client, WAIT_REPLY);
	reply_recv(.cap = ep, .reply = right, .label = 2, W(3));
	as(&client);
	got(0, 2, 1, 0);
	got_words(3);
}

Test(ipc, a_queued_send_to_a_passive_server_too)
{
	struct actor second = actor(10);

	server_waits();
	make_passive();
	as(&client);
	call(.cap = ep, .label = 1);
	as(&server);
	as(&rig.root);
	ok(server.thread, THREAD_SET_PRIORITY, W(10, 10));
	as(&second);
	send(.cap = ep, .label = 5);
	as(&server);
	reply_recv(.cap = ep, .reply = right);
	as(&server);
	got(0, 5, 0, 0);
	waits(&second, WAIT_REPLY);
	reply_recv(.cap = ep, .reply = right, .label = 6);
	as(&second);
	got(0, 6, 0, 0);
}

Test(ipc, nbsend_does_not_reach_a_passive_server)
{
	server_waits();
	make_passive();
	as(&client);
	refuses(WOULD_BLOCK, PITH_ARG_TARGET, NBSEND, .cap = ep);
}

Test(ipc, a_passive_server_receives_with_a_reply_object_only)
{
	server_waits();
	make_passive();
	as(&client);
	call(.cap = ep);
	as(&server);
	refuses(CAPABILITY, PITH_ARG_REPLY, RECV, .cap = ep);
	refuses(CAPABILITY, PITH_ARG_REPLY, NBRECV, .cap = ep);
	refuses(WOULD_BLOCK, PITH_ARG_TARGET, NBRECV, .cap = rig.nowhere);
}
