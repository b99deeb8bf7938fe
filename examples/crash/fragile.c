/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The server that dies in the middle of a call when it is asked to.
 */
#include "examples/crash/fragile.h"
#include "pith/server.h"

static uint32_t request(struct pith_server *server, struct pith_message *m)
{
	static uint32_t calls;

	(void)server;
	switch (pith_message_label(m)) {
	case FRAGILE_COUNT:
		m->word[0] = ++calls;
		m->word[1] = pith_info()->generation;
		return pith_answer_words(m, 2);
	case FRAGILE_DIE:
		*(volatile uint32_t *)0xdead0000 = 1;
		return pith_answer_words(m, 0);
	default:
		return PITH_ERROR_OPERATION;
	}
}

int main(void)
{
	struct pith_server server = {.request = request};

	pith_serve(&server);
}
