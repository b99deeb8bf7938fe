/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A bystander: its memory, its floating-point registers and its thread register hold
 * patterns, and it looks at them whenever it is asked.
 */
#include "pith/server.h"

enum { WORDS = 4096 };

static uint32_t memory[WORDS];

static uint32_t pattern(uint32_t index)
{
	return index * 0x9e3779b9 + 0x7f4a7c15;
}

static void set(void)
{
	for (uint32_t i = 0; i < WORDS; i++)
		memory[i] = pattern(i);
	__asm__ volatile("mcr p15, 0, %0, c13, c0, 2" : : "r"(pattern(1))); /* TPIDRURW */
	__asm__ volatile(".fpu neon\n\tvdup.32 q0, %0\n\tvdup.32 q7, %0\n\tvdup.32 q15, %0"
			 :
			 : "r"(pattern(2)));
}

static uint32_t wrong(void)
{
	uint32_t count = 0, thread, low, middle, high;

	for (uint32_t i = 0; i < WORDS; i++)
		count += memory[i] != pattern(i);
	__asm__ volatile("mrc p15, 0, %0, c13, c0, 2" : "=r"(thread));
	__asm__ volatile(
	    ".fpu neon\n\tvmov.32 %0, d1[1]\n\tvmov.32 %1, d14[0]\n\tvmov.32 %2, d31[1]"
	    : "=r"(low), "=r"(middle), "=r"(high));
	return count + (thread != pattern(1)) + (low != pattern(2)) + (middle != pattern(2)) +
	       (high != pattern(2));
}

/* Out: how much was not as it was set, all looks together. */
static uint32_t request(struct pith_server *server, struct pith_message *m)
{
	static uint32_t total;

	(void)server;
	total += wrong();
	return pith_answer(m, total);
}

int main(void)
{
	struct pith_server server = {.request = request};

	set();
	pith_serve(&server);
}
