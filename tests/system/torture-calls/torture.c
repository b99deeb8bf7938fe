/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Thousands of system calls, random and yet the same in every run: objects are made, copied,
 * mapped, deleted and revoked, threads started and stopped, messages sent; garbage is among it.
 * All results go into a hash. Nothing asks for the time, and no two threads that could run are of
 * one priority, so neither the results nor the kernel's state depend on how long
 * anything takes. At the end it waits for ever, to be looked at.
 *
 * Parameters: seed (1), calls (20000); trace: two cells, from which call on, to which, each is
 * printed, to find the one that two machines answer differently.
 */
#include <stdio.h>
#include "pith/print.h"
#include "tests/system/torture-calls/torture.h"

enum { MEMORY_BITS = 21, STEPS = 600, LOOK = 32, REPORT = 1000 };

uint32_t hash = 2166136261u, calls;
uint32_t work, memory;
static uint32_t trace_from, trace_to;

static void mix(uint32_t value)
{
	hash = (hash ^ value) * 16777619u;
}

/*
 * Where a domain is closed and the page table has no entry, the architecture finds the latter
 * (DDI 0406C, B3.12: translation before domain), and so does the simulator; QEMU 7.2 looks
 * at the domain first. To the hash both are alike.
 */
static void forget_which(struct pith_message *m)
{
	enum { FAULT_MASK = 0x40f, NO_PAGE = 0x007, CLOSED_PAGE = 0x00b };
	uint32_t *status = &m->word[PITH_FAULT_STATUS];

	if (pith_message_kind(m) == PITH_KIND_FAULT && (*status & FAULT_MASK) == CLOSED_PAGE)
		*status = (*status & ~(uint32_t)FAULT_MASK) | NO_PAGE;
}

void call(enum pith_call number, uint32_t cap, struct pith_message *m, uint32_t reply)
{
	static void (*const stubs[])(uint32_t, struct pith_message *, uint32_t) = {
#define X(NAME, name) pith_raw_##name,
	    PITH_CALLS(X)
#undef X
	};

	uint32_t tag = m->tag, first = m->word[0];

	m->badge = 0;
	stubs[number](cap, m, reply);
	forget_which(m);
	mix(m->tag);
	mix(m->badge);
	for (uint32_t i = 0; i < PITH_REGISTER_WORDS; i++)
		mix(m->word[i]);
	if (++calls < trace_to && calls >= trace_from)
		printf("%5lu: call %u on %lu, tag %08lx, %08lx: tag %08lx badge %lx, %08lx %08lx "
		       "%08lx %08lx %08lx %08lx %08lx %08lx, hash %08lx\n",
		    (unsigned long)calls, (unsigned)number, (unsigned long)cap, (unsigned long)tag,
		    (unsigned long)first, (unsigned long)m->tag, (unsigned long)m->badge,
		    (unsigned long)m->word[0], (unsigned long)m->word[1], (unsigned long)m->word[2],
		    (unsigned long)m->word[3], (unsigned long)m->word[4], (unsigned long)m->word[5],
		    (unsigned long)m->word[6], (unsigned long)m->word[7], (unsigned long)hash);
}

/* The result's label, as libpith has it. */
uint32_t operate(
    uint32_t cap, uint32_t label, uint32_t length, uint32_t caps, const uint32_t *words)
{
	struct pith_message m = {.tag = pith_tag(label, length, caps)};

	for (uint32_t i = 0; i < length; i++)
		m.word[i] = words[i];
	call(PITH_CALL_CALL, cap, &m, 0);
	return pith_message_label(&m);
}

/* Take the right to VFP and leave something in its registers, or give it up. */
static void toggle_vfp(void)
{
	static uint32_t on;

	on ^= 1;
	operate(PITH_SLOT_THREAD, PITH_OP_THREAD_SET_FLAGS, 1, 0, &on);
	if (on)
		__asm__ volatile("mov r0, %0\n\t.word 0xee000a10" : : "r"(calls) : "r0"); /* s0 */
}

static void step(void)
{
	uint32_t choice = random_below(100);

	if (choice < 50)
		random_operation();
	else if (choice < 60)
		random_message();
	else if (choice < 68)
		partner_call();
	else if (choice < 78)
		victim_call();
	else if (choice < 88)
		victim_probe();
	else if (choice < 96)
		victim_feed();
	else if (choice < 98)
		victim_change();
	else if (choice < 99)
		toggle_vfp();
	else
		pith_yield();
}

int main(void)
{
	uint32_t limit = pith_parameter_cell("calls", 0, 20000), told = 0;
	const struct pith_grant *context = pith_need(PITH_GRANT_SCHEDCONTEXT, NULL);

	trace_from = pith_parameter_cell("trace", 0, 0);
	trace_to = pith_parameter_cell("trace", 1, 0);
	random_seed(pith_parameter_cell("seed", 0, 1));
	partner_make(context->slot);
	context = pith_grant_next(PITH_GRANT_SCHEDCONTEXT, NULL, context);
	if (!context)
		pith_panic("two contexts are needed");
	victim_make(context->slot);
	memory = pith_slot_take();
	work = pith_slots_take(WORK_SLOTS + 4);
	if (!work)
		pith_panic("too few slots");
	pith_must("memory", pith_untyped_retype(PITH_SLOT_MEMORY, PITH_TYPE_UNTYPED, MEMORY_BITS,
				PITH_SLOT_CSPACE, memory, 1, PITH_MEMORY_NORMAL));
	for (uint32_t steps = 1; calls < limit; steps++) {
		if (steps % LOOK == 0)
			random_look();
		step();
		if (steps % STEPS == 0)
			operate(PITH_SLOT_CSPACE, PITH_OP_CSPACE_REVOKE, 1, 0, &memory);
		for (; told + REPORT <= calls; told += REPORT)
			printf("%6lu calls, hash %08lx\n", (unsigned long)(told + REPORT),
			    (unsigned long)hash);
	}
	/* The last fault that the kernel remembers: not one of those that are told differently. */
	victim_rest();
	printf("rests\n");
	for (;;)
		pith_wait(PITH_SLOT_NOTIFICATION);
}
