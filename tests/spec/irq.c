/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupt lines. An Irq is called SPEC_LINE + its number; the notification that is
 * bound to it is a capability that the line holds.
 */
#include "tests/spec/parts.h"

static struct spec_line *line_of(struct spec *spec, name_t name)
{
	return &spec->lines[name - SPEC_LINE];
}

static uint32_t bind(struct spec *spec, const struct spec_call *call, name_t name)
{
	uint32_t cap, made;
	uint32_t error = call_cap(spec, call, 0, PITH_TYPE_NOTIFICATION, PITH_SEND, &cap);

	if (error)
		return error;
	if (cap_in(spec, name, 0))
		return pith_error_tag(PITH_ERROR_STATE, PITH_ARG_TARGET);
	made = cap_copy(spec, cap, name, 0);
	if (made)
		spec->caps[made].rights = PITH_SEND;
	return SPEC_OK;
}

uint32_t irq_operate(struct spec *spec, struct spec_call *call)
{
	name_t name = spec->caps[call->target].object;

	if (call->operation == PITH_OP_IRQ_BIND)
		return bind(spec, call, name);
	if (call->operation == PITH_OP_IRQ_ACKNOWLEDGE && !cap_in(spec, name, 0))
		return pith_error_tag(PITH_ERROR_STATE, PITH_ARG_TARGET);
	line_of(spec, name)->unmasked = call->operation == PITH_OP_IRQ_ACKNOWLEDGE;
	return SPEC_OK;
}

uint32_t irqcontrol_operate(struct spec *spec, struct spec_call *call)
{
	uint32_t line = call_word(spec, call, 0), cap;
	struct spec_cap made = {.slot = call_word(spec, call, 1),
	    .type = PITH_TYPE_IRQ,
	    .rights = PITH_ALL_RIGHTS,
	    .object = SPEC_LINE + line};
	uint32_t error = call_cap(spec, call, 0, PITH_TYPE_CSPACE, PITH_ALL_RIGHTS, &cap);

	if (error)
		return error;
	made.holder = spec->caps[cap].object;
	if (line < SPEC_LINE_FIRST || line >= SPEC_LINES)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	error = slot_free(spec, made.holder, made.slot, PITH_ARG_WORD + 1);
	if (error)
		return error;
	if (spec->lines[line].claimed)
		return pith_error_tag(PITH_ERROR_OCCUPIED, PITH_ARG_WORD);
	spec->lines[line].claimed = true;
	cap_derive(spec, call->target, &made);
	return SPEC_OK;
}

/* The interrupt itself: the line is quiet until it is acknowledged. */
void interrupt_trap(struct spec *spec, uint32_t line)
{
	uint32_t bound;

	if (line >= SPEC_LINES)
		return;
	spec->lines[line].unmasked = false;
	bound = cap_in(spec, SPEC_LINE + line, 0);
	if (bound)
		signal_bits(spec, spec->caps[bound].object, spec->caps[bound].badge);
}

/* The line can be claimed again. */
bool line_reap_part(struct spec *spec, name_t name)
{
	uint32_t bound = cap_in(spec, name, 0);

	*line_of(spec, name) = (struct spec_line){.unmasked = false, .claimed = false};
	if (bound)
		cap_delete(spec, bound);
	return true;
}
