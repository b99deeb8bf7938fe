/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Client stubs of the clock server and of a real-time clock. Reading the time is reading memory.
 */
#include "internal.h"
#include "pith/barrier.h"
#include "pith/memory.h"
#include "pith/proto/clock.h"
#include "pith/proto/rtc.h"

static const uint64_t second = 1000000000;

uint32_t rtc_get(uint32_t rtc, uint32_t *seconds)
{
	struct pith_message m = {.tag = pith_tag(RTC_GET, 0, 0)};
	uint32_t result = pith_call_again(rtc, &m);

	if (!result)
		*seconds = m.word[0];
	return result;
}

uint32_t rtc_set(uint32_t rtc, uint32_t seconds)
{
	struct pith_message m = {.tag = pith_tag(RTC_SET, 1, 0), .word = {seconds}};

	return pith_call_again(rtc, &m);
}

/* False: the time is not known. */
static bool read_offset(uint64_t *offset)
{
	static const volatile struct clock_page *page;
	uint32_t generation;

	if (!page) {
		const struct pith_grant *grant = pith_grant(PITH_GRANT_REGION, "clock");

		if (!grant)
			return false;
		page = (const volatile struct clock_page *)(uintptr_t)grant->address;
	}
	if (page->valid != CLOCK_PAGE_VALID)
		return false;
	/* Again only if the clock was set in between. */
	do {
		generation = page->generation;
		pith_barrier();
		*offset = page->offset[generation % 2];
		pith_barrier();
	} while (page->generation != generation);
	return true;
}

uint64_t clock_now(void)
{
	uint64_t offset;

	return read_offset(&offset) ? pith_clock() + offset : 0;
}

uint32_t clock_seconds(void)
{
	return (uint32_t)(clock_now() / second);
}

uint64_t clock_kernel_time(uint32_t seconds)
{
	uint64_t offset = 0;
	int64_t time;

	read_offset(&offset);
	time = (int64_t)(seconds * second - offset);
	return time < 0 ? 0 : (uint64_t)time;
}

/* A request that brings a notification with these bits of our own; bits 0: none. */
static uint32_t call_with(struct pith_message *m, uint32_t bits)
{
	uint32_t service = pith_service("clock");
	uint32_t notification = bits ? pith_notification_badged(bits) : 0;
	uint32_t result;

	if (!service || (bits && !notification)) {
		pith_slot_free(notification);
		return service ? PITH_ERROR_MEMORY : PITH_ERROR_CAPABILITY;
	}
	pith_buffer()->caps[0] = notification;
	result = pith_call_again(service, m);
	/* The server has its own copy. */
	pith_slot_free(notification);
	return result;
}

uint32_t clock_watch(uint32_t bits)
{
	struct pith_message m = {.tag = pith_tag(CLOCK_WATCH, 0, bits ? 1 : 0)};

	return call_with(&m, bits);
}

uint32_t clock_alarm(uint32_t number, uint32_t seconds, uint32_t bits)
{
	struct pith_message m = {
	    .tag = pith_tag(CLOCK_ALARM, 2, bits ? 1 : 0), .word = {number, seconds}};

	return call_with(&m, bits);
}

uint32_t clock_cancel(uint32_t number)
{
	struct pith_message m = {.tag = pith_tag(CLOCK_CANCEL, 1, 0), .word = {number}};

	return call_with(&m, 0);
}

uint32_t clock_set(uint32_t seconds)
{
	struct pith_message m = {.tag = pith_tag(CLOCK_SET, 1, 0), .word = {seconds}};
	uint32_t service = pith_service("clock-set");

	return service ? pith_call_again(service, &m) : PITH_ERROR_CAPABILITY;
}
