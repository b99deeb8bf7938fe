/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What people write for the simulator. An input is a letter and a text: after 'S' a script, which
 * is read and, if it is one, written down again, read again and carried out in a world whose
 * answers its text decides; after 'O' a command line, one argument a line.
 */
/* sources.mk gives sim/options.c other names for them; here is what those call. */
#undef argp_parse
#undef argp_error
#include <argp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/options.h"
#include "sim/player.h"
#include "sim/script.h"
#include "sim/units.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	ARGUMENTS_MAX = 64,
	CALLS_MAX = 300, /* of the player: a swipe may go on for 292 years */
	PANEL_WIDTH = 480,
	PANEL_HEIGHT = 800,
};

#define CHECK(CONDITION) check((CONDITION), #CONDITION)

static void check(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "script: not so: %s\n", what);
	abort();
}

/* --- Command lines ------------------------------------------------------------------ */

error_t fuzz_argp_parse(
    const struct argp *argp, int argc, char **argv, unsigned flags, int *arg_index, void *input);
void fuzz_argp_error(const struct argp_state *state, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The command line has a mistake, for which the simulator would have ended. */
static bool refused;

error_t fuzz_argp_parse(
    const struct argp *argp, int argc, char **argv, unsigned flags, int *arg_index, void *input)
{
	error_t error = argp_parse(argp, argc, argv, flags | ARGP_SILENT, arg_index, input);

	refused = refused || error != 0;
	return error;
}

void fuzz_argp_error(const struct argp_state *state, const char *format, ...)
{
	char text[256];
	va_list arguments;

	(void)state;
	va_start(arguments, format);
	CHECK(vsnprintf(text, sizeof(text), format, arguments) > 0);
	va_end(arguments);
	refused = true;
}

static void read_options(char *text)
{
	char name[] = "sim";
	char *arguments[ARGUMENTS_MAX + 2] = {name};
	int count = 1;
	struct options options;

	for (char *line = strtok(text, "\n"); line && count <= ARGUMENTS_MAX;
	     line = strtok(NULL, "\n"))
		arguments[count++] = line;
	refused = false;
	options_parse(&options, count, arguments);
	if (refused)
		return;
	CHECK(options.system);
	CHECK(options.ram >= 2 << 20 && options.ram <= 1 << 30);
	CHECK(options.scale == 0 || (options.scale >= 250 && options.scale <= 8000));
	CHECK(options.speed >= 0 && options.speed <= 1000 * 1000);
	CHECK(options.run_for <= INT64_MAX || options.run_for == OPTIONS_FOR_EVER);
}

/* --- Scripts ------------------------------------------------------------------------- */

static void write_text(FILE *file, const char *text)
{
	fputs(" \"", file);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fprintf(file, "\\%c", *text);
		else if (*text == '\n')
			fputs("\\n", file);
		else
			fputc(*text, file);
	}
	fputc('"', file);
}

/* A step as a line of a script, with everything that may be left out. */
static void write_step(FILE *file, const struct script_step *step)
{
	unsigned long long duration = step->duration;

	if (step->when != SCRIPT_THEN)
		fprintf(file, "%s %lluns ", step->when == SCRIPT_AT ? "at" : "after",
		    (unsigned long long)step->time);
	fputs(script_action_name(step->action), file);
	switch (step->action) {
	case SCRIPT_TAP:
		fprintf(file, " %u %u %lluns", step->from.x, step->from.y, duration);
		break;
	case SCRIPT_SWIPE:
		fprintf(file, " %u %u %u %u %lluns", step->from.x, step->from.y, step->to.x,
		    step->to.y, duration);
		break;
	case SCRIPT_DOWN:
	case SCRIPT_MOVE:
		fprintf(file, " %u %u %u", step->finger, step->from.x, step->from.y);
		break;
	case SCRIPT_UP:
		fprintf(file, " %u", step->finger);
		break;
	case SCRIPT_SCREENSHOT:
	case SCRIPT_ARENA:
	case SCRIPT_EXPECT_CONSOLE:
		write_text(file, step->text);
		break;
	case SCRIPT_SOUND:
		if (step->text)
			write_text(file, step->text);
		break;
	case SCRIPT_FAIL:
		write_text(file, step->text);
		fprintf(file, " after %llu", (unsigned long long)step->count);
		break;
	case SCRIPT_WAIT_IDLE:
		fprintf(file, " %lluns", duration);
		break;
	case SCRIPT_EXPECT_SCREEN:
		fprintf(file, " %08x", step->hash);
		break;
	case SCRIPT_CHECK:
	case SCRIPT_QUIT:
		break;
	}
	if (step->action == SCRIPT_WAIT_IDLE || step->action == SCRIPT_EXPECT_CONSOLE ||
	    step->action == SCRIPT_EXPECT_SCREEN)
		fprintf(file, " within %lluns", (unsigned long long)step->within);
	fputc('\n', file);
}

static void same_step(const struct script_step *a, const struct script_step *b)
{
	CHECK(a->when == b->when && a->action == b->action && a->finger == b->finger);
	CHECK(a->time == b->time && a->duration == b->duration && a->within == b->within &&
	      a->count == b->count);
	CHECK(a->from.x == b->from.x && a->from.y == b->from.y);
	CHECK(a->to.x == b->to.x && a->to.y == b->to.y && a->hash == b->hash);
	CHECK(!a->text == !b->text && (!a->text || strcmp(a->text, b->text) == 0));
}

static void read_again(const struct script *script)
{
	struct script again;
	char error[SCRIPT_ERROR_TEXT], *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	for (size_t i = 0; i < script->count; i++)
		write_step(file, &script->steps[i]);
	fclose(file);
	if (!script_parse(&again, "again", text, error)) {
		fprintf(stderr, "%s\n", error);
		CHECK(!"what was written is a script");
	}
	CHECK(again.count == script->count);
	for (size_t i = 0; i < script->count; i++)
		same_step(&again.steps[i], &script->steps[i]);
	script_free(&again);
	free(text);
}

/* --- The world that they are carried out in -------------------------------------------- */

static struct world {
	uint32_t answers; /* the next is its lowest bit */
	bool down[SCRIPT_FINGERS];
} world;

static bool answer(void)
{
	world.answers = world.answers * 1103515245 + 12345;
	return world.answers >> 16 & 1;
}

static bool touch(void *context, enum player_touch what, unsigned finger, struct script_point at)
{
	(void)context;
	CHECK(finger < SCRIPT_FINGERS);
	CHECK(world.down[finger] == (what != PLAYER_DOWN));
	world.down[finger] = what != PLAYER_UP;
	return at.x < PANEL_WIDTH && at.y < PANEL_HEIGHT;
}

static bool told(void *context, const char *text)
{
	(void)context;
	CHECK(*text);
	return answer();
}

static bool sound(void *context, const char *file)
{
	(void)context;
	CHECK(!file || *file);
	return answer();
}

static bool fail(void *context, const char *name, uint64_t after)
{
	CHECK(after <= UINT32_MAX);
	return told(context, name);
}

static bool sound_kernel(void *context)
{
	(void)context;
	return answer();
}

static bool idle(void *context, uint64_t since, uint64_t duration)
{
	(void)context;
	(void)since;
	(void)duration;
	return answer();
}

static uint32_t screen_hash(void *context)
{
	(void)context;
	return answer() ? 0 : 0xcafe0001;
}

static const struct player_world functions = {.touch = touch,
    .screenshot = told,
    .arena = told,
    .sound = sound,
    .fail = fail,
    .check = sound_kernel,
    .idle = idle,
    .console = told,
    .screen_hash = screen_hash};

static void carry_out(const struct script *script, uint32_t answers)
{
	struct player player;
	enum player_result result = script->count ? PLAYER_GO_ON : PLAYER_ENDED;
	uint64_t now = 0;

	world = (struct world){.answers = answers};
	player_start(&player, script, &functions);
	for (unsigned calls = 0; calls < CALLS_MAX && result == PLAYER_GO_ON; calls++) {
		CHECK(player.next >= now && player.next != PLAYER_NEVER);
		now = player.next;
		result = player_run(&player, now);
	}
	if (result == PLAYER_GO_ON)
		result = player_finish(&player, now);
	if (result == PLAYER_FAILED)
		CHECK(strnlen(player.error, sizeof(player.error)) < sizeof(player.error) &&
		      player.error[0]);
}

static void read_script(const char *text)
{
	struct script script;
	char error[SCRIPT_ERROR_TEXT] = "";
	uint32_t answers = 0;

	for (const char *at = text; *at; at++)
		answers = answers * 31 + (uint8_t)*at;
	if (!script_parse(&script, "script", text, error)) {
		CHECK(strncmp(error, "script:", 7) == 0 && !script.steps && !script.count);
		return;
	}
	CHECK(!error[0]);
	read_again(&script);
	carry_out(&script, answers);
	script_free(&script);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	if (size == 0)
		return 0;
	text = malloc(size);
	CHECK(text);
	memcpy(text, data + 1, size - 1);
	text[size - 1] = 0;
	if (data[0] == 'O')
		read_options(text);
	else
		read_script(text);
	free(text);
	return 0;
}
