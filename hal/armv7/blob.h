/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * As much of a device-tree blob as the kernel's start needs (Devicetree
 * Specification v0.4, chapter 5): its size, and its first property, which holds the
 * policy module. Everything else is read by user programs.
 */
#ifndef PITH_HAL_ARMV7_BLOB_H
#define PITH_HAL_ARMV7_BLOB_H

#include <stdbool.h>
#include <stdint.h>

enum { BLOB_HEADER_SIZE = 40 };

enum blob_result {
	BLOB_OK,
	BLOB_NOT_ONE,	/* no blob, or of a version that is not compatible with 16 */
	BLOB_TRUNCATED, /* longer, by its own account, than what is there */
	BLOB_NO_POLICY, /* the root node does not begin with a property that is not empty */
};

/* Total size of the blob at `blob`, of which `size` bytes are there; 0: none. */
uint32_t blob_size(const void *blob, uint32_t size);

/* Where in the blob the value of its first property is, and how long. */
enum blob_result blob_policy(const void *blob, uint32_t size, uint32_t *offset, uint32_t *length);

/* Whether the blob, which blob_policy() has found good so far, is one to its end: nodes that open
 * and close, properties within, names that end, nothing left over. Half a system is not started. */
bool blob_whole(const void *blob);

#endif
