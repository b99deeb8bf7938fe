/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small virtio driver for the tests, working on the touch panel's slot, that can also do all
 * the wrong things: its queues are plain memory that a test writes as it likes.
 */
#ifndef PITH_TESTS_UNIT_DEVICES_VIRTIO_H
#define PITH_TESTS_UNIT_DEVICES_VIRTIO_H

#include "tests/unit/devices/rig.h"

enum {
	SLOT = BOARD_TOUCH_PANEL,
	QUEUE_SIZE = 16,
	DESC = RIG_RAM_BASE + 0x1000,
	AVAIL = RIG_RAM_BASE + 0x2000,
	USED = RIG_RAM_BASE + 0x3000,
	BUFFERS = RIG_RAM_BASE + 0x4000,
};

/* ACKNOWLEDGE to FEATURES_OK with nothing but VERSION_1. */
void virtio_negotiate(void);

/* Sets a queue's size and areas (DESC, AVAIL, USED) and makes it ready. */
void virtio_make_queue(unsigned queue, uint32_t size);

/* All of it: the event queue with QUEUE_SIZE empty buffers offered, and DRIVER_OK. */
void virtio_start(void);

/* Writes one descriptor of the table at DESC. */
void virtio_describe(
    unsigned number, uint64_t address, uint32_t length, uint16_t flags, uint16_t next);

/* Puts a head into the available ring and counts it. */
void virtio_offer(uint16_t head);

/* The next used element that the test has not seen; false if there is none. */
bool virtio_used(struct virtq_used_element *element);

/* The next event that arrived; its buffer is offered again (without notifying). */
bool virtio_event(struct virtio_input_event *event);

#endif
