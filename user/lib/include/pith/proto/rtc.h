/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A real-time clock: seconds that go on while the machine is off. The driver's one client is the
 * clock server (proto/clock.h), which everybody else asks.
 */
#ifndef PITH_PROTO_RTC_H
#define PITH_PROTO_RTC_H

#include "pith/syscall.h"

enum rtc_request {
	RTC_GET = 1, /* out: seconds since 1970-01-01 00:00:00 */
	RTC_SET,     /* in: seconds. Errors: LENGTH */
};

/* rtc: the service's endpoint. */
uint32_t rtc_get(uint32_t rtc, uint32_t *seconds);
uint32_t rtc_set(uint32_t rtc, uint32_t seconds);

#endif
