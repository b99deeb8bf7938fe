/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs as text, one step a line:
 *
 *   call NUMBER [CAPABILITY [LABEL WORD...]] [KEY=VALUE...]
 *       length=, count=, kind=  of the tag, where the words and caps given do not say it
 *       caps=A,B receive=A,B    slots, in the IPC buffer     reply=  r10
 *       more=                   words 8 and following: this, + 1 each
 *   interrupt LINE
 *   time NANOSECONDS
 *   fault KIND ADDRESS ACCESS STATUS
 *   preempt POINT LINE, or: preempt POINT deadline
 *
 * Numbers as in C; for calls, slots, operations and types the names of names.c. What follows
 * a # is for the reader.
 */
#include "tests/fuzz/core/program.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* --- Printing ----------------------------------------------------------------------------- */

static void print_number(FILE *file, const char *before, uint32_t number)
{
	fprintf(file, number < 10000 ? "%s%u" : "%s0x%x", before, number);
}

static void print_name(FILE *file, const char *before, enum name_list list, uint32_t number)
{
	const char *name = name_of(list, number);

	if (name)
		fprintf(file, "%s%s", before, name);
	else
		print_number(file, before, number);
}

/* A word of an operation, as what the ABI says it is. */
static void print_word(FILE *file, uint32_t operation, uint32_t index, uint32_t word)
{
	switch (operation_word(operation, index)) {
	case PITH_WORD_SLOT:
	case PITH_WORD_NEW:
		print_name(file, " ", NAME_SLOT, word);
		break;
	case PITH_WORD_TYPE:
		print_name(file, " ", NAME_TYPE, word);
		break;
	default:
		print_number(file, " ", word);
		break;
	}
}

static void print_slots(FILE *file, const char *key, const uint8_t *slots, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		print_name(file, i ? "," : key, NAME_SLOT, slots[i]);
}

/* How many of these, up to the last that is not 0. */
static uint32_t used(const uint8_t *slots)
{
	uint32_t count = PITH_MAX_CAPS;

	while (count && !slots[count - 1])
		count--;
	return count;
}

static uint32_t used_words(const struct step *step)
{
	uint32_t length = pith_tag_length(step->tag), count = PITH_REGISTER_WORDS;

	while (count && !step->words[count - 1] && count > length)
		count--;
	return count;
}

/* Is this label on this capability meant as an operation? */
static bool is_operation(uint32_t cap, uint32_t label)
{
	enum pith_type type = slot_first_type(cap);

	return label && label < PITH_OP_COUNT && type != PITH_TYPE_ENDPOINT &&
	       type != PITH_TYPE_NOTIFICATION && type != PITH_TYPE_REPLY;
}

static void print_call(FILE *file, const struct step *step)
{
	uint32_t label = pith_tag_label(step->tag), words = used_words(step);
	uint32_t caps = used(step->caps), count = pith_tag_caps(step->tag);
	bool operation = is_operation(step->cap, label);

	print_name(file, "call ", NAME_CALL, step->number);
	if (step->cap || label || words)
		print_name(file, " ", NAME_SLOT, step->cap);
	if (operation)
		print_name(file, " ", NAME_OPERATION, label);
	else if (label || words)
		print_number(file, " ", label);
	for (uint32_t i = 0; i < words; i++)
		print_word(file, operation ? label : 0, i, step->words[i]);
	if (pith_tag_length(step->tag) != words)
		print_number(file, " length=", pith_tag_length(step->tag));
	if (caps < count && count <= PITH_MAX_CAPS)
		caps = count;
	print_slots(file, " caps=", step->caps, caps);
	if (count != caps)
		print_number(file, " count=", count);
	if (pith_tag_kind(step->tag))
		print_number(file, " kind=", pith_tag_kind(step->tag));
	print_slots(file, " receive=", step->receive, used(step->receive));
	if (step->reply)
		print_name(file, " reply=", NAME_SLOT, step->reply);
	if (step->more)
		print_number(file, " more=", step->more);
}

void step_print(FILE *file, const struct step *step)
{
	switch ((enum step_kind)step->kind) {
	case STEP_CALL:
		print_call(file, step);
		break;
	case STEP_INTERRUPT:
		fprintf(file, "interrupt %u", step->number);
		break;
	case STEP_TIME:
		fprintf(
		    file, "time %llu", step->words[0] | (unsigned long long)step->words[1] << 32);
		break;
	case STEP_FAULT:
		print_name(file, "fault ", NAME_FAULT, step->number);
		for (uint32_t i = 0; i < 3; i++)
			print_number(file, " ", step->words[i]);
		break;
	default:
		fprintf(file, "preempt %u ", step->cap);
		if (step->number == STEP_DEADLINE)
			fprintf(file, "deadline");
		else
			fprintf(file, "%u", step->number);
		break;
	}
}

void program_print(FILE *file, const struct program *program)
{
	fprintf(file, PROGRAM_TEXT "\n");
	for (uint32_t i = 0; i < program->count; i++) {
		step_print(file, &program->steps[i]);
		fputc('\n', file);
	}
}

/* --- Reading --------------------------------------------------------------------------------- */

enum { LINE_MAX = 512, TOKENS = 32 };

struct reader {
	char *tokens[TOKENS]; /* of the line at hand */
	uint32_t count, next;
	const char *wrong; /* what is wrong with it, 0: nothing */
	const char *token; /* which this is about */
};

static uint32_t wrong(struct reader *reader, const char *what, const char *token)
{
	if (!reader->wrong) {
		reader->wrong = what;
		reader->token = token;
	}
	return 0;
}

static const char *token(struct reader *reader)
{
	if (reader->next < reader->count)
		return reader->tokens[reader->next++];
	wrong(reader, "something is missing behind", reader->tokens[reader->count - 1]);
	return "0";
}

/* The next token is there and no KEY=VALUE. */
static bool more(const struct reader *reader)
{
	return reader->next < reader->count && !strchr(reader->tokens[reader->next], '=');
}

static uint32_t number(struct reader *reader, enum name_list list, const char *text)
{
	uint32_t value;

	if (!name_number(list, text, &value))
		return wrong(reader, "neither a number nor a name that belongs there:", text);
	return value;
}

static uint32_t word(struct reader *reader, const char *text)
{
	uint32_t value;

	if (name_number(NAME_TYPE, text, &value))
		return value;
	return number(reader, NAME_SLOT, text);
}

static uint32_t read_slots(struct reader *reader, char *list, uint8_t *slots)
{
	uint32_t count = 0;

	for (char *rest, *item = strtok_r(list, ",", &rest); item;
	     item = strtok_r(NULL, ",", &rest)) {
		uint32_t slot = number(reader, NAME_SLOT, item);

		if (count == PITH_MAX_CAPS)
			return wrong(reader, "more than four slots:", item);
		if (slot > UINT8_MAX)
			return wrong(reader, "a slot above 255:", item);
		slots[count++] = (uint8_t)slot;
	}
	return count;
}

static void read_keys(struct reader *reader, struct step *step, uint32_t words)
{
	uint32_t length = words, caps = 0, kind = 0, count = ~0u;

	while (reader->next < reader->count) {
		char *key = reader->tokens[reader->next++], *value = strchr(key, '=');

		if (!value) {
			wrong(reader, "not KEY=VALUE:", key);
			return;
		}
		*value++ = 0;
		if (strcmp(key, "length") == 0)
			length = number(reader, NAME_SLOT, value);
		else if (strcmp(key, "count") == 0)
			count = number(reader, NAME_SLOT, value);
		else if (strcmp(key, "kind") == 0)
			kind = number(reader, NAME_SLOT, value);
		else if (strcmp(key, "caps") == 0)
			caps = read_slots(reader, value, step->caps);
		else if (strcmp(key, "receive") == 0)
			read_slots(reader, value, step->receive);
		else if (strcmp(key, "reply") == 0)
			step->reply = number(reader, NAME_SLOT, value);
		else if (strcmp(key, "more") == 0)
			step->more = number(reader, NAME_SLOT, value);
		else
			wrong(reader, "there is no such key:", key);
	}
	if (count == ~0u)
		count = caps;
	if (length > 127 || count > 7 || kind > 3)
		wrong(reader, "more than a tag holds in the line of", reader->tokens[0]);
	step->tag |= pith_tag(0, length, count) | kind << PITH_TAG_KIND_SHIFT;
}

static void read_call(struct reader *reader, struct step *step)
{
	uint32_t words = 0;

	step->kind = STEP_CALL;
	step->number = number(reader, NAME_CALL, token(reader));
	if (more(reader))
		step->cap = number(reader, NAME_SLOT, token(reader));
	if (more(reader))
		step->tag = number(reader, NAME_OPERATION, token(reader));
	if (step->tag >> PITH_TAG_LABEL_BITS)
		wrong(reader, "more than a label holds:", reader->tokens[reader->next - 1]);
	while (more(reader) && words < PITH_REGISTER_WORDS)
		step->words[words++] = word(reader, token(reader));
	read_keys(reader, step, words);
}

static void read_step(struct reader *reader, struct step *step)
{
	const char *kind = token(reader);
	struct step meant;

	if (strcmp(kind, "call") == 0) {
		read_call(reader, step);
	} else if (strcmp(kind, "interrupt") == 0) {
		step->kind = STEP_INTERRUPT;
		step->number = number(reader, NAME_SLOT, token(reader));
	} else if (strcmp(kind, "time") == 0) {
		const char *text = token(reader);
		unsigned long long ns;
		char *end;

		ns = strtoull(text, &end, 0);
		if (*end || end == text)
			wrong(reader, "not a number:", text);
		step->kind = STEP_TIME;
		step->words[0] = (uint32_t)ns;
		step->words[1] = (uint32_t)(ns >> 32);
	} else if (strcmp(kind, "fault") == 0) {
		step->kind = STEP_FAULT;
		step->number = number(reader, NAME_FAULT, token(reader));
		for (uint32_t i = 0; i < 3; i++)
			step->words[i] = number(reader, NAME_SLOT, token(reader));
	} else if (strcmp(kind, "preempt") == 0) {
		const char *line;

		step->kind = STEP_PREEMPT;
		step->cap = number(reader, NAME_SLOT, token(reader));
		line = token(reader);
		step->number = strcmp(line, "deadline") == 0 ? (uint32_t)STEP_DEADLINE
							     : number(reader, NAME_SLOT, line);
	} else {
		wrong(reader, "there is no such step:", kind);
	}
	if (!reader->wrong && reader->next < reader->count)
		wrong(reader, "too much in the line:", reader->tokens[reader->next]);
	meant = *step;
	step_normal(step);
	if (memcmp(step, &meant, sizeof(meant)) != 0)
		wrong(reader, "a number is out of range for", kind);
}

static void split(struct reader *reader, char *line)
{
	*reader = (struct reader){0};
	line[strcspn(line, "#")] = 0;
	for (char *rest, *t = strtok_r(line, " \t\r", &rest); t;
	     t = strtok_r(NULL, " \t\r", &rest)) {
		if (reader->count == TOKENS) {
			wrong(reader, "too much in the line:", t);
			return;
		}
		reader->tokens[reader->count++] = t;
	}
}

bool program_parse(struct program *program, const char *text, size_t size, const char *name,
    char *error, size_t error_size)
{
	const char *end = text + size;
	uint32_t line_number = 0;

	*program = (struct program){0};
	while (text < end) {
		const char *line_end = memchr(text, '\n', (size_t)(end - text));
		size_t length = (size_t)((line_end ? line_end : end) - text);
		char line[LINE_MAX] = "";
		struct reader reader;

		line_number++;
		if (length >= sizeof(line)) {
			snprintf(
			    error, error_size, "%s:%u: the line is too long", name, line_number);
			return false;
		}
		memcpy(line, text, length);
		text += length + 1;
		split(&reader, line);
		if (reader.count && program->count == PROGRAM_STEPS)
			wrong(&reader, "more steps than a program has:", reader.tokens[0]);
		else if (reader.count)
			read_step(&reader, &program->steps[program->count++]);
		if (reader.wrong) {
			snprintf(error, error_size, "%s:%u: %s '%s'", name, line_number,
			    reader.wrong, reader.token);
			return false;
		}
	}
	return true;
}
