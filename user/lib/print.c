/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * printf() line by line, and errors in words. Every thread collects its own line, so
 * that lines of two threads do not mix and no lock is needed. Where a line goes
 * is in write.c, so that a program can say it otherwise.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "internal.h"
#include "pith/info.h"
#include "pith/objects.h"
#include "pith/print.h"

enum { LINE = 160 };

static _Thread_local char line[LINE];
static _Thread_local uint32_t line_length;

void pith_print_flush(void)
{
	uint32_t length = line_length;

	line_length = 0;
	if (length)
		pith_write_line(line, length);
}

static int put(char c, FILE *file)
{
	(void)file;
	line[line_length++] = c;
	if (c == '\n' || line_length == LINE)
		pith_print_flush();
	return (unsigned char)c;
}

static int flush(FILE *file)
{
	(void)file;
	pith_print_flush();
	return 0;
}

static FILE console = FDEV_SETUP_STREAM(put, NULL, flush, _FDEV_SETUP_WRITE);
FILE *const stdout = &console;
FILE *const stderr = &console;
FILE *const stdin = &console;

/* picolibc's printf for integers alone: the full one would use floating-point registers, which
 * a component without the `vfp` flag has not. (No %f; integers up to long.) */
int __i_vfprintf(FILE *file, const char *format, va_list list);

int vfprintf(FILE *file, const char *format, va_list list)
{
	return __i_vfprintf(file, format, list);
}

const char *pith_error_text(uint32_t result)
{
	static const char *const texts[PITH_ERROR_COUNT] = {
#define X(NAME, text) [PITH_ERROR_##NAME] = text,
	    PITH_ERRORS(X)
#undef X
	};
	enum pith_error error = pith_result_error(result);

	return error < PITH_ERROR_COUNT ? texts[error] : "unknown error";
}

/* A name of the X-macros in lower case, in one of two places in turn. */
static const char *lower(const char *name)
{
	static char places[2][16];
	static uint32_t turn;
	char *place = places[turn++ % 2];
	uint32_t i;

	for (i = 0; i < sizeof(places[0]) - 1 && name[i]; i++)
		place[i] = name[i] == '_' ? ' ' : (char)tolower((unsigned char)name[i]);
	place[i] = 0;
	return place;
}

const char *pith_operation_name(enum pith_operation operation)
{
	static const char *const names[PITH_OP_COUNT] = {
#define X(TYPE, NAME, words, caps, out, text) [PITH_OP_##TYPE##_##NAME] = #NAME,
	    PITH_OPERATIONS(X)
#undef X
	};

	return operation > PITH_OP_NONE && operation < PITH_OP_COUNT ? lower(names[operation])
								     : "?";
}

const char *pith_type_name(enum pith_type type)
{
	static const char *const names[PITH_TYPE_COUNT] = {
#define X(NAME, bits, made) [PITH_TYPE_##NAME] = #NAME,
	    PITH_TYPES(X)
#undef X
	};

	return type < PITH_TYPE_COUNT ? lower(names[type]) : "?";
}

/* The letters of rights, as people write them. */
static const char *right_letters(enum pith_type type, uint32_t rights)
{
	static const char memory[8][4] = {"", "r", "w", "rw", "x", "rx", "wx", "rwx"};
	static const char message[8][20] = {"", "receive", "send", "receive, send", "grant",
	    "receive, grant", "send, grant", "receive, send, grant"};

	return type == PITH_TYPE_FRAME ? memory[rights & 7] : message[rights & 7];
}

uint32_t pith_refused(
    enum pith_operation operation, uint32_t slot, uint32_t wanted, uint32_t result)
{
	struct pith_cap_state cap = {0};
	uint32_t missing;

	if (!result)
		return 0;
	pith_cspace_query(PITH_SLOT_CSPACE, slot, &cap);
	missing = wanted & ~cap.rights;
	printf("%s refused: ", pith_operation_name(operation));
	printf("%s '%s'", pith_type_name(cap.type), pith_slot_name(slot));
	if (pith_result_error(result) == PITH_ERROR_RIGHTS && missing)
		printf(" lacks %s\n", right_letters(cap.type, missing));
	else
		printf(": %s\n", pith_error_text(result));
	return result;
}

uint32_t pith_request_refused(const char *request, uint32_t slot, uint32_t result)
{
	if (result)
		printf("%s refused by '%s': %s\n", request, pith_slot_name(slot),
		    pith_error_text(result));
	return result;
}

void pith_panic(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vprintf(format, list);
	va_end(list);
	putchar('\n');
	_Exit(1);
}

void pith_must(const char *what, uint32_t result)
{
	if (result)
		pith_panic("%s: %s", what, pith_error_text(result));
}

/* What assert() calls. */
void __assert_func(const char *file, int at, const char *function, const char *what);
void __assert_func(const char *file, int at, const char *function, const char *what)
{
	pith_panic("%s:%d: %s: assertion failed: %s", file, at, function ? function : "?", what);
}
