/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The three programs as bytes, and as people read them. What would tell the observer the time,
 * or hurry it, is made harmless here.
 */
#include "tests/fuzz/separation/apart.h"

#include <string.h>

enum { WHO_SHIFT = 8 };

static const char *const headlines[APART_PROGRAMS] = {
    "# The observer\n", "# The secret domain, first run\n", "# The secret domain, second run\n"};

/* Lines there are two: each domain may interrupt with its own, and the observer's program, which is
 * the same in both runs, with both. When the secret domain's line interrupts what the kernel does,
 * it may be doing it for anyone; a slice may end there only if it is the secret domain's. */
static void bound(struct step *step, enum apart_who who)
{
	if (step->kind == STEP_INTERRUPT)
		step->number =
		    who != APART_CALM || step->number % 2 ? APART_BUSY_LINE : APART_CALM_LINE;
	if (step->kind == STEP_PREEMPT && (who == APART_CALM || step->number != STEP_DEADLINE))
		step->number = APART_BUSY_LINE;
}

static void add(struct apart_input *input, enum apart_who who, const struct step *step)
{
	struct program *program = &input->programs[who];

	if (program->count == PROGRAM_STEPS)
		return;
	program->steps[program->count] = *step;
	bound(&program->steps[program->count++], who);
}

static void read_bytes(struct apart_input *input, const uint8_t *data, size_t size)
{
	for (size_t at = 0; at < size; at += sizeof(struct step)) {
		struct step step = {0};
		enum apart_who who;

		memcpy(&step, data + at, size - at < sizeof(step) ? size - at : sizeof(step));
		who = (step.kind >> WHO_SHIFT & 3) % APART_PROGRAMS;
		step.kind &= (1u << WHO_SHIFT) - 1;
		step_normal(&step);
		add(input, who, &step);
	}
}

/* The text as apart_print writes it: three programs, each below its headline. */
static bool read_text(struct apart_input *input, const char *text, size_t size)
{
	static struct program program;
	const char *part = text, *end = text + size, *next;
	char error[160];

	for (uint32_t who = 0; who < APART_PROGRAMS; who++, part = next) {
		if ((size_t)(end - part) < strlen(headlines[who]) ||
		    memcmp(part, headlines[who], strlen(headlines[who])) != 0)
			return false;
		next = who + 1 < APART_PROGRAMS
			   ? memmem(part, (size_t)(end - part), headlines[who + 1],
				 strlen(headlines[who + 1]))
			   : end;
		if (!next || !program_parse(&program, part, (size_t)(next - part), headlines[who],
				 error, sizeof(error)))
			return false;
		for (uint32_t i = 0; i < program.count; i++)
			add(input, who, &program.steps[i]);
	}
	return true;
}

void apart_read(struct apart_input *input, const uint8_t *data, size_t size)
{
	memset(input, 0, sizeof(*input));
	if (read_text(input, (const char *)data, size))
		return;
	memset(input, 0, sizeof(*input));
	read_bytes(input, data, size);
}

size_t apart_write(const struct apart_input *input, uint8_t *data, size_t most)
{
	size_t size = 0;

	for (uint32_t who = 0; who < APART_PROGRAMS; who++) {
		const struct program *program = &input->programs[who];

		for (uint32_t i = 0; i < program->count; i++) {
			struct step step = program->steps[i];

			if (size + sizeof(step) > most)
				return size;
			step.kind |= who << WHO_SHIFT;
			memcpy(data + size, &step, sizeof(step));
			size += sizeof(step);
		}
	}
	return size;
}

void apart_print(FILE *file, const struct apart_input *input)
{
	for (uint32_t who = 0; who < APART_PROGRAMS; who++) {
		fputs(headlines[who], file);
		for (uint32_t i = 0; i < input->programs[who].count; i++) {
			step_print(file, &input->programs[who].steps[i]);
			fputc('\n', file);
		}
	}
}
