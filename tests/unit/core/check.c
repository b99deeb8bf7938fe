/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The walker of invariants itself: all other tests rely on it, so it must notice
 * when something is broken. Each case breaks one word of a sound kernel.
 */
#include "tests/unit/core/rig.h"

enum { K = PITH_BOOT_CSPACE };

static uint32_t ep, queue, right, nt, frame, table, space;
static struct actor server, client, sender, second, third;

/* A kernel with something of everything in it. */
static void set_up(void)
{
	rig_boot();
	ep = make(PITH_TYPE_ENDPOINT);
	queue = make(PITH_TYPE_ENDPOINT);
	right = make(PITH_TYPE_REPLY);
	nt = make(PITH_TYPE_NOTIFICATION);
	space = make(PITH_TYPE_SPACE);
	table = make(PITH_TYPE_PAGETABLE);
	frame = make_bits(PITH_TYPE_FRAME, 12);
	ok(table, PAGETABLE_MAP, W(0x500000, 0), C(space));
	ok(frame, FRAME_MAP, W(0x500000, PITH_READ), C(space));
	server = actor(20);
	as(&server);
	recv(.cap = ep, .reply = right);
	as(&rig.root);
	sender = actor(15);
	as(&sender);
	send(.cap = queue);
	as(&rig.root);
	second = actor(15);
	as(&second);
	send(.cap = queue);
	as(&rig.root);
	third = actor(12);
	as(&third);
	recv(.cap = nt);
	as(&rig.root);
	client = actor(10);
	as(&client);
	call(.cap = ep);
	as(&server);
	ok(server.thread, THREAD_BIND, C(make(PITH_TYPE_NOTIFICATION)));
}

TestSuite(check, .init = set_up);

static void breaks(struct here here, void *at, uint32_t value)
{
	uint32_t *word = at, before = *word;

	if (core_check(rig.cpu))
		rig_fail(here, "already broken: %s", core_check(rig.cpu));
	if (before == value)
		rig_fail(here, "the value is no change");
	*word = value;
	if (!core_check(rig.cpu))
		rig_fail(here, "not noticed");
	*word = before;
}
#define broken(field, value) breaks(HERE, &(field), (value))

Test(check, a_broken_derivation_tree)
{
	struct slot *slot = rig_slot(frame);

	broken(slot->next, rig_slot(nt)->next);
	broken(slot->prev, rig_slot(nt)->prev);
	broken(rig_slot(rig.pool)->first, hal_ref(slot));
	broken(rig_slot(rig.pool)->last, hal_ref(slot));
	broken(slot->ops, 0);
	broken(slot->ops, CAP_GRAVE);
	broken(rig_slot(rig.pool)->badge, 0x40);
	broken(rig_slot(rig.pool)->badge, 0xffffffff);
}

Test(check, a_wrong_count_of_capabilities)
{
	broken(endpoint_at(rig_object(ep))->header.refs, 2);
	broken(server.at->header.refs, 0);
	broken(cspace_at(rig_object(K))->header.refs, 1);
}

Test(check, a_broken_mapping)
{
	struct slot *slot = rig_slot(frame);

	broken(slot->badge, 0x500000 | PITH_ALL_RIGHTS);
	broken(slot->badge, 0x500000 | PITH_WRITE | PITH_READ);
	broken(slot->ops, CAP_FRAME_WRITE);
	broken(pagetable_at(rig_object(table))->shadow[0], hal_ref(rig_slot(nt)));
	broken(pagetable_at(rig_object(table))->table[0], 0);
	broken(pagetable_at(rig_object(table))->shadow[7], hal_ref(slot));
	broken(space_at(rig_object(space))->table[5], 0);
	broken(space_at(rig_object(space))->shadow[6], hal_ref(slot));
}

Test(check, broken_queues)
{
	struct endpoint *waiting = endpoint_at(rig_object(queue));

	broken(waiting->send, hal_ref(second.at));
	broken(sender.at->group_prev, hal_ref(second.at));
	broken(second.at->group_prev, 0);
	broken(sender.at->next, hal_ref(sender.at));
	broken(sender.at->priority, 16);
	broken(second.at->wait, rig_object(ep) | WAIT_SEND);
	broken(notification_at(rig_object(nt))->wait_prev, rig_object(nt));
	broken(notification_at(rig_object(nt))->bits, 1);
	broken(third.at->wait, rig_object(nt) | WAIT_RECEIVE);
	broken(third.at->prev, hal_ref(third.at));
}

Test(check, broken_ready_queues)
{
	struct cpu *cpu = rig.cpu;

	broken(cpu->ready_bits[3], 4);
	broken(cpu->ready[9], hal_ref(third.at));
	broken(cpu->top, 9);
	broken(cpu->current, hal_ref(client.at));
	broken(cpu->empty.header.word, 4);
}

Test(check, broken_time)
{
	struct schedcontext *lent = schedcontext_at(rig_object(client.schedcontext));
	struct schedcontext *own = schedcontext_at(rig_object(server.schedcontext));

	broken(lent->user, hal_ref(client.at));
	broken(lent->user, 0);
	broken(lent->calls_prev, rig_object(client.schedcontext));
	broken(lent->owner, hal_ref(server.at));
	broken(own->owner, hal_ref(client.at));
	own->left = RIG_BUDGET + 1;
	must(core_check(rig.cpu));
	own->left = RIG_BUDGET;
	broken(server.at->schedcontext, rig_object(server.schedcontext));
	broken(server.at->own, rig_object(client.schedcontext));
	broken(reply_at(rig_object(right))->calls_prev, 0);
	broken(reply_at(rig_object(right))->thread, hal_ref(third.at));
	broken(client.at->wait, rig_object(right) | WAIT_CALLABLE);
}

Test(check, broken_threads)
{
	broken(server.at->cspace, hal_ref(&rig.cpu->empty));
	broken(server.at->buffer, client.at->buffer);
	broken(server.at->notification, rig_object(nt));
	broken(server.at->context.cpsr, 0x13);
	broken(client.at->context.ttbr0, hal_paddr(rig_object(space)));
	broken(notification_at(rig_object(nt))->bound, hal_ref(server.at));
}

Test(check, a_dying_object_that_is_on_no_list)
{
	struct actor slow = (as(&rig.root), actor(30));
	uint32_t cspace = make_bits(PITH_TYPE_CSPACE, 8);

	as(&slow);
	fake.preempt_at = fake.steps + 2;
	call(.cap = K, .label = PITH_OP_CSPACE_DELETE, W(cspace));
	must(rig.cpu->dying);
	broken(rig.cpu->dying, 0);
	broken(header_at(rig.cpu->dying)->ops, CAP_CSPACE);
}
