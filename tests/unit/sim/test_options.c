/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command line: what each option sets, and that mistakes end with the right code.
 */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <string.h>
#include "sim/exit.h"
#include "sim/options.h"

static struct options options;

/* Takes a command line, its words separated by blanks. */
static void take(const char *line)
{
	static char words[256];
	char *arguments[20] = {words};
	int count = 0;

	strncpy(words, line, sizeof(words) - 1);
	for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
		arguments[count++] = word;
	options_parse(&options, count, arguments);
}

Test(options, defaults)
{
	take("sim a.dtb");
	cr_assert_str_eq(options.system, "a.dtb");
	cr_assert_not(options.headless);
	cr_assert_eq(options.run_for, OPTIONS_FOR_EVER);
	cr_assert_eq(options.speed, OPTIONS_SPEED_REAL);
	cr_assert_eq(options.ram, 128 << 20);
	cr_assert_eq(options.seed, 0);
	cr_assert_eq(options.scale, 0);
	cr_assert_null(options.script);
}

Test(options, all_of_them)
{
	take("sim --headless --for 1.5s --script s --screenshot p.png --console c --speed 0.5 "
	     "--ram 64M "
	     "--seed 7 --hash --stats a.dtb");
	cr_assert(options.headless && options.hash && options.stats);
	cr_assert_eq(options.run_for, 1500000000);
	cr_assert_str_eq(options.script, "s");
	cr_assert_str_eq(options.screenshot, "p.png");
	cr_assert_str_eq(options.console, "c");
	cr_assert_eq(options.speed, 500);
	cr_assert_eq(options.ram, 64 << 20);
	cr_assert_eq(options.seed, 7);
}

Test(options, the_rest)
{
	take("sim a.dtb --scale=1.5 --record r --symbols f --check --verbose --go-on");
	cr_assert_eq(options.scale, 1500);
	cr_assert_str_eq(options.record, "r");
	cr_assert_str_eq(options.symbols, "f");
	cr_assert(options.check && options.verbose && options.faults && options.go_on);
	take("sim -n a.dtb");
	cr_assert_eq(options.date, OPTIONS_DATE);
	take("sim --date 1970-01-02T00:00:01 a.dtb");
	cr_assert_eq(options.date, 86401);
	take("sim a.dtb --faults");
	cr_assert(options.faults && !options.verbose);
}

Test(options, speed_depends_on_the_window)
{
	take("sim -n a.dtb");
	cr_assert_eq(options.speed, OPTIONS_SPEED_MAX);
	take("sim -n --speed real a.dtb");
	cr_assert_eq(options.speed, OPTIONS_SPEED_REAL);
	take("sim --speed max a.dtb");
	cr_assert_eq(options.speed, OPTIONS_SPEED_MAX);
}

#define REFUSED(NAME, LINE)                                                       \
	Test(options, NAME, .exit_code = EXIT_OPTION, .init = cr_redirect_stderr) \
	{                                                                         \
		take(LINE);                                                       \
	}

REFUSED(no_system, "sim")
REFUSED(two_systems, "sim a.dtb b.dtb")
REFUSED(unknown_option, "sim --frobnicate a.dtb")
REFUSED(bad_time, "sim --for 5 a.dtb")
REFUSED(no_time, "sim a.dtb --for")
REFUSED(bad_speed, "sim --speed fast a.dtb")
REFUSED(speed_of_nothing, "sim --speed 0 a.dtb")
REFUSED(bad_size, "sim --ram lots a.dtb")
REFUSED(too_little_memory, "sim --ram 1M a.dtb")
REFUSED(half_a_megabyte, "sim --ram 2.5M a.dtb")
REFUSED(too_much_memory, "sim --ram 2G a.dtb")
REFUSED(bad_seed, "sim --seed x a.dtb")
REFUSED(no_date, "sim --date 2026-02-30T00:00:00 a.dtb")
REFUSED(bad_scale, "sim --scale 100 a.dtb")
