/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See registers.h. r0: what is given, r1: where to put what is found, r2: rounds.
 */
	.syntax unified
	.arch armv7-a
	.fpu neon
	.arm
	.text

	.equ	LR, 52
	.equ	CPSR, 56
	.equ	TPIDRURW, 60
	.equ	FPSCR, 64
	.equ	EXCLUSIVE, 68
	.equ	D, 72
	.equ	YIELD, 7	/* PITH_CALL_YIELD */

/* On the stack from here on: where to (0), the word that is loaded exclusively (4). */
.macro	give
	push	{r4-r11, lr}
	sub	sp, sp, #8
	str	r1, [sp]
	add	r3, r0, #D
	vldmia	r3!, {d0-d15}
	vldmia	r3!, {d16-d31}
	ldr	r3, [r0, #FPSCR]
	vmsr	fpscr, r3
	ldr	r3, [r0, #TPIDRURW]
	mcr	p15, 0, r3, c13, c0, 2
	ldr	lr, [r0, #LR]
	mov	r12, r2
.endm

.macro	find
	push	{r0-r12, lr}
	mrs	r3, cpsr
	add	r4, sp, #(14 * 4 + 4)
	mov	r5, #0
	strex	r6, r5, [r4]
	ldr	r4, [sp, #(14 * 4)]
	mov	r5, r4
	mov	r7, #14
1:	ldr	r8, [sp], #4
	str	r8, [r5], #4
	subs	r7, r7, #1
	bne	1b
	str	r3, [r4, #CPSR]
	mrc	p15, 0, r3, c13, c0, 2
	str	r3, [r4, #TPIDRURW]
	vmrs	r3, fpscr
	str	r3, [r4, #FPSCR]
	str	r6, [r4, #EXCLUSIVE]
	add	r4, r4, #D
	vstmia	r4!, {d0-d15}
	vstmia	r4!, {d16-d31}
	add	sp, sp, #8
	pop	{r4-r11, pc}
.endm

	.global registers_yield
	.type registers_yield, %function
registers_yield:
	give
	mov	r12, #YIELD
	ldr	r3, [r0, #CPSR]
	msr	cpsr_fs, r3
	add	r3, sp, #4
	ldrex	r1, [r3]
	ldm	r0, {r0-r11}
	svc	#0
	find

/* The flags are put away during the loop, in r11. */
	.global registers_spin
	.type registers_spin, %function
registers_spin:
	give
	sev
	ldr	r3, [r0, #CPSR]
	msr	cpsr_fs, r3
	ldm	r0, {r0-r10}
	mrs	r11, cpsr
1:	subs	r12, r12, #1
	bne	1b
	msr	cpsr_fs, r11
	find
