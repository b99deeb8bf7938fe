/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The PL011 UART against its manual (ARM DDI 0183): registers, FIFOs, time on the line, interrupts.
 */
#include "tests/unit/devices/rig.h"

#include <string.h>

enum {
	UART = BOARD_UART0,
	/* 24 MHz / (16 * 13 1/64) = 115246 baud: 8680 ns a bit, 10 bits a character. */
	BIT = 8677,
	CHARACTER = 86771,
};

TestSuite(pl011, .init = rig_start);

static void start(uint32_t line, uint32_t control)
{
	wr(UART, PL011_IBRD, 13);
	wr(UART, PL011_FBRD, 1);
	wr(UART, PL011_LCR_H, PL011_LCR_H_WLEN_8 | line);
	wr(UART, PL011_CR, PL011_CR_UARTEN | PL011_CR_TXE | PL011_CR_RXE | control);
	cr_assert(eq(uint, rig_errors(), 0));
}

static size_t feed(const char *text)
{
	return pl011_receive(&rig.board.devices[UART], text, strlen(text));
}

Test(pl011, reset_values)
{
	static const uint32_t values[][2] = {{PL011_RSR, 0}, {PL011_ILPR, 0}, {PL011_IBRD, 0},
	    {PL011_FBRD, 0}, {PL011_LCR_H, 0}, {PL011_CR, 0x300}, {PL011_IFLS, 0x12},
	    {PL011_IMSC, 0}, {PL011_RIS, 0}, {PL011_MIS, 0}, {PL011_DMACR, 0},
	    {PL011_FR, PL011_FR_TXFE | PL011_FR_RXFE}};

	for (unsigned i = 0; i < sizeof(values) / sizeof(*values); i++)
		cr_expect(eq(u32, rd(UART, values[i][0]), values[i][1]), "0x%03x", values[i][0]);
	cr_expect(eq(uint, rig_errors(), 0));
}

Test(pl011, registers_keep_the_bits_they_have)
{
	static const uint32_t masks[][2] = {{PL011_ILPR, 0xff}, {PL011_IBRD, 0xffff},
	    {PL011_FBRD, 0x3f}, {PL011_IMSC, 0x7ff}, {PL011_DMACR, 7}, {PL011_CR, 0xff81}};

	wr(UART, PL011_CR, 0);
	for (unsigned i = 0; i < sizeof(masks) / sizeof(*masks); i++) {
		wr(UART, masks[i][0], 0xffffffff);
		cr_expect(eq(u32, rd(UART, masks[i][0]), masks[i][1]), "0x%03x", masks[i][0]);
	}
	cr_expect(eq(uint, rig_errors(), 1)); /* IrDA in CR, which stays clear */
}

Test(pl011, sixteen_bit_accesses_are_as_good)
{
	struct device *uart = &rig.board.devices[UART];

	device_write(uart, PL011_IBRD, 2, 0x1234);
	cr_expect(eq(u32, device_read(uart, PL011_IBRD, 2), 0x1234));
	cr_expect(eq(u32, rd(UART, PL011_IBRD), 0x1234));
	cr_expect(eq(uint, rig_errors(), 0));
	/* The upper half of a register's word is no register. */
	cr_expect(eq(u32, device_read(uart, PL011_IBRD + 2, 2), 0));
	cr_expect(eq(uint, rig_errors(), 1));
}

Test(pl011, hostile_accesses)
{
	rig_check_bad_accesses(UART, DEVICE_WIDTH_16 | DEVICE_WIDTH_32);
	rig_check_hole(UART, 0x008);
	rig_check_hole(UART, 0x01c);
	rig_check_hole(UART, 0x04c);
	rig_check_hole(UART, 0x080);
	rig_check_hole(UART, 0xfdc);
	wr(UART, PL011_FR, 0xffffffff);
	wr(UART, PL011_RIS, 0xffffffff);
	wr(UART, PL011_MIS, 0xffffffff);
	cr_expect(eq(uint, rig_errors(), 3));
	cr_expect(eq(u32, rd(UART, PL011_ICR), 0));
	cr_expect(eq(uint, rig_errors(), 1));
	cr_expect(eq(u32, rd(UART, PL011_DR), 0)); /* nothing there */
	cr_expect(eq(uint, rig_errors(), 1));
}

Test(pl011, a_character_takes_its_time)
{
	start(0, 0);
	wr(UART, PL011_DR, 'A');
	cr_expect(eq(u32, rd(UART, PL011_FR) & PL011_FR_BUSY, PL011_FR_BUSY));
	rig_pass(CHARACTER - 10);
	cr_expect(eq(sz, rig.output_size, 0));
	rig_pass(20);
	cr_expect(eq(sz, rig.output_size, 1));
	cr_expect(eq(u8, rig.output[0], 'A'));
	cr_expect(eq(u32, rd(UART, PL011_FR), PL011_FR_TXFE | PL011_FR_RXFE));
}

Test(pl011, parity_stop_bits_and_length_make_it_longer)
{
	wr(UART, PL011_IBRD, 1); /* 1.5 Mbaud: 2/3 us a bit */
	wr(UART, PL011_LCR_H, PL011_LCR_H_PEN | PL011_LCR_H_STP2 | 0 << PL011_LCR_H_WLEN_SHIFT);
	wr(UART, PL011_CR, PL011_CR_UARTEN | PL011_CR_TXE);
	wr(UART, PL011_DR, 0xff);
	rig_pass(5990); /* 1 + 5 + 1 + 2 bits are 6 us */
	cr_expect(eq(sz, rig.output_size, 0));
	rig_pass(20);
	cr_expect(eq(sz, rig.output_size, 1));
	cr_expect(eq(u8, rig.output[0], 0x1f)); /* five bits */
}

Test(pl011, divisors_are_taken_over_by_line_control_only)
{
	wr(UART, PL011_IBRD, 13);
	wr(UART, PL011_CR, PL011_CR_UARTEN | PL011_CR_TXE);
	wr(UART, PL011_DR, 'x');
	rig_pass(1000000000);
	cr_expect(eq(sz, rig.output_size, 0));
	cr_expect(eq(uint, rig_errors(), 1));
	wr(UART, PL011_CR, 0);
	wr(UART, PL011_LCR_H, PL011_LCR_H_WLEN_8);
	wr(UART, PL011_CR, PL011_CR_UARTEN | PL011_CR_TXE);
	rig_pass(1000000);
	cr_expect(eq(sz, rig.output_size, 1)); /* it had waited */
}

Test(pl011, divisor_out_of_range_is_reported)
{
	wr(UART, PL011_LCR_H, PL011_LCR_H_WLEN_8);
	cr_expect(eq(uint, rig_errors(), 1));
	wr(UART, PL011_IBRD, 65535);
	wr(UART, PL011_LCR_H, PL011_LCR_H_WLEN_8);
	cr_expect(eq(uint, rig_errors(), 0));
	wr(UART, PL011_FBRD, 1);
	wr(UART, PL011_LCR_H, PL011_LCR_H_WLEN_8);
	cr_expect(eq(uint, rig_errors(), 1));
}

Test(pl011, nothing_leaves_a_uart_that_is_off)
{
	start(PL011_LCR_H_FEN, 0);
	wr(UART, PL011_CR, PL011_CR_TXE);
	wr(UART, PL011_DR, 'a');
	cr_expect(eq(uint, rig_errors(), 1));
	wr(UART, PL011_CR, PL011_CR_UARTEN);
	rig_pass(1000000000);
	cr_expect(eq(sz, rig.output_size, 0));
	cr_expect(eq(u32, rd(UART, PL011_FR) & PL011_FR_TXFE, 0));
	wr(UART, PL011_CR, PL011_CR_UARTEN | PL011_CR_TXE);
	rig_pass(CHARACTER + 10);
	cr_expect(eq(sz, rig.output_size, 1));
}

Test(pl011, switched_off_in_a_character_it_finishes_that_one)
{
	start(PL011_LCR_H_FEN, 0);
	wr(UART, PL011_DR, 'a');
	wr(UART, PL011_DR, 'b');
	wr(UART, PL011_CR, 0);
	rig_pass(1000000);
	cr_expect(eq(sz, rig.output_size, 1));
	cr_expect(eq(u8, rig.output[0], 'a'));
}

Test(pl011, transmit_fifo_fills_and_loses_what_comes_after)
{
	start(PL011_LCR_H_FEN, 0);
	/* One goes into the shifter at once. */
	for (unsigned i = 0; i < 17; i++) {
		cr_expect(eq(u32, rd(UART, PL011_FR) & PL011_FR_TXFF, 0));
		wr(UART, PL011_DR, 'a' + i);
	}
	cr_expect(ne(u32, rd(UART, PL011_FR) & PL011_FR_TXFF, 0));
	cr_expect(eq(uint, rig_errors(), 0));
	wr(UART, PL011_DR, '!');
	cr_expect(eq(uint, rig_errors(), 1));
	rig_pass(18 * CHARACTER);
	cr_expect(eq(sz, rig.output_size, 17));
	cr_expect(eq(int, memcmp(rig.output, "abcdefghijklmnopq", 17), 0));
}

Test(pl011, characters_follow_each_other_without_drift)
{
	start(PL011_LCR_H_FEN, 0);
	for (unsigned i = 0; i < 16; i++)
		wr(UART, PL011_DR, i);
	/* Served late and in one go, they still took their time one after the other. */
	rig.now += 100 * 1000 * 1000;
	board_run(&rig.board);
	cr_expect(eq(sz, rig.output_size, 16));
	cr_expect(eq(u32, rd(UART, PL011_FR) & PL011_FR_BUSY, 0));
}

Test(pl011, transmit_interrupt_is_the_passing_of_the_level)
{
	start(PL011_LCR_H_FEN, 0);
	wr(UART, PL011_IMSC, PL011_INT_TX);
	rig_pass(1000000);
	cr_expect(not(rig_line(UART)), "not while nothing was ever sent");
	wr(UART, PL011_DR, 'x');
	rig_pass(2 * CHARACTER);
	cr_expect(not(rig_line(UART)), "the level, 8, was never passed");
	for (unsigned i = 0; i < 10; i++)
		wr(UART, PL011_DR, 'a');
	/* One is in the shifter, nine in the FIFO. */
	cr_expect(not(rig_line(UART)));
	rig_pass(CHARACTER + 10);
	cr_expect(rig_line(UART));
	cr_expect(eq(u32, rd(UART, PL011_MIS), PL011_INT_TX));
	rig_pass(CHARACTER);
	wr(UART, PL011_DR, 'b');
	cr_expect(rig_line(UART), "at the level is not above it");
	wr(UART, PL011_DR, 'c'); /* above the level again */
	cr_expect(not(rig_line(UART)));
	rig_pass(CHARACTER + 10);
	cr_expect(rig_line(UART));
	wr(UART, PL011_ICR, PL011_INT_TX);
	rig_pass(20 * CHARACTER);
	cr_expect(not(rig_line(UART)), "below the level it does not come again");
}

Test(pl011, transmit_interrupt_levels)
{
	static const unsigned levels[] = {2, 4, 8, 12, 14};

	for (unsigned select = 0; select < 5; select++) {
		rig_start();
		start(PL011_LCR_H_FEN, 0);
		wr(UART, PL011_IFLS, select);
		for (unsigned i = 0; i < 17; i++)
			wr(UART, PL011_DR, i);
		for (unsigned left = 16; left > levels[select]; left--) {
			cr_expect(eq(u32, rd(UART, PL011_RIS), 0), "%u left", left);
			rig_pass(CHARACTER);
		}
		rig_pass(10);
		cr_expect(eq(u32, rd(UART, PL011_RIS), PL011_INT_TX));
	}
	wr(UART, PL011_IFLS, 5);
	cr_expect(eq(uint, rig_errors(), 1));
}

Test(pl011, without_fifo_the_interrupt_is_the_empty_holding_register)
{
	start(0, 0);
	wr(UART, PL011_DR, 'a'); /* moves on into the shifter at once */
	cr_expect(eq(u32, rd(UART, PL011_RIS), PL011_INT_TX));
	wr(UART, PL011_DR, 'b');
	cr_expect(eq(u32, rd(UART, PL011_RIS), 0));
	cr_expect(ne(u32, rd(UART, PL011_FR) & PL011_FR_TXFF, 0));
	rig_pass(CHARACTER + 10);
	cr_expect(eq(u32, rd(UART, PL011_RIS), PL011_INT_TX));
}

Test(pl011, received_characters_arrive_in_time)
{
	start(PL011_LCR_H_FEN, 0);
	cr_expect(eq(sz, feed("hi"), 2));
	rig_pass(CHARACTER - 10);
	cr_expect(ne(u32, rd(UART, PL011_FR) & PL011_FR_RXFE, 0));
	rig_pass(20);
	cr_expect(eq(u32, rd(UART, PL011_FR) & PL011_FR_RXFE, 0));
	cr_expect(eq(u32, rd(UART, PL011_DR), 'h'));
	cr_expect(ne(u32, rd(UART, PL011_FR) & PL011_FR_RXFE, 0));
	rig_pass(CHARACTER);
	cr_expect(eq(u32, rd(UART, PL011_DR), 'i'));
}

Test(pl011, receive_interrupt_at_its_level)
{
	start(PL011_LCR_H_FEN, 0);
	wr(UART, PL011_IFLS, PL011_IFLS_1_4 << PL011_IFLS_RX_SHIFT);
	wr(UART, PL011_IMSC, PL011_INT_RX);
	feed("abcde");
	rig_pass(3 * CHARACTER + 100);
	cr_expect(not(rig_line(UART)));
	rig_pass(CHARACTER);
	cr_expect(rig_line(UART));
	rig_pass(CHARACTER);
	rd(UART, PL011_DR);
	cr_expect(rig_line(UART), "still at its level");
	rd(UART, PL011_DR);
	cr_expect(not(rig_line(UART)), "below its level again");
}

Test(pl011, receive_timeout_after_32_silent_bits)
{
	start(PL011_LCR_H_FEN, 0);
	wr(UART, PL011_IMSC, PL011_INT_RT);
	feed("a");
	rig_pass(CHARACTER + 32 * BIT - 100);
	cr_expect(not(rig_line(UART)));
	rig_pass(200);
	cr_expect(rig_line(UART));
	rd(UART, PL011_DR);
	cr_expect(not(rig_line(UART)), "cleared by reading all");
	feed("b");
	rig_pass(CHARACTER + 33 * BIT);
	cr_expect(rig_line(UART));
	wr(UART, PL011_ICR, PL011_INT_RT);
	cr_expect(not(rig_line(UART)));
}

Test(pl011, overrun_loses_the_newest)
{
	start(PL011_LCR_H_FEN, 0);
	wr(UART, PL011_IMSC, PL011_INT_OE);
	feed("0123456789abcdefXY");
	rig_pass(16 * CHARACTER + 100);
	cr_expect(not(rig_line(UART)));
	cr_expect(ne(u32, rd(UART, PL011_FR) & PL011_FR_RXFF, 0));
	rig_pass(2 * CHARACTER);
	cr_expect(rig_line(UART));
	cr_expect(eq(u32, rd(UART, PL011_RSR), PL011_RSR_OE));
	cr_expect(eq(u32, rd(UART, PL011_DR), '0' | PL011_DR_OE));
	feed("Z"); /* there is room again, and no overrun */
	rig_pass(CHARACTER + 100);
	cr_expect(eq(u32, rd(UART, PL011_DR), '1'));
	for (unsigned i = 2; i < 16; i++)
		cr_expect(eq(u32, rd(UART, PL011_DR), (uint32_t) "0123456789abcdef"[i]));
	cr_expect(eq(u32, rd(UART, PL011_DR), 'Z'));
	wr(UART, PL011_RSR, 0);
	cr_expect(eq(u32, rd(UART, PL011_RSR), 0));
	wr(UART, PL011_ICR, PL011_INT_ALL);
	cr_expect(not(rig_line(UART)));
}

Test(pl011, what_comes_to_a_deaf_uart_is_lost)
{
	cr_expect(eq(sz, feed("lost"), 4));
	start(PL011_LCR_H_FEN, 0);
	wr(UART, PL011_CR, PL011_CR_UARTEN | PL011_CR_TXE);
	feed("lost");
	rig_pass(10 * CHARACTER);
	cr_expect(ne(u32, rd(UART, PL011_FR) & PL011_FR_RXFE, 0));
}

Test(pl011, the_line_takes_only_so_much)
{
	static char text[2 * PL011_LINE_SIZE];

	memset(text, 'x', sizeof(text));
	start(PL011_LCR_H_FEN, 0);
	cr_expect(
	    eq(sz, pl011_receive(&rig.board.devices[UART], text, sizeof(text)), PL011_LINE_SIZE));
	rig_pass(CHARACTER + 10);
	cr_expect(eq(sz, pl011_receive(&rig.board.devices[UART], text, 5), 1));
}

Test(pl011, loop_back_returns_characters_and_modem_lines)
{
	start(PL011_LCR_H_FEN, PL011_CR_LBE);
	wr(UART, PL011_DR, 'L');
	feed("x"); /* not heard */
	rig_pass(2 * CHARACTER);
	cr_expect(eq(sz, rig.output_size, 0));
	cr_expect(eq(u32, rd(UART, PL011_DR), 'L'));
	cr_expect(ne(u32, rd(UART, PL011_FR) & PL011_FR_RXFE, 0));
	wr(UART, PL011_CR, PL011_CR_UARTEN | PL011_CR_LBE | PL011_CR_RTS | PL011_CR_DTR);
	cr_expect(eq(u32, rd(UART, PL011_FR) & 0x107, PL011_FR_CTS | PL011_FR_DSR));
	cr_expect(eq(u32, rd(UART, PL011_RIS) & 0xf, PL011_INT_CTS | PL011_INT_DSR));
	wr(UART, PL011_CR, PL011_CR_UARTEN | PL011_CR_LBE | PL011_CR_OUT1 | PL011_CR_OUT2);
	cr_expect(eq(u32, rd(UART, PL011_FR) & 0x107, PL011_FR_DCD | PL011_FR_RI));
	cr_expect(eq(u32, rd(UART, PL011_RIS) & 0xf, 0xf));
}

Test(pl011, flow_control_waits_for_clear_to_send)
{
	start(PL011_LCR_H_FEN, PL011_CR_CTSEN);
	wr(UART, PL011_DR, 'f');
	rig_pass(10 * CHARACTER);
	cr_expect(eq(sz, rig.output_size, 0));
	wr(UART, PL011_CR, PL011_CR_UARTEN | PL011_CR_TXE);
	rig_pass(2 * CHARACTER);
	cr_expect(eq(sz, rig.output_size, 1));
}

Test(pl011, clearing_fen_flushes)
{
	start(PL011_LCR_H_FEN, 0);
	feed("abc");
	rig_pass(4 * CHARACTER);
	wr(UART, PL011_CR, PL011_CR_RESET);
	wr(UART, PL011_LCR_H, PL011_LCR_H_WLEN_8);
	cr_expect(eq(u32, rd(UART, PL011_FR), PL011_FR_TXFE | PL011_FR_RXFE));
}

Test(pl011, line_control_while_running_is_reported)
{
	start(PL011_LCR_H_FEN, 0);
	wr(UART, PL011_IBRD, 26);
	wr(UART, PL011_FBRD, 0);
	wr(UART, PL011_LCR_H, PL011_LCR_H_WLEN_8);
	cr_expect(eq(uint, rig_errors(), 3));
}

Test(pl011, break_holds_characters_back)
{
	start(PL011_LCR_H_FEN | PL011_LCR_H_BRK, 0);
	wr(UART, PL011_DR, 'k');
	rig_pass(5 * CHARACTER);
	cr_expect(eq(sz, rig.output_size, 0));
}

Test(pl011, masked_interrupts_do_not_reach_the_line)
{
	start(0, 0);
	wr(UART, PL011_DR, 'a');
	cr_expect(eq(u32, rd(UART, PL011_RIS), PL011_INT_TX));
	cr_expect(eq(u32, rd(UART, PL011_MIS), 0));
	cr_expect(not(rig_line(UART)));
	wr(UART, PL011_IMSC, PL011_INT_ALL);
	cr_expect(rig_line(UART));
	wr(UART, PL011_IMSC, 0);
	cr_expect(not(rig_line(UART)));
}
