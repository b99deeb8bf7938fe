/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel core asks of the machine (hal/hal.h), on the host. It leaves
 * the kernel by recording what comes next; page tables and time are those of the selected
 * machine. The loop that all of this is part of is in machine.c.
 */
#include "hal/hal.h"

#include <sanitizer/asan_interface.h>
#include <string.h>
#include "machine.h"
#include "machine_layout.h"

uint8_t *hal_window_start;
uint32_t hal_window_size;

static struct machine *selected;

void machine_select(struct machine *machine)
{
	const struct bus_memory *ram = &machine->bus.memory[0];

	selected = machine;
	hal_window_start = ram->bytes;
	hal_window_size = ram->size < HAL_WINDOW_RAM ? ram->size : HAL_WINDOW_RAM;
}

/* --- Leaving the kernel -------------------------------------------------------------- */

void hal_resume(struct context *same)
{
	selected->current = same;
	selected->left = MACHINE_LEFT_RESUME;
}

void hal_switch(struct context *from, struct context *to)
{
	(void)from;
	selected->current = to;
	selected->left = MACHINE_LEFT_SWITCH;
	selected->statistics.switches++;
}

void hal_switch_ipc(uint32_t badge, uint32_t tag, struct context *from, struct context *to)
{
	to->r[0] = badge;
	to->r[1] = tag;
	memcpy(&to->r[2], &from->r[2], PITH_REGISTER_WORDS * sizeof(to->r[0]));
	selected->current = to;
	selected->left = MACHINE_LEFT_MESSAGE;
	selected->statistics.switches++;
	selected->statistics.messages++;
}

void hal_idle(struct context *from)
{
	(void)from;
	selected->current = 0;
	selected->left = MACHINE_LEFT_SWITCH;
}

/* --- Context --------------------------------------------------------------------------- */

void hal_context_init(struct context *context)
{
	engine_forget(selected->engine, context);
	memset(context, 0, sizeof(*context));
	context->cpsr = CPSR_USER;
	hal_context_space(context, 0, 0);
}

void hal_context_vfp(struct context *context, struct vfp_state *vfp, bool on)
{
	engine_forget(selected->engine, context);
	memset(vfp, 0, sizeof(*vfp));
	context->fpexc = on ? FPEXC_EN : 0;
	context_mark(context);
}

/* --- Address spaces ---------------------------------------------------------------------- */

uint32_t hal_space_init(ref_t table)
{
	uint32_t *entries = hal_pointer(table);
	const uint32_t *kernel = machine_kernel_table(selected);
	uint32_t first = HAL_WINDOW_BASE >> PAGETABLE_TOP_SHIFT;

	for (uint32_t i = first; i < first + (HAL_WINDOW_SIZE >> PAGETABLE_TOP_SHIFT); i++)
		entries[i] = kernel[i];
	return asid_take(&selected->asids);
}

void hal_space_free(ref_t table, uint32_t asid)
{
	hal_tlb_flush_space(table, asid);
	asid_give(&selected->asids, asid);
}

void hal_context_space(struct context *context, ref_t table, uint32_t asid)
{
	context->ttbr0 = (table ? hal_paddr(table) : HAL_RAM_BASE + LAYOUT_TABLE) | TTBR_WALK;
	context->contextid = asid;
	context_mark(context);
}

void hal_entries_write(ref_t first, uint32_t value, uint32_t count)
{
	uint32_t *entries = hal_pointer(first);

	for (uint32_t i = 0; i < count; i++)
		entries[i] = value;
}

void hal_tlb_flush(uint32_t vaddr, uint32_t bits)
{
	engine_flush(selected->engine, vaddr, bits);
}

void hal_tlb_flush_space(ref_t table, uint32_t asid)
{
	(void)asid;
	engine_flush_space(selected->engine, hal_paddr(table) | TTBR_WALK);
}

/* --- Memory ------------------------------------------------------------------------------- */

void hal_zero(paddr_t paddr, uint32_t length)
{
	void *bytes = bus_memory(&selected->bus, paddr, length);

	if (!bytes)
		return;
	ASAN_UNPOISON_MEMORY_REGION(bytes, length);
	memset(bytes, 0, length);
	clock_pass(&selected->clock, clock_charges[CLOCK_ZERO] * length / HAL_STEP_BYTES);
}

void hal_icache_sync(paddr_t paddr, uint32_t length)
{
	engine_icache_sync(selected->engine, paddr, length);
}

void hal_object_born(ref_t ref, uint32_t length)
{
	ASAN_UNPOISON_MEMORY_REGION(hal_pointer(ref), length);
	(void)ref;
	(void)length;
}

void hal_object_died(ref_t ref, uint32_t length)
{
	ASAN_POISON_MEMORY_REGION(hal_pointer(ref), length);
	(void)ref;
	(void)length;
}

/* --- Time and interrupts -------------------------------------------------------------------- */

uint64_t hal_time(void)
{
	return selected->clock.now;
}

/* A tick is a nanosecond. */
uint64_t hal_ticks(uint64_t nanoseconds)
{
	return nanoseconds;
}

uint64_t hal_nanoseconds(uint64_t ticks)
{
	return ticks;
}

void hal_deadline(uint64_t time)
{
	selected->clock.deadline = time;
}

bool hal_preempted(void)
{
	clock_charge(&selected->clock, CLOCK_STEP);
	return selected->clock.now >= clock_next(&selected->clock) ||
	       machine_pending(selected) >= 0;
}

void hal_irq_mask(uint32_t line)
{
	selected->enabled[line / 32] &= ~(UINT32_C(1) << line % 32);
}

void hal_irq_unmask(uint32_t line)
{
	selected->enabled[line / 32] |= UINT32_C(1) << line % 32;
}

/* --- Last words --------------------------------------------------------------------------------
 */

void hal_unhandled_fault(struct cpu *cpu, struct thread *thread, uint32_t fault, uint32_t address,
    uint32_t info, uint32_t status)
{
	struct machine_fault report = {
	    .thread = thread,
	    .fault = (enum pith_fault)fault,
	    .address = address,
	    .info = info,
	    .status = status,
	};

	(void)cpu;
	if (selected->watch.unhandled)
		selected->watch.unhandled(selected->watch.context, selected, &report);
}

void hal_halt(const char *file, int line, const char *what)
{
	selected->halt = (struct machine_halt){file, line, what};
	longjmp(selected->halted, 1);
}
