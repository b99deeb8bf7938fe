/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads: what a new one is, its registers and capabilities, its end. Manual: objects.md,
 * "Thread". The operations are in thread_operate.c.
 */
#include "tests/spec/parts.h"

static const uint32_t status_user = 0x10;	/* user mode */
static const uint32_t status_thumb = 0x20;	/* T */
static const uint32_t status_free = 0xf80f0020; /* N Z C V Q, GE, T: what a program chooses */
static const uint32_t status_it = 0x0600fc00;	/* IT, which is there only with T */

void thread_new(struct spec *spec, name_t name)
{
	struct spec_thread *thread = spec_thread(spec, 0);

	if (!thread)
		return;
	*thread = (struct spec_thread){.name = name, .wait = SPEC_STOPPED, .domains = 1};
	thread->registers[PITH_REGISTER_CPSR] = status_user;
}

uint32_t *register_r(struct spec_thread *thread, uint32_t number)
{
	return &thread->registers[PITH_REGISTER_R0 + number];
}

/* A register that a program sets. */
void set_register(struct spec_thread *thread, uint32_t index, uint32_t value)
{
	if (index == PITH_REGISTER_CPSR) {
		uint32_t free = status_free;

		if (value & status_thumb)
			free |= status_it;
		value = (value & free) | status_user;
	}
	thread->registers[index] = value;
}

/* A copy of the capability in a CSpace's slot takes the place of what the thread has there; holder
 * 0: the place is left empty. */
void thread_set_cap(
    struct spec *spec, struct spec_thread *thread, uint32_t which, name_t holder, uint32_t slot)
{
	uint32_t old = cap_in(spec, thread->name, which);

	if (old)
		cap_delete(spec, old);
	if (holder)
		cap_copy(spec, cap_in(spec, holder, slot), thread->name, which);
}

/* In one part: what it waits for, what it has borrowed, its own time, its notification, its
 * capabilities. */
bool thread_reap_part(struct spec *spec, name_t name)
{
	struct spec_thread *thread = spec_thread(spec, name);

	end_wait(spec, thread);
	time_return(spec, thread);
	time_unbind(spec, thread);
	unbind_notification(spec, thread);
	for (uint32_t which = 0; which < SPEC_THREAD_SLOTS; which++)
		thread_set_cap(spec, thread, which, 0, 0);
	if (spec->current == name)
		spec->current = 0;
	thread->name = 0;
	return true;
}
