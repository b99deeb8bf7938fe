/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The heap: each event's time is at most that of the two below it. All steps are O(log n).
 */
#include "user/timer/queue.h"
#include <stddef.h>

static void place(struct queue *queue, uint32_t index, struct event *event)
{
	queue->heap[index] = event;
	event->place = index + 1;
}

static void swap(struct queue *queue, uint32_t a, uint32_t b)
{
	struct event *event = queue->heap[a];

	place(queue, a, queue->heap[b]);
	place(queue, b, event);
}

static bool before(const struct queue *queue, uint32_t a, uint32_t b)
{
	return queue->heap[a]->time < queue->heap[b]->time;
}

/* Restore the order around one event that is at a wrong place. */
static void settle(struct queue *queue, uint32_t index)
{
	while (index > 0 && before(queue, index, (index - 1) / 2)) {
		swap(queue, index, (index - 1) / 2);
		index = (index - 1) / 2;
	}
	for (;;) {
		uint32_t child = 2 * index + 1;

		if (child + 1 < queue->count && before(queue, child + 1, child))
			child++;
		if (child >= queue->count || !before(queue, child, index))
			return;
		swap(queue, index, child);
		index = child;
	}
}

void queue_put(struct queue *queue, struct event *event)
{
	if (!event->place)
		place(queue, queue->count++, event);
	settle(queue, event->place - 1);
}

void queue_remove(struct queue *queue, struct event *event)
{
	uint32_t index = event->place - 1;

	if (!event->place)
		return;
	event->place = 0;
	queue->count--;
	if (index == queue->count)
		return;
	place(queue, index, queue->heap[queue->count]);
	settle(queue, index);
}

struct event *queue_first(const struct queue *queue)
{
	return queue->count ? queue->heap[0] : NULL;
}
