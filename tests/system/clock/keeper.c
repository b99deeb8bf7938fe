/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets the clock and waits for it: minutes, alarms, a clock that is set forward and back, a server
 * that dies. The order of what happens is what is checked, and that it happens in its second.
 */
#include <stdio.h>
#include "pith/civil.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/clock.h"
#include "pith/proto/power.h"
#include "pith/proto/rtc.h"
#include "pith/proto/timer.h"

enum {
	WATCH = 1,
	ALARM = 2, /* of alarm 0; the others' bits follow */
	LATE_US = 2000,
};

static void check(const char *what, bool good)
{
	printf("%s: %s\n", good ? "ok" : "not ok", what);
}

static void tell(const char *what)
{
	char date[CIVIL_TEXT], time[CIVIL_TEXT];
	struct civil civil;

	civil_from_seconds(clock_seconds(), &civil);
	civil_date_text(&civil, date);
	civil_time_text(&civil, time);
	printf("%s: %s, %s:%02u\n", what, date, time, (unsigned)civil.second);
}

/* The next of these bits comes, and in the first moment of this second. */
static void expect(const char *what, uint32_t bits, uint32_t seconds)
{
	uint32_t came = 0;
	uint64_t late;

	while (!(came & 0xffffff))
		came = pith_wait(PITH_SLOT_NOTIFICATION);
	/* The first woke us; what came with it is there by now. */
	came |= pith_poll(PITH_SLOT_NOTIFICATION);
	late = clock_now() - seconds * (uint64_t)1000000000;
	tell(what);
	if ((came & 0xffffff) != bits || late > LATE_US * 1000)
		printf("not ok: %s: bits %lx, %lu us late\n", what, (unsigned long)came,
		    (unsigned long)(late / 1000));
}

static void check_minutes(uint32_t start)
{
	uint32_t full = start - start % 60 + 60;

	pith_must("watching", clock_watch(WATCH));
	pith_must("an alarm", clock_alarm(0, start + 1, ALARM));
	pith_must("an alarm", clock_alarm(7, full + 5, ALARM << 7));
	expect("alarm 0", ALARM, start + 1);
	expect("minute", WATCH, full);
	expect("alarm 7", ALARM << 7, full + 5);
	expect("minute", WATCH, full + 60);
	pith_must("an alarm", clock_alarm(0, full + 120, ALARM));
	expect("both", WATCH | ALARM, full + 120);
}

static void check_setting(uint32_t rtc)
{
	uint32_t now = clock_seconds(), there = 0;

	pith_must("an alarm", clock_alarm(1, now + 3600, ALARM << 1));
	pith_must("an alarm", clock_alarm(2, now + 86400, ALARM << 2));
	pith_must("an alarm", clock_alarm(3, now + 100, ALARM << 3));
	pith_must("cancelling", clock_cancel(3));
	pith_must("setting", clock_set(now + 7200));
	expect("set forward", WATCH | ALARM << 1, now + 7200);
	pith_must("setting", clock_set(now - 10));
	expect("set back", WATCH, now - 10);
	pith_must("reading", rtc_get(rtc, &there));
	check("the real-time clock was set", there - (now - 10) <= 1);
	pith_must("an alarm", clock_alarm(1, now - 5, ALARM << 1));
	pith_must("an alarm", clock_alarm(0, now - 11, ALARM));
	expect("an alarm that is past", ALARM, now - 10);
	expect("an alarm that comes again", ALARM << 1, now - 5);
	pith_must("watching no more", clock_watch(0));
	pith_must("setting", clock_set(now + 86390));
	expect("a day later", ALARM << 2, now + 86400);
}

static void check_refusals(void)
{
	check("no such alarm",
	    pith_result_error(clock_alarm(CLOCK_ALARMS, 0, ALARM)) == PITH_ERROR_RANGE &&
		pith_result_error(clock_cancel(CLOCK_ALARMS)) == PITH_ERROR_RANGE);
	check("an alarm for nobody",
	    pith_result_error(clock_alarm(0, 0, 0)) == PITH_ERROR_CAPABILITY);
}

/* Until the server has died of them. */
static void check_death(void)
{
	uint32_t now = clock_seconds(), bits = 0;
	uint64_t before = clock_now();

	pith_must("an alarm", clock_alarm(4, now + 2, ALARM << 4));
	for (uint32_t i = 0; i < 400 && !(bits & (uint32_t)PITH_SIGNAL_PEER); i++) {
		pith_must("an alarm", clock_alarm(5, now + 3600, ALARM << 5));
		bits |= pith_poll(PITH_SLOT_NOTIFICATION);
	}
	check("the server's death costs no time",
	    bits & (uint32_t)PITH_SIGNAL_PEER && clock_now() - before < 1000000000);
	pith_must("an alarm", clock_alarm(5, now + 3, ALARM << 5));
	expect("the alarm that was set again", ALARM << 5, now + 3);
}

int main(void)
{
	uint32_t start = clock_seconds();

	/* Not in the same moment as the others' beginnings. */
	pith_must("sleeping", timer_sleep(500000000));
	tell("start");
	check_minutes(start);
	check_setting(pith_need(PITH_GRANT_SERVICE, "rtc")->slot);
	check_refusals();
	check_death();
	return (int)power_off();
}
