/* SPDX-License-Identifier: BSD-2-Clause */
/* The monitor's numbers: as words, as rates, as the order of its list. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "examples/phone/monitor/monitor.h"

#define SECOND 1000000000ull

enum { COUNT = 5 };

static struct samples samples;
static struct policy_totals totals;
static struct policy_status list[COMPONENTS_MOST];

static void setup(void)
{
	memset(&samples, 0, sizeof(samples));
	memset(list, 0, sizeof(list));
	totals = (struct policy_totals){.components = COUNT, .running = COUNT, .now = 7 * SECOND};
	for (uint32_t i = 0; i < COMPONENTS_MOST; i++)
		snprintf(list[i].name, sizeof(list[i].name), "c%02u", (unsigned)i);
	samples_take(&samples, &totals, list, COUNT, false);
}

/* Time passes, in which component i uses so many percent of the processor and calls so often. */
static void pass(uint64_t time, const uint32_t percent[COUNT], uint32_t calls)
{
	totals.now += time;
	for (uint32_t i = 0; i < COUNT; i++) {
		list[i].consumed += time / 100 * percent[i];
		list[i].calls += calls;
		totals.consumed += time / 100 * percent[i];
	}
	samples_take(&samples, &totals, list, COUNT, true);
}

static void is_order(const char *order)
{
	for (uint32_t n = 0; n < COUNT; n++)
		cr_assert_eq(samples.order[n], (uint32_t)(order[n] - '0'), "%s: place %u is %u",
		    order, (unsigned)n, (unsigned)samples.order[n]);
}

TestSuite(monitor, .init = setup);

Test(monitor, counts_are_short)
{
	static const struct {
		uint64_t number;
		const char *text;
	} cases[] = {{0, "0"}, {999, "999"}, {1000, "1.0k"}, {1999, "1.9k"}, {99999, "99.9k"},
	    {100000, "100k"}, {999999, "999k"}, {1000000, "1.0M"}, {4294967296, "4.2G"},
	    {UINT64_MAX, "18446744T"}};
	char text[NUMBER_TEXT];

	for (uint32_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		number_count(text, cases[i].number);
		cr_expect_str_eq(text, cases[i].text);
	}
}

Test(monitor, shares_bytes_and_spans)
{
	char text[NUMBER_TEXT];
#define IS(call, expected)                        \
	do {                                      \
		call;                             \
		cr_expect_str_eq(text, expected); \
	} while (0)
	IS(number_share(text, 0), "0.0 %");
	IS(number_share(text, 1), "< 0.1 %");
	IS(number_share(text, 10), "0.1 %");
	IS(number_share(text, 9999), "99.9 %");
	IS(number_share(text, SHARE_ONE), "100 %");
	IS(number_share(text, UINT32_MAX), "100 %");
	IS(number_bytes(text, 0), "0 KB");
	IS(number_bytes(text, (1 << 20) - 1), "1023 KB");
	IS(number_bytes(text, 3 << 19), "1.5 MB");
	IS(number_bytes(text, UINT32_MAX), "4095 MB");
	IS(number_span(text, 0), "0 ms");
	IS(number_span(text, 9 * SECOND + 990000000), "9.9 s");
	IS(number_span(text, 59 * SECOND), "59 s");
	IS(number_span(text, 3599 * SECOND), "59 min 59 s");
	IS(number_span(text, 86399 * SECOND), "23 h 59 min");
	IS(number_span(text, 90000 * SECOND), "1 d 1 h");
	IS(number_span(text, UINT64_MAX), "213503 d 23 h");
#undef IS
}

Test(monitor, the_beginning_is_no_rate)
{
	cr_expect_eq(samples.share.count, 0);
	cr_expect_eq(samples.component[0].share.count, 0);
	cr_expect_eq(history_latest(&samples.share), 0);
	cr_expect_eq(history_most(&samples.share), 0);
}

Test(monitor, rates_are_those_of_the_time_that_passed)
{
	pass(SECOND, (uint32_t[COUNT]){50, 10, 0, 0, 0}, 1000);
	cr_expect_eq(history_latest(&samples.component[0].share), 5000);
	cr_expect_eq(history_latest(&samples.component[1].share), 1000);
	cr_expect_eq(history_latest(&samples.component[2].rate), 1000);
	cr_expect_eq(history_latest(&samples.share), 6000);
	cr_expect_eq(history_latest(&samples.rate), 5000);
	cr_expect_eq(samples.component[0].smooth, 5000);
	/* Half a second late: the same rate. */
	pass(3 * SECOND / 2, (uint32_t[COUNT]){50, 10, 0, 0, 0}, 1500);
	cr_expect_eq(history_latest(&samples.component[2].rate), 1000);
	cr_expect_eq(history_latest(&samples.share), 6000);
}

Test(monitor, what_changes_at_once_is_seen_without_a_rate)
{
	list[3].state = POLICY_FAULTED;
	list[3].faults = 2;
	list[4].restarts = 3;
	samples_take(&samples, &totals, list, COUNT, false);
	cr_expect_eq(samples.component[3].status.state, POLICY_FAULTED);
	cr_expect_eq(samples.faults, 2);
	cr_expect_eq(samples.restarts, 3);
	cr_expect_eq(samples.share.count, 0);
}

Test(monitor, a_pause_is_made_up_for_by_its_mean)
{
	pass(SECOND, (uint32_t[COUNT]){90, 0, 0, 0, 0}, 0);
	pass(10 * SECOND, (uint32_t[COUNT]){20, 0, 0, 0, 0}, 500);
	cr_expect_eq(samples.share.count, 11);
	cr_expect_eq(samples.share.value[0], 9000);
	for (uint32_t i = 1; i < 11; i++)
		cr_expect_eq(samples.share.value[i], 2000);
	cr_expect_eq(history_latest(&samples.component[1].rate), 50);
	/* Years. */
	pass(100000000 * SECOND, (uint32_t[COUNT]){10, 0, 0, 0, 0}, 0);
	cr_expect_eq(samples.share.count, HISTORY);
	cr_expect_eq(samples.share.value[0], 1000);
}

Test(monitor, a_minute_is_kept)
{
	for (uint32_t i = 0; i < 100; i++)
		pass(SECOND, (uint32_t[COUNT]){i, 0, 0, 0, 0}, 0);
	cr_expect_eq(samples.share.count, HISTORY);
	cr_expect_eq(samples.share.value[0], 4000);
	cr_expect_eq(history_latest(&samples.share), 9900);
	cr_expect_eq(history_most(&samples.component[0].share), 9900);
}

Test(monitor, counters_that_run_back_are_nothing)
{
	list[0].consumed = list[0].calls = 5 * SECOND;
	pass(SECOND, (uint32_t[COUNT]){0}, 0);
	list[0].consumed = list[0].calls = 0;
	totals.consumed = 0;
	pass(SECOND, (uint32_t[COUNT]){0}, 0);
	cr_expect_eq(history_latest(&samples.component[0].share), 0);
	cr_expect_eq(history_latest(&samples.component[0].rate), 0);
	cr_expect_eq(history_latest(&samples.share), 0);
	/* No time at all, or time that runs back: no rate. */
	samples_take(&samples, &totals, list, COUNT, true);
	totals.now -= SECOND;
	samples_take(&samples, &totals, list, COUNT, true);
	cr_expect_eq(samples.share.count, 2);
	/* More than there is. */
	totals.now += 2 * SECOND;
	list[0].consumed = list[0].calls = UINT64_MAX;
	samples_take(&samples, &totals, list, COUNT, true);
	cr_expect_eq(history_latest(&samples.component[0].share), SHARE_ONE);
	cr_expect_eq(history_latest(&samples.component[0].rate), UINT32_MAX);
}

Test(monitor, the_list_is_sorted_and_steady)
{
	pass(SECOND, (uint32_t[COUNT]){1, 40, 0, 20, 10}, 0);
	samples_sort(&samples, false, false);
	is_order("13402");
	/* A little more is no reason to change places; clearly more is. */
	for (uint32_t i = 0; i < 40; i++) {
		pass(SECOND, (uint32_t[COUNT]){1, 38, 0, 20, 22}, 0);
		samples_sort(&samples, false, true);
		is_order("13402");
	}
	for (uint32_t i = 0; i < 40; i++) {
		pass(SECOND, (uint32_t[COUNT]){1, 30, 0, 20, 50}, 0);
		samples_sort(&samples, false, true);
	}
	is_order("41302");
	samples_sort(&samples, true, false);
	is_order("01234");
}

Test(monitor, as_many_as_there_may_be)
{
	samples_take(&samples, &totals, list, COMPONENTS_MOST, true);
	cr_expect_eq(samples.count, COMPONENTS_MOST);
	cr_expect_eq(samples.share.count, 0, "another system has another beginning");
	for (uint32_t i = 0; i < COMPONENTS_MOST; i++)
		list[i].consumed += (i * 37 % COMPONENTS_MOST) * (SECOND / 100);
	totals.now += SECOND;
	samples_take(&samples, &totals, list, COMPONENTS_MOST, true);
	samples_sort(&samples, false, false);
	for (uint32_t n = 1; n < COMPONENTS_MOST; n++)
		cr_expect_geq(samples.component[samples.order[n - 1]].smooth,
		    samples.component[samples.order[n]].smooth);
}
