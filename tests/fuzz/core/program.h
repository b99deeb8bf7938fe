/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs: what a fuzzer makes up, a replay runs, and people read. A program is a sequence
 * of steps; each is taken by the thread that runs when its turn comes, or happens to it.
 * Any bytes are a program: records of 64 bytes, whatever they hold.
 */
#ifndef PITH_FUZZ_PROGRAM_H
#define PITH_FUZZ_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "core/include/pith/abi.h"
#include "tests/fuzz/core/arguments.h"

enum { PROGRAM_STEPS = 64 };

enum step_kind {
	STEP_CALL,	/* the thread executes the call instruction */
	STEP_INTERRUPT, /* `number`: the line, if it is unmasked */
	STEP_TIME,	/* words 0, 1: nanoseconds go by in user code, with what falls due; after
			 * STEP_DEADLINES deadlines it is enough */
	STEP_FAULT,	/* `number`: enum pith_fault, one of the processor's; word 0: address,
			 * word 1: access, word 2: status */
	STEP_PREEMPT,	/* at the `cap`-th preemption point from now line `number` becomes due, or,
			 * if it is STEP_DEADLINE, the deadline of who runs then, unless another
			 * runs after that call; replaces the one before */
	STEP_KINDS
};

enum {
	STEP_DEADLINE = 160, /* HAL_IRQ_LINES: a line that is none */
	STEP_DEADLINES = 8,
	STEP_FAULTS = PITH_FAULT_CALL, /* those below are the processor's */
	STEP_POINTS = 64,	       /* preemption points that a step looks ahead */
	STEP_TIME_BITS = 40,
};

struct step {
	uint32_t kind;
	uint32_t number;		     /* CALL: r12 */
	uint32_t cap;			     /* CALL: r0 */
	uint32_t tag;			     /* CALL: r1 */
	uint32_t words[PITH_REGISTER_WORDS]; /* CALL: r2-r9 */
	uint32_t reply;			     /* CALL: r10 */
	/* What a CALL's thread writes to its IPC buffer, if it has one: slots to send and to
	 * receive in, and, up to the tag's length, words 8 and following: `more`, + 1 each. */
	uint8_t caps[PITH_MAX_CAPS];
	uint8_t receive[PITH_MAX_CAPS];
	uint32_t more;
};
_Static_assert(sizeof(struct step) == 64, "a record");

struct program {
	uint32_t count;
	struct step steps[PROGRAM_STEPS];
};

/* One program for all that means the same: what a step does not look at is 0. Records begun
 * and not complete end in zeros; what is more than PROGRAM_STEPS is left out. */
void program_from_bytes(struct program *program, const uint8_t *bytes, size_t size);
void program_normal(struct program *program);
void step_normal(struct step *step);
size_t program_size(const struct program *program);
/* From what a fuzzer or a file gives: the text form if it begins with PROGRAM_TEXT and can be
 * read, else bytes. */
#define PROGRAM_TEXT "# pith"
void program_from_input(struct program *program, const uint8_t *input, size_t size);

/* text.c: the form that people read, one step in each line. What is printed is read back as the
 * same (normal) program. */
void step_print(FILE *file, const struct step *step);
void program_print(FILE *file, const struct program *program);
/* False if it is not one: then `error` says where and what. */
bool program_parse(struct program *program, const char *text, size_t size, const char *name,
    char *error, size_t error_size);

/* names.c: the lists from which names in the text form are */
enum name_list { NAME_SLOT, NAME_OPERATION, NAME_CALL, NAME_TYPE, NAME_FAULT, NAME_LISTS };
/* 0: has none */
const char *name_of(enum name_list list, uint32_t number);
/* A name of the list, or a number as C writes it. */
bool name_number(enum name_list list, const char *name, uint32_t *number);
/* Of an operation, in the order of the ABI's list; EMPTY for what is none. */
enum pith_type operation_type(uint32_t operation);
/* What a word of an operation is (none: operation 0), and the types of its capability. */
enum pith_word operation_word(uint32_t operation, uint32_t index);
uint32_t operation_caps(uint32_t operation);
/* What is in a slot when a program begins; EMPTY: nothing. */
enum pith_type slot_first_type(uint32_t slot);

#endif
