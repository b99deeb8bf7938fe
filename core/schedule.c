/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who runs: ready queues for 256 priorities, found through two levels of bits; and
 * whose time it is. The running thread is in no queue. All of it constant time.
 */
#include "core/index.h"

static int32_t highest_ready(const struct cpu *cpu)
{
	int32_t word;

	if (!cpu->ready_words)
		return PRIORITY_NONE;
	word = 31 - __builtin_clz(cpu->ready_words);
	return word * 32 + 31 - __builtin_clz(cpu->ready_bits[word]);
}

/* In the ready queue: neither running nor waiting, and with the right to run. */
bool schedule_is_queued(const struct cpu *cpu, const struct thread *thread)
{
	return thread->wait == 0 && thread->schedcontext && cpu->current != hal_ref(thread);
}

/* Put a thread at the first or last place of its priority. */
void schedule_enqueue(struct cpu *cpu, struct thread *thread, bool first)
{
	uint32_t priority = thread->priority;
	ref_t ref = hal_ref(thread), head = cpu->ready[priority];

	if (!head) {
		thread->next = ref;
		thread->prev = ref;
		cpu->ready[priority] = ref;
		cpu->ready_bits[priority >> 5] |= 1u << (priority & 31);
		cpu->ready_words |= 1u << (priority >> 5);
		if ((int32_t)priority > cpu->top)
			cpu->top = (int32_t)priority;
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
		if (!cpu->ready_bits[priority >> 5])
			cpu->ready_words &= ~(1u << (priority >> 5));
		cpu->top = highest_ready(cpu);
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

/* Book the time since the last booking. */
void schedule_charge(struct cpu *cpu)
{
	uint64_t now = hal_time(), used = now - cpu->started;

	if (cpu->charged) {
		struct schedcontext *sc = schedcontext_at(cpu->charged);

		sc->consumed += used;
		sc->left = sc->left > used ? sc->left - used : 0;
	}
	cpu->started = now;
}

/* From now on time goes to this scheduling context (0: nobody's). */
static void account(struct cpu *cpu, ref_t sc)
{
	schedule_charge(cpu);
	cpu->charged = sc;
	hal_deadline(sc ? cpu->started + schedcontext_at(sc)->left : ~0ull);
}

HAL_LEAVES static void run(struct cpu *cpu, struct thread *from, struct thread *to)
{
	bool reload = cpu->reload;

	cpu->reload = 0;
	if (to->schedcontext != cpu->charged)
		account(cpu, to->schedcontext);
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
		account(cpu, 0);
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

/* A new slice, behind all others of its priority. */
HAL_LEAVES static void rotate(struct cpu *cpu, struct thread *from)
{
	struct schedcontext *sc = schedcontext_at(from->schedcontext);

	sc->left = sc->budget;
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
	if (sc->left) {
		schedule_leave(cpu, from);
	} else if (from->flags & PITH_FLAG_BUDGET) {
		sc->left = sc->budget;
		fault_raise(cpu, from, PITH_FAULT_BUDGET, 0, 0, 0);
		schedule_leave(cpu, from);
	} else {
		rotate(cpu, from);
	}
}

void core_clock(uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from)
{
	uint64_t now = hal_time();

	(void)cap;
	(void)tag;
	(void)cpu;
	from->context.r[2] = (uint32_t)now;
	from->context.r[3] = (uint32_t)(now >> 32);
	message_result(from, pith_tag(0, 2, 0));
	hal_resume(&from->context);
}
