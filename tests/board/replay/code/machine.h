/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the component has of its machine: memory, a UART to write to, a timer that wakes it.
 * It stands in the policy module's place and takes all of it for itself.
 */
#ifndef PITH_REPLAY_MACHINE_H
#define PITH_REPLAY_MACHINE_H

#include "pith/boot.h"
#include "pith/objects.h"

/* Find and open the devices by the system description. */
void machine_open(void);
/* Free slots of ours, which follow each other; the first. */
uint32_t machine_slots(uint32_t count);
uint32_t machine_slot(void);
/* An Untyped of 2^bits bytes of RAM that becomes kernel objects. */
uint32_t machine_memory(uint32_t bits);
/* An Untyped of a display's memory, which nobody displays. */
uint32_t machine_device_memory(void);
/* Others run; for so many microseconds. */
void machine_rest(uint32_t us);
/* Another timer, for the world: its interrupt line, 0 if there is none, and the frame of its
 * registers. */
uint32_t machine_world_line(void);
uint32_t machine_world_timer(void);
/* It interrupts soon; it does not any more. */
void machine_raise(void);
void machine_quiet(void);
/* A property of the description's root, and its size. */
const void *machine_property(const char *name, uint32_t *size);

#endif
