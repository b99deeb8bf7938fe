/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libpith from the inside: each check prints a line that the script looks for; a failed one
 * ends the program with its text.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pith/barrier.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/timer.h"
#include "pith/ring.h"

static _Thread_local int own = 7; /* one for each thread */
static uint32_t done;		  /* a notification */
static volatile uint32_t thread_saw;

/* Stronger than assert(): it says what, not only where. */
static void check(const char *what, bool good)
{
	if (!good)
		pith_panic("failed: %s", what);
	printf("ok: %s\n", what);
}

static void in_thread(void *argument)
{
	thread_saw = own == 7 ? *(uint32_t *)argument : 0;
	own = 8;
	printf("a line of the other thread\n");
	pith_signal(done);
}

static void check_threads(void)
{
	uint32_t thread, argument = 42;
	uint32_t time = pith_need(PITH_GRANT_SCHEDCONTEXT, NULL)->slot;

	pith_must("a notification", pith_object_make(PITH_TYPE_NOTIFICATION, &done));
	pith_must("a thread", pith_thread_start(&thread, "second", pith_info()->priority, time,
				  4096, in_thread, &argument));
	pith_wait(done);
	check("a thread runs with its argument", thread_saw == 42);
	check("thread-local variables are local", own == 7);
	check("a thread's priority is capped",
	    pith_result_error(pith_thread_set_priority(thread, pith_info()->ceiling + 1, 0)) ==
		PITH_ERROR_RANGE);
}

/* The register that user code may write is the thread's own, whatever becomes of it meanwhile. */
static void check_own_register(void)
{
	uint32_t tls, seen;

	__asm__ volatile("mrc p15, 0, %0, c13, c0, 3" : "=r"(tls));
	__asm__ volatile("mcr p15, 0, %0, c13, c0, 2" : : "r"(0x1234abcd));
	pith_must("setting it", pith_thread_set_tls(PITH_SLOT_THREAD, tls));
	__asm__ volatile("mrc p15, 0, %0, c13, c0, 2" : "=r"(seen));
	check("changing a thread's own switch block keeps the rest of it", seen == 0x1234abcd);
	printf("the console has run meanwhile\n");
	__asm__ volatile("mrc p15, 0, %0, c13, c0, 2" : "=r"(seen));
	check("TPIDRURW is a thread's own", seen == 0x1234abcd);
}

enum { COPY_MOST = 100, COPY_ROOM = COPY_MOST + 2 * 8 };

/* What memory functions do, byte by byte, in words of our own. `kind`: 0 copies, 1 moves, 2 fills.
 */
static bool copied(int kind, uint32_t to, uint32_t from, uint32_t length)
{
	static uint8_t wanted[2 * COPY_ROOM], got[2 * COPY_ROOM];
	uint32_t source = kind == 0 ? COPY_ROOM + from : from;
	void *result;

	for (uint32_t i = 0; i < sizeof(got); i++)
		wanted[i] = got[i] = (uint8_t)(i * 7 + 1);
	for (uint32_t i = 0; i < length; i++)
		wanted[to + i] = kind == 2 ? 0xa5 : (uint8_t)((source + i) * 7 + 1);
	if (kind == 0)
		result = memcpy(got + to, got + source, length);
	else if (kind == 1)
		result = memmove(got + to, got + source, length);
	else
		result = memset(got + to, 0x7a5, length);
	for (uint32_t i = 0; i < sizeof(got); i++)
		if (got[i] != wanted[i])
			return false;
	return result == got + to;
}

static void check_copying(void)
{
	bool good[3] = {true, true, true};

	for (uint32_t length = 0; length <= COPY_MOST; length += length < 70 ? 1 : 15)
		for (uint32_t i = 0; i < 64; i++)
			for (int kind = 0; kind < 3; kind++)
				good[kind] = good[kind] && copied(kind, i / 8, i % 8, length);
	check("memcpy copies every length and alignment", good[0]);
	check("memmove moves upwards and downwards", good[1]);
	check("memset fills, and no more", good[2]);
}

static void check_malloc(void)
{
	char *blocks[32];
	size_t total = 0;

	for (uint32_t i = 0; i < 32; i++) {
		blocks[i] = malloc(1000 + i);
		if (!blocks[i])
			break;
		memset(blocks[i], (int)i, 1000 + i);
		total += 1000 + i;
	}
	check("malloc gives what the heap has", total > 30000);
	check("malloc keeps blocks apart", blocks[3][1002] == 3 && blocks[4][0] == 4);
	for (uint32_t i = 0; i < 32; i++)
		free(blocks[i]);
	blocks[0] = malloc(pith_info()->heap_size + 1);
	check("malloc ends where the heap ends", !blocks[0]);
}

static void check_memory(void)
{
	uint32_t frame;
	uint32_t *large = pith_memory_map(0x21000), *words;
	struct pith_frame_state state;
	bool zero = true;

	check("memory is mapped", large != NULL);
	for (uint32_t i = 0; i < 0x21000 / 4; i++)
		zero = zero && large[i] == 0;
	check("memory is zero", zero);
	large[0x21000 / 4 - 1] = 1;
	words = pith_frame_make(16, PITH_MEMORY_UNCACHED, &frame);
	check("a frame is made", words != NULL && !pith_frame_query(frame, &state));
	check("a frame is as it was wanted", state.bits == 16 &&
						 state.memory == PITH_MEMORY_UNCACHED &&
						 state.address == (uint32_t)(uintptr_t)words);
	words[5] = 99;
	pith_frame_detach(frame);
	check("an attached frame keeps its contents",
	    (words = pith_frame_attach(frame, PITH_READ, NULL)) && words[5] == 99);
	check("the quota is the limit", !pith_memory_map(1 << 20));
	pith_slot_set_name(frame, "fb");
	check("a mapped frame is not mapped twice",
	    pith_refused(PITH_OP_FRAME_MAP, frame, PITH_READ,
		pith_frame_map(frame, PITH_SLOT_SPACE, 0x50000000, PITH_READ)) != 0);
}

/* The sentence of the manual: what an error looks like. */
static void check_words(void)
{
	uint32_t frame = 0, copy = pith_slot_take();

	check("a small frame", pith_frame_make(12, PITH_MEMORY_NORMAL, &frame) != NULL);
	pith_must("a copy", pith_cspace_copy(PITH_SLOT_CSPACE, copy, 0, frame, PITH_READ, 0));
	pith_slot_set_name(copy, "fb");
	pith_refused(PITH_OP_FRAME_MAP, copy, PITH_READ | PITH_WRITE,
	    pith_frame_map(copy, PITH_SLOT_SPACE, 0x40000000, PITH_READ | PITH_WRITE));
	pith_refused(PITH_OP_IRQ_MASK, PITH_SLOT_MEMORY, 0, pith_irq_mask(PITH_SLOT_MEMORY));
	check("errors have words", strcmp(pith_error_text(PITH_ERROR_GONE | 5 << 8),
				       "the partner or the object was destroyed") == 0);
	check("numbers that are no errors have, too",
	    strcmp(pith_error_text(0xff), "unknown error") == 0);
}

static void check_ring(void)
{
	static char memory[128 + 4 * 12 + 5];
	struct pith_ring writer, reader;
	uint32_t record[3] = {1, 2, 3}, got[3];
	uint32_t count = 0;

	check("a ring opens", pith_ring_open(&writer, memory, sizeof(memory), 12, true) &&
				  pith_ring_open(&reader, memory, sizeof(memory), 12, false));
	check("too small a ring does not", !pith_ring_open(&writer, memory, 129, 12, true));
	pith_ring_open(&writer, memory, sizeof(memory), 12, true);
	while (pith_ring_put(&writer, record)) {
		record[0]++;
		count++;
	}
	check("a ring holds what fits", count == 4);
	check("a ring gives in order", pith_ring_get(&reader, got) && got[0] == 1 &&
					   pith_ring_get(&reader, got) && got[0] == 2);
	writer.shared->written = 0x80000000;
	check("a lying writer only loses", !pith_ring_get(&reader, got));
}

static void check_messages(void)
{
	char text[PITH_MAX_BYTES(1)], back[PITH_MAX_BYTES(1)];
	struct pith_message m = {0};

	for (uint32_t i = 0; i < sizeof(text); i++)
		text[i] = (char)(i * 7);
	pith_message_put_bytes(&m, 1, text, 251);
	pith_message_get_bytes(&m, 1, back, 251);
	check("bytes go through messages", memcmp(text, back, 251) == 0);
	check("words are where bytes are", pith_message_get(&m, 63) >> 24 == 0);
	pith_message_put(&m, 63, 5);
	check("the last word is a word", pith_message_get(&m, 63) == 5);
}

static void check_parameters(void)
{
	check("a cell", pith_parameter_cell("number", 1, 0) == 0x12345678);
	check("a cell that is not there", pith_parameter_cell("number", 2, 9) == 9);
	check("a string", strcmp(pith_parameter_string("text", ""), "some text") == 0);
	check("a nested parameter", pith_parameter_cell("inner/deep/number", 0, 0) == 3);
	check("no parameter", pith_parameter_string("nothing", NULL) == NULL);
	check("a renamed service",
	    pith_service("console") && pith_service("clock") && !pith_service("timer"));
}

static void check_regions(void)
{
	const struct pith_grant *bytes = pith_need(PITH_GRANT_REGION, "bytes");
	const struct pith_grant *video = pith_need(PITH_GRANT_REGION, "video");

	check("a region starts with its contents",
	    memcmp((const void *)(uintptr_t)bytes->address, "\177ELF", 4) == 0);
	check("a window's address is told",
	    video->physical >= 0x18000000 && video->physical + video->size <= 0x18800000);
	check("no other's is", bytes->physical == 0);
	pith_write32(video->address + video->size - 4, 0x5a5a5a5a);
	check(
	    "video memory is memory", pith_read32(video->address + video->size - 4) == 0x5a5a5a5a);
}

static void check_time(void)
{
	struct timer timer = {.service = pith_service("clock"), .number = 2};
	uint64_t start = pith_clock();
	uint32_t ticks = 0;

	timer.notification = pith_notification_badged(4);
	pith_must("setting it", timer_set(&timer, start + 3000000, 2000000));
	while (ticks < 5)
		ticks += (pith_wait(PITH_SLOT_NOTIFICATION) & 4) != 0;
	check("a timer ticks in time",
	    pith_clock() - start >= 11000000 && pith_clock() - start < 50000000);
	pith_must("cancelling", timer_cancel(&timer));
	pith_poll(PITH_SLOT_NOTIFICATION);
	check("too short a period is refused",
	    pith_result_error(timer_set(&timer, start, 99)) == PITH_ERROR_RANGE);
	check("a cancelled timer is silent", !pith_poll(PITH_SLOT_NOTIFICATION));
}

int main(void)
{
	check_parameters();
	check_messages();
	check_copying();
	check_malloc();
	check_ring();
	check_regions();
	check_threads();
	check_own_register();
	check_time();
	check_words();
	check_memory();
	printf("all is well\n");
	assert(own == 8);
	return 0;
}
