/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a message to an operation: what all operations have in common is decoded
 * and checked here, with the ABI's own table; then the object's file takes over.
 * An operation that says RESULT_AGAIN has done a bounded part: if something else
 * is due, the call instruction is repeated later, else it is decoded anew at once.
 */
#include "core/index.h"

/* The bits of a capability of the object, any of them. */
#define OPS_UNTYPED	 CAP_ANY_UNTYPED
#define OPS_CSPACE	 CAP_CSPACE
#define OPS_PAGETABLE	 CAP_PAGETABLE
#define OPS_FRAME	 CAP_FRAME
#define OPS_THREAD	 CAP_THREAD
#define OPS_SCHEDCONTEXT CAP_SCHEDCONTEXT
#define OPS_IRQ		 CAP_IRQ
#define OPS_IRQCONTROL	 CAP_IRQCONTROL
#define OPS_SCHEDCONTROL CAP_SCHEDCONTROL

/* Of which object it is, and how many words and capabilities it needs and gives. */
struct operation {
	uint32_t ops;
	uint8_t type, words, caps, out;
};

static const struct operation operations[PITH_OP_COUNT] = {
#define X(TYPE, NAME, words, caps, out, text) \
	[PITH_OP_##TYPE##_##NAME] = {OPS_##TYPE, PITH_TYPE_##TYPE, words, caps, out},
    PITH_OPERATIONS(X)
#undef X
};

/* A word of the message; those beyond the registers are in the buffer (checked). */
uint32_t invoke_word(const struct invocation *call, uint32_t index)
{
	if (index < PITH_REGISTER_WORDS)
		return call->words[index];
	return thread_buffer(call->from)->words[index];
}

/* The slot of a capability in the message, which must have one of these bits. */
uint32_t invoke_cap(struct invocation *call, uint32_t index, uint32_t ops, struct slot **slot)
{
	const struct pith_buffer *buffer = thread_buffer(call->from);

	if (index >= call->caps)
		return pith_error_tag(PITH_ERROR_LENGTH, PITH_ARG_TAG);
	*slot = cspace_lookup(call->cpu, call->from, buffer->caps[index]);
	if (!*slot)
		return pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_CAP + index);
	if (!((*slot)->ops & ops))
		return pith_error_tag(
		    slot_type((*slot)->ops) == slot_type(ops) ? PITH_ERROR_RIGHTS : PITH_ERROR_TYPE,
		    PITH_ARG_CAP + index);
	return RESULT_OK;
}

uint32_t invoke_cspace(struct invocation *call, uint32_t index, struct cspace **cspace)
{
	struct slot *slot;
	uint32_t error = invoke_cap(call, index, CAP_CSPACE, &slot);

	if (!error)
		*cspace = cspace_at(slot->object);
	return error;
}

static uint32_t decode(struct invocation *call, struct cpu *cpu, struct thread *from)
{
	uint32_t tag = from->context.r[1];
	const struct operation *operation;

	call->cpu = cpu;
	call->from = from;
	call->operation = pith_tag_label(tag);
	call->length = pith_tag_length(tag);
	call->caps = pith_tag_caps(tag);
	call->words = &from->context.r[2];
	call->target = cspace_lookup(cpu, from, from->context.r[0]);
	if (!call->target)
		return pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_TARGET);
	if (call->operation >= PITH_OP_COUNT)
		return pith_error_tag(PITH_ERROR_OPERATION, PITH_ARG_TARGET);
	operation = &operations[call->operation];
	if (!(operation->ops & call->target->ops))
		return pith_error_tag(PITH_ERROR_OPERATION, PITH_ARG_TARGET);
	if (pith_tag_kind(tag) || call->length > PITH_MAX_WORDS || call->caps > PITH_MAX_CAPS ||
	    call->length < operation->words || call->caps < operation->caps)
		return pith_error_tag(PITH_ERROR_LENGTH, PITH_ARG_TAG);
	if ((call->caps || call->length > PITH_REGISTER_WORDS) && !from->buffer)
		return pith_error_tag(PITH_ERROR_BUFFER, PITH_ARG_TAG);
	return RESULT_OK;
}

static uint32_t operate(struct invocation *call)
{
	switch (operations[call->operation].type) {
	case PITH_TYPE_UNTYPED:
		return untyped_invoke(call);
	case PITH_TYPE_CSPACE:
		return cspace_invoke(call);
	case PITH_TYPE_PAGETABLE:
		return pagetable_invoke(call);
	case PITH_TYPE_FRAME:
		return frame_invoke(call);
	case PITH_TYPE_THREAD:
		return thread_invoke(call);
	case PITH_TYPE_SCHEDCONTEXT:
		return schedcontext_invoke(call);
	case PITH_TYPE_IRQ:
		return irq_invoke(call);
	case PITH_TYPE_IRQCONTROL:
		return irqcontrol_invoke(call);
	default:
		return schedcontrol_invoke(call);
	}
}

/* A message to an object of the kernel's. */
void invoke(struct cpu *cpu, struct thread *from)
{
	struct invocation call;
	uint32_t result, out;

	for (;;) {
		result = decode(&call, cpu, from);
		if (result == RESULT_OK)
			result = operate(&call);
		if (result != RESULT_AGAIN)
			break;
		/* The part that was done may have ended the caller itself. */
		if (!cpu->current || from->wait) {
			schedule_leave(cpu, from);
			HAL_LEFT;
		}
		if (hal_preempted()) {
			hal_context_restart(&from->context);
			schedule_leave(cpu, from);
			HAL_LEFT;
		}
	}
	if (result != RESULT_OK) {
		ipc_fail(cpu, from, result);
		HAL_LEFT;
	}
	if (cpu->current) {
		out = operations[call.operation].out;
		if (out > PITH_REGISTER_WORDS && !from->buffer)
			out = PITH_REGISTER_WORDS;
		message_result(from, pith_tag(0, out, 0));
	}
	schedule_leave(cpu, from);
}
