/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One instruction is one nanosecond, exactly: in both instruction sets, across
 * traps in the middle of a block, for any cut of a run into pieces, and from code
 * that is both at once. And the clock's own events.
 */
#include <criterion/criterion.h>
#include "block.h"
#include "rig.h"

static struct rig rig;
static uint32_t space;

static void set_up(void)
{
	rig_set_up(&rig, 1);
	space = rig_space(&rig);
}

static void tear_down(void)
{
	rig_tear_down(&rig);
}

TestSuite(timing, .init = set_up, .fini = tear_down, .timeout = 60);

struct counted {
	const char *name;
	uint32_t offset;
	bool thumb;
	uint64_t instructions;
};

#define COUNTED(label, instructions)                                                     \
	{                                                                                \
#label, CODE_##label, #label[0] == 't' && #label[1] == '_', instructions \
	}

static const struct counted counted[] = {
    COUNTED(count_1, 1),
    COUNTED(count_5, 5),
    COUNTED(count_302, 302),
    COUNTED(count_calls_705, 1 + 100 * 7 + 4),
    COUNTED(count_mixed_402, 402),
    COUNTED(t_count_1, 1),
    COUNTED(t_count_8, 8),
    COUNTED(t_count_301, 302),
    COUNTED(t_count_mixed_352, 352),
};

Test(timing, instructions_are_counted)
{
	for (uint32_t again = 0; again < 2; again++) {
		for (size_t i = 0; i < sizeof(counted) / sizeof(counted[0]); i++) {
			const struct counted *c = &counted[i];
			struct context thread = rig_thread(space, c->offset, c->thumb);
			uint64_t before = rig.clock.now;

			cr_expect(rig_run(&rig, &thread).kind == TRAP_CALL, "%s", c->name);
			cr_expect(rig.clock.now - before == c->instructions, "%s took %lu", c->name,
			    (unsigned long)(rig.clock.now - before));
		}
	}
}

/* However often it is interrupted, and by whatever. */
Test(timing, pieces_add_up)
{
	uint32_t other = rig_space(&rig);

	for (size_t i = 0; i < sizeof(counted) / sizeof(counted[0]); i++) {
		for (uint64_t piece = 1; piece < 9; piece++) {
			const struct counted *c = &counted[i];
			struct context thread = rig_thread(space, c->offset, c->thumb);
			struct context stranger = THREAD(other, t_count_8);
			uint64_t spent = 0, before;
			struct trap trap;

			do {
				before = rig.clock.now;
				cr_assert(
				    engine_run(rig.engine, &thread, 0, before + piece, &trap));
				spent += rig.clock.now - before;
				cr_expect(
				    trap.kind != TRAP_TICK || rig.clock.now >= before + piece);
				if (piece % 2) {
					rig_run(&rig, &stranger);
					stranger = THREAD(other, t_count_8);
				}
			} while (trap.kind == TRAP_TICK);
			cr_expect(spent == c->instructions, "%s by %lu took %lu", c->name,
			    (unsigned long)piece, (unsigned long)spent);
		}
	}
}

Test(timing, a_fault_in_a_block_takes_back_the_rest)
{
	/* cmp, itte, moveq are done when ldreq fails; then ldreq, movne, svc. */
	struct context thread = THREAD(space, t_in_it);

	thread.r[1] = RIG_NOTHING;
	cr_expect(rig_run(&rig, &thread).kind == TRAP_DATA);
	cr_expect(rig.clock.now == 3);
	thread.r[1] = RIG_DATA;
	cr_expect(rig_run(&rig, &thread).kind == TRAP_CALL);
	cr_expect(rig.clock.now == 6);
	/* setend ends a block of the emulator: the load is the first of the next. */
	thread = THREAD(space, big_endian_trap);
	thread.r[1] = RIG_NOTHING;
	cr_expect(rig_run(&rig, &thread).kind == TRAP_DATA);
	cr_expect(rig.clock.now == 7);
	/* One that never succeeds takes no time by itself; its trap does, but not here. */
	cr_expect(rig_run(&rig, &thread).kind == TRAP_DATA);
	cr_expect(rig.clock.now == 7);
}

Test(timing, hints_and_breakpoints)
{
	struct context thread = THREAD(space, t_wide_yield);

	cr_expect(rig_run(&rig, &thread).kind == TRAP_HINT && rig.clock.now == 1);
	cr_expect(rig_run(&rig, &thread).kind == TRAP_CALL && rig.clock.now == 2);
	thread = THREAD(space, wait);
	cr_expect(rig_run(&rig, &thread).kind == TRAP_WAIT && rig.clock.now == 3);
	thread = THREAD(space, t_breakpoint);
	cr_expect(rig_run(&rig, &thread).kind == TRAP_BREAKPOINT && rig.clock.now == 3);
	thread = THREAD(space, undefined);
	cr_expect(rig_run(&rig, &thread).kind == TRAP_UNDEFINED && rig.clock.now == 3);
}

Test(timing, a_loop_of_one_instruction_lets_time_pass)
{
	static const struct counted loops[] = {
	    COUNTED(spin, 1), COUNTED(spin_two, 2), COUNTED(t_spin, 1)};

	for (size_t i = 0; i < sizeof(loops) / sizeof(loops[0]); i++) {
		struct context thread = rig_thread(space, loops[i].offset, loops[i].thumb);
		uint64_t before = rig.clock.now;
		struct trap trap;

		cr_assert(engine_run(rig.engine, &thread, 0, before + 1000, &trap));
		cr_expect(trap.kind == TRAP_TICK);
		cr_expect(rig.clock.now == before + 1000);
		cr_expect(thread.pc == RIG_CODE + loops[i].offset);
	}
}

Test(timing, a_tick_comes_at_the_first_block_that_is_due)
{
	/* Blocks of two: an odd limit is passed by one. */
	struct context thread = THREAD(space, count_up);
	struct trap trap;

	cr_assert(engine_run(rig.engine, &thread, 0, 7, &trap));
	cr_expect(trap.kind == TRAP_TICK && rig.clock.now == 8 && thread.r[0] == 4);
	/* A limit that is past lets nothing run. */
	cr_assert(engine_run(rig.engine, &thread, 0, 8, &trap));
	cr_expect(trap.kind == TRAP_TICK && rig.clock.now == 8 && thread.r[0] == 4);
	cr_assert(engine_run(rig.engine, &thread, 0, 0, &trap));
	cr_expect(trap.kind == TRAP_TICK && rig.clock.now == 8 && thread.r[0] == 4);
}

Test(timing, preemption_is_the_same_each_time)
{
	struct context first[50];

	for (uint32_t round = 0; round < 3; round++) {
		struct context thread = THREAD(space, count_calls_705);
		struct trap trap = {0};

		rig.clock.now = 0;
		for (uint32_t i = 0; i < 50; i++) {
			cr_assert(engine_run(rig.engine, &thread, 0, (i + 1) * 13, &trap));
			if (round == 0)
				first[i] = thread;
			cr_expect(first[i].pc == thread.pc && first[i].r[0] == thread.r[0]);
			if (round == 1)
				engine_flush_all(rig.engine);
			if (round == 2)
				engine_reset(rig.engine);
		}
	}
}

/* The same eight bytes are two blocks: 2 instructions of ARM that store and branch away,
 * 3 of Thumb and then a spin. Each way is counted as what it is, in any order. */
Test(timing, code_of_two_meanings)
{
	for (uint32_t i = 0; i < 12; i++) {
		bool thumb = i % 3 != 1;
		struct context thread = rig_thread(space, CODE_double_meaning, thumb);
		uint64_t before = rig.clock.now;
		struct trap trap;

		cr_assert(engine_run(rig.engine, &thread, 0, before + 3, &trap));
		if (thumb) {
			cr_expect(trap.kind == TRAP_TICK && thread.r[1] == 3);
			cr_expect(rig.clock.now == before + 4);
		} else {
			cr_expect(trap.kind == TRAP_DATA || trap.kind == TRAP_UNDEFINED);
			cr_expect(rig.clock.now <= before + 1);
		}
	}
}

Test(timing, blocks_are_recognized)
{
	static const uint16_t arm_loop[] = {0x0001, 0xe250, 0xfffd, 0x1aff};   /* subs; bne */
	static const uint16_t arm_return[] = {0x0001, 0xe280, 0xff1e, 0xe12f}; /* add; bx lr */
	static const uint16_t thumb[] = {0x1c40, 0xf241, 0x2034, 0xd1fb};      /* adds; movw; bne */
	static const uint16_t thumb_return[] = {0x1c40, 0x4770};
	static const uint16_t thumb_call[] = {0xf000, 0xf801};	   /* bl */
	static const uint16_t thumb_exchange[] = {0xf000, 0xe802}; /* blx */
	struct block_info info;

	info = block_scan(arm_loop, 0x1000, 8, false);
	cr_expect(info.count == 2 && !info.switches && info.certain);
	info = block_scan(arm_return, 0x1000, 8, false);
	cr_expect(info.count == 2 && info.switches && info.certain);
	info = block_scan(thumb, 0x1000, 8, true);
	cr_expect(info.count == 3 && !info.switches && !info.certain);
	info = block_scan(thumb, 0x1002, 8, true);
	cr_expect(info.count == 3 && !info.switches && info.certain);
	info = block_scan(thumb_return, 0x1000, 4, true);
	cr_expect(info.count == 2 && info.switches);
	cr_expect(!block_scan(thumb_call, 0x1000, 4, true).switches);
	cr_expect(block_scan(thumb_exchange, 0x1000, 4, true).switches);
	cr_expect(block_scan(thumb, 0, 2, true).count == 1);
	/* No block is free, whatever it is. */
	cr_expect(
	    block_scan(thumb, 0, 0, true).count == 1 && block_scan(thumb, 0, 0, false).count == 1);
}

/* --- Events -------------------------------------------------------------------------------------
 */

struct note {
	struct clock_event event;
	uint64_t when;
	uint32_t *sequence;
	struct note *other;
	uint32_t count;
	uint32_t place;
};

static void happen(void *context, uint64_t when)
{
	struct note *note = context;

	note->count++;
	note->when = when;
	note->place = (*note->sequence)++;
	if (note->other)
		clock_at(&rig.clock, &note->other->event, when);
}

Test(timing, events_happen_in_order_and_once)
{
	uint32_t sequence = 0;
	struct note notes[5];

	for (uint32_t i = 0; i < 5; i++)
		notes[i] = (struct note){
		    .event = {.happen = happen, .context = &notes[i]}, .sequence = &sequence};
	cr_expect(clock_next(&rig.clock) == CLOCK_NEVER);
	clock_at(&rig.clock, &notes[0].event, 30);
	clock_at(&rig.clock, &notes[1].event, 10);
	clock_at(&rig.clock, &notes[2].event, 10);
	clock_at(&rig.clock, &notes[3].event, 20);
	clock_at(&rig.clock, &notes[4].event, 20);
	cr_expect(clock_next(&rig.clock) == 10);
	rig.clock.deadline = 5;
	cr_expect(clock_next(&rig.clock) == 5);
	rig.clock.deadline = CLOCK_NEVER;
	clock_cancel(&rig.clock, &notes[4].event);
	clock_cancel(&rig.clock, &notes[4].event);
	rig.clock.now = 9;
	clock_run_events(&rig.clock);
	cr_expect(sequence == 0);
	rig.clock.now = 25;
	clock_run_events(&rig.clock);
	cr_expect(
	    notes[1].place == 0 && notes[2].place == 1 && notes[3].place == 2 && sequence == 3);
	cr_expect(notes[3].when == 20);
	/* Armed anew it moves; armed from an event it is in time; CLOCK_NEVER takes it back. */
	clock_at(&rig.clock, &notes[0].event, 26);
	notes[0].other = &notes[4];
	clock_at(&rig.clock, &notes[1].event, 27);
	clock_at(&rig.clock, &notes[1].event, CLOCK_NEVER);
	rig.clock.now = 26;
	clock_run_events(&rig.clock);
	cr_expect(notes[0].count == 1 && notes[4].count == 1 && notes[1].count == 1);
	cr_expect(clock_next(&rig.clock) == CLOCK_NEVER);
}
