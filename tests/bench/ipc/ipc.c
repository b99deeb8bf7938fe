/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel's calls cost: does one thing so many times, as its parameters say, and
 * prints the virtual time of one. How long it took on the host is measured from outside.
 */
#include <stdio.h>
#include <string.h>
#include "code/partner.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/power.h"

enum { SPACES_MAX = 64 };

static struct partner partners[SPACES_MAX];
static uint32_t rounds, words, spaces, burst;

static void expect_tag(uint32_t tag, uint32_t wanted)
{
	if (tag != wanted)
		pith_panic(
		    "the last answer's tag is %08x and not %08x", (unsigned)tag, (unsigned)wanted);
}

/* Each test prepares itself, looks at the clock, goes through its rounds; returns that time. */
static uint64_t test_nothing(void)
{
	uint64_t start = pith_clock();

	expect_tag(partner_nothing(rounds), pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_TARGET));
	return start;
}

static uint64_t test_clock(void)
{
	uint64_t start = pith_clock();

	expect_tag(partner_clock(rounds), pith_tag(0, 2, 0));
	return start;
}

/* Call the servers in turn, each `burst` times before the next. */
static uint64_t test_call(void)
{
	uint32_t tag = pith_tag(1, words, 0);
	uint64_t start;

	for (uint32_t i = 0; i < spaces; i++)
		partner_make(&partners[i], PARTNER_SERVER);
	start = pith_clock();
	for (uint32_t done = 0, i = 0; done < rounds; done += burst, i++)
		expect_tag(partner_call(partners[i % spaces].object, tag, burst), tag);
	return start;
}

/* The same as a C program does it, through libpith. */
static uint64_t test_library(void)
{
	uint64_t start;

	partner_make(&partners[0], PARTNER_SERVER);
	start = pith_clock();
	for (uint32_t i = 0; i < rounds; i++) {
		struct pith_message m = {.tag = pith_tag(0, words, 0), .word = {i}};

		pith_must("calling", pith_call(partners[0].object, &m));
		if (m.word[0] != i)
			pith_panic("the answer is another");
	}
	return start;
}

/* Nobody waits. */
static uint64_t test_signal(void)
{
	uint64_t start = pith_clock();

	expect_tag(partner_signal(PITH_SLOT_NOTIFICATION, rounds), pith_tag(0, 0, 0));
	return start;
}

/* A thread of higher priority waits, runs, waits again. */
static uint64_t test_wake(void)
{
	uint64_t start;

	partner_make(&partners[0], PARTNER_WAITER);
	start = pith_clock();
	expect_tag(partner_signal(partners[0].object, rounds), pith_tag(0, 0, 0));
	return start;
}

/* Each round is two: the partner's as well. */
static uint64_t test_yield(void)
{
	uint64_t start;

	partner_make(&partners[0], PARTNER_YIELDER);
	start = pith_clock();
	partner_yield(rounds);
	return start;
}

static uint64_t test_fault(void)
{
	uint64_t start;
	uint32_t tag;

	partner_make(&partners[0], PARTNER_FAULTER);
	start = pith_clock();
	tag = partner_skip(partners[0].object, PITH_SLOT_REPLY, rounds);
	expect_tag(tag, pith_tag(PITH_FAULT_PAGE, PITH_FAULT_WORDS, 0) |
			    (uint32_t)PITH_KIND_FAULT << PITH_TAG_KIND_SHIFT);
	return start;
}

/* One page of memory for two pages of addresses: the pager moves it to where it is wanted. */
static uint64_t test_page(void)
{
	const struct partner *p = &partners[0];
	struct pith_message m = {0};
	uint64_t start;
	uint32_t frame;

	partner_make(&partners[0], PARTNER_TOUCHER);
	if (!pith_frame_make(12, PITH_MEMORY_NORMAL, &frame))
		pith_panic("no memory for a page");
	start = pith_clock();
	pith_recv(p->object, &m, PITH_SLOT_REPLY);
	for (uint32_t i = 0; i < rounds; i++) {
		if (pith_message_kind(&m) != PITH_KIND_FAULT)
			pith_panic("this is no fault");
		pith_frame_unmap(frame);
		pith_must("mapping", pith_frame_map(frame, p->space,
					 m.word[PITH_FAULT_ADDRESS] & ~4095u, PITH_READ));
		m = (struct pith_message){.tag = pith_tag(PITH_FAULT_RETRY, 0, 0)};
		pith_reply_recv(p->object, &m, PITH_SLOT_REPLY);
	}
	return start;
}

static const struct test {
	const char *name;
	uint64_t (*run)(void);
	uint32_t per_round;
} tests[] = {
    {"nothing", test_nothing, 1},
    {"clock", test_clock, 1},
    {"call", test_call, 1},
    {"library", test_library, 1},
    {"signal", test_signal, 1},
    {"wake", test_wake, 1},
    {"yield", test_yield, 2},
    {"fault", test_fault, 1},
    {"page", test_page, 1},
};

int main(void)
{
	const char *name = pith_parameter_string("test", "nothing");
	uint64_t start, end;

	rounds = pith_parameter_cell("rounds", 0, 1000);
	words = pith_parameter_cell("words", 0, 0);
	spaces = pith_parameter_cell("spaces", 0, 1);
	burst = pith_parameter_cell("burst", 0, 1);
	if (rounds == 0 || spaces == 0 || spaces > SPACES_MAX || burst == 0)
		pith_panic("a parameter is out of range");
	for (uint32_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		if (strcmp(tests[i].name, name) != 0)
			continue;
		start = tests[i].run();
		end = pith_clock();
		printf("times %u virtual %llu\n", (unsigned)(rounds * tests[i].per_round),
		    (unsigned long long)(end - start));
		return (int)power_off();
	}
	pith_panic("there is no test '%s'", name);
}
