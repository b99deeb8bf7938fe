/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The smallest component: it starts, as every C program does, and waits.
 */
#include "pith/info.h"
#include "pith/syscall.h"

int main(void)
{
	for (;;)
		pith_wait(PITH_SLOT_NOTIFICATION);
}
