/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls between two readings of the cycle counter, which counts instructions in QEMU with
 * -icount shift=0; and partners in address spaces of their own that read it too. What
 * user code may read the counter for: a kernel built with HAL_BENCH.
 */
#ifndef COUNTS_STAMPED_H
#define COUNTS_STAMPED_H

#include <stdint.h>

/* r0-r10 and r12 of a call, in and out; the counter before and behind it. */
struct stamped {
	uint32_t r[11];
	uint32_t number; /* enum pith_call */
	uint32_t before, after;
};

void stamped_call(struct stamped *call);

/* The counter itself. */
static inline uint32_t stamped_now(void)
{
	uint32_t now;

	__asm__ volatile("mrc p15, 0, %0, c9, c13, 0" : "=r"(now) : : "memory");
	return now;
}

enum stamped_role {
	STAMPED_SERVER,	 /* answers with word 0: it arrived, word 1: it answers */
	STAMPED_WAITER,	 /* waits for signals; r4: it arrived, r5: it waits again */
	STAMPED_FAULTER, /* undefined instructions; r0: before one, r2: behind it */
	STAMPED_ROLES
};

struct stamped_partner {
	uint32_t thread, space;
	uint32_t object; /* Endpoint of its messages or faults, or Notification */
};

/* Make a partner and let it run until it waits, if its priority is higher than ours; a server
 * always waits afterwards, and lives on its callers' time. */
void stamped_make(struct stamped_partner *partner, enum stamped_role role, uint32_t priority);
/* Stop it, and take its context for the next. */
void stamped_end(const struct stamped_partner *partner);
/* A register of a partner that waits: r0-r12. */
uint32_t stamped_register(const struct stamped_partner *partner, uint32_t index);

#endif
