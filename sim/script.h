/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Touch scripts: the text form and what it means, as a list of steps. Who
 * carries the steps out is player.h. One command a line, "#" begins a comment:
 *
 *     [at TIME | after TIME] COMMAND
 *
 * "at" is virtual time since the start, "after" counts from the end of the command
 * before; without either a command follows at once. The commands are in the
 * table of script.c and in docs/manual/simulator.md.
 */
#ifndef PITH_SIM_SCRIPT_H
#define PITH_SIM_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum script_when { SCRIPT_THEN, SCRIPT_AT, SCRIPT_AFTER };

enum script_action {
	SCRIPT_TAP,
	SCRIPT_SWIPE,
	SCRIPT_DOWN,
	SCRIPT_MOVE,
	SCRIPT_UP,
	SCRIPT_SCREENSHOT,
	SCRIPT_ARENA,
	SCRIPT_FAIL,
	SCRIPT_CHECK,
	SCRIPT_SOUND,
	SCRIPT_WAIT_IDLE,
	SCRIPT_EXPECT_CONSOLE,
	SCRIPT_EXPECT_SCREEN,
	SCRIPT_QUIT,
};

enum {
	SCRIPT_FINGERS = 10, /* fingers are 0 to 9; tap and swipe use 0 */
	SCRIPT_MAX_COORDINATE = 32767,
	SCRIPT_ERROR_TEXT = 512,
};

struct script_point {
	uint16_t x, y; /* pixels from the upper left corner */
};

struct script_step {
	enum script_when when;
	enum script_action action;
	unsigned line;	   /* in the file, from 1 */
	uint64_t time;	   /* nanoseconds; AT: since the start, AFTER: since the step before */
	uint64_t duration; /* TAP, SWIPE: how long; WAIT_IDLE: how long idle */
	uint64_t within;   /* WAIT_IDLE, EXPECT: give up after this time */
	uint64_t count;	   /* FAIL: instructions until then */
	unsigned finger;
	struct script_point from, to; /* `to`: of a swipe only */
	uint32_t hash;		      /* EXPECT_SCREEN */
	char *text; /* SCREENSHOT, ARENA, SOUND: file; EXPECT_CONSOLE: text; FAIL: name; else 0 */
};

struct script {
	char *name; /* of the file, for messages */
	struct script_step *steps;
	size_t count;
};

/* Reads a script. Returns false on a mistake; `error` (SCRIPT_ERROR_TEXT bytes) then says file,
 * line and what was expected, and *script is empty. */
bool script_parse(struct script *script, const char *name, const char *text, char *error);
/* The same from a file; also false when it cannot be read. */
bool script_read(struct script *script, const char *file, char *error);
void script_free(struct script *script);

/* The name of an action as scripts spell it. */
const char *script_action_name(enum script_action action);

#endif
