/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The calendar. Years are counted from March, so that the leap day is a year's last: then the
 * days before a month are a straight line, rounded down ((153 m + 2) / 5), and every 400 years
 * are alike. Pure computation, the same on every machine.
 */
#include <stdio.h>
#include <string.h>
#include "pith/civil.h"

enum {
	ERA_DAYS = 146097, /* of 400 years */
	TO_1970 = 719468,  /* days from 0000-03-01 to 1970-01-01 */
	WEEKDAY_1970 = 3,  /* a Thursday */
};

/* Days before month m, of those that begin with March as 0. */
static uint32_t before_month(uint32_t m)
{
	return (153 * m + 2) / 5;
}

void civil_from_seconds(uint32_t seconds, struct civil *civil)
{
	uint32_t day = seconds / CIVIL_DAY, time = seconds % CIVIL_DAY;
	uint32_t in_era = (day + TO_1970) % ERA_DAYS;
	/* Days that are no leap days, of which each year has 365. */
	uint32_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	uint32_t in_year = in_era - (365 * year + year / 4 - year / 100);
	uint32_t month = (5 * in_year + 2) / 153;

	year += (day + TO_1970) / ERA_DAYS * 400;
	*civil = (struct civil){
	    .year = month < 10 ? year : year + 1,
	    .month = month < 10 ? month + 3 : month - 9,
	    .day = in_year - before_month(month) + 1,
	    .weekday = (day + WEEKDAY_1970) % 7,
	    .hour = time / 3600,
	    .minute = time / 60 % 60,
	    .second = time % 60,
	};
}

uint32_t civil_month_days(uint32_t year, uint32_t month)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	if (month < 1 || month > 12)
		return 0;
	return days[month - 1] + (leap && month == 2);
}

bool civil_to_seconds(const struct civil *civil, uint32_t *seconds)
{
	uint32_t year = civil->month > 2 ? civil->year : civil->year - 1;
	uint32_t month = civil->month > 2 ? civil->month - 3 : civil->month + 9;
	uint64_t days, total;

	if (civil->year < CIVIL_YEAR_MIN || civil->year > CIVIL_YEAR_MAX || civil->day < 1 ||
	    civil->day > civil_month_days(civil->year, civil->month) || civil->hour > 23 ||
	    civil->minute > 59 || civil->second > 59)
		return false;
	days = 365 * year + year / 4 - year / 100 + year / 400 + before_month(month) + civil->day -
	       1 - TO_1970;
	total = days * CIVIL_DAY + civil->hour * 3600 + civil->minute * 60 + civil->second;
	if (total > UINT32_MAX)
		return false;
	*seconds = (uint32_t)total;
	return true;
}

const char *civil_weekday_name(uint32_t weekday)
{
	static const char *const names[] = {
	    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

	return weekday < 7 ? names[weekday] : "?";
}

const char *civil_month_name(uint32_t month)
{
	static const char *const names[] = {"January", "February", "March", "April", "May", "June",
	    "July", "August", "September", "October", "November", "December"};

	return month - 1 < 12 ? names[month - 1] : "?";
}

void civil_date_text(const struct civil *civil, char text[CIVIL_TEXT])
{
	snprintf(text, CIVIL_TEXT, "%s %u %s", civil_weekday_name(civil->weekday),
	    (unsigned)civil->day % 100, civil_month_name(civil->month));
}

void civil_time_text(const struct civil *civil, char text[CIVIL_TEXT])
{
	snprintf(text, CIVIL_TEXT, "%02u:%02u", (unsigned)civil->hour % 100,
	    (unsigned)civil->minute % 100);
}
