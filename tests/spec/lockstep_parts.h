/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The functions of the comparison that more than one of its files uses.
 */
#ifndef PITH_SPEC_LOCKSTEP_PARTS_H
#define PITH_SPEC_LOCKSTEP_PARTS_H

#include "tests/spec/lockstep.h"

/* How an object at this address of the kernel's is called; 0 stays 0. */
static inline name_t lockstep_name(ref_t ref)
{
	return ref ? hal_paddr(ref) : 0;
}

/* A difference in words; valid until the next. */
const char *lockstep_says(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Capabilities, CSpaces, Spaces, lines and what is dying; the names of all other objects are
 * entered in their tables, from their starts. */
void lockstep_read_caps(struct spec *spec, struct cpu *cpu);
const char *lockstep_caps_differ(const struct spec *expected, const struct spec *real);
const char *lockstep_check_caps(const struct spec *expected, struct cpu *cpu);
/* What the page tables in memory say: all of them, and at one address in every Space. */
const char *lockstep_check_tables(const struct spec *spec);
const char *lockstep_check_address(const struct spec *spec, uint32_t vaddr);

/* Nothing is where nothing should be: in every slot, and in the frames made by the last trap. */
const char *lockstep_check_slots(const struct spec *spec);
const char *lockstep_check_zero(const struct spec *spec);

/* Threads and all that they meet at; who runs, on whose time. The entries of the tables have their
 * names already, the rest of them is read here. */
void lockstep_read_threads(struct spec *spec, struct cpu *cpu);
/* Two states, both read or computed. */
const char *lockstep_threads_differ(const struct spec *expected, const struct spec *real);
/* A computed state and the kernel's; the same objects are in both. */
const char *lockstep_check_threads(const struct spec *expected, struct cpu *cpu);
/* What is in the IPC buffers now is what their threads have written there; for each trap anew. */
void lockstep_read_buffers(struct spec *spec);
/* After it: what the kernel has written. */
const char *lockstep_check_buffers(const struct spec *expected);

#endif
