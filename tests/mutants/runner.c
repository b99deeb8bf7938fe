/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs the core's unit tests as Criterion does, each in a process of its own, but forked
 * rather than started anew, and no further than the first that fails: to be run for each of a
 * thousand mutants. It stands in for Criterion's library; tests are found where its headers put
 * them.
 *
 * usage: unit-core [SECONDS] [-SUITE | SUITE | SUITE/TEST]...
 * SECONDS: of processor time, in which each test must be over;
 * -SUITE: leave it out; else only these. Status 0 when all pass; else 1, and a line tells
 * which test failed and how.
 */
#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static rlim_t seconds = 10; /* of processor time for one test */

extern struct criterion_test *__start_cr_tst[], *__stop_cr_tst[];
extern struct criterion_suite *__start_cr_sts[], *__stop_cr_sts[];

static const struct criterion_test *running;

/* --- What a test calls ----------------------------------------------------------- */

static void init(const struct criterion_test_extra_data *data)
{
	if (data && data->init)
		data->init();
}

void criterion_internal_test_setup(void)
{
	for (struct criterion_suite **s = __start_cr_sts; s < __stop_cr_sts; s++)
		if (*s && !strcmp((*s)->name, running->category))
			init((*s)->data);
	init(running->data);
}

void criterion_internal_test_main(void (*test)(void))
{
	test();
}

void criterion_internal_test_teardown(void)
{
}

void criterion_send_assert(struct criterion_assert_stats *stats)
{
	printf("%s/%s: %s\n", running->category, running->name, stats->message);
}

void criterion_abort_test(void)
{
	fflush(stdout);
	_exit(1);
}

int cr_asprintf(char **text, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vasprintf(text, format, arguments);
	va_end(arguments);
	return length;
}

void cr_asprintf_free(char *text)
{
	free(text);
}

char *cr_translate_assert_msg(int index, ...)
{
	(void)index;
	return strdup("");
}

/* --- Running them ------------------------------------------------------------------ */

static bool chosen(const struct criterion_test *test, int count, char *const *arguments)
{
	const char *suite = test->category, *name = test->data->identifier_;
	bool only = false;

	for (int i = 0; i < count; i++) {
		if (arguments[i][0] == '-' && !strcmp(arguments[i] + 1, suite))
			return false;
		if (!strcmp(arguments[i], suite) || !strcmp(arguments[i], name))
			return true;
		only |= arguments[i][0] != '-';
	}
	return !only;
}

/* A test that never ends is stopped. */
static void child(void)
{
	struct rlimit limit = {seconds, seconds};

	setrlimit(RLIMIT_CPU, &limit);
	running->test();
	fflush(stdout);
	_exit(0);
}

static bool passes(void)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0)
		child();
	if (pid < 0 || waitpid(pid, &status, 0) < 0) {
		perror("unit-core");
		exit(2);
	}
	if (WIFSIGNALED(status))
		printf("%s/%s: signal %d\n", running->category, running->name, WTERMSIG(status));
	return status == 0;
}

int main(int argc, char **argv)
{
	if (argc > 1 && atoi(argv[1]) > 0) {
		seconds = (rlim_t)atoi(argv[1]);
		argc--;
		argv++;
	}
	for (struct criterion_test **t = __start_cr_tst; t < __stop_cr_tst; t++) {
		if (!*t || !chosen(*t, argc - 1, argv + 1))
			continue;
		running = *t;
		if (!passes())
			return 1;
	}
	return 0;
}
