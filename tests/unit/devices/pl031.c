/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The PL031 real-time clock against its manual (ARM DDI 0224).
 */
#include "tests/unit/devices/rig.h"

enum { RTC = BOARD_RTC };

static const uint64_t second = 1000 * 1000 * 1000;

TestSuite(pl031, .init = rig_start);

Test(pl031, reset_values)
{
	cr_expect(eq(u32, rd(RTC, PL031_DR), RIG_EPOCH));
	cr_expect(eq(u32, rd(RTC, PL031_MR), 0));
	cr_expect(eq(u32, rd(RTC, PL031_LR), 0));
	cr_expect(eq(u32, rd(RTC, PL031_CR), 1));
	cr_expect(eq(u32, rd(RTC, PL031_IMSC), 0));
	cr_expect(eq(u32, rd(RTC, PL031_RIS), 0));
	cr_expect(eq(u32, rd(RTC, PL031_MIS), 0));
	cr_expect(eq(uint, rig_errors(), 0));
}

Test(pl031, hostile_accesses)
{
	rig_check_bad_accesses(RTC, DEVICE_WIDTH_32);
	rig_check_hole(RTC, 0x020);
	rig_check_hole(RTC, 0x080);
	wr(RTC, PL031_DR, 1);
	wr(RTC, PL031_RIS, 1);
	wr(RTC, PL031_MIS, 1);
	wr(RTC, PL031_CR, 0); /* cannot be stopped */
	cr_expect(eq(uint, rig_errors(), 4));
	cr_expect(eq(u32, rd(RTC, PL031_CR), 1));
	cr_expect(eq(u32, rd(RTC, PL031_ICR), 0));
	cr_expect(eq(uint, rig_errors(), 1));
}

Test(pl031, counts_whole_seconds_of_virtual_time)
{
	rig_pass(second - 1);
	cr_expect(eq(u32, rd(RTC, PL031_DR), RIG_EPOCH));
	rig_pass(1);
	cr_expect(eq(u32, rd(RTC, PL031_DR), RIG_EPOCH + 1));
	rig_pass(3600 * second);
	cr_expect(eq(u32, rd(RTC, PL031_DR), RIG_EPOCH + 3601));
}

Test(pl031, loading_sets_the_time_but_not_the_tick)
{
	rig_pass(second / 2);
	wr(RTC, PL031_LR, 77);
	cr_expect(eq(u32, rd(RTC, PL031_LR), 77));
	cr_expect(eq(u32, rd(RTC, PL031_DR), 77));
	rig_pass(second / 2);
	cr_expect(eq(u32, rd(RTC, PL031_DR), 78));
}

Test(pl031, match_interrupts_once_at_its_second)
{
	wr(RTC, PL031_IMSC, 1);
	wr(RTC, PL031_MR, RIG_EPOCH + 10);
	rig_pass(10 * second - 1);
	cr_expect(not(rig_line(RTC)));
	rig_pass(1);
	cr_expect(rig_line(RTC));
	cr_expect(eq(u32, rd(RTC, PL031_RIS), 1));
	cr_expect(eq(u32, rd(RTC, PL031_MIS), 1));
	wr(RTC, PL031_ICR, 1);
	cr_expect(not(rig_line(RTC)));
	rig_pass(100 * second);
	cr_expect(not(rig_line(RTC)));
}

Test(pl031, match_served_late_is_not_missed)
{
	wr(RTC, PL031_IMSC, 1);
	wr(RTC, PL031_MR, RIG_EPOCH + 10);
	rig.now = 500 * second;
	cr_expect(eq(u32, rd(RTC, PL031_RIS), 1));
	cr_expect(rig_line(RTC));
}

Test(pl031, loading_over_the_match_does_not_match)
{
	wr(RTC, PL031_MR, RIG_EPOCH + 10);
	wr(RTC, PL031_LR, RIG_EPOCH + 20);
	rig_pass(100 * second);
	cr_expect(eq(u32, rd(RTC, PL031_RIS), 0));
	wr(RTC, PL031_LR, RIG_EPOCH + 9);
	rig_pass(second);
	cr_expect(eq(u32, rd(RTC, PL031_RIS), 1));
}

Test(pl031, equal_at_once_interrupts_at_once)
{
	wr(RTC, PL031_MR, RIG_EPOCH);
	cr_expect(eq(u32, rd(RTC, PL031_RIS), 1));
	cr_expect(eq(u32, rd(RTC, PL031_MIS), 0));
	wr(RTC, PL031_IMSC, 1);
	cr_expect(rig_line(RTC));
	wr(RTC, PL031_IMSC, 0);
	cr_expect(not(rig_line(RTC)));
}

Test(pl031, the_clock_goes_round_at_32_bits)
{
	wr(RTC, PL031_LR, 0xfffffffe);
	wr(RTC, PL031_MR, 1);
	rig_pass(2 * second);
	cr_expect(eq(u32, rd(RTC, PL031_DR), 0));
	cr_expect(eq(u32, rd(RTC, PL031_RIS), 0));
	rig_pass(second);
	cr_expect(eq(u32, rd(RTC, PL031_RIS), 1));
}

Test(pl031, time_goes_on_over_a_reset)
{
	rig_pass(50 * second);
	board_reset(&rig.board);
	cr_expect(eq(u32, rd(RTC, PL031_DR), RIG_EPOCH + 50));
}
