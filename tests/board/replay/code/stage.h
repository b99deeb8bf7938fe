/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The world on the real machine, again and again from the same memory.
 */
#ifndef PITH_REPLAY_STAGE_H
#define PITH_REPLAY_STAGE_H

#include <stdint.h>

enum { STAGE_SHARED = 0x30000000 }; /* where we see what all Spaces of the world see at STUB_DATA */

void stage_open(void);
/* How much higher than these the memory of the world is, RAM and devices. */
uint32_t stage_ram_moved(uint32_t foretold);
uint32_t stage_devices_moved(uint32_t foretold);
/* Number of a line as programs have it: the world's line is another here, and that is the
 * world's. */
uint32_t stage_line(uint32_t line);
/* The world is there; its threads run when we wait. */
void stage_build(void);
/* All of it is gone. Bytes that did not come back. */
uint32_t stage_take_down(void);

#endif
