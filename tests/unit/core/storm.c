/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads that make random calls on random capabilities of a small world, with
 * faults, interrupts and preemption at random, while root takes things away and makes
 * others. Nothing is expected but that the kernel stays sound, which the rig looks
 * after at every trap, and that all memory comes back in the end.
 */
#include "tests/unit/core/rig.h"

#include <stdlib.h>

TestSuite(storm, .init = rig_boot, .timeout = 120);

enum { K = PITH_BOOT_CSPACE, WORLD_BITS = 6, THINGS = 1 << WORLD_BITS, THREADS = 8, LINE = 90 };

static uint32_t world;	 /* the CSpace that all of them share; root is not in it */
static uint32_t nursery; /* the Untyped that all in it is made of */
static struct actor threads[THREADS];

static uint32_t chance(uint32_t n)
{
	return (uint32_t)rand() % n;
}

static uint32_t any(void)
{
	return chance(20) ? 1 + chance(THINGS - 1) : chance(THINGS + 4);
}

static const struct slot *thing(uint32_t index)
{
	return cspace_slot(cspace_at(rig_object(world)), index);
}

static struct message some_message(void)
{
	struct message m = {.cap = any(),
	    .label = chance(PITH_OP_COUNT + 3),
	    .length = chance(4) ? chance(9) : chance(66),
	    .caps = chance(3) ? 0 : chance(6),
	    .reply = chance(3) ? any() : 0};

	for (uint32_t i = 0; i < PITH_MAX_WORDS; i++)
		m.words[i] = chance(3) ? chance(16) : chance(2) ? any() : chance(40) << 16;
	for (uint32_t i = 0; i < PITH_MAX_CAPS; i++)
		m.slots[i] = any();
	return m;
}

/* An operation that fits the capability's type. */
static uint32_t some_operation(enum pith_type type)
{
	static const uint8_t types[PITH_OP_COUNT] = {
#define X(TYPE, NAME, words, caps, out, text) [PITH_OP_##TYPE##_##NAME] = PITH_TYPE_##TYPE,
	    PITH_OPERATIONS(X)
#undef X
	};
	uint32_t first = chance(PITH_OP_COUNT);

	for (uint32_t i = 0; i < PITH_OP_COUNT; i++)
		if (types[(first + i) % PITH_OP_COUNT] == type)
			return (first + i) % PITH_OP_COUNT;
	return first;
}

static void random_call(void)
{
	struct message m = some_message();
	const struct slot *slot = thing(m.cap);
	uint32_t number = chance(PITH_CALL_COUNT + 1);
	struct thread *current = cpu_current(rig.cpu);

	if (slot && slot->ops && chance(8)) {
		enum pith_type type = slot_type(slot->ops);

		number = type == PITH_TYPE_ENDPOINT ? chance(PITH_CALL_NBRECV + 1)
			 : type == PITH_TYPE_REPLY  ? PITH_CALL_REPLY
						    : PITH_CALL_CALL;
		if (number == PITH_CALL_CALL && type != PITH_TYPE_ENDPOINT) {
			m.label = some_operation(type);
			m.length = m.length < 8 ? 8 : m.length;
			m.caps = chance(4) ? 1 + chance(4) : 0;
		}
	}
	if (current->buffer)
		for (uint32_t i = 0; i < PITH_MAX_CAPS; i++)
			((struct pith_buffer *)fake_memory(hal_paddr(current->buffer)))
			    ->receive[i] = any();
	rig_call(HERE, (enum pith_call)number, &m);
}

/* Root puts something into an empty place of the world. */
static void grow(uint32_t place)
{
	static const enum pith_type types[] = {PITH_TYPE_ENDPOINT, PITH_TYPE_NOTIFICATION,
	    PITH_TYPE_REPLY, PITH_TYPE_REPLY, PITH_TYPE_FRAME, PITH_TYPE_CSPACE, PITH_TYPE_SPACE,
	    PITH_TYPE_PAGETABLE, PITH_TYPE_THREAD, PITH_TYPE_SCHEDCONTEXT, PITH_TYPE_UNTYPED};
	enum pith_type type = types[chance(ARRAY_SIZE(types))];
	uint32_t bits = type == PITH_TYPE_CSPACE ? 3 : type == PITH_TYPE_UNTYPED ? 16 : 12;

	switch (chance(12)) {
	case 0:
		call(.cap = world, .label = PITH_OP_CSPACE_COPY, W(place, world, 7, 0), C(K));
		break;
	case 1:
		call(.cap = world, .label = PITH_OP_CSPACE_COPY,
		    W(place, chance(2) ? PITH_BOOT_SCHEDCONTROL : PITH_BOOT_IRQCONTROL, 7, 0),
		    C(K));
		break;
	case 2:
	case 3:
	case 4:
		call(.cap = world, .label = PITH_OP_CSPACE_COPY,
		    W(place, threads[chance(THREADS)].thread, 7, 0), C(K));
		break;
	case 5:
	case 6:
		call(.cap = world, .label = PITH_OP_CSPACE_COPY,
		    W(place, threads[chance(THREADS)].schedcontext, 7, 0), C(K));
		break;
	default:
		call(.cap = nursery, .label = PITH_OP_UNTYPED_RETYPE, W(type, bits, place, 1, 0),
		    C(world));
		break;
	}
}

static void start(struct actor *thread)
{
	uint32_t ends = rig_slots(1);

	*thread = chance(4) ? actor(10 + chance(5)) : passive(10 + chance(5));
	call(.cap = nursery, .label = PITH_OP_UNTYPED_RETYPE, W(PITH_TYPE_ENDPOINT, 0, ends, 1, 0),
	    C(K));
	call(.cap = thread->thread, .label = PITH_OP_THREAD_CONFIGURE,
	    W(PITH_THREAD_CSPACE | PITH_THREAD_FAULT, 0), C(world, ends));
	call(.cap = world, .label = PITH_OP_CSPACE_COPY, W(any(), ends, 7, 0), C(K));
	call(.cap = thread->thread, .label = PITH_OP_THREAD_SET_FLAGS,
	    W(chance(3) ? 0 : chance(8)));
}

/* All that was made goes, down to the last byte, and a new world begins. */
static void begin(void)
{
	static uint32_t mark;

	if (mark) {
		as(&rig.root);
		for (uint32_t i = 1; i < THINGS; i++)
			ok(world, CSPACE_DELETE, W(i));
		ok(K, CSPACE_REVOKE, W(nursery));
		ok(nursery, UNTYPED_QUERY);
		same(word(1), 0);
		same(rig.cpu->dying, 0);
		for (; rig.next > mark; rig.next--)
			must(empty(rig.next - 1));
	}
	mark = rig.next;
	rig.pool = nursery;
	for (uint32_t i = 0; i < THREADS; i++)
		start(&threads[i]);
	for (uint32_t i = 1; i < THINGS; i++)
		if (chance(4))
			grow(i);
}

static void as_root(void)
{
	bool always = fake.preempt_always;

	fake.preempt_always = false;
	as(&rig.root);
	for (uint32_t i = chance(6); i > 0; i--)
		grow(1 + chance(THINGS - 1));
	ok(world, CSPACE_DELETE, W(1 + chance(THINGS - 1)));
	call(.cap = threads[chance(THREADS)].thread, .label = PITH_OP_THREAD_RESUME);
	if (!chance(3))
		call(.cap = threads[chance(THREADS)].thread, .label = PITH_OP_THREAD_SUSPEND);
	if (!chance(4))
		call(.cap = threads[chance(THREADS)].thread, .label = PITH_OP_THREAD_BIND,
		    C(threads[chance(THREADS)].schedcontext));
	if (!chance(4))
		call(.cap = threads[chance(THREADS)].thread, .label = PITH_OP_THREAD_UNBIND,
		    W(PITH_TYPE_SCHEDCONTEXT));
	if (!chance(40))
		begin();
	recv(.cap = rig.bell);
	fake.preempt_always = always;
}

static void step(void)
{
	const struct thread *current = cpu_current(rig.cpu);

	fake.preempt_always = !chance(3);
	if (!current || !chance(40))
		as_root();
	else if (rig_interrupted(current) && chance(10))
		again();
	else if (!chance(25))
		pass(chance(2 * RIG_BUDGET));
	else if (!chance(40))
		rig_fault(HERE, (enum pith_fault)chance(PITH_FAULT_COUNT), chance(16), 0, 0);
	else if (!chance(40) && fake.unmasked[LINE])
		interrupt(LINE);
	else
		random_call();
}

static void weather(unsigned seed, uint32_t steps)
{
	srand(seed);
	world = make_bits(PITH_TYPE_CSPACE, WORLD_BITS);
	nursery = make_bits(PITH_TYPE_UNTYPED, 21);
	begin();
	recv(.cap = rig.bell);
	for (uint32_t i = 0; i < steps; i++)
		step();
	fake.preempt_always = false;
	begin();
}

#define STORM(seed)                  \
	Test(storm, seed_##seed)     \
	{                            \
		weather(seed, 6000); \
	}
STORM(1)
STORM(2)
STORM(3)
STORM(4)
STORM(5)
STORM(6)
