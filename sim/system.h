/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The simulated computer put together: machine, board, console, screen. Loads a system,
 * starts it and lets it run from one moment to another; who decides about the moments is run.c.
 */
#ifndef PITH_SIM_SYSTEM_H
#define PITH_SIM_SYSTEM_H

#include "machine.h"
#include "devices/board.h"
#include "sim/blob.h"
#include "sim/console.h"
#include "sim/disk.h"
#include "sim/faults.h"
#include "sim/options.h"
#include "sim/player.h"
#include "sim/screen.h"
#include "sim/sound.h"
#include "sim/speaker.h"

struct system {
	const struct options *options;
	struct machine *machine;
	struct board *board;
	struct clock_event alarm; /* the next of the board's */
	struct blob blob;
	struct console console;
	struct disk disk;
	struct screen screen;
	struct faults faults;
	struct fault_report fatal; /* nobody handles it: valid if its time is not 0 */
	FILE *record;		   /* what fingers do, as a script; 0: nowhere */
	struct sound_file wav;	   /* of --wav; its file NULL: none */
	struct sound_file heard;   /* of the script; the same */
	struct speaker *speaker;   /* NULL: none */
	bool off;		   /* the system has switched the power off */
	bool deaf_told;		   /* it was told that nobody listens to the touch panel */

	/* For wait-idle: what the last look saw, and since when nothing has changed. */
	uint64_t looked, idle_then, sequence_then;
	size_t console_then;
	uint64_t quiet_since;
};

/* Builds the machine, loads the system and starts its kernel. EXIT_DONE, or another code after
 * telling why on standard error. */
enum exit_code system_open(struct system *system, const struct options *options);
/* false, and told: what was written to the disk has not reached its file */
bool system_close(struct system *system);

/* Run until virtual time `until` or until something ends it. Returns true while the system
 * lives; else *code says how it ended, and it was told if it ended badly. */
bool system_run(struct system *system, uint64_t until, enum exit_code *code);
/* A thread without a fault handler was stopped: does the run go on? */
bool system_goes_on(struct system *system);

/* Virtual time, nanoseconds. */
uint64_t system_time(const struct system *system);

/* Let standard output and file have the console's text so far; false, and told, if they cannot. */
bool system_show_console(struct system *system);

/* The speaker hears silence where nothing was played up to now. */
void system_pass_sound(struct system *system);
/* From now on sound goes to this file as well (NULL: none), and to none that this named before.
 * False, and told, if one of them cannot be written. */
bool system_hear(struct system *system, const char *file);
/* Ends the files of sound that there are; false if one cannot be written: errno tells why. */
bool system_end_sound(struct system *system);

/* Write all of RAM to a file, from its lowest byte on; false, and told, if that fails. */
bool system_save_ram(const struct system *system, const char *file);

/* A finger at a pixel of the screen; false if there is no such pixel. */
bool system_touch(
    struct system *system, enum player_touch what, unsigned finger, unsigned x, unsigned y);

/* True if nothing runs and, unless a finger comes, nothing will. */
bool system_at_rest(const struct system *system);

/* True if for so long, not counting the time before `since`, the screen has not changed, nothing
 * was written to the console, and the processor was mostly idle. To be asked at least every few
 * milliseconds of virtual time. */
bool system_idle(struct system *system, uint64_t since, uint64_t duration);

#endif
