/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the victim executes: r0 is an address, r1 a value; each ends in a call that there is not.
 */
	.syntax unified
	.arch armv7-a
	.text
	.arm

.macro	probe name
	.global \name
	.type \name, %function
\name:
.endm
.macro	over
	movw	r12, #0xff00
	svc	#0
	udf	#2
.endm

probe	stub_call
	svc	#0
	over
probe	stub_load
	ldr	r2, [r0]
	over
probe	stub_load_byte
	ldrb	r2, [r0, #3]
	over
probe	stub_load_unaligned
	ldr	r2, [r0, #2]
	over
probe	stub_load_many
	ldm	r0, {r2-r9}
	over
probe	stub_load_double
	ldrd	r2, r3, [r0]
	over
probe	stub_store
	str	r1, [r0]
	over
probe	stub_store_many
	mov	r2, r1
	mov	r3, r1
	stm	r0, {r1-r3}
	over
probe	stub_swap
	ldrex	r2, [r0]
	strex	r3, r1, [r0]
	over
probe	stub_exclusive_unaligned
	add	r0, r0, #2
	ldrex	r2, [r0]
	over
probe	stub_jump
	bx	r0
probe	stub_undefined
	udf	#0
	over
probe	stub_breakpoint
	bkpt	#0
	over
probe	stub_privileged
	mrc	p15, 0, r2, c1, c0, 0
	over
probe	stub_tls
	mrc	p15, 0, r2, c13, c0, 2
	mrc	p15, 0, r3, c13, c0, 3
	mcr	p15, 0, r0, c13, c0, 2
	over
probe	stub_status
	msr	cpsr_fs, r0
	mrs	r2, cpsr
	over
probe	stub_vfp
	.word	0xee103a10		/* vmov r3, s0 */
	.word	0xee000a10		/* vmov s0, r0 */
	over
	.thumb
	.global stub_thumb
	.thumb_func
stub_thumb:
	svc	#0
	udf	#1
