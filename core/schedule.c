/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who runs: ready queues for 256 priorities, found by a bit for each; and
 * whose time it is. The running thread is in no queue. All of it constant time.
 */
#include "core/index.h"

/* The highest priority that is ready, if it is not above this one. */
static int32_t highest_ready(const struct cpu *cpu, uint32_t from)
{
	int32_t word = (int32_t)(from / 32);

	while (!cpu->ready_bits[word])
		if (word-- == 0)
			return PRIORITY_NONE;
	return word * 32 + 31 - __builtin_clz(cpu->ready_bits[word]);
}

/* Put a thread at the first or last place of its priority. */
void schedule_enqueue(struct cpu *cpu, struct thread *thread, bool first)
{
	uint32_t priority = thread->priority;
	ref_t ref = hal_ref(thread), head = cpu->ready[priority];

	if (!head) {
		schedule_enqueue_alone(cpu, thread);
		return;
	}
	thread->next = head;
	thread->prev = thread_at(head)->prev;
	thread_at(thread->prev)->next = ref;
	thread_at(head)->prev = ref;
	if (first)
		cpu->ready[priority] = ref;
}

void schedule_dequeue(struct cpu *cpu, struct thread *thread)
{
	uint32_t priority = thread->priority;
	ref_t ref = hal_ref(thread);

	if (thread->next == ref) {
		cpu->ready[priority] = 0;
		cpu->ready_bits[priority >> 5] &= ~(1u << (priority & 31));
		cpu->top = highest_ready(cpu, (uint32_t)cpu->top);
		return;
	}
	thread_at(thread->prev)->next = thread->next;
	thread_at(thread->next)->prev = thread->prev;
	if (cpu->ready[priority] == ref)
		cpu->ready[priority] = thread->next;
}

/* The thread waits for nothing any more: it takes its turn, if it may run at all. */
void schedule_ready(struct cpu *cpu, struct thread *thread)
{
	thread->wait = 0;
	if (schedule_is_queued(cpu, thread))
		schedule_enqueue(cpu, thread, false);
}

/* The same for the partner of a call: it goes on in the caller's place. */
void schedule_ready_first(struct cpu *cpu, struct thread *thread)
{
	thread->wait = 0;
	if (schedule_is_queued(cpu, thread))
		schedule_enqueue(cpu, thread, true);
}

/* What is left to the context whose time passes, as of now. */
void schedule_charge(struct cpu *cpu)
{
	if (cpu->charged)
		schedcontext_at(cpu->charged)->left = (int64_t)(cpu->slice_end - hal_time());
}

HAL_LEAVES static void run(struct cpu *cpu, struct thread *from, struct thread *to)
{
	bool reload = cpu->reload;

	cpu->reload = 0;
	if (to->schedcontext != cpu->charged)
		schedule_account(cpu, to->schedcontext);
	if (to == from && !reload)
		hal_resume(&to->context);
	else
		hal_switch(from ? &from->context : 0, &to->context);
}

/* Nobody has the processor: give it to the first of the highest priority. */
HAL_LEAVES static void run_next(struct cpu *cpu, struct thread *from)
{
	struct thread *to;

	if (cpu->top == PRIORITY_NONE) {
		cpu->reload = 0;
		schedule_account(cpu, 0);
		hal_idle(from ? &from->context : 0);
		HAL_LEFT;
	}
	to = thread_at(cpu->ready[cpu->top]);
	schedule_dequeue(cpu, to);
	cpu->current = hal_ref(to);
	run(cpu, from, to);
}

/*
 * The end of a trap that did not take the fast path: choose who runs. `from` is the thread
 * that ran; it may be waiting, stopped or gone (then current is 0) by now.
 */
void schedule_leave(struct cpu *cpu, struct thread *from)
{
	/* Mostly nothing has changed. */
	if (from && cpu->current && !from->wait && cpu->charged &&
	    from->schedcontext == cpu->charged && (int32_t)from->priority >= cpu->top &&
	    !cpu->reload) {
		hal_resume(&from->context);
		HAL_LEFT;
	}
	HAL_GO(schedule_choose, cpu, from, 0);
}

/* The same where something has. */
void schedule_choose(struct cpu *cpu, struct thread *from, uint32_t unused)
{
	(void)unused;
	if (!cpu->current)
		from = 0;
	if (from && from->wait == 0 && from->schedcontext) {
		if ((int32_t)from->priority >= cpu->top) {
			run(cpu, from, from);
			HAL_LEFT;
		}
		/* Preempted: it keeps its turn and the rest of its slice. */
		cpu->current = 0;
		schedule_enqueue(cpu, from, true);
	}
	cpu->current = 0;
	run_next(cpu, from);
}

/*
 * The end of a trap that has done no more than make `woken` ready (0: nobody), which is in no
 * queue yet: the thread that ran, `from`, goes on unless that one is more urgent.
 */
void schedule_woken(struct cpu *cpu, struct thread *from, struct thread *woken)
{
	int32_t running = from ? (int32_t)from->priority : PRIORITY_NONE;

	if (!woken || !woken->schedcontext) {
		schedule_leave(cpu, from);
		HAL_LEFT;
	}
	if ((int32_t)woken->priority <= running || (int32_t)woken->priority <= cpu->top) {
		schedule_enqueue(cpu, woken, false);
		schedule_leave(cpu, from);
		HAL_LEFT;
	}
	/* Preempted: as in schedule_leave. No switch block has changed. */
	if (from)
		schedule_enqueue(cpu, from, true);
	cpu->current = hal_ref(woken);
	schedule_account(cpu, woken->schedcontext);
	hal_switch(from ? &from->context : 0, &woken->context);
}

/* A new slice, behind all others of its priority. */
HAL_LEAVES static void rotate(struct cpu *cpu, struct thread *from)
{
	schedcontext_refill(schedcontext_at(from->schedcontext));
	cpu->charged = 0; /* what has been used is booked: the deadline is set anew */
	cpu->current = 0;
	schedule_enqueue(cpu, from, false);
	run_next(cpu, from);
}

void core_yield(uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from)
{
	(void)cap;
	(void)tag;
	schedule_charge(cpu);
	message_result(from, 0);
	rotate(cpu, from);
}

void core_deadline(struct cpu *cpu, struct thread *from)
{
	struct schedcontext *sc;

	schedule_charge(cpu);
	cpu->charged = 0;
	if (!from) {
		schedule_leave(cpu, 0);
		HAL_LEFT;
	}
	sc = schedcontext_at(from->schedcontext);
	if (sc->left > 0) {
		schedule_leave(cpu, from);
	} else if (from->flags & PITH_FLAG_BUDGET) {
		schedcontext_refill(sc);
		fault_raise(cpu, from, PITH_FAULT_BUDGET, 0, 0, 0);
		schedule_leave(cpu, from);
	} else {
		rotate(cpu, from);
	}
}

void core_clock(uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from)
{
	uint64_t now = hal_nanoseconds(hal_time() - cpu->began);

	(void)cap;
	(void)tag;
	from->context.r[2] = (uint32_t)now;
	from->context.r[3] = (uint32_t)(now >> 32);
	message_result(from, pith_tag(0, 2, 0));
	hal_resume(&from->context);
}
