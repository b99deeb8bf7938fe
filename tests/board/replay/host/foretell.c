/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Foretelling: a program without the steps that no real machine can take is run twice, in two
 * pasts: where time goes by otherwise, the outcome may be anything. See foretell.h.
 */
#include "tests/board/replay/host/foretell.h"

#include <string.h>
#include "hal/armv7/context.h"
#include "tests/board/replay/code/furnish.h"
#include "tests/board/replay/host/look.h"
#include "tests/board/replay/host/vfp.h"

enum {
	POOL_SIZE = 1 << 19, /* what world.c makes the world of */
	DEVICES_SIZE = 1 << 21,
	USER_END = 0xe0000000, /* the kernel's entries stand above on a real machine */
	SOON = 400000,	       /* ns; until then a program is over on a real machine */
	PAST = 5000,	       /* ns that another past is longer, */
	PACE = 97,	       /* and that there each trap takes */
	FAULT_KIND = 0xf,
	CONSUMED_WORDS = 3,
	TIMER_LINES = 32,
	TIMER_LINES_END = 40,
	FAULT_JUNK = 0x0fa00000, /* in registers of who faults */
	FURNISH_ABOVE = 64,	 /* slots of root's that world.c may use */
};

/* The world's memory. */
static uint32_t pool, devices;
/* The run at hand: in another past; something was due in this step. */
static bool other_past, timed;
/* Who was interrupted in its stub and has not gone on, and how it was; 0: nobody. */
static struct thread *inside;
static struct context inside_context;
static bool no_probe[PROBE_STEPS];

/* --- The world with what it is furnished with --------------------------------------------- */

/* As world.c looks for it. */
static uint32_t region_of(const struct bootinfo *info, bool device, uint32_t size)
{
	for (uint32_t i = 1; i < info->regions; i++)
		if (info->region[i].device == device && 1u << info->region[i].bits >= size)
			return info->region[i].paddr;
	return 0;
}

static void furnish(const struct bootinfo *info, uint32_t cspace, uint32_t spaces)
{
	uint32_t slot = info->first_free_slot + FURNISH_ABOVE;
	struct world_message m = {
	    .tag = pith_tag(PITH_OP_UNTYPED_RETYPE, 5, 1),
	    .words = {PITH_TYPE_FRAME, FURNISH_BITS, slot, 1, PITH_MEMORY_NORMAL},
	    .caps = {PITH_BOOT_CSPACE},
	};

	(void)cspace;
	for (uint32_t i = 1; i < info->regions; i++)
		if (!info->region[i].device && info->region[i].bits == FURNISH_BITS)
			m.cap = info->region[i].slot;
	if (pith_tag_kind(world_call(PITH_CALL_CALL, &m)) == PITH_KIND_ERROR)
		fake_die("there is no memory for the script");
	/* Nothing ever happens at the timer's: any page will do. */
	for (uint32_t i = 1; i < info->regions; i++)
		if (!info->region[i].device && info->region[i].bits < FURNISH_BITS - 1)
			m.cap = info->region[i].slot;
	m.words[1] = 12;
	m.words[2] = slot + 1;
	if (pith_tag_kind(world_call(PITH_CALL_CALL, &m)) == PITH_KIND_ERROR ||
	    !furnish_spaces(slot, slot + 1, slot + 2, spaces))
		fake_die("the world cannot be furnished");
	pool = region_of(info, false, POOL_SIZE);
	devices = region_of(info, true, DEVICES_SIZE);
}

static const char *watch_after(const struct spec_trap *trap)
{
	timed = timed || trap->event == SPEC_DEADLINE;
	return NULL;
}

void foretell_start(void)
{
	static struct machine_watch watch = {.after = watch_after};

	machine.furnish = furnish;
	machine_start();
	look_start();
	machine_watch_all(true);
	watch.next = machine.watch;
	machine.watch = &watch;
}

uint32_t foretell_ram(void)
{
	return pool;
}

uint32_t foretell_devices(void)
{
	return devices;
}

/* --- One step ------------------------------------------------------------------------------- */

static bool is_physical(uint32_t word)
{
	return word - pool < POOL_SIZE || word - devices < DEVICES_SIZE;
}

/* What its call before has told the thread depends on the machine: how much time was used. */
static void forget(struct foretold *foretold)
{
	struct foretold_step *asked = &foretold->steps[foretold->count - 2];
	struct foretold_step *answered = asked + 1;

	if (asked->registers[12] == PITH_CALL_CALL &&
	    asked->registers[1] << (32 - PITH_TAG_LABEL_BITS) ==
		PITH_OP_SCHEDCONTEXT_CONSUMED << (32 - PITH_TAG_LABEL_BITS) &&
	    answered->expected[1] == pith_tag(0, CONSUMED_WORDS, 0))
		answered->any |= 3 << 2; /* r2, r3: nanoseconds */
	/* The number of a line is another elsewhere, and comes back when it is refused. */
	if (asked->line && strcmp(asked->thread, answered->thread) == 0)
		answered->any |= 1 << 2;
}

/* The thread that runs comes to take a step. */
static struct foretold_step *come(struct foretold *foretold, uint32_t from)
{
	const struct thread *thread = cpu_current(machine.cpu);
	struct foretold_step *step = &foretold->steps[foretold->count++];

	memset(step, 0, sizeof(*step));
	step->from = from;
	strcpy(step->thread, machine_current());
	memcpy(step->expected, thread->context.r, sizeof(thread->context.r));
	memcpy(step->registers, thread->context.r, sizeof(thread->context.r));
	step->expected[SCRIPT_CPSR] = thread->context.cpsr;
	step->expected[SCRIPT_TLS] = thread->context.tpidruro;
	forget(foretold);
	for (uint32_t i = 0; i < SCRIPT_CPSR; i++)
		step->physical |= (uint32_t)is_physical(step->expected[i]) << i;
	vfp_come(step, thread);
	step->buffer = look_buffer(thread);
	if (step->buffer)
		memcpy(step->words, hal_pointer(thread->buffer), sizeof(step->words));
	for (uint32_t i = 0; i < BUFFER_WORDS; i++)
		step->any_words = step->any_words || is_physical(step->words[i]);
	return step;
}

static void write_word(struct foretold_step *step, uint32_t index, uint32_t word)
{
	step->write[step->writes].offset = index * 4;
	step->write[step->writes++].word = word;
}

/* What the machine does before a thread's call, for the stub to do it. */
static void foretell_call(struct foretold_step *to, const struct step *step)
{
	to->registers[0] = step->cap;
	to->registers[1] = step->tag;
	memcpy(&to->registers[2], step->words, sizeof(step->words));
	to->registers[10] = step->reply;
	to->registers[12] = step->number;
	to->registers[SCRIPT_PC] = WORLD_SVC;
	if (!to->buffer)
		return;
	for (uint32_t i = PITH_REGISTER_WORDS; i < pith_tag_length(step->tag) && i < PITH_MAX_WORDS;
	     i++)
		write_word(to, i, step->more + (i - PITH_REGISTER_WORDS));
	for (uint32_t i = 0; i < PITH_MAX_CAPS; i++) {
		write_word(to, PITH_MAX_WORDS + i, step->caps[i]);
		write_word(to, PITH_MAX_WORDS + PITH_MAX_CAPS + i, step->receive[i]);
	}
}

/* A page fault at this address, as the processor would tell of it. False: there is none. */
static bool page_fault(const struct thread *thread, struct step *step, uint32_t *pc)
{
	uint32_t address = step->words[0] & ~3u;
	uint32_t access = step->words[1] & PITH_WRITE	  ? WALK_WRITE
			  : step->words[1] & PITH_EXECUTE ? WALK_EXECUTE
							  : WALK_READ;
	struct walk walk = look(thread, address, access);

	if (address >= USER_END || walk.status == WALK_OK ||
	    (walk.status & FAULT_KIND) == FAULT_EXTERNAL)
		return false;
	step->words[0] = address;
	step->words[1] = access;
	step->words[2] = walk.status;
	*pc = access == WALK_WRITE ? WORLD_SVC + STUB_WRITE : WORLD_SVC + STUB_READ;
	if (access == WALK_EXECUTE)
		*pc = address;
	return true;
}

/* Make of a fault one that a stub can commit, with registers that no call has left there; here the
 * thread is put where it will be then. */
static bool foretell_fault(struct foretold_step *to, struct thread *thread, struct step *step)
{
	uint32_t pc;

	switch (step->number) {
	case PITH_FAULT_PAGE:
		if (!page_fault(thread, step, &pc))
			return false;
		to->registers[SCRIPT_PC] =
		    step->words[1] == WALK_EXECUTE ? WORLD_SVC + STUB_EXECUTE : pc;
		break;
	case PITH_FAULT_UNDEFINED:
		memset(step->words, 0, sizeof(step->words));
		pc = WORLD_SVC + STUB_UNDEFINED;
		to->registers[SCRIPT_PC] = pc;
		break;
	case PITH_FAULT_BREAKPOINT:
		memset(step->words, 0, sizeof(step->words));
		step->words[2] = FAULT_DEBUG;
		pc = WORLD_SVC + STUB_BREAKPOINT;
		to->registers[SCRIPT_PC] = pc;
		break;
	case PITH_FAULT_ALIGNMENT:
		step->words[0] = WORLD_SVC + 1;
		step->words[1] = PITH_READ;
		step->words[2] = FAULT_ALIGNMENT;
		pc = WORLD_SVC + STUB_MISALIGNED;
		to->registers[SCRIPT_PC] = pc;
		break;
	default:
		return false;
	}
	to->registers[12] = step->words[0];
	for (uint32_t i = 0; i < 12; i++)
		to->registers[i] = FAULT_JUNK + (to->from << 8) + i;
	memcpy(thread->context.r, to->registers, sizeof(thread->context.r));
	thread->context.pc = pc;
	thread->context.cpsr = CPSR_USER;
	return true;
}

/* --- One run ------------------------------------------------------------------------------------
 */

/* The world's line interrupts. A thread in which it does is inside its stub until it goes on:
 * nobody may look at its registers. */
static void foretell_interrupt(struct foretold *foretold, uint32_t from)
{
	struct foretold_step *to;

	if (cpu_current(machine.cpu)) {
		to = come(foretold, from);
		to->interrupt = SCRIPT_INTERRUPTED;
		to->registers[SCRIPT_PC] = WORLD_SVC + STUB_RESUMED;
		inside = cpu_current(machine.cpu);
		inside_context = inside->context;
	} else {
		to = &foretold->steps[foretold->count++];
		memset(to, 0, sizeof(*to));
		to->from = from;
		to->interrupt = SCRIPT_IDLE;
	}
}

/* Registers of a thread are read or written. */
static bool looks_inside(const struct step *step)
{
	uint32_t label = pith_tag_label(step->tag);

	return inside && step->kind == STEP_CALL &&
	       (label == PITH_OP_THREAD_READ || label == PITH_OP_THREAD_WRITE);
}

/* The thread that runs now, if it was inside, is as it was. */
static bool comes_out(void)
{
	bool same = true;

	if (inside && cpu_current(machine.cpu) == inside) {
		same = memcmp(inside->context.r, inside_context.r, sizeof(inside_context.r)) == 0;
		inside = NULL;
	}
	return same;
}

/* The object that the thread's step operates on, if that is what it does and has such a
 * capability; else 0. */
static ref_t operated(const struct thread *thread, const struct step *step,
    enum pith_operation operation, uint32_t ops)
{
	const struct slot *target = cspace_lookup(machine.cpu, thread, step->cap);

	if (step->kind != STEP_CALL || step->number != PITH_CALL_CALL ||
	    pith_tag_label(step->tag) != operation || !target || !(target->ops & ops))
		return 0;
	return operation == PITH_OP_IRQCONTROL_GET ? 1 : target->object;
}

/* A thread takes a step by itself. */
static enum left_out take_own(struct foretold *foretold, struct step *step, uint32_t from)
{
	struct thread *thread = cpu_current(machine.cpu);
	struct foretold_step *to = come(foretold, from);

	look_touch(to, thread);
	if (step->kind == STEP_FAULT)
		return foretell_fault(to, thread, step) ? LEFT_NOT : LEFT_FAULT;
	if (looks_inside(step))
		return LEFT_STUB;
	foretell_call(to, step);
	to->line = operated(thread, step, PITH_OP_IRQCONTROL_GET, CAP_IRQCONTROL);
	/* Timers are on these; which, and whose, is the machine's affair. */
	if (to->line && step->words[0] >= TIMER_LINES && step->words[0] < TIMER_LINES_END)
		return LEFT_INTERRUPT;
	return LEFT_NOT;
}

/* Take a step: LEFT_NOT, or why it cannot be. */
static enum left_out take(struct foretold *foretold, struct step step, uint32_t from)
{
	struct thread *thread = cpu_current(machine.cpu);
	enum left_out why = LEFT_NOT;
	ref_t configured =
	    thread ? operated(thread, &step, PITH_OP_THREAD_CONFIGURE, CAP_THREAD) : 0;
	ref_t flagged = thread ? operated(thread, &step, PITH_OP_THREAD_SET_FLAGS, CAP_THREAD) : 0;
	uint32_t fpexc = flagged ? thread_at(flagged)->context.fpexc : 0;

	if (step.kind == STEP_INTERRUPT)
		foretell_interrupt(foretold, from);
	else
		why = thread ? take_own(foretold, &step, from) : LEFT_NOBODY;
	if (why)
		return why;
	timed = false;
	machine_step(&step);
	if (other_past)
		fake.now += PACE;
	if (timed || fake.deadline < fake.now + SOON)
		return LEFT_DEADLINE;
	if (flagged && thread_at(flagged)->context.fpexc != fpexc)
		vfp_changed(thread_at(flagged));
	if (configured && fake_alive(thread_at(configured)) && look_is_stub(thread_at(configured)))
		return LEFT_STUB;
	thread = cpu_current(machine.cpu);
	return comes_out() && (!thread || look_can_run(thread)) ? LEFT_NOT : LEFT_STUB;
}

/* How the world comes to its beginning; of that nothing is compared. */
static void foretell_prelude(struct foretold *foretold)
{
	for (uint32_t i = 0; i < WORLD_PRELUDE; i++) {
		const struct world_prelude *p = &world_prelude[i];
		struct foretold_step *to = &foretold->steps[foretold->count++];

		memset(to, 0, sizeof(*to));
		to->any = ~0u;
		to->registers[SCRIPT_SP] = WORLD_SP - ((p->who - WORLD_MANAGER) << 12);
		to->registers[SCRIPT_LR] = WORLD_LR + p->who - WORLD_MANAGER;
		to->registers[11] = WORLD_R11 + p->who - WORLD_MANAGER;
		foretell_call(to, &(struct step){.number = p->number,
				      .cap = p->cap,
				      .tag = p->tag,
				      .reply = p->reply,
				      .words = {p->word}});
	}
}

/* At last, what is no longer mapped must fault: a translation may have been kept. False: one of
 * the probes must be left out. */
static bool probe(struct foretold *foretold)
{
	for (uint32_t i = 0; i < PROBE_STEPS && cpu_current(machine.cpu); i++) {
		struct step step = {.kind = STEP_FAULT, .number = PITH_FAULT_PAGE};

		step.words[0] = look_lost(cpu_current(machine.cpu));
		step.words[1] = PITH_READ;
		if (!step.words[0])
			return true;
		if (!no_probe[i] && take(foretold, step, 0)) {
			no_probe[i] = true;
			return false;
		}
	}
	return true;
}

/* Play what is not left out. If another step must be left out it is, and false. */
static bool play(struct foretold *foretold, const struct program *program, bool another)
{
	struct foretold_step *last;

	other_past = another;
	foretold->count = 0;
	inside = NULL;
	look_begin(program);
	vfp_begin(WORLD_PRELUDE);
	foretell_prelude(foretold);
	machine_reset();
	if (another)
		fake.now += PAST;
	machine_begin();
	for (uint32_t i = 0; i < program->count; i++) {
		enum left_out why;

		if (foretold->left_out[i])
			continue;
		why = take(foretold, program->steps[i], i + 1);
		foretold->left_out[i] = why;
		if (why == LEFT_NOBODY)
			continue;
		if (why)
			return false;
	}
	if (!probe(foretold))
		return false;
	machine_end();
	foretold->rests = cpu_current(machine.cpu);
	if (foretold->rests) {
		last = come(foretold, 0);
	} else {
		last = &foretold->steps[foretold->count++];
		memset(last, 0, sizeof(*last));
	}
	last->registers[SCRIPT_PC] = WORLD_SVC + STUB_REST;
	return true;
}

/* What is not alike in both pasts depends on time. False: who runs does, too; that step is left
 * out. */
static bool compare(struct foretold *one, const struct foretold *other)
{
	for (uint32_t i = 0; i < one->count; i++) {
		struct foretold_step *a = &one->steps[i];
		const struct foretold_step *b = &other->steps[i];

		if (i >= other->count || strcmp(a->thread, b->thread) != 0) {
			if (one->steps[i - 1].from)
				one->left_out[one->steps[i - 1].from - 1] = LEFT_DEADLINE;
			else
				memset(no_probe, true, sizeof(no_probe));
			return false;
		}
		for (uint32_t n = 0; n < SCRIPT_REGISTERS; n++)
			a->any |= (uint32_t)(a->expected[n] != b->expected[n]) << n;
		a->any_words |= memcmp(a->words, b->words, sizeof(a->words)) != 0;
	}
	return true;
}

/* These kinds of steps never can be taken. */
static enum left_out by_kind(const struct step *step)
{
	if (step->kind == STEP_INTERRUPT && step->number == WORLD_LINE)
		return LEFT_NOT;
	switch ((enum step_kind)step->kind) {
	case STEP_TIME:
		return LEFT_TIME;
	case STEP_INTERRUPT:
		return LEFT_INTERRUPT;
	case STEP_PREEMPT:
		return LEFT_PREEMPT;
	default:
		return LEFT_NOT;
	}
}

void foretell(struct foretold *foretold, const struct program *program)
{
	static struct foretold other;

	for (uint32_t i = 0; i < program->count; i++)
		foretold->left_out[i] = by_kind(&program->steps[i]);
	memset(no_probe, 0, sizeof(no_probe));
	do {
		while (!play(foretold, program, false))
			;
		memcpy(other.left_out, foretold->left_out, sizeof(other.left_out));
	} while (!play(&other, program, true) || !compare(foretold, &other));
	machine_reset();
}
