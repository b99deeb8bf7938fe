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
/* Where they read the script and write the log: a megabyte, the same in all Spaces. */
#define STUB_DATA   0x00500000
#define STUB_STATE  0 /* in it: struct stub_state */
#define STUB_SCRIPT 0x1000
#define STUB_LOG    0x80000
#define STUB_SIZE   0x100000

/* struct stub_state */
#define STATE_NEXT 0 /* address of the next step */
#define STATE_LOG  4 /* address of the next log record */
#define STATE_R1   8

/* struct script_step: registers r0-r12, sp, lr, pc */
#define STEP_PC	    60
#define STEP_BUFFER 64 /* address of the thread's IPC buffer; 0: it has none */
#define STEP_WRITES 68 /* number of pairs behind: offset in the buffer, word */
#define STEP_TOUCHES \
	72 /* TOUCHES pairs: an address to read, 0: none; a word to write there, 0: none */
#define STEP_SIZE 200

/* struct log_record */
#define LOG_R2	    0 /* up to lr */
#define LOG_R0	    52
#define LOG_R1	    56
#define LOG_CPSR    60
#define LOG_TLS	    64
#define LOG_TOUCHED 68
#define LOG_BUFFER  (LOG_TOUCHED + TOUCHES * 4)
#define LOG_SIZE    (LOG_BUFFER + BUFFER_WORDS * 4)

#define BUFFER_WORDS 72
#define TOUCHES	     4

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

/*
 * A step: what the thread that takes it must look like (the result of its call before), and
 * what it does. `writes` pairs follow, so that steps have no fixed size.
 */
struct script_step {
	uint32_t registers[SCRIPT_STEP_REGISTERS];
	uint32_t buffer;
	uint32_t writes;
	struct script_touch {
		uint32_t address, word;
	} touches[TOUCHES];
	uint32_t any;	      /* bit n: register n may be anything */
	uint32_t physical;    /* bit n: register n is an address in the world's memory */
	uint32_t buffer_hash; /* 0: anything may be in the buffer */
	uint32_t expected[SCRIPT_REGISTERS];
	uint32_t touched[TOUCHES]; /* what is read */
};

struct script_program {
	uint32_t size;	/* bytes, with the steps that follow */
	uint32_t steps; /* with the last, which is to rest */
	uint32_t taken; /* so many of them are taken: all but the last if everybody waits */
	uint32_t reserved;
};

struct script {
	uint32_t magic;
	uint32_t programs;
	/* Physical addresses of the world's memory, RAM and devices, where this was foretold. */
	uint32_t ram;
	uint32_t devices;
};

struct stub_state {
	uint32_t next;
	uint32_t log;
	uint32_t r1;
};

struct log_record {
	uint32_t r2_lr[13];
	uint32_t r0, r1, cpsr, tls;
	uint32_t touched[TOUCHES];
	uint32_t buffer[BUFFER_WORDS];
};
#endif

#endif
