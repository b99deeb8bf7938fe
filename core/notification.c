/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Notifications: a word of bits that anybody sets without waiting and one thread
 * collects, either by waiting here or, bound to it, among its messages.
 */
#include "core/index.h"

void notification_init(ref_t ref)
{
	notification_at(ref)->wait_next = ref;
	notification_at(ref)->wait_prev = ref;
}

/* The bits as the result of a receive. */
void notification_deliver(struct thread *thread, uint32_t bits)
{
	thread->context.r[0] = bits;
	message_result(thread, (uint32_t)PITH_KIND_SIGNAL << PITH_TAG_KIND_SHIFT);
}

/* All bits that were signalled since the last time. */
uint32_t notification_take(struct cpu *cpu, struct notification *nt)
{
	uint32_t bits = nt->bits;

	nt->bits = 0;
	if (nt->bound)
		thread_attention(cpu, thread_at(nt->bound));
	return bits;
}

static bool receives(const struct thread *thread)
{
	uint32_t kind = thread->wait & WAIT_KIND_MASK;

	return (kind == WAIT_CALLABLE && thread->wait) || kind == WAIT_RECEIVE;
}

/* Hand pending bits to whoever can take them now; else mark the bound thread. */
void notification_offer(struct cpu *cpu, struct notification *nt)
{
	struct thread *thread = 0;

	if (!nt->bits)
		return;
	if (nt->wait_next != hal_ref(nt))
		thread = thread_at(nt->wait_next);
	else if (nt->bound && receives(thread_at(nt->bound)) && thread_at(nt->bound)->schedcontext)
		thread = thread_at(nt->bound);
	if (thread) {
		ipc_cancel(cpu, thread);
		notification_deliver(thread, notification_take(cpu, nt));
		schedule_ready(cpu, thread);
	} else if (nt->bound) {
		thread_attention(cpu, thread_at(nt->bound));
	}
}

/* Set the bits of a badge; an unbadged capability sets bit 0. */
void notification_signal(struct cpu *cpu, struct notification *nt, uint32_t badge)
{
	nt->bits |= badge ? badge : 1;
	notification_offer(cpu, nt);
}

/* Wake one of those that wait at a dying notification; true when nobody does. */
bool notification_reap(struct cpu *cpu, ref_t ref)
{
	struct notification *nt = notification_at(ref);

	if (nt->wait_next != ref) {
		ipc_wake(cpu, thread_at(nt->wait_next),
		    pith_error_tag(PITH_ERROR_GONE, PITH_ARG_TARGET));
		return false;
	}
	if (nt->bound)
		thread_unbind_notification(cpu, thread_at(nt->bound));
	return true;
}
