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

/* All bits that were signalled since the last time. */
uint32_t notification_take(struct cpu *cpu, struct notification *nt)
{
	uint32_t bits = nt->bits;

	nt->bits = 0;
	if (nt->bound)
		thread_attention(cpu, thread_at(nt->bound));
	return bits;
}

/* The bound thread learns of pending bits with its next call. */
static void remind(struct cpu *cpu, const struct notification *nt)
{
	if (nt->bound)
		thread_attention(cpu, thread_at(nt->bound));
}

/* Hand pending bits to whoever can take them now. */
void notification_offer(struct cpu *cpu, struct notification *nt)
{
	struct thread *thread = nt->bits ? notification_taker(nt) : 0;

	if (thread) {
		notification_wake(thread, notification_take(cpu, nt));
		schedule_ready(cpu, thread);
	} else {
		remind(cpu, nt);
	}
}

/*
 * Set the bits of a badge; an unbadged capability sets bit 0. Returns who has them already: it
 * waits for nothing, and is in no queue yet; 0 if they are pending. Where somebody waits, no
 * others are pending.
 */
struct thread *notification_signal(struct cpu *cpu, struct notification *nt, uint32_t badge)
{
	struct thread *thread = notification_taker(nt);
	uint32_t bits = badge ? badge : 1;

	if (thread) {
		notification_wake(thread, bits);
	} else {
		nt->bits |= bits;
		remind(cpu, nt);
	}
	return thread;
}

/* Any send on a notification, through the capability in this slot. */
void notification_send(struct cpu *cpu, struct thread *from, ref_t slot)
{
	const struct slot *signal = slot_at(slot);

	message_result(from, pith_tag(0, 0, 0));
	schedule_woken(
	    cpu, from, notification_signal(cpu, notification_at(signal->object), signal->badge));
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
