/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of --stats. All numbers but the last line's are of virtual time and
 * the same in every run.
 */
#include "sim/stats.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "sim/units.h"

static const char *const call_names[PITH_CALL_COUNT + 1] = {
#define X(NAME, name) [PITH_CALL_##NAME] = #name,
    PITH_CALLS(X)
#undef X
	[PITH_CALL_COUNT] = "unknown",
};

static const char *const trap_names[TRAP_KINDS] = {
#define X(NAME, text) text,
    TRAP_LIST(X)
#undef X
};

static const char *const fault_names[PITH_FAULT_COUNT] = {
#define X(NAME, text) text,
    PITH_FAULTS(X)
#undef X
};

static void number(FILE *file, const char *name, uint64_t value)
{
	fprintf(file, "  %-18s %14" PRIu64 "\n", name, value);
}

/* A duration and its part of the whole. */
static void share(FILE *file, const char *name, uint64_t time, uint64_t whole)
{
	uint64_t permille = whole ? (uint64_t)((unsigned __int128)time * 1000 / whole) : 0;

	fprintf(file, "  %-18s %7" PRIu64 ".%06" PRIu64 " s %4" PRIu64 ".%" PRIu64 " %%\n", name,
	    time / NS_PER_S, time % NS_PER_S / NS_PER_US, permille / 10, permille % 10);
}

static void print_traps(FILE *file, const struct machine_statistics *statistics)
{
	fputs("Traps\n", file);
	for (unsigned i = 0; i < TRAP_KINDS; i++) {
		if (statistics->traps[i])
			number(file, trap_names[i], statistics->traps[i]);
	}
	number(file, "interrupt", statistics->interrupts);
	number(file, "deadline", statistics->deadlines);
}

static void print_faults(FILE *file, const struct machine_statistics *statistics)
{
	uint64_t all = 0;

	for (unsigned i = 0; i < PITH_FAULT_COUNT; i++)
		all += statistics->faults[i];
	if (all == 0)
		return;
	fputs("Faults\n", file);
	for (unsigned i = 0; i < PITH_FAULT_COUNT; i++) {
		if (statistics->faults[i])
			number(file, fault_names[i], statistics->faults[i]);
	}
}

/* Messages between threads and operations on objects alike: both are IPC to the kernel. */
static void print_calls(FILE *file, const struct machine_statistics *statistics)
{
	const uint64_t *calls = statistics->calls;
	uint64_t ipc = 0;

	fputs("System calls\n", file);
	for (unsigned i = 0; i <= PITH_CALL_COUNT; i++) {
		if (i < PITH_CALL_YIELD)
			ipc += calls[i];
		if (calls[i])
			number(file, call_names[i], calls[i]);
	}
	number(file, "IPC together", ipc);
}

static int by_time(const void *left, const void *right)
{
	const struct machine_share *a = left, *b = right;

	if (a->time != b->time)
		return a->time < b->time ? 1 : -1;
	return strcmp(a->name, b->name);
}

static void print_shares(FILE *file, const struct machine *machine)
{
	struct machine_share shares[MACHINE_SHARES];
	uint64_t now = machine_now(machine), user = 0;

	memcpy(shares, machine->shares, sizeof(shares));
	qsort(shares, MACHINE_SHARES, sizeof(shares[0]), by_time);
	fputs("Processor time\n", file);
	for (unsigned i = 0; i < MACHINE_SHARES && shares[i].time; i++) {
		share(file, shares[i].name[0] ? shares[i].name : "(no name)", shares[i].time, now);
		user += shares[i].time;
	}
	share(file, "kernel", now - user - machine->statistics.idle, now);
	share(file, "idle", machine->statistics.idle, now);
	share(file, "all", now, now);
}

void stats_print(FILE *file, const struct system *system, uint64_t real)
{
	const struct machine *machine = system->machine;
	const struct machine_statistics *statistics = &machine->statistics;

	fputs("Machine\n", file);
	number(file, "instructions", engine_statistics(machine->engine).instructions);
	number(file, "switches", statistics->switches);
	number(file, "fast messages", statistics->messages);
	number(file, "device reads", statistics->device_reads);
	number(file, "device writes", statistics->device_writes);
	number(file, "frames shown", system->board->clcd.panel.frames);
	number(file, "new pictures", system->board->clcd.panel.pictures);
	number(file, "manual breaches", board_guest_errors(system->board));
	if (statistics->failed)
		number(file, "failed as told", statistics->failed);
	print_traps(file, statistics);
	print_faults(file, statistics);
	print_calls(file, statistics);
	print_shares(file, machine);
	fprintf(file, "Real time %" PRIu64 ".%03" PRIu64 " s\n", real / NS_PER_S,
	    real % NS_PER_S / NS_PER_MS);
}
