/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How fast programs run: a set of made-up ones of 20 steps, always the same, again and
 * again for a second of processor time, with the reset after each. Built without sanitizers it is
 * the fast machine's rate; with them, that of everything that is looked at, with -e after each
 * trap. Prints a line.
 *
 * usage: rate [-e]
 */
#include "tests/fuzz/core/finding.h"
#include "tests/fuzz/core/generate.h"
#include "tests/fuzz/core/machine.h"

#include <string.h>
#include <time.h>

enum { PROGRAMS = 200, STEPS = 20 };

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	bool each_trap = argc > 1 && strcmp(argv[1], "-e") == 0;
	static struct program programs[PROGRAMS];
	double start, time;
	uint64_t traps = 0;
	uint32_t count = 0;

	machine_start();
	finding_folder("build/fuzz/findings/core");
	random_begin(1);
	for (uint32_t i = 0; i < PROGRAMS; i++)
		program_make_up(&programs[i], STEPS);
	if (machine_sanitized())
		machine_watch_all(each_trap);
	start = seconds();
	do {
		for (uint32_t i = 0; i < PROGRAMS; i++) {
			finding_running(&programs[i]);
			machine_run(&programs[i]);
			machine_reset();
			traps += machine.traps;
		}
		count += PROGRAMS;
		time = seconds() - start;
	} while (time < 1);
	printf("%s: %.0f programs of %u steps a second, %.1f traps each\n",
	    !machine_sanitized() ? "fast"
	    : each_trap		 ? "everything looked at after each trap"
				 : "everything looked at",
	    count / time, STEPS, (double)traps / count);
	return 0;
}
