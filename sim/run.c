/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The main loop. Virtual time goes forward in slices; between two of them fingers
 * come down, expectations are looked at, the window is drawn and real time is waited for.
 * Slices never change what the system does: only when the outside looks at it.
 */
#include "sim/run.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "sim/file.h"
#include "sim/pace.h"
#include "sim/player.h"
#include "sim/units.h"
#include "sim/window.h"

enum {
	FRAME = NS_PER_S / 60,	 /* between two looks at the window, in real time */
	SLICE_LEAST = NS_PER_MS, /* of virtual time */
	SLICE_MOST = 200 * NS_PER_MS,
	SLICE_HEADLESS = 20 * NS_PER_MS, /* how soon console text and Ctrl-C are seen */
	UNIT = 1000,			 /* a speed of 1 */
};

static volatile sig_atomic_t stopped;

struct run {
	struct system *system;
	const struct options *options;
	struct player player;
	bool scripted;
	struct window *window;
	struct pace pace;
	uint64_t slice;
	uint64_t shown; /* real time when the window was drawn last */
	/* Since the title was changed last. */
	uint64_t title_real, title_virtual;
	unsigned frames;
};

void run_stop(void)
{
	stopped = 1;
}

/* --- The script's world --------------------------------------------------------------------- */

static bool world_touch(
    void *context, enum player_touch what, unsigned finger, struct script_point at)
{
	struct run *run = context;

	return system_touch(run->system, what, finger, at.x, at.y);
}

static void look(struct run *run)
{
	screen_update(&run->system->screen, pl111_panel(&run->system->board->devices[BOARD_CLCD]));
}

static bool world_screenshot(void *context, const char *file)
{
	struct run *run = context;

	look(run);
	return screen_save(&run->system->screen, file);
}

static bool world_arena(void *context, const char *file)
{
	struct run *run = context;

	return system_save_ram(run->system, file);
}

static bool world_sound(void *context, const char *file)
{
	struct run *run = context;

	return system_hear(run->system, file);
}

static bool world_fail(void *context, const char *name, uint64_t after)
{
	struct run *run = context;

	return machine_fail(run->system->machine, name, after);
}

static bool world_check(void *context)
{
	struct run *run = context;

	return !machine_check(run->system->machine);
}

static bool world_idle(void *context, uint64_t since, uint64_t duration)
{
	struct run *run = context;

	return system_idle(run->system, since, duration);
}

static bool world_console(void *context, const char *text)
{
	struct run *run = context;

	return console_find(&run->system->console, text);
}

static uint32_t world_screen_hash(void *context)
{
	struct run *run = context;

	look(run);
	return screen_hash(&run->system->screen);
}

/* Returns true while the run goes on; else *code says how it ended. */
static bool handle_player(struct run *run, enum player_result result, enum exit_code *code)
{
	switch (result) {
	case PLAYER_GO_ON:
	case PLAYER_ENDED:
		return true;
	case PLAYER_QUIT:
		*code = EXIT_DONE;
		break;
	case PLAYER_OUTPUT:
		*code = EXIT_OUTPUT;
		break;
	case PLAYER_BROKEN:
		faults_print_halt(&run->system->faults, run->system->machine);
		*code = EXIT_KERNEL;
		break;
	case PLAYER_FAILED:
		fprintf(stderr, "sim: %s\n", run->player.error);
		*code = EXIT_EXPECTATION;
		break;
	}
	return false;
}

/* --- The window --------------------------------------------------------------------------------
 */

static void window_finger(
    void *context, enum window_touch what, unsigned finger, unsigned x, unsigned y)
{
	static const enum player_touch touches[] = {
	    [WINDOW_DOWN] = PLAYER_DOWN,
	    [WINDOW_MOVE] = PLAYER_MOVE,
	    [WINDOW_UP] = PLAYER_UP,
	};
	struct run *run = context;

	system_touch(run->system, touches[what], finger, x, y);
}

static void draw(struct run *run, uint64_t real)
{
	struct pl111_damage damage;

	/* At full speed the screen changes more often than anyone can see. */
	if (real - run->shown < FRAME / 2)
		return;
	look(run);
	if (screen_take_damage(&run->system->screen, &damage)) {
		window_show(run->window, &run->system->screen, &damage);
		run->shown = real;
		run->frames++;
	}
}

static void tell_speed(struct run *run, uint64_t real)
{
	uint64_t passed = real - run->title_real, now = system_time(run->system);

	if (passed < NS_PER_S)
		return;
	window_title(run->window, (unsigned)((uint64_t)run->frames * NS_PER_S / passed),
	    (unsigned)((now - run->title_virtual) * UNIT / passed));
	run->title_real = real;
	run->title_virtual = now;
	run->frames = 0;
}

static bool open_window(struct run *run)
{
	const char *system = strrchr(run->options->system, '/');
	char *name = file_copy(system ? system + 1 : run->options->system);
	const char *why = "";

	if (strlen(name) > 4 && strcmp(name + strlen(name) - 4, ".dtb") == 0)
		name[strlen(name) - 4] = 0;
	run->window = window_open(name, &run->system->screen, run->options->scale, &why);
	if (!run->window)
		fprintf(stderr, "sim: no window can be opened (%s): run it with --headless\n", why);
	free(name);
	return run->window != NULL;
}

/* --- The loop
 * -------------------------------------------------------------------------------------- */

static void sleep_for(uint64_t nanoseconds)
{
	const struct timespec time = {
	    (time_t)(nanoseconds / NS_PER_S), (long)(nanoseconds % NS_PER_S)};

	/* A signal may cut it short, and should. */
	nanosleep(&time, NULL);
}

/* Waits until the next slice is due, with an ear for the window. Returns false when it was closed.
 */
static bool wait_for_time(struct run *run)
{
	uint64_t real = pace_real();
	uint64_t wait = pace_wait(&run->pace, real, system_time(run->system) + run->slice);

	if (!run->window) {
		if (wait)
			sleep_for(wait);
		return true;
	}
	draw(run, real);
	tell_speed(run, real);
	return window_handle(run->window, (uint32_t)(wait / NS_PER_MS), window_finger, run);
}

/* Where virtual time should go next: a slice further, but not beyond anything that is due. */
static uint64_t next_stop(struct run *run)
{
	uint64_t now = system_time(run->system);
	uint64_t until = pace_virtual(&run->pace, pace_real(), now);

	if (until > now + run->slice)
		until = now + run->slice;
	if (run->scripted && run->player.next < until)
		until = run->player.next;
	return until < run->options->run_for ? until : run->options->run_for;
}

/* Whether a run that has no other end would wait for nothing, for ever. */
static bool is_over(const struct run *run)
{
	if (!run->options->headless || run->options->run_for != OPTIONS_FOR_EVER ||
	    (run->scripted && run->player.next != PLAYER_NEVER) || !system_at_rest(run->system))
		return false;
	fprintf(stderr, "sim: nothing runs and nothing is to come: the end, at %" PRIu64 " ms\n",
	    system_time(run->system) / NS_PER_MS);
	return true;
}

static enum exit_code loop(struct run *run)
{
	enum exit_code code = EXIT_DONE;
	uint64_t until;

	for (;;) {
		if (run->scripted &&
		    !handle_player(run, player_run(&run->player, system_time(run->system)), &code))
			return code;
		if (system_time(run->system) >= run->options->run_for)
			break;
		until = next_stop(run);
		if (until > system_time(run->system) && !system_run(run->system, until, &code))
			break;
		system_pass_sound(run->system);
		if (!system_show_console(run->system))
			return EXIT_OUTPUT;
		if (stopped || !wait_for_time(run) || stopped)
			return EXIT_DONE;
		if (is_over(run))
			break;
	}
	if (run->scripted && code == EXIT_DONE)
		handle_player(run, player_finish(&run->player, system_time(run->system)), &code);
	return code;
}

static uint64_t choose_slice(const struct options *options)
{
	uint64_t slice = options->headless ? SLICE_HEADLESS : FRAME;

	if (options->speed == OPTIONS_SPEED_MAX)
		return slice;
	/* As long in real time as a frame; a slow machine is not asked for less than a step. */
	slice = FRAME * (uint64_t)options->speed / UNIT;
	if (slice < SLICE_LEAST)
		slice = SLICE_LEAST;
	return slice < SLICE_MOST ? slice : SLICE_MOST;
}

/* A name that nobody has never runs; nor does, perhaps, who only waits. */
static void tell_unfailed(const struct machine *machine)
{
	for (uint32_t i = 0; i < machine->doomed_count; i++)
		fprintf(stderr, "sim: '%s' has not failed: nothing of that name has run since\n",
		    machine->doomed[i].name);
}

enum exit_code run(
    struct system *system, const struct options *options, const struct script *script)
{
	struct run run = {.system = system, .options = options, .slice = choose_slice(options)};
	const struct player_world world = {
	    .context = &run,
	    .touch = world_touch,
	    .screenshot = world_screenshot,
	    .arena = world_arena,
	    .sound = world_sound,
	    .fail = world_fail,
	    .check = world_check,
	    .idle = world_idle,
	    .console = world_console,
	    .screen_hash = world_screen_hash,
	};
	enum exit_code code;

	if (!options->headless && !open_window(&run))
		return EXIT_DISPLAY;
	/* Sound at another speed would be another sound. */
	if (run.window && !options->mute && options->speed == OPTIONS_SPEED_REAL)
		system->speaker = speaker_open();
	if (script) {
		run.scripted = true;
		player_start(&run.player, script, &world);
	}
	run.title_real = pace_real();
	pace_start(&run.pace, (uint32_t)options->speed, pace_real(), 0);
	code = loop(&run);
	tell_unfailed(system->machine);
	look(&run);
	speaker_close(system->speaker);
	system->speaker = NULL;
	window_close(run.window);
	return code;
}
