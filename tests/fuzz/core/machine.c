/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the machine boots, and how a program's steps become traps.
 */
#include "tests/fuzz/core/machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	RAM_SIZE = 0x400000,
	BLOB = FAKE_RAM_BASE + HAL_KERNEL_SIZE,
	TEXT = 0x1000,
	REPEATS = 16, /* calls that are repeated before a step; deadlines that are due after it */
};

struct machine machine;
static struct fake_snapshot beginning;
/* What becomes due at the chosen preemption point: a line, or STEP_DEADLINE. */
static uint32_t due;
/* Whose time passed when the last trap began: whose deadline it is that becomes due there. */
static ref_t charged;

void fake_failed(const char *text)
{
	if (machine.failed)
		machine.failed(text);
	fprintf(stderr, "step %u, %s runs: %s\n", machine.step, machine_current(), text);
	abort();
}

const char *machine_current(void)
{
	static char name[17];
	const struct thread *current = cpu_current(machine.cpu);

	snprintf(name, sizeof(name), "%.16s", current ? thread_name(current) : "nobody");
	return name;
}

/* --- Traps ------------------------------------------------------------------------------ */

static void hash(uint64_t value)
{
	machine.hash = (machine.hash ^ value) * 0x100000001b3;
	machine.hash ^= machine.hash >> 29;
}

static void hash_context(const struct context *context)
{
	for (uint32_t i = 0; i < 10; i += 2)
		hash(context->r[i] | (uint64_t)context->r[i + 1] << 32);
	hash(context->pc | (uint64_t)context->cpsr << 32);
}

static struct spec_trap trap_of(enum spec_event event, const struct thread *from)
{
	struct spec_trap trap = {.event = event, .now = fake.now};

	if (fake.preempt_at)
		trap.preempt_at = fake.preempt_at - fake.steps;
	if (!from || !machine.watch)
		return trap;
	trap.registers[PITH_REGISTER_PC] = from->context.pc;
	trap.registers[PITH_REGISTER_SP] = from->context.r[CONTEXT_SP];
	trap.registers[PITH_REGISTER_CPSR] = from->context.cpsr;
	trap.registers[PITH_REGISTER_LR] = from->context.r[CONTEXT_LR];
	memcpy(&trap.registers[PITH_REGISTER_R0], from->context.r, 13 * sizeof(uint32_t));
	return trap;
}

static void before(const struct spec_trap *trap)
{
	for (const struct machine_watch *w = machine.watch; w; w = w->next)
		if (w->before)
			w->before(trap);
	charged = machine.cpu->charged;
	fake_enter();
}

static void after(const struct spec_trap *trap)
{
	const struct thread *current = cpu_current(machine.cpu);
	const char *wrong;

	fake_check_left(machine.cpu);
	machine.traps++;
	hash((uint64_t)trap->event << 32 | trap->number);
	hash(cpu_current(machine.cpu) ? machine.cpu->current : 0);
	hash((uint64_t)fake.left << 60 ^ fake.deadline);
	if (current)
		hash_context(&current->context);
	fake_looking = true;
	for (const struct machine_watch *w = machine.watch; w; w = w->next) {
		wrong = w->after ? w->after(trap) : NULL;
		if (wrong)
			fake_failed(wrong);
	}
	fake_looking = false;
}

static void interrupt(uint32_t line)
{
	struct spec_trap trap = trap_of(SPEC_INTERRUPT, cpu_current(machine.cpu));

	if (!fake.unmasked[line])
		return;
	trap.number = line;
	before(&trap);
	core_interrupt(machine.cpu, cpu_current(machine.cpu), line);
	after(&trap);
	if (fake.unmasked[line])
		fake_die("line %u interrupts for ever", line);
}

static void deadline(void)
{
	struct spec_trap trap;

	if (fake.deadline == ~0ull)
		return;
	if (fake.deadline > fake.now)
		fake.now = fake.deadline;
	trap = trap_of(SPEC_DEADLINE, cpu_current(machine.cpu));
	before(&trap);
	core_deadline(machine.cpu, cpu_current(machine.cpu));
	after(&trap);
}

/* What waits to interrupt does so before another instruction is executed. */
static void settle(void)
{
	if (fake.preempt_at && fake.steps >= fake.preempt_at) {
		fake.preempt_at = 0;
		if (due != STEP_DEADLINE)
			interrupt(due);
		else if (machine.cpu->charged == charged)
			deadline();
	}
	for (uint32_t i = 0; i < REPEATS && fake.deadline <= fake.now; i++)
		deadline();
}

/* The call leaves the thread's other registers alone, and it stands behind the call or, to repeat
 * it, at it. */
static void check_kept(const struct context *now, const uint32_t *before)
{
	if (memcmp(&now->r[10], &before[10], 5 * sizeof(uint32_t)) != 0)
		fake_die("the call has changed registers r10-r14");
	if (now->pc != WORLD_SVC && now->pc != WORLD_SVC + 4)
		fake_die("the caller goes on at 0x%x", now->pc);
}

/* The current thread executes the call instruction with the registers that it has. */
static void svc(const struct pith_buffer *buffer)
{
	typedef void entry(uint32_t cap, uint32_t tag, struct cpu * cpu, struct thread * from);
	static entry *const entries[] = {
#define X(NAME, name) core_##name,
	    PITH_CALLS(X)
#undef X
	};
	struct thread *from = cpu_current(machine.cpu);
	struct spec_trap trap;
	uint32_t regs[15];

	from->context.pc = WORLD_SVC + 4;
	trap = trap_of(SPEC_CALL, from);
	trap.number = from->context.r[12];
	trap.buffer = buffer;
	memcpy(regs, from->context.r, sizeof(regs));
	before(&trap);
	if (trap.number < ARRAY_SIZE(entries))
		entries[trap.number](regs[0], regs[1], machine.cpu, from);
	else
		core_unknown_call(trap.number, machine.cpu, from);
	if (fake_alive(from))
		check_kept(&from->context, regs);
	after(&trap);
	settle();
}

/* What the thread writes before it calls. */
static void load(struct thread *from, const struct step *step)
{
	struct context *context = &from->context;
	struct pith_buffer *buffer = from->buffer ? hal_pointer(from->buffer) : NULL;

	context->r[0] = step->cap;
	context->r[1] = step->tag;
	memcpy(&context->r[2], step->words, sizeof(step->words));
	context->r[10] = step->reply;
	context->r[12] = step->number;
	context->cpsr = CPSR_USER;
	if (!buffer)
		return;
	for (uint32_t i = PITH_REGISTER_WORDS; i < pith_tag_length(step->tag) && i < PITH_MAX_WORDS;
	     i++)
		buffer->words[i] = step->more + (i - PITH_REGISTER_WORDS);
	for (uint32_t i = 0; i < PITH_MAX_CAPS; i++) {
		buffer->caps[i] = step->caps[i];
		buffer->receive[i] = step->receive[i];
	}
}

/* --- Steps ------------------------------------------------------------------------------- */

static void call(const struct step *step)
{
	struct thread *from = cpu_current(machine.cpu);

	if (!from)
		return;
	load(from, step);
	svc(thread_buffer(from));
}

static void fault(const struct step *step)
{
	struct thread *from = cpu_current(machine.cpu);
	struct spec_trap trap;

	if (!from)
		return;
	trap = trap_of(SPEC_FAULT, from);
	trap.number = step->number;
	memcpy(trap.words, step->words, sizeof(trap.words));
	before(&trap);
	core_fault(machine.cpu, from, (enum pith_fault)step->number, step->words[0], step->words[1],
	    step->words[2]);
	after(&trap);
	settle();
}

static void pass(uint64_t ns)
{
	uint64_t end = fake.now + ns;

	for (uint32_t i = 0; fake.deadline <= end; i++) {
		if (i == STEP_DEADLINES)
			return;
		deadline();
	}
	fake.now = end;
}

/* It stands at the call instruction. */
static bool at_call(const struct thread *thread)
{
	return thread->context.pc == WORLD_SVC && !(thread->context.cpsr & CPSR_THUMB);
}

/* A thread that was preempted in its call repeats it before anything else. */
void machine_repeat(void)
{
	for (uint32_t i = 0; i < REPEATS; i++) {
		const struct thread *current = cpu_current(machine.cpu);

		if (!current || !at_call(current))
			return;
		svc(NULL);
	}
}

void machine_step(const struct step *step)
{
	machine.step++;
	machine_repeat();
	switch ((enum step_kind)step->kind) {
	case STEP_CALL:
		call(step);
		break;
	case STEP_INTERRUPT:
		interrupt(step->number);
		settle();
		break;
	case STEP_TIME:
		pass(step->words[0] | (uint64_t)step->words[1] << 32);
		break;
	case STEP_FAULT:
		fault(step);
		break;
	default:
		fake.preempt_at = fake.steps + step->cap;
		due = step->number;
		break;
	}
}

void machine_begin(void)
{
	machine.hash = 0xcbf29ce484222325;
	machine.traps = 0;
	machine.step = 0;
	fake_looking = true;
	for (const struct machine_watch *w = machine.watch; w; w = w->next)
		if (w->begin)
			w->begin();
	fake_looking = false;
}

void machine_end(void)
{
	const char *wrong;

	fake_looking = true;
	for (const struct machine_watch *w = machine.watch; w; w = w->next) {
		wrong = w->end ? w->end() : NULL;
		if (wrong)
			fake_failed(wrong);
	}
	fake_looking = false;
	machine.step = 0;
}

void machine_run(const struct program *program)
{
	machine_begin();
	for (uint32_t i = 0; i < program->count; i++)
		machine_step(&program->steps[i]);
	machine_end();
}

void machine_reset(void)
{
	fake_reset(&beginning);
}

void machine_restore(void)
{
	fake_restore(&beginning);
	fake_begin(&beginning);
}

ref_t machine_difference(void)
{
	return fake_difference(&beginning);
}

/* --- The beginning ------------------------------------------------------------------------- */

uint32_t world_call(enum pith_call number, const struct world_message *message)
{
	struct thread *root = cpu_current(machine.cpu);
	struct pith_buffer *buffer = hal_pointer(root->buffer);
	struct step step = {
	    .number = number, .cap = message->cap, .tag = message->tag, .reply = message->reply};

	memcpy(step.words, message->words, sizeof(step.words));
	load(root, &step);
	for (uint32_t i = PITH_REGISTER_WORDS; i < ARRAY_SIZE(message->words); i++)
		buffer->words[i] = message->words[i];
	memcpy(buffer->caps, message->caps, sizeof(buffer->caps));
	svc(buffer);
	return root->context.r[1];
}

void world_furnish(const struct bootinfo *info, uint32_t cspace, uint32_t spaces)
{
	if (machine.furnish)
		machine.furnish(info, cspace, spaces);
}

static void boot(void)
{
	static const struct hal_region devices[] = {{0x40000000, 25}};
	static const struct pith_image image = {
	    PITH_BOOT_MAGIC, PITH_BOOT_IMAGE_VADDR + sizeof(image), TEXT, 0, TEXT};
	static const struct hal_boot hal = {
	    .ram_base = FAKE_RAM_BASE,
	    .ram_size = RAM_SIZE,
	    .blob = BLOB,
	    .blob_size = TEXT,
	    .policy = BLOB,
	    .policy_size = TEXT,
	    .devices = devices,
	    .device_count = ARRAY_SIZE(devices),
	};

	fake_start(RAM_SIZE);
	machine.cpu = hal_pointer(HAL_WINDOW_BASE);
	memcpy(fake_memory(BLOB), &image, sizeof(image));
	fake_enter();
	if (core_boot(machine.cpu, &hal) != BOOT_OK)
		fake_die("the kernel does not boot");
	fake_check_left(machine.cpu);
}

static const struct bootinfo *bootinfo(void)
{
	const struct thread *root = cpu_current(machine.cpu);
	paddr_t paddr;

	if (!fake_translate(root->slots[SLOT_SPACE].object, PITH_BOOT_BOOTINFO_VADDR, &paddr))
		fake_die("there is no bootinfo");
	return fake_memory(paddr);
}

void machine_start(void)
{
	uint32_t refused;

	boot();
	refused = world_build(bootinfo());
	if (refused)
		fake_die("call %u that makes the world was refused", refused);
	world_wait();
	for (uint32_t i = 0; i < WORLD_PRELUDE; i++) {
		const struct world_prelude *p = &world_prelude[i];

		if (strcmp(machine_current(), name_of(NAME_SLOT, p->who)) != 0)
			fake_die("%s runs at the beginning", machine_current());
		machine_step(&(struct step){.number = p->number,
		    .cap = p->cap,
		    .tag = p->tag,
		    .reply = p->reply,
		    .words = {p->word}});
	}
	fake_save(&beginning);
	fake_begin(&beginning);
	machine.step = 0;
}
