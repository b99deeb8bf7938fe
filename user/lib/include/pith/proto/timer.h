/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The timer server: waiting for a time, for many clients. Times are nanoseconds of the kernel's
 * clock (pith_clock()). Each client has TIMER_COUNT timers of its own, by number; each signals a
 * notification once or again and again. sleep is a call that is answered later.
 */
#ifndef PITH_PROTO_TIMER_H
#define PITH_PROTO_TIMER_H

#include "pith/syscall.h"

enum timer_request {
	/* in: timer number; capability 0: the notification that it signals, badged with the bits
	 * that the client wants to see. The timer stops if it was running.
	 * Errors: LENGTH; RANGE (number); CAPABILITY (no notification came). */
	TIMER_ATTACH = 1,
	/* in: timer number; first time, low and high; period, low and high (0: once). At each time
	 * the notification is signalled; times that passed unserved are not made up for, the next
	 * is still first + n * period. A period is at least TIMER_PERIOD_MIN.
	 * Errors: LENGTH; RANGE (number, period); STATE (not attached: the server was restarted).
	 */
	TIMER_SET,
	/* in: timer number. Errors: LENGTH; RANGE. */
	TIMER_CANCEL,
	/* in: time, low and high. Answered at that time, at once if it is past.
	 * Errors: LENGTH; MEMORY (TIMER_SLEEPERS of this client sleep already). */
	TIMER_SLEEP,
};

enum {
	TIMER_COUNT = 4,
	TIMER_SLEEPERS = 4,	   /* threads of one client that sleep at the same time */
	TIMER_PERIOD_MIN = 100000, /* 100 us */
};

/* One timer of this program. */
struct timer {
	uint32_t service;      /* the endpoint */
	uint32_t number;       /* 0..TIMER_COUNT - 1 */
	uint32_t notification; /* badged; what the server signals */
};

/* Get a timer ready that signals `bits` of our own notification. Uses the service "timer".
 * Errors of TIMER_ATTACH; CAPABILITY: we do not use a timer; MEMORY: no free slot. */
uint32_t timer_open(struct timer *timer, uint32_t number, uint32_t bits);
/* Signal at `first`, then every `period` (0: once). Attaches anew if the server was restarted
 * since; what was set there before its restart is lost and to be set again (PITH_SIGNAL_PEER). */
uint32_t timer_set(struct timer *timer, uint64_t first, uint64_t period);
uint32_t timer_cancel(struct timer *timer);

/* Wait until a time; for a while. Sent again if the server was restarted. */
uint32_t timer_sleep_until(uint64_t time);
uint32_t timer_sleep(uint64_t nanoseconds);

#endif
