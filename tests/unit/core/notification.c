/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Notifications: bits that are set without waiting and collected by who waits, or by
 * the thread that they are bound to among its messages.
 */
#include "tests/unit/core/rig.h"

enum { K = PITH_BOOT_CSPACE, ALL = PITH_ALL_RIGHTS };

static uint32_t nt, bit1, bit2, bit5, ep, right;
static struct actor waiter;

static void set_up(void)
{
	rig_boot();
	nt = make(PITH_TYPE_NOTIFICATION);
	bit1 = copy(nt, PITH_SEND, 1 << 1);
	bit2 = copy(nt, PITH_SEND, 1 << 2);
	bit5 = copy(nt, PITH_SEND, 1 << 5);
	ep = make(PITH_TYPE_ENDPOINT);
	right = make(PITH_TYPE_REPLY);
	waiter = actor(20);
}

TestSuite(notification, .init = set_up);

static uint32_t pending(void)
{
	return notification_at(rig_object(nt))->bits;
}

Test(notification, bits_add_up_and_are_taken_at_once)
{
	send(.cap = bit1);
	got_nothing();
	call(.cap = bit2);
	got_nothing();
	nbsend(.cap = bit5);
	got_nothing();
	send(.cap = bit1);
	same(pending(), 0x26);
	recv(.cap = nt);
	got_signal(0x26);
	same(pending(), 0);
	refuses(WOULD_BLOCK, PITH_ARG_TARGET, NBRECV, .cap = nt);
}

Test(notification, an_unbadged_capability_sets_the_lowest_bit)
{
	send(.cap = nt);
	nbrecv(.cap = nt);
	got_signal(1);
}

Test(notification, every_bit_can_be_used)
{
	uint32_t all = copy(nt, PITH_SEND, 0xfffffffe), high = copy(nt, PITH_SEND, 1u << 31);

	send(.cap = high);
	nbrecv(.cap = nt);
	got_signal(1u << 31);
	send(.cap = all);
	send(.cap = nt);
	nbrecv(.cap = nt);
	same(rig_register(0), 0xffffffff);
}

Test(notification, rights_to_wait_and_to_signal_are_separate)
{
	uint32_t only_wait = copy(nt, PITH_RECV, 0);

	refuses(RIGHTS, PITH_ARG_TARGET, SEND, .cap = only_wait);
	refuses(RIGHTS, PITH_ARG_TARGET, CALL, .cap = only_wait);
	refuses(RIGHTS, PITH_ARG_TARGET, NBSEND, .cap = only_wait);
	refuses(RIGHTS, PITH_ARG_TARGET, RECV, .cap = bit1);
	refuses(RIGHTS, PITH_ARG_TARGET, NBRECV, .cap = bit1);
	send(.cap = bit1);
	recv(.cap = only_wait);
	got_signal(2);
}

Test(notification, a_signal_is_no_message_whatever_the_tag_says)
{
	send(.cap = bit1, .tag = ~0u);
	got_nothing();
	same(pending(), 2);
}

Test(notification, the_first_that_waits_takes_all_bits)
{
	struct actor second = actor(19);

	as(&waiter);
	recv(.cap = nt);
	as(&second);
	recv(.cap = nt);
	as(&rig.root);
	send(.cap = bit1);
	send(.cap = bit2);
	same(pending(), 0);
	as(&waiter);
	got_signal(2);
	rest();
	as(&second);
	got_signal(4);
}

Test(notification, any_waiter_can_leave)
{
	struct actor second = actor(19), third = actor(18);

	as(&waiter);
	recv(.cap = nt);
	as(&second);
	recv(.cap = nt);
	as(&third);
	recv(.cap = nt);
	as(&rig.root);
	ok(second.thread, THREAD_SUSPEND);
	send(.cap = bit1);
	send(.cap = bit2);
	send(.cap = bit5);
	same(pending(), 0x20);
	as(&waiter);
	got_signal(2);
	rest();
	as(&third);
	got_signal(4);
}

Test(notification, a_signal_to_a_higher_thread_preempts)
{
	struct actor low = actor(10);

	as(&waiter);
	recv(.cap = nt);
	as(&low);
	send(.cap = nt);
	as(&waiter);
	recv(.cap = nt);
	as(&low);
	got_nothing();
}

/* --- Bound
 * ------------------------------------------------------------------------------------------ */

static void bind_waiter(void)
{
	ok(waiter.thread, THREAD_BIND, C(nt));
}

Test(notification, a_bound_thread_gets_its_bits_among_its_messages)
{
	struct actor client = actor(10);

	bind_waiter();
	as(&waiter);
	recv(.cap = ep, .reply = right);
	as(&client);
	send(.cap = bit2);
	as(&waiter);
	got_signal(4);
	same(reply_at(rig_object(right))->thread, 0);
	reply_recv(.cap = ep, .reply = right);
	as(&client);
	call(.cap = ep, .label = 3);
	as(&waiter);
	got(0, 3, 0, 0);
	reply_recv(.cap = ep, .reply = right, .label = 4);
	as(&client);
	got(0, 4, 0, 0);
}

Test(notification, a_bound_thread_that_waits_without_a_reply_object_gets_them_too)
{
	bind_waiter();
	as(&waiter);
	recv(.cap = ep);
	as(&rig.root);
	send(.cap = bit1);
	as(&waiter);
	got_signal(2);
}

Test(notification, bits_that_came_meanwhile_are_received_before_messages)
{
	struct actor client = actor(10);

	bind_waiter();
	as(&waiter);
	rest();
	as(&client);
	call(.cap = ep, .label = 3);
	as(&rig.root);
	send(.cap = bit1);
	same(waiter.at->cspace, hal_ref(&rig.cpu->empty));
	send(.cap = rig.nowhere);
	as(&waiter);
	recv(.cap = ep, .reply = right);
	got_signal(2);
	same(waiter.at->cspace, rig_object(K));
	recv(.cap = ep, .reply = right);
	got(0, 3, 0, 0);
}

Test(notification, nbrecv_and_reply_recv_look_at_the_bits_too)
{
	struct actor client = actor(10);

	bind_waiter();
	as(&waiter);
	recv(.cap = ep, .reply = right);
	as(&client);
	call(.cap = ep);
	as(&waiter);
	send(.cap = bit5);
	reply_recv(.cap = ep, .reply = right, .label = 7);
	got_signal(0x20);
	send(.cap = bit1);
	nbrecv(.cap = ep);
	got_signal(2);
	recv(.cap = ep, .reply = right);
	as(&client);
	got(0, 7, 0, 0);
}

Test(notification, pending_bits_do_not_hinder_other_calls)
{
	struct actor server = actor(30);
	uint32_t at = make(PITH_TYPE_ENDPOINT), second = make(PITH_TYPE_REPLY);

	bind_waiter();
	as(&server);
	recv(.cap = at, .reply = second);
	as(&waiter);
	send(.cap = bit1);
	call(.cap = at, .label = 8);
	as(&server);
	got(0, 8, 0, 0);
	reply_recv(.cap = at, .reply = second, .label = 9);
	as(&waiter);
	got(0, 9, 0, 0);
	ok(waiter.thread, THREAD_SET_TLS, W(1));
	recv(.cap = nt); /* the bound thread may also wait here */
	got_signal(2);
}

Test(notification, who_waits_at_the_notification_comes_before_the_bound_thread)
{
	struct actor other = actor(10);

	bind_waiter();
	as(&waiter);
	recv(.cap = ep);
	as(&other);
	recv(.cap = nt);
	as(&rig.root);
	send(.cap = bit1);
	as(&other);
	got_signal(2);
	waits(&waiter, WAIT_RECEIVE);
}

Test(notification, bits_wait_for_a_bound_thread_that_is_not_receiving)
{
	bind_waiter();
	as(&waiter);
	call(.cap = ep);
	as(&rig.root);
	send(.cap = bit1);
	waits(&waiter, WAIT_CALL);
	nbrecv(.cap = ep, .reply = right);
	reply(.cap = right);
	as(&waiter);
	got(0, 0, 0, 0);
	recv(.cap = ep);
	got_signal(2);
}

Test(notification, binding_delivers_what_is_pending)
{
	send(.cap = bit2);
	as(&waiter);
	recv(.cap = ep);
	as(&rig.root);
	bind_waiter();
	as(&waiter);
	got_signal(4);
}

Test(notification, binding_to_a_busy_thread_keeps_what_is_pending)
{
	send(.cap = bit2);
	bind_waiter();
	as(&waiter);
	recv(.cap = ep);
	got_signal(4);
}

Test(notification, a_thread_without_time_gets_its_bits_with_its_first_time)
{
	bind_waiter();
	as(&waiter);
	recv(.cap = ep, .reply = right);
	as(&rig.root);
	ok(waiter.thread, THREAD_UNBIND, W(PITH_TYPE_SCHEDCONTEXT));
	send(.cap = bit1);
	same(pending(), 2);
	waits(&waiter, WAIT_CALLABLE);
	ok(waiter.thread, THREAD_BIND, C(waiter.schedcontext));
	same(pending(), 0);
	as(&waiter);
	got_signal(2);
}

Test(notification, a_passive_server_is_called_although_it_has_bits_pending)
{
	struct actor client;

	bind_waiter();
	as(&waiter);
	recv(.cap = ep, .reply = right);
	as(&rig.root);
	ok(waiter.thread, THREAD_UNBIND, W(PITH_TYPE_SCHEDCONTEXT));
	send(.cap = bit1);
	client = actor(10);
	as(&client);
	call(.cap = ep, .label = 1);
	as(&waiter);
	got(0, 1, 0, 0);
	reply_recv(.cap = ep, .reply = right, .label = 2);
	as(&client);
	got(0, 2, 0, 0);
	same(pending(), 2);
}

Test(notification, unbinding_leaves_the_bits_to_others)
{
	bind_waiter();
	send(.cap = bit1);
	ok(waiter.thread, THREAD_UNBIND, W(PITH_TYPE_NOTIFICATION));
	same(waiter.at->cspace, rig_object(K));
	same(pending(), 2);
	as(&waiter);
	refuses(WOULD_BLOCK, PITH_ARG_TARGET, NBRECV, .cap = ep);
	recv(.cap = nt);
	got_signal(2);
}

/* --- The end
 * ----------------------------------------------------------------------------------------- */

Test(notification, when_it_ends_all_that_wait_are_told)
{
	struct actor second = actor(19);

	as(&waiter);
	recv(.cap = nt);
	as(&second);
	recv(.cap = nt);
	as(&rig.root);
	ok(K, CSPACE_REVOKE, W(nt));
	ok(K, CSPACE_DELETE, W(nt));
	as(&waiter);
	got_error(GONE, PITH_ARG_TARGET);
	rest();
	as(&second);
	got_error(GONE, PITH_ARG_TARGET);
}

Test(notification, when_it_ends_its_bound_thread_goes_on_without)
{
	bind_waiter();
	as(&waiter);
	recv(.cap = ep);
	as(&rig.root);
	ok(K, CSPACE_REVOKE, W(nt));
	ok(K, CSPACE_DELETE, W(nt));
	waits(&waiter, WAIT_RECEIVE);
	same(waiter.at->notification, 0);
	send(.cap = ep, .label = 1);
	as(&waiter);
	got(0, 1, 0, 0);
}

Test(notification, when_it_ends_with_bits_pending_its_bound_thread_sees_its_cspace_again)
{
	bind_waiter();
	send(.cap = bit1);
	same(waiter.at->cspace, hal_ref(&rig.cpu->empty));
	ok(K, CSPACE_REVOKE, W(nt));
	ok(K, CSPACE_DELETE, W(nt));
	same(waiter.at->cspace, rig_object(K));
}

Test(notification, when_its_bound_thread_ends_it_can_be_bound_to_another)
{
	struct actor other = actor(10);

	bind_waiter();
	as(&waiter);
	recv(.cap = nt);
	as(&rig.root);
	ok(K, CSPACE_DELETE, W(waiter.thread));
	send(.cap = bit1);
	same(pending(), 2);
	ok(other.thread, THREAD_BIND, C(nt));
	as(&other);
	recv(.cap = ep);
	got_signal(2);
}
