/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A processor on a bench: memory, page tables made by hand, the pieces of code
 * of code.S mapped in every space, and an engine. No kernel.
 */
#ifndef PITH_TESTS_HAL_RIG_H
#define PITH_TESTS_HAL_RIG_H

#include "hal/armv7/context.h"
#include "hal/armv7/pagetable.h"
#include "hal_code.h"
#include "bus.h"
#include "clock.h"
#include "engine.h"
#include "walk.h"

enum {
	RIG_RAM = 0x80000000,
	RIG_RAM_SIZE = 32 << 20,
	RIG_CODE = 0x00010000,	  /* code.S, readable and executable, in every space */
	RIG_DATA = 0x00210000,	  /* two pages, readable and writable */
	RIG_CONST = 0x00220000,	  /* one page, readable */
	RIG_NOTHING = 0x00500000, /* not mapped, nor are its neighbours */
	RIG_PATIENCE = 1000000,	  /* instructions until a run is a tick */
	R = WALK_READ,
	W = WALK_WRITE,
	X = WALK_EXECUTE,
};

struct rig {
	struct bus bus;
	struct clock clock;
	struct engine *engine;
	uint8_t *ram;
	uint32_t next; /* first free physical address */
	uint32_t code; /* physical, of code.S */
};

/* With so many instances in the engine; 0: no engine. */
void rig_set_up(struct rig *rig, uint32_t instances);
void rig_tear_down(struct rig *rig);

/* Zeroed physical memory, 2^bits bytes. */
uint32_t rig_allocate(struct rig *rig, uint32_t bits);
uint32_t *rig_word(struct rig *rig, uint32_t paddr);

/* A space with the pages above: its TTBR0. */
uint32_t rig_space(struct rig *rig);
/* Map 2^bits bytes (a size of pagetable_sizes) of normal memory in domain 0; rights 0: unmap. */
void rig_map(struct rig *rig, uint32_t ttbr0, uint32_t vaddr, uint32_t paddr, uint32_t bits,
    uint32_t rights);
/* Where vaddr is mapped; the test fails if it is not. */
uint32_t rig_where(struct rig *rig, uint32_t ttbr0, uint32_t vaddr);

/* A thread at a label of code.S, given as an offset; labels that begin with t_ are Thumb. */
struct context rig_thread(uint32_t ttbr0, uint32_t offset, bool thumb);
#define THREAD(ttbr0, label) rig_thread(ttbr0, CODE_##label, #label[0] == 't' && #label[1] == '_')

/* Run it to its next trap, at most RIG_PATIENCE. */
struct trap rig_run(struct rig *rig, struct context *context);
struct trap rig_run_vfp(struct rig *rig, struct context *context, struct vfp_state *vfp);

#endif
