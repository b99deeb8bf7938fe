/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One run from the first instruction to the end: the loop in which virtual time, the
 * script, the window and real time follow each other.
 */
#ifndef PITH_SIM_RUN_H
#define PITH_SIM_RUN_H

#include "sim/options.h"
#include "sim/script.h"
#include "sim/system.h"

/* Runs a system that is open, with a script (or 0), in a window unless it is headless. Returns how
 * it ended, after telling on standard error if that was not well. */
enum exit_code run(
    struct system *system, const struct options *options, const struct script *script);

/* Let the run end soon; may be called by a signal handler. */
void run_stop(void);

#endif
