/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's first instructions: a raw image with a zImage header, at LAYOUT_IMAGE behind the
 * start of RAM, with the MMU off, in Secure or Non-secure SVC or in HYP; r2 may hold firmware's
 * device tree. Everything here is position independent until the MMU is on.
 */
#include "layout.h"
#include "board.h"

	.syntax unified
	.arch armv7-a
	.arch_extension sec
	.arch_extension virt
	.fpu neon
	.arm

	.section .text.start, "ax"
	.global _start
_start:
	.rept	8
	nop
	.endr
	b	1f
	.word	0x016f2818		/* zImage: magic, start, end */
	.word	0
	.word	hal_image_size
1:	cpsid	aif
	mov	r9, r2			/* firmware's device tree, perhaps */
	mrs	r4, cpsr
	and	r4, r4, #0x1f
	cmp	r4, #MODE_HYP
	mrcne	p15, 0, r12, c1, c0, 0		/* SCTLR, or HSCTLR: as firmware left it */
	mrceq	p15, 4, r12, c1, c0, 0
	tst	r12, #(1 << 2)
	blne	hal_caches_empty		/* on: written back before they are off */
	cmp	r4, #MODE_HYP
	bne	2f

	/* HYP's caches and MMU off; SCTLR as after a reset, which does not set this one (B4.1.130). */
	bic	r0, r12, #(1 << 0 | 1 << 2)
	bic	r0, r0, #(1 << 12)
	mcr	p15, 4, r0, c1, c0, 0		/* HSCTLR */
	isb
	ldr	r0, =0x00c50078
	mcr	p15, 0, r0, c1, c0, 0
	/* From HYP to SVC: no traps into HYP, timers for PL1, virtual counter as it is (B8.1). */
	mov	r0, #0
	mcr	p15, 4, r0, c1, c1, 0		/* HCR */
	mcr	p15, 4, r0, c1, c1, 2		/* HCPTR: VFP for all */
	mcr	p15, 4, r0, c1, c1, 3		/* HSTR */
	mrc	p15, 4, r0, c1, c1, 1		/* HDCR: keep the number of counters */
	and	r0, r0, #0x1f
	mcr	p15, 4, r0, c1, c1, 1
	mrc	p15, 4, r0, c14, c1, 0		/* CNTHCTL: PL1PCTEN, PL1PCEN */
	orr	r0, r0, #3
	mcr	p15, 4, r0, c14, c1, 0
	mov	r0, #0
	mov	r1, #0
	mcrr	p15, 4, r0, r1, c14		/* CNTVOFF */
	mrc	p15, 0, r0, c0, c0, 0		/* MIDR, MPIDR as PL1 sees them */
	mcr	p15, 4, r0, c0, c0, 0
	mrc	p15, 0, r0, c0, c0, 5
	mcr	p15, 4, r0, c0, c0, 5
	mov	r0, #(MODE_SVC | MASKED)
	orr	r0, r0, #0x100
	msr	spsr_cxsf, r0
	adr	r0, 2f
	msr	elr_hyp, r0
	eret

2:	msr	cpsr_c, #(MODE_SVC | MASKED)
	setend	le
	mrc	p15, 0, r0, c0, c0, 5		/* MPIDR: which core of the cluster */
	ands	r0, r0, #0xff
	bne	hal_secondary

	/* Caches and MMU off, whatever the firmware left (B2.2.4, B4.1.130). */
	mrc	p15, 0, r0, c1, c0, 0
	bic	r0, r0, #(1 << 0 | 1 << 2)
	bic	r0, r0, #(1 << 11 | 1 << 12)
	bic	r0, r0, #(1 << 13)		/* V: vectors where VBAR says */
	bic	r0, r0, #(1 << 28 | 1 << 29)	/* TRE, AFE */
	bic	r0, r0, #(1 << 24 | 1 << 25)	/* VE, EE: vectors of our own, little-endian */
	bic	r0, r0, #(1 << 30)		/* TE: exceptions in ARM state */
	bic	r0, r0, #(1 << 19 | 1 << 20)	/* WXN, UWXN: the tables say what is executable */
	bic	r0, r0, #(1 << 1)		/* A */
	mcr	p15, 0, r0, c1, c0, 0
	isb
	/* Before caches are on: the core takes part in coherency (A15 TRM 4.3.28, A9 TRM 4.3.10). */
	mrc	p15, 0, r0, c1, c0, 1		/* ACTLR */
	tst	r0, #(1 << 6)			/* SMP; Non-secure code may find it read-only */
	orreq	r0, r0, #(1 << 6)
	mcreq	p15, 0, r0, c1, c0, 1
	isb

	/* At the right place? */
	adr	r4, _start
	ldr	r5, =BOARD_RAM_BASE + LAYOUT_IMAGE
	cmp	r4, r5
	bne	hal_misplaced
	ldr	r4, =BOARD_RAM_BASE
	add	sp, r4, #LAYOUT_CPU		/* the stack, by physical address */
	bl	hal_caches_empty
	mov	r0, r4
	bl	hal_early_tables		/* C, position independent */

	mov	r0, #0
	mcr	p15, 0, r0, c8, c7, 0		/* TLBIALL */
	mcr	p15, 0, r0, c7, c5, 0		/* ICIALLU */
	mcr	p15, 0, r0, c7, c5, 6		/* BPIALL */
	mcr	p15, 0, r0, c2, c0, 2		/* TTBCR: N = 0 */
	mcr	p15, 0, r0, c13, c0, 1		/* CONTEXTIDR */
	add	r1, r4, #LAYOUT_TABLE
	orr	r1, r1, #BOARD_TTBR_WALK
	mcr	p15, 0, r1, c2, c0, 0
	mcr	p15, 0, r1, c2, c0, 1
	ldr	r0, =0x40000001			/* DACR: client of domains 15 and 0 */
	mcr	p15, 0, r0, c3, c0, 0
	dsb
	isb
	mrc	p15, 0, r0, c1, c0, 0
	orr	r0, r0, #(1 << 0 | 1 << 2)	/* M, C */
	orr	r0, r0, #(1 << 11 | 1 << 12)	/* Z, I */
	mcr	p15, 0, r0, c1, c0, 0
	isb
	ldr	pc, =4f				/* from here on in the window */

4:	ldr	r0, =hal_vectors
	mcr	p15, 0, r0, c12, c0, 0		/* VBAR */
	ldr	r5, =WINDOW_BASE + LAYOUT_CPU
	mcr	p15, 0, r5, c13, c0, 4		/* TPIDRPRW */
	ldr	r0, =hal_mode_words
	cps	#MODE_UND
	mov	sp, r0
	cps	#MODE_ABT
	add	sp, r0, #4
	cps	#MODE_IRQ
	add	sp, r0, #8
	cps	#MODE_SVC
	mov	sp, r5
	mrc	p15, 0, r0, c1, c0, 2		/* CPACR: VFP and NEON for all; FPEXC decides */
	orr	r0, r0, #(0xf << 20)
	bic	r0, r0, #(3 << 30)		/* D32DIS, ASEDIS */
	mcr	p15, 0, r0, c1, c0, 2
	isb
	mov	r0, #0
	vmsr	fpexc, r0
	/*
	 * Nothing of the processor's is a channel between threads, or a clock beside the kernel's.
	 * (A counter that only some processors have is closed by timer_generic.c.)
	 */
	mcr	p15, 0, r0, c9, c14, 0		/* PMUSERENR: no cycle counter for user code */
	mrc	p15, 0, r1, c0, c1, 0		/* ID_PFR0: is there ThumbEE? */
	tst	r1, #0xf000
	movne	r1, #1
	mcrne	p14, 6, r1, c0, c0, 0		/* TEECR.XED: TEEHBR is not user code's */
	mrc	p14, 0, r1, c0, c0, 0		/* DBGDIDR.Version: 3 and 5 have all CP14 registers */
	ubfx	r1, r1, #16, #4
	cmp	r1, #3
	cmpne	r1, #5
	mrceq	p14, 0, r1, c0, c2, 2		/* DBGDSCRext */
	orreq	r1, r1, #(1 << 12)		/* UDCCdis: nor the debug channel (C11.11.20) */
	mcreq	p14, 0, r1, c0, c2, 2
	/* What aborted before us, and was not waited for, is taken now and forgotten (vectors.S). */
	dsb
	cpsie	a
	isb
#ifdef HAL_BENCH
	/* Counting instructions: the cycle counter on, and user code may read it (C12.8). */
	mrc	p15, 0, r1, c9, c12, 0		/* PMCR: E, cycles not divided */
	bic	r1, r1, #(1 << 3)
	orr	r1, r1, #1
	mcr	p15, 0, r1, c9, c12, 0
	mov	r1, #(1 << 31)
	mcr	p15, 0, r1, c9, c12, 1		/* PMCNTENSET */
	mov	r1, #1
	mcr	p15, 0, r1, c9, c14, 0		/* PMUSERENR.EN */
#endif
	mov	r0, r9
	b	hal_main

/*
 * Empty all levels of data cache by set and way, and the instruction cache (B2.2.6). If the data
 * cache was on (r12: SCTLR), it may hold the only copy of what was loaded, us included: it is
 * written back; if it was off, the first level may hold anything, as after a reset, and is forgotten.
 * Outer levels are shared with others, and always written back. Uses r0-r3, r5-r8, r10, r11.
 */
hal_caches_empty:
	mcr	p15, 0, r0, c7, c5, 0
	mrc	p15, 1, r0, c0, c0, 1		/* CLIDR */
	mov	r10, #0				/* level << 1 */
1:	add	r2, r10, r10, lsr #1
	lsr	r1, r0, r2
	and	r1, r1, #7
	cmp	r1, #2
	blo	4f				/* no data cache at this level */
	mcr	p15, 2, r10, c0, c0, 0		/* CSSELR */
	isb
	mrc	p15, 1, r1, c0, c0, 0		/* CCSIDR */
	and	r2, r1, #7
	add	r2, r2, #4			/* log2 of the line */
	ubfx	r3, r1, #3, #10			/* ways - 1 */
	clz	r5, r3
	ubfx	r7, r1, #13, #15		/* sets - 1 */
2:	mov	r8, r3
3:	lsl	r6, r8, r5
	orr	r6, r6, r10
	lsl	r11, r7, r2
	orr	r6, r6, r11
	tst	r12, #(1 << 2)
	cmpeq	r10, #0
	mcreq	p15, 0, r6, c7, c6, 2		/* DCISW */
	mcrne	p15, 0, r6, c7, c14, 2		/* DCCISW */
	subs	r8, r8, #1
	bge	3b
	subs	r7, r7, #1
	bge	2b
4:	add	r10, r10, #2
	cmp	r10, #14
	blo	1b
	dsb
	isb
	bx	lr

/* Words before there is memory, by physical address; then wait for ever. r2: the text. */
hal_misplaced:
	adr	r2, 7f
	b	2f
/* A core that nobody asked for. They speak one after the other. */
hal_secondary:
	lsl	r0, r0, #20
1:	subs	r0, r0, #1
	bne	1b
	adr	r2, 8f
2:	ldr	r1, =BOARD_UART
	ldr	r3, =0x301			/* UARTCR: on, whatever it was */
	str	r3, [r1, #0x30]
3:	ldrb	r0, [r2], #1
	cmp	r0, #0
	beq	5f
4:	ldr	r3, [r1, #0x18]			/* UARTFR: TXFF */
	tst	r3, #0x20
	bne	4b
	str	r0, [r1]
	b	3b
5:	wfi
	b	5b
7:	.asciz	"pith: the kernel is not where it was linked for: load it 64 KB behind the start of RAM\r\n"
8:	.asciz	"pith: a second core has started, and waits: the kernel runs on one\r\n"
	.balign	4
	.ltorg
