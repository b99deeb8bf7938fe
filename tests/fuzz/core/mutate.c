/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How programs are changed. Where a step is put in, the program's beginning is run, so that
 * it is one for the thread that will take it and for what that thread then has.
 */
#include "tests/fuzz/core/generate.h"
#include "tests/fuzz/core/machine.h"

#include <string.h>

/* What the thread has that runs now; nobody: what the manager has at the beginning. */
static void look(struct view *view)
{
	const struct thread *current = cpu_current(machine.cpu);
	struct cspace *cspace;

	for (uint32_t i = 0; i < WORLD_CSPACE_SLOTS; i++)
		view->types[i] = (uint8_t)slot_first_type(i);
	if (!current)
		return;
	cspace = cspace_of(machine.cpu, current);
	for (uint32_t i = 0; i < WORLD_CSPACE_SLOTS; i++) {
		const struct slot *slot = cspace_slot(cspace, i);

		view->types[i] = (uint8_t)(slot ? slot_type(slot->ops) : PITH_TYPE_EMPTY);
	}
}

/* Run the first steps, without those who look on. The machine stays there until come_back(). */
static const struct machine_watch *watch;

static void run_to(const struct program *program, uint32_t count)
{
	watch = machine.watch;
	machine.watch = NULL;
	machine_begin();
	for (uint32_t i = 0; i < count; i++)
		machine_step(&program->steps[i]);
}

static void come_back(void)
{
	machine_reset();
	machine.watch = watch;
}

static void view_at(struct view *view, const struct program *program, uint32_t at)
{
	run_to(program, at);
	look(view);
	come_back();
}

/* Room for so many steps at a place, as far as there is; how many. */
static uint32_t open_gap(struct program *program, uint32_t at, uint32_t count, uint32_t most)
{
	if (count > most - program->count)
		count = most - program->count;
	memmove(&program->steps[at + count], &program->steps[at],
	    (program->count - at) * sizeof(struct step));
	program->count += count;
	return count;
}

static void cut(struct program *program, uint32_t at, uint32_t count)
{
	if (count > program->count - at)
		count = program->count - at;
	memmove(&program->steps[at], &program->steps[at + count],
	    (program->count - at - count) * sizeof(struct step));
	program->count -= count;
}

/* Made-up steps, each for who takes it. */
static void put_in(struct program *program, uint32_t at, uint32_t count, uint32_t most)
{
	struct view view;

	count = open_gap(program, at, count, most);
	run_to(program, at);
	for (uint32_t i = 0; i < count; i++) {
		look(&view);
		generate_step(&program->steps[at + i], &view);
		machine_step(&program->steps[at + i]);
	}
	come_back();
}

/* The end of an object, wherever its capabilities are: two steps that chance rarely puts together.
 */
static void end_object(struct program *program, uint32_t at, uint32_t most)
{
	struct view view;
	uint32_t slot;

	if (program->count + 2 > most)
		return;
	view_at(&view, program, at);
	slot = generate_slot(&view, ~(1u << PITH_TYPE_EMPTY));
	open_gap(program, at, 2, most);
	program->steps[at] = (struct step){.number = PITH_CALL_CALL,
	    .cap = WORLD_CSPACE,
	    .tag = pith_tag(PITH_OP_CSPACE_REVOKE, 1, 0),
	    .words = {slot}};
	program->steps[at + 1] = program->steps[at];
	program->steps[at + 1].tag = pith_tag(PITH_OP_CSPACE_DELETE, 1, 0);
}

static void repeat_part(struct program *program, uint32_t at, uint32_t most)
{
	uint32_t count = 1 + random_below(4), to = random_below(program->count + 1);
	struct step part[4];

	if (count > program->count - at)
		count = program->count - at;
	memcpy(part, &program->steps[at], count * sizeof(part[0]));
	count = open_gap(program, to, count, most);
	memcpy(&program->steps[to], part, count * sizeof(part[0]));
}

static void change_operation(struct step *step)
{
	uint32_t label = pith_tag_label(step->tag), other = random_below(PITH_OP_COUNT);

	for (uint32_t i = 0; i < PITH_OP_COUNT; i++, other = (other + 1) % PITH_OP_COUNT)
		if (other != label && operation_type(other) == operation_type(label))
			break;
	step->tag = (step->tag & ~pith_tag(0xfffff, 0, 0)) | other;
}

static void change_argument(struct step *step, const struct view *view)
{
	uint32_t label = pith_tag_label(step->tag), length = pith_tag_length(step->tag);
	uint32_t i =
	    random_below(length && length < PITH_REGISTER_WORDS ? length : PITH_REGISTER_WORDS);

	switch (random_below(8)) {
	case 0:
		step->cap = generate_slot(view, 1u << operation_type(label));
		break;
	case 1:
		step->cap = generate_slot(view, ~1u);
		break;
	case 2:
		step->caps[random_below(PITH_MAX_CAPS)] = (uint8_t)generate_slot(view, ~1u);
		break;
	case 3:
		step->receive[random_below(PITH_MAX_CAPS)] = (uint8_t)generate_slot(view, 1u);
		break;
	case 4:
		step->reply = generate_slot(view, 1u << PITH_TYPE_REPLY);
		break;
	case 5:
		step->words[i] += 1 - 2 * random_below(2);
		break;
	case 6:
		step->tag = pith_tag(label, random_below(66), random_below(6));
		break;
	default:
		step->words[i] = generate_word(operation_word(label, i), view, step->words[0]);
		break;
	}
}

static void change(struct program *program, uint32_t at)
{
	struct step *step = &program->steps[at];
	struct view view;

	if (step->kind == STEP_CALL && random_below(4) == 0) {
		change_operation(step);
	} else if (step->kind == STEP_CALL && random_below(16)) {
		view_at(&view, program, at);
		change_argument(step, &view);
	} else if (step->kind == STEP_PREEMPT) {
		step->cap += random_below(5) - 2;
	} else {
		((uint32_t *)step)[random_below(sizeof(*step) / 4)] = random_number();
	}
	step_normal(step);
}

static void preempt(struct program *program, uint32_t at, uint32_t most)
{
	if (!open_gap(program, at, 1, most))
		return;
	program->steps[at] = (struct step){.kind = STEP_PREEMPT,
	    .number = random_below(3) ? (uint32_t)STEP_DEADLINE : WORLD_LINE,
	    .cap = 1 + random_below(8)};
}

static void mutate_once(struct program *program, uint32_t most)
{
	uint32_t at = program->count ? random_below(program->count) : 0;
	uint32_t choice = program->count ? random_below(16) : 0;
	struct view view;

	switch (choice) {
	case 0:
	case 1:
		put_in(program, random_below(program->count + 1), 1 + random_below(3), most);
		break;
	case 2:
	case 3:
	case 4: /* what comes last finds the state that the rest has made */
		put_in(program, program->count, 1 + random_below(4), most);
		break;
	case 5:
		view_at(&view, program, at);
		generate_step(&program->steps[at], &view);
		break;
	case 6:
		cut(program, at, 1);
		break;
	case 7:
		cut(program, at, 1 + random_below(4));
		break;
	case 8:
		repeat_part(program, at, most);
		break;
	case 9:
		preempt(program, at, most);
		break;
	case 10:
		end_object(program, random_below(program->count + 1), most);
		break;
	default:
		change(program, at);
		break;
	}
}

void program_mutate(struct program *program, uint32_t most)
{
	if (program->count > most)
		program->count = most;
	for (uint32_t i = 1 + random_below(3); i > 0; i--)
		mutate_once(program, most);
}

void program_cross(struct program *program, const struct program *other, uint32_t most)
{
	uint32_t kept = random_below(program->count + 1), from = random_below(other->count + 1);
	uint32_t count = other->count - from;

	if (kept > most)
		kept = most;
	if (count > most - kept)
		count = most - kept;
	memcpy(&program->steps[kept], &other->steps[from], count * sizeof(struct step));
	program->count = kept + count;
}

void program_make_up(struct program *program, uint32_t count)
{
	program->count = 0;
	put_in(program, 0, count, PROGRAM_STEPS);
}
