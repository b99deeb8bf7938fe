/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How fast programs run: each of those named, again and again for a second in all, with the
 * reset after each. Prints programs and traps a second.
 *
 * usage: rate FILE...
 */
#include "tests/fuzz/core/machine.h"

#include <stdlib.h>
#include <time.h>

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
