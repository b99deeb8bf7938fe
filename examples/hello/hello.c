/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The smallest system: one line of text, then the machine is switched off.
 */
#include <stdio.h>
#include "pith/print.h"
#include "pith/proto/power.h"

int main(void)
{
	printf("Hello, world!\n");
	pith_must("switching off", power_off());
	return 0;
}
