/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One number for a whole run: every trap with its registers and time, every
 * output, and the memory at the end go into it.
 */
#ifndef PITH_HAL_UNICORN_MACHINE_HASH_H
#define PITH_HAL_UNICORN_MACHINE_HASH_H

#include "machine.h"

#define MACHINE_HASH_START UINT64_C(0x6a09e667f3bcc908)

/* One that came from outside: an interrupt's line, or UINT32_MAX for the deadline. */
void machine_hash_word(struct machine *machine, uint32_t word);
void machine_hash_trap(
    struct machine *machine, const struct context *context, const struct trap *trap);

#endif
