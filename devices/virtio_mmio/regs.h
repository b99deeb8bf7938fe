/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The data sheet of the virtio-mmio transport, version 2, and of the split virtqueue: shared by
 * the model and by every virtio driver. Source: VIRTIO 1.2, 4.2 (registers), 2.7 (queues).
 * What a particular device puts into its configuration space is in that device's regs.h.
 *
 * Registers are 32 bits wide; the configuration space is read in the width of its fields.
 */
#ifndef PITH_DEVICES_VIRTIO_MMIO_REGS_H
#define PITH_DEVICES_VIRTIO_MMIO_REGS_H

#include <stdint.h>

/* 4.2.2, table 4.1 */
enum {
	VIRTIO_MMIO_MAGIC = 0x000,
	VIRTIO_MMIO_VERSION = 0x004,
	VIRTIO_MMIO_DEVICE_ID = 0x008, /* 0: nothing in this slot */
	VIRTIO_MMIO_VENDOR_ID = 0x00c,
	VIRTIO_MMIO_DEVICE_FEATURES = 0x010,
	VIRTIO_MMIO_DEVICE_FEATURES_SEL = 0x014,
	VIRTIO_MMIO_DRIVER_FEATURES = 0x020,
	VIRTIO_MMIO_DRIVER_FEATURES_SEL = 0x024,
	VIRTIO_MMIO_QUEUE_SEL = 0x030,
	VIRTIO_MMIO_QUEUE_NUM_MAX = 0x034, /* 0: no such queue */
	VIRTIO_MMIO_QUEUE_NUM = 0x038,
	VIRTIO_MMIO_QUEUE_READY = 0x044,
	VIRTIO_MMIO_QUEUE_NOTIFY = 0x050,
	VIRTIO_MMIO_INTERRUPT_STATUS = 0x060,
	VIRTIO_MMIO_INTERRUPT_ACK = 0x064,
	VIRTIO_MMIO_STATUS = 0x070,
	VIRTIO_MMIO_QUEUE_DESC_LOW = 0x080,
	VIRTIO_MMIO_QUEUE_DESC_HIGH = 0x084,
	VIRTIO_MMIO_QUEUE_DRIVER_LOW = 0x090,
	VIRTIO_MMIO_QUEUE_DRIVER_HIGH = 0x094,
	VIRTIO_MMIO_QUEUE_DEVICE_LOW = 0x0a0,
	VIRTIO_MMIO_QUEUE_DEVICE_HIGH = 0x0a4,
	VIRTIO_MMIO_SHM_SEL = 0x0ac,
	VIRTIO_MMIO_SHM_LEN_LOW = 0x0b0,
	VIRTIO_MMIO_SHM_LEN_HIGH = 0x0b4,
	VIRTIO_MMIO_SHM_BASE_LOW = 0x0b8,
	VIRTIO_MMIO_SHM_BASE_HIGH = 0x0bc,
	VIRTIO_MMIO_QUEUE_RESET = 0x0c0,
	VIRTIO_MMIO_CONFIG_GENERATION = 0x0fc,
	VIRTIO_MMIO_CONFIG = 0x100,
	VIRTIO_MMIO_SIZE = 0x200,
};

enum {
	VIRTIO_MMIO_MAGIC_VALUE = 0x74726976, /* "virt", little-endian */
	VIRTIO_MMIO_VERSION_VALUE = 2,
};

/* InterruptStatus and InterruptACK */
enum {
	VIRTIO_INTERRUPT_USED = 1 << 0,	  /* a used buffer was added to a queue */
	VIRTIO_INTERRUPT_CONFIG = 1 << 1, /* the configuration changed, or NEEDS_RESET was set */
};

/* Device status (2.1): set one after the other, in this order; write 0 to reset. */
enum {
	VIRTIO_STATUS_ACKNOWLEDGE = 1,
	VIRTIO_STATUS_DRIVER = 2,
	VIRTIO_STATUS_FEATURES_OK = 8,
	VIRTIO_STATUS_DRIVER_OK = 4,
	VIRTIO_STATUS_NEEDS_RESET = 64, /* set by the device: it met an error, reset it */
	VIRTIO_STATUS_FAILED = 128,
};

/* Feature bits that concern no single device (6): number of the bit of the 64. */
enum {
	VIRTIO_F_INDIRECT_DESC = 28,
	VIRTIO_F_EVENT_IDX = 29,
	VIRTIO_F_VERSION_1 = 32, /* must be offered and accepted */
};

/* Split virtqueue (2.7): three pieces of physical memory, all little-endian. */
enum {
	VIRTQ_DESC_ALIGN = 16,
	VIRTQ_AVAIL_ALIGN = 2,
	VIRTQ_USED_ALIGN = 4,

	VIRTQ_DESC_F_NEXT = 1,
	VIRTQ_DESC_F_WRITE = 2, /* for the device to write; else to read */
	VIRTQ_DESC_F_INDIRECT = 4,

	VIRTQ_AVAIL_F_NO_INTERRUPT = 1,
	VIRTQ_USED_F_NO_NOTIFY = 1,
};

struct virtq_desc {
	uint64_t address; /* guest physical */
	uint32_t length;  /* bytes */
	uint16_t flags;
	uint16_t next; /* with VIRTQ_DESC_F_NEXT */
};

/* Followed by uint16_t ring[queue size]: heads of descriptor chains. */
struct virtq_avail {
	uint16_t flags;
	uint16_t index; /* counts up, taken modulo the queue size */
};

struct virtq_used_element {
	uint32_t id;	 /* head of the chain */
	uint32_t length; /* bytes written into it */
};

/* Followed by struct virtq_used_element ring[queue size]. */
struct virtq_used {
	uint16_t flags;
	uint16_t index;
};

#endif
