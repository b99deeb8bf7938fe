/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading the blob's header and its tokens. The blob may be anything; no read leaves it.
 */
#include "blob.h"

/* Offsets in the header (struct fdt_header), and tokens of the structure block. */
enum {
	TOTAL_SIZE = 4,
	STRUCT_OFFSET = 8,
	STRINGS_OFFSET = 12,
	LAST_COMPATIBLE = 24,
	STRINGS_SIZE = 32,
	STRUCT_SIZE = 36
};
enum { BLOB_MAGIC = 0xd00dfeedu, VERSION = 17 };
enum { BEGIN_NODE = 1, END_NODE = 2, PROPERTY = 3, NOP = 4, END = 9 };

static uint32_t big_endian(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

uint32_t blob_size(const void *blob, uint32_t size)
{
	const uint8_t *bytes = blob;

	if (size < BLOB_HEADER_SIZE || big_endian(bytes) != BLOB_MAGIC ||
	    big_endian(bytes + LAST_COMPATIBLE) > VERSION)
		return 0;
	return big_endian(bytes + TOTAL_SIZE);
}

enum blob_result blob_policy(const void *blob, uint32_t size, uint32_t *offset, uint32_t *length)
{
	const uint8_t *bytes = blob;
	uint32_t total = blob_size(blob, size);
	uint32_t at, end, token;

	if (total == 0)
		return BLOB_NOT_ONE;
	if (total > size)
		return BLOB_TRUNCATED;
	at = big_endian(bytes + STRUCT_OFFSET);
	end = big_endian(bytes + STRUCT_SIZE);
	if (at > total || at % 4 != 0 || end > total - at)
		return BLOB_TRUNCATED;
	end += at;
	/* NOPs, the root node with its empty name, NOPs, a property: length, name, value. */
	for (token = NOP; token == NOP || token == BEGIN_NODE; at += 4) {
		if (end - at < 16)
			return BLOB_NO_POLICY;
		token = big_endian(bytes + at);
		if (token == BEGIN_NODE) {
			at += 4;
			if (bytes[at] != 0)
				return BLOB_NO_POLICY;
		}
	}
	*offset = at + 8;
	if (token != PROPERTY)
		return BLOB_NO_POLICY;
	*length = big_endian(bytes + at);
	return *length == 0 || *length > end - *offset ? BLOB_NO_POLICY : BLOB_OK;
}

/* Where the token at `at` ends, with what belongs to it; `end` or more if it does not. Property
 * names must begin within `strings` bytes. */
static uint32_t token_end(const uint8_t *bytes, uint32_t at, uint32_t end, uint32_t strings)
{
	uint32_t token = big_endian(bytes + at), length;

	at += 4;
	if (token == BEGIN_NODE) {
		while (at < end && bytes[at] != 0)
			at++;
		return (at | 3) + 1;
	}
	if (token != PROPERTY)
		return at;
	if (end - at < 8)
		return end;
	length = big_endian(bytes + at);
	if (length > end - at - 8 || big_endian(bytes + at + 4) >= strings)
		return end;
	return (at + 8 + length + 3) & ~3u;
}

bool blob_whole(const void *blob)
{
	const uint8_t *bytes = blob;
	uint32_t total = big_endian(bytes + TOTAL_SIZE);
	uint32_t strings = big_endian(bytes + STRINGS_OFFSET);
	uint32_t strings_size = big_endian(bytes + STRINGS_SIZE);
	uint32_t at = big_endian(bytes + STRUCT_OFFSET), end = at + big_endian(bytes + STRUCT_SIZE);
	uint32_t depth = 0, nodes = 0;

	if (strings > total || strings_size > total - strings || strings_size == 0 ||
	    bytes[strings + strings_size - 1] != 0)
		return false;
	while (at < end && end - at >= 4) {
		uint32_t token = big_endian(bytes + at);
		bool outside = depth == 0;

		if (token == END)
			return outside && nodes > 0;
		/* One root, and everything else in it. */
		if (token != NOP && outside != (token == BEGIN_NODE && nodes == 0))
			return false;
		nodes += token == BEGIN_NODE;
		depth += token == BEGIN_NODE;
		depth -= token == END_NODE;
		if (token != NOP && token != BEGIN_NODE && token != END_NODE && token != PROPERTY)
			return false;
		at = token_end(bytes, at, end, strings_size);
	}
	return false;
}
