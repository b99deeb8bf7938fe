/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The device's side of a split virtqueue (VIRTIO 1.2, 2.7). All that the driver wrote is checked
 * before it is used and read once, so nothing can change between check and use. Indirect
 * descriptors and event indices are not offered and so not here.
 */
#include "devices/virtqueue.h"

#include <assert.h>
#include <string.h>

/* Rings are little-endian; so is every host that this runs on. */
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "rings are read as they are");

/* Bytes of the driver area (2.7.6): what must be in reach for a queue of this size. */
static uint32_t available_bytes(const struct virtqueue *queue)
{
	/* flags, index, ring, and the event word, which is there though not used */
	return (uint32_t)(sizeof(struct virtq_avail) + sizeof(uint16_t) * (queue->size + 1));
}

/* Bytes of the device area (2.7.8), likewise. */
static uint32_t used_bytes(const struct virtqueue *queue)
{
	return (uint32_t)(sizeof(struct virtq_used) +
			  sizeof(struct virtq_used_element) * queue->size + sizeof(uint16_t));
}

/* One area at its alignment and within the windows; reports which one is wrong. */
static bool area(
    struct device *device, const char *name, uint64_t address, uint32_t size, unsigned align)
{
	if (address % align) {
		device_guest_error(device, "%s of the queue at 0x%llx is not aligned to %u", name,
		    (unsigned long long)address, align);
		return false;
	}
	if (!device_memory(device, address, size)) {
		device_guest_error(device, "%s of the queue at 0x%llx is out of reach", name,
		    (unsigned long long)address);
		return false;
	}
	return true;
}

/*
 * The areas are checked here once so that a driver hears of a bad one when it makes the queue
 * ready; they are looked up again on each use, because windows may be closed in between.
 */
bool virtqueue_start(struct device *device, struct virtqueue *queue)
{
	queue->available = 0;
	queue->used = 0;
	if (queue->size == 0 || queue->size > VIRTQUEUE_SIZE_MAX ||
	    (queue->size & (queue->size - 1))) {
		device_guest_error(device, "queue of %u entries", queue->size);
		return false;
	}
	return area(device, "descriptor table", queue->descriptors,
		   (uint32_t)sizeof(struct virtq_desc) * queue->size, VIRTQ_DESC_ALIGN) &&
	       area(device, "available ring", queue->driver, available_bytes(queue),
		   VIRTQ_AVAIL_ALIGN) &&
	       area(device, "used ring", queue->device, used_bytes(queue), VIRTQ_USED_ALIGN);
}

/* Reports what is wrong with the rings, with the number that gave it away. */
static enum virtqueue_result broken(struct device *device, const char *what, uint32_t value)
{
	device_guest_error(device, "queue: %s (%u)", what, value);
	return VIRTQUEUE_BROKEN;
}

/* Driver memory has any alignment that a hostile driver likes: never through a pointer. */
static uint16_t half_at(const uint8_t *area, size_t offset)
{
	uint16_t value;

	memcpy(&value, area + offset, sizeof(value));
	return value;
}

/* Adds one descriptor's buffer to the chain. */
static enum virtqueue_result add_buffer(
    struct device *device, struct virtqueue_chain *chain, const struct virtq_desc *descriptor)
{
	struct virtqueue_buffer *buffer = &chain->buffers[chain->readable + chain->writable];

	if (descriptor->flags & VIRTQ_DESC_F_INDIRECT)
		return broken(
		    device, "indirect descriptor, which was not offered", descriptor->flags);
	if (descriptor->length == 0)
		return broken(device, "descriptor of no length", descriptor->next);
	/* 64-bit address and 32-bit length as they stand: device_memory knows no wrapping. */
	buffer->bytes = device_memory(device, descriptor->address, descriptor->length);
	buffer->length = descriptor->length;
	if (!buffer->bytes)
		return broken(device, "buffer out of reach, of bytes", descriptor->length);
	/* 2.7.4.2: all that is read comes before all that is written. */
	if (descriptor->flags & VIRTQ_DESC_F_WRITE)
		chain->writable++;
	else if (chain->writable)
		return broken(device, "buffer to read behind one to write", descriptor->next);
	else
		chain->readable++;
	return VIRTQUEUE_CHAIN;
}

enum virtqueue_result virtqueue_take(
    struct device *device, struct virtqueue *queue, struct virtqueue_chain *chain)
{
	const uint8_t *available = device_memory(device, queue->driver, available_bytes(queue));
	const uint8_t *table =
	    device_memory(device, queue->descriptors, sizeof(struct virtq_desc) * queue->size);

	if (!available || !table)
		return broken(device, "rings out of reach", queue->size);
	uint16_t index = half_at(available, offsetof(struct virtq_avail, index));
	/* Both count up and wrap at 16 bits; the difference is right all the same. */
	uint16_t waiting = (uint16_t)(index - queue->available);
	if (waiting == 0)
		return VIRTQUEUE_EMPTY;
	if (waiting > queue->size)
		return broken(device, "more entries available than the queue has", waiting);

	/* Sizes are powers of two: the index wraps over the ring by a mask. */
	size_t entry =
	    sizeof(struct virtq_avail) + sizeof(uint16_t) * (queue->available & (queue->size - 1));
	uint16_t number = half_at(available, entry);
	chain->head = number;
	chain->readable = chain->writable = 0;
	for (;;) {
		struct virtq_desc descriptor;

		if (number >= queue->size)
			return broken(device, "no such descriptor", number);
		/* A chain longer than the table goes in a circle (2.7.5.1). */
		if (chain->readable + chain->writable == queue->size)
			return broken(device, "descriptors in a loop from", chain->head);
		/* Copied out: the driver may write it again while it is looked at. */
		memcpy(&descriptor, table + sizeof(descriptor) * number, sizeof(descriptor));
		if (add_buffer(device, chain, &descriptor) == VIRTQUEUE_BROKEN)
			return VIRTQUEUE_BROKEN;
		if (!(descriptor.flags & VIRTQ_DESC_F_NEXT))
			break;
		number = descriptor.next;
	}
	/* Only a chain that was good is taken; a broken one stays for the post-mortem. */
	queue->available++;
	return VIRTQUEUE_CHAIN;
}

bool virtqueue_give(struct device *device, struct virtqueue *queue, uint16_t head, uint32_t written)
{
	uint8_t *used = device_memory(device, queue->device, used_bytes(queue));
	const uint8_t *available = device_memory(device, queue->driver, available_bytes(queue));
	const struct virtq_used_element element = {.id = head, .length = written};

	/* Windows may have been closed since the start; then there is nobody to tell. */
	if (!used || !available)
		return false;
	memcpy(
	    used + sizeof(struct virtq_used) + sizeof(element) * (queue->used & (queue->size - 1)),
	    &element, sizeof(element));
	/* 2.7.8: the element stands before the index says so. */
	queue->used++;
	memcpy(used + offsetof(struct virtq_used, index), &queue->used, sizeof(queue->used));
	return !(
	    half_at(available, offsetof(struct virtq_avail, flags)) & VIRTQ_AVAIL_F_NO_INTERRUPT);
}
