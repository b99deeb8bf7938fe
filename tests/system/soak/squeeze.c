/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory pressure, in rounds: makes kernel objects of all kinds out of its own memory until the
 * kernel refuses each of them, uses some, and gives all back, as a whole or one by one in any
 * order; and fills its share of the store and empties it. All of it must be there again each time.
 * It fails at any point of this, as everybody on this phone; then the kernel gives it back.
 */
#include <stdio.h>
#include <string.h>

#include "pith/info.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/store.h"
#include "pith/proto/timer.h"
#include "tests/system/random.h"

enum {
	SLOTS_MOST = 2048,
	VALUE = 3000,
	KEYS_MOST = 64,
	CHANCES = 12,	   /* kinds that are made in a row before the smallest fill the rest */
	OWN = 0x50000000,  /* where frames are mapped, in our own part of the address space */
	STORE_ROUNDS = 16, /* one of so many rounds */
	SIGNAL_TIMER = 1,
};

static const uint64_t pause_least = 100000000, pause_more = 400000000;

static struct timer timer;
static uint32_t first, count; /* slots in use */
static uint32_t size;	      /* of our memory */
static uint32_t mapped;	      /* megabytes of address space that have a page table */

static uint32_t used(void)
{
	struct pith_untyped_state state;

	pith_must("looking at the memory", pith_untyped_query(PITH_SLOT_MEMORY, &state));
	size = 1u << state.bits;
	return state.used;
}

/* False: the kernel refused. */
static bool make(enum pith_type type, uint32_t bits)
{
	uint32_t result;

	if (count == SLOTS_MOST)
		return false;
	result = pith_untyped_retype(
	    PITH_SLOT_MEMORY, type, bits, PITH_SLOT_CSPACE, first + count, 1, PITH_MEMORY_NORMAL);
	if (result && pith_result_error(result) != PITH_ERROR_MEMORY)
		pith_panic(
		    "type %d of %lu bits: %s", type, (unsigned long)bits, pith_error_text(result));
	count += !result;
	return !result;
}

/* The latest object is given something to do, so that there is more to be undone. */
static void use(enum pith_type type)
{
	uint32_t slot = first + count - 1;

	switch (type) {
	case PITH_TYPE_PAGETABLE:
		mapped += !pith_pagetable_map(slot, PITH_SLOT_SPACE, OWN + (mapped << 20), 0);
		break;
	case PITH_TYPE_FRAME:
		if (mapped)
			pith_frame_map(slot, PITH_SLOT_SPACE,
			    OWN + (random32() % mapped << 20) + (random32() % 16 << 16),
			    PITH_READ | PITH_WRITE);
		break;
	case PITH_TYPE_THREAD:
		pith_thread_configure(slot, PITH_THREAD_CSPACE | PITH_THREAD_SPACE, 0,
		    (const uint32_t[]){PITH_SLOT_CSPACE, PITH_SLOT_SPACE});
		break;
	case PITH_TYPE_CSPACE:
		/* A table with itself in it: it is still there when we have deleted it. */
		pith_cspace_copy(slot, 1, PITH_SLOT_CSPACE, slot, PITH_ALL_RIGHTS, 0);
		break;
	case PITH_TYPE_NOTIFICATION:
		pith_signal(slot);
		break;
	default:
		break;
	}
}

static void take(void)
{
	static const struct {
		enum pith_type type;
		uint8_t bits, more; /* bits, and so many sizes above */
	} kinds[] = {{PITH_TYPE_UNTYPED, 6, 11}, {PITH_TYPE_FRAME, 12, 0}, {PITH_TYPE_FRAME, 16, 0},
	    {PITH_TYPE_CSPACE, 2, 8}, {PITH_TYPE_SPACE, 0, 0}, {PITH_TYPE_PAGETABLE, 0, 0},
	    {PITH_TYPE_THREAD, 0, 0}, {PITH_TYPE_SCHEDCONTEXT, 0, 0}, {PITH_TYPE_ENDPOINT, 0, 0},
	    {PITH_TYPE_NOTIFICATION, 0, 0}, {PITH_TYPE_REPLY, 0, 0}};
	enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };
	uint32_t refused = 0;

	for (mapped = 0; refused < CHANCES;) {
		uint32_t kind = random32() % KINDS;

		if (make(kinds[kind].type, kinds[kind].bits + random32() % (kinds[kind].more + 1u)))
			use(kinds[kind].type);
		else
			refused++;
	}
	for (uint32_t bits = 12; bits >= 6; bits--)
		while (make(PITH_TYPE_UNTYPED, bits))
			;
	if (used() != size && count < SLOTS_MOST)
		pith_panic("refused with %lu of %lu bytes used", (unsigned long)used(),
		    (unsigned long)size);
}

/* One by one, from anywhere: the other objects are still there meanwhile. */
static void give_back_singly(void)
{
	static uint16_t order[SLOTS_MOST];

	for (uint32_t i = 0; i < count; i++) {
		uint32_t other = random32() % (i + 1);

		order[i] = order[other];
		order[other] = (uint16_t)i;
	}
	for (uint32_t i = 0; i < count; i++)
		pith_must("deleting", pith_cspace_delete(PITH_SLOT_CSPACE, first + order[i]));
}

static void give_back(void)
{
	if (random32() & 1)
		give_back_singly();
	pith_must("revoking", pith_cspace_revoke(PITH_SLOT_CSPACE, PITH_SLOT_MEMORY));
	if (used())
		pith_panic("%lu bytes did not come back", (unsigned long)used());
	count = 0;
}

/* What the store had of us, from before we failed. An error: it fails itself just now. */
static void empty_store(void)
{
	char key[STORE_KEY_MAX + 1] = "";

	while (!store_list("", key) && !store_delete(key))
		key[0] = 0;
}

static void fill_store(void)
{
	static uint8_t value[VALUE], back[VALUE];
	char key[STORE_KEY_MAX + 1];
	uint32_t error = 0, length;

	for (uint32_t i = 0; !error && i < KEYS_MOST; i++) {
		snprintf(key, sizeof(key), "ballast-%lu", (unsigned long)i);
		memset(value, (int)random32(), sizeof(value));
		error = store_put(key, value, sizeof(value));
		if (!error && !store_get(key, back, sizeof(back), &length) &&
		    (length != sizeof(value) || memcmp(value, back, sizeof(value)) != 0))
			pith_panic("the store has another value of %s", key);
	}
	empty_store();
}

int main(void)
{
	const struct pith_info *info = pith_info();

	first = (1u << info->cspace_bits) - SLOTS_MOST;
	for (uint32_t i = 0; i < info->generation % 1024; i++)
		random32();
	pith_must("timer", timer_open(&timer, 0, SIGNAL_TIMER));
	empty_store();
	for (uint32_t round = 1;; round++) {
		take();
		give_back();
		if (round % STORE_ROUNDS == 0)
			fill_store();
		/* Sooner if one of our servers fails, of which we are told: the timer forgets us.
		 */
		timer_set(&timer, pith_clock() + pause_least + random32() % pause_more, 0);
		pith_wait(PITH_SLOT_NOTIFICATION);
	}
}
