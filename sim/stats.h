/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the machine did, as a table for people.
 */
#ifndef PITH_SIM_STATS_H
#define PITH_SIM_STATS_H

#include <stdio.h>
#include "sim/system.h"

/* `real`: nanoseconds of the host's time that the run took. */
void stats_print(FILE *file, const struct system *system, uint64_t real);

#endif
