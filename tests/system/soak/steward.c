/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Brings the phone to rest and tells how it is. It does one thing each time that it is started, and
 * it is started when the script lets it fail: first nothing; then in turn calm (all programs are
 * stopped, theme and volume are as at the start), rest (all are stopped) and report.
 */
#include <stdio.h>

#include "pith/info.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/audio.h"
#include "pith/proto/policy.h"
#include "pith/proto/store.h"
#include "pith/proto/timer.h"

static const uint64_t pause = 500000000;
static struct timer timer;

enum { CALM, REST, REPORT, THINGS };

static const char *const programs[] = {
    "paint", "player", "keypad", "clock-app", "monitor", "about"};
enum { PROGRAMS = sizeof(programs) / sizeof(programs[0]) };

static void stop_all(void)
{
	for (uint32_t i = 0; i < PROGRAMS; i++) {
		uint32_t error = policy_stop(programs[i]);

		if (error && error != PITH_ERROR_STATE)
			pith_must("stopping", error);
	}
}

static void calm(void)
{
	pith_must("theme", store_put_string(STORE_SYSTEM "theme", "light"));
	pith_must("sound", mixer_mute(pith_service("mixer"), false));
	pith_must("volume", mixer_volume(pith_service("mixer"), 100));
	printf("calm\n");
}

/* One line for each component, then one for all; the script's end reads them. */
static void report(void)
{
	struct policy_status status;
	struct policy_totals totals;

	pith_must("clock", policy_start("clock-app"));
	for (uint32_t i = 0; !policy_list(i, &status); i++)
		printf("component %s state %lu starts %lu stops %lu faults %lu restarts %lu\n",
		    status.name, (unsigned long)status.state, (unsigned long)status.starts,
		    (unsigned long)status.stops, (unsigned long)status.faults,
		    (unsigned long)status.restarts);
	pith_must("totals", policy_totals(&totals));
	printf("total components %lu running %lu memory %lu free %lu idle %lu seconds of %lu\n",
	    (unsigned long)totals.components, (unsigned long)totals.running,
	    (unsigned long)totals.memory, (unsigned long)totals.free,
	    (unsigned long)(totals.idle / 1000000000), (unsigned long)(totals.now / 1000000000));
	printf("reported\n");
}

int main(void)
{
	uint32_t generation = pith_info()->generation;

	if (generation > 1) {
		switch ((generation - 2) % THINGS) {
		case CALM:
			stop_all();
			calm();
			break;
		case REST:
			stop_all();
			printf("at rest\n");
			break;
		default:
			report();
		}
	}
	/* Awake often enough to fail soon when it is to. */
	pith_must("timer", timer_open(&timer, 0, 1));
	for (;;) {
		timer_set(&timer, pith_clock() + pause, 0);
		pith_wait(PITH_SLOT_NOTIFICATION);
	}
}
