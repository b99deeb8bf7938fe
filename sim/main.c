/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The simulator's main program: from the command line to the exit code. What it opens
 * it opens before the run, so that a mistake is told at once and not after it.
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "sim/options.h"
#include "sim/pace.h"
#include "sim/run.h"
#include "sim/script.h"
#include "sim/stats.h"
#include "sim/system.h"

static void on_signal(int number)
{
	(void)number;
	run_stop();
}

/* The first Ctrl-C ends the run, a second one the program. */
static void catch_signals(void)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

/* Opens a file for writing, if one is wanted. */
static bool open_output(const char *name, FILE **file)
{
	*file = name ? fopen(name, "w") : NULL;
	if (!name || *file)
		return true;
	fprintf(stderr, "sim: cannot write %s: %s\n", name, strerror(errno));
	return false;
}

/* Whether the picture can be written, without touching an older one. */
static bool can_write(const char *name)
{
	bool is_new = name && access(name, F_OK) != 0;
	FILE *file = name ? fopen(name, "ab") : NULL;

	if (!name)
		return true;
	if (!file) {
		fprintf(stderr, "sim: cannot write %s: %s\n", name, strerror(errno));
		return false;
	}
	fclose(file);
	if (is_new)
		unlink(name);
	return true;
}

/* What is left to be written when the run is over. A better reason to fail stays. */
static enum exit_code write_results(
    struct system *system, const struct options *options, uint64_t real, enum exit_code code)
{
	bool good = system_show_console(system);

	if (options->screenshot && !screen_save(&system->screen, options->screenshot))
		good = false;
	if (options->stats)
		stats_print(stdout, system, real);
	if (options->hash)
		printf("hash %08" PRIx32 "\n", machine_hash(system->machine));
	if (!system_end_sound(system)) {
		fprintf(stderr, "sim: cannot write the sound: %s\n", strerror(errno));
		good = false;
	}
	if (fflush(stdout) != 0 || ferror(stdout))
		good = false;
	return code == EXIT_DONE && !good ? EXIT_OUTPUT : code;
}

/* A recording repeats a run exactly if the clock shows the same again. */
static void record_date(FILE *record, uint32_t date)
{
	time_t seconds = date;
	struct tm broken;
	char text[32] = "";

	if (gmtime_r(&seconds, &broken))
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &broken);
	fprintf(record, "# --date \"%s\"\n", text);
}

static enum exit_code run_system(const struct options *options, const struct script *script,
    FILE *console, FILE *record, FILE *wav)
{
	static struct system system;
	uint64_t begin = pace_real();
	enum exit_code code = system_open(&system, options);

	if (code == EXIT_DONE) {
		console_copy_to(&system.console, stdout);
		if (console)
			console_copy_to(&system.console, console);
		system.record = record;
		system.wav.file = wav;
		if (record)
			record_date(record, options->date);
		code = run(&system, options, script);
		code = write_results(&system, options, pace_real() - begin, code);
	}
	if (!system_close(&system) && code == EXIT_DONE)
		code = EXIT_OUTPUT;
	return code;
}

int main(int argc, char **argv)
{
	struct options options;
	struct script script = {0};
	char error[SCRIPT_ERROR_TEXT];
	FILE *console = NULL, *record = NULL, *wav = NULL;
	enum exit_code code = EXIT_OUTPUT;

	options_parse(&options, argc, argv);
	if (options.script && !script_read(&script, options.script, error)) {
		fprintf(stderr, "sim: %s\n", error);
		return EXIT_OPTION;
	}
	catch_signals();
	if (can_write(options.screenshot) && open_output(options.console, &console) &&
	    open_output(options.record, &record) && open_output(options.wav, &wav))
		code = run_system(&options, options.script ? &script : NULL, console, record, wav);
	script_free(&script);
	if (console && fclose(console) != 0 && code == EXIT_DONE)
		code = EXIT_OUTPUT;
	if (record && fclose(record) != 0 && code == EXIT_DONE)
		code = EXIT_OUTPUT;
	if (wav && fclose(wav) != 0 && code == EXIT_DONE)
		code = EXIT_OUTPUT;
	return (int)code;
}
