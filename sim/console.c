/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keeps the console's text and copies it. Carriage returns are dropped, as a
 * terminal and a text file want lines to end in a newline only.
 */
#include "sim/console.h"

#include <stdlib.h>
#include <string.h>
#include "sim/file.h"

enum { FIRST_ROOM = 4096 };

void console_copy_to(struct console *console, FILE *file)
{
	for (unsigned i = 0; i < CONSOLE_COPIES; i++) {
		if (!console->copies[i]) {
			console->copies[i] = file;
			return;
		}
	}
}

static void put(struct console *console, char byte)
{
	if (byte == '\r')
		return;
	if (console->length == console->room) {
		console->room = console->room ? 2 * console->room : FIRST_ROOM;
		console->text = file_grow(console->text, console->room);
	}
	console->text[console->length++] = byte;
	for (unsigned i = 0; i < CONSOLE_COPIES; i++) {
		if (console->copies[i])
			putc(byte, console->copies[i]);
	}
	console->fresh = true;
}

void console_write(struct console *console, const void *bytes, size_t size)
{
	const char *text = bytes;

	for (size_t i = 0; i < size; i++)
		put(console, text[i]);
}

bool console_flush(struct console *console)
{
	bool good = true;

	if (!console->fresh)
		return true;
	for (unsigned i = 0; i < CONSOLE_COPIES; i++) {
		if (console->copies[i] &&
		    (fflush(console->copies[i]) != 0 || ferror(console->copies[i])))
			good = false;
	}
	console->fresh = false;
	return good;
}

bool console_find(struct console *console, const char *text)
{
	size_t length = strlen(text);
	const char *found;

	if (!console->text)
		return false;
	found =
	    memmem(console->text + console->seen, console->length - console->seen, text, length);
	if (!found)
		return false;
	console->seen = (size_t)(found - console->text) + length;
	return true;
}

char *console_last_line(const struct console *console)
{
	size_t end = console->length, begin;
	char *line;

	while (end > 0 && console->text[end - 1] == '\n')
		end--;
	begin = end;
	while (begin > 0 && console->text[begin - 1] != '\n')
		begin--;
	line = file_grow(NULL, end - begin + 1);
	if (end > begin)
		memcpy(line, console->text + begin, end - begin);
	line[end - begin] = 0;
	return line;
}

void console_free(struct console *console)
{
	free(console->text);
	*console = (struct console){0};
}
