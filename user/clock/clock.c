/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The clock server (proto/clock.h): takes the time from the real-time clock when it first starts,
 * keeps the page from which everybody reads it, and signals at minutes and alarms by one timer.
 * Each client has its own watch and its own alarms: nobody can use up what another needs.
 *
 * A real-time clock knows whole seconds, so wall time may lag behind it by up to one. Restarted,
 * the server goes on with what the page says, which is more exact.
 */
#include <string.h>
#include "pith/barrier.h"
#include "pith/info.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/clock.h"
#include "pith/proto/rtc.h"
#include "pith/proto/timer.h"
#include "pith/server.h"

enum { CLIENTS = 64, SIGNAL_TIMER = 1 };

static const uint64_t second = 1000000000;
static const uint64_t minute = 60 * second;

/* By badge - 1. */
static struct client {
	const struct pith_grant *grant;
	uint32_t generation;
	bool sets;	/* of the service "clock-set", which has only that one request */
	uint32_t watch; /* notification; 0: does not watch */
	struct alarm {
		uint32_t notification; /* 0: not set */
		uint32_t seconds;
	} alarms[CLOCK_ALARMS];
} clients[CLIENTS];

static volatile struct clock_page *page;
static uint32_t rtc; /* endpoint */
static struct timer timer;
static uint64_t told; /* the minute that the watchers know of, since 1970 */

static void write_offset(uint64_t offset)
{
	uint32_t next = page->generation + 1;

	page->offset[next % 2] = offset;
	pith_barrier();
	page->generation = next;
	page->valid = CLOCK_PAGE_VALID;
}

static void signal_watchers(uint64_t now)
{
	told = now / minute;
	for (uint32_t i = 0; i < CLIENTS; i++)
		if (clients[i].watch)
			pith_signal(clients[i].watch);
}

static void forget(struct alarm *alarm)
{
	pith_slot_free(alarm->notification);
	alarm->notification = 0;
}

/* Signal what is due; returns the wall time of what comes next. */
static uint64_t look(uint64_t now)
{
	uint64_t next = UINT64_MAX;

	if (now / minute != told)
		signal_watchers(now);
	for (uint32_t i = 0; i < CLIENTS; i++) {
		if (clients[i].watch && (told + 1) * minute < next)
			next = (told + 1) * minute;
		for (uint32_t n = 0; n < CLOCK_ALARMS; n++) {
			struct alarm *alarm = clients[i].alarms + n;
			uint64_t due = alarm->seconds * second;

			if (!alarm->notification)
				continue;
			if (due > now) {
				next = due < next ? due : next;
				continue;
			}
			pith_signal(alarm->notification);
			forget(alarm);
		}
	}
	return next;
}

/* To be called when anything has changed. A timer server that does not answer is another one
 * soon, of which we are told (PITH_SIGNAL_PEER). */
static void run(void)
{
	uint64_t next = look(clock_now());

	if (next == UINT64_MAX)
		timer_cancel(&timer);
	else
		timer_set(&timer, clock_kernel_time((uint32_t)(next / second)), 0);
}

/* Forget what clients wanted that have ended. */
static void check_peers(void)
{
	for (uint32_t i = 0; i < CLIENTS; i++) {
		struct client *client = clients + i;
		const volatile struct pith_grant *grant = client->grant;

		if (!grant || grant->generation == client->generation)
			continue;
		client->generation = grant->generation;
		pith_slot_free(client->watch);
		client->watch = 0;
		for (uint32_t n = 0; n < CLOCK_ALARMS; n++)
			forget(client->alarms + n);
	}
}

static void signal(struct pith_server *server, uint32_t bits)
{
	(void)server;
	if (bits & (uint32_t)PITH_SIGNAL_PEER)
		check_peers();
	run();
}

static uint32_t watch(struct pith_server *server, struct client *client, struct pith_message *m)
{
	uint32_t slot = pith_server_keep_notification(server, m, 0);

	if (!slot && pith_tag_caps(m->tag))
		return PITH_ERROR_TYPE | PITH_ARG_CAP << 8;
	pith_slot_free(client->watch);
	client->watch = slot;
	run();
	return pith_answer_words(m, 0);
}

static uint32_t alarm(struct pith_server *server, struct client *client, struct pith_message *m)
{
	uint32_t label = pith_message_label(m), slot;
	struct alarm *alarm;

	if (pith_tag_length(m->tag) < (label == CLOCK_ALARM ? 2 : 1))
		return PITH_ERROR_LENGTH;
	if (m->word[0] >= CLOCK_ALARMS)
		return PITH_ERROR_RANGE | PITH_ARG_WORD << 8;
	alarm = client->alarms + m->word[0];
	slot = label == CLOCK_ALARM ? pith_server_keep_notification(server, m, 0) : 0;
	if (label == CLOCK_ALARM && !slot)
		return PITH_ERROR_CAPABILITY | PITH_ARG_CAP << 8;
	forget(alarm);
	*alarm = (struct alarm){.notification = slot, .seconds = m->word[1]};
	run();
	return pith_answer_words(m, 0);
}

static uint32_t set(struct pith_message *m)
{
	uint32_t seconds = m->word[0], result;

	if (pith_tag_length(m->tag) < 1)
		return PITH_ERROR_LENGTH;
	result = rtc_set(rtc, seconds);
	if (result)
		return result;
	write_offset(seconds * second - pith_clock());
	signal_watchers(clock_now());
	run();
	return pith_answer_words(m, 0);
}

static uint32_t request(struct pith_server *server, struct pith_message *m)
{
	uint32_t label = pith_message_label(m);
	struct client *client = m->badge - 1 < CLIENTS ? clients + (m->badge - 1) : NULL;

	if (!client || !client->grant)
		return PITH_ERROR_RIGHTS;
	if (client->sets)
		return label == CLOCK_SET ? set(m) : PITH_ERROR_OPERATION;
	if (label == CLOCK_WATCH)
		return watch(server, client, m);
	if (label == CLOCK_ALARM || label == CLOCK_CANCEL)
		return alarm(server, client, m);
	return PITH_ERROR_OPERATION;
}

/* What there is to know of the time before anybody asks. */
static void start_clock(void)
{
	uint32_t seconds;

	page =
	    (volatile struct clock_page *)(uintptr_t)pith_need(PITH_GRANT_REGION, "clock")->address;
	rtc = pith_need(PITH_GRANT_SERVICE, "rtc")->slot;
	if (page->valid != CLOCK_PAGE_VALID) {
		pith_must("reading the clock", rtc_get(rtc, &seconds));
		write_offset(seconds * second - pith_clock());
	}
	told = clock_now() / minute;
}

int main(void)
{
	struct pith_server server = {.request = request, .signal = signal, .capabilities = 1};
	const struct pith_grant *grant = NULL;

	while ((grant = pith_grant_next(PITH_GRANT_CLIENT, NULL, grant))) {
		if (grant->slot - 1 >= CLIENTS)
			continue;
		clients[grant->slot - 1] = (struct client){.grant = grant,
		    .generation = grant->generation,
		    .sets = strcmp(grant->name, "clock-set") == 0};
	}
	start_clock();
	pith_must("a timer", timer_open(&timer, 0, SIGNAL_TIMER));
	pith_serve(&server);
}
