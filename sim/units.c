/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads times, sizes and speeds. One reader of decimal fractions does the work,
 * tables of units say the rest.
 */
#include "sim/units.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

struct unit {
	const char *name;
	uint64_t value;
};

/* A table ends with a null name. */
static const struct unit time_units[] = {
    {"ns", 1},
    {"us", NS_PER_US},
    {"ms", NS_PER_MS},
    {"s", NS_PER_S},
    {"min", 60ull * NS_PER_S},
    {NULL, 0},
};

static const struct unit size_units[] = {
    {"", 1},
    {"B", 1},
    {"K", 1 << 10},
    {"KB", 1 << 10},
    {"KiB", 1 << 10},
    {"M", 1 << 20},
    {"MB", 1 << 20},
    {"MiB", 1 << 20},
    {"G", 1 << 30},
    {"GB", 1 << 30},
    {"GiB", 1 << 30},
    {NULL, 0},
};

static const struct unit factor_units[] = {
    {"", 1000},
    {"x", 1000},
    {NULL, 0},
};

/* So that two of them can be added without a check. */
#define MOST	   (UINT64_MAX / 2)
#define MOST_SCALE 1000000000u

static bool find_unit(const struct unit *units, const char *name, uint64_t *value)
{
	for (const struct unit *unit = units; unit->name; unit++) {
		if (strcmp(unit->name, name) == 0) {
			*value = unit->value;
			return true;
		}
	}
	return false;
}

/* DIGITS[.DIGITS]UNIT. Digits behind the ninth of a fraction cannot count and are skipped. */
static bool quantity(const char *text, const struct unit *units, uint64_t *result)
{
	uint64_t whole = 0, fraction = 0, scale = 1, unit, sum;
	const char *at = text;

	if (!isdigit((unsigned char)*at))
		return false;
	for (; isdigit((unsigned char)*at); at++) {
		if (__builtin_mul_overflow(whole, 10, &whole) ||
		    __builtin_add_overflow(whole, (uint64_t)(*at - '0'), &whole))
			return false;
	}
	if (*at == '.') {
		if (!isdigit((unsigned char)*++at))
			return false;
		for (; isdigit((unsigned char)*at); at++) {
			if (scale < MOST_SCALE) {
				fraction = fraction * 10 + (uint64_t)(*at - '0');
				scale *= 10;
			}
		}
	}
	if (!find_unit(units, at, &unit) || __builtin_mul_overflow(whole, unit, &sum))
		return false;
	/* fraction < 10^9 and unit < 2^36: their product may just not fit into 64 bits. */
	fraction = (uint64_t)((unsigned __int128)fraction * unit / scale);
	if (__builtin_add_overflow(sum, fraction, &sum))
		return false;
	*result = sum;
	return sum <= MOST;
}

bool units_time(const char *text, uint64_t *nanoseconds)
{
	if (strcmp(text, "0") == 0) {
		*nanoseconds = 0;
		return true;
	}
	return quantity(text, time_units, nanoseconds);
}

bool units_size(const char *text, uint64_t *bytes)
{
	return quantity(text, size_units, bytes);
}

bool units_factor(const char *text, uint32_t *thousandths)
{
	uint64_t value;

	if (!quantity(text, factor_units, &value) || value < 1 || value > 1000 * 1000)
		return false;
	*thousandths = (uint32_t)value;
	return true;
}

bool units_date(const char *text, uint32_t *seconds)
{
	struct tm read = {0}, there;
	const char *end = strptime(text, "%Y-%m-%d", &read);
	time_t time;

	if (!end || (*end != ' ' && *end != 'T'))
		return false;
	end = strptime(end + 1, "%H:%M:%S", &read);
	if (!end || *end)
		return false;
	there = read;
	time = timegm(&there);
	/* The 30th of February has become the 2nd of March, a 60th second the next minute's. */
	if (there.tm_mday != read.tm_mday || there.tm_sec != read.tm_sec || there.tm_year < 70 ||
	    there.tm_year > 205)
		return false;
	*seconds = (uint32_t)time;
	return true;
}

uint32_t units_local_time(void)
{
	time_t now = time(NULL);
	struct tm local;

	return localtime_r(&now, &local) ? (uint32_t)timegm(&local) : 0;
}

bool units_number(const char *text, uint64_t max, uint64_t *number)
{
	static const char digits[] = "0123456789abcdef";
	unsigned base = 10;
	uint64_t value = 0;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		base = 16;
		text += 2;
	}
	if (!*text)
		return false;
	for (; *text; text++) {
		const char *digit = strchr(digits, tolower((unsigned char)*text));

		if (!digit || (unsigned)(digit - digits) >= base)
			return false;
		if (__builtin_mul_overflow(value, base, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(digit - digits), &value))
			return false;
	}
	*number = value;
	return value <= max;
}
