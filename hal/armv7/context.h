/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an ARMv7-A user thread is to the processor: the registers it computes
 * with and the block of system registers that is loaded when it is switched to.
 * Both HALs use these layouts; the board's entry and exit code depends on the
 * order of every field (see docs/internals, "The call path").
 */
#ifndef PITH_HAL_ARMV7_CONTEXT_H
#define PITH_HAL_ARMV7_CONTEXT_H

#include <stdint.h>

enum {
	CONTEXT_SP = 13,
	CONTEXT_LR = 14,

	CPSR_USER = 0x10,     /* M[4:0]: User mode (ARM ARM B1.3.1) */
	CPSR_THUMB = 1u << 5, /* T bit */
	CPSR_IT = 0x0600fc00, /* state of an IT block */
	/* What a user may choose of its own status: N Z C V Q, IT, GE, E is refused, T. */
	CPSR_USER_MASK = 0xfe0ffc20,
};

struct context {
	uint32_t r[15]; /* r0..r12, sp, lr */
	uint32_t pc;
	uint32_t cpsr;
	/* The switch block: loaded in one go when the thread is switched to. */
	uint32_t ttbr0;	    /* physical base of the space's top-level table */
	uint32_t contextid; /* the space's ASID */
	uint32_t dacr;	    /* two bits a domain; domain 15 is the kernel's */
	uint32_t tpidruro;  /* TLS register, user reads it */
	uint32_t fpexc;	    /* bit 30 set: the thread may use VFP and NEON */
	uint32_t tpidrurw;  /* user-writable, saved on every switch: else a channel */
};

/* VFPv3-D32 / Advanced SIMD state of a thread that has the VFP flag. */
struct vfp_state {
	uint64_t d[32];
	uint32_t fpscr;
	uint32_t reserved;
};

enum { FPEXC_EN = 1u << 30 };

/*
 * A mark in contextid, beyond what the processor compares (ARM ARM B4.1.36): switching to or from
 * this thread takes more than loading the block. It has VFP state, or shares its ASID (asid.h).
 * The sign, so that one test of two threads' words together finds either.
 */
enum { CONTEXT_SHARED_ASID = 0x100 };
static const uint32_t context_special = 1u << 31;

static inline void context_mark(struct context *context)
{
	if (context->fpexc || context->contextid & CONTEXT_SHARED_ASID)
		context->contextid |= context_special;
	else
		context->contextid &= ~context_special;
}

#endif
