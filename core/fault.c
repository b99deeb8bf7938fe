/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults: what a thread did that it cannot do, told to its fault handler as a call
 * that the kernel makes in the thread's name. The answer lets it go on.
 */
#include "core/index.h"

/* Nobody takes care of the thread's fault: it stays stopped. */
void fault_unhandled(struct cpu *cpu, struct thread *thread)
{
	hal_unhandled_fault(cpu, thread, thread->fault, thread->fault_address, thread->fault_info,
	    thread->fault_status);
}

/* Keep what has happened, for the message that is made of it. */
void fault_note(
    struct thread *from, enum pith_fault fault, uint32_t address, uint32_t info, uint32_t status)
{
	from->fault = fault;
	from->fault_address = address;
	from->fault_info = info;
	from->fault_status = status;
}

/* Stop the thread, which is the current one or stopped already, and call its handler. */
void fault_raise(struct cpu *cpu, struct thread *from, enum pith_fault fault, uint32_t address,
    uint32_t info, uint32_t status)
{
	const struct slot *handler = &from->slots[SLOT_FAULT];

	fault_note(from, fault, address, info, status);
	/* One that another ends, and that has no time, could not wait to tell. */
	if (handler->ops & CAP_EP_SEND && from->schedcontext) {
		ipc_send_endpoint(cpu, from, endpoint_at(handler->object), WAIT_FAULT_SEND,
		    handler->badge, false);
	} else {
		from->wait = WAIT_STOPPED;
		fault_unhandled(cpu, from);
	}
}

/* Write the fault message of `from` where a received message goes. */
void fault_deliver(const struct thread *from, struct thread *to, uint32_t badge)
{
	uint32_t *words = &to->context.r[2];

	words[PITH_FAULT_PC] = from->context.pc;
	words[PITH_FAULT_ADDRESS] = from->fault_address;
	words[PITH_FAULT_INFO] = from->fault_info;
	words[PITH_FAULT_STATUS] = from->fault_status;
	words[PITH_FAULT_CPSR] = from->context.cpsr;
	words[PITH_FAULT_SP] = from->context.r[CONTEXT_SP];
	words[PITH_FAULT_LR] = from->context.r[CONTEXT_LR];
	words[PITH_FAULT_R0] = from->context.r[0];
	to->context.r[0] = badge;
	message_result(to, pith_tag(from->fault, PITH_FAULT_WORDS, 0) | (uint32_t)PITH_KIND_FAULT
									    << PITH_TAG_KIND_SHIFT);
}

/* Does the answer with this tag let the thread go on? One that has exited is not brought back by
 * accident. */
bool fault_goes_on(const struct thread *thread, uint32_t tag)
{
	uint32_t label = pith_tag_label(tag);

	return label == PITH_FAULT_SET ||
	       (label == PITH_FAULT_RETRY && thread->fault != PITH_FAULT_EXIT);
}

/* The registers that the answer sets: in the handler's own, and its buffer if it sets more than
 * eight. */
void fault_write(const struct thread *handler, struct thread *to, uint32_t tag)
{
	uint32_t length = pith_tag_length(tag);

	if (pith_tag_label(tag) != PITH_FAULT_SET)
		return;
	if (length > PITH_REGISTER_COUNT)
		length = PITH_REGISTER_COUNT;
	for (uint32_t i = 0; i < length; i++)
		thread_write(to, i,
		    i < PITH_REGISTER_WORDS ? handler->context.r[2 + i]
					    : thread_buffer(handler)->words[i]);
}

/* The handler's answer. */
void fault_answer(struct cpu *cpu, const struct thread *handler, struct thread *to)
{
	uint32_t tag = handler->context.r[1];

	fault_write(handler, to, tag);
	if (fault_goes_on(to, tag))
		schedule_ready_first(cpu, to);
}

void core_unknown_call(uint32_t number, struct cpu *cpu, struct thread *from)
{
	core_fault(cpu, from, PITH_FAULT_CALL, 0, number, 0);
}
