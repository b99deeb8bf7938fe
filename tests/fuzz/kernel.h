/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's objects as far as a user program natively compiled can tell them from the real ones:
 * capabilities, Untyped memory, address spaces. It says of each operation whether the real kernel
 * would do it, which shows programs that ask for what they must not; it runs nothing. What is
 * mapped into the first address space is memory of this process, at the same address.
 */
#ifndef PITH_TESTS_FUZZ_KERNEL_H
#define PITH_TESTS_FUZZ_KERNEL_H

#include "pith/info.h"
#include "pith/objects.h"

/* What an address of the program may hold; there is nothing else. */
struct kernel_window {
	uint32_t base, size;
};

struct kernel_slot {
	uint8_t type; /* enum pith_type; 0: empty */
	uint8_t bits;
	uint8_t rights;
	bool device;   /* Untyped of device memory */
	bool original; /* CSpace, Space: its end is the object's */
	uint32_t used; /* Untyped: bytes; of a Frame: enum pith_memory */
	uint32_t physical;
	uint32_t badge;
	uint32_t object;	 /* which CSpace or Space; of an Irq its line */
	uint32_t space, address; /* Frame, PageTable: where it is mapped; space 0: nowhere */
	uint32_t parent;	 /* from which slot's capability of the first CSpace it was made */
};

/* Reserve these windows of the process's addresses; once. */
void kernel_open(const struct kernel_window *windows, unsigned count);
/* All objects are gone; there is one CSpace of 2^bits slots, with itself in slot 1 and the first
 * address space in slot 2. */
void kernel_reset(uint32_t cspace_bits);
/* Slot `slot` of the first CSpace, to be filled or looked at. */
struct kernel_slot *kernel_slot(uint32_t slot);
/* Carry out a call on an object; the answer replaces the message. */
void kernel_operate(uint32_t slot, struct pith_message *message);

/* Let the program touch 2^bits bytes at this address, until the next reset. */
void kernel_map(uint32_t address, uint32_t bits);

#endif
