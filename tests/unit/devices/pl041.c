/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The PL041 and its codec against their manuals: exact times, and what a driver may not do.
 */
#include "tests/unit/devices/rig.h"

enum {
	AACI = BOARD_AACI,
	MS = 1000 * 1000,
	MODE = PL041_TXCR_FEN | PL041_TXCR_COMPACT | PL041_TXCR_SLOT3 | PL041_TXCR_SLOT4,
	SLOTS = PL041_MAINCR_IFE | PL041_MAINCR_SLOTS,
};

TestSuite(pl041, .init = rig_start);

/* First nanosecond of a frame of the link. */
static uint64_t frame(uint64_t number)
{
	return device_tick_time(number, PL041_RATE);
}

static void until(uint64_t time)
{
	rig_pass(time - rig.now);
}

static void codec(uint32_t number, uint32_t value)
{
	wr(AACI, PL041_SL2TX, value << PL041_SL2_SHIFT);
	wr(AACI, PL041_SL1TX, number << PL041_SL1_SHIFT);
	rig_pass(1 * MS);
}

/* Ready to send, at 0 dB. */
static void open(void)
{
	wr(AACI, PL041_RESET, PL041_RESET_NRST);
	wr(AACI, PL041_MAINCR, SLOTS);
	codec(AC97_MASTER_VOLUME, 0);
	codec(AC97_PCM_VOLUME, 0x0808);
	wr(AACI, PL041_TXCR, MODE);
	rig.output_size = 0;
}

static void fill(uint32_t words)
{
	for (uint32_t i = 0; i < words; i++)
		wr(AACI, PL041_DR + 4 * (i % 8), (i + 1) | 0x80000000);
}

static int16_t heard(uint32_t index)
{
	return (int16_t)(rig.output[2 * index] | rig.output[2 * index + 1] << 8);
}

Test(pl041, reset_values_and_holes)
{
	cr_expect(eq(u32, rd(AACI, PL041_SR), PL041_SR_RXFE | PL041_SR_TXFE | PL041_SR_TXHE));
	cr_expect(eq(u32, rd(AACI, PL041_MAINCR), 0));
	cr_expect(eq(u32, rd(AACI, PL041_ID + 12), 0x29));
	cr_expect(eq(uint, rig_errors(), 0));
	rig_check_bad_accesses(AACI, DEVICE_WIDTH_32);
	rig_check_hole(AACI, 0x14);
	rig_check_hole(AACI, 0xb0);
	rig_check_hole(AACI, 0xf00);
}

Test(pl041, a_codec_register_is_read_three_frames_later)
{
	const uint32_t valid = PL041_SLFR_SL1RXVALID | PL041_SLFR_SL2RXVALID;

	open();
	until(frame(1000) + 5);
	wr(AACI, PL041_SL1TX, AC97_VENDOR1 << PL041_SL1_SHIFT | PL041_SL1_READ);
	cr_expect(ne(u32, rd(AACI, PL041_SLFR) & PL041_SLFR_SL1TXBUSY, 0));
	until(frame(1002));
	cr_expect(not(rd(AACI, PL041_SLFR) & PL041_SLFR_SL1TXBUSY));
	until(frame(1003) - 1);
	cr_expect(eq(u32, rd(AACI, PL041_SLFR) & valid, 0));
	until(frame(1003));
	cr_expect(eq(u32, rd(AACI, PL041_SLFR) & valid, valid));
	cr_expect(eq(u32, rd(AACI, PL041_SL2RX) >> PL041_SL2_SHIFT, 0x4e53));
	cr_expect(eq(u32, rd(AACI, PL041_SL1RX), AC97_VENDOR1 << PL041_SL1_SHIFT));
	cr_expect(eq(u32, rd(AACI, PL041_SLFR) & valid, 0));
	cr_expect(eq(uint, rig_errors(), 0));
}

Test(pl041, the_line_rises_when_the_fifo_is_half_empty_to_the_nanosecond)
{
	open();
	fill(256);
	cr_expect(ne(u32, rd(AACI, PL041_SR) & PL041_SR_TXFF, 0));
	until(frame(2000) + 7);
	wr(AACI, PL041_IE, PL041_INT_TX);
	wr(AACI, PL041_TXCR, MODE | PL041_TXCR_EN);
	cr_expect(not(rig_line(AACI)));
	/* Frame 2001 takes the first. */
	until(frame(2128) - 1);
	cr_expect(not(rig_line(AACI)));
	until(frame(2128));
	cr_expect(rig_line(AACI));
	cr_expect(eq(sz, rig.output_size, 128 * 4));
	cr_expect(eq(int, heard(0), 1));
	cr_expect(eq(int, heard(1), -32768));
	cr_expect(eq(int, heard(254), 128));
	cr_expect(eq(uint, rig_errors(), 0));
}

Test(pl041, complete_comes_a_frame_behind_the_last_with_the_underrun)
{
	open();
	fill(10);
	until(frame(2000) + 7);
	wr(AACI, PL041_IE, PL041_INT_TXC);
	wr(AACI, PL041_TXCR, MODE | PL041_TXCR_EN);
	until(frame(2010));
	cr_expect(ne(u32, rd(AACI, PL041_SR) & PL041_SR_TXFE, 0));
	cr_expect(not(rig_line(AACI)));
	until(frame(2011));
	cr_expect(rig_line(AACI));
	cr_expect(ne(u32, rd(AACI, PL041_SR) & PL041_SR_TXUNDERRUN, 0));
	wr(AACI, PL041_INTCLR, PL041_INTCLR_TXU);
	wr(AACI, PL041_TXCR, 0);
	cr_expect(not(rd(AACI, PL041_SR) & PL041_SR_TXUNDERRUN));
	cr_expect(eq(sz, rig.output_size, 10 * 4));
	cr_expect(eq(u64, rig.board.devices[AACI].alarms[0], DEVICE_NEVER));
}

Test(pl041, a_codec_as_it_comes_is_mute)
{
	wr(AACI, PL041_RESET, PL041_RESET_NRST);
	wr(AACI, PL041_MAINCR, SLOTS);
	wr(AACI, PL041_TXCR, MODE);
	fill(20);
	wr(AACI, PL041_TXCR, MODE | PL041_TXCR_EN);
	rig_pass(1 * MS);
	cr_expect(eq(sz, rig.output_size, 20 * 4));
	for (uint32_t i = 0; i < 40; i++)
		cr_assert(eq(int, heard(i), 0));
}

Test(pl041, what_a_driver_may_not_do_is_told)
{
	wr(AACI, PL041_DR, 1); /* no FIFO */
	wr(AACI, PL041_SL1TX, 0);
	cr_expect(eq(uint, rig_errors(), 2));
	open();
	fill(257);
	cr_expect(eq(uint, rig_errors(), 1));
	wr(AACI, PL041_SL1TX, PL041_SL1_READ);
	wr(AACI, PL041_SL1TX, PL041_SL1_READ);
	cr_expect(eq(uint, rig_errors(), 1));
	rig_pass(1 * MS);
	codec(AC97_EXTENDED, 1);
	codec(0x40, 1);
	cr_expect(eq(uint, rig_errors(), 2));
	wr(AACI, PL041_TXCR, MODE | PL041_TXCR_EN | 2);
	wr(AACI, PL041_TXCR, MODE | PL041_TXCR_EN);
	cr_expect(eq(uint, rig_errors(), 2));
	wr(AACI, PL041_RXCR, 1);
	cr_expect(eq(uint, rig_errors(), 1));
}
