/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reply objects: free, armed, owing one answer; what can be done wrong with them,
 * and their end in each of these states.
 */
#include "tests/unit/core/rig.h"

enum { K = PITH_BOOT_CSPACE };

static uint32_t ep, right;
static struct actor server, client;

static void set_up(void)
{
	rig_boot();
	ep = make(PITH_TYPE_ENDPOINT);
	right = make(PITH_TYPE_REPLY);
	server = actor(20);
	client = actor(10);
}

TestSuite(reply_object, .init = set_up);

/* The server has a call of the client's to answer. */
static void owed(void)
{
	as(&server);
	recv(.cap = ep, .reply = right);
	as(&client);
	call(.cap = ep, .label = 1);
	as(&server);
}

Test(reply_object, a_free_one_answers_nobody)
{
	as(&server);
	refuses(STATE, PITH_ARG_TARGET, REPLY, .cap = right);
	refuses(STATE, PITH_ARG_TARGET, SEND, .cap = right);
	refuses(STATE, PITH_ARG_TARGET, NBSEND, .cap = right);
}

Test(reply_object, it_answers_once)
{
	owed();
	reply(.cap = right, .label = 2);
	got_nothing();
	refuses(STATE, PITH_ARG_TARGET, REPLY, .cap = right);
	rest();
	as(&client);
	got(0, 2, 0, 0);
}

Test(reply_object, any_copy_answers_and_all_of_them_once)
{
	uint32_t twin = copy(right, 0, 0);

	owed();
	reply(.cap = twin, .label = 2);
	got_nothing();
	refuses(STATE, PITH_ARG_TARGET, REPLY, .cap = right);
	/* And it can be used again through either. */
	recv(.cap = ep, .reply = twin);
	as(&client);
	call(.cap = ep);
	as(&server);
	reply_recv(.cap = ep, .reply = right, .label = 3);
	as(&client);
	got(0, 3, 0, 0);
}

Test(reply_object, send_and_nbsend_to_it_answer_too)
{
	owed();
	send(.cap = right, .label = 4);
	got_nothing();
	recv(.cap = ep, .reply = right);
	as(&client);
	got(0, 4, 0, 0);
	call(.cap = ep);
	as(&server);
	nbsend(.cap = right, .label = 5);
	got_nothing();
	refuses(OPERATION, PITH_ARG_TARGET, CALL, .cap = right);
	rest();
	as(&client);
	got(0, 5, 0, 0);
}

Test(reply_object, one_that_owes_an_answer_receives_no_other_call)
{
	owed();
	refuses(STATE, PITH_ARG_REPLY, RECV, .cap = ep, .reply = right);
	refuses(STATE, PITH_ARG_REPLY, NBRECV, .cap = ep, .reply = right);
	reply(.cap = right);
	got_nothing();
	recv(.cap = ep, .reply = right);
	waits(&server, WAIT_CALLABLE);
}

Test(reply_object, an_armed_one_answers_nobody)
{
	struct actor other = actor(5);

	as(&server);
	recv(.cap = ep, .reply = right);
	as(&client);
	rest();
	as(&other);
	refuses(STATE, PITH_ARG_TARGET, REPLY, .cap = right);
	refuses(STATE, PITH_ARG_REPLY, RECV, .cap = ep, .reply = right);
	refuses(STATE, PITH_ARG_REPLY, REPLY_RECV, .cap = ep, .reply = right);
}

Test(reply_object, a_refused_answer_leaves_the_call_open)
{
	owed();
	refuses(CAPABILITY, PITH_ARG_CAP, REPLY, .cap = right, C(0));
	refuses(LENGTH, PITH_ARG_TAG, REPLY, .cap = right, .tag = 65u << 20);
	refuses(CAPABILITY, PITH_ARG_CAP, REPLY_RECV, .cap = ep, .reply = right, C(0));
	refuses(CAPABILITY, PITH_ARG_TARGET, REPLY_RECV, .cap = 0, .reply = right);
	waits(&client, WAIT_REPLY);
	reply_recv(.cap = ep, .reply = right, .label = 6);
	as(&client);
	got(0, 6, 0, 0);
}

Test(reply_object, one_server_can_owe_many_answers_and_give_them_in_any_order)
{
	enum { MANY = 5 };
	uint32_t rights[MANY];
	struct actor clients[MANY];
	static const uint32_t order[MANY] = {3, 0, 4, 2, 1};

	for (uint32_t i = 0; i < MANY; i++)
		rights[i] = make(PITH_TYPE_REPLY);
	as(&server);
	recv(.cap = ep, .reply = rights[0]);
	as(&rig.root);
	ok(client.thread, THREAD_SUSPEND);
	for (uint32_t i = 0; i < MANY; i++) {
		clients[i] = actor(10);
		as(&clients[i]);
		call(.cap = ep, .label = i);
		as(&server);
		got(0, i, 0, 0);
		if (i + 1 < MANY)
			recv(.cap = ep, .reply = rights[i + 1]);
		as(&rig.root);
	}
	for (uint32_t i = 0; i < MANY; i++) {
		as(&server);
		reply(.cap = rights[order[i]], .label = 100 + order[i]);
		got_nothing();
		same(clients[order[i]].at->context.r[1], pith_tag(100 + order[i], 0, 0));
		must(!clients[order[i]].at->wait);
	}
}

/* --- The end
 * --------------------------------------------------------------------------------------------- */

Test(reply_object, when_it_ends_the_caller_is_told)
{
	uint32_t twin = copy(right, 0, 0);

	owed();
	ok(K, CSPACE_DELETE, W(right));
	waits(&client, WAIT_REPLY);
	ok(K, CSPACE_DELETE, W(twin));
	must(!client.at->wait);
	rest();
	as(&client);
	got_error(GONE, PITH_ARG_TARGET);
}

Test(reply_object, when_it_ends_the_receiver_is_told_that_it_was_this)
{
	as(&server);
	recv(.cap = ep, .reply = right);
	as(&rig.root);
	ok(K, CSPACE_DELETE, W(right));
	as(&server);
	got_error(GONE, PITH_ARG_REPLY);
	same(endpoint_at(rig_object(ep))->receive_next, rig_object(ep));
}

Test(reply_object, when_its_receiver_ends_it_is_free)
{
	as(&server);
	recv(.cap = ep, .reply = right);
	as(&rig.root);
	ok(K, CSPACE_DELETE, W(server.thread));
	as(&client);
	recv(.cap = ep, .reply = right);
	waits(&client, WAIT_CALLABLE);
}

Test(reply_object, when_its_caller_ends_it_is_free)
{
	owed();
	as(&rig.root);
	ok(K, CSPACE_DELETE, W(client.thread));
	as(&server);
	refuses(STATE, PITH_ARG_TARGET, REPLY, .cap = right);
	recv(.cap = ep, .reply = right);
	waits(&server, WAIT_CALLABLE);
}

Test(reply_object, it_outlives_the_server_and_another_answers)
{
	struct actor heir = actor(5);

	owed();
	as(&rig.root);
	ok(K, CSPACE_DELETE, W(server.thread));
	as(&heir);
	waits(&client, WAIT_REPLY);
	reply(.cap = right, .label = 7);
	as(&client);
	got(0, 7, 0, 0);
}

Test(reply_object, an_unused_one_ends_quietly)
{
	const void *object = hal_pointer(rig_object(right));

	ok(K, CSPACE_DELETE, W(right));
	must(!fake_alive(object));
}
