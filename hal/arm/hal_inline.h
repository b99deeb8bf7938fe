/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arena addresses on the board, which are the kernel's own; and leaving the kernel with a
 * message or none, here so that the fast paths end in it without a jump. Included by hal.h.
 */
#ifndef PITH_HAL_ARM_HAL_INLINE_H
#define PITH_HAL_ARM_HAL_INLINE_H

#include "board.h"
#include "layout.h"

#define HAL_LEAVES __attribute__((noreturn))
#define HAL_LEFT   __builtin_unreachable()
/* By a jump: a call would first save the return address that nobody needs. */
#define HAL_GO(function, cpu, from, how)                                               \
	do {                                                                           \
		register struct cpu *go_cpu __asm__("r0") = cpu;                       \
		register struct thread *go_from __asm__("r1") = from;                  \
		register uint32_t go_how __asm__("r2") = how;                          \
                                                                                       \
		__asm__ volatile("b	" #function                                    \
				 :                                                     \
				 : "r"(go_cpu), "r"(go_from), "r"(go_how)              \
				 : "memory");                                          \
		if (0)                                                                 \
			function(go_cpu, go_from, how); /* are these its arguments? */ \
		__builtin_unreachable();                                               \
	} while (0)

enum { HAL_RAM_BASE = BOARD_RAM_BASE };

/* Bytes of RAM in the window; set before core_boot. */
extern uint32_t hal_window_size;

static inline void *hal_pointer(ref_t ref)
{
	return (void *)ref;
}

static inline ref_t hal_ref(const void *pointer)
{
	return (ref_t)pointer;
}

static inline paddr_t hal_paddr(ref_t ref)
{
	return ref - HAL_WINDOW_BASE + (uint32_t)HAL_RAM_BASE;
}

static inline ref_t hal_window(paddr_t paddr)
{
	uint32_t offset = paddr - (uint32_t)HAL_RAM_BASE;

	return offset < hal_window_size ? offset + HAL_WINDOW_BASE : 0;
}

/* Registers, then pc and status: everything of the thread that trapped is where it left it. */
__attribute__((always_inline)) static inline HAL_LEAVES void hal_resume(struct context *same)
{
	__asm__ volatile("add	sp, %[same], %[pc]\n\t"
			 "ldmdb	sp, {r0-lr}^\n\t"
			 "rfeia	sp"
			 :
			 : [same] "r"((char *)same - THREAD_CONTEXT), [pc] "i"(THREAD_PC)
			 : "memory");
	__builtin_unreachable();
}

/* An instruction, or none: see board.h. */
#define HAL_ASM_OF(instruction) #instruction "\n\t"
#define HAL_ASM(instruction)	HAL_ASM_OF(instruction)

/*
 * From one thread to another with a message (hal.h): the sender's r2-r9 are loaded straight from
 * its save area, the switch block (TTBR0, CONTEXTIDR, DACR, TPIDRURO, FPEXC, TPIDRURW) and all
 * other registers from the receiver's. 21 instructions, each explained in docs/board.md;
 * hal_switch_special (vectors.S) goes on instead if either thread has VFP state or a shared ASID.
 */
__attribute__((always_inline)) static inline HAL_LEAVES void hal_switch_ipc(
    uint32_t badge, uint32_t tag, struct context *from, struct context *to)
{
	register uint32_t r0 __asm__("r0") = badge;
	register uint32_t r1 __asm__("r1") = tag;

	__asm__ volatile("add	sp, %[to], %[pc]\n\t"
			 "add	lr, %[from], %[r2]\n\t"
			 "ldmib	sp, {r2-r8}\n\t"	     /* CPSR, block */
			 "mrc	p15, 0, r9, c13, c0, 1\n\t"  /* CONTEXTIDR */
			 "mrc	p15, 0, r12, c13, c0, 2\n\t" /* TPIDRURW */
			 "str	r12, [lr, %[tpidrurw]]\n\t"
			 "orrs	r9, r9, r4\n\t"
			 "bmi	hal_switch_special\n\t"
			 "mrc	p15, 0, r12, c2, c0, 1\n\t" /* TTBR1 */
			 "mcr	p15, 0, r12, c2, c0, 0\n\t" /* TTBR0 */
			 "isb\n\t"			    /* no walk begins */
			 HAL_ASM(BOARD_ASID_BARRIER)	    /* or goes on (board.h) */
			 "mcr	p15, 0, r4, c13, c0, 1\n\t" /* CONTEXTIDR */
			 "isb\n\t"
			 "mcr	p15, 0, r3, c2, c0, 0\n\t"  /* TTBR0 */
			 "mcr	p15, 0, r5, c3, c0, 0\n\t"  /* DACR */
			 "mcr	p15, 0, r6, c13, c0, 3\n\t" /* TPIDRURO */
			 "mcr	p15, 0, r8, c13, c0, 2\n\t" /* TPIDRURW */
			 "clrex\n\t"
			 "ldm	lr, {r2-r9}\n\t"
			 "ldmdb	sp, {r10-lr}^\n\t"
			 "rfeia	sp"
			 :
			 : "r"(r0), "r"(r1), [from] "r"((char *)from - THREAD_CONTEXT),
			 [to] "r"((char *)to - THREAD_CONTEXT), [pc] "i"(THREAD_PC),
			 [r2] "i"(THREAD_R2), [tpidrurw] "i"(CONTEXT_R2_TPIDRURW)
			 : "memory");
	__builtin_unreachable();
}

#endif
