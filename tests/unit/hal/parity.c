/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The same trace to the bit, whatever the engine does behind the scenes: random
 * programs in both instruction sets, six threads in three spaces, with and without VFP, cut into
 * random slices; on one instance, on two, on four, with flushes and renewals thrown in.
 */
#include <criterion/criterion.h>
#include <string.h>
#include "rig.h"

enum { THREADS = 6, SPACES = 3, TRAPS = 1500, PROGRAMS = 8, CODE = 0x00400000, CODE_BITS = 12 };

struct run {
	struct rig rig;
	uint64_t seed;
	uint64_t hash;
	uint32_t kinds[TRAP_KINDS];
	uint32_t code[THREADS];
	struct context context[THREADS];
	struct vfp_state vfp[THREADS];
};

static uint32_t any(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*seed >> 32);
}

/* Mostly instructions of the frequent groups, in either set. */
static uint32_t random_word(uint64_t *seed, bool thumb)
{
	static const uint32_t arm[] = {0xe0000000, 0xe2000000, 0xe1a00000, 0xe5900000, 0xe5800000,
	    0xe7900000, 0xe8900000, 0xe8800000, 0x10000000, 0xe1900f9f, 0xe1800f90, 0x1a000000,
	    0xf2000840, 0xee000a00, 0xe12fff10, 0xed900a00, 0xe0000090, 0xe6000010};
	static const uint32_t arm_mask[] = {0x01ffffff, 0x01ffffff, 0x0000ffff, 0x004fffff,
	    0x004fffff, 0x004f0f0f, 0x002f3fff, 0x002f3fff, 0x01ffffff, 0x000ff000, 0x000ff00f,
	    0x0000001f, 0x00ffffff, 0x0ffff1ff, 0x0000002f, 0x006ff0ff, 0x00ffff0f, 0x01ffffef};
	uint32_t pick = any(seed) % 20;

	if (pick >= 18)
		return any(seed);
	if (!thumb)
		return arm[pick] | (any(seed) & arm_mask[pick]);
	if (pick < 12) /* two of 16 bits */
		return any(seed) % 0xe800 | any(seed) % 0xe800 << 16;
	return (0xe800 | (any(seed) & 0x17ff)) | any(seed) << 16;
}

/* A thread begins anew somewhere in its page, with pointers into the data in some registers. */
static void restart(struct run *run, uint32_t i)
{
	struct context *context = &run->context[i];
	bool thumb = any(&run->seed) & 1;

	context->pc = CODE + (any(&run->seed) & 0xffc);
	context->cpsr = CPSR_USER | (thumb ? CPSR_THUMB : 0) | (any(&run->seed) & 0xf8000000);
	for (uint32_t n = 0; n < 15; n++)
		if (any(&run->seed) % 3 == 0)
			context->r[n] = RIG_DATA + (any(&run->seed) & 0x1ffc);
}

static void mix(struct run *run, const void *bytes, size_t size)
{
	const uint8_t *from = bytes;

	for (size_t i = 0; i < size; i++)
		run->hash = (run->hash ^ from[i]) * UINT64_C(0x100000001b3);
}

static void prepare(struct run *run, uint64_t program, uint32_t instances)
{
	uint32_t spaces[SPACES], shared = 0;

	memset(run, 0, sizeof(*run));
	run->seed = program * 977 + 1;
	rig_set_up(&run->rig, instances);
	for (uint32_t i = 0; i < SPACES; i++) {
		spaces[i] = rig_space(&run->rig);
		shared = i ? shared : rig_where(&run->rig, spaces[0], RIG_DATA);
		rig_map(&run->rig, spaces[i], RIG_DATA, shared, 12, R | W);
	}
	for (uint32_t i = 0; i < THREADS; i++) {
		/* Two threads of a space share code; so do, at another address, two spaces. */
		run->code[i] =
		    i < SPACES ? rig_allocate(&run->rig, CODE_BITS) : run->code[i - SPACES];
		if (i < SPACES)
			for (uint32_t k = 0; k < 1024; k++)
				rig_word(&run->rig, run->code[i])[k] =
				    random_word(&run->seed, i == 1 || (i == 2 && k & 256));
		rig_map(&run->rig, spaces[i % SPACES], CODE, run->code[i], CODE_BITS, R | X);
		run->context[i].ttbr0 = spaces[i % SPACES];
		run->context[i].dacr = 1;
		run->context[i].fpexc = i % 2 ? FPEXC_EN : 0;
		run->context[i].tpidruro = i;
		restart(run, i);
	}
}

/* Run it; disturb: 1 flushes translations now and then, 2 forgets everything. */
static uint64_t trace(uint64_t program, uint32_t instances, uint32_t disturb, uint32_t *kinds)
{
	static struct run run;
	uint64_t noise = program + 99;
	uint32_t i = 0;

	prepare(&run, program, instances);
	for (uint32_t n = 0; n < TRAPS; n++) {
		struct context *context;
		struct trap trap;

		if (any(&run.seed) % 4 == 0)
			i = any(&run.seed) % THREADS;
		context = &run.context[i];
		if (disturb && any(&noise) % 16 == 0) {
			if (disturb == 1)
				engine_flush(run.rig.engine, any(&noise) & 0x007ff000, 12);
			else
				engine_flush_all(run.rig.engine);
			for (uint32_t k = 0; disturb == 2 && k < SPACES; k++)
				engine_icache_sync(run.rig.engine, run.code[k], 4096);
		}
		cr_assert(engine_run(run.rig.engine, context, context->fpexc ? &run.vfp[i] : 0,
			      run.rig.clock.now + 1 + any(&run.seed) % 300, &trap),
		    "%s", engine_error(run.rig.engine));
		run.kinds[trap.kind]++;
		mix(&run, &trap, sizeof(trap));
		mix(&run, context, sizeof(*context));
		mix(&run, &run.vfp[i], sizeof(run.vfp[i]));
		mix(&run, &run.rig.clock.now, sizeof(run.rig.clock.now));
		cr_assert((context->cpsr & 0x1f) == CPSR_USER);
		if (trap.kind != TRAP_TICK && trap.kind != TRAP_CALL)
			restart(&run, i);
	}
	mix(&run, run.rig.ram, run.rig.next - RIG_RAM);
	memcpy(kinds, run.kinds, sizeof(run.kinds));
	rig_tear_down(&run.rig);
	return run.hash;
}

TestSuite(parity, .timeout = 300);

Test(parity, random_programs_do_the_same_on_any_pool)
{
	uint32_t kinds[TRAP_KINDS], total[TRAP_KINDS] = {0};

	for (uint64_t program = 0; program < PROGRAMS; program++) {
		uint64_t hash = trace(program, 1, 0, kinds);

		for (uint32_t k = 0; k < TRAP_KINDS; k++)
			total[k] += kinds[k];
		cr_expect(trace(program, 1, 1, kinds) == hash, "program %lu: flushes",
		    (unsigned long)program);
		cr_expect(trace(program, 2, 0, kinds) == hash, "program %lu: two",
		    (unsigned long)program);
		cr_expect(trace(program, 4, 0, kinds) == hash, "program %lu: four",
		    (unsigned long)program);
		cr_expect(trace(program, 4, 2, kinds) == hash, "program %lu: four, all flushed",
		    (unsigned long)program);
	}
	/* The programs are worth something. */
	cr_expect(total[TRAP_TICK] > 100 && total[TRAP_DATA] > 100 && total[TRAP_UNDEFINED] > 100 &&
		      total[TRAP_PREFETCH] > 100 && total[TRAP_CALL] > 0,
	    "%u %u %u %u %u", total[TRAP_TICK], total[TRAP_DATA], total[TRAP_UNDEFINED],
	    total[TRAP_PREFETCH], total[TRAP_CALL]);
}

/* A page of loads, one long block after the other, cut short by a tick: where that is. Before it,
 * perhaps, a call in the middle of an IT block, after which Unicorn translates otherwise. */
static uint32_t cut(bool call_in_it_block)
{
	enum { IT_EQ_SVC = 0xdf00bf08, LDR = 0xe5901000, B_START = 0xea000000, WORDS = 1024 };
	struct context context;
	struct trap trap;
	struct rig rig;
	uint32_t space, code, thumb;

	rig_set_up(&rig, 1);
	space = rig_space(&rig);
	code = rig_allocate(&rig, CODE_BITS);
	thumb = rig_allocate(&rig, CODE_BITS);
	for (uint32_t i = 0; i < WORDS - 1; i++)
		rig_word(&rig, code)[i] = LDR;
	rig_word(&rig, code)[WORDS - 1] = B_START | (uint32_t)(-(WORDS + 1) & 0xffffff);
	rig_word(&rig, thumb)[0] = IT_EQ_SVC;
	rig_map(&rig, space, CODE, code, CODE_BITS, R | X);
	rig_map(&rig, space, CODE + 0x1000, thumb, CODE_BITS, R | X);
	context = (struct context){.ttbr0 = space, .dacr = 1};
	if (call_in_it_block) {
		context.pc = CODE + 0x1000;
		context.cpsr = CPSR_USER | CPSR_THUMB | 1u << 30;
		cr_assert(engine_run(rig.engine, &context, 0, rig.clock.now + 100, &trap));
		cr_assert_eq(trap.kind, TRAP_CALL);
	}
	context.pc = CODE;
	context.cpsr = CPSR_USER;
	context.r[0] = RIG_DATA;
	cr_assert(engine_run(rig.engine, &context, 0, rig.clock.now + 10, &trap));
	cr_assert_eq(trap.kind, TRAP_TICK);
	rig_tear_down(&rig);
	return context.pc;
}

Test(parity, long_blocks_end_where_they_do_whatever_was_translated_before)
{
	cr_expect_eq(cut(false), cut(true), "%08x %08x", cut(false), cut(true));
}
