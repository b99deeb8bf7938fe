/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every way out of user code: its kind, the pc, the exact address, the access, the
 * status register. Faults are then repaired and the same instruction completes.
 */
#include <criterion/criterion.h>
#include <string.h>
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

TestSuite(traps, .init = set_up, .fini = tear_down, .timeout = 60);

/* --- Without an address -------------------------------------------------------------------- */

struct plain {
	const char *name;
	uint32_t offset;
	bool thumb;
	enum trap_kind kind;
	uint32_t behind; /* pc - start */
};

#define PLAIN(label, kind, behind)                                                              \
	{                                                                                       \
#label, CODE_##label, #label[0] == 't' && #label[1] == '_', TRAP_##kind, behind \
	}

Test(traps, kinds_and_pc)
{
	static const struct plain cases[] = {
	    PLAIN(call, CALL, 4),
	    PLAIN(undefined, UNDEFINED, 0),
	    PLAIN(breakpoint, BREAKPOINT, 0),
	    PLAIN(wait, WAIT, 4),
	    PLAIN(event, HINT, 4),
	    PLAIN(yield, HINT, 4),
	    PLAIN(use_vfp, UNDEFINED, 0),
	    PLAIN(use_neon, UNDEFINED, 0),
	    PLAIN(call_never, CALL, 16),
	    PLAIN(preload, CALL, 8),
	    PLAIN(t_call, CALL, 2),
	    PLAIN(t_undefined, UNDEFINED, 0),
	    PLAIN(t_breakpoint, BREAKPOINT, 0),
	    PLAIN(t_wait, WAIT, 2),
	    PLAIN(t_event, HINT, 2),
	    PLAIN(t_yield, HINT, 2),
	    PLAIN(t_wide_yield, HINT, 4),
	    PLAIN(t_use_vfp, UNDEFINED, 0),
	    PLAIN(t_read_sctlr, UNDEFINED, 0),
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct plain *c = &cases[i];
		struct context thread = rig_thread(space, c->offset, c->thumb);
		struct trap trap;

		thread.r[1] = RIG_NOTHING;
		trap = rig_run(&rig, &thread);
		cr_expect(trap.kind == c->kind, "%s: kind %d", c->name, trap.kind);
		cr_expect(
		    thread.pc == RIG_CODE + c->offset + c->behind, "%s: pc %x", c->name, thread.pc);
		cr_expect(thread.cpsr == (CPSR_USER | (thread.cpsr & 0xf0000000) |
					     (c->thumb ? CPSR_THUMB : 0)),
		    "%s: cpsr %x", c->name, thread.cpsr);
		if (c->kind == TRAP_BREAKPOINT)
			cr_expect(trap.status == FAULT_DEBUG, "%s", c->name);
	}
}

Test(traps, what_only_the_kernel_may_do_is_undefined)
{
	static const uint32_t offsets[] = {CODE_read_sctlr, CODE_write_ttbr0, CODE_read_cntvct,
	    CODE_read_cntfrq, CODE_read_pmccntr, CODE_write_tpidruro, CODE_write_tpidrprw,
	    CODE_read_teehbr, CODE_call_secure, CODE_call_hyp, CODE_return_from, CODE_store_return};

	for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		struct context thread = rig_thread(space, offsets[i], false);
		struct context before;
		struct trap trap;

		thread.r[0] = RIG_DATA;
		thread.r[13] = RIG_DATA;
		before = thread;
		trap = rig_run(&rig, &thread);
		cr_expect(trap.kind == TRAP_UNDEFINED, "case %zu: kind %d", i, trap.kind);
		cr_expect(memcmp(&before, &thread, sizeof(before)) == 0, "case %zu", i);
	}
}

Test(traps, user_code_stays_in_user_mode)
{
	struct context thread = THREAD(space, leave_mode);
	struct trap trap = rig_run(&rig, &thread);

	cr_expect(trap.kind == TRAP_CALL);
	cr_expect((thread.r[0] & 0x1f) == CPSR_USER);
	cr_expect((thread.r[1] & 0x1f) == CPSR_USER);
	/* A context that says otherwise is not believed. */
	thread = THREAD(space, read_sctlr);
	thread.cpsr = 0x13;
	trap = rig_run(&rig, &thread);
	cr_expect(trap.kind == TRAP_UNDEFINED);
	cr_expect(thread.cpsr == CPSR_USER);
}

/* --- Data aborts --------------------------------------------------------------------------------
 */

/* Where r1 (or r0, sp) points for a case; the page behind RIG_CONST and RIG_DATA's two is free. */
enum {
	DATA_END = RIG_DATA + 8192,
	CONST_END = RIG_CONST + 4096,
	NOTHING = RIG_NOTHING,
	TRANSLATION = FAULT_TRANSLATION + FAULT_LEVEL_2,
	PERMISSION = FAULT_PERMISSION + FAULT_LEVEL_2,
};

struct abort {
	const char *name;
	uint32_t offset;
	bool thumb;
	uint32_t base;	  /* r0, r1 and sp */
	uint32_t index;	  /* r2 */
	uint32_t address; /* expected */
	uint32_t access;
	uint32_t status; /* without WnR and domain */
};

#define ABORT(label, base, index, address, access, status)                                     \
	{                                                                                      \
#label " at " #base, CODE_##label,                                             \
		    #label[0] == 't' && #label[1] == '_', base, index, address, access, status \
	}

static const struct abort aborts[] = {
    /* One access, inside a page that is not there, or not for this. */
    ABORT(load, NOTHING + 0x124, 0, NOTHING + 0x124, R, FAULT_TRANSLATION),
    ABORT(load, DATA_END + 0x124, 0, DATA_END + 0x124, R, TRANSLATION),
    ABORT(store, DATA_END + 4, 0, DATA_END + 4, W, TRANSLATION),
    ABORT(store, RIG_CONST + 8, 0, RIG_CONST + 8, W, PERMISSION),
    ABORT(store, RIG_CODE + 0x20, 0, RIG_CODE + 0x20, W, PERMISSION),
    ABORT(load_byte, DATA_END + 0xfff, 0, DATA_END + 0xfff, R, TRANSLATION),
    ABORT(store_half, CONST_END - 2, 0, CONST_END - 2, W, PERMISSION),
    ABORT(load_post, DATA_END + 0xffc, 0, DATA_END + 0xffc, R, TRANSLATION),
    ABORT(store_pre, DATA_END - 8, 0, DATA_END + 8, W, TRANSLATION),
    ABORT(load_scaled, RIG_DATA, 0x801, DATA_END + 4, R, TRANSLATION),
    ABORT(load_down, DATA_END + 0x1000, 0xa040, DATA_END + 0x5fc, R, TRANSLATION),
    ABORT(load_rrx, NOTHING, 0x14, NOTHING + 10, R, FAULT_TRANSLATION),
    ABORT(load_signed, DATA_END + 6, 0, DATA_END + 4, R, TRANSLATION),
    ABORT(load_pc, NOTHING + 8, 0, NOTHING + 8, R, FAULT_TRANSLATION),
    ABORT(swap, RIG_CONST + 12, 0, RIG_CONST + 12, W, PERMISSION),
    ABORT(swap, DATA_END + 12, 0, DATA_END + 12, R, TRANSLATION),
    ABORT(swap_byte, DATA_END + 13, 0, DATA_END + 13, R, TRANSLATION),
    ABORT(exclusive_load, DATA_END + 16, 0, DATA_END + 16, R, TRANSLATION),
    ABORT(exclusive_pair, DATA_END + 24, 0, DATA_END + 24, R, TRANSLATION),
    ABORT(load_onto_index, DATA_END, 0x18, DATA_END + 0x18, R, TRANSLATION),
    /* One access across a border: what fails is the start of the second page. */
    ABORT(load, DATA_END - 2, 0, DATA_END, R, TRANSLATION),
    ABORT(store, DATA_END - 1, 0, DATA_END, W, TRANSLATION),
    ABORT(load, RIG_DATA - 2, 0, RIG_DATA - 2, R, TRANSLATION),
    ABORT(store_half, DATA_END - 1, 0, DATA_END, W, TRANSLATION),
    ABORT(load_double, DATA_END - 4, 0, DATA_END, R, TRANSLATION),
    ABORT(store_double, DATA_END - 4, 0, DATA_END, W, TRANSLATION),
    ABORT(store_double, RIG_CONST + 16, 0, RIG_CONST + 16, W, PERMISSION),
    /* Many, from the first, in the middle. */
    ABORT(load_many, DATA_END + 8, 0, DATA_END + 8, R, TRANSLATION),
    ABORT(load_many, DATA_END - 12, 0, DATA_END, R, TRANSLATION),
    ABORT(load_with_base, DATA_END - 8, 0, DATA_END, R, TRANSLATION),
    ABORT(load_many_db, DATA_END + 8, 0, DATA_END, R, TRANSLATION),
    ABORT(load_many_db, RIG_DATA, 0, RIG_DATA - 16, R, TRANSLATION),
    ABORT(load_many_ib, DATA_END - 8, 0, DATA_END, R, TRANSLATION),
    ABORT(load_many_ib, DATA_END - 4, 0, DATA_END, R, TRANSLATION),
    ABORT(load_many_da, DATA_END + 4, 0, DATA_END, R, TRANSLATION),
    ABORT(store_many, DATA_END - 16, 0, DATA_END, W, TRANSLATION),
    ABORT(store_many, RIG_CONST, 0, RIG_CONST, W, PERMISSION),
    ABORT(push_many, RIG_DATA + 16, 0, RIG_DATA + 16 - 36, W, TRANSLATION),
    ABORT(push_many, RIG_DATA, 0, RIG_DATA - 36, W, TRANSLATION),
    ABORT(pop_pc, DATA_END - 4, 0, DATA_END, R, TRANSLATION),
    /* Thumb. */
    ABORT(t_load, DATA_END + 4, 0, DATA_END + 4, R, TRANSLATION),
    ABORT(t_load, DATA_END - 3, 0, DATA_END, R, TRANSLATION),
    ABORT(t_load_wide, DATA_END, 0, DATA_END + 4, R, TRANSLATION),
    ABORT(t_store, DATA_END - 4, 0, DATA_END + 4, W, TRANSLATION),
    ABORT(t_store_sp, DATA_END, 0, DATA_END + 12, W, TRANSLATION),
    ABORT(t_load_index, DATA_END, 0x20, DATA_END + 0x20, R, TRANSLATION),
    ABORT(t_load_shift, DATA_END, 3, DATA_END + 24, R, TRANSLATION),
    ABORT(t_load_down, DATA_END + 8, 0, DATA_END + 4, R, TRANSLATION),
    ABORT(t_store_post, RIG_CONST + 1, 0, RIG_CONST + 1, W, PERMISSION),
    ABORT(t_load_double, DATA_END + 4, 0, DATA_END, R, TRANSLATION),
    ABORT(t_store_double, DATA_END, 0, DATA_END, W, TRANSLATION),
    ABORT(t_load_many, DATA_END - 4, 0, DATA_END, R, TRANSLATION),
    ABORT(t_store_many, DATA_END + 8, 0, DATA_END, W, TRANSLATION),
    ABORT(t_push, RIG_DATA, 0, RIG_DATA - 36, W, TRANSLATION),
    ABORT(t_pop, DATA_END - 16, 0, DATA_END, R, TRANSLATION),
    ABORT(t_exclusive, DATA_END, 0, DATA_END + 4, R, TRANSLATION),
    ABORT(t_table_byte, DATA_END, 5, DATA_END + 5, R, TRANSLATION),
    ABORT(t_table_half, DATA_END, 5, DATA_END + 10, R, TRANSLATION),
    /* VFP and NEON. */
    ABORT(vector_load, DATA_END, 0, DATA_END + 8, R, TRANSLATION),
    ABORT(vector_load, DATA_END - 12, 0, DATA_END, R, TRANSLATION),
    ABORT(vector_store, RIG_CONST + 8, 0, RIG_CONST + 4, W, PERMISSION),
    ABORT(vector_many, DATA_END - 24, 0, DATA_END, R, TRANSLATION),
    ABORT(vector_push, RIG_DATA + 8, 0, RIG_DATA - 24, W, TRANSLATION),
    ABORT(vector_lanes, DATA_END - 8, 0, DATA_END, R, TRANSLATION),
    ABORT(vector_one, DATA_END + 4, 0, DATA_END + 4, W, TRANSLATION),
    ABORT(t_vector, DATA_END + 16, 0, DATA_END, R, TRANSLATION),
    ABORT(t_vector_lanes, DATA_END - 4, 0, DATA_END, W, TRANSLATION),
};

static struct context abort_thread(const struct abort *c)
{
	struct context thread = rig_thread(space, c->offset, c->thumb);

	for (uint32_t n = 0; n < 15; n++)
		thread.r[n] = 0x1000 + n;
	thread.r[0] = c->base;
	thread.r[1] = c->base;
	thread.r[2] = c->index;
	thread.r[13] = c->base;
	thread.fpexc = FPEXC_EN;
	return thread;
}

Test(traps, data_aborts_tell_address_access_and_status)
{
	struct vfp_state vfp = {0};

	for (size_t i = 0; i < sizeof(aborts) / sizeof(aborts[0]); i++) {
		const struct abort *c = &aborts[i];
		struct context thread = abort_thread(c), before = thread;
		struct trap trap = rig_run_vfp(&rig, &thread, &vfp);

		cr_expect(trap.kind == TRAP_DATA, "%s: kind %d", c->name, trap.kind);
		cr_expect(trap.address == c->address, "%s: address %x", c->name, trap.address);
		cr_expect(trap.access == c->access, "%s: access %u", c->name, trap.access);
		cr_expect(trap.status == (c->status | (c->access == W ? FSR_WRITE : 0)),
		    "%s: status %x", c->name, trap.status);
		cr_expect(thread.pc == before.pc, "%s: pc %x", c->name, thread.pc);
		/* Nothing is written back, so that it can be done again. */
		cr_expect(thread.r[1] == before.r[1], "%s: r1 %x", c->name, thread.r[1]);
		cr_expect(thread.r[13] == before.r[13], "%s: sp %x", c->name, thread.r[13]);
		cr_expect(
		    rig.clock.now == 0, "%s: took %lu", c->name, (unsigned long)rig.clock.now);
	}
}

/* The same words wherever a page is mapped at this address. */
static void fill(uint32_t ttbr0, uint32_t vaddr)
{
	uint32_t *words = rig_word(&rig, rig_where(&rig, ttbr0, vaddr));

	for (uint32_t k = 0; k < 1024; k++)
		words[k] = vaddr + k * 4;
}

/* Repaired, each instruction does what it does when nothing fails at all. */
Test(traps, repaired_data_aborts_complete)
{
	static const uint32_t pages[] = {RIG_DATA - 4096, DATA_END, RIG_CONST, CONST_END, NOTHING};
	uint32_t whole = rig_space(&rig);
	struct vfp_state start = {.d = {0x1111111122222222}};

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		rig_map(&rig, whole, pages[i], rig_allocate(&rig, 12), 12, R | W);
	for (size_t i = 0; i < sizeof(aborts) / sizeof(aborts[0]); i++) {
		const struct abort *c = &aborts[i];
		struct context good = abort_thread(c), mended = good;
		struct vfp_state good_vfp = start, mended_vfp = start;
		uint32_t half = rig_space(&rig);
		struct trap trap, good_trap;

		if (c->address - RIG_CODE < 0x10000)
			continue; /* a store to code is never allowed */
		for (uint32_t vaddr = RIG_DATA; vaddr < DATA_END; vaddr += 4096) {
			fill(whole, vaddr);
			fill(half, vaddr);
		}
		fill(whole, c->address & -4096u);
		good.ttbr0 = whole;
		good_trap = rig_run_vfp(&rig, &good, &good_vfp);
		good.ttbr0 = half;

		mended.ttbr0 = half;
		trap = rig_run_vfp(&rig, &mended, &mended_vfp);
		cr_expect(trap.kind == TRAP_DATA, "%s", c->name);
		rig_map(&rig, half, c->address & -4096u, rig_allocate(&rig, 12), 12, R | W);
		fill(half, c->address & -4096u);
		engine_flush(rig.engine, c->address & -4096u, 12);
		trap = rig_run_vfp(&rig, &mended, &mended_vfp);
		cr_expect(trap.kind == good_trap.kind, "%s: kind %d", c->name, trap.kind);
		cr_expect(memcmp(&good, &mended, sizeof(good)) == 0, "%s: registers", c->name);
		cr_expect(
		    memcmp(&good_vfp, &mended_vfp, sizeof(good_vfp)) == 0, "%s: VFP", c->name);
	}
}

Test(traps, half_done_store_keeps_its_first_words)
{
	struct context thread = THREAD(space, store_many);
	uint32_t *end = rig_word(&rig, rig_where(&rig, space, DATA_END - 4));

	for (uint32_t n = 2; n < 10; n++)
		thread.r[n] = n;
	thread.r[1] = DATA_END - 12;
	cr_expect(rig_run(&rig, &thread).kind == TRAP_DATA);
	/* Whether they are written already is left open (ARM ARM B3.12.4); never beyond. */
	rig_map(&rig, space, DATA_END, rig_allocate(&rig, 12), 12, R | W);
	cr_expect(rig_run(&rig, &thread).kind == TRAP_CALL);
	cr_expect(end[-2] == 2 && end[-1] == 3 && end[0] == 4);
	cr_expect(*rig_word(&rig, rig_where(&rig, space, DATA_END + 16)) == 9);
	cr_expect(thread.r[1] == DATA_END - 12 + 32);
}

Test(traps, unaligned_store_across_a_border_writes_nothing_before_it_fails)
{
	struct context thread = THREAD(space, store);
	uint32_t *end = rig_word(&rig, rig_where(&rig, space, DATA_END - 4));

	*end = 0x01020304;
	thread.r[0] = 0xffffffff;
	thread.r[1] = DATA_END - 2;
	cr_expect(rig_run(&rig, &thread).kind == TRAP_DATA);
	cr_expect(*end == 0x01020304);
}

Test(traps, load_double_over_its_base_can_be_done_again)
{
	struct context thread = THREAD(space, load_over_base);
	uint32_t *end = rig_word(&rig, rig_where(&rig, space, DATA_END - 4));
	struct trap trap;

	*end = 0x11223344;
	thread.r[0] = DATA_END - 4;
	trap = rig_run(&rig, &thread);
	cr_expect(trap.kind == TRAP_DATA && trap.address == DATA_END);
	cr_expect(thread.r[0] == DATA_END - 4, "r0 %x", thread.r[0]);
	rig_map(&rig, space, DATA_END, rig_allocate(&rig, 12), 12, R | W);
	*rig_word(&rig, rig_where(&rig, space, DATA_END)) = 0x55667788;
	cr_expect(rig_run(&rig, &thread).kind == TRAP_CALL);
	cr_expect(thread.r[0] == 0x11223344 && thread.r[1] == 0x55667788);
}

Test(traps, it_state_survives_a_fault)
{
	struct context thread = THREAD(space, t_in_it);
	struct trap trap;

	thread.r[1] = DATA_END;
	trap = rig_run(&rig, &thread);
	cr_expect(trap.kind == TRAP_DATA && trap.address == DATA_END);
	cr_expect(thread.pc == RIG_CODE + CODE_t_in_it + 6);
	cr_expect((thread.cpsr & 0x0600fc00) != 0);
	rig_map(&rig, space, DATA_END, rig_allocate(&rig, 12), 12, R | W);
	*rig_word(&rig, rig_where(&rig, space, DATA_END)) = 99;
	cr_expect(rig_run(&rig, &thread).kind == TRAP_CALL);
	cr_expect(thread.r[0] == 99 && thread.r[2] == 1);
}

Test(traps, stores_that_check_first_are_stores)
{
	struct context thread = THREAD(space, exclusive_use);
	struct trap trap;

	/* Armed on a page that then loses its mapping. */
	thread.r[1] = RIG_DATA + 32;
	cr_expect(rig_run(&rig, &thread).kind == TRAP_CALL);
	rig_map(&rig, space, RIG_DATA, 0, 12, 0);
	engine_flush(rig.engine, RIG_DATA, 12);
	trap = rig_run(&rig, &thread);
	cr_expect(trap.kind == TRAP_DATA);
	cr_expect(trap.address == RIG_DATA + 32);
	cr_expect(trap.access == W);
	cr_expect(trap.status == (TRANSLATION | FSR_WRITE), "status %x", trap.status);
}

/* --- Prefetch aborts, alignment -----------------------------------------------------------------
 */

Test(traps, prefetch_aborts)
{
	static const struct {
		uint32_t target, status;
	} cases[] = {
	    {RIG_NOTHING + 0x40, FAULT_TRANSLATION},
	    {DATA_END + 0x44, TRANSLATION},
	    {RIG_DATA + 0x48, PERMISSION},
	    {RIG_CONST, PERMISSION},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (uint32_t thumb = 0; thumb < 2; thumb++) {
			struct context thread = THREAD(space, jump_link);
			struct trap trap;
			uint64_t before = rig.clock.now;

			thread.r[1] = cases[i].target + thumb;
			trap = rig_run(&rig, &thread);
			cr_expect(trap.kind == TRAP_PREFETCH);
			cr_expect(trap.address == cases[i].target);
			cr_expect(trap.access == X);
			cr_expect(trap.status == cases[i].status, "status %x", trap.status);
			cr_expect(thread.pc == cases[i].target);
			cr_expect((thread.cpsr & CPSR_THUMB) == thumb * CPSR_THUMB);
			cr_expect(thread.r[14] == RIG_CODE + CODE_jump_link + 4);
			cr_expect(rig.clock.now == before + 1);
		}
	}
}

Test(traps, second_half_of_a_thumb_instruction)
{
	/* movw r0, #0x1234 with its second half on the next page. */
	uint32_t page = rig_allocate(&rig, 12), next = rig_allocate(&rig, 12);
	uint32_t vaddr = 0x00400000;
	struct context thread = THREAD(space, t_jump);
	struct trap trap;

	rig_map(&rig, space, vaddr, page, 12, R | X);
	*rig_word(&rig, page + 4092) = 0xf241bf00; /* nop; first half */
	*rig_word(&rig, next) = 0xdf002034;	   /* second half; svc */
	thread.r[1] = vaddr + 4093;
	trap = rig_run(&rig, &thread);
	cr_expect(trap.kind == TRAP_PREFETCH);
	cr_expect(trap.address == vaddr + 4096, "address %x", trap.address);
	cr_expect(thread.pc == vaddr + 4094, "pc %x", thread.pc);
	rig_map(&rig, space, vaddr + 4096, next, 12, R | X);
	trap = rig_run(&rig, &thread);
	cr_expect(trap.kind == TRAP_CALL);
	cr_expect(thread.r[0] == 0x1234, "r0 %x", thread.r[0]);
	cr_expect(thread.pc == vaddr + 4100);
	cr_expect(rig.clock.now == 4, "took %lu", (unsigned long)rig.clock.now);
}

Test(traps, unaligned_exclusives_are_alignment_faults)
{
	static const struct abort cases[] = {
	    ABORT(exclusive_load, RIG_DATA + 2, 0, RIG_DATA + 2, R, FAULT_ALIGNMENT),
	    ABORT(exclusive_pair, RIG_DATA + 4, 0, RIG_DATA + 4, R, FAULT_ALIGNMENT),
	    ABORT(t_exclusive, RIG_DATA + 1, 0, RIG_DATA + 5, R, FAULT_ALIGNMENT),
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct abort *c = &cases[i];
		struct context thread = abort_thread(c);
		struct trap trap = rig_run(&rig, &thread);

		cr_expect(trap.kind == TRAP_ALIGNMENT, "%s: kind %d", c->name, trap.kind);
		cr_expect(trap.address == c->address, "%s: address %x", c->name, trap.address);
		cr_expect(trap.access == c->access, "%s", c->name);
		cr_expect(
		    trap.status == (c->status | (c->access == W ? FSR_WRITE : 0)), "%s", c->name);
		cr_expect(thread.pc == RIG_CODE + c->offset, "%s", c->name);
	}
}

Test(traps, memory_that_is_not_there_is_an_external_abort)
{
	struct context thread = THREAD(space, load);
	struct trap trap;

	rig_map(&rig, space, RIG_NOTHING, 0x40000000, 12, R | W);
	thread.r[1] = RIG_NOTHING + 4;
	trap = rig_run(&rig, &thread);
	cr_expect(trap.kind == TRAP_DATA && trap.status == FAULT_EXTERNAL);
	cr_expect(trap.address == RIG_NOTHING + 4);
	rig_map(&rig, space, RIG_NOTHING, 0x40000000, 12, R | X);
	engine_flush(rig.engine, RIG_NOTHING, 12);
	thread = THREAD(space, jump);
	thread.r[1] = RIG_NOTHING + 4;
	trap = rig_run(&rig, &thread);
	cr_expect(trap.kind == TRAP_PREFETCH && trap.status == FAULT_EXTERNAL);
	/* And a space whose table is nowhere. */
	thread = rig_thread(0x40000000, 0, false);
	trap = rig_run(&rig, &thread);
	cr_expect(trap.kind == TRAP_PREFETCH && trap.status == FAULT_WALK_EXTERNAL);
}

Test(traps, big_endian_data)
{
	struct context thread = THREAD(space, big_endian);

	*rig_word(&rig, rig_where(&rig, space, RIG_DATA)) = 0x01020304;
	thread.r[1] = RIG_DATA;
	cr_expect(rig_run(&rig, &thread).kind == TRAP_CALL);
	cr_expect(thread.r[0] == 0x04030201);
	/* The choice is the thread's and survives a trap. */
	thread = THREAD(space, big_endian_trap);
	thread.r[1] = DATA_END;
	cr_expect(rig_run(&rig, &thread).kind == TRAP_DATA);
	thread.r[1] = RIG_DATA;
	cr_expect(rig_run(&rig, &thread).kind == TRAP_CALL);
	cr_expect(thread.r[0] == 0x04030201);
}
