/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every thread of the world executes: it writes down what it looks like, takes the next
 * step of the script, puts the words of that into its IPC buffer and all of that into its
 * registers, and makes its call. It trusts no register: the kernel may have set them all. One
 * that is needed first is parked in TPIDRURW, the next in memory that all threads
 * share: no other of them runs while one is in here, but where it waits for an interrupt. It
 * calls with all flags clear. It runs at STUB_CODE, a page of its own.
 */
#include "tests/board/replay/script.h"

#define TIMER_LOAD    0x00
#define TIMER_CONTROL 0x08
#define TIMER_INTCLR  0x0c
#define TIMER_MIS     0x14
#define TIMER_START   0xa3 /* enabled, interrupts, 32 bits, one-shot */

	.syntax unified
	.arch armv7-a
	.fpu neon
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
	mrc	p15, 0, r5, c13, c0, 3		/* TPIDRURO */
	str	r2, [r1, #LOG_R0]
	str	r3, [r1, #LOG_R1]
	str	r4, [r1, #LOG_CPSR]
	str	r5, [r1, #LOG_TLS]
	add	r5, r1, #LOG_SIZE
	str	r5, [r0, #STATE_LOG]

	/* The timer, if it has interrupted, has done so. */
	ldr	r2, [r0, #STATE_TIMER]
	mov	r3, #0
	str	r3, [r0, #STATE_RAISED]
	cmp	r2, #0
	strne	r3, [r2, #TIMER_CONTROL]
	strne	r3, [r2, #TIMER_INTCLR]

	/* What is in the buffer; then r3 is its address. */
	ldr	r2, [r0, #STATE_NEXT]
	ldr	r3, [r2, #AT_BUFFER]
	cmp	r3, #0
	beq	2f
	add	r4, r1, #LOG_BUFFER
	mov	r5, #0
1:	ldr	r6, [r3, r5, lsl #2]
	str	r6, [r4, r5, lsl #2]
	add	r5, r5, #1
	cmp	r5, #BUFFER_WORDS
	bne	1b

	/* Memory is where it must be, and holds what it must. */
2:	add	r4, r1, #LOG_TOUCHED
	add	r5, r2, #AT_TOUCHES
	add	r6, r5, #(TOUCHES * 8)
3:	ldm	r5!, {r7, r8}
	cmp	r7, #0
	ldrne	r9, [r7]
	strne	r9, [r4]
	cmpne	r8, #0
	strne	r8, [r7]
	add	r4, r4, #4
	cmp	r5, r6
	bne	3b

	ldr	r5, [r2, #AT_WRITES]
	add	r6, r2, #STEP_BYTES
4:	subs	r5, r5, #1
	ldmpl	r6!, {r7, r8}
	strpl	r8, [r3, r7]
	bpl	4b

	/* Who comes after the last step takes it, too. */
	ldr	r3, [r2, #AT_PC]
	movw	r4, #:lower16:(STUB_CODE + STUB_REST)
	movt	r4, #:upper16:(STUB_CODE + STUB_REST)
	cmp	r3, r4
	strne	r6, [r0, #STATE_NEXT]
	streq	r3, [r0, #STATE_RESTS]

	/* VFP registers, if the thread has them: then they are the beginning of this record. */
	ldr	r3, [r2, #AT_VFP]
	cmp	r3, #0
	beq	5f
	add	r4, r1, #LOG_VFP
	vstmia	r4!, {d0-d15}
	vstmia	r4!, {d16-d31}
	vmrs	r5, fpscr
	str	r5, [r4]
	vldmia	r1!, {d0-d15}
	vldmia	r1!, {d16-d31}
	mov	r4, #VFP_FPSCR
	vmsr	fpscr, r4

	/* An interrupt, if it is to come here: another thread runs then and says so, or the line is
	 * masked and only the timer itself tells. */
5:	ldr	r3, [r2, #AT_INTERRUPT]
	ldr	r4, [r0, #STATE_TIMER]
	cmp	r3, #0
	beq	7f
	mov	r5, #1
	str	r5, [r0, #STATE_RAISED]
	str	r5, [r4, #TIMER_LOAD]
	mov	r5, #TIMER_START
	str	r5, [r4, #TIMER_CONTROL]
6:	ldr	r5, [r0, #STATE_RAISED]
	cmp	r5, #0
	beq	7f
	ldr	r5, [r4, #TIMER_MIS]
	tst	r5, #1
	beq	6b

7:	mov	r4, #0
	msr	cpsr_fs, r4
	ldm	r2, {r0-pc}
	.balign	4
stub_end:
