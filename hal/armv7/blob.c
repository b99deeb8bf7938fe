/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading the blob's header and its first tokens. The blob may be anything; no
 * read leaves it.
 */
#include "blob.h"

/* Offsets in the header (struct fdt_header), and tokens of the structure block. */
enum { TOTAL_SIZE = 4, STRUCT_OFFSET = 8, LAST_COMPATIBLE = 24, STRUCT_SIZE = 36 };
enum { BLOB_MAGIC = 0xd00dfeedu, BEGIN_NODE = 1, PROPERTY = 3, NOP = 4, VERSION = 17 };

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
