/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A client that sends every server it may reach whatever there is: each label, length, number and
 * kind of capability, called and sent. It counts how it is answered; that the servers live on
 * is for the witness to say. At the end it dies with a line half said, a sleep begun and
 * a timer running.
 */
#include <stdio.h>
#include "pith/barrier.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/console.h"
#include "pith/proto/power.h"
#include "pith/proto/timer.h"
#include "tests/system/random.h"

enum { ROUNDS = 1500, BIT = 1 };

/* Numbers on which checks go wrong, more often than their share. */
static uint32_t number(void)
{
	static const uint32_t edges[] = {0, 1, 2, 3, 4, 5, 63, 64, 251, 252, 253, 256, 0x7fffffff,
	    0x80000000, 0xffffffff, TIMER_PERIOD_MIN};

	return random32() & 1 ? edges[random32() % (sizeof(edges) / sizeof(edges[0]))] : random32();
}

static uint32_t capability(uint32_t service)
{
	const uint32_t slots[] = {PITH_SLOT_NOTIFICATION, PITH_SLOT_THREAD, PITH_SLOT_SPACE,
	    PITH_SLOT_CSPACE, PITH_SLOT_REPLY, PITH_SLOT_SCHEDCONTEXT, PITH_SLOT_FAULT, service};

	return slots[random32() % (sizeof(slots) / sizeof(slots[0]))];
}

static struct pith_message garbage(uint32_t service)
{
	uint32_t label = random32() & 3 ? random32() % 6 : random32() & 0xfffff;
	uint32_t length = random32() & 1 ? random32() % 9 : random32() % (PITH_MAX_WORDS + 1);
	uint32_t caps = random32() & 1 ? 0 : random32() % (PITH_MAX_CAPS + 1);
	struct pith_message m = {.tag = pith_tag(label, length, caps)};

	for (uint32_t i = 0; i < PITH_MAX_WORDS; i++)
		pith_message_put(&m, i, number());
	for (uint32_t i = 0; i < caps; i++)
		pith_buffer()->caps[i] = capability(service);
	return m;
}

/* A call to sleep may take longer than the test. */
static bool may_wait(const char *name, const struct pith_message *m)
{
	return name[0] == 't' && pith_message_label(m) == TIMER_SLEEP;
}

static void annoy(const char *name)
{
	uint32_t service = pith_need(PITH_GRANT_SERVICE, name)->slot;
	uint32_t answered = 0, refused = 0, lost = 0;

	for (uint32_t i = 0; i < ROUNDS; i++) {
		struct pith_message m = garbage(service);
		uint32_t result;

		/* Text by the page is not the point, and takes its time on the wire. */
		if (name[0] == 'c' && pith_message_label(&m) == CONSOLE_WRITE && i % 16)
			m.word[0] |= 0x80000000;
		if (random32() % 4 == 0 || may_wait(name, &m)) {
			pith_send(service, &m);
			continue;
		}
		result = pith_call(service, &m);
		answered += result == 0;
		refused += result != 0;
		lost += pith_result_error(result) == PITH_ERROR_GONE;
	}
	/* What garbage has begun for us as a line of ours is ended. */
	printf("\n%s: %lu answered, %lu refused, %lu lost\n", name, (unsigned long)answered,
	    (unsigned long)refused, (unsigned long)lost);
}

/* A capability that is none of ours, handed to each label as a notification, must not make a
 * server wait for us: nobody ever receives on this endpoint. */
static void offer_endpoint(void)
{
	static const char *const services[] = {"console", "timer"};
	uint32_t endpoint;

	pith_must("an endpoint", pith_object_make(PITH_TYPE_ENDPOINT, &endpoint));
	for (uint32_t s = 0; s < 2; s++) {
		for (uint32_t label = 1; label <= 4; label++) {
			struct pith_message m = {.tag = pith_tag(label, 2, 1)};

			pith_buffer()->caps[0] = endpoint;
			if (services[s][0] == 'c' || label != TIMER_SLEEP)
				pith_call(pith_service(services[s]), &m);
		}
	}
}

int main(void)
{
	struct pith_message sleep = {.tag = pith_tag(TIMER_SLEEP, 2, 0), .word = {0, 1000}};
	struct timer timer;

	annoy("oscillator");
	annoy("timer");
	offer_endpoint();
	annoy("console");
	pith_must("a timer", timer_open(&timer, 1, BIT));
	pith_must("setting it", timer_set(&timer, pith_clock(), 50000000));
	for (uint32_t i = 0; i < 2 * TIMER_SLEEPERS; i++)
		pith_send(pith_service("timer"), &sleep);
	printf("done\nhalf a li");
	fflush(stdout);
	pith_write32(PITH_PROGRAM_VADDR, 0);
	return 0;
}
