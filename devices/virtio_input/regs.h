/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The data sheet of virtio-input: its configuration space, its event format and the event codes
 * of a touch panel; shared by its model and its driver. Source: VIRTIO 1.2, 5.8; the codes are
 * those of the input event interface that 5.8.4 refers to. Registers and queues are those of
 * devices/virtio_mmio/regs.h.
 */
#ifndef PITH_DEVICES_VIRTIO_INPUT_REGS_H
#define PITH_DEVICES_VIRTIO_INPUT_REGS_H

#include <stdint.h>

enum {
	VIRTIO_INPUT_DEVICE_ID = 18,
	VIRTIO_INPUT_QUEUE_EVENT = 0,  /* the driver puts empty buffers of one event each */
	VIRTIO_INPUT_QUEUE_STATUS = 1, /* the driver sends events (LEDs) to the device */
	VIRTIO_INPUT_QUEUES = 2,
	VIRTIO_INPUT_QUEUE_SIZE = 64,
};

/*
 * Configuration space (5.8.4), offsets in it: write select and subsel (a byte each), then read
 * size (0: there is no such thing) and that many bytes of data.
 */
enum {
	VIRTIO_INPUT_CONFIG_SELECT = 0,
	VIRTIO_INPUT_CONFIG_SUBSEL = 1,
	VIRTIO_INPUT_CONFIG_SIZE = 2,
	VIRTIO_INPUT_CONFIG_DATA = 8,
	VIRTIO_INPUT_CONFIG_DATA_SIZE = 128,
	VIRTIO_INPUT_CONFIG_END = 136,
};

enum {
	VIRTIO_INPUT_CFG_UNSET = 0x00,
	VIRTIO_INPUT_CFG_ID_NAME = 0x01,   /* string, not terminated */
	VIRTIO_INPUT_CFG_ID_SERIAL = 0x02, /* string, not terminated */
	VIRTIO_INPUT_CFG_ID_DEVIDS = 0x03, /* struct virtio_input_devids */
	VIRTIO_INPUT_CFG_PROP_BITS = 0x10, /* bitmap of INPUT_PROP_* */
	VIRTIO_INPUT_CFG_EV_BITS = 0x11,   /* bitmap of the codes of event type subsel */
	VIRTIO_INPUT_CFG_ABS_INFO = 0x12,  /* struct virtio_input_absinfo of axis subsel */
};

struct virtio_input_absinfo {
	uint32_t min;
	uint32_t max;
	uint32_t fuzz;
	uint32_t flat;
	uint32_t res; /* units a millimetre */
};

struct virtio_input_devids {
	uint16_t bustype;
	uint16_t vendor;
	uint16_t product;
	uint16_t version;
};

/* One event (5.8.6): eight bytes, little-endian. */
struct virtio_input_event {
	uint16_t type;
	uint16_t code;
	uint32_t value;
};

/* Event types and the codes that a touch panel uses. */
enum {
	EV_SYN = 0x00,
	EV_KEY = 0x01,
	EV_ABS = 0x03,

	SYN_REPORT = 0x00,
	BTN_TOUCH = 0x14a,

	ABS_X = 0x00,
	ABS_Y = 0x01,
	ABS_MT_SLOT = 0x2f,
	ABS_MT_POSITION_X = 0x35,
	ABS_MT_POSITION_Y = 0x36,
	ABS_MT_TRACKING_ID = 0x39, /* -1: the contact of this slot was lifted */

	INPUT_PROP_DIRECT = 0x01,
};

enum {
	VIRTIO_INPUT_CONTACTS = 10, /* slots 0..9 */
	VIRTIO_INPUT_NO_CONTACT = -1,
};

#endif
