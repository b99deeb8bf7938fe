/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the probes execute. It is copied to wherever they run: no piece refers to another place.
 */
	.syntax unified
	.arch armv7-a
	.fpu neon
	.text
	.arm

.macro	stub name
	.global \name
	.type \name, %function
\name:
.endm
.macro	over
	movw	r12, #0xff00
	svc	#0
	udf	#2
.endm
.macro	load_all
	vldmia	r0!, {d0-d15}
	vldmia	r0!, {d16-d31}
	ldr	r2, [r0]
	vmsr	fpscr, r2
.endm
.macro	store_all
	vstmia	r0!, {d0-d15}
	vstmia	r0!, {d16-d31}
	vmrs	r2, fpscr
	str	r2, [r0]
.endm

	.balign	32
stub	stubs_begin
stub	stub_load
	ldr	r0, [r0]
	over
stub	stub_store
	str	r1, [r0]
	over
/* Reads from r0, calls: r1 the capability, r2 the tag, r3 and r4 words; reads or writes again. */
.macro	call_between
	mov	r11, r0
	mov	r0, r1
	mov	r1, r2
	mov	r2, r3
	mov	r3, r4
	mov	r12, #0
	ldr	r9, [r11]
	svc	#0
.endm
stub	stub_load_call_load
	call_between
	ldr	r0, [r11]
	over
stub	stub_load_call_store
	call_between
	str	r9, [r11]
	over
stub	stub_vfp_load
	load_all
	over
stub	stub_vfp_store
	store_all
	over
/* All registers from r0, a wait of r1 rounds, all of them to where they came from. */
stub	stub_vfp_hold
	mov	r3, r0
	load_all
1:	subs	r1, r1, #1
	bne	1b
	mov	r0, r3
	store_all
	over
stub	stubs_end
	udf	#3

stub	vfp_load
	load_all
	bx	lr
stub	vfp_store
	store_all
	bx	lr
