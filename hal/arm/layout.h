/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers that assembly and C share: where the kernel's own memory lies (armv7/arena.h), and
 * where the fields of a thread are. layout.c holds the compiler to the latter.
 */
#ifndef PITH_HAL_ARM_LAYOUT_H
#define PITH_HAL_ARM_LAYOUT_H

#include "armv7/arena.h"

/* struct thread and struct context */
#define THREAD_CONTEXT	    8
#define CONTEXT_R2	    8
#define CONTEXT_PC	    60
#define CONTEXT_FPEXC	    84
#define CONTEXT_TPIDRURW    88
#define CONTEXT_R2_TPIDRURW 80	/* from the context's r2 */
#define CONTEXT_VFP	    384 /* from the context to the thread's VFP state */
#define THREAD_PC	    68
#define ASID_SHARED_BIT	    0x100 /* in contextid, armv7/context.h; its sign: special */
#define THREAD_R2	    16
#define CALLS		    9

/* Processor modes (ARM ARM B1.3.1) */
#define MODE_IRQ 0x12
#define MODE_SVC 0x13
#define MODE_ABT 0x17
#define MODE_HYP 0x1a
#define MODE_UND 0x1b
#define MASKED	 0xc0 /* I and F */

#endif
