/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs commands several times, in turns, so that a machine that changes its speed does so
 * for all of them; and writes down what each run took. What is made of the numbers is not
 * here: see tools/bench.
 *
 * usage: measure RUNS FOLDER <LIST
 *
 * A line of LIST is a name, a tab, a command for the shell. What a command prints goes to
 * FOLDER/NAME.out, of its last run. For each run a line goes to standard output, with tabs: name,
 * number of the run from 1 on, wall seconds, processor seconds (user and system), exit status.
 * Before the counted runs each command runs once, to fill caches.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { COMMANDS_MAX = 256, LINE_MAX_BYTES = 4096, RUNS_MAX = 100, STATUS_KILLED = 128 };

struct command {
	char *name;
	char *line;
};

struct taken {
	double wall, processor;
	int status; /* as a shell would say it */
};

static struct command commands[COMMANDS_MAX];

static _Noreturn void fail(const char *what, const char *name)
{
	fprintf(stderr, "measure: %s %s: %s\n", what, name, strerror(errno));
	exit(1);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double of_timeval(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec * 1e-6;
}

/* In the new process: output to the file, no input, then the command. */
static _Noreturn void become(const struct command *command, const char *file)
{
	int output = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	int input = open("/dev/null", O_RDONLY);

	if (output < 0 || input < 0 || dup2(input, 0) < 0 || dup2(output, 1) < 0 ||
	    dup2(output, 2) < 0)
		fail("cannot open", file);
	execl("/bin/sh", "sh", "-c", command->line, (char *)NULL);
	_exit(STATUS_KILLED - 1);
}

static struct taken run(const struct command *command, const char *folder)
{
	char file[LINE_MAX_BYTES];
	struct taken taken;
	struct rusage usage;
	double start;
	pid_t child;
	int status;

	snprintf(file, sizeof(file), "%s/%s.out", folder, command->name);
	start = seconds();
	child = fork();
	if (child == 0)
		become(command, file);
	if (child < 0 || wait4(child, &status, 0, &usage) != child)
		fail("cannot run", command->name);
	taken.wall = seconds() - start;
	taken.processor = of_timeval(usage.ru_utime) + of_timeval(usage.ru_stime);
	taken.status = WIFEXITED(status) ? WEXITSTATUS(status) : STATUS_KILLED + WTERMSIG(status);
	return taken;
}

static unsigned read_list(void)
{
	char line[LINE_MAX_BYTES];
	unsigned count = 0;

	while (fgets(line, sizeof(line), stdin)) {
		char *tab = strchr(line, '\t');

		line[strcspn(line, "\n")] = 0;
		if (!tab || count == COMMANDS_MAX) {
			fprintf(stderr, "measure: expected a name, a tab, a command: %s\n", line);
			exit(2);
		}
		*tab = 0;
		commands[count].name = strdup(line);
		commands[count].line = strdup(tab + 1);
		if (!commands[count].name || !commands[count].line)
			fail("no memory for", line);
		count++;
	}
	return count;
}

int main(int argc, char **argv)
{
	long runs = argc == 3 ? strtol(argv[1], NULL, 10) : 0;
	unsigned count;

	if (runs < 1 || runs > RUNS_MAX) {
		fputs("usage: measure RUNS FOLDER <LIST\n", stderr);
		return 2;
	}
	count = read_list();
	for (long i = 0; i <= runs; i++) {
		for (unsigned k = 0; k < count; k++) {
			struct taken taken = run(&commands[k], argv[2]);

			if (i > 0)
				printf("%s\t%ld\t%.6f\t%.6f\t%d\n", commands[k].name, i, taken.wall,
				    taken.processor, taken.status);
		}
		fflush(stdout);
		fprintf(stderr, "  run %ld of %ld\n", i, runs);
	}
	for (unsigned k = 0; k < count; k++) {
		free(commands[k].name);
		free(commands[k].line);
	}
	return 0;
}
