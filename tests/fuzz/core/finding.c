/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Failures end here: the fake machine's (halts, checks, differences from the specification)
 * and the sanitizers'.
 */
#include "tests/fuzz/core/finding.h"
#include "tests/fuzz/core/machine.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Called by the sanitizers' runtimes, if they are there. */
void __asan_on_error(void);
void __ubsan_on_report(void);
const char *__asan_get_report_description(void) __attribute__((weak));

static const char *folder;
static const struct program *running;
void (*finding_told)(const char *text);

void finding_kind(const char *text, char kind[FINDING_KIND])
{
	uint32_t length = 0;

	for (; *text && *text != '\n' && length < FINDING_KIND - 1; text++) {
		if (isdigit((unsigned char)*text)) {
			while (isxdigit((unsigned char)text[1]) || text[1] == 'x')
				text++;
			kind[length++] = '#';
		} else {
			kind[length++] = *text;
		}
	}
	kind[length] = 0;
}

/* The folder and those above it. */
static void make_folder(void)
{
	char path[256];

	snprintf(path, sizeof(path), "%s", folder);
	for (char *at = path + 1; *at; at++) {
		if (*at != '/')
			continue;
		*at = 0;
		mkdir(path, 0777);
		*at = '/';
	}
	mkdir(path, 0777);
}

static void write_file(const char *text)
{
	const uint8_t *bytes = (const uint8_t *)running->steps;
	uint32_t hash = 2166136261;
	char name[300];
	FILE *file;

	for (size_t i = 0; i < program_size(running); i++)
		hash = (hash ^ bytes[i]) * 16777619;
	make_folder();
	snprintf(name, sizeof(name), "%s/%08x.pith", folder, hash);
	file = fopen(name, "w");
	if (!file) {
		fprintf(stderr, "%s: %s\n", name, strerror(errno));
		return;
	}
	program_print(file, running);
	fprintf(file, "# step %u: %.200s\n", machine.step, text);
	fclose(file);
	fprintf(stderr, "The program is in %s: make replay V=1 FILE=%s\n", name, name);
}

static void report(const char *text)
{
	static bool reported;

	if (reported)
		return;
	reported = true;
	if (finding_told)
		finding_told(text);
	if (running && folder)
		write_file(text);
}

static void failed(const char *text)
{
	fprintf(stderr, "step %u, %s runs: %s\n", machine.step, machine_current(), text);
	report(text);
	abort();
}

void __asan_on_error(void)
{
	report(__asan_get_report_description ? __asan_get_report_description() : "sanitizer");
}

void __ubsan_on_report(void)
{
	report("undefined behaviour");
}

void finding_folder(const char *name)
{
	folder = name;
	machine.failed = failed;
}

void finding_running(const struct program *program)
{
	running = program;
}
