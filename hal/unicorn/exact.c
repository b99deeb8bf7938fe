/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Block by block, until the last instruction lies in the block that comes next: then an
 * undefined one stands behind it while that block runs. Nobody else runs meanwhile, so nobody
 * else can meet it; and it is put within a block only, where no data are.
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

/* May go on elsewhere: the block ends with it, and what is behind it may be data that the block
 * reads. Every instruction that writes the pc (ARM ARM A5, A6). */
static bool arm_leaves(uint32_t instruction)
{
	if (instruction >> 28 == 15) /* BLX */
		return (instruction & 0x0e000000) == 0x0a000000;
	if ((instruction & 0x0fffffd0) == 0x012fff10) /* BX, BLX */
		return true;
	if ((instruction & 0x0c00f000) == 0x0000f000) /* data processing; not hints, MSR */
		return (instruction & 0x01900000) != 0x01000000;
	if ((instruction & 0x0c10f000) == 0x0410f000) /* LDR; not SDIV and its like */
		return (instruction & 0x02000010) != 0x02000010;
	return (instruction & 0x0e000000) == 0x0a000000 || /* B, BL */
	       (instruction & 0x0f000000) == 0x0f000000 || /* SVC */
	       (instruction & 0x0e108000) == 0x08108000;   /* LDM */
}

static bool thumb_leaves(uint16_t first, uint16_t second)
{
	if (thumb_is_wide(first))
		return ((first & 0xf800) == 0xf000 && second & 0x8000 && /* B, BL, BLX; not MSR */
			   (second & 0x5000 || (first & 0x0380) != 0x0380)) ||
		       ((first & 0xfe50) == 0xe810 && second & 0x8000) ||	      /* LDM */
		       ((first & 0xfff0) == 0xe8d0 && (second & 0xf000) == 0xf000) || /* TBB */
		       ((first & 0xff70) == 0xf850 && (second & 0xf000) == 0xf000);   /* LDR */
	return (first & 0xf000) == 0xd000 || (first & 0xf800) == 0xe000 ||	      /* B, SVC */
	       (first & 0xf500) == 0xb100 || (first & 0xff00) == 0x4700 || /* CBZ, BX, BLX */
	       (first & 0xff00) == 0xbd00 || (first & 0xfd87) == 0x4487;   /* POP, MOV, ADD */
}

/* Where the instruction stands that is `count` behind pc. 0: something branches before, or it is in
 * another page. */
static uint32_t address_behind(const struct bus *bus, const struct context *context, uint32_t count)
{
	bool thumb = context->cpsr & CPSR_THUMB;
	uint32_t at = context->pc;

	for (; count; count--) {
		uint16_t code[2] = {0};

		if (!access_code(bus, context->ttbr0, context->dacr, at, code, 2) ||
		    (thumb ? thumb_leaves(code[0], code[1])
			   : arm_leaves(code[0] | (uint32_t)code[1] << 16)))
			return 0;
		at += !thumb || thumb_is_wide(code[0]) ? 4 : 2;
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
