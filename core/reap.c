/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of objects. Taking an object apart can take long and can bring other
 * objects to their end, so nothing is destroyed where its last capability goes:
 * it is put on a list, and whoever deletes works the list off in bounded steps.
 * Until then the object's header, as a grave, keeps its place in the derivation
 * tree, so that its memory is not given out again.
 */
#include "core/index.h"

static void push(struct cpu *cpu, struct header *header)
{
	header->dying = cpu->dying;
	cpu->dying = hal_ref(header);
}

/* The slot holds a counted object's last capability and is about to be emptied. */
void reap_bury(struct cpu *cpu, struct slot *last)
{
	struct header *header = slot_header(last->ops, last->object);

	slot_move_node((struct slot *)header, last);
	header->ops = CAP_GRAVE;
	header->refs = last->ops;
	push(cpu, header);
}

/* True when nothing is left of the object that anything else refers to. */
static bool take_apart(struct cpu *cpu, uint32_t ops, ref_t object)
{
	switch (slot_type(ops)) {
	case PITH_TYPE_CSPACE:
		return cspace_reap(cpu, object);
	case PITH_TYPE_SPACE:
		return space_reap(cpu, object);
	case PITH_TYPE_THREAD:
		return thread_reap(cpu, object);
	case PITH_TYPE_SCHEDCONTEXT:
		return schedcontext_reap(cpu, object);
	case PITH_TYPE_ENDPOINT:
		return endpoint_reap(cpu, object);
	case PITH_TYPE_NOTIFICATION:
		return notification_reap(cpu, object);
	case PITH_TYPE_REPLY:
		return reply_reap(cpu, object);
	default:
		return irq_reap(cpu, object);
	}
}

static uint32_t object_size(uint32_t ops, ref_t object)
{
	static const uint8_t bits[PITH_TYPE_COUNT] = {
#define X(NAME, bits, made) bits,
	    PITH_TYPES(X)
#undef X
	};

	if (ops & CAP_CSPACE)
		return cspace_at(object)->header.word << PITH_SLOT_BITS;
	return 1u << bits[slot_type(ops)];
}

/* One bounded part of taking the latest dying object apart. Call only if there is one. */
void reap_step(struct cpu *cpu)
{
	struct header *header = header_at(cpu->dying);
	uint32_t ops = header->refs;
	ref_t object = cpu->dying - slot_header_offset(ops);

	/* Off the list while it is worked on: its parts may be buried before it. */
	cpu->dying = header->dying;
	if (!take_apart(cpu, ops, object)) {
		push(cpu, header);
		return;
	}
	slot_unlink((struct slot *)header);
	if (ops & CAP_IRQ) /* lines are not made of memory: it can be claimed again */
		irq_at(object)->header = (struct header){.word = header->word};
	else
		hal_object_died(object, object_size(ops, object));
}
