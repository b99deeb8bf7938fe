/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Holds the compiler to layout.h: the assembly's numbers are the structures'.
 */
#include "state.h"
#include "core/entry.h"

_Static_assert(THREAD_CONTEXT_AT == THREAD_CONTEXT, "vectors.S");
_Static_assert(THREAD_VFP_AT == THREAD_CONTEXT + CONTEXT_VFP, "vectors.S");
_Static_assert(THREAD_R2 == THREAD_CONTEXT + CONTEXT_R2, "hal_inline.h");
_Static_assert(THREAD_PC == THREAD_CONTEXT + CONTEXT_PC, "vectors.S");
_Static_assert(offsetof(struct context, r[2]) == CONTEXT_R2, "vectors.S");
_Static_assert(offsetof(struct context, pc) == CONTEXT_PC, "vectors.S");
_Static_assert(offsetof(struct context, cpsr) == CONTEXT_PC + 4, "vectors.S");
_Static_assert(offsetof(struct context, ttbr0) == CONTEXT_PC + 8, "loaded in this order");
_Static_assert(offsetof(struct context, contextid) == CONTEXT_PC + 12, "loaded in this order");
_Static_assert(offsetof(struct context, dacr) == CONTEXT_PC + 16, "loaded in this order");
_Static_assert(offsetof(struct context, tpidruro) == CONTEXT_PC + 20, "loaded in this order");
_Static_assert(offsetof(struct context, fpexc) == CONTEXT_PC + 24, "loaded in this order");
_Static_assert(offsetof(struct context, fpexc) == CONTEXT_FPEXC, "vectors.S");
_Static_assert(offsetof(struct context, tpidrurw) == CONTEXT_TPIDRURW, "loaded in this order");
_Static_assert(CONTEXT_TPIDRURW == CONTEXT_PC + 28, "loaded in this order");
_Static_assert(CONTEXT_R2_TPIDRURW == CONTEXT_TPIDRURW - CONTEXT_R2, "hal_inline.h");
_Static_assert(ASID_SHARED_BIT == ASID_SHARED, "vectors.S");
_Static_assert(ASID_SHARED_BIT == CONTEXT_SHARED_ASID, "vectors.S");
_Static_assert(PITH_CALL_COUNT == CALLS, "vectors.S has a table of them");
_Static_assert(WINDOW_BASE == HAL_WINDOW_BASE && LAYOUT_BLOB == HAL_KERNEL_SIZE, "layout.h");
_Static_assert(LAYOUT_CPU + CPU_SIZE <= LAYOUT_IMAGE, "layout.h");
