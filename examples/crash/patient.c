/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A client of the fragile server: kills it with a call, learns so, and goes on with the next.
 */
#include <stdio.h>
#include "examples/crash/fragile.h"
#include "pith/info.h"
#include "pith/print.h"
#include "pith/syscall.h"

enum { ROUNDS = 3 };

static void count(uint32_t server)
{
	struct pith_message m = {.tag = pith_tag(FRAGILE_COUNT, 0, 0)};

	if (pith_request_refused("count", server, pith_call(server, &m)))
		return;
	printf("server of generation %lu has had %lu calls\n", (unsigned long)m.word[1],
	    (unsigned long)m.word[0]);
}

int main(void)
{
	uint32_t server = pith_need(PITH_GRANT_SERVICE, "fragile")->slot;

	for (uint32_t i = 0; i < ROUNDS; i++) {
		struct pith_message die = {.tag = pith_tag(FRAGILE_DIE, 0, 0)};

		count(server);
		count(server);
		pith_request_refused("die", server, pith_call(server, &die));
	}
	count(server);
	return 0;
}
