/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs a fuzzing target without a fuzzer, built by any compiler: on every file that is named
 * or stands in a folder that is named, and with -m on so many changed versions of each, always
 * the same ones. Prints "ok NAME" for each argument; an input that fails ends the program, and
 * what ran is known by the line before.
 *
 * usage: fuzz-TARGET [-m COUNT] PATH...
 */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a target has; the fuzzers' names for it. The second and third it need not have. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);
__attribute__((weak)) size_t LLVMFuzzerCustomMutator(
    uint8_t *data, size_t size, size_t most, unsigned seed);
/* What a target's own mutator may call. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

enum { INPUT_MAX = 1 << 20, PATH_SIZE = 4096 };

static uint32_t random_state = 1;
static unsigned changed_versions;
static unsigned long ran;

static uint32_t random_number(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state;
}

/* One small change: a bit, a byte, a word, a piece that goes, comes twice or comes new. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most)
{
	size_t at, count;

	if (size == 0) {
		if (most > 0)
			data[0] = (uint8_t)random_number();
		return most > 0 ? 1 : 0;
	}
	at = random_number() % size;
	count = 1 + random_number() % 8;
	if (count > size - at)
		count = size - at;
	switch (random_number() % 5) {
	case 0:
		data[at] ^= (uint8_t)(1 << random_number() % 8);
		break;
	case 1:
		data[at] = (uint8_t)random_number();
		break;
	case 2:
		memset(data + at, random_number() % 2 ? 0xff : 0, count);
		break;
	case 3:
		memmove(data + at, data + at + count, size - at - count);
		size -= count;
		break;
	default:
		if (count > most - size)
			count = most - size;
		memmove(data + at + count, data + at, size - at);
		size += count;
		break;
	}
	return size;
}

/* In memory of exactly its size, so that a sanitizer sees a byte too far. */
static void run(const uint8_t *bytes, size_t size)
{
	uint8_t *exact = malloc(size ? size : 1);

	if (!exact)
		abort();
	memcpy(exact, bytes, size);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
	ran++;
}

static bool run_file(const char *path)
{
	static uint8_t original[INPUT_MAX], bytes[INPUT_MAX];
	FILE *file = fopen(path, "rb");
	size_t size;

	if (!file)
		return false;
	size = fread(original, 1, sizeof(original), file);
	fclose(file);
	fprintf(stderr, "%s\n", path);
	run(original, size);
	for (unsigned i = 0; i < changed_versions; i++) {
		size_t now = size;

		memcpy(bytes, original, size);
		for (unsigned changes = 1 + random_number() % 4; changes; changes--)
			now = LLVMFuzzerCustomMutator ? LLVMFuzzerCustomMutator(bytes, now,
							    sizeof(bytes), random_number())
						      : LLVMFuzzerMutate(bytes, now, sizeof(bytes));
		run(bytes, now);
	}
	return true;
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* A folder's files in the order of their names, so that every run is the same. */
static bool run_path(const char *path)
{
	struct dirent **entries;
	int count = scandir(path, &entries, visible, alphasort);
	bool good = true;

	if (count < 0)
		return errno == ENOTDIR && run_file(path);
	for (int i = 0; i < count; i++) {
		char name[PATH_SIZE];

		snprintf(name, sizeof(name), "%s/%s", path, entries[i]->d_name);
		good = run_file(name) && good;
		free(entries[i]);
	}
	free(entries);
	return good;
}

int main(int argc, char **argv)
{
	int first = 1, status = 0;

	if (argc > 2 && strcmp(argv[1], "-m") == 0) {
		changed_versions = (unsigned)strtoul(argv[2], NULL, 10);
		first = 3;
	}
	if (first >= argc) {
		fprintf(stderr, "usage: %s [-m COUNT] PATH...\n", argv[0]);
		return 2;
	}
	if (LLVMFuzzerInitialize)
		LLVMFuzzerInitialize(&argc, &argv);
	for (int i = first; i < argc; i++) {
		unsigned long before = ran;

		if (run_path(argv[i]) && ran > before) {
			/* Not printf(): a target may have another one. */
			fprintf(stdout, "ok %s: %lu inputs\n", argv[i], ran - before);
		} else {
			fprintf(stdout, "not ok %s: nothing there to run\n", argv[i]);
			status = 1;
		}
		fflush(stdout);
	}
	return status;
}
