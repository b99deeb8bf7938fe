/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The touch panel (VIRTIO 1.2, 5.8): configuration space and the events that fingers make.
 */
#include "tests/unit/devices/virtio.h"

#include <string.h>

TestSuite(virtio_input, .init = rig_start);

static uint32_t config(uint32_t offset, unsigned size)
{
	return device_read(&rig.board.devices[SLOT], VIRTIO_MMIO_CONFIG + offset, size);
}

/* Selects an item and returns its size. */
static uint32_t item(uint8_t select, uint8_t subsel)
{
	struct device *slot = &rig.board.devices[SLOT];

	device_write(slot, VIRTIO_MMIO_CONFIG + VIRTIO_INPUT_CONFIG_SELECT, 1, select);
	device_write(slot, VIRTIO_MMIO_CONFIG + VIRTIO_INPUT_CONFIG_SUBSEL, 1, subsel);
	cr_assert(eq(u32, config(VIRTIO_INPUT_CONFIG_SELECT, 1), select));
	cr_assert(eq(u32, config(VIRTIO_INPUT_CONFIG_SUBSEL, 1), subsel));
	return config(VIRTIO_INPUT_CONFIG_SIZE, 1);
}

static bool touch(unsigned contact, int32_t x, int32_t y, enum virtio_input_touch what)
{
	return virtio_input_touch(&rig.board.devices[SLOT], contact, x, y, what);
}

/* Takes events and compares them with {type, code, value} triples; there must be no more. */
static void expect_events(const char *why, unsigned count, const uint32_t (*expected)[3])
{
	struct virtio_input_event event;

	for (unsigned i = 0; i < count; i++) {
		cr_assert(virtio_event(&event), "%s: event %u is missing", why, i);
		cr_expect(eq(u32, event.type, expected[i][0]), "%s: event %u", why, i);
		cr_expect(eq(u32, event.code, expected[i][1]), "%s: event %u", why, i);
		cr_expect(eq(u32, event.value, expected[i][2]), "%s: event %u", why, i);
	}
	cr_expect(not(virtio_event(&event)), "%s: no more events", why);
}

#define EVENTS(WHY, ...)                                                            \
	do {                                                                        \
		static const uint32_t expected[][3] = {__VA_ARGS__};                \
		expect_events(WHY, sizeof(expected) / sizeof(*expected), expected); \
	} while (0)

#define SYN                           \
	{                             \
		EV_SYN, SYN_REPORT, 0 \
	}

Test(virtio_input, names_itself)
{
	uint32_t size = item(VIRTIO_INPUT_CFG_ID_NAME, 0);
	char name[VIRTIO_INPUT_CONFIG_DATA_SIZE + 1] = "";

	for (uint32_t i = 0; i < size; i++)
		name[i] = (char)config(VIRTIO_INPUT_CONFIG_DATA + i, 1);
	cr_expect(eq(int, strcmp(name, "Pith touch panel"), 0));
	cr_expect(eq(u32, item(VIRTIO_INPUT_CFG_ID_DEVIDS, 0), sizeof(struct virtio_input_devids)));
	cr_expect(eq(u32, config(VIRTIO_INPUT_CONFIG_DATA, 2), 6));
	cr_expect(eq(u32, item(VIRTIO_INPUT_CFG_PROP_BITS, 0), 1));
	cr_expect(eq(u32, config(VIRTIO_INPUT_CONFIG_DATA, 1), 1u << INPUT_PROP_DIRECT));
	cr_expect(eq(uint, rig_errors(), 0));
}

Test(virtio_input, tells_which_events_it_has)
{
	cr_expect(eq(u32, item(VIRTIO_INPUT_CFG_EV_BITS, EV_KEY), BTN_TOUCH / 8 + 1));
	cr_expect(
	    eq(u32, config(VIRTIO_INPUT_CONFIG_DATA + BTN_TOUCH / 8, 1), 1u << BTN_TOUCH % 8));
	cr_expect(eq(u32, config(VIRTIO_INPUT_CONFIG_DATA, 4), 0));
	cr_expect(eq(u32, item(VIRTIO_INPUT_CFG_EV_BITS, EV_ABS), ABS_MT_TRACKING_ID / 8 + 1));
	cr_expect(eq(u32, config(VIRTIO_INPUT_CONFIG_DATA, 4), 1u << ABS_X | 1u << ABS_Y));
	cr_expect(eq(u32, config(VIRTIO_INPUT_CONFIG_DATA + 4, 4),
	    1u << (ABS_MT_SLOT - 32) | 1u << (ABS_MT_POSITION_X - 32) |
		1u << (ABS_MT_POSITION_Y - 32) | 1u << (ABS_MT_TRACKING_ID - 32)));
	cr_expect(eq(u32, item(VIRTIO_INPUT_CFG_EV_BITS, 2), 0), "no relative axes");
}

Test(virtio_input, tells_the_range_of_its_axes)
{
	static const struct {
		uint8_t axis;
		uint32_t max;
	} axes[] = {{ABS_X, 32767}, {ABS_Y, 32767}, {ABS_MT_POSITION_X, 32767},
	    {ABS_MT_POSITION_Y, 32767}, {ABS_MT_SLOT, 9}, {ABS_MT_TRACKING_ID, 65535}};

	for (unsigned i = 0; i < sizeof(axes) / sizeof(*axes); i++) {
		cr_expect(eq(u32, item(VIRTIO_INPUT_CFG_ABS_INFO, axes[i].axis),
		    sizeof(struct virtio_input_absinfo)));
		cr_expect(eq(u32, config(VIRTIO_INPUT_CONFIG_DATA, 4), 0));
		cr_expect(eq(u32, config(VIRTIO_INPUT_CONFIG_DATA + 4, 4), axes[i].max));
	}
	cr_expect(eq(u32, item(VIRTIO_INPUT_CFG_ABS_INFO, 2), 0));
}

Test(virtio_input, what_it_does_not_have_is_of_size_0)
{
	for (unsigned select = 0; select < 256; select++) {
		bool known =
		    select == VIRTIO_INPUT_CFG_ID_NAME || select == VIRTIO_INPUT_CFG_ID_DEVIDS ||
		    select == VIRTIO_INPUT_CFG_PROP_BITS || select == VIRTIO_INPUT_CFG_ABS_INFO;

		cr_expect(eq(int, item((uint8_t)select, 0) != 0, known), "select 0x%02x", select);
		cr_expect(eq(u32, item((uint8_t)select, 0x77), 0), "select 0x%02x", select);
	}
	cr_expect(eq(uint, rig_errors(), 0));
}

Test(virtio_input, configuration_is_accessed_in_its_own_widths)
{
	struct device *slot = &rig.board.devices[SLOT];

	config(VIRTIO_INPUT_CONFIG_SELECT, 4);
	config(VIRTIO_INPUT_CONFIG_SELECT, 2);
	config(3, 1); /* reserved bytes */
	device_write(slot, VIRTIO_MMIO_CONFIG, 4, 1);
	device_write(slot, VIRTIO_MMIO_CONFIG + VIRTIO_INPUT_CONFIG_SIZE, 1, 1);
	device_write(slot, VIRTIO_MMIO_CONFIG + VIRTIO_INPUT_CONFIG_DATA, 4, 1);
	cr_expect(eq(uint, rig_errors(), 6));
	cr_expect(eq(u32, config(VIRTIO_INPUT_CONFIG_SELECT, 1), 0));
}

Test(virtio_input, one_finger_down_moved_and_up)
{
	virtio_start();
	cr_expect(touch(0, 100, 200, VIRTIO_INPUT_DOWN));
	EVENTS("down", {EV_ABS, ABS_MT_TRACKING_ID, 0}, {EV_ABS, ABS_MT_POSITION_X, 100},
	    {EV_ABS, ABS_MT_POSITION_Y, 200}, {EV_ABS, ABS_X, 100}, {EV_ABS, ABS_Y, 200},
	    {EV_KEY, BTN_TOUCH, 1}, SYN);
	cr_expect(touch(0, 110, 200, VIRTIO_INPUT_MOVE));
	EVENTS("only what changed", {EV_ABS, ABS_MT_POSITION_X, 110}, {EV_ABS, ABS_X, 110}, SYN);
	cr_expect(touch(0, 110, 200, VIRTIO_INPUT_MOVE));
	expect_events("not moved at all", 0, NULL);
	cr_expect(touch(0, 0, 0, VIRTIO_INPUT_UP));
	EVENTS("up", {EV_ABS, ABS_MT_TRACKING_ID, 0xffffffff}, {EV_KEY, BTN_TOUCH, 0}, SYN);
	cr_expect(touch(0, 1, 1, VIRTIO_INPUT_DOWN));
	EVENTS("a new finger has a new id", {EV_ABS, ABS_MT_TRACKING_ID, 1},
	    {EV_ABS, ABS_MT_POSITION_X, 1}, {EV_ABS, ABS_MT_POSITION_Y, 1}, {EV_ABS, ABS_X, 1},
	    {EV_ABS, ABS_Y, 1}, {EV_KEY, BTN_TOUCH, 1}, SYN);
}

Test(virtio_input, two_fingers_use_two_slots)
{
	virtio_start();
	touch(0, 10, 20, VIRTIO_INPUT_DOWN);
	EVENTS("first", {EV_ABS, ABS_MT_TRACKING_ID, 0}, {EV_ABS, ABS_MT_POSITION_X, 10},
	    {EV_ABS, ABS_MT_POSITION_Y, 20}, {EV_ABS, ABS_X, 10}, {EV_ABS, ABS_Y, 20},
	    {EV_KEY, BTN_TOUCH, 1}, SYN);
	touch(3, 30, 40, VIRTIO_INPUT_DOWN);
	EVENTS("second; the pointer stays with the first", {EV_ABS, ABS_MT_SLOT, 3},
	    {EV_ABS, ABS_MT_TRACKING_ID, 1}, {EV_ABS, ABS_MT_POSITION_X, 30},
	    {EV_ABS, ABS_MT_POSITION_Y, 40}, SYN);
	touch(3, 31, 41, VIRTIO_INPUT_MOVE);
	EVENTS("same slot", {EV_ABS, ABS_MT_POSITION_X, 31}, {EV_ABS, ABS_MT_POSITION_Y, 41}, SYN);
	touch(0, 0, 0, VIRTIO_INPUT_UP);
	EVENTS("first up; the pointer goes to the second", {EV_ABS, ABS_MT_SLOT, 0},
	    {EV_ABS, ABS_MT_TRACKING_ID, 0xffffffff}, {EV_ABS, ABS_X, 31}, {EV_ABS, ABS_Y, 41},
	    SYN);
	touch(3, 0, 0, VIRTIO_INPUT_UP);
	EVENTS("second up", {EV_ABS, ABS_MT_SLOT, 3}, {EV_ABS, ABS_MT_TRACKING_ID, 0xffffffff},
	    {EV_KEY, BTN_TOUCH, 0}, SYN);
}

Test(virtio_input, touches_without_sense_are_refused)
{
	cr_expect(not(touch(0, 1, 1, VIRTIO_INPUT_DOWN)), "nobody listens");
	virtio_start();
	cr_expect(not(touch(0, 1, 1, VIRTIO_INPUT_MOVE)));
	cr_expect(not(touch(0, 1, 1, VIRTIO_INPUT_UP)));
	cr_expect(not(touch(10, 1, 1, VIRTIO_INPUT_DOWN)));
	cr_expect(not(touch(0xffffffff, 1, 1, VIRTIO_INPUT_DOWN)));
	cr_expect(touch(9, 1, 1, VIRTIO_INPUT_DOWN));
	cr_expect(not(touch(9, 1, 1, VIRTIO_INPUT_DOWN)));
}

Test(virtio_input, coordinates_are_cut_to_the_panel)
{
	virtio_start();
	touch(0, -5, 1 << 30, VIRTIO_INPUT_DOWN);
	EVENTS("at the edges", {EV_ABS, ABS_MT_TRACKING_ID, 0}, {EV_ABS, ABS_MT_POSITION_X, 0},
	    {EV_ABS, ABS_MT_POSITION_Y, 32767}, {EV_ABS, ABS_X, 0}, {EV_ABS, ABS_Y, 32767},
	    {EV_KEY, BTN_TOUCH, 1}, SYN);
}

Test(virtio_input, events_wait_for_buffers)
{
	struct virtio_input_event event;
	unsigned count = 0;

	virtio_start();
	/* 7 + 16 * 4 events and 16 buffers. */
	touch(0, 0, 0, VIRTIO_INPUT_DOWN);
	for (int32_t i = 1; i <= 16; i++)
		cr_assert(touch(0, i, i, VIRTIO_INPUT_MOVE));
	cr_assert(touch(0, 0, 0, VIRTIO_INPUT_UP));
	uint32_t last_x = 0;
	for (;;) {
		while (virtio_event(&event)) {
			count++;
			if (event.type == EV_ABS && event.code == ABS_MT_POSITION_X) {
				cr_assert(eq(u32, event.value, last_x));
				last_x++;
			}
		}
		uint16_t before = rig.board.slots[3].queues[0].used;
		wr(SLOT, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
		if (rig.board.slots[3].queues[0].used == before)
			break;
	}
	cr_expect(eq(uint, count, 7 + 16 * 5 + 3));
	cr_expect(eq(u32, event.type, EV_SYN));
	cr_expect(eq(uint, rig_errors(), 0));
}

Test(virtio_input, a_driver_that_sleeps_loses_moves_but_no_up)
{
	struct virtio_input_event event;
	unsigned down = 0, up = 0;

	virtio_start();
	for (unsigned i = 0; i < VIRTIO_INPUT_CONTACTS; i++)
		cr_assert(touch(i, 1, 1, VIRTIO_INPUT_DOWN));
	bool refused = false;
	for (int32_t i = 2; i < 1000; i++)
		refused |= !touch((unsigned)i % VIRTIO_INPUT_CONTACTS, i, i, VIRTIO_INPUT_MOVE);
	cr_expect(refused);
	for (unsigned i = 0; i < VIRTIO_INPUT_CONTACTS; i++)
		cr_assert(touch(i, 1, 1, VIRTIO_INPUT_UP), "contact %u", i);
	/* And then a storm of taps: each that goes down comes up. */
	unsigned taps = 0;
	for (unsigned i = 0; i < 1000; i++) {
		if (touch(i % 10, 5, 5, VIRTIO_INPUT_DOWN)) {
			cr_assert(touch(i % 10, 5, 5, VIRTIO_INPUT_UP));
			taps++;
		}
	}
	for (unsigned i = 0; i < 1000; i++) {
		while (virtio_event(&event)) {
			if (event.code != ABS_MT_TRACKING_ID || event.type != EV_ABS)
				continue;
			if (event.value == 0xffffffff)
				up++;
			else
				down++;
		}
		wr(SLOT, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
	}
	cr_expect(eq(uint, down, VIRTIO_INPUT_CONTACTS + taps));
	cr_expect(eq(uint, up, down));
}

Test(virtio_input, buffers_that_are_no_event_buffers)
{
	static const struct {
		uint32_t length;
		uint16_t flags;
	} bad[] = {{7, VIRTQ_DESC_F_WRITE}, {8, 0}};

	for (unsigned i = 0; i < 2; i++) {
		rig_start();
		virtio_start();
		virtio_describe(0, BUFFERS, bad[i].length, bad[i].flags, 0);
		touch(0, 1, 1, VIRTIO_INPUT_DOWN);
		cr_expect(eq(uint, rig_errors(), 1));
		cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_STATUS), 15 | VIRTIO_STATUS_NEEDS_RESET));
		cr_expect(not(touch(1, 1, 1, VIRTIO_INPUT_DOWN)), "dead until it is reset");
	}
}

Test(virtio_input, status_events_are_taken_and_given_back)
{
	struct virtq_used_element used;

	virtio_negotiate();
	virtio_make_queue(VIRTIO_INPUT_QUEUE_STATUS, QUEUE_SIZE);
	virtio_describe(2, BUFFERS, 8, 0, 0);
	virtio_offer(2);
	wr(SLOT, VIRTIO_MMIO_STATUS, 15);
	cr_assert(virtio_used(&used), "what waited for DRIVER_OK is served by it");
	cr_expect(eq(u32, used.id, 2));
	cr_expect(eq(u32, used.length, 0));
	virtio_offer(2);
	wr(SLOT, VIRTIO_MMIO_QUEUE_NOTIFY, VIRTIO_INPUT_QUEUE_STATUS);
	cr_assert(virtio_used(&used));
	virtio_describe(2, BUFFERS, 8, VIRTQ_DESC_F_WRITE, 0);
	virtio_offer(2);
	wr(SLOT, VIRTIO_MMIO_QUEUE_NOTIFY, VIRTIO_INPUT_QUEUE_STATUS);
	cr_expect(not(virtio_used(&used)));
	cr_expect(eq(uint, rig_errors(), 1));
}

Test(virtio_input, pixels_of_the_display_find_back_to_themselves)
{
	struct virtio_input_event event;
	const struct pl111_panel *panel = pl111_panel(&rig.board.devices[BOARD_CLCD]);

	virtio_start();
	cr_expect(not(board_touch(&rig.board, 0, 1, 1, VIRTIO_INPUT_DOWN)), "no picture yet");
	rig.board.clcd.panel.width = 480;
	rig.board.clcd.panel.height = 800;
	for (int32_t pixel = 0; pixel < 800; pixel++) {
		uint32_t x = 0, y = 0;

		cr_assert(board_touch(&rig.board, 0, pixel % 480, pixel, VIRTIO_INPUT_DOWN));
		cr_assert(board_touch(&rig.board, 0, 0, 0, VIRTIO_INPUT_UP));
		while (virtio_event(&event)) {
			x = event.code == ABS_X && event.type == EV_ABS ? event.value : x;
			y = event.code == ABS_Y && event.type == EV_ABS ? event.value : y;
		}
		cr_assert(eq(u32, x * panel->width / 32768, (uint32_t)pixel % 480));
		cr_assert(eq(u32, y * panel->height / 32768, (uint32_t)pixel));
	}
	cr_expect(board_touch(&rig.board, 0, INT32_MAX, INT32_MIN, VIRTIO_INPUT_DOWN));
}
