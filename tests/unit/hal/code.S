/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pieces of user code that the tests of the host HAL run, named by what they do.
 * Each begins at its label and is self-contained; all end in a system call or a trap.
 */
	.syntax unified
	.arch armv7ve
	.fpu neon-vfpv4
	.text

/* --- ARM ------------------------------------------------------------------- */
	.arm
call:		svc	0
		svc	1
call_never:	cmp	r0, r0
		svcne	0
		mov	r1, #7
		svc	0
undefined:	udf	#3
breakpoint:	bkpt	#1
wait:		wfi
		svc	0
event:		wfe
		svc	0
yield:		yield
		svc	0

/* What only the kernel may do. */
read_sctlr:	mrc	p15, 0, r0, c1, c0, 0
write_ttbr0:	mcr	p15, 0, r0, c2, c0, 0
read_cntvct:	mrrc	p15, 1, r0, r1, c14
read_cntfrq:	mrc	p15, 0, r0, c14, c0, 0
read_pmccntr:	mrc	p15, 0, r0, c9, c13, 0
write_tpidruro:	mcr	p15, 0, r0, c13, c0, 3
write_tpidrprw:	mcr	p15, 0, r0, c13, c0, 4
read_teehbr:	mrc	p14, 6, r0, c1, c0, 0
call_secure:	.arch_extension sec
		smc	#0
call_hyp:	hvc	#0
return_from:	rfeia	r0
store_return:	srsia	sp!, #16
use_vfp:	vmov.f32 s0, #1.0
		svc	0
use_neon:	vadd.i32 q0, q0, q1
		svc	0
/* A write of the mode bits that user mode ignores, then which mode it is. */
leave_mode:	msr	cpsr_c, #0x13
		mrs	r0, cpsr
		cps	#0x13
		mrs	r1, cpsr
		svc	0

/* Memory: r1 is the address that the test chooses. */
load:		ldr	r0, [r1]
		svc	0
store:		str	r0, [r1]
		svc	0
load_byte:	ldrb	r0, [r1]
		svc	0
store_half:	strh	r0, [r1]
		svc	0
load_post:	ldr	r0, [r1], #8
		svc	0
store_pre:	str	r0, [r1, #16]!
		svc	0
load_scaled:	ldr	r0, [r1, r2, lsl #2]
		svc	0
load_down:	ldr	r0, [r1, -r2, ror #4]
		svc	0
load_rrx:	ldr	r0, [r1, r2, rrx]
		svc	0
load_double:	ldrd	r2, r3, [r1]
		svc	0
load_over_base:	ldrd	r0, r1, [r0]
		svc	0
load_onto_index: ldrd	r2, r3, [r1, r2]
		svc	0
store_double:	strd	r2, r3, [r1]
		svc	0
load_signed:	ldrsh	r0, [r1, #-2]
		svc	0
load_many:	ldmia	r1, {r0, r2-r8}
		svc	0
load_with_base:	ldmia	r1, {r0-r4}
		svc	0
load_many_db:	ldmdb	r1!, {r2-r5}
		svc	0
load_many_ib:	ldmib	r1, {r2-r5}
		svc	0
load_many_da:	ldmda	r1, {r2-r5}
		svc	0
store_many:	stmia	r1!, {r2-r9}
		svc	0
push_many:	push	{r0-r7, lr}
		svc	0
pop_pc:		pop	{r4, pc}
load_pc:	ldr	pc, [r1]
swap:		.inst	0xe1010092	/* swp r0, r2, [r1], which the assembler calls deprecated */
		svc	0
swap_byte:	.inst	0xe1410092	/* swpb r0, r2, [r1] */
		svc	0
exclusive_load:	ldrex	r0, [r1]
		svc	0
exclusive_store: strex	r0, r2, [r1]
		svc	0
exclusive_pair:	ldrexd	r2, r3, [r1]
		svc	0
exclusive_use:	ldrex	r0, [r1]
		svc	0
		strex	r0, r2, [r1]
		svc	0
vector_load:	vldr	d1, [r1, #8]
		svc	0
vector_store:	vstr	s3, [r1, #-4]
		svc	0
vector_many:	vldmia	r1!, {d0-d7}
		svc	0
vector_push:	vstmdb	r1!, {d8-d11}
		svc	0
vector_lanes:	vld4.8	{d0, d1, d2, d3}, [r1]!
		svc	0
vector_one:	vst1.32	{d2[1]}, [r1]
		svc	0
jump:		bx	r1
jump_link:	blx	r1
preload:	pld	[r1]
		svc	0

/* Time: how many instructions each takes is in its name. */
count_1:	svc	0
count_5:	mov	r0, #0
		add	r0, r0, #1
		cmp	r0, #1
		nop
		svc	0
count_302:	mov	r0, #100
1:		subs	r0, r0, #1
		nop
		bne	1b
		svc	0
count_calls_705:	mov	r4, #100
1:		bl	3f
		subs	r4, r4, #1
		bne	1b
		mov	r0, #0
		nop
		nop
		svc	0
3:		add	r0, r0, #1
		add	r0, r0, #1
		nop
		bx	lr
/* 1 + 50 x (4 in ARM + 4 in Thumb) + 1 */
count_mixed_402: mov	r4, #50
1:		adr	r3, 2f + 1
		blx	r3
		subs	r4, r4, #1
		bne	1b
		svc	0
		.thumb
2:		movs	r0, #1
		movs	r0, #2
		movw	r0, #3
		bx	lr
		.balign	4
		.arm
spin:		b	spin
spin_two:	nop
		b	spin_two
count_up:	add	r0, r0, #1
		b	count_up

/* A number that a block loads stands where its next instruction would. */
literal_4:	ldr	r0, 1f
		b	2f
1:		.word	0x12345678
2:		nop
		svc	0
literal_12:	mov	r1, #2
		adr	lr, 3f
2:		ldr	r0, 1f
		bx	lr
1:		.word	0x12345678
3:		subs	r1, r1, #1
		bne	2b
		nop
		svc	0

/* Code that other code looks like when read as Thumb: 2 instructions, or 4. */
		.balign	4
double_meaning:	.inst	0x1c491c49	/* Thumb: adds r1, #1 twice */
		.inst	0xe7fe1c49	/* Thumb: adds, then b . */

/* Thread state. */
read_tls:	mrc	p15, 0, r0, c13, c0, 3
		mrc	p15, 0, r1, c13, c0, 2
		mcr	p15, 0, r2, c13, c0, 2
		svc	0
vfp_fill:	vdup.32	q0, r0
		vmov	q15, q0
		vmsr	fpscr, r1
		svc	0
vfp_read:	vmov	r0, s0
		vmov	r2, r3, d31
		vmrs	r1, fpscr
		svc	0
		b	vfp_read
		nop
/* One word that the tests replace: what it returns. */
self:		mov	r0, #1
		svc	0
		b	self
big_endian:	setend	be
		ldr	r0, [r1]
		setend	le
		svc	0
big_endian_trap: setend	be
		ldr	r0, [r1]
		svc	0

/* The policy module of the machine's tests: read the clock five times, then end in some way. */
		.arm
		.balign	4
policy_ends:	.irp	n, 1, 2, 3, 4, 5
		mov	r12, #8		/* PITH_CALL_CLOCK */
		mov	r0, #0
		mov	r1, #0
		svc	0
		.endr
		.inst	0xeaffffff	/* replaced: a branch to one of the ends below */
policy_faults:	mov	r1, #0x500000
		ldr	r0, [r1, #0x24]
policy_waits:	wfi
		add	r11, r11, #1
		b	policy_waits
policy_spins:	add	r11, r11, #1
		b	policy_spins
policy_calls:	mov	r12, #8
		svc	0
		add	r11, r11, #1
		b	policy_calls
policy_errs:	mov	r12, #99
		svc	0
		.balign	4

/* --- Thumb ------------------------------------------------------------------ */
	.thumb
	.balign	4
t_call:		svc	0
t_undefined:	udf	#3
t_breakpoint:	bkpt	#1
t_wait:		wfi
		svc	0
t_event:	wfe
		svc	0
t_yield:	yield
		svc	0
t_wide_yield:	yield.w
		svc	0
t_use_vfp:	vmov.f32 s0, #1.0
		svc	0
t_read_sctlr:	mrc	p15, 0, r0, c1, c0, 0
t_load:		ldr	r0, [r1]
		svc	0
t_load_wide:	ldr.w	r0, [r1, #4]
		svc	0
t_store:	str	r0, [r1, #8]
		svc	0
t_store_sp:	str	r0, [sp, #12]
		svc	0
t_load_index:	ldrsh	r0, [r1, r2]
		svc	0
t_load_shift:	ldrb.w	r0, [r1, r2, lsl #3]
		svc	0
t_load_down:	ldrh	r0, [r1, #-4]!
		svc	0
t_store_post:	strb	r0, [r1], #1
		svc	0
t_load_double:	ldrd	r2, r3, [r1, #-8]
		svc	0
t_store_double:	strd	r2, r3, [r1], #16
		svc	0
t_load_many:	ldmia	r1!, {r0, r2-r7}
		svc	0
t_store_many:	stmdb	r1!, {r2-r9}
		svc	0
t_push:		push	{r0-r7, lr}
		svc	0
t_pop:		pop	{r4-r7, pc}
t_exclusive:	ldrex	r0, [r1, #4]
		svc	0
t_exclusive_store: strexh r0, r2, [r1]
		svc	0
t_table_byte:	tbb	[r1, r2]
t_table_half:	tbh	[r1, r2, lsl #1]
t_vector:	vldmdb	r1!, {d0-d3}
		svc	0
t_vector_lanes:	vst2.16	{d0, d1}, [r1]
		svc	0
t_in_it:	cmp	r0, r0
		itte	eq
		moveq	r2, #1
		ldreq	r0, [r1]
		movne	r2, #2
		svc	0
t_jump:		bx	r1
t_count_1:	svc	0
t_count_8:	movs	r0, #0
		adds	r0, #1
		movw	r1, #0x1234
		cmp	r0, #1
		it	eq
		moveq	r2, #2
		nop.w
		svc	0
t_count_301:	movs	r0, #100
1:		movw	r1, #0x1234
		subs	r0, #1
		bne	1b
		svc	0
t_spin:		b	t_spin
		.balign	4
t_literal_4:	ldr	r0, 1f
		b	2f
1:		.word	0x12345678
2:		nop
		svc	0
		.balign	4
t_literal_5:	adr	r1, 2f + 1
		ldr	r0, 1f
		mov	pc, r1
		.balign	4
1:		.word	0x12345678
2:		nop
		svc	0
/* count_mixed the other way: 1 + 50 x (4 + 3) + 1 */
t_count_mixed_352: movs	r4, #50
1:		adr	r3, 2f
		blx	r3
		subs	r4, #1
		bne	1b
		svc	0
		.balign	4
		.arm
2:		mov	r0, #1
		mov	r0, #2
		bx	lr
	.balign	4
