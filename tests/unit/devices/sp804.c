/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The SP804 dual timer against its manual (ARM DDI 0271): modes, exact times, interrupts.
 */
#include "tests/unit/devices/rig.h"

enum {
	TIMER = BOARD_TIMER01,
	US = 1000,
	SECOND = SP804_STRIDE,
	ON = SP804_CONTROL_ENABLE | SP804_CONTROL_INT | SP804_CONTROL_32BIT,
};

TestSuite(sp804, .init = rig_start);

Test(sp804, reset_values)
{
	for (unsigned base = 0; base <= SECOND; base += SECOND) {
		cr_expect(eq(u32, rd(TIMER, base + SP804_LOAD), 0));
		cr_expect(eq(u32, rd(TIMER, base + SP804_VALUE), 0xffffffff));
		cr_expect(eq(u32, rd(TIMER, base + SP804_CONTROL), 0x20));
		cr_expect(eq(u32, rd(TIMER, base + SP804_RIS), 0));
		cr_expect(eq(u32, rd(TIMER, base + SP804_MIS), 0));
		cr_expect(eq(u32, rd(TIMER, base + SP804_BGLOAD), 0));
	}
	cr_expect(eq(uint, rig_errors(), 0));
}

Test(sp804, hostile_accesses)
{
	rig_check_bad_accesses(TIMER, DEVICE_WIDTH_32);
	rig_check_hole(TIMER, 0x1c);
	rig_check_hole(TIMER, 0x3c);
	rig_check_hole(TIMER, 0x40);
	rig_check_hole(TIMER, 0xf00);
	wr(TIMER, SP804_VALUE, 5);
	wr(TIMER, SP804_RIS, 1);
	wr(TIMER, SECOND + SP804_MIS, 1);
	cr_expect(eq(uint, rig_errors(), 3));
	cr_expect(eq(u32, rd(TIMER, SP804_INTCLR), 0));
	cr_expect(eq(uint, rig_errors(), 1));
	cr_expect(eq(u32, rd(TIMER, SP804_VALUE), 0xffffffff));
}

Test(sp804, a_counter_that_is_off_stands)
{
	wr(TIMER, SP804_LOAD, 100);
	rig_pass(1000 * US);
	cr_expect(eq(u32, rd(TIMER, SP804_VALUE), 100));
	cr_expect(eq(u32, rd(TIMER, SP804_RIS), 0));
}

Test(sp804, load_reads_at_once_and_counts_from_the_next_edge)
{
	rig.now = 300; /* between two edges */
	wr(TIMER, SP804_CONTROL, ON | SP804_CONTROL_PERIODIC);
	wr(TIMER, SP804_LOAD, 10);
	cr_expect(eq(u32, rd(TIMER, SP804_VALUE), 10));
	rig.now = 1 * US;
	cr_expect(eq(u32, rd(TIMER, SP804_VALUE), 10));
	rig.now = 2 * US - 1;
	cr_expect(eq(u32, rd(TIMER, SP804_VALUE), 10));
	rig.now = 2 * US;
	cr_expect(eq(u32, rd(TIMER, SP804_VALUE), 9));
}

Test(sp804, periodic_interrupts_never_drift)
{
	rig.now = 123;
	wr(TIMER, SP804_LOAD, 1000);
	wr(TIMER, SP804_CONTROL, ON | SP804_CONTROL_PERIODIC);
	for (unsigned i = 1; i <= 1000; i++) {
		uint64_t due = 1 * US + i * 1000ull * US; /* the load came at the edge of 1 us */

		cr_assert(eq(u64, board_next_alarm(&rig.board), due));
		/* Served late, and a little later each time. */
		rig.now = due + i * 321;
		board_run(&rig.board);
		cr_assert(rig_line(TIMER));
		wr(TIMER, SP804_INTCLR, 0);
		cr_assert(not(rig_line(TIMER)));
	}
}

Test(sp804, a_standing_interrupt_is_not_raised_again)
{
	wr(TIMER, SP804_LOAD, 1);
	wr(TIMER, SP804_CONTROL, ON | SP804_CONTROL_PERIODIC);
	rig_pass(2 * US);
	cr_expect(rig_line(TIMER));
	cr_expect(eq(u64, rig.board.devices[TIMER].alarms[0], DEVICE_NEVER));
	rig_pass(1000000 * US);
	unsigned edges = rig.edges[34];
	wr(TIMER, SP804_INTCLR, 1);
	cr_expect(eq(uint, rig.edges[34], edges + 1));
	rig_pass(1 * US);
	cr_expect(rig_line(TIMER));
}

Test(sp804, one_shot_stops_at_zero_until_reloaded)
{
	wr(TIMER, SP804_LOAD, 50);
	wr(TIMER, SP804_CONTROL, ON | SP804_CONTROL_ONESHOT);
	rig_pass(50 * US);
	cr_expect(eq(u32, rd(TIMER, SP804_VALUE), 1));
	cr_expect(not(rig_line(TIMER)));
	rig_pass(1 * US);
	cr_expect(rig_line(TIMER));
	wr(TIMER, SP804_INTCLR, 0);
	rig_pass(10000 * US);
	cr_expect(not(rig_line(TIMER)));
	cr_expect(eq(u32, rd(TIMER, SP804_VALUE), 0));
	wr(TIMER, SP804_LOAD, 5);
	rig_pass(6 * US);
	cr_expect(rig_line(TIMER));
}

Test(sp804, a_finished_one_shot_goes_on_when_oneshot_is_cleared)
{
	wr(TIMER, SP804_LOAD, 5);
	wr(TIMER, SP804_CONTROL, ON | SP804_CONTROL_ONESHOT);
	rig_pass(10 * US);
	wr(TIMER, SP804_CONTROL, SP804_CONTROL_32BIT);
	wr(TIMER, SP804_CONTROL, ON | SP804_CONTROL_PERIODIC);
	wr(TIMER, SP804_INTCLR, 0);
	rig_pass(4 * US);
	cr_expect(eq(u32, rd(TIMER, SP804_VALUE), 1));
	rig_pass(1 * US);
	cr_expect(rig_line(TIMER));
	cr_expect(eq(uint, rig_errors(), 0));
}

Test(sp804, free_running_wraps_from_zero_to_the_highest)
{
	wr(TIMER, SP804_LOAD, 2);
	wr(TIMER, SP804_CONTROL, ON);
	static const uint32_t seen[] = {2, 2, 1, 0, 0xffffffff, 0xfffffffe};
	for (unsigned i = 0; i < 6; i++) {
		cr_expect(eq(u32, rd(TIMER, SP804_VALUE), seen[i]), "after %u us", i);
		rig_pass(1 * US);
	}
	cr_expect(rig_line(TIMER));
	wr(TIMER, SP804_INTCLR, 0);
	/* 2^32 ticks from zero to zero. */
	cr_expect(eq(u64, board_next_alarm(&rig.board), (3 + (1ull << 32)) * US));
}

Test(sp804, sixteen_bits_leave_the_high_half_alone)
{
	wr(TIMER, SP804_LOAD, 0xabcd0003);
	wr(TIMER, SP804_CONTROL, SP804_CONTROL_ENABLE | SP804_CONTROL_INT);
	rig_pass(4 * US);
	cr_expect(eq(u32, rd(TIMER, SP804_VALUE), 0xabcd0000));
	cr_expect(rig_line(TIMER));
	rig_pass(1 * US);
	cr_expect(eq(u32, rd(TIMER, SP804_VALUE), 0xabcdffff));
	wr(TIMER, SP804_INTCLR, 0);
	cr_expect(eq(u64, board_next_alarm(&rig.board), (4 + 65536) * US));
}

Test(sp804, prescaler)
{
	wr(TIMER, SP804_LOAD, 3);
	wr(TIMER, SP804_CONTROL, ON | SP804_CONTROL_PERIODIC | SP804_CONTROL_PRESCALE_16);
	wr(TIMER, SECOND + SP804_LOAD, 3);
	wr(TIMER, SECOND + SP804_CONTROL, ON | SP804_CONTROL_PERIODIC | SP804_CONTROL_PRESCALE_256);
	rig_pass((1 + 47) * US);
	cr_expect(eq(u32, rd(TIMER, SP804_VALUE), 1));
	rig_pass(1 * US);
	cr_expect(eq(u32, rd(TIMER, SP804_RIS), 1));
	cr_expect(eq(u32, rd(TIMER, SECOND + SP804_RIS), 0));
	cr_expect(eq(u32, rd(TIMER, SECOND + SP804_VALUE), 3));
	rig_pass((768 - 48) * US);
	cr_expect(eq(u32, rd(TIMER, SECOND + SP804_RIS), 1));
}

Test(sp804, background_load_takes_effect_at_the_next_zero)
{
	wr(TIMER, SP804_LOAD, 10);
	wr(TIMER, SP804_CONTROL, ON | SP804_CONTROL_PERIODIC);
	rig_pass(4 * US);
	wr(TIMER, SP804_BGLOAD, 100);
	cr_expect(eq(u32, rd(TIMER, SP804_VALUE), 7));
	cr_expect(eq(u32, rd(TIMER, SP804_LOAD), 100));
	cr_expect(eq(u32, rd(TIMER, SP804_BGLOAD), 100));
	cr_expect(eq(u64, board_next_alarm(&rig.board), 11 * US));
	rig_pass(7 * US);
	cr_expect(eq(u32, rd(TIMER, SP804_VALUE), 100));
	wr(TIMER, SP804_INTCLR, 0);
	cr_expect(eq(u64, board_next_alarm(&rig.board), 111 * US));
}

Test(sp804, both_counters_share_the_line)
{
	wr(TIMER, SP804_LOAD, 5);
	wr(TIMER, SP804_CONTROL, ON | SP804_CONTROL_PERIODIC);
	wr(TIMER, SECOND + SP804_LOAD, 5);
	wr(TIMER, SECOND + SP804_CONTROL, ON | SP804_CONTROL_PERIODIC);
	rig_pass(6 * US);
	cr_expect(eq(u32, rd(TIMER, SP804_MIS), 1));
	cr_expect(eq(u32, rd(TIMER, SECOND + SP804_MIS), 1));
	wr(TIMER, SP804_INTCLR, 0);
	cr_expect(rig_line(TIMER));
	wr(TIMER, SECOND + SP804_INTCLR, 0);
	cr_expect(not(rig_line(TIMER)));
}

Test(sp804, a_masked_interrupt_stays_raw)
{
	wr(TIMER, SP804_LOAD, 5);
	wr(TIMER, SP804_CONTROL, SP804_CONTROL_ENABLE | SP804_CONTROL_PERIODIC);
	rig_pass(6 * US);
	cr_expect(eq(u32, rd(TIMER, SP804_RIS), 1));
	cr_expect(eq(u32, rd(TIMER, SP804_MIS), 0));
	cr_expect(not(rig_line(TIMER)));
	wr(TIMER, SP804_CONTROL, SP804_CONTROL_ENABLE | SP804_CONTROL_PERIODIC | SP804_CONTROL_INT);
	cr_expect(rig_line(TIMER));
}

Test(sp804, disabling_keeps_the_value)
{
	wr(TIMER, SP804_LOAD, 100);
	wr(TIMER, SP804_CONTROL, ON | SP804_CONTROL_PERIODIC);
	rig_pass(31 * US);
	wr(TIMER, SP804_CONTROL, SP804_CONTROL_32BIT | SP804_CONTROL_INT | SP804_CONTROL_PERIODIC);
	rig_pass(537 * US);
	cr_expect(eq(u32, rd(TIMER, SP804_VALUE), 70));
	wr(TIMER, SP804_CONTROL, ON | SP804_CONTROL_PERIODIC);
	rig_pass(10 * US);
	cr_expect(eq(u32, rd(TIMER, SP804_VALUE), 60));
}

Test(sp804, rules_of_the_manual_are_enforced)
{
	wr(TIMER, SP804_CONTROL, ON);
	cr_expect(eq(uint, rig_errors(), 0));
	wr(TIMER, SP804_CONTROL, ON | SP804_CONTROL_PERIODIC); /* while running */
	cr_expect(eq(uint, rig_errors(), 1));
	/* Together with stopping it is allowed; but not this prescaler. */
	wr(TIMER, SP804_CONTROL, SP804_CONTROL_PRESCALE_MASK | SP804_CONTROL_32BIT);
	cr_expect(eq(uint, rig_errors(), 1));
	wr(TIMER, SP804_CONTROL, 0x110);
	cr_expect(eq(uint, rig_errors(), 1));
	cr_expect(eq(u32, rd(TIMER, SP804_CONTROL), 0));
	wr(TIMER, SP804_LOAD, 0); /* 1 is the least */
	cr_expect(eq(uint, rig_errors(), 1));
	cr_expect(eq(u32, rd(TIMER, SP804_RIS), 1));
}
