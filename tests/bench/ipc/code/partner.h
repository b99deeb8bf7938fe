/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A partner: a thread in an address space of its own that does one thing for ever. And
 * the same things' other halves, for our own thread. All are a few instructions around the
 * call, so that what is measured is the kernel.
 */
#ifndef BENCH_PARTNER_H
#define BENCH_PARTNER_H

#include <stdint.h>

enum partner_role {
	PARTNER_SERVER,	 /* answers each message with itself; lives on its callers' time */
	PARTNER_WAITER,	 /* waits for signals, at a higher priority than ours */
	PARTNER_YIELDER, /* gives its time slice away */
	PARTNER_FAULTER, /* reads the one page that is not there; see pager_skip() */
	PARTNER_TOUCHER, /* reads two pages in turn */
	PARTNER_ROLES
};

enum { PARTNER_PAGE = 0x00020000 }; /* what FAULTER reads; TOUCHER: this page and the next */

struct partner {
	uint32_t thread, space;
	uint32_t object; /* Endpoint of its messages or faults, or Notification */
	uint32_t reply;	 /* SERVER: its Reply object */
};

/* Make it and let it run until it waits; a partner other than a server keeps the context. */
void partner_make(struct partner *partner, enum partner_role role);

/* Our own halves, each `rounds` times. The result is the last answer's tag. */
uint32_t partner_nothing(uint32_t rounds); /* a send without a capability */
uint32_t partner_clock(uint32_t rounds);
uint32_t partner_call(uint32_t endpoint, uint32_t tag, uint32_t rounds);
uint32_t partner_signal(uint32_t notification, uint32_t rounds);
uint32_t partner_yield(uint32_t rounds);
/* Answer faults by letting the thread go on behind the instruction. */
uint32_t partner_skip(uint32_t endpoint, uint32_t reply, uint32_t rounds);

#endif
