/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The virtio-mmio transport, version 2 (VIRTIO 1.2, 4.2; status and features: 2.1, 2.2, 3.1). A
 * driver that leaves the order of 3.1, touches a queue that is in use, or notifies too early is
 * reported and not obeyed. Not modelled: the legacy version 1, shared memory regions, reset of a
 * single queue, notification data; none of them is offered.
 */
#include "devices/virtio_mmio/model.h"

#include <string.h>

enum {
	VENDOR = 0x48544950, /* "PITH" */
};

/* Bits that a driver may set one after the other, each only over all those before it. */
static const uint32_t status_order[] = {VIRTIO_STATUS_ACKNOWLEDGE, VIRTIO_STATUS_DRIVER,
    VIRTIO_STATUS_FEATURES_OK, VIRTIO_STATUS_DRIVER_OK};

/* The state behind a slot; const or not, it is the model's own. */
static struct virtio_mmio *slot_of(const struct device *device)
{
	return device->state;
}

/* 2.2: what the kind has, and version 1, without which nothing here works. */
static uint64_t offered(const struct virtio_mmio *slot)
{
	return slot->kind->features | 1ull << VIRTIO_F_VERSION_1;
}

/* The queue that QueueSel names, NULL if the device has no such queue. */
static struct virtqueue *selected(struct virtio_mmio *slot)
{
	return slot->queue_select < slot->kind->queues ? &slot->queues[slot->queue_select] : NULL;
}

/* 4.2.2: the line is up while InterruptStatus is not zero. */
static void interrupt(struct device *device, uint32_t reason)
{
	struct virtio_mmio *slot = slot_of(device);

	slot->interrupts |= reason;
	device_interrupt(device, slot->interrupts != 0);
}

bool virtio_live(const struct device *device)
{
	uint32_t status = slot_of(device)->status;

	return (status & VIRTIO_STATUS_DRIVER_OK) &&
	       !(status & (VIRTIO_STATUS_NEEDS_RESET | VIRTIO_STATUS_FAILED));
}

void virtio_needs_reset(struct device *device)
{
	struct virtio_mmio *slot = slot_of(device);

	/* 2.1.2: a driver that is at work already is told by a configuration interrupt. */
	if (slot->status & VIRTIO_STATUS_DRIVER_OK)
		interrupt(device, VIRTIO_INTERRUPT_CONFIG);
	slot->status |= VIRTIO_STATUS_NEEDS_RESET;
}

bool virtio_take(struct device *device, unsigned queue, struct virtqueue_chain *chain)
{
	struct virtio_mmio *slot = slot_of(device);

	if (!virtio_live(device) || !slot->queues[queue].ready)
		return false;
	enum virtqueue_result result = virtqueue_take(device, &slot->queues[queue], chain);
	/* 2.1.2: a driver that breaks the rings has the device ask for a reset. */
	if (result == VIRTQUEUE_BROKEN)
		virtio_needs_reset(device);
	return result == VIRTQUEUE_CHAIN;
}

void virtio_give(struct device *device, unsigned queue, uint16_t head, uint32_t written)
{
	struct virtio_mmio *slot = slot_of(device);

	if (virtqueue_give(device, &slot->queues[queue], head, written))
		interrupt(device, VIRTIO_INTERRUPT_USED);
}

/* 2.4: back to the beginning for transport and device; only the wiring stays. */
static void reset_slot(struct device *device)
{
	struct virtio_mmio *slot = slot_of(device);

	*slot = (struct virtio_mmio){.kind = slot->kind, .function = slot->function};
	device_interrupt(device, false);
	if (slot->kind)
		slot->kind->reset(device);
}

/* 3.1.1: the driver's steps, in their order and none back; 0 resets. */
static void write_status(struct device *device, uint32_t value)
{
	struct virtio_mmio *slot = slot_of(device);
	uint32_t kept = VIRTIO_STATUS_NEEDS_RESET; /* the device's own bit */
	uint32_t steps = 0;
	bool was_live = virtio_live(device);

	if (value == 0) {
		reset_slot(device);
		return;
	}
	/* 2.1.1: the driver clears no bit but by a reset. */
	if ((slot->status & ~kept) & ~value) {
		device_guest_error(
		    device, "status 0x%x takes back a step of 0x%x", value, slot->status);
		return;
	}
	for (unsigned i = 0; i < sizeof(status_order) / sizeof(*status_order); i++) {
		if ((value & status_order[i]) && (value & steps) != steps) {
			device_guest_error(device, "status 0x%x leaves out a step", value);
			return;
		}
		/* From here on this step belongs to those that must come before. */
		steps |= status_order[i];
	}
	if (value & ~(steps | kept | VIRTIO_STATUS_FAILED)) {
		device_guest_error(device, "status 0x%x has reserved bits", value);
		return;
	}
	/* 2.2.2: features that do not suit are refused by leaving FEATURES_OK clear. */
	if ((value & VIRTIO_STATUS_FEATURES_OK) && !(slot->status & VIRTIO_STATUS_FEATURES_OK) &&
	    ((slot->driver_features & ~offered(slot)) ||
		!(slot->driver_features >> VIRTIO_F_VERSION_1 & 1))) {
		device_guest_error(
		    device, "features 0x%llx refused", (unsigned long long)slot->driver_features);
		value &= ~(uint32_t)(VIRTIO_STATUS_FEATURES_OK | VIRTIO_STATUS_DRIVER_OK);
	}
	/* NEEDS_RESET is the device's to set, whatever the driver wrote back. */
	slot->status = (value & ~kept) | (slot->status & kept);
	/* Buffers may stand in the queues since before. */
	for (unsigned i = 0; !was_live && virtio_live(device) && i < slot->kind->queues; i++)
		slot->kind->notify(device, i);
}

/* 2.2.1: half by half, and never after they were agreed on. */
static void write_driver_features(struct device *device, uint32_t value)
{
	struct virtio_mmio *slot = slot_of(device);

	if (slot->status & VIRTIO_STATUS_FEATURES_OK) {
		device_guest_error(device, "features written after FEATURES_OK");
	} else if (slot->driver_features_select > 1) {
		if (value)
			device_guest_error(device, "features beyond the 64th written");
	} else {
		unsigned shift = 32 * slot->driver_features_select;

		slot->driver_features &= ~(0xffffffffull << shift);
		slot->driver_features |= (uint64_t)value << shift;
	}
}

static void write_queue_ready(struct device *device, struct virtqueue *queue, uint32_t value)
{
	const struct virtio_mmio *slot = slot_of(device);

	if (!(value & 1)) {
		/* 4.2.3.3: the driver takes the queue back; a later 1 begins anew at index 0. */
		queue->ready = false;
	} else if (!(slot->status & VIRTIO_STATUS_FEATURES_OK)) {
		/* 3.1.1: queues are set up in step 7, after the features */
		device_guest_error(device, "queue made ready before FEATURES_OK");
	} else if (!queue->ready) {
		/* A queue that cannot work is not left to be found out at the first notify. */
		queue->ready = virtqueue_start(device, queue);
		if (!queue->ready)
			virtio_needs_reset(device);
	}
}

/* 4.2.2: 64-bit addresses are written as two words. */
static void set_half(uint64_t *address, bool high, uint32_t value)
{
	if (high)
		*address = (*address & 0xffffffff) | (uint64_t)value << 32;
	else
		*address = (*address & ~0xffffffffull) | value;
}

/* Registers of the selected queue. 4.2.2.2: none but QueueReady is written while it is in use. */
static void write_queue(struct device *device, uint32_t offset, uint32_t value)
{
	struct virtio_mmio *slot = slot_of(device);
	struct virtqueue *queue = selected(slot);

	if (!queue) {
		device_guest_error(device, "write at 0x%03x for queue %u, which is not there",
		    offset, slot->queue_select);
		return;
	}
	if (offset == VIRTIO_MMIO_QUEUE_READY) {
		write_queue_ready(device, queue, value);
		return;
	}
	if (queue->ready) {
		device_guest_error(device, "write at 0x%03x for queue %u, which is in use", offset,
		    slot->queue_select);
		return;
	}
	switch (offset) {
	case VIRTIO_MMIO_QUEUE_NUM:
		if (value > slot->kind->queue_size)
			device_guest_error(device, "queue of %u entries: too large", value);
		else
			queue->size = value;
		break;
	case VIRTIO_MMIO_QUEUE_DESC_LOW:
	case VIRTIO_MMIO_QUEUE_DESC_HIGH:
		set_half(&queue->descriptors, offset == VIRTIO_MMIO_QUEUE_DESC_HIGH, value);
		break;
	case VIRTIO_MMIO_QUEUE_DRIVER_LOW:
	case VIRTIO_MMIO_QUEUE_DRIVER_HIGH:
		set_half(&queue->driver, offset == VIRTIO_MMIO_QUEUE_DRIVER_HIGH, value);
		break;
	default:
		set_half(&queue->device, offset == VIRTIO_MMIO_QUEUE_DEVICE_HIGH, value);
	}
}

/*
 * 4.2.3.4. A notify is allowed only for a queue that is there, ready, and of a live device; one
 * after NEEDS_RESET is the driver not having looked yet, and is dropped in silence.
 */
static void write_notify(struct device *device, uint32_t value)
{
	struct virtio_mmio *slot = slot_of(device);

	if (value >= slot->kind->queues)
		device_guest_error(device, "notify of queue %u, which is not there", value);
	else if (!(slot->status & VIRTIO_STATUS_DRIVER_OK))
		device_guest_error(device, "notify of queue %u before DRIVER_OK", value);
	else if (!slot->queues[value].ready)
		device_guest_error(device, "notify of queue %u, which is not ready", value);
	else if (virtio_live(device))
		slot->kind->notify(device, value);
}

/* 4.2.2.2: the configuration space is accessed in the width of its fields, in its size only. */
static bool in_config(struct device *device, uint32_t offset, unsigned size, const char *what)
{
	uint32_t end = VIRTIO_MMIO_CONFIG + slot_of(device)->kind->config_size;

	if (offset + size <= end)
		return true;
	device_no_register(device, offset, what);
	return false;
}

/* An empty slot has magic, version and device id 0; nothing else of it may be touched (4.2.2). */
static uint32_t read_empty(struct device *device, uint32_t offset)
{
	switch (offset) {
	case VIRTIO_MMIO_MAGIC:
		return VIRTIO_MMIO_MAGIC_VALUE;
	case VIRTIO_MMIO_VERSION:
		return VIRTIO_MMIO_VERSION_VALUE;
	case VIRTIO_MMIO_DEVICE_ID:
		return 0;
	}
	return device_no_register(device, offset, "read");
}

static uint32_t virtio_mmio_read(struct device *device, uint32_t offset, unsigned size)
{
	struct virtio_mmio *slot = slot_of(device);

	if (offset < VIRTIO_MMIO_CONFIG && size != 4) {
		device_guest_error(device, "read of %u bytes at 0x%03x: wrong width", size, offset);
		return 0;
	}
	if (!slot->kind)
		return read_empty(device, offset);
	if (offset >= VIRTIO_MMIO_CONFIG) {
		if (!in_config(device, offset, size, "read"))
			return 0;
		return slot->kind->config_read(device, offset - VIRTIO_MMIO_CONFIG, size);
	}
	switch (offset) {
	case VIRTIO_MMIO_MAGIC:
	case VIRTIO_MMIO_VERSION:
		return read_empty(device, offset);
	case VIRTIO_MMIO_DEVICE_ID:
		return slot->kind->id;
	case VIRTIO_MMIO_VENDOR_ID:
		return VENDOR;
	case VIRTIO_MMIO_DEVICE_FEATURES:
		/* Bits beyond 63 are reserved, none is set. */
		if (slot->device_features_select > 1)
			return 0;
		return (uint32_t)(offered(slot) >> 32 * slot->device_features_select);
	case VIRTIO_MMIO_QUEUE_NUM_MAX:
		return selected(slot) ? slot->kind->queue_size : 0;
	case VIRTIO_MMIO_QUEUE_READY:
		return selected(slot) && selected(slot)->ready;
	case VIRTIO_MMIO_INTERRUPT_STATUS:
		return slot->interrupts;
	case VIRTIO_MMIO_STATUS:
		return slot->status;
	case VIRTIO_MMIO_SHM_LEN_LOW: /* all ones: there is no such region */
	case VIRTIO_MMIO_SHM_LEN_HIGH:
	case VIRTIO_MMIO_SHM_BASE_LOW:
	case VIRTIO_MMIO_SHM_BASE_HIGH:
		return UINT32_MAX;
	case VIRTIO_MMIO_CONFIG_GENERATION: /* the device never changes it by itself */
		return 0;
	}
	return device_no_register(device, offset, "read");
}

/* The control registers that can be written, of a slot that has a device. */
static void write_register(struct device *device, uint32_t offset, uint32_t value)
{
	struct virtio_mmio *slot = slot_of(device);

	switch (offset) {
	case VIRTIO_MMIO_DEVICE_FEATURES_SEL:
		slot->device_features_select = value;
		return;
	case VIRTIO_MMIO_DRIVER_FEATURES:
		write_driver_features(device, value);
		return;
	case VIRTIO_MMIO_DRIVER_FEATURES_SEL:
		slot->driver_features_select = value;
		return;
	case VIRTIO_MMIO_QUEUE_SEL:
		slot->queue_select = value;
		return;
	case VIRTIO_MMIO_QUEUE_NUM:
	case VIRTIO_MMIO_QUEUE_READY:
	case VIRTIO_MMIO_QUEUE_DESC_LOW:
	case VIRTIO_MMIO_QUEUE_DESC_HIGH:
	case VIRTIO_MMIO_QUEUE_DRIVER_LOW:
	case VIRTIO_MMIO_QUEUE_DRIVER_HIGH:
	case VIRTIO_MMIO_QUEUE_DEVICE_LOW:
	case VIRTIO_MMIO_QUEUE_DEVICE_HIGH:
		write_queue(device, offset, value);
		return;
	case VIRTIO_MMIO_QUEUE_NOTIFY:
		write_notify(device, value);
		return;
	case VIRTIO_MMIO_INTERRUPT_ACK:
		if (value & ~slot->interrupts)
			device_guest_error(device, "0x%x acknowledges what was not raised", value);
		slot->interrupts &= ~value;
		device_interrupt(device, slot->interrupts != 0);
		return;
	case VIRTIO_MMIO_STATUS:
		write_status(device, value);
		return;
	case VIRTIO_MMIO_SHM_SEL:
		return;
	}
	device_no_register(device, offset, "write");
}

static void virtio_mmio_write(struct device *device, uint32_t offset, unsigned size, uint32_t value)
{
	const struct virtio_mmio *slot = slot_of(device);

	if (offset < VIRTIO_MMIO_CONFIG && size != 4)
		device_guest_error(
		    device, "write of %u bytes at 0x%03x: wrong width", size, offset);
	else if (!slot->kind)
		device_no_register(device, offset, "write");
	else if (offset < VIRTIO_MMIO_CONFIG)
		write_register(device, offset, value);
	else if (in_config(device, offset, size, "write"))
		slot->kind->config_write(device, offset - VIRTIO_MMIO_CONFIG, size, value);
}

static void virtio_mmio_alarm(struct device *device, unsigned alarm, uint64_t at)
{
	slot_of(device)->kind->alarm(device, alarm, at);
}

const struct device_ops virtio_mmio_ops = {
    .widths = DEVICE_WIDTH_8 | DEVICE_WIDTH_16 | DEVICE_WIDTH_32,
    .read = virtio_mmio_read,
    .write = virtio_mmio_write,
    .reset = reset_slot,
    .alarm = virtio_mmio_alarm,
};
