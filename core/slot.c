/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Capability slots and the derivation tree. Every operation here takes constant
 * time: a deleted capability hands its children to its parent by joining two
 * lists. What the end of a capability means for its object is told here and done
 * in the object's file.
 */
#include "core/index.h"

static const uint8_t op_types[] = {
    [0 ... 2] = PITH_TYPE_ENDPOINT,
    [3 ... 4] = PITH_TYPE_NOTIFICATION,
    [5 ... 7] = PITH_TYPE_FRAME,
    [8] = PITH_TYPE_REPLY,
    [9 ... 10] = PITH_TYPE_UNTYPED,
    [11] = PITH_TYPE_CSPACE,
    [12] = PITH_TYPE_SPACE,
    [13] = PITH_TYPE_PAGETABLE,
    [14] = PITH_TYPE_THREAD,
    [15] = PITH_TYPE_SCHEDCONTEXT,
    [16] = PITH_TYPE_IRQ,
    [17] = PITH_TYPE_IRQCONTROL,
    [18] = PITH_TYPE_SCHEDCONTROL,
};

/* The type that a capability's bits belong to. */
enum pith_type slot_type(uint32_t ops)
{
	if (ops == 0)
		return PITH_TYPE_EMPTY;
	return op_types[__builtin_ctz(ops)];
}

/* How far the rights READ WRITE EXECUTE (RECV SEND GRANT) are shifted in this type's bits. */
static uint32_t rights_shift(uint32_t ops)
{
	if (ops & CAP_FRAME)
		return 5;
	if (ops & CAP_NOTIFICATION)
		return 3;
	return 0;
}

/* The rights in the capability's bits; types without rights have them all. */
uint32_t slot_rights(uint32_t ops)
{
	if (!(ops & (CAP_ENDPOINT | CAP_NOTIFICATION | CAP_FRAME)))
		return ops ? PITH_ALL_RIGHTS : 0;
	return ops >> rights_shift(ops) & PITH_ALL_RIGHTS;
}

/* The capability's bits with no more than these rights; 0 if nothing remains. */
uint32_t slot_weaken(uint32_t ops, uint32_t rights)
{
	if (!(ops & (CAP_ENDPOINT | CAP_NOTIFICATION | CAP_FRAME)))
		return ops;
	return ops & rights << rights_shift(ops);
}

/* Where a counted object's header is in it. */
uint32_t slot_header_offset(uint32_t ops)
{
	if (ops & (CAP_ENDPOINT | CAP_NOTIFICATION | CAP_REPLY | CAP_IRQ))
		return offsetof(struct endpoint, header);
	if (ops & CAP_CSPACE)
		return offsetof(struct cspace, header);
	if (ops & CAP_SPACE)
		return offsetof(struct space, header);
	if (ops & CAP_THREAD)
		return offsetof(struct thread, header);
	ASSERT(ops & CAP_SCHEDCONTEXT);
	return offsetof(struct schedcontext, header);
}

struct header *slot_header(uint32_t ops, ref_t object)
{
	return header_at(object + slot_header_offset(ops));
}

/* The field of a neighbour (or parent) that names a node: the other end of its link. */
static ref_t *link_back(ref_t link, bool forward)
{
	struct slot *slot = slot_at(link & ~(ref_t)SLOT_PARENT);

	if (link & SLOT_PARENT)
		return forward ? &slot->last : &slot->first;
	return forward ? &slot->prev : &slot->next;
}

/* Make `child`, which is nowhere in the tree, the first child of `parent`. */
static void link_child(struct slot *parent, struct slot *child)
{
	ref_t up = hal_ref(parent) | SLOT_PARENT;

	child->prev = up;
	child->next = parent->first ? parent->first : up;
	parent->first = hal_ref(child);
	*link_back(child->next, true) = hal_ref(child);
	child->first = 0;
	child->last = 0;
}

/* Take the node out of the tree; its children take its place among its siblings. */
void slot_unlink(struct slot *slot)
{
	ref_t next = slot->next, prev = slot->prev;

	if (slot->first) {
		slot_at(slot->first)->prev = prev;
		slot_at(slot->last)->next = next;
		*link_back(prev, false) = slot->first;
		*link_back(next, true) = slot->last;
		return;
	}
	if (prev & next & SLOT_PARENT) { /* the only child */
		slot_at(prev & ~(ref_t)SLOT_PARENT)->first = 0;
		slot_at(prev & ~(ref_t)SLOT_PARENT)->last = 0;
		return;
	}
	*link_back(prev, false) = next;
	*link_back(next, true) = prev;
}

/* Put `to` where `from` is in the tree. Only the tree's words are set. */
void slot_move_node(struct slot *to, struct slot *from)
{
	ref_t ref = hal_ref(to);

	to->next = from->next;
	to->prev = from->prev;
	to->first = from->first;
	to->last = from->last;
	*link_back(to->prev, false) = ref;
	*link_back(to->next, true) = ref;
	if (to->first) {
		slot_at(to->first)->prev = ref | SLOT_PARENT;
		slot_at(to->last)->next = ref | SLOT_PARENT;
	}
}

/* Fill an empty slot with a new capability derived from `parent`. */
void slot_fill(struct slot *slot, struct slot *parent, uint32_t ops, ref_t object, uint32_t badge)
{
	slot->badge = badge;
	slot->ops = ops;
	slot->object = object;
	slot->aux = 0;
	link_child(parent, slot);
	if (ops & CAP_COUNTED)
		slot_header(ops, object)->refs++;
}

/* Fill an empty slot with a copy that has these bits and badge. */
void slot_copy(struct slot *to, struct slot *from, uint32_t ops, uint32_t badge)
{
	slot_fill(to, from, ops, from->object, ops & CAP_FRAME ? 0 : badge);
}

static void slot_empty(struct slot *slot)
{
	*slot = (struct slot){0};
}

/* Move a capability to an empty slot; what it means does not change. */
void slot_move(struct slot *to, struct slot *from)
{
	to->badge = from->badge;
	to->ops = from->ops;
	to->object = from->object;
	to->aux = from->aux;
	slot_move_node(to, from);
	slot_empty(from);
	if (to->ops & CAP_FRAME)
		frame_moved(to);
	else if (to->ops & CAP_PAGETABLE)
		pagetable_moved(to);
}

/* Delete the capability in a slot. An object that loses its last one is buried: the caller
 * sees to it that reap_step runs until nothing is dying. */
void slot_clear(struct cpu *cpu, struct slot *slot)
{
	if (slot->aux & SLOT_IN_THREAD_MASK && !(slot->ops & CAP_UNIQUE))
		thread_slot_lost(cpu, slot);
	else if (slot->ops & CAP_FRAME)
		frame_unmap(slot);
	else if (slot->ops & CAP_PAGETABLE)
		pagetable_lost(slot);
	if (slot->ops & CAP_COUNTED && --slot_header(slot->ops, slot->object)->refs == 0)
		reap_bury(cpu, slot);
	else
		slot_unlink(slot);
	slot_empty(slot);
}
