/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dates and times of day as people write them, by the Gregorian calendar, from seconds since
 * 1970-01-01 00:00:00 and back. 32 bits of seconds last from there to 2106-02-07 06:28:15.
 */
#ifndef PITH_CIVIL_H
#define PITH_CIVIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CIVIL_DAY = 86400, CIVIL_YEAR_MIN = 1970, CIVIL_YEAR_MAX = 2106, CIVIL_TEXT = 24 };

struct civil {
	uint32_t year;		       /* 1970 to 2106 */
	uint32_t month, day;	       /* 1-12, 1-31 */
	uint32_t weekday;	       /* 0-6, Monday is 0; civil_to_seconds() does not look */
	uint32_t hour, minute, second; /* 0-23, 0-59, 0-59 */
};

void civil_from_seconds(uint32_t seconds, struct civil *civil);
/* False, and *seconds as it was, for a date that does not exist or does not fit into 32 bits. */
bool civil_to_seconds(const struct civil *civil, uint32_t *seconds);
/* Days of a month, 28-31; 0: there is no such month. */
uint32_t civil_month_days(uint32_t year, uint32_t month);

/* "Saturday", "November"; "?" for what there is not. */
const char *civil_weekday_name(uint32_t weekday);
const char *civil_month_name(uint32_t month);
/* "Saturday 28 November": at most CIVIL_TEXT bytes with the terminating 0. */
void civil_date_text(const struct civil *civil, char text[CIVIL_TEXT]);
/* "09:41". */
void civil_time_text(const struct civil *civil, char text[CIVIL_TEXT]);

#endif
