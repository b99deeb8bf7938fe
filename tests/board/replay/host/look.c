/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What threads see, and can run with; what they touch. See look.h.
 */
#include "tests/board/replay/host/look.h"

#include <string.h>
#include "hal/armv7/context.h"

enum {
	WORLD_SIZE = 1 << 20,
	CPSR_FLAGS = 0xf80f0000,
	PLACES = 64,
	PLACE = 16, /* offset in a page: a word of an IPC buffer that travels in registers */
	TOUCH_WORD = 0x70000000,
};

/* The physical memory that threads reach, and where in it things are. */
static struct bus bus;
static uint32_t code, shared, timer;
/* Addresses that a program may have to do with, and whether anybody has seen something there. */
static struct place {
	uint32_t address;
	bool seen;
} places[PLACES];
static uint32_t place_count;

struct walk look(const struct thread *thread, uint32_t address, uint32_t access)
{
	const struct context *context = &thread->context;

	return walk(&bus, context->ttbr0, context->dacr, address, access, true);
}

void look_start(void)
{
	const struct thread *first = cpu_current(machine.cpu);

	bus_add_memory(&bus, &(struct bus_memory){FAKE_RAM_BASE, fake.ram_size, fake.ram});
	code = look(first, WORLD_SVC, WALK_EXECUTE).paddr;
	shared = look(first, STUB_DATA, WALK_WRITE).paddr;
	timer = look(first, STUB_TIMER, WALK_WRITE).paddr;
	if (!code || !shared || !timer)
		fake_die("the first thread has no stub");
}

/* --- Who can run ---------------------------------------------------------------------------- */

uint32_t look_buffer(const struct thread *thread)
{
	for (uint32_t at = WORLD_BASE; thread->buffer && at < WORLD_BASE + WORLD_SIZE;
	     at += FAKE_PAGE) {
		struct walk walk = look(thread, at, WALK_WRITE);

		if (walk.status == WALK_OK && walk.paddr == hal_paddr(thread->buffer))
			return at;
	}
	return 0;
}

bool look_is_stub(const struct thread *thread)
{
	return thread->buffer && hal_paddr(thread->buffer) == code;
}

/* Nobody has written into the stub: here there is none, but zeros. */
static bool stub_whole(void)
{
	static const uint8_t zeros[FAKE_PAGE];

	return memcmp(fake_memory(code), zeros, FAKE_PAGE) == 0;
}

bool look_can_run(const struct thread *thread)
{
	const struct context *context = &thread->context;
	struct walk stub = look(thread, WORLD_SVC, WALK_EXECUTE);
	struct walk data = look(thread, STUB_DATA, WALK_WRITE);
	struct walk registers = look(thread, STUB_TIMER, WALK_WRITE);

	return context->pc == WORLD_SVC + STUB_RESUMED &&
	       (context->cpsr & ~(uint32_t)CPSR_FLAGS) == CPSR_USER && stub.status == WALK_OK &&
	       stub.paddr == code && data.status == WALK_OK && data.paddr == shared &&
	       registers.status == WALK_OK && registers.paddr == timer &&
	       (!thread->buffer || look_buffer(thread)) && stub_whole();
}

/* --- What is touched -------------------------------------------------------------------------- */

static void add_place(uint32_t address)
{
	address = (address & ~(FAKE_PAGE - 1u)) + PLACE;
	for (uint32_t i = 0; i < place_count; i++)
		if (places[i].address == address)
			return;
	if (place_count < PLACES)
		places[place_count++] = (struct place){.address = address};
}

void look_begin(const struct program *program)
{
	place_count = 0;
	add_place(WORLD_PAGE_AT);
	add_place(WORLD_LARGE_AT);
	for (uint32_t i = 0; i < WORLD_THREADS; i++)
		add_place(WORLD_BUFFERS + i * FAKE_PAGE);
	for (uint32_t i = 0; i < program->count; i++)
		if (program->steps[i].kind == STEP_CALL &&
		    pith_tag_label(program->steps[i].tag) == PITH_OP_FRAME_MAP)
			add_place(program->steps[i].words[0]);
}

/* Is there memory that is neither the stub nor what the stub needs? */
static bool touchable(const struct thread *thread, uint32_t address, struct walk *walk)
{
	*walk = look(thread, address, WALK_READ);
	return walk->status == WALK_OK && (walk->paddr & ~(FAKE_PAGE - 1u)) != code &&
	       walk->paddr - timer >= FAKE_PAGE && walk->paddr - shared >= STUB_SIZE &&
	       walk->paddr - FAKE_RAM_BASE < fake.ram_size;
}

void look_touch(struct foretold_step *step, const struct thread *thread)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < place_count && count < TOUCHES; i++) {
		struct place *place = &places[(step->from + i) % place_count];
		uint32_t *word;
		struct walk walk;

		if (!touchable(thread, place->address, &walk))
			continue;
		place->seen = true;
		word = hal_pointer(hal_window(walk.paddr));
		step->touches[count].address = place->address;
		step->touched[count] = *word;
		if (look(thread, place->address, WALK_WRITE).status == WALK_OK) {
			step->touches[count].word = TOUCH_WORD + (step->from << 8) + count;
			*word = step->touches[count].word;
		}
		count++;
	}
}

uint32_t look_lost(const struct thread *thread)
{
	for (uint32_t i = 0; i < place_count; i++) {
		struct place *place = &places[i];

		if (!place->seen || look(thread, place->address, WALK_READ).status == WALK_OK)
			continue;
		place->seen = false; /* once */
		return place->address;
	}
	return 0;
}
