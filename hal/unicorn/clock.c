/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The list of events. A machine has some twenty of them, so a sorted list is as
 * fast as anything; equal times keep the order in which they were armed, so that a
 * run is the same each time.
 */
#include "clock.h"

const uint32_t clock_charges[CLOCK_CHARGE_COUNT] = {
#define X(NAME, nanoseconds) [CLOCK_##NAME] = nanoseconds,
    CLOCK_CHARGES(X)
#undef X
};

void clock_init(struct clock *clock)
{
	*clock = (struct clock){.deadline = CLOCK_NEVER};
}

void clock_cancel(struct clock *clock, struct clock_event *event)
{
	struct clock_event **link = &clock->events;

	if (!event->armed)
		return;
	while (*link != event)
		link = &(*link)->next;
	*link = event->next;
	event->armed = false;
}

void clock_at(struct clock *clock, struct clock_event *event, uint64_t when)
{
	struct clock_event **link = &clock->events;

	clock_cancel(clock, event);
	if (when == CLOCK_NEVER)
		return;
	while (*link && (*link)->when <= when)
		link = &(*link)->next;
	event->when = when;
	event->next = *link;
	event->armed = true;
	*link = event;
}

void clock_run_events(struct clock *clock)
{
	while (clock->events && clock->events->when <= clock->now) {
		struct clock_event *event = clock->events;

		clock->events = event->next;
		event->armed = false;
		event->happen(event->context, event->when);
	}
}
