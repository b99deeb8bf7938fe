/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel knows beside its objects: the scheduler's queues, the interrupt
 * lines, the root of the derivation tree, the list of dying objects. It lies at
 * the arena's start and is passed along; there is no other mutable state.
 */
#ifndef PITH_CORE_CPU_H
#define PITH_CORE_CPU_H

#include "core/object.h"

enum { PRIORITIES = 256, PRIORITY_NONE = -1 };

struct cpu {
	int32_t top;	 /* highest priority in the ready queues, PRIORITY_NONE if all are empty */
	ref_t current;	 /* the running thread, 0 if idle; never in a queue */
	ref_t charged;	 /* the scheduling context whose time passes, 0: nobody's */
	uint32_t reload; /* the current thread's switch block has changed */
	uint64_t began;	 /* when the kernel started */
	uint64_t slice_end; /* when nothing is left of it; meanwhile its own `left` is old */
	ref_t dying;	    /* header of the first object to be taken apart, 0 if none */
	ref_t policy;	    /* the first thread's CSpace, where core_check begins */
	uint32_t ready_bits[PRIORITIES / 32]; /* bit n: ready[n] is not empty */
	ref_t ready[PRIORITIES];	      /* rings of threads, the next to run */
	struct slot root;		      /* parent of the first capabilities */
	struct cspace empty;		      /* no slots: what a diverted thread is shown */
	struct irq irqs[HAL_IRQ_LINES];
};

#endif
