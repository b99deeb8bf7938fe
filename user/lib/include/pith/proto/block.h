/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A disk: sectors of BLOCK_SECTOR bytes, by a driver (devices/virtio_blk) to the one client that
 * the description gives it. Bytes go through the region "data", which both share and the device
 * reads and writes: a request says where in it. Each request is answered when the device has done
 * it. What was written is lost with the power until a flush that came later is answered.
 */
#ifndef PITH_PROTO_BLOCK_H
#define PITH_PROTO_BLOCK_H

#include "pith/syscall.h"

enum block_request {
	/* out: sectors, low and high (0: there is no disk); 1 if it can only be read, else 0;
	 * bytes of the region "data" that requests may use. */
	BLOCK_OPEN = 1,
	/* in: first sector, low and high; number of sectors; where in "data", in bytes, a multiple
	 * of BLOCK_SECTOR. Errors: LENGTH; RANGE with the argument (beyond the disk or "data",
	 * no sector at all); STATE (no disk, or it failed: what it read or wrote is not known);
	 * RIGHTS (WRITE: it can only be read). */
	BLOCK_READ,
	BLOCK_WRITE,
	/* All that was written stays. Errors: STATE. */
	BLOCK_FLUSH,
};

enum { BLOCK_SECTOR = 512 };

/* A client's end; zeros at first. */
struct block {
	uint32_t service;
	uint64_t sectors; /* 0: no disk */
	bool read_only;
	uint8_t *data;	    /* the region "data" */
	uint32_t data_size; /* bytes of it, whole sectors */
};

/* Opens the service "block". Errors: CAPABILITY: we use no such service or region; GONE, as all
 * below: the driver died under the call. */
uint32_t block_open(struct block *block);
/* `count` sectors from `sector` on, to or from the beginning of block->data. Errors as above. */
uint32_t block_read(const struct block *block, uint64_t sector, uint32_t count);
uint32_t block_write(const struct block *block, uint64_t sector, uint32_t count);
uint32_t block_flush(const struct block *block);

#endif
