/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Processor time: whose it is, and how it travels along calls and comes back. Manual: objects.md,
 * "SchedContext".
 */
#include "tests/spec/parts.h"

void schedcontext_new(struct spec *spec, name_t name)
{
	struct spec_time *time = spec_time(spec, 0);

	if (time)
		*time = (struct spec_time){.name = name};
}

/* A thread that has no time takes up its own, if that is with it. */
void time_fall_back(struct spec *spec, struct spec_thread *thread)
{
	if (thread->time || !thread->own || spec_time(spec, thread->own)->user != thread->name)
		return;
	thread->time = thread->own;
	take_turn(spec, thread);
}

/* Nobody without time is served: who waits in line to send leaves it. */
static void lost_time(struct spec *spec, struct spec_thread *thread)
{
	if (!waits_to_send(thread))
		return;
	list_remove(&spec_endpoint(spec, thread->on)->senders, thread->name);
	thread->on = 0;
	if (thread->wait == SPEC_FAULTING) {
		thread->wait = SPEC_STOPPED;
		nobody_cares(spec, thread);
	} else {
		thread->wait = SPEC_RUNNABLE;
		set_result(thread, pith_error_tag(PITH_ERROR_STATE, PITH_ARG_TARGET));
	}
}

/* The one that has it has it no more. */
static void take_away(struct spec *spec, struct spec_time *time)
{
	struct spec_thread *user = time->user ? spec_thread(spec, time->user) : 0;

	time->user = 0;
	/* Its own lies idle while it uses another. */
	if (!user || user->time != time->name)
		return;
	list_remove(&spec->ready, user->name);
	user->time = 0;
	time_fall_back(spec, user);
	if (!user->time)
		lost_time(spec, user);
}

/* It goes to a thread; idle, if that uses another and it is its own. */
static void give(struct spec *spec, struct spec_time *time, struct spec_thread *thread)
{
	time->user = thread->name;
	if (thread->time && thread->own == time->name)
		return;
	thread->time = time->name;
	take_turn(spec, thread);
}

void time_bind(struct spec *spec, struct spec_time *time, struct spec_thread *thread)
{
	time->owner = thread->name;
	thread->own = time->name;
	give(spec, time, thread);
	/* A server that could do nothing with its signals now can. */
	if (thread->notification)
		offer_bits(spec, spec_notification(spec, thread->notification));
}

/* If it is lent it stays where it is until it is returned. */
void time_unbind(struct spec *spec, struct spec_thread *thread)
{
	struct spec_time *time;

	if (!thread->own)
		return;
	time = spec_time(spec, thread->own);
	time->owner = 0;
	thread->own = 0;
	if (time->user == thread->name)
		take_away(spec, time);
}

/* `from` calls `to`, which has no time or its own: it runs on the caller's. */
void time_lend(struct spec *spec, struct spec_thread *from, struct spec_thread *to,
    const struct spec_reply *reply)
{
	struct spec_time *time = spec_time(spec, from->time);

	list_insert(spec, &time->stack, 0, reply->name);
	time->calls++;
	time->user = to->name;
	to->time = time->name;
	from->time = 0;
}

/* The time that went along with the call this reply object stands for, if no later call of it is
 * under way. */
struct spec_time *time_of_latest(struct spec *spec, name_t reply)
{
	for (uint32_t i = 0; i < spec->places; i++)
		if (spec->times[i].name && spec->times[i].stack.count > 0 &&
		    spec->times[i].stack.names[0] == reply)
			return &spec->times[i];
	return 0;
}

/* The call is none of those that some time travelled along any more. */
void leave_stack(struct spec *spec, name_t reply)
{
	for (uint32_t i = 0; i < spec->places; i++)
		if (spec->times[i].name)
			list_remove(&spec->times[i].stack, reply);
}

/* Back to the latest caller; to the owner when all calls are over. */
void time_give_back(struct spec *spec, struct spec_time *time)
{
	take_away(spec, time);
	if (time->stack.count > 0) {
		name_t reply = time->stack.names[0];

		list_remove(&time->stack, reply);
		give(spec, time, spec_thread(spec, spec_reply(spec, reply)->thread));
	} else if (time->owner) {
		give(spec, time, spec_thread(spec, time->owner));
	}
}

/* What the thread has borrowed goes back. */
void time_return(struct spec *spec, struct spec_thread *thread)
{
	if (thread->time && thread->time != thread->own)
		time_give_back(spec, spec_time(spec, thread->time));
}

/* The calls it travelled along are forgotten, sixteen in a part; then its user and owner lose it.
 */
bool schedcontext_reap_part(struct spec *spec, name_t name)
{
	struct spec_time *time = spec_time(spec, name);

	for (uint32_t i = 0; i < 16 && time->stack.count > 0; i++)
		list_remove(&time->stack, time->stack.names[0]);
	if (time->stack.count > 0)
		return false;
	if (time->owner)
		spec_thread(spec, time->owner)->own = 0;
	take_away(spec, time);
	if (spec->charged == name)
		spec->charged = 0;
	time->name = 0;
	return true;
}

/* SCHEDCONTEXT_CONSUMED. */
uint32_t schedcontext_operate(struct spec *spec, struct spec_call *call)
{
	const struct spec_time *time = spec_time(spec, spec->caps[call->target].object);
	uint64_t consumed;

	charge(spec);
	consumed = time->given - (uint64_t)time->left;
	call->out[0] = (uint32_t)consumed;
	call->out[1] = (uint32_t)(consumed >> 32);
	call->out[2] = time->calls;
	call->out_count = 3;
	return SPEC_OK;
}

/* SCHEDCONTROL_CONFIGURE. */
uint32_t schedcontrol_operate(struct spec *spec, struct spec_call *call)
{
	const uint64_t least = 10000, most = (uint64_t)1 << 62;
	uint64_t budget = call_word(spec, call, 0) | (uint64_t)call_word(spec, call, 1) << 32;
	uint64_t period = call_word(spec, call, 2) | (uint64_t)call_word(spec, call, 3) << 32;
	struct spec_time *time;
	uint32_t cap, error;

	error = call_cap(spec, call, 0, PITH_TYPE_SCHEDCONTEXT, PITH_ALL_RIGHTS, &cap);
	if (error)
		return error;
	if (budget < least || budget > most)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	if (period != 0 && (period < budget || period > most))
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD + 2);
	time = spec_time(spec, spec->caps[cap].object);
	charge(spec);
	time->budget = budget;
	time->period = period ? period : budget;
	new_slice(time);
	if (spec->charged == time->name)
		spec->charged = 0;
	return SPEC_OK;
}
