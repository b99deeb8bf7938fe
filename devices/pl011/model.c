/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The PL011 UART as its manual describes it (ARM DDI 0183, chapters 2 and 3): characters take
 * their time on the line, the FIFOs fill, nothing moves before the baud rate is set and the UART
 * enabled. Not modelled: IrDA, DMA requests (no DMA controller is on this board) and the
 * integration test registers. The modem inputs are not connected but in loop-back.
 */
#include "devices/pl011/model.h"

#include <string.h>

enum {
	ALARM_TRANSMIT = 0, /* the character in the shifter has left */
	ALARM_RECEIVE = 1,  /* the next one has arrived, or silence has lasted long enough */

	TIMEOUT_BITS = 32, /* 2.8.4: receive timeout */
	FRACTIONS = 64,	   /* the divisor counts in 64ths */
	OVERSAMPLING = 16,
	MODEM_FLAGS = PL011_FR_CTS | PL011_FR_DSR | PL011_FR_DCD | PL011_FR_RI,
};

/* 3.3.15 and 3.3.16, for the revision with FIFOs of 16. */
static const uint8_t identification[8] = {0x11, 0x10, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1};

/* The state behind a device; const or not, it is the model's own. */
static struct pl011 *pl011_of(const struct device *device)
{
	return device->state;
}

/* Duration of so many bits at the rate in force, in nanoseconds. The divisor must be valid. */
static uint64_t bits_time(const struct pl011 *uart, unsigned bits)
{
	/*
	 * 3.3.6: bit rate = UARTCLK / (16 * divisor). With the divisor in 64ths a bit has
	 * divisor / 4 clocks: whole ticks of a clock four times as fast.
	 */
	const uint32_t hz = PL011_CLOCK_HZ * (FRACTIONS / OVERSAMPLING);

	return device_tick_time((uint64_t)uart->divisor * bits, hz);
}

/* 3.3.7, WLEN: five to eight. */
static unsigned data_bits(const struct pl011 *uart)
{
	return 5 + (uart->lcr_h >> PL011_LCR_H_WLEN_SHIFT & 3);
}

/* One start bit, data, parity and one or two stop bits (2.4.2), in nanoseconds. */
static uint64_t character_time(const struct pl011 *uart)
{
	unsigned parity = uart->lcr_h & PL011_LCR_H_PEN ? 1 : 0;
	unsigned stop = uart->lcr_h & PL011_LCR_H_STP2 ? 2 : 1;

	return bits_time(uart, 1 + data_bits(uart) + parity + stop);
}

/* 3.3.6: divisors from 1 to 65535 sixteenths-of-a-bit clocks; beyond, nothing moves. */
static bool divisor_valid(const struct pl011 *uart)
{
	return uart->divisor >= FRACTIONS && uart->divisor <= 65535 * FRACTIONS;
}

/* 3.3.7, FEN: without FIFOs each way holds one character. */
static unsigned fifo_depth(const struct pl011 *uart)
{
	return uart->lcr_h & PL011_LCR_H_FEN ? PL011_FIFO_DEPTH : 1;
}

/* 3.3.9: number of entries of a level field: 1/8, 1/4, 1/2, 3/4, 7/8 of the FIFO. */
static unsigned fifo_level(const struct pl011 *uart, unsigned shift)
{
	static const uint8_t eighths[8] = {1, 2, 4, 6, 7, 7, 7, 7};

	return PL011_FIFO_DEPTH * eighths[uart->ifls >> shift & 7] / 8;
}

/* Callers have looked that there is room, or something to take. */
static void fifo_push(struct pl011_fifo *fifo, uint16_t value)
{
	fifo->data[(fifo->head + fifo->count) % PL011_FIFO_DEPTH] = value;
	fifo->count++;
}

static uint16_t fifo_pop(struct pl011_fifo *fifo)
{
	uint16_t value = fifo->data[fifo->head];

	fifo->head = (uint8_t)((fifo->head + 1) % PL011_FIFO_DEPTH);
	fifo->count--;
	return value;
}

/* The modem inputs: unconnected, or in loop-back the UART's own outputs (3.3.8, LBE). */
static uint16_t modem_flags(const struct pl011 *uart)
{
	uint16_t flags = 0;

	if (!(uart->cr & PL011_CR_LBE))
		return 0;
	flags |= uart->cr & PL011_CR_RTS ? PL011_FR_CTS : 0;
	flags |= uart->cr & PL011_CR_DTR ? PL011_FR_DSR : 0;
	flags |= uart->cr & PL011_CR_OUT1 ? PL011_FR_DCD : 0;
	flags |= uart->cr & PL011_CR_OUT2 ? PL011_FR_RI : 0;
	return flags;
}

/* 3.3.3. BUSY stands from the first character in the FIFO to the last stop bit. */
static uint32_t flags(const struct pl011 *uart)
{
	uint32_t value = modem_flags(uart);

	if (uart->shifting || uart->transmit.count)
		value |= PL011_FR_BUSY;
	if (uart->receive.count == 0)
		value |= PL011_FR_RXFE;
	if (uart->receive.count >= fifo_depth(uart))
		value |= PL011_FR_RXFF;
	if (uart->transmit.count == 0)
		value |= PL011_FR_TXFE;
	if (uart->transmit.count >= fifo_depth(uart))
		value |= PL011_FR_TXFF;
	return value;
}

/* UARTINTR, the only line that this board connects: all masked interrupts together (2.8.6). */
static void update_line(struct device *device)
{
	const struct pl011 *uart = pl011_of(device);

	device_interrupt(device, (uart->ris & uart->imsc) != 0);
}

/*
 * Whether a character may start now: UART and transmitter on, a rate, no break being sent, and
 * with hardware flow control a partner that is ready. A character under way is never stopped.
 */
static bool can_transmit(const struct pl011 *uart)
{
	const uint16_t enabled = PL011_CR_UARTEN | PL011_CR_TXE;

	if ((uart->cr & enabled) != enabled || !divisor_valid(uart))
		return false;
	if (uart->lcr_h & PL011_LCR_H_BRK)
		return false;
	return !(uart->cr & PL011_CR_CTSEN) || (modem_flags(uart) & PL011_FR_CTS);
}

/* Moves the next character into an empty shifter, which starts at `time`. */
static void start_transmit(struct device *device, uint64_t time)
{
	struct pl011 *uart = pl011_of(device);

	if (uart->shifting || uart->transmit.count == 0 || !can_transmit(uart))
		return;
	uart->shift = (uint8_t)(fifo_pop(&uart->transmit) & ((1u << data_bits(uart)) - 1));
	uart->shifting = true;
	device_set_alarm(device, ALARM_TRANSMIT, time + character_time(uart));

	/* 2.8.3: the interrupt is the passing of the level from above, not the level. */
	unsigned level = 0;
	if (uart->lcr_h & PL011_LCR_H_FEN)
		level = fifo_level(uart, PL011_IFLS_TX_SHIFT);
	/* Falls from above by ones, so equality is the passing. */
	if (uart->transmit.count == level)
		uart->ris |= PL011_INT_TX;
}

/* One alarm serves both: an arriving character and the end of patience. */
static void arm_receive(struct device *device)
{
	const struct pl011 *uart = pl011_of(device);
	bool arrival_first = uart->arrival < uart->receive_timeout;

	device_set_alarm(
	    device, ALARM_RECEIVE, arrival_first ? uart->arrival : uart->receive_timeout);
}

/* A character has come in completely at `time`. */
static void receive_character(struct device *device, uint8_t character, uint64_t time)
{
	const uint16_t enabled = PL011_CR_UARTEN | PL011_CR_RXE;
	struct pl011 *uart = pl011_of(device);

	/* A receiver that is off hears nothing, and nobody is told. */
	if ((uart->cr & enabled) != enabled || !divisor_valid(uart))
		return;
	uart->receive_timeout = time + bits_time(uart, TIMEOUT_BITS);
	if (uart->receive.count >= fifo_depth(uart)) {
		/* 3.3.1: the FIFO stays as it is, the character is lost. */
		uart->overrun = true;
		uart->rsr |= PL011_RSR_OE;
		uart->ris |= PL011_INT_OE;
		return;
	}
	uart->overrun = false;
	fifo_push(&uart->receive, character);
	if (!(uart->lcr_h & PL011_LCR_H_FEN) ||
	    uart->receive.count >= fifo_level(uart, PL011_IFLS_RX_SHIFT))
		uart->ris |= PL011_INT_RX;
}

/* The stop bit has left at `time`: the byte is out, and the next one follows without a gap. */
static void transmit_done(struct device *device, uint64_t time)
{
	struct pl011 *uart = pl011_of(device);

	uart->shifting = false;
	if (uart->cr & PL011_CR_LBE)
		receive_character(device, uart->shift, time);
	else
		device_output(device, &uart->shift, 1);
	start_transmit(device, time);
	arm_receive(device);
}

/* What the receive alarm was set for; both may be due when it is served late. */
static void receive_due(struct device *device, uint64_t time)
{
	struct pl011 *uart = pl011_of(device);

	if (uart->receive_timeout <= time) {
		uart->receive_timeout = DEVICE_NEVER;
		if (uart->receive.count)
			uart->ris |= PL011_INT_RT;
	}
	if (uart->arrival <= time) {
		uint8_t character = uart->line[uart->line_head];

		uart->line_head = (uart->line_head + 1) % PL011_LINE_SIZE;
		uart->line_count--;
		/* In loop-back the receiver does not hear the line. */
		if (!(uart->cr & PL011_CR_LBE))
			receive_character(device, character, time);
		uart->arrival = DEVICE_NEVER;
		/* Switched to no rate meanwhile: what is still on the line cannot be made out. */
		if (!divisor_valid(uart))
			uart->line_count = 0;
		else if (uart->line_count)
			uart->arrival = time + character_time(uart);
	}
	arm_receive(device);
}

static void pl011_alarm(struct device *device, unsigned alarm, uint64_t at)
{
	if (alarm == ALARM_TRANSMIT)
		transmit_done(device, at);
	else
		receive_due(device, at);
	update_line(device);
}

size_t pl011_receive(struct device *device, const void *bytes, size_t count)
{
	struct pl011 *uart = pl011_of(device);
	const uint8_t *from = bytes;
	size_t taken = 0;

	/* Without a baud rate there is no UART that could hear it. */
	if (!divisor_valid(uart))
		return count;
	/* The line is long but not endless: what finds no room is the caller's to send again. */
	while (taken < count && uart->line_count < PL011_LINE_SIZE) {
		uint32_t tail = (uart->line_head + uart->line_count) % PL011_LINE_SIZE;

		uart->line[tail] = from[taken++];
		uart->line_count++;
	}
	if (uart->arrival == DEVICE_NEVER && uart->line_count) {
		uart->arrival = device_now(device) + character_time(uart);
		arm_receive(device);
	}
	return taken;
}

/* 3.3.1: the oldest character with its errors; reading takes it out. */
static uint32_t read_data(struct device *device)
{
	struct pl011 *uart = pl011_of(device);

	if (uart->receive.count == 0) {
		device_guest_error(device, "DR read while the receive FIFO is empty");
		return 0;
	}
	uint32_t value = fifo_pop(&uart->receive);
	/* OE belongs to no character: it stands until one fits into the FIFO again. */
	if (uart->overrun)
		value |= PL011_DR_OE;
	uart->rsr = value >> 8 & PL011_RSR_ALL;
	/* 2.8.2, 2.8.4: both receive interrupts go down by reading alone. */
	if (!(uart->lcr_h & PL011_LCR_H_FEN) ||
	    uart->receive.count < fifo_level(uart, PL011_IFLS_RX_SHIFT))
		uart->ris &= (uint16_t)~PL011_INT_RX;
	if (uart->receive.count == 0)
		uart->ris &= (uint16_t)~PL011_INT_RT;
	update_line(device);
	return value;
}

/*
 * 3.3.1: into the FIFO, or the holding register. Written too early it waits there until the
 * transmitter is switched on; written too much it is lost. Both are mistakes and reported.
 */
static void write_data(struct device *device, uint32_t value)
{
	const uint16_t enabled = PL011_CR_UARTEN | PL011_CR_TXE;
	struct pl011 *uart = pl011_of(device);

	if ((uart->cr & enabled) != enabled || !divisor_valid(uart))
		device_guest_error(device, "DR written while the transmitter is off");
	if (uart->transmit.count >= fifo_depth(uart)) {
		device_guest_error(device, "DR written while the transmit FIFO is full");
		return;
	}
	/* 2.8.3: above the level again, the interrupt goes down by itself. */
	fifo_push(&uart->transmit, (uint8_t)value);
	if (!(uart->lcr_h & PL011_LCR_H_FEN) ||
	    uart->transmit.count > fifo_level(uart, PL011_IFLS_TX_SHIFT))
		uart->ris &= (uint16_t)~PL011_INT_TX;
	start_transmit(device, device_now(device));
}

/* 3.3.7: the rate and the format of the line are taken over together, by this write. */
static void write_line_control(struct device *device, uint32_t value)
{
	struct pl011 *uart = pl011_of(device);

	if ((uart->lcr_h & PL011_LCR_H_FEN) && !(value & PL011_LCR_H_FEN)) {
		/* 3.3.8: clearing FEN flushes. */
		uart->transmit.count = 0;
		uart->receive.count = 0;
		uart->ris &= (uint16_t) ~(PL011_INT_RX | PL011_INT_RT);
	}
	uart->lcr_h = (uint8_t)value;
	uart->divisor = (uint32_t)uart->ibrd * FRACTIONS + uart->fbrd;
	if (!divisor_valid(uart))
		device_guest_error(device,
		    "LCR_H takes over a baud divisor out of range: %u + %u/64", uart->ibrd,
		    uart->fbrd);
}

static void write_control(struct device *device, uint32_t value)
{
	struct pl011 *uart = pl011_of(device);
	uint16_t modem = modem_flags(uart);

	/* A bit that would send the characters to an infra-red diode stays clear. */
	if (value & (PL011_CR_SIREN | PL011_CR_SIRLP)) {
		device_guest_error(device, "CR asks for IrDA, which this board does not have");
		value &= ~(uint32_t)(PL011_CR_SIREN | PL011_CR_SIRLP);
	}
	uart->cr = (uint16_t)(value & 0xff87);
	/* 3.3.11: a modem interrupt is a change of its input. */
	modem ^= modem_flags(uart);
	uart->ris |= modem & PL011_FR_CTS ? PL011_INT_CTS : 0;
	uart->ris |= modem & PL011_FR_DSR ? PL011_INT_DSR : 0;
	uart->ris |= modem & PL011_FR_DCD ? PL011_INT_DCD : 0;
	uart->ris |= modem & PL011_FR_RI ? PL011_INT_RI : 0;
}

static uint32_t pl011_read(struct device *device, uint32_t offset, unsigned size)
{
	const struct pl011 *uart = pl011_of(device);

	(void)size;
	switch (offset) {
	case PL011_DR:
		return read_data(device);
	case PL011_RSR:
		return uart->rsr;
	case PL011_FR:
		return flags(uart);
	case PL011_ILPR:
		return uart->ilpr;
	case PL011_IBRD:
		return uart->ibrd;
	case PL011_FBRD:
		return uart->fbrd;
	case PL011_LCR_H:
		return uart->lcr_h;
	case PL011_CR:
		return uart->cr;
	case PL011_IFLS:
		return uart->ifls;
	case PL011_IMSC:
		return uart->imsc;
	case PL011_RIS:
		return uart->ris;
	case PL011_MIS:
		return uart->ris & uart->imsc;
	case PL011_DMACR:
		return uart->dmacr;
	}
	if (offset >= PL011_ID && offset % 4 == 0)
		return device_primecell_id(identification, offset - PL011_ID);
	return device_no_register(device, offset, "read");
}

/* 3.3.7: rate and format may be written only while the UART is off and has come to rest. */
static void check_at_rest(struct device *device, const char *name)
{
	const struct pl011 *uart = pl011_of(device);

	if ((uart->cr & PL011_CR_UARTEN) || uart->shifting)
		device_guest_error(device, "%s written while the UART is on", name);
}

static void pl011_write(struct device *device, uint32_t offset, unsigned size, uint32_t value)
{
	struct pl011 *uart = pl011_of(device);

	(void)size;
	switch (offset) {
	case PL011_DR:
		write_data(device, value);
		break;
	case PL011_RSR: /* whatever the value */
		uart->rsr = 0;
		uart->overrun = false;
		break;
	case PL011_ILPR:
		uart->ilpr = (uint8_t)value;
		break;
	case PL011_IBRD:
		check_at_rest(device, "IBRD");
		uart->ibrd = (uint16_t)value;
		break;
	case PL011_FBRD:
		check_at_rest(device, "FBRD");
		uart->fbrd = value & (FRACTIONS - 1);
		break;
	case PL011_LCR_H:
		check_at_rest(device, "LCR_H");
		write_line_control(device, value);
		break;
	case PL011_CR:
		write_control(device, value);
		break;
	case PL011_IFLS:
		if ((value & 7) > PL011_IFLS_7_8 || (value >> 3 & 7) > PL011_IFLS_7_8)
			device_guest_error(device, "IFLS: reserved level in 0x%02x", value & 0x3f);
		uart->ifls = value & 0x3f;
		break;
	case PL011_IMSC:
		uart->imsc = value & PL011_INT_ALL;
		break;
	case PL011_ICR:
		uart->ris &= (uint16_t)~value;
		break;
	case PL011_DMACR:
		uart->dmacr = value & PL011_DMACR_ALL;
		break;
	default:
		device_no_register(device, offset, "write");
		return;
	}
	/* What was written may have let a waiting character go, or a mask through. */
	start_transmit(device, device_now(device));
	update_line(device);
}

/* Transmitter and receiver are enabled, the UART is not; levels at one half (3.3.8, 3.3.9). */
static void pl011_reset(struct device *device)
{
	struct pl011 *uart = pl011_of(device);

	memset(uart, 0, sizeof(*uart));
	uart->cr = PL011_CR_RESET;
	uart->ifls = PL011_IFLS_RESET;
	uart->arrival = DEVICE_NEVER;
	uart->receive_timeout = DEVICE_NEVER;
}

const struct device_ops pl011_ops = {
    .widths = DEVICE_WIDTH_16 | DEVICE_WIDTH_32,
    .read = pl011_read,
    .write = pl011_write,
    .reset = pl011_reset,
    .alarm = pl011_alarm,
};
