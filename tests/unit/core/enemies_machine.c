/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known enemies between the kernel and the machine: interrupts that are lost, floating-point
 * registers that another thread sees, time that overflows. What needs a real processor is
 * in tests/system/enemies as well.
 */
#include "tests/unit/core/enemies.h"

#include <stdlib.h>

/* --- Interrupts lost between acknowledge and mask -------------------------------- */

/* What a device and its driver can do, in any order. */
enum event { RAISE, ACKNOWLEDGE, MASK, BIND, UNBIND, REMOVE, TAKE, EVENTS };
enum { LINE = 70, DEPTH = 6 };

/* The line as one would write it down; the device holds it until it is served. */
static struct {
	bool raised, unmasked, bound;
	bool told; /* the notification has the bit, or the driver is about to serve */
} line;
static uint32_t irq, nt, signal_cap;

/* The interrupt comes as soon as it can. */
static void interrupts(void)
{
	same(fake.unmasked[LINE], line.unmasked);
	if (!line.raised || !line.unmasked)
		return;
	interrupt(LINE);
	line.unmasked = false;
	line.told |= line.bound;
}

static void happen(enum event event)
{
	uint32_t unbound = pith_error_tag(PITH_ERROR_STATE, PITH_ARG_TARGET);

	switch (event) {
	case RAISE:
		line.raised = true;
		break;
	case ACKNOWLEDGE:
		same(result(irq, IRQ_ACKNOWLEDGE), line.bound ? 0 : unbound);
		line.unmasked |= line.bound;
		break;
	case MASK:
		ok(irq, IRQ_MASK);
		line.unmasked = false;
		break;
	case BIND:
		same(result(irq, IRQ_BIND, C(signal_cap)), line.bound ? unbound : 0);
		line.bound = true;
		break;
	case UNBIND:
		ok(K, CSPACE_REVOKE, W(signal_cap));
		line.bound = false;
		break;
	case REMOVE:
		ok(K, CSPACE_DELETE, W(irq));
		ok(PITH_BOOT_IRQCONTROL, IRQCONTROL_GET, W(LINE, irq), C(K));
		line.bound = line.unmasked = false;
		break;
	default: /* the driver serves what it is told of */
		nbrecv(.cap = nt);
		same(tag(), line.told ? (uint32_t)PITH_KIND_SIGNAL << PITH_TAG_KIND_SHIFT
				      : pith_error_tag(PITH_ERROR_WOULD_BLOCK, PITH_ARG_TARGET));
		if (line.told)
			line.raised = line.told = false;
		break;
	}
	interrupts();
}

/*
 * A line that interrupts between a driver's acknowledgement and its mask, or while nobody is
 * bound, is forgotten: the driver waits for ever. All orders of six events; then the driver
 * does what it has to, and must have been told of each interrupt that it has not served.
 */
Test(enemies, interrupt_lost_between_acknowledge_and_mask)
{
	uint32_t orders = 1;

	irq = rig_slots(1);
	nt = make(PITH_TYPE_NOTIFICATION);
	signal_cap = copy(nt, PITH_SEND, 0);
	ok(PITH_BOOT_IRQCONTROL, IRQCONTROL_GET, W(LINE, irq), C(K));
	for (uint32_t i = 0; i < DEPTH; i++)
		orders *= EVENTS;
	rig.unchecked = true;
	for (uint32_t order = 0; order < orders; order++) {
		for (uint32_t i = 0, rest_of = order; i < DEPTH; i++, rest_of /= EVENTS)
			happen((enum event)(rest_of % EVENTS));
		if (!line.bound)
			happen(BIND);
		happen(ACKNOWLEDGE);
		if (line.raised)
			must(line.told);
		happen(TAKE);
		same(line.raised, false);
		if (order % EVENTS == 0)
			happen(REMOVE);
		else
			happen(UNBIND);
		happen(MASK);
	}
	sound();
}

/* The same where the driver waits and is above what runs, so that each signal switches. */
Test(enemies, interrupt_lost_while_its_driver_is_about_to_wait)
{
	struct actor driver = actor(20), other = actor(10);

	irq = rig_slots(1);
	nt = make(PITH_TYPE_NOTIFICATION);
	ok(PITH_BOOT_IRQCONTROL, IRQCONTROL_GET, W(LINE, irq), C(K));
	ok(irq, IRQ_BIND, C(nt));
	for (uint32_t order = 0; order < 1 << 8; order++) {
		as(&driver);
		/* Bits: when the line interrupts again, on the driver's way round its loop. */
		for (uint32_t round = 0; round < 4; round++) {
			uint32_t when = order >> (2 * round) & 3;

			ok(irq, IRQ_ACKNOWLEDGE);
			if (when == 1)
				interrupt(LINE);
			if (when == 2) {
				ok(irq, IRQ_MASK);
				ok(irq, IRQ_ACKNOWLEDGE);
				interrupt(LINE);
			}
			recv(.cap = nt);
			if (when == 0 || when == 3) {
				as(&other);
				if (when == 3)
					yield();
				interrupt(LINE);
				as(&driver);
			}
			got_signal(1);
			must(!fake.unmasked[LINE]);
		}
	}
}

/* --- Floating-point state that crosses domains ----------------------------------- */

enum { FPU_THREADS = 6, FPU_STEPS = 6000 };

static struct {
	struct actor actor;
	bool on;
	struct vfp_state state; /* what its registers hold */
} users[FPU_THREADS];

static void fill(struct vfp_state *state, uint32_t seed)
{
	for (uint32_t i = 0; i < 32; i++)
		state->d[i] = ((uint64_t)seed << 32) * 3 + i * 0x101 + seed;
	state->fpscr = seed << 22;
	state->reserved = 0;
}

/* Whoever runs has its own registers, or no right to look; then it leaves others there. */
static void look(uint32_t step)
{
	for (uint32_t i = 0; i < FPU_THREADS; i++) {
		if (!running(&users[i].actor))
			continue;
		same(fake.loaded.fpexc, users[i].on ? FPEXC_EN : 0);
		if (!users[i].on)
			continue;
		must(memcmp(&fake.vfp, &users[i].state, sizeof(fake.vfp)) == 0);
		fill(&fake.vfp, step * FPU_THREADS + i);
		users[i].state = fake.vfp;
	}
}

static void set_vfp(uint32_t i, bool on)
{
	ok(users[i].actor.thread, THREAD_SET_FLAGS, W(on ? PITH_FLAG_VFP : 0));
	if (users[i].on != on)
		users[i].state = (struct vfp_state){0};
	users[i].on = on;
}

/*
 * Registers that are saved late, or not loaded because somebody else's are thought to be one's own:
 * one thread computes with, or reads, what another has left. Threads with and without the right,
 * switched between in each way that there is, given it and taken it, by others and by themselves.
 */
Test(enemies, fpu_state_crossing_threads)
{
	uint32_t ep = make(PITH_TYPE_ENDPOINT), right = make(PITH_TYPE_REPLY), bell;

	bell = make(PITH_TYPE_NOTIFICATION);
	for (uint32_t i = 0; i < FPU_THREADS; i++) {
		users[i].actor = actor(i < 2 ? 20 + i : 10);
		set_vfp(i, i % 3 != 2);
	}
	ok(users[1].actor.thread, THREAD_BIND, C(bell));
	srand(7);
	rig.unchecked = true;
	recv(.cap = rig.bell);
	for (uint32_t step = 1; step < FPU_STEPS; step++) {
		uint32_t choice = (uint32_t)rand() % 12, other = (uint32_t)rand() % FPU_THREADS;

		look(step);
		if (!cpu_current(rig.cpu)) {
			as(&rig.root);
			send(.cap = rig.nowhere);
			recv(.cap = rig.bell);
		} else if (running(&users[0].actor)) {
			reply_recv(.cap = ep, .reply = right);
		} else if (running(&users[1].actor)) {
			recv(.cap = bell);
		} else if (choice < 3) {
			call(.cap = ep, .length = choice * 8);
		} else if (choice < 5) {
			yield();
		} else if (choice < 7) {
			send(.cap = bell);
		} else if (choice == 7) {
			rest();
		} else if (choice == 8) {
			pass(RIG_BUDGET);
		} else if (choice == 9) {
			/* Oneself: the registers are there, or gone, at once. */
			for (uint32_t i = 0; i < FPU_THREADS; i++)
				if (running(&users[i].actor)) {
					set_vfp(i, !users[i].on);
					break;
				}
		} else {
			as(&rig.root);
			if (choice == 10)
				set_vfp(other, !users[other].on);
			recv(.cap = rig.bell);
		}
	}
	sound();
}

/* Memory that was a thread becomes another: it starts with zero in all of its registers, whether
 * the first was destroyed while it ran, by itself or by others, or had waited. */
Test(enemies, fpu_state_of_a_destroyed_thread)
{
	uint32_t memory = make_bits(PITH_TYPE_UNTYPED, 10), context = make_schedcontext(RIG_BUDGET);
	static const struct vfp_state zero;
	struct actor self;

	for (uint32_t round = 0; round < 6; round++) {
		uint32_t thread = make_from(memory, PITH_TYPE_THREAD, 0, 0);
		bool on = round != 3;

		self = (struct actor){.at = rig_thread(thread), .thread = thread};
		must(memcmp(thread_vfp(self.at), &zero, sizeof(zero)) == 0);
		ok(thread, THREAD_CONFIGURE, W(PITH_THREAD_CSPACE, 0), C(K));
		ok(thread, THREAD_SET_FLAGS, W(on ? PITH_FLAG_VFP : 0));
		ok(thread, THREAD_SET_PRIORITY, W(10, 10));
		ok(thread, THREAD_BIND, C(context));
		ok(thread, THREAD_RESUME);
		as(&self);
		if (on)
			must(memcmp(&fake.vfp, &zero, sizeof(zero)) == 0);
		fill(&fake.vfp, 77 + round);
		if (round & 1) {
			call(.cap = K, .label = PITH_OP_CSPACE_DELETE, W(thread));
		} else if (round & 2) {
			rest();
			as(&rig.root);
			ok(K, CSPACE_REVOKE, W(memory));
		} else {
			as(&rig.root);
			ok(K, CSPACE_DELETE, W(thread));
		}
		as(&rig.root);
		unused(memory);
	}
}

/* Reading and writing a thread's registers shows and changes those of the ABI only. */
Test(enemies, fpu_state_read_or_written_by_others)
{
	struct actor other = actor(10), watcher;
	struct vfp_state mine;

	watcher = actor(20);
	ok(other.thread, THREAD_SET_FLAGS, W(PITH_FLAG_VFP));
	ok(watcher.thread, THREAD_SET_FLAGS, W(PITH_FLAG_VFP));
	as(&watcher);
	rest();
	as(&other);
	fill(&mine, 5);
	fake.vfp = mine;
	as(&rig.root);
	send(.cap = rig.nowhere);
	as(&watcher);
	fill(&fake.vfp, 6);
	for (uint32_t stop = 0; stop < 2; stop++) {
		struct message m = {.cap = other.thread,
		    .label = PITH_OP_THREAD_WRITE,
		    .length = 1 + PITH_REGISTER_COUNT,
		    .words = {stop, RIG_PC_AFTER}};

		ok(other.thread, THREAD_READ, W(1));
		for (uint32_t i = 0; i < 32; i++)
			for (uint32_t n = 0; n < PITH_REGISTER_COUNT; n++)
				must((uint32_t)mine.d[i] !=
				     (n < 8 ? word(n) : watcher.page->words[n]));
		rig_ok(HERE, PITH_OP_THREAD_WRITE, &m);
		must(memcmp(thread_vfp(other.at), &mine, sizeof(mine)) == 0);
	}
	rest();
	as(&other);
	must(memcmp(&fake.vfp, &mine, sizeof(mine)) == 0);
}
