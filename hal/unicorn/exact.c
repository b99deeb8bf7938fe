/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Block by block, until the last instruction lies in the block that comes next: then an
 * undefined one stands behind it while that block runs. Nobody else runs meanwhile, so nobody
 * else can meet it.
 */
#include "exact.h"

#include <string.h>
#include "access.h"
#include "walk.h"

enum {
	BLOCK_MOST = 512, /* instructions: see block.h */
	UNDEFINED_ARM = (int)0xe7f000f0,
	UNDEFINED_THUMB = 0xde00,
};

/* What stands where an instruction was. */
struct mark {
	uint8_t *at; /* NULL: there is none */
	uint32_t vaddr, paddr, size;
	uint8_t kept[4];
};

/* Where the instruction stands that is `count` behind pc, if none branches; 0: in another page. */
static uint32_t address_behind(const struct bus *bus, const struct context *context, uint32_t count)
{
	uint32_t at = context->pc;
	uint16_t first;

	for (; count; count--) {
		if (!(context->cpsr & CPSR_THUMB))
			at += 4;
		else if (access_code(bus, context->ttbr0, context->dacr, at, &first, 1))
			at += thumb_is_wide(first) ? 4 : 2;
		else
			return 0;
		if ((at ^ context->pc) / BUS_PAGE)
			return 0;
	}
	return at;
}

static void put_mark(struct mark *mark, struct engine *engine, const struct bus *bus,
    const struct context *context, uint32_t count)
{
	bool thumb = context->cpsr & CPSR_THUMB;
	uint32_t undefined = thumb ? UNDEFINED_THUMB : (uint32_t)UNDEFINED_ARM;
	struct walk w;

	*mark = (struct mark){.size = thumb ? 2 : 4};
	mark->vaddr = address_behind(bus, context, count);
	if (!mark->vaddr)
		return;
	w = walk(bus, context->ttbr0, context->dacr, mark->vaddr, WALK_EXECUTE, true);
	if (w.status != WALK_OK || w.kind != BUS_MEMORY)
		return;
	mark->paddr = w.paddr;
	mark->at = bus_memory(bus, w.paddr, mark->size);
	memcpy(mark->kept, mark->at, mark->size);
	memcpy(mark->at, &undefined, mark->size);
	engine_icache_sync(engine, mark->paddr, mark->size);
}

static void take_mark(struct mark *mark, struct engine *engine)
{
	if (!mark->at)
		return;
	memcpy(mark->at, mark->kept, mark->size);
	engine_icache_sync(engine, mark->paddr, mark->size);
}

bool exact_run(struct engine *engine, const struct bus *bus, struct clock *clock,
    struct context *context, struct vfp_state *vfp, uint64_t count, uint64_t until,
    struct trap *trap)
{
	uint64_t end = clock->now + count;
	struct mark mark;
	bool good;

	do {
		uint64_t left = end - clock->now;

		if (left > BLOCK_MOST) {
			uint64_t near = end - BLOCK_MOST;

			good = engine_run(engine, context, vfp, near < until ? near : until, trap);
			continue;
		}
		put_mark(&mark, engine, bus, context, (uint32_t)left);
		good = engine_run(engine, context, vfp, clock->now + 1, trap);
		take_mark(&mark, engine);
		if (good && mark.at && trap->kind == TRAP_UNDEFINED && context->pc == mark.vaddr)
			*trap = (struct trap){.kind = TRAP_TICK};
	} while (good && trap->kind == TRAP_TICK && clock->now < end && clock->now < until);
	return good;
}
