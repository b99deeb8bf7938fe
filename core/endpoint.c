/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Endpoints: the two queues of threads that wait to meet. Receivers are a ring in
 * order of arrival. Senders are served by priority, then arrival: those of one
 * priority form a ring, whose first, the leader, is linked to the leaders of the
 * next higher and lower priority. Finding a sender's place takes at most one step
 * for each of the 256 priorities, whatever the number of senders.
 */
#include "core/index.h"

enum { NOT_LEADER = 1 }; /* in group_prev */

void endpoint_init(ref_t ref)
{
	endpoint_at(ref)->receive_next = ref;
	endpoint_at(ref)->receive_prev = ref;
}

/* The field that names the leader at this place of the chain of leaders. */
static ref_t *chain_link(struct endpoint *endpoint, ref_t higher)
{
	return higher ? &thread_at(higher)->group_next : &endpoint->send;
}

static void lead(struct endpoint *endpoint, struct thread *thread, ref_t higher, ref_t lower)
{
	thread->group_prev = higher;
	thread->group_next = lower;
	*chain_link(endpoint, higher) = hal_ref(thread);
	if (lower)
		thread_at(lower)->group_prev = hal_ref(thread);
}

/* Queue a sender by its priority. */
void endpoint_send_enqueue(struct endpoint *endpoint, struct thread *thread)
{
	ref_t higher = 0, lower = endpoint->send;

	while (lower && thread_at(lower)->priority > thread->priority) {
		higher = lower;
		lower = thread_at(lower)->group_next;
	}
	if (lower && thread_at(lower)->priority == thread->priority) {
		/* Last of the ring: just before its leader. */
		struct thread *leader = thread_at(lower);

		thread->next = lower;
		thread->prev = leader->prev;
		thread_at(leader->prev)->next = hal_ref(thread);
		leader->prev = hal_ref(thread);
		thread->group_next = 0;
		thread->group_prev = NOT_LEADER;
		return;
	}
	thread->next = hal_ref(thread);
	thread->prev = hal_ref(thread);
	lead(endpoint, thread, higher, lower);
}

/* Take a sender out, wherever it stands. */
void endpoint_send_remove(struct endpoint *endpoint, struct thread *thread)
{
	bool alone = thread->next == hal_ref(thread);

	if (thread->group_prev != NOT_LEADER) {
		if (alone) {
			*chain_link(endpoint, thread->group_prev) = thread->group_next;
			if (thread->group_next)
				thread_at(thread->group_next)->group_prev = thread->group_prev;
		} else {
			lead(endpoint, thread_at(thread->next), thread->group_prev,
			    thread->group_next);
		}
	}
	ring_remove(thread);
}

/* Wake one of those that wait at a dying endpoint; true when nobody does. */
bool endpoint_reap(struct cpu *cpu, ref_t ref)
{
	struct endpoint *endpoint = endpoint_at(ref);
	ref_t waiter = endpoint->send ? endpoint->send : endpoint->receive_next;
	struct thread *thread;

	if (waiter == ref)
		return true;
	thread = thread_at(waiter);
	if ((thread->wait & WAIT_KIND_MASK) == WAIT_FAULT_SEND) {
		ipc_cancel(cpu, thread);
		fault_unhandled(cpu, thread);
	} else {
		ipc_wake(cpu, thread, pith_error_tag(PITH_ERROR_GONE, PITH_ARG_TARGET));
	}
	return false;
}
