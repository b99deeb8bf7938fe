/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The variables of programs that run in a fuzzing target, put back between inputs to what they
 * were when the program began. Which sources' they are says FUZZ_STATE_<target>, see rules.mk.
 */
#ifndef PITH_TESTS_FUZZ_STATE_H
#define PITH_TESTS_FUZZ_STATE_H

/* Remember them; call it once, before the first input. */
void state_save(void);
void state_restore(void);

#endif
