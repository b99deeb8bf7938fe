/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console server: text of many clients on one serial line. Lines come out whole, each with
 * its component's name before it; control characters but tab and newline come out as '?'.
 * Programs use printf() (print.h) and need nothing of this.
 */
#ifndef PITH_PROTO_CONSOLE_H
#define PITH_PROTO_CONSOLE_H

#include "pith/syscall.h"

enum console_request {
	/* in: number of bytes n (1-CONSOLE_BYTES), then the bytes from word 1 on. A line is
	 * printed when its newline comes, or when it reaches CONSOLE_LINE bytes.
	 * Errors: LENGTH (n is 0, too much or more than the message holds). */
	CONSOLE_WRITE = 1,
	/* in: the most bytes to give. out: number of bytes typed (0: none waits), then the bytes
	 * from word 1 on. Only for the client that the console's parameter `input` names. Errors:
	 * RIGHTS. */
	CONSOLE_READ,
	/* capability 0: a notification to signal when something was typed. Only for the same
	 * client. Errors: RIGHTS; CAPABILITY (no notification came). */
	CONSOLE_NOTIFY,
	/* Answered when all that was written so far has left the machine. */
	CONSOLE_FLUSH,
};

enum {
	CONSOLE_BYTES = PITH_MAX_BYTES(1),
	CONSOLE_LINE = 200,
};

/* Client stubs. Text of any length goes out in as many messages as it takes; if the console
 * server was restarted in the meantime the message is sent again, once. */
uint32_t console_write(uint32_t console, const char *text, size_t length);
/* Up to `size` (at most CONSOLE_BYTES) typed bytes without waiting; *length says how many. */
uint32_t console_read(uint32_t console, char *text, size_t size, size_t *length);
uint32_t console_notify(uint32_t console, uint32_t notification);
uint32_t console_flush(uint32_t console);

#endif
