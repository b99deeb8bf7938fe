/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Client stubs of the timer server and of timer drivers. A server that was restarted has
 * forgotten whom to signal and answers STATE: the stubs attach anew and ask again.
 */
#include "internal.h"
#include "pith/memory.h"
#include "pith/proto/alarm.h"
#include "pith/proto/timer.h"

static uint32_t low(uint64_t value)
{
	return (uint32_t)value;
}

static uint32_t high(uint64_t value)
{
	return (uint32_t)(value >> 32);
}

uint32_t alarm_attach(uint32_t alarm, uint32_t notification)
{
	struct pith_message m = {.tag = pith_tag(ALARM_ATTACH, 0, 1)};

	pith_buffer()->caps[0] = notification;
	return pith_call_again(alarm, &m);
}

uint32_t alarm_set(uint32_t alarm, uint64_t time)
{
	struct pith_message m = {.tag = pith_tag(ALARM_SET, 2, 0), .word = {low(time), high(time)}};

	return pith_call_again(alarm, &m);
}

uint32_t alarm_cancel(uint32_t alarm)
{
	struct pith_message m = {.tag = pith_tag(ALARM_CANCEL, 0, 0)};

	return pith_call_again(alarm, &m);
}

static uint32_t attach(const struct timer *timer)
{
	struct pith_message m = {.tag = pith_tag(TIMER_ATTACH, 1, 1), .word = {timer->number}};

	pith_buffer()->caps[0] = timer->notification;
	return pith_call(timer->service, &m);
}

uint32_t timer_open(struct timer *timer, uint32_t number, uint32_t bits)
{
	uint32_t result;

	*timer = (struct timer){.service = pith_service("timer"), .number = number};
	if (!timer->service)
		return PITH_ERROR_CAPABILITY;
	timer->notification = pith_notification_badged(bits);
	if (!timer->notification)
		return PITH_ERROR_MEMORY;
	result = attach(timer);
	if (pith_result_error(result) == PITH_ERROR_GONE)
		result = attach(timer);
	if (result)
		pith_slot_free(timer->notification);
	return result;
}

uint32_t timer_set(struct timer *timer, uint64_t first, uint64_t period)
{
	const struct pith_message set = {.tag = pith_tag(TIMER_SET, 5, 0),
	    .word = {timer->number, low(first), high(first), low(period), high(period)}};
	struct pith_message m = set;
	uint32_t result = pith_call_again(timer->service, &m);

	if (pith_result_error(result) != PITH_ERROR_STATE)
		return result;
	result = attach(timer);
	if (result)
		return result;
	m = set;
	return pith_call(timer->service, &m);
}

uint32_t timer_cancel(struct timer *timer)
{
	struct pith_message m = {.tag = pith_tag(TIMER_CANCEL, 1, 0), .word = {timer->number}};

	return pith_call_again(timer->service, &m);
}

uint32_t timer_sleep_until(uint64_t time)
{
	struct pith_message m = {
	    .tag = pith_tag(TIMER_SLEEP, 2, 0), .word = {low(time), high(time)}};

	return pith_call_again(pith_service("timer"), &m);
}

uint32_t timer_sleep(uint64_t nanoseconds)
{
	return timer_sleep_until(pith_clock() + nanoseconds);
}
