/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who runs, and whose time passes. Manual: calls.md, "Who goes on"; objects.md, "SchedContext".
 */
#include "tests/spec/parts.h"

static bool may_run(const struct spec_thread *thread)
{
	return thread->wait == SPEC_RUNNABLE && thread->time;
}

/* Into the line of those that are ready, first or last of its priority. */
static void queue(struct spec *spec, const struct spec_thread *thread, bool first)
{
	struct spec_list *ready = &spec->ready;
	uint32_t at = 0;

	while (at < ready->count) {
		uint32_t priority = spec_thread(spec, ready->names[at])->priority;

		if (priority < thread->priority || (first && priority == thread->priority))
			break;
		at++;
	}
	list_insert(spec, ready, at, thread->name);
}

/* The thread stands in line, last, if it may run and neither runs nor stands there already. */
void take_turn(struct spec *spec, struct spec_thread *thread)
{
	if (may_run(thread) && spec->current != thread->name &&
	    !list_has(&spec->ready, thread->name))
		queue(spec, thread, false);
}

/* The thread waits for nothing any more. */
void go_on_last(struct spec *spec, struct spec_thread *thread)
{
	thread->wait = SPEC_RUNNABLE;
	thread->on = 0;
	take_turn(spec, thread);
}

void go_on_first(struct spec *spec, struct spec_thread *thread)
{
	thread->wait = SPEC_RUNNABLE;
	thread->on = 0;
	if (may_run(thread) && spec->current != thread->name)
		queue(spec, thread, true);
}

/* What is left to the one whose time passes, as of now. */
void charge(struct spec *spec)
{
	if (spec->charged)
		spec_time(spec, spec->charged)->left = (int64_t)(spec->slice_end - spec->now);
}

/* It is whole, whatever was left of the old; what was used stays counted. */
void new_slice(struct spec_time *time)
{
	time->given += time->budget - (uint64_t)time->left;
	time->left = (int64_t)time->budget;
}

/* From now on this one's time passes, 0: nobody's. */
static void account(struct spec *spec, name_t time)
{
	charge(spec);
	spec->charged = time;
	spec->slice_end = time ? spec->now + (uint64_t)spec_time(spec, time)->left : ~(uint64_t)0;
}

/* The end of a trap. The one that ran goes on unless somebody above it is ready; then it keeps its
 * turn and the rest of its slice. */
void choose(struct spec *spec)
{
	struct spec_thread *thread = spec->current ? spec_thread(spec, spec->current) : 0;

	if (thread && !may_run(thread)) {
		thread = 0;
	} else if (thread && spec->ready.count > 0 &&
		   spec_thread(spec, spec->ready.names[0])->priority > thread->priority) {
		queue(spec, thread, true);
		thread = 0;
	}
	if (!thread && spec->ready.count > 0) {
		thread = spec_thread(spec, spec->ready.names[0]);
		list_remove(&spec->ready, thread->name);
	}
	spec->current = thread ? thread->name : 0;
	if (!thread || thread->time != spec->charged)
		account(spec, thread ? thread->time : 0);
}

/* A new slice, behind all others of the priority. */
static void next_turn(struct spec *spec, struct spec_thread *from)
{
	new_slice(spec_time(spec, from->time));
	spec->charged = 0;
	spec->current = 0;
	take_turn(spec, from);
}

void yield_slice(struct spec *spec, struct spec_thread *from)
{
	charge(spec);
	set_result(from, pith_tag(0, 0, 0));
	next_turn(spec, from);
}

/* The deadline has passed: the slice of the one that runs is used up. */
void time_up(struct spec *spec)
{
	struct spec_thread *from = spec->current ? spec_thread(spec, spec->current) : 0;
	struct spec_time *time;

	charge(spec);
	spec->charged = 0;
	if (!from)
		return;
	time = spec_time(spec, from->time);
	if (time->left > 0)
		return;
	if (from->flags & PITH_FLAG_BUDGET) {
		new_slice(time);
		fault_now(spec, from, PITH_FAULT_BUDGET, 0, 0, 0);
	} else {
		next_turn(spec, from);
	}
}
