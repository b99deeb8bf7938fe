/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs as bytes: what a record means, and the one record for each meaning.
 */
#include "tests/fuzz/core/program.h"

#include <string.h>

void step_normal(struct step *step)
{
	struct step wanted = {.kind = step->kind % STEP_KINDS};

	switch ((enum step_kind)wanted.kind) {
	case STEP_CALL:
		step->kind = STEP_CALL;
		return;
	case STEP_INTERRUPT:
		wanted.number = step->number % STEP_DEADLINE;
		break;
	case STEP_TIME:
		wanted.words[0] = step->words[0];
		wanted.words[1] = step->words[1] & ((1u << (STEP_TIME_BITS - 32)) - 1);
		break;
	case STEP_FAULT:
		wanted.number = step->number % STEP_FAULTS;
		memcpy(wanted.words, step->words, 3 * sizeof(uint32_t));
		break;
	default:
		wanted.number = step->number % (STEP_DEADLINE + 1);
		wanted.cap = step->cap % STEP_POINTS ? step->cap % STEP_POINTS : STEP_POINTS;
		break;
	}
	*step = wanted;
}

void program_normal(struct program *program)
{
	for (uint32_t i = 0; i < program->count; i++)
		step_normal(&program->steps[i]);
}

size_t program_size(const struct program *program)
{
	return program->count * sizeof(struct step);
}

void program_from_bytes(struct program *program, const uint8_t *bytes, size_t size)
{
	if (size > sizeof(program->steps))
		size = sizeof(program->steps);
	program->count = (uint32_t)((size + sizeof(struct step) - 1) / sizeof(struct step));
	memset(program->steps, 0, program_size(program));
	if (size)
		memcpy(program->steps, bytes, size);
	program_normal(program);
}

void program_from_input(struct program *program, const uint8_t *input, size_t size)
{
	char error[160];

	if (size < strlen(PROGRAM_TEXT) || memcmp(input, PROGRAM_TEXT, strlen(PROGRAM_TEXT)) != 0 ||
	    !program_parse(program, (const char *)input, size, "", error, sizeof(error)))
		program_from_bytes(program, input, size);
}
