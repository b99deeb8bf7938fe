/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which instance runs a thread, what has to go into it first, and what its
 * stop means for the kernel. The clock is put right here: a block that a trap left in the
 * middle was counted as a whole.
 */
#include "engine.h"

#include <stdlib.h>
#include <string.h>
#include "access.h"
#include "instance.h"
#include "walk.h"

/* QEMU's numbers of exceptions (target/arm/cpu.h), as the interrupt hook gets them. */
enum {
	EXCEPTION_UNDEFINED = 1,
	EXCEPTION_CALL = 2,
	EXCEPTION_ALIGNMENT = 4,
	EXCEPTION_BREAKPOINT = 7
};

/* So many instances are opened as soon as there are as many spaces; each further one when the
 * pool was too small so often that opening it (some 5 ms) would have been cheaper. */
enum { INSTANCES_AT_ONCE = 4, ADOPTIONS_TO_GROW = 4000 };

struct engine {
	const struct bus *bus;
	struct clock *clock;
	uint32_t instances;
	uint32_t open; /* opened so far, on first need */
	uint64_t turn; /* counts runs, for the least recently used */
	/* The thread that ran last and its space: if it goes on there, an instance still has it. */
	const struct context *last;
	uint32_t last_ttbr0, last_dacr;
	uint64_t instructions;
	uint64_t adoptions;
	uint64_t grow_at; /* adoptions */
	const char *error;
	struct instance instance[ENGINE_INSTANCES_MAX];
};

struct engine *engine_new(
    const struct bus *bus, struct clock *clock, uint32_t instances, const char **why)
{
	struct engine *engine = calloc(1, sizeof(*engine));

	if (!engine) {
		*why = "out of memory";
		return 0;
	}
	engine->bus = bus;
	engine->clock = clock;
	engine->instances = instances < 1		       ? 1
			    : instances > ENGINE_INSTANCES_MAX ? ENGINE_INSTANCES_MAX
							       : instances;
	if (!instance_open(&engine->instance[0], bus, clock, why)) {
		free(engine);
		return 0;
	}
	engine->open = 1;
	return engine;
}

void engine_free(struct engine *engine)
{
	if (!engine)
		return;
	for (uint32_t i = 0; i < engine->open; i++)
		instance_close(&engine->instance[i]);
	free(engine);
}

const char *engine_error(const struct engine *engine)
{
	return engine->error;
}

struct engine_statistics engine_statistics(const struct engine *engine)
{
	struct engine_statistics statistics = {
	    .instructions = engine->instructions,
	    .adoptions = engine->adoptions,
	};

	for (uint32_t i = 0; i < engine->open; i++) {
		statistics.tlb_fills += engine->instance[i].fills;
		statistics.recycled += engine->instance[i].recycled;
	}
	return statistics;
}

/* --- Choosing an instance --------------------------------------------------------------- */

static bool holds(const struct instance *instance, const struct context *context)
{
	return instance->resident && instance->ttbr0 == context->ttbr0 &&
	       instance->dacr == context->dacr;
}

/* The instance that has the context's space, or the one that waited longest. 0: error. */
static struct instance *choose(struct engine *engine, const struct context *context)
{
	struct instance *oldest = &engine->instance[0];

	for (uint32_t i = 0; i < engine->open; i++) {
		struct instance *instance = &engine->instance[i];

		if (holds(instance, context))
			return instance;
		if (!instance->resident)
			instance->used = 0;
		if (instance->used < oldest->used)
			oldest = instance;
	}
	if (oldest->resident && engine->open < engine->instances &&
	    (engine->open < INSTANCES_AT_ONCE || engine->adoptions >= engine->grow_at)) {
		engine->grow_at = engine->adoptions + ADOPTIONS_TO_GROW;
		oldest = &engine->instance[engine->open];
		if (!instance_open(oldest, engine->bus, engine->clock, &engine->error))
			return 0;
		engine->open++;
	}
	engine->adoptions++;
	instance_adopt(oldest, context->ttbr0, context->dacr);
	return oldest;
}

/* --- What a stop means --------------------------------------------------------------------- */

/*
 * LDRD whose first register is its base, across a border: the emulator has loaded that
 * register before the second word fails, and could not repeat the instruction. The base is put
 * back: the first word was the last one before the failing page (it is aligned, or
 * the architecture wants an alignment fault), and what it holds is what the register has now.
 */
static void restore_base(
    const struct instance *instance, struct context *context, struct access *access)
{
	uint32_t page = instance->abort.page;
	struct walk w;
	uint32_t word;

	if (!access->dual || access->store || access->base != ACCESS_NO_REGISTER)
		return;
	w = walk(instance->bus, context->ttbr0, context->dacr, page - 4, WALK_READ, true);
	if (w.status != WALK_OK || w.kind != BUS_MEMORY)
		return;
	memcpy(&word, bus_memory(instance->bus, w.paddr, sizeof(word)), sizeof(word));
	if (context->cpsr & CPSR_BIG_ENDIAN)
		word = __builtin_bswap32(word);
	if (word != context->r[access->reg[0]] || access->address == page - 4)
		return;
	/* If the first register is not the base, moving it does not move the address. */
	context->r[access->reg[0]] += page - 4 - access->address;
	*access = access_at(instance->bus, context);
	if (access->address != page - 4) {
		context->r[access->reg[0]] = word;
		*access = access_at(instance->bus, context);
	}
}

static void data_abort(const struct instance *instance, struct context *context, struct trap *trap)
{
	struct access access = access_at(instance->bus, context);
	uint32_t page = instance->abort.page;

	restore_base(instance, context, &access);

	trap->kind = instance->abort.status == WALK_OK ? TRAP_DEVICE : TRAP_DATA;
	trap->status = instance->abort.status;
	trap->access = instance->abort.access;
	/* All accesses ascend: what fails in a page that is not the first fails at its start. */
	trap->address = page;
	if (access.kind != ACCESS_NONE && ((access.address ^ page) & -(uint32_t)BUS_PAGE) == 0)
		trap->address = access.address;
	/* An emulated STREX looks before it stores; to the architecture it is a store. */
	if (access.store && trap->access == WALK_READ) {
		trap->access = WALK_WRITE;
		if (trap->status != WALK_OK)
			trap->status |= FSR_WRITE;
	}
}

static void prefetch_abort(
    const struct instance *instance, const struct context *context, struct trap *trap)
{
	uint32_t page = instance->abort.page;

	trap->kind = TRAP_PREFETCH;
	trap->status = instance->abort.status == WALK_OK ? FAULT_EXTERNAL : instance->abort.status;
	trap->access = WALK_EXECUTE;
	/* The second half of a Thumb instruction may be in the next page. */
	trap->address = ((context->pc ^ page) & -(uint32_t)BUS_PAGE) == 0 ? context->pc : page;
}

static void alignment_fault(
    const struct instance *instance, struct context *context, struct trap *trap)
{
	struct access access = access_at(instance->bus, context);

	trap->kind = TRAP_ALIGNMENT;
	trap->address = access.address;
	trap->access = access.store ? WALK_WRITE : WALK_READ;
	trap->status = FAULT_ALIGNMENT | (access.store ? FSR_WRITE : 0);
}

static bool exception(struct engine *engine, const struct instance *instance,
    struct context *context, struct trap *trap)
{
	switch (instance->exception) {
	case EXCEPTION_CALL:
		trap->kind = TRAP_CALL;
		return true;
	case EXCEPTION_UNDEFINED:
		trap->kind = TRAP_UNDEFINED;
		return true;
	case EXCEPTION_BREAKPOINT:
		trap->kind = TRAP_BREAKPOINT;
		trap->status = FAULT_DEBUG;
		return true;
	case EXCEPTION_ALIGNMENT:
		alignment_fault(instance, context, trap);
		return true;
	default:
		engine->error = "the emulator raised an exception that user code cannot raise";
		return false;
	}
}

static bool classify(struct engine *engine, const struct instance *instance,
    struct context *context, struct trap *trap)
{
	*trap = (struct trap){0};
	switch (instance->stop) {
	case STOP_EXCEPTION:
		return exception(engine, instance, context, trap);
	case STOP_ABORT:
		if (instance->abort.access == WALK_EXECUTE)
			prefetch_abort(instance, context, trap);
		else
			data_abort(instance, context, trap);
		return true;
	case STOP_LIMIT:
		trap->kind = TRAP_TICK;
		return true;
	case STOP_WFI:
		trap->kind = TRAP_WAIT;
		return true;
	default:
		trap->kind = TRAP_HINT;
		return true;
	}
}

/* --- Running --------------------------------------------------------------------------------- */

bool engine_run(struct engine *engine, struct context *context, struct vfp_state *vfp,
    uint64_t until, struct trap *trap)
{
	struct instance *instance = choose(engine, context);
	bool uses_vfp = vfp && (context->fpexc & FPEXC_EN);
	uint64_t started = engine->clock->now;
	uint32_t charged, done;
	bool thumb = context->cpsr & CPSR_THUMB;

	if (!instance)
		return false;
	instance->used = ++engine->turn;
	if (engine->last != context || engine->last_ttbr0 != context->ttbr0 ||
	    engine->last_dacr != context->dacr) {
		instance_clean(instance);
		if (uses_vfp)
			instance_load_vfp(instance, vfp);
	}
	engine->last = context;
	engine->last_ttbr0 = context->ttbr0;
	engine->last_dacr = context->dacr;
	instance_load(instance, context);

	if (!instance_run(instance, context->pc | thumb, until)) {
		engine->error = instance->error;
		return false;
	}

	instance_save(instance, context);
	if (uses_vfp)
		instance_save_vfp(instance, vfp);
	if (!classify(engine, instance, context, trap))
		return false;
	/* A fetch fails between two blocks, a limit is noticed there: nothing is left undone. */
	if (trap->kind != TRAP_PREFETCH && trap->kind != TRAP_TICK) {
		done = instance_done(instance, context->pc, &charged);
		engine->clock->now -= charged - done;
	}
	engine->instructions += engine->clock->now - started;
	return true;
}

/* --- Forgetting ------------------------------------------------------------------------------ */

void engine_forget(struct engine *engine, const struct context *context)
{
	if (engine->last == context)
		engine->last = 0;
}

void engine_flush(struct engine *engine, uint32_t vaddr, uint32_t bits)
{
	for (uint32_t i = 0; i < engine->open; i++)
		instance_flush(&engine->instance[i], vaddr, bits);
}

void engine_flush_space(struct engine *engine, uint32_t ttbr0)
{
	for (uint32_t i = 0; i < engine->open; i++)
		if (engine->instance[i].ttbr0 == ttbr0)
			instance_flush_all(&engine->instance[i]);
}

void engine_flush_all(struct engine *engine)
{
	for (uint32_t i = 0; i < engine->open; i++)
		instance_flush_all(&engine->instance[i]);
}

void engine_icache_sync(struct engine *engine, uint32_t paddr, uint32_t length)
{
	for (uint32_t i = 0; length && i < engine->open; i++)
		instance_icache_sync(&engine->instance[i], paddr, length);
}

void engine_reset(struct engine *engine)
{
	engine->last = 0;
	for (uint32_t i = 0; i < engine->open; i++)
		instance_icache_sync(&engine->instance[i], 0, 0);
}
