/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A client that sends the display and input servers whatever there is: every label, length, number
 * and kind of capability, and nonsense in the memory that it shares with them. Then it shows
 * itself, and crashes under the first finger. It says how it was answered; what the test
 * looks at is whether the servers and the other client live on.
 */
#include <stdio.h>
#include <string.h>

#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/display.h"
#include "pith/proto/input.h"
#include "pith/proto/timer.h"
#include "tests/system/random.h"

enum {
	SIGNAL_TOUCH = 1 << 1,
	ROUNDS = 3000,
};

/* Numbers on which checks go wrong, more often than their share. */
static uint32_t number(void)
{
	static const uint32_t edges[] = {0, 1, 2, 3, 4, 31, 32, 0x7fff, 0x8000, 0xffff, 0x10000,
	    0x1ffff, 0xffff0000, 0xffffffff, 0x80000000, 0x7fffffff, 480, 800, 480 | 800 << 16};
	uint32_t pick = random32();

	return pick & 1 ? edges[(pick >> 1) % (sizeof(edges) / sizeof(edges[0]))] : random32();
}

/* A capability that is no notification, more often than not. */
static uint32_t capability(uint32_t service)
{
	const uint32_t slots[] = {0, PITH_SLOT_NOTIFICATION, PITH_SLOT_THREAD, PITH_SLOT_SPACE,
	    PITH_SLOT_REPLY, PITH_SLOT_SCHEDCONTEXT, PITH_SLOT_FAULT, service, 9999, 0xffffffff};

	return slots[random32() % (sizeof(slots) / sizeof(slots[0]))];
}

static struct pith_message garbage(uint32_t service)
{
	uint32_t label = random32() & 1 ? random32() % 8 : random32() & 0xfffff;
	uint32_t length = random32() & 1 ? random32() % 9 : random32() % (PITH_MAX_WORDS + 1);
	uint32_t caps = random32() & 1 ? 0 : random32() % (PITH_MAX_CAPS + 1);
	struct pith_message m = {.tag = pith_tag(label, length, caps)};

	for (uint32_t i = 0; i < PITH_REGISTER_WORDS; i++)
		m.word[i] = number();
	for (uint32_t i = 0; i < PITH_MAX_WORDS; i++)
		pith_buffer()->words[i] = number();
	for (uint32_t i = 0; i < PITH_MAX_CAPS; i++)
		pith_buffer()->caps[i] = capability(service);
	return m;
}

/* Nonsense in the shared memory, above all in the ring's counts. */
static void scribble(const struct pith_grant *region)
{
	volatile uint32_t *words = (volatile uint32_t *)(uintptr_t)region->address;

	words[0] = number();
	words[16] = number();
	words[random32() % (region->size / 4)] = number();
}

static void attack(const char *service_name)
{
	uint32_t service = pith_need(PITH_GRANT_SERVICE, service_name)->slot;
	const struct pith_grant *region = pith_need(PITH_GRANT_REGION, service_name);
	uint32_t good = 0, refused = 0, lost = 0;

	for (uint32_t i = 0; i < ROUNDS; i++) {
		struct pith_message m = garbage(service);
		uint32_t how = random32() % 8;

		scribble(region);
		if (how == 0) {
			pith_nbsend(service, &m);
			continue;
		}
		uint32_t result = how == 1 ? pith_send(service, &m) : pith_call(service, &m);

		if (pith_result_error(result) == PITH_ERROR_GONE)
			lost++;
		else if (result)
			refused++;
		else
			good++;
	}
	printf("%s: %lu answers, %lu refusals, %lu lost\n", service_name, (unsigned long)good,
	    (unsigned long)refused, (unsigned long)lost);
}

static void show_red(struct display *display)
{
	pith_must("opening the display", display_open(display, 0));
	for (uint32_t i = 0; i < display->stride * display->height; i++)
		display->pixels[i] = 0xf800;
	pith_must("presenting", display_present(display, NULL, 0));
}

int main(void)
{
	static struct display display;
	static struct input input;
	volatile uintptr_t nowhere = 4; /* so that the compiler does not see it coming */
	struct input_event event;

	attack("display");
	attack("touch");
	struct pith_message hide = {.tag = pith_tag(DISPLAY_HIDE, 0, 0)};

	/* The last garbage may have left it open or not: both are fine. */
	pith_call(pith_service("display"), &hide);
	printf("hidden\n");
	pith_must("sleeping", timer_sleep(500 * 1000 * 1000));

	pith_must("opening the input", input_open(&input, SIGNAL_TOUCH));
	show_red(&display);
	printf("shown\n");
	do
		pith_wait(PITH_SLOT_NOTIFICATION);
	while (!input_next(&input, &event));
	*(volatile uint32_t *)nowhere = 0;
	printf("still alive\n");
	return 1;
}
