/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What becomes of a program that shows a defect: a text file that repeats it.
 */
#ifndef PITH_FUZZ_FINDING_H
#define PITH_FUZZ_FINDING_H

#include "tests/fuzz/core/program.h"

/* This program runs now; a failure until the next is its doing. Files go to
 * the folder (0: none is written), which is made if need be. */
void finding_folder(const char *folder);
void finding_running(const struct program *program);

/* The same failure again? Its text without the numbers, which differ with each change. */
enum { FINDING_KIND = 120 };
void finding_kind(const char *text, char kind[FINDING_KIND]);
/* Told of each failure, before the process ends. */
extern void (*finding_told)(const char *text);

#endif
