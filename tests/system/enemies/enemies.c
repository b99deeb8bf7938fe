/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known enemies that need a processor: what the unit tests say about the kernel's core, once more
 * with real registers, translations and interrupts, on whichever machine this runs. Each line
 * "ok NAME" or "not ok NAME" is one of them.
 */
#include <stdio.h>
#include "pith/proto/power.h"
#include "tests/system/enemies/enemies.h"

void report(const char *name, bool good)
{
	printf("%sok %s\n", good ? "" : "not ", name);
}

int main(void)
{
	enemies_of_vfp();
	enemies_of_translations();
	enemies_of_interrupts();
	printf("done\n");
	pith_must("switching off", power_off());
	return 1;
}
