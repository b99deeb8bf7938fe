/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Client stubs of the store. What only looks is asked again when the store died under the call;
 * what changes something is not, as nobody knows whether it has.
 */
#include <string.h>
#include "pith/info.h"
#include "pith/memory.h"
#include "pith/proto/store.h"

enum {
	DATA_WORD = 2, /* where bytes begin in messages */
	PUT_WORD = 3,
	KEY_WORD = 1,
	TRIES = 8, /* of a long value that changes while it is read */
};

/* The length of a key; what is none is too long as well. */
static uint32_t key_length(const char *key)
{
	uint32_t length = 0;

	while (length <= STORE_KEY_MAX && key[length])
		length++;
	return length;
}

static uint32_t words(uint32_t bytes)
{
	return (bytes + 3) / 4;
}

/* Asks for the value from an offset on. */
static uint32_t get(const char *key, uint32_t offset, struct pith_message *m)
{
	uint32_t length = key_length(key), result = PITH_ERROR_GONE;

	if (length > STORE_KEY_MAX)
		return STORE_BAD_KEY;
	for (uint32_t i = 0; i < 2 && pith_result_error(result) == PITH_ERROR_GONE; i++) {
		*m = (struct pith_message){.tag = pith_tag(STORE_GET, DATA_WORD + words(length), 0),
		    .word = {length, offset}};
		pith_message_put_bytes(m, DATA_WORD, key, length);
		result = pith_call(pith_service("store"), m);
	}
	return result;
}

uint32_t store_get(const char *key, void *buffer, uint32_t size, uint32_t *length)
{
	struct pith_message m;
	uint32_t version = 0, done = 0;

	for (uint32_t tries = 0; tries < TRIES;) {
		uint32_t result = get(key, done, &m), count;

		/* It has become shorter than what we have of it. */
		if (done && (pith_result_error(result) == PITH_ERROR_RANGE ||
				(!result && m.word[1] != version))) {
			done = 0;
			tries++;
			continue;
		}
		if (result)
			return result;
		if (length)
			*length = m.word[0];
		if (m.word[0] > size || m.word[0] < done)
			return STORE_SMALL;
		version = m.word[1];
		count = m.word[0] - done;
		if (count > PITH_MAX_BYTES(DATA_WORD))
			count = PITH_MAX_BYTES(DATA_WORD);
		pith_message_get_bytes(&m, DATA_WORD, (uint8_t *)buffer + done, count);
		done += count;
		if (done == m.word[0])
			return 0;
	}
	return STORE_FAILED;
}

uint32_t store_get_string(const char *key, char *buffer, uint32_t size)
{
	uint32_t length = 0, result;

	if (!size)
		return STORE_SMALL;
	result = store_get(key, buffer, size - 1, &length);
	buffer[result ? 0 : length] = 0;
	return result;
}

/* What does not fit into the PUT goes ahead. */
static uint32_t send_ahead(const uint8_t *value, uint32_t length)
{
	for (uint32_t done = 0; done < length;) {
		uint32_t count = length - done, result;

		if (count > PITH_MAX_BYTES(DATA_WORD))
			count = PITH_MAX_BYTES(DATA_WORD);
		struct pith_message m = {.tag = pith_tag(STORE_DATA, DATA_WORD + words(count), 0),
		    .word = {done, count}};

		pith_message_put_bytes(&m, DATA_WORD, value + done, count);
		result = pith_call(pith_service("store"), &m);
		if (result)
			return result;
		done += count;
	}
	return 0;
}

uint32_t store_put(const char *key, const void *value, uint32_t length)
{
	uint8_t bytes[PITH_MAX_BYTES(PUT_WORD)];
	uint32_t key_size = key_length(key), ahead = 0, result;

	if (key_size > STORE_KEY_MAX || length > STORE_VALUE_MAX)
		return STORE_BAD_KEY;
	if (key_size + length > sizeof(bytes))
		ahead = key_size + length - (uint32_t)sizeof(bytes);
	result = send_ahead(value, ahead);
	if (result)
		return result;
	struct pith_message m = {
	    .tag = pith_tag(STORE_PUT, PUT_WORD + words(key_size + length - ahead), 0),
	    .word = {key_size, length, ahead}};

	memcpy(bytes, key, key_size);
	if (length > ahead)
		memcpy(bytes + key_size, (const uint8_t *)value + ahead, length - ahead);
	pith_message_put_bytes(&m, PUT_WORD, bytes, key_size + length - ahead);
	return pith_call(pith_service("store"), &m);
}

uint32_t store_put_string(const char *key, const char *value)
{
	return store_put(key, value, (uint32_t)strlen(value));
}

uint32_t store_delete(const char *key)
{
	uint32_t length = key_length(key);
	struct pith_message m = {
	    .tag = pith_tag(STORE_DELETE, KEY_WORD + words(length), 0), .word = {length}};

	if (length > STORE_KEY_MAX)
		return STORE_BAD_KEY;
	pith_message_put_bytes(&m, KEY_WORD, key, length);
	return pith_call(pith_service("store"), &m);
}

uint32_t store_list(const char *prefix, char *key)
{
	uint32_t prefix_length = key_length(prefix), length = key_length(key);
	uint32_t result = PITH_ERROR_GONE;
	char bytes[2 * STORE_KEY_MAX];
	struct pith_message m;

	if (prefix_length > STORE_KEY_MAX || length > STORE_KEY_MAX)
		return STORE_BAD_KEY;
	memcpy(bytes, prefix, prefix_length);
	memcpy(bytes + prefix_length, key, length);
	for (uint32_t i = 0; i < 2 && pith_result_error(result) == PITH_ERROR_GONE; i++) {
		m = (struct pith_message){
		    .tag = pith_tag(STORE_LIST, DATA_WORD + words(prefix_length + length), 0),
		    .word = {prefix_length, length}};
		pith_message_put_bytes(&m, DATA_WORD, bytes, prefix_length + length);
		result = pith_call(pith_service("store"), &m);
	}
	if (result)
		return result;
	length = m.word[0] <= STORE_KEY_MAX ? m.word[0] : STORE_KEY_MAX;
	pith_message_get_bytes(&m, KEY_WORD, key, length);
	key[length] = 0;
	return 0;
}

uint32_t store_watch(const char *prefix, uint32_t bits)
{
	uint32_t length = key_length(prefix), result = PITH_ERROR_GONE, notification = 0;

	if (length > STORE_KEY_MAX)
		return STORE_BAD_KEY;
	if (bits) {
		notification = pith_notification_badged(bits);
		if (!notification)
			return PITH_ERROR_MEMORY;
	}
	for (uint32_t i = 0; i < 2 && pith_result_error(result) == PITH_ERROR_GONE; i++) {
		struct pith_message m = {
		    .tag = pith_tag(STORE_WATCH, KEY_WORD + words(length), notification ? 1 : 0),
		    .word = {length}};

		pith_message_put_bytes(&m, KEY_WORD, prefix, length);
		pith_buffer()->caps[0] = notification;
		result = pith_call(pith_service("store"), &m);
	}
	/* The store has its own copy. */
	pith_slot_free(notification);
	return result;
}
