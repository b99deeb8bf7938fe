/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Client stubs of the console server and of serial drivers, which read and write
 * bytes in the same form: a count, then the bytes.
 */
#include "internal.h"
#include "pith/proto/console.h"
#include "pith/proto/serial.h"

_Static_assert((uint32_t)CONSOLE_BYTES == (uint32_t)SERIAL_BYTES, "one form for both");

static uint32_t write_all(uint32_t service, uint32_t label, const char *text, size_t length)
{
	while (length) {
		size_t part = length < CONSOLE_BYTES ? length : CONSOLE_BYTES;
		uint32_t result = PITH_ERROR_NONE;

		for (int attempt = 0; attempt < 2; attempt++) {
			struct pith_message m = {.word = {(uint32_t)part}};

			pith_message_put_bytes(&m, 1, text, part);
			m.tag = pith_tag(label, 1 + (uint32_t)(part + 3) / 4, 0);
			result = pith_call(service, &m);
			if (pith_result_error(result) != PITH_ERROR_GONE)
				break;
		}
		if (result)
			return result;
		text += part;
		length -= part;
	}
	return 0;
}

static uint32_t read_some(uint32_t service, uint32_t label, char *text, size_t size, size_t *length)
{
	struct pith_message m = {.tag = pith_tag(label, 1, 0)};
	uint32_t result;

	m.word[0] = size < CONSOLE_BYTES ? (uint32_t)size : CONSOLE_BYTES;
	result = pith_call_again(service, &m);
	if (result)
		return result;
	/* No more than there was room for, whatever the server says. */
	*length = m.word[0] < size ? m.word[0] : size;
	if (*length > CONSOLE_BYTES)
		*length = CONSOLE_BYTES;
	pith_message_get_bytes(&m, 1, text, *length);
	return 0;
}

/* A message that brings a capability, sent again once if the server was restarted. */
static uint32_t give(uint32_t service, uint32_t label, uint32_t cap)
{
	uint32_t result = PITH_ERROR_NONE;

	for (int attempt = 0; attempt < 2; attempt++) {
		struct pith_message m = {.tag = pith_tag(label, 0, 1)};

		pith_buffer()->caps[0] = cap;
		result = pith_call(service, &m);
		if (pith_result_error(result) != PITH_ERROR_GONE)
			break;
	}
	return result;
}

uint32_t console_write(uint32_t console, const char *text, size_t length)
{
	return write_all(console, CONSOLE_WRITE, text, length);
}

uint32_t console_read(uint32_t console, char *text, size_t size, size_t *length)
{
	return read_some(console, CONSOLE_READ, text, size, length);
}

uint32_t console_notify(uint32_t console, uint32_t notification)
{
	return give(console, CONSOLE_NOTIFY, notification);
}

uint32_t serial_write(uint32_t serial, const char *text, size_t length)
{
	return write_all(serial, SERIAL_WRITE, text, length);
}

uint32_t serial_read(uint32_t serial, char *text, size_t size, size_t *length)
{
	return read_some(serial, SERIAL_READ, text, size, length);
}

uint32_t serial_notify(uint32_t serial, uint32_t notification)
{
	return give(serial, SERIAL_NOTIFY, notification);
}

uint32_t console_flush(uint32_t console)
{
	struct pith_message m = {.tag = pith_tag(CONSOLE_FLUSH, 0, 0)};

	return pith_call_again(console, &m);
}

uint32_t serial_flush(uint32_t serial)
{
	struct pith_message m = {.tag = pith_tag(SERIAL_FLUSH, 0, 0)};

	return pith_call_again(serial, &m);
}
