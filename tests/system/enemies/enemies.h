/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the parts of this test share: a report, and probes, which are threads that execute one of
 * the pieces in stubs.S and then fault, so that we know what came of it.
 */
#ifndef ENEMIES_H
#define ENEMIES_H

#include "pith/pith.h"

enum { PAGE = 4096, PROBES = 3 };

/* A line of the report: this was so, each time. */
void report(const char *name, bool good);

/* Made of an Untyped of its own, so that its successor has the same memory. */
struct probe {
	uint32_t memory, thread, schedcontext;
};
extern struct probe probes[PROBES];

/* A thread in a Space, with these flags and our CSpace; it stops in front of its first instruction.
 */
void probe_make(struct probe *probe, uint32_t space, uint32_t flags);
void probe_end(struct probe *probe);
/* Let it run from `pc` on with these in r0 and r1. */
void probe_start(const struct probe *probe, uint32_t pc, uint32_t r0, uint32_t r1);
/* The same with more of them: r0 to r4. */
void probe_start_with(const struct probe *probe, uint32_t pc, const uint32_t registers[5]);
/* Wait until one of them faults, and leave it stopped: the fault, and r0. */
enum pith_fault probe_fault(uint32_t *r0);
/* Both. */
enum pith_fault probe_run(
    const struct probe *probe, uint32_t pc, uint32_t r0, uint32_t r1, uint32_t *value);

/* In stubs.S; each ends in a call that there is not. */
typedef void stub(void);
stub stub_load, stub_store, stub_load_call_load, stub_load_call_store, stub_vfp_load,
    stub_vfp_store, stub_vfp_hold, stubs_begin, stubs_end;
/* The VFP registers of whoever calls. */
struct vfp {
	uint64_t d[32];
	uint32_t fpscr, unused;
};
void vfp_load(const struct vfp *vfp);
void vfp_store(struct vfp *vfp);

void enemies_of_vfp(void);
void enemies_of_translations(void);
void enemies_of_interrupts(void);

#endif
