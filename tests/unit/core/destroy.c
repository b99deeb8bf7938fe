/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Things that refer to themselves and end themselves: a CSpace that holds itself, a
 * thread that deletes what it runs on, an Untyped revoked out of what it was made into.
 */
#include "tests/unit/core/rig.h"

TestSuite(destroy, .init = rig_boot);

enum { K = PITH_BOOT_CSPACE, ALL = PITH_ALL_RIGHTS };

Test(destroy, a_cspace_that_holds_itself_lives_until_it_is_revoked)
{
	uint32_t untyped = make_bits(PITH_TYPE_UNTYPED, 13);
	uint32_t cspace = make_from(untyped, PITH_TYPE_CSPACE, 4, 0);
	const void *object = hal_pointer(rig_object(cspace));

	ok(cspace, CSPACE_MOVE, W(1, cspace), C(K));
	must(fake_alive(object));
	ok(K, CSPACE_REVOKE, W(untyped));
	must(!fake_alive(object));
	ok(untyped, UNTYPED_QUERY);
	same(word(1), 0);
}

Test(destroy, two_cspaces_that_hold_each_other)
{
	uint32_t untyped = make_bits(PITH_TYPE_UNTYPED, 14);
	uint32_t a = make_from(untyped, PITH_TYPE_CSPACE, 4, 0);
	uint32_t b = make_from(untyped, PITH_TYPE_CSPACE, 4, 0);

	ok(a, CSPACE_COPY, W(1, b, ALL, 0), C(K));
	ok(b, CSPACE_COPY, W(1, a, ALL, 0), C(K));
	ok(K, CSPACE_DELETE, W(a));
	ok(K, CSPACE_DELETE, W(b));
	ok(untyped, UNTYPED_QUERY);
	same(word(1), 0x400);
	ok(K, CSPACE_REVOKE, W(untyped));
	ok(untyped, UNTYPED_QUERY);
	same(word(1), 0);
}

Test(destroy, a_deep_nest_of_cspaces_ends_without_recursion)
{
	enum { DEEP = 200 };
	uint32_t outer = make_bits(PITH_TYPE_CSPACE, 2), untyped = rig.pool, inner;
	const void *innermost;

	inner = outer;
	for (uint32_t i = 0; i < DEEP; i++) {
		uint32_t next = make_from(untyped, PITH_TYPE_CSPACE, 2, 0);

		ok(inner, CSPACE_COPY, W(1, next, ALL, 0), C(K));
		if (inner != outer)
			ok(K, CSPACE_DELETE, W(inner));
		inner = next;
	}
	innermost = hal_pointer(rig_object(inner));
	ok(K, CSPACE_DELETE, W(inner));
	must(fake_alive(innermost));
	ok(K, CSPACE_DELETE, W(outer));
	must(!fake_alive(innermost));
}

/* --- Oneself
 * -------------------------------------------------------------------------------------------- */

Test(destroy, a_thread_can_delete_itself)
{
	struct actor self = actor(10), other = actor(10);
	const void *object = self.at;

	as(&self);
	call(.cap = K, .label = PITH_OP_CSPACE_DELETE, W(self.thread));
	must(!fake_alive(object));
	as(&other);
	as(&rig.root);
	ok(self.schedcontext, SCHEDCONTEXT_CONSUMED);
	same(schedcontext_at(rig_object(self.schedcontext))->owner, 0);
}

Test(destroy, the_last_thread_can_delete_itself)
{
	struct actor self = actor(10);

	as(&self);
	call(.cap = K, .label = PITH_OP_CSPACE_DELETE, W(self.thread));
	same(fake.left, FAKE_IDLE);
}

Test(destroy, a_thread_can_lose_its_cspace_in_the_middle_of_a_revocation)
{
	uint32_t untyped = make_bits(PITH_TYPE_UNTYPED, 14);
	uint32_t own = make_from(untyped, PITH_TYPE_CSPACE, 4, 0);
	struct actor self = new_thread(10);

	ok(own, CSPACE_COPY, W(1, K, ALL, 0), C(K));
	ok(self.thread, THREAD_CONFIGURE, W(PITH_THREAD_CSPACE, 0), C(own));
	ok(self.thread, THREAD_RESUME);
	as(&self);
	call(.cap = 1, .label = PITH_OP_CSPACE_REVOKE, W(untyped));
	as(&self);
	got_error(CAPABILITY, PITH_ARG_TARGET); /* it can name nothing any more */
	same(self.at->slots[SLOT_CSPACE].ops, 0);
	as(&rig.root);
	ok(K, CSPACE_REVOKE, W(untyped));
	ok(untyped, UNTYPED_QUERY);
	same(word(1), 0);
}

Test(destroy, a_thread_can_delete_its_space_and_its_buffer)
{
	uint32_t space = make(PITH_TYPE_SPACE);
	struct actor self = actor(10);

	ok(self.thread, THREAD_CONFIGURE, W(PITH_THREAD_SPACE, 0), C(space));
	as(&self);
	ok(K, CSPACE_REVOKE, W(space));
	same(fake.loaded.ttbr0, 0);
	ok(K, CSPACE_REVOKE, W(self.buffer));
	same(self.at->buffer, 0);
	refuses(BUFFER, PITH_ARG_TAG, CALL, .cap = K, .label = PITH_OP_CSPACE_QUERY, .length = 9);
}

/* A component that is all made of one Untyped, whose capability is in its own CSpace: slot 1 the
 * Untyped, 2 the CSpace, 3 the thread, 4 its context, 5 an endpoint. */
static struct actor component(uint32_t *untyped)
{
	struct actor self = {0};
	uint32_t cspace, space, ep, slots[5];

	*untyped = make_bits(PITH_TYPE_UNTYPED, 17);
	cspace = make_from(*untyped, PITH_TYPE_CSPACE, 5, 0);
	space = make_from(*untyped, PITH_TYPE_SPACE, 0, 0);
	ep = make_from(*untyped, PITH_TYPE_ENDPOINT, 0, 0);
	self.thread = make_from(*untyped, PITH_TYPE_THREAD, 0, 0);
	self.schedcontext = make_from(*untyped, PITH_TYPE_SCHEDCONTEXT, 0, 0);
	self.buffer = make_from(*untyped, PITH_TYPE_FRAME, 12, 0);
	self.at = rig_thread(self.thread);
	ok(PITH_BOOT_SCHEDCONTROL, SCHEDCONTROL_CONFIGURE, W(RIG_BUDGET, 0, 0, 0),
	    C(self.schedcontext));
	ok(self.thread, THREAD_CONFIGURE,
	    W(PITH_THREAD_CSPACE | PITH_THREAD_SPACE | PITH_THREAD_BUFFER | PITH_THREAD_FAULT, 0),
	    C(cspace, space, self.buffer, ep));
	ok(self.thread, THREAD_BIND, C(self.schedcontext));
	ok(self.thread, THREAD_SET_PRIORITY, W(10, 10));
	ok(self.thread, THREAD_RESUME);
	slots[0] = *untyped;
	slots[1] = cspace;
	slots[2] = self.thread;
	slots[3] = self.schedcontext;
	slots[4] = ep;
	/* The CSpace last, and into itself. */
	for (uint32_t i = 0; i < 5; i++)
		if (i != 1)
			ok(cspace, CSPACE_MOVE, W(1 + i, slots[i]), C(K));
	ok(cspace, CSPACE_COPY, W(2, cspace, ALL, 0), C(K));
	ok(K, CSPACE_DELETE, W(space));
	ok(K, CSPACE_DELETE, W(self.buffer));
	ok(K, CSPACE_DELETE, W(cspace));
	return self;
}

Test(destroy, a_component_can_revoke_the_untyped_that_it_is_made_of)
{
	static struct fake_snapshot before;
	uint32_t untyped, points;
	struct actor self = component(&untyped), other = actor(5);
	struct rig at_start;

	as(&self);
	at_start = rig;
	fake_save(&before);
	call(.cap = 2, .label = PITH_OP_CSPACE_REVOKE, W(1));
	must(cpu_current(rig.cpu) != self.at);
	points = fake.steps - before.fake.steps;
	must(points >= 2);
	/* Preempted at every point, with another thread running in between. */
	for (uint32_t n = 0; n <= points; n++) {
		rig_restore(&before);
		rig = at_start;
		fake.preempt_at = n ? fake.steps + n : 0;
		call(.cap = 2, .label = PITH_OP_CSPACE_REVOKE, W(1));
		if (cpu_current(rig.cpu) == self.at) {
			as(&rig.root);
			recv(.cap = rig.bell);
			if (cpu_current(rig.cpu) == self.at)
				again();
		}
		while (cpu_current(rig.cpu) == self.at && rig_interrupted(self.at))
			again();
		if (cpu_current(rig.cpu) == self.at) /* without a CSpace, not yet dead */
			call(.cap = 2, .label = PITH_OP_CSPACE_REVOKE, W(1));
		/* Whoever deletes next finishes what is left. */
		as(&rig.root);
		ok(K, CSPACE_DELETE, W(rig_slots(1)));
		same(rig.cpu->dying, 0);
	}
	as(&other);
}

Test(destroy, a_component_is_taken_apart_by_deleting_its_cspace_and_thread)
{
	uint32_t untyped;
	struct actor self = component(&untyped);
	const void *object = self.at;

	/* It deletes its thread first: then nobody holds the CSpace but itself. */
	as(&self);
	call(.cap = 2, .label = PITH_OP_CSPACE_DELETE, W(3));
	must(!fake_alive(object));
	as(&rig.root);
	/* What holds only itself is reached through the Untyped it is made of. */
	ok(K, CSPACE_REVOKE, W(rig.pool));
	ok(rig.pool, UNTYPED_QUERY);
	same(word(1), 0);
}

Test(destroy, root_can_revoke_all_memory_but_its_own)
{
	struct actor threads[4];
	uint32_t ep = make(PITH_TYPE_ENDPOINT), right = make(PITH_TYPE_REPLY);

	for (uint32_t i = 0; i < 4; i++) {
		threads[i] = actor(10 + i);
		as(&threads[i]);
		if (i == 0)
			recv(.cap = ep, .reply = right);
		else
			call(.cap = ep);
		as(&rig.root);
	}
	ok(K, CSPACE_REVOKE, W(rig.pool));
	ok(rig.pool, UNTYPED_QUERY);
	same(word(1), 0);
	same(rig.cpu->dying, 0);
	make_from(rig.pool, PITH_TYPE_FRAME, 20, 0);
}
