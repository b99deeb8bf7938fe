/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory as the threads of the world see it, by the walk of the page tables that the simulator
 * has for its processor.
 */
#ifndef PITH_REPLAY_LOOK_H
#define PITH_REPLAY_LOOK_H

#include "hal/unicorn/walk.h"
#include "tests/board/replay/host/foretell.h"
#include "tests/fuzz/core/machine.h"

/* The world is there, and its first thread runs. */
void look_start(void);
/* What a thread meets at an address. */
struct walk look(const struct thread *thread, uint32_t address, uint32_t access);
/* Where the thread itself sees its IPC buffer; 0: nowhere, or it has none. */
uint32_t look_buffer(const struct thread *thread);
/* Its IPC buffer is the page where elsewhere the stub is. */
bool look_is_stub(const struct thread *thread);
/* The thread stands behind its call, and has the stub and what the stub needs. */
bool look_can_run(const struct thread *thread);

/* Before a program: which addresses are of interest in it. */
void look_begin(const struct program *program);
/* Have the thread read, and write where it may, at some of them. */
void look_touch(struct foretold_step *step, const struct thread *thread);
/* An address that was touched before and is no longer to be seen; 0: none. */
uint32_t look_lost(const struct thread *thread);

#endif
