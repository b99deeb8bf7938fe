/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Carries a script out, step by step, at exact moments of virtual time. What the
 * steps act on (fingers, screen, console) is behind functions, so this is a function
 * of the script, the clock and their answers.
 */
#ifndef PITH_SIM_PLAYER_H
#define PITH_SIM_PLAYER_H

#include <stdbool.h>
#include <stdint.h>
#include "sim/script.h"

#define PLAYER_NEVER UINT64_MAX

enum player_touch { PLAYER_DOWN, PLAYER_MOVE, PLAYER_UP };

struct player_world {
	void *context;
	/* False if the point is not on the panel. */
	bool (*touch)(
	    void *context, enum player_touch what, unsigned finger, struct script_point at);
	/* False if the file cannot be written; the world has said so. */
	bool (*screenshot)(void *context, const char *file);
	/* Write the machine's RAM; the same. */
	bool (*arena)(void *context, const char *file);
	/* From now on sound goes to this file, NULL: to none; the same. */
	bool (*sound)(void *context, const char *file);
	/* Let a component fail after so many instructions. False if too many are to already. */
	bool (*fail)(void *context, const char *name, uint64_t after);
	/* False if an invariant of the kernel is broken. */
	bool (*check)(void *context);
	/* True if the system has been idle for so many nanoseconds, not counting time before
	 * `since`. */
	bool (*idle)(void *context, uint64_t since, uint64_t duration);
	/* True if the text was found on the console; the next search begins behind it. */
	bool (*console)(void *context, const char *text);
	uint32_t (*screen_hash)(void *context);
};

enum player_result {
	PLAYER_GO_ON,  /* call again at player->next */
	PLAYER_ENDED,  /* no step is left */
	PLAYER_QUIT,   /* the script says so */
	PLAYER_FAILED, /* an expectation was not met: see player->error */
	PLAYER_OUTPUT, /* a file could not be written */
	PLAYER_BROKEN, /* the kernel's state is */
};

struct player {
	const struct script *script;
	const struct player_world *world;
	size_t index;	/* of the step that is due next or being carried out */
	uint64_t ended; /* when the step before ended */
	uint64_t begun; /* when this one began; valid if it is underway */
	uint64_t next;	/* when player_run is to be called */
	bool underway;
	char error[SCRIPT_ERROR_TEXT];
};

void player_start(
    struct player *player, const struct script *script, const struct player_world *world);

/* Do all that is due at time `now`, which never goes back. */
enum player_result player_run(struct player *player, uint64_t now);

/* The machine has stopped at `now`: do what needs no machine, as long as nothing else is before it.
 * Then as player_run, and PLAYER_FAILED if an expectation was never met. */
enum player_result player_finish(struct player *player, uint64_t now);

#endif
