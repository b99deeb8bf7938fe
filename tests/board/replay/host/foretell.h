/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a real machine will do when it plays a program: which of the program's steps it can take
 * at all, what each thread looks like when it comes to take one, and what it must then load
 * into its registers and its IPC buffer. Foretold by the machine that programs are fuzzed on,
 * beside which the specification runs.
 */
#ifndef PITH_REPLAY_FORETELL_H
#define PITH_REPLAY_FORETELL_H

#include "tests/board/replay/script.h"
#include "tests/fuzz/core/program.h"
#include "tests/fuzz/core/world.h"

/* Why a step is left out. */
#define LEFT_OUT(X)                                                                 \
	X(NOT, "played")                                                            \
	X(TIME, "time passes")                                                      \
	X(INTERRUPT, "an interrupt comes")                                          \
	X(PREEMPT, "a call is preempted")                                           \
	X(DEADLINE, "time is over, or will be soon")                                \
	X(FAULT, "a fault that cannot be made")                                     \
	X(STUB, "a thread runs that cannot: its code, its buffer or its registers") \
	X(NOBODY, "nobody runs any more")

enum left_out {
#define X(NAME, text) LEFT_##NAME,
	LEFT_OUT(X)
#undef X
	    LEFT_COUNT
};

enum {
	PROBE_STEPS = 4, /* at the end of each program */
	FORETOLD_STEPS = WORLD_PRELUDE + PROGRAM_STEPS + PROBE_STEPS + 1,
	BUFFER_WRITES = BUFFER_WORDS,
};

/* A thread comes to take a step. */
struct foretold_step {
	char thread[17];
	uint32_t from; /* step of the program, from 1 on; 0: none */
	uint32_t expected[SCRIPT_REGISTERS];
	uint32_t any, physical;
	enum script_interrupt interrupt;
	bool vfp;
	uint32_t vfp_from; /* record */
	bool line;	   /* r2 is the number of an interrupt line */
	uint32_t registers[SCRIPT_STEP_REGISTERS];
	uint32_t buffer; /* address, 0: none */
	uint32_t words[BUFFER_WORDS];
	bool any_words; /* they are not the same on every machine */
	struct script_touch touches[TOUCHES];
	uint32_t touched[TOUCHES];
	uint32_t writes;
	struct {
		uint32_t offset, word;
	} write[BUFFER_WRITES];
};

struct foretold {
	uint32_t count; /* with the last, at which everything rests */
	bool rests;	/* the last is taken; else all threads wait */
	struct foretold_step steps[FORETOLD_STEPS];
	enum left_out left_out[PROGRAM_STEPS];
};

/* Once, before the others. */
void foretell_start(void);
/* Physical addresses of the world's memory. */
uint32_t foretell_ram(void);
uint32_t foretell_devices(void);
void foretell(struct foretold *foretold, const struct program *program);

#endif
