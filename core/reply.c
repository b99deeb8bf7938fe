/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reply objects: the right to answer one call, once. Free; then armed by a thread
 * that receives with it; then it stands for the caller until it is answered.
 */
#include "core/index.h"

void reply_init(ref_t ref)
{
	reply_at(ref)->kind = OBJECT_REPLY;
}

/* Somebody waits for its answer. */
bool reply_owed(const struct reply *reply, ref_t ref)
{
	uint32_t wait;

	if (!reply->thread)
		return false;
	wait = thread_at(reply->thread)->wait;
	return wait == (ref | WAIT_REPLY) || wait == (ref | WAIT_FAULT);
}

/* Hand the answer in the registers of `from` to the one that waits for it; the message has been
 * checked. The caller gets its scheduling context back, the one who answers its own. */
void reply_answer(struct cpu *cpu, struct thread *from, struct reply *reply)
{
	struct thread *to = thread_at(reply->thread);
	bool fault = (to->wait & WAIT_KIND_MASK) == WAIT_FAULT;

	if (schedcontext_of_top(reply))
		schedcontext_give_back(cpu, schedcontext_of_top(reply));
	ipc_cancel(cpu, to);
	if (fault) {
		fault_answer(cpu, from, to);
		return;
	}
	message_transfer(cpu, from, to, from->context.r[1], 0, true);
	schedule_ready_first(cpu, to);
}

/* The call will never be answered, or nothing received with it. */
bool reply_reap(struct cpu *cpu, ref_t ref)
{
	struct reply *reply = reply_at(ref);
	struct thread *thread;

	if (!reply->thread)
		return true;
	thread = thread_at(reply->thread);
	if ((thread->wait & WAIT_KIND_MASK) == WAIT_FAULT) {
		ipc_cancel(cpu, thread);
		fault_unhandled(cpu, thread);
	} else {
		/* A caller has lost its partner, a receiver what it receives with. */
		ipc_wake(cpu, thread,
		    pith_error_tag(PITH_ERROR_GONE, (thread->wait & WAIT_KIND_MASK) == WAIT_CALLABLE
							? PITH_ARG_REPLY
							: PITH_ARG_TARGET));
	}
	return true;
}
