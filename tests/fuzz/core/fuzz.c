/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fuzzing target: system-call programs against the kernel core. With sanitizers everything is
 * looked at after every trap; without, speed is all.
 */
#include "tests/fuzz/core/finding.h"
#include "tests/fuzz/core/generate.h"
#include "tests/fuzz/core/machine.h"

#include <stdlib.h>
#include <string.h>

/* What libFuzzer and AFL++'s driver call. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2,
    size_t size2, uint8_t *out, size_t most, unsigned seed);

enum { DIFFERENCE_EVERY = 4096 };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	machine_start();
	finding_folder(
	    getenv("PITH_FINDINGS") ? getenv("PITH_FINDINGS") : "build/fuzz/findings/core");
	if (machine_sanitized())
		machine_watch_all(!getenv("PITH_AT_END"));
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct program program;
	static uint32_t count;

	program_from_input(&program, data, size);
	finding_running(&program);
	machine_run(&program);
	machine_reset();
	if (count++ % DIFFERENCE_EVERY == 0 && machine_difference())
		fake_die("after the program the machine is not as before, at 0x%08x",
		    machine_difference());
	finding_running(NULL);
	return 0;
}

static size_t give(const struct program *program, uint8_t *data, size_t most)
{
	size_t size = program_size(program) < most ? program_size(program) : most;

	memcpy(data, program->steps, size);
	return size;
}

/* A fuzzer may give less room than a program has, but some there always is. */
static uint32_t steps(size_t most)
{
	size_t count = most / sizeof(struct step);

	return count < PROGRAM_STEPS ? (uint32_t)count : PROGRAM_STEPS;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	static struct program program;

	random_begin(seed);
	program_from_input(&program, data, size);
	/* Steps that are made up are run at once. */
	finding_running(&program);
	program_mutate(&program, steps(most));
	finding_running(NULL);
	program_normal(&program);
	return give(&program, data, most);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2,
    size_t size2, uint8_t *out, size_t most, unsigned seed)
{
	static struct program program, other;

	random_begin(seed);
	program_from_input(&program, data1, size1);
	program_from_input(&other, data2, size2);
	program_cross(&program, &other, steps(most));
	return give(&program, out, most);
}
