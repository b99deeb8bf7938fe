/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Running the simulated computer: how a run can end and what is said then, fingers
 * on its panel, and whether it is idle.
 */
#include "sim/system.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "sim/units.h"

/* A clock that strikes later than this does not count. */
#define A_YEAR (365ull * 24 * 3600 * NS_PER_S)

enum {
	/* How the policy module ends: docs/manual/blob.md. */
	POLICY_OFF = 0,
	POLICY_FAULT = 3, /* a component whose failure is the end of the run has failed */
};

uint64_t system_time(const struct system *system)
{
	return system->machine->clock.now;
}

/* --- Sound ------------------------------------------------------------------------------ */

/* The device tells of its frames in batches, at most so many frames late: half of its FIFO. */
enum { SOUND_LATE = PL041_FIFO_SAMPLES / 2 };

void system_pass_sound(struct system *system)
{
	uint64_t now = device_ticks(system_time(system), SOUND_RATE);

	if (now > SOUND_LATE)
		speaker_pass(system->speaker, now - SOUND_LATE);
}

/* An access lets the device tell of the last ones. */
static uint64_t tell_sound(struct system *system)
{
	device_read(&system->board->devices[BOARD_AACI], PL041_SR, sizeof(uint32_t));
	return device_ticks(system_time(system), SOUND_RATE) + 1;
}

/* The script's file. */
static bool end_heard(struct system *system, uint64_t now)
{
	bool good = !system->heard.file || sound_file_end(&system->heard, now);

	if (system->heard.file && fclose(system->heard.file))
		good = false;
	system->heard = (struct sound_file){0};
	return good;
}

bool system_hear(struct system *system, const char *file)
{
	bool good = end_heard(system, tell_sound(system));

	if (good && !file)
		return true;
	if (good)
		system->heard.file = fopen(file, "wb");
	if (system->heard.file)
		return true;
	fprintf(stderr, "sim: cannot write the sound%s%s: %s\n", file ? " to " : "",
	    file ? file : "", strerror(errno));
	return false;
}

bool system_end_sound(struct system *system)
{
	uint64_t now = tell_sound(system);
	bool good = end_heard(system, now);

	return (!system->wav.file || sound_file_end(&system->wav, now)) && good;
}

/* --- How it ends ------------------------------------------------------------------------ */

static enum exit_code tell_fault(
    const struct system *system, const struct fault_report *report, const char *what)
{
	char text[FAULTS_TEXT];

	faults_describe(&system->faults, report, text);
	fprintf(stderr, "sim: %s; %s\n", text, what);
	return EXIT_FAULT;
}

/* A thread without a fault handler was stopped. The policy module has none: its end, too, comes
 * as a fault. */
static enum exit_code unhandled(const struct system *system)
{
	const struct fault_report *fatal = &system->fatal;
	char text[FAULTS_TEXT];

	if (fatal->fault != PITH_FAULT_EXIT || strcmp(fatal->name, "policy") != 0)
		return tell_fault(system, fatal, "it has no fault handler, so the run ends");
	if (fatal->info == POLICY_OFF)
		return EXIT_DONE;
	if (fatal->info == POLICY_FAULT && system->faults.last.time)
		return tell_fault(
		    system, &system->faults.last, "the description ends the run for this");
	faults_describe(&system->faults, fatal, text);
	fprintf(stderr, "sim: %s; the console tells why\n", text);
	return EXIT_POLICY;
}

static enum exit_code power_cut(const struct system *system)
{
	const struct disk *disk = &system->disk;

	fprintf(stderr,
	    "sim: the power was cut at sector write %" PRIu64 ", at %" PRIu64
	    " us; of the sectors that were not flushed %u are kept, %u torn, %u lost\n",
	    disk->written, system_time(system) / NS_PER_US, disk->kept, disk->torn, disk->lost);
	return EXIT_CUT;
}

bool system_goes_on(struct system *system)
{
	struct fault_report *fault = &system->fatal;

	if (!system->options->go_on || strcmp(fault->name, "policy") == 0)
		return false;
	tell_fault(system, fault, "it has no fault handler");
	fault->time = 0;
	return true;
}

bool system_run(struct system *system, uint64_t until, enum exit_code *code)
{
	switch (machine_run(system->machine, until)) {
	case MACHINE_TIME:
		return true;
	case MACHINE_STOPPED:
		if (system->disk.is_cut) {
			*code = power_cut(system);
			return false;
		}
		*code = system->fatal.time ? unhandled(system) : EXIT_DONE;
		return !system->off && !system->fatal.time;
	case MACHINE_DEAD:
		*code = EXIT_DONE;
		return false;
	case MACHINE_FAILED:
		fprintf(
		    stderr, "sim: the processor emulator failed: %s\n", system->machine->halt.what);
		*code = EXIT_COMPUTER;
		return false;
	case MACHINE_HALTED:
	case MACHINE_UNSOUND:
		break;
	}
	faults_print_halt(&system->faults, system->machine);
	*code = EXIT_KERNEL;
	return false;
}

bool system_show_console(struct system *system)
{
	if (console_flush(&system->console))
		return true;
	fprintf(stderr, "sim: cannot write the console's text: %s\n", strerror(errno));
	return false;
}

/* --- Memory ------------------------------------------------------------------------------- */

/* Untyped memory is poison to the address sanitizer, and looked at all the same. Pages of zeroes
 * are left out: true if there is anything else. */
__attribute__((no_sanitize("address"))) static bool copy_page(
    uint8_t page[BUS_PAGE], const uint8_t *from)
{
	uint8_t any = 0;

	for (uint32_t i = 0; i < BUS_PAGE; i++) {
		page[i] = from[i];
		any |= page[i];
	}
	return any;
}

bool system_save_ram(const struct system *system, const char *file)
{
	const struct bus_memory *ram = &system->machine->bus.memory[0];
	FILE *out = fopen(file, "wb");
	bool good = out && !ftruncate(fileno(out), ram->size);
	uint8_t page[BUS_PAGE];

	for (uint32_t at = 0; good && at < ram->size; at += BUS_PAGE)
		if (copy_page(page, ram->bytes + at))
			good = !fseek(out, at, SEEK_SET) && fwrite(page, sizeof(page), 1, out);
	if (out && fclose(out))
		good = false;
	if (!good)
		fprintf(stderr, "sim: cannot write the memory to %s: %s\n", file, strerror(errno));
	return good;
}

/* --- Fingers ------------------------------------------------------------------------------ */

static void record(
    struct system *system, enum player_touch what, unsigned finger, unsigned x, unsigned y)
{
	static const char *const names[] = {"down", "move", "up"};

	if (!system->record)
		return;
	fprintf(system->record, "at %" PRIu64 "ns %s %u", system_time(system), names[what], finger);
	if (what == PLAYER_UP)
		fputc('\n', system->record);
	else
		fprintf(system->record, " %u %u\n", x, y);
}

bool system_touch(
    struct system *system, enum player_touch what, unsigned finger, unsigned x, unsigned y)
{
	static const enum virtio_input_touch touches[] = {
	    [PLAYER_DOWN] = VIRTIO_INPUT_DOWN,
	    [PLAYER_MOVE] = VIRTIO_INPUT_MOVE,
	    [PLAYER_UP] = VIRTIO_INPUT_UP,
	};

	const struct pl111_panel *panel = &system->board->clcd.panel;

	if (x >= (panel->width ? panel->width : SCREEN_WIDTH) ||
	    y >= (panel->height ? panel->height : SCREEN_HEIGHT))
		return false;
	record(system, what, finger, x, y);
	if (!board_touch(system->board, finger, (int32_t)x, (int32_t)y, touches[what]) &&
	    what == PLAYER_DOWN && !system->deaf_told) {
		fprintf(stderr,
		    "sim: at %" PRIu64 " ms a finger came down, but no driver listens to the "
		    "touch panel yet\n",
		    system_time(system) / NS_PER_MS);
		system->deaf_told = true;
	}
	return true;
}

/* --- Idleness ------------------------------------------------------------------------------ */

bool system_at_rest(const struct system *system)
{
	const struct machine *machine = system->machine;

	uint64_t next = clock_next(&machine->clock);

	for (unsigned i = 0; i < MACHINE_LINE_WORDS; i++) {
		if (machine->level[i] & machine->enabled[i])
			return false;
	}
	return !machine->current && next > machine_now(machine) &&
	       next - machine_now(machine) > A_YEAR;
}

bool system_idle(struct system *system, uint64_t since, uint64_t duration)
{
	uint64_t now = system_time(system), idle = system->machine->statistics.idle;
	uint64_t sequence = system->board->clcd.panel.sequence;
	uint64_t from;

	/* Work of less than half the time, like that of a timer's tick, is no activity. */
	if (sequence != system->sequence_then || system->console.length != system->console_then ||
	    2 * (idle - system->idle_then) < now - system->looked)
		system->quiet_since = now;
	system->looked = now;
	system->idle_then = idle;
	system->sequence_then = sequence;
	system->console_then = system->console.length;
	from = since > system->quiet_since ? since : system->quiet_since;
	return !system->machine->current && now - from >= duration;
}
