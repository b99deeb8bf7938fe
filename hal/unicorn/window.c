/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's own translations, in the first pages of RAM as on the board (hal/arm/mmu.c). The
 * kernel runs outside and needs none; but every space has a copy of the top-level entries, so
 * they are what keeps user code out of the window, with the board's faults, to the bit.
 */
#include "hal/hal.h"
#include "machine.h"
#include "machine_layout.h"

enum {
	PAGE_BITS = PAGETABLE_SECOND_SHIFT,
	/* The kernel's device pages on the board, a bit for each: UART, interrupt controller (two),
	 * none for a timer, temporary. */
	DEVICE_PAGES = 0x17,
	/* Small page: normal memory, shareable, the kernel's (AP 01), not executable (B3.5.1). */
	KERNEL_PAGE = 1 << 10 | 1 << 6 | 1 << 4 | 3 << 2 | 3,
};

static uint32_t first_megabyte_page(uint32_t at)
{
	if (at >= LAYOUT_SCRATCH && at < LAYOUT_STACK)
		return 0;
	return (HAL_RAM_BASE + at) | KERNEL_PAGE;
}

void machine_make_window(const struct machine *machine)
{
	uint32_t *top = machine_kernel_table(machine);
	uint32_t *second = (uint32_t *)(void *)(machine->bus.memory[0].bytes + LAYOUT_SECOND);
	uint32_t *devices = second + PAGETABLE_SECOND_ENTRIES;
	uint32_t first = WINDOW_BASE >> PAGETABLE_TOP_SHIFT;
	paddr_t table = HAL_RAM_BASE + LAYOUT_SECOND;

	for (uint32_t i = 0; i < PAGETABLE_SECOND_ENTRIES; i++) {
		second[i] = first_megabyte_page(i << PAGE_BITS);
		devices[i] = i < 32 && DEVICE_PAGES >> i & 1
				 ? (HAL_RAM_BASE + (i << PAGE_BITS)) | KERNEL_PAGE
				 : 0;
	}
	for (uint32_t i = 1; i < hal_window_size >> PAGETABLE_TOP_SHIFT; i++)
		top[first + i] = pagetable_kernel_section(
		    HAL_RAM_BASE + (i << PAGETABLE_TOP_SHIFT), 0, PITH_MEMORY_NORMAL);
	top[first] = pagetable_link(table, PAGETABLE_KERNEL_DOMAIN);
	top[DEVICE_BASE >> PAGETABLE_TOP_SHIFT] = pagetable_link(
	    table + PAGETABLE_SECOND_ENTRIES * sizeof(uint32_t), PAGETABLE_KERNEL_DOMAIN);
}
