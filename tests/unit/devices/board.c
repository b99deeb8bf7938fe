/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The framework and the board's table: access checks, windows, alarms, clock arithmetic, reset.
 */
#include "tests/unit/devices/rig.h"

#include <stdlib.h>
#include <string.h>

TestSuite(board, .init = rig_start);

Test(board, every_device_is_found_at_its_address_and_nowhere_else)
{
	for (unsigned i = 0; i < BOARD_DEVICES; i++) {
		struct device *device = &rig.board.devices[i];

		cr_expect(eq(ptr, board_find(&rig.board, device->base), device));
		cr_expect(eq(ptr, board_find(&rig.board, device->base + device->size - 1), device));
		cr_expect(ne(ptr, board_find(&rig.board, device->base - 1), device));
		cr_expect(ne(ptr, board_find(&rig.board, device->base + device->size), device));
		cr_expect(device->base >= BOARD_IO_BASE &&
			  device->base + device->size <= BOARD_IO_BASE + BOARD_IO_SIZE);
	}
	cr_expect(eq(ptr, board_find(&rig.board, 0), NULL));
	cr_expect(eq(ptr, board_find(&rig.board, 0x1c130800), NULL));
	cr_expect(eq(ptr, board_find(&rig.board, 0xffffffff), NULL));
}

Test(board, addresses_and_lines_are_those_of_the_versatile_express)
{
	static const struct {
		enum board_device device;
		uint32_t base;
		unsigned line;
	} map[] = {
	    {BOARD_SYSREG, 0x1c010000, 0},
	    {BOARD_UART0, 0x1c090000, 37},
	    {BOARD_UART3, 0x1c0c0000, 40},
	    {BOARD_TIMER01, 0x1c110000, 34},
	    {BOARD_TIMER23, 0x1c120000, 35},
	    {BOARD_VIRTIO0, 0x1c130000, 72},
	    {BOARD_VIRTIO3, 0x1c130600, 75},
	    {BOARD_RTC, 0x1c170000, 36},
	    {BOARD_CLCD, 0x1c1f0000, 46},
	    {BOARD_AACI, 0x1c040000, 43},
	};

	for (unsigned i = 0; i < sizeof(map) / sizeof(*map); i++) {
		cr_expect(eq(u32, rig.board.devices[map[i].device].base, map[i].base));
		cr_expect(eq(uint, rig.board.devices[map[i].device].line, map[i].line));
	}
}

Test(board, only_modelled_compatibles_are_known)
{
	static const char *const known[] = {"arm,pl011", "arm,pl111", "arm,pl031", "arm,sp804",
	    "virtio,mmio", "arm,vexpress-sysreg", "arm,pl041"};

	for (unsigned i = 0; i < sizeof(known) / sizeof(*known); i++)
		cr_expect(board_knows(known[i]), "%s", known[i]);
	cr_expect(not(board_knows("arm,pl050")));
	cr_expect(not(board_knows("")));
	cr_expect(not(board_knows("arm,pl0111")));
}

Test(board, primecells_identify_themselves)
{
	static const struct {
		enum board_device device;
		uint32_t part;
	} cells[] = {{BOARD_UART0, 0x011}, {BOARD_CLCD, 0x111}, {BOARD_RTC, 0x031},
	    {BOARD_TIMER01, 0x804}, {BOARD_AACI, 0x041}};

	for (unsigned i = 0; i < sizeof(cells) / sizeof(*cells); i++) {
		uint32_t id = 0, cell = 0;

		for (unsigned byte = 0; byte < 4; byte++) {
			id |= rd(cells[i].device, 0xfe0 + 4 * byte) << 8 * byte;
			cell |= rd(cells[i].device, 0xff0 + 4 * byte) << 8 * byte;
		}
		cr_expect(eq(u32, id & 0xfff, cells[i].part));
		cr_expect(eq(u32, id >> 12 & 0xff, 0x41)); /* designer: ARM */
		cr_expect(eq(u32, cell, 0xb105f00d));
	}
	cr_expect(eq(uint, rig_errors(), 0));
}

Test(board, identification_is_read_only)
{
	wr(BOARD_UART0, 0xfe0, 0);
	wr(BOARD_CLCD, 0xffc, 0);
	wr(BOARD_RTC, 0xfe0, 0);
	wr(BOARD_TIMER01, 0xff0, 0);
	cr_expect(eq(uint, rig_errors(), 4));
	cr_expect(eq(u32, rd(BOARD_UART0, 0xfe0), 0x11));
}

Test(board, windows_bound_what_a_master_reaches)
{
	struct device *clcd = &rig.board.devices[BOARD_CLCD];

	cr_expect(eq(ptr, device_memory(clcd, RIG_RAM_BASE, 1), rig.ram));
	cr_expect(eq(ptr, device_memory(clcd, RIG_RAM_BASE, RIG_RAM_SIZE), rig.ram));
	cr_expect(eq(ptr, device_memory(clcd, RIG_RAM_BASE + RIG_RAM_SIZE - 1, 1),
	    rig.ram + RIG_RAM_SIZE - 1));
	cr_expect(eq(ptr, device_memory(clcd, BOARD_VIDEO_RAM_BASE, 4), rig.video));
	cr_expect(eq(ptr, device_memory(clcd, RIG_RAM_BASE, RIG_RAM_SIZE + 1), NULL));
	cr_expect(eq(ptr, device_memory(clcd, RIG_RAM_BASE - 1, 2), NULL));
	cr_expect(eq(ptr, device_memory(clcd, RIG_RAM_BASE + RIG_RAM_SIZE, 1), NULL));
	cr_expect(eq(ptr, device_memory(clcd, RIG_RAM_BASE, 0), NULL));
	cr_expect(eq(ptr, device_memory(clcd, RIG_RAM_BASE + (1ull << 32), 1), NULL));
	cr_expect(eq(ptr, device_memory(clcd, RIG_RAM_BASE + 16, UINT64_MAX), NULL));
	cr_expect(eq(ptr, device_memory(clcd, UINT64_MAX, 2), NULL));
	device_allow_nothing(clcd);
	cr_expect(eq(ptr, device_memory(clcd, RIG_RAM_BASE, 1), NULL));
	cr_expect(device_allow(clcd, RIG_RAM_BASE + 4096, 4096));
	cr_expect(eq(ptr, device_memory(clcd, RIG_RAM_BASE + 4096, 4096), rig.ram + 4096));
	cr_expect(eq(ptr, device_memory(clcd, RIG_RAM_BASE + 4095, 2), NULL));
	/* A UART masters nothing. */
	cr_expect(eq(ptr, device_memory(&rig.board.devices[BOARD_UART0], RIG_RAM_BASE, 1), NULL));
}

Test(board, windows_are_checked_when_opened)
{
	struct device *uart = &rig.board.devices[BOARD_UART0];

	cr_expect(not(device_allow(uart, 0x1000, 0)));
	cr_expect(not(device_allow(uart, 0xfffff000, 0x1001)));
	cr_expect(device_allow(uart, 0xfffff000, 0x1000));
	cr_expect(eq(ptr, device_memory(uart, 0xfffff800, 0x1000), NULL));
	for (unsigned i = 1; i < DEVICE_WINDOWS; i++)
		cr_expect(device_allow(uart, 0x1000 * i, 0x1000));
	cr_expect(not(device_allow(uart, 0x9000, 0x1000)));
}

Test(board, a_window_over_no_memory_is_a_bus_error)
{
	struct device *clcd = &rig.board.devices[BOARD_CLCD];

	device_allow_nothing(clcd);
	cr_expect(device_allow(clcd, 0x40000000, 0x1000));
	cr_expect(eq(ptr, device_memory(clcd, 0x40000000, 4), NULL));
}

Test(board, ticks_and_times_are_exact_inverses)
{
	static const uint32_t clocks[] = {1, 100, 32768, 1000000, 23750000, 24000000, 65000000};

	for (unsigned i = 0; i < sizeof(clocks) / sizeof(*clocks); i++) {
		for (uint64_t ticks = 1; ticks < 1ull << 40; ticks = ticks * 3 + 1) {
			uint64_t at = device_tick_time(ticks, clocks[i]);

			if (ticks / clocks[i] > 500ull * 365 * 86400)
				break;
			cr_expect(eq(u64, device_ticks(at, clocks[i]), ticks));
			cr_expect(eq(u64, device_ticks(at - 1, clocks[i]), ticks - 1));
		}
	}
	cr_expect(eq(u64, device_tick_time(UINT64_MAX, 1), DEVICE_NEVER - 1));
	cr_expect(eq(u64, device_ticks(0, 24000000), 0));
}

Test(board, alarms_are_served_in_order_of_time_and_reported_to_the_machine)
{
	/* Two timers, the second one due first. */
	wr(BOARD_TIMER01, SP804_LOAD, 200);
	wr(BOARD_TIMER01, SP804_CONTROL, SP804_CONTROL_ENABLE | SP804_CONTROL_INT);
	uint64_t first = rig.alarm;
	wr(BOARD_TIMER23, SP804_LOAD, 100);
	wr(BOARD_TIMER23, SP804_CONTROL, SP804_CONTROL_ENABLE | SP804_CONTROL_INT);
	cr_expect(lt(u64, rig.alarm, first));
	cr_expect(eq(u64, board_next_alarm(&rig.board), rig.alarm));
	rig.now = rig.alarm - 1;
	board_run(&rig.board);
	cr_expect(not(rig_line(BOARD_TIMER23)));
	rig.now++;
	board_run(&rig.board);
	cr_expect(rig_line(BOARD_TIMER23));
	cr_expect(not(rig_line(BOARD_TIMER01)));
	cr_expect(eq(u64, board_next_alarm(&rig.board), first));
}

Test(board, reset_takes_lines_down_and_alarms_off)
{
	wr(BOARD_TIMER01, SP804_LOAD, 1);
	wr(BOARD_TIMER01, SP804_CONTROL, SP804_CONTROL_ENABLE | SP804_CONTROL_INT);
	rig_pass(10000);
	cr_assert(rig_line(BOARD_TIMER01));
	board_reset(&rig.board);
	cr_expect(not(rig_line(BOARD_TIMER01)));
	cr_expect(eq(u32, rd(BOARD_TIMER01, SP804_CONTROL), SP804_CONTROL_RESET));
	/* Only the battery clock still has something to wait for. */
	for (unsigned i = 0; i < BOARD_DEVICES; i++) {
		if (i != BOARD_RTC)
			cr_expect(eq(u64, rig.board.devices[i].alarms[0], DEVICE_NEVER));
	}
}

Test(board, guest_errors_are_counted)
{
	cr_expect(eq(u64, board_guest_errors(&rig.board), 0));
	rd(BOARD_RTC, 0x800);
	rd(BOARD_CLCD, 0x900);
	cr_expect(eq(u64, board_guest_errors(&rig.board), 2));
	cr_expect(eq(u64, rig.board.devices[BOARD_RTC].guest_errors, 1));
}

Test(board, a_copy_of_the_board_is_a_snapshot)
{
	struct board *snapshot = malloc(sizeof(*snapshot));

	cr_assert(ne(ptr, snapshot, NULL));
	wr(BOARD_TIMER01, SP804_LOAD, 1000);
	wr(BOARD_TIMER01, SP804_CONTROL, SP804_CONTROL_ENABLE | SP804_CONTROL_INT);
	rig_pass(100000);
	uint64_t then = rig.now;
	memcpy(snapshot, &rig.board, sizeof(*snapshot));
	rig_pass(5000000);
	uint32_t value = rd(BOARD_TIMER01, SP804_VALUE);
	wr(BOARD_TIMER01, SP804_CONTROL, 0);
	wr(BOARD_CLCD, PL111_UPBASE, 0x18000000);

	memcpy(&rig.board, snapshot, sizeof(*snapshot));
	free(snapshot);
	rig.level[34] = rig.board.devices[BOARD_TIMER01].level;
	rig.now = then;
	cr_expect(eq(u32, rd(BOARD_CLCD, PL111_UPBASE), 0));
	rig_pass(5000000);
	cr_expect(eq(u32, rd(BOARD_TIMER01, SP804_VALUE), value));
	cr_expect(rig_line(BOARD_TIMER01));
}
