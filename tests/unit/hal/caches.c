/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is cached and when it is forgotten: translations, code, whole address
 * spaces; and that renewing an instance of the emulator is never seen.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "instance.h"
#include "instance_setup.h"
#include "rig.h"

static struct rig rig;
static uint32_t space;

static void set_up(void)
{
	rig_set_up(&rig, 4);
	space = rig_space(&rig);
}

static void tear_down(void)
{
	rig_tear_down(&rig);
}

TestSuite(caches, .init = set_up, .fini = tear_down, .timeout = 60);

enum { DATA_END = RIG_DATA + 8192 };

static enum trap_kind try_load(uint32_t vaddr, uint32_t *value)
{
	struct context thread = THREAD(space, load);
	enum trap_kind kind;

	thread.r[1] = vaddr;
	kind = rig_run(&rig, &thread).kind;
	*value = thread.r[0];
	return kind;
}

static enum trap_kind try_store(uint32_t vaddr, uint32_t value)
{
	struct context thread = THREAD(space, store);

	thread.r[0] = value;
	thread.r[1] = vaddr;
	return rig_run(&rig, &thread).kind;
}

Test(caches, a_page_that_is_taken_away_or_replaced)
{
	uint32_t other = rig_allocate(&rig, 12), value;

	*rig_word(&rig, other) = 2;
	*rig_word(&rig, rig_where(&rig, space, RIG_DATA)) = 1;
	cr_expect(try_load(RIG_DATA, &value) == TRAP_CALL && value == 1);
	rig_map(&rig, space, RIG_DATA, other, 12, R);
	engine_flush(rig.engine, RIG_DATA, 12);
	cr_expect(try_load(RIG_DATA, &value) == TRAP_CALL && value == 2);
	cr_expect(try_store(RIG_DATA, 3) == TRAP_DATA);
	rig_map(&rig, space, RIG_DATA, other, 12, R | W);
	engine_flush(rig.engine, RIG_DATA, 12);
	cr_expect(try_store(RIG_DATA, 3) == TRAP_CALL);
	rig_map(&rig, space, RIG_DATA, other, 12, R);
	engine_flush(rig.engine, RIG_DATA, 12);
	cr_expect(try_store(RIG_DATA, 4) == TRAP_DATA);
	rig_map(&rig, space, RIG_DATA, 0, 12, 0);
	engine_flush(rig.engine, RIG_DATA, 12);
	cr_expect(try_load(RIG_DATA, &value) == TRAP_DATA);
	/* What was not there is not remembered as such. */
	rig_map(&rig, space, RIG_DATA, other, 12, R);
	cr_expect(try_load(RIG_DATA, &value) == TRAP_CALL && value == 3);
}

Test(caches, more_pages_at_once_than_are_remembered)
{
	uint32_t value, base = 0x00800000;

	for (uint32_t i = 0; i < 20; i++) {
		rig_map(&rig, space, base + i * 4096, rig_allocate(&rig, 12), 12, R | W);
		cr_expect(try_store(base + i * 4096, i) == TRAP_CALL);
	}
	for (uint32_t i = 0; i < 20; i++) {
		rig_map(&rig, space, base + i * 4096, 0, 12, 0);
		engine_flush(rig.engine, base + i * 4096, 12);
	}
	for (uint32_t i = 0; i < 20; i++)
		cr_expect(try_load(base + i * 4096, &value) == TRAP_DATA);
}

Test(caches, every_page_of_a_large_one_goes)
{
	static const uint32_t sizes[] = {16, 20, 24};
	uint32_t value;

	for (uint32_t i = 0; i < 3; i++) {
		uint32_t base = 0x10000000, bits = sizes[i];
		uint32_t paddr = bits == 24 ? (uint32_t)RIG_RAM : rig_allocate(&rig, bits);

		rig_map(&rig, space, base, paddr, bits, R);
		for (uint32_t at = 0; at < 1u << bits; at += 4096)
			cr_expect(try_load(base + at, &value) == TRAP_CALL);
		rig_map(&rig, space, base, 0, bits, 0);
		if (bits < 20)
			rig_word(&rig, space)[base >> 20] = 0;
		engine_flush(rig.engine, base, bits);
		for (uint32_t at = 0; at < 1u << bits; at += 4096)
			cr_expect(
			    try_load(base + at, &value) == TRAP_DATA, "%u bits, %x", bits, at);
	}
}

Test(caches, a_page_goes_from_every_space)
{
	/* One second-level table in eight spaces, more than there are instances. */
	uint32_t spaces[8], value, paddr = rig_allocate(&rig, 12);

	for (uint32_t i = 0; i < 8; i++) {
		spaces[i] = rig_space(&rig);
		rig_map(&rig, spaces[i], 0x00800000, paddr, 12, R);
		space = spaces[i];
		cr_expect(try_load(0x00800000, &value) == TRAP_CALL);
	}
	for (uint32_t i = 0; i < 8; i++)
		rig_map(&rig, spaces[i], 0x00800000, 0, 12, 0);
	engine_flush(rig.engine, 0x00800000, 12);
	for (uint32_t i = 0; i < 8; i++) {
		space = spaces[7 - i];
		cr_expect(try_load(0x00800000, &value) == TRAP_DATA);
	}
}

Test(caches, a_space_is_flushed_and_its_table_reused)
{
	uint32_t value, paddr = rig_allocate(&rig, 12), other = rig_allocate(&rig, 12);

	*rig_word(&rig, paddr) = 1;
	*rig_word(&rig, other) = 2;
	rig_map(&rig, space, 0x00800000, paddr, 12, R);
	cr_expect(try_load(0x00800000, &value) == TRAP_CALL && value == 1);
	rig_map(&rig, space, 0x00800000, other, 12, R);
	engine_flush_space(rig.engine, space);
	cr_expect(try_load(0x00800000, &value) == TRAP_CALL && value == 2);
}

Test(caches, domains_change_without_a_flush)
{
	struct context thread = THREAD(space, load);

	thread.r[1] = RIG_DATA;
	cr_expect(rig_run(&rig, &thread).kind == TRAP_CALL);
	for (uint32_t i = 0; i < 6; i++) {
		thread = THREAD(space, load);
		thread.r[1] = RIG_DATA;
		thread.dacr = i % 2;
		cr_expect(rig_run(&rig, &thread).kind == (i % 2 ? TRAP_CALL : TRAP_PREFETCH));
	}
}

/* --- Code
 * ------------------------------------------------------------------------------------------ */

Test(caches, new_code_is_executed_after_a_sync)
{
	uint32_t paddr = rig.code + CODE_self;
	struct context threads[3];
	uint32_t spaces[3];

	/* Three spaces in three instances, all of which have translated it. */
	for (uint32_t i = 0; i < 3; i++) {
		spaces[i] = rig_space(&rig);
		threads[i] = THREAD(spaces[i], self);
		cr_expect(rig_run(&rig, &threads[i]).kind == TRAP_CALL && threads[i].r[0] == 1);
	}
	for (uint32_t value = 2; value < 200; value++) {
		*rig_word(&rig, paddr) = 0xe3a00000 | value; /* mov r0, #value */
		engine_icache_sync(rig.engine, paddr, 4);
		for (uint32_t i = 0; i < 3; i++) {
			cr_expect(rig_run(&rig, &threads[i]).kind == TRAP_CALL);
			cr_expect(threads[i].r[0] == value, "%u: %u", value, threads[i].r[0]);
		}
	}
}

Test(caches, code_is_synced_under_all_its_names)
{
	uint32_t paddr = rig_allocate(&rig, 12);
	uint32_t names[] = {0x00800000, 0x00801000, 0x70000000};

	for (uint32_t i = 0; i < 3; i++)
		rig_map(&rig, space, names[i], paddr, 12, R | X);
	for (uint32_t value = 0; value < 100; value++) {
		rig_word(&rig, paddr)[0] = 0xe3a00000 | value;
		rig_word(&rig, paddr)[1] = 0xef000000;
		engine_icache_sync(rig.engine, paddr, 8);
		for (uint32_t i = 0; i < 3; i++) {
			struct context thread = rig_thread(space, 0, false);

			thread.pc = names[i];
			cr_expect(rig_run(&rig, &thread).kind == TRAP_CALL && thread.r[0] == value);
		}
	}
}

/* User code writes it itself, through another name of the frame. */
Test(caches, written_through_an_alias)
{
	uint32_t paddr = rig_allocate(&rig, 12);

	rig_map(&rig, space, 0x00800000, paddr, 12, R | X);
	rig_map(&rig, space, 0x00900000, paddr, 12, R | W);
	cr_expect(try_store(0x00900004, 0xef000000) == TRAP_CALL);
	for (uint32_t value = 0; value < 200; value++) {
		struct context thread = rig_thread(space, 0, false);

		cr_expect(try_store(0x00900000, 0xe3a00000 | value) == TRAP_CALL);
		engine_icache_sync(rig.engine, paddr, 8);
		thread.pc = 0x00800000;
		cr_expect(rig_run(&rig, &thread).kind == TRAP_CALL && thread.r[0] == value);
	}
}

Test(caches, a_frame_with_code_changes_its_use)
{
	uint32_t paddr = rig_allocate(&rig, 12), value;
	struct context thread = rig_thread(space, 0, false);

	rig_map(&rig, space, 0x00800000, paddr, 12, R | X);
	rig_word(&rig, paddr)[0] = 0xe3a00007;
	rig_word(&rig, paddr)[1] = 0xef000000;
	thread.pc = 0x00800000;
	cr_expect(rig_run(&rig, &thread).kind == TRAP_CALL && thread.r[0] == 7);
	rig_map(&rig, space, 0x00800000, paddr, 12, R | W);
	engine_flush(rig.engine, 0x00800000, 12);
	thread.pc = 0x00800000;
	cr_expect(rig_run(&rig, &thread).kind == TRAP_PREFETCH);
	cr_expect(try_store(0x00800000, 0xe3a00008) == TRAP_CALL);
	cr_expect(try_load(0x00800000, &value) == TRAP_CALL && value == 0xe3a00008);
	rig_map(&rig, space, 0x00800000, paddr, 12, R | X);
	engine_flush(rig.engine, 0x00800000, 12);
	engine_icache_sync(rig.engine, paddr, 4096);
	cr_expect(try_store(0x00800000, 0) == TRAP_DATA);
	thread.pc = 0x00800000;
	cr_expect(rig_run(&rig, &thread).kind == TRAP_CALL && thread.r[0] == 8);
}

Test(caches, all_is_new_after_a_reset)
{
	struct context thread = THREAD(space, self);
	uint8_t *copy = malloc(RIG_RAM_SIZE);

	memcpy(copy, rig.ram, RIG_RAM_SIZE);
	cr_expect(rig_run(&rig, &thread).kind == TRAP_CALL && thread.r[0] == 1);
	*rig_word(&rig, rig.code + CODE_self) = 0xe3a00005;
	rig_map(&rig, space, RIG_DATA, 0, 12, 0);
	engine_reset(rig.engine);
	cr_expect(rig_run(&rig, &thread).kind == TRAP_CALL && thread.r[0] == 5);
	memcpy(rig.ram, copy, RIG_RAM_SIZE);
	engine_reset(rig.engine);
	cr_expect(rig_run(&rig, &thread).kind == TRAP_CALL && thread.r[0] == 1);
	free(copy);
}

/* --- Many spaces
 * -------------------------------------------------------------------------------------- */

Test(caches, three_hundred_spaces)
{
	enum { SPACES = 300, ROUNDS = 4 };
	static struct context threads[SPACES];
	uint32_t shared = rig_allocate(&rig, 12);

	/* The same address, its own memory in each; and one page that all have. */
	for (uint32_t i = 0; i < SPACES; i++) {
		uint32_t own = rig_allocate(&rig, 12), table = rig_allocate(&rig, 14);

		rig_map(&rig, table, RIG_CODE, rig.code, 12, R | X);
		rig_map(&rig, table, RIG_DATA, own, 12, R | W);
		rig_map(&rig, table, RIG_DATA + 4096, shared, 12, R | W);
		*rig_word(&rig, own) = i;
		threads[i] = THREAD(table, load_post);
	}
	for (uint32_t round = 0; round < ROUNDS; round++) {
		for (uint32_t k = 0; k < SPACES; k++) {
			uint32_t i = k * 7 % SPACES;

			threads[i] = THREAD(threads[i].ttbr0, load_post);
			threads[i].r[1] = RIG_DATA;
			cr_expect(rig_run(&rig, &threads[i]).kind == TRAP_CALL);
			cr_expect(threads[i].r[0] == i + round);
			threads[i] = THREAD(threads[i].ttbr0, store);
			threads[i].r[0] = i + round + 1;
			threads[i].r[1] = RIG_DATA;
			cr_expect(rig_run(&rig, &threads[i]).kind == TRAP_CALL);
			threads[i] = THREAD(threads[i].ttbr0, store);
			threads[i].r[0] = k;
			threads[i].r[1] = RIG_DATA + 4096;
			cr_expect(rig_run(&rig, &threads[i]).kind == TRAP_CALL);
			cr_expect(*rig_word(&rig, shared) == k);
		}
	}
}

/* --- The translation buffer
 * ----------------------------------------------------------------------------- */

/* As if the buffer were filled up to its guard: renewed in the middle of a run. */
Test(caches, an_instance_is_renewed_in_the_middle_of_a_run)
{
	struct instance *instance = malloc(sizeof(*instance));
	struct context thread = THREAD(space, count_up);
	const char *why = "";

	rig.clock.now = 0;
	cr_assert(instance_open(instance, &rig.bus, &rig.clock, &why), "%s", why);
	instance_adopt(instance, space, 1);
	instance_load(instance, &thread);
	for (uint32_t i = 1; i <= 5; i++) {
		*(uint64_t *)(uintptr_t)instance->guard = 0;
		cr_assert(instance_run(instance, thread.pc, i * 1000000));
		cr_expect(instance->recycled == i);
		cr_expect(instance->stop == STOP_LIMIT);
		instance_save(instance, &thread);
		cr_expect(rig.clock.now == i * 1000000 && thread.r[0] == i * 500000);
	}
	instance_close(instance);
	free(instance);
}

/* Really filled, by code that is new each time; it was seen to crash without a guard. */
Test(caches, the_translation_buffer_never_overflows, .timeout = 300)
{
	enum { PAGES = 128, ROUNDS = 12 };
	uint32_t base = 0x10000000, paddr = rig_allocate(&rig, 20);
	struct context thread = rig_thread(space, 0, false);

	/* Pages full of single instructions that branch to the next. */
	for (uint32_t i = 0; i < PAGES * 1024; i++)
		rig_word(&rig, paddr)[i] = 0xeaffffff;
	rig_word(&rig, paddr)[PAGES * 1024 - 1] = 0xef000000;
	rig_map(&rig, space, base, paddr, 20, R | X);

	for (uint32_t round = 0; round < ROUNDS && engine_statistics(rig.engine).recycled < 2;
	     round++) {
		for (uint32_t i = 0; i < PAGES; i++)
			engine_icache_sync(rig.engine, paddr + i * 4096, 4096);
		thread.pc = base;
		cr_expect(rig_run(&rig, &thread).kind == TRAP_CALL);
		cr_expect(rig.clock.now == (round + 1) * UINT64_C(1024) * PAGES);
	}
	cr_expect(engine_statistics(rig.engine).recycled >= 2, "%lu times",
	    (unsigned long)engine_statistics(rig.engine).recycled);
}
