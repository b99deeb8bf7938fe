/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loops, in assembly: partners' are copied to a page of their own, so they are position
 * independent. Between a reading and the call's instruction, and between the call's return
 * and a reading, there is nothing. And the making of partners.
 */
#include "stamped.h"
#include <stddef.h>
#include <string.h>
#include "pith/memory.h"
#include "pith/print.h"

_Static_assert(offsetof(struct stamped, number) == 44, "ldm below");
_Static_assert(offsetof(struct stamped, before) == 48, "strd below");

/* The calls' numbers as symbols of the assembler, counted along the list that numbers them. */
#define X(NAME, name) \
	"	.set call_" #name ", call_count\n	.set call_count, call_count + 1\n"
__asm__("	.set call_count, 0\n" PITH_CALLS(X));
#undef X

__asm__("	.global stamped_call\n"
	"	.type stamped_call, %function\n"
	"stamped_call:\n"
	"	push {r4-r11, lr}\n"
	"	push {r0}\n"
	"	mov lr, r0\n"
	"	ldr r12, [lr, #44]\n"
	"	ldm lr, {r0-r10}\n"
	"	mrc p15, 0, r11, c9, c13, 0\n"
	"	svc #0\n"
	"	mrc p15, 0, r12, c9, c13, 0\n"
	"	pop {lr}\n"
	"	stm lr, {r0-r10}\n"
	"	str r11, [lr, #48]\n"
	"	str r12, [lr, #52]\n"
	"	pop {r4-r11, pc}\n");

/* r11: the partner's object, r10: its reply object. */
__asm__("	.section .text.stamped, \"ax\", %progbits\n"
	"	.arm\n"
	"	.balign 4\n"
	"	.global stamped_begin, stamped_limit\n"
	"	.global stamped_server, stamped_waiter, stamped_faulter\n"
	"stamped_begin:\n"
	"stamped_server:\n"
	"	mov r0, r11\n"
	"	mov r12, #call_recv\n"
	"	svc #0\n"
	"	mrc p15, 0, r2, c9, c13, 0\n"
	"	mov r12, #call_reply_recv\n"
	"1:	mov r0, r11\n"
	"	mrc p15, 0, r3, c9, c13, 0\n"
	"	svc #0\n"
	"	mrc p15, 0, r2, c9, c13, 0\n"
	"	b 1b\n"
	"stamped_waiter:\n"
	"	mov r12, #call_recv\n"
	"1:	mov r0, r11\n"
	"	mrc p15, 0, r5, c9, c13, 0\n"
	"	svc #0\n"
	"	mrc p15, 0, r4, c9, c13, 0\n"
	"	b 1b\n"
	"stamped_faulter:\n"
	"	mrc p15, 0, r0, c9, c13, 0\n"
	"	udf #0\n"
	"	mrc p15, 0, r2, c9, c13, 0\n"
	"	b stamped_faulter\n"
	"stamped_limit:\n"
	"	.text\n");

extern const char stamped_begin[], stamped_limit[];
extern const char stamped_server[], stamped_waiter[], stamped_faulter[];

enum { CODE = 0x00010000, SECTION_MASK = 0xfff00000, CPSR_USER_ARM = 0x10 };

static const char *const entries[STAMPED_ROLES] = {
    [STAMPED_SERVER] = stamped_server,
    [STAMPED_WAITER] = stamped_waiter,
    [STAMPED_FAULTER] = stamped_faulter,
};

static uint32_t offset(const char *label)
{
	return (uint32_t)((uintptr_t)label - (uintptr_t)stamped_begin);
}

static uint32_t object(enum pith_type type)
{
	uint32_t slot;

	pith_must("making an object", pith_object_make(type, &slot));
	return slot;
}

/* A space with a page of the code. */
static uint32_t make_space(void)
{
	uint32_t space = object(PITH_TYPE_SPACE), table = object(PITH_TYPE_PAGETABLE), frame;
	void *place = pith_frame_make(12, PITH_MEMORY_NORMAL, &frame);

	pith_must("making a page of code", place ? 0 : PITH_ERROR_MEMORY);
	memcpy(place, stamped_begin, offset(stamped_limit));
	pith_frame_detach(frame);
	pith_must("mapping a table", pith_pagetable_map(table, space, CODE & SECTION_MASK, 0));
	pith_must("mapping the code", pith_frame_map(frame, space, CODE, PITH_READ | PITH_EXECUTE));
	return space;
}

void stamped_make(struct stamped_partner *partner, enum stamped_role role, uint32_t priority)
{
	uint32_t context = pith_need(PITH_GRANT_SCHEDCONTEXT, NULL)->slot,
		 buffer = pith_slot_take();
	uint32_t registers[PITH_REGISTER_COUNT] = {0}, *r = registers + PITH_REGISTER_R0;
	uint32_t caps[PITH_MAX_CAPS] = {PITH_SLOT_CSPACE, 0, buffer, PITH_SLOT_FAULT};

	partner->space = make_space();
	partner->thread = object(PITH_TYPE_THREAD);
	partner->object =
	    object(role == STAMPED_WAITER ? PITH_TYPE_NOTIFICATION : PITH_TYPE_ENDPOINT);
	pith_must("making a buffer", pith_untyped_retype(PITH_SLOT_MEMORY, PITH_TYPE_FRAME, 12,
					 PITH_SLOT_CSPACE, buffer, 1, PITH_MEMORY_NORMAL));
	caps[1] = partner->space;
	if (role == STAMPED_FAULTER)
		caps[3] = partner->object;
	pith_must("configuring a thread",
	    pith_thread_configure(partner->thread,
		PITH_THREAD_CSPACE | PITH_THREAD_SPACE | PITH_THREAD_BUFFER | PITH_THREAD_FAULT, 0,
		caps));
	registers[PITH_REGISTER_PC] = CODE + offset(entries[role]);
	registers[PITH_REGISTER_CPSR] = CPSR_USER_ARM;
	r[10] = object(PITH_TYPE_REPLY);
	r[11] = partner->object;
	pith_must(
	    "setting a priority", pith_thread_set_priority(partner->thread, priority, priority));
	pith_must("naming a thread", pith_thread_set_name(partner->thread, "stamped"));
	pith_must("giving a context", pith_thread_bind(partner->thread, context));
	pith_must("starting a thread",
	    pith_thread_write(partner->thread, true, registers, PITH_REGISTER_COUNT));
	pith_yield();
	if (role == STAMPED_SERVER)
		pith_must("taking the context",
		    pith_thread_unbind(partner->thread, PITH_TYPE_SCHEDCONTEXT));
}

uint32_t stamped_register(const struct stamped_partner *partner, uint32_t index)
{
	uint32_t registers[PITH_REGISTER_COUNT];

	pith_must("reading registers", pith_thread_read(partner->thread, false, registers));
	return registers[PITH_REGISTER_R0 + index];
}

void stamped_end(const struct stamped_partner *partner)
{
	pith_must("stopping a thread", pith_thread_suspend(partner->thread));
	pith_must(
	    "taking the context", pith_thread_unbind(partner->thread, PITH_TYPE_SCHEDCONTEXT));
}
