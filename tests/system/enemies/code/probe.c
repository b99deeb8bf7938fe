/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Probes: threads of a higher priority than ours, which do one thing and fault.
 */
#include "tests/system/enemies/enemies.h"

enum { THREAD_BITS = 10, CPSR_USER_ARM = 0x10, PRIORITY = 110 };

struct probe probes[PROBES];
static uint32_t faults;

static void set_up(struct probe *probe)
{
	const struct pith_grant *context = NULL;

	if (!faults)
		pith_must("an endpoint", pith_object_make(PITH_TYPE_ENDPOINT, &faults));
	for (struct probe *p = probes; p <= probe; p++) {
		context = pith_grant_next(PITH_GRANT_SCHEDCONTEXT, NULL, context);
		if (!context)
			pith_panic("too few contexts");
	}
	probe->schedcontext = context->slot;
	probe->memory = pith_slot_take();
	probe->thread = pith_slot_take();
	pith_must("memory for a thread",
	    pith_untyped_retype(PITH_SLOT_MEMORY, PITH_TYPE_UNTYPED, THREAD_BITS, PITH_SLOT_CSPACE,
		probe->memory, 1, PITH_MEMORY_NORMAL));
}

void probe_make(struct probe *probe, uint32_t space, uint32_t flags)
{
	const uint32_t caps[] = {PITH_SLOT_CSPACE, space, faults};

	if (!probe->memory) {
		set_up(probe);
		probe_make(probe, space, flags);
		return;
	}
	pith_must("a thread", pith_untyped_retype(probe->memory, PITH_TYPE_THREAD, 0,
				  PITH_SLOT_CSPACE, probe->thread, 1, PITH_MEMORY_NORMAL));
	pith_must("what it sees",
	    pith_thread_configure(probe->thread,
		PITH_THREAD_CSPACE | PITH_THREAD_SPACE | PITH_THREAD_FAULT, 0, caps));
	pith_must("a priority", pith_thread_set_priority(probe->thread, PRIORITY, PRIORITY));
	pith_must("flags", pith_thread_set_flags(probe->thread, flags));
	pith_must("a name", pith_thread_set_name(probe->thread, "probe"));
	pith_must("time", pith_thread_bind(probe->thread, probe->schedcontext));
}

void probe_end(struct probe *probe)
{
	pith_must("the end of a thread", pith_cspace_revoke(PITH_SLOT_CSPACE, probe->memory));
}

void probe_start_with(const struct probe *probe, uint32_t pc, const uint32_t registers[5])
{
	uint32_t all[PITH_REGISTER_COUNT] = {
	    [PITH_REGISTER_PC] = pc, [PITH_REGISTER_CPSR] = CPSR_USER_ARM};

	for (uint32_t i = 0; i < 5; i++)
		all[PITH_REGISTER_R0 + i] = registers[i];
	pith_must("starting", pith_thread_write(probe->thread, true, all, PITH_REGISTER_COUNT));
}

void probe_start(const struct probe *probe, uint32_t pc, uint32_t r0, uint32_t r1)
{
	probe_start_with(probe, pc, (const uint32_t[5]){r0, r1});
}

enum pith_fault probe_fault(uint32_t *r0)
{
	struct pith_message m = {0};
	enum pith_fault fault;

	pith_must("receiving", pith_recv(faults, &m, PITH_SLOT_REPLY));
	if (pith_message_kind(&m) != PITH_KIND_FAULT)
		pith_panic("what came is no fault");
	fault = (enum pith_fault)pith_message_label(&m);
	if (r0)
		*r0 = m.word[PITH_FAULT_R0];
	m = (struct pith_message){.tag = pith_tag(PITH_FAULT_STOP, 0, 0)};
	pith_must("answering", pith_reply(PITH_SLOT_REPLY, &m));
	return fault;
}

enum pith_fault probe_run(
    const struct probe *probe, uint32_t pc, uint32_t r0, uint32_t r1, uint32_t *value)
{
	probe_start(probe, pc, r0, r1);
	return probe_fault(value);
}
