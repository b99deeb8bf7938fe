/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state of the modelled disk, a virtio-blk device. Registers and requests are in regs.h, the
 * transport is devices/virtio_mmio; where sectors come from and go to, the machine knows
 * (device_bus.disk).
 */
#ifndef PITH_DEVICES_VIRTIO_BLK_MODEL_H
#define PITH_DEVICES_VIRTIO_BLK_MODEL_H

#include "devices/device.h"
#include "devices/virtio_blk/regs.h"
#include "devices/virtio_mmio/model.h"

struct virtio_blk {
	uint64_t sectors; /* wiring */
	bool busy;	  /* the alarm is set: a request is under way */
};

/* A disk that can be written, and one that can only be read. */
extern const struct virtio_kind virtio_blk_kind, virtio_blk_kind_read_only;

#endif
