/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the world has, where it is replayed, beyond what world.c makes: memory that all Spaces
 * see, for the script and the log, and a timer. The same on the real machine and on the one that
 * foretells.
 */
#ifndef PITH_REPLAY_FURNISH_H
#define PITH_REPLAY_FURNISH_H

#include "tests/fuzz/core/world.h"

enum { FURNISH_SLOTS = 2 * WORLD_DOMAINS, FURNISH_BITS = 20 };

/* Map copies of a frame of FURNISH_BITS and of one of 4 KB, the timer's registers, into the Spaces
 * in the slots from `spaces` on; the copies are in FURNISH_SLOTS slots from `slot` on. All slots
 * are root's. False: it was refused. */
bool furnish_spaces(uint32_t frame, uint32_t timer, uint32_t slot, uint32_t spaces);

#endif
