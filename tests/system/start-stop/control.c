/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Starts, stops and looks: each check prints a line that the script looks for.
 */
#include <stdio.h>
#include <string.h>
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/policy.h"
#include "pith/proto/power.h"
#include "pith/proto/timer.h"

static void check(const char *what, bool good)
{
	if (!good)
		pith_panic("failed: %s", what);
	printf("ok: %s\n", what);
}

static bool is(uint32_t result, enum pith_error error)
{
	return pith_result_error(result) == error;
}

static struct policy_status look(const char *name)
{
	struct policy_status status;

	pith_must("looking", policy_status(name, &status));
	return status;
}

/* A while in which everybody below us runs, too. */
static void rest(void)
{
	pith_must("sleeping", timer_sleep(5000000));
}

static void wait_for_end(const char *name)
{
	for (uint32_t i = 0; i < 200 && look(name).state == POLICY_RUNNING; i++)
		rest();
}

static void check_names(void)
{
	struct pith_message m = {.tag = pith_tag(POLICY_START, 3, 0)};
	struct policy_status status;

	check("a name that nobody has", is(policy_start("nobody"), PITH_ERROR_RIGHTS));
	check(
	    "a component that it does not control", is(policy_stop("console"), PITH_ERROR_RIGHTS));
	check("no name", is(policy_start(""), PITH_ERROR_RANGE));
	check("a name too long", is(policy_start("sixteen-letters-"), PITH_ERROR_RANGE));
	check("who observes sees all", policy_status("console", &status) == 0);
	check(
	    "and nobody who is not there", is(policy_status("nobody", &status), PITH_ERROR_RIGHTS));
	check("too short", is(pith_call(pith_service("policy"), &m), PITH_ERROR_LENGTH));
	m.tag = pith_tag(77, 4, 0);
	check("no such request", is(pith_call(pith_service("policy"), &m), PITH_ERROR_OPERATION));
}

static void check_life(void)
{
	struct policy_status status = look("toy");
	uint64_t before = pith_clock();

	check("idle at first", status.state == POLICY_IDLE && status.starts == 0);
	check("with memory set aside", status.memory >= 0x30000);
	check("not to be stopped", is(policy_stop("toy"), PITH_ERROR_STATE));
	check("started", policy_start("toy") == 0);
	check("not twice", is(policy_start("toy"), PITH_ERROR_STATE));
	rest();
	status = look("toy");
	check("it runs", status.state == POLICY_RUNNING && status.starts == 1);
	check("since now", status.started >= before && status.started < pith_clock());
	check("and has used time", status.consumed > 1000 && status.consumed < 5000000);
	check("stopped", policy_stop("toy") == 0);
	check("it does not restart", look("toy").state == POLICY_STOPPED);
	check("its time is kept", look("toy").consumed >= status.consumed);
	check("not twice stopped", is(policy_stop("toy"), PITH_ERROR_STATE));
	check("started anew", policy_start("toy") == 0 && look("toy").starts == 2);
	check("stopped before it ran", policy_stop("toy") == 0 && look("toy").stops == 2);
}

static void check_failing(void)
{
	pith_poll(PITH_SLOT_NOTIFICATION);
	check("one that faults starts", policy_start("clumsy") == 0);
	check("we are told", pith_wait(PITH_SLOT_NOTIFICATION) == (uint32_t)PITH_SIGNAL_PEER);
	rest();
	check("it is restarted, then faulted", look("clumsy").state == POLICY_FAULTED);
	check("twice", look("clumsy").restarts == 2 && look("clumsy").faults == 3);
	check("starting counts its restarts anew", policy_start("clumsy") == 0);
	rest();
	check("so twice more", look("clumsy").restarts == 4 && look("clumsy").faults == 6);
	check("one that ends starts", policy_start("short") == 0);
	rest();
	check("it has ended", look("short").state == POLICY_ENDED && look("short").faults == 0);
	check("one that stops itself starts", policy_start("suicide") == 0);
	rest();
	check("it is stopped", look("suicide").state == POLICY_STOPPED);
}

static uint32_t ask(uint32_t label, uint32_t *word)
{
	struct pith_message m = {.tag = pith_tag(label, 0, 0)};
	uint32_t result = pith_call(pith_service("echo"), &m);

	*word = m.word[0];
	return result;
}

static void check_service(void)
{
	uint32_t generation = 0;

	check("a service before its server", is(ask(1, &generation), PITH_ERROR_CAPABILITY));
	check("has generation 0", pith_grant(PITH_GRANT_SERVICE, "echo")->generation == 0);
	check("the server starts", policy_start("echo") == 0);
	check("and serves", ask(1, &generation) == 0 && generation == 1);
	check("the grant says so", pith_grant(PITH_GRANT_SERVICE, "echo")->generation == 1);
	check("a caller starts", policy_start("caller") == 0);
	rest();
	check("who calls is seen", look("caller").calls >= 1);
	check("the server stops", policy_stop("echo") == 0);
	check("its service is gone", is(ask(1, &generation), PITH_ERROR_CAPABILITY));
	rest();
	check("the caller went on", look("caller").state == POLICY_ENDED);
	check("a new server", policy_start("echo") == 0);
	check(
	    "serves those who have known the old one", ask(1, &generation) == 0 && generation == 2);
	check("its fault is the caller's GONE", is(ask(3, &generation), PITH_ERROR_GONE));
	check("and it is stopped by rule", look("echo").state == POLICY_FAULTED);
	check("until it is started", policy_start("echo") == 0 && ask(1, &generation) == 0);
	policy_stop("echo");
}

static void check_flood(void)
{
	uint64_t before = look("restless").faults;

	check("an intruder starts", policy_start("intruder") == 0);
	wait_for_end("intruder");
	check("and ends", look("intruder").state == POLICY_ENDED);
	policy_stop("toy");
	check("a flood starts", policy_start("flood") == 0);
	check("and one that faults again and again", policy_start("restless") == 0);
	wait_for_end("restless");
	check("all faults are handled in the flood", look("restless").faults == before + 21);
	check("a flood stops in its requests", policy_stop("flood") == 0);
	policy_stop("toy");
}

static void check_totals(uint32_t cycles)
{
	struct policy_totals before, after;
	struct policy_status status;
	uint64_t start, stop = 0, begin;
	uint32_t count = 0;

	while (policy_list(count, &status) == 0)
		count++;
	pith_must("totals", policy_totals(&before));
	check("the list is as long as the system", count == before.components);
	start = pith_clock();
	for (uint32_t i = 0; i < cycles; i++) {
		pith_must("starting", policy_start("toy"));
		begin = pith_clock();
		pith_must("stopping", policy_stop("toy"));
		stop += pith_clock() - begin;
	}
	start = pith_clock() - start - stop;
	pith_must("totals", policy_totals(&after));
	check("all memory is there again",
	    after.free == before.free && after.running == before.running);
	check("time adds up", after.now == after.consumed + after.policy + after.idle);
	printf("%lu cycles: start %lu ns, stop %lu ns\n", (unsigned long)cycles,
	    (unsigned long)(start / cycles), (unsigned long)(stop / cycles));
	check("a cycle takes less than 300 us", start + stop < (uint64_t)cycles * 300000);
}

int main(void)
{
	check_names();
	check_life();
	check_failing();
	check_service();
	check_flood();
	check_totals(pith_parameter_cell("cycles", 0, 2000));
	check("another controller starts", policy_start("heir") == 0);
	rest();
	check("it has stopped itself, and what it started goes on",
	    look("heir").state == POLICY_STOPPED && look("orphan").state == POLICY_RUNNING);
	printf("all is well\n");
	pith_must("switching off", power_off());
	return 0;
}
