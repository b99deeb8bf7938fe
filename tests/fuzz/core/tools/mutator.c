/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What libFuzzer finds in the target itself, for AFL++: how programs are changed, as a library
 * that AFL_CUSTOM_MUTATOR_LIBRARY names.
 */
#include "tests/fuzz/core/finding.h"
#include "tests/fuzz/core/generate.h"
#include "tests/fuzz/core/machine.h"

#include <string.h>

/* AFL++'s names. */
void *afl_custom_init(void *afl, unsigned seed);
size_t afl_custom_fuzz(void *data, uint8_t *bytes, size_t size, uint8_t **out, uint8_t *other,
    size_t other_size, size_t most);
void afl_custom_deinit(void *data);

static struct program program;

void *afl_custom_init(void *afl, unsigned seed)
{
	(void)afl;
	machine_start();
	finding_folder("build/fuzz/findings/core");
	finding_running(&program);
	random_begin(seed);
	return &program;
}

size_t afl_custom_fuzz(void *data, uint8_t *bytes, size_t size, uint8_t **out, uint8_t *other,
    size_t other_size, size_t most)
{
	static struct program second;
	uint32_t steps = PROGRAM_STEPS;

	(void)data;
	if (most / sizeof(struct step) < steps)
		steps = (uint32_t)(most / sizeof(struct step));
	program_from_input(&program, bytes, size);
	if (other && random_below(4) == 0) {
		program_from_input(&second, other, other_size);
		program_cross(&program, &second, steps);
	} else {
		program_mutate(&program, steps);
	}
	*out = (uint8_t *)program.steps;
	return program_size(&program);
}

void afl_custom_deinit(void *data)
{
	(void)data;
}
