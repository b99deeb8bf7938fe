/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command line as a structure. What the options mean is told by --help and
 * docs/manual/simulator.md; nothing is carried out here.
 */
#ifndef PITH_SIM_OPTIONS_H
#define PITH_SIM_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

enum {
	OPTIONS_SPEED_DEFAULT = -1, /* "real" with a window, "max" without */
	OPTIONS_SPEED_MAX = 0,
	OPTIONS_SPEED_REAL = 1000, /* virtual time per real time in thousandths */
};
/* 2026-01-01 09:41:00: always the same, so that runs are. */
#define OPTIONS_DATE	 1767260460u
#define OPTIONS_FOR_EVER UINT64_MAX

struct options {
	const char *system; /* the blob's file */
	bool headless;
	bool hash;
	bool stats;
	bool check;
	bool go_on;
	bool faults;
	bool verbose;
	bool dated;	  /* the date is one that was asked for */
	uint64_t run_for; /* nanoseconds of virtual time, or OPTIONS_FOR_EVER */
	const char *script;
	const char *screenshot;
	const char *console;
	const char *record;
	const char *wav;
	bool mute;
	const char *symbols;
	int32_t speed; /* OPTIONS_SPEED_* or thousandths */
	uint32_t ram;  /* bytes */
	uint64_t seed;
	const char *disk; /* as disk_open() has it */
	uint64_t disk_cut, disk_seed;
	uint32_t date;	/* what the clock shows at the start, seconds since 1970 */
	uint32_t scale; /* of the window in thousandths, 0: as large as fits well */
};

/* Reads the command line; ends the program after --help and --version, and with EXIT_OPTION and
 * a sentence for what it cannot understand. */
void options_parse(struct options *options, int argc, char **argv);

#endif
