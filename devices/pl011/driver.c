/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The driver of the PL011 UART: bytes out and in, for one client (proto/serial.h). It waits by
 * interrupts. What the bytes mean, and whose they are, is the console server's business.
 *
 * Parameter: baud (115200).
 */
#include <stdint.h>
#include "devices/pl011/regs.h"
#include "pith/barrier.h"
#include "pith/memory.h"
#include "pith/primecell.h"
#include "pith/print.h"
#include "pith/proto/serial.h"
#include "pith/server.h"

enum {
	OUT_SIZE = 2048, /* powers of two */
	IN_SIZE = 256,
	SIGNAL_IRQ = 1,
	INTERRUPTS = PL011_INT_TX | PL011_INT_RX | PL011_INT_RT | PL011_INT_OE,
};

/* Bytes between us and the UART; the counts run on and are reduced on use. */
static struct {
	uint8_t data[OUT_SIZE];
	uint32_t put, got;
} out;

static struct {
	uint8_t data[IN_SIZE];
	uint32_t put, got;
} in;

static uint32_t uart;	/* address of the registers */
static uint32_t irq;	/* capability */
static uint32_t reader; /* notification of who waits for input; 0: nobody */

/* Move bytes into the transmit FIFO. If some are left over the FIFO is full, so that its
 * interrupt, the passing of a level from above (2.8.3), is still to come. */
static void fill(void)
{
	while (out.got != out.put && !(pith_read32(uart + PL011_FR) & PL011_FR_TXFF))
		pith_write32(uart + PL011_DR, out.data[out.got++ % OUT_SIZE]);
}

/* Take what has arrived; true if there was something. What nobody reads in time is lost. */
static bool take(void)
{
	bool any = false;

	while (!(pith_read32(uart + PL011_FR) & PL011_FR_RXFE)) {
		uint32_t data = pith_read32(uart + PL011_DR);

		if (data & (PL011_DR_FE | PL011_DR_PE | PL011_DR_BE) || in.put - in.got == IN_SIZE)
			continue;
		in.data[in.put++ % IN_SIZE] = (uint8_t)data;
		any = true;
	}
	return any;
}

static void interrupt(struct pith_server *server, uint32_t bits)
{
	(void)server;
	if (!(bits & SIGNAL_IRQ))
		return;
	/* Cleared before the FIFOs are looked at: what happens in between interrupts again. */
	pith_write32(uart + PL011_ICR, pith_read32(uart + PL011_MIS));
	fill();
	if (take() && reader)
		pith_signal(reader);
	pith_irq_acknowledge(irq);
}

/* Meanwhile no other request is served: whoever wrote that much waits anyway. */
static void wait_for_room(struct pith_server *server, uint32_t bytes)
{
	while (OUT_SIZE - (out.put - out.got) < bytes)
		interrupt(server, pith_wait(PITH_SLOT_NOTIFICATION));
}

static uint32_t write(struct pith_server *server, struct pith_message *m)
{
	uint8_t bytes[SERIAL_BYTES];
	uint32_t length = m->word[0];

	if (length > SERIAL_BYTES || pith_tag_length(m->tag) < 1 + (length + 3) / 4)
		return PITH_ERROR_LENGTH;
	pith_message_get_bytes(m, 1, bytes, length);
	wait_for_room(server, length);
	for (uint32_t i = 0; i < length; i++)
		out.data[out.put++ % OUT_SIZE] = bytes[i];
	fill();
	return pith_answer_words(m, 0);
}

static uint32_t read(struct pith_message *m)
{
	uint8_t bytes[SERIAL_BYTES];
	uint32_t length = 0;

	while (length < m->word[0] && length < SERIAL_BYTES && in.got != in.put)
		bytes[length++] = in.data[in.got++ % IN_SIZE];
	*m = (struct pith_message){.tag = pith_tag(0, 1 + (length + 3) / 4, 0), .word = {length}};
	pith_message_put_bytes(m, 1, bytes, length);
	return 0;
}

/* The UART has no interrupt for "all is out": when the last bytes are in the FIFO, their time
 * (1.4 ms at 115200 baud) is waited out. */
static uint32_t flush(struct pith_server *server, struct pith_message *m)
{
	wait_for_room(server, OUT_SIZE);
	while (pith_read32(uart + PL011_FR) & PL011_FR_BUSY)
		pith_yield();
	return pith_answer_words(m, 0);
}

static uint32_t request(struct pith_server *server, struct pith_message *m)
{
	uint32_t slot;

	switch (pith_message_label(m)) {
	case SERIAL_WRITE:
		return write(server, m);
	case SERIAL_READ:
		return read(m);
	case SERIAL_NOTIFY:
		slot = pith_server_keep_notification(server, m, 0);
		if (!slot)
			return PITH_ERROR_CAPABILITY;
		pith_slot_free(reader);
		reader = slot;
		return pith_answer_words(m, 0);
	case SERIAL_FLUSH:
		return flush(server, m);
	default:
		return PITH_ERROR_OPERATION;
	}
}

/* 8 bits, no parity, FIFOs on; interrupts when the transmit FIFO is nearly empty and when
 * something came. The order is that of 3.3.8: disabled while it is being set up. */
static void start(uint32_t baud)
{
	/* 2.4.3: UARTCLK / (16 * baud) in 64ths. */
	uint32_t divisor = (PL011_CLOCK_HZ * 4 + baud / 2) / baud;

	while (pith_read32(uart + PL011_FR) & PL011_FR_BUSY &&
	       pith_read32(uart + PL011_CR) & PL011_CR_UARTEN)
		pith_yield();
	pith_write32(uart + PL011_CR, 0);
	pith_write32(uart + PL011_IMSC, 0);
	pith_write32(uart + PL011_ICR, PL011_INT_ALL);
	pith_write32(uart + PL011_IBRD, divisor / 64);
	pith_write32(uart + PL011_FBRD, divisor % 64);
	pith_write32(uart + PL011_LCR_H, PL011_LCR_H_FEN | PL011_LCR_H_WLEN_8);
	pith_write32(uart + PL011_IFLS,
	    PL011_IFLS_1_8 << PL011_IFLS_TX_SHIFT | PL011_IFLS_1_8 << PL011_IFLS_RX_SHIFT);
	pith_write32(uart + PL011_IMSC, INTERRUPTS);
	pith_write32(uart + PL011_CR, PL011_CR_UARTEN | PL011_CR_TXE | PL011_CR_RXE);
}

int main(void)
{
	struct pith_server server = {.request = request, .signal = interrupt, .capabilities = 1};
	uint32_t baud = pith_parameter_cell("baud", 0, 115200);

	uart = pith_need(PITH_GRANT_DEVICE, NULL)->address;
	irq = pith_need(PITH_GRANT_IRQ, NULL)->slot;
	pith_primecell_must(uart, PL011_PART);
	/* Divisors are 1 to 65535 (3.3.5). */
	if (baud < PL011_CLOCK_HZ / 16 / 65535 + 1 || baud > PL011_CLOCK_HZ / 16)
		pith_panic("baud rate %lu is out of range", (unsigned long)baud);
	pith_must("interrupt", pith_irq_attach(pith_need(PITH_GRANT_IRQ, NULL), SIGNAL_IRQ));
	start(baud);
	pith_must("interrupt", pith_irq_acknowledge(irq));
	pith_serve(&server);
}
