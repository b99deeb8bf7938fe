/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * In the place of the power switch: says that it was asked, and does not switch off, so that
 * the system comes to rest and can be looked at. Parameter: refuse (0): answer with an error.
 */
#include <stdio.h>
#include "pith/info.h"
#include "pith/print.h"
#include "pith/syscall.h"

int main(void)
{
	bool refuse = pith_parameter_cell("refuse", 0, 0);
	struct pith_message m = {0};

	do {
		pith_recv(PITH_SLOT_ENDPOINT, &m, PITH_SLOT_REPLY);
		/* Refused first: the line shall be the last thing that happens. */
		if (refuse) {
			m = (struct pith_message){.tag = pith_tag(PITH_ERROR_RANGE, 0, 0)};
			pith_reply(PITH_SLOT_REPLY, &m);
		}
		printf("closed\n");
	} while (refuse);
	for (;;)
		pith_wait(PITH_SLOT_NOTIFICATION);
}
