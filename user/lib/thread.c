/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Further threads of a component: each gets a Thread object, an IPC buffer, and
 * one piece of memory with its stack and, above it, its thread-local variables.
 */
#include <picolibc.h>
#include <picotls.h>
#include "internal.h"
#include "pith/memory.h"

enum {
	CPSR_USER_ARM = 0x10,
	GUARD = 4096, /* addresses left unmapped below each stack */
};

/* What a new thread runs first; the arguments come in r0-r3. */
static void begin(void (*entry)(void *), void *argument, struct pith_buffer *own, uint32_t thread)
{
	pith_buffer_set(own);
	entry(argument);
	pith_print_flush();
	for (;;)
		pith_thread_suspend(thread);
}

/* Stack and TLS block in one piece of memory. Returns the stack's end, 0 if there is no memory. */
static uintptr_t make_stack(size_t stack, uintptr_t *tls_register)
{
	size_t tls = (pith_tls_offset() + _tls_size() + 15) & ~(size_t)15;
	char *memory;

	if (stack + tls < stack || !pith_address_take(GUARD, 12))
		return 0;
	stack = (stack + 15) & ~(size_t)15;
	memory = pith_memory_map(stack + tls);
	if (!memory)
		return 0;
	*tls_register = (uintptr_t)memory + stack;
	_init_tls(memory + stack + pith_tls_offset());
	return *tls_register;
}

static uint32_t configure(uint32_t thread, uint32_t buffer_frame)
{
	const uint32_t caps[PITH_MAX_CAPS] = {
	    PITH_SLOT_CSPACE, PITH_SLOT_SPACE, buffer_frame, PITH_SLOT_FAULT};

	return pith_thread_configure(thread,
	    PITH_THREAD_CSPACE | PITH_THREAD_SPACE | PITH_THREAD_BUFFER | PITH_THREAD_FAULT, 0,
	    caps);
}

uint32_t pith_thread_start(uint32_t *thread, const char *name, uint32_t priority,
    uint32_t schedcontext, size_t stack, void (*entry)(void *), void *argument)
{
	uint32_t registers[PITH_REGISTER_R0 + 4] = {0};
	uint32_t frame, result;
	uintptr_t tls, sp;
	void *buffer = pith_frame_make(12, PITH_MEMORY_NORMAL, &frame);

	if (!buffer)
		return PITH_ERROR_MEMORY;
	sp = make_stack(stack, &tls);
	if (!sp)
		return PITH_ERROR_MEMORY;
	result = pith_object_make(PITH_TYPE_THREAD, thread);
	if (result)
		return result;
	registers[PITH_REGISTER_PC] = (uint32_t)(uintptr_t)begin;
	registers[PITH_REGISTER_SP] = (uint32_t)sp;
	registers[PITH_REGISTER_CPSR] = CPSR_USER_ARM;
	registers[PITH_REGISTER_R0] = (uint32_t)(uintptr_t)entry;
	registers[PITH_REGISTER_R0 + 1] = (uint32_t)(uintptr_t)argument;
	registers[PITH_REGISTER_R0 + 2] = (uint32_t)(uintptr_t)buffer;
	registers[PITH_REGISTER_R0 + 3] = *thread;
	if ((result = configure(*thread, frame)) == 0 &&
	    (result = pith_thread_set_priority(*thread, priority, priority)) == 0 &&
	    (result = pith_thread_set_tls(*thread, (uint32_t)tls)) == 0 &&
	    (result = pith_thread_set_name(*thread, name)) == 0 &&
	    (result = schedcontext ? pith_thread_bind(*thread, schedcontext) : 0) == 0)
		result = pith_thread_write(*thread, true, registers, PITH_REGISTER_R0 + 4);
	if (result)
		pith_slot_free(*thread);
	return result;
}
