/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Making partners. They have our own capability table, and each a Space with one page of
 * code, the same frame in all of them.
 */
#include "partner.h"
#include <string.h>
#include "halves.h"
#include "pith/memory.h"
#include "pith/print.h"

enum {
	CODE = 0x00010000,
	SECTION_MASK = 0xfff00000,
	CPSR_USER_ARM = 0x10,
	REGISTERS = PITH_REGISTER_COUNT,
};

static const char *const entries[PARTNER_ROLES] = {
    [PARTNER_SERVER] = halves_server,
    [PARTNER_WAITER] = halves_waiter,
    [PARTNER_YIELDER] = halves_yielder,
    [PARTNER_FAULTER] = halves_faulter,
    [PARTNER_TOUCHER] = halves_toucher,
};

/* Bytes from the beginning of the partners' code to a label in it. */
static uint32_t offset(const char *label)
{
	return (uint32_t)((uintptr_t)label - (uintptr_t)halves_begin);
}

/* The frame with the partners' code, written once. */
static uint32_t code_frame(void)
{
	static uint32_t frame;

	if (!frame) {
		void *place = pith_frame_make(12, PITH_MEMORY_NORMAL, &frame);

		pith_must("making a page of code", place ? 0 : PITH_ERROR_MEMORY);
		memcpy(place, halves_begin, offset(halves_end));
		pith_frame_detach(frame);
	}
	return frame;
}

static uint32_t object(enum pith_type type)
{
	uint32_t slot;

	pith_must("making an object", pith_object_make(type, &slot));
	return slot;
}

/* A space in which the code is at CODE and nothing else is. */
static uint32_t make_space(void)
{
	uint32_t space = object(PITH_TYPE_SPACE);
	uint32_t table = object(PITH_TYPE_PAGETABLE);
	uint32_t code = pith_slot_take();

	pith_must("mapping a table", pith_pagetable_map(table, space, CODE & SECTION_MASK, 0));
	pith_must("copying a frame",
	    pith_cspace_copy(PITH_SLOT_CSPACE, code, 0, code_frame(), PITH_READ | PITH_EXECUTE, 0));
	pith_must("mapping the code", pith_frame_map(code, space, CODE, PITH_READ | PITH_EXECUTE));
	return space;
}

static void configure(const struct partner *partner, enum partner_role role)
{
	uint32_t buffer = pith_slot_take();
	uint32_t caps[PITH_MAX_CAPS] = {PITH_SLOT_CSPACE, partner->space, buffer, PITH_SLOT_FAULT};

	pith_must("making a buffer", pith_untyped_retype(PITH_SLOT_MEMORY, PITH_TYPE_FRAME, 12,
					 PITH_SLOT_CSPACE, buffer, 1, PITH_MEMORY_NORMAL));
	if (role == PARTNER_FAULTER || role == PARTNER_TOUCHER)
		caps[3] = partner->object;
	pith_must("configuring a thread",
	    pith_thread_configure(partner->thread,
		PITH_THREAD_CSPACE | PITH_THREAD_SPACE | PITH_THREAD_BUFFER | PITH_THREAD_FAULT, 0,
		caps));
}

void partner_make(struct partner *partner, enum partner_role role)
{
	uint32_t context = pith_need(PITH_GRANT_SCHEDCONTEXT, NULL)->slot;
	uint32_t priority = pith_info()->priority;
	uint32_t registers[REGISTERS] = {0};
	uint32_t *r = registers + PITH_REGISTER_R0;

	partner->space = make_space();
	partner->thread = object(PITH_TYPE_THREAD);
	partner->object =
	    object(role == PARTNER_WAITER ? PITH_TYPE_NOTIFICATION : PITH_TYPE_ENDPOINT);
	partner->reply = object(PITH_TYPE_REPLY);
	configure(partner, role);
	registers[PITH_REGISTER_PC] = CODE + offset(entries[role]);
	registers[PITH_REGISTER_CPSR] = CPSR_USER_ARM;
	r[4] = PARTNER_PAGE;
	r[10] = partner->reply;
	r[11] = partner->object;
	if (role == PARTNER_SERVER || role == PARTNER_WAITER)
		priority = pith_info()->ceiling;
	pith_must(
	    "setting a priority", pith_thread_set_priority(partner->thread, priority, priority));
	pith_must("naming a thread", pith_thread_set_name(partner->thread, "partner"));
	pith_must("giving a context", pith_thread_bind(partner->thread, context));
	/* At its higher priority a server is where it waits before this returns. */
	pith_must(
	    "starting a thread", pith_thread_write(partner->thread, true, registers, REGISTERS));
	if (role == PARTNER_SERVER)
		pith_must("taking the context",
		    pith_thread_unbind(partner->thread, PITH_TYPE_SCHEDCONTEXT));
}
