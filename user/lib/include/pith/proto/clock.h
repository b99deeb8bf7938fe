/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Wall time: what the clock on the screen shows. It is local time, in seconds (or nanoseconds)
 * since 1970-01-01 00:00:00; there are no time zones. It is the kernel's clock plus an offset that
 * lies in a page of memory, the region "clock": who reads the time calls nobody. civil.h makes
 * dates of it.
 *
 * Service "clock": to be signalled. Service "clock-set": to set the clock. What a client asked for
 * is forgotten when it ends, and when the clock server does (PITH_SIGNAL_PEER): ask again.
 */
#ifndef PITH_PROTO_CLOCK_H
#define PITH_PROTO_CLOCK_H

#include "pith/syscall.h"

enum clock_request {
	/* Service "clock". */

	/* capability 0: a notification, signalled at each full minute and each time the clock is
	 * set. Without one: no more signals. Errors: TYPE (it is no notification). */
	CLOCK_WATCH = 1,
	/* in: alarm number, seconds; capability 0: the notification to signal, once, when the clock
	 * shows that time or a later one: at once if it does already, also because somebody set it.
	 * The number's earlier alarm is forgotten. Errors: LENGTH; RANGE (number); CAPABILITY (no
	 * notification came). */
	CLOCK_ALARM,
	/* in: alarm number. Errors: LENGTH; RANGE. */
	CLOCK_CANCEL,

	/* Service "clock-set". */

	/* in: seconds; from now on it is that time. The real-time clock is set as well. Errors:
	 * LENGTH; those of the real-time clock, then nothing was set. */
	CLOCK_SET,
};

enum {
	CLOCK_ALARMS = 8, /* of one client */

	CLOCK_PAGE_VALID = 0x6b636f6c, /* "lock" */
};

/* The region "clock", written by the clock server alone. A change goes to the place that does not
 * count and then makes it count, so that nobody who reads waits for the server. */
struct clock_page {
	uint32_t valid;	     /* CLOCK_PAGE_VALID as soon as the time is known */
	uint32_t generation; /* one more with each change: offset[generation % 2] counts */
	uint64_t offset[2];  /* wall time minus the kernel's clock, ns, modulo 2^64 */
};

/* Nanoseconds of wall time. 0: not known, or we have no region "clock". Needs no service. */
uint64_t clock_now(void);
/* The same in seconds. */
uint32_t clock_seconds(void);
/* When (pith_clock(), for timers) it is that wall time, as the clock is set now. */
uint64_t clock_kernel_time(uint32_t seconds);

/* Signal these bits of our notification at each full minute and when the clock is set; bits 0: no
 * more. Errors: CAPABILITY (we use no service "clock"); MEMORY (no slot). */
uint32_t clock_watch(uint32_t bits);
/* Signal these bits, once, when it is that time. number: 0 to CLOCK_ALARMS - 1. Errors likewise;
 * RANGE. */
uint32_t clock_alarm(uint32_t number, uint32_t seconds, uint32_t bits);
uint32_t clock_cancel(uint32_t number);
/* Set the clock. Errors: CAPABILITY (we do not use "clock-set"); those of CLOCK_SET. */
uint32_t clock_set(uint32_t seconds);

#endif
