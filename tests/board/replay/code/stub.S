/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every thread of the world executes: it writes down what it looks like, takes the next
 * step of the script, puts the words of that into its IPC buffer and all of that into its
 * registers, and makes its call. It trusts no register: the kernel may have set them all. One
 * that is needed first is parked in TPIDRURW, the next in memory that all threads
 * share; nobody interrupts a thread in here. It calls with all flags clear. It runs at STUB_CODE,
 * a page of its own.
 */
#include "tests/board/replay/script.h"

	.syntax unified
	.arch armv7-a
	.arm

	.section .rodata.stub, "a"
	.balign 4
	.global stub_begin, stub_end
stub_begin:
	svc	#0
	b	taken			/* STUB_RESUMED */
	/* Those that fault; if one does not, its thread takes a step that it must not. */
	ldr	r12, [r12]		/* STUB_READ */
	b	taken
	str	r12, [r12]		/* STUB_WRITE */
	b	taken
	bx	r12			/* STUB_EXECUTE */
	b	taken
	udf	#0			/* STUB_UNDEFINED */
	b	taken
	bkpt	#0			/* STUB_BREAKPOINT */
	b	taken
	ldrex	r12, [r12]		/* STUB_MISALIGNED */
	b	taken
	b	.			/* STUB_REST */

taken:
	mcr	p15, 0, r0, c13, c0, 2		/* TPIDRURW */
	movw	r0, #:lower16:(STUB_DATA + STUB_STATE)
	movt	r0, #:upper16:(STUB_DATA + STUB_STATE)
	str	r1, [r0, #STATE_R1]
	ldr	r1, [r0, #STATE_LOG]
	stm	r1, {r2-r14}
	mrc	p15, 0, r2, c13, c0, 2
	ldr	r3, [r0, #STATE_R1]
	mrs	r4, cpsr
	str	r2, [r1, #LOG_R0]
	str	r3, [r1, #LOG_R1]
	mrc	p15, 0, r5, c13, c0, 3		/* TPIDRURO */
	str	r4, [r1, #LOG_CPSR]
	str	r5, [r1, #LOG_TLS]
	add	r5, r1, #LOG_SIZE
	str	r5, [r0, #STATE_LOG]

	/* What is in the buffer; then r3 is its address. */
	ldr	r2, [r0, #STATE_NEXT]
	ldr	r3, [r2, #STEP_BUFFER]
	cmp	r3, #0
	beq	2f
	add	r1, r1, #LOG_BUFFER
	mov	r5, #0
1:	ldr	r6, [r3, r5, lsl #2]
	str	r6, [r1, r5, lsl #2]
	add	r5, r5, #1
	cmp	r5, #BUFFER_WORDS
	bne	1b

	/* Memory is where it must be, and holds what it must. */
2:	ldr	r1, [r0, #STATE_LOG]
	add	r5, r2, #STEP_TOUCHES
	sub	r6, r1, #(LOG_SIZE - LOG_TOUCHED)
	add	r9, r5, #(TOUCHES * 8)
5:	ldm	r5!, {r7, r8}
	cmp	r7, #0
	ldrne	r10, [r7]
	strne	r10, [r6]
	cmpne	r8, #0
	strne	r8, [r7]
	add	r6, r6, #4
	cmp	r5, r9
	bne	5b

	ldr	r5, [r2, #STEP_WRITES]
	add	r6, r2, #STEP_SIZE
3:	subs	r5, r5, #1
	bmi	4f
	ldm	r6!, {r7, r8}
	str	r8, [r3, r7]
	b	3b

	/* Who comes after the last step takes it, too. */
4:	ldr	r3, [r2, #STEP_PC]
	movw	r4, #:lower16:(STUB_CODE + STUB_REST)
	movt	r4, #:upper16:(STUB_CODE + STUB_REST)
	cmp	r3, r4
	strne	r6, [r0, #STATE_NEXT]
	mov	r4, #0
	msr	cpsr_fs, r4
	ldm	r2, {r0-pc}
	.balign	4
stub_end:
