/* SPDX-License-Identifier: BSD-2-Clause */
/* What was seen of the system: rates, their history, the order of the list. See monitor.h. */
#include <string.h>

#include "examples/phone/monitor/monitor.h"

enum {
	SECOND_MS = 1000,
	SMOOTH = 4,   /* a share counts one part in so many */
	CLEARLY = 20, /* hundredths of a percent, and a quarter: so much more is clearly more */
};

uint32_t history_latest(const struct history *history)
{
	return history->count ? history->value[history->count - 1] : 0;
}

uint32_t history_most(const struct history *history)
{
	uint32_t most = 0;

	for (uint32_t i = 0; i < history->count; i++)
		if (history->value[i] > most)
			most = history->value[i];
	return most;
}

/* The same value, `seconds` times, at most HISTORY. */
static void keep(struct history *history, uint32_t value, uint32_t seconds)
{
	uint32_t over = history->count + seconds > HISTORY ? history->count + seconds - HISTORY : 0;

	history->count -= over;
	memmove(history->value, history->value + over, history->count * sizeof(history->value[0]));
	for (uint32_t i = 0; i < seconds; i++)
		history->value[history->count++] = value;
}

/* Counters never run back; if one does, nothing happened. */
static uint64_t since(uint64_t now, uint64_t before)
{
	return now > before ? now - before : 0;
}

/* How much of the time was used, SHARE_ONE. */
static uint32_t share_of(uint64_t used, uint64_t passed)
{
	if (used >= passed)
		return SHARE_ONE;
	/* After weeks the product would not fit; then the last bits do not matter. */
	while (used > UINT64_MAX / SHARE_ONE) {
		used /= 2;
		passed /= 2;
	}
	return (uint32_t)(used * SHARE_ONE / passed);
}

static uint32_t rate_of(uint64_t calls, uint64_t passed)
{
	uint64_t ms = passed / MOTION_MS;
	uint64_t thousands = calls < UINT64_MAX / SECOND_MS ? calls * SECOND_MS : UINT64_MAX;
	uint64_t rate = thousands / (ms ? ms : 1);

	return rate < UINT32_MAX ? (uint32_t)rate : UINT32_MAX;
}

static uint64_t used_of(const struct policy_totals *totals)
{
	return totals->consumed + totals->policy;
}

/* The rates of the time that has passed; `known`: there is a beginning to count from. */
static void compute(struct samples *samples, bool known)
{
	const struct policy_totals *totals = &samples->totals;
	uint64_t passed = since(totals->now, samples->time), all = 0;
	uint64_t ms = passed / MOTION_MS;
	uint32_t seconds =
	    ms / SECOND_MS < HISTORY ? (uint32_t)(ms + SECOND_MS / 2) / SECOND_MS : HISTORY;

	if (known && !passed)
		return;
	seconds = seconds ? seconds : 1;
	for (uint32_t i = 0; i < samples->count; i++) {
		struct component *c = &samples->component[i];
		uint64_t calls = since(c->status.calls, c->calls);

		if (known) {
			uint32_t share = share_of(since(c->status.consumed, c->consumed), passed);

			all += calls;
			keep(&c->share, share, seconds);
			keep(&c->rate, rate_of(calls, passed), seconds);
			c->smooth = c->share.count == seconds
					? share
					: (c->smooth * (SMOOTH - 1) + share) / SMOOTH;
		}
		c->consumed = c->status.consumed;
		c->calls = c->status.calls;
	}
	if (known) {
		keep(&samples->share, share_of(since(used_of(totals), samples->used), passed),
		    seconds);
		keep(&samples->rate, rate_of(all, passed), seconds);
	}
	samples->time = totals->now;
	samples->used = used_of(totals);
}

void samples_take(struct samples *samples, const struct policy_totals *totals,
    const struct policy_status *list, uint32_t count, bool rates)
{
	bool known = samples->count == count && samples->time;

	if (!known) {
		/* The first time. */
		memset(samples, 0, sizeof(*samples));
		samples->count = count;
		for (uint32_t i = 0; i < count; i++)
			samples->order[i] = i;
	}
	samples->totals = *totals;
	samples->faults = samples->restarts = 0;
	for (uint32_t i = 0; i < count; i++) {
		samples->component[i].status = list[i];
		samples->faults += list[i].faults;
		samples->restarts += list[i].restarts;
	}
	if (rates || !known)
		compute(samples, known);
}

/* A is to stand before B, which stands before it. */
static bool passes(const struct component *a, const struct component *b, bool by_name, bool steady)
{
	if (by_name)
		return strncmp(a->status.name, b->status.name, POLICY_NAME_SIZE) < 0;
	return a->smooth > b->smooth + (steady ? b->smooth / 4 + CLEARLY : 0);
}

void samples_sort(struct samples *samples, bool by_name, bool steady)
{
	uint32_t *order = samples->order;

	for (uint32_t i = 1; i < samples->count; i++) {
		uint32_t moved = order[i], to = i;

		while (to && passes(&samples->component[moved], &samples->component[order[to - 1]],
				 by_name, steady)) {
			order[to] = order[to - 1];
			to--;
		}
		order[to] = moved;
	}
}
