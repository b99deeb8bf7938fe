/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The IPC fast path: a call that finds its server waiting, and a server's answer
 * when nobody else is in line, with up to eight words. Each checks everything,
 * falls back to the full path (ipc.c) before it has changed anything, and has the
 * same effect. The steps and their cost: docs/internals, "The call path".
 */
#include "core/index.h"

#define unlikely(condition) __builtin_expect(!!(condition), 0)

/* A tag of kind 0 without capabilities and with at most eight words. */
static inline bool is_short(uint32_t tag)
{
	return tag >> PITH_TAG_LENGTH_SHIFT <= PITH_REGISTER_WORDS;
}

/* The slot with this number if the thread is shown one; slots above 0 may be empty. */
static inline struct slot *lookup(const struct thread *from, uint32_t cap)
{
	struct cspace *cspace = cspace_at(from->cspace);

	if (unlikely(cap >= cspace->header.word))
		return 0;
	return (struct slot *)cspace + cap;
}

void core_call(uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from)
{
	struct slot *slot = lookup(from, cap);
	struct endpoint *endpoint;
	struct schedcontext *sc;
	struct reply *reply;
	struct thread *to;

	if (unlikely(!slot || !(slot->ops & CAP_EP_SEND) || !is_short(tag)))
		goto slow;
	endpoint = endpoint_at(slot->object);
	to = thread_at(endpoint->receive_next);
	if (unlikely(endpoint->receive_next == slot->object))
		goto slow;
	if (unlikely(to->wait & WAIT_KIND_MASK || (int32_t)to->priority < cpu->top))
		goto slow;
	reply = reply_at(to->wait);
	sc = schedcontext_at(from->schedcontext);

	/* Nothing below can fail. The receiver leaves the queue... */
	endpoint->receive_next = to->next;
	thread_at(to->next)->prev = slot->object;
	/* ...the caller waits for its reply object, the latest call of its context... */
	reply->thread = hal_ref(from);
	reply->calls_prev = from->schedcontext;
	reply->calls_next = sc->calls_next;
	reply_at(sc->calls_next)->calls_prev = to->wait;
	sc->calls_next = to->wait;
	from->wait = to->wait | WAIT_REPLY;
	/* ...and the receiver runs on that context. */
	sc->user = hal_ref(to);
	to->schedcontext = from->schedcontext;
	from->schedcontext = 0;
	to->wait = 0;
	cpu->current = hal_ref(to);
	hal_switch_ipc(slot->badge, tag, &from->context, &to->context);
	return;
slow:
	ipc_send(cpu, from, PITH_CALL_CALL);
}

void core_reply_recv(uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from)
{
	struct slot *slot = lookup(from, cap);
	struct slot *right = lookup(from, from->context.r[10]);
	struct endpoint *endpoint;
	struct schedcontext *sc;
	struct reply *reply;
	struct thread *to;

	if (unlikely(!slot || !(slot->ops & CAP_EP_RECV) || !right || !(right->ops & CAP_REPLY)))
		goto slow;
	endpoint = endpoint_at(slot->object);
	reply = reply_at(right->object);
	sc = schedcontext_at(from->schedcontext);
	/* The reply object stands for the latest call of the context we run on. */
	if (unlikely(endpoint->send || sc->calls_next != right->object || !is_short(tag)))
		goto slow;
	to = thread_at(reply->thread);
	if (unlikely(to->wait != (right->object | WAIT_REPLY) || (int32_t)to->priority < cpu->top))
		goto slow;

	/* Nothing below can fail. The call is over... */
	sc->calls_next = reply->calls_next;
	reply_at(reply->calls_next)->calls_prev = from->schedcontext;
	reply->calls_prev = 0;
	sc->user = reply->thread;
	to->schedcontext = from->schedcontext;
	to->wait = 0;
	/* ...the server waits, last in line, for the next... */
	reply->thread = hal_ref(from);
	from->schedcontext = from->own;
	from->wait = right->object;
	from->next = slot->object;
	from->prev = endpoint->receive_prev;
	thread_at(endpoint->receive_prev)->next = hal_ref(from);
	endpoint->receive_prev = hal_ref(from);
	/* ...and the caller goes on. */
	cpu->current = hal_ref(to);
	hal_switch_ipc(0, tag, &from->context, &to->context);
	return;
slow:
	ipc_receive(cpu, from, PITH_CALL_REPLY_RECV);
}

void core_send(uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from)
{
	(void)cap;
	(void)tag;
	ipc_send(cpu, from, PITH_CALL_SEND);
}

void core_nbsend(uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from)
{
	(void)cap;
	(void)tag;
	ipc_send(cpu, from, PITH_CALL_NBSEND);
}

void core_recv(uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from)
{
	(void)cap;
	(void)tag;
	ipc_receive(cpu, from, PITH_CALL_RECV);
}

void core_nbrecv(uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from)
{
	(void)cap;
	(void)tag;
	ipc_receive(cpu, from, PITH_CALL_NBRECV);
}

void core_reply(uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from)
{
	(void)cap;
	(void)tag;
	ipc_reply(cpu, from);
}
