/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fuzzing target: two domains that are kept apart. FUZZ_VERBOSE=1 prints the programs.
 */
#include "tests/fuzz/core/generate.h"
#include "tests/fuzz/separation/apart.h"

#include <stdlib.h>
#include <string.h>

/* What libFuzzer and AFL++'s driver call. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2,
    size_t size2, uint8_t *out, size_t most, unsigned seed);

static struct apart_input input;

static void failed(const char *text)
{
	apart_print(stderr, &input);
	fprintf(stderr, "# step %u, %s runs: %s\n", machine.step, machine_current(), text);
	abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	machine_start();
	apart_begin();
	machine.failed = failed;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *wrong;

	apart_read(&input, data, size);
	if (getenv("FUZZ_VERBOSE"))
		apart_print(stderr, &input);
	wrong = apart_run(&input);
	if (wrong)
		failed(wrong);
	return 0;
}

/* Steps of any of the three; what the secret domain does in both runs is often nearly the same. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	uint32_t who;

	random_begin(seed);
	apart_read(&input, data, size);
	who = random_below(APART_PROGRAMS);
	if (random_below(12) == 0)
		input.programs[1 + random_below(2)] = input.programs[random_below(APART_PROGRAMS)];
	program_mutate(&input.programs[who], PROGRAM_STEPS);
	program_normal(&input.programs[who]);
	return apart_write(&input, data, most);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2,
    size_t size2, uint8_t *out, size_t most, unsigned seed)
{
	static struct apart_input other;
	uint32_t who;

	random_begin(seed);
	apart_read(&input, data1, size1);
	apart_read(&other, data2, size2);
	who = random_below(APART_PROGRAMS);
	if (random_below(2))
		input.programs[who] = other.programs[random_below(APART_PROGRAMS)];
	else
		program_cross(&input.programs[who], &other.programs[who], PROGRAM_STEPS);
	return apart_write(&input, out, most);
}
