/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bare-metal program's processor side: start, exception vectors, and the loops whose
 * whole sense is an exception. What it does with them is in main.c.
 */
#include "bare.h"

	.syntax unified
	.arm

	.section .text.start, "ax", %progbits
	.global _start
_start:
	ldr	sp, =bare_kernel_stack
	bl	bare_tables_fill
	ldr	r0, =vectors
	mcr	p15, 0, r0, c12, c0, 0		@ VBAR
	mvn	r0, #0
	mcr	p15, 0, r0, c3, c0, 0		@ DACR: no checks by domain
	ldr	r0, =bare_tables
	mcr	p15, 0, r0, c2, c0, 0		@ TTBR0
	mov	r0, #0
	mcr	p15, 0, r0, c2, c0, 2		@ TTBCR: TTBR0 for all
	mcr	p15, 0, r0, c8, c7, 0		@ TLBIALL
	mrc	p15, 0, r0, c1, c0, 0
	orr	r0, r0, #0x1000			@ instruction cache
	orr	r0, r0, #0x5			@ data cache, MMU
	mcr	p15, 0, r0, c1, c0, 0		@ SCTLR
	isb
	ldr	sp, =bare_threads		@ supervisor: always the running thread
	cps	#0x10
	ldr	sp, =bare_user_stack
	b	bare_main

	.balign	32
vectors:
	b	.
	b	.
	b	call
	b	.
	subs	pc, lr, #4			@ data abort: go on behind the load
	b	.
	b	.
	b	.

call:
	cmp	r12, #BARE_SVC_SWITCH
	movsne	pc, lr
	stmia	sp, {r0-lr}^
	str	lr, [sp, #BARE_THREAD_PC]
	mrs	r0, spsr
	str	r0, [sp, #BARE_THREAD_PC + 4]
	ldr	sp, [sp, #BARE_THREAD_PC + 8]	@ the other one
	add	r0, sp, #8
	stmia	r0, {r2-r9}			@ the message
	ldr	r0, [sp, #BARE_THREAD_TTBR0]
	ldr	r1, [sp, #BARE_THREAD_TTBR0 + 4]
	mcr	p15, 0, r0, c2, c0, 0		@ TTBR0
	isb
	mcr	p15, 0, r1, c13, c0, 1		@ CONTEXTIDR
	isb
	ldr	lr, [sp, #BARE_THREAD_PC]
	ldr	r0, [sp, #BARE_THREAD_PC + 4]
	msr	spsr_cxsf, r0
	ldmia	sp, {r0-lr}^
	nop
	movs	pc, lr

	.text
	@ void bare_calls(uint32_t rounds, uint32_t number)
	.global bare_calls
bare_calls:
	mov	r12, r1
1:	svc	#0
	subs	r0, r0, #1
	bne	1b
	bx	lr

	@ void bare_answers(void): the other thread, for ever
	.global bare_answers
bare_answers:
	mov	r12, #BARE_SVC_SWITCH
1:	svc	#0
	b	1b

	@ void bare_faults(uint32_t rounds, uint32_t address)
	.global bare_faults
bare_faults:
	ldr	r2, [r1]
	subs	r0, r0, #1
	bne	bare_faults
	bx	lr
