/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupt lines. An interrupt masks its line and signals the notification that
 * is bound to it; acknowledging unmasks. Who may have a line is up to whoever has
 * the IrqControl capability. The objects are part of struct cpu, one a line.
 */
#include "core/index.h"

void core_interrupt(struct cpu *cpu, struct thread *from, uint32_t line)
{
	const struct slot *signal;
	struct thread *woken = 0;

	hal_irq_mask(line);
	if (line < HAL_IRQ_LINES && cpu->irqs[line].signal.ops & CAP_NT_SIGNAL) {
		signal = &cpu->irqs[line].signal;
		woken = notification_signal(cpu, notification_at(signal->object), signal->badge);
	}
	schedule_woken(cpu, from, woken);
}

bool irq_reap(struct cpu *cpu, ref_t ref)
{
	struct irq *irq = irq_at(ref);

	hal_irq_mask(irq->header.word);
	if (irq->signal.ops)
		slot_clear(cpu, &irq->signal);
	return true;
}

static uint32_t bind(struct invocation *call, struct irq *irq)
{
	struct slot *slot;
	uint32_t error = invoke_cap(call, 0, CAP_NT_SIGNAL, &slot);

	if (error)
		return error;
	if (irq->signal.ops)
		return pith_error_tag(PITH_ERROR_STATE, PITH_ARG_TARGET);
	slot_copy(&irq->signal, slot, CAP_NT_SIGNAL, slot->badge);
	return RESULT_OK;
}

uint32_t irq_invoke(struct invocation *call)
{
	struct irq *irq = irq_at(call->target->object);

	if (call->operation == PITH_OP_IRQ_BIND)
		return bind(call, irq);
	if (call->operation == PITH_OP_IRQ_MASK) {
		hal_irq_mask(irq->header.word);
		return RESULT_OK;
	}
	if (!irq->signal.ops)
		return pith_error_tag(PITH_ERROR_STATE, PITH_ARG_TARGET);
	hal_irq_unmask(irq->header.word);
	return RESULT_OK;
}

/* IRQCONTROL_GET: one capability at a time for each line; copy it for more. */
uint32_t irqcontrol_invoke(struct invocation *call)
{
	uint32_t line = call->words[0];
	struct cspace *cspace;
	struct slot *slot;
	struct irq *irq;
	uint32_t error = invoke_cspace(call, 0, &cspace);

	if (!error && (line < HAL_IRQ_FIRST || line >= HAL_IRQ_LINES))
		error = pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	if (!error)
		error = cspace_free_slot(cspace, call->words[1], PITH_ARG_WORD + 1, &slot);
	if (error)
		return error;
	irq = &call->cpu->irqs[line];
	if (irq->header.refs || irq->header.ops)
		return pith_error_tag(PITH_ERROR_OCCUPIED, PITH_ARG_WORD);
	irq->header.word = line;
	slot_fill(slot, call->target, CAP_IRQ, hal_ref(irq), 0);
	return RESULT_OK;
}
