/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One instance of Unicorn, set up as a Cortex-A15 in user mode with our walker as
 * its MMU: registers in and out, running to the next trap, counting instructions, its
 * translation buffer and its TLB. Which thread and space it runs is engine.c's
 * matter. Nothing here knows the kernel.
 */
#ifndef PITH_HAL_UNICORN_INSTANCE_H
#define PITH_HAL_UNICORN_INSTANCE_H

#include <stdbool.h>
#include <stdint.h>
#include <unicorn/unicorn.h>
#include "bus.h"
#include "clock.h"
#include "hal/armv7/context.h"

enum {
	INSTANCE_BLOCKS = 8192,
	INSTANCE_PENDING = 4, /* pages to flush that are remembered one by one */
	INSTANCE_CLEAN_REGISTERS = 20,
};

/* Registers as the batch functions of Unicorn want them. */
enum instance_register {
	INSTANCE_CPSR = 15,
	INSTANCE_TPIDRURW,
	INSTANCE_PC, /* read only: it is set when a run starts */
	INSTANCE_READ,
	INSTANCE_TPIDRURO = INSTANCE_READ,
	INSTANCE_FPEXC,
	INSTANCE_REGISTERS,
};

/* Why a run stopped. */
enum instance_stop {
	STOP_WFI,	/* no hook was called: WFI, behind it */
	STOP_LIMIT,	/* before the block at pc */
	STOP_EXCEPTION, /* `exception` holds QEMU's number */
	STOP_HINT,	/* WFE, YIELD; behind it */
	STOP_ABORT,	/* the walk failed or found a device: see `abort` */
	STOP_RECYCLE,	/* the translation buffer is full enough: internal */
};

/* What a block seen before is worth: see struct block_info. */
struct instance_block {
	uint64_t key; /* address, size, generation, UNCERTAIN: see instance.c */
	int32_t count;
	bool thumb;
	bool switches;
};

struct instance {
	/* Hot: used for every block of instructions. `left` counts down to `limit` of the clock. */
	uint64_t key;  /* what a known, certain block of size and address 0 would have */
	int32_t left;  /* GUARD_INTERVAL at the most */
	uint32_t last; /* address of the block started last in this run, or NO_BLOCK */
	struct instance_block blocks[INSTANCE_BLOCKS]; /* direct-mapped */

	uc_engine *uc;
	uc_context *clean; /* as after reset, in user mode, nothing of any thread */
	const struct bus *bus;
	struct clock *clock;

	uint64_t limit;	     /* where block_slow takes a look */
	bool tainted;	     /* Unicorn would translate otherwise: cleanse first, see instance.c */
	uint64_t code_pages; /* bit (page number % 64) of pages with known blocks */

	/* The address space whose translations it holds. */
	uint32_t ttbr0;
	uint32_t dacr;
	bool resident;			    /* these two are valid */
	bool flush_all;			    /* before the next run */
	uint32_t pending[INSTANCE_PENDING]; /* pages to flush before the next run */
	uint32_t pendings;
	uint64_t used; /* for the pool: when it ran last */

	/* One run. */
	uint64_t until; /* the caller's limit */
	bool started_thumb;
	enum instance_stop stop;
	uint32_t exception;
	uint32_t fetching; /* physical page answered for icache_sync and cleanse, 0: none */
	struct {
		uint32_t page;	 /* of the address */
		uint32_t access; /* WALK_* */
		uint32_t status; /* FSR, WALK_OK: it is a device */
	} abort;

	/* What the registers of the instance hold, by enum instance_register. */
	uint32_t value[INSTANCE_REGISTERS];

	/* Guard of the translation buffer, and which frames may have been translated. */
	const uint64_t *guard;
	uint8_t *translated[BUS_MEMORIES]; /* a bit a page of each memory */
	const char *error;		   /* Unicorn failed: what it says */
	uint64_t fills;			   /* for statistics: TLB refills */
	uint64_t recycled;		   /* times */
};

/* Open; all memories must be in the bus already. On failure false, and *why. */
bool instance_open(
    struct instance *instance, const struct bus *bus, struct clock *clock, const char **why);
void instance_close(struct instance *instance);
/* Close and open again: an empty translation buffer; everything else as before. */
bool instance_recycle(struct instance *instance);

/* Forget the thread: registers, VFP, exclusive monitor as after reset. */
void instance_clean(struct instance *instance);
/* Make the registers those of the context. */
void instance_load(struct instance *instance, const struct context *context);
/* Read r0-lr, cpsr, TPIDRURW and pc into the context. */
void instance_save(struct instance *instance, struct context *context);
void instance_load_vfp(struct instance *instance, const struct vfp_state *vfp);
void instance_save_vfp(struct instance *instance, struct vfp_state *vfp);

/* Run from `pc` (bit 0: Thumb) until a trap or until the clock shows `until`. Returns false if
 * Unicorn itself failed: instance->error. */
bool instance_run(struct instance *instance, uint32_t pc, uint64_t until);

/* How many instructions of the last block were done when pc stands at this address; all, if it
 * is not in the block. Charged: how many were counted. */
uint32_t instance_done(const struct instance *instance, uint32_t pc, uint32_t *charged);

/* The space's translations become those of another space. */
void instance_adopt(struct instance *instance, uint32_t ttbr0, uint32_t dacr);
/* Before the next run: forget the translations of 2^bits bytes at vaddr, or all. */
void instance_flush(struct instance *instance, uint32_t vaddr, uint32_t bits);
void instance_flush_all(struct instance *instance);
/* Forget what was translated from this physical memory; within one page, or all if length is 0. */
void instance_icache_sync(struct instance *instance, uint32_t paddr, uint32_t length);

#endif
