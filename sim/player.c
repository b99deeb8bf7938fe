/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Carries scripts out. A step begins when it is due, may go on for a while (a
 * swipe's moves, the polling of an expectation) and then ends; the next begins at that
 * moment at the earliest. All polling is on a grid of virtual time, so that a run
 * is the same however fast the computer is.
 */
#include "sim/player.h"

#include <stdio.h>
#include "sim/units.h"

enum {
	SWIPE_STEP = 8 * NS_PER_MS, /* a touch panel reports about 120 times a second */
	POLL_STEP = NS_PER_MS,
	IDLE_STEP = 5 * NS_PER_MS,
};

/* What became of a step. */
enum progress { GOES_ON, DONE, FAILED, OUTPUT_FAILED, BROKEN };

static void schedule(struct player *player)
{
	const struct script_step *step;

	if (player->index == player->script->count) {
		player->next = PLAYER_NEVER;
		return;
	}
	step = &player->script->steps[player->index];
	player->next = player->ended;
	if (step->when == SCRIPT_AFTER)
		player->next += step->time;
	else if (step->when == SCRIPT_AT && step->time > player->ended)
		player->next = step->time;
}

void player_start(
    struct player *player, const struct script *script, const struct player_world *world)
{
	*player = (struct player){.script = script, .world = world};
	schedule(player);
}

static enum progress touch(struct player *player, enum player_touch what,
    const struct script_step *step, struct script_point at)
{
	if (player->world->touch(player->world->context, what, step->finger, at))
		return DONE;
	snprintf(player->error, sizeof(player->error), "%s:%u: %s: %u %u is not on the touch panel",
	    player->script->name, step->line, script_action_name(step->action), at.x, at.y);
	return FAILED;
}

/* Where a swipe is `passed` nanoseconds after it began. */
static uint16_t between(uint16_t from, uint16_t to, uint64_t passed, uint64_t duration)
{
	int64_t way = (int64_t)to - from;

	return (
	    uint16_t)(from + way * (int64_t)(passed / NS_PER_US) / (int64_t)(duration / NS_PER_US));
}

/* Tap and swipe: down at once, moves on the way, up when the time is over. */
static enum progress glide(struct player *player, const struct script_step *step, uint64_t now)
{
	uint64_t passed = now - player->begun, next = passed + SWIPE_STEP;
	struct script_point at = step->action == SCRIPT_SWIPE ? step->to : step->from;
	enum progress progress = DONE;

	if (passed == 0) {
		progress = touch(player, PLAYER_DOWN, step, step->from);
		if (progress != DONE)
			return progress;
	}
	if (step->action == SCRIPT_SWIPE && (passed > 0 || step->duration == 0)) {
		if (passed < step->duration && step->duration >= NS_PER_US) {
			at.x = between(step->from.x, step->to.x, passed, step->duration);
			at.y = between(step->from.y, step->to.y, passed, step->duration);
		}
		progress = touch(player, PLAYER_MOVE, step, at);
	}
	if (progress != DONE)
		return progress;
	if (passed >= step->duration)
		return touch(player, PLAYER_UP, step, at);
	if (step->action == SCRIPT_TAP || next > step->duration)
		next = step->duration;
	player->next = player->begun + next;
	return GOES_ON;
}

/* An expectation: met, to be looked at again, or given up. */
static enum progress expect(struct player *player, const struct script_step *step, bool met,
    uint64_t interval, uint64_t now)
{
	char what[128] = "";

	if (met)
		return DONE;
	if (now - player->begun < step->within) {
		player->next = now + interval;
		if (player->next > player->begun + step->within)
			player->next = player->begun + step->within;
		return GOES_ON;
	}
	if (step->action == SCRIPT_EXPECT_CONSOLE)
		snprintf(what, sizeof(what), "'%.100s' did not come", step->text);
	else if (step->action == SCRIPT_EXPECT_SCREEN)
		snprintf(what, sizeof(what), "the screen's hash is %08x, not %08x",
		    player->world->screen_hash(player->world->context), step->hash);
	else
		snprintf(what, sizeof(what), "the system was still busy");
	snprintf(player->error, sizeof(player->error), "%.200s:%u: %s: %s within %llu ms",
	    player->script->name, step->line, script_action_name(step->action), what,
	    (unsigned long long)(step->within / NS_PER_MS));
	return FAILED;
}

static enum progress carry_out(struct player *player, const struct script_step *step, uint64_t now)
{
	const struct player_world *world = player->world;

	switch (step->action) {
	case SCRIPT_TAP:
	case SCRIPT_SWIPE:
		return glide(player, step, now);
	case SCRIPT_DOWN:
		return touch(player, PLAYER_DOWN, step, step->from);
	case SCRIPT_MOVE:
		return touch(player, PLAYER_MOVE, step, step->from);
	case SCRIPT_UP:
		return touch(player, PLAYER_UP, step, step->from);
	case SCRIPT_SCREENSHOT:
		return world->screenshot(world->context, step->text) ? DONE : OUTPUT_FAILED;
	case SCRIPT_ARENA:
		return world->arena(world->context, step->text) ? DONE : OUTPUT_FAILED;
	case SCRIPT_SOUND:
		return world->sound(world->context, step->text) ? DONE : OUTPUT_FAILED;
	case SCRIPT_CHECK:
		return world->check(world->context) ? DONE : BROKEN;
	case SCRIPT_FAIL:
		if (world->fail(world->context, step->text, step->count))
			return DONE;
		snprintf(player->error, sizeof(player->error),
		    "%.200s:%u: fail: too many components have not failed yet",
		    player->script->name, step->line);
		return FAILED;
	case SCRIPT_WAIT_IDLE:
		return expect(player, step,
		    world->idle(world->context, player->begun, step->duration), IDLE_STEP, now);
	case SCRIPT_EXPECT_CONSOLE:
		return expect(
		    player, step, world->console(world->context, step->text), POLL_STEP, now);
	case SCRIPT_EXPECT_SCREEN:
		return expect(
		    player, step, world->screen_hash(world->context) == step->hash, IDLE_STEP, now);
	case SCRIPT_QUIT:
		break;
	}
	return DONE;
}

enum player_result player_run(struct player *player, uint64_t now)
{
	const struct script_step *step;

	while (player->next <= now && player->index < player->script->count) {
		step = &player->script->steps[player->index];
		if (!player->underway)
			player->begun = now;
		player->underway = true;
		switch (carry_out(player, step, now)) {
		case GOES_ON:
			break;
		case DONE:
			player->underway = false;
			player->ended = now;
			player->index++;
			schedule(player);
			if (step->action == SCRIPT_QUIT)
				return PLAYER_QUIT;
			break;
		case FAILED:
			return PLAYER_FAILED;
		case OUTPUT_FAILED:
			return PLAYER_OUTPUT;
		case BROKEN:
			return PLAYER_BROKEN;
		}
	}
	return player->index < player->script->count ? PLAYER_GO_ON : PLAYER_ENDED;
}

static bool is_expectation(const struct script_step *step)
{
	return step->action == SCRIPT_EXPECT_CONSOLE || step->action == SCRIPT_EXPECT_SCREEN ||
	       step->action == SCRIPT_WAIT_IDLE;
}

static bool is_output(const struct script_step *step)
{
	return step->action == SCRIPT_SCREENSHOT || step->action == SCRIPT_ARENA;
}

/* A stopped machine is idle; text and screen are as they were left. */
static bool met_at_end(const struct player *player, const struct script_step *step)
{
	const struct player_world *world = player->world;

	switch (step->action) {
	case SCRIPT_EXPECT_CONSOLE:
		return world->console(world->context, step->text);
	case SCRIPT_EXPECT_SCREEN:
		return world->screen_hash(world->context) == step->hash;
	default:
		return true;
	}
}

enum player_result player_finish(struct player *player, uint64_t now)
{
	const struct script *script = player->script;
	const struct script_step *step;

	while (player->index < script->count) {
		step = &script->steps[player->index];
		if (is_output(step) && player->next <= now) {
			if (carry_out(player, step, now) == OUTPUT_FAILED)
				return PLAYER_OUTPUT;
		} else if (!is_expectation(step) || !met_at_end(player, step)) {
			break;
		}
		player->ended = now;
		player->index++;
		schedule(player);
	}
	for (size_t i = player->index; i < script->count; i++) {
		step = &script->steps[i];
		if (step->action == SCRIPT_QUIT)
			break;
		if (!is_expectation(step))
			continue;
		snprintf(player->error, sizeof(player->error),
		    "%s:%u: %s: the run ended before it was met", script->name, step->line,
		    script_action_name(step->action));
		return PLAYER_FAILED;
	}
	return PLAYER_ENDED;
}
