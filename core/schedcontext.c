/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scheduling contexts: processor time as an object. A call lends the caller's to
 * the server, the answer gives it back; the calls it travelled along are a stack
 * of reply objects, linked so that any of them can leave at any moment. A server's
 * own context lies idle meanwhile, and is there when the borrowed one is withdrawn.
 */
#include "core/index.h"

void schedcontext_init(ref_t ref)
{
	struct schedcontext *sc = schedcontext_at(ref);

	sc->calls_next = ref;
	sc->calls_prev = ref;
	sc->kind = OBJECT_SCHEDCONTEXT;
}

/* A new time slice. */
void schedcontext_refill(struct schedcontext *sc)
{
	sc->given += sc->budget - (uint64_t)sc->left;
	sc->left = (int64_t)sc->budget;
}

/* A thread that has no context takes its own up again if that is with it. */
void schedcontext_fall_back(struct cpu *cpu, struct thread *thread)
{
	if (thread->schedcontext || !thread->own ||
	    schedcontext_at(thread->own)->user != hal_ref(thread))
		return;
	thread->schedcontext = thread->own;
	if (schedule_is_queued(cpu, thread))
		schedule_enqueue(cpu, thread, false);
}

/* Nobody without time waits to send: a server that lives on its callers' time could not serve
 * it. */
static void lost_time(struct cpu *cpu, struct thread *thread)
{
	uint32_t kind = thread->wait & WAIT_KIND_MASK;

	if (kind != WAIT_SEND && kind != WAIT_CALL && kind != WAIT_FAULT_SEND)
		return;
	endpoint_send_remove(endpoint_at(thread->wait & ~(ref_t)WAIT_KIND_MASK), thread);
	if (kind == WAIT_FAULT_SEND) {
		thread->wait = WAIT_STOPPED;
		fault_unhandled(cpu, thread);
	} else {
		thread->wait = 0;
		message_result(thread, pith_error_tag(PITH_ERROR_STATE, PITH_ARG_TARGET));
	}
}

/* The user has it no longer; a thread that waited in a queue for its turn leaves it. */
static void take_away(struct cpu *cpu, struct schedcontext *sc)
{
	struct thread *user;

	if (!sc->user)
		return;
	user = thread_at(sc->user);
	sc->user = 0;
	if (user->schedcontext != hal_ref(sc)) /* its own, idle while it uses another */
		return;
	if (schedule_is_queued(cpu, user))
		schedule_dequeue(cpu, user);
	user->schedcontext = 0;
	schedcontext_fall_back(cpu, user);
	if (!user->schedcontext)
		lost_time(cpu, user);
}

/* Give a context that nobody has to its owner, or back to a caller that waits. */
static void give(struct cpu *cpu, struct schedcontext *sc, struct thread *thread)
{
	bool queued = schedule_is_queued(cpu, thread);

	sc->user = hal_ref(thread);
	/* Its own lies idle while it uses another. */
	if (thread->schedcontext && thread->own == hal_ref(sc))
		return;
	thread->schedcontext = hal_ref(sc);
	if (!queued && schedule_is_queued(cpu, thread))
		schedule_enqueue(cpu, thread, false);
}

/* Bind a context that nobody has or uses to a thread that has none of its own. */
void schedcontext_bind(struct cpu *cpu, struct schedcontext *sc, struct thread *thread)
{
	sc->owner = hal_ref(thread);
	thread->own = hal_ref(sc);
	give(cpu, sc, thread);
	/* A server that could do nothing with its signals now can. */
	if (thread->notification)
		notification_offer(cpu, notification_at(thread->notification));
}

/* Undo it. A context that is lent stays with its user until it is returned. */
void schedcontext_unbind(struct cpu *cpu, struct thread *thread)
{
	struct schedcontext *sc;

	if (!thread->own)
		return;
	sc = schedcontext_at(thread->own);
	sc->owner = 0;
	thread->own = 0;
	if (sc->user == hal_ref(thread))
		take_away(cpu, sc);
}

/* Push `reply` on the call stack of `from`, which waits for it, and lend its context to `to`,
 * which uses none or its own and is in no queue. */
void schedcontext_lend(struct cpu *cpu, struct reply *reply, struct thread *from, struct thread *to)
{
	struct schedcontext *sc = schedcontext_at(from->schedcontext);

	(void)cpu;
	reply->calls_prev = from->schedcontext;
	reply->calls_next = sc->calls_next;
	reply_at(sc->calls_next)->calls_prev = hal_ref(reply);
	sc->calls_next = hal_ref(reply);
	sc->calls++;
	sc->user = hal_ref(to);
	to->schedcontext = from->schedcontext;
	from->schedcontext = 0;
}

/* Take a reply object out of the call stack it is in, if it is in one. */
void schedcontext_leave_stack(struct reply *reply)
{
	if (!reply->calls_prev)
		return;
	reply_at(reply->calls_prev)->calls_next = reply->calls_next;
	reply_at(reply->calls_next)->calls_prev = reply->calls_prev;
	reply->calls_prev = 0;
	reply->calls_next = 0;
}

/* The context whose latest call this reply object stands for; 0 if it is not the latest. */
struct schedcontext *schedcontext_of_top(const struct reply *reply)
{
	struct schedcontext *sc;

	if (!reply->calls_prev)
		return 0;
	sc = schedcontext_at(reply->calls_prev);
	return sc->kind == OBJECT_SCHEDCONTEXT ? sc : 0;
}

/* Give the context back: to the latest caller, or to the owner when all calls are over. */
void schedcontext_give_back(struct cpu *cpu, struct schedcontext *sc)
{
	take_away(cpu, sc);
	if (sc->calls_next != hal_ref(sc)) {
		struct reply *reply = reply_at(sc->calls_next);

		schedcontext_leave_stack(reply);
		give(cpu, sc, thread_at(reply->thread));
	} else if (sc->owner) {
		give(cpu, sc, thread_at(sc->owner));
	}
}

/* A thread that is about to receive, or to end, gives back what it has borrowed. */
void schedcontext_return(struct cpu *cpu, struct thread *user)
{
	if (user->schedcontext && user->schedcontext != user->own)
		schedcontext_give_back(cpu, schedcontext_at(user->schedcontext));
}

enum { REAP_CALLS = 16 };

/* End some of the calls that a dying context travelled along; true when all are ended. */
bool schedcontext_reap(struct cpu *cpu, ref_t ref)
{
	struct schedcontext *sc = schedcontext_at(ref);

	for (uint32_t i = 0; i < REAP_CALLS && sc->calls_next != ref; i++)
		schedcontext_leave_stack(reply_at(sc->calls_next));
	if (sc->calls_next != ref)
		return false;
	if (sc->owner) {
		thread_at(sc->owner)->own = 0;
		sc->owner = 0;
	}
	take_away(cpu, sc);
	if (cpu->charged == ref)
		cpu->charged = 0;
	return true;
}

uint32_t schedcontext_invoke(struct invocation *call)
{
	const struct schedcontext *sc = schedcontext_at(call->target->object);
	uint64_t consumed;

	schedule_charge(call->cpu);
	consumed = hal_nanoseconds(sc->given - (uint64_t)sc->left);
	call->words[0] = (uint32_t)consumed;
	call->words[1] = (uint32_t)(consumed >> 32);
	call->words[2] = sc->calls;
	return RESULT_OK;
}

static const uint64_t time_min = 10000, time_max = 1ull << 62; /* ns */

/* SCHEDCONTROL_CONFIGURE. A period of 0 is one equal to the budget. */
uint32_t schedcontrol_invoke(struct invocation *call)
{
	uint64_t budget = call->words[0] | (uint64_t)call->words[1] << 32;
	uint64_t period = call->words[2] | (uint64_t)call->words[3] << 32;
	struct schedcontext *sc;
	struct slot *slot;
	uint32_t error = invoke_cap(call, 0, CAP_SCHEDCONTEXT, &slot);

	if (error)
		return error;
	if (budget < time_min || budget > time_max)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	if (period && (period < budget || period > time_max))
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD + 2);
	sc = schedcontext_at(slot->object);
	schedule_charge(call->cpu);
	sc->budget = hal_ticks(budget);
	sc->period = period ? hal_ticks(period) : sc->budget;
	schedcontext_refill(sc);
	if (call->cpu->charged == slot->object)
		call->cpu->charged = 0; /* the deadline is set anew */
	return RESULT_OK;
}
