/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A tick between any two instructions, also in the middle of a block; and the code afterwards is
 * what it was.
 */
#include <criterion/criterion.h>
#include <string.h>
#include "exact.h"
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

TestSuite(exact, .init = set_up, .fini = tear_down, .timeout = 60);

static struct trap run(struct context *thread, uint64_t count, uint64_t until)
{
	struct trap trap = {0};

	cr_assert(exact_run(rig.engine, &rig.bus, &rig.clock, thread, 0, count, until, &trap), "%s",
	    engine_error(rig.engine));
	return trap;
}

static const struct {
	const char *name;
	uint32_t offset;
	bool thumb;
	uint64_t instructions;
} pieces[] = {
    {"count_302", CODE_count_302, false, 302},
    {"count_calls_705", CODE_count_calls_705, false, 705},
    {"count_mixed_402", CODE_count_mixed_402, false, 402},
    {"literal_4", CODE_literal_4, false, 4},
    {"literal_12", CODE_literal_12, false, 12},
    {"t_literal_4", CODE_t_literal_4, true, 4},
    {"t_literal_5", CODE_t_literal_5, true, 5},
    {"t_count_301", CODE_t_count_301, true, 302},
    {"t_count_mixed_352", CODE_t_count_mixed_352, true, 352},
};
enum { PIECES = sizeof(pieces) / sizeof(pieces[0]) };

static bool code_is_as_it_was(void)
{
	return !memcmp(rig_word(&rig, rig.code), code_bytes, sizeof(code_bytes));
}

Test(exact, it_stops_behind_any_number_of_instructions)
{
	for (uint32_t i = 0; i < PIECES; i++) {
		for (uint64_t count = 1; count < pieces[i].instructions; count++) {
			struct context thread =
			    rig_thread(space, pieces[i].offset, pieces[i].thumb);
			uint64_t before = rig.clock.now;

			cr_assert(run(&thread, count, UINT64_MAX).kind == TRAP_TICK);
			cr_assert(rig.clock.now - before == count, "%s: %lu, not %lu",
			    pieces[i].name, (unsigned long)(rig.clock.now - before),
			    (unsigned long)count);
			cr_assert(
			    code_is_as_it_was(), "%s at %lu", pieces[i].name, (unsigned long)count);
			/* And the rest is the rest. */
			cr_assert(rig_run(&rig, &thread).kind == TRAP_CALL);
			cr_assert(rig.clock.now - before == pieces[i].instructions);
		}
	}
}

Test(exact, one_by_one_is_the_same_as_in_one_go)
{
	for (uint32_t i = 0; i < PIECES; i++) {
		struct context whole = rig_thread(space, pieces[i].offset, pieces[i].thumb);
		struct context single = whole;
		uint64_t before, steps = 0;

		rig_run(&rig, &whole);
		before = rig.clock.now;
		while (run(&single, 1, UINT64_MAX).kind == TRAP_TICK)
			cr_assert(rig.clock.now - before == ++steps);
		cr_expect(steps == pieces[i].instructions - 1, "%s", pieces[i].name);
		cr_expect(!memcmp(&single, &whole, sizeof(whole)), "%s", pieces[i].name);
	}
}

/* What a block loads from behind its end is not what we put there. */
Test(exact, numbers_between_the_code_are_read_as_they_are)
{
	for (uint32_t i = 0; i < PIECES; i++) {
		if (!strstr(pieces[i].name, "literal"))
			continue;
		for (uint64_t count = 1; count < pieces[i].instructions; count++) {
			struct context thread =
			    rig_thread(space, pieces[i].offset, pieces[i].thumb);

			cr_assert(run(&thread, count, UINT64_MAX).kind == TRAP_TICK);
			cr_expect(thread.r[0] == 0x12345678 || thread.r[0] == 0, "%s, %lu: %08x",
			    pieces[i].name, (unsigned long)count, thread.r[0]);
		}
	}
}

Test(exact, a_limit_and_a_trap_come_first)
{
	struct context thread = THREAD(space, count_302);

	cr_expect(run(&thread, 200, 1).kind == TRAP_TICK);
	cr_expect(rig.clock.now < 200);
	thread = THREAD(space, undefined);
	cr_expect(run(&thread, 100, UINT64_MAX).kind == TRAP_UNDEFINED);
	thread = THREAD(space, count_5);
	cr_expect(run(&thread, 100, UINT64_MAX).kind == TRAP_CALL);
	cr_expect(code_is_as_it_was());
}
