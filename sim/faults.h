/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tells of faults in words: which component, what it did, where in its source. Also of the
 * kernel's own last words.
 */
#ifndef PITH_SIM_FAULTS_H
#define PITH_SIM_FAULTS_H

#include "machine.h"
#include "sim/blob.h"
#include "sim/symbols.h"

enum { FAULTS_NAME = 16, FAULTS_TEXT = 1600 };

/* A fault with all that is needed to tell of it later. */
struct fault_report {
	uint64_t time; /* virtual, nanoseconds; 0: there was none */
	char name[FAULTS_NAME + 1];
	uint32_t fault; /* enum pith_fault */
	uint32_t address, info, status;
	uint32_t pc, lr, cpsr;
};

struct faults {
	const struct blob *blob;
	struct symbols symbols;
	bool tell;		  /* of handled ones, at once */
	struct thread *trapped;	  /* who trapped last, if a fault may have come of it */
	struct fault_report last; /* the last handled one */
};

/* Call after each trap and before the kernel handles it, with the thread that trapped: sees what
 * became of the trap before. */
void faults_observe(struct faults *faults, const struct machine *machine, const struct trap *trap);

/* What is known of a thread's fault. */
void faults_report(struct fault_report *report, uint64_t time, const struct thread *thread,
    uint32_t fault, uint32_t address, uint32_t info, uint32_t status);

/* In one line of FAULTS_TEXT bytes. */
void faults_describe(const struct faults *faults, const struct fault_report *report, char *text);

/* The kernel has stopped: print why, where, and the thread it was busy with. */
void faults_print_halt(const struct faults *faults, const struct machine *machine);

#endif
