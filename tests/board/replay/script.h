/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the host, the component and the stub in the world's threads share: programs for the
 * kernel as the machine plays them. The script and the log are words in memory that all Spaces of
 * the world see; whoever runs takes the next step. Included by assembly, too.
 */
#ifndef PITH_REPLAY_SCRIPT_H
#define PITH_REPLAY_SCRIPT_H

/* Where threads of the world execute the stub: its first instruction is the call. */
#define STUB_CODE 0x00400000
/* A timer's registers (SP804), by which a thread has itself interrupted. */
#define STUB_TIMER 0x004ff000
/* Where they read the script and write the log: a megabyte, the same in all Spaces. */
#define STUB_DATA   0x00500000
#define STUB_STATE  0 /* in it: struct stub_state */
#define STUB_SCRIPT 0x1000
#define STUB_LOG    0x80000
#define STUB_SIZE   0x100000

/* struct stub_state */
#define STATE_NEXT   0
#define STATE_LOG    4
#define STATE_R1     8
#define STATE_TIMER  12
#define STATE_RAISED 16
#define STATE_RESTS  20

/* struct script_step: registers r0-r12, sp, lr, pc */
#define BUFFER_WORDS 72
#define TOUCHES	     4
#define VFP_WORDS    65 /* d0-d31, FPSCR */
#define AT_PC	     60
#define AT_BUFFER    64
#define AT_WRITES    68
#define AT_TOUCHES   72
#define AT_INTERRUPT 104
#define AT_VFP	     112
#define STEP_BYTES   216

/* struct log_record */
#define LOG_R2	    0
#define LOG_R0	    52
#define LOG_R1	    56
#define LOG_CPSR    60
#define LOG_TLS	    64
#define LOG_TOUCHED 68
#define LOG_BUFFER  84
#define LOG_VFP	    372
#define LOG_SIZE    (LOG_VFP + VFP_WORDS * 4)

#define VFP_FPSCR 0xa0000000 /* what a thread leaves in FPSCR */

/* Instructions of the stub that a step goes on at; the call is the first. Those that fault have
 * the address in r12. */
#define STUB_RESUMED	4 /* where a thread stands after its call */
#define STUB_READ	8
#define STUB_WRITE	16
#define STUB_EXECUTE	24
#define STUB_UNDEFINED	32
#define STUB_BREAKPOINT 40
#define STUB_MISALIGNED 48
#define STUB_REST	56 /* nothing more is to be done */

#define SCRIPT_MAGIC 0x79616c70 /* "play" */

#ifndef __ASSEMBLER__
#include <stdint.h>

/* Registers: r0-r12, sp, lr, and of a step the pc, of what is expected CPSR and TPIDRURO. */
enum {
	SCRIPT_SP = 13,
	SCRIPT_LR = 14,
	SCRIPT_PC = 15,
	SCRIPT_CPSR = 15,
	SCRIPT_TLS = 16,
	SCRIPT_STEP_REGISTERS = 16,
	SCRIPT_REGISTERS = 17,
};

/* The world's line interrupts: the thread that takes the step; or nobody runs, and no thread takes
 * it. */
enum script_interrupt { SCRIPT_NONE, SCRIPT_INTERRUPTED, SCRIPT_IDLE };

/* Memory is read and, if the word is not 0, then written. */
struct script_touch {
	uint32_t address; /* 0: none */
	uint32_t word;
};

/*
 * A step: what the thread that takes it must look like (the result of its call before), and
 * what it does. Pairs follow, of an offset in its buffer and the word to write there, so that
 * steps have no fixed size.
 */
struct script_step {
	uint32_t registers[SCRIPT_STEP_REGISTERS];
	uint32_t buffer; /* address of the thread's IPC buffer; 0: it has none */
	uint32_t writes; /* pairs that follow */
	struct script_touch touches[TOUCHES];
	uint32_t interrupt;   /* enum script_interrupt */
	uint32_t line;	      /* 1: r2 is the number of an interrupt line */
	uint32_t vfp;	      /* 1: the thread has VFP registers */
	uint32_t vfp_from;    /* they are what the record with this number begins with; ~0: zero */
	uint32_t any;	      /* bit n: register n may be anything */
	uint32_t physical;    /* bit n: register n is an address in the world's memory */
	uint32_t buffer_hash; /* 0: anything may be in the buffer */
	uint32_t expected[SCRIPT_REGISTERS];
	uint32_t touched[TOUCHES]; /* what is read */
};

struct script_program {
	uint32_t size;	/* bytes, with the steps that follow */
	uint32_t steps; /* with the last, which is to rest */
	uint32_t rests; /* 1: a thread takes the last; 0: all wait */
};

struct script {
	uint32_t magic;
	uint32_t programs;
	/* Physical addresses of the world's memory, RAM and devices, where this was foretold. */
	uint32_t ram;
	uint32_t devices;
};

struct stub_state {
	uint32_t next; /* address of the next step */
	uint32_t log;  /* address of the next log record */
	uint32_t r1;
	uint32_t timer;	 /* STUB_TIMER; 0: there is none */
	uint32_t raised; /* the timer was set, and nobody has taken a step since */
	uint32_t rests;	 /* not 0: the last step is taken */
};

struct log_record {
	uint32_t r2_lr[13];
	uint32_t r0, r1, cpsr, tls;
	uint32_t touched[TOUCHES];
	uint32_t buffer[BUFFER_WORDS];
	uint32_t vfp[VFP_WORDS];
};
#endif

#endif
