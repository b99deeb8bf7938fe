/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs of system calls, played on a real machine. The component stands in the policy
 * module's place. For each program it builds the world, lets it run until nobody has
 * anything more to do, compares what the threads have written down with what was foretold, and
 * takes the world down again, whose memory must come back whole.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "pith/print.h"
#include "tests/board/replay/code/machine.h"
#include "tests/board/replay/code/stage.h"
#include "tests/board/replay/script.h"

_Static_assert(sizeof(struct script_step) == STEP_BYTES, "stub.S skips a step's fixed part");
_Static_assert(offsetof(struct script_step, buffer) == AT_BUFFER, "stub.S");
_Static_assert(offsetof(struct script_step, writes) == AT_WRITES, "stub.S");
_Static_assert(offsetof(struct script_step, touches) == AT_TOUCHES, "stub.S");
_Static_assert(offsetof(struct script_step, interrupt) == AT_INTERRUPT, "stub.S");
_Static_assert(offsetof(struct log_record, touched) == LOG_TOUCHED, "stub.S");
_Static_assert(offsetof(struct log_record, buffer) == LOG_BUFFER, "stub.S");
_Static_assert(offsetof(struct stub_state, timer) == STATE_TIMER, "stub.S");
_Static_assert(offsetof(struct stub_state, raised) == STATE_RAISED, "stub.S");
_Static_assert(offsetof(struct stub_state, rests) == STATE_RESTS, "stub.S");
_Static_assert(offsetof(struct script_step, vfp) == AT_VFP, "stub.S");
_Static_assert(offsetof(struct log_record, vfp) == LOG_VFP, "stub.S");
_Static_assert(SCRIPT_PC * 4 == AT_PC, "stub.S");
_Static_assert(sizeof(struct log_record) == LOG_SIZE, "stub.S");
_Static_assert(offsetof(struct log_record, tls) == LOG_TLS, "stub.S");
_Static_assert(sizeof(struct pith_buffer) == BUFFER_WORDS * 4, "stub.S reads all of it");

enum {
	REST_US = 50,
	QUIET = 4, /* rests in which nobody takes a step */
	LOGS_MAX = (STUB_SIZE - STUB_LOG) / LOG_SIZE,
};

static volatile struct stub_state *const state =
    (volatile struct stub_state *)(STAGE_SHARED + STUB_STATE);
static const struct log_record *const log_records =
    (const struct log_record *)(STAGE_SHARED + STUB_LOG);
static const struct script *script;
static uint32_t ram_moved, devices_moved; /* from where this was foretold */
static uint32_t differences, steps_taken;
/* Of the program at hand: how many steps, with the last; whether a thread takes that. */
static uint32_t steps, rests;

static uint32_t logged(void)
{
	return (state->log - (STUB_DATA + STUB_LOG)) / LOG_SIZE;
}

static struct script_step *first_step(void)
{
	return (struct script_step *)(STAGE_SHARED + STUB_SCRIPT);
}

static struct script_step *next_step(struct script_step *step)
{
	return (struct script_step *)(void *)((char *)(step + 1) + step->writes * 8);
}

/* The step that is to be taken now. */
static struct script_step *step_now(void)
{
	return (struct script_step *)(state->next - STUB_DATA + STAGE_SHARED);
}

/* The program is in place, the world is not there yet. What this machine has otherwise is set
 * right: numbers of lines; and without a timer the program ends at the first interrupt. */
static void load(const struct script_program *program)
{
	struct script_step *step = first_step();

	memcpy(step, program + 1, program->size - sizeof(*program));
	steps = program->steps;
	rests = program->rests;
	for (uint32_t i = 0; i < steps; i++, step = next_step(step)) {
		if (step->line)
			step->registers[2] = stage_line(step->registers[2]);
		if (step->interrupt == SCRIPT_NONE || machine_world_line())
			continue;
		step->registers[SCRIPT_PC] = STUB_CODE + STUB_REST;
		rests = step->interrupt == SCRIPT_INTERRUPTED;
		step->interrupt = SCRIPT_NONE;
		steps = i + 1;
	}
	state->next = STUB_DATA + STUB_SCRIPT;
	state->log = STUB_DATA + STUB_LOG;
	state->rests = 0;
	state->timer = machine_world_line() ? STUB_TIMER : 0;
}

/* Until the last step is taken, or nobody has taken any for a while. Our timer also interrupts who
 * still has much to do: that must make no difference. */
static void wait_for_rest(void)
{
	uint32_t quiet = 0;

	while (!state->rests && quiet < QUIET) {
		uint32_t before = state->log;

		if (step_now()->interrupt == SCRIPT_IDLE && quiet == QUIET - 1) {
			state->next += sizeof(struct script_step);
			machine_raise();
			quiet = 0;
		}
		machine_rest(REST_US);
		machine_quiet();
		quiet = state->log == before ? quiet + 1 : 0;
	}
}

static uint32_t register_of(const struct log_record *record, uint32_t index)
{
	if (index == 0)
		return record->r0;
	if (index == 1)
		return record->r1;
	if (index == SCRIPT_CPSR)
		return record->cpsr;
	return index == SCRIPT_TLS ? record->tls : record->r2_lr[index - 2];
}

static uint32_t hash_of(const uint32_t *words)
{
	uint32_t hash = 0x811c9dc5;

	for (uint32_t i = 0; i < BUFFER_WORDS; i++)
		hash = (hash ^ words[i]) * 0x01000193;
	return hash;
}

/* An address in the world's memory is another one than foretold. */
static bool moved(uint32_t expected, uint32_t found)
{
	return found == expected + ram_moved || found == expected + devices_moved;
}

static void compare_vfp(
    uint32_t number, uint32_t at, const struct script_step *step, const struct log_record *record)
{
	const uint32_t *left = NULL;

	if (!step->vfp)
		return;
	if (step->vfp_from < LOGS_MAX)
		left = (const uint32_t *)(log_records + step->vfp_from);
	for (uint32_t i = 0; i < VFP_WORDS; i++) {
		uint32_t expected = !left ? 0 : i < VFP_WORDS - 1 ? left[i] : VFP_FPSCR;

		if (record->vfp[i] == expected)
			continue;
		differences++;
		printf("replay: differs: program %lu step %lu vfp %lu expected %08lx found %08lx\n",
		    (unsigned long)number, (unsigned long)at, (unsigned long)i,
		    (unsigned long)expected, (unsigned long)record->vfp[i]);
	}
}

/* One thread, as it came to take a step. */
static void compare_step(
    uint32_t number, uint32_t at, const struct script_step *step, const struct log_record *record)
{
	for (uint32_t i = 0; i < SCRIPT_REGISTERS; i++) {
		uint32_t found = register_of(record, i), expected = step->expected[i];

		if (step->any >> i & 1 || found == expected ||
		    (step->physical >> i & 1 && moved(expected, found)))
			continue;
		differences++;
		printf("replay: differs: program %lu step %lu register %lu found %08lx\n",
		    (unsigned long)number, (unsigned long)at, (unsigned long)i,
		    (unsigned long)found);
	}
	compare_vfp(number, at, step, record);
	for (uint32_t i = 0; i < TOUCHES; i++) {
		if (!step->touches[i].address || record->touched[i] == step->touched[i])
			continue;
		differences++;
		printf("replay: differs: program %lu step %lu touch %lu found %08lx\n",
		    (unsigned long)number, (unsigned long)at, (unsigned long)i,
		    (unsigned long)record->touched[i]);
	}
	if (!step->buffer || step->buffer_hash == 0 || hash_of(record->buffer) == step->buffer_hash)
		return;
	differences++;
	printf("replay: differs: program %lu step %lu buffer", (unsigned long)number,
	    (unsigned long)at);
	for (uint32_t i = 0; i < BUFFER_WORDS; i++)
		printf(" %lx", (unsigned long)record->buffer[i]);
	printf("\n");
}

static void compare(uint32_t number)
{
	struct script_step *step = first_step();
	uint32_t taken = 0, count = logged();

	for (uint32_t i = 0; i < steps; i++, step = next_step(step)) {
		if (step->interrupt == SCRIPT_IDLE)
			continue;
		if (taken < count && taken < LOGS_MAX && (i < steps - 1 || rests))
			compare_step(number, i, step, log_records + taken);
		taken += i < steps - 1 || rests;
	}
	steps_taken += count;
	if (count == taken)
		return;
	differences++;
	printf("replay: differs: program %lu taken %lu\n", (unsigned long)number,
	    (unsigned long)count);
}

static void play(uint32_t number, const struct script_program *program)
{
	uint32_t left;

	load(program);
	stage_build();
	wait_for_rest();
	compare(number);
	left = stage_take_down();
	if (left) {
		differences++;
		printf("replay: differs: program %lu leaves %lu\n", (unsigned long)number,
		    (unsigned long)left);
	}
}

static void play_all(void)
{
	const struct script_program *program = (const struct script_program *)(script + 1);

	ram_moved = stage_ram_moved(script->ram);
	devices_moved = stage_devices_moved(script->devices);
	for (uint32_t i = 0; i < script->programs; i++) {
		play(i, program);
		program = (const struct script_program *)(const void *)((const char *)program +
									program->size);
	}
	printf("replay: %lu programs, %lu steps, %lu differences\n",
	    (unsigned long)script->programs, (unsigned long)steps_taken,
	    (unsigned long)differences);
}

int main(void)
{
	uint32_t size;

	machine_open();
	script = machine_property("script", &size);
	if (size < sizeof(*script) || script->magic != SCRIPT_MAGIC)
		pith_panic("replay: there is no script");
	stage_open();
	play_all();
	for (;;)
		machine_rest(1000000);
}
