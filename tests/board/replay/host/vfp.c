/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * VFP registers: which record a thread has loaded them from; see vfp.h.
 */
#include "tests/board/replay/host/vfp.h"

#include "hal/armv7/context.h"

enum { OWNERS = 64 };

static struct owner {
	const struct thread *thread;
	uint32_t record;
} owners[OWNERS];
static uint32_t owner_count, next_record;

void vfp_begin(uint32_t first)
{
	owner_count = 0;
	next_record = first;
}

static struct owner *find(const struct thread *thread)
{
	for (uint32_t i = 0; i < owner_count; i++)
		if (owners[i].thread == thread)
			return &owners[i];
	return NULL;
}

void vfp_come(struct foretold_step *step, const struct thread *thread)
{
	struct owner *owner = find(thread);
	uint32_t record = next_record++;

	if (!(thread->context.fpexc & FPEXC_EN))
		return;
	step->vfp = true;
	step->vfp_from = owner ? owner->record : ~0u;
	if (!owner && owner_count < OWNERS) {
		owner = &owners[owner_count++];
		owner->thread = thread;
	}
	if (owner)
		owner->record = record;
}

void vfp_changed(const struct thread *thread)
{
	struct owner *owner = find(thread);

	if (owner)
		*owner = owners[--owner_count];
}
