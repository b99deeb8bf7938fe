/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The IPC calls in full: whatever the fast path (fast.c) leaves. Each reads its
 * arguments anew from the caller's registers, checks everything, then acts.
 */
#include "core/index.h"

/* The call is refused. */
void ipc_fail(struct cpu *cpu, struct thread *from, uint32_t error)
{
	if (from->flags & PITH_FLAG_STRICT &&
	    (pith_tag_label(error) & 0xff) == PITH_ERROR_CAPABILITY) {
		hal_context_restart(&from->context);
		fault_raise(
		    cpu, from, PITH_FAULT_CAPABILITY, from->context.r[0], pith_tag_label(error), 0);
	} else {
		message_result(from, error);
	}
	schedule_leave(cpu, from);
}

/* End what the thread waits for; it is then stopped, and says nothing about why. */
void ipc_cancel(struct cpu *cpu, struct thread *thread)
{
	ref_t object = thread->wait & ~(ref_t)WAIT_KIND_MASK;
	struct schedcontext *sc;
	struct reply *reply;

	switch (thread->wait & WAIT_KIND_MASK) {
	case WAIT_CALLABLE:
		if (object) {
			reply_at(object)->thread = 0;
			ring_remove(thread);
		} else if (schedule_is_queued(cpu, thread)) {
			schedule_dequeue(cpu, thread);
		}
		break;
	case WAIT_RECEIVE:
	case WAIT_NOTIFICATION:
		ring_remove(thread);
		break;
	case WAIT_SEND:
	case WAIT_CALL:
	case WAIT_FAULT_SEND:
		endpoint_send_remove(endpoint_at(object), thread);
		break;
	case WAIT_REPLY:
	case WAIT_FAULT:
		reply = reply_at(object);
		sc = schedcontext_of_top(reply);
		/* A server that lives on its callers' time keeps what it was lent until it
		 * receives: else a caller that gives up would stop it in its work. */
		if (sc && thread_at(sc->user)->own)
			schedcontext_give_back(cpu, sc);
		else
			schedcontext_leave_stack(reply);
		reply->thread = 0;
		/* What it lent has gone elsewhere: it goes on with its own. */
		schedcontext_fall_back(cpu, thread);
		break;
	default:
		break;
	}
	thread->wait = WAIT_STOPPED;
}

/* End what a thread waits for, with this result, and let it go on. */
void ipc_wake(struct cpu *cpu, struct thread *thread, uint32_t tag)
{
	ipc_cancel(cpu, thread);
	message_result(thread, tag);
	schedule_ready(cpu, thread);
}

/* `from` waits for the answer that `reply` stands for; its time goes to `to`. */
static void await_reply(struct cpu *cpu, struct thread *from, struct thread *to,
    struct reply *reply, enum wait_kind kind)
{
	reply->thread = hal_ref(from);
	from->wait = hal_ref(reply) | kind;
	if (from->schedcontext && (!to->schedcontext || to->schedcontext == to->own))
		schedcontext_lend(cpu, reply, from, to);
}

/*
 * Let a queued or present sender meet a receiver. `reply` is the receiver's free reply object,
 * 0 if it has none; neither thread is in a queue. The sender is left waiting or ready.
 */
static void meet(struct cpu *cpu, struct thread *from, struct thread *to, struct reply *reply,
    enum wait_kind how, uint32_t badge, bool grant)
{
	if (how == WAIT_FAULT_SEND) {
		fault_deliver(from, to, badge);
		if (reply)
			await_reply(cpu, from, to, reply, WAIT_FAULT);
		else
			from->wait = WAIT_STOPPED;
		return;
	}
	message_transfer(cpu, from, to, from->context.r[1], badge, grant);
	/* A server without time of its own serves a plain send as a call: on the sender's. */
	if (reply && (how == WAIT_CALL || !to->schedcontext)) {
		await_reply(cpu, from, to, reply, WAIT_REPLY);
		return;
	}
	message_result(from, how == WAIT_CALL ? pith_error_tag(PITH_ERROR_NO_REPLY, PITH_ARG_TARGET)
					      : pith_tag(0, 0, 0));
	schedule_ready(cpu, from);
}

/* Send through an endpoint, for all that sends: messages and faults. */
void ipc_send_endpoint(struct cpu *cpu, struct thread *from, struct endpoint *endpoint,
    enum wait_kind how, uint32_t badge, bool grant)
{
	struct reply *reply = 0;
	struct thread *to;

	if (endpoint->receive_next == hal_ref(endpoint)) {
		from->badge = badge;
		from->grant = grant;
		from->wait = hal_ref(endpoint) | how;
		endpoint_send_enqueue(endpoint, from);
		return;
	}
	to = thread_at(endpoint->receive_next);
	ring_remove(to);
	if ((to->wait & WAIT_KIND_MASK) == WAIT_CALLABLE) {
		reply = reply_at(to->wait);
		reply->thread = 0;
	}
	meet(cpu, from, to, reply, how, badge, grant);
	schedule_ready_first(cpu, to);
}

/* send, nbsend and call on an endpoint or notification; other objects are invoked. */
void ipc_send(struct cpu *cpu, struct thread *from, enum pith_call how)
{
	uint32_t tag = from->context.r[1];
	struct slot *slot = cspace_lookup(cpu, from, from->context.r[0]);
	struct endpoint *endpoint;
	uint32_t error;

	if (!slot) {
		ipc_fail(cpu, from, pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_TARGET));
		HAL_LEFT;
	}
	if (slot->ops & CAP_REPLY && how != PITH_CALL_CALL) {
		ipc_reply(cpu, from);
		HAL_LEFT;
	}
	if (!(slot->ops & (CAP_ENDPOINT | CAP_NOTIFICATION))) {
		invoke(cpu, from);
		HAL_LEFT;
	}
	if (!(slot->ops & (CAP_EP_SEND | CAP_NT_SIGNAL))) {
		ipc_fail(cpu, from, pith_error_tag(PITH_ERROR_RIGHTS, PITH_ARG_TARGET));
		HAL_LEFT;
	}
	if (slot->ops & CAP_NT_SIGNAL) {
		notification_send(cpu, from, hal_ref(slot));
		HAL_LEFT;
	}
	endpoint = endpoint_at(slot->object);
	error = message_check(cpu, from, tag, slot->ops & CAP_EP_GRANT);
	if (!error && how == PITH_CALL_NBSEND &&
	    (endpoint->receive_next == slot->object ||
		!thread_at(endpoint->receive_next)->schedcontext))
		error = pith_error_tag(PITH_ERROR_WOULD_BLOCK, PITH_ARG_TARGET);
	if (error) {
		ipc_fail(cpu, from, error);
		HAL_LEFT;
	}
	ipc_send_endpoint(cpu, from, endpoint, how == PITH_CALL_CALL ? WAIT_CALL : WAIT_SEND,
	    slot->badge, slot->ops & CAP_EP_GRANT);
	schedule_leave(cpu, from);
}

/* recv and nbrecv on a notification. */
HAL_LEAVES static void receive_notification(
    struct cpu *cpu, struct thread *from, struct notification *nt, bool wait)
{
	if (nt->bits) {
		notification_deliver(from, notification_take(cpu, nt));
	} else if (wait) {
		schedcontext_return(cpu, from);
		from->wait = hal_ref(nt) | WAIT_NOTIFICATION;
		ring_append(hal_ref(nt), from);
	} else {
		message_result(from, pith_error_tag(PITH_ERROR_WOULD_BLOCK, PITH_ARG_TARGET));
	}
	schedule_leave(cpu, from);
}

/* The receiving half: everything is checked, `from` is the current thread. */
HAL_LEAVES static void receive_endpoint(
    struct cpu *cpu, struct thread *from, struct endpoint *endpoint, struct reply *reply, bool wait)
{
	struct thread *sender;
	uint32_t how;

	/* Signals first; but a server that has just answered on borrowed time, and has none of
	 * its own, could do nothing with them. */
	if (from->schedcontext && from->notification && notification_at(from->notification)->bits) {
		notification_deliver(
		    from, notification_take(cpu, notification_at(from->notification)));
		schedule_leave(cpu, from);
		HAL_LEFT;
	}
	if (!endpoint->send && !wait) {
		message_result(from, pith_error_tag(PITH_ERROR_WOULD_BLOCK, PITH_ARG_TARGET));
		schedule_leave(cpu, from);
		HAL_LEFT;
	}
	/* What was borrowed for earlier calls goes back before the next is taken up. */
	schedcontext_return(cpu, from);
	if (!endpoint->send) {
		if (reply)
			reply->thread = hal_ref(from);
		from->wait =
		    reply ? hal_ref(reply) | WAIT_CALLABLE : hal_ref(endpoint) | WAIT_RECEIVE;
		ring_append(hal_ref(endpoint), from);
	} else {
		sender = thread_at(endpoint->send);
		how = sender->wait & WAIT_KIND_MASK;
		endpoint_send_remove(endpoint, sender);
		meet(cpu, sender, from, reply, (enum wait_kind)how, sender->badge, sender->grant);
	}
	schedule_leave(cpu, from);
}

/* recv, nbrecv, and the second half of reply_recv. */
void ipc_receive(struct cpu *cpu, struct thread *from, enum pith_call how)
{
	const struct context *context = &from->context;
	struct slot *slot = cspace_lookup(cpu, from, context->r[0]);
	struct slot *reply = 0;
	uint32_t error = 0;

	if (context->r[10])
		reply = cspace_lookup(cpu, from, context->r[10]);
	if (!slot)
		error = pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_TARGET);
	else if (!(slot->ops & (CAP_ENDPOINT | CAP_NOTIFICATION)))
		error = pith_error_tag(PITH_ERROR_TYPE, PITH_ARG_TARGET);
	else if (!(slot->ops & (CAP_EP_RECV | CAP_NT_WAIT)))
		error = pith_error_tag(PITH_ERROR_RIGHTS, PITH_ARG_TARGET);
	else if (context->r[10] && !reply)
		error = pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_REPLY);
	else if (reply && !(reply->ops & CAP_REPLY))
		error = pith_error_tag(PITH_ERROR_TYPE, PITH_ARG_REPLY);
	else if (!reply && (how == PITH_CALL_REPLY_RECV || (!from->own && slot->ops & CAP_EP_RECV)))
		error = pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_REPLY);
	else if (reply && reply_at(reply->object)->thread &&
		 (how != PITH_CALL_REPLY_RECV ||
		     !reply_owed(reply_at(reply->object), reply->object)))
		error = pith_error_tag(PITH_ERROR_STATE, PITH_ARG_REPLY);
	else if (how == PITH_CALL_REPLY_RECV && reply_at(reply->object)->thread)
		error = message_check(cpu, from, context->r[1], true);
	if (error) {
		ipc_fail(cpu, from, error);
		HAL_LEFT;
	}
	if (how == PITH_CALL_REPLY_RECV && reply_at(reply->object)->thread)
		reply_answer(cpu, from, reply_at(reply->object));
	if (slot->ops & CAP_NT_WAIT)
		receive_notification(
		    cpu, from, notification_at(slot->object), how != PITH_CALL_NBRECV);
	else
		receive_endpoint(cpu, from, endpoint_at(slot->object),
		    reply ? reply_at(reply->object) : 0, how != PITH_CALL_NBRECV);
}

/* Answer the call that the reply object in r0 stands for. */
void ipc_reply(struct cpu *cpu, struct thread *from)
{
	const struct slot *slot = cspace_lookup(cpu, from, from->context.r[0]);
	uint32_t error = 0;

	if (!slot)
		error = pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_TARGET);
	else if (!(slot->ops & CAP_REPLY))
		error = pith_error_tag(PITH_ERROR_TYPE, PITH_ARG_TARGET);
	else if (!reply_owed(reply_at(slot->object), slot->object))
		error = pith_error_tag(PITH_ERROR_STATE, PITH_ARG_TARGET);
	else
		error = message_check(cpu, from, from->context.r[1], true);
	if (error) {
		ipc_fail(cpu, from, error);
		HAL_LEFT;
	}
	reply_answer(cpu, from, reply_at(slot->object));
	message_result(from, pith_tag(0, 0, 0));
	schedule_leave(cpu, from);
}
