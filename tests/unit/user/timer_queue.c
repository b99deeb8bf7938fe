/* SPDX-License-Identifier: BSD-2-Clause */
/* The timer server's heap of events, against a search through all of them. */
#include <criterion/criterion.h>

#include "user/timer/queue.h"

enum { EVENTS = 200, STEPS = 20000 };

static struct queue queue;
static struct event events[EVENTS];

static uint32_t random32(void)
{
	static uint32_t state = 2463534242;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

/* The earliest time of what is in the queue, found the slow way; ~0: nothing is. */
static uint64_t earliest(void)
{
	uint64_t time = ~(uint64_t)0;

	for (unsigned i = 0; i < EVENTS; i++)
		if (events[i].place && events[i].time < time)
			time = events[i].time;
	return time;
}

Test(timer_queue, empty_queue_has_no_first)
{
	struct event event = {0};

	cr_assert_null(queue_first(&queue));
	queue_remove(&queue, &event);
	cr_assert_null(queue_first(&queue));
}

Test(timer_queue, first_is_the_earliest_whatever_happens)
{
	uint32_t count = 0;

	for (unsigned i = 0; i < STEPS; i++) {
		struct event *event = events + random32() % EVENTS;
		const struct event *first;

		if (random32() % 3) {
			count += !event->place;
			event->time = random32() % 1000;
			queue_put(&queue, event);
		} else {
			count -= event->place != 0;
			queue_remove(&queue, event);
		}
		first = queue_first(&queue);
		cr_assert_eq(queue.count, count);
		cr_assert_eq(first ? first->time : ~(uint64_t)0, earliest());
	}
	cr_assert_gt(count, 0);
}

Test(timer_queue, events_come_out_in_order)
{
	uint64_t last = 0;

	for (unsigned i = 0; i < EVENTS; i++) {
		events[i].time = (uint64_t)random32() << 32 | random32();
		queue_put(&queue, events + i);
	}
	for (unsigned i = 0; i < EVENTS; i++) {
		struct event *first = queue_first(&queue);

		cr_assert_not_null(first);
		cr_assert_geq(first->time, last);
		last = first->time;
		queue_remove(&queue, first);
		cr_assert_eq(first->place, 0);
	}
	cr_assert_null(queue_first(&queue));
}
