/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known enemies: capabilities that refer to themselves, in loops, and objects that hold the memory
 * they are made of. Nothing is kept alive for ever, and nothing goes on in memory that is gone.
 */
#include "tests/unit/core/enemies.h"

/* --- CSpaces that hold themselves and each other --------------------------------- */

/* A count of references never reaches 0 then; their memory is reached from below nevertheless. */
Test(enemies, self_referring_cspaces_in_rings_of_every_length)
{
	enum { LONGEST = 8 };
	uint32_t memory = make_bits(PITH_TYPE_UNTYPED, 14), ring[LONGEST];
	const void *object[LONGEST];

	for (uint32_t length = 1; length <= LONGEST; length++)
		for (uint32_t all = 0; all < 2; all++) {
			for (uint32_t i = 0; i < length; i++)
				ring[i] = make_from(memory, PITH_TYPE_CSPACE, 4, 0);
			for (uint32_t i = 0; i < length; i++)
				for (uint32_t n = 1; n <= (all ? length : 1); n++)
					ok(ring[i], CSPACE_COPY,
					    W(n, ring[(i + n) % length], ALL, 0), C(K));
			/* Held by nobody but each other. */
			for (uint32_t i = 0; i < length; i++) {
				object[i] = hal_pointer(rig_object(ring[i]));
				ok(K, CSPACE_DELETE, W(ring[i]));
				must(fake_alive(object[i]));
			}
			ok(K, CSPACE_REVOKE, W(memory));
			for (uint32_t i = 0; i < length; i++)
				must(!fake_alive(object[i]));
			unused(memory);
			same(rig.cpu->dying, 0);
		}
}

/* The way to it is deleted through itself; what it holds is deleted with it. */
Test(enemies, self_referring_cspace_deletes_the_ways_to_it)
{
	uint32_t memory = make_bits(PITH_TYPE_UNTYPED, 13), there = make(PITH_TYPE_ENDPOINT);

	for (uint32_t order = 0; order < 6; order++) {
		uint32_t cspace = make_from(memory, PITH_TYPE_CSPACE, 4, 0);
		uint32_t slots[] = {1, 2, 3}, first = order % 3,
			 second = (first + 1 + order / 3) % 3;
		const void *object = hal_pointer(rig_object(cspace));

		for (uint32_t i = 0; i < 3; i++)
			ok(cspace, CSPACE_COPY, W(slots[i], cspace, ALL, 0), C(K));
		ok(cspace, CSPACE_COPY, W(4, there, ALL, 9), C(K));
		ok(cspace, CSPACE_DELETE, W(slots[first]));
		ok(cspace, CSPACE_DELETE, W(slots[second]));
		ok(cspace, CSPACE_DELETE, W(slots[3 - first - second]));
		same(enemies_children(there), 1);
		must(fake_alive(object));
		/* The last one: what it held goes with it. */
		ok(K, CSPACE_DELETE, W(cspace));
		must(!fake_alive(object));
		same(enemies_children(there), 0);
		unused(memory);
	}
}

/* --- A thread that deletes what it stands on ------------------------------------- */

enum part { ITS_THREAD, ITS_CSPACE, ITS_SPACE, ITS_CONTEXT, ITS_BUFFER, PARTS };

/* A thread whose parts are made of `memory`, if they are in `inside`, else of `elsewhere`. Its
 * CSpace is its own, with root's in slot 1. */
static struct actor build(
    uint32_t memory, uint32_t elsewhere, uint32_t inside, uint32_t parts[PARTS])
{
	static const enum pith_type types[] = {PITH_TYPE_THREAD, PITH_TYPE_CSPACE, PITH_TYPE_SPACE,
	    PITH_TYPE_SCHEDCONTEXT, PITH_TYPE_FRAME};
	struct actor self = {0};

	for (uint32_t i = 0; i < PARTS; i++)
		parts[i] = make_from(inside & 1u << i ? memory : elsewhere, types[i],
		    types[i] == PITH_TYPE_FRAME ? 12 : 4, 0);
	self.thread = parts[ITS_THREAD];
	self.schedcontext = parts[ITS_CONTEXT];
	self.at = rig_thread(self.thread);
	ok(PITH_BOOT_SCHEDCONTROL, SCHEDCONTROL_CONFIGURE, W(RIG_BUDGET, 0, 0, 0),
	    C(self.schedcontext));
	ok(parts[ITS_CSPACE], CSPACE_COPY, W(1, K, ALL, 0), C(K));
	ok(self.thread, THREAD_CONFIGURE,
	    W(PITH_THREAD_CSPACE | PITH_THREAD_SPACE | PITH_THREAD_BUFFER, 0),
	    C(parts[ITS_CSPACE], parts[ITS_SPACE], parts[ITS_BUFFER]));
	ok(self.thread, THREAD_SET_PRIORITY, W(10, 10));
	ok(self.thread, THREAD_BIND, C(self.schedcontext));
	ok(self.thread, THREAD_RESUME);
	return self;
}

/* In every order: it ends with its thread's capability, and stands still without its context. */
Test(enemies, self_deletion_of_all_that_a_thread_stands_on_in_every_order)
{
	enum { ORDERS = 120 };
	uint32_t memory = make_bits(PITH_TYPE_UNTYPED, 17), parts[PARTS];

	rig.unchecked = true;
	for (uint32_t n = 0; n < 2 * ORDERS; n++) {
		struct actor self = build(memory, memory, ~0u, parts);
		uint32_t left[PARTS], count = PARTS, rest_of = n / 2;
		bool runs = true;

		fake.preempt_always = n & 1;
		for (uint32_t i = 0; i < PARTS; i++)
			left[i] = parts[i];
		while (count) {
			uint32_t pick = rest_of % count, slot = left[pick];

			rest_of /= count;
			left[pick] = left[--count];
			if (!runs) {
				ok(K, CSPACE_DELETE, W(slot));
				continue;
			}
			as(&self);
			call(.cap = 1, .label = PITH_OP_CSPACE_DELETE, W(slot));
			while (running(&self) && rig_interrupted(self.at))
				again();
			runs = slot != self.thread && slot != self.schedcontext;
			same(running(&self), runs);
			if (runs)
				got_nothing();
			else
				as(&rig.root);
		}
		fake.preempt_always = false;
		as(&rig.root);
		must(!fake_alive(self.at));
		sound();
		unused(memory);
	}
}

/* --- The memory that one is made of ---------------------------------------------- */

/* Root goes on for the thread until all is done, whatever has become of it. */
static void finish(const struct actor *self, uint32_t inside, uint32_t memory)
{
	uint32_t context;

	while (running(self) && rig_interrupted(self->at))
		again();
	as(&rig.root);
	if (inside & 1 << ITS_THREAD) {
		same(self->at == cpu_current(rig.cpu), false);
	} else if (inside & 1 << ITS_CONTEXT) {
		/* Its time is gone; with new time it goes on where it was. */
		same(self->at->schedcontext, 0);
		same(self->at->own, 0);
		context = make_schedcontext(RIG_BUDGET);
		ok(self->thread, THREAD_BIND, C(context));
		as(self);
		while (rig_interrupted(self->at))
			again();
	} else {
		as(self);
	}
	if (running(self)) {
		if (inside & 1 << ITS_CSPACE)
			got_error(CAPABILITY, PITH_ARG_TARGET);
		else
			got_nothing();
		same(!self->at->buffer, !!(inside & 1 << ITS_BUFFER));
		same(!self->at->context.ttbr0, !!(inside & 1 << ITS_SPACE));
		same(fake.loaded.ttbr0, self->at->context.ttbr0);
		rest();
	}
	as(&rig.root);
	ok(K, CSPACE_DELETE, W(rig_slots(1)));
	same(rig.cpu->dying, 0);
	ok(K, CSPACE_REVOKE, W(memory));
	unused(memory);
	must(!(inside & 1 << ITS_THREAD) || !fake_alive(self->at));
	sound();
}

/*
 * The kernel returns to a thread, or writes a result into it, whose memory it has just taken
 * apart. Each choice of what the running thread has in the memory that it revokes, preempted
 * at each point, and at all.
 */
Test(enemies, memory_revoked_that_the_running_thread_is_made_of)
{
	static struct fake_snapshot before;

	for (uint32_t inside = 0; inside < 1 << PARTS; inside++) {
		uint32_t memory, elsewhere, parts[PARTS], points;
		struct actor self;
		struct rig built;

		rig_boot();
		rig.unchecked = true;
		memory = make_bits(PITH_TYPE_UNTYPED, 17);
		elsewhere = make_bits(PITH_TYPE_UNTYPED, 17);
		self = build(memory, elsewhere, inside, parts);
		make_from(memory, PITH_TYPE_NOTIFICATION, 0, 0);
		as(&self);
		built = rig;
		fake_save(&before);
		call(.cap = 1, .label = PITH_OP_CSPACE_REVOKE, W(memory));
		points = fake.steps - before.fake.steps;
		must(points >= 1);
		finish(&self, inside, memory);
		for (uint32_t n = 1; n <= points + 1; n++) {
			fake_restore(&before);
			rig = built;
			fake.preempt_at = n <= points ? fake.steps + n : 0;
			fake.preempt_always = n > points;
			call(.cap = 1, .label = PITH_OP_CSPACE_REVOKE, W(memory));
			as(&rig.root);
			recv(.cap = rig.bell);
			while (running(&self) && rig_interrupted(self.at))
				again();
			fake.preempt_always = false;
			finish(&self, inside, memory);
		}
	}
}

/* The capability to the memory is in a CSpace made of it, to any depth: from outside it is reached
 * through the memory that this one was made of, from inside it can be revoked. */
Test(enemies, memory_whose_capability_is_in_a_cspace_made_of_it)
{
	enum { LEVELS = 6 };

	for (uint32_t levels = 1; levels <= LEVELS; levels++)
		for (uint32_t inner = 0; inner < 2; inner++) {
			uint32_t ground = make_bits(PITH_TYPE_UNTYPED, 15), memory[LEVELS];
			uint32_t cspace[LEVELS], below = ground, last = levels - 1;

			for (uint32_t i = 0; i < levels; i++) {
				memory[i] = make_from(below, PITH_TYPE_UNTYPED, 14 - i, 0);
				cspace[i] = make_from(memory[i], PITH_TYPE_CSPACE, 4, 0);
				below = memory[i];
			}
			/* All of them into the innermost, or each into its own. */
			for (uint32_t i = 0; i < levels; i++) {
				uint32_t to = cspace[inner ? last : i];

				ok(to, CSPACE_MOVE, W(2 + i, memory[i]), C(K));
			}
			for (uint32_t i = 0; i < levels; i++) {
				ok(cspace[i], CSPACE_COPY, W(1, cspace[i], ALL, 0), C(K));
				ok(K, CSPACE_DELETE, W(cspace[i]));
			}
			ok(ground, UNTYPED_QUERY);
			must(word(1));
			ok(K, CSPACE_REVOKE, W(ground));
			unused(ground);
			sound();
			ok(K, CSPACE_REVOKE, W(rig.pool));
			rig_boot();
		}
}

/* --- Fault handlers in loops ----------------------------------------------------- */

static void raise_fault(enum pith_fault kind, const struct actor *self)
{
	if (kind == PITH_FAULT_EXIT) {
		call(.cap = self->thread, .label = PITH_OP_THREAD_EXIT, W(3));
	} else if (kind == PITH_FAULT_CALL) {
		trap(PITH_CALL_COUNT, .cap = 1);
	} else if (kind == PITH_FAULT_BUDGET) {
		pass(RIG_BUDGET);
	} else if (kind == PITH_FAULT_CAPABILITY) {
		send(.cap = rig_slots(1));
	} else {
		rig_fault(HERE, kind, 0x1000, PITH_READ, 5);
	}
}

enum end_of_loop {
	SUSPENDED,
	HANDLER_GONE,
	THREAD_GONE,
	ANOTHER_ANSWERS,
	ANOTHER_CANNOT_ANSWER,
	HANDLER_TAKEN,
	ENDS
};

/*
 * A thread that is its own fault handler waits for itself: it must not be resumed without
 * an answer, nor stop others. Every kind of fault, and every way that ends it.
 */
Test(enemies, loop_of_a_thread_that_handles_its_own_faults)
{
	for (uint32_t kind = 0; kind < PITH_FAULT_COUNT; kind++)
		for (uint32_t end = 0; end < ENDS; end++) {
			uint32_t ep, right, slot;
			struct actor self, other;

			rig_boot();
			ep = make(PITH_TYPE_ENDPOINT);
			right = make(PITH_TYPE_REPLY);
			other = actor(5);
			self = actor(10);
			slot = self.thread;
			ok(slot, THREAD_CONFIGURE, W(PITH_THREAD_FAULT, 0), C(ep));
			ok(slot, THREAD_SET_FLAGS, W(PITH_FLAG_STRICT | PITH_FLAG_BUDGET));
			as(&self);
			raise_fault((enum pith_fault)kind, &self);
			waits(&self, WAIT_FAULT_SEND);
			as(&other);
			as(&rig.root);
			refused(STATE, PITH_ARG_TARGET, slot, THREAD_RESUME);
			if (end == SUSPENDED) {
				ok(slot, THREAD_SUSPEND);
				ok(slot, THREAD_RESUME);
				as(&self);
			} else if (end == HANDLER_GONE) {
				ok(K, CSPACE_REVOKE, W(ep));
				waits(&self, WAIT_FAULT_SEND);
				ok(K, CSPACE_DELETE, W(ep));
				same(self.at->wait, WAIT_STOPPED);
				same(fake.unhandled, 1);
				same(fake.unhandled_words[0], kind);
			} else if (end == THREAD_GONE) {
				ok(K, CSPACE_DELETE, W(slot));
				must(!fake_alive(self.at));
				same(endpoint_at(rig_object(ep))->send, 0);
			} else if (end == ANOTHER_ANSWERS) {
				as(&other);
				recv(.cap = ep, .reply = right);
				same(pith_tag_label(tag()), kind);
				reply(.cap = right, .label = PITH_FAULT_SET, W(RIG_PC_AFTER));
				as(&self);
			} else if (end == ANOTHER_CANNOT_ANSWER) {
				as(&other);
				recv(.cap = ep, .reply = right);
				ok(K, CSPACE_DELETE, W(right));
				same(self.at->wait, WAIT_STOPPED);
				same(fake.unhandled, 1);
			} else {
				ok(slot, THREAD_CONFIGURE, W(0, PITH_THREAD_FAULT));
				waits(&self, WAIT_FAULT_SEND);
			}
			as(&rig.root);
			ok(K, CSPACE_REVOKE, W(rig.pool));
			unused(rig.pool);
		}
}

/* Threads that handle each other's faults in a ring: all fault, all wait, and one that is taken
 * out lets none of the others go. */
Test(enemies, loop_of_threads_that_handle_each_others_faults)
{
	enum { LONGEST = 5 };

	for (uint32_t length = 2; length <= LONGEST; length++)
		for (uint32_t gone = 0; gone < length; gone++)
			for (uint32_t received = 0; received < 2; received++) {
				struct actor ring[LONGEST];
				uint32_t ep[LONGEST], right[LONGEST];

				rig_boot();
				for (uint32_t i = 0; i < length; i++) {
					ep[i] = make(PITH_TYPE_ENDPOINT);
					right[i] = make(PITH_TYPE_REPLY);
					ring[i] = actor(10 + i);
				}
				for (uint32_t i = 0; i < length; i++)
					ok(ring[i].thread, THREAD_CONFIGURE,
					    W(PITH_THREAD_FAULT, 0), C(ep[(i + 1) % length]));
				/* From the top down; the next above has it, or will never. */
				for (uint32_t i = length; i-- > 0;) {
					as(&ring[i]);
					if (received && i) {
						recv(.cap = ep[i], .reply = right[i]);
						continue;
					}
					fault(PAGE, 0x2000, PITH_READ, 5);
				}
				/* The lowest's fault goes round: each that gets it faults itself.
				 */
				for (uint32_t i = 1; received && i < length; i++) {
					as(&ring[i]);
					got_fault(0, PAGE);
					fault(PAGE, 0x2000, PITH_READ, 5);
				}
				idle();
				as(&rig.root);
				ok(K, CSPACE_DELETE, W(ring[gone].thread));
				for (uint32_t i = 0; i < length; i++)
					if (i != gone)
						must(ring[i].at->wait);
				idle();
				as(&rig.root);
				ok(K, CSPACE_REVOKE, W(rig.pool));
				unused(rig.pool);
			}
}

/* --- Sent through or into itself ------------------------------------------------- */

/* An endpoint, the right to answer, the thread and the CSpace travel through, by, to and into
 * themselves; then each is deleted, in each order. */
Test(enemies, self_referring_message)
{
	for (uint32_t order = 0; order < 24; order++) {
		uint32_t memory = make_bits(PITH_TYPE_UNTYPED, 14), own, ep, right, thread, sent[4];
		uint32_t left = 4, n = order;
		struct actor receiver, sender = actor(10);

		own = make_from(memory, PITH_TYPE_CSPACE, 5, 0);
		ep = make_from(memory, PITH_TYPE_ENDPOINT, 0, 0);
		right = make_from(memory, PITH_TYPE_REPLY, 0, 0);
		receiver = new_thread(20);
		thread = receiver.thread;
		ok(own, CSPACE_COPY, W(1, ep, ALL, 0), C(K));
		ok(own, CSPACE_COPY, W(2, right, ALL, 0), C(K));
		ok(thread, THREAD_CONFIGURE, W(PITH_THREAD_CSPACE, 0), C(own));
		ok(thread, THREAD_RESUME);
		takes(&receiver, 10, 11, 12, 13);
		as(&receiver);
		recv(.cap = 1, .reply = 2);
		as(&sender);
		call(.cap = ep, C(ep, right, thread, own));
		as(&receiver);
		got(0, 0, 0, 4);
		/* And the right to answer with its own answer. */
		takes(&sender, rig_slots(1), 0, 0, 0);
		receiver.page->caps[0] = 11;
		trap(PITH_CALL_REPLY, .cap = 11, .tag = pith_tag(0, 0, 1));
		if (running(&receiver))
			recv(.cap = 10, .reply = 11);
		as(&rig.root);
		for (uint32_t i = 0; i < 4; i++)
			sent[i] = (uint32_t[]){ep, right, thread, own}[i];
		while (left) {
			uint32_t pick = n % left, slot = sent[pick];

			n /= left;
			sent[pick] = sent[--left];
			ok(K, CSPACE_DELETE, W(slot));
		}
		ok(K, CSPACE_REVOKE, W(memory));
		unused(memory);
		ok(K, CSPACE_REVOKE, W(rig.pool));
		unused(rig.pool);
		rig_boot();
	}
}
