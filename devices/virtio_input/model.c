/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A touch panel as virtio-input device (VIRTIO 1.2, 5.8): ten contacts reported by slots with
 * tracking ids, and for single-touch software the oldest contact as pointer with a button. Events
 * that find no buffer wait here; moves are refused long before there is no room for an up.
 */
#include "devices/virtio_input/model.h"

#include <assert.h>
#include <string.h>

enum {
	BUS_VIRTUAL = 6,
	/* The most events that one touch makes: slot, id, x, y, button, pointer x and y, report. */
	EVENTS_A_TOUCH = 8,
	TRACKING_MAX = 65535,
};

static const char name[] = "Pith touch panel";

/* The panel behind its slot. */
static struct virtio_input *panel_of(const struct device *device)
{
	const struct virtio_mmio *slot = device->state;

	return slot->function;
}

/* --- Configuration space (5.8.5) --------------------------------------------- */

/* Sets the bits of these codes; returns the bytes up to the last that is not zero. */
static unsigned set_bits(uint8_t *data, const uint16_t *codes, unsigned count)
{
	unsigned size = 0;

	for (unsigned i = 0; i < count; i++) {
		data[codes[i] / 8] |= (uint8_t)(1u << codes[i] % 8);
		if (size < codes[i] / 8u + 1)
			size = codes[i] / 8u + 1;
	}
	return size;
}

/* EV_BITS: the codes of one type of event. SYN needs no telling, others there are none. */
static unsigned event_bits(uint8_t type, uint8_t *data)
{
	static const uint16_t keys[] = {BTN_TOUCH};
	static const uint16_t axes[] = {
	    ABS_X, ABS_Y, ABS_MT_SLOT, ABS_MT_POSITION_X, ABS_MT_POSITION_Y, ABS_MT_TRACKING_ID};

	if (type == EV_KEY)
		return set_bits(data, keys, sizeof(keys) / sizeof(*keys));
	if (type == EV_ABS)
		return set_bits(data, axes, sizeof(axes) / sizeof(*axes));
	return 0;
}

/*
 * ABS_INFO: ranges begin at 0; no fuzz, no flat, and no claim about millimetres. The pointer axes
 * have the range of the contacts they follow.
 */
static unsigned axis_info(const struct virtio_input *panel, uint8_t axis, uint8_t *data)
{
	struct virtio_input_absinfo info = {0};

	switch (axis) {
	case ABS_X:
	case ABS_MT_POSITION_X:
		info.max = panel->max_x;
		break;
	case ABS_Y:
	case ABS_MT_POSITION_Y:
		info.max = panel->max_y;
		break;
	case ABS_MT_SLOT:
		info.max = VIRTIO_INPUT_CONTACTS - 1;
		break;
	case ABS_MT_TRACKING_ID:
		info.max = TRACKING_MAX;
		break;
	default:
		return 0;
	}
	memcpy(data, &info, sizeof(info));
	return sizeof(info);
}

/* Fills `data` for the current select and subsel; returns its size, 0 for nothing there. */
static unsigned config_data(const struct virtio_input *panel, uint8_t *data)
{
	static const struct virtio_input_devids ids = {BUS_VIRTUAL, 0x5049, 1, 1};

	memset(data, 0, VIRTIO_INPUT_CONFIG_DATA_SIZE);
	if (panel->select == VIRTIO_INPUT_CFG_EV_BITS)
		return event_bits(panel->subsel, data);
	if (panel->select == VIRTIO_INPUT_CFG_ABS_INFO)
		return axis_info(panel, panel->subsel, data);
	/* 5.8.5: the rest has no sub-selection but 0. */
	if (panel->subsel != 0)
		return 0;
	switch (panel->select) {
	case VIRTIO_INPUT_CFG_ID_NAME:
		memcpy(data, name, sizeof(name) - 1);
		return sizeof(name) - 1;
	case VIRTIO_INPUT_CFG_ID_DEVIDS:
		memcpy(data, &ids, sizeof(ids));
		return sizeof(ids);
	case VIRTIO_INPUT_CFG_PROP_BITS:
		data[0] = 1u << INPUT_PROP_DIRECT;
		return 1;
	}
	return 0;
}

/* The data is made anew on each read: there is no copy that could be stale. */
static uint32_t config_read(struct device *device, uint32_t offset, unsigned size)
{
	const struct virtio_input *panel = panel_of(device);
	uint8_t data[VIRTIO_INPUT_CONFIG_DATA_SIZE];
	unsigned data_size = config_data(panel, data);
	uint32_t value = 0;

	if (offset >= VIRTIO_INPUT_CONFIG_DATA) {
		memcpy(&value, &data[offset - VIRTIO_INPUT_CONFIG_DATA], size);
		return value;
	}
	if (size == 1 && offset == VIRTIO_INPUT_CONFIG_SELECT)
		return panel->select;
	if (size == 1 && offset == VIRTIO_INPUT_CONFIG_SUBSEL)
		return panel->subsel;
	if (size == 1 && offset == VIRTIO_INPUT_CONFIG_SIZE)
		return data_size;
	return device_no_register(device, VIRTIO_MMIO_CONFIG + offset, "read");
}

/* Only the two selectors can be written. */
static void config_write(struct device *device, uint32_t offset, unsigned size, uint32_t value)
{
	struct virtio_input *panel = panel_of(device);

	if (size == 1 && offset == VIRTIO_INPUT_CONFIG_SELECT)
		panel->select = (uint8_t)value;
	else if (size == 1 && offset == VIRTIO_INPUT_CONFIG_SUBSEL)
		panel->subsel = (uint8_t)value;
	else
		device_no_register(device, VIRTIO_MMIO_CONFIG + offset, "write");
}

/* --- Events ------------------------------------------------------------------ */

/* Free places for events that find no buffer. */
static unsigned room(const struct virtio_input *panel)
{
	return VIRTIO_INPUT_PENDING - panel->pending_count;
}

static void event(struct virtio_input *panel, uint16_t type, uint16_t code, uint32_t value)
{
	assert(room(panel) > 0);
	panel->pending[(panel->pending_head + panel->pending_count++) % VIRTIO_INPUT_PENDING] =
	    (struct virtio_input_event){type, code, value};
}

/* Moves waiting events into the driver's buffers, one each (5.8.6). */
static void deliver(struct device *device)
{
	struct virtio_input *panel = panel_of(device);
	struct virtqueue_chain chain;

	while (panel->pending_count && virtio_take(device, VIRTIO_INPUT_QUEUE_EVENT, &chain)) {
		const struct virtio_input_event *next = &panel->pending[panel->pending_head];

		/* 5.8.6.2: a buffer holds a whole event. The chain has at least one buffer. */
		if (chain.readable != 0 || chain.buffers[0].length < sizeof(*next)) {
			device_guest_error(
			    device, "buffer for an event is too small or not to write");
			virtio_needs_reset(device);
			return;
		}
		memcpy(chain.buffers[0].bytes, next, sizeof(*next));
		panel->pending_head = (panel->pending_head + 1) % VIRTIO_INPUT_PENDING;
		panel->pending_count--;
		virtio_give(device, VIRTIO_INPUT_QUEUE_EVENT, chain.head, sizeof(*next));
	}
}

/* What a driver sends a touch panel means nothing to it; its buffers go back. */
static void drain_status(struct device *device)
{
	struct virtqueue_chain chain;

	while (virtio_take(device, VIRTIO_INPUT_QUEUE_STATUS, &chain)) {
		if (chain.writable != 0 ||
		    chain.buffers[0].length < sizeof(struct virtio_input_event)) {
			device_guest_error(device, "status event is too small or not to read");
			virtio_needs_reset(device);
			return;
		}
		virtio_give(device, VIRTIO_INPUT_QUEUE_STATUS, chain.head, 0);
	}
}

/* New buffers: for the driver to be told, or with something to tell the device. */
static void notify(struct device *device, unsigned queue)
{
	if (queue == VIRTIO_INPUT_QUEUE_EVENT)
		deliver(device);
	else
		drain_status(device);
}

/* Fingers that are on the glass are forgotten; they count again when they come down again. */
static void reset(struct device *device)
{
	struct virtio_input *panel = panel_of(device);

	*panel = (struct virtio_input){.max_x = panel->max_x, .max_y = panel->max_y};
}

/* --- Touch -------------------------------------------------------------------- */

/* A finger beyond the edge is at the edge. */
static uint32_t cut(int32_t value, uint32_t max)
{
	if (value < 0)
		return 0;
	return (uint32_t)value > max ? max : (uint32_t)value;
}

/* Whether the touch has a meaning now and there is room for what it and all later ups make. */
static bool acceptable(
    const struct virtio_input *panel, unsigned contact, enum virtio_input_touch what)
{
	unsigned ups = panel->contacts_down;

	if (contact >= VIRTIO_INPUT_CONTACTS)
		return false;
	/* A finger that is down can move or leave, one that is up can only come down. */
	if ((what == VIRTIO_INPUT_DOWN) == panel->contacts[contact].down)
		return false;
	/* Room for it was kept when the finger came down. */
	if (what == VIRTIO_INPUT_UP)
		return true;
	if (what == VIRTIO_INPUT_DOWN)
		ups++;
	return room(panel) >= EVENTS_A_TOUCH * (ups + 1);
}

/* The contact that came down first of those that are down; NULL if none is. */
static const struct virtio_input_contact *oldest(const struct virtio_input *panel)
{
	const struct virtio_input_contact *found = NULL;

	for (unsigned i = 0; i < VIRTIO_INPUT_CONTACTS; i++) {
		const struct virtio_input_contact *contact = &panel->contacts[i];

		/* By distance, so that the count may wrap. */
		if (contact->down && (!found || (int32_t)(contact->order - found->order) < 0))
			found = contact;
	}
	return found;
}

/* The pointer follows the oldest contact; it is told where it is before its button. */
static void report_pointer(struct virtio_input *panel, bool all)
{
	const struct virtio_input_contact *contact = oldest(panel);

	if (!contact)
		return;
	if (all || panel->pointer_x != contact->x)
		event(panel, EV_ABS, ABS_X, contact->x);
	if (all || panel->pointer_y != contact->y)
		event(panel, EV_ABS, ABS_Y, contact->y);
	panel->pointer_x = contact->x;
	panel->pointer_y = contact->y;
}

bool virtio_input_touch(
    struct device *device, unsigned contact, int32_t x, int32_t y, enum virtio_input_touch what)
{
	struct virtio_input *panel = panel_of(device);

	if (!virtio_live(device) || !acceptable(panel, contact, what))
		return false;
	struct virtio_input_contact *finger = &panel->contacts[contact];
	uint32_t new_x = cut(x, panel->max_x), new_y = cut(y, panel->max_y);
	bool down = what == VIRTIO_INPUT_DOWN;

	/* Not moved in the panel's own units: nothing to report. */
	if (what == VIRTIO_INPUT_MOVE && finger->x == new_x && finger->y == new_y)
		return true;
	/* Protocol B: the slot is told when it changes, and holds for all that follows. */
	if (panel->slot != contact)
		event(panel, EV_ABS, ABS_MT_SLOT, contact);
	panel->slot = contact;
	if (down) {
		event(panel, EV_ABS, ABS_MT_TRACKING_ID, panel->next_tracking++);
		finger->order = panel->next_order++;
	}
	if (what == VIRTIO_INPUT_UP) {
		event(panel, EV_ABS, ABS_MT_TRACKING_ID, (uint32_t)VIRTIO_INPUT_NO_CONTACT);
	} else {
		if (down || finger->x != new_x)
			event(panel, EV_ABS, ABS_MT_POSITION_X, new_x);
		if (down || finger->y != new_y)
			event(panel, EV_ABS, ABS_MT_POSITION_Y, new_y);
		finger->x = new_x;
		finger->y = new_y;
	}
	finger->down = what != VIRTIO_INPUT_UP;
	panel->contacts_down += down ? 1 : 0;
	panel->contacts_down -= what == VIRTIO_INPUT_UP ? 1 : 0;
	/* Of a new first finger both coordinates, else only what differs from the last told. */
	report_pointer(panel, down && panel->contacts_down == 1);
	if (down && panel->contacts_down == 1)
		event(panel, EV_KEY, BTN_TOUCH, 1);
	if (what == VIRTIO_INPUT_UP && panel->contacts_down == 0)
		event(panel, EV_KEY, BTN_TOUCH, 0);
	event(panel, EV_SYN, SYN_REPORT, 0);
	deliver(device);
	return true;
}

const struct virtio_kind virtio_input_kind = {
    .id = VIRTIO_INPUT_DEVICE_ID,
    .queues = VIRTIO_INPUT_QUEUES,
    .queue_size = VIRTIO_INPUT_QUEUE_SIZE,
    .config_size = VIRTIO_INPUT_CONFIG_END,
    .config_read = config_read,
    .config_write = config_write,
    .notify = notify,
    .reset = reset,
};
