/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Virtual time: nanoseconds since the machine was switched on, and the events
 * that wait for a moment of it. One user instruction is one nanosecond; what the
 * kernel does is charged from a table. Who counts the instructions is engine.c,
 * who lets events happen is machine.c; nothing here reads a clock of the host.
 */
#ifndef PITH_HAL_UNICORN_CLOCK_H
#define PITH_HAL_UNICORN_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define CLOCK_NEVER UINT64_MAX

/*
 * Something that happens at a moment of virtual time. The owner keeps the memory
 * and sets `happen` and `context`; the rest belongs to the clock. `happen` may arm
 * the event again. `when` is the time asked for; the clock may show a little more,
 * because events happen between two blocks of instructions.
 */
struct clock_event {
	void (*happen)(void *context, uint64_t when);
	void *context;
	uint64_t when;
	struct clock_event *next; /* valid while armed */
	bool armed;
};

struct clock {
	uint64_t now;
	uint64_t charged;	    /* of it, for the kernel's and the bus's work */
	uint64_t deadline;	    /* the kernel's, CLOCK_NEVER: none */
	struct clock_event *events; /* armed, ascending in `when`, first come first served */
};

/* What work outside user code costs in nanoseconds. */
#define CLOCK_CHARGES(X)                                                                         \
	X(CALL, 70)	  /* a system call, entry and exit */                                    \
	X(FAULT, 150)	  /* abort, undefined instruction, breakpoint */                         \
	X(INTERRUPT, 200) /* acknowledge, find the line, exit */                                 \
	X(DEADLINE, 150)  /* account the slice, exit */                                          \
	X(STEP, 1000)	  /* between two preemption points: HAL_STEP_BYTES zeroed, or as much */ \
	X(DEVICE, 100)	  /* one access to a device's register over the bus */

enum clock_charge {
#define X(NAME, nanoseconds) CLOCK_##NAME,
	CLOCK_CHARGES(X)
#undef X
	    CLOCK_CHARGE_COUNT
};

extern const uint32_t clock_charges[CLOCK_CHARGE_COUNT];

static inline void clock_charge(struct clock *clock, enum clock_charge charge)
{
	clock->now += clock_charges[charge];
	clock->charged += clock_charges[charge];
}

void clock_init(struct clock *clock);

/* Let `event` happen at `when` (at once if that is past). Replaces an earlier arming. */
void clock_at(struct clock *clock, struct clock_event *event, uint64_t when);
/* Take it back; nothing happens if it is not armed. */
void clock_cancel(struct clock *clock, struct clock_event *event);

/* When the next event or the deadline is, CLOCK_NEVER if there is neither. */
static inline uint64_t clock_next(const struct clock *clock)
{
	uint64_t event = clock->events ? clock->events->when : CLOCK_NEVER;

	return event < clock->deadline ? event : clock->deadline;
}

/* Let all events happen that are due now. */
void clock_run_events(struct clock *clock);

#endif
