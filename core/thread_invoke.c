/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The operations on threads.
 */
#include "core/index.h"

/* Find the capability for one of a thread's slots; may it stand there? */
static uint32_t find_slot(
    struct invocation *call, uint32_t which, uint32_t index, struct slot **slot)
{
	static const uint32_t wanted[THREAD_SLOTS] = {
	    CAP_CSPACE, CAP_SPACE, CAP_FRAME, CAP_EP_SEND};
	uint32_t error = invoke_cap(call, index, wanted[which], slot);
	uint32_t both = CAP_FRAME_READ | CAP_FRAME_WRITE;

	if (error || which != SLOT_BUFFER)
		return error;
	if (((*slot)->ops & both) != both)
		return pith_error_tag(PITH_ERROR_RIGHTS, PITH_ARG_CAP + index);
	/* The kernel reads it through its own, cached, mapping; a page of the smallest size. */
	if ((*slot)->object & (FRAME_SIZE_MASK | FRAME_MEMORY_MASK) ||
	    !hal_window((*slot)->object & (uint32_t)FRAME_PADDR_MASK))
		return pith_error_tag(PITH_ERROR_TYPE, PITH_ARG_CAP + index);
	return RESULT_OK;
}

static uint32_t configure(struct invocation *call, struct thread *thread)
{
	uint32_t set = call->words[0], clear = call->words[1], index = 0, error;
	uint32_t all = (1u << THREAD_SLOTS) - 1;
	struct slot *slots[THREAD_SLOTS] = {0};

	if (set & ~all)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	if (clear & ~all || clear & set)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD + 1);
	for (uint32_t which = 0; which < THREAD_SLOTS; which++) {
		if (!(set & 1u << which))
			continue;
		error = find_slot(call, which, index++, &slots[which]);
		if (error)
			return error;
	}
	/* What loses its last capability here is taken apart before the call is over; doing
	 * the same once more then changes nothing. */
	if (call->cpu->dying) {
		reap_step(call->cpu);
		return RESULT_AGAIN;
	}
	for (uint32_t which = 0; which < THREAD_SLOTS; which++)
		if ((set | clear) & 1u << which)
			thread_set_slot(call->cpu, thread, (enum thread_slot)which, slots[which]);
	/* But the caller may see another CSpace and buffer now, in which this call would mean
	 * something else: what it has lost is left to whoever deletes next. */
	return call->cpu->dying && thread != call->from ? RESULT_AGAIN : RESULT_OK;
}

/* The thread waits for a partner or signal: a call that can be cancelled. */
static bool in_call(const struct thread *thread)
{
	uint32_t kind = thread->wait & WAIT_KIND_MASK;

	return thread->wait && kind != WAIT_STOPPED && kind != WAIT_FAULT &&
	       kind != WAIT_FAULT_SEND;
}

static void suspend(struct cpu *cpu, struct thread *thread)
{
	if (in_call(thread))
		message_result(thread, pith_error_tag(PITH_ERROR_GONE, PITH_ARG_TARGET));
	ipc_cancel(cpu, thread);
}

static uint32_t read(struct invocation *call, struct thread *thread)
{
	struct pith_buffer *buffer = thread_buffer(call->from);
	uint32_t stop = call->words[0];

	if (stop > 1)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	if (stop)
		suspend(call->cpu, thread);
	/* A thread that reads itself sees what it had when it called. */
	if (buffer)
		for (uint32_t i = PITH_REGISTER_WORDS; i < PITH_REGISTER_COUNT; i++)
			buffer->words[i] = thread_read(thread, i);
	/* From the top: R2 and R3 are read before words 0 and 1 are written over them. */
	for (uint32_t i = PITH_REGISTER_WORDS; i-- > 0;)
		call->words[i] = thread_read(thread, i);
	return RESULT_OK;
}

static uint32_t write(struct invocation *call, struct thread *thread)
{
	uint32_t go = call->words[0], count = call->length - 1;

	if (go > 1)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	if (count > PITH_REGISTER_COUNT)
		return pith_error_tag(PITH_ERROR_LENGTH, PITH_ARG_TAG);
	/* The caller's registers hold this very call, a partner's the message it waits for. */
	if (thread == call->from || in_call(thread) || (go && thread->wait != WAIT_STOPPED))
		return pith_error_tag(PITH_ERROR_STATE, PITH_ARG_TARGET);
	for (uint32_t i = 0; i < count; i++)
		thread_write(thread, i, invoke_word(call, 1 + i));
	if (go)
		schedule_ready(call->cpu, thread);
	return RESULT_OK;
}

static uint32_t set_flags(struct invocation *call, struct thread *thread)
{
	uint32_t flags = call->words[0];

	if (flags & ~(uint32_t)(PITH_FLAG_VFP | PITH_FLAG_STRICT | PITH_FLAG_BUDGET))
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	if ((thread->flags ^ flags) & PITH_FLAG_VFP) {
		hal_context_vfp(&thread->context, &thread->vfp, flags & PITH_FLAG_VFP);
		if (thread == call->from)
			call->cpu->reload = 1;
	}
	thread->flags = flags;
	return RESULT_OK;
}

static uint32_t set_priority(struct invocation *call, struct thread *thread)
{
	uint32_t priority = call->words[0], ceiling = call->words[1];
	uint32_t kind = thread->wait & WAIT_KIND_MASK;

	if (priority > call->from->ceiling)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	if (ceiling > call->from->ceiling)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD + 1);
	thread->ceiling = ceiling;
	if (priority == thread->priority)
		return RESULT_OK;
	/* It takes its place anew in the queue that is ordered by priority. */
	if (schedule_is_queued(call->cpu, thread)) {
		schedule_dequeue(call->cpu, thread);
		thread->priority = priority;
		schedule_enqueue(call->cpu, thread, false);
	} else if (kind == WAIT_SEND || kind == WAIT_CALL || kind == WAIT_FAULT_SEND) {
		struct endpoint *endpoint = endpoint_at(thread->wait & ~(ref_t)WAIT_KIND_MASK);

		endpoint_send_remove(endpoint, thread);
		thread->priority = priority;
		endpoint_send_enqueue(endpoint, thread);
	} else {
		thread->priority = priority;
	}
	return RESULT_OK;
}

static uint32_t set_domains(struct invocation *call, struct thread *thread)
{
	uint32_t domains = call->words[0];

	/* No managers (they ignore permissions), and the kernel's domain is its own. */
	if (domains & 0xaaaaaaaa || domains >> (2 * PAGETABLE_KERNEL_DOMAIN))
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	thread->context.dacr = domains | 1u << (2 * PAGETABLE_KERNEL_DOMAIN);
	if (thread == call->from)
		call->cpu->reload = 1;
	return RESULT_OK;
}

static uint32_t set_name(struct invocation *call, struct thread *thread)
{
	for (uint32_t i = 0; i < sizeof(thread->name); i++)
		thread->name[i] = (char)(call->words[i >> 2] >> ((i & 3) * 8));
	return RESULT_OK;
}

static uint32_t bind(struct invocation *call, struct thread *thread)
{
	struct slot *slot;
	uint32_t error = invoke_cap(call, 0, CAP_SCHEDCONTEXT | CAP_NT_WAIT, &slot);

	if (error)
		return error;
	if (slot->ops & CAP_NT_WAIT) {
		struct notification *nt = notification_at(slot->object);

		if (thread->notification)
			return pith_error_tag(PITH_ERROR_STATE, PITH_ARG_TARGET);
		if (nt->bound)
			return pith_error_tag(PITH_ERROR_STATE, PITH_ARG_CAP);
		thread_bind_notification(call->cpu, thread, nt);
	} else {
		struct schedcontext *sc = schedcontext_at(slot->object);

		if (thread->own)
			return pith_error_tag(PITH_ERROR_STATE, PITH_ARG_TARGET);
		if (!sc->budget || sc->owner || sc->user || sc->calls_next != slot->object)
			return pith_error_tag(PITH_ERROR_STATE, PITH_ARG_CAP);
		schedcontext_bind(call->cpu, sc, thread);
	}
	return RESULT_OK;
}

static uint32_t unbind(struct invocation *call, struct thread *thread)
{
	uint32_t type = call->words[0];

	if (type == PITH_TYPE_SCHEDCONTEXT)
		schedcontext_unbind(call->cpu, thread);
	else if (type == PITH_TYPE_NOTIFICATION)
		thread_unbind_notification(call->cpu, thread);
	else
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	return RESULT_OK;
}

static uint32_t exit_thread(struct invocation *call, struct thread *thread)
{
	if (thread != call->from)
		suspend(call->cpu, thread);
	fault_raise(call->cpu, thread, PITH_FAULT_EXIT, 0, call->words[0], 0);
	return RESULT_OK;
}

uint32_t thread_invoke(struct invocation *call)
{
	struct thread *thread = thread_at(call->target->object);

	switch (call->operation) {
	case PITH_OP_THREAD_CONFIGURE:
		return configure(call, thread);
	case PITH_OP_THREAD_READ:
		return read(call, thread);
	case PITH_OP_THREAD_WRITE:
		return write(call, thread);
	case PITH_OP_THREAD_SET_TLS:
		thread->context.tpidruro = call->words[0];
		if (thread == call->from)
			call->cpu->reload = 1;
		return RESULT_OK;
	case PITH_OP_THREAD_SET_FLAGS:
		return set_flags(call, thread);
	case PITH_OP_THREAD_SET_PRIORITY:
		return set_priority(call, thread);
	case PITH_OP_THREAD_SET_DOMAINS:
		return set_domains(call, thread);
	case PITH_OP_THREAD_SET_NAME:
		return set_name(call, thread);
	case PITH_OP_THREAD_RESUME:
		if (thread->wait != WAIT_STOPPED)
			return pith_error_tag(PITH_ERROR_STATE, PITH_ARG_TARGET);
		schedule_ready(call->cpu, thread);
		return RESULT_OK;
	case PITH_OP_THREAD_SUSPEND:
		suspend(call->cpu, thread);
		return RESULT_OK;
	case PITH_OP_THREAD_EXIT:
		return exit_thread(call, thread);
	case PITH_OP_THREAD_BIND:
		return bind(call, thread);
	default:
		return unbind(call, thread);
	}
}
