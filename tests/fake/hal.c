/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rest of the fake machine's HAL: leaving the kernel, contexts, time,
 * interrupt lines, last words. It does to registers what hal.h promises, and writes
 * down the rest.
 */
#include "fake.h"

/* --- Leaving ------------------------------------------------------------------- */

static struct fake_switch_block block_of(const struct context *context)
{
	return (struct fake_switch_block){
	    context->ttbr0, context->contextid, context->dacr, context->tpidruro, context->fpexc};
}

static bool same_block(const struct fake_switch_block *a, const struct fake_switch_block *b)
{
	return a->ttbr0 == b->ttbr0 && a->contextid == b->contextid && a->dacr == b->dacr &&
	       a->tpidruro == b->tpidruro && a->fpexc == b->fpexc;
}

/* Whose registers are saved: the last that the machine went on with, unless it is no more. */
static void check_from(const struct context *from)
{
	if (from == fake.ran ? from && !fake_alive(from) : from || fake_alive(fake.ran))
		fake_die("the kernel names another thread than the one that ran");
}

static void leave(enum fake_left how, struct context *to)
{
	if (fake.left != FAKE_NOT_LEFT)
		fake_die("the kernel was left twice in one trap");
	fake.left = how;
	fake.to = to;
}

void hal_resume(struct context *same)
{
	struct fake_switch_block block = block_of(same);

	leave(FAKE_RESUME, same);
	if (!same_block(&block, &fake.loaded))
		fake_die("the thread goes on with another's switch block");
}

/* VFP registers are the thread's that has them loaded, unless it has given them up since. */
static void save_vfp(struct context *from)
{
	if (from && from->fpexc & fake.loaded.fpexc)
		*thread_vfp(context_thread(from)) = fake.vfp;
}

static void load(struct context *to)
{
	fake.loaded = block_of(to);
	if (to->fpexc)
		fake.vfp = *thread_vfp(context_thread(to));
}

void hal_switch(struct context *from, struct context *to)
{
	check_from(from);
	leave(FAKE_SWITCH, to);
	save_vfp(from);
	load(to);
}

void hal_switch_ipc(uint32_t badge, uint32_t tag, struct context *from, struct context *to)
{
	check_from(from);
	leave(FAKE_IPC, to);
	for (uint32_t i = 2; i < 2 + PITH_REGISTER_WORDS; i++)
		to->r[i] = from->r[i];
	to->r[0] = badge;
	to->r[1] = tag;
	save_vfp(from);
	load(to);
}

void hal_idle(struct context *from)
{
	check_from(from);
	leave(FAKE_IDLE, NULL);
	save_vfp(from);
}

void fake_enter(void)
{
	fake.left = FAKE_NOT_LEFT;
	fake.ran = fake.to;
}

void fake_check_left(const struct cpu *cpu)
{
	struct thread *current = cpu_current(cpu);

	if (fake.left == FAKE_NOT_LEFT)
		fake_die("the kernel was not left");
	if (fake.to != (current ? thread_context(current) : NULL))
		fake_die("the machine goes on with another thread than the kernel says");
	fake_check_stale();
}

/* --- Contexts ------------------------------------------------------------------ */

void hal_context_init(struct context *context)
{
	*context = (struct context){.cpsr = CPSR_USER};
}

void hal_context_vfp(struct context *context, struct vfp_state *vfp, bool on)
{
	*vfp = (struct vfp_state){0};
	context->fpexc = on ? FPEXC_EN : 0;
}

/* --- Time, interrupts, last words ---------------------------------------------- */

uint64_t hal_time(void)
{
	return fake.now;
}

uint64_t hal_ticks(uint64_t nanoseconds)
{
	return nanoseconds;
}

uint64_t hal_nanoseconds(uint64_t ticks)
{
	return ticks;
}

void hal_deadline(uint64_t time)
{
	fake.deadline = time;
}

void fake_note_depth(void)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);

	if (here < fake.deepest)
		fake.deepest = here;
}

bool hal_preempted(void)
{
	fake_note_depth();
	fake.steps++;
	fake.now += fake.step_time;
	return fake.preempt_always || fake.steps == fake.preempt_at;
}

static void check_line(uint32_t line)
{
	if (line >= HAL_IRQ_LINES)
		fake_die("there is no interrupt line %u", line);
}

void hal_irq_mask(uint32_t line)
{
	check_line(line);
	fake.unmasked[line] = false;
}

void hal_irq_unmask(uint32_t line)
{
	check_line(line);
	fake.unmasked[line] = true;
}

void hal_unhandled_fault(struct cpu *cpu, struct thread *thread, uint32_t fault, uint32_t address,
    uint32_t info, uint32_t status)
{
	(void)cpu;
	fake.unhandled++;
	fake.unhandled_thread = thread;
	fake.unhandled_words[0] = fault;
	fake.unhandled_words[1] = address;
	fake.unhandled_words[2] = info;
	fake.unhandled_words[3] = status;
}

void hal_halt(const char *file, int line, const char *what)
{
	fake_die("%s:%d: the kernel halts: %s", file, line, what);
}
