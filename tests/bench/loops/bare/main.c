/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The same work on the bare machine, in user mode with the MMU on: what an emulator
 * reaches when nothing but the program runs. And three exceptions with the least handling that
 * is possible, to know what is the emulator's part of a system call, a fault, a switch.
 */
#include <stddef.h>
#include <stdint.h>
#include "../code/work.h"
#include "bare.h"
#include "devices/pl011/regs.h"
#include "devices/vexpress_sysreg/regs.h"

enum {
	UART = 0x1c090000,
	SYSREG = 0x1c010000,
	RAM = 0x80000000,
	NOWHERE = 0x70000000,
	EXCEPTIONS = 10000, /* in a unit */
	TABLE_ENTRIES = 4096,
	SECTION_SHIFT = 20,
	/* Short-descriptor sections, full access (ARM ARM DDI 0406C, B3.5.1). */
	SECTION_NORMAL = 0x1c0e, /* write-back, allocate */
	SECTION_DEVICE = 0x0c16,
};

struct bare_thread {
	uint32_t r[15];
	uint32_t pc;
	uint32_t cpsr;
	struct bare_thread *next;
	uint32_t ttbr0;
	uint32_t contextid;
};
_Static_assert(offsetof(struct bare_thread, pc) == BARE_THREAD_PC, "start.S");
_Static_assert(offsetof(struct bare_thread, ttbr0) == BARE_THREAD_TTBR0, "start.S");

extern uint32_t bare_tables[2][TABLE_ENTRIES];
extern struct bare_thread bare_threads[2];
void bare_calls(uint32_t rounds, uint32_t number);
void bare_answers(void);
void bare_faults(uint32_t rounds, uint32_t address);
void bare_tables_fill(void);
_Noreturn void bare_main(void);

struct bare_thread bare_threads[2];

static void write_register(uint32_t address, uint32_t value)
{
	*(volatile uint32_t *)(uintptr_t)address = value;
}

/* Both address spaces: RAM and the motherboard's registers, each where it is. */
void bare_tables_fill(void)
{
	for (uint32_t space = 0; space < 2; space++) {
		for (uint32_t i = 0; i < TABLE_ENTRIES; i++) {
			uint32_t address = i << SECTION_SHIFT;

			bare_tables[space][i] = address >= RAM ? address | SECTION_NORMAL
						: address >> 24 == UART >> 24
						    ? address | SECTION_DEVICE
						    : 0;
		}
		bare_threads[space].next = &bare_threads[1 - space];
		bare_threads[space].ttbr0 = (uint32_t)(uintptr_t)bare_tables[space];
		bare_threads[space].contextid = space + 1;
	}
	bare_threads[1].pc = (uint32_t)(uintptr_t)bare_answers;
	bare_threads[1].cpsr = 0x10;
}

static uint32_t perform(uint32_t what, uint32_t units)
{
	switch (what) {
	case BARE_CALL:
		bare_calls(units * EXCEPTIONS, BARE_SVC_NOTHING);
		return 0;
	case BARE_FAULT:
		bare_faults(units * EXCEPTIONS, NOWHERE);
		return 0;
	case BARE_SWITCH:
		bare_calls(units * EXCEPTIONS, BARE_SVC_SWITCH);
		return 0;
	default:
		return work_do((enum work)what, units);
	}
}

_Noreturn void bare_main(void)
{
	const volatile uint32_t *parameter = (const uint32_t *)BARE_PARAMETERS;
	static const char digits[] = "0123456789abcdef";
	uint32_t result = perform(parameter[0], parameter[1]);

	for (int shift = 28; shift >= 0; shift -= 4)
		write_register(UART + PL011_DR, (uint32_t)digits[result >> shift & 15]);
	write_register(UART + PL011_DR, '\n');
	write_register(SYSREG + SYSREG_CFGDATA, 0);
	write_register(
	    SYSREG + SYSREG_CFGCTRL, SYSREG_CFGCTRL_START | SYSREG_CFGCTRL_WRITE |
					 SYSREG_FUNCTION_SHUTDOWN << SYSREG_CFGCTRL_FUNCTION_SHIFT);
	for (;;)
		;
}
