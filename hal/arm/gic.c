/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interrupt controller: GICv2 (ARM IHI 0048B), or its forerunner in the Cortex-A9, which has
 * the same registers (DDI 0407); one core, all lines in one group and of one priority.
 */
#include "state.h"

enum {
	GICD_CTLR = 0x000,
	GICD_TYPER = 0x004,
	GICD_IGROUPR = 0x080,
	GICD_ISENABLER = 0x100,
	GICD_ICENABLER = 0x180,
	GICD_ICPENDR = 0x280,
	GICD_ICACTIVER = 0x380,
	GICD_IPRIORITYR = 0x400,
	GICD_ITARGETSR = 0x800,
	GICD_ICFGR = 0xc00,
	GICC_CTLR = 0x000,
	GICC_PMR = 0x004,
	GICC_IAR = 0x00c,
	GICC_EOIR = 0x010,
	GICC_APR = 0x0d0,
	GICC_ON = 0x61, /* on; what bypasses it is not (4.4.1: FIQBypDisGrp0, IRQBypDisGrp0) */
};

/* Lines that are to interrupt: one that does so without, somebody else has opened. */
static uint32_t opened[HAL_IRQ_LINES / 32];

static volatile uint32_t *dist(uint32_t offset)
{
	return hal_device(PAGE_GIC_DIST, offset);
}

static volatile uint32_t *cpu_interface(uint32_t offset)
{
	return hal_device(PAGE_GIC_CPU, (BOARD_GIC_CPU & 0xfff) + offset);
}

/* From whatever firmware left: nothing pending or active, all to this core, by level. */
void gic_init(void)
{
	uint32_t lines = ((*dist(GICD_TYPER) & 31) + 1) * 32;
	uint32_t here =
	    *dist(GICD_ITARGETSR) & 0xff; /* read-only: of the core that asks (4.3.12) */

	*dist(GICD_CTLR) = 0;
	for (uint32_t line = 0; line < lines; line += 32) {
		*dist(GICD_ICENABLER + line / 8) = ~0u;
		*dist(GICD_ICPENDR + line / 8) = ~0u;
		*dist(GICD_ICACTIVER + line / 8) = ~0u;
		*dist(GICD_IGROUPR + line / 8) = 0;
	}
	for (uint32_t line = 0; line < lines; line += 4) {
		*dist(GICD_IPRIORITYR + line) = 0x80808080;
		if (line >= 32)
			*dist(GICD_ITARGETSR + line) = here * 0x01010101;
	}
	for (uint32_t line = 32; line < lines; line += 16)
		*dist(GICD_ICFGR + line / 4) = 0;
	for (uint32_t i = 0; i < 4; i++)
		*cpu_interface(GICC_APR + 4 * i) = 0;
	*dist(GICD_CTLR) = 1;
	*cpu_interface(GICC_PMR) = 0xf0;
	/* Non-secure code cannot raise a mask that firmware has put out of its reach (4.4.2). */
	if (!*cpu_interface(GICC_PMR))
		hal_refuse("firmware masks all interrupts in the interrupt controller");
	*cpu_interface(GICC_CTLR) = GICC_ON;
	hal_irq_unmask(BOARD_TIMER_LINE);
}

/* The kernel's own line is nobody's to mask, whoever may have a capability to it. */
void hal_irq_mask(uint32_t line)
{
	if (line == BOARD_TIMER_LINE)
		return;
	opened[line / 32] &= ~(1u << line % 32);
	*dist(GICD_ICENABLER + line / 32 * 4) = 1u << line % 32;
	__asm__ volatile("dsb" : : : "memory");
}

/* A driver has quieted its device by now, and the bus shall know before the controller. */
void hal_irq_unmask(uint32_t line)
{
	__asm__ volatile("dsb" : : : "memory");
	opened[line / 32] |= 1u << line % 32;
	*dist(GICD_ISENABLER + line / 32 * 4) = 1u << line % 32;
	__asm__ volatile("dsb" : : : "memory");
}

/* What interrupts, now active: its line is in GIC_LINE_MASK; GIC_NO_LINE or above if nothing does
 * (any more). For gic_end the rest counts as well: which core sent it (4.4.4). */
uint32_t gic_acknowledge(void)
{
	return *cpu_interface(GICC_IAR);
}

/* No longer active; it waits again at once if its device still holds it and it is not masked. */
void gic_end(uint32_t acknowledged)
{
	__asm__ volatile("dsb" : : : "memory");
	*cpu_interface(GICC_EOIR) = acknowledged;
}

bool gic_expected(uint32_t line)
{
	return line < HAL_IRQ_LINES && opened[line / 32] >> line % 32 & 1;
}

/* A line beyond those that the kernel knows can be masked as well. */
void gic_refuse(uint32_t acknowledged)
{
	uint32_t line = acknowledged & GIC_LINE_MASK;

	*dist(GICD_ICENABLER + line / 32 * 4) = 1u << line % 32;
	gic_end(acknowledged);
}
