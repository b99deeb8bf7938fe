/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Capabilities, objects and memory that a component makes for itself, out of the Untyped
 * that the description's `memory` gives it. A component without `memory` has its heap,
 * its stack and what it was granted, and needs nothing of this but the slots.
 * Not for use by several threads at once.
 */
#ifndef PITH_MEMORY_H
#define PITH_MEMORY_H

#include "pith/info.h"
#include "pith/objects.h"

/* An empty slot of our own CSpace, 0 if all are taken. Freed slots are used again. */
uint32_t pith_slot_take(void);
/* `count` empty slots in a row, never used before: the first, or 0. */
uint32_t pith_slots_take(uint32_t count);
/* Delete what is in the slot, if anything, and give the slot back. 0 is allowed. */
void pith_slot_free(uint32_t slot);

/* Make one object of a type with a fixed size. Its slot is in *slot. MEMORY when the quota is used
 * up or there is none. Freed objects give their memory back only when all are gone. */
uint32_t pith_object_make(enum pith_type type, uint32_t *slot);

/* Map fresh zeroed memory of `size` bytes (rounded up to 4 KB), readable and writable, at an
 * address of our own choice above PITH_OWN_VADDR. NULL: the quota is used up. */
void *pith_memory_map(size_t size);
/* The same for one frame of 2^bits bytes whose capability is wanted, to give it to others by
 * copies. memory: enum pith_memory. */
void *pith_frame_make(uint32_t bits, enum pith_memory memory, uint32_t *slot);
/* Map a frame that came by message at an address of our own choice; *size: its bytes. */
void *pith_frame_attach(uint32_t frame, uint32_t rights, size_t *size);
void pith_frame_detach(uint32_t frame);

/* A copy of our own notification with a badge, in a new slot: what a server is given to signal us
 * with. bits: one or more of bits 0-23. 0: no slot left. */
uint32_t pith_notification_badged(uint32_t bits);
/* Let a granted interrupt signal these bits of our notification. The first interrupt comes
 * after pith_irq_acknowledge(). */
uint32_t pith_irq_attach(const struct pith_grant *irq, uint32_t bits);
/* Receive our notification's bits along with messages: kind SIGNAL, badge = bits. Servers. */
uint32_t pith_notification_attach(void);

/*
 * A further thread of this component, with its own stack, IPC buffer and TLS. It runs
 * entry(argument) on `schedcontext` (a grant of that kind; 0: none, then it lives on the time of
 * those who call it), and stops when that returns. Its faults count as the component's. priority:
 * at most the component's ceiling. Needs `memory`: some 8 KB and the stack. *thread: its Thread.
 */
uint32_t pith_thread_start(uint32_t *thread, const char *name, uint32_t priority,
    uint32_t schedcontext, size_t stack, void (*entry)(void *), void *argument);

#endif
