/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rig: traps of the current thread and what they must have in common. What is
 * made with them is in rig_make.c.
 */
#include "tests/unit/core/rig.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct rig rig;

void rig_fail(struct here here, const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	cr_assert_fail("%s:%d: %s", here.file, here.line, text);
	abort();
}

void fake_failed(const char *text)
{
	cr_assert_fail("%s", text);
	abort();
}

void rig_same(struct here here, uint64_t a, uint64_t b, const char *what)
{
	if (a != b)
		rig_fail(
		    here, "%s: 0x%llx, 0x%llx", what, (unsigned long long)a, (unsigned long long)b);
}

static const char *tag_words(uint32_t tag, char *text, size_t size)
{
	static const char *const errors[] = {
#define X(NAME, words) #NAME,
	    PITH_ERRORS(X)
#undef X
	};
	uint32_t label = pith_tag_label(tag);

	if (pith_tag_kind(tag) == PITH_KIND_ERROR && (label & 0xff) < PITH_ERROR_COUNT)
		snprintf(text, size, "error %s about %u", errors[label & 0xff], label >> 8);
	else
		snprintf(text, size, "kind %u label %u length %u caps %u", pith_tag_kind(tag),
		    label, pith_tag_length(tag), pith_tag_caps(tag));
	return text;
}

/* --- The specification beside the kernel ------------------------------------------- */

static struct spec spec;

void rig_resync(void)
{
	rig.lockstep = true;
	lockstep_begin(&spec, rig.cpu);
}

void rig_restore(const struct fake_snapshot *snapshot)
{
	fake_restore(snapshot);
	rig_resync();
}

const char *rig_difference(void)
{
	if (!rig.lockstep || spec.full)
		return "the specification does not go along";
	return lockstep_check_all(&spec, rig.cpu);
}

/* The point of the next trap at which something is due. */
static uint32_t preempt_at(void)
{
	if (fake.preempt_always)
		return ~0u;
	return fake.preempt_at > fake.steps ? fake.preempt_at - fake.steps : 0;
}

static void promise(
    enum spec_event event, uint32_t number, uint32_t word0, uint32_t word1, uint32_t word2)
{
	struct thread *from = cpu_current(rig.cpu);
	struct spec_trap trap = {.event = event,
	    .now = fake.now,
	    .preempt_at = preempt_at(),
	    .number = number,
	    .words = {word0, word1, word2}};

	if (!rig.lockstep || rig.unchecked)
		return;
	for (uint32_t i = 0; from && i < PITH_REGISTER_COUNT; i++)
		trap.registers[i] = thread_read(from, i);
	lockstep_trap(&spec, &trap);
}

/* --- Traps ------------------------------------------------------------------------ */

static void left(struct here here)
{
	const char *wrong;

	fake_check_left(rig.cpu);
	rig.traps++;
	if (rig.unchecked) {
		rig.lockstep = false;
		return;
	}
	wrong = core_check(rig.cpu);
	/* Where time passes in the kernel the specification cannot tell when what happened. */
	if (!wrong && rig.lockstep && fake.step_time)
		rig_resync();
	else if (!wrong && rig.lockstep) /* page tables are many: not always all of them */
		wrong = rig.traps % 8 ? lockstep_check(&spec, rig.cpu)
				      : lockstep_check_all(&spec, rig.cpu);
	if (wrong)
		rig_fail(here, "after trap %u: %s", rig.traps, wrong);
}

static struct thread *enter(struct here here)
{
	struct thread *from = cpu_current(rig.cpu);

	if (!from)
		rig_fail(here, "nobody runs");
	fake_enter();
	return from;
}

/* The IPC buffer as the thread itself sees it. */
static struct pith_buffer *page_of(const struct thread *thread)
{
	return thread->buffer ? fake_memory(hal_paddr(thread->buffer)) : NULL;
}

static void load(struct thread *from, enum pith_call number, const struct message *m)
{
	struct pith_buffer *page = page_of(from);
	uint32_t *r = from->context.r;

	r[0] = m->cap;
	r[1] = m->tag ? m->tag : pith_tag(m->label, m->length, m->caps);
	for (uint32_t i = 0; i < PITH_REGISTER_WORDS; i++)
		r[2 + i] = i < m->length ? m->words[i] : RIG_JUNK + i;
	for (uint32_t i = PITH_REGISTER_WORDS; page && i < m->length && i < PITH_MAX_WORDS; i++)
		page->words[i] = m->words[i];
	for (uint32_t i = 0; page && i < m->caps && i < PITH_MAX_CAPS; i++)
		page->caps[i] = m->slots[i];
	r[10] = m->reply;
	r[12] = number;
	r[CONTEXT_SP] = hal_ref(from) + 1;
	r[CONTEXT_LR] = hal_ref(from) + 2;
	r[11] = hal_ref(from) + 3;
	from->context.pc = RIG_PC_AFTER;
}

static void kept(struct here here, const struct thread *from, const uint32_t *before)
{
	const struct context *context = &from->context;

	for (uint32_t i = 10; i < 15; i++)
		if (context->r[i] != before[i])
			rig_fail(here, "r%u is 0x%x after the call, not 0x%x", i, context->r[i],
			    before[i]);
	if (context->pc != RIG_PC_AFTER && context->pc != RIG_PC_BEFORE)
		rig_fail(here, "the caller goes on at 0x%x", context->pc);
}

/* The current thread executes the call instruction with the registers that it has. */
static void svc(struct here here)
{
	typedef void entry(uint32_t cap, uint32_t tag, struct cpu * cpu, struct thread * from);
	static entry *const entries[] = {
#define X(NAME, name) core_##name,
	    PITH_CALLS(X)
#undef X
	};
	struct thread *from = enter(here);
	uint32_t before[15], number = from->context.r[12];

	for (uint32_t i = 0; i < 15; i++)
		before[i] = from->context.r[i];
	promise(SPEC_CALL, number, 0, 0, 0);
	if (number < ARRAY_SIZE(entries))
		entries[number](before[0], before[1], rig.cpu, from);
	else
		core_unknown_call(number, rig.cpu, from);
	left(here);
	if (fake_alive(from))
		kept(here, from, before);
}

void rig_call(struct here here, enum pith_call number, const struct message *message)
{
	struct thread *from = cpu_current(rig.cpu);

	if (!from)
		rig_fail(here, "nobody runs");
	load(from, number, message);
	svc(here);
}

bool rig_interrupted(const struct thread *thread)
{
	return thread->context.pc == RIG_PC_BEFORE;
}

void rig_again(struct here here)
{
	struct thread *from = cpu_current(rig.cpu);

	if (!from || !rig_interrupted(from))
		rig_fail(here, "the current thread has no call to repeat");
	from->context.pc = RIG_PC_AFTER;
	svc(here);
}

void rig_ok(struct here here, enum pith_operation operation, const struct message *message)
{
	static const uint8_t out[PITH_OP_COUNT] = {
#define X(TYPE, NAME, words, caps, out, text) [PITH_OP_##TYPE##_##NAME] = out,
	    PITH_OPERATIONS(X)
#undef X
	};
	struct thread *from = cpu_current(rig.cpu);

	rig_call(here, PITH_CALL_CALL, message);
	while (cpu_current(rig.cpu) == from && rig_interrupted(from))
		rig_again(here);
	if (cpu_current(rig.cpu) != from)
		rig_fail(here, "the caller does not run any more");
	rig_got(here, pith_tag(0, out[operation], 0), ~0u);
}

void rig_refused(struct here here, enum pith_error error, uint32_t argument, enum pith_call number,
    const struct message *message)
{
	static struct fake_snapshot before;
	struct thread *from = cpu_current(rig.cpu);
	ref_t different;

	if (!from)
		rig_fail(here, "nobody runs");
	load(from, number, message);
	fake_save(&before);
	svc(here);
	if (cpu_current(rig.cpu) != from)
		rig_fail(here, "the caller does not run any more");
	rig_got(here, pith_error_tag(error, argument), ~0u);
	/* Nothing but the result differs. */
	*(uint32_t *)(before.bytes + (hal_ref(&from->context.r[1]) - HAL_WINDOW_BASE)) =
	    from->context.r[1];
	different = fake_difference(&before);
	if (different)
		rig_fail(here, "the refused call has changed 0x%08x", different);
}

void rig_fault(
    struct here here, enum pith_fault kind, uint32_t address, uint32_t access, uint32_t status)
{
	struct thread *from = enter(here);

	promise(SPEC_FAULT, kind, address, access, status);
	core_fault(rig.cpu, from, kind, address, access, status);
	left(here);
}

void rig_interrupt(struct here here, uint32_t line)
{
	if (!fake.unmasked[line])
		rig_fail(here, "line %u is masked", line);
	fake_enter();
	promise(SPEC_INTERRUPT, line, 0, 0, 0);
	core_interrupt(rig.cpu, cpu_current(rig.cpu), line);
	left(here);
	if (fake.unmasked[line])
		rig_fail(here, "line %u interrupts for ever", line);
}

void rig_pass(struct here here, uint64_t ns)
{
	uint64_t end = fake.now + ns;

	while (fake.deadline <= end) {
		if (fake.deadline > fake.now)
			fake.now = fake.deadline;
		fake_enter();
		promise(SPEC_DEADLINE, 0, 0, 0, 0);
		core_deadline(rig.cpu, cpu_current(rig.cpu));
		left(here);
	}
	fake.now = end;
}

/* --- Who runs, what it got ------------------------------------------------------------ */

static const char *runs(void)
{
	const struct thread *current = cpu_current(rig.cpu);

	return current ? thread_name(current) : "nobody";
}

void rig_as(struct here here, const struct actor *actor, const char *name)
{
	const struct thread *current = cpu_current(rig.cpu);

	if (current == actor->at)
		return;
	if (actor->at == rig.root.at) {
		rig_interrupt(here, RIG_BELL_LINE);
		rig_got(here, (uint32_t)PITH_KIND_SIGNAL << PITH_TAG_KIND_SHIFT, RIG_BELL_BITS);
		rig_ok(here, PITH_OP_IRQ_ACKNOWLEDGE,
		    MESSAGE(.cap = rig.bell_irq, .label = PITH_OP_IRQ_ACKNOWLEDGE));
	} else if (current == rig.root.at) {
		rig_call(here, PITH_CALL_RECV, MESSAGE(.cap = rig.bell));
	}
	if (cpu_current(rig.cpu) != actor->at)
		rig_fail(here, "%s does not run; \"%.16s\" does", name, runs());
}

void rig_idle(struct here here)
{
	if (cpu_current(rig.cpu) == rig.root.at)
		rig_call(here, PITH_CALL_RECV, MESSAGE(.cap = rig.bell));
	if (cpu_current(rig.cpu))
		rig_fail(here, "\"%.16s\" runs", runs());
	same(fake.left, FAKE_IDLE);
}

uint32_t rig_register(uint32_t index)
{
	return cpu_current(rig.cpu)->context.r[index];
}

void rig_got(struct here here, uint32_t tag, uint32_t badge)
{
	char have[80], want[80];

	if (!cpu_current(rig.cpu))
		rig_fail(here, "nobody runs");
	if (rig_register(1) != tag)
		rig_fail(here, "it got %s, not %s", tag_words(rig_register(1), have, sizeof(have)),
		    tag_words(tag, want, sizeof(want)));
	if (badge != ~0u && rig_register(0) != badge)
		rig_fail(here, "it got badge 0x%x, not 0x%x", rig_register(0), badge);
}

void rig_got_words(struct here here, uint32_t count, const uint32_t *words)
{
	const struct pith_buffer *page = page_of(cpu_current(rig.cpu));

	for (uint32_t i = 0; i < count; i++) {
		uint32_t have = i < PITH_REGISTER_WORDS ? rig_register(2 + i) : page->words[i];

		if (have != words[i])
			rig_fail(here, "word %u is 0x%x, not 0x%x", i, have, words[i]);
	}
}

enum wait_kind rig_wait(const struct actor *actor)
{
	return (enum wait_kind)(actor->at->wait & WAIT_KIND_MASK);
}
