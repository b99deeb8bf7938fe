/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console's text: finding, copying, failing.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "sim/console.h"

static void say(struct console *console, const char *text)
{
	console_write(console, text, strlen(text));
}

Test(console, finds_each_text_once_and_in_order)
{
	struct console console = {0};

	cr_assert_not(console_find(&console, "a"));
	say(&console, "one\ntwo\n");
	cr_assert(console_find(&console, "two"));
	cr_assert_not(console_find(&console, "one"));
	cr_assert_not(console_find(&console, "two"));
	say(&console, "tw");
	say(&console, "o");
	cr_assert(console_find(&console, "two"));
	console_free(&console);
}

Test(console, copies_without_carriage_returns)
{
	struct console console = {0};
	char *copy = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&copy, &size);

	console_copy_to(&console, file);
	say(&console, "a\r\nb\n");
	cr_assert(console_flush(&console));
	cr_assert_eq(size, 4);
	cr_assert_str_eq(copy, "a\nb\n");
	cr_assert_eq(console.length, 4);
	fclose(file);
	free(copy);
	console_free(&console);
}

Test(console, tells_when_a_copy_cannot_be_written)
{
	struct console console = {0};
	FILE *full = fopen("/dev/full", "w");

	cr_assert_not_null(full);
	console_copy_to(&console, full);
	say(&console, "a");
	cr_assert_not(console_flush(&console));
	fclose(full);
	console_free(&console);
}

Test(console, last_line)
{
	struct console console = {0};
	char *line = console_last_line(&console);

	cr_assert_str_eq(line, "");
	free(line);
	say(&console, "one\ntwo\n\n");
	line = console_last_line(&console);
	cr_assert_str_eq(line, "two");
	free(line);
	for (int i = 0; i < 10000; i++)
		say(&console, "x");
	line = console_last_line(&console);
	cr_assert_eq(strlen(line), 10000);
	free(line);
	console_free(&console);
}
