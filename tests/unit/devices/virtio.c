/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The virtio-mmio transport and the split virtqueue (VIRTIO 1.2, 2, 3.1, 4.2), above all against
 * drivers that break the rules: wrong order, queues that lie, rings that loop or lead astray.
 */
#include "tests/unit/devices/virtio.h"

#include <string.h>

static uint16_t offered, seen;
static uint32_t queue_size;

static void put(uint32_t address, const void *bytes, size_t size)
{
	memcpy(rig_memory(address), bytes, size);
}

static void put16(uint32_t address, uint16_t value)
{
	put(address, &value, sizeof(value));
}

static uint16_t get16(uint32_t address)
{
	uint16_t value;

	memcpy(&value, rig_memory(address), sizeof(value));
	return value;
}

void virtio_describe(
    unsigned number, uint64_t address, uint32_t length, uint16_t flags, uint16_t next)
{
	const struct virtq_desc descriptor = {address, length, flags, next};

	put(DESC + number * sizeof(descriptor), &descriptor, sizeof(descriptor));
}

void virtio_offer(uint16_t head)
{
	put16(AVAIL + 4 + 2 * (offered % queue_size), head);
	put16(AVAIL + 2, ++offered);
}

bool virtio_used(struct virtq_used_element *element)
{
	if (get16(USED + 2) == seen)
		return false;
	memcpy(element, rig_memory(USED + 4 + sizeof(*element) * (seen % queue_size)),
	    sizeof(*element));
	seen++;
	return true;
}

bool virtio_event(struct virtio_input_event *event)
{
	struct virtq_used_element used;

	if (!virtio_used(&used))
		return false;
	cr_assert(eq(u32, used.length, sizeof(*event)));
	cr_assert(lt(u32, used.id, queue_size));
	memcpy(event, rig_memory(BUFFERS + used.id * sizeof(*event)), sizeof(*event));
	virtio_offer((uint16_t)used.id);
	return true;
}

void virtio_negotiate(void)
{
	wr(SLOT, VIRTIO_MMIO_STATUS, 1);
	wr(SLOT, VIRTIO_MMIO_STATUS, 3);
	wr(SLOT, VIRTIO_MMIO_DRIVER_FEATURES_SEL, 1);
	wr(SLOT, VIRTIO_MMIO_DRIVER_FEATURES, 1);
	wr(SLOT, VIRTIO_MMIO_STATUS, 11);
	cr_assert(eq(u32, rd(SLOT, VIRTIO_MMIO_STATUS), 11));
}

void virtio_make_queue(unsigned queue, uint32_t size)
{
	queue_size = size;
	offered = seen = 0;
	wr(SLOT, VIRTIO_MMIO_QUEUE_SEL, queue);
	wr(SLOT, VIRTIO_MMIO_QUEUE_NUM, size);
	wr(SLOT, VIRTIO_MMIO_QUEUE_DESC_LOW, DESC);
	wr(SLOT, VIRTIO_MMIO_QUEUE_DESC_HIGH, 0);
	wr(SLOT, VIRTIO_MMIO_QUEUE_DRIVER_LOW, AVAIL);
	wr(SLOT, VIRTIO_MMIO_QUEUE_DRIVER_HIGH, 0);
	wr(SLOT, VIRTIO_MMIO_QUEUE_DEVICE_LOW, USED);
	wr(SLOT, VIRTIO_MMIO_QUEUE_DEVICE_HIGH, 0);
	wr(SLOT, VIRTIO_MMIO_QUEUE_READY, 1);
}

void virtio_start(void)
{
	virtio_negotiate();
	virtio_make_queue(VIRTIO_INPUT_QUEUE_EVENT, QUEUE_SIZE);
	for (unsigned i = 0; i < QUEUE_SIZE; i++) {
		virtio_describe(i, BUFFERS + 8 * i, 8, VIRTQ_DESC_F_WRITE, 0);
		virtio_offer((uint16_t)i);
	}
	wr(SLOT, VIRTIO_MMIO_STATUS, 15);
	cr_assert(eq(u32, rd(SLOT, VIRTIO_MMIO_STATUS), 15));
	cr_assert(eq(uint, rig_errors(), 0));
}

/* A live event queue with nothing in it yet, and a touch that wants to be told. */
static void start_empty(void)
{
	virtio_negotiate();
	virtio_make_queue(VIRTIO_INPUT_QUEUE_EVENT, QUEUE_SIZE);
	wr(SLOT, VIRTIO_MMIO_STATUS, 15);
	cr_assert(virtio_input_touch(&rig.board.devices[SLOT], 0, 5, 5, VIRTIO_INPUT_DOWN));
	cr_assert(eq(uint, rig_errors(), 0));
}

/* After a notify: the device found out what the driver did, touched nothing, and says so. */
static void expect_refusal(const char *why, const char *found)
{
	static uint8_t before[RIG_RAM_SIZE];

	memcpy(before, rig.ram, sizeof(before));
	wr(SLOT, VIRTIO_MMIO_QUEUE_NOTIFY, VIRTIO_INPUT_QUEUE_EVENT);
	cr_expect(eq(uint, rig_errors(), 1), "%s", why);
	cr_expect(ne(ptr, strstr(rig.error, found), NULL), "%s: %s", why, rig.error);
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_STATUS), 15 | VIRTIO_STATUS_NEEDS_RESET), "%s", why);
	cr_expect(rig_line(SLOT), "%s", why);
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_INTERRUPT_STATUS) & VIRTIO_INTERRUPT_CONFIG,
		      VIRTIO_INTERRUPT_CONFIG),
	    "%s", why);
	cr_expect(eq(int, memcmp(before, rig.ram, sizeof(before)), 0), "%s", why);
	/* Nothing more happens until it is reset. */
	wr(SLOT, VIRTIO_MMIO_QUEUE_NOTIFY, VIRTIO_INPUT_QUEUE_EVENT);
	cr_expect(eq(uint, rig_errors(), 0), "%s", why);
}

TestSuite(virtio, .init = rig_start);

Test(virtio, identification_and_reset_values)
{
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_MAGIC), 0x74726976));
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_VERSION), 2));
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_DEVICE_ID), 18));
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_STATUS), 0));
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_INTERRUPT_STATUS), 0));
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_QUEUE_NUM_MAX), VIRTIO_INPUT_QUEUE_SIZE));
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_QUEUE_READY), 0));
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_CONFIG_GENERATION), 0));
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_SHM_LEN_LOW), 0xffffffff));
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_SHM_BASE_HIGH), 0xffffffff));
	cr_expect(eq(uint, rig_errors(), 0));
}

Test(virtio, empty_slots_have_no_device)
{
	for (unsigned slot = BOARD_VIRTIO0; slot < BOARD_TOUCH_PANEL; slot++) {
		cr_expect(eq(u32, rd(slot, VIRTIO_MMIO_MAGIC), 0x74726976));
		cr_expect(eq(u32, rd(slot, VIRTIO_MMIO_VERSION), 2));
		cr_expect(eq(u32, rd(slot, VIRTIO_MMIO_DEVICE_ID), 0));
		cr_expect(eq(uint, rig_errors(), 0));
		rig_check_hole(slot, VIRTIO_MMIO_STATUS);
		rig_check_hole(slot, VIRTIO_MMIO_QUEUE_NOTIFY);
		rig_check_hole(slot, VIRTIO_MMIO_CONFIG);
	}
}

Test(virtio, hostile_accesses)
{
	struct device *slot = &rig.board.devices[SLOT];

	rig_check_bad_accesses(SLOT, DEVICE_WIDTH_8 | DEVICE_WIDTH_16 | DEVICE_WIDTH_32);
	/* Control registers are words. */
	cr_expect(eq(u32, device_read(slot, VIRTIO_MMIO_MAGIC, 1), 0));
	cr_expect(eq(u32, device_read(slot, VIRTIO_MMIO_STATUS, 2), 0));
	device_write(slot, VIRTIO_MMIO_STATUS, 1, 1);
	cr_expect(eq(uint, rig_errors(), 3));
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_STATUS), 0));
	rig_check_hole(SLOT, 0x028); /* the legacy page size */
	rig_check_hole(SLOT, 0x040); /* the legacy page number */
	rig_check_hole(SLOT, VIRTIO_MMIO_QUEUE_RESET);
	rig_check_hole(SLOT, VIRTIO_MMIO_CONFIG + VIRTIO_INPUT_CONFIG_END);
	rig_check_hole(SLOT, 0x1fc);
	wr(SLOT, VIRTIO_MMIO_MAGIC, 1);
	wr(SLOT, VIRTIO_MMIO_QUEUE_NUM_MAX, 1);
	wr(SLOT, VIRTIO_MMIO_INTERRUPT_STATUS, 1);
	rd(SLOT, VIRTIO_MMIO_QUEUE_NUM);
	rd(SLOT, VIRTIO_MMIO_QUEUE_NOTIFY);
	rd(SLOT, VIRTIO_MMIO_INTERRUPT_ACK);
	cr_expect(eq(uint, rig_errors(), 6));
}

Test(virtio, features_are_offered_by_halves)
{
	wr(SLOT, VIRTIO_MMIO_DEVICE_FEATURES_SEL, 0);
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_DEVICE_FEATURES), 0));
	wr(SLOT, VIRTIO_MMIO_DEVICE_FEATURES_SEL, 1);
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_DEVICE_FEATURES), 1));
	wr(SLOT, VIRTIO_MMIO_DEVICE_FEATURES_SEL, 0xffffffff);
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_DEVICE_FEATURES), 0));
}

Test(virtio, features_that_were_not_offered_are_refused)
{
	wr(SLOT, VIRTIO_MMIO_STATUS, 1);
	wr(SLOT, VIRTIO_MMIO_STATUS, 3);
	wr(SLOT, VIRTIO_MMIO_DRIVER_FEATURES_SEL, 1);
	wr(SLOT, VIRTIO_MMIO_DRIVER_FEATURES, 1);
	wr(SLOT, VIRTIO_MMIO_DRIVER_FEATURES_SEL, 0);
	wr(SLOT, VIRTIO_MMIO_DRIVER_FEATURES, 1u << VIRTIO_F_INDIRECT_DESC);
	wr(SLOT, VIRTIO_MMIO_STATUS, 11);
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_STATUS), 3));
	cr_expect(eq(uint, rig_errors(), 1));
	wr(SLOT, VIRTIO_MMIO_DRIVER_FEATURES, 0);
	wr(SLOT, VIRTIO_MMIO_STATUS, 11);
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_STATUS), 11));
	wr(SLOT, VIRTIO_MMIO_DRIVER_FEATURES, 1);
	cr_expect(eq(uint, rig_errors(), 1), "too late");
}

Test(virtio, version_1_is_a_must)
{
	wr(SLOT, VIRTIO_MMIO_STATUS, 1);
	wr(SLOT, VIRTIO_MMIO_STATUS, 3);
	wr(SLOT, VIRTIO_MMIO_STATUS, 11);
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_STATUS), 3));
	cr_expect(eq(uint, rig_errors(), 1));
	wr(SLOT, VIRTIO_MMIO_DRIVER_FEATURES_SEL, 2);
	wr(SLOT, VIRTIO_MMIO_DRIVER_FEATURES, 1);
	cr_expect(eq(uint, rig_errors(), 1));
}

Test(virtio, status_goes_forward_step_by_step)
{
	wr(SLOT, VIRTIO_MMIO_STATUS, 2); /* DRIVER before ACKNOWLEDGE */
	wr(SLOT, VIRTIO_MMIO_STATUS, 5); /* DRIVER_OK before FEATURES_OK */
	wr(SLOT, VIRTIO_MMIO_STATUS, 0x100);
	wr(SLOT, VIRTIO_MMIO_STATUS, 0x10);
	cr_expect(eq(uint, rig_errors(), 4));
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_STATUS), 0));
	virtio_negotiate();
	wr(SLOT, VIRTIO_MMIO_STATUS, 3); /* back */
	cr_expect(eq(uint, rig_errors(), 1));
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_STATUS), 11));
	wr(SLOT, VIRTIO_MMIO_STATUS, 11 | VIRTIO_STATUS_FAILED);
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_STATUS), 11 | VIRTIO_STATUS_FAILED));
	wr(SLOT, VIRTIO_MMIO_STATUS, 0);
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_STATUS), 0));
}

Test(virtio, queues_are_made_after_the_features)
{
	virtio_make_queue(0, 16);
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_QUEUE_READY), 0));
	cr_expect(eq(uint, rig_errors(), 1));
}

Test(virtio, queue_sizes_are_checked)
{
	static const uint32_t bad[] = {0, 3, 65, 128, 0x10000, 0xffffffff};

	for (unsigned i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		rig_start();
		virtio_negotiate();
		virtio_make_queue(0, bad[i]);
		cr_expect(ge(uint, rig_errors(), 1));
		cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_QUEUE_READY), 0), "%u entries", bad[i]);
		cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_STATUS), 11 | VIRTIO_STATUS_NEEDS_RESET));
	}
	for (uint32_t size = 1; size <= VIRTIO_INPUT_QUEUE_SIZE; size *= 2) {
		rig_start();
		virtio_negotiate();
		virtio_make_queue(0, size);
		cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_QUEUE_READY), 1));
		cr_expect(eq(uint, rig_errors(), 0));
	}
}

Test(virtio, areas_of_a_queue_are_checked)
{
	static const struct {
		uint32_t offset, value;
	} bad[] = {
	    {VIRTIO_MMIO_QUEUE_DESC_LOW, DESC + 8}, /* not aligned */
	    {VIRTIO_MMIO_QUEUE_DRIVER_LOW, AVAIL + 1}, {VIRTIO_MMIO_QUEUE_DEVICE_LOW, USED + 2},
	    {VIRTIO_MMIO_QUEUE_DESC_LOW, 0}, /* out of reach */
	    {VIRTIO_MMIO_QUEUE_DRIVER_LOW, 0xfffffffe},
	    {VIRTIO_MMIO_QUEUE_DEVICE_LOW, RIG_RAM_BASE + RIG_RAM_SIZE - 8},
	    {VIRTIO_MMIO_QUEUE_DESC_LOW, RIG_RAM_BASE + RIG_RAM_SIZE - 16},
	    {VIRTIO_MMIO_QUEUE_DESC_HIGH, 1}, {VIRTIO_MMIO_QUEUE_DRIVER_HIGH, 0xffffffff},
	    {VIRTIO_MMIO_QUEUE_DEVICE_HIGH, 0x80000000},
	    {VIRTIO_MMIO_QUEUE_DESC_LOW, BOARD_VIDEO_RAM_BASE}, /* memory, but not in a window */
	    {VIRTIO_MMIO_QUEUE_DEVICE_LOW, 0x1c130000},		/* its own registers */
	};

	for (unsigned i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		rig_start();
		virtio_negotiate();
		virtio_make_queue(0, QUEUE_SIZE);
		wr(SLOT, VIRTIO_MMIO_QUEUE_READY, 0);
		wr(SLOT, bad[i].offset, bad[i].value);
		wr(SLOT, VIRTIO_MMIO_QUEUE_READY, 1);
		cr_expect(eq(uint, rig_errors(), 1), "case %u", i);
		cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_QUEUE_READY), 0), "case %u", i);
		cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_STATUS), 11 | VIRTIO_STATUS_NEEDS_RESET));
		cr_expect(not(rig_line(SLOT)), "no interrupt before DRIVER_OK");
	}
}

Test(virtio, a_queue_in_use_is_not_changed)
{
	virtio_negotiate();
	virtio_make_queue(0, QUEUE_SIZE);
	wr(SLOT, VIRTIO_MMIO_QUEUE_NUM, 4);
	wr(SLOT, VIRTIO_MMIO_QUEUE_DESC_LOW, 0);
	wr(SLOT, VIRTIO_MMIO_QUEUE_DEVICE_HIGH, 1);
	cr_expect(eq(uint, rig_errors(), 3));
	wr(SLOT, VIRTIO_MMIO_QUEUE_READY, 0);
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_QUEUE_READY), 0));
	wr(SLOT, VIRTIO_MMIO_QUEUE_NUM, 4);
	wr(SLOT, VIRTIO_MMIO_QUEUE_READY, 1);
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_QUEUE_READY), 1));
	cr_expect(eq(uint, rig_errors(), 0));
}

Test(virtio, queues_that_are_not_there)
{
	virtio_negotiate();
	wr(SLOT, VIRTIO_MMIO_QUEUE_SEL, 2);
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_QUEUE_NUM_MAX), 0));
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_QUEUE_READY), 0));
	cr_expect(eq(uint, rig_errors(), 0));
	wr(SLOT, VIRTIO_MMIO_QUEUE_NUM, 16);
	wr(SLOT, VIRTIO_MMIO_QUEUE_READY, 1);
	wr(SLOT, VIRTIO_MMIO_QUEUE_SEL, 0xffffffff);
	wr(SLOT, VIRTIO_MMIO_QUEUE_DESC_LOW, 0);
	cr_expect(eq(uint, rig_errors(), 3));
}

Test(virtio, notify_before_its_time)
{
	wr(SLOT, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
	virtio_negotiate();
	virtio_make_queue(0, QUEUE_SIZE);
	wr(SLOT, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
	cr_expect(eq(uint, rig_errors(), 2));
	wr(SLOT, VIRTIO_MMIO_STATUS, 15);
	wr(SLOT, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
	cr_expect(eq(uint, rig_errors(), 0));
	wr(SLOT, VIRTIO_MMIO_QUEUE_NOTIFY, 1); /* not ready */
	wr(SLOT, VIRTIO_MMIO_QUEUE_NOTIFY, 2); /* not there */
	wr(SLOT, VIRTIO_MMIO_QUEUE_NOTIFY, 0xffffffff);
	cr_expect(eq(uint, rig_errors(), 3));
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_STATUS), 15));
}

Test(virtio, a_good_chain_is_filled_and_given_back)
{
	struct virtq_used_element used;

	start_empty();
	virtio_describe(3, BUFFERS, 8, VIRTQ_DESC_F_WRITE, 0);
	virtio_offer(3);
	wr(SLOT, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
	cr_expect(rig_line(SLOT));
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_INTERRUPT_STATUS), VIRTIO_INTERRUPT_USED));
	cr_assert(virtio_used(&used));
	cr_expect(eq(u32, used.id, 3));
	cr_expect(eq(u32, used.length, 8));
	cr_expect(not(virtio_used(&used)));
	wr(SLOT, VIRTIO_MMIO_INTERRUPT_ACK, VIRTIO_INTERRUPT_USED);
	cr_expect(not(rig_line(SLOT)));
	cr_expect(eq(uint, rig_errors(), 0));
	wr(SLOT, VIRTIO_MMIO_INTERRUPT_ACK, VIRTIO_INTERRUPT_USED);
	cr_expect(eq(uint, rig_errors(), 1), "nothing was there to acknowledge");
}

Test(virtio, a_driver_that_wants_no_interrupt_gets_none)
{
	struct virtq_used_element used;

	start_empty();
	put16(AVAIL, VIRTQ_AVAIL_F_NO_INTERRUPT);
	virtio_describe(0, BUFFERS, 8, VIRTQ_DESC_F_WRITE, 0);
	virtio_offer(0);
	wr(SLOT, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
	cr_expect(virtio_used(&used));
	cr_expect(not(rig_line(SLOT)));
}

Test(virtio, heads_and_links_beyond_the_table)
{
	start_empty();
	/* What lies behind the table looks right. */
	virtio_describe(QUEUE_SIZE, BUFFERS, 8, VIRTQ_DESC_F_WRITE, 0);
	virtio_offer(QUEUE_SIZE);
	expect_refusal("a head beyond the table", "no such descriptor");
	rig_start();
	start_empty();
	virtio_offer(0xffff);
	expect_refusal("a head far beyond the table", "no such descriptor");
	rig_start();
	start_empty();
	virtio_describe(QUEUE_SIZE, BUFFERS, 8, VIRTQ_DESC_F_WRITE, 0);
	virtio_describe(0, BUFFERS, 8, VIRTQ_DESC_F_WRITE | VIRTQ_DESC_F_NEXT, QUEUE_SIZE);
	virtio_offer(0);
	expect_refusal("a link beyond the table", "no such descriptor");
}

Test(virtio, descriptors_in_a_loop)
{
	start_empty();
	virtio_describe(0, BUFFERS, 8, VIRTQ_DESC_F_WRITE | VIRTQ_DESC_F_NEXT, 0);
	virtio_offer(0);
	expect_refusal("a descriptor that follows itself", "loop");
	rig_start();
	start_empty();
	for (unsigned i = 0; i < QUEUE_SIZE; i++)
		virtio_describe(i, BUFFERS, 8, VIRTQ_DESC_F_WRITE | VIRTQ_DESC_F_NEXT,
		    (uint16_t)((i + 1) % QUEUE_SIZE));
	virtio_offer(7);
	expect_refusal("a ring of descriptors", "loop");
}

Test(virtio, the_longest_chain_is_allowed)
{
	struct virtq_used_element used;

	start_empty();
	for (unsigned i = 0; i < QUEUE_SIZE; i++)
		virtio_describe(i, BUFFERS + 8 * i, 8,
		    VIRTQ_DESC_F_WRITE | (i + 1 < QUEUE_SIZE ? VIRTQ_DESC_F_NEXT : 0),
		    (uint16_t)(i + 1));
	virtio_offer(0);
	wr(SLOT, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
	cr_expect(virtio_used(&used));
	cr_expect(eq(u32, used.length, 8));
	cr_expect(eq(uint, rig_errors(), 0));
}

Test(virtio, buffers_out_of_reach)
{
	static const struct {
		uint64_t address;
		uint32_t length;
	} bad[] = {
	    {0, 8},
	    {BUFFERS, 0},
	    {BUFFERS, 0xffffffff},
	    {RIG_RAM_BASE + RIG_RAM_SIZE - 4, 8},
	    {RIG_RAM_BASE - 4, 8},
	    {0xffffffff, 8},
	    {0xfffffffffffffff8, 8},
	    {0xfffffffffffffff8, 0xffffffff},
	    {BUFFERS + (1ull << 32), 8},
	    {BOARD_VIDEO_RAM_BASE, 8},
	    {0x1c130600, 8},
	};

	for (unsigned i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		rig_start();
		start_empty();
		virtio_describe(0, bad[i].address, bad[i].length, VIRTQ_DESC_F_WRITE, 0);
		virtio_offer(0);
		expect_refusal("a bad buffer", bad[i].length ? "out of reach" : "no length");
	}
}

Test(virtio, a_bad_link_late_in_the_chain_spoils_all_of_it)
{
	start_empty();
	virtio_describe(0, BUFFERS, 8, VIRTQ_DESC_F_WRITE | VIRTQ_DESC_F_NEXT, 1);
	virtio_describe(1, 0x1000, 8, VIRTQ_DESC_F_WRITE, 0);
	virtio_offer(0);
	expect_refusal("a second buffer out of reach", "out of reach");
}

Test(virtio, flags_that_were_not_offered_or_in_the_wrong_order)
{
	start_empty();
	virtio_describe(0, BUFFERS, 16, VIRTQ_DESC_F_INDIRECT, 0);
	virtio_offer(0);
	expect_refusal("an indirect descriptor", "indirect");
	rig_start();
	start_empty();
	virtio_describe(0, BUFFERS, 8, VIRTQ_DESC_F_WRITE | VIRTQ_DESC_F_NEXT, 1);
	virtio_describe(1, BUFFERS + 8, 8, 0, 0);
	virtio_offer(0);
	expect_refusal("to read behind to write", "behind one to write");
}

Test(virtio, an_index_that_runs_away)
{
	start_empty();
	virtio_describe(0, BUFFERS, 8, VIRTQ_DESC_F_WRITE, 0);
	put16(AVAIL + 2, QUEUE_SIZE + 1);
	expect_refusal("more available than there can be", "more entries");
	rig_start();
	start_empty();
	put16(AVAIL + 2, 0xffff);
	expect_refusal("an index that went back", "more entries");
}

Test(virtio, indices_wrap_at_16_bits)
{
	struct virtio_input_event event;

	virtio_start();
	for (unsigned i = 0; i < 30000; i++) {
		virtio_input_touch(&rig.board.devices[SLOT], 0, (int32_t)i % 100, 7,
		    i % 2 ? VIRTIO_INPUT_UP : VIRTIO_INPUT_DOWN);
		unsigned events = 0;
		while (virtio_event(&event))
			events++;
		cr_assert(eq(uint, events, i % 2 ? 3 : 7));
	}
	cr_expect(eq(uint, rig_errors(), 0));
}

Test(virtio, a_reset_forgets_everything)
{
	struct virtq_used_element used;

	start_empty();
	virtio_offer(QUEUE_SIZE);
	expect_refusal("to have something to forget", "no such descriptor");
	wr(SLOT, VIRTIO_MMIO_STATUS, 0);
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_STATUS), 0));
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_INTERRUPT_STATUS), 0));
	cr_expect(eq(u32, rd(SLOT, VIRTIO_MMIO_QUEUE_READY), 0));
	cr_expect(not(rig_line(SLOT)));
	memset(rig.ram, 0, sizeof(rig.ram));
	virtio_start();
	cr_expect(not(virtio_used(&used)), "the old touch was forgotten");
	cr_expect(virtio_input_touch(&rig.board.devices[SLOT], 0, 1, 1, VIRTIO_INPUT_DOWN));
	cr_expect(virtio_used(&used));
}

Test(virtio, windows_closed_under_a_live_queue)
{
	start_empty();
	virtio_describe(0, BUFFERS, 8, VIRTQ_DESC_F_WRITE, 0);
	virtio_offer(0);
	device_allow_nothing(&rig.board.devices[SLOT]);
	expect_refusal("rings that are out of reach now", "rings out of reach");
}

static uint32_t random_state = 12345;

static uint32_t random_below(uint32_t bound)
{
	random_state = random_state * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)random_state * bound >> 32);
}

/* Rings and descriptors of which most are right, and some wrong in each way there is. */
static void random_rings(void)
{
	for (unsigned i = 0; i < QUEUE_SIZE; i++) {
		uint64_t address = BUFFERS + random_below(0x1000);
		uint32_t length = 8 + random_below(8);
		uint16_t flags = VIRTQ_DESC_F_WRITE;

		if (random_below(8) == 0)
			address = RIG_RAM_BASE - 64 + (uint64_t)random_below(2) * RIG_RAM_SIZE +
				  random_below(128);
		if (random_below(32) == 0)
			address |= (uint64_t)random_below(0xffffffff) << 32;
		if (random_below(16) == 0)
			length = random_below(0xffffffff) >> random_below(32);
		if (random_below(16) == 0)
			flags = (uint16_t)random_below(8);
		if (random_below(3) == 0)
			flags |= VIRTQ_DESC_F_NEXT;
		virtio_describe(i, address, length, flags, (uint16_t)random_below(QUEUE_SIZE + 2));
		put16(AVAIL + 4 + 2 * i, (uint16_t)random_below(QUEUE_SIZE + (i % 8 == 0)));
	}
	put16(AVAIL + 2, (uint16_t)random_below(QUEUE_SIZE + 2));
}

Test(virtio, random_rings_never_lead_out_of_reach)
{
	unsigned refused = 0, accepted = 0;

	/* Whatever stands in the rings, the model stays in its windows (the sanitizers watch). */
	for (unsigned round = 0; round < 5000; round++) {
		wr(SLOT, VIRTIO_MMIO_STATUS, 0);
		memset(rig_memory(AVAIL), 0, 4);
		rig_errors();
		start_empty();
		random_rings();
		wr(SLOT, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
		wr(SLOT, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
		refused += rd(SLOT, VIRTIO_MMIO_STATUS) != 15;
		accepted += rig.board.slots[3].queues[0].used == 7;
	}
	/* Both happened often, or this was no test. */
	cr_expect(gt(uint, refused, 300));
	cr_expect(gt(uint, accepted, 300));
}
