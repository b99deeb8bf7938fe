/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine that programs run on: the world is as its table says, every run of a program is the
 * same, what a program did is gone after it, and what goes wrong is seen.
 */
#include <criterion/criterion.h>
#include <dirent.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include "tests/fuzz/core/generate.h"
#include "tests/fuzz/core/machine.h"

static char failure[256];
static jmp_buf after_failure;

static void failed(const char *text)
{
	snprintf(failure, sizeof(failure), "%s", text);
	longjmp(after_failure, 1);
}

static void run(const struct program *program)
{
	failure[0] = 0;
	machine.failed = failed;
	if (!setjmp(after_failure))
		machine_run(program);
	machine.failed = NULL;
}

static struct program program_of(const char *text)
{
	struct program program;
	char error[200] = "";

	cr_assert(
	    program_parse(&program, text, strlen(text), "it", error, sizeof(error)), "%s", error);
	return program;
}

static const struct thread *thread(enum world_slot slot)
{
	const struct thread *manager = cpu_current(machine.cpu);

	return thread_at(cspace_slot(cspace_of(machine.cpu, manager), slot)->object);
}

TestSuite(machine, .init = machine_start, .timeout = 120);

/* --- The world ------------------------------------------------------------------------------ */

Test(machine, the_world_is_as_its_table_says)
{
	static const struct {
		enum pith_type type;
		const char *domains, *name;
	} slots[WORLD_CSPACE_SLOTS] = {
#define X(NAME, name, type, domains, text) [WORLD_##NAME] = {PITH_TYPE_##type, domains, name},
	    WORLD_SLOTS(X)
#undef X
	};
	static const enum world_slot members[WORLD_DOMAINS] = {
	    WORLD_MANAGER, WORLD_ALICE, WORLD_SERVER};

	cr_assert_str_eq(machine_current(), "manager");
	for (uint32_t d = 0; d < WORLD_DOMAINS; d++) {
		struct cspace *cspace = cspace_of(machine.cpu, thread(members[d]));

		cr_assert_eq(cspace->header.word, WORLD_CSPACE_SLOTS);
		for (uint32_t i = 1; i < WORLD_CSPACE_SLOTS; i++) {
			bool there = slots[i].domains && strchr(slots[i].domains, 'A' + (int)d);

			cr_assert_eq(slot_type(cspace_slot(cspace, i)->ops),
			    there ? slots[i].type : PITH_TYPE_EMPTY, "%c: slot %u, %s",
			    'A' + (int)d, i, slots[i].name ? slots[i].name : "which is free");
		}
	}
	cr_assert_eq(thread(WORLD_SERVER)->schedcontext, 0, "the server has time of its own");
	cr_assert_eq(thread(WORLD_SERVER)->wait & WAIT_KIND_MASK, WAIT_CALLABLE);
	cr_assert_eq(thread(WORLD_DRIVER)->wait & WAIT_KIND_MASK, WAIT_CALLABLE);
	cr_assert_eq(thread(WORLD_HANDLER)->wait & WAIT_KIND_MASK, WAIT_CALLABLE);
	cr_assert_null(core_check(machine.cpu));
}

Test(machine, each_thread_is_known_by_its_registers)
{
	for (uint32_t i = 0; i < WORLD_THREADS; i++) {
		const struct context *context = &thread(WORLD_MANAGER + i)->context;

		cr_assert_eq(context->pc, WORLD_SVC + 4);
		cr_assert_eq(context->r[CONTEXT_SP], WORLD_SP - i * 4096);
		cr_assert_eq(context->r[CONTEXT_LR], WORLD_LR + i);
		cr_assert_eq(context->r[11], WORLD_R11 + i);
	}
}

/* --- Running ---------------------------------------------------------------------------------- */

Test(machine, what_a_program_did_is_gone_after_it)
{
	struct program program;

	random_begin(4);
	machine_watch_all(true);
	for (int round = 0; round < 150; round++) {
		uint64_t hash;

		program_make_up(&program, PROGRAM_STEPS);
		run(&program);
		cr_assert_str_empty(failure, "%s", failure);
		hash = machine.hash;
		machine_reset();
		cr_assert_eq(machine_difference(), 0, "at 0x%x", machine_difference());
		run(&program);
		cr_assert_eq(machine.hash, hash);
		machine_reset();
	}
}

/* The memory of two Spaces and a CSpace, given back and made anew by another owner. */
Test(machine, memory_that_is_made_anew_is_put_back)
{
	struct program program =
	    program_of("call CALL cspace CSPACE_REVOKE untyped\n"
		       "call CALL untyped UNTYPED_RETYPE SPACE 0 52 2 0 caps=cspace\n"
		       "call CALL untyped UNTYPED_RETYPE CSPACE 5 54 1 0 caps=cspace\n"
		       "call CALL cspace CSPACE_REVOKE untyped\n"
		       "call CALL untyped UNTYPED_RETYPE FRAME 12 52 8 0 caps=cspace\n");

	run(&program);
	cr_assert_str_empty(failure);
	cr_assert_eq(machine_current()[0], 'm');
	machine_reset();
	cr_assert_eq(machine_difference(), 0, "at 0x%x", machine_difference());
}

Test(machine, a_preempted_call_is_repeated)
{
	struct program program = program_of("preempt 2 90\n"
					    "call CALL untyped UNTYPED_RETYPE SPACE 0 52 1 0 "
					    "caps=cspace\n"
					    "call NBRECV door\n"
					    "call RECV faults\n"
					    "call CALL cspace CSPACE_QUERY 52");

	machine_begin();
	machine_step(&program.steps[0]);
	machine_step(&program.steps[1]);
	cr_assert_str_eq(machine_current(), "driver", "the interrupt comes at once");
	cr_assert_eq(thread(WORLD_IRQ) == NULL, false);
	for (uint32_t i = 2; i < program.count; i++)
		machine_step(&program.steps[i]);
	machine_end();
	machine_reset();
}

/* What `make replay` says of a program must not depend on what ran before. */
Test(machine, programs_are_independent)
{
	struct program first, second;
	uint64_t hash;

	random_begin(5);
	program_make_up(&first, PROGRAM_STEPS);
	program_make_up(&second, PROGRAM_STEPS);
	run(&second);
	hash = machine.hash;
	machine_reset();
	run(&first);
	machine_reset();
	run(&second);
	cr_assert_eq(machine.hash, hash);
}

/* The generator knows enough of every operation to make it succeed. */
Test(machine, every_operation_is_made_up_to_succeed)
{
	static uint32_t good[PITH_OP_COUNT];
	struct program program;

	random_begin(6);
	for (int round = 0; round < 3000; round++) {
		program_make_up(&program, 20);
		machine_begin();
		for (uint32_t i = 0; i < program.count; i++) {
			const struct step *step = &program.steps[i];
			uint32_t label = pith_tag_label(step->tag);
			const struct thread *from = cpu_current(machine.cpu);
			const struct slot *slot =
			    from ? cspace_lookup(machine.cpu, from, step->cap) : NULL;
			bool operation = step->kind == STEP_CALL && step->number == 0 && slot &&
					 slot_type(slot->ops) == operation_type(label);

			machine_step(step);
			if (operation && label < PITH_OP_COUNT &&
			    cpu_current(machine.cpu) == from &&
			    pith_tag_kind(from->context.r[1]) == PITH_KIND_MESSAGE)
				good[label]++;
		}
		machine_end();
		machine_reset();
	}
	/* EXIT of another thread leaves the caller running only if the handler is below it. */
	for (uint32_t i = 1; i < PITH_OP_COUNT; i++)
		cr_assert(good[i], "%s never succeeds", name_of(NAME_OPERATION, i));
}

/* --- What goes wrong is seen --------------------------------------------------------------------
 */

static const char *const quiet = "call CLOCK\ncall CLOCK\ncall YIELD\n";

/* Something changes behind the kernel's back while a program runs. */
#define PLANT(name, statement)                                     \
	Test(machine, name)                                        \
	{                                                          \
		struct program program = program_of(quiet);        \
                                                                   \
		machine_watch_all(true);                           \
		failure[0] = 0;                                    \
		machine.failed = failed;                           \
		if (!setjmp(after_failure)) {                      \
			machine_begin();                           \
			machine_step(&program.steps[0]);           \
			statement;                                 \
			machine_step(&program.steps[1]);           \
			machine_end();                             \
		}                                                  \
		cr_assert_str_not_empty(failure, "nobody saw it"); \
	}

PLANT(a_right_too_much_is_seen,
    cspace_slot(cspace_of(machine.cpu, thread(WORLD_ALICE)), WORLD_DOOR)->ops |= CAP_EP_RECV)
PLANT(a_right_too_few_is_seen,
    cspace_slot(cspace_of(machine.cpu, thread(WORLD_ALICE)), WORLD_DOOR)->ops &= ~CAP_EP_GRANT)
PLANT(another_badge_is_seen,
    cspace_slot(cspace_of(machine.cpu, thread(WORLD_ALICE)), WORLD_DOOR)->badge++)
PLANT(a_register_changed_is_seen, ((struct thread *)(uintptr_t)thread(WORLD_IDLER))->context.r[4]++)
PLANT(time_lost_is_seen, schedcontext_at(thread(WORLD_ALICE)->schedcontext)->given++)

/* --- The corpus ------------------------------------------------------------------------------- */

static bool read_file(const char *name, struct program *program)
{
	static char text[1 << 16];
	char path[512], error[200];
	FILE *file;
	size_t size;

	snprintf(path, sizeof(path), "tests/fuzz/core/corpus/%s", name);
	file = fopen(path, "r");
	cr_assert(file, "%s", path);
	size = fread(text, 1, sizeof(text), file);
	fclose(file);
	cr_assert(program_parse(program, text, size, path, error, sizeof(error)), "%s", error);
	return true;
}

Test(machine, after_each_program_of_the_corpus_the_machine_is_as_before)
{
	DIR *folder = opendir("tests/fuzz/core/corpus");
	uint32_t count = 0;

	cr_assert(folder);
	for (struct dirent *entry; (entry = readdir(folder));) {
		struct program program;

		if (entry->d_name[0] == '.')
			continue;
		read_file(entry->d_name, &program);
		run(&program);
		cr_assert_str_empty(failure, "%s: %s", entry->d_name, failure);
		machine_reset();
		cr_assert_eq(
		    machine_difference(), 0, "%s: at 0x%x", entry->d_name, machine_difference());
		count++;
	}
	closedir(folder);
	cr_assert(count);
}
