/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Last words, on a PL011 (ARM DDI 0183) by polling, whatever state it is in.
 */
#include "state.h"

enum { UARTDR = 0x00, UARTFR = 0x18, UARTCR = 0x30, FR_TXFF = 1 << 5, CR_ON = 0x301 };

static void put(char c)
{
	if ((*hal_device(PAGE_UART, UARTCR) & CR_ON) != CR_ON)
		*hal_device(PAGE_UART, UARTCR) = CR_ON;
	while (*hal_device(PAGE_UART, UARTFR) & FR_TXFF)
		;
	*hal_device(PAGE_UART, UARTDR) = (uint8_t)c;
}

void uart_text(const char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			put('\r');
		put(*text);
	}
}

void uart_hex(uint32_t value)
{
	uart_text("0x");
	for (uint32_t i = 0; i < 8; i++, value <<= 4)
		put("0123456789abcdef"[value >> 28]);
}

void uart_number(uint32_t value)
{
	static const uint32_t tens[] = {100000, 10000, 1000, 100, 10, 1};
	bool begun = false;

	for (uint32_t i = 0; i < sizeof(tens) / sizeof(tens[0]); i++) {
		char digit = '0';

		while (value >= tens[i]) {
			value -= tens[i];
			digit++;
		}
		begun = begun || digit != '0' || tens[i] == 1;
		if (begun)
			put(digit);
	}
}
