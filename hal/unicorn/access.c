/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding the instruction: its code is read as the processor fetches it, through
 * the page tables of the thread.
 */
#include "access.h"

#include <string.h>
#include "walk.h"

uint32_t access_code(const struct bus *bus, uint32_t ttbr0, uint32_t dacr, uint32_t vaddr,
    uint16_t *code, uint32_t halfwords)
{
	struct walk w = walk(bus, ttbr0, dacr, vaddr, WALK_EXECUTE, true);
	uint32_t rest = (BUS_PAGE - vaddr % BUS_PAGE) / 2;

	if (w.status != WALK_OK)
		return 0;
	if (halfwords > rest)
		halfwords = rest;
	memcpy(code, bus_memory(bus, w.paddr, halfwords * 2), halfwords * 2);
	return halfwords;
}

struct access access_at(const struct bus *bus, const struct context *context)
{
	struct access none = {.kind = ACCESS_NONE, .base = ACCESS_NO_REGISTER};
	bool thumb = context->cpsr & CPSR_THUMB;
	uint16_t code[2] = {0, 0};
	uint32_t got;

	got = access_code(bus, context->ttbr0, context->dacr, context->pc, code, 2);
	if (got == 0)
		return none;
	if (got == 1 && (!thumb || thumb_is_wide(code[0])) &&
	    !access_code(bus, context->ttbr0, context->dacr, context->pc + 2, &code[1], 1))
		return none;
	if (thumb)
		return access_decode_thumb(code[0], code[1], context);
	return access_decode_arm(code[0] | (uint32_t)code[1] << 16, context);
}
