/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A component that does nothing but work: one of the loops of code/work.c, as often as
 * its parameters say. What it prints is the result, which is the same on the bare machine,
 * and the virtual time, which is the number of instructions.
 */
#include <stdio.h>
#include <string.h>
#include "code/work.h"
#include "pith/info.h"
#include "pith/print.h"
#include "pith/proto/power.h"

static enum work choose(const char *name)
{
	static const char *const names[WORK_COUNT] = {
#define X(NAME, name, unit) [WORK_##NAME] = #name,
	    WORK(X)
#undef X
	};

	for (uint32_t i = 0; i < WORK_COUNT; i++)
		if (strcmp(name, names[i]) == 0)
			return (enum work)i;
	pith_panic("there is no work '%s'", name);
}

int main(void)
{
	enum work work = choose(pith_parameter_string("work", "register"));
	uint32_t units = pith_parameter_cell("units", 0, 1);
	uint64_t start = pith_clock();
	uint32_t result = work_do(work, units);
	uint64_t end = pith_clock();

	printf("result %08x virtual %llu\n", (unsigned)result, (unsigned long long)(end - start));
	return (int)power_off();
}
