/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system's console: text that came out of its first UART. Kept whole, so that a
 * script can wait for a part of it; copied to standard output and to a file.
 */
#ifndef PITH_SIM_CONSOLE_H
#define PITH_SIM_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { CONSOLE_COPIES = 2 };

struct console {
	char *text; /* all of it, not terminated */
	size_t length, room;
	size_t seen; /* up to here console_find has matched */
	FILE *copies[CONSOLE_COPIES];
	bool fresh; /* copies have bytes that are not flushed */
};

/* Every byte goes to this file too; ignored when there are CONSOLE_COPIES already. */
void console_copy_to(struct console *console, FILE *file);

void console_write(struct console *console, const void *bytes, size_t size);

/* Let the copies show what they have. False if one of them could not be written. */
bool console_flush(struct console *console);

/* Looks for a text behind the one found last; finding it moves on behind it. */
bool console_find(struct console *console, const char *text);

/* The last line that is not empty, for messages; the caller frees it. */
char *console_last_line(const struct console *console);

void console_free(struct console *console);

#endif
