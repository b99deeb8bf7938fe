/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The component's machine; see machine.h. Of the SP804 timers that the kernel leaves, the last is
 * ours, and if there are two the first is the world's.
 */
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include "devices/pl011/regs.h"
#include "devices/sp804/regs.h"
#include "pith/barrier.h"
#include "pith/print.h"
#include "tests/board/replay/code/machine.h"

enum {
	PAGE_BITS = 12,
	UART = 0x20000000, /* where the registers are mapped */
	TIMER = 0x20001000,
	WORLD_TIMER = 0x20002000,
	SPI = 32, /* the first line of the binding's numbers */
	BELL = 1,
	DEVICE_MEMORY_BITS = 23,
};

static const struct bootinfo *const boot = (const struct bootinfo *)PITH_BOOT_BOOTINFO_VADDR;
static uint32_t next_slot;
static uint32_t bell, bell_irq;
static uint32_t world_line, world_timer;
static bool speaks;

uint32_t machine_slots(uint32_t count)
{
	uint32_t first = next_slot;

	next_slot += count;
	return first;
}

uint32_t machine_slot(void)
{
	return machine_slots(1);
}

static const void *fdt(void)
{
	return (const void *)(uintptr_t)boot->blob_vaddr;
}

const void *machine_property(const char *name, uint32_t *size)
{
	int length = 0;
	const void *value = fdt_getprop(fdt(), 0, name, &length);

	*size = length > 0 ? (uint32_t)length : 0;
	return value;
}

static uint32_t cell(int node, const char *name, int index)
{
	int length;
	const fdt32_t *cells = fdt_getprop(fdt(), node, name, &length);

	if (!cells || length <= index * 4)
		pith_panic("replay: the description lacks '%s'", name);
	return fdt32_ld(cells + index);
}

uint32_t machine_memory(uint32_t bits)
{
	uint32_t slot = machine_slot();

	for (uint32_t i = 0; i < boot->regions; i++)
		if (!boot->region[i].device && boot->region[i].bits > bits &&
		    pith_untyped_retype(boot->region[i].slot, PITH_TYPE_UNTYPED, bits,
			PITH_BOOT_CSPACE, slot, 1, PITH_MEMORY_NORMAL) == 0)
			return slot;
	pith_panic("replay: there is too little memory");
}

uint32_t machine_device_memory(void)
{
	for (uint32_t i = 0; i < boot->regions; i++)
		if (boot->region[i].device && boot->region[i].bits == DEVICE_MEMORY_BITS)
			return boot->region[i].slot;
	pith_panic("replay: there is no device's memory");
}

/* The Untyped of one page of a device's registers: large ones are split in halves, once each. */
static uint32_t page_of(uint32_t untyped, uint32_t paddr)
{
	static struct split {
		uint32_t untyped, halves;
	} splits[64];
	struct pith_untyped_state state;

	while (pith_untyped_query(untyped, &state) == 0 && state.bits > PAGE_BITS) {
		struct split *split = splits;

		while (split->untyped && split->untyped != untyped)
			split++;
		if (!split->untyped) {
			*split = (struct split){untyped, machine_slot()};
			machine_slot();
			pith_must("splitting a device's memory",
			    pith_untyped_retype(untyped, PITH_TYPE_UNTYPED, state.bits - 1,
				PITH_BOOT_CSPACE, split->halves, 2, PITH_MEMORY_NORMAL));
		}
		untyped = split->halves + (paddr >> (state.bits - 1) & 1);
	}
	return untyped;
}

/* Map the page of a device's registers; its frame. */
static uint32_t map_registers(uint32_t paddr, uint32_t address)
{
	uint32_t untyped = 0, frame = machine_slot();

	for (uint32_t i = 0; i < boot->regions; i++)
		if (boot->region[i].device &&
		    (paddr ^ boot->region[i].paddr) >> boot->region[i].bits == 0)
			untyped = boot->region[i].slot;
	pith_must(
	    "a device's page", pith_untyped_retype(page_of(untyped, paddr), PITH_TYPE_FRAME,
				   PAGE_BITS, PITH_BOOT_CSPACE, frame, 1, PITH_MEMORY_DEVICE));
	pith_must("mapping a device",
	    pith_frame_map(frame, PITH_BOOT_SPACE, address, PITH_READ | PITH_WRITE));
	return frame;
}

/* --- Where printf()'s lines go -------------------------------------------------------- */

void pith_write_line(const char *text, uint32_t length)
{
	for (uint32_t i = 0; speaks && i < length; i++) {
		while (pith_read32(UART + PL011_FR) & PL011_FR_TXFF)
			;
		pith_write32(UART + PL011_DR, (uint8_t)text[i]);
	}
}

static void open_uart(void)
{
	const char *path =
	    fdt_getprop(fdt(), fdt_path_offset(fdt(), "/chosen"), "stdout-path", NULL);

	map_registers(cell(fdt_path_offset(fdt(), path ? path : ""), "reg", 0), UART);
	pith_write32(UART + PL011_IBRD, 1); /* as fast as it can */
	pith_write32(UART + PL011_FBRD, 0);
	pith_write32(UART + PL011_LCR_H, PL011_LCR_H_FEN | PL011_LCR_H_WLEN_8);
	pith_write32(UART + PL011_CR, PL011_CR_UARTEN | PL011_CR_TXE);
	speaks = true;
}

/* --- The timer ------------------------------------------------------------------------ */

static void find_timers(int *first, int *last)
{
	*first = *last = -1;
	for (int node = fdt_node_offset_by_compatible(fdt(), -1, "arm,sp804"); node >= 0;
	     node = fdt_node_offset_by_compatible(fdt(), node, "arm,sp804"))
		if (!fdt_getprop(fdt(), node, "status", NULL)) {
			*first = *first < 0 ? node : *first;
			*last = node;
		}
}

static void start(uint32_t timer, uint32_t us)
{
	pith_write32(timer + SP804_CONTROL, 0);
	pith_write32(timer + SP804_LOAD, us * (SP804_CLOCK_HZ / 1000000));
	pith_write32(timer + SP804_CONTROL,
	    SP804_CONTROL_ONESHOT | SP804_CONTROL_32BIT | SP804_CONTROL_INT | SP804_CONTROL_ENABLE);
}

static void stop(uint32_t timer)
{
	pith_write32(timer + SP804_CONTROL, 0);
	pith_write32(timer + SP804_INTCLR, 1);
}

uint32_t machine_world_line(void)
{
	return world_line;
}

uint32_t machine_world_timer(void)
{
	return world_timer;
}

void machine_raise(void)
{
	start(WORLD_TIMER, 1);
}

void machine_quiet(void)
{
	if (world_line)
		stop(WORLD_TIMER);
}

static void open_timers(void)
{
	int first, node;

	find_timers(&first, &node);
	map_registers(cell(node, "reg", 0), TIMER);
	if (first != node) {
		world_timer = map_registers(cell(first, "reg", 0), WORLD_TIMER);
		world_line = SPI + cell(first, "interrupts", 1);
	} else {
		world_timer = machine_slot();
		pith_must("a timer that is none",
		    pith_untyped_retype(machine_memory(PAGE_BITS), PITH_TYPE_FRAME, PAGE_BITS,
			PITH_BOOT_CSPACE, world_timer, 1, PITH_MEMORY_NORMAL));
	}
	bell = machine_slot();
	bell_irq = machine_slot();
	pith_must(
	    "a notification", pith_untyped_retype(machine_memory(PAGE_BITS), PITH_TYPE_NOTIFICATION,
				  0, PITH_BOOT_CSPACE, bell, 1, PITH_MEMORY_NORMAL));
	pith_must(
	    "the timer's line", pith_irqcontrol_get(PITH_BOOT_IRQCONTROL,
				    SPI + cell(node, "interrupts", 1), PITH_BOOT_CSPACE, bell_irq));
	pith_must("a badge",
	    pith_cspace_copy(PITH_BOOT_CSPACE, machine_slot(), 0, bell, PITH_SEND, BELL));
	pith_must("the timer's signal", pith_irq_bind(bell_irq, next_slot - 1));
	pith_must("the timer's line", pith_irq_acknowledge(bell_irq));
}

void machine_rest(uint32_t us)
{
	start(TIMER, us);
	pith_wait(bell);
	stop(TIMER);
	pith_irq_acknowledge(bell_irq);
}

void machine_open(void)
{
	uint32_t table = 0;

	next_slot = boot->first_free_slot;
	table = machine_slot();
	pith_must(
	    "a page table", pith_untyped_retype(machine_memory(PAGE_BITS), PITH_TYPE_PAGETABLE, 0,
				PITH_BOOT_CSPACE, table, 1, PITH_MEMORY_NORMAL));
	pith_must("a page table", pith_pagetable_map(table, PITH_BOOT_SPACE, UART, 0));
	open_uart();
	open_timers();
}
