/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Times, sizes, speeds and numbers: what is read, and what is refused.
 */
#include <criterion/criterion.h>
#include "sim/units.h"

struct good {
	const char *text;
	uint64_t value;
};

Test(units, times_are_exact)
{
	static const struct good good[] = {
	    {"0", 0},
	    {"0s", 0},
	    {"1ns", 1},
	    {"1us", 1000},
	    {"1ms", 1000000},
	    {"1s", 1000000000},
	    {"2min", 120000000000},
	    {"1.5s", 1500000000},
	    {"0.1s", 100000000},
	    {"0.000000001s", 1},
	    {"0.0000000019s", 1},
	    {"1.999999999s", 1999999999},
	    {"0.5ns", 0},
	    {"0.25min", 15000000000},
	    {"9223372036854775807ns", INT64_MAX},
	};
	uint64_t value;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		cr_assert(units_time(good[i].text, &value), "%s", good[i].text);
		cr_assert_eq(value, good[i].value, "%s", good[i].text);
	}
}

Test(units, what_is_no_time_is_refused)
{
	static const char *const bad[] = {"", "s", "5", "1.s", ".5s", "-1s", "+1s", " 1s", "1s ",
	    "1 s", "1S", "1sec", "1h", "1e3s", "0x1s", "1,5s", "9223372036854775808ns",
	    "18446744073709551616ns", "99999999999999999999s", "9223372037s", "153722868min"};
	uint64_t value;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		cr_assert_not(units_time(bad[i], &value), "%s", bad[i]);
}

Test(units, sizes_are_powers_of_1024)
{
	static const struct good good[] = {{"0", 0}, {"4096", 4096}, {"1B", 1}, {"64K", 65536},
	    {"64KB", 65536}, {"64KiB", 65536}, {"128M", 128 << 20}, {"1.5M", 3 << 19},
	    {"1G", 1 << 30}};
	static const char *const bad[] = {"", "M", "12m", "1T", "-1M", "8589934592G"};
	uint64_t value;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		cr_assert(units_size(good[i].text, &value), "%s", good[i].text);
		cr_assert_eq(value, good[i].value, "%s", good[i].text);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		cr_assert_not(units_size(bad[i], &value), "%s", bad[i]);
}

Test(units, factors_are_thousandths)
{
	static const char *const bad[] = {"", "0", "0.0009", "1001", "x", "max", "2 x", "1/2"};
	uint32_t value;

	cr_assert(units_factor("1", &value) && value == 1000);
	cr_assert(units_factor("0.5", &value) && value == 500);
	cr_assert(units_factor("2.5x", &value) && value == 2500);
	cr_assert(units_factor("0.001", &value) && value == 1);
	cr_assert(units_factor("1000", &value) && value == 1000000);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		cr_assert_not(units_factor(bad[i], &value), "%s", bad[i]);
}

Test(units, numbers_are_decimal_or_hexadecimal_and_bounded)
{
	static const char *const bad[] = {"", "0x", "12a", "-1", "0xg", "18446744073709551616"};
	uint64_t value;

	cr_assert(units_number("0", 9, &value) && value == 0);
	cr_assert(units_number("9", 9, &value) && value == 9);
	cr_assert_not(units_number("10", 9, &value));
	cr_assert(units_number("0xFf", 255, &value) && value == 255);
	cr_assert(units_number("18446744073709551615", UINT64_MAX, &value) && value == UINT64_MAX);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		cr_assert_not(units_number(bad[i], UINT64_MAX, &value), "%s", bad[i]);
}

Test(units, dates_are_seconds)
{
	static const struct good dates[] = {
	    {"1970-01-01 00:00:00", 0},
	    {"2000-02-29 23:59:59", 951868799},
	    {"2026-01-01T09:41:00", 1767260460},
	    {"2105-12-31 23:59:59", 4291747199},
	};
	static const char *const bad[] = {"", "2026-11-28", "2026-11-28 09:41",
	    "1969-12-31 23:59:59", "2106-01-01 00:00:00", "2026-02-29 00:00:00",
	    "2026-01-01 00:00:60", "2026-13-01 00:00:00", "2026-11-28 09:41:00 ",
	    "2026-11-28x09:41:00"};
	uint32_t seconds = 7;

	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		cr_assert(units_date(dates[i].text, &seconds), "%s", dates[i].text);
		cr_assert_eq(seconds, dates[i].value, "%s", dates[i].text);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		cr_assert_not(units_date(bad[i], &seconds), "%s", bad[i]);
}
