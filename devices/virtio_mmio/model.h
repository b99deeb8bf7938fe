/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state of a virtio-mmio slot, and what a virtio device behind it has to offer. Registers are
 * in regs.h. The transport knows no device, a device knows the transport only by this header.
 */
#ifndef PITH_DEVICES_VIRTIO_MMIO_MODEL_H
#define PITH_DEVICES_VIRTIO_MMIO_MODEL_H

#include "devices/device.h"
#include "devices/virtqueue.h"
#include "devices/virtio_mmio/regs.h"

enum {
	VIRTIO_MMIO_QUEUES = 2,
};

/* One kind of virtio device. `device` is the slot it sits in. */
struct virtio_kind {
	uint32_t id;	   /* VIRTIO 1.2, 5 */
	uint64_t features; /* offered beside VERSION_1 */
	uint32_t queues;   /* at most VIRTIO_MMIO_QUEUES */
	uint32_t queue_size;
	uint32_t config_size;

	/* The configuration space: offset and size are inside it and aligned. */
	uint32_t (*config_read)(struct device *device, uint32_t offset, unsigned size);
	void (*config_write)(struct device *device, uint32_t offset, unsigned size, uint32_t value);

	/* The driver has put buffers into a queue (the device is live), or taken it into use. */
	void (*notify)(struct device *device, unsigned queue);

	/* Forget everything but what the hardware cannot forget. */
	void (*reset)(struct device *device);

	/* As device_ops.alarm; NULL if it sets none. */
	void (*alarm)(struct device *device, unsigned alarm, uint64_t at);
};

struct virtio_mmio {
	uint32_t status; /* VIRTIO_STATUS_* */
	uint32_t device_features_select;
	uint32_t driver_features_select;
	uint64_t driver_features;
	uint32_t queue_select;
	uint32_t interrupts; /* VIRTIO_INTERRUPT_* */
	struct virtqueue queues[VIRTIO_MMIO_QUEUES];

	/* Wiring; NULL: the slot is empty. */
	const struct virtio_kind *kind;
	void *function; /* state of the device behind the slot */
};

extern const struct device_ops virtio_mmio_ops;

/* The driver has set DRIVER_OK and nothing went wrong since: queues may be used. */
bool virtio_live(const struct device *device);

/* For devices: takes the next chain of a queue; false if there is none now. */
bool virtio_take(struct device *device, unsigned queue, struct virtqueue_chain *chain);

/* For devices: gives a chain back; interrupts if the driver wants it. */
void virtio_give(struct device *device, unsigned queue, uint16_t head, uint32_t written);

/* For devices: the driver broke a rule (reported already); nothing goes on until it resets. */
void virtio_needs_reset(struct device *device);

#endif
