/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The policy module as a service: components are started, stopped and looked at on request. Whose
 * description says `controls` or `observes` finds it under the name "policy"; nobody else does.
 * Components are called by the names that the description gives them. What a component needs
 * was set aside before anything ran, so starting never fails for want of memory.
 *
 * Whenever something that we may see starts, ends, fails or is stopped, bit PITH_SIGNAL_PEER of our
 * notification is signalled: look again.
 */
#ifndef PITH_PROTO_POLICY_H
#define PITH_PROTO_POLICY_H

#include "pith/syscall.h"

enum { POLICY_NAME_SIZE = 16 }; /* of a component's name, with at least one 0 at its end */

enum policy_request {
	/* in: name, POLICY_NAME_SIZE bytes. It is built of its program, as it was the first time,
	 * and runs when this is answered. Its restarts are counted from 0 again. Errors: LENGTH;
	 * RANGE (no name: empty, or without an end); RIGHTS (we do not control a component of that
	 * name); STATE (it runs). */
	POLICY_START = 1,
	/* in: name. All that it had is gone when this is answered: memory, capabilities, what
	 * servers held for it follows when they see their grants. It does not restart. Who stops
	 * itself gets no answer. Errors: as above; STATE (it does not run). */
	POLICY_STOP,
	/* in: name. out: struct policy_status. Errors: LENGTH; RANGE; RIGHTS (we neither control it
	 * nor observe). */
	POLICY_STATUS,
	/* in: a number from 0. out: struct policy_status of that component among those that we may
	 * see, in the order of the description. Errors: LENGTH; RANGE (there are no more). */
	POLICY_LIST,
	/* out: struct policy_totals. Errors: RIGHTS (we do not observe). */
	POLICY_TOTALS,
};

/* A component that is restarted by rule is not seen in between: that is done in one go. */
enum policy_state {
	POLICY_IDLE, /* never started */
	POLICY_RUNNING,
	POLICY_ENDED,	/* its program ended with status 0 */
	POLICY_FAULTED, /* it failed, and is not restarted (any more) */
	POLICY_STOPPED, /* on request */
};

/* Of all instances of a component together, where nothing else is said. */
struct policy_status {
	char name[POLICY_NAME_SIZE];
	uint32_t state;	   /* enum policy_state */
	uint32_t memory;   /* bytes set aside for it, whether it runs or not */
	uint32_t starts;   /* how often it was started, on request and at boot */
	uint32_t stops;	   /* how often it was stopped on request */
	uint32_t faults;   /* how often it failed: faults, and exits with another status than 0 */
	uint32_t restarts; /* how often it was restarted by rule */
	uint64_t started;  /* ns of the kernel's clock when its latest instance began; 0: never */
	uint64_t consumed; /* ns of processor time, with what servers used in its calls */
	uint64_t calls;	   /* IPC calls on its time, those of the servers that it called included */
};

struct policy_totals {
	uint32_t components;
	uint32_t running;
	uint32_t memory;   /* bytes of RAM that components can be made of */
	uint32_t free;	   /* of it, bytes that nobody has */
	uint64_t now;	   /* ns of the kernel's clock */
	uint64_t consumed; /* ns of processor time of all components */
	uint64_t policy;   /* ns of the policy module's own */
	uint64_t idle;	   /* ns when nobody ran: the rest */
};

/* All use the service "policy"; CAPABILITY: we have none. */
uint32_t policy_start(const char *name);
uint32_t policy_stop(const char *name);
uint32_t policy_status(const char *name, struct policy_status *status);
uint32_t policy_list(uint32_t index, struct policy_status *status);
uint32_t policy_totals(struct policy_totals *totals);

#endif
