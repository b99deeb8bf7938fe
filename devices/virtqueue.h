/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The device's side of a split virtqueue (VIRTIO 1.2, 2.7), hardened: whatever stands in the
 * driver's memory, a model gets descriptor chains of bounded length whose every byte it may touch,
 * or an error. Nothing is remembered but two indices; memory is looked up anew each time.
 */
#ifndef PITH_DEVICES_VIRTQUEUE_H
#define PITH_DEVICES_VIRTQUEUE_H

#include "devices/device.h"
#include "devices/virtio_mmio/regs.h"

enum {
	VIRTQUEUE_SIZE_MAX = 64, /* of any queue of ours: bounds a chain as well */
};

struct virtqueue {
	uint32_t size;
	bool ready;
	uint64_t descriptors, driver, device; /* physical addresses of the three areas */
	uint16_t available;		      /* next entry of the available ring to look at */
	uint16_t used;			      /* next entry of the used ring to fill */
};

struct virtqueue_buffer {
	uint8_t *bytes;
	uint32_t length; /* > 0 */
};

/* A descriptor chain: first the buffers to read, then the buffers to write. */
struct virtqueue_chain {
	uint16_t head;
	unsigned readable;
	unsigned writable;
	struct virtqueue_buffer buffers[VIRTQUEUE_SIZE_MAX];
};

enum virtqueue_result {
	VIRTQUEUE_EMPTY,
	VIRTQUEUE_CHAIN,
	VIRTQUEUE_BROKEN, /* the driver's memory breaks the rules; reported. Reset the device. */
};

/*
 * Checks size, alignment and reach of the three areas (2.7, 2.7.5 to 2.7.8) and starts at index 0.
 * Returns false, and reports, if they will not do.
 */
bool virtqueue_start(struct device *device, struct virtqueue *queue);

/* Takes the next chain. The queue is ready. */
enum virtqueue_result virtqueue_take(
    struct device *device, struct virtqueue *queue, struct virtqueue_chain *chain);

/*
 * Gives a chain back with `written` bytes in its writable buffers. Returns whether the driver
 * wants an interrupt for it (2.7.7).
 */
bool virtqueue_give(
    struct device *device, struct virtqueue *queue, uint16_t head, uint32_t written);

#endif
