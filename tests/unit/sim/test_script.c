/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The script parser: what each line means, and what is said of a line that is wrong.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sim/script.h"
#include "sim/units.h"

static char error[SCRIPT_ERROR_TEXT];

static struct script parse(const char *text)
{
	struct script script;

	cr_assert(script_parse(&script, "a.touch", text, error), "%s", error);
	return script;
}

/* The one step of a script of one line. */
static struct script_step *step_of(struct script *script, const char *text)
{
	*script = parse(text);
	cr_assert_eq(script->count, 1);
	return &script->steps[0];
}

Test(script, nothing_is_a_script)
{
	struct script script = parse("");

	cr_assert_eq(script.count, 0);
	script_free(&script);
	script = parse("\n  # only words\n\t\r\n");
	cr_assert_eq(script.count, 0);
	script_free(&script);
}

Test(script, tap_at_a_time)
{
	struct script script;
	struct script_step *step = step_of(&script, "at 1.5s tap 120 300 # here");

	cr_assert_eq(step->when, SCRIPT_AT);
	cr_assert_eq(step->time, 1500ull * NS_PER_MS);
	cr_assert_eq(step->action, SCRIPT_TAP);
	cr_assert_eq(step->from.x, 120);
	cr_assert_eq(step->from.y, 300);
	cr_assert_eq(step->duration, 60 * NS_PER_MS);
	script_free(&script);
}

Test(script, swipe_has_two_points_and_a_duration)
{
	struct script script;
	struct script_step *step = step_of(&script, "after 200ms swipe 1 2 3 4 1s");

	cr_assert_eq(step->when, SCRIPT_AFTER);
	cr_assert_eq(step->time, 200 * NS_PER_MS);
	cr_assert_eq(step->action, SCRIPT_SWIPE);
	cr_assert_eq(step->from.x, 1);
	cr_assert_eq(step->from.y, 2);
	cr_assert_eq(step->to.x, 3);
	cr_assert_eq(step->to.y, 4);
	cr_assert_eq(step->duration, NS_PER_S);
	script_free(&script);
}

Test(script, fingers_come_down_move_and_are_lifted)
{
	struct script script = parse("down 3 10 20\nmove 3 30 40\n\nup 3\n");

	cr_assert_eq(script.count, 3);
	cr_assert_eq(script.steps[0].action, SCRIPT_DOWN);
	cr_assert_eq(script.steps[1].action, SCRIPT_MOVE);
	cr_assert_eq(script.steps[2].action, SCRIPT_UP);
	cr_assert_eq(script.steps[2].finger, 3);
	cr_assert_eq(script.steps[1].from.y, 40);
	cr_assert_eq(script.steps[2].line, 4);
	cr_assert_eq(script.steps[0].when, SCRIPT_THEN);
	script_free(&script);
}

Test(script, texts_may_be_quoted)
{
	struct script script;
	struct script_step *step =
	    step_of(&script, "expect-console \"a  \\\"b\\\" within\\n\" within 3s");

	cr_assert_str_eq(step->text, "a  \"b\" within\n");
	cr_assert_eq(step->within, 3ull * NS_PER_S);
	script_free(&script);
	step = step_of(&script, "expect-console paint:   ready, 2 clients within 500ms");
	cr_assert_str_eq(step->text, "paint: ready, 2 clients");
	cr_assert_eq(step->within, 500 * NS_PER_MS);
	script_free(&script);
	step = step_of(&script, "screenshot \"my screen.png\"");
	cr_assert_str_eq(step->text, "my screen.png");
	script_free(&script);
	step = step_of(&script, "fail clock-app");
	cr_assert_eq(step->action, SCRIPT_FAIL);
	cr_assert_str_eq(step->text, "clock-app");
	cr_assert_eq(step->count, 0);
	script_free(&script);
	step = step_of(&script, "fail clock-app after 4294967295");
	cr_assert_str_eq(step->text, "clock-app");
	cr_assert_eq(step->count, 4294967295);
	script_free(&script);
	step = step_of(&script, "check");
	cr_assert_eq(step->action, SCRIPT_CHECK);
	script_free(&script);
	step = step_of(&script, "sound tone.wav");
	cr_assert_eq(step->action, SCRIPT_SOUND);
	cr_assert_str_eq(step->text, "tone.wav");
	script_free(&script);
	step = step_of(&script, "sound");
	cr_assert_eq(step->action, SCRIPT_SOUND);
	cr_assert_null(step->text);
	script_free(&script);
	step = step_of(&script, "arena ram.bin");
	cr_assert_eq(step->action, SCRIPT_ARENA);
	cr_assert_str_eq(step->text, "ram.bin");
	script_free(&script);
}

Test(script, waiting_has_defaults)
{
	struct script script =
	    parse("wait-idle\nwait-idle 1s\nwait-idle within 2s\nexpect-screen 00ff12ab\nquit");

	cr_assert_eq(script.steps[0].duration, 50 * NS_PER_MS);
	cr_assert_eq(script.steps[0].within, 10ull * NS_PER_S);
	cr_assert_eq(script.steps[1].duration, NS_PER_S);
	cr_assert_eq(script.steps[2].duration, 50 * NS_PER_MS);
	cr_assert_eq(script.steps[2].within, 2ull * NS_PER_S);
	cr_assert_eq(script.steps[3].hash, 0x00ff12ab);
	cr_assert_eq(script.steps[4].action, SCRIPT_QUIT);
	script_free(&script);
}

struct mistake {
	const char *text;
	const char *message; /* what the error begins with */
};

Test(script, mistakes_name_file_line_and_what_was_expected)
{
	static const struct mistake mistakes[] = {
	    {"jump", "a.touch:1: expected tap, swipe, "},
	    {"\n\ntap", "a.touch:3: expected a coordinate at the end: tap X Y"},
	    {"tap 1", "a.touch:1: expected a coordinate at the end: tap X Y"},
	    {"tap 1 x", "a.touch:1: expected a coordinate from 0 to 32767, not 'x': tap"},
	    {"tap -1 2", "a.touch:1: expected a coordinate from 0 to 32767, not '-1': tap"},
	    {"tap 1 40000", "a.touch:1: expected a coordinate from 0 to 32767, not '40000': tap"},
	    {"tap 1 2 3",
		"a.touch:1: expected a number with ns, us, ms, s or min, like 1.5s, not '3'"},
	    {"tap 1 2 3s 4", "a.touch:1: expected the end of the line, not '4': tap"},
	    {"at tap 1 2",
		"a.touch:1: expected a number with ns, us, ms, s or min, like 1.5s, not 'tap'"},
	    {"at", "a.touch:1: expected a number with ns, us, ms, s or min, like 1.5s at the end"},
	    {"at 1s", "a.touch:1: expected a command at the end"},
	    {"after 5 tap 1 2", "a.touch:1: expected a number with ns"},
	    {"at 2s tap 1 2\nat 1s tap 1 2", "a.touch:2: expected a time not before 2060.000000ms"},
	    {"at 1s swipe 1 2 3 4 1s\nat 1.5s quit", "a.touch:2: expected a time not before 2000."},
	    {"down 10 1 2", "a.touch:1: expected a finger from 0 to 9, not '10': down"},
	    {"down 1 1 2\ndown 1 3 4", "a.touch:2: expected finger 1 to be up"},
	    {"down 0 1 2\ntap 3 4", "a.touch:2: expected finger 0 to be up"},
	    {"move 1 3 4", "a.touch:1: expected finger 1 to be down"},
	    {"down 1 1 2\nup 1\nup 1", "a.touch:3: expected finger 1 to be down"},
	    {"screenshot", "a.touch:1: expected a file name at the end"},
	    {"screenshot \"\"", "a.touch:1: expected a file name that is not empty"},
	    {"expect-console", "a.touch:1: expected a text at the end"},
	    {"expect-console \"a", "a.touch:1: expected a closing \""},
	    {"expect-console \"a\\x\"", "a.touch:1: expected a closing \" and only"},
	    {"expect-console \"a\"b", "a.touch:1: expected a blank behind the closing \""},
	    {"expect-console \"a\" b", "a.touch:1: expected the end of the line, not 'b'"},
	    {"expect-console a within", "a.touch:1: expected a number with ns"},
	    {"expect-screen 12", "a.touch:1: expected eight hexadecimal digits, not '12'"},
	    {"expect-screen 1234567g", "a.touch:1: expected eight hexadecimal digits"},
	    {"wait-idle soon", "a.touch:1: expected a number with ns"},
	    {"quit now", "a.touch:1: expected the end of the line, not 'now': quit"},
	    {"x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x",
		"a.touch:1: too many words"},
	};

	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		struct script script;

		cr_assert_not(script_parse(&script, "a.touch", mistakes[i].text, error), "%s",
		    mistakes[i].text);
		cr_assert_eq(strncmp(error, mistakes[i].message, strlen(mistakes[i].message)), 0,
		    "%s\n  gave: %s", mistakes[i].text, error);
		cr_assert_null(script.steps);
	}
}

Test(script, times_together_do_not_wrap)
{
	struct script script;
	const char *wait = "wait-idle within 4600000000s\n";
	char text[128];

	cr_assert_not(script_parse(&script, "a",
	    "after 9000000000s tap 1 1\nafter 9000000000s tap 1 1\nafter 9000000000s quit\n",
	    error));
	cr_assert_str_eq(error, "a:2: expected times that together are less than 292 years");
	cr_assert(script_parse(&script, "a", wait, error));
	script_free(&script);
	snprintf(text, sizeof(text), "%s%s%s", wait, wait, wait);
	cr_assert_not(script_parse(&script, "a", text, error));
	cr_assert_str_eq(error, "a:3: expected times that together are less than 292 years");
}

Test(script, a_long_line_does_not_overflow_the_message)
{
	char text[2000];
	struct script script;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = 0;
	cr_assert_not(script_parse(&script, "a.touch", text, error));
	cr_assert_lt(strlen(error), SCRIPT_ERROR_TEXT);
	cr_assert_not(script_parse(&script, text, "jump", error));
	cr_assert_lt(strlen(error), SCRIPT_ERROR_TEXT);
}

Test(script, files_are_read)
{
	char name[] = P_tmpdir "/pith-script-XXXXXX";
	int file = mkstemp(name);
	struct script script;

	cr_assert_geq(file, 0);
	cr_assert_eq(write(file, "quit\n", 5), 5);
	cr_assert(script_read(&script, name, error), "%s", error);
	cr_assert_eq(script.count, 1);
	cr_assert_str_eq(script.name, name);
	script_free(&script);
	cr_assert_eq(write(file, "\0", 1), 1);
	cr_assert_not(script_read(&script, name, error));
	cr_assert(strstr(error, "no text file"));
	close(file);
	unlink(name);
	cr_assert_not(script_read(&script, name, error));
	cr_assert(strstr(error, "No such file"));
}
