/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Prints all that it can see, over many slices of others' time: every register after it has let
 * them run, or was made to; what the kernel says of its own memory and capabilities; what fresh
 * memory holds; when its memory is used up. Nothing of it is time.
 */
#include <stdio.h>

#include "code/registers.h"
#include "pith/info.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/power.h"

enum {
	ROUNDS = 6,
	SPIN = 1500000,
	PAGE_BITS = 12,
	PART_BITS = 18,
	PAGE_WORDS = (1 << PAGE_BITS) / 4,
	SLOTS = 48,
	NOWHERE = 440, /* slots behind those that are used */
	FRAMES = 80,   /* more than the part holds */
	/* N Z C V Q and GE; DN, FZ, both bits of rounding and all flags of FPSCR */
	CPSR_FLAGS = (int)0xf80f0000,
	FPSCR_BITS = (int)0xffc0009f,
};

static void say(const char *what, const uint32_t *words, uint32_t count)
{
	enum { IN_LINE = 12 };

	for (uint32_t i = 0; i < count; i++) {
		if (i % IN_LINE == 0)
			printf("%s, %lu:", what, (unsigned long)i);
		printf(" %08lx%s", (unsigned long)words[i],
		    i % IN_LINE == IN_LINE - 1 || i == count - 1 ? "\n" : "");
	}
}

static void fill(struct registers *registers, uint32_t round)
{
	uint32_t *words = (uint32_t *)registers;

	for (uint32_t i = 0; i < REGISTERS_WORDS; i++)
		words[i] = 0x01010101 * (round + 1) + i;
	registers->cpsr = round & 1 ? 0 : (uint32_t)CPSR_FLAGS;
	registers->fpscr = round & 1 ? 0 : (uint32_t)FPSCR_BITS;
}

/* What the loop uses is not what others left; it is the same each time. */
static void look_at_registers(uint32_t round)
{
	struct registers give, found;

	fill(&give, round);
	registers_yield(&give, &found);
	found.cpsr &= (uint32_t)CPSR_FLAGS;
	say("after a yield", (const uint32_t *)&found, REGISTERS_WORDS);
	registers_spin(&give, &found, SPIN);
	found.cpsr &= (uint32_t)CPSR_FLAGS;
	found.exclusive = 0; /* of no load */
	say("after a loop", (const uint32_t *)&found, REGISTERS_WORDS);
}

static void look_at_slots(void)
{
	uint32_t words[SLOTS];

	for (uint32_t slot = 1; slot <= SLOTS; slot++) {
		struct pith_cap_state state = {0};
		uint32_t result = pith_cspace_query(PITH_SLOT_CSPACE, slot, &state);

		words[slot - 1] = result << 24 | state.type << 16 | state.rights << 8 | state.bits;
		words[slot - 1] ^= state.badge << 4;
	}
	say("slots", words, SLOTS);
}

/* Everything made here goes again: only the first page stays, where the table for it is. */
static void look_at_memory(uint32_t first, uint32_t child)
{
	struct pith_untyped_state untyped = {0};
	struct pith_frame_state frame = {0};
	uint32_t result, made = 0;

	result = pith_untyped_retype(PITH_SLOT_MEMORY, PITH_TYPE_UNTYPED, PART_BITS,
	    PITH_SLOT_CSPACE, child, 1, PITH_MEMORY_NORMAL);
	printf("a part: %lx\n", (unsigned long)result);
	for (result = 0; made < FRAMES && !result; made += !result)
		result = pith_untyped_retype(child, PITH_TYPE_FRAME, PAGE_BITS, PITH_SLOT_CSPACE,
		    first + made, 1, PITH_MEMORY_NORMAL);
	printf("%lu frames, then %lx\n", (unsigned long)made, (unsigned long)result);
	for (uint32_t i = 0; i < made; i += 16) {
		result = pith_frame_query(first + i, &frame);
		printf("frame %lu: %lx, %lx %lu\n", (unsigned long)i, (unsigned long)result,
		    (unsigned long)frame.physical, (unsigned long)frame.bits);
	}
	result = pith_untyped_query(child, &untyped);
	printf("part: %lx, %lu %lu %lx\n", (unsigned long)result, (unsigned long)untyped.bits,
	    (unsigned long)untyped.used, (unsigned long)untyped.physical);
	result = pith_cspace_revoke(PITH_SLOT_CSPACE, child);
	result |= pith_cspace_delete(PITH_SLOT_CSPACE, child);
	printf("all gone: %lx\n", (unsigned long)result);
}

/* A page that the kernel has just made; written to, so that a second look sees if it was. */
static void look_at_page(const volatile uint32_t *page)
{
	uint32_t sum = 0;

	for (uint32_t i = 0; i < PAGE_WORDS; i++)
		sum = (sum ^ page[i]) * 16777619;
	printf("a page's contents: %08lx\n", (unsigned long)sum);
}

static void look_at_others(void)
{
	struct pith_message m = {.tag = pith_tag(1, 0, 0)};

	uint32_t words[SLOTS];

	for (uint32_t i = 0; i < SLOTS; i++)
		words[i] = pith_call(NOWHERE + i, &m);
	say("others", words, SLOTS);
	printf("signals: %lx\n", (unsigned long)pith_poll(PITH_SLOT_NOTIFICATION));
}

int main(void)
{
	uint32_t *page = pith_memory_map(1 << PAGE_BITS);
	uint32_t child = pith_slot_take(), first = pith_slots_take(FRAMES);

	if (!page || !child || !first)
		pith_panic("too little of everything");
	look_at_page(page);
	for (uint32_t round = 0; round < ROUNDS; round++) {
		look_at_registers(round);
		look_at_memory(first, child);
		look_at_slots();
		look_at_others();
		look_at_page(page);
		page[round] = round;
	}
	printf("seen\n");
	return (int)power_off();
}
