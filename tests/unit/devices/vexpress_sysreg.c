/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Versatile Express system registers against their manual (ARM DUI 0447).
 */
#include "tests/unit/devices/rig.h"

enum { SYSREG = BOARD_SYSREG };

TestSuite(vexpress_sysreg, .init = rig_start);

/* Runs a configuration command as the manual says; returns CFGSTAT. */
static uint32_t command(uint32_t function, bool write, uint32_t device, uint32_t data)
{
	wr(SYSREG, SYSREG_CFGSTAT, 0);
	wr(SYSREG, SYSREG_CFGDATA, data);
	wr(SYSREG, SYSREG_CFGCTRL,
	    1u << 31 | (write ? SYSREG_CFGCTRL_WRITE : 0) |
		function << SYSREG_CFGCTRL_FUNCTION_SHIFT | device);
	for (unsigned i = 0; i < 1000 && rd(SYSREG, SYSREG_CFGSTAT) == 0; i++)
		rig_pass(1000);
	return rd(SYSREG, SYSREG_CFGSTAT);
}

Test(vexpress_sysreg, reset_values)
{
	static const uint32_t values[][2] = {{SYSREG_ID, 0x1190f500}, {SYSREG_SW, 0},
	    {SYSREG_LED, 0}, {SYSREG_100HZ, 0}, {SYSREG_FLAGS, 0}, {SYSREG_NVFLAGS, 0},
	    {SYSREG_MCI, 0}, {SYSREG_FLASH, 0}, {SYSREG_CFGSW, 0}, {SYSREG_24MHZ, 0},
	    {SYSREG_MISC, 0}, {SYSREG_PROCID0, 0x14000237}, {SYSREG_PROCID1, 0xff000000},
	    {SYSREG_CFGDATA, 0}, {SYSREG_CFGCTRL, 0}, {SYSREG_CFGSTAT, 0}};

	for (unsigned i = 0; i < sizeof(values) / sizeof(*values); i++)
		cr_expect(eq(u32, rd(SYSREG, values[i][0]), values[i][1]), "0x%03x", values[i][0]);
	cr_expect(eq(uint, rig_errors(), 0));
}

Test(vexpress_sysreg, hostile_accesses)
{
	rig_check_bad_accesses(SYSREG, DEVICE_WIDTH_32);
	rig_check_hole(SYSREG, 0x00c);
	rig_check_hole(SYSREG, 0x020);
	rig_check_hole(SYSREG, 0x0ac);
	rig_check_hole(SYSREG, 0xfe0);
	wr(SYSREG, SYSREG_ID, 0);
	wr(SYSREG, SYSREG_24MHZ, 0);
	wr(SYSREG, SYSREG_PROCID0, 0);
	cr_expect(eq(uint, rig_errors(), 3));
	rd(SYSREG, SYSREG_FLAGSCLR);
	cr_expect(eq(uint, rig_errors(), 1));
}

Test(vexpress_sysreg, counters_run_at_their_rates)
{
	rig_pass(1000000000);
	cr_expect(eq(u32, rd(SYSREG, SYSREG_24MHZ), 24000000));
	cr_expect(eq(u32, rd(SYSREG, SYSREG_100HZ), 100));
	rig_pass(9999999);
	cr_expect(eq(u32, rd(SYSREG, SYSREG_100HZ), 100));
	rig_pass(1);
	cr_expect(eq(u32, rd(SYSREG, SYSREG_100HZ), 101));
	board_reset(&rig.board);
	cr_expect(eq(u32, rd(SYSREG, SYSREG_24MHZ), 0));
}

Test(vexpress_sysreg, flags_are_set_and_cleared_by_bits)
{
	wr(SYSREG, SYSREG_FLAGS, 0xf0);
	wr(SYSREG, SYSREG_FLAGS, 0x0f);
	cr_expect(eq(u32, rd(SYSREG, SYSREG_FLAGS), 0xff));
	wr(SYSREG, SYSREG_FLAGSCLR, 0x3c);
	cr_expect(eq(u32, rd(SYSREG, SYSREG_FLAGS), 0xc3));
	wr(SYSREG, SYSREG_NVFLAGS, 0x55);
	wr(SYSREG, SYSREG_NVFLAGSCLR, 0x05);
	board_reset(&rig.board);
	cr_expect(eq(u32, rd(SYSREG, SYSREG_FLAGS), 0));
	cr_expect(eq(u32, rd(SYSREG, SYSREG_NVFLAGS), 0x50));
	wr(SYSREG, SYSREG_LED, 0x1a5);
	cr_expect(eq(u32, rd(SYSREG, SYSREG_LED), 0xa5));
	wr(SYSREG, SYSREG_FLASH, 3);
	cr_expect(eq(u32, rd(SYSREG, SYSREG_FLASH), 1));
}

Test(vexpress_sysreg, shutdown_and_reboot_reach_the_machine)
{
	cr_expect(eq(u32, command(SYSREG_FUNCTION_SHUTDOWN, true, 0, 0), SYSREG_CFGSTAT_COMPLETE));
	cr_expect(eq(uint, rig.shutdowns, 1));
	cr_expect(eq(uint, rig.reboots, 0));
	cr_expect(eq(u32, command(SYSREG_FUNCTION_REBOOT, true, 0, 0), SYSREG_CFGSTAT_COMPLETE));
	cr_expect(eq(uint, rig.reboots, 1));
}

Test(vexpress_sysreg, a_command_takes_time_and_is_not_disturbed)
{
	wr(SYSREG, SYSREG_CFGCTRL,
	    1u << 31 | SYSREG_CFGCTRL_WRITE |
		SYSREG_FUNCTION_SHUTDOWN << SYSREG_CFGCTRL_FUNCTION_SHIFT);
	cr_expect(eq(uint, rig.shutdowns, 0));
	cr_expect(eq(u32, rd(SYSREG, SYSREG_CFGSTAT), 0));
	cr_expect(ne(u32, rd(SYSREG, SYSREG_CFGCTRL) & 1u << 31, 0));
	wr(SYSREG, SYSREG_CFGCTRL, 0);
	wr(SYSREG, SYSREG_CFGDATA, 1);
	cr_expect(eq(uint, rig_errors(), 2));
	rig_pass(20000);
	cr_expect(eq(uint, rig.shutdowns, 1));
	cr_expect(eq(u32, rd(SYSREG, SYSREG_CFGCTRL) & 1u << 31, 0));
}

Test(vexpress_sysreg, without_start_nothing_is_done)
{
	wr(SYSREG, SYSREG_CFGCTRL,
	    SYSREG_CFGCTRL_WRITE | SYSREG_FUNCTION_SHUTDOWN << SYSREG_CFGCTRL_FUNCTION_SHIFT);
	rig_pass(1000000);
	cr_expect(eq(uint, rig.shutdowns, 0));
	cr_expect(eq(u32, rd(SYSREG, SYSREG_CFGSTAT), 0));
}

Test(vexpress_sysreg, oscillators)
{
	cr_expect(eq(u32, command(SYSREG_FUNCTION_OSC, false, 1, 0), SYSREG_CFGSTAT_COMPLETE));
	cr_expect(eq(u32, rd(SYSREG, SYSREG_CFGDATA), 23750000));
	cr_expect(
	    eq(u32, command(SYSREG_FUNCTION_OSC, true, 1, 30000000), SYSREG_CFGSTAT_COMPLETE));
	cr_expect(eq(u32, command(SYSREG_FUNCTION_OSC, false, 1, 0), SYSREG_CFGSTAT_COMPLETE));
	cr_expect(eq(u32, rd(SYSREG, SYSREG_CFGDATA), 30000000));
	cr_expect(eq(u32, rig.board.clcd.clock_hz, 30000000));
	cr_expect(
	    eq(u32, command(SYSREG_FUNCTION_OSC, true, 0, 25000000), SYSREG_CFGSTAT_COMPLETE));
	cr_expect(
	    eq(u32, command(SYSREG_FUNCTION_OSC, true, 0, 60000000), SYSREG_CFGSTAT_COMPLETE));
	/* Out of range, and not there. */
	cr_expect(eq(u32, command(SYSREG_FUNCTION_OSC, true, 1, 0), SYSREG_CFGSTAT_ERROR));
	cr_expect(eq(u32, command(SYSREG_FUNCTION_OSC, true, 1, 66000000), SYSREG_CFGSTAT_ERROR));
	cr_expect(eq(u32, command(SYSREG_FUNCTION_OSC, true, 2, 25000000), SYSREG_CFGSTAT_ERROR));
	cr_expect(eq(u32, command(SYSREG_FUNCTION_OSC, false, 3, 0), SYSREG_CFGSTAT_ERROR));
	cr_expect(eq(u32, rig.board.clcd.clock_hz, 30000000));
	board_reset(&rig.board);
	cr_expect(eq(u32, rig.board.clcd.clock_hz, 23750000));
}

Test(vexpress_sysreg, unknown_functions_sites_and_devices_fail)
{
	for (uint32_t function = 0; function < 64; function++) {
		bool known =
		    function == SYSREG_FUNCTION_MUXFPGA || function == SYSREG_FUNCTION_DVIMODE ||
		    function == SYSREG_FUNCTION_SHUTDOWN || function == SYSREG_FUNCTION_REBOOT;

		cr_expect(eq(u32, command(function, true, 0xfff, 0), SYSREG_CFGSTAT_ERROR));
		if (!known && function != SYSREG_FUNCTION_OSC)
			cr_expect(eq(u32, command(function, true, 0, 0), SYSREG_CFGSTAT_ERROR));
	}
	/* Another site (16), position (12) and controller (26). */
	for (unsigned shift = 12; shift <= 26; shift += shift == 12 ? 4 : 10)
		cr_expect(eq(u32, command(SYSREG_FUNCTION_SHUTDOWN, true, 1u << shift, 0),
		    SYSREG_CFGSTAT_ERROR));
	cr_expect(eq(uint, rig.shutdowns, 0));
	cr_expect(eq(uint, rig.reboots, 0));
}
