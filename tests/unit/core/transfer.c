/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Capabilities that travel with messages: up to four, into slots that the receiver
 * has named, derived from the sender's; and what happens when a place is missing.
 */
#include "tests/unit/core/rig.h"

enum { K = PITH_BOOT_CSPACE, ALL = PITH_ALL_RIGHTS, OWN = 8 };

static uint32_t ep, right, own; /* own: the server's CSpace */
static uint32_t gift[4];
static struct actor server, client;

/* A server with a CSpace of its own: 1 the endpoint, 2 the reply object, from 8 on empty. */
static void set_up(void)
{
	rig_boot();
	ep = make(PITH_TYPE_ENDPOINT);
	right = make(PITH_TYPE_REPLY);
	own = make_bits(PITH_TYPE_CSPACE, 5);
	for (uint32_t i = 0; i < 4; i++)
		gift[i] = copy(make(PITH_TYPE_ENDPOINT), PITH_SEND | PITH_GRANT, 50 + i);
	ok(own, CSPACE_COPY, W(1, ep, ALL, 0), C(K));
	ok(own, CSPACE_COPY, W(2, right, ALL, 0), C(K));
	server = new_thread(20);
	ok(server.thread, THREAD_CONFIGURE, W(PITH_THREAD_CSPACE, 0), C(own));
	ok(server.thread, THREAD_RESUME);
	client = actor(10);
	takes(&server, OWN, OWN + 1, OWN + 2, OWN + 3);
	as(&server);
	recv(.cap = 1, .reply = 2);
	as(&client);
}

TestSuite(transfer, .init = set_up);

static const struct slot *received(uint32_t index)
{
	return cspace_slot(cspace_at(rig_object(own)), index);
}

Test(transfer, none_to_four_capabilities_arrive_where_the_receiver_wants_them)
{
	for (uint32_t count = 0; count <= 4; count++) {
		as(&client);
		call(.cap = ep, .caps = count, .slots = {gift[0], gift[1], gift[2], gift[3]});
		as(&server);
		got(0, 0, 0, count);
		for (uint32_t i = 0; i < 4; i++) {
			const struct slot *slot = received(OWN + i);

			same(slot->ops != 0, i < count);
			if (i >= count)
				continue;
			same(server.page->caps[i], OWN + i);
			same(slot->object, rig_object(gift[i]));
			same(slot->badge, 50 + i);
			same(slot_rights(slot->ops), PITH_SEND | PITH_GRANT);
		}
		/* The sender keeps its own, and revoking it takes the copies. */
		as(&rig.root);
		for (uint32_t i = 0; i < count; i++) {
			must(!empty(gift[i]));
			ok(K, CSPACE_REVOKE, W(gift[i]));
			same(received(OWN + i)->ops, 0);
		}
		as(&server);
		reply_recv(.cap = 1, .reply = 2);
	}
}

Test(transfer, capabilities_need_the_right_to_grant)
{
	uint32_t weak = (as(&rig.root), copy(ep, PITH_SEND, 0));

	as(&client);
	refuses(RIGHTS, PITH_ARG_TARGET, CALL, .cap = weak, C(gift[0]));
	refuses(RIGHTS, PITH_ARG_TARGET, SEND, .cap = weak, C(gift[0]));
	refuses(RIGHTS, PITH_ARG_TARGET, NBSEND, .cap = weak, C(gift[0]));
	call(.cap = weak);
	as(&server);
	got(0, 0, 0, 0);
}

Test(transfer, a_capability_that_is_none_is_named)
{
	uint32_t size = 1u << rig.info->cspace_bits;
	uint32_t bad[] = {0, rig.next, size, ~0u};

	for (uint32_t i = 0; i < ARRAY_SIZE(bad); i++)
		for (uint32_t at = 0; at < 4; at++) {
			struct message m = {
			    .cap = ep, .caps = 4, .slots = {gift[0], gift[1], gift[2], gift[3]}};

			m.slots[at] = bad[i];
			rig_refused(
			    HERE, PITH_ERROR_CAPABILITY, PITH_ARG_CAP + at, PITH_CALL_CALL, &m);
		}
}

Test(transfer, what_keeps_its_state_in_its_slot_is_not_sent)
{
	uint32_t table = (as(&rig.root), make(PITH_TYPE_PAGETABLE));

	as(&client);
	refuses(TYPE, PITH_ARG_CAP, CALL, .cap = ep, C(rig.pool));
	refuses(TYPE, PITH_ARG_CAP + 2, CALL, .cap = ep, C(gift[0], gift[1], table, gift[3]));
}

Test(transfer, a_missing_place_ends_the_transfer_there)
{
	static const uint32_t bad[] = {0, 1 /* in use */, 32 /* behind the last */, ~0u};

	for (uint32_t i = 0; i < ARRAY_SIZE(bad); i++)
		for (uint32_t at = 0; at < 4; at++) {
			takes(&server, OWN, OWN + 1, OWN + 2, OWN + 3);
			server.page->receive[at] = bad[i];
			as(&client);
			call(.cap = ep, .label = 3, W(7), C(gift[0], gift[1], gift[2], gift[3]));
			as(&server);
			got(0, 3, 1, at);
			got_words(7);
			for (uint32_t n = 0; n < 4; n++)
				same(received(OWN + n)->ops != 0, n < at);
			as(&rig.root);
			for (uint32_t n = 0; n < at; n++)
				ok(own, CSPACE_DELETE, W(OWN + n));
			as(&server);
			reply_recv(.cap = 1, .reply = 2);
		}
}

Test(transfer, one_place_named_twice_is_used_once)
{
	takes(&server, OWN, OWN, OWN + 2, OWN + 3);
	call(.cap = ep, C(gift[0], gift[1], gift[2]));
	as(&server);
	got(0, 0, 0, 1);
	same(received(OWN)->badge, 50);
	same(received(OWN + 2)->ops, 0);
}

Test(transfer, the_same_capability_can_be_sent_twice)
{
	call(.cap = ep, C(gift[0], gift[0]));
	as(&server);
	got(0, 0, 0, 2);
	same(received(OWN)->object, received(OWN + 1)->object);
}

Test(transfer, a_receiver_without_buffer_or_cspace_gets_the_words)
{
	for (uint32_t which = 0; which < 2; which++) {
		as(&rig.root);
		ok(server.thread, THREAD_CONFIGURE,
		    W(0, which ? PITH_THREAD_CSPACE : PITH_THREAD_BUFFER));
		if (which)
			ok(server.thread, THREAD_CONFIGURE, W(PITH_THREAD_BUFFER, 0),
			    C(server.buffer));
		as(&client);
		call(.cap = ep, .label = 2, W(1), C(gift[0]));
		as(&server);
		got(0, 2, 1, 0);
		as(&rig.root);
		ok(server.thread, THREAD_CONFIGURE, W(PITH_THREAD_CSPACE, 0), C(own));
		as(&server);
		reply_recv(.cap = 1, .reply = 2);
	}
}

Test(transfer, answers_carry_capabilities_without_any_right_of_the_callers)
{
	uint32_t plain = (as(&rig.root), copy(ep, PITH_SEND, 0)), place = rig_slots(2);

	takes(&client, place, place + 1, 0, 0);
	as(&client);
	call(.cap = plain);
	as(&server);
	reply_recv(.cap = 1, .reply = 2, .label = 9, C(1, 2));
	as(&client);
	got(0, 9, 0, 2);
	same(rig_object(place), rig_object(ep));
	same(rig_object(place + 1), rig_object(right));
	call(.cap = plain);
	as(&server);
	refuses(CAPABILITY, PITH_ARG_CAP + 1, REPLY, .cap = 2, C(1, 31));
	refuses(CAPABILITY, PITH_ARG_CAP, REPLY_RECV, .cap = 1, .reply = 2, C(31));
	waits(&client, WAIT_REPLY);
}

/* The client is queued at the endpoint; then the server receives. */
static void queued_with(void (*meanwhile)(void), uint32_t arrive)
{
	as(&rig.root);
	send(.cap = ep); /* keep the server busy below the client */
	ok(server.thread, THREAD_SET_PRIORITY, W(5, 5));
	as(&client);
	call(.cap = ep, .label = 6, W(1), C(gift[0], gift[1], gift[2]));
	waits(&client, WAIT_CALL);
	as(&rig.root);
	meanwhile();
	as(&server);
	recv(.cap = 1, .reply = 2);
	got(0, 6, 1, arrive);
}

static void nothing(void)
{
}

static void delete_second(void)
{
	ok(K, CSPACE_DELETE, W(gift[1]));
}

static void replace_first_by_untyped(void)
{
	ok(K, CSPACE_DELETE, W(gift[0]));
	ok(K, CSPACE_MOVE, W(gift[0], make_bits(PITH_TYPE_UNTYPED, 12)));
}

static void take_buffer(void)
{
	ok(K, CSPACE_REVOKE, W(client.buffer));
}

static void take_cspace(void)
{
	ok(client.thread, THREAD_CONFIGURE, W(0, PITH_THREAD_CSPACE));
}

Test(transfer, a_queued_sender_sends_its_capabilities_too)
{
	queued_with(nothing, 3);
}

Test(transfer, a_capability_deleted_in_the_queue_ends_the_transfer)
{
	queued_with(delete_second, 1);
}

Test(transfer, a_slot_that_got_an_untyped_in_the_queue_ends_the_transfer)
{
	queued_with(replace_first_by_untyped, 0);
}

Test(transfer, a_sender_that_lost_its_buffer_in_the_queue_sends_words)
{
	queued_with(take_buffer, 0);
}

Test(transfer, a_sender_that_lost_its_cspace_in_the_queue_sends_words)
{
	queued_with(take_cspace, 0);
}

Test(transfer, a_frame_arrives_unmapped)
{
	uint32_t frame, space, table;

	as(&rig.root);
	frame = make_bits(PITH_TYPE_FRAME, 12);
	space = make(PITH_TYPE_SPACE);
	table = make(PITH_TYPE_PAGETABLE);
	ok(table, PAGETABLE_MAP, W(0x500000, 0), C(space));
	ok(frame, FRAME_MAP, W(0x500000, PITH_READ), C(space));
	as(&client);
	call(.cap = ep, C(frame));
	as(&server);
	ok(OWN, FRAME_QUERY);
	same(word(3), 0);
}

Test(transfer, control_capabilities_can_be_handed_on)
{
	call(.cap = ep, C(PITH_BOOT_IRQCONTROL, PITH_BOOT_SCHEDCONTROL, client.thread, right));
	as(&server);
	got(0, 0, 0, 4);
	same(received(OWN)->ops, CAP_IRQCONTROL);
	same(received(OWN + 1)->ops, CAP_SCHEDCONTROL);
	same(received(OWN + 2)->ops, CAP_THREAD);
	same(received(OWN + 3)->ops, CAP_REPLY);
}
