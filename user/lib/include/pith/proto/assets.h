/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The asset store: the files that the system description brings along (node `files`), read-only
 * and without a copy. Who opens a file maps the very frames in which it lies, through capabilities
 * that allow reading and nothing else; two that read the same file share them. Which files a client
 * may open is said in the store's parameters, by the beginnings of their names. What was opened
 * stays readable when the store is restarted, and is gone with the client's own capabilities.
 *
 * A name is a path below `files`, as "music/morning.ogg": 1 to 31 characters.
 */
#ifndef PITH_PROTO_ASSETS_H
#define PITH_PROTO_ASSETS_H

#include "pith/info.h"
#include "pith/syscall.h"

enum asset_request {
	/* in: name, 32 bytes filled up with zeros (words 0-7). out: number of the file, its bytes,
	 * log2 of the size of a frame. Errors: LENGTH; RIGHTS (no such name is permitted to this
	 * client, whether it exists or not); RANGE (there is no such file). */
	ASSET_FIND = 1,
	/* in: number of the file, number of a frame of it. out: how many capabilities came, at most
	 * four: frames from that one on. Errors: LENGTH; RANGE (numbers); RIGHTS. */
	ASSET_FRAMES,
	/* in: index, beginning of the names (28 bytes, words 1-7). out: bytes of the file, its name
	 * (32 bytes, words 1-8): of those that begin so and are permitted the one with that index,
	 * in the order of the description. Errors: LENGTH; RANGE (index: there are not so many). */
	ASSET_LIST,
};

enum {
	ASSET_PREFIX_SIZE = 28, /* of ASSET_LIST's beginning, with its terminating 0 */
	ASSETS_OPEN_MAX = 16,	/* of one program, at the same time */
};

/* An open file. */
struct asset {
	const uint8_t *bytes; /* page-aligned; behind the last byte are zeros to the frame's end */
	uint32_t size;

	/* Private from here. */
	uint32_t slot, frames; /* capabilities, one for each frame */
	uint32_t place;
};

/* Open a file of the service "assets" and map it. Takes a slot for each frame (of 4 KB in files up
 * to 64 KB, of 64 KB in larger ones) and, in the component's `memory`, 2 KB for each megabyte of
 * addresses. Errors of ASSET_FIND; CAPABILITY: we use no such service; MEMORY: no slot, no memory
 * for a page table, or ASSETS_OPEN_MAX files are open. After an error *asset is closed. */
uint32_t asset_open(const char *name, struct asset *asset);
/* Unmap it; the pointer is dead from here. Closing twice, or what was never opened (zeros), does
 * nothing. */
void asset_close(struct asset *asset);
/* The name of the permitted file number `index`, from 0, of those that begin with `prefix` (at
 * most 27 characters; "": all). size may be NULL. Errors: RANGE (there are not so many);
 * LENGTH (prefix); CAPABILITY (no service). */
uint32_t asset_list(const char *prefix, uint32_t index, char name[PITH_NAME_SIZE], uint32_t *size);

#endif
