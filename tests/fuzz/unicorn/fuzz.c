/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The simulated processor with code that nobody wrote. Two threads in two address spaces take turns
 * for some hundred traps; what traps is skipped. It runs twice, on two engines that have different
 * pools and have done other things before: registers, traps, time and memory must be the same.
 * Nothing but the pages that a thread may write is another afterwards, and a fault is one by
 * the page tables.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "hal/armv7/context.h"
#include "hal/armv7/pagetable.h"
#include "bus.h"
#include "clock.h"
#include "engine.h"
#include "mmio.h"
#include "tests/fuzz/unicorn/bench.h"
#include "walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

enum {
	RAM = 0x80000000u,
	RAM_SIZE = 256 << 10,
	GUARD = 1 << 20, /* of addresses of this process, around the RAM */
	REGISTERS = 0x1c000000,
	PAGE = 4096,
	THREADS = 2,
	TRAPS = 100,
	TIME = 6000, /* instructions */

	/* Physical: what both have, then what each has. */
	CODE_AT = RAM,
	CONST_AT = RAM + 2 * PAGE,
	EACH_AT = RAM + 0x4000,
	EACH_SIZE = 0x10000,
	TABLE = 0, /* within a thread's own part: 16 KB, then a page of second levels, then data */
	SECOND = 0x4000,
	DATA_IN = 0x6000, /* two pages */

	/* Virtual, in both. */
	CODE = 0x00010000,
	DATA = 0x00020000,
	CONSTANT = 0x00030000,
	DEVICE = 0x00040000,
	NOTHING = 0x00500000,
	KERNEL = 0xe0000000u,
};

struct thread {
	struct context context;
	struct vfp_state vfp;
};

static struct bus bus;
static struct clock clocks[2];
static struct engine *engines[2];
static uint8_t *ram;
static uint8_t initial[RAM_SIZE], expected[RAM_SIZE];
static struct thread threads[THREADS];
static uint64_t hash;

_Noreturn static void wrong(const char *what)
{
	fprintf(stderr, "unicorn: %s\n", what);
	abort();
}

static void mix(const void *bytes, size_t size)
{
	const uint8_t *from = bytes;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ from[i]) * UINT64_C(0x100000001b3);
}

/* --- The bench --------------------------------------------------------------------------- */

static uint32_t read_register(void *context, uint32_t offset, uint32_t size, bool *error)
{
	(void)context;
	if (offset % size || offset + size > PAGE)
		wrong("a register is read that is none");
	*error = offset >= PAGE / 2;
	return offset * 0x01010101;
}

static void write_register(
    void *context, uint32_t offset, uint32_t size, uint32_t value, bool *error)
{
	(void)context;
	if (offset % size || offset + size > PAGE)
		wrong("a register is written that is none");
	*error = offset >= PAGE / 2;
	mix(&offset, sizeof(offset));
	mix(&value, sizeof(value));
}

static uint32_t *word(uint32_t paddr)
{
	return (uint32_t *)(void *)(ram + (paddr - RAM));
}

static void map(uint32_t part, uint32_t vaddr, uint32_t paddr, uint32_t rights, uint32_t memory)
{
	/* All pages lie in the first megabyte, so there is one second level. */
	*word(part + TABLE) = pagetable_link(part + SECOND, 0);
	word(part + SECOND)[vaddr >> 12 & 255] = pagetable_page(0, paddr, rights, memory, 0);
}

static void make_spaces(void)
{
	for (uint32_t i = 0; i < THREADS; i++) {
		uint32_t part = EACH_AT + i * EACH_SIZE;

		for (uint32_t page = 0; page < 2; page++) {
			map(part, CODE + page * PAGE, CODE_AT + page * PAGE,
			    WALK_READ | WALK_EXECUTE, 0);
			map(part, DATA + page * PAGE, part + DATA_IN + page * PAGE,
			    WALK_READ | WALK_WRITE, 0);
		}
		/* All of RAM, for the kernel alone. */
		word(part + TABLE)[KERNEL >> 20] = pagetable_kernel_section(RAM, 0, 0);
		map(part, CONSTANT, CONST_AT, WALK_READ, 0);
		map(part, DEVICE, REGISTERS, WALK_READ | WALK_WRITE, 2);
	}
}

/* --- A run ----------------------------------------------------------------------------------- */

/* Pointers to where it matters, and what the input wants. */
static void begin(const uint8_t *input, uint32_t number)
{
	struct thread *thread = &threads[number];
	struct context *context = &thread->context;
	const uint32_t pointers[] = {DATA, DATA + PAGE - 6, DATA + 2 * PAGE - 4, CONSTANT, DEVICE,
	    NOTHING, KERNEL, CODE + 2 * PAGE - 2, DATA + 0x100, 3, 0x80000000, DEVICE + PAGE - 4,
	    input[INPUT_VALUE], DATA + 0x800, CODE};
	uint8_t flags = input[INPUT_FLAGS];

	memset(thread, 0, sizeof(*thread));
	memcpy(context->r, pointers, sizeof(pointers));
	for (uint32_t i = 0; i < 4; i++)
		context->r[(input[INPUT_VALUE + 1 + i] & 0xf) % 13] +=
		    input[INPUT_VALUE + 1 + i] >> 4;
	context->pc = CODE + (number ? input[INPUT_START] * 4u : 0);
	context->cpsr =
	    CPSR_USER | (flags >> number & 1 ? CPSR_THUMB : 0) | (uint32_t)(flags & 0xf0) << 24;
	context->ttbr0 = EACH_AT + number * EACH_SIZE + TABLE;
	context->dacr = 1;
	context->fpexc = flags >> (2 + number) & 1 ? FPEXC_EN : 0;
	context->tpidruro = 0x1234 + number;
}

/* Faults are what the page tables say. */
static void check_trap(const struct context *context, const struct trap *trap)
{
	struct walk found;

	if ((context->cpsr & 0x1f) != CPSR_USER)
		wrong("the thread is in another mode");
	if (trap->kind != TRAP_DATA && trap->kind != TRAP_PREFETCH && trap->kind != TRAP_DEVICE)
		return;
	found = walk(&bus, context->ttbr0, context->dacr, trap->address, trap->access, true);
	if (trap->kind == TRAP_DEVICE ? found.status != WALK_OK || found.kind != BUS_DEVICE
				      : found.status == WALK_OK && found.kind == BUS_MEMORY)
		wrong("a fault that the page tables do not know");
}

/* On behind what trapped, or back into the code from wherever it went. */
static void skip(struct context *context)
{
	uint32_t at = context->pc - CODE;
	uint16_t half = 0;

	if (at < 2 * PAGE - 4) {
		memcpy(&half, ram + at, sizeof(half));
		context->pc += !(context->cpsr & CPSR_THUMB) || half >= 0xe800 ? 4 : 2;
	} else {
		context->pc = CODE + (at * 2654435761u >> 20 & 0x3fc);
	}
}

static uint64_t run(const uint8_t *input, uint32_t which)
{
	struct engine *engine = engines[which];
	struct clock *clock = &clocks[which];
	uint64_t start = clock->now, slice = 8 * (1 + (uint64_t)input[INPUT_SLICE]);
	uint32_t turn = 0;

	hash = 0;
	for (uint32_t i = 0; i < THREADS; i++) {
		begin(input, i);
		engine_forget(engine, &threads[i].context);
	}
	engine_icache_sync(engine, CODE_AT, PAGE);
	engine_icache_sync(engine, CODE_AT + PAGE, PAGE);
	for (uint32_t n = 0; n < TRAPS && clock->now - start < TIME; n++) {
		struct context *context = &threads[turn].context;
		struct mmio_count count = {0};
		struct trap trap = {0};
		uint64_t passed;

		if (!engine_run(engine, context, context->fpexc ? &threads[turn].vfp : NULL,
			clock->now + slice, &trap))
			wrong(engine_error(engine));
		check_trap(context, &trap);
		if (trap.kind == TRAP_DEVICE)
			mmio_perform(&bus, clock, context, &trap, &count);
		passed = clock->now - start;
		mix(&trap, sizeof(trap));
		mix(context, sizeof(*context));
		mix(&threads[turn].vfp, sizeof(threads[turn].vfp));
		mix(&passed, sizeof(passed));
		if (trap.kind != TRAP_CALL && trap.kind != TRAP_TICK && trap.kind != TRAP_WAIT &&
		    trap.kind != TRAP_HINT && trap.kind != TRAP_DEVICE)
			skip(context);
		turn = (turn + (n % 3 == 0)) % THREADS;
	}
	return hash;
}

/* What memory should be after the first run: as it was, but for what a thread may write. */
static void check_memory(void)
{
	memcpy(expected, initial, RAM_SIZE);
	for (uint32_t i = 0; i < THREADS; i++) {
		uint32_t at = EACH_AT - RAM + i * EACH_SIZE + DATA_IN;

		memcpy(expected + at, ram + at, 2 * PAGE);
	}
	if (memcmp(expected, ram, RAM_SIZE) != 0)
		wrong("memory was written that no thread may write");
}

/* --- Inputs --------------------------------------------------------------------------------------
 */

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const uint32_t instances[2] = {1, 4};
	uint8_t *all = mmap(NULL, RAM_SIZE + 2 * GUARD, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	const char *why = "";

	(void)argc;
	(void)argv;
	if (all == MAP_FAILED || mprotect(all + GUARD, RAM_SIZE, PROT_READ | PROT_WRITE) != 0)
		wrong("no memory");
	ram = all + GUARD;
	if (!bus_add_memory(&bus, &(struct bus_memory){RAM, RAM_SIZE, ram}) ||
	    !bus_add_registers(&bus, &(struct bus_registers){"device", REGISTERS, PAGE,
					 read_register, write_register, NULL}))
		wrong("no bus");
	for (int i = 0; i < 2; i++) {
		clock_init(&clocks[i]);
		engines[i] = engine_new(&bus, &clocks[i], instances[i], &why);
		if (!engines[i])
			wrong(why);
	}
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t head[INPUT_CODE] = {0};
	uint64_t first;

	memcpy(head, data, size < INPUT_CODE ? size : INPUT_CODE);
	/* What is behind the code calls. */
	for (uint32_t i = 0; i < 2 * PAGE / 4; i++)
		word(CODE_AT)[i] = head[INPUT_FLAGS] & 1 ? 0xdf00df00 : 0xef000000;
	memset(ram + 2 * PAGE, 0x5a, RAM_SIZE - 2 * PAGE);
	for (uint32_t i = 0; i < THREADS; i++)
		memset(ram + (EACH_AT - RAM) + i * EACH_SIZE, 0, DATA_IN);
	make_spaces();
	if (size > INPUT_CODE)
		memcpy(ram, data + INPUT_CODE,
		    size - INPUT_CODE < 2 * PAGE ? size - INPUT_CODE : 2 * PAGE);
	memcpy(initial, ram, RAM_SIZE);
	first = run(head, 0);
	check_memory();
	memcpy(ram, initial, RAM_SIZE);
	if (run(head, 1) != first)
		wrong("the same code does something else on another engine");
	if (memcmp(expected, ram, RAM_SIZE) != 0)
		wrong("the same code leaves other memory on another engine");
	return 0;
}
