/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Events in order of their time: a binary heap of pointers, each event knowing its place so
 * that it can be taken out of the middle.
 */
#ifndef PITH_TIMER_QUEUE_H
#define PITH_TIMER_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

enum { QUEUE_MAX = 512 };

struct event {
	uint64_t time;
	uint32_t place; /* in the heap, counted from 1; 0: not in it */
	bool sleeps;	/* the queue's user's: which of the two things it is */
};

struct queue {
	struct event *heap[QUEUE_MAX];
	uint32_t count;
};

/* Put in, or move to its new time, an event whose time was set. There must be room: the number
 * of events that exist is at most QUEUE_MAX. */
void queue_put(struct queue *queue, struct event *event);
/* Take out; nothing happens if it is not in. */
void queue_remove(struct queue *queue, struct event *event);
/* The earliest, NULL if there is none. */
struct event *queue_first(const struct queue *queue);

#endif
