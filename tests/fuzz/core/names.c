/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names in the text form: the ABI's own, and the world's slots.
 */
#include "tests/fuzz/core/program.h"
#include "tests/fuzz/core/world.h"

#include <stdlib.h>
#include <string.h>

static const char *const slots[] = {NULL,
#define X(NAME, name, type, domains, text) name,
    WORLD_SLOTS(X)
#undef X
};
static const uint8_t slot_types[] = {PITH_TYPE_EMPTY,
#define X(NAME, name, type, domains, text) PITH_TYPE_##type,
    WORLD_SLOTS(X)
#undef X
};
static const char *const operations[PITH_OP_COUNT] = {
#define X(TYPE, NAME, words, caps, out, text) [PITH_OP_##TYPE##_##NAME] = #TYPE "_" #NAME,
    PITH_OPERATIONS(X)
#undef X
};
static const uint8_t operation_types[PITH_OP_COUNT] = {
#define X(TYPE, NAME, words, caps, out, text) [PITH_OP_##TYPE##_##NAME] = PITH_TYPE_##TYPE,
    PITH_OPERATIONS(X)
#undef X
};
static const struct {
	uint32_t caps;
	uint8_t words[PITH_ARGUMENT_WORDS];
} arguments[PITH_OP_COUNT] = {
#define X(TYPE, NAME, cap, a, b, c, d, e)            \
	[PITH_OP_##TYPE##_##NAME] = {PITH_CAP_##cap, \
	    {PITH_WORD_##a, PITH_WORD_##b, PITH_WORD_##c, PITH_WORD_##d, PITH_WORD_##e}},
    PITH_ARGUMENTS(X)
#undef X
};
static const char *const calls[] = {
#define X(NAME, name) #NAME,
    PITH_CALLS(X)
#undef X
};
static const char *const types[] = {
#define X(NAME, bits, made) #NAME,
    PITH_TYPES(X)
#undef X
};
static const char *const faults[] = {
#define X(NAME, text) #NAME,
    PITH_FAULTS(X)
#undef X
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	const char *const *names;
	uint32_t count;
} lists[NAME_LISTS] = {
    [NAME_SLOT] = {slots, COUNT(slots)},
    [NAME_OPERATION] = {operations, COUNT(operations)},
    [NAME_CALL] = {calls, COUNT(calls)},
    [NAME_TYPE] = {types, COUNT(types)},
    [NAME_FAULT] = {faults, COUNT(faults)},
};

const char *name_of(enum name_list list, uint32_t number)
{
	return number < lists[list].count ? lists[list].names[number] : NULL;
}

bool name_number(enum name_list list, const char *name, uint32_t *number)
{
	unsigned long value;
	char *end;

	for (uint32_t i = 0; i < lists[list].count; i++)
		if (lists[list].names[i] && strcmp(lists[list].names[i], name) == 0) {
			*number = i;
			return true;
		}
	if (*name < '0' || *name > '9')
		return false;
	value = strtoul(name, &end, 0);
	*number = (uint32_t)value;
	return *end == 0 && value <= UINT32_MAX;
}

enum pith_type operation_type(uint32_t operation)
{
	return operation < PITH_OP_COUNT ? operation_types[operation] : PITH_TYPE_EMPTY;
}

enum pith_word operation_word(uint32_t operation, uint32_t index)
{
	const uint8_t *words;

	if (!operation || operation >= PITH_OP_COUNT)
		return PITH_WORD_NONE;
	words = arguments[operation].words;
	for (uint32_t i = 0; i <= index && i < PITH_ARGUMENT_WORDS; i++)
		if (i == index || words[i] == PITH_WORD_REGISTERS)
			return (enum pith_word)words[i];
	return PITH_WORD_NONE;
}

uint32_t operation_caps(uint32_t operation)
{
	return operation < PITH_OP_COUNT ? arguments[operation].caps : 0;
}

enum pith_type slot_first_type(uint32_t slot)
{
	return slot < COUNT(slot_types) ? slot_types[slot] : PITH_TYPE_EMPTY;
}
