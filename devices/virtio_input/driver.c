/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The driver of a virtio-input touch panel: takes events out of the device's queue, keeps the
 * state of up to ten contacts, and reports what changed to the input server (proto/input.h,
 * service "contacts"). It drives panels with contact slots (multi-touch protocol B) and, as one
 * contact, absolute pointers with a button.
 *
 * The description gives this component: the device's registers and interrupt; the region "dma",
 * one page or more of known physical address, mapped uncached or coherent; the service
 * "contacts". The device is not trusted beyond its bus-mastering: whatever it writes into the
 * queue, this program stays within its own memory, and resets a device that breaks the rules.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "devices/virtio_input/regs.h"
#include "devices/virtio_mmio/regs.h"
#include "pith/barrier.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/input.h"

enum {
	SIGNAL_INTERRUPT = 1 << 0,
	QUEUE_MOST = 64,
	FINGERS = INPUT_FINGERS,
	BTN_LEFT = 0x110, /* the touch of an absolute pointer without BTN_TOUCH */
	RESETS_MOST = 16, /* a device that breaks the rules more often is left alone */
};

/* The queue and its buffers, as they lie in the region "dma". */
struct memory {
	struct virtq_desc desc[QUEUE_MOST];
	struct virtq_used used;
	struct virtq_used_element used_ring[QUEUE_MOST];
	struct virtq_avail avail;
	uint16_t avail_ring[QUEUE_MOST];
	struct virtio_input_event event[QUEUE_MOST];
};

struct axis {
	uint32_t least, range; /* range: number of values, at least 1 */
};

struct finger {
	bool down, reported; /* now, and as the server was told */
	bool moved;
	uint32_t id; /* of the contact */
	uint32_t reported_id;
	uint32_t x, y; /* the device's units */
};

static uint32_t registers;
static volatile struct memory *memory;
static uint32_t physical;
static uint32_t queue_size;
static uint16_t taken;		     /* used elements that we have taken, modulo 2^16 */
static uint16_t offered;	     /* buffers that we have offered, likewise */
static bool outstanding[QUEUE_MOST]; /* the device has this buffer */
static uint32_t resets;

static bool slots; /* the panel reports contact slots */
static struct axis axis_x, axis_y;
static struct finger fingers[FINGERS];
static uint32_t slot; /* that events are about; FINGERS: one that we do not follow */
static uint32_t server;

static uint32_t get(uint32_t offset)
{
	return pith_read32(registers + offset);
}

static void set(uint32_t offset, uint32_t value)
{
	pith_write32(registers + offset, value);
}

/* --- Configuration space (5.8.4) ----------------------------------------------------- */

/* Selects an item; returns its size in bytes, 0 if there is none. */
static uint32_t select_item(uint32_t select, uint32_t subsel)
{
	uint32_t base = registers + VIRTIO_MMIO_CONFIG;

	*(volatile uint8_t *)(uintptr_t)(base + VIRTIO_INPUT_CONFIG_SELECT) = (uint8_t)select;
	*(volatile uint8_t *)(uintptr_t)(base + VIRTIO_INPUT_CONFIG_SUBSEL) = (uint8_t)subsel;
	return pith_read8(base + VIRTIO_INPUT_CONFIG_SIZE);
}

static uint32_t item_word(uint32_t index)
{
	return get(VIRTIO_MMIO_CONFIG + VIRTIO_INPUT_CONFIG_DATA + 4 * index);
}

/* The range of an axis; false if the device has none, or one without extent. */
static bool read_axis(uint32_t code, struct axis *axis)
{
	if (select_item(VIRTIO_INPUT_CFG_ABS_INFO, code) < sizeof(struct virtio_input_absinfo))
		return false;
	uint32_t least = item_word(0), most = item_word(1);

	/* Signed numbers by the specification; a panel's start at or near 0. */
	axis->least = least;
	axis->range = most - least < 0x80000000 ? most - least + 1 : 1;
	return axis->range > 1;
}

/* As 65536ths of the panel. */
static uint16_t scale(const struct axis *axis, uint32_t value)
{
	uint32_t offset = value - axis->least;

	if (offset >= 0x80000000)
		offset = 0;
	if (offset >= axis->range)
		offset = axis->range - 1;
	return (uint16_t)(((uint64_t)offset << 16) / axis->range);
}

/* --- The event queue (2.7) ------------------------------------------------------------- */

/* Gives the device a buffer for one event. */
static void offer(uint32_t id)
{
	memory->avail_ring[offered % queue_size] = (uint16_t)id;
	outstanding[id] = true;
	/* The entry first, then the count that covers it. */
	pith_barrier();
	memory->avail.index = ++offered;
}

/* Tells the device where a part of the queue is: two registers, low and high. */
static void set_queue_address(uint32_t low, volatile const void *at)
{
	uint32_t offset = (uint32_t)((uintptr_t)at - (uintptr_t)memory);

	set(low, physical + offset);
	set(low + 4, 0);
}

/* The event queue, empty and ready. False: the device has none, or would not be reset. */
static bool start_queue(void)
{
	set(VIRTIO_MMIO_QUEUE_SEL, VIRTIO_INPUT_QUEUE_EVENT);
	uint32_t most = get(VIRTIO_MMIO_QUEUE_NUM_MAX);

	if (get(VIRTIO_MMIO_QUEUE_READY) || !most)
		return false;
	/* A power of two, so that the counts may wrap. */
	for (queue_size = QUEUE_MOST; queue_size > most; queue_size /= 2)
		;
	for (uint32_t i = 0; i < queue_size; i++) {
		volatile struct virtio_input_event *event = &memory->event[i];

		memory->desc[i].address =
		    physical + (uint32_t)((uintptr_t)event - (uintptr_t)memory);
		memory->desc[i].length = sizeof(*event);
		memory->desc[i].flags = VIRTQ_DESC_F_WRITE;
		memory->desc[i].next = 0;
	}
	memory->avail.flags = 0;
	memory->avail.index = 0;
	memory->used.flags = 0;
	memory->used.index = 0;
	taken = offered = 0;
	set(VIRTIO_MMIO_QUEUE_NUM, queue_size);
	set_queue_address(VIRTIO_MMIO_QUEUE_DESC_LOW, memory->desc);
	set_queue_address(VIRTIO_MMIO_QUEUE_DRIVER_LOW, &memory->avail);
	set_queue_address(VIRTIO_MMIO_QUEUE_DEVICE_LOW, &memory->used);
	set(VIRTIO_MMIO_QUEUE_READY, 1);
	return true;
}

/* Initialisation in the order of 3.1.1. NULL, or what is wrong. */
static const char *start_device(void)
{
	set(VIRTIO_MMIO_STATUS, 0);
	if (get(VIRTIO_MMIO_MAGIC) != VIRTIO_MMIO_MAGIC_VALUE ||
	    get(VIRTIO_MMIO_VERSION) != VIRTIO_MMIO_VERSION_VALUE)
		return "no virtio device, version 2, at these registers";
	if (get(VIRTIO_MMIO_DEVICE_ID) != VIRTIO_INPUT_DEVICE_ID)
		return "another kind of virtio device than input";
	uint32_t status = VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER;

	set(VIRTIO_MMIO_STATUS, VIRTIO_STATUS_ACKNOWLEDGE);
	set(VIRTIO_MMIO_STATUS, status);
	set(VIRTIO_MMIO_DEVICE_FEATURES_SEL, 1);
	if (!(get(VIRTIO_MMIO_DEVICE_FEATURES) & 1u << (VIRTIO_F_VERSION_1 - 32)))
		return "the device does not offer version 1";
	set(VIRTIO_MMIO_DRIVER_FEATURES_SEL, 0);
	set(VIRTIO_MMIO_DRIVER_FEATURES, 0);
	set(VIRTIO_MMIO_DRIVER_FEATURES_SEL, 1);
	set(VIRTIO_MMIO_DRIVER_FEATURES, 1u << (VIRTIO_F_VERSION_1 - 32));
	status |= VIRTIO_STATUS_FEATURES_OK;
	set(VIRTIO_MMIO_STATUS, status);
	if (!(get(VIRTIO_MMIO_STATUS) & VIRTIO_STATUS_FEATURES_OK))
		return "the device refuses its own features";
	slots = read_axis(ABS_MT_POSITION_X, &axis_x) && read_axis(ABS_MT_POSITION_Y, &axis_y);
	if (!slots && !(read_axis(ABS_X, &axis_x) && read_axis(ABS_Y, &axis_y)))
		return "an input device without positions is no panel";
	if (!start_queue())
		return "the event queue is missing";
	set(VIRTIO_MMIO_STATUS, status | VIRTIO_STATUS_DRIVER_OK);
	for (uint32_t i = 0; i < queue_size; i++)
		offer(i);
	set(VIRTIO_MMIO_QUEUE_NOTIFY, VIRTIO_INPUT_QUEUE_EVENT);
	return NULL;
}

/* --- From events to contacts ------------------------------------------------------------- */

/* One contact more for the report. */
static void add(
    struct input_contact *contacts, uint32_t *count, uint32_t number, enum input_phase phase)
{
	const struct finger *finger = &fingers[number];

	contacts[(*count)++] = (struct input_contact){
	    .contact = (uint8_t)number,
	    .phase = (uint8_t)phase,
	    .x = scale(&axis_x, finger->x),
	    .y = scale(&axis_y, finger->y),
	};
}

/* Tells the server what changed since the last report. Each finger adds at most two. */
static void report(void)
{
	struct input_contact contacts[INPUT_CONTACTS_MAX];
	uint32_t count = 0;

	for (uint32_t i = 0; i < FINGERS; i++) {
		struct finger *finger = &fingers[i];
		/* A lifted and a new finger between two reports share a slot, not an id. */
		bool same = finger->down && finger->id == finger->reported_id;

		if (finger->reported && !same) {
			add(contacts, &count, i, INPUT_UP);
			finger->reported = false;
		}
		if (finger->down && !finger->reported)
			add(contacts, &count, i, INPUT_DOWN);
		else if (finger->down && finger->moved)
			add(contacts, &count, i, INPUT_MOVE);
		finger->reported = finger->down;
		finger->reported_id = finger->id;
		finger->moved = false;
	}
	if (count)
		input_report(server, pith_clock(), contacts, count);
}

/* The device is about to be reset, and will not tell of these fingers again. */
static void lift_all(void)
{
	for (uint32_t i = 0; i < FINGERS; i++)
		fingers[i].down = false;
	report();
}

/* A position, or the slot or contact that the next ones are about. */
static void absolute(uint32_t code, uint32_t value)
{
	struct finger *finger = slot < FINGERS ? &fingers[slot] : NULL;

	if (code == ABS_MT_SLOT) {
		slot = value < FINGERS ? value : FINGERS;
	} else if (!finger) {
		return;
	} else if (code == ABS_MT_TRACKING_ID) {
		finger->down = value != (uint32_t)VIRTIO_INPUT_NO_CONTACT;
		finger->id = value;
	} else if (code == (slots ? ABS_MT_POSITION_X : ABS_X)) {
		finger->x = value;
		finger->moved = true;
	} else if (code == (slots ? ABS_MT_POSITION_Y : ABS_Y)) {
		finger->y = value;
		finger->moved = true;
	}
}

/* Of other types and codes nothing is wanted. */
static void take_event(const struct virtio_input_event *event)
{
	if (event->type == EV_ABS)
		absolute(event->code, event->value);
	else if (event->type == EV_KEY && !slots &&
		 (event->code == BTN_TOUCH || event->code == BTN_LEFT))
		fingers[0].down = event->value != 0;
	else if (event->type == EV_SYN && event->code == SYN_REPORT)
		report();
}

/* --- Life ---------------------------------------------------------------------------------- */

/* Takes all that the device has used. False: it broke the rules. */
static bool take_all(void)
{
	uint16_t used = memory->used.index;
	uint16_t count = (uint16_t)(used - taken);

	if (count > queue_size)
		return false;
	/* The count first, then the elements that it covers. */
	pith_barrier();
	for (; count; count--, taken++) {
		/* Copied once: what is checked is what is used. */
		uint32_t id = memory->used_ring[taken % queue_size].id;
		uint32_t length = memory->used_ring[taken % queue_size].length;
		struct virtio_input_event event;

		/* A buffer it does not have, or has given back already. */
		if (id >= queue_size || !outstanding[id])
			return false;
		outstanding[id] = false;
		event.type = memory->event[id].type;
		event.code = memory->event[id].code;
		event.value = memory->event[id].value;
		if (length >= sizeof(event))
			take_event(&event);
		offer(id);
	}
	if (taken != used)
		return false;
	set(VIRTIO_MMIO_QUEUE_NOTIFY, VIRTIO_INPUT_QUEUE_EVENT);
	return true;
}

/* From any state to one in which events come; a device that will not do it ends the program. */
static void start(void)
{
	memset(outstanding, 0, sizeof(outstanding));
	slot = 0;
	const char *wrong = start_device();

	if (wrong) {
		set(VIRTIO_MMIO_STATUS, VIRTIO_STATUS_FAILED);
		pith_panic("%s", wrong);
	}
}

static void on_interrupt(void)
{
	uint32_t status = get(VIRTIO_MMIO_INTERRUPT_STATUS);

	/* Before looking at the queue: what comes later interrupts again. */
	set(VIRTIO_MMIO_INTERRUPT_ACK, status);
	if (take_all() && !(get(VIRTIO_MMIO_STATUS) & VIRTIO_STATUS_NEEDS_RESET))
		return;
	lift_all();
	if (++resets > RESETS_MOST)
		pith_panic(
		    "the device broke the rules of its queue %lu times", (unsigned long)resets);
	printf("the device broke the rules of its queue: reset\n");
	start();
}

int main(void)
{
	const struct pith_grant *device = pith_need(PITH_GRANT_DEVICE, NULL);
	const struct pith_grant *interrupt = pith_need(PITH_GRANT_IRQ, NULL);
	const struct pith_grant *dma = pith_need(PITH_GRANT_REGION, "dma");

	registers = device->address;
	memory = (volatile struct memory *)(uintptr_t)dma->address;
	physical = dma->physical;
	server = pith_need(PITH_GRANT_SERVICE, "contacts")->slot;
	if (device->size < VIRTIO_MMIO_SIZE || dma->size < sizeof(*memory) ||
	    physical % VIRTQ_DESC_ALIGN || !physical)
		pith_panic("the description's registers or memory are not for a virtio device");
	pith_must("binding the interrupt", pith_irq_attach(interrupt, SIGNAL_INTERRUPT));
	start();
	pith_irq_acknowledge(interrupt->slot);
	for (;;) {
		uint32_t bits = pith_wait(PITH_SLOT_NOTIFICATION);

		if (!(bits & SIGNAL_INTERRUPT))
			continue;
		on_interrupt();
		pith_irq_acknowledge(interrupt->slot);
	}
}
