/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All that a program has of the processor, given to it and found again after others have run.
 */
#ifndef PITH_TESTS_SEPARATION_REGISTERS_H
#define PITH_TESTS_SEPARATION_REGISTERS_H

#include <stdint.h>

/* registers.S has the places. */
struct registers {
	uint32_t r[13]; /* r12 is given as the call's number or the count, whatever stands here */
	uint32_t lr;
	uint32_t cpsr;	   /* its flags: N Z C V Q, GE */
	uint32_t tpidrurw; /* the register that user code may use as it likes */
	uint32_t fpscr;
	uint32_t exclusive; /* found: 1 if a store-exclusive fails, whose load was before */
	uint64_t d[32];
};
enum { REGISTERS_WORDS = sizeof(struct registers) / sizeof(uint32_t) };

/* Take these registers, let others run by YIELD, and see what is in them then. */
void registers_yield(const struct registers *give, struct registers *find);
/* The same; a loop of so many rounds is run, during which slices end as they like. */
void registers_spin(const struct registers *give, struct registers *find, uint32_t rounds);

#endif
