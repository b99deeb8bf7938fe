/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is in the VFP registers of each thread: the fuzzer's machine has none.
 */
#ifndef PITH_REPLAY_VFP_H
#define PITH_REPLAY_VFP_H

#include "tests/board/replay/host/foretell.h"
#include "tests/fuzz/core/machine.h"

/* Nobody has any; the first log record will be number `first`. */
void vfp_begin(uint32_t first);
/* A thread comes to take a step and so makes the next record, with which it leaves them. */
void vfp_come(struct foretold_step *step, const struct thread *thread);
/* The thread got VFP registers, or lost them. */
void vfp_changed(const struct thread *thread);

#endif
