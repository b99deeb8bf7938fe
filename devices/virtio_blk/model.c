/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A disk as virtio-blk device (VIRTIO 1.2, 5.2). Requests are done one at a time, each in a fixed
 * virtual time, so that a driver has to wait and runs are still alike. Nothing of a request is
 * read before its time has come.
 */
#include "devices/virtio_blk/model.h"

#include <string.h>

enum {
	ALARM_DONE = 0,
	REQUEST_NS = 100 * 1000, /* about what flash on a telephone takes */
	QUEUE_SIZE = 16,
};

/* The disk behind its slot. */
static struct virtio_blk *disk_of(const struct device *device)
{
	const struct virtio_mmio *slot = device->state;

	return slot->function;
}

static bool read_only(const struct device *device)
{
	const struct virtio_mmio *slot = device->state;

	return slot->kind->features >> VIRTIO_BLK_F_RO & 1;
}

static uint32_t config_read(struct device *device, uint32_t offset, unsigned size)
{
	uint32_t value = 0;

	memcpy(&value, (const uint8_t *)&disk_of(device)->sectors + offset, size);
	return value;
}

static void config_write(struct device *device, uint32_t offset, unsigned size, uint32_t value)
{
	(void)size, (void)value;
	device_no_register(device, VIRTIO_MMIO_CONFIG + offset, "write");
}

/* One buffer's sectors; *sector goes on behind them. */
static bool transfer(struct device *device, enum device_disk what, uint64_t *sector,
    const struct virtqueue_buffer *buffer)
{
	uint32_t count = buffer->length / VIRTIO_BLK_SECTOR;
	uint64_t sectors = disk_of(device)->sectors;

	/* 5.2.6: whole sectors in all; ours asks it of each buffer. Differences cannot wrap. */
	if (buffer->length % VIRTIO_BLK_SECTOR || *sector > sectors || count > sectors - *sector) {
		device_guest_error(device, "request of %u bytes at sector %llu of %llu",
		    buffer->length, (unsigned long long)*sector, (unsigned long long)sectors);
		return false;
	}
	if (what == DEVICE_DISK_WRITE)
		device_output(device, buffer->bytes, buffer->length);
	if (!device->bus->disk(device->bus->machine, what, *sector, buffer->bytes, count))
		return false;
	*sector += count;
	return true;
}

/* Carries a request out: VIRTIO_BLK_S_*. The chain's first and last buffer were looked at.
 * *written: bytes that went into its buffers. */
static uint8_t carry_out(
    struct device *device, const struct virtqueue_chain *chain, uint32_t *written)
{
	unsigned last = chain->readable + chain->writable - 1;
	struct virtio_blk_request request;
	enum device_disk what = DEVICE_DISK_READ;

	memcpy(&request, chain->buffers[0].bytes, sizeof(request));
	if (request.type == VIRTIO_BLK_T_FLUSH)
		return device->bus->disk(device->bus->machine, DEVICE_DISK_FLUSH, 0, NULL, 0)
			   ? VIRTIO_BLK_S_OK
			   : VIRTIO_BLK_S_IOERR;
	if (request.type == VIRTIO_BLK_T_OUT)
		what = DEVICE_DISK_WRITE;
	else if (request.type != VIRTIO_BLK_T_IN)
		return VIRTIO_BLK_S_UNSUPP;
	/* Data lies on the side that the type says, the status byte alone on the other. */
	if (chain->writable != (what == DEVICE_DISK_READ ? last : 1)) {
		device_guest_error(device, "buffers of a request are on the wrong side");
		return VIRTIO_BLK_S_IOERR;
	}
	if (what == DEVICE_DISK_WRITE && read_only(device))
		return VIRTIO_BLK_S_IOERR;
	for (unsigned i = 1; i < last; i++) {
		if (!transfer(device, what, &request.sector, &chain->buffers[i]))
			return VIRTIO_BLK_S_IOERR;
		if (what == DEVICE_DISK_READ)
			*written += chain->buffers[i].length;
	}
	return VIRTIO_BLK_S_OK;
}

/* The time of the request at the head of the queue has come; then it is the next one's turn. */
static void alarm(struct device *device, unsigned number, uint64_t at)
{
	struct virtio_blk *disk = disk_of(device);
	struct virtqueue_chain chain;
	uint32_t written = 0;

	(void)number;
	disk->busy = false;
	if (!virtio_take(device, VIRTIO_BLK_QUEUE, &chain))
		return;
	const struct virtqueue_buffer *end = &chain.buffers[chain.readable + chain.writable - 1];

	if (chain.readable == 0 || chain.writable == 0 ||
	    chain.buffers[0].length != sizeof(struct virtio_blk_request) || end->length != 1) {
		device_guest_error(device, "request without header or status");
		virtio_needs_reset(device);
		return;
	}
	*end->bytes = carry_out(device, &chain, &written);
	virtio_give(device, VIRTIO_BLK_QUEUE, chain.head, written + 1);
	disk->busy = true;
	device_set_alarm(device, ALARM_DONE, at + REQUEST_NS);
}

static void notify(struct device *device, unsigned queue)
{
	struct virtio_blk *disk = disk_of(device);

	(void)queue;
	if (disk->busy)
		return;
	disk->busy = true;
	device_set_alarm(device, ALARM_DONE, device_now(device) + REQUEST_NS);
}

/* What stands in the cache stays there: a reset is no power cut. */
static void reset(struct device *device)
{
	disk_of(device)->busy = false;
	device_set_alarm(device, ALARM_DONE, DEVICE_NEVER);
}

#define KIND(NAME, FEATURES)                      \
	const struct virtio_kind NAME = {         \
	    .id = VIRTIO_BLK_DEVICE_ID,           \
	    .features = (FEATURES),               \
	    .queues = 1,                          \
	    .queue_size = QUEUE_SIZE,             \
	    .config_size = VIRTIO_BLK_CONFIG_END, \
	    .config_read = config_read,           \
	    .config_write = config_write,         \
	    .notify = notify,                     \
	    .reset = reset,                       \
	    .alarm = alarm,                       \
	}

KIND(virtio_blk_kind, 1u << VIRTIO_BLK_F_FLUSH);
KIND(virtio_blk_kind_read_only, 1u << VIRTIO_BLK_F_FLUSH | 1u << VIRTIO_BLK_F_RO);
