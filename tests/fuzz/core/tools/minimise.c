/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes a program that shows a defect as small as it gets: steps are taken out and arguments made
 * plain as long as the same kind of failure stays. Each try is a process of its own. Prints the
 * program as text.
 *
 * usage: minimise FILE
 */
#include "tests/fuzz/core/finding.h"
#include "tests/fuzz/core/machine.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE = 5 /* seconds for one run */ };

static int answer; /* where a try tells of its failure */

static void tell(const char *text)
{
	char kind[FINDING_KIND] = "";

	finding_kind(text, kind);
	if (write(answer, kind, sizeof(kind)) < 0)
		_exit(1);
}

/* How the program fails; "" if it does not. */
static void try(const struct program *program, char kind[FINDING_KIND])
{
	int ends[2], status;
	pid_t child;

	kind[0] = 0;
	if (pipe(ends) != 0 || (child = fork()) < 0) {
		perror("minimise");
		exit(2);
	}
	if (child == 0) {
		if (!freopen("/dev/null", "w", stderr))
			_exit(0);
		answer = ends[1];
		finding_told = tell;
		finding_folder(NULL);
		finding_running(program);
		alarm(PATIENCE);
		machine_run(program);
		machine_reset();
		if (machine_difference())
			tell("after the program the machine is not as before");
		_exit(0);
	}
	close(ends[1]);
	if (read(ends[0], kind, FINDING_KIND) < 0)
		kind[0] = 0;
	close(ends[0]);
	waitpid(child, &status, 0);
	machine_restore();
	if (!kind[0] && WIFSIGNALED(status))
		snprintf(kind, FINDING_KIND, "signal %d", WTERMSIG(status));
}

static char wanted[FINDING_KIND];

/* Take the candidate if it fails as the original does. */
static bool keep(struct program *program, struct program *candidate)
{
	char kind[FINDING_KIND];

	program_normal(candidate);
	if (memcmp(candidate, program, sizeof(*program)) == 0)
		return false;
	try(candidate, kind);
	if (strcmp(kind, wanted) != 0)
		return false;
	*program = *candidate;
	return true;
}

static void without(struct program *candidate, uint32_t at, uint32_t count)
{
	memmove(&candidate->steps[at], &candidate->steps[at + count],
	    (candidate->count - at - count) * sizeof(struct step));
	candidate->count -= count;
	memset(&candidate->steps[candidate->count], 0, count * sizeof(struct step));
}

static bool fewer_steps(struct program *program)
{
	bool changed = false;

	for (uint32_t part = (program->count + 1) / 2; part > 0; part /= 2)
		for (uint32_t at = 0; at + part <= program->count;) {
			struct program candidate = *program;

			without(&candidate, at, part);
			if (keep(program, &candidate))
				changed = true;
			else
				at += part;
		}
	return changed;
}

/* Each word of the record 0, or else halved. */
static bool plainer_words(struct program *program, uint32_t at)
{
	bool changed = false;

	for (uint32_t i = 1; i < sizeof(struct step) / sizeof(uint32_t); i++) {
		struct program candidate = *program;
		uint32_t *word = (uint32_t *)&candidate.steps[at] + i;

		if (!*word)
			continue;
		*word = 0;
		if (keep(program, &candidate)) {
			changed = true;
			continue;
		}
		candidate = *program;
		*word /= 2;
		changed = keep(program, &candidate) || changed;
	}
	return changed;
}

static bool plainer_tag(struct program *program, uint32_t at)
{
	uint32_t tag = program->steps[at].tag, label = pith_tag_label(tag);
	const uint32_t tags[] = {pith_tag(label, pith_tag_length(tag), 0),
	    pith_tag(label, 0, pith_tag_caps(tag)), pith_tag(label, 1, pith_tag_caps(tag))};

	for (uint32_t i = 0; i < ARRAY_SIZE(tags); i++) {
		struct program candidate = *program;

		if (tags[i] >= tag)
			continue;
		candidate.steps[at].tag = tags[i];
		if (keep(program, &candidate))
			return true;
	}
	return false;
}

static bool plainer(struct program *program)
{
	bool changed = false;

	for (uint32_t at = 0; at < program->count; at++) {
		changed = plainer_words(program, at) || changed;
		changed = plainer_tag(program, at) || changed;
	}
	return changed;
}

int main(int argc, char **argv)
{
	static uint8_t bytes[1 << 16];
	static struct program program;
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;

	if (!file) {
		fprintf(stderr, "usage: %s FILE\n", argv[0]);
		return 2;
	}
	program_from_input(&program, bytes, fread(bytes, 1, sizeof(bytes), file));
	fclose(file);
	machine_start();
	machine_watch_all(true);
	try(&program, wanted);
	if (!wanted[0]) {
		fprintf(stderr, "%s: it does not fail\n", argv[1]);
		return 1;
	}
	while (fewer_steps(&program) || plainer(&program))
		fprintf(stderr, "%u steps\n", program.count);
	program_print(stdout, &program);
	printf("# %s\n", wanted);
	return 0;
}
