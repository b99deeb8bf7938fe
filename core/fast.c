/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The IPC fast paths: a call that finds its server waiting, a fault that finds its handler
 * waiting, and the answers to both when nobody else is in line. Each checks everything,
 * falls back to the full path (ipc.c) before it has changed anything, and has the
 * same effect. The steps and their cost: docs/internals, "The call path". Signals, and the
 * calls that have no fast path, are at the end.
 */
#include "core/index.h"

#define unlikely(condition) __builtin_expect(!!(condition), 0)
/* One copy in each path, so that none pays for what only another needs. */
#define INLINE __attribute__((always_inline)) static inline

/* A tag of kind 0 without capabilities and with at most eight words. */
INLINE bool is_short(uint32_t tag)
{
	return tag >> PITH_TAG_LENGTH_SHIFT <= PITH_REGISTER_WORDS;
}

/* Of kind 0 and without capabilities. */
INLINE bool is_plain(uint32_t tag)
{
	return tag >> PITH_TAG_LENGTH_SHIFT <= PITH_MAX_WORDS;
}

/* Slots as the thread is shown them: none if something diverts it. They may be empty. */
INLINE struct slot *slots_of(const struct thread *from)
{
	return (struct slot *)cspace_at(from->cspace);
}

INLINE bool is_slot(const struct thread *from, uint32_t cap)
{
	return cap < cspace_at(from->cspace)->header.word;
}

/* The receiver that a call of an endpoint switches to at once; 0: none. */
INLINE struct thread *receiver(const struct cpu *cpu, ref_t endpoint)
{
	ref_t next = endpoint_at(endpoint)->receive_next;
	struct thread *to = thread_at(next);

	if (unlikely(next == endpoint))
		return 0;
	if (unlikely(to->wait & WAIT_KIND_MASK || (int32_t)to->priority < cpu->top))
		return 0;
	return to;
}

/* `from` calls, and nothing of it can fail. */
INLINE void begin_call(
    struct cpu *cpu, struct thread *from, struct thread *to, ref_t endpoint, enum wait_kind kind)
{
	struct schedcontext *sc = schedcontext_at(from->schedcontext);
	struct reply *reply = reply_at(to->wait);

	/* The receiver leaves the queue... */
	endpoint_at(endpoint)->receive_next = to->next;
	thread_at(to->next)->prev = endpoint;
	/* ...the caller waits for its reply object, the latest call of its context... */
	reply->thread = hal_ref(from);
	reply->calls_prev = from->schedcontext;
	reply->calls_next = sc->calls_next;
	reply_at(sc->calls_next)->calls_prev = to->wait;
	sc->calls_next = to->wait;
	from->wait = to->wait | kind;
	/* ...and the receiver runs on that context. */
	sc->calls++;
	sc->user = hal_ref(to);
	to->schedcontext = from->schedcontext;
	from->schedcontext = 0;
	to->wait = 0;
	cpu->current = hal_ref(to);
}

void core_call(uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from)
{
	const struct slot *slot;
	struct thread *to;

	if (unlikely(!is_slot(from, cap)))
		goto slow;
	slot = slots_of(from) + cap;
	if (unlikely(!(slot->ops & CAP_EP_SEND)))
		goto slow;
	if (unlikely(!is_short(tag)))
		goto longer;
	to = receiver(cpu, slot->object);
	if (unlikely(!to))
		goto slow;
	begin_call(cpu, from, to, slot->object, WAIT_REPLY);
	hal_switch_ipc(slot->badge, tag, &from->context, &to->context);
	HAL_LEFT;
longer:
	HAL_GO(fast_call_longer, cpu, from, PITH_CALL_CALL);
	HAL_LEFT;
slow:
	HAL_GO(ipc_send, cpu, from, PITH_CALL_CALL);
}

/* The same with more words than registers. */
void fast_call_longer(struct cpu *cpu, struct thread *from, enum pith_call how)
{
	uint32_t tag = from->context.r[1];
	const struct slot *slot = slots_of(from) + from->context.r[0];
	struct thread *to = receiver(cpu, slot->object);

	if (unlikely(!is_plain(tag) || !to || !from->buffer || !to->buffer))
		goto slow;
	message_words(from, to, pith_tag_length(tag));
	begin_call(cpu, from, to, slot->object, WAIT_REPLY);
	hal_switch_ipc(slot->badge, tag, &from->context, &to->context);
	HAL_LEFT;
slow:
	HAL_GO(ipc_send, cpu, from, how);
}

/* A thread cannot go on (entry.h): it calls its handler. */
void core_fault(struct cpu *cpu, struct thread *from, enum pith_fault fault, uint32_t address,
    uint32_t access, uint32_t status)
{
	const struct slot *handler = &from->slots[SLOT_FAULT];
	struct thread *to = 0;

	if (handler->ops & CAP_EP_SEND)
		to = receiver(cpu, handler->object);
	if (unlikely(!to)) {
		fault_raise(cpu, from, fault, address, access, status);
		schedule_leave(cpu, from);
		HAL_LEFT;
	}
	fault_note(from, fault, address, access, status);
	fault_deliver(from, to, handler->badge);
	begin_call(cpu, from, to, handler->object, WAIT_FAULT);
	hal_switch(&from->context, &to->context);
}

/* What a ReplyRecv is about. */
struct answer {
	ref_t endpoint;
	ref_t reply;
	struct thread *to;
};

/* Is nothing in the way of it? Then its message is the next to look at. */
INLINE bool find_answer(
    const struct cpu *cpu, const struct thread *from, uint32_t cap, struct answer *answer)
{
	uint32_t reply_cap = from->context.r[10];
	const struct slot *slot, *right;

	/* The number of slots is a power of two: together both are below it, or not. */
	if (unlikely(!is_slot(from, cap | reply_cap)))
		return false;
	slot = slots_of(from) + cap;
	right = slots_of(from) + reply_cap;
	_Static_assert(CAP_REPLY == CAP_EP_RECV << 8, "for one test of both");
	if (unlikely(!(slot->ops & right->ops >> 8 & CAP_EP_RECV)))
		return false;
	answer->endpoint = slot->object;
	answer->reply = right->object;
	/* The reply object stands for the latest call of the context we run on: so its thread
	 * waits for it, by a call or with a fault. */
	if (unlikely(endpoint_at(slot->object)->send ||
		     schedcontext_at(from->schedcontext)->calls_next != right->object))
		return false;
	answer->to = thread_at(reply_at(right->object)->thread);
	return (int32_t)answer->to->priority >= cpu->top;
}

/* `from` answers and receives again, and nothing of it can fail. */
INLINE void end_call(struct cpu *cpu, struct thread *from, const struct answer *answer)
{
	struct endpoint *endpoint = endpoint_at(answer->endpoint);
	struct schedcontext *sc = schedcontext_at(from->schedcontext);
	struct reply *reply = reply_at(answer->reply);
	struct thread *to = answer->to;

	/* The call is over... */
	sc->calls_next = reply->calls_next;
	reply_at(reply->calls_next)->calls_prev = from->schedcontext;
	reply->calls_prev = 0;
	sc->user = hal_ref(to);
	to->schedcontext = from->schedcontext;
	to->wait = 0;
	/* ...the server waits, last in line, for the next... */
	reply->thread = hal_ref(from);
	from->schedcontext = from->own;
	from->wait = answer->reply;
	from->next = answer->endpoint;
	from->prev = endpoint->receive_prev;
	thread_at(endpoint->receive_prev)->next = hal_ref(from);
	endpoint->receive_prev = hal_ref(from);
	/* ...and the caller goes on. */
	cpu->current = hal_ref(to);
}

void core_reply_recv(uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from)
{
	struct answer answer;

	if (unlikely(!find_answer(cpu, from, cap, &answer)))
		goto slow;
	if (unlikely(answer.to->wait & WAIT_FAULT || !is_short(tag)))
		goto other;
	end_call(cpu, from, &answer);
	hal_switch_ipc(0, tag, &from->context, &answer.to->context);
	HAL_LEFT;
other:
	HAL_GO(fast_reply_other, cpu, from, PITH_CALL_REPLY_RECV);
	HAL_LEFT;
slow:
	HAL_GO(ipc_receive, cpu, from, PITH_CALL_REPLY_RECV);
}

/* The same as answer to a fault, or with more words than registers. */
void fast_reply_other(struct cpu *cpu, struct thread *from, enum pith_call how)
{
	uint32_t tag = from->context.r[1];
	struct answer answer;
	struct thread *to;

	if (unlikely(!find_answer(cpu, from, from->context.r[0], &answer)))
		goto slow;
	to = answer.to;
	if (to->wait & WAIT_FAULT) {
		if (unlikely(!is_short(tag) || !fault_goes_on(to, tag)))
			goto slow;
		fault_write(from, to, tag);
		end_call(cpu, from, &answer);
		hal_switch(&from->context, &to->context);
		HAL_LEFT;
	}
	if (unlikely(!is_plain(tag) || !from->buffer || !to->buffer))
		goto slow;
	message_words(from, to, pith_tag_length(tag));
	end_call(cpu, from, &answer);
	hal_switch_ipc(0, tag, &from->context, &to->context);
	HAL_LEFT;
slow:
	HAL_GO(ipc_receive, cpu, from, how);
}

/* --- Signals, and the other calls ---------------------------------------------------- */

/* A signal, through the capability in this slot, to somebody who takes it and is more urgent than
 * all others: it runs, `from` keeps its turn. */
void fast_signal(struct cpu *cpu, struct thread *from, ref_t slot)
{
	const struct slot *signal = slot_at(slot);
	struct thread *to = notification_taker(notification_at(signal->object));

	if (unlikely(!to || !to->schedcontext || cpu->ready[from->priority]))
		goto slow;
	if ((int32_t)to->priority <= cpu->top || to->priority <= from->priority)
		goto slow;
	message_result(from, pith_tag(0, 0, 0));
	notification_wake(to, signal->badge ? signal->badge : 1);
	schedule_enqueue_alone(cpu, from);
	cpu->current = hal_ref(to);
	schedule_account(cpu, to->schedcontext);
	hal_switch(&from->context, &to->context);
	HAL_LEFT;
slow:
	HAL_GO(notification_send, cpu, from, slot);
}

void core_send(uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from)
{
	(void)tag;
	if (is_slot(from, cap) && slots_of(from)[cap].ops & CAP_NT_SIGNAL)
		HAL_GO(fast_signal, cpu, from, hal_ref(slots_of(from) + cap));
	else
		HAL_GO(ipc_send, cpu, from, PITH_CALL_SEND);
}

/* Also the call on nothing, which costs the least there is. */
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
			goto signal;
		/* Nobody waits for it. */
		nt->bits |= slot->badge ? slot->badge : 1;
		from->context.r[1] = pith_tag(0, 0, 0);
	} else {
		if (unlikely(slot->ops || from->flags & PITH_FLAG_STRICT))
			goto slow;
		from->context.r[1] = pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_TARGET);
	}
	hal_resume(&from->context);
	HAL_LEFT;
signal:
	HAL_GO(fast_signal, cpu, from, hal_ref(slot));
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
