/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading whole files, and memory that cannot run short. Nothing here knows what
 * the files are for.
 */
#include "sim/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_SIZE = 64 << 10, PATH_SIZE = 4096 };

void *file_grow(void *memory, size_t size)
{
	void *grown = realloc(memory, size ? size : 1);

	if (!grown) {
		fputs("sim: no memory left on this computer\n", stderr);
		abort();
	}
	return grown;
}

char *file_copy(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(file_grow(NULL, size), text, size);
}

/* Reads until there is no more, so that a pipe will do. */
static char *read_all(FILE *file, size_t *size)
{
	size_t room = FIRST_SIZE, used = 0, count;
	char *bytes = file_grow(NULL, room);

	errno = 0;
	while ((count = fread(bytes + used, 1, room - used - 1, file)) > 0) {
		used += count;
		if (used == room - 1) {
			room *= 2;
			bytes = file_grow(bytes, room);
		}
	}
	if (ferror(file)) {
		free(bytes);
		return NULL;
	}
	bytes[used] = 0;
	*size = used;
	return bytes;
}

void *file_read(const char *name, size_t *size)
{
	FILE *file = fopen(name, "rb");
	char *bytes;
	int error;

	if (!file)
		return NULL;
	bytes = read_all(file, size);
	error = errno;
	fclose(file);
	errno = error;
	return bytes;
}

char *file_beside(const char *file, const char *name)
{
	const char *slash = strrchr(file, '/');
	size_t folder = slash ? (size_t)(slash - file) + 1 : 0;
	char *path = file_grow(NULL, folder + strlen(name) + 1);

	memcpy(path, file, folder);
	strcpy(path + folder, name);
	return path;
}

char *file_beside_program(const char *name)
{
	char program[PATH_SIZE];
	ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);

	program[length > 0 ? length : 0] = 0;
	return file_beside(program, name);
}
