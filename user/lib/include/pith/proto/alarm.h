/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One alarm clock for one client, as a timer's driver gives it. Spoken by devices/sp804; the
 * timer server, which serves many, is its usual client.
 */
#ifndef PITH_PROTO_ALARM_H
#define PITH_PROTO_ALARM_H

#include "pith/syscall.h"

enum alarm_request {
	/* capability 0: the notification that is signalled. Errors: CAPABILITY (no notification
	   came). */
	ALARM_ATTACH = 1,
	/* in: time of the kernel's clock in nanoseconds, low and high word. Replaces the alarm set
	 * before. The signal comes at that time or up to two ticks (2 us) later, at once if it is
	 * past, and, for times more than an hour away, once earlier: look at the clock and set
	 * again. Errors: LENGTH; STATE (attach first: the driver was restarted). */
	ALARM_SET,
	/* No alarm. */
	ALARM_CANCEL,
};

uint32_t alarm_attach(uint32_t alarm, uint32_t notification);
uint32_t alarm_set(uint32_t alarm, uint64_t time);
uint32_t alarm_cancel(uint32_t alarm);

#endif
