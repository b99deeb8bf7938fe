/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The processor: executes user code until it traps. Behind it is a small pool of
 * emulator instances, because changing the address space of one costs four times a
 * change of instance; which of them runs what is never visible in the result. One
 * processor, so one runs at a time.
 */
#ifndef PITH_HAL_UNICORN_ENGINE_H
#define PITH_HAL_UNICORN_ENGINE_H

#include <stdbool.h>
#include <stdint.h>
#include "bus.h"
#include "clock.h"
#include "trap.h"
#include "hal/armv7/context.h"

struct engine;

enum { ENGINE_INSTANCES_MAX = 16 };

struct engine_statistics {
	uint64_t instructions; /* executed */
	uint64_t tlb_fills;
	uint64_t adoptions; /* an instance changed its address space */
	uint64_t recycled;  /* an instance was renewed */
};

/* `bus` and `clock` are used, and must be complete, until the engine is freed. At most so many
 * instances are opened, when they pay. 0 if that fails: *why says it in words. */
struct engine *engine_new(
    const struct bus *bus, struct clock *clock, uint32_t instances, const char **why);
void engine_free(struct engine *engine);

/*
 * Run the thread of `context` (and of `vfp`, if its FPEXC says that it may use it) until it traps
 * or the clock shows `until`. The clock counts one nanosecond for each instruction executed,
 * neither more nor less. Returns false if the emulator failed: engine_error says how.
 *
 * The exclusive monitor is open after each change of thread and, as on the board, may or may not
 * be after another trap.
 */
bool engine_run(struct engine *engine, struct context *context, struct vfp_state *vfp,
    uint64_t until, struct trap *trap);
const char *engine_error(const struct engine *engine);

/* What is at `context` is another thread now, or its VFP state was changed: nothing that an
 * instance may still hold of it counts. */
void engine_forget(struct engine *engine, const struct context *context);

/* No translation of the 2^bits bytes at vaddr, of the space, or of any stays. */
void engine_flush(struct engine *engine, uint32_t vaddr, uint32_t bits);
void engine_flush_space(struct engine *engine, uint32_t ttbr0);
void engine_flush_all(struct engine *engine);
/* What was written to [paddr, paddr + length), within one page, is what is executed. */
void engine_icache_sync(struct engine *engine, uint32_t paddr, uint32_t length);
/* Memory and threads are all new (a snapshot was restored): keep nothing. */
void engine_reset(struct engine *engine);

struct engine_statistics engine_statistics(const struct engine *engine);

#endif
