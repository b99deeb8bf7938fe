/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The calls as C programs want them, over the bare ones of stubs.c: results as values,
 * messages of up to 64 words wherever the words are.
 */
#include <string.h>
#include "internal.h"
#include "pith/syscall.h"

static uint32_t result(const struct pith_message *message)
{
	if (pith_message_kind(message) != PITH_KIND_ERROR)
		return 0;
	return pith_message_label(message);
}

uint32_t pith_call(uint32_t endpoint, struct pith_message *message)
{
	pith_raw_call(endpoint, message, 0);
	return pith_message_label(message);
}

uint32_t pith_call_again(uint32_t endpoint, struct pith_message *message)
{
	struct pith_message again = *message;
	uint32_t answer = pith_call(endpoint, message);

	if (pith_result_error(answer) != PITH_ERROR_GONE)
		return answer;
	*message = again;
	return pith_call(endpoint, message);
}

uint32_t pith_send(uint32_t endpoint, const struct pith_message *message)
{
	struct pith_message m = *message;

	pith_raw_send(endpoint, &m, 0);
	return result(&m);
}

uint32_t pith_nbsend(uint32_t endpoint, const struct pith_message *message)
{
	struct pith_message m = *message;

	pith_raw_nbsend(endpoint, &m, 0);
	return result(&m);
}

uint32_t pith_recv(uint32_t endpoint, struct pith_message *message, uint32_t reply)
{
	*message = (struct pith_message){0};
	pith_raw_recv(endpoint, message, reply);
	return result(message);
}

uint32_t pith_nbrecv(uint32_t endpoint, struct pith_message *message, uint32_t reply)
{
	*message = (struct pith_message){0};
	pith_raw_nbrecv(endpoint, message, reply);
	return result(message);
}

uint32_t pith_reply(uint32_t reply, const struct pith_message *message)
{
	struct pith_message m = *message;

	pith_raw_reply(reply, &m, 0);
	return result(&m);
}

uint32_t pith_reply_recv(uint32_t endpoint, struct pith_message *message, uint32_t reply)
{
	pith_raw_reply_recv(endpoint, message, reply);
	return result(message);
}

uint32_t pith_signal(uint32_t notification)
{
	struct pith_message m = {0};

	/* Not `send`: if somebody has given us an endpoint for a notification, that would wait. */
	pith_raw_nbsend(notification, &m, 0);
	return result(&m);
}

uint32_t pith_wait(uint32_t notification)
{
	struct pith_message m;

	return pith_recv(notification, &m, 0) ? 0 : m.badge;
}

uint32_t pith_poll(uint32_t notification)
{
	struct pith_message m;

	return pith_nbrecv(notification, &m, 0) ? 0 : m.badge;
}

void pith_yield(void)
{
	struct pith_message m = {0};

	pith_raw_yield(0, &m, 0);
}

uint64_t pith_clock(void)
{
	struct pith_message m = {0};

	pith_raw_clock(0, &m, 0);
	return m.word[0] | (uint64_t)m.word[1] << 32;
}

uint32_t pith_message_get(const struct pith_message *message, uint32_t index)
{
	if (index < PITH_REGISTER_WORDS)
		return message->word[index];
	return index < PITH_MAX_WORDS ? pith_buffer()->words[index] : 0;
}

void pith_message_put(struct pith_message *message, uint32_t index, uint32_t value)
{
	if (index < PITH_REGISTER_WORDS)
		message->word[index] = value;
	else if (index < PITH_MAX_WORDS)
		pith_buffer()->words[index] = value;
}

void pith_message_get_bytes(
    const struct pith_message *message, uint32_t first, void *to, size_t length)
{
	size_t in_registers = first < PITH_REGISTER_WORDS ? (PITH_REGISTER_WORDS - first) * 4 : 0;

	if (first > PITH_MAX_WORDS || length > PITH_MAX_BYTES(first))
		return;
	if (in_registers > length)
		in_registers = length;
	memcpy(to, (const char *)message->word + first * 4, in_registers);
	if (length == in_registers)
		return;
	if (first < PITH_REGISTER_WORDS)
		first = PITH_REGISTER_WORDS;
	memcpy((char *)to + in_registers, pith_buffer()->words + first, length - in_registers);
}

void pith_message_put_bytes(
    struct pith_message *message, uint32_t first, const void *from, size_t length)
{
	const uint8_t *bytes = from;
	uint32_t value = 0;

	if (first > PITH_MAX_WORDS || length > PITH_MAX_BYTES(first))
		return;
	/* Word by word: the last one is filled up with zeros. */
	for (size_t i = 0; i < length; i++) {
		value |= (uint32_t)bytes[i] << i % 4 * 8;
		if (i % 4 == 3 || i == length - 1) {
			pith_message_put(message, first + i / 4, value);
			value = 0;
		}
	}
}
