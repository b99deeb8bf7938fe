/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread's four capabilities: CSpace, Space, IPC buffer, fault handler. Setting
 * them, for others and for oneself, clearing them, and losing them.
 */
#include "tests/unit/core/rig.h"

TestSuite(configure, .init = rig_boot);

enum {
	K = PITH_BOOT_CSPACE,
	ALL = PITH_ALL_RIGHTS,
	CSPACE = PITH_THREAD_CSPACE,
	SPACE = PITH_THREAD_SPACE,
	BUFFER = PITH_THREAD_BUFFER,
	FAULT = PITH_THREAD_FAULT,
};

static uint32_t frame(void)
{
	return make_bits(PITH_TYPE_FRAME, 12);
}

Test(configure, a_thread_gets_what_it_is_given)
{
	uint32_t thread = make(PITH_TYPE_THREAD), space = make(PITH_TYPE_SPACE), page = frame();
	uint32_t handler = copy(make(PITH_TYPE_ENDPOINT), PITH_SEND, 42);
	uint32_t cspace = make_bits(PITH_TYPE_CSPACE, 4);
	const struct thread *t = rig_thread(thread);

	ok(thread, THREAD_CONFIGURE, W(CSPACE | SPACE | BUFFER | FAULT, 0),
	    C(cspace, space, page, handler));
	same(t->cspace, rig_object(cspace));
	same(t->context.ttbr0, hal_paddr(rig_object(space)));
	same(t->context.contextid, space_at(rig_object(space))->asid);
	same(hal_paddr(t->buffer), rig_slot(page)->object & (uint32_t)FRAME_PADDR_MASK);
	same(t->slots[SLOT_FAULT].badge, 42);
}

Test(configure, capabilities_come_in_the_order_of_the_bits)
{
	uint32_t thread = make(PITH_TYPE_THREAD), space = make(PITH_TYPE_SPACE);
	uint32_t handler = make(PITH_TYPE_ENDPOINT);

	ok(thread, THREAD_CONFIGURE, W(SPACE | FAULT, 0), C(space, handler));
	same(rig_thread(thread)->slots[SLOT_FAULT].object, rig_object(handler));
	refused(
	    TYPE, PITH_ARG_CAP, thread, THREAD_CONFIGURE, W(SPACE | FAULT, 0), C(handler, space));
	/* More than are needed are not looked at. */
	ok(thread, THREAD_CONFIGURE, W(SPACE, 0), C(space, 0, 9999));
	ok(thread, THREAD_CONFIGURE, W(0, 0));
}

Test(configure, wrong_bits_are_refused)
{
	uint32_t thread = make(PITH_TYPE_THREAD), space = make(PITH_TYPE_SPACE);

	refused(RANGE, PITH_ARG_WORD, thread, THREAD_CONFIGURE, W(16, 0), C(space));
	refused(RANGE, PITH_ARG_WORD, thread, THREAD_CONFIGURE, W(~0u, 0), C(space));
	refused(RANGE, PITH_ARG_WORD + 1, thread, THREAD_CONFIGURE, W(0, 16));
	refused(RANGE, PITH_ARG_WORD + 1, thread, THREAD_CONFIGURE, W(SPACE, SPACE), C(space));
	refused(LENGTH, PITH_ARG_TAG, thread, THREAD_CONFIGURE, W(SPACE, 0));
	refused(LENGTH, PITH_ARG_TAG, thread, THREAD_CONFIGURE, W(CSPACE | SPACE, 0), C(K));
}

Test(configure, wrong_capabilities_are_refused_and_named)
{
	uint32_t thread = make(PITH_TYPE_THREAD), space = make(PITH_TYPE_SPACE), page = frame();
	uint32_t receive_only = copy(make(PITH_TYPE_ENDPOINT), PITH_RECV | PITH_GRANT, 0);
	uint32_t device = rig.info->region[rig.info->regions - 2].slot;

	refused(TYPE, PITH_ARG_CAP, thread, THREAD_CONFIGURE, W(CSPACE, 0), C(space));
	refused(TYPE, PITH_ARG_CAP, thread, THREAD_CONFIGURE, W(SPACE, 0), C(K));
	refused(TYPE, PITH_ARG_CAP, thread, THREAD_CONFIGURE, W(BUFFER, 0), C(space));
	refused(TYPE, PITH_ARG_CAP, thread, THREAD_CONFIGURE, W(FAULT, 0), C(rig.bell));
	refused(RIGHTS, PITH_ARG_CAP, thread, THREAD_CONFIGURE, W(FAULT, 0), C(receive_only));
	for (uint32_t rights = 1; rights <= ALL; rights++) {
		uint32_t weak = copy(page, rights, 0);

		if ((rights & (PITH_READ | PITH_WRITE)) == (PITH_READ | PITH_WRITE))
			ok(thread, THREAD_CONFIGURE, W(BUFFER, 0), C(weak));
		else
			refused(
			    RIGHTS, PITH_ARG_CAP, thread, THREAD_CONFIGURE, W(BUFFER, 0), C(weak));
	}
	refused(TYPE, PITH_ARG_CAP + 1, thread, THREAD_CONFIGURE, W(SPACE | BUFFER, 0),
	    C(space, make_bits(PITH_TYPE_FRAME, 16)));
	refused(TYPE, PITH_ARG_CAP, thread, THREAD_CONFIGURE, W(BUFFER, 0),
	    C(make_from(rig.pool, PITH_TYPE_FRAME, 12, PITH_MEMORY_UNCACHED)));
	refused(TYPE, PITH_ARG_CAP, thread, THREAD_CONFIGURE, W(BUFFER, 0),
	    C(make_from(device, PITH_TYPE_FRAME, 12, PITH_MEMORY_DEVICE)));
	/* Nothing of a refused call was done, however late it failed. */
	refused(CAPABILITY, PITH_ARG_CAP + 3, thread, THREAD_CONFIGURE,
	    W(CSPACE | SPACE | BUFFER | FAULT, 0), C(K, space, page, 0));
}

Test(configure, what_is_cleared_is_gone)
{
	struct actor user = new_thread(10);
	uint32_t space = make(PITH_TYPE_SPACE), handler = make(PITH_TYPE_ENDPOINT);

	ok(user.thread, THREAD_CONFIGURE, W(SPACE | FAULT, 0), C(space, handler));
	ok(user.thread, THREAD_CONFIGURE, W(0, CSPACE | SPACE | BUFFER | FAULT));
	for (uint32_t i = 0; i < THREAD_SLOTS; i++)
		same(user.at->slots[i].ops, 0);
	same(user.at->cspace, hal_ref(&rig.cpu->empty));
	same(user.at->context.ttbr0, 0);
	same(user.at->buffer, 0);
	/* Setting one and clearing others goes in one call. */
	ok(user.thread, THREAD_CONFIGURE, W(SPACE, CSPACE | FAULT), C(space));
	must(user.at->context.ttbr0 && !user.at->slots[SLOT_CSPACE].ops);
}

Test(configure, the_same_objects_serve_many_threads)
{
	uint32_t space = make(PITH_TYPE_SPACE), page = frame(), threads[8];

	for (uint32_t i = 0; i < 8; i++) {
		threads[i] = make(PITH_TYPE_THREAD);
		ok(threads[i], THREAD_CONFIGURE, W(CSPACE | SPACE | BUFFER, 0), C(K, space, page));
	}
	ok(K, CSPACE_REVOKE, W(page));
	ok(K, CSPACE_DELETE, W(space));
	for (uint32_t i = 0; i < 8; i++) {
		same(rig_thread(threads[i])->buffer, 0);
		must(rig_thread(threads[i])->context.ttbr0);
		ok(K, CSPACE_DELETE, W(threads[i]));
	}
	same(fake_space_count, 1);
}

Test(configure, a_running_thread_gets_its_new_space_at_once)
{
	uint32_t space = make(PITH_TYPE_SPACE);

	ok(PITH_BOOT_THREAD, THREAD_CONFIGURE, W(SPACE, 0), C(space));
	same(fake.loaded.ttbr0, hal_paddr(rig_object(space)));
	ok(PITH_BOOT_THREAD, THREAD_CONFIGURE, W(0, SPACE));
	same(fake.loaded.ttbr0, 0);
}

/* --- Oneself --------------------------------------------------------------------------------- */

Test(configure, a_thread_can_replace_all_of_its_own_at_once)
{
	struct actor self = actor(10);
	uint32_t handler = make(PITH_TYPE_ENDPOINT), space = make(PITH_TYPE_SPACE), page = frame();
	uint32_t cspace = make_bits(PITH_TYPE_CSPACE, 12);

	/* In the new CSpace these slots hold other things; what was named is meant. */
	ok(cspace, CSPACE_COPY, W(space, handler, ALL, 0), C(K));
	ok(cspace, CSPACE_COPY, W(page, handler, ALL, 0), C(K));
	ok(cspace, CSPACE_COPY, W(handler, page, ALL, 0), C(K));
	as(&self);
	ok(self.thread, THREAD_CONFIGURE, W(CSPACE | SPACE | BUFFER | FAULT, 0),
	    C(cspace, space, page, handler));
	same(self.at->slots[SLOT_CSPACE].object, rig_object(cspace));
	same(self.at->slots[SLOT_SPACE].object, rig_object(space));
	same(self.at->slots[SLOT_BUFFER].object, rig_slot(page)->object);
	same(self.at->slots[SLOT_FAULT].object, rig_object(handler));
	same(self.at->context.contextid, space_at(rig_object(space))->asid);
	refuses(OPERATION, PITH_ARG_TARGET, CALL, .cap = handler, .label = PITH_OP_CSPACE_COPY);
}

Test(configure, a_thread_that_gives_up_its_last_cspace_is_told_so_once)
{
	struct actor self = new_thread(10);
	uint32_t old = make_bits(PITH_TYPE_CSPACE, 6), new = make_bits(PITH_TYPE_CSPACE, 6);
	const void *object = hal_pointer(rig_object(old));
	uint32_t bystander = make(PITH_TYPE_THREAD);

	ok(old, CSPACE_COPY, W(1, self.thread, ALL, 0), C(K));
	ok(old, CSPACE_COPY, W(2, new, ALL, 0), C(K));
	/* The new one has another thread in slot 1: a call repeated there would mean that. */
	ok(new, CSPACE_COPY, W(1, bystander, ALL, 0), C(K));
	ok(new, CSPACE_COPY, W(2, K, ALL, 0), C(K));
	ok(self.thread, THREAD_CONFIGURE, W(CSPACE, 0), C(old));
	ok(self.thread, THREAD_RESUME);
	ok(K, CSPACE_DELETE, W(old));
	as(&self);
	fake.preempt_always = true;
	ok(1, THREAD_CONFIGURE, W(CSPACE, 0), C(2));
	same(self.at->slots[SLOT_CSPACE].object, rig_object(new));
	same(rig_thread(bystander)->slots[SLOT_CSPACE].ops, 0);
	/* The old one is worked off by the next that deletes. */
	as(&rig.root);
	ok(K, CSPACE_DELETE, W(rig_slots(1)));
	must(!fake_alive(object));
}

Test(configure, what_another_thread_loses_is_gone_when_the_call_returns)
{
	struct actor other = new_thread(10);
	uint32_t cspace = make_bits(PITH_TYPE_CSPACE, 8), ep = make(PITH_TYPE_ENDPOINT);
	uint32_t repeats = 0;
	const void *object = hal_pointer(rig_object(cspace));

	for (uint32_t i = 1; i < 200; i++)
		ok(cspace, CSPACE_COPY, W(i, ep, ALL, i), C(K));
	ok(other.thread, THREAD_CONFIGURE, W(CSPACE, 0), C(cspace));
	ok(K, CSPACE_DELETE, W(cspace));
	must(fake_alive(object));
	fake.preempt_always = true;
	call(.cap = other.thread, .label = PITH_OP_THREAD_CONFIGURE, W(CSPACE, 0), C(K));
	for (; rig_interrupted(rig.root.at); repeats++)
		again();
	got_nothing();
	must(repeats > 100);
	must(!fake_alive(object));
	same(other.at->slots[SLOT_CSPACE].object, rig_object(K));
}

Test(configure, what_others_left_dying_is_worked_off_first)
{
	uint32_t cspace = make_bits(PITH_TYPE_CSPACE, 8), thread = make(PITH_TYPE_THREAD);
	struct actor slow = actor(10);
	const void *object = hal_pointer(rig_object(cspace));

	as(&slow);
	fake.preempt_at = fake.steps + 2;
	call(.cap = K, .label = PITH_OP_CSPACE_DELETE, W(cspace));
	must(rig_interrupted(slow.at));
	as(&rig.root);
	ok(thread, THREAD_CONFIGURE, W(CSPACE, 0), C(K));
	must(!fake_alive(object));
	as(&slow);
	again();
	got_nothing();
}

Test(configure, a_pending_signal_does_not_hide_the_real_cspace)
{
	struct actor self = actor(10);
	uint32_t nt = make(PITH_TYPE_NOTIFICATION), other = make_bits(PITH_TYPE_CSPACE, 4);

	ok(self.thread, THREAD_BIND, C(nt));
	send(.cap = nt);
	ok(other, CSPACE_COPY, W(1, nt, ALL, 0), C(K));
	same(self.at->cspace, hal_ref(&rig.cpu->empty));
	ok(self.thread, THREAD_CONFIGURE, W(CSPACE, 0), C(other));
	same(self.at->cspace, hal_ref(&rig.cpu->empty));
	as(&self);
	recv(.cap = 1);
	got_signal(1);
	same(self.at->cspace, rig_object(other));
}
