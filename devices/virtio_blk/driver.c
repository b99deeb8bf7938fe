/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The driver of a virtio-blk disk: serves sectors to one client (proto/block.h, service "block").
 * One request is under way at a time, and its caller waits; the device reads and writes the shared
 * region itself.
 *
 * The description gives this component: the device's registers and interrupt; the region "dma",
 * a page of known physical address for the queue; the region "data", shared with the client and of
 * known physical address too, both uncached or coherent. The device is not trusted beyond its
 * bus-mastering: whatever it writes into the queue, this program stays within its own memory, and
 * a device that breaks the rules is reset and the request fails. An empty slot is no mistake: then
 * this is a disk without sectors.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "devices/virtio_blk/regs.h"
#include "devices/virtio_mmio/regs.h"
#include "pith/barrier.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/block.h"
#include "pith/server.h"

enum {
	SIGNAL_INTERRUPT = 1 << 0,
	QUEUE_SIZE = 4, /* a chain of three and no more */
	HEADER = 0,	/* descriptors of the chain */
	DATA,
	STATUS,
	STATUS_UNTOUCHED = 0xff, /* what no device answers with */
};

/* The queue and what goes with a request, as they lie in the region "dma". */
struct memory {
	struct virtq_desc desc[QUEUE_SIZE];
	struct virtq_used used;
	struct virtq_used_element used_ring[QUEUE_SIZE];
	struct virtq_avail avail;
	uint16_t avail_ring[QUEUE_SIZE];
	struct virtio_blk_request request;
	uint8_t status;
};

static uint32_t registers;
static volatile struct memory *memory;
static const struct pith_grant *dma, *data, *interrupt;
static uint16_t offered; /* requests so far, modulo 2^16 */

static uint64_t sectors; /* 0: no disk */
static bool read_only;
static bool flushes; /* it has a cache */

static uint32_t get(uint32_t offset)
{
	return pith_read32(registers + offset);
}

static void set(uint32_t offset, uint32_t value)
{
	pith_write32(registers + offset, value);
}

/* --- From power on to DRIVER_OK (3.1.1) -------------------------------------------------- */

/* Where something of the region "dma" is for the device. */
static uint32_t physical_of(volatile const void *at)
{
	return dma->physical + (uint32_t)((uintptr_t)at - (uintptr_t)memory);
}

/* Tells the device where a part of the queue is: two registers, low and high. */
static void set_queue_address(uint32_t low, volatile const void *at)
{
	set(low, physical_of(at));
	set(low + 4, 0);
}

/* A fixed chain; only the data's place changes. False: the device has no such queue. */
static bool start_queue(void)
{
	set(VIRTIO_MMIO_QUEUE_SEL, VIRTIO_BLK_QUEUE);
	if (get(VIRTIO_MMIO_QUEUE_READY) || get(VIRTIO_MMIO_QUEUE_NUM_MAX) < QUEUE_SIZE)
		return false;
	memory->desc[HEADER].address = physical_of(&memory->request);
	memory->desc[HEADER].length = sizeof(memory->request);
	memory->desc[HEADER].flags = VIRTQ_DESC_F_NEXT;
	memory->desc[STATUS].address = physical_of(&memory->status);
	memory->desc[STATUS].length = 1;
	memory->desc[STATUS].flags = VIRTQ_DESC_F_WRITE;
	memory->desc[STATUS].next = 0;
	memory->avail.flags = 0;
	memory->avail.index = 0;
	memory->used.flags = 0;
	memory->used.index = 0;
	offered = 0;
	set(VIRTIO_MMIO_QUEUE_NUM, QUEUE_SIZE);
	set_queue_address(VIRTIO_MMIO_QUEUE_DESC_LOW, memory->desc);
	set_queue_address(VIRTIO_MMIO_QUEUE_DRIVER_LOW, &memory->avail);
	set_queue_address(VIRTIO_MMIO_QUEUE_DEVICE_LOW, &memory->used);
	set(VIRTIO_MMIO_QUEUE_READY, 1);
	return true;
}

/* Agrees on what both can do. False: the device does not keep to its own words. */
static bool agree(uint32_t *status)
{
	uint32_t mine = 1u << VIRTIO_BLK_F_RO | 1u << VIRTIO_BLK_F_FLUSH, offer;

	set(VIRTIO_MMIO_DEVICE_FEATURES_SEL, 1);
	if (!(get(VIRTIO_MMIO_DEVICE_FEATURES) & 1u << (VIRTIO_F_VERSION_1 - 32)))
		return false;
	set(VIRTIO_MMIO_DEVICE_FEATURES_SEL, 0);
	offer = get(VIRTIO_MMIO_DEVICE_FEATURES) & mine;
	set(VIRTIO_MMIO_DRIVER_FEATURES_SEL, 0);
	set(VIRTIO_MMIO_DRIVER_FEATURES, offer);
	set(VIRTIO_MMIO_DRIVER_FEATURES_SEL, 1);
	set(VIRTIO_MMIO_DRIVER_FEATURES, 1u << (VIRTIO_F_VERSION_1 - 32));
	*status |= VIRTIO_STATUS_FEATURES_OK;
	set(VIRTIO_MMIO_STATUS, *status);
	read_only = offer >> VIRTIO_BLK_F_RO & 1;
	flushes = offer >> VIRTIO_BLK_F_FLUSH & 1;
	return get(VIRTIO_MMIO_STATUS) & VIRTIO_STATUS_FEATURES_OK;
}

/* NULL, or why there is no disk. */
static const char *start_device(void)
{
	uint32_t status = VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER;

	if (get(VIRTIO_MMIO_MAGIC) != VIRTIO_MMIO_MAGIC_VALUE ||
	    get(VIRTIO_MMIO_VERSION) != VIRTIO_MMIO_VERSION_VALUE)
		return "no virtio slot, version 2, at these registers";
	/* 4.2.2: of an empty slot nothing else may be touched. */
	if (!get(VIRTIO_MMIO_DEVICE_ID))
		return "the slot is empty";
	if (get(VIRTIO_MMIO_DEVICE_ID) != VIRTIO_BLK_DEVICE_ID)
		return "what is in the slot is no disk";
	set(VIRTIO_MMIO_STATUS, 0);
	set(VIRTIO_MMIO_STATUS, VIRTIO_STATUS_ACKNOWLEDGE);
	set(VIRTIO_MMIO_STATUS, status);
	if (!agree(&status) || !start_queue()) {
		set(VIRTIO_MMIO_STATUS, VIRTIO_STATUS_FAILED);
		return "the device does not agree on version 1 and a queue";
	}
	set(VIRTIO_MMIO_STATUS, status | VIRTIO_STATUS_DRIVER_OK);
	sectors = get(VIRTIO_MMIO_CONFIG + VIRTIO_BLK_CONFIG_CAPACITY) |
		  (uint64_t)get(VIRTIO_MMIO_CONFIG + VIRTIO_BLK_CONFIG_CAPACITY + 4) << 32;
	return sectors ? NULL : "it has no sectors";
}

/* --- Requests ------------------------------------------------------------------------------ */

/* Waits until the device has used the chain. False: it broke the rules. */
static bool wait_used(void)
{
	while (memory->used.index != offered) {
		if (memory->used.index != (uint16_t)(offered - 1) ||
		    get(VIRTIO_MMIO_STATUS) & VIRTIO_STATUS_NEEDS_RESET)
			return false;
		if (!(pith_wait(PITH_SLOT_NOTIFICATION) & SIGNAL_INTERRUPT))
			continue;
		/* Before looking at the queue: what comes later interrupts again. */
		set(VIRTIO_MMIO_INTERRUPT_ACK, get(VIRTIO_MMIO_INTERRUPT_STATUS));
		pith_irq_acknowledge(interrupt->slot);
	}
	/* The count first, then the element that it covers. */
	pith_barrier();
	return memory->used_ring[(uint16_t)(offered - 1) % QUEUE_SIZE].id == HEADER;
}

/* One request; bytes 0: without data. 0 or STATE. */
static uint32_t carry_out(uint32_t type, uint64_t sector, uint32_t place, uint32_t bytes)
{
	memory->request.type = type;
	memory->request.reserved = 0;
	memory->request.sector = sector;
	memory->status = STATUS_UNTOUCHED;
	memory->desc[HEADER].next = bytes ? DATA : STATUS;
	memory->desc[DATA].address = data->physical + place;
	memory->desc[DATA].length = bytes;
	memory->desc[DATA].flags =
	    VIRTQ_DESC_F_NEXT | (type == VIRTIO_BLK_T_IN ? VIRTQ_DESC_F_WRITE : 0);
	memory->desc[DATA].next = STATUS;
	memory->avail_ring[offered % QUEUE_SIZE] = HEADER;
	/* The entry first, then the count that covers it, then the bell. */
	pith_barrier();
	memory->avail.index = ++offered;
	pith_barrier();
	set(VIRTIO_MMIO_QUEUE_NOTIFY, VIRTIO_BLK_QUEUE);
	if (wait_used())
		return memory->status == VIRTIO_BLK_S_OK ? 0 : PITH_ERROR_STATE;

	uint64_t had = sectors;
	const char *wrong = start_device();

	printf("the device broke the rules of its queue: reset\n");
	/* Another disk is none: whoever opened it counts on what it was. */
	if (wrong || sectors != had) {
		sectors = 0;
		printf("no disk any more: %s\n", wrong ? wrong : "it has another size");
	}
	return PITH_ERROR_STATE;
}

static uint32_t answer_open(struct pith_message *m)
{
	m->word[0] = (uint32_t)sectors;
	m->word[1] = (uint32_t)(sectors >> 32);
	m->word[2] = read_only;
	m->word[3] = data->size / BLOCK_SECTOR * BLOCK_SECTOR;
	return pith_answer_words(m, 4);
}

static uint32_t transfer(struct pith_message *m, uint32_t type)
{
	uint64_t sector = m->word[0] | (uint64_t)m->word[1] << 32;
	uint32_t count = m->word[2], place = m->word[3];

	if (pith_tag_length(m->tag) < 4)
		return PITH_ERROR_LENGTH;
	if (!sectors)
		return PITH_ERROR_STATE;
	if (type == VIRTIO_BLK_T_OUT && read_only)
		return PITH_ERROR_RIGHTS;
	/* Each difference is taken only where it cannot go below zero. */
	if (sector > sectors)
		return PITH_ERROR_RANGE | (PITH_ARG_WORD + 0) << 8;
	if (!count || count > sectors - sector || count > data->size / BLOCK_SECTOR)
		return PITH_ERROR_RANGE | (PITH_ARG_WORD + 2) << 8;
	if (place % BLOCK_SECTOR || place > data->size - count * BLOCK_SECTOR)
		return PITH_ERROR_RANGE | (PITH_ARG_WORD + 3) << 8;
	uint32_t result = carry_out(type, sector, place, count * BLOCK_SECTOR);

	return result ? result : pith_answer_words(m, 0);
}

static uint32_t request(struct pith_server *server, struct pith_message *m)
{
	uint32_t result;

	(void)server;
	switch (pith_message_label(m)) {
	case BLOCK_OPEN:
		return answer_open(m);
	case BLOCK_READ:
		return transfer(m, VIRTIO_BLK_T_IN);
	case BLOCK_WRITE:
		return transfer(m, VIRTIO_BLK_T_OUT);
	case BLOCK_FLUSH:
		if (!sectors)
			return PITH_ERROR_STATE;
		/* Without a cache what was written is there. */
		result = flushes ? carry_out(VIRTIO_BLK_T_FLUSH, 0, 0, 0) : 0;
		return result ? result : pith_answer_words(m, 0);
	default:
		return PITH_ERROR_OPERATION;
	}
}

int main(void)
{
	const struct pith_grant *device = pith_need(PITH_GRANT_DEVICE, NULL);
	struct pith_server server = {.request = request};
	const char *wrong;

	interrupt = pith_need(PITH_GRANT_IRQ, NULL);
	dma = pith_need(PITH_GRANT_REGION, "dma");
	data = pith_need(PITH_GRANT_REGION, "data");
	registers = device->address;
	memory = (volatile struct memory *)(uintptr_t)dma->address;
	if (device->size < VIRTIO_MMIO_SIZE || dma->size < sizeof(*memory) ||
	    dma->physical % VIRTQ_DESC_ALIGN || !dma->physical || !data->physical)
		pith_panic("the description's registers or memory are not for a virtio device");
	pith_must("binding the interrupt", pith_irq_attach(interrupt, SIGNAL_INTERRUPT));
	wrong = start_device();
	if (wrong) {
		sectors = 0;
		printf("no disk: %s\n", wrong);
	}
	pith_irq_acknowledge(interrupt->slot);
	pith_serve(&server);
}
