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

/* Slots as the thread is shown them: none if something diverts it. They may be empty. */
static inline struct slot *slots_of(const struct thread *from)
{
	return (struct slot *)cspace_at(from->cspace);
}

static inline bool is_slot(const struct thread *from, uint32_t cap)
{
	return cap < cspace_at(from->cspace)->header.word;
}

void core_call(uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from)
{
	const struct slot *slot;
	struct endpoint *endpoint;
	struct schedcontext *sc;
	struct reply *reply;
	struct thread *to;

	if (unlikely(!is_slot(from, cap)))
		goto slow;
	slot = slots_of(from) + cap;
	if (unlikely(!(slot->ops & CAP_EP_SEND) || !is_short(tag)))
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
	HAL_LEFT;
slow:
	HAL_GO(ipc_send, cpu, from, PITH_CALL_CALL);
}

void core_reply_recv(uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from)
{
	uint32_t reply_cap = from->context.r[10];
	const struct slot *slot, *right;
	struct endpoint *endpoint;
	struct schedcontext *sc;
	struct reply *reply;
	struct thread *to;

	/* The number of slots is a power of two: together both are below it, or not. */
	if (unlikely(!is_slot(from, cap | reply_cap)))
		goto slow;
	slot = slots_of(from) + cap;
	right = slots_of(from) + reply_cap;
	_Static_assert(CAP_REPLY == CAP_EP_RECV << 8, "for one test of both");
	if (unlikely(!(slot->ops & right->ops >> 8 & CAP_EP_RECV)))
		goto slow;
	endpoint = endpoint_at(slot->object);
	reply = reply_at(right->object);
	sc = schedcontext_at(from->schedcontext);
	/* The reply object stands for the latest call of the context we run on. */
	if (unlikely(endpoint->send || sc->calls_next != right->object || !is_short(tag)))
		goto slow;
	/* So its thread waits for it: by a call or with a fault. */
	to = thread_at(reply->thread);
	if (unlikely(to->wait & WAIT_FAULT || (int32_t)to->priority < cpu->top))
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
	HAL_LEFT;
slow:
	HAL_GO(ipc_receive, cpu, from, PITH_CALL_REPLY_RECV);
}

void core_send(uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from)
{
	(void)cap;
	(void)tag;
	HAL_GO(ipc_send, cpu, from, PITH_CALL_SEND);
}

/* A signal that wakes nobody; and the call on nothing, which costs the least there is. */
void core_nbsend(uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from)
{
	const struct slot *slot;
	struct notification *nt;

	(void)tag;
	if (unlikely(!is_slot(from, cap)))
		goto slow;
	slot = slots_of(from) + cap;
	if (slot->ops & CAP_NT_SIGNAL) {
		nt = notification_at(slot->object);
		if (nt->wait_next != slot->object || nt->bound)
			goto slow;
		nt->bits |= slot->badge ? slot->badge : 1;
		from->context.r[1] = pith_tag(0, 0, 0);
	} else {
		if (unlikely(slot->ops || from->flags & PITH_FLAG_STRICT))
			goto slow;
		from->context.r[1] = pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_TARGET);
	}
	hal_resume(&from->context);
	HAL_LEFT;
slow:
	HAL_GO(ipc_send, cpu, from, PITH_CALL_NBSEND);
}

void core_recv(uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from)
{
	(void)cap;
	(void)tag;
	HAL_GO(ipc_receive, cpu, from, PITH_CALL_RECV);
}

void core_nbrecv(uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from)
{
	(void)cap;
	(void)tag;
	HAL_GO(ipc_receive, cpu, from, PITH_CALL_NBRECV);
}

void core_reply(uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from)
{
	(void)cap;
	(void)tag;
	ipc_reply(cpu, from);
}
