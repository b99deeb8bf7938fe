/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command line, by argp: one table of options, one function that takes them.
 */
#include "sim/options.h"

#include <argp.h>
#include <stdio.h>
#include <string.h>
#include "machine.h"
#include "sim/exit.h"
#include "sim/units.h"

enum {
	KEY_HEADLESS = 'n',
	KEY_FOR = 't',
	KEY_SCRIPT = 's',
	KEY_FAULTS = 'f',
	KEY_VERBOSE = 'v',
	/* The rest has long names only. */
	KEY_SCREENSHOT = 0x100,
	KEY_CONSOLE,
	KEY_RECORD,
	KEY_SPEED,
	KEY_SCALE,
	KEY_RAM,
	KEY_SEED,
	KEY_DATE,
	KEY_HASH,
	KEY_STATS,
	KEY_CHECK,
	KEY_GO_ON,
	KEY_SYMBOLS,
	KEY_WAV,
	KEY_MUTE,
	KEY_DISK,
	KEY_DISK_CUT,

	RAM_STEP = 1 << 20,
	RAM_LEAST = 2 << 20,
	RAM_MOST = 1 << 30,
	SCALE_LEAST = 250,
	SCALE_MOST = 8000,
};

static const struct argp_option table[] = {
    {0, 0, 0, 0, "What to run, and for how long:", 1},
    {"headless", KEY_HEADLESS, 0, 0, "Open no window; as fast as possible unless --speed says else",
	0},
    {"for", KEY_FOR, "TIME", 0, "End after so much virtual time, like 5s or 250ms", 0},
    {"script", KEY_SCRIPT, "FILE", 0, "Touch, look and wait as the script says", 0},
    {"speed", KEY_SPEED, "SPEED", 0, "max, real, or virtual time per real time, like 0.5", 0},
    {"ram", KEY_RAM, "SIZE", 0, "Memory of the machine, like 64M (default 128M)", 0},
    {"disk", KEY_DISK, "FILE[,SIZE|,ro]", 0,
	"The machine's disk; made with SIZE if it is not there; ro: can only be read", 0},
    {"disk-cut", KEY_DISK_CUT, "N[,SEED]", 0,
	"Cut the power at the Nth sector written; what was not flushed is lost, or with SEED kept, "
	"lost or torn",
	0},
    {"seed", KEY_SEED, "N", 0,
	"Fill memory with noise made from N before the start (default 0: zeroes)", 0},
    {"date", KEY_DATE, "DATE", 0,
	"What the clock shows at the start, like \"2026-11-28 09:41:00\" (default: with a window "
	"this computer's time, without one 2026-01-01 09:41:00)",
	0},
    {"scale", KEY_SCALE, "FACTOR", 0, "Size of the window, like 2 or 1.5", 0},
    {"mute", KEY_MUTE, 0, 0, "Play no sound; --wav saves it all the same", 0},

    {0, 0, 0, 0, "What to write down:", 2},
    {"screenshot", KEY_SCREENSHOT, "FILE.png", 0, "Save the screen at the end", 0},
    {"console", KEY_CONSOLE, "FILE", 0, "Save the console's text; it is on standard output too", 0},
    {"record", KEY_RECORD, "FILE", 0, "Save what the fingers do, as a script", 0},
    {"wav", KEY_WAV, "FILE.wav", 0, "Save the sound, exact by virtual time", 0},
    {"hash", KEY_HASH, 0, 0, "Print at last a hash of the run: traps, outputs, memory", 0},
    {"stats", KEY_STATS, 0, 0, "Print at the end what the machine did", 0},

    {0, 0, 0, 0, "Finding mistakes:", 3},
    {"faults", KEY_FAULTS, 0, 0, "Tell of each fault, also those that are handled", 0},
    {"verbose", KEY_VERBOSE, 0, 0, "Tell of faults, and of accesses against a device's manual", 0},
    {"symbols", KEY_SYMBOLS, "FOLDER", 0, "Look here first for unstripped programs", 0},
    {"check", KEY_CHECK, 0, 0, "Check every invariant of the kernel after each trap (slow)", 0},
    {"go-on", KEY_GO_ON, 0, 0,
	"Do not end when a thread faults and nobody takes care of it; a board goes on, too", 0},
    {0, 0, 0, 0, "Help:", -1},
    {0, 0, 0, 0, 0, 0},
};

static void take_speed(struct argp_state *state, struct options *options, const char *text)
{
	uint32_t factor;

	if (strcmp(text, "max") == 0)
		options->speed = OPTIONS_SPEED_MAX;
	else if (strcmp(text, "real") == 0)
		options->speed = OPTIONS_SPEED_REAL;
	else if (units_factor(text, &factor))
		options->speed = (int32_t)factor;
	else
		argp_error(state,
		    "--speed: expected max, real or a factor from 0.001 to 1000, not '%s'", text);
}

static void take_ram(struct argp_state *state, struct options *options, const char *text)
{
	uint64_t size;

	if (!units_size(text, &size))
		argp_error(state, "--ram: expected " UNITS_SIZE_HELP ", not '%s'", text);
	else if (size < RAM_LEAST || size > RAM_MOST || size % RAM_STEP != 0)
		argp_error(state, "--ram: expected whole megabytes from 2M to 1G, not '%s'", text);
	else
		options->ram = (uint32_t)size;
}

static void take_scale(struct argp_state *state, struct options *options, const char *text)
{
	if (!units_factor(text, &options->scale) || options->scale < SCALE_LEAST ||
	    options->scale > SCALE_MOST)
		argp_error(state, "--scale: expected a factor from 0.25 to 8, not '%s'", text);
}

static void take_cut(struct argp_state *state, struct options *options, const char *text)
{
	const char *comma = strchr(text, ',');
	char number[32];

	snprintf(number, sizeof(number), "%.*s", (int)(comma ? comma - text : 31), text);
	if (!units_number(number, UINT64_MAX, &options->disk_cut) || !options->disk_cut ||
	    (comma && !units_number(comma + 1, UINT64_MAX, &options->disk_seed)))
		argp_error(state,
		    "--disk-cut: expected the number of a write, from 1 on, and perhaps a seed, "
		    "like 7 or 7,1; not '%s'",
		    text);
}

static error_t take_value(int key, char *text, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case KEY_FOR:
		if (!units_time(text, &options->run_for))
			argp_error(state, "--for: expected " UNITS_TIME_HELP ", not '%s'", text);
		return 0;
	case KEY_SPEED:
		take_speed(state, options, text);
		return 0;
	case KEY_RAM:
		take_ram(state, options, text);
		return 0;
	case KEY_DATE:
		if (!units_date(text, &options->date))
			argp_error(state, "--date: expected " UNITS_DATE_HELP ", not '%s'", text);
		options->dated = true;
		return 0;
	case KEY_SCALE:
		take_scale(state, options, text);
		return 0;
	case KEY_SEED:
		if (!units_number(text, UINT64_MAX, &options->seed))
			argp_error(state, "--seed: expected a number, not '%s'", text);
		return 0;
	case KEY_DISK:
		options->disk = text;
		return 0;
	case KEY_DISK_CUT:
		take_cut(state, options, text);
		return 0;
	case KEY_SCRIPT:
		options->script = text;
		return 0;
	case KEY_SCREENSHOT:
		options->screenshot = text;
		return 0;
	case KEY_CONSOLE:
		options->console = text;
		return 0;
	case KEY_RECORD:
		options->record = text;
		return 0;
	case KEY_WAV:
		options->wav = text;
		return 0;
	case KEY_SYMBOLS:
		options->symbols = text;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t take(int key, char *text, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case KEY_HEADLESS:
		options->headless = true;
		return 0;
	case KEY_MUTE:
		options->mute = true;
		return 0;
	case KEY_HASH:
		options->hash = true;
		return 0;
	case KEY_STATS:
		options->stats = true;
		return 0;
	case KEY_CHECK:
		options->check = true;
		return 0;
	case KEY_GO_ON:
		options->go_on = true;
		return 0;
	case KEY_VERBOSE:
		options->verbose = true;
		options->faults = true;
		return 0;
	case KEY_FAULTS:
		options->faults = true;
		return 0;
	case ARGP_KEY_ARG:
		if (options->system)
			argp_error(state, "expected one system description, not also '%s'", text);
		options->system = text;
		return 0;
	case ARGP_KEY_END:
		if (!options->system)
			argp_error(
			    state, "expected a system description, like build/examples/paint.dtb");
		if (options->disk_cut && !options->disk)
			argp_error(state, "--disk-cut: expected --disk, whose power is to be cut");
		return 0;
	default:
		return take_value(key, text, state);
	}
}

void options_parse(struct options *options, int argc, char **argv)
{
	static const struct argp argp = {
	    .options = table,
	    .parser = take,
	    .args_doc = "SYSTEM.dtb",
	    .doc = "Run a Pith system on a simulated Versatile Express board with a touch screen."
		   "\vThe mouse is a finger; with Ctrl or Alt held a second one mirrors it. "
		   "Times are virtual time unless said otherwise. "
		   "Exit codes, the script language and examples: docs/manual/simulator.md.",
	};

	*options = (struct options){
	    .run_for = OPTIONS_FOR_EVER,
	    .speed = OPTIONS_SPEED_DEFAULT,
	    .ram = MACHINE_RAM_DEFAULT,
	};
	argp_program_version = "sim (Pith) 0.1";
	argp_err_exit_status = EXIT_OPTION;
	argp_parse(&argp, argc, argv, 0, NULL, options);
	if (!options->dated)
		options->date = options->headless ? OPTIONS_DATE : units_local_time();
	if (options->speed == OPTIONS_SPEED_DEFAULT)
		options->speed = options->headless ? OPTIONS_SPEED_MAX : OPTIONS_SPEED_REAL;
}
