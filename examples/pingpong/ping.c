/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What IPC costs, in the machine's own time: each line of the table is many rounds of one thing,
 * divided. With thousands of rounds it also gives the simulator something to be timed by.
 *
 * Parameters: rounds (1000) of each; only (a number: just this line of the table).
 */
#include <stdio.h>
#include "examples/pingpong/pingpong.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/power.h"

enum { OWN_SIGNAL = 2, STACK = 4096 };

static uint32_t pong;	   /* the other component's endpoint */
static uint32_t neighbour; /* endpoint of a thread in our own space */
static uint32_t pong_bits; /* pong's notification */
static uint32_t own_bits;  /* ours, badged, for pong */
static uint32_t idle;	   /* a notification that nobody waits for */

static void null_call(uint32_t unused)
{
	struct pith_message m = {0};

	(void)unused;
	/* Slot 0 is never a capability: the shortest way in and out. */
	pith_raw_nbsend(0, &m, 0);
}

static void clock_call(uint32_t unused)
{
	struct pith_message m = {0};

	(void)unused;
	pith_raw_clock(0, &m, 0);
}

static void call_pong(uint32_t words)
{
	struct pith_message m = {.tag = pith_tag(PONG_ECHO, words, 0)};

	pith_raw_call(pong, &m, 0);
}

static void call_neighbour(uint32_t words)
{
	struct pith_message m = {.tag = pith_tag(PONG_ECHO, words, 0)};

	pith_raw_call(neighbour, &m, 0);
}

static void give_capability(uint32_t unused)
{
	struct pith_message m = {.tag = pith_tag(PONG_TAKE, 0, 1)};

	(void)unused;
	pith_buffer()->caps[0] = own_bits;
	pith_raw_call(pong, &m, 0);
}

static void signal_idle(uint32_t unused)
{
	(void)unused;
	pith_signal(idle);
}

static void signal_pong(uint32_t unused)
{
	(void)unused;
	pith_signal(pong_bits);
	while (!(pith_wait(PITH_SLOT_NOTIFICATION) & OWN_SIGNAL))
		;
}

static const struct {
	const char *what;
	void (*round)(uint32_t words);
	uint32_t words;
} table[] = {
    {"null call", null_call, 0},
    {"clock", clock_call, 0},
    {"call and answer, 0 words", call_pong, 0},
    {"call and answer, 8 words", call_pong, 8},
    {"call and answer, 16 words", call_pong, 16},
    {"call and answer, 64 words", call_pong, 64},
    {"the same in one space, 0 words", call_neighbour, 0},
    {"the same in one space, 8 words", call_neighbour, 8},
    {"the same in one space, 64 words", call_neighbour, 64},
    {"call with a capability, deleted", give_capability, 0},
    {"signal, nobody waits", signal_idle, 0},
    {"signal and signal back", signal_pong, 0},
};

static uint32_t neighbour_reply;

static void serve_neighbour(void *unused)
{
	struct pith_message m = {0};

	(void)unused;
	pith_raw_recv(neighbour, &m, neighbour_reply);
	for (;;) {
		m.tag = pith_tag(0, pith_tag_length(m.tag), 0);
		pith_raw_reply_recv(neighbour, &m, neighbour_reply);
	}
}

static void start_neighbour(void)
{
	uint32_t thread;

	pith_must("an endpoint", pith_object_make(PITH_TYPE_ENDPOINT, &neighbour));
	pith_must("a reply object", pith_object_make(PITH_TYPE_REPLY, &neighbour_reply));
	pith_must("a notification", pith_object_make(PITH_TYPE_NOTIFICATION, &idle));
	pith_must("a thread",
	    pith_thread_start(&thread, "neighbour", pith_info()->ceiling,
		pith_need(PITH_GRANT_SCHEDCONTEXT, NULL)->slot, STACK, serve_neighbour, NULL));
}

static void meet_pong(void)
{
	struct pith_message m = {.tag = pith_tag(PONG_ATTACH, 0, 1)};

	pong = pith_need(PITH_GRANT_SERVICE, "pong")->slot;
	own_bits = pith_notification_badged(OWN_SIGNAL);
	pong_bits = pith_slot_take();
	pith_buffer()->caps[0] = own_bits;
	pith_buffer()->receive[0] = pong_bits;
	pith_must("meeting pong", pith_call(pong, &m));
	if (pith_tag_caps(m.tag) != 1)
		pith_panic("pong gave no notification");
}

static void measure(uint32_t index, uint32_t rounds)
{
	uint64_t start, time;

	/* Caches, if there are any, are warm for all alike. */
	for (uint32_t i = 0; i < 16; i++)
		table[index].round(table[index].words);
	start = pith_clock();
	for (uint32_t i = 0; i < rounds; i++)
		table[index].round(table[index].words);
	time = pith_clock() - start;
	printf("%-32s %8lu ns\n", table[index].what, (unsigned long)(time / rounds));
}

int main(void)
{
	uint32_t rounds = pith_parameter_cell("rounds", 0, 1000);
	uint32_t only = pith_parameter_cell("only", 0, UINT32_MAX);

	if (rounds == 0)
		pith_panic("no rounds, no table");
	start_neighbour();
	meet_pong();
	printf("%lu rounds of each, virtual time of one:\n", (unsigned long)rounds);
	for (uint32_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (only == UINT32_MAX || only == i)
			measure(i, rounds);
	pith_must("switching off", power_off());
	return 0;
}
