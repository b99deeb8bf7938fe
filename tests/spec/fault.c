/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults: calls that the kernel makes in a thread's name. Manual: calls.md, "Faults".
 */
#include "tests/spec/parts.h"

/* Nobody takes care of it: whoever watches the machine is told. */
void nobody_cares(struct spec *spec, const struct spec_thread *thread)
{
	spec->unhandled++;
	spec->unhandled_thread = thread->name;
	spec->unhandled_words[0] = thread->fault;
	spec->unhandled_words[1] = thread->fault_address;
	spec->unhandled_words[2] = thread->fault_info;
	spec->unhandled_words[3] = thread->fault_status;
}

/* The thread, which runs or is stopped, cannot go on: its handler is called. */
void fault_now(struct spec *spec, struct spec_thread *from, uint32_t fault, uint32_t address,
    uint32_t info, uint32_t status)
{
	uint32_t handler = cap_in(spec, from->name, SPEC_THREAD_FAULT);

	from->fault = fault;
	from->fault_address = address;
	from->fault_info = info;
	from->fault_status = status;
	/* One that another ends, and that has no time, could not wait to tell. */
	if (!handler || !from->time) {
		from->wait = SPEC_STOPPED;
		nobody_cares(spec, from);
		return;
	}
	send_through(spec, from, spec->caps[handler].object, SPEC_FAULTING,
	    spec->caps[handler].badge, false);
}

/* The message that the handler gets. */
void tell_handler(const struct spec_thread *from, struct spec_thread *to, uint32_t badge)
{
	uint32_t words[PITH_FAULT_WORDS];

	words[PITH_FAULT_PC] = from->registers[PITH_REGISTER_PC];
	words[PITH_FAULT_ADDRESS] = from->fault_address;
	words[PITH_FAULT_INFO] = from->fault_info;
	words[PITH_FAULT_STATUS] = from->fault_status;
	words[PITH_FAULT_CPSR] = from->registers[PITH_REGISTER_CPSR];
	words[PITH_FAULT_SP] = from->registers[PITH_REGISTER_SP];
	words[PITH_FAULT_LR] = from->registers[PITH_REGISTER_LR];
	words[PITH_FAULT_R0] = from->registers[PITH_REGISTER_R0];
	for (uint32_t i = 0; i < PITH_FAULT_WORDS; i++)
		*register_r(to, 2 + i) = words[i];
	*register_r(to, 0) = badge;
	set_result(to, pith_tag(from->fault, PITH_FAULT_WORDS, 0) | (uint32_t)PITH_KIND_FAULT
									<< PITH_TAG_KIND_SHIFT);
}

/* The answer, in the handler's registers and buffer. The thread waits for nothing any more. */
void handler_answers(struct spec *spec, const struct spec_thread *handler, struct spec_thread *to)
{
	uint32_t tag = handler->registers[PITH_REGISTER_R0 + 1];
	uint32_t label = pith_tag_label(tag), count = pith_tag_length(tag);

	if (label == PITH_FAULT_SET) {
		if (count > PITH_REGISTER_COUNT)
			count = PITH_REGISTER_COUNT;
		for (uint32_t i = 0; i < count; i++)
			set_register(to, i,
			    i < PITH_REGISTER_WORDS ? handler->registers[PITH_REGISTER_R0 + 2 + i]
						    : buffer_of(spec, handler)->words[i]);
		go_on_first(spec, to);
	} else if (label == PITH_FAULT_RETRY && to->fault != PITH_FAULT_EXIT) {
		go_on_first(spec, to);
	}
}
