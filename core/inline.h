/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The small functions that everything is made of, inline: a call of theirs would cost more than
 * they do. Included by index.h, which names all others.
 */
#ifndef PITH_CORE_INLINE_H
#define PITH_CORE_INLINE_H

#include "core/cpu.h"

/* --- Capability slots ------------------------------------------------------------- */

/* The slot with this number, 0 if there is none. */
static inline struct slot *cspace_slot(struct cspace *cspace, uint32_t index)
{
	if (index == 0 || index >= cspace->header.word)
		return 0;
	return (struct slot *)cspace + index;
}

/* The thread's real CSpace, whatever the fast path is shown. */
static inline struct cspace *cspace_of(struct cpu *cpu, const struct thread *thread)
{
	if (!thread->slots[SLOT_CSPACE].ops)
		return &cpu->empty;
	return cspace_at(thread->slots[SLOT_CSPACE].object);
}

/* The slot of a thread's capability; 0 if there is no such slot or it is empty. */
static inline struct slot *cspace_lookup(
    struct cpu *cpu, const struct thread *thread, uint32_t index)
{
	struct slot *slot = cspace_slot(cspace_of(cpu, thread), index);

	return slot && slot->ops ? slot : 0;
}

/* --- Messages ---------------------------------------------------------------------- */

/* 0 if the thread has none. */
static inline struct pith_buffer *thread_buffer(const struct thread *thread)
{
	return thread->buffer ? hal_pointer(thread->buffer) : 0;
}

/* What a call returns in r1. */
static inline void message_result(struct thread *thread, uint32_t tag)
{
	thread->context.r[1] = tag;
}

/* --- Queues ------------------------------------------------------------------------- */

/* Append to the ring of an endpoint's receivers or a notification's waiters. */
static inline void ring_append(ref_t ring, struct thread *thread)
{
	struct endpoint *endpoint = endpoint_at(ring);

	thread->next = ring;
	thread->prev = endpoint->receive_prev;
	thread_at(endpoint->receive_prev)->next = hal_ref(thread);
	endpoint->receive_prev = hal_ref(thread);
}

static inline void ring_remove(struct thread *thread)
{
	thread_at(thread->prev)->next = thread->next;
	thread_at(thread->next)->prev = thread->prev;
}

/* In the ready queue: neither running nor waiting, and with the right to run. */
static inline bool schedule_is_queued(const struct cpu *cpu, const struct thread *thread)
{
	return thread->wait == 0 && thread->schedcontext && cpu->current != hal_ref(thread);
}

/* Put a thread in the ready queue of its priority, in which nobody is. */
static inline void schedule_enqueue_alone(struct cpu *cpu, struct thread *thread)
{
	uint32_t priority = thread->priority;

	thread->next = hal_ref(thread);
	thread->prev = hal_ref(thread);
	cpu->ready[priority] = hal_ref(thread);
	cpu->ready_bits[priority / 32] |= 1u << priority % 32;
	if ((int32_t)priority > cpu->top)
		cpu->top = (int32_t)priority;
}

/* From now on the time of this scheduling context passes (0: nobody's). */
static inline void schedule_account(struct cpu *cpu, ref_t sc)
{
	uint64_t now = hal_time();

	if (cpu->charged)
		schedcontext_at(cpu->charged)->left = (int64_t)(cpu->slice_end - now);
	cpu->charged = sc;
	cpu->slice_end = sc ? now + (uint64_t)schedcontext_at(sc)->left : ~0ull;
	hal_deadline(cpu->slice_end);
}

/* --- Notifications --------------------------------------------------------------------- */

/* The bits as the result of a receive. */
static inline void notification_deliver(struct thread *thread, uint32_t bits)
{
	thread->context.r[0] = bits;
	message_result(thread, (uint32_t)PITH_KIND_SIGNAL << PITH_TAG_KIND_SHIFT);
}

/* Who can take bits now: one that waits for them, or the bound thread while it receives. */
static inline struct thread *notification_taker(const struct notification *nt)
{
	struct thread *bound;
	uint32_t kind;

	if (nt->wait_next != hal_ref(nt))
		return thread_at(nt->wait_next);
	if (!nt->bound)
		return 0;
	bound = thread_at(nt->bound);
	kind = bound->wait & WAIT_KIND_MASK;
	return bound->wait && (kind == WAIT_CALLABLE || kind == WAIT_RECEIVE) && bound->schedcontext
		   ? bound
		   : 0;
}

/* End its waiting with these bits. */
static inline void notification_wake(struct thread *thread, uint32_t bits)
{
	if ((thread->wait & WAIT_KIND_MASK) == WAIT_CALLABLE)
		reply_at(thread->wait)->thread = 0;
	ring_remove(thread);
	thread->wait = 0;
	notification_deliver(thread, bits);
}

/* --- Address spaces ------------------------------------------------------------------ */

/* The shadow of a top-level entry; 0 for the kernel's own. */
static inline ref_t *space_shadow(struct space *space, uint32_t index)
{
	if (index < SPACE_KERNEL_FIRST)
		return &space->shadow[index];
	if (index < SPACE_KERNEL_FIRST + SPACE_KERNEL_COUNT)
		return 0;
	return &space->shadow_high[index - SPACE_KERNEL_FIRST - SPACE_KERNEL_COUNT];
}

#endif
