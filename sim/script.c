/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parser of touch scripts. A line becomes words, a table says which arguments each
 * command takes, one reader for each kind of argument. What can be known to be wrong before
 * the run is refused here, with the line and what was expected.
 */
#include "sim/script.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/file.h"
#include "sim/units.h"

enum {
	MAX_WORDS = 32,
	TAP_TIME = 60 * NS_PER_MS,
	SWIPE_TIME = 250 * NS_PER_MS,
	IDLE_TIME = 50 * NS_PER_MS,
};
#define WITHIN (10ull * NS_PER_S)
#define LATEST (292ull * 365 * 24 * 3600 * NS_PER_S)

/* Arguments of a command: a capital letter is needed, a small one may be left out.
 *   f finger, p point (two numbers), q second point, d duration, n file name, t text, h hash,
 *   c component, i "after N" instructions, w "within TIME" */
struct command {
	const char *name;
	const char *arguments;
	const char *usage;
};

static const struct command commands[] = {
    [SCRIPT_TAP] = {"tap", "Pd", "tap X Y [DURATION]"},
    [SCRIPT_SWIPE] = {"swipe", "PQd", "swipe X1 Y1 X2 Y2 [DURATION]"},
    [SCRIPT_DOWN] = {"down", "FP", "down FINGER X Y"},
    [SCRIPT_MOVE] = {"move", "FP", "move FINGER X Y"},
    [SCRIPT_UP] = {"up", "F", "up FINGER"},
    [SCRIPT_SCREENSHOT] = {"screenshot", "N", "screenshot FILE"},
    [SCRIPT_ARENA] = {"arena", "N", "arena FILE"},
    [SCRIPT_FAIL] = {"fail", "Ci", "fail COMPONENT [after INSTRUCTIONS]"},
    [SCRIPT_CHECK] = {"check", "", "check"},
    [SCRIPT_SOUND] = {"sound", "n", "sound [FILE]"},
    [SCRIPT_WAIT_IDLE] = {"wait-idle", "dw", "wait-idle [DURATION] [within TIME]"},
    [SCRIPT_EXPECT_CONSOLE] = {"expect-console", "Tw", "expect-console TEXT [within TIME]"},
    [SCRIPT_EXPECT_SCREEN] = {"expect-screen", "Hw", "expect-screen HASH [within TIME]"},
    [SCRIPT_QUIT] = {"quit", "", "quit"},
};
enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static const uint64_t default_durations[COMMANDS] = {
    [SCRIPT_TAP] = TAP_TIME,
    [SCRIPT_SWIPE] = SWIPE_TIME,
    [SCRIPT_WAIT_IDLE] = IDLE_TIME,
};

struct parser {
	const char *name;
	unsigned line;
	char *error;
	char *words[MAX_WORDS];
	bool quoted[MAX_WORDS];
	unsigned count, next;
	/* What is known while parsing: no step can begin before `known`, and fingers' state. */
	uint64_t known;
	bool down[SCRIPT_FINGERS];
	uint64_t latest; /* every step has ended by then, if each takes all the time it may */
};

static bool fail(struct parser *parser, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool fail(struct parser *parser, const char *format, ...)
{
	int length =
	    snprintf(parser->error, SCRIPT_ERROR_TEXT, "%s:%u: ", parser->name, parser->line);
	va_list arguments;

	if (length < 0 || length >= SCRIPT_ERROR_TEXT)
		return false;
	va_start(arguments, format);
	vsnprintf(parser->error + length, (size_t)(SCRIPT_ERROR_TEXT - length), format, arguments);
	va_end(arguments);
	return false;
}

const char *script_action_name(enum script_action action)
{
	return commands[action].name;
}

/* --- Words --------------------------------------------------------------------- */

/* Takes a quoted word in place: \" \\ \n \t. Returns what follows it, or 0 if it does not end. */
static char *unquote(char *at)
{
	static const char escapes[] = "\"\"\\\\n\nt\t";
	char *out = at;

	while (*at && *at != '"') {
		if (*at == '\\') {
			const char *escape = escapes;

			at++;
			while (*escape && *escape != *at)
				escape += 2;
			if (!*escape)
				return NULL;
			*out++ = escape[1];
			at++;
		} else {
			*out++ = *at++;
		}
	}
	if (!*at)
		return NULL;
	*out = 0;
	return at + 1;
}

static bool split(struct parser *parser, char *line)
{
	parser->count = 0;
	parser->next = 0;
	for (;;) {
		line += strspn(line, " \t\r");
		if (!*line || *line == '#')
			return true;
		if (parser->count == MAX_WORDS)
			return fail(
			    parser, "too many words; text with blanks stands in \"quotes\"");
		parser->quoted[parser->count] = *line == '"';
		if (*line == '"') {
			parser->words[parser->count++] = line + 1;
			line = unquote(line + 1);
			if (!line)
				return fail(parser,
				    "expected a closing \" and only \\\" \\\\ \\n \\t before it");
			if (*line && !strchr(" \t\r", *line))
				return fail(parser, "expected a blank behind the closing \"");
		} else {
			parser->words[parser->count++] = line;
			line += strcspn(line, " \t\r");
			if (*line)
				*line++ = 0;
		}
	}
}

static const char *peek(const struct parser *parser)
{
	return parser->next < parser->count ? parser->words[parser->next] : NULL;
}

/* The next word, or 0 and an error that says what was expected of it. */
static const char *take(struct parser *parser, const char *what, const char *usage)
{
	const char *word = peek(parser);

	if (word)
		parser->next++;
	else
		fail(parser, "expected %s at the end: %s", what, usage);
	return word;
}

/* --- Arguments ------------------------------------------------------------------ */

static bool take_time(struct parser *parser, const char *usage, uint64_t *time)
{
	const char *word = take(parser, UNITS_TIME_HELP, usage);

	if (!word)
		return false;
	if (!units_time(word, time))
		return fail(parser, "expected " UNITS_TIME_HELP ", not '%s': %s", word, usage);
	return true;
}

static bool take_number(
    struct parser *parser, const char *what, unsigned most, const char *usage, uint64_t *number)
{
	const char *word = take(parser, what, usage);

	if (!word)
		return false;
	if (!units_number(word, most, number))
		return fail(
		    parser, "expected %s from 0 to %u, not '%s': %s", what, most, word, usage);
	return true;
}

static bool take_point(struct parser *parser, const char *usage, struct script_point *point)
{
	uint64_t x, y;

	if (!take_number(parser, "a coordinate", SCRIPT_MAX_COORDINATE, usage, &x) ||
	    !take_number(parser, "a coordinate", SCRIPT_MAX_COORDINATE, usage, &y))
		return false;
	point->x = (uint16_t)x;
	point->y = (uint16_t)y;
	return true;
}

static bool take_hash(struct parser *parser, const char *usage, uint32_t *hash)
{
	const char *word = take(parser, "a hash", usage);
	char digits[16];
	uint64_t number;

	if (!word)
		return false;
	snprintf(digits, sizeof(digits), "0x%s", word);
	if (strlen(word) != 8 || !units_number(digits, UINT32_MAX, &number))
		return fail(parser, "expected eight hexadecimal digits, not '%s': %s", word, usage);
	*hash = (uint32_t)number;
	return true;
}

static bool at_word(const struct parser *parser, const char *word)
{
	return peek(parser) && !parser->quoted[parser->next] && strcmp(peek(parser), word) == 0;
}

static bool at_within(const struct parser *parser)
{
	return at_word(parser, "within");
}

static bool take_name(struct parser *parser, const char *what, const char *usage, char **text)
{
	const char *word = take(parser, what, usage);

	if (!word)
		return false;
	if (!*word)
		return fail(parser, "expected %s that is not empty: %s", what, usage);
	*text = file_copy(word);
	return true;
}

/* Without quotes a text goes on to "within" or the end of the line, one blank between words. */
static bool take_text(struct parser *parser, const char *usage, char **text)
{
	bool quoted = peek(parser) && parser->quoted[parser->next];

	if (!take_name(parser, "a text", usage, text))
		return false;
	while (!quoted && peek(parser) && !at_within(parser)) {
		size_t length = strlen(*text);
		const char *word = parser->words[parser->next++];

		*text = file_grow(*text, length + 1 + strlen(word) + 1);
		(*text)[length] = ' ';
		strcpy(*text + length + 1, word);
	}
	return true;
}

static bool take_within(struct parser *parser, const char *usage, uint64_t *within)
{
	if (!at_within(parser))
		return true;
	parser->next++;
	return take_time(parser, usage, within);
}

static bool take_instructions(struct parser *parser, const char *usage, uint64_t *count)
{
	if (!at_word(parser, "after"))
		return true;
	parser->next++;
	return take_number(parser, "a number of instructions", UINT32_MAX, usage, count);
}

static bool take_duration(struct parser *parser, const char *usage, uint64_t *duration)
{
	if (!peek(parser) || at_within(parser))
		return true;
	return take_time(parser, usage, duration);
}

static bool take_finger(struct parser *parser, const char *usage, unsigned *finger)
{
	uint64_t number;

	if (!take_number(parser, "a finger", SCRIPT_FINGERS - 1, usage, &number))
		return false;
	*finger = (unsigned)number;
	return true;
}

static bool take_arguments(
    struct parser *parser, const struct command *command, struct script_step *step)
{
	for (const char *kind = command->arguments; *kind; kind++) {
		bool good = true;

		switch (*kind) {
		case 'F':
			good = take_finger(parser, command->usage, &step->finger);
			break;
		case 'P':
			good = take_point(parser, command->usage, &step->from);
			break;
		case 'Q':
			good = take_point(parser, command->usage, &step->to);
			break;
		case 'N':
			good = take_name(parser, "a file name", command->usage, &step->text);
			break;
		case 'n':
			if (peek(parser))
				good =
				    take_name(parser, "a file name", command->usage, &step->text);
			break;
		case 'C':
			good = take_name(parser, "a component's name", command->usage, &step->text);
			break;
		case 'T':
			good = take_text(parser, command->usage, &step->text);
			break;
		case 'H':
			good = take_hash(parser, command->usage, &step->hash);
			break;
		case 'd':
			good = take_duration(parser, command->usage, &step->duration);
			break;
		case 'i':
			good = take_instructions(parser, command->usage, &step->count);
			break;
		case 'w':
			good = take_within(parser, command->usage, &step->within);
			break;
		default:
			break;
		}
		if (!good)
			return false;
	}
	if (peek(parser))
		return fail(parser, "expected the end of the line, not '%s': %s", peek(parser),
		    command->usage);
	return true;
}

/* --- Lines ---------------------------------------------------------------------- */

static bool take_when(struct parser *parser, struct script_step *step)
{
	if (strcmp(peek(parser), "at") == 0)
		step->when = SCRIPT_AT;
	else if (strcmp(peek(parser), "after") == 0)
		step->when = SCRIPT_AFTER;
	else
		return true;
	parser->next++;
	if (!take_time(parser, step->when == SCRIPT_AT ? "at TIME COMMAND" : "after TIME COMMAND",
		&step->time))
		return false;
	if (step->when == SCRIPT_AT && step->time < parser->known)
		return fail(parser,
		    "expected a time not before %llu.%06llums, when the command above ends",
		    (unsigned long long)(parser->known / NS_PER_MS),
		    (unsigned long long)(parser->known % NS_PER_MS));
	return true;
}

static bool take_command(struct parser *parser, struct script_step *step)
{
	const char *word = take(parser, "a command",
	    "tap, swipe, down, move, up, screenshot, arena, sound, "
	    "fail, check, wait-idle, expect-console, expect-screen or quit");

	if (!word)
		return false;
	for (unsigned i = 0; i < COMMANDS; i++) {
		if (strcmp(commands[i].name, word) == 0) {
			step->action = (enum script_action)i;
			step->duration = default_durations[i];
			step->within = WITHIN;
			return take_arguments(parser, &commands[i], step);
		}
	}
	return fail(parser,
	    "expected tap, swipe, down, move, up, screenshot, arena, sound, fail, check, "
	    "wait-idle, expect-console, expect-screen or quit, not '%s'",
	    word);
}

/* Fingers are down before they move or are lifted, and up before they come down. */
static bool check_fingers(struct parser *parser, const struct script_step *step)
{
	bool *down = &parser->down[step->finger];

	switch (step->action) {
	case SCRIPT_TAP:
	case SCRIPT_SWIPE:
	case SCRIPT_DOWN:
		if (*down)
			return fail(parser,
			    "expected finger %u to be up: it is down since an earlier line",
			    step->finger);
		*down = step->action == SCRIPT_DOWN;
		break;
	case SCRIPT_MOVE:
	case SCRIPT_UP:
		if (!*down)
			return fail(parser,
			    "expected finger %u to be down: write 'down %u X Y' before",
			    step->finger, step->finger);
		*down = step->action == SCRIPT_MOVE;
		break;
	default:
		break;
	}
	return true;
}

/* No sum of the times that the player computes may leave 64 bits. */
static bool advance(struct parser *parser, const struct script_step *step)
{
	bool glides = step->action == SCRIPT_TAP || step->action == SCRIPT_SWIPE;
	bool expects = step->action == SCRIPT_WAIT_IDLE || step->action == SCRIPT_EXPECT_CONSOLE ||
		       step->action == SCRIPT_EXPECT_SCREEN;
	uint64_t takes = glides ? step->duration : expects ? step->within : 0;

	if (step->when == SCRIPT_AT) {
		parser->known = step->time;
		if (parser->latest < step->time)
			parser->latest = step->time;
	} else if (step->when == SCRIPT_AFTER) {
		parser->known += step->time;
		parser->latest += step->time;
	}
	/* Each is below 2^63 (units.h), and so is the sum so far. */
	if (parser->latest <= LATEST)
		parser->latest += takes;
	if (parser->latest > LATEST)
		return fail(parser, "expected times that together are less than 292 years");
	if (glides)
		parser->known += step->duration;
	return true;
}

static bool parse_line(struct parser *parser, struct script *script, char *line)
{
	struct script_step step = {.line = parser->line};

	if (!split(parser, line))
		return false;
	if (parser->count == 0)
		return true;
	if (!take_when(parser, &step) || !take_command(parser, &step) ||
	    !check_fingers(parser, &step) || !advance(parser, &step)) {
		free(step.text);
		return false;
	}
	script->steps = file_grow(script->steps, (script->count + 1) * sizeof(step));
	script->steps[script->count++] = step;
	return true;
}

bool script_parse(struct script *script, const char *name, const char *text, char *error)
{
	struct parser parser = {.name = name, .error = error};
	char *copy = file_copy(text), *line = copy;
	bool good = true;

	*script = (struct script){.name = file_copy(name)};
	while (line && good) {
		char *end = strchr(line, '\n');

		if (end)
			*end++ = 0;
		parser.line++;
		good = parse_line(&parser, script, line);
		line = end;
	}
	free(copy);
	if (!good)
		script_free(script);
	return good;
}

bool script_read(struct script *script, const char *file, char *error)
{
	size_t size;
	char *text = file_read(file, &size);
	bool good = false;

	*script = (struct script){0};
	if (!text)
		snprintf(error, SCRIPT_ERROR_TEXT, "script %s: %s", file, strerror(errno));
	else if (strlen(text) != size)
		snprintf(error, SCRIPT_ERROR_TEXT, "script %s: this is no text file", file);
	else
		good = script_parse(script, file, text, error);
	free(text);
	return good;
}

void script_free(struct script *script)
{
	for (size_t i = 0; i < script->count; i++)
		free(script->steps[i].text);
	free(script->steps);
	free(script->name);
	*script = (struct script){0};
}
