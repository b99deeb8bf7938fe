/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The PL111 display controller against its manual (ARM DDI 0293): registers, frame timing,
 * interrupts, fetching and its errors. What the host gets to see is tested in panel.c.
 */
#include "tests/unit/devices/rig.h"

#include <string.h>

enum {
	LCD = BOARD_CLCD,
	WIDTH = 64,
	HEIGHT = 40,
	/* 64 + 6 + 5 + 5 = 80 clocks a line; 2 + 3 + 40 + 5 = 50 lines; 4000 clocks a frame. */
	LINES = 50,
	CLOCKS = 80,
	/* 23.75 MHz / 19 = 1.25 MHz: 800 ns a clock, 64 us a line, 3.2 ms a frame. */
	LINE = 64 * 1000,
	FRAME = LINES * LINE,
	SYNC = 2,
	BACK = 3,
	CONTROL = PL111_CONTROL_EN | PL111_CONTROL_PWR | PL111_CONTROL_TFT,
	BASE = BOARD_VIDEO_RAM_BASE + 4096,
};

TestSuite(pl111, .init = rig_start);

static void geometry(uint32_t width, uint32_t height)
{
	wr(LCD, PL111_TIMING0,
	    (width / 16 - 1) << PL111_TIMING0_PPL_SHIFT | 5 << PL111_TIMING0_HSW_SHIFT |
		4 << PL111_TIMING0_HFP_SHIFT | 4 << PL111_TIMING0_HBP_SHIFT);
	wr(LCD, PL111_TIMING1,
	    (height - 1) << PL111_TIMING1_LPP_SHIFT | (SYNC - 1) << PL111_TIMING1_VSW_SHIFT |
		5 << PL111_TIMING1_VFP_SHIFT | BACK << PL111_TIMING1_VBP_SHIFT);
	wr(LCD, PL111_TIMING2,
	    17 << PL111_TIMING2_PCD_LO_SHIFT | (width - 1) << PL111_TIMING2_CPL_SHIFT);
}

static void start(uint32_t control)
{
	geometry(WIDTH, HEIGHT);
	wr(LCD, PL111_UPBASE, BASE);
	wr(LCD, PL111_CONTROL, CONTROL | control);
	cr_assert(eq(uint, rig_errors(), 0));
}

Test(pl111, reset_values)
{
	for (uint32_t offset = PL111_TIMING0; offset <= PL111_MIS; offset += 4)
		cr_expect(eq(u32, rd(LCD, offset), 0), "0x%03x", offset);
	cr_expect(eq(u32, rd(LCD, PL111_UPCURR), 0));
	cr_expect(eq(u32, rd(LCD, PL111_LPCURR), 0));
	cr_expect(eq(u32, rd(LCD, PL111_PALETTE), 0));
	cr_expect(eq(uint, rig_errors(), 0));
	cr_expect(eq(u64, rig.board.devices[LCD].alarms[0], DEVICE_NEVER));
}

Test(pl111, registers_keep_the_bits_they_have)
{
	static const uint32_t masks[][2] = {{PL111_TIMING0, 0xfffffffc},
	    {PL111_TIMING1, 0xffffffff}, {PL111_TIMING2, 0xffff7fff}, {PL111_TIMING3, 0x1007f},
	    {PL111_IMSC, 0x1e}, {PL111_PALETTE, 0xffffffff}, {PL111_PALETTE_END - 4, 0xffffffff}};

	for (unsigned i = 0; i < sizeof(masks) / sizeof(*masks); i++) {
		wr(LCD, masks[i][0], 0xffffffff);
		cr_expect(eq(u32, rd(LCD, masks[i][0]), masks[i][1]), "0x%03x", masks[i][0]);
	}
	wr(LCD, PL111_UPBASE, 0x18001000);
	wr(LCD, PL111_LPBASE, 0x18002008);
	cr_expect(eq(uint, rig_errors(), 0));
	wr(LCD, PL111_UPBASE, 0x18001004);
	cr_expect(eq(uint, rig_errors(), 1));
	cr_expect(eq(u32, rd(LCD, PL111_UPBASE), 0x18001000));
	cr_expect(eq(u32, rd(LCD, PL111_LPBASE), 0x18002008));
	wr(LCD, PL111_CONTROL, 0xfffffffe);
	cr_expect(eq(uint, rig_errors(), 1));
	cr_expect(eq(u32, rd(LCD, PL111_CONTROL), 0x13ffe));
}

Test(pl111, hostile_accesses)
{
	rig_check_bad_accesses(LCD, DEVICE_WIDTH_32);
	rig_check_hole(LCD, 0x034);
	rig_check_hole(LCD, 0x1fc);
	rig_check_hole(LCD, 0x400);
	rig_check_hole(LCD, PL111_CURSOR); /* the cursor is not modelled, and says so */
	rig_check_hole(LCD, 0xc00);
	wr(LCD, PL111_RIS, 1);
	wr(LCD, PL111_MIS, 1);
	wr(LCD, PL111_UPCURR, 1);
	cr_expect(eq(uint, rig_errors(), 3));
	cr_expect(eq(u32, rd(LCD, PL111_ICR), 0));
	cr_expect(eq(uint, rig_errors(), 1));
}

Test(pl111, base_is_taken_at_vertical_sync)
{
	start(PL111_CONTROL_BPP_565);
	wr(LCD, PL111_IMSC, PL111_INT_LNBU);
	cr_expect(rig_line(LCD), "the first frame begins with the enabling");
	wr(LCD, PL111_ICR, PL111_INT_LNBU);
	cr_expect(eq(u32, rd(LCD, PL111_UPCURR), BASE));
	wr(LCD, PL111_UPBASE, BASE + 0x10000);
	rig_pass(FRAME - 1);
	cr_expect(not(rig_line(LCD)));
	rig_pass(1);
	cr_expect(rig_line(LCD));
	cr_expect(eq(u32, rd(LCD, PL111_MIS), PL111_INT_LNBU));
	cr_expect(eq(u32, rd(LCD, PL111_UPCURR), BASE + 0x10000));
}

Test(pl111, frames_never_drift)
{
	start(PL111_CONTROL_BPP_565);
	wr(LCD, PL111_IMSC, PL111_INT_LNBU);
	for (unsigned i = 1; i <= 1000; i++) {
		wr(LCD, PL111_ICR, PL111_INT_LNBU);
		rig_pass((uint64_t)i * FRAME - 1 - rig.now);
		cr_assert(not(rig_line(LCD)));
		rig_pass(1);
		cr_assert(rig_line(LCD));
	}
	cr_expect(eq(u64, rig.board.clcd.panel.frames, 1000));
}

Test(pl111, frames_of_broken_nanoseconds_do_not_drift)
{
	/* 4000 * 18 clocks of 23.75 MHz are 3031578 18/19 ns. */
	geometry(WIDTH, HEIGHT);
	wr(LCD, PL111_TIMING2,
	    16 << PL111_TIMING2_PCD_LO_SHIFT | (WIDTH - 1) << PL111_TIMING2_CPL_SHIFT);
	wr(LCD, PL111_UPBASE, BASE);
	wr(LCD, PL111_CONTROL, CONTROL | PL111_CONTROL_BPP_565);
	rig_pass(1900 * 3031578ull + 1800 - 1);
	wr(LCD, PL111_ICR, PL111_INT_LNBU);
	rig_pass(1);
	cr_expect(eq(u32, rd(LCD, PL111_RIS) & PL111_INT_LNBU, PL111_INT_LNBU));
}

Test(pl111, vertical_compare_at_each_of_its_points)
{
	static const uint64_t at[] = {
	    0, SYNC * LINE, (SYNC + BACK) * LINE, (SYNC + BACK + HEIGHT) * LINE};

	for (unsigned point = 0; point < 4; point++) {
		rig_start();
		start(PL111_CONTROL_BPP_565 | point << PL111_CONTROL_VCOMP_SHIFT);
		rig_pass(FRAME / 2 + LINE * 15 + LINE); /* front porch of the first frame over */
		rig_pass(FRAME - rig.now - 1);
		wr(LCD, PL111_ICR, PL111_INT_ALL);
		wr(LCD, PL111_IMSC, PL111_INT_VCOMP);
		rig_pass(at[point]);
		cr_expect(not(rig_line(LCD)), "point %u", point);
		rig_pass(1);
		cr_expect(rig_line(LCD), "point %u", point);
		wr(LCD, PL111_ICR, PL111_INT_VCOMP);
		rig_pass(FRAME - 2);
		cr_expect(not(rig_line(LCD)), "once a frame");
		rig_pass(2);
		cr_expect(rig_line(LCD));
	}
}

Test(pl111, current_address_follows_the_beam)
{
	start(PL111_CONTROL_BPP_565);
	rig_pass((SYNC + BACK) * LINE);
	cr_expect(eq(u32, rd(LCD, PL111_UPCURR), BASE));
	rig_pass(10 * LINE);
	cr_expect(eq(u32, rd(LCD, PL111_UPCURR), BASE + 10 * WIDTH * 2));
	rig_pass(30 * LINE + LINE / 2);
	cr_expect(eq(u32, rd(LCD, PL111_UPCURR), BASE + HEIGHT * WIDTH * 2));
}

Test(pl111, the_board_sets_the_clock)
{
	start(PL111_CONTROL_BPP_565);
	/* Twice as fast from the next frame on. */
	pl111_set_clock(&rig.board.devices[LCD], 2 * PL111_CLOCK_HZ);
	rig_pass(FRAME);
	wr(LCD, PL111_ICR, PL111_INT_ALL);
	rig_pass(FRAME / 2 - 1);
	cr_expect(eq(u32, rd(LCD, PL111_RIS) & PL111_INT_LNBU, 0));
	rig_pass(1);
	cr_expect(eq(u32, rd(LCD, PL111_RIS) & PL111_INT_LNBU, PL111_INT_LNBU));
}

Test(pl111, disabling_stops_at_once)
{
	start(PL111_CONTROL_BPP_565);
	rig_pass(FRAME);
	wr(LCD, PL111_CONTROL, 0);
	wr(LCD, PL111_ICR, PL111_INT_ALL);
	rig_pass(10 * FRAME);
	cr_expect(eq(u32, rd(LCD, PL111_RIS), 0));
	cr_expect(eq(u64, rig.board.clcd.panel.frames, 1));
	cr_expect(eq(u64, rig.board.devices[LCD].alarms[0], DEVICE_NEVER));
}

Test(pl111, a_frame_out_of_reach_is_a_bus_error)
{
	start(PL111_CONTROL_BPP_565);
	wr(LCD, PL111_UPBASE, 0x40000000);
	wr(LCD, PL111_IMSC, PL111_INT_MBERR);
	rig_pass(2 * FRAME);
	cr_expect(rig_line(LCD));
	cr_expect(eq(u32, rd(LCD, PL111_RIS) & (PL111_INT_MBERR | PL111_INT_FUF),
	    PL111_INT_MBERR | PL111_INT_FUF));
	cr_expect(eq(uint, rig_errors(), 1));
	/* Nothing more is tried until the error is cleared. */
	wr(LCD, PL111_UPBASE, BASE);
	memset(rig_memory(BASE), 0x5a, WIDTH * HEIGHT * 2);
	rig_pass(3 * FRAME);
	cr_expect(eq(uint, rig_errors(), 0));
	cr_expect(eq(u8, rig.board.clcd.panel.bytes[0], 0));
	wr(LCD, PL111_ICR, PL111_INT_ALL);
	cr_expect(not(rig_line(LCD)));
	rig_pass(2 * FRAME);
	cr_expect(eq(u8, rig.board.clcd.panel.bytes[0], 0x5a));
	cr_expect(not(rig_line(LCD)));
}

Test(pl111, a_frame_that_ends_out_of_reach_shows_what_it_has)
{
	/* Half of the frame is in video RAM. */
	uint32_t base = BOARD_VIDEO_RAM_BASE + BOARD_VIDEO_RAM_SIZE - WIDTH * HEIGHT;

	memset(rig_memory(base), 0x77, WIDTH * HEIGHT);
	start(PL111_CONTROL_BPP_565);
	wr(LCD, PL111_UPBASE, base);
	rig_pass(2 * FRAME);
	const struct pl111_panel *panel = pl111_panel(&rig.board.devices[LCD]);
	cr_expect(eq(u8, panel->bytes[0], 0x77));
	cr_expect(eq(u8, panel->bytes[WIDTH * HEIGHT - 1], 0x77));
	cr_expect(eq(u8, panel->bytes[WIDTH * HEIGHT], 0));
	cr_expect(ne(u32, rd(LCD, PL111_RIS) & PL111_INT_MBERR, 0));
}

Test(pl111, a_base_at_the_end_of_the_address_space_does_not_wrap)
{
	device_allow_nothing(&rig.board.devices[LCD]);
	device_allow(&rig.board.devices[LCD], 0, 0xffffffff);
	start(PL111_CONTROL_BPP_24);
	wr(LCD, PL111_UPBASE, 0xfffffff8);
	rig_pass(2 * FRAME);
	cr_expect(ne(u32, rd(LCD, PL111_RIS) & PL111_INT_MBERR, 0));
}

Test(pl111, windows_of_the_description_bound_the_fetching)
{
	device_allow_nothing(&rig.board.devices[LCD]);
	device_allow(&rig.board.devices[LCD], BASE, WIDTH * HEIGHT * 2);
	start(PL111_CONTROL_BPP_565);
	rig_pass(2 * FRAME);
	cr_expect(eq(u32, rd(LCD, PL111_RIS) & PL111_INT_MBERR, 0));
	wr(LCD, PL111_UPBASE, BASE + 8);
	rig_pass(2 * FRAME);
	cr_expect(ne(u32, rd(LCD, PL111_RIS) & PL111_INT_MBERR, 0));
}

Test(pl111, more_than_the_bus_carries_underflows)
{
	/* 480 x 800 x 32 at the full clock of 23.75 MHz are some 86 MB a second. */
	geometry(480, 800);
	wr(LCD, PL111_TIMING2, PL111_TIMING2_BCD | 479 << PL111_TIMING2_CPL_SHIFT);
	wr(LCD, PL111_UPBASE, BOARD_VIDEO_RAM_BASE);
	memset(rig_memory(BOARD_VIDEO_RAM_BASE), 0xff, 480 * 800 * 4);
	wr(LCD, PL111_CONTROL, CONTROL | PL111_CONTROL_BPP_24 | PL111_CONTROL_BGR);
	cr_expect(eq(uint, rig_errors(), 1));
	rig_pass(40 * 1000 * 1000);
	cr_expect(eq(u32, rd(LCD, PL111_RIS) & PL111_INT_FUF, PL111_INT_FUF));
	cr_expect(eq(u32, rd(LCD, PL111_RIS) & PL111_INT_MBERR, 0));
	const struct pl111_panel *panel = pl111_panel(&rig.board.devices[LCD]);
	cr_expect(eq(u8, panel->bytes[0], 0xff));
	cr_expect(eq(u8, panel->bytes[479 * 4], 0), "the end of the line comes too late");

	/* With 16 bits it fits. */
	wr(LCD, PL111_CONTROL, CONTROL | PL111_CONTROL_BPP_565 | PL111_CONTROL_BGR);
	rig_pass(20 * 1000 * 1000);
	wr(LCD, PL111_ICR, PL111_INT_ALL);
	rig_pass(40 * 1000 * 1000);
	cr_expect(eq(u32, rd(LCD, PL111_RIS) & PL111_INT_FUF, 0));
	cr_expect(eq(u8, panel->bytes[479 * 2], 0xff));
}

Test(pl111, panels_that_are_not_there_are_refused)
{
	static const uint32_t bad[] = {PL111_CONTROL_BW, PL111_CONTROL_DUAL, PL111_CONTROL_MONO8,
	    PL111_CONTROL_BEBO, PL111_CONTROL_BEPO};

	geometry(WIDTH, HEIGHT);
	for (unsigned i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		wr(LCD, PL111_CONTROL, CONTROL | PL111_CONTROL_BPP_565 | bad[i]);
		cr_expect(eq(uint, rig_errors(), 1));
		wr(LCD, PL111_CONTROL, 0);
	}
	wr(LCD, PL111_CONTROL, PL111_CONTROL_EN | PL111_CONTROL_PWR); /* STN */
	cr_expect(eq(uint, rig_errors(), 1));
	rig_pass(5 * FRAME);
	cr_expect(eq(u64, rig.board.clcd.panel.frames, 0));
	cr_expect(eq(u32, rd(LCD, PL111_RIS), 0));
}

Test(pl111, a_frame_too_short_for_any_panel_is_refused)
{
	wr(LCD, PL111_TIMING2, PL111_TIMING2_BCD | 15 << PL111_TIMING2_CPL_SHIFT);
	wr(LCD, PL111_CONTROL, CONTROL | PL111_CONTROL_BPP_565);
	cr_expect(eq(uint, rig_errors(), 1));
	cr_expect(eq(u64, rig.board.devices[LCD].alarms[0], DEVICE_NEVER));
	/* It comes to life when the registers are put right and enabled again. */
	start(PL111_CONTROL_BPP_565);
	rig_pass(FRAME);
	cr_expect(eq(u64, rig.board.clcd.panel.frames, 1));
}

Test(pl111, a_mode_turned_bad_while_running_stops_at_the_next_frame)
{
	start(PL111_CONTROL_BPP_565);
	rig_pass(FRAME / 2);
	wr(LCD, PL111_CONTROL, CONTROL | PL111_CONTROL_DUAL | PL111_CONTROL_BPP_565);
	cr_expect(eq(uint, rig_errors(), 0));
	rig_pass(FRAME);
	cr_expect(eq(uint, rig_errors(), 1));
	cr_expect(not(rig.board.clcd.panel.lit));
	rig_pass(10 * FRAME);
	cr_expect(eq(u64, rig.board.clcd.panel.frames, 1));
}

Test(pl111, clocks_a_line_that_do_not_fit_are_reported)
{
	geometry(WIDTH, HEIGHT);
	wr(LCD, PL111_TIMING2, 17 | 10 << PL111_TIMING2_CPL_SHIFT);
	wr(LCD, PL111_CONTROL, CONTROL | PL111_CONTROL_BPP_565);
	cr_expect(eq(uint, rig_errors(), 1));
}

Test(pl111, every_size_of_panel_can_be_scanned)
{
	static const uint32_t heights[] = {1, 2, 7, 8, 9, 15, 17, 100, 1023, 1024};

	for (unsigned i = 0; i < sizeof(heights) / sizeof(*heights); i++) {
		rig_start();
		geometry(1024, heights[i]);
		/* The slowest clock: no limit is near. */
		wr(LCD, PL111_TIMING2,
		    31 | 31u << PL111_TIMING2_PCD_HI_SHIFT | 1023 << PL111_TIMING2_CPL_SHIFT);
		wr(LCD, PL111_UPBASE, BOARD_VIDEO_RAM_BASE);
		memset(rig_memory(BOARD_VIDEO_RAM_BASE), 0xa5, 1024 * heights[i] * 4);
		wr(LCD, PL111_CONTROL, CONTROL | PL111_CONTROL_BPP_24);
		uint64_t lines = SYNC + BACK + heights[i] + 5, clocks = 1024 + 6 + 5 + 5;
		rig_pass(device_tick_time(lines * clocks * 1025, PL111_CLOCK_HZ));
		const struct pl111_panel *panel = pl111_panel(&rig.board.devices[LCD]);
		cr_expect(eq(u64, panel->frames, 1), "%u lines", heights[i]);
		cr_expect(eq(u32, panel->height, heights[i]));
		cr_expect(eq(u8, panel->bytes[1024 * heights[i] * 4 - 1], 0xa5));
		cr_expect(eq(uint, rig_errors(), 0));
	}
}
