/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state of the modelled touch panel, a virtio-input device, and the host's finger on it.
 * Registers and events are in regs.h, the transport is devices/virtio_mmio.
 */
#ifndef PITH_DEVICES_VIRTIO_INPUT_MODEL_H
#define PITH_DEVICES_VIRTIO_INPUT_MODEL_H

#include "devices/device.h"
#include "devices/virtio_input/regs.h"
#include "devices/virtio_mmio/model.h"

enum virtio_input_touch {
	VIRTIO_INPUT_DOWN,
	VIRTIO_INPUT_MOVE,
	VIRTIO_INPUT_UP,
};

enum {
	VIRTIO_INPUT_PENDING = 256, /* events that wait for the driver's buffers */
};

struct virtio_input_contact {
	bool down;
	uint32_t order; /* of going down: the oldest is the pointer of single-touch software */
	uint32_t x, y;
};

struct virtio_input {
	uint32_t max_x, max_y; /* wiring: coordinates are 0..max */

	uint8_t select, subsel;
	struct virtio_input_contact contacts[VIRTIO_INPUT_CONTACTS];
	unsigned contacts_down;
	uint32_t next_order;
	uint16_t next_tracking;
	unsigned slot;		       /* the one that the driver was told last */
	uint32_t pointer_x, pointer_y; /* ABS_X and ABS_Y as told last */

	struct virtio_input_event pending[VIRTIO_INPUT_PENDING];
	unsigned pending_head, pending_count;
};

extern const struct virtio_kind virtio_input_kind;

/*
 * A finger (contact 0..9) goes down at, moves to, or leaves the panel; x and y are in the panel's
 * own units and cut to its edge. Returns false if it comes to nothing: no driver is listening, the
 * contact is not in the state for it, or too much is waiting for a driver that does not keep up
 * (an up always finds room).
 */
bool virtio_input_touch(
    struct device *device, unsigned contact, int32_t x, int32_t y, enum virtio_input_touch what);

#endif
