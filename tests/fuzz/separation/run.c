/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two runs, and what the observer sees in each: for every step that one of its threads takes, all
 * registers it has at that moment, so the whole result of what it did before, and its IPC buffer;
 * in the end, the observer's part of the kernel's state and all its memory (compare.c). When
 * that was, and what else ran meanwhile, is left out: that is time.
 */
#include "tests/fuzz/separation/apart.h"

#include <string.h>

enum {
	TURNS = 1024, /* steps of everybody, the server's included */
	STOPS = 64,   /* threads that are stopped when their domain has no more steps */
};

/* What a thread of the observer has when it takes a step. */
struct sight {
	ref_t thread; /* 0: none can run */
	struct context context;
	uint32_t vfp[sizeof(struct vfp_state) / 4];
	struct pith_buffer buffer;
};
static struct sight seen[2][PROGRAM_STEPS];
static uint32_t seen_count[2];
static bool ended[2]; /* all steps are taken, and the last is over */
static uint32_t stops;

static void look(struct sight *sight, struct thread *thread)
{
	*sight = (struct sight){0};
	if (!thread)
		return;
	sight->thread = hal_ref(thread);
	sight->context = thread->context;
	memcpy(sight->vfp, &thread->vfp, sizeof(sight->vfp));
	if (thread->buffer)
		sight->buffer = *thread_buffer(thread);
}

/*
 * What is known to leak, and is stated in docs/CAVEATS.md. The clock: what the observer reads there
 * is set to 0. That a call which takes long is preempted, by an interrupt that comes when it
 * likes: its effects come one by one, and whom they wake may run before its end. And that what
 * it leaves dying meanwhile is taken apart by whoever deletes next. There a run ends.
 */
static struct thread *asked_time;
static bool helped, could_help;
static const struct thread *caller, *preempted; /* of the observer, in a call */
static uint32_t points;

static bool observer_is_dying(void)
{
	for (ref_t at = machine.cpu->dying; at; at = header_at(at)->dying)
		if (apart_owner(header_at(at)) == APART_OBSERVER)
			return true;
	return false;
}

static void before(const struct spec_trap *trap)
{
	struct thread *from = cpu_current(machine.cpu);
	bool call = trap->event == SPEC_CALL && from;

	asked_time = NULL;
	if (call && trap->number == PITH_CALL_CLOCK && apart_owner(from) == APART_OBSERVER)
		asked_time = from;
	caller = call && apart_owner(from) == APART_OBSERVER ? from : NULL;
	could_help = call && apart_owner(from) == APART_SECRET && observer_is_dying();
	points = fake.steps;
}

static const char *after(const struct spec_trap *trap)
{
	(void)trap;
	if (asked_time) {
		asked_time->context.r[2] = 0;
		asked_time->context.r[3] = 0;
	}
	if (caller && fake_alive(caller) && caller->context.pc == WORLD_SVC)
		preempted = caller;
	else if (caller == preempted)
		preempted = NULL;
	if (could_help && fake.steps != points)
		helped = true;
	return NULL;
}

static const struct machine_watch watch = {.before = before, .after = after};

/* Time passes while the thread runs, and no longer than until its slice ends. */
static void pass(const struct step *step)
{
	struct step part = *step;
	uint64_t ns = step->words[0] | (uint64_t)step->words[1] << 32;

	if (fake.deadline != ~0ull && fake.deadline > fake.now && ns > fake.deadline - fake.now)
		ns = fake.deadline - fake.now;
	part.words[0] = (uint32_t)ns;
	part.words[1] = (uint32_t)(ns >> 32);
	machine_step(&part);
}

static void take(const struct step *step)
{
	if (step->kind == STEP_TIME)
		pass(step);
	else
		machine_step(step);
}

/* The end of a slice, chosen to be in a call, is in the caller's next or nowhere. */
static void take_secret(const struct program *program, uint32_t *at)
{
	const struct step *step = &program->steps[(*at)++];

	if (step->kind != STEP_PREEMPT || step->number != STEP_DEADLINE) {
		take(step);
		return;
	}
	if (*at == program->count || program->steps[*at].kind != STEP_CALL)
		return;
	machine_step(step);
	take(&program->steps[(*at)++]);
	fake.preempt_at = 0;
}

/* A thread of the secret domain runs and has no steps left: it is stopped, by a fault. */
static void stop(void)
{
	static const struct step fault = {.kind = STEP_FAULT, .number = PITH_FAULT_UNDEFINED};

	machine_step(&fault);
	stops++;
}

/* Nobody runs: what comes next can only come from outside. False: nothing does. */
static bool wait_for_more(const struct apart_input *input, uint32_t which, uint32_t at[2])
{
	const struct program *calm = &input->programs[APART_CALM],
			     *busy = &input->programs[APART_BUSY + which];

	if (at[1] < busy->count) {
		if (busy->steps[at[1]].kind == STEP_INTERRUPT)
			take(&busy->steps[at[1]]);
		at[1]++;
		return true;
	}
	if (preempted)
		return false;
	if (at[0] == calm->count) {
		ended[which] = true;
		return false;
	}
	look(&seen[which][at[0]], NULL);
	if (calm->steps[at[0]].kind == STEP_INTERRUPT)
		take(&calm->steps[at[0]]);
	at[0]++;
	return true;
}

/* One turn: whoever runs takes its domain's next step. False at the end. */
static bool turn(const struct apart_input *input, uint32_t which, uint32_t at[2])
{
	const struct program *calm = &input->programs[APART_CALM],
			     *busy = &input->programs[APART_BUSY + which];
	struct thread *current;

	machine_repeat();
	if (helped)
		return false;
	current = cpu_current(machine.cpu);
	if (!current)
		return wait_for_more(input, which, at);
	switch (apart_owner(current)) {
	case APART_SERVER:
		machine_step(&apart_serve);
		return true;
	case APART_SECRET:
		if (at[1] < busy->count)
			take_secret(busy, &at[1]);
		else if (stops < STOPS)
			stop();
		else
			return false;
		return true;
	case APART_OBSERVER:
		if (preempted)
			return false;
		if (at[0] == calm->count) {
			ended[which] = true;
			return false;
		}
		look(&seen[which][at[0]], current);
		take(&calm->steps[at[0]++]);
		return true;
	default:
		fake_die("somebody runs who should not");
	}
}

static void run(const struct apart_input *input, uint32_t which)
{
	uint32_t at[2] = {0, 0};

	stops = 0;
	helped = false;
	preempted = NULL;
	ended[which] = false;
	machine_begin();
	for (uint32_t i = 0; i < TURNS && turn(input, which, at); i++)
		;
	machine_end();
	seen_count[which] = at[0];
}

static const char *differ_at(uint32_t i)
{
	static char text[200];
	static const struct {
		const char *name;
		size_t from, to;
	} parts[] = {
	    {"the thread", 0, offsetof(struct sight, context)},
	    {"register", offsetof(struct sight, context), offsetof(struct sight, vfp)},
	    {"word of vector registers", offsetof(struct sight, vfp),
		offsetof(struct sight, buffer)},
	    {"buffer word", offsetof(struct sight, buffer), sizeof(struct sight)},
	};
	const uint32_t *a = (const uint32_t *)&seen[0][i], *b = (const uint32_t *)&seen[1][i];
	uint32_t at = 0, part = 0;

	while (a[at] == b[at])
		at++;
	while (at * sizeof(*a) >= parts[part].to)
		part++;
	snprintf(text, sizeof(text), "before the observer's step %u %s %u is 0x%x, then 0x%x",
	    i + 1, parts[part].name, at - (uint32_t)(parts[part].from / sizeof(*a)), a[at], b[at]);
	return text;
}

const char *apart_run(const struct apart_input *input)
{
	const char *wrong;
	uint32_t most;

	machine.watch = &watch;
	run(input, 0);
	apart_keep();
	machine_reset();
	run(input, 1);
	most = seen_count[0] < seen_count[1] ? seen_count[0] : seen_count[1];
	for (uint32_t i = 0; i < most; i++)
		if (memcmp(&seen[0][i], &seen[1][i], sizeof(struct sight)) != 0)
			return differ_at(i);
	wrong = ended[0] && ended[1] ? apart_compare() : NULL;
	machine_reset();
	return wrong;
}
