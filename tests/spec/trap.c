/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A trap: where the current thread stands, what happened, who goes on.
 */
#include "tests/spec/parts.h"

static void enter(struct spec *spec, const struct spec_trap *trap)
{
	struct spec_thread *from = spec->current ? spec_thread(spec, spec->current) : 0;
	struct pith_buffer *buffer = from && trap->buffer ? buffer_of(spec, from) : 0;

	spec->now = trap->now;
	spec->points = 0;
	spec->cleared_length = 0;
	spec->preempt_at = trap->preempt_at;
	for (uint32_t i = 0; from && i < PITH_REGISTER_COUNT; i++)
		from->registers[i] = trap->registers[i];
	if (buffer)
		*buffer = *trap->buffer;
}

void spec_trap(struct spec *spec, const struct spec_trap *trap)
{
	struct spec_thread *from = spec->current ? spec_thread(spec, spec->current) : 0;

	enter(spec, trap);
	switch (trap->event) {
	case SPEC_CALL:
		ipc_trap(spec, from, trap->registers[PITH_REGISTER_R0 + 12]);
		break;
	case SPEC_FAULT:
		fault_now(spec, from, trap->number, trap->words[0], trap->words[1], trap->words[2]);
		break;
	case SPEC_INTERRUPT:
		interrupt_trap(spec, trap->number);
		break;
	case SPEC_DEADLINE:
		time_up(spec);
		break;
	}
	choose(spec);
}
