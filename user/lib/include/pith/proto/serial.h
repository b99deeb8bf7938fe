/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A serial line as its driver gives it: bytes out, bytes in. Spoken by devices/pl011.
 * The console server is its usual client.
 */
#ifndef PITH_PROTO_SERIAL_H
#define PITH_PROTO_SERIAL_H

#include "pith/syscall.h"

enum serial_request {
	/* in: number of bytes n (0-SERIAL_BYTES), then the bytes from word 1 on. Answered when the
	 * driver has taken all of them (which is before the last has left). Errors: LENGTH. */
	SERIAL_WRITE = 1,
	/* in: the most bytes to give. out: number of bytes received (0: none waits), then the bytes
	   from word 1 on. */
	SERIAL_READ,
	/* capability 0: a notification to signal when bytes come in. The last one given counts.
	 * Errors: CAPABILITY (no notification came). */
	SERIAL_NOTIFY,
	/* Answered when the last byte written so far has left. */
	SERIAL_FLUSH,
};

enum { SERIAL_BYTES = PITH_MAX_BYTES(1) };

/* Client stubs; sent again once if the driver was restarted in the meantime. */
uint32_t serial_write(uint32_t serial, const char *text, size_t length);
uint32_t serial_read(uint32_t serial, char *text, size_t size, size_t *length);
uint32_t serial_notify(uint32_t serial, uint32_t notification);
uint32_t serial_flush(uint32_t serial);

#endif
