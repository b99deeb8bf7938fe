/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a component costs: started by the policy module, run until it waits, stopped; so many
 * times. Prints the virtual time of one, and of its parts.
 */
#include <stdio.h>
#include "pith/info.h"
#include "pith/print.h"
#include "pith/proto/policy.h"
#include "pith/proto/power.h"

int main(void)
{
	uint32_t rounds = pith_parameter_cell("rounds", 0, 100);
	const char *what = pith_parameter_string("what", "small");
	uint64_t begin, middle, end, starting = 0, stopping = 0;
	struct policy_status status;

	for (uint32_t i = 0; i < rounds; i++) {
		begin = pith_clock();
		pith_must("starting", policy_start(what));
		middle = pith_clock();
		pith_must("stopping", policy_stop(what));
		end = pith_clock();
		starting += middle - begin;
		stopping += end - middle;
	}
	pith_must("looking", policy_status(what, &status));
	printf("%s: start %lu ns, of it %lu ns its own, stop %lu ns, %lu KB\n", what,
	    (unsigned long)(starting / rounds), (unsigned long)(status.consumed / rounds),
	    (unsigned long)(stopping / rounds), (unsigned long)(status.memory >> 10));
	printf("%s times %lu virtual %lu\n", what, (unsigned long)rounds,
	    (unsigned long)(starting + stopping));
	return (int)power_off();
}
