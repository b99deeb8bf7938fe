/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copying and filling memory, in place of the C library's, which goes byte by byte: eight words
 * at a time where both sides are aligned alike, else words read where they are (ARM ARM
 * DDI 0406C, A3.2.1: ldr may, ldm and stm must not be unaligned). Not for device memory, which
 * wants accesses of one size. The names that the ABI wants (IHI 0043, 4.3.4) stand beside, as
 * they do in the library: so its own are never linked.
 */
	.syntax	unified
	.arch	armv7-a
	.arm
	.text

#define FUNCTION(name)              \
	.global	name;               \
	.type	name, %function;    \
name:

/* Counted in r2; to r12 from r1, upwards. The places that are left when fewer than 16 bytes are. */
	.p2align 4
FUNCTION(memcpy)
FUNCTION(__aeabi_memcpy)
FUNCTION(__aeabi_memcpy4)
FUNCTION(__aeabi_memcpy8)
	mov	r12, r0
	cmp	r2, #16
	blo	.Lcopy_bytes
.Lcopy_align:
	tst	r12, #3
	ldrbne	r3, [r1], #1
	strbne	r3, [r12], #1
	subne	r2, r2, #1
	bne	.Lcopy_align
	subs	r2, r2, #32
	blo	.Lcopy_words
	tst	r1, #3
	bne	.Lcopy_words
	push	{r4-r10, lr}
.Lcopy_eight:
	ldm	r1!, {r3-r10}
	subs	r2, r2, #32
	stm	r12!, {r3-r10}
	bhs	.Lcopy_eight
	pop	{r4-r10, lr}
.Lcopy_words:
	adds	r2, r2, #28
	bmi	.Lcopy_last
.Lcopy_word:
	ldr	r3, [r1], #4
	subs	r2, r2, #4
	str	r3, [r12], #4
	bhs	.Lcopy_word
.Lcopy_last:
	add	r2, r2, #4
.Lcopy_bytes:
	subs	r2, r2, #1
	bxlo	lr
	ldrb	r3, [r1], #1
	strb	r3, [r12], #1
	b	.Lcopy_bytes
	.size	memcpy, . - memcpy

/* Upwards it is a copy if what is read lies behind; else downwards, from the ends. */
	.p2align 4
FUNCTION(memmove)
FUNCTION(__aeabi_memmove)
FUNCTION(__aeabi_memmove4)
FUNCTION(__aeabi_memmove8)
	sub	r3, r0, r1
	cmp	r3, r2
	bhs	memcpy
	add	r12, r0, r2
	add	r1, r1, r2
	cmp	r2, #16
	blo	.Lmove_bytes
.Lmove_align:
	tst	r12, #3
	ldrbne	r3, [r1, #-1]!
	strbne	r3, [r12, #-1]!
	subne	r2, r2, #1
	bne	.Lmove_align
	subs	r2, r2, #32
	blo	.Lmove_words
	tst	r1, #3
	bne	.Lmove_words
	push	{r4-r10, lr}
.Lmove_eight:
	ldmdb	r1!, {r3-r10}
	subs	r2, r2, #32
	stmdb	r12!, {r3-r10}
	bhs	.Lmove_eight
	pop	{r4-r10, lr}
.Lmove_words:
	adds	r2, r2, #28
	bmi	.Lmove_last
.Lmove_word:
	ldr	r3, [r1, #-4]!
	subs	r2, r2, #4
	str	r3, [r12, #-4]!
	bhs	.Lmove_word
.Lmove_last:
	add	r2, r2, #4
.Lmove_bytes:
	subs	r2, r2, #1
	bxlo	lr
	ldrb	r3, [r1, #-1]!
	strb	r3, [r12, #-1]!
	b	.Lmove_bytes
	.size	memmove, . - memmove

	.p2align 4
FUNCTION(memset)
	mov	r12, r0
	and	r1, r1, #0xff
	cmp	r2, #16
	blo	.Lset_bytes
.Lset_align:
	tst	r12, #3
	strbne	r1, [r12], #1
	subne	r2, r2, #1
	bne	.Lset_align
	push	{r4-r9, lr}
	orr	r1, r1, r1, lsl #8
	orr	r1, r1, r1, lsl #16
	mov	r3, r1
	mov	r4, r1
	mov	r5, r1
	mov	r6, r1
	mov	r7, r1
	mov	r8, r1
	mov	r9, r1
	subs	r2, r2, #32
	blo	.Lset_words
.Lset_eight:
	stm	r12!, {r1, r3-r9}
	subs	r2, r2, #32
	bhs	.Lset_eight
.Lset_words:
	pop	{r4-r9, lr}
	adds	r2, r2, #28
	bmi	.Lset_last
.Lset_word:
	str	r1, [r12], #4
	subs	r2, r2, #4
	bhs	.Lset_word
.Lset_last:
	add	r2, r2, #4
.Lset_bytes:
	subs	r2, r2, #1
	bxlo	lr
	strb	r1, [r12], #1
	b	.Lset_bytes
	.size	memset, . - memset

	.section .note.GNU-stack, "", %progbits
