/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine on which programs run: the kernel core over the fake machine (tests/fake), and
 * the world as it is before a program's first step. Everything is determined by the
 * program; after it the machine goes back to where it was.
 */
#ifndef PITH_FUZZ_MACHINE_H
#define PITH_FUZZ_MACHINE_H

#include "core/index.h"
#include "tests/fake/fake.h"
#include "tests/fuzz/core/program.h"
#include "tests/fuzz/core/world.h"
#include "tests/spec/spec.h"

/* Who looks on. Each that answers says what is wrong, in words, or 0. */
struct machine_watch {
	void (*begin)(void);
	void (*before)(const struct spec_trap *trap);
	const char *(*after)(const struct spec_trap *trap);
	const char *(*end)(void);
	const struct machine_watch *next;
};

struct machine {
	struct cpu *cpu;
	uint64_t hash;	/* of all that was seen since the program began */
	uint32_t traps; /* in it */
	uint32_t step;	/* at hand, from 1 on; 0: none */
	const struct machine_watch *watch;
	/* What the world has beyond what world.c makes; 0: nothing. */
	void (*furnish)(const struct bootinfo *info, uint32_t cspace, uint32_t spaces);
	/* A failure ends here; without it the text is printed and the process aborted. */
	void (*failed)(const char *text);
};
extern struct machine machine;

/* watch.c: everything is looked at after every trap; or, as walking the kernel's invariants costs
 * as much as the rest, they at the program's end alone: what is wrong once mostly stays wrong. */
void machine_watch_all(bool each_trap);
/* This program was built with the address sanitizer. */
bool machine_sanitized(void);

/* Once: boot, build the world, run the prelude. */
void machine_start(void);
/* From the world's beginning to the program's end. */
void machine_run(const struct program *program);
/* The parts of it. */
void machine_begin(void);
void machine_step(const struct step *step);
/* What a step begins with: whoever was preempted in a call, and runs again, repeats it. */
void machine_repeat(void);
void machine_end(void);
/* Back to the world's beginning; and compare the whole machine with it: the first address that
 * differs, 0 if none. */
void machine_reset(void);
ref_t machine_difference(void);
/* The same the slow way: another process, begun with fork(), has had the machine's memory. */
void machine_restore(void);
/* The name of the thread that runs, "nobody" if none; of 17 characters at most. */
const char *machine_current(void);

#endif
