/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Between two threads nothing passes but what the kernel moves: VFP registers, the
 * TLS registers, the exclusive monitor. And a thread finds its own again.
 */
#include <criterion/criterion.h>
#include <string.h>
#include "rig.h"

static struct rig rig;
static uint32_t spaces[2];

/* Once with one instance for all, once with enough: nothing may depend on it. */
static void with(uint32_t instances)
{
	rig_set_up(&rig, instances);
	spaces[0] = rig_space(&rig);
	spaces[1] = rig_space(&rig);
}

static void done(void)
{
	rig_tear_down(&rig);
}

#define FOR_EACH_POOL for (uint32_t pool = 1; pool <= 4 && (with(pool), true); pool += 3, done())

TestSuite(isolation, .timeout = 60);

Test(isolation, vfp_registers)
{
	FOR_EACH_POOL
	{
		/* Two in one space, one in another; then one without the right to it. */
		struct context threads[3] = {THREAD(spaces[0], vfp_fill),
		    THREAD(spaces[0], vfp_fill), THREAD(spaces[1], vfp_fill)};
		struct context poor = THREAD(spaces[0], vfp_read);
		struct vfp_state states[3] = {0};

		for (uint32_t i = 0; i < 3; i++) {
			threads[i].fpexc = FPEXC_EN;
			threads[i].r[0] = 0x1111 * (i + 1);
			threads[i].r[1] = (i + 1) << 22; /* rounding mode */
			cr_expect(rig_run_vfp(&rig, &threads[i], &states[i]).kind == TRAP_CALL);
			cr_expect((uint32_t)states[i].d[31] == 0x1111 * (i + 1));
			cr_expect(states[i].fpscr == (i + 1) << 22);
		}
		cr_expect(rig_run(&rig, &poor).kind == TRAP_UNDEFINED);
		for (uint32_t round = 0; round < 3; round++) {
			for (uint32_t i = 0; i < 3; i++) {
				threads[i].pc = RIG_CODE + CODE_vfp_read;
				cr_expect(
				    rig_run_vfp(&rig, &threads[i], &states[i]).kind == TRAP_CALL);
				cr_expect(threads[i].r[0] == 0x1111 * (i + 1));
				cr_expect(threads[i].r[2] == 0x1111 * (i + 1));
				cr_expect(threads[i].r[1] == (i + 1) << 22);
			}
		}
		/* A new one finds zeros. */
		threads[0] = THREAD(spaces[0], vfp_read);
		threads[0].fpexc = FPEXC_EN;
		memset(&states[0], 0, sizeof(states[0]));
		engine_forget(rig.engine, &threads[0]);
		cr_expect(rig_run_vfp(&rig, &threads[0], &states[0]).kind == TRAP_CALL);
		cr_expect(threads[0].r[0] == 0 && threads[0].r[2] == 0 && threads[0].r[1] == 0);
	}
}

Test(isolation, a_thread_loses_the_right_to_vfp)
{
	FOR_EACH_POOL
	{
		struct context thread = THREAD(spaces[0], vfp_fill);
		struct vfp_state state = {0};

		thread.fpexc = FPEXC_EN;
		cr_expect(rig_run_vfp(&rig, &thread, &state).kind == TRAP_CALL);
		thread.pc = RIG_CODE + CODE_vfp_read;
		thread.fpexc = 0;
		cr_expect(rig_run(&rig, &thread).kind == TRAP_UNDEFINED);
		/* Given again, with the state it had. */
		thread.fpexc = FPEXC_EN;
		state.d[31] = 5;
		engine_forget(rig.engine, &thread);
		cr_expect(rig_run_vfp(&rig, &thread, &state).kind == TRAP_CALL);
		cr_expect(thread.r[2] == 5);
	}
}

Test(isolation, tls_registers)
{
	FOR_EACH_POOL
	{
		struct context threads[3] = {THREAD(spaces[0], read_tls),
		    THREAD(spaces[0], read_tls), THREAD(spaces[1], read_tls)};

		for (uint32_t round = 0; round < 4; round++) {
			for (uint32_t i = 0; i < 3; i++) {
				threads[i].pc = RIG_CODE + CODE_read_tls;
				threads[i].tpidruro = 0x1000 * (i + 1) + round;
				threads[i].r[2] = 0x77 * (i + 1) + round;
				cr_expect(rig_run(&rig, &threads[i]).kind == TRAP_CALL);
				cr_expect(threads[i].r[0] == 0x1000 * (i + 1) + round);
				/* The one it may write itself: its own of last time, never
				 * another's. */
				cr_expect(
				    threads[i].r[1] == (round ? 0x77 * (i + 1) + round - 1 : 0));
				cr_expect(threads[i].tpidrurw == 0x77 * (i + 1) + round);
			}
		}
	}
}

Test(isolation, the_exclusive_monitor_is_open_after_a_switch)
{
	FOR_EACH_POOL
	{
		/* Both on the same physical word, by different addresses of the same page. */
		uint32_t paddr = rig_allocate(&rig, 12);
		struct context a = THREAD(spaces[0], exclusive_use);
		struct context b = THREAD(spaces[0], exclusive_use);
		struct context c = THREAD(spaces[1], store);

		rig_map(&rig, spaces[0], 0x00800000, paddr, 12, R | W);
		rig_map(&rig, spaces[1], 0x00800000, paddr, 12, R | W);
		a.r[1] = b.r[1] = c.r[1] = 0x00800000;
		/* Nobody between: it may succeed, and here it does. */
		cr_expect(rig_run(&rig, &a).kind == TRAP_CALL);
		cr_expect(rig_run(&rig, &a).kind == TRAP_CALL && a.r[0] == 0);
		/* Another thread's LDREX does not arm mine, nor does mine survive it. */
		a.pc = b.pc = RIG_CODE + CODE_exclusive_use;
		cr_expect(rig_run(&rig, &a).kind == TRAP_CALL);
		b.pc = RIG_CODE + CODE_exclusive_use + 8;
		cr_expect(rig_run(&rig, &b).kind == TRAP_CALL && b.r[0] == 1);
		cr_expect(rig_run(&rig, &a).kind == TRAP_CALL && a.r[0] == 1);
		/* And in another space, where the instance still has everything as it was. */
		a.pc = RIG_CODE + CODE_exclusive_use;
		cr_expect(rig_run(&rig, &a).kind == TRAP_CALL);
		cr_expect(rig_run(&rig, &c).kind == TRAP_CALL);
		cr_expect(rig_run(&rig, &a).kind == TRAP_CALL && a.r[0] == 1);
	}
}

Test(isolation, registers_are_the_contexts)
{
	FOR_EACH_POOL
	{
		struct context threads[2] = {THREAD(spaces[0], call), THREAD(spaces[1], t_call)};

		for (uint32_t round = 0; round < 8; round++) {
			struct context *thread = &threads[round / 2 % 2];
			struct context before;

			thread->pc = RIG_CODE + (thread == threads ? CODE_call : CODE_t_call);
			for (uint32_t n = 0; n < 15; n++)
				thread->r[n] = round * 0x01010101 + n;
			thread->cpsr =
			    CPSR_USER | (thread->cpsr & CPSR_THUMB) | round << 28 | round << 16;
			before = *thread;
			before.pc += thread == threads ? 4 : 2;
			cr_expect(rig_run(&rig, thread).kind == TRAP_CALL);
			cr_expect(memcmp(thread, &before, sizeof(before)) == 0, "round %u", round);
		}
	}
}
