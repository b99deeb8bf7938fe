/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Times, sizes and speeds as people write them on a command line and in scripts.
 * Reading only; exact integer arithmetic, so that a time means the same everywhere.
 */
#ifndef PITH_SIM_UNITS_H
#define PITH_SIM_UNITS_H

#include <stdbool.h>
#include <stdint.h>

#define UNITS_TIME_HELP "a number with ns, us, ms, s or min, like 1.5s"
#define UNITS_DATE_HELP "a date like 2026-11-28 09:41:00, from 1970 to 2105"
#define UNITS_SIZE_HELP "a number with K, M or G, like 128M"

enum {
	NS_PER_US = 1000,
	NS_PER_MS = 1000 * NS_PER_US,
	NS_PER_S = 1000 * NS_PER_MS,
};

/* "1.5s" in nanoseconds, rounded down. Units ns us ms s min; a bare 0 needs none. False when the
 * text is anything else or the time does not fit into 63 bits. */
bool units_time(const char *text, uint64_t *nanoseconds);

/* "128M" in bytes: K, M, G are powers of 1024 and may be followed by B or iB; a bare number is in
 * bytes. False when the text is anything else or the size does not fit into 63 bits. */
bool units_size(const char *text, uint64_t *bytes);

/* A factor in thousandths: "0.5" and "0.5x" are 500. False unless it is from 0.001 to 1000. */
bool units_factor(const char *text, uint32_t *thousandths);

/* "2026-11-28 09:41:00" in seconds since 1970-01-01 00:00:00; between date and time of day there
 * may be a T. False when it is no date of the years 1970 to 2105. */
bool units_date(const char *text, uint32_t *seconds);
/* What the clock on this computer's wall shows, in such seconds. */
uint32_t units_local_time(void);

/* A decimal or, after 0x, hexadecimal number. False when it is anything else or above `max`. */
bool units_number(const char *text, uint64_t max, uint64_t *number);

#endif
