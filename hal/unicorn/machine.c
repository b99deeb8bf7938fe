/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Putting a machine together, starting the kernel, and the loop: events that are due,
 * interrupts, the deadline, then user code until it traps. Only this file calls the
 * kernel, and only through core/entry.h.
 */
#include "machine.h"

#include <sanitizer/asan_interface.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "hal/armv7/blob.h"
#include "exact.h"
#include "machine_hash.h"
#include "machine_layout.h"
#include "mmio.h"
#include "walk.h"

static uint8_t *new_memory(uint32_t size)
{
	void *bytes = mmap(
	    0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return bytes == MAP_FAILED ? 0 : bytes;
}

struct machine *machine_new(const struct machine_config *config, const char **why)
{
	uint32_t ram_size = config->ram_size ? config->ram_size : MACHINE_RAM_DEFAULT;
	struct machine *machine;

	if (ram_size < MACHINE_RAM_MIN || ram_size > MACHINE_RAM_MAX || ram_size % BUS_PAGE != 0) {
		*why = "RAM must be a multiple of 4 KB, from 1 MB to 1 GB";
		return 0;
	}
	machine = calloc(1, sizeof(*machine));
	if (!machine) {
		*why = "out of memory";
		return 0;
	}
	clock_init(&machine->clock);
	machine->engines = config->engines ? config->engines : MACHINE_ENGINES_DEFAULT;
	machine->hash = MACHINE_HASH_START;
	if (!machine_add_memory(machine, HAL_RAM_BASE, ram_size)) {
		*why = "out of memory";
		free(machine);
		return 0;
	}
	return machine;
}

void machine_free(struct machine *machine)
{
	if (!machine)
		return;
	engine_free(machine->engine);
	for (uint32_t i = 0; i < machine->bus.memories; i++) {
		/* Whoever gets these addresses next does not inherit hal_object_died. */
		ASAN_UNPOISON_MEMORY_REGION(
		    machine->bus.memory[i].bytes, machine->bus.memory[i].size);
		munmap(machine->bus.memory[i].bytes, machine->bus.memory[i].size);
	}
	free(machine);
}

uint8_t *machine_add_memory(struct machine *machine, paddr_t base, uint32_t size)
{
	struct bus_memory memory = {base, size, new_memory(size)};

	if (!memory.bytes)
		return 0;
	if (machine->engine || !bus_add_memory(&machine->bus, &memory)) {
		munmap(memory.bytes, size);
		return 0;
	}
	return memory.bytes;
}

bool machine_add_registers(struct machine *machine, const struct bus_registers *registers)
{
	return bus_add_registers(&machine->bus, registers);
}

void machine_interrupt(struct machine *machine, uint32_t line, bool level)
{
	uint32_t bit = UINT32_C(1) << line % 32;

	if (line >= HAL_IRQ_LINES)
		return;
	if (level)
		machine->level[line / 32] |= bit;
	else
		machine->level[line / 32] &= ~bit;
}

void *machine_memory(struct machine *machine, uint64_t address, uint64_t size)
{
	return bus_memory(&machine->bus, address, size);
}

void machine_stop(struct machine *machine)
{
	machine->stop = true;
}

/* --- Boot ------------------------------------------------------------------------------- */

/* Blob and kernel data into RAM; what core_boot has to know. */
static enum machine_boot_result load(
    struct machine *machine, const void *blob, size_t size, struct hal_boot *boot)
{
	const struct bus_memory *ram = &machine->bus.memory[0];
	uint32_t have = size > UINT32_MAX ? UINT32_MAX : (uint32_t)size;
	uint32_t offset;

	switch (blob_policy(blob, have, &offset, &boot->policy_size)) {
	case BLOB_OK:
		break;
	case BLOB_NOT_ONE:
		return MACHINE_BOOT_NOT_BLOB;
	case BLOB_TRUNCATED:
		return MACHINE_BOOT_TRUNCATED;
	default:
		return MACHINE_BOOT_NO_POLICY;
	}
	boot->ram_base = ram->base;
	boot->ram_size = ram->size;
	boot->blob = ram->base + LAYOUT_BLOB;
	boot->blob_size = blob_size(blob, have);
	boot->policy = boot->blob + offset;
	if (boot->blob_size > ram->size - LAYOUT_BLOB)
		return MACHINE_BOOT_NO_MEMORY;
	memcpy(ram->bytes + LAYOUT_BLOB, blob, boot->blob_size);
	return MACHINE_BOOT_OK;
}

enum machine_boot_result machine_boot(struct machine *machine, const void *blob, size_t size,
    const struct hal_region *devices, uint32_t device_count)
{
	struct hal_boot boot = {.devices = devices, .device_count = device_count};
	enum machine_boot_result result = load(machine, blob, size, &boot);

	if (result != MACHINE_BOOT_OK)
		return result;
	machine->engine =
	    engine_new(&machine->bus, &machine->clock, machine->engines, &machine->halt.what);
	if (!machine->engine)
		return MACHINE_BOOT_FAILED;
	machine_select(machine);
	machine_make_window(machine);
	machine->cpu = hal_pointer(HAL_WINDOW_BASE + LAYOUT_CPU);
	if (setjmp(machine->halted))
		return MACHINE_BOOT_FAILED;
	switch (core_boot(machine->cpu, &boot)) {
	case BOOT_OK:
		machine->current = thread_context(cpu_current(machine->cpu));
		return MACHINE_BOOT_OK;
	case BOOT_BAD_IMAGE:
		return MACHINE_BOOT_BAD_POLICY;
	default:
		return MACHINE_BOOT_NO_MEMORY;
	}
}

/* --- Traps -------------------------------------------------------------------------------- */

typedef void call_entry(uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from);

static call_entry *const calls[PITH_CALL_COUNT] = {
#define X(NAME, name) [PITH_CALL_##NAME] = core_##name,
    PITH_CALLS(X)
#undef X
};

/* By the way in which the kernel was left. */
static enum clock_charge cost_of_call(const struct machine *machine, uint32_t number)
{
	switch (machine->left) {
	case MACHINE_LEFT_MESSAGE:
		return CLOCK_MESSAGE;
	case MACHINE_LEFT_SWITCH:
		return CLOCK_SWITCH;
	default:
		return number == PITH_CALL_CALL ? CLOCK_OPERATION : CLOCK_CALL;
	}
}

static void call(struct machine *machine, struct context *context)
{
	struct thread *from = context_thread(context);
	uint32_t number = context->r[12];

	if (number < PITH_CALL_COUNT) {
		machine->statistics.calls[number]++;
		calls[number](context->r[0], context->r[1], machine->cpu, from);
	} else {
		machine->statistics.calls[PITH_CALL_COUNT]++;
		core_unknown_call(number, machine->cpu, from);
	}
	clock_charge(&machine->clock, cost_of_call(machine, number));
}

static enum pith_fault fault_of(const struct trap *trap)
{
	uint32_t status = trap->status & 0x40f;

	switch (trap->kind) {
	case TRAP_UNDEFINED:
		return PITH_FAULT_UNDEFINED;
	case TRAP_BREAKPOINT:
		return PITH_FAULT_BREAKPOINT;
	case TRAP_ALIGNMENT:
		return PITH_FAULT_ALIGNMENT;
	default:
		return status == FAULT_EXTERNAL || status == FAULT_WALK_EXTERNAL ||
			       status == FAULT_WALK_EXTERNAL + FAULT_LEVEL_2
			   ? PITH_FAULT_BUS
			   : PITH_FAULT_PAGE;
	}
}

static void fault(struct machine *machine, struct context *context, const struct trap *trap)
{
	enum pith_fault kind = fault_of(trap);

	clock_charge(&machine->clock, CLOCK_FAULT);
	machine->statistics.faults[kind]++;
	core_fault(
	    machine->cpu, context_thread(context), kind, trap->address, trap->access, trap->status);
}

static void account(struct machine *machine, struct context *context, uint64_t time)
{
	const char *name = thread_name(context_thread(context));
	uint64_t half[2];
	uint32_t at;

	memcpy(half, name, sizeof(half));
	at = (uint32_t)((half[0] * 31 + half[1]) * UINT64_C(0x9e3779b97f4a7c15) >> 56);
	for (uint32_t i = 0; i < MACHINE_SHARES; i++, at++) {
		struct machine_share *share = &machine->shares[at % MACHINE_SHARES];

		if (share->time && memcmp(share->name, half, sizeof(half)) != 0)
			continue;
		memcpy(share->name, half, sizeof(half));
		share->time += time;
		return;
	}
}

/* The thread of this name is to fail; NULL: it is not. */
static struct machine_doom *doom_of(struct machine *machine, const char *name)
{
	struct machine_doom *doom = machine->doomed;

	for (uint32_t i = 0; i < machine->doomed_count; i++, doom++)
		if (!strncmp(name, doom->name, sizeof(doom->name) - 1))
			return doom;
	return 0;
}

bool machine_fail(struct machine *machine, const char *name, uint64_t after)
{
	struct machine_doom *doom = doom_of(machine, name);

	if (!doom && machine->doomed_count == MACHINE_DOOMED)
		return false;
	if (!doom)
		doom = &machine->doomed[machine->doomed_count++];
	strncpy(doom->name, name, sizeof(doom->name) - 1);
	doom->left = after;
	return true;
}

/* As engine_run, for a thread that may be one that is to fail. */
static bool run_thread(
    struct machine *machine, struct context *context, uint64_t until, struct trap *trap)
{
	struct clock *clock = &machine->clock;
	struct vfp_state *vfp =
	    context->fpexc & FPEXC_EN ? thread_vfp(context_thread(context)) : NULL;
	struct machine_doom *doom = 0;
	uint64_t started = clock->now, done;
	bool good;

	if (machine->doomed_count)
		doom = doom_of(machine, thread_name(context_thread(context)));
	if (doom && doom->left == 0) {
		context->pc = 0;
		machine->statistics.failed++;
		*doom = machine->doomed[--machine->doomed_count];
		doom = 0;
	}
	if (!doom)
		return engine_run(machine->engine, context, vfp, until, trap);
	good =
	    exact_run(machine->engine, &machine->bus, clock, context, vfp, doom->left, until, trap);
	done = clock->now - started;
	doom->left -= done < doom->left ? done : doom->left;
	return good;
}

/* Run the current thread to its next trap and let the kernel handle that. False: it failed. */
static bool step(struct machine *machine, uint64_t until)
{
	struct context *context = machine->current;
	struct mmio_count count = {0};
	uint64_t started = machine->clock.now;
	uint64_t next = clock_next(&machine->clock);
	struct trap trap;

	if (!run_thread(machine, context, next < until ? next : until, &trap)) {
		machine->halt = (struct machine_halt){.what = engine_error(machine->engine)};
		return false;
	}
	machine->statistics.traps[trap.kind]++;
	if (trap.kind == TRAP_DEVICE) {
		bool done = mmio_perform(&machine->bus, &machine->clock, context, &trap, &count);

		machine->statistics.device_reads += count.reads;
		machine->statistics.device_writes += count.writes;
		if (!done)
			machine->statistics.traps[trap.kind]++;
	}
	if (machine->account)
		account(machine, context, machine->clock.now - started);
	/* Ticks depend on how the run is cut into pieces; nothing else does. */
	if (trap.kind != TRAP_TICK)
		machine_hash_trap(machine, context, &trap);
	if (machine->watch.trap)
		machine->watch.trap(machine->watch.context, machine, &trap);
	switch (trap.kind) {
	case TRAP_CALL:
		call(machine, context);
		break;
	case TRAP_DATA:
	case TRAP_PREFETCH:
	case TRAP_UNDEFINED:
	case TRAP_BREAKPOINT:
	case TRAP_ALIGNMENT:
		fault(machine, context, &trap);
		break;
	case TRAP_WAIT:
		machine->waiting = true;
		break;
	default: /* a hint, a tick, a device access that is done: the loop sees to it */
		break;
	}
	return true;
}

/* --- The loop ------------------------------------------------------------------------------- */

/* Nothing runs, or the thread that runs waits for an interrupt: to the next thing that happens.
 * False if nothing ever will. */
static bool idle(struct machine *machine, uint64_t until)
{
	uint64_t next = clock_next(&machine->clock);

	if (next > until)
		next = until;
	if (next == CLOCK_NEVER)
		return false;
	machine->statistics.idle += next - machine->clock.now;
	machine->clock.now = next;
	return true;
}

static struct thread *running_thread(const struct machine *machine)
{
	return machine->current ? context_thread(machine->current) : 0;
}

const char *machine_check(struct machine *machine)
{
	const char *broken;

	machine_select(machine);
	broken = core_check(machine->cpu);
	if (broken)
		machine->halt = (struct machine_halt){.what = broken};
	return broken;
}

/* One turn of the loop when nothing is due that machine_run sees to. */
static enum machine_stop turn(struct machine *machine, uint64_t until)
{
	int line = machine_pending(machine);

	if (line >= 0) {
		machine->waiting = false;
		clock_charge(&machine->clock, CLOCK_INTERRUPT);
		machine->statistics.interrupts++;
		machine_hash_word(machine, (uint32_t)line);
		core_interrupt(machine->cpu, running_thread(machine), (uint32_t)line);
	} else if (machine->clock.now >= machine->clock.deadline) {
		machine->waiting = false;
		machine->clock.deadline = CLOCK_NEVER;
		clock_charge(&machine->clock, CLOCK_DEADLINE);
		machine->statistics.deadlines++;
		machine_hash_word(machine, UINT32_MAX);
		core_deadline(machine->cpu, running_thread(machine));
	} else if (!machine->current || machine->waiting) {
		if (!idle(machine, until))
			return MACHINE_DEAD;
		return MACHINE_TIME;
	} else if (!step(machine, until)) {
		return MACHINE_FAILED;
	}
	return machine->check && machine_check(machine) ? MACHINE_UNSOUND : MACHINE_TIME;
}

enum machine_stop machine_run(struct machine *machine, uint64_t until)
{
	enum machine_stop why;

	machine_select(machine);
	machine->stop = false;
	if (setjmp(machine->halted))
		return MACHINE_HALTED;
	for (;;) {
		clock_run_events(&machine->clock);
		if (machine->stop)
			return MACHINE_STOPPED;
		if (machine->clock.now >= until)
			return MACHINE_TIME;
		why = turn(machine, until);
		if (why != MACHINE_TIME)
			return why;
	}
}
