/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The script player against a world that writes down what is done to it, and when.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include "sim/player.h"
#include "sim/units.h"

static struct world {
	uint64_t now;
	char log[4096];
	uint64_t idle_from; /* the system is idle from here on */
	uint64_t text_from; /* the text comes at this moment */
	uint32_t hash;
	bool disk_full;
	bool broken; /* the kernel */
} world;

static struct script script;
static struct player player;

static void note(const char *what)
{
	size_t length = strlen(world.log);

	snprintf(world.log + length, sizeof(world.log) - length, "%llu %s\n",
	    (unsigned long long)(world.now / NS_PER_MS), what);
}

static bool touch(void *context, enum player_touch what, unsigned finger, struct script_point at)
{
	static const char *const names[] = {"down", "move", "up"};
	char text[64];

	(void)context;
	snprintf(text, sizeof(text), "%s %u %u %u", names[what], finger, at.x, at.y);
	note(text);
	return at.x < 480 && at.y < 800;
}

static bool screenshot(void *context, const char *file)
{
	(void)context;
	note(file);
	return !world.disk_full;
}

static bool arena(void *context, const char *file)
{
	note("memory");
	return screenshot(context, file);
}

static bool sound(void *context, const char *file)
{
	note("sound");
	return screenshot(context, file);
}

static bool fail(void *context, const char *name, uint64_t after)
{
	char text[64];

	(void)context;
	snprintf(text, sizeof(text), "%s %u", name, (unsigned)after);
	note(text);
	return !world.disk_full;
}

static bool check(void *context)
{
	(void)context;
	note("check");
	return !world.broken;
}

static bool idle(void *context, uint64_t since, uint64_t duration)
{
	uint64_t from = since > world.idle_from ? since : world.idle_from;

	(void)context;
	return world.now >= from + duration;
}

static bool console(void *context, const char *text)
{
	(void)context;
	return strcmp(text, "ready") == 0 && world.now >= world.text_from;
}

static uint32_t screen_hash(void *context)
{
	(void)context;
	return world.hash;
}

static const struct player_world functions = {
    .touch = touch,
    .screenshot = screenshot,
    .arena = arena,
    .sound = sound,
    .fail = fail,
    .check = check,
    .idle = idle,
    .console = console,
    .screen_hash = screen_hash,
};

/* Plays a script to its end, as the machine would: never later than it asks for. */
static enum player_result play(const char *text)
{
	char error[SCRIPT_ERROR_TEXT];
	enum player_result result;

	script_free(&script);
	world.now = 0;
	world.log[0] = 0;
	cr_assert(script_parse(&script, "a.touch", text, error), "%s", error);
	player_start(&player, &script, &functions);
	while ((result = player_run(&player, world.now)) == PLAYER_GO_ON) {
		cr_assert_gt(player.next, world.now);
		world.now = player.next;
	}
	return result;
}

static void finish(void)
{
	script_free(&script);
	memset(&world, 0, sizeof(world));
}

TestSuite(player, .fini = finish);

Test(player, an_empty_script_ends)
{
	cr_assert_eq(play(""), PLAYER_ENDED);
	cr_assert_eq(player.next, PLAYER_NEVER);
}

Test(player, a_tap_is_held_for_a_while)
{
	cr_assert_eq(play("at 1s tap 10 20\nafter 100ms tap 30 40 5ms"), PLAYER_ENDED);
	cr_assert_str_eq(world.log, "1000 down 0 10 20\n1060 up 0 10 20\n"
				    "1160 down 0 30 40\n1165 up 0 30 40\n");
}

Test(player, a_swipe_moves_evenly_and_ends_at_its_end)
{
	cr_assert_eq(play("swipe 0 100 100 0 20ms"), PLAYER_ENDED);
	cr_assert_str_eq(world.log, "0 down 0 0 100\n8 move 0 40 60\n16 move 0 80 20\n"
				    "20 move 0 100 0\n20 up 0 100 0\n");
}

Test(player, a_swipe_of_no_time_still_moves)
{
	cr_assert_eq(play("swipe 1 2 3 4 0"), PLAYER_ENDED);
	cr_assert_str_eq(world.log, "0 down 0 1 2\n0 move 0 3 4\n0 up 0 3 4\n");
}

Test(player, fingers_at_the_same_moment)
{
	cr_assert_eq(
	    play("at 5ms down 0 1 1\ndown 1 2 2\nafter 5ms move 0 3 3\nup 0\nup 1"), PLAYER_ENDED);
	cr_assert_str_eq(
	    world.log, "5 down 0 1 1\n5 down 1 2 2\n10 move 0 3 3\n10 up 0 0 0\n10 up 1 0 0\n");
}

Test(player, waits_until_idle)
{
	world.idle_from = 203 * NS_PER_MS;
	cr_assert_eq(play("at 100ms wait-idle 50ms\nscreenshot x.png\nquit\ntap 1 1"), PLAYER_QUIT);
	cr_assert_str_eq(world.log, "255 x.png\n");
}

Test(player, idle_time_before_the_command_does_not_count)
{
	cr_assert_eq(play("at 100ms wait-idle 50ms\nscreenshot x.png"), PLAYER_ENDED);
	cr_assert_str_eq(world.log, "150 x.png\n");
}

Test(player, gives_up_waiting)
{
	world.idle_from = PLAYER_NEVER / 2;
	cr_assert_eq(play("at 1s wait-idle within 2s"), PLAYER_FAILED);
	cr_assert_eq(world.now, 3ull * NS_PER_S);
	cr_assert_str_eq(
	    player.error, "a.touch:1: wait-idle: the system was still busy within 2000 ms");
}

Test(player, expects_text)
{
	world.text_from = 7 * NS_PER_MS;
	cr_assert_eq(play("expect-console ready\nscreenshot x.png"), PLAYER_ENDED);
	cr_assert_str_eq(world.log, "7 x.png\n");
	script_free(&script);
	cr_assert_eq(play("\nexpect-console never within 1s"), PLAYER_FAILED);
	cr_assert_str_eq(
	    player.error, "a.touch:2: expect-console: 'never' did not come within 1000 ms");
}

Test(player, expects_a_screen)
{
	world.hash = 0x12;
	cr_assert_eq(play("expect-screen 00000012"), PLAYER_ENDED);
	script_free(&script);
	cr_assert_eq(play("expect-screen 00000013 within 0"), PLAYER_FAILED);
	cr_assert_str_eq(player.error,
	    "a.touch:1: expect-screen: the screen's hash is 00000012, not 00000013 within 0 ms");
}

Test(player, a_point_beside_the_panel_fails)
{
	cr_assert_eq(play("tap 480 10"), PLAYER_FAILED);
	cr_assert_str_eq(player.error, "a.touch:1: tap: 480 10 is not on the touch panel");
}

Test(player, a_screenshot_that_cannot_be_written_ends_the_run)
{
	world.disk_full = true;
	cr_assert_eq(play("screenshot x.png\nquit"), PLAYER_OUTPUT);
}

Test(player, memory_is_written_when_its_line_comes)
{
	cr_assert_eq(play("after 20ms arena x\nquit"), PLAYER_QUIT);
	cr_assert_str_eq(world.log, "20 memory\n20 x\n");
}

Test(player, a_component_fails_when_its_line_comes)
{
	cr_assert_eq(play("after 20ms fail display\nquit"), PLAYER_QUIT);
	cr_assert_str_eq(world.log, "20 display 0\n");
	cr_assert_eq(play("after 20ms fail display after 7\nquit"), PLAYER_QUIT);
	cr_assert_str_eq(world.log, "20 display 7\n");
}

Test(player, a_broken_kernel_ends_the_run)
{
	cr_assert_eq(play("after 20ms check\nquit"), PLAYER_QUIT);
	cr_assert_str_eq(world.log, "20 check\n");
	world.broken = true;
	cr_assert_eq(play("after 20ms check\nquit"), PLAYER_BROKEN);
}

Test(player, sound_goes_elsewhere_when_its_line_comes)
{
	cr_assert_eq(play("after 20ms sound x\nquit"), PLAYER_QUIT);
	cr_assert_str_eq(world.log, "20 sound\n20 x\n");
	world.disk_full = true;
	cr_assert_eq(play("sound x\nquit"), PLAYER_OUTPUT);
}

Test(player, too_many_that_are_to_fail_end_the_run)
{
	world.disk_full = true;
	cr_assert_eq(play("fail display\nquit"), PLAYER_FAILED);
}

Test(player, memory_that_cannot_be_written_ends_the_run)
{
	world.disk_full = true;
	cr_assert_eq(play("arena x\nquit"), PLAYER_OUTPUT);
}

Test(player, a_late_step_follows_at_once)
{
	world.text_from = 2000ull * NS_PER_MS;
	cr_assert_eq(play("expect-console ready\nat 1s tap 1 1"), PLAYER_ENDED);
	cr_assert_str_eq(world.log, "2000 down 0 1 1\n2060 up 0 1 1\n");
}

/* Stops the machine after the first time that the player asks for. */
static enum player_result cut(const char *text)
{
	char error[SCRIPT_ERROR_TEXT];

	script_free(&script);
	world.now = 0;
	world.log[0] = 0;
	cr_assert(script_parse(&script, "a.touch", text, error), "%s", error);
	player_start(&player, &script, &functions);
	cr_assert_eq(player_run(&player, 0), PLAYER_GO_ON);
	world.now = NS_PER_S;
	return player_finish(&player, world.now);
}

Test(player, the_end_may_meet_an_expectation)
{
	world.text_from = NS_PER_S;
	world.hash = 7;
	world.idle_from = PLAYER_NEVER / 2;
	cr_assert_eq(
	    cut("expect-console ready\nexpect-screen 00000007\nwait-idle\nscreenshot x.png"),
	    PLAYER_ENDED);
	cr_assert_str_eq(world.log, "1000 x.png\n");
}

/* The wait was underway, to be looked at again later, when the machine stopped. */
Test(player, the_end_takes_what_follows_a_wait)
{
	cr_assert_eq(cut("wait-idle 2s\narena x\nscreenshot x.png"), PLAYER_ENDED);
	cr_assert_str_eq(world.log, "1000 memory\n1000 x\n1000 x.png\n");
}

Test(player, the_end_tells_what_was_never_met)
{
	cr_assert_eq(cut("expect-console never"), PLAYER_FAILED);
	cr_assert_str_eq(
	    player.error, "a.touch:1: expect-console: the run ended before it was met");
	script_free(&script);
	cr_assert_eq(cut("after 2s tap 1 1\nexpect-screen 00000000"), PLAYER_FAILED);
	cr_assert_str_eq(player.error, "a.touch:2: expect-screen: the run ended before it was met");
	script_free(&script);
	cr_assert_eq(cut("after 2s tap 1 1\nquit\nexpect-screen 00000001"), PLAYER_ENDED);
}
