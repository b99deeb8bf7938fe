/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why user code stopped: what an engine hands to the machine, and what tracers see.
 */
#ifndef PITH_HAL_UNICORN_TRAP_H
#define PITH_HAL_UNICORN_TRAP_H

#include <stdint.h>

/* Each kind; in the comment where pc stands: at the instruction or behind it. */
#define TRAP_LIST(X)                                                                             \
	X(CALL, "system call")		      /* SVC; behind it */                               \
	X(DATA, "data abort")		      /* at it */                                        \
	X(PREFETCH, "prefetch abort")	      /* at the instruction that could not be fetched */ \
	X(UNDEFINED, "undefined instruction") /* at it */                                        \
	X(BREAKPOINT, "breakpoint")	      /* BKPT; at it */                                  \
	X(ALIGNMENT, "alignment fault")	      /* at it */                                        \
	X(WAIT, "wait for interrupt")	      /* WFI; behind it */                               \
	X(HINT, "hint")			      /* WFE, YIELD; behind it */                        \
	X(DEVICE, "device access") /* of a register, not done yet; at it. Not the kernel's */    \
	X(TICK, "tick")		   /* the clock reached the limit; between instructions */

enum trap_kind {
#define X(NAME, text) TRAP_##NAME,
	TRAP_LIST(X)
#undef X
	    TRAP_KINDS
};

struct trap {
	enum trap_kind kind;
	uint32_t address; /* faulting address: DATA, PREFETCH, ALIGNMENT, DEVICE */
	uint32_t access;  /* of the same: PITH_READ, PITH_WRITE or PITH_EXECUTE */
	uint32_t status; /* DFSR or IFSR of the same and of BREAKPOINT (ARM ARM B4.1.52, B4.1.96) */
};

#endif
