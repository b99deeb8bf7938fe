/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs as text and as bytes: one is read back from the other, and mistakes are told.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "tests/fuzz/core/generate.h"
#include "tests/fuzz/core/machine.h"

static char text[PROGRAM_STEPS * 256];

static size_t print(const struct program *program)
{
	FILE *file = fmemopen(text, sizeof(text), "w");

	program_print(file, program);
	fclose(file);
	return strlen(text);
}

static void check_inverse(const struct program *program)
{
	static struct program back;
	char error[200] = "";
	size_t size = print(program);

	cr_assert(
	    program_parse(&back, text, size, "it", error, sizeof(error)), "%s in\n%s", error, text);
	cr_assert_eq(back.count, program->count);
	for (uint32_t i = 0; i < program->count; i++)
		cr_assert_arr_eq(&back.steps[i], &program->steps[i], sizeof(struct step),
		    "step %u of\n%s", i + 1, text);
}

Test(text, senseless_bytes_are_read_back)
{
	static struct program program;
	static uint32_t bytes[sizeof(program.steps) / 4];

	random_begin(1);
	for (int round = 0; round < 2000; round++) {
		for (uint32_t i = 0; i < ARRAY_SIZE(bytes); i++)
			bytes[i] = random_below(3) ? random_below(70) : random_number();
		program_from_bytes(&program, (const uint8_t *)bytes, random_below(sizeof(bytes)));
		check_inverse(&program);
	}
}

Test(text, made_up_programs_are_read_back)
{
	static struct program program;

	machine_start();
	random_begin(2);
	for (int round = 0; round < 500; round++) {
		program_make_up(&program, PROGRAM_STEPS);
		check_inverse(&program);
	}
}

/* The bytes that mean the same are the same: a second time nothing changes. */
Test(text, the_normal_form_is_its_own)
{
	static struct program program, again;
	static uint32_t bytes[sizeof(program.steps) / 4];

	random_begin(3);
	for (int round = 0; round < 1000; round++) {
		for (uint32_t i = 0; i < ARRAY_SIZE(bytes); i++)
			bytes[i] = random_number();
		program_from_bytes(&program, (const uint8_t *)bytes, sizeof(bytes));
		program_from_bytes(&again, (const uint8_t *)program.steps, program_size(&program));
		cr_assert_arr_eq(&again, &program, sizeof(program));
	}
}

Test(text, what_people_write)
{
	static const char source[] =
	    "# pith, a program\n"
	    "\n"
	    "call CALL cspace CSPACE_COPY 52 door 7 0 caps=cspace # a copy\n"
	    "call 12 7 0x1\n"
	    "call RECV door receive=52,53 reply=reply2\n"
	    "time 5000000000\r\n"
	    "fault PAGE 0x1000 2 5\n"
	    "preempt 3 deadline\n"
	    "preempt 64 90\n"
	    "interrupt 90";
	static const struct step steps[] = {
	    {.number = PITH_CALL_CALL,
		.cap = WORLD_CSPACE,
		.tag = PITH_OP_CSPACE_COPY | 4u << 20 | 1u << 27,
		.words = {52, WORLD_DOOR, 7},
		.caps = {WORLD_CSPACE}},
	    {.number = 12, .cap = 7, .tag = 1},
	    {.number = PITH_CALL_RECV,
		.cap = WORLD_DOOR,
		.receive = {52, 53},
		.reply = WORLD_REPLY2},
	    {.kind = STEP_TIME, .words = {705032704, 1}},
	    {.kind = STEP_FAULT, .words = {0x1000, 2, 5}},
	    {.kind = STEP_PREEMPT, .cap = 3, .number = STEP_DEADLINE},
	    {.kind = STEP_PREEMPT, .cap = 64, .number = 90},
	    {.kind = STEP_INTERRUPT, .number = 90},
	};
	static struct program program;
	char error[200] = "";

	cr_assert(program_parse(&program, source, strlen(source), "it", error, sizeof(error)), "%s",
	    error);
	cr_assert_eq(program.count, ARRAY_SIZE(steps));
	for (uint32_t i = 0; i < ARRAY_SIZE(steps); i++)
		cr_assert_arr_eq(
		    &program.steps[i], &steps[i], sizeof(struct step), "step %u", i + 1);
	program_from_input(&program, (const uint8_t *)source, strlen(source));
	cr_assert_eq(program.count, ARRAY_SIZE(steps), "a fuzzer's input in text");
}

static void check_refused(const char *source, const char *expected)
{
	static struct program program;
	char error[200] = "";

	cr_assert_not(program_parse(&program, source, strlen(source), "it", error, sizeof(error)),
	    "%s", source);
	cr_assert_str_eq(error, expected);
}

Test(text, mistakes_are_told)
{
	char long_line[1000];
	char many[1000] = "";

	check_refused("jump 1", "it:1: there is no such step: 'jump'");
	check_refused("# fine\n\ncall CALL gate",
	    "it:3: neither a number nor a name that belongs there: 'gate'");
	check_refused("call CALL cspace CSPACE_COPY nowhere",
	    "it:1: neither a number nor a name that belongs there: 'nowhere'");
	check_refused(
	    "call SHOUT", "it:1: neither a number nor a name that belongs there: 'SHOUT'");
	check_refused("call", "it:1: something is missing behind 'call'");
	check_refused("call 0 0 0 1 2 3 4 5 6 7 8 9", "it:1: not KEY=VALUE: '9'");
	check_refused("call 0 0 0x100000", "it:1: more than a label holds: '0x100000'");
	check_refused("call 0 caps=1,2,3,4,5", "it:1: more than four slots: '5'");
	check_refused("call 0 receive=256", "it:1: a slot above 255: '256'");
	check_refused("call 0 colour=1", "it:1: there is no such key: 'colour'");
	check_refused("call 0 length=128", "it:1: more than a tag holds in the line of 'call'");
	check_refused("call 0x100000000", "it:1: neither a number nor a name that belongs there: "
					  "'0x100000000'");
	check_refused("time soon", "it:1: not a number: 'soon'");
	check_refused("time 0x10000000000", "it:1: a number is out of range for 'time'");
	check_refused("interrupt 160", "it:1: a number is out of range for 'interrupt'");
	check_refused("preempt 0 90", "it:1: a number is out of range for 'preempt'");
	check_refused("fault EXIT 0 0 0", "it:1: a number is out of range for 'fault'");
	check_refused("interrupt 90 91", "it:1: too much in the line: '91'");
	memset(long_line, 'a', sizeof(long_line) - 1);
	long_line[sizeof(long_line) - 1] = 0;
	check_refused(long_line, "it:1: the line is too long");
	for (int i = 0; i <= PROGRAM_STEPS; i++)
		strcat(many, "call 7\n");
	check_refused(many, "it:65: more steps than a program has: 'call'");
}
