/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The derivation tree: who was derived from whom, what deleting and revoking make
 * of it, and that a preempted revocation is the same as one that is not.
 */
#include "tests/unit/core/rig.h"

#include <stdlib.h>

TestSuite(derivation, .init = rig_boot);

enum { K = PITH_BOOT_CSPACE, ALL = PITH_ALL_RIGHTS };

static const struct slot *parent(const struct slot *slot)
{
	while (!(slot->next & SLOT_PARENT))
		slot = slot_at(slot->next);
	return slot_at(slot->next & ~(ref_t)SLOT_PARENT);
}

#define is_child(child, of) must(parent(rig_slot(child)) == rig_slot(of))

static uint32_t children(uint32_t slot)
{
	uint32_t count = 0;

	for (ref_t at = rig_slot(slot)->first; at && !(at & SLOT_PARENT); at = slot_at(at)->next)
		count++;
	return count;
}

Test(derivation, what_is_made_is_the_untypeds_child_and_a_copy_its_sources)
{
	uint32_t untyped = make_bits(PITH_TYPE_UNTYPED, 14);
	uint32_t ep = make_from(untyped, PITH_TYPE_ENDPOINT, 0, PITH_MEMORY_NORMAL);
	uint32_t one = copy(ep, ALL, 0), two = copy(one, ALL, 9);

	is_child(untyped, rig.pool);
	is_child(ep, untyped);
	is_child(one, ep);
	is_child(two, one);
}

Test(derivation, a_capability_deleted_in_the_middle_hands_its_children_to_its_parent)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), middle = copy(ep, ALL, 0),
		 before = copy(ep, ALL, 0);
	uint32_t a = copy(middle, ALL, 0), b = copy(middle, ALL, 0), below = copy(a, ALL, 0);

	ok(K, CSPACE_DELETE, W(middle));
	is_child(a, ep);
	is_child(b, ep);
	is_child(before, ep);
	is_child(below, a);
	same(children(ep), 3);
	/* And they are revoked through it. */
	ok(K, CSPACE_REVOKE, W(ep));
	must(empty(a) && empty(b) && empty(before) && empty(below));
}

Test(derivation, only_first_middle_and_last_children_can_be_deleted_and_the_rest_remains)
{
	for (uint32_t which = 0; which < 5; which++) {
		uint32_t ep = make(PITH_TYPE_ENDPOINT), child[5];

		for (uint32_t i = 0; i < 5; i++)
			child[i] = copy(ep, ALL, 0);
		ok(K, CSPACE_DELETE, W(child[which]));
		same(children(ep), 4);
		for (uint32_t i = 0; i < 5; i++)
			if (i != which)
				is_child(child[i], ep);
	}
}

Test(derivation, a_long_chain_loses_any_of_its_links)
{
	for (uint32_t which = 0; which < 6; which++) {
		uint32_t chain[6];

		chain[0] = make(PITH_TYPE_NOTIFICATION);
		for (uint32_t i = 1; i < 6; i++)
			chain[i] = copy(chain[i - 1], ALL, 0);
		ok(K, CSPACE_DELETE, W(chain[which]));
		if (which > 0 && which < 5)
			is_child(chain[which + 1], chain[which - 1]);
		if (which == 0)
			is_child(chain[1], rig.pool);
	}
}

Test(derivation, revoking_takes_all_that_was_derived_and_nothing_else)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), left = copy(ep, ALL, 0), right = copy(ep, ALL, 0);
	uint32_t a = copy(left, ALL, 1), b = copy(a, PITH_SEND, 0), c = copy(right, ALL, 2);

	ok(K, CSPACE_REVOKE, W(left));
	must(!empty(left) && empty(a) && empty(b));
	must(!empty(ep) && !empty(right) && !empty(c));
	ok(K, CSPACE_REVOKE, W(left));
	ok(K, CSPACE_REVOKE, W(ep));
	must(!empty(ep) && empty(left) && empty(right) && empty(c));
}

Test(derivation, a_moved_capability_keeps_its_place_with_parent_and_children)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), first = copy(ep, ALL, 0), only;
	uint32_t middle = copy(ep, ALL, 0), last = copy(ep, ALL, 0), below = copy(middle, ALL, 0);
	uint32_t *all[] = {&first, &middle, &last, &below, &ep};

	for (uint32_t i = 0; i < ARRAY_SIZE(all); i++) {
		uint32_t to = rig_slots(1);

		ok(K, CSPACE_MOVE, W(to, *all[i]));
		*all[i] = to;
		is_child(first, ep);
		is_child(middle, ep);
		is_child(last, ep);
		is_child(below, middle);
	}
	only = rig_slots(1);
	ok(K, CSPACE_MOVE, W(only, below));
	is_child(only, middle);
	ok(K, CSPACE_REVOKE, W(ep));
	must(empty(first) && empty(middle) && empty(last) && empty(only));
}

Test(derivation, revoking_an_untyped_takes_every_kind_of_object)
{
	static const enum pith_type types[] = {PITH_TYPE_UNTYPED, PITH_TYPE_FRAME, PITH_TYPE_CSPACE,
	    PITH_TYPE_SPACE, PITH_TYPE_PAGETABLE, PITH_TYPE_THREAD, PITH_TYPE_SCHEDCONTEXT,
	    PITH_TYPE_ENDPOINT, PITH_TYPE_NOTIFICATION, PITH_TYPE_REPLY};
	uint32_t untyped = make_bits(PITH_TYPE_UNTYPED, 20), made[ARRAY_SIZE(types)];

	for (uint32_t i = 0; i < ARRAY_SIZE(types); i++)
		made[i] = make_from(
		    untyped, types[i], types[i] == PITH_TYPE_CSPACE ? 4 : 12, PITH_MEMORY_NORMAL);
	ok(K, CSPACE_REVOKE, W(untyped));
	for (uint32_t i = 0; i < ARRAY_SIZE(types); i++)
		must(empty(made[i]));
	ok(untyped, UNTYPED_QUERY);
	same(word(1), 0);
	same(fake_space_count, 1);
	/* All of it can be used again. */
	make_from(untyped, PITH_TYPE_FRAME, 20, PITH_MEMORY_NORMAL);
}

Test(derivation, revoking_reaches_other_cspaces_threads_spaces_and_interrupts)
{
	struct actor other = new_thread(10);
	uint32_t untyped = make_bits(PITH_TYPE_UNTYPED, 18), far = make_bits(PITH_TYPE_CSPACE, 4);
	uint32_t cspace = make_from(untyped, PITH_TYPE_CSPACE, 4, 0);
	uint32_t space = make_from(untyped, PITH_TYPE_SPACE, 0, 0);
	uint32_t page = make_from(untyped, PITH_TYPE_FRAME, 12, 0);
	uint32_t ep = make_from(untyped, PITH_TYPE_ENDPOINT, 0, 0);
	uint32_t nt = make_from(untyped, PITH_TYPE_NOTIFICATION, 0, 0), irq = rig_slots(1);

	ok(PITH_BOOT_IRQCONTROL, IRQCONTROL_GET, W(50, irq), C(K));
	ok(irq, IRQ_BIND, C(nt));
	ok(far, CSPACE_COPY, W(3, ep, PITH_SEND, 0), C(K));
	ok(other.thread, THREAD_CONFIGURE,
	    W(PITH_THREAD_CSPACE | PITH_THREAD_SPACE | PITH_THREAD_BUFFER | PITH_THREAD_FAULT, 0),
	    C(cspace, space, page, ep));
	/* The thread's own copies are derived from these and outlive their deletion... */
	ok(K, CSPACE_DELETE, W(cspace));
	ok(K, CSPACE_DELETE, W(space));
	ok(K, CSPACE_DELETE, W(page));
	must(other.at->buffer && other.at->context.ttbr0);
	/* ...but not revoking what they are made of. */
	ok(K, CSPACE_REVOKE, W(untyped));
	for (uint32_t i = 0; i < THREAD_SLOTS; i++)
		same(other.at->slots[i].ops, 0);
	same(other.at->buffer, 0);
	same(other.at->context.ttbr0, 0);
	ok(far, CSPACE_QUERY, W(3));
	same(word(0), PITH_TYPE_EMPTY);
	refused(STATE, PITH_ARG_TARGET, irq, IRQ_ACKNOWLEDGE);
}

Test(derivation, a_revoked_badge_takes_its_copies_only)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), one = copy(ep, ALL, 1), two = copy(ep, ALL, 2);
	uint32_t client = copy(one, PITH_SEND, 0), other = copy(two, PITH_SEND, 0);

	ok(K, CSPACE_REVOKE, W(one));
	must(empty(client) && !empty(other) && !empty(one));
}

/* --- Preempted ------------------------------------------------------------------------- */

/* A tree of three generations over several CSpaces, with objects that end with it. */
static uint32_t plant(uint32_t *untyped)
{
	uint32_t ep, last;

	*untyped = make_bits(PITH_TYPE_UNTYPED, 16);
	for (uint32_t i = 0; i < 6; i++) {
		uint32_t inner = make_from(*untyped, PITH_TYPE_CSPACE, 4, 0);

		ep = make_from(*untyped, PITH_TYPE_ENDPOINT, 0, 0);
		last = copy(ep, ALL, i + 1);
		ok(inner, CSPACE_COPY, W(1, last, ALL, 0), C(K));
		ok(inner, CSPACE_MOVE, W(2, ep), C(K));
		ok(inner, CSPACE_MOVE, W(3, inner), C(K)); /* holds itself */
	}
	make_from(*untyped, PITH_TYPE_THREAD, 0, 0);
	return *untyped;
}

Test(derivation, a_revocation_preempted_anywhere_ends_the_same)
{
	static struct fake_snapshot before, after;
	struct rig planted;
	uint32_t untyped, points;

	plant(&untyped);
	planted = rig;
	fake_save(&before);
	ok(K, CSPACE_REVOKE, W(untyped));
	points = fake.steps - before.fake.steps;
	must(points > 20);
	fake_save(&after);
	for (uint32_t n = 1; n <= points; n++) {
		uint32_t repeats = 0;

		rig_restore(&before);
		rig = planted;
		fake.preempt_at = fake.steps + n;
		call(.cap = K, .label = PITH_OP_CSPACE_REVOKE, W(untyped));
		for (; rig_interrupted(rig.root.at); repeats++)
			again();
		same(repeats, 1);
		got_nothing();
		same(fake_difference(&after), 0);
	}
}

Test(derivation, a_revocation_preempted_at_every_step_ends_the_same)
{
	static struct fake_snapshot before, after;
	uint32_t untyped, repeats = 0;

	plant(&untyped);
	fake_save(&before);
	ok(K, CSPACE_REVOKE, W(untyped));
	fake_save(&after);
	rig_restore(&before);
	fake.preempt_always = true;
	call(.cap = K, .label = PITH_OP_CSPACE_REVOKE, W(untyped));
	for (; rig_interrupted(rig.root.at); repeats++)
		again();
	must(repeats > 20);
	same(fake_difference(&after), 0);
}

Test(derivation, others_run_and_derive_more_while_a_revocation_is_preempted)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), slot[20];
	struct actor slow = actor(10);
	uint32_t more = 0;

	for (uint32_t i = 0; i < 20; i++)
		slot[i] = copy(ep, ALL, i + 1);
	as(&slow);
	fake.preempt_always = true;
	call(.cap = K, .label = PITH_OP_CSPACE_REVOKE, W(ep));
	while (rig_interrupted(slow.at)) {
		as(&rig.root);
		if (more < 5) {
			slot[more] = copy(ep, ALL, 0);
			more++;
		}
		as(&slow);
		again();
	}
	got_nothing();
	same(children(ep), 0);
	for (uint32_t i = 0; i < 20; i++)
		must(empty(slot[i]));
}

Test(derivation, what_a_stopped_revocation_left_dying_is_finished_by_the_next_deletion)
{
	uint32_t cspace = make_bits(PITH_TYPE_CSPACE, 8), ep = make(PITH_TYPE_ENDPOINT);
	struct actor slow = actor(10);
	const void *object = hal_pointer(rig_object(cspace));

	for (uint32_t i = 1; i < 100; i++)
		ok(cspace, CSPACE_COPY, W(i, ep, ALL, i), C(K));
	as(&slow);
	fake.preempt_at = fake.steps + 3;
	call(.cap = K, .label = PITH_OP_CSPACE_DELETE, W(cspace));
	must(rig_interrupted(slow.at));
	must(fake_alive(object) && rig.cpu->dying);
	as(&rig.root);
	ok(slow.thread, THREAD_SUSPEND);
	ok(K, CSPACE_DELETE, W(rig_slots(1)));
	same(rig.cpu->dying, 0);
	must(!fake_alive(object));
	same(children(ep), 0);
}

/* --- Against a model ---------------------------------------------------------------------- */

enum { NODES = 40, STEPS = 3000 };

/* The tree as one would write it down: for each slot, its parent. */
static struct {
	bool used;
	int parent; /* -1: the Untyped */
} model[NODES];

static void model_revoke(int node)
{
	for (int i = 0; i < NODES; i++)
		if (model[i].used && model[i].parent == node) {
			model_revoke(i);
			model[i].used = false;
		}
}

static void model_delete(int node)
{
	for (int i = 0; i < NODES; i++)
		if (model[i].used && model[i].parent == node)
			model[i].parent = model[node].parent;
	model[node].used = false;
}

static void agree(uint32_t base)
{
	for (int i = 0; i < NODES; i++) {
		const struct slot *slot = rig_slot(base + (uint32_t)i);

		same(slot->ops != 0, model[i].used);
		if (!model[i].used)
			continue;
		if (model[i].parent < 0)
			must(parent(slot) == rig_slot(rig.pool));
		else
			must(parent(slot) == rig_slot(base + (uint32_t)model[i].parent));
	}
}

Test(derivation, three_thousand_random_steps_agree_with_a_model)
{
	uint32_t base = rig_slots(NODES);

	srand(1);
	for (uint32_t step = 0; step < STEPS; step++) {
		int a = rand() % NODES, b = rand() % NODES;
		uint32_t at = base + (uint32_t)a, to = base + (uint32_t)b;

		switch (rand() % 8) {
		case 0:
			if (model[a].used)
				break;
			ok(rig.pool, UNTYPED_RETYPE, W(PITH_TYPE_ENDPOINT, 0, at, 1, 0), C(K));
			model[a].used = true;
			model[a].parent = -1;
			break;
		case 1:
		case 2:
		case 3:
		case 4:
			if (!model[a].used || model[b].used)
				break;
			ok(K, CSPACE_COPY, W(to, at, ALL, 0));
			model[b].used = true;
			model[b].parent = a;
			break;
		case 5:
			if (!model[a].used || model[b].used)
				break;
			ok(K, CSPACE_MOVE, W(to, at));
			model[b] = model[a];
			model[a].used = false;
			for (int i = 0; i < NODES; i++)
				if (model[i].parent == a)
					model[i].parent = b;
			break;
		case 6:
			ok(K, CSPACE_DELETE, W(at));
			if (model[a].used)
				model_delete(a);
			break;
		default:
			if (!model[a].used || rand() % 3)
				break;
			ok(K, CSPACE_REVOKE, W(at));
			model_revoke(a);
			break;
		}
		agree(base);
	}
}
