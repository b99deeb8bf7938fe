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

/*
 * What work outside user code costs in nanoseconds: as many as the board's kernel takes
 * instructions, by the counts of `make bench-board`. tests/board/counts.sh holds the two
 * together; which counts each is the middle of stands in tests/board/counts/charges.
 */
#define CLOCK_CHARGES(X)                                                     \
	X(CALL, 36)	  /* a call after which the caller goes on */        \
	X(OPERATION, 312) /* an operation on an object, or a refused call */ \
	X(MESSAGE, 74)	  /* a message handed over, and the switch */        \
	X(SWITCH, 198)	  /* any other call that ends with a switch */       \
	X(FAULT, 132)	  /* told to the handler, and the switch */          \
	X(INTERRUPT, 205) /* made a signal */                                \
	X(DEADLINE, 180)  /* a new slice for the next */                     \
	X(STEP, 300)	  /* between two preemption points */                \
	X(ZERO, 1060)	  /* HAL_STEP_BYTES zeroed; less in proportion */    \
	X(DEVICE, 100)	  /* one access to a device's register over the bus */

enum clock_charge {
#define X(NAME, nanoseconds) CLOCK_##NAME,
	CLOCK_CHARGES(X)
#undef X
	    CLOCK_CHARGE_COUNT
};

extern const uint32_t clock_charges[CLOCK_CHARGE_COUNT];

static inline void clock_pass(struct clock *clock, uint32_t nanoseconds)
{
	clock->now += nanoseconds;
	clock->charged += nanoseconds;
}

static inline void clock_charge(struct clock *clock, enum clock_charge charge)
{
	clock_pass(clock, clock_charges[charge]);
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
