/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The timer server (proto/timer.h): many clients' timers and sleeps over the one alarm of a
 * timer driver. Each client has its own timers and its own sleepers: nobody can use up what
 * another needs. `memory` must have room for TIMER_SLEEPERS Reply objects (of 64 bytes) for each
 * client that sleeps.
 */
#include <stddef.h>
#include "pith/info.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/alarm.h"
#include "pith/proto/timer.h"
#include "pith/server.h"
#include "user/timer/queue.h"

enum {
	CLIENTS = 64,
	SIGNAL_ALARM = 1,
};

_Static_assert(CLIENTS *(TIMER_COUNT + TIMER_SLEEPERS) <= QUEUE_MAX, "every event has room");

/* Both begin with their event. */
struct slot {
	struct event event;
	uint64_t period;       /* 0: once */
	uint32_t notification; /* 0: not attached */
};

struct sleeper {
	struct event event;
	uint32_t reply; /* 0: free */
};

/* By badge - 1. */
static struct client {
	const struct pith_grant *grant;
	uint32_t generation;
	struct slot timers[TIMER_COUNT];
	struct sleeper sleepers[TIMER_SLEEPERS];
} clients[CLIENTS];

static struct queue queue;
static uint32_t driver;
static uint32_t notification; /* what the driver signals */
static uint64_t armed;	      /* the time that the alarm is set to; 0: none */

/* Set the alarm to the earliest event. */
static void arm(void)
{
	const struct event *first = queue_first(&queue);
	uint32_t result;

	if (!first || first->time == armed)
		return;
	result = alarm_set(driver, first->time);
	/* A driver that was restarted does not know us. */
	if (result && !alarm_attach(driver, notification))
		result = alarm_set(driver, first->time);
	armed = result ? 0 : first->time;
}

static void fire(struct pith_server *server, struct event *event, uint64_t now)
{
	const struct pith_message answer = {.tag = pith_tag(0, 0, 0)};
	struct sleeper *sleeper = (struct sleeper *)event;
	struct slot *timer = (struct slot *)event;

	queue_remove(&queue, event);
	if (event->sleeps) {
		pith_server_answer(server, sleeper->reply, &answer);
		sleeper->reply = 0;
		return;
	}
	pith_signal(timer->notification);
	if (!timer->period)
		return;
	/* The next time that is still to come. */
	event->time += ((now - event->time) / timer->period + 1) * timer->period;
	queue_put(&queue, event);
}

static void run(struct pith_server *server)
{
	uint64_t now = pith_clock();
	struct event *event;

	while ((event = queue_first(&queue)) && event->time <= now)
		fire(server, event, now);
	arm();
}

/* Forget what clients wanted that have ended: their next instance starts anew. */
static void check_peers(struct pith_server *server)
{
	for (uint32_t i = 0; i < CLIENTS; i++) {
		struct client *client = clients + i;
		const volatile struct pith_grant *grant = client->grant;

		if (!grant || grant->generation == client->generation)
			continue;
		client->generation = grant->generation;
		for (uint32_t n = 0; n < TIMER_COUNT; n++) {
			queue_remove(&queue, &client->timers[n].event);
			pith_slot_free(client->timers[n].notification);
			client->timers[n] = (struct slot){0};
		}
		for (uint32_t n = 0; n < TIMER_SLEEPERS; n++)
			if (client->sleepers[n].reply)
				fire(server, &client->sleepers[n].event, 0);
	}
}

static void signal(struct pith_server *server, uint32_t bits)
{
	if (bits & (uint32_t)PITH_SIGNAL_PEER) {
		check_peers(server);
		armed = 0; /* the driver may be another one */
	}
	if (bits & SIGNAL_ALARM)
		armed = 0;
	run(server);
}

static uint32_t attach(struct pith_server *server, struct slot *timer, struct pith_message *m)
{
	uint32_t slot = pith_server_keep_notification(server, m, 0);

	if (!slot)
		return PITH_ERROR_CAPABILITY;
	queue_remove(&queue, &timer->event);
	pith_slot_free(timer->notification);
	timer->notification = slot;
	return pith_answer_words(m, 0);
}

static uint32_t set(struct pith_server *server, struct slot *timer, struct pith_message *m)
{
	uint64_t period = m->word[3] | (uint64_t)m->word[4] << 32;

	if (pith_tag_length(m->tag) < 5)
		return PITH_ERROR_LENGTH;
	if (period && (period < TIMER_PERIOD_MIN || period > INT64_MAX))
		return PITH_ERROR_RANGE | (PITH_ARG_WORD + 3) << 8;
	if (!timer->notification)
		return PITH_ERROR_STATE;
	timer->event.time = m->word[1] | (uint64_t)m->word[2] << 32;
	timer->period = period;
	queue_put(&queue, &timer->event);
	run(server);
	return pith_answer_words(m, 0);
}

static uint32_t sleep(struct pith_server *server, struct client *client, struct pith_message *m)
{
	uint64_t time = m->word[0] | (uint64_t)m->word[1] << 32;

	if (pith_tag_length(m->tag) < 2)
		return PITH_ERROR_LENGTH;
	if (time <= pith_clock())
		return pith_answer_words(m, 0);
	for (uint32_t i = 0; i < TIMER_SLEEPERS; i++) {
		struct sleeper *sleeper = client->sleepers + i;

		if (sleeper->reply)
			continue;
		sleeper->reply = pith_server_defer(server);
		if (!sleeper->reply)
			break;
		sleeper->event.time = time;
		sleeper->event.sleeps = true;
		queue_put(&queue, &sleeper->event);
		arm();
		return PITH_DEFERRED;
	}
	return PITH_ERROR_MEMORY;
}

static uint32_t request(struct pith_server *server, struct pith_message *m)
{
	uint32_t label = pith_message_label(m);
	struct client *client = m->badge - 1 < CLIENTS ? clients + (m->badge - 1) : NULL;
	struct slot *timer;

	if (!client || !client->grant)
		return PITH_ERROR_RIGHTS;
	if (label == TIMER_SLEEP)
		return sleep(server, client, m);
	if (label != TIMER_ATTACH && label != TIMER_SET && label != TIMER_CANCEL)
		return PITH_ERROR_OPERATION;
	if (pith_tag_length(m->tag) < 1)
		return PITH_ERROR_LENGTH;
	if (m->word[0] >= TIMER_COUNT)
		return PITH_ERROR_RANGE | PITH_ARG_WORD << 8;
	timer = client->timers + m->word[0];
	if (label == TIMER_ATTACH)
		return attach(server, timer, m);
	if (label == TIMER_SET)
		return set(server, timer, m);
	queue_remove(&queue, &timer->event);
	return pith_answer_words(m, 0);
}

int main(void)
{
	struct pith_server server = {.request = request, .signal = signal, .capabilities = 1};
	const struct pith_grant *grant = NULL;

	while ((grant = pith_grant_next(PITH_GRANT_CLIENT, NULL, grant))) {
		if (grant->slot - 1 >= CLIENTS)
			continue;
		clients[grant->slot - 1].grant = grant;
		clients[grant->slot - 1].generation = grant->generation;
	}
	driver = pith_need(PITH_GRANT_SERVICE, "alarm")->slot;
	notification = pith_notification_badged(SIGNAL_ALARM);
	pith_must("attaching the alarm", alarm_attach(driver, notification));
	pith_serve(&server);
}
