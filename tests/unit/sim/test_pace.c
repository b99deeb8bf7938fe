/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Virtual time against real time.
 */
#include <criterion/criterion.h>
#include "sim/pace.h"
#include "sim/units.h"

#define S  (uint64_t) NS_PER_S
#define MS (uint64_t) NS_PER_MS

Test(pace, real_speed)
{
	struct pace pace;

	pace_start(&pace, 1000, 50 * S, 7 * S);
	cr_assert_eq(pace_virtual(&pace, 50 * S, 7 * S), 7 * S);
	cr_assert_eq(pace_virtual(&pace, 50 * S + 16 * MS, 7 * S), 7 * S + 16 * MS);
	cr_assert_eq(pace_wait(&pace, 50 * S + 16 * MS, 7 * S + 20 * MS), 4 * MS);
	cr_assert_eq(pace_wait(&pace, 50 * S + 16 * MS, 7 * S + 10 * MS), 0);
	cr_assert_eq(pace_wait(&pace, 50 * S + 16 * MS, 6 * S), 0);
}

Test(pace, half_and_tenfold_speed)
{
	struct pace pace;

	pace_start(&pace, 500, S, 0);
	cr_assert_eq(pace_virtual(&pace, S + 20 * MS, 0), 10 * MS);
	cr_assert_eq(pace_wait(&pace, S, 10 * MS), 20 * MS);
	pace_start(&pace, 10000, S, 0);
	cr_assert_eq(pace_virtual(&pace, S + 20 * MS, 0), 200 * MS);
	cr_assert_eq(pace_wait(&pace, S, 200 * MS), 20 * MS);
}

Test(pace, no_limit)
{
	struct pace pace;

	pace_start(&pace, 0, S, 0);
	cr_assert_eq(pace_virtual(&pace, S, 5), PACE_NEVER);
	cr_assert_eq(pace_wait(&pace, S, 5 * S), 0);
}

Test(pace, lost_time_is_forgotten)
{
	struct pace pace;
	uint64_t target;

	pace_start(&pace, 1000, 0, 0);
	/* The computer slept for an hour: the machine does not run after it for an hour. */
	target = pace_virtual(&pace, 3600 * S, 10 * MS);
	cr_assert_eq(target, 110 * MS);
	target = pace_virtual(&pace, 3600 * S + 10 * MS, 110 * MS);
	cr_assert_eq(target, 120 * MS);
	cr_assert_eq(pace_wait(&pace, 3600 * S + 10 * MS, 130 * MS), 10 * MS);
}

Test(pace, days_at_any_speed_do_not_overflow)
{
	struct pace pace;

	pace_start(&pace, 1000000, 0, 0);
	cr_assert_eq(
	    pace_virtual(&pace, 1000 * 86400 * S / 1000, 86400 * S * 1000 - S), 86400 * S * 1000);
}

Test(pace, the_hosts_clock_does_not_go_back)
{
	uint64_t before = pace_real();

	cr_assert_geq(pace_real(), before);
}
