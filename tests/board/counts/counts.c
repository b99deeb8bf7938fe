/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counts the instructions of the kernel's calls: from the svc to the first instruction behind
 * it or of whoever runs next, the svc included and that one not. Prints for each its least and its
 * greatest count over many rounds, the first ones left out. tools/bench-board makes a table of
 * them.
 */
#include <stdio.h>
#include <string.h>
#include "code/stamped.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/power.h"

enum { ROUNDS = 64, WARM_UP = 8, MAP_ADDRESS = 0x20000000, FRAMES = 10 };

struct range {
	uint32_t least, most, seen;
};

/* Two readings around a call are one instruction more apart than the call is long. */
static void note(struct range *range, uint32_t before, uint32_t after)
{
	uint32_t count = after - before - 1;

	if (++range->seen <= WARM_UP)
		return;
	if (range->seen == WARM_UP + 1 || count < range->least)
		range->least = count;
	if (count > range->most)
		range->most = count;
}

static void tell(const char *name, const struct range *range)
{
	printf("%s %u %u\n", name, (unsigned)range->least, (unsigned)range->most);
}

/* The call's result must be this tag, or what was counted is not what the name says. */
static void expect(const char *name, const struct stamped *call, uint32_t tag)
{
	if (call->r[1] != tag)
		pith_panic("%s: the result is %08x", name, (unsigned)call->r[1]);
}

/* One call on an object, so many times. */
static void repeat(const char *name, const struct stamped *wanted, uint32_t tag)
{
	struct range range = {0};

	for (uint32_t i = 0; i < ROUNDS; i++) {
		struct stamped call = *wanted;

		stamped_call(&call);
		expect(name, &call, tag);
		note(&range, call.before, call.after);
	}
	tell(name, &range);
}

static void count_simple(void)
{
	struct stamped nothing = {.number = PITH_CALL_NBSEND};
	struct stamped clock = {.number = PITH_CALL_CLOCK};
	struct stamped signal = {.r = {PITH_SLOT_NOTIFICATION}, .number = PITH_CALL_NBSEND};
	struct stamped yield = {.number = PITH_CALL_YIELD};

	repeat("null", &nothing, pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_TARGET));
	repeat("clock", &clock, pith_tag(0, 2, 0));
	repeat("signal-none", &signal, 0);
	pith_poll(PITH_SLOT_NOTIFICATION);
	repeat("yield-alone", &yield, 0);
}

static void count_call(const struct stamped_partner *server, uint32_t words)
{
	struct range there = {0}, back = {0};
	char name[32];

	for (uint32_t i = 0; i < ROUNDS; i++) {
		struct stamped call = {
		    .r = {server->object, pith_tag(1, words, 0)}, .number = PITH_CALL_CALL};

		stamped_call(&call);
		expect("call", &call, pith_tag(1, words, 0));
		note(&there, call.before, call.r[2]);
		note(&back, call.r[3], call.after);
	}
	snprintf(name, sizeof(name), "call-%u", (unsigned)words);
	tell(name, &there);
	snprintf(name, sizeof(name), "reply-recv-%u", (unsigned)words);
	tell(name, &back);
}

/* A waiter of higher priority runs at once, one of ours when we yield. */
static void count_signal(uint32_t priority)
{
	bool preempts = priority > pith_info()->priority;
	struct range there = {0}, back = {0};
	struct stamped_partner waiter;

	stamped_make(&waiter, STAMPED_WAITER, priority);
	for (uint32_t i = 0; i < ROUNDS; i++) {
		struct stamped call = {.r = {waiter.object}, .number = PITH_CALL_NBSEND};
		struct stamped yield = {.number = PITH_CALL_YIELD};

		stamped_call(&call);
		expect("signal", &call, 0);
		if (preempts) {
			note(&there, call.before, stamped_register(&waiter, 4));
			note(&back, stamped_register(&waiter, 5), call.after);
		} else {
			note(&there, call.before, call.after);
			stamped_call(&yield);
			note(&back, yield.before, stamped_register(&waiter, 4));
		}
	}
	stamped_end(&waiter);
	tell(preempts ? "signal-switch" : "signal-stay", &there);
	tell(preempts ? "wait-switch" : "yield-switch", &back);
}

static void count_fault(void)
{
	struct range there = {0}, back = {0};
	struct stamped_partner faulter;
	struct stamped call = {.number = PITH_CALL_RECV};

	stamped_make(&faulter, STAMPED_FAULTER, pith_info()->priority);
	for (uint32_t i = 0; i < ROUNDS; i++) {
		call.r[0] = faulter.object;
		call.r[10] = PITH_SLOT_REPLY;
		stamped_call(&call);
		expect("fault", &call,
		    pith_tag(PITH_FAULT_UNDEFINED, PITH_FAULT_WORDS, 0) |
			(uint32_t)PITH_KIND_FAULT << PITH_TAG_KIND_SHIFT);
		if (i > 0) { /* the call before was the answer to the fault before */
			note(&there, call.r[2 + PITH_FAULT_R0], call.after);
			note(&back, call.before, stamped_register(&faulter, 2));
		}
		call.r[1] = pith_tag(PITH_FAULT_SET, 1, 0);
		call.r[2 + PITH_FAULT_PC] += 4;
		call.number = PITH_CALL_REPLY_RECV;
	}
	stamped_end(&faulter);
	tell("fault", &there);
	tell("fault-reply", &back);
}

/* An operation on an object, with one capability. */
static struct stamped operation(
    uint32_t target, enum pith_operation what, uint32_t word0, uint32_t word1, uint32_t cap)
{
	pith_buffer()->caps[0] = cap;
	return (struct stamped){
	    .r = {target, pith_tag(what, 4, cap != 0), word0, word1, PITH_ALL_RIGHTS},
	    .number = PITH_CALL_CALL};
}

static void once(struct range *range, const char *name, struct stamped call)
{
	stamped_call(&call);
	expect(name, &call, 0);
	note(range, call.before, call.after);
}

static void count_memory(void)
{
	struct range map = {0}, unmap = {0}, copy = {0}, delete = {0}, make = {0};
	uint32_t frame = pith_slot_take(), slot = pith_slot_take(), table;

	pith_must("making a table", pith_object_make(PITH_TYPE_PAGETABLE, &table));
	pith_must("mapping it", pith_pagetable_map(table, PITH_SLOT_SPACE, MAP_ADDRESS, 0));
	for (uint32_t i = 0; i < ROUNDS; i++) {
		struct stamped retype = operation(PITH_SLOT_MEMORY, PITH_OP_UNTYPED_RETYPE,
		    PITH_TYPE_FRAME, 12, PITH_SLOT_CSPACE);

		retype.r[1] = pith_tag(PITH_OP_UNTYPED_RETYPE, 5, 1);
		retype.r[4] = frame;
		retype.r[5] = 1;
		retype.r[6] = PITH_MEMORY_NORMAL;
		once(&make, "retype", retype);
		once(&map, "frame-map",
		    operation(frame, PITH_OP_FRAME_MAP, MAP_ADDRESS, PITH_READ | PITH_WRITE,
			PITH_SLOT_SPACE));
		once(&unmap, "frame-unmap", operation(frame, PITH_OP_FRAME_UNMAP, 0, 0, 0));
		once(&copy, "cap-copy",
		    operation(PITH_SLOT_CSPACE, PITH_OP_CSPACE_COPY, slot, frame, 0));
		once(&delete, "cap-delete",
		    operation(PITH_SLOT_CSPACE, PITH_OP_CSPACE_DELETE, slot, 0, 0));
		pith_must("deleting", pith_cspace_delete(PITH_SLOT_CSPACE, frame));
	}
	tell("frame-make", &make);
	tell("frame-map", &map);
	tell("frame-unmap", &unmap);
	tell("cap-copy", &copy);
	tell("cap-delete", &delete);
}

/* A space, a CSpace, a thread, ten frames mapped, out of one Untyped; revoked. With the stubs'
 * instructions, and what frames take to be zeroed. */
static void count_component(void)
{
	struct range made = {0}, gone = {0};
	uint32_t home = pith_slot_take(), first = pith_slots_take(5 + FRAMES);

	pith_must("making an untyped", pith_untyped_retype(PITH_SLOT_MEMORY, PITH_TYPE_UNTYPED, 18,
					   PITH_SLOT_CSPACE, home, 1, 0));
	for (uint32_t i = 0; i < WARM_UP + 4; i++) {
		uint32_t space = first, table = first + 1, thread = first + 2, cspace = first + 3;
		uint32_t frames = first + 4, before = stamped_now();
		const struct {
			enum pith_type type;
			uint32_t bits, slot, count;
		} parts[] = {{PITH_TYPE_SPACE, 0, space, 1}, {PITH_TYPE_PAGETABLE, 0, table, 1},
		    {PITH_TYPE_THREAD, 0, thread, 1}, {PITH_TYPE_CSPACE, 6, cspace, 1},
		    {PITH_TYPE_FRAME, 12, frames, FRAMES}};

		for (uint32_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++)
			pith_must("making a component's object",
			    pith_untyped_retype(home, parts[k].type, parts[k].bits,
				PITH_SLOT_CSPACE, parts[k].slot, parts[k].count, 0));
		pith_must("mapping a table", pith_pagetable_map(table, space, MAP_ADDRESS, 0));
		for (uint32_t k = 0; k < FRAMES; k++)
			pith_must("mapping a frame",
			    pith_frame_map(frames + k, space, MAP_ADDRESS + k * 4096, PITH_READ));
		note(&made, before, stamped_now());
		before = stamped_now();
		pith_must("revoking", pith_cspace_revoke(PITH_SLOT_CSPACE, home));
		note(&gone, before, stamped_now());
	}
	tell("component-make", &made);
	tell("component-destroy", &gone);
}

int main(void)
{
	struct stamped_partner server;

	count_simple();
	stamped_make(&server, STAMPED_SERVER, pith_info()->priority);
	count_call(&server, 0);
	count_call(&server, 4);
	count_call(&server, PITH_REGISTER_WORDS);
	count_call(&server, 2 * PITH_REGISTER_WORDS);
	count_signal(pith_info()->ceiling);
	count_signal(pith_info()->priority);
	count_fault();
	count_memory();
	count_component();
	return (int)power_off();
}
