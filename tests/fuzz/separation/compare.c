/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All that the kernel keeps for the observer: its objects' bytes and its memory, in both runs. Left
 * out is what lies where no object is, since it is zeroed before anybody gets it (the fake
 * machine and the specification see to that); neighbours in queues and lists that belong to
 * others; and time. */
#include "tests/fuzz/separation/apart.h"

#include <string.h>

enum {
	POOL = 1 << APART_POOL_BITS,
	GRAIN = 32, /* objects are made of such pieces */
	BLOCK = 1 << FAKE_BLOCK_BITS,
	BLOCKS = POOL / BLOCK,
	ELSEWHERE = 1,
};
static uint32_t beginning[POOL / 4];
static struct state {
	uint32_t words[POOL / 4];
	bool same[BLOCKS]; /* as in the beginning */
} first, second;

static bool mine(ref_t ref)
{
	return hal_paddr(ref) - apart_pool(APART_OBSERVER).first < POOL;
}

static uint32_t *word_of(struct state *state, ref_t object, size_t offset)
{
	return &state->words[(hal_paddr(object) - apart_pool(APART_OBSERVER).first + offset) / 4];
}

/* Where it stands in the queue of the ready, or stood in one, is between others. */
static void forget_thread(struct state *state, ref_t ref)
{
	uint32_t kind = thread_at(ref)->wait & WAIT_KIND_MASK;

	if (thread_at(ref)->wait && kind != WAIT_REPLY && kind != WAIT_FAULT &&
	    kind != WAIT_STOPPED)
		return;
	*word_of(state, ref, offsetof(struct thread, next)) = 0;
	*word_of(state, ref, offsetof(struct thread, prev)) = 0;
}

/* Time, in eight words from `left` on: not the budget and the period. */
static void forget_schedcontext(struct state *state, ref_t ref)
{
	memset(word_of(state, ref, offsetof(struct schedcontext, left)), 0, sizeof(uint64_t));
	memset(word_of(state, ref, offsetof(struct schedcontext, given)), 0, sizeof(uint64_t));
}

/* What is not valid while it is in no call: the fast path leaves it as it was. */
static void forget_reply(struct state *state, ref_t ref)
{
	if (!reply_at(ref)->calls_prev)
		*word_of(state, ref, offsetof(struct reply, calls_next)) = 0;
}

/* All that is derived from this capability, wherever it is. */
static void forget_below(struct state *state, const struct slot *parent)
{
	for (ref_t child = parent->first; child && !(child & SLOT_PARENT);
	     child = slot_at(child)->next) {
		const struct slot *slot = slot_at(child);

		if (slot->ops & CAP_THREAD)
			forget_thread(state, slot->object);
		else if (slot->ops & CAP_SCHEDCONTEXT)
			forget_schedcontext(state, slot->object);
		else if (slot->ops & CAP_REPLY)
			forget_reply(state, slot->object);
		forget_below(state, slot);
	}
}

static void keep_block(uint32_t *words, uint32_t block)
{
	const struct apart_pool pool = apart_pool(APART_OBSERVER);
	ref_t start = hal_window(pool.first);

	memcpy(&words[block / 4], fake_memory(pool.first + block), BLOCK);
	for (uint32_t at = block; at < block + BLOCK; at += GRAIN) {
		if (!fake_alive(hal_pointer(start + at)))
			memset(&words[at / 4], 0, GRAIN);
		for (uint32_t i = at / 4; i < (at + GRAIN) / 4; i++)
			if (words[i] - HAL_WINDOW_BASE < fake_window_size && !mine(words[i]))
				words[i] = ELSEWHERE;
	}
}

/* What has not been touched since the beginning is as it was then. */
static void keep(struct state *state)
{
	const uint8_t *touched =
	    &fake_blocks[(hal_window(apart_pool(APART_OBSERVER).first) - HAL_WINDOW_BASE) >>
			 FAKE_BLOCK_BITS];

	/* Whatever is dying is gone before the two are compared. */
	while (machine.cpu->dying)
		reap_step(machine.cpu);
	fake_looking = true;
	for (uint32_t i = 0; i < BLOCKS; i++) {
		if (!state->same[i])
			memcpy(&state->words[i * BLOCK / 4], &beginning[i * BLOCK / 4], BLOCK);
		state->same[i] = !touched[i];
		if (touched[i])
			keep_block(state->words, i * BLOCK);
	}
	forget_below(state, apart_root(APART_OBSERVER));
	fake_looking = false;
}

void apart_begin(void)
{
	fake_looking = true;
	for (uint32_t i = 0; i < POOL; i += BLOCK)
		keep_block(beginning, i);
	fake_looking = false;
}

void apart_keep(void)
{
	keep(&first);
}

static bool equal(void)
{
	for (uint32_t i = 0; i < BLOCKS; i++)
		if (!(first.same[i] && second.same[i]) &&
		    memcmp(&first.words[i * BLOCK / 4], &second.words[i * BLOCK / 4], BLOCK) != 0)
			return false;
	return true;
}

const char *apart_compare(void)
{
	static char text[120];
	uint32_t at = 0;

	keep(&second);
	if (equal())
		return NULL;
	while (first.words[at] == second.words[at])
		at++;
	snprintf(text, sizeof(text), "in the end the observer's 0x%08x holds 0x%x, then 0x%x",
	    hal_window(apart_pool(APART_OBSERVER).first) + at * 4, first.words[at],
	    second.words[at]);
	return text;
}
