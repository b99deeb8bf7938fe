/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The policy module's words. It answers for every component and so may wait for none: while
 * the console runs, lines go into its ring; before that, after that, and when all is lost,
 * they go to the UART itself, by polling.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "devices/pl011/regs.h"
#include "pith/barrier.h"
#include "pith/primecell.h"
#include "pith/print.h"
#include "pith/proto/log.h"
#include "pith/ring.h"
#include "user/policy/policy.h"

enum { BAUD = 115200 };

static const uint64_t drain_limit = 300000000; /* ns that last words wait for the console */
static const uint64_t drain_rest = 30000000;   /* ns for its last line on the wire */

static uint32_t uart; /* address of the registers; 0: there is none */
static struct pith_ring ring;
static struct component *speaker; /* the log component while it lives */

void say_find_uart(void)
{
	uint32_t offset;
	const char *path = blob_string(-1, "stdout-path", 0);
	uint32_t page = path ? device_page_of(path, &offset) : 0;

	if (!page)
		return;
	map_own(device_frame(page), UART_PAGE, PITH_READ | PITH_WRITE);
	/* Nothing can be said, but with the last words that the kernel has for us. */
	pith_primecell_must(UART_PAGE + offset, PL011_PART);
	uart = UART_PAGE + offset;
}

static void uart_put(char c)
{
	while (pith_read32(uart + PL011_FR) & PL011_FR_TXFF)
		;
	pith_write32(uart + PL011_DR, (uint8_t)c);
}

static void uart_write(const char *text, uint32_t length)
{
	uint32_t divisor = PL011_CLOCK_HZ * 4 / BAUD;

	if (!uart)
		return;
	/* As the driver left it, if there was one. */
	if (!(pith_read32(uart + PL011_CR) & PL011_CR_UARTEN)) {
		pith_write32(uart + PL011_IBRD, divisor / 64);
		pith_write32(uart + PL011_FBRD, divisor % 64);
		pith_write32(uart + PL011_LCR_H, PL011_LCR_H_FEN | PL011_LCR_H_WLEN_8);
		pith_write32(uart + PL011_CR, PL011_CR_UARTEN | PL011_CR_TXE);
	}
	for (uint32_t i = 0; i < length; i++)
		uart_put(text[i]);
}

/* All that was given to the UART is on the wire. */
static void uart_finish(void)
{
	while (uart && pith_read32(uart + PL011_FR) & PL011_FR_BUSY)
		;
}

void say_ring_open(struct component *component)
{
	if (!pith_ring_open(&ring, (void *)LOG_RING, PITH_LOG_SIZE, PITH_LOG_RECORD, true))
		return;
	speaker = component;
}

/* Lines that nobody has printed are printed now. */
void say_ring_close(void)
{
	struct pith_ring reader;
	struct pith_log_line line;

	if (!speaker)
		return;
	speaker = NULL;
	pith_ring_open(&reader, (void *)LOG_RING, PITH_LOG_SIZE, PITH_LOG_RECORD, false);
	while (pith_ring_get(&reader, &line)) {
		uart_write(
		    line.text, line.length < sizeof(line.text) ? line.length : sizeof(line.text));
		uart_write("\n", 1);
	}
}

/* Where printf()'s lines go. */
void pith_write_line(const char *text, uint32_t length)
{
	struct pith_log_line line = {0};

	if (!speaker) {
		uart_write(text, length);
		return;
	}
	if (length && text[length - 1] == '\n')
		length--;
	line.length = length < sizeof(line.text) ? length : sizeof(line.text);
	memcpy(line.text, text, line.length);
	/* A console that does not read loses lines: better than to wait for it. */
	if (pith_ring_put(&ring, &line) && speaker->alive)
		pith_signal(speaker->log_signal);
}

/* Let the console print what is in the ring, at the lowest priority and not for ever. */
static void drain(void)
{
	const volatile struct pith_ring_shared *shared = ring.shared;
	uint64_t end = pith_clock() + drain_limit;

	if (!speaker || !speaker->alive) {
		say_ring_close();
		return;
	}
	pith_thread_set_priority(PITH_BOOT_THREAD, 0, 255);
	while (shared->taken != shared->written && pith_clock() < end)
		pith_yield();
	end = pith_clock() + drain_rest;
	while (pith_clock() < end)
		pith_yield();
	say_ring_close();
}

void give_up(uint32_t status)
{
	drain();
	uart_finish();
	for (;;)
		pith_thread_exit(PITH_BOOT_THREAD, status);
}

void refuse(const char *format, ...)
{
	va_list list;

	printf("policy: ");
	va_start(list, format);
	vprintf(format, list);
	va_end(list);
	printf("\n");
	give_up(STATUS_DESCRIPTION);
}
