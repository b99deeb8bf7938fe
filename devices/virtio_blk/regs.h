/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The data sheet of virtio-blk: its configuration space and the form of a request; shared by its
 * model and its driver. Source: VIRTIO 1.2, 5.2. Registers and queues are those of
 * devices/virtio_mmio/regs.h. Of the optional features only those that we use are here.
 */
#ifndef PITH_DEVICES_VIRTIO_BLK_REGS_H
#define PITH_DEVICES_VIRTIO_BLK_REGS_H

#include <stdint.h>

enum {
	VIRTIO_BLK_DEVICE_ID = 2,
	VIRTIO_BLK_QUEUE = 0,
	VIRTIO_BLK_SECTOR = 512, /* bytes; the unit of all numbers, whatever the disk's own is */
};

/* Feature bits (5.2.3). */
enum {
	VIRTIO_BLK_F_RO = 5,	/* it can only be read */
	VIRTIO_BLK_F_FLUSH = 9, /* it has a cache, and the request that empties it */
};

/* Configuration space (5.2.4): the capacity in sectors, 64 bits; the rest needs other features. */
enum {
	VIRTIO_BLK_CONFIG_CAPACITY = 0,
	VIRTIO_BLK_CONFIG_END = 8,
};

/* A request (5.2.6): this to read, then the sectors to read or to write, then a byte of status to
 * write. A flush has no sectors. */
struct virtio_blk_request {
	uint32_t type;
	uint32_t reserved;
	uint64_t sector; /* the first; 0 in a flush */
};

enum {
	VIRTIO_BLK_T_IN = 0,
	VIRTIO_BLK_T_OUT = 1,
	VIRTIO_BLK_T_FLUSH = 4,
};

enum {
	VIRTIO_BLK_S_OK = 0,
	VIRTIO_BLK_S_IOERR = 1,
	VIRTIO_BLK_S_UNSUPP = 2,
};

#endif
