/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Making programs up, and changing them.
 */
#ifndef PITH_FUZZ_GENERATE_H
#define PITH_FUZZ_GENERATE_H

#include "tests/fuzz/core/program.h"
#include "tests/fuzz/core/world.h"

/* What the thread that takes a step can name: the types in its CSpace. */
struct view {
	uint8_t types[WORLD_CSPACE_SLOTS];
};

/* Numbers without sense, all from one seed. */
void random_begin(uint32_t seed);
uint32_t random_number(void);
uint32_t random_below(uint32_t count);
#define RANDOM_OF(array) ((array)[random_below(sizeof(array) / sizeof((array)[0]))])

/* generate.c: a step that this thread could take; words as the ABI's list of arguments has them */
void generate_step(struct step *step, const struct view *view);
uint32_t generate_word(enum pith_word kind, const struct view *view, uint32_t type);
/* A slot with one of these types (bit n: enum pith_type n); any, if there is none. */
uint32_t generate_slot(const struct view *view, uint32_t types);

/* mutate.c: runs programs' beginnings on the machine to know who would take a step */
void program_mutate(struct program *program, uint32_t most);
void program_cross(struct program *program, const struct program *other, uint32_t most);
/* So many steps, made up. */
void program_make_up(struct program *program, uint32_t count);

#endif
