/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a message to an operation: what is checked for all of them, in this order;
 * the answer; and operations that are done in parts, each of them by decoding the
 * call anew.
 */
#include "tests/spec/parts.h"

struct operation {
	enum pith_type type;
	uint32_t words, caps; /* the least that must be there */
};

static const struct operation operations[PITH_OP_COUNT] = {
#define X(TYPE, NAME, words, caps, out, text) \
	[PITH_OP_##TYPE##_##NAME] = {PITH_TYPE_##TYPE, words, caps},
    PITH_OPERATIONS(X)
#undef X
};

uint32_t call_word(struct spec *spec, const struct spec_call *call, uint32_t index)
{
	if (index < PITH_REGISTER_WORDS)
		return call->from->registers[PITH_REGISTER_R0 + 2 + index];
	return buffer_of(spec, call->from)->words[index];
}

uint32_t call_cap(struct spec *spec, const struct spec_call *call, uint32_t index,
    enum pith_type type, uint32_t rights, uint32_t *cap)
{
	if (index >= call->caps)
		return pith_error_tag(PITH_ERROR_LENGTH, PITH_ARG_TAG);
	*cap = cap_of(spec, call->from, buffer_of(spec, call->from)->caps[index]);
	if (!*cap)
		return pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_CAP + index);
	if (spec->caps[*cap].type != type)
		return pith_error_tag(PITH_ERROR_TYPE, PITH_ARG_CAP + index);
	if (!(spec->caps[*cap].rights & rights))
		return pith_error_tag(PITH_ERROR_RIGHTS, PITH_ARG_CAP + index);
	return SPEC_OK;
}

static uint32_t decode(struct spec *spec, struct spec_thread *from, struct spec_call *call)
{
	uint32_t tag = from->registers[PITH_REGISTER_R0 + 1];
	const struct operation *operation;

	*call = (struct spec_call){.from = from,
	    .target = cap_of(spec, from, from->registers[PITH_REGISTER_R0]),
	    .operation = pith_tag_label(tag),
	    .length = pith_tag_length(tag),
	    .caps = pith_tag_caps(tag)};
	if (!call->target)
		return pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_TARGET);
	if (call->operation == PITH_OP_NONE || call->operation >= PITH_OP_COUNT)
		return pith_error_tag(PITH_ERROR_OPERATION, PITH_ARG_TARGET);
	operation = &operations[call->operation];
	if (operation->type != spec->caps[call->target].type)
		return pith_error_tag(PITH_ERROR_OPERATION, PITH_ARG_TARGET);
	if (call->length < operation->words || call->caps < operation->caps ||
	    call->length > PITH_MAX_WORDS || call->caps > PITH_MAX_CAPS || pith_tag_kind(tag) != 0)
		return pith_error_tag(PITH_ERROR_LENGTH, PITH_ARG_TAG);
	if ((call->caps > 0 || call->length > PITH_REGISTER_WORDS) && !buffer_of(spec, from))
		return pith_error_tag(PITH_ERROR_BUFFER, PITH_ARG_TAG);
	return SPEC_OK;
}

static uint32_t operate(struct spec *spec, struct spec_call *call)
{
	switch (operations[call->operation].type) {
	case PITH_TYPE_UNTYPED:
		return untyped_operate(spec, call);
	case PITH_TYPE_CSPACE:
		return cspace_operate(spec, call);
	case PITH_TYPE_PAGETABLE:
		return pagetable_operate(spec, call);
	case PITH_TYPE_FRAME:
		return frame_operate(spec, call);
	case PITH_TYPE_THREAD:
		return thread_operate(spec, call);
	case PITH_TYPE_SCHEDCONTEXT:
		return schedcontext_operate(spec, call);
	case PITH_TYPE_IRQ:
		return irq_operate(spec, call);
	case PITH_TYPE_IRQCONTROL:
		return irqcontrol_operate(spec, call);
	default:
		return schedcontrol_operate(spec, call);
	}
}

/* Words beyond the registers go to the buffer; without one the answer is shorter. */
static void answer(struct spec *spec, const struct spec_call *call)
{
	struct pith_buffer *buffer = buffer_of(spec, call->from);
	uint32_t length = call->out_count;

	if (length > PITH_REGISTER_WORDS && !buffer)
		length = PITH_REGISTER_WORDS;
	for (uint32_t i = 0; i < length; i++)
		if (i < PITH_REGISTER_WORDS)
			call->from->registers[PITH_REGISTER_R0 + 2 + i] = call->out[i];
		else
			buffer->words[i] = call->out[i];
	call->from->registers[PITH_REGISTER_R0 + 1] = pith_tag(0, length, 0);
}

/* Something is due at this point of a long operation. */
static bool preempted(struct spec *spec)
{
	spec->points++;
	return spec->preempt_at == ~0u || spec->points == spec->preempt_at;
}

void spec_invoke(struct spec *spec, struct spec_thread *from)
{
	struct spec_call call;
	uint32_t result;

	for (;;) {
		result = decode(spec, from, &call);
		if (result == SPEC_OK)
			result = operate(spec, &call);
		if (result != SPEC_AGAIN)
			break;
		/* It may have ended or stopped itself. */
		if (!spec->current || from->wait != SPEC_RUNNABLE)
			return;
		if (preempted(spec)) {
			call_again(spec, from);
			return;
		}
	}
	if (result != SPEC_OK)
		refuse(spec, from, result);
	else
		answer(spec, &call);
}
