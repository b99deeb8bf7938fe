/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Running so many instructions and not one more. The emulator stops between blocks of
 * them only; for a fault at any instruction of a program that is not enough.
 */
#ifndef PITH_HAL_UNICORN_EXACT_H
#define PITH_HAL_UNICORN_EXACT_H

#include "bus.h"
#include "engine.h"

/*
 * As engine_run, but at most `count` instructions, of which there is at least one: a tick then
 * comes between any two, also in the middle of a block. Where no instruction can be put in the
 * place of the one behind the last (in an IT block whose condition fails, or in another
 * page than it began in), it comes at the end of that block.
 */
bool exact_run(struct engine *engine, const struct bus *bus, struct clock *clock,
    struct context *context, struct vfp_state *vfp, uint64_t count, uint64_t until,
    struct trap *trap);

#endif
