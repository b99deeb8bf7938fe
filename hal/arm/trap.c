/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From an exception to the core's entry: which fault it is, which line interrupts. The
 * encodings of fault status: ARM ARM B3.13.3, table B3-23.
 */
#include "state.h"
#include "core/entry.h"

enum {
	STATUS_MASK = 0x40f,
	STATUS_WRITE = 1 << 11,
	STATUS_ASYNCHRONOUS = 0x406,
	/* What IFSR says, ExT and FS (B4.1.96); its other bits are unknown: QEMU has a domain
	   there. */
	IFSR_MASK = 1 << 12 | STATUS_MASK,
	UNEXPECTED_LINES = 8,
};

static enum pith_fault classify(uint32_t status)
{
	switch (status & STATUS_MASK) {
	case 0x001:
		return PITH_FAULT_ALIGNMENT;
	case 0x002:
		return PITH_FAULT_BREAKPOINT;
	case 0x003:
	case 0x005:
	case 0x006:
	case 0x007:
	case 0x009:
	case 0x00b:
	case 0x00d:
	case 0x00f:
		return PITH_FAULT_PAGE;
	default:
		return PITH_FAULT_BUS;
	}
}

HAL_LEAVES void hal_trap_data(struct cpu *cpu, struct thread *from)
{
	uint32_t status, address;

	__asm__ volatile("mrc p15, 0, %0, c5, c0, 0" : "=r"(status));  /* DFSR */
	__asm__ volatile("mrc p15, 0, %0, c6, c0, 0" : "=r"(address)); /* DFAR */
	if ((status & STATUS_MASK) == STATUS_ASYNCHRONOUS)
		address = 0; /* not known any more; whoever ran last may be blamed (B3.13.1) */
	core_fault(cpu, from, classify(status), address,
	    status & STATUS_WRITE ? PITH_WRITE : PITH_READ, status);
}

HAL_LEAVES void hal_trap_prefetch(struct cpu *cpu, struct thread *from)
{
	uint32_t status, address;
	enum pith_fault fault;

	__asm__ volatile("mrc p15, 0, %0, c5, c0, 1" : "=r"(status));  /* IFSR */
	__asm__ volatile("mrc p15, 0, %0, c6, c0, 2" : "=r"(address)); /* IFAR */
	status &= IFSR_MASK;
	fault = classify(status);
	if (fault == PITH_FAULT_BREAKPOINT)
		core_fault(cpu, from, fault, 0, 0, status);
	core_fault(cpu, from, fault, address, PITH_EXECUTE, status);
}

HAL_LEAVES void hal_trap_undefined(struct cpu *cpu, struct thread *from)
{
	struct context *context = thread_context(from);

	/* LR was taken back by an ARM instruction's length; Thumb's is 2 behind (B1.8.3). */
	if (context->cpsr & CPSR_THUMB)
		context->pc += 2;
	core_fault(cpu, from, PITH_FAULT_UNDEFINED, 0, 0, 0);
}

/* A line that nobody has and that interrupts all the same: firmware or another core has opened
 * it, or it came while it was being masked. Said the first few times. */
static void unexpected(uint32_t acknowledged)
{
	static uint32_t said;

	gic_refuse(acknowledged);
	if (said == UNEXPECTED_LINES)
		return;
	said++;
	uart_text("pith: interrupt ");
	uart_number(acknowledged & GIC_LINE_MASK);
	uart_text(" came, which nobody waits for: it is masked\n");
}

/* Leaves for the core, unless the line is nobody's. The core masks it before anything else can
 * interrupt. */
static void interrupt(struct cpu *cpu, struct thread *from, uint32_t acknowledged)
{
	uint32_t line = acknowledged & GIC_LINE_MASK;

	if (line == BOARD_TIMER_LINE) {
		timer_quiet();
		gic_end(acknowledged);
		core_deadline(cpu, from);
	}
	if (!gic_expected(line)) {
		unexpected(acknowledged);
		return;
	}
	gic_end(acknowledged);
	core_interrupt(cpu, from, line);
}

HAL_LEAVES void hal_trap_interrupt(struct cpu *cpu, struct thread *from)
{
	uint32_t acknowledged = gic_acknowledge();

	/* None: the line has gone away again before it was asked for. */
	if ((acknowledged & GIC_LINE_MASK) < GIC_NO_LINE)
		interrupt(cpu, from, acknowledged);
	hal_resume(thread_context(from));
}

/* Idle: interrupts are masked, but wake the processor. */
HAL_LEAVES void hal_wait(struct cpu *cpu)
{
	for (;;) {
		uint32_t acknowledged;

		__asm__ volatile("dsb\n\twfi" : : : "memory");
		acknowledged = gic_acknowledge();
		if ((acknowledged & GIC_LINE_MASK) < GIC_NO_LINE)
			interrupt(cpu, 0, acknowledged);
	}
}

/* ISR (B4.1.91): an interrupt waits, the deadline's included. */
bool hal_preempted(void)
{
	uint32_t pending;

	__asm__ volatile("mrc p15, 0, %0, c12, c1, 0" : "=r"(pending));
	return pending & 1 << 7;
}

void hal_context_init(struct context *context)
{
	*context = (struct context){.cpsr = CPSR_USER};
	hal_context_space(context, 0, 0);
}

void hal_context_vfp(struct context *context, struct vfp_state *vfp, bool on)
{
	*vfp = (struct vfp_state){0};
	context->fpexc = on ? FPEXC_EN : 0;
	context_mark(context);
}
