/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Is it the device that the description says?
 */
#include <stdio.h>
#include <stdlib.h>
#include "pith/barrier.h"
#include "pith/primecell.h"

enum { PERIPHERAL_ID = 0xfe0, CELL_ID = 0xff0, PART_MASK = 0xfff };

static const uint32_t cell = 0xb105f00d;

/* Four registers of eight bits each, as one word. */
static uint32_t identification(uint32_t address)
{
	uint32_t word = 0;

	for (uint32_t i = 0; i < 4; i++)
		word |= (pith_read32(address + 4 * i) & 0xff) << 8 * i;
	return word;
}

void pith_primecell_must(uint32_t registers, uint32_t part)
{
	uint32_t found = identification(registers + CELL_ID);
	uint32_t peripheral = identification(registers + PERIPHERAL_ID);

	if (found == cell && (peripheral & PART_MASK) == part)
		return;
	if (found == cell)
		printf("another device than in the description: PrimeCell %03lx, wanted is %03lx\n",
		    (unsigned long)(peripheral & PART_MASK), (unsigned long)part);
	else
		printf("no device where the description says: no PrimeCell, wanted is %03lx\n",
		    (unsigned long)part);
	exit(PITH_EXIT_NO_DEVICE);
}
