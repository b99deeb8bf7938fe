/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Steps made up: mostly such that could do something, now and then with one thing wrong.
 */
#include "tests/fuzz/core/generate.h"

#include <string.h>

/* Marsaglia's xorshift of 32 bits. */
static uint32_t state = 1;

void random_begin(uint32_t seed)
{
	state = seed * 2654435761u + 1;
	if (!state)
		state = 1;
}

uint32_t random_number(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

uint32_t random_below(uint32_t count)
{
	return (random_number() >> 8) % count;
}

static bool one_in(uint32_t count)
{
	return random_below(count) == 0;
}

/* --- Words ---------------------------------------------------------------------------------- */

static uint32_t garbage(void)
{
	static const uint32_t edges[] = {0, 1, 2, 31, 32, 63, 64, 65, 127, 128, 255, 256, 4095,
	    4096, 0xffff, 0x10000, 0xfffff, 0x100000, 0x7fffffff, 0x80000000, 0xdfffffff,
	    0xe0000000, 0xeff00000, 0xf0000000, 0xfff00000, 0xfffff000, 0xfffffffe, 0xffffffff};

	switch (random_below(4)) {
	case 0:
		return random_number();
	case 1:
		return random_below(256);
	case 2:
		return 1u << random_below(32);
	default:
		return RANDOM_OF(edges);
	}
}

uint32_t generate_slot(const struct view *view, uint32_t types)
{
	uint32_t first = random_below(WORLD_CSPACE_SLOTS);

	for (uint32_t i = 0; i < WORLD_CSPACE_SLOTS; i++) {
		uint32_t slot = (first + i) % WORLD_CSPACE_SLOTS;

		if (slot && types >> view->types[slot] & 1)
			return slot;
	}
	return first;
}

static uint32_t live(const struct view *view)
{
	return generate_slot(view, ~(1u << PITH_TYPE_EMPTY));
}

static uint32_t empty(const struct view *view)
{
	return generate_slot(view, 1u << PITH_TYPE_EMPTY);
}

static uint32_t address(void)
{
	static const uint32_t megabytes[] = {WORLD_BASE, WORLD_BASE, WORLD_BASE, 0, 0x00500000,
	    0x01000000, 0x10000000, 0xdff00000, 0xe0000000, 0xf0000000, 0xff000000, 0xfff00000};
	uint32_t at = RANDOM_OF(megabytes);

	switch (random_below(4)) {
	case 0:
		return at;
	case 1:
		return at + (random_below(16) << 16);
	default:
		return at + (random_below(256) << 12);
	}
}

static uint32_t bits(uint32_t type)
{
	static const uint8_t frames[] = {12, 12, 12, 12, 16, 16, 20, 24};
	static const uint8_t untyped[] = {6, 7, 10, 11, 12, 13, 14, 15, 16};

	if (one_in(12))
		return random_below(34);
	if (type == PITH_TYPE_FRAME)
		return RANDOM_OF(frames);
	if (type == PITH_TYPE_CSPACE)
		return 2 + random_below(one_in(4) ? 8 : 3);
	return RANDOM_OF(untyped);
}

static uint32_t time_low(void)
{
	static const uint32_t times[] = {
	    0, 1, 9999, 10000, 10001, 50000, 100000, 200000, 1000000, 0xffffffff};

	return one_in(6) ? garbage() : RANDOM_OF(times);
}

/* A word of this kind; `type` is what a BITS goes with. */
uint32_t generate_word(enum pith_word kind, const struct view *view, uint32_t type)
{
	static const uint8_t counts[] = {1, 1, 1, 1, 2, 2, 3, 4, 8, 0, 12, 63, 64, 65};
	static const uint8_t types[] = {PITH_TYPE_UNTYPED, PITH_TYPE_FRAME, PITH_TYPE_CSPACE,
	    PITH_TYPE_SPACE, PITH_TYPE_PAGETABLE, PITH_TYPE_THREAD, PITH_TYPE_SCHEDCONTEXT,
	    PITH_TYPE_SCHEDCONTEXT, PITH_TYPE_ENDPOINT, PITH_TYPE_NOTIFICATION,
	    PITH_TYPE_NOTIFICATION, PITH_TYPE_REPLY};
	static const uint8_t rights[] = {7, 7, 7, 7, 1, 2, 3, 5, 6, 4, 0, 8};
	static const uint8_t badges[] = {0, 0, 0, 1, 2, 3, 77, 128};
	static const uint8_t priorities[] = {1, 9, 10, 10, 11, 20, 25, 30, 31, 0, 255};
	static const uint16_t lines[] = {WORLD_LINE, WORLD_LINE, 91, 32, 31, 159, 160};
	static const uint32_t highs[] = {0, 0, 0, 0, 1, 0x3fffffff, 0x40000000, 0xffffffff};
	static const uint32_t sizes[] = {0, 1, 64, 4095, 4096, 4097, 65536, 0xfffff000, 0xffffffff};

	if (one_in(24))
		return garbage();
	switch (kind) {
	case PITH_WORD_TYPE:
		return one_in(10) ? random_below(PITH_TYPE_COUNT + 1) : RANDOM_OF(types);
	case PITH_WORD_BITS:
		return bits(type);
	case PITH_WORD_SLOT:
		return one_in(6) ? random_below(WORLD_CSPACE_SLOTS + 1) : live(view);
	case PITH_WORD_NEW:
		return one_in(12) ? live(view) : empty(view);
	case PITH_WORD_COUNT:
		return RANDOM_OF(counts);
	case PITH_WORD_MEMORY:
		return one_in(4) ? random_below(4) : 0;
	case PITH_WORD_RIGHTS:
		return RANDOM_OF(rights);
	case PITH_WORD_BADGE:
		return RANDOM_OF(badges);
	case PITH_WORD_ADDRESS:
		return address();
	case PITH_WORD_DOMAIN:
		return one_in(4) ? random_below(18) : 0;
	case PITH_WORD_SIZE:
		return RANDOM_OF(sizes);
	case PITH_WORD_CAPS:
		return random_below(16);
	case PITH_WORD_CLEAR:
		return one_in(3) ? random_below(16) : 0;
	case PITH_WORD_SWITCH:
		return random_below(one_in(8) ? 4 : 2);
	case PITH_WORD_FLAGS:
		return random_below(8);
	case PITH_WORD_PRIORITY:
		return RANDOM_OF(priorities);
	case PITH_WORD_DOMAINS:
		return one_in(4) ? random_number() : 0x15555555u >> random_below(30) & 0x15555555u;
	case PITH_WORD_LINE:
		return RANDOM_OF(lines);
	case PITH_WORD_LOW:
		return time_low();
	case PITH_WORD_HIGH:
		return RANDOM_OF(highs);
	case PITH_WORD_REGISTERS:
		return one_in(3) ? WORLD_SVC + 4 * random_below(2) : garbage();
	default:
		return garbage();
	}
}

/* --- Calls ------------------------------------------------------------------------------------ */

static void some_caps(struct step *step, const struct view *view)
{
	uint32_t count = 1 + random_below(PITH_MAX_CAPS);

	for (uint32_t i = 0; i < count; i++)
		step->caps[i] = (uint8_t)live(view);
	step->tag |= pith_tag(0, 0, count);
}

static void places(struct step *step, const struct view *view)
{
	uint32_t count = 1 + random_below(PITH_MAX_CAPS);

	for (uint32_t i = 0; i < count; i++)
		step->receive[i] = (uint8_t)(one_in(8) ? random_below(80) : empty(view));
}

static void message(struct step *step, const struct view *view)
{
	uint32_t length = one_in(6) ? random_below(70) : random_below(9);

	step->tag = pith_tag(random_below(one_in(4) ? PITH_OP_COUNT : 4), length, 0);
	for (uint32_t i = 0; i < length && i < PITH_REGISTER_WORDS; i++)
		step->words[i] = one_in(3) ? garbage() : random_below(16);
	if (length > PITH_REGISTER_WORDS)
		step->more = garbage();
	if (one_in(3))
		some_caps(step, view);
}

/* At an endpoint, a notification or a reply object. */
static void meeting(struct step *step, const struct view *view)
{
	static const uint8_t calls[] = {PITH_CALL_CALL, PITH_CALL_CALL, PITH_CALL_REPLY_RECV,
	    PITH_CALL_REPLY_RECV, PITH_CALL_SEND, PITH_CALL_NBSEND, PITH_CALL_RECV, PITH_CALL_RECV,
	    PITH_CALL_NBRECV};
	enum {
		MEETINGS = 1 << PITH_TYPE_ENDPOINT | 1 << PITH_TYPE_NOTIFICATION,
		REPLIES = 1 << PITH_TYPE_REPLY,
	};

	message(step, view);
	if (one_in(6)) {
		step->number = one_in(4) ? PITH_CALL_SEND : PITH_CALL_REPLY;
		step->cap = generate_slot(view, REPLIES);
		return;
	}
	step->number = RANDOM_OF(calls);
	step->cap = generate_slot(view, one_in(3) ? MEETINGS : 1u << PITH_TYPE_ENDPOINT);
	if (!one_in(4) || step->number == PITH_CALL_REPLY_RECV)
		step->reply = generate_slot(view, REPLIES);
	if (one_in(2))
		places(step, view);
}

static void operation(struct step *step, const struct view *view, uint32_t label)
{
	static const uint8_t handed[] = {
	    PITH_TYPE_CSPACE, PITH_TYPE_SPACE, PITH_TYPE_FRAME, PITH_TYPE_ENDPOINT};
	uint32_t length = 0, count = 0, type = 0;

	step->number = one_in(40) ? PITH_CALL_SEND : PITH_CALL_CALL;
	step->cap = generate_slot(view, 1u << operation_type(label));
	for (; length < PITH_REGISTER_WORDS && operation_word(label, length); length++) {
		enum pith_word kind = operation_word(label, length);

		step->words[length] = generate_word(kind, view, type);
		if (kind == PITH_WORD_TYPE)
			type = step->words[length];
		for (uint32_t i = 0; kind == PITH_WORD_CAPS && i < PITH_MAX_CAPS; i++)
			if (step->words[length] >> i & 1)
				step->caps[count++] = (uint8_t)generate_slot(view, 1u << handed[i]);
	}
	if (operation_caps(label) && !one_in(12))
		step->caps[count++] = (uint8_t)generate_slot(view, operation_caps(label));
	if (operation_word(label, length))
		length = random_below(20);
	if (one_in(40))
		length = random_below(70);
	if (one_in(40))
		count = random_below(6);
	step->tag = pith_tag(label, length, count);
}

static void some_call(struct step *step, const struct view *view)
{
	step->kind = STEP_CALL;
	switch (random_below(16)) {
	case 0:
		step->number = one_in(3) ? PITH_CALL_CLOCK : PITH_CALL_YIELD;
		break;
	case 1:
	case 2:
	case 3:
	case 4:
	case 5:
		meeting(step, view);
		break;
	case 6: /* anything on anything */
		step->number = random_below(PITH_CALL_COUNT + 1);
		step->cap = live(view);
		message(step, view);
		break;
	default:
		operation(step, view, 1 + random_below(PITH_OP_COUNT - 1));
		break;
	}
	if (one_in(50))
		((uint32_t *)step)[1 + random_below(11)] = garbage();
}

void generate_step(struct step *step, const struct view *view)
{
	static const uint32_t times[] = {1, 1000, 10000, 100000, 200000, 1000000, 3000000};

	memset(step, 0, sizeof(*step));
	switch (random_below(20)) {
	case 0:
	case 1:
		step->kind = STEP_TIME;
		step->words[0] = one_in(4) ? garbage() : RANDOM_OF(times);
		step->words[1] = one_in(20) ? garbage() : 0;
		break;
	case 2:
		step->kind = STEP_INTERRUPT;
		step->number = generate_word(PITH_WORD_LINE, view, 0);
		break;
	case 3:
		step->kind = STEP_PREEMPT;
		step->cap = 1 + random_below(one_in(4) ? STEP_POINTS : 6);
		step->number = one_in(2) ? (uint32_t)STEP_DEADLINE : WORLD_LINE;
		break;
	case 4:
		step->kind = STEP_FAULT;
		step->number = random_below(STEP_FAULTS);
		step->words[0] = address();
		step->words[1] = 1u << random_below(3);
		step->words[2] = random_below(32);
		break;
	default:
		some_call(step, view);
		break;
	}
	step_normal(step);
}
