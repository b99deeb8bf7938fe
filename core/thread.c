/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a thread is made of: its capabilities to CSpace, Space, IPC buffer and
 * fault handler, kept in slots of its own so that revoking reaches them; what is
 * cached of them; its bound notification; its end. Operations: thread_invoke.c.
 */
#include "core/index.h"

_Static_assert(offsetof(struct thread, context) == THREAD_CONTEXT_AT &&
		   offsetof(struct thread, vfp) == THREAD_VFP_AT,
    "entry.h tells the HAL");

/* Domain 0 and the kernel's are accessible, by the page's permissions. */
static const uint32_t dacr_default = 1u | 1u << (2 * PAGETABLE_KERNEL_DOMAIN);

void thread_init(struct cpu *cpu, ref_t ref)
{
	struct thread *thread = thread_at(ref);

	hal_context_init(&thread->context);
	thread->context.dacr = dacr_default;
	thread->cspace = hal_ref(&cpu->empty);
	thread->wait = WAIT_STOPPED;
}

/* The switch block changed: load it again if the thread runs. */
static void reload(struct cpu *cpu, const struct thread *thread)
{
	if (cpu->current == hal_ref(thread))
		cpu->reload = 1;
}

/* What the fast path shall see: pending signals divert the next call to the slow path. */
void thread_attention(struct cpu *cpu, struct thread *thread)
{
	bool divert = thread->notification && notification_at(thread->notification)->bits;

	thread->cspace = hal_ref(divert ? &cpu->empty : cspace_of(cpu, thread));
}

/* A capability in one of a thread's slots is about to be deleted. */
void thread_slot_lost(struct cpu *cpu, struct slot *slot)
{
	struct thread *thread = thread_at(slot->aux & ~(ref_t)SLOT_IN_THREAD_MASK);

	switch ((slot->aux & SLOT_IN_THREAD_MASK) - SLOT_IN_THREAD) {
	case SLOT_CSPACE:
		thread->cspace = hal_ref(&cpu->empty);
		break;
	case SLOT_SPACE:
		hal_context_space(&thread->context, 0, 0);
		reload(cpu, thread);
		break;
	default:
		thread->buffer = 0;
		break;
	}
}

/* Put a copy of a capability in a thread's slot, or 0 to leave it empty. */
void thread_set_slot(
    struct cpu *cpu, struct thread *thread, enum thread_slot which, struct slot *source)
{
	struct slot *slot = &thread->slots[which];

	if (slot->ops)
		slot_clear(cpu, slot);
	if (!source)
		return;
	slot_copy(slot, source, source->ops, source->badge);
	if (which != SLOT_FAULT)
		slot->aux = hal_ref(thread) | ((uint32_t)which + SLOT_IN_THREAD);
	switch (which) {
	case SLOT_CSPACE:
		thread_attention(cpu, thread);
		break;
	case SLOT_SPACE:
		hal_context_space(&thread->context, slot->object, space_at(slot->object)->asid);
		reload(cpu, thread);
		break;
	case SLOT_BUFFER:
		thread->buffer = hal_window(slot->object & (uint32_t)FRAME_PADDR_MASK);
		break;
	default:
		break;
	}
}

/* Neither is bound. */
void thread_bind_notification(struct cpu *cpu, struct thread *thread, struct notification *nt)
{
	thread->notification = hal_ref(nt);
	nt->bound = hal_ref(thread);
	thread_attention(cpu, thread);
	notification_offer(cpu, nt);
}

void thread_unbind_notification(struct cpu *cpu, struct thread *thread)
{
	if (!thread->notification)
		return;
	notification_at(thread->notification)->bound = 0;
	thread->notification = 0;
	thread_attention(cpu, thread);
}

static uint32_t *register_at(struct context *context, uint32_t index)
{
	switch (index) {
	case PITH_REGISTER_PC:
		return &context->pc;
	case PITH_REGISTER_SP:
		return &context->r[CONTEXT_SP];
	case PITH_REGISTER_CPSR:
		return &context->cpsr;
	case PITH_REGISTER_LR:
		return &context->r[CONTEXT_LR];
	default:
		return &context->r[index - PITH_REGISTER_R0];
	}
}

/* A register by enum pith_register. */
uint32_t thread_read(struct thread *thread, uint32_t index)
{
	return *register_at(&thread->context, index);
}

void thread_write(struct thread *thread, uint32_t index, uint32_t value)
{
	if (index == PITH_REGISTER_CPSR)
		value = hal_context_status(value);
	*register_at(&thread->context, index) = value;
}

/* The end, all in one step: what its capabilities lead to is buried, not taken apart. */
bool thread_reap(struct cpu *cpu, ref_t ref)
{
	struct thread *thread = thread_at(ref);

	ipc_cancel(cpu, thread);
	schedcontext_return(cpu, thread);
	schedcontext_unbind(cpu, thread);
	thread_unbind_notification(cpu, thread);
	for (uint32_t which = 0; which < THREAD_SLOTS; which++)
		thread_set_slot(cpu, thread, (enum thread_slot)which, 0);
	if (cpu->current == ref)
		cpu->current = 0;
	return true;
}

struct thread *cpu_current(const struct cpu *cpu)
{
	return cpu->current ? thread_at(cpu->current) : 0;
}

struct context *thread_context(struct thread *thread)
{
	return &thread->context;
}

struct thread *context_thread(struct context *context)
{
	return thread_at(hal_ref(context) - offsetof(struct thread, context));
}

struct vfp_state *thread_vfp(struct thread *thread)
{
	return &thread->vfp;
}

const char *thread_name(const struct thread *thread)
{
	return thread->name;
}
