/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes a driver, which the test includes as it is, fail at a given moment of its first lives: a
 * second thread waits for it and then does what must not be done.
 */
#ifndef PITH_TESTS_RESTART_DOOM_H
#define PITH_TESTS_RESTART_DOOM_H

#include "pith/barrier.h"
#include "pith/memory.h"
#include "pith/print.h"

enum { DOOM_LIVES = 3 };

/* Set by the driver: lines of the one must be out before the other dies with them. */
static uint64_t doom_delay;

static void doom(void *unused)
{
	uint64_t end = pith_info()->generation * (uint64_t)200000000 + doom_delay;
	static volatile uint32_t nowhere = 0;

	(void)unused;
	while (pith_clock() < end)
		pith_yield();
	pith_write32(nowhere, 0);
}

static void begin_doom(uint64_t delay)
{
	uint32_t thread;

	doom_delay = delay;
	if (pith_info()->generation <= DOOM_LIVES)
		pith_must(
		    "doom", pith_thread_start(&thread, "doom", 0,
				pith_need(PITH_GRANT_SCHEDCONTEXT, NULL)->slot, 4096, doom, NULL));
}

#endif
