/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel and the specification side by side. The specification begins as the kernel
 * stands at that moment; from then on both are given the same traps, and whatever
 * the kernel's state means must be what the specification says. This is the one place
 * that knows both; the machine is a HAL for tests (fake.h).
 */
#ifndef PITH_SPEC_LOCKSTEP_H
#define PITH_SPEC_LOCKSTEP_H

#include "core/index.h"
#include "tests/spec/spec.h"

/* What the kernel's state means, in the specification's terms. */
void lockstep_read(struct spec *spec, struct cpu *cpu);
/* The first difference in words, 0 if there is none; text is valid until the next call. */
const char *lockstep_difference(const struct spec *expected, const struct spec *real);

/* Begin here: reads the kernel's state. Before the first time all of *spec is 0. */
void lockstep_begin(struct spec *spec, struct cpu *cpu);
/* Around a trap, before the kernel has it: the current thread's registers and, if it has written
 * there, its buffer are as they will be when it traps. */
void lockstep_trap(struct spec *spec, const struct spec_trap *trap);
/* After it: compare what the trap touched; 0 if all is as promised. Text only if it differs. */
const char *lockstep_check(struct spec *spec, struct cpu *cpu);
/* Compare everything. */
const char *lockstep_check_all(struct spec *spec, struct cpu *cpu);

#endif
