/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Floating point, with the flag: two of these take turns on the processor and must not see
 * each other's registers.
 */
#include <stdio.h>
#include "pith/info.h"
#include "pith/print.h"

enum { ROUNDS = 200000 };

int main(void)
{
	volatile float step = (float)pith_parameter_cell("step", 0, 1);
	float sum = 0;

	for (uint32_t i = 0; i < ROUNDS; i++)
		sum += step;
	printf("%lu\n", (unsigned long)sum);
	return 0;
}
