/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs for a real machine, and what it said of them:
 *
 *   foretell script OUTPUT PROGRAM...   what tests/board/replay plays: a script with
 *                                            what must come out; tells how many steps it has
 *   foretell tell CONSOLE PROGRAM...    what the machine has printed, in the terms of
 *                                            the programs; 1 if anything differs
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "tests/board/replay/host/foretell.h"

static const char *const left_out_texts[LEFT_COUNT] = {
#define X(NAME, text) [LEFT_##NAME] = text,
    LEFT_OUT(X)
#undef X
};

static _Noreturn void fail(const char *name)
{
	fprintf(stderr, "replay: %s: %s\n", name, strerror(errno));
	exit(2);
}

static void read_program(struct program *program, const char *name)
{
	static char text[1 << 16];
	char error[200];
	FILE *file = fopen(name, "rb");
	size_t size;

	if (!file)
		fail(name);
	size = fread(text, 1, sizeof(text), file);
	fclose(file);
	if (!program_parse(program, text, size, name, error, sizeof(error))) {
		fprintf(stderr, "replay: %s\n", error);
		exit(2);
	}
}

/* --- The script --------------------------------------------------------------------------- */

static uint32_t hash_of(const uint32_t *words)
{
	uint32_t hash = 0x811c9dc5;

	for (uint32_t i = 0; i < BUFFER_WORDS; i++)
		hash = (hash ^ words[i]) * 0x01000193;
	return hash;
}

static void put(FILE *file, const void *bytes, size_t size, uint32_t *total)
{
	if (file && size && fwrite(bytes, size, 1, file) != 1)
		fail("the script");
	*total += (uint32_t)size;
}

/* Without a file: only how long it is. */
static uint32_t put_steps(FILE *file, const struct foretold *foretold)
{
	uint32_t total = 0;

	for (uint32_t i = 0; i < foretold->count; i++) {
		const struct foretold_step *step = &foretold->steps[i];
		struct script_step to = {.buffer = step->buffer,
		    .writes = step->writes,
		    .any = step->any,
		    .physical = step->physical,
		    .interrupt = step->interrupt,
		    .line = step->line,
		    .vfp = step->vfp,
		    .vfp_from = step->vfp_from,
		    .buffer_hash = step->any_words ? 0 : hash_of(step->words)};

		memcpy(to.registers, step->registers, sizeof(to.registers));
		memcpy(to.expected, step->expected, sizeof(to.expected));
		memcpy(to.touches, step->touches, sizeof(to.touches));
		memcpy(to.touched, step->touched, sizeof(to.touched));
		put(file, &to, sizeof(to), &total);
		put(file, step->write, step->writes * sizeof(step->write[0]), &total);
	}
	return total;
}

static void put_program(FILE *file, const struct foretold *foretold)
{
	struct script_program head = {.steps = foretold->count, .rests = foretold->rests};
	uint32_t total = 0;

	head.size = (uint32_t)sizeof(head) + put_steps(NULL, foretold);
	put(file, &head, sizeof(head), &total);
	put_steps(file, foretold);
}

static int write_script(const char *output, char **names, uint32_t count)
{
	static struct foretold foretold;
	static struct program program;
	struct script head = {SCRIPT_MAGIC, count, foretell_ram(), foretell_devices()};
	uint32_t total = 0, all = 0, left[LEFT_COUNT] = {0};
	FILE *file = fopen(output, "wb");

	if (!file)
		fail(output);
	put(file, &head, sizeof(head), &total);
	for (uint32_t i = 0; i < count; i++) {
		read_program(&program, names[i]);
		foretell(&foretold, &program);
		put_program(file, &foretold);
		for (uint32_t n = 0; n < program.count; n++)
			left[foretold.left_out[n]]++;
		all += program.count;
	}
	if (fclose(file) != 0)
		fail(output);
	printf("replay: %u programs, %u of %u steps (%u %%)\n", count, left[0], all,
	    all ? left[0] * 100 / all : 0);
	for (uint32_t i = 1; i < LEFT_COUNT; i++)
		if (left[i])
			printf("replay: left out %u: %s\n", left[i], left_out_texts[i]);
	return 0;
}

/* --- What the machine said -------------------------------------------------------------------- */

static const char *register_name(uint32_t index)
{
	static const char *const names[SCRIPT_REGISTERS] = {"r0", "r1", "r2", "r3", "r4", "r5",
	    "r6", "r7", "r8", "r9", "r10", "r11", "r12", "sp", "lr", "cpsr", "tls"};

	return index < SCRIPT_REGISTERS ? names[index] : "?";
}

/* The program's steps as they were played, up to the one that the thread took before. */
static void tell_steps(const struct program *program, const struct foretold *foretold, uint32_t at)
{
	for (uint32_t i = 0; i <= at && i < foretold->count; i++) {
		const struct foretold_step *step = &foretold->steps[i];

		if (!step->from)
			continue;
		printf("    %2u %-8s ", step->from, step->thread);
		step_print(stdout, &program->steps[step->from - 1]);
		putchar('\n');
	}
}

static void tell_words(const struct foretold_step *step, const char *words)
{
	char *end;

	for (uint32_t i = 0; i < BUFFER_WORDS; i++, words = end) {
		uint32_t found = (uint32_t)strtoul(words, &end, 16);

		if (found != step->words[i])
			printf("  %s's buffer, word %u: expected 0x%x, found 0x%x\n", step->thread,
			    i, step->words[i], found);
	}
}

/* One line of the machine's, behind "replay: differs: ". */
static void tell(const char *line, char **names, uint32_t count)
{
	static struct foretold foretold;
	static struct program program;
	unsigned number, at, index, expected, found;
	const struct foretold_step *step;
	int words = 0;

	if (sscanf(line, "program %u", &number) != 1 || number >= count) {
		printf("replay: %s", line);
		return;
	}
	read_program(&program, names[number]);
	foretell(&foretold, &program);
	printf("%s: ", names[number]);
	if (sscanf(line, "program %*u step %u", &at) != 1 || at >= foretold.count) {
		if (sscanf(line, "program %*u taken %u", &found) == 1)
			printf("expected all steps to be taken, found %u\n", found);
		else
			printf("%s", line);
		tell_steps(&program, &foretold, foretold.count);
		return;
	}
	step = &foretold.steps[at];
	printf("when %s comes to take step %u:\n", step->thread, step->from);
	if (sscanf(line, "program %*u step %*u register %u found %x", &index, &found) == 2)
		printf("  %s: expected 0x%x, found 0x%x\n", register_name(index),
		    step->expected[index % SCRIPT_REGISTERS], found);
	else if (sscanf(line, "program %*u step %*u touch %u found %x", &index, &found) == 2)
		printf("  word at 0x%x: expected 0x%x, found 0x%x\n",
		    step->touches[index % TOUCHES].address, step->touched[index % TOUCHES], found);
	else if (sscanf(line, "program %*u step %*u vfp %u expected %x found %x", &index, &expected,
		     &found) == 3)
		printf("  VFP registers, word %u: expected 0x%x, found 0x%x\n", index, expected,
		    found);
	else if (sscanf(line, "program %*u step %*u buffer%n", &words) == 0 && words)
		tell_words(step, line + words);
	tell_steps(&program, &foretold, at - 1);
}

static int tell_all(const char *console, char **names, uint32_t count)
{
	static const char begins[] = "replay: differs: ";
	static char line[2048];
	FILE *file = fopen(console, "r");
	unsigned differences = 1, programs = 0, steps = 0;
	bool ended = false;

	if (!file)
		fail(console);
	while (fgets(line, sizeof(line), file)) {
		const char *found = strstr(line, begins);

		if (found)
			tell(found + strlen(begins), names, count);
		else if (sscanf(line, "replay: %u programs, %u steps, %u differences", &programs,
			     &steps, &differences) == 3)
			ended = programs == count;
	}
	fclose(file);
	if (!ended)
		printf("replay: the machine did not come to the end of %u programs\n", count);
	else
		printf("replay: %u programs, %u steps, %u differences\n", programs, steps,
		    differences);
	return !ended || differences;
}

int main(int argc, char **argv)
{
	if (argc < 3 || (strcmp(argv[1], "script") != 0 && strcmp(argv[1], "tell") != 0)) {
		fprintf(stderr, "usage: foretell script OUTPUT PROGRAM...\n"
				"       foretell tell CONSOLE PROGRAM...\n");
		return 2;
	}
	foretell_start();
	if (strcmp(argv[1], "tell") == 0)
		return tell_all(argv[2], argv + 3, (uint32_t)(argc - 3));
	return write_script(argv[2], argv + 3, (uint32_t)(argc - 3));
}
