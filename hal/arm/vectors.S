/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * In and out of the kernel, by the contract of docs/board.md ("In and out"): while
 * user code runs, SP_svc is the address of the running context's pc; every exception
 * stores the user's registers there and starts with an empty stack, which ends where
 * struct cpu begins. TPIDRPRW holds struct cpu. (ARM ARM DDI 0406C, B1.8, B9.3.)
 */
#include "layout.h"
#include "board.h"

	.syntax unified
	.arch armv7-a
	.fpu neon
	.arm

	.section .text.vectors, "ax"
	.balign 32
	.global hal_vectors
hal_vectors:
	b	vector_unused		/* reset: does not come through here */
	b	vector_undefined
	b	vector_call
	b	vector_prefetch
	b	vector_data
	b	vector_unused
	b	vector_interrupt
	b	vector_unused		/* FIQ: nothing is routed there */

/* A system call: 7 instructions and the vector's branch. */
vector_call:
	srsia	sp, #MODE_SVC			/* pc, cpsr */
	stmdb	sp, {r0-lr}^			/* r0-r12, sp, lr of user mode */
	sub	r3, sp, #THREAD_PC		/* arguments 3 and 4: cpu, thread */
	mrc	p15, 0, r2, c13, c0, 4		/* TPIDRPRW */
	mov	sp, r2
	cmp	r12, #CALLS
	ldrlo	pc, [pc, r12, lsl #2]
	b	1f
	.word	core_call, core_reply_recv, core_send, core_nbsend, core_recv
	.word	core_nbrecv, core_reply, core_yield, core_clock
1:	mov	r0, r12
	mov	r1, r2
	mov	r2, r3
	b	core_unknown_call

/*
 * The other exceptions store to the same place. Taken from the kernel itself they are its end
 * (r0: which, r1: where), and nothing is stored. Each mode's own SP points at one word.
 */
.macro	enter	which, adjust
vector_\which:
	sub	lr, lr, #\adjust
	str	r0, [sp]
	mrs	r0, spsr
	tst	r0, #0xf			/* user mode is 0x10 */
	ldr	r0, [sp]
	bne	broken_\which
	srsia	sp, #MODE_SVC
	cps	#MODE_SVC
	stmdb	sp, {r0-lr}^
	sub	r1, sp, #THREAD_PC
	mrc	p15, 0, r0, c13, c0, 4
	mov	sp, r0
	b	hal_trap_\which
.endm

/* On a fresh stack: the old one may be what broke it. */
.macro	broken	which, number
broken_\which:
	mov	r0, #\number
	mov	r1, lr
	cps	#MODE_SVC
	mrc	p15, 0, r2, c13, c0, 4
	mov	sp, r2
	b	hal_broken
.endm

	enter	undefined, 4
	enter	prefetch, 4
	enter	data, 8
	enter	interrupt, 4
	broken	undefined, 0
	broken	prefetch, 1
	broken	interrupt, 3
vector_unused:
	broken	unused, 4

/*
 * A data abort in the kernel. An asynchronous external one (DFSR: FS is 0b10110, B3.13.1) is not
 * the kernel's: a driver stored to where no device is and was faster in here than the bus; it is
 * dropped. Otherwise the one place where it may happen is the probe for memory.
 */
broken_data:
	str	r0, [sp]
	mrc	p15, 0, r0, c5, c0, 0		/* DFSR */
	ubfx	r0, r0, #0, #11
	bic	r0, r0, #0x3f0
	sub	r0, r0, #0x400
	cmp	r0, #6
	ldr	r0, [sp]
	movseq	pc, lr				/* back to where it was */
	adr	r0, hal_probe
	cmp	lr, r0
	ldr	r0, [sp]
	bne	1f
	mov	r0, #0
	add	lr, lr, #8
	movs	pc, lr				/* back, behind the probe's second instruction */
1:	broken	data_really, 2

/* uint32_t hal_probe(const uint32_t *address): 1 if it can be read, else 0. */
	.global hal_probe
hal_probe:
	ldr	r1, [r0]
	mov	r0, #1
	bx	lr

/*
 * The switch block, loaded into r2-r8: cpsr; ttbr0, contextid, dacr, tpidruro, fpexc, tpidrurw.
 * TTBR0 and the ASID are two registers, not written at once: between them the table with only
 * the kernel's (global) entries is in force, so that no walk files one space's translation
 * under the other's ASID (ARM ARM B3.10.4). No isb at the end: the exception return is one.
 * `special`: also what CONTEXT_SPECIAL stands for. Changes r12; hal_inline.h has the same.
 */
.macro	write_block special
	mrc	p15, 0, r12, c2, c0, 1		/* TTBR1: the kernel's table */
	mcr	p15, 0, r12, c2, c0, 0
	isb
	BOARD_ASID_BARRIER
	mcr	p15, 0, r4, c13, c0, 1
	isb
	.if	\special
	tst	r4, #ASID_SHARED_BIT
	andne	r12, r4, #0xff
	mcrne	p15, 0, r12, c8, c7, 2		/* TLBIASID: what the others left in this ASID, */
	mcrne	p15, 0, r12, c7, c5, 6		/* BPIALL: and their branches (B2.2.6) */
	dsb
	isb
	.endif
	mcr	p15, 0, r3, c2, c0, 0
	mcr	p15, 0, r5, c3, c0, 0
	mcr	p15, 0, r6, c13, c0, 3
	mcr	p15, 0, r8, c13, c0, 2
	clrex
.endm

/* If the thread that ran has VFP state, it is in the registers: to its place, from &context in
 * `from`. Which it had when it was switched to: FPEXC says so; unless it has given it up in this
 * very call: its state is zero then and stays so. Changes r10, r12. */
.macro	save_vfp from
	vmrs	r12, fpexc
	tst	r12, #(1 << 30)
	ldrne	r12, [\from, #CONTEXT_FPEXC]
	tstne	r12, #(1 << 30)
	beq	1f
	add	r10, \from, #CONTEXT_VFP
	vstmia	r10!, {d0-d15}
	vstmia	r10!, {d16-d31}
	vmrs	r12, fpscr
	str	r12, [r10]
1:
.endm

/* fpexc: r7; the context's pc: sp. */
.macro	load_vfp
	vmsr	fpexc, r7
	cmp	r7, #0
	beq	1f
	add	r10, sp, #(CONTEXT_VFP - CONTEXT_PC)
	vldmia	r10!, {d0-d15}
	vldmia	r10!, {d16-d31}
	ldr	r12, [r10]
	vmsr	fpscr, r12
1:
.endm

/* Goes on for hal_switch_ipc (hal_inline.h). r0, r1: badge, tag; r2-r8: the block;
 * lr: &from->r2; sp: &to->pc. */
	.global hal_switch_special
hal_switch_special:
	sub	r9, lr, #CONTEXT_R2
	save_vfp r9
	load_vfp
	write_block 1
	ldm	lr, {r2-r9}
	ldmdb	sp, {r10-lr}^
	rfeia	sp

/* void hal_switch(from or 0, to) */
	.global hal_switch
hal_switch:
	cmp	r0, #0
	mrcne	p15, 0, r12, c13, c0, 2		/* TPIDRURW, before the block is read: */
	strne	r12, [r0, #CONTEXT_TPIDRURW]	/* `from` may be `to` */
	add	sp, r1, #CONTEXT_PC
	ldmib	sp, {r2-r8}
	mrc	p15, 0, r9, c13, c0, 1		/* CONTEXTIDR */
	orrs	r9, r9, r4
	bmi	1f
	write_block 0
	ldmdb	sp, {r0-lr}^
	rfeia	sp
1:	cmp	r0, #0
	beq	2f
	save_vfp r0
2:	load_vfp
	write_block 1
	ldmdb	sp, {r0-lr}^
	rfeia	sp

/* void hal_idle(from or 0): in the kernel's own table, on an empty stack. */
	.global hal_idle
hal_idle:
	cmp	r0, #0
	beq	2f
	mrc	p15, 0, r4, c13, c0, 2
	str	r4, [r0, #CONTEXT_TPIDRURW]
	save_vfp r0
2:	mov	r5, #0
	vmsr	fpexc, r5
	mrc	p15, 0, r4, c2, c0, 1
	mcr	p15, 0, r4, c2, c0, 0
	isb
	BOARD_ASID_BARRIER
	mcr	p15, 0, r5, c13, c0, 1
	isb
	mrc	p15, 0, r0, c13, c0, 4
	mov	sp, r0
	b	hal_wait
