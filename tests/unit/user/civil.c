/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The calendar, against the C library's over all of its years, and its words.
 */
#include <criterion/criterion.h>
#include <string.h>
#include <time.h>
#include "pith/civil.h"

/* Some moment of each day. */
Test(civil, every_day_is_the_librarys)
{
	for (uint64_t at = 0; at <= UINT32_MAX; at += 86399) {
		time_t time = (time_t)at;
		struct civil civil;
		struct tm tm;
		uint32_t back = 1;

		gmtime_r(&time, &tm);
		civil_from_seconds((uint32_t)at, &civil);
		cr_assert(civil.year == (uint32_t)tm.tm_year + 1900 &&
			      civil.month == (uint32_t)tm.tm_mon + 1 &&
			      civil.day == (uint32_t)tm.tm_mday &&
			      civil.weekday == (uint32_t)(tm.tm_wday + 6) % 7 &&
			      civil.hour == (uint32_t)tm.tm_hour &&
			      civil.minute == (uint32_t)tm.tm_min &&
			      civil.second == (uint32_t)tm.tm_sec,
		    "%s", asctime(&tm));
		cr_assert(civil_to_seconds(&civil, &back) && back == at, "%s", asctime(&tm));
	}
}

Test(civil, the_last_second)
{
	struct civil civil;
	uint32_t back;

	civil_from_seconds(UINT32_MAX, &civil);
	cr_assert(civil.year == 2106 && civil.month == 2 && civil.day == 7 && civil.second == 15);
	cr_assert(civil_to_seconds(&civil, &back) && back == UINT32_MAX);
	civil.second++;
	cr_assert_not(civil_to_seconds(&civil, &back));
}

Test(civil, what_does_not_exist)
{
	static const struct civil bad[] = {
	    {.year = 1969, .month = 12, .day = 31},
	    {.year = 2107, .month = 1, .day = 1},
	    {.year = UINT32_MAX, .month = 1, .day = 1},
	    {.year = 2026, .month = 0, .day = 1},
	    {.year = 2026, .month = 13, .day = 1},
	    {.year = 2026, .month = UINT32_MAX, .day = 1},
	    {.year = 2026, .month = 2, .day = 29},
	    {.year = 2100, .month = 2, .day = 29},
	    {.year = 2026, .month = 4, .day = 31},
	    {.year = 2026, .month = 1, .day = 0},
	    {.year = 2026, .month = 1, .day = 1, .hour = 24},
	    {.year = 2026, .month = 1, .day = 1, .minute = 60},
	    {.year = 2026, .month = 1, .day = 1, .second = 60},
	};
	uint32_t seconds = 7;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		cr_assert(!civil_to_seconds(bad + i, &seconds) && seconds == 7, "row %zu", i);
}

Test(civil, words)
{
	struct civil civil = {.year = 2028, .month = 2, .day = 29, .hour = 9, .minute = 5};
	char text[CIVIL_TEXT];
	uint32_t seconds;

	cr_assert(civil_to_seconds(&civil, &seconds));
	civil_from_seconds(seconds, &civil);
	civil_date_text(&civil, text);
	cr_assert_str_eq(text, "Tuesday 29 February");
	civil_time_text(&civil, text);
	cr_assert_str_eq(text, "09:05");
	/* The longest, and what there is not. */
	civil = (struct civil){.month = 9, .day = 30, .weekday = 2};
	civil_date_text(&civil, text);
	cr_assert_str_eq(text, "Wednesday 30 September");
	civil = (struct civil){.month = UINT32_MAX, .day = UINT32_MAX, .weekday = UINT32_MAX};
	civil_date_text(&civil, text);
	cr_assert_eq(text[0], '?');
	cr_assert_eq(civil_month_name(0)[0], '?');
}
