/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where printf()'s lines go: to the console server. Alone in its file, because a program
 * that defines pith_write_line() itself must not get this one as well.
 */
#include "pith/info.h"
#include "pith/print.h"
#include "pith/proto/console.h"

void pith_write_line(const char *text, uint32_t length)
{
	uint32_t console = pith_service("console");

	/* What cannot be printed cannot be complained about. */
	if (console)
		console_write(console, text, length);
}
