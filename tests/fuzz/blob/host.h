/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Comes before every file of the target: what the policy module prints is formatted, and dropped
 * unless it is asked for.
 */
#ifndef PITH_TESTS_FUZZ_BLOB_HOST_H
#define PITH_TESTS_FUZZ_BLOB_HOST_H

#include <stdio.h>

int fuzz_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
#define printf(...) fuzz_printf(__VA_ARGS__)

#endif
