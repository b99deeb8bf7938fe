/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Capability spaces: flat tables of slots, and the operations that copy, move,
 * delete and revoke what is in them.
 */
#include "core/index.h"

/* Find a slot that must be empty; `argument` is who is blamed if it is not. */
uint32_t cspace_free_slot(
    struct cspace *cspace, uint32_t index, uint32_t argument, struct slot **slot)
{
	*slot = cspace_slot(cspace, index);
	if (!*slot)
		return pith_error_tag(PITH_ERROR_RANGE, argument);
	if ((*slot)->ops)
		return pith_error_tag(PITH_ERROR_OCCUPIED, argument);
	return RESULT_OK;
}

void cspace_init(ref_t ref, uint32_t bits)
{
	cspace_at(ref)->header.word = 1u << bits;
}

enum { REAP_SLOTS = 16 }; /* looked at in one step */

/* Empty some slots of a dying CSpace, from the top; true when all are empty. */
bool cspace_reap(struct cpu *cpu, ref_t ref)
{
	struct cspace *cspace = cspace_at(ref);

	for (uint32_t i = 0; i < REAP_SLOTS && cspace->header.word > 1; i++) {
		struct slot *slot = (struct slot *)cspace + --cspace->header.word;
		bool full = slot->ops;

		if (full)
			slot_clear(cpu, slot);
		hal_object_died(hal_ref(slot), sizeof(*slot)); /* the size is not known later */
		if (full)
			break;
	}
	return cspace->header.word <= 1;
}

/* The CSpace and slot that a copy or move comes from. */
static uint32_t find_source(struct invocation *call, struct slot **source)
{
	struct cspace *cspace = cspace_at(call->target->object);

	if (call->caps > 0) {
		uint32_t error = invoke_cspace(call, 0, &cspace);

		if (error)
			return error;
	}
	*source = cspace_slot(cspace, call->words[1]);
	if (!*source)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD + 1);
	if (!(*source)->ops)
		return pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_WORD + 1);
	return RESULT_OK;
}

static uint32_t copy(struct invocation *call)
{
	uint32_t rights = call->words[2], badge = call->words[3];
	struct slot *to, *from;
	uint32_t error, ops;

	error =
	    cspace_free_slot(cspace_at(call->target->object), call->words[0], PITH_ARG_WORD, &to);
	if (!error)
		error = find_source(call, &from);
	if (error)
		return error;
	if (from->ops & CAP_UNIQUE)
		return pith_error_tag(PITH_ERROR_TYPE, PITH_ARG_WORD + 1);
	ops = slot_weaken(from->ops, rights);
	if (rights > PITH_ALL_RIGHTS || !ops)
		return pith_error_tag(PITH_ERROR_RIGHTS, PITH_ARG_WORD + 2);
	/* A badge is set once, and only where a message carries it. */
	if (badge && (from->badge || !(ops & (CAP_ENDPOINT | CAP_NOTIFICATION))))
		return pith_error_tag(PITH_ERROR_STATE, PITH_ARG_WORD + 3);
	slot_copy(to, from, ops, badge ? badge : from->badge);
	return RESULT_OK;
}

static uint32_t move(struct invocation *call)
{
	struct slot *to, *from;
	uint32_t error;

	error =
	    cspace_free_slot(cspace_at(call->target->object), call->words[0], PITH_ARG_WORD, &to);
	if (!error)
		error = find_source(call, &from);
	if (!error)
		slot_move(to, from);
	return error;
}

/* First what earlier deletions left, this one's earlier parts included: else the slot that is
 * emptied could be the one that a repeated call is made through. */
static uint32_t delete_slot(struct invocation *call, struct slot *slot)
{
	if (call->cpu->dying) {
		reap_step(call->cpu);
		return RESULT_AGAIN;
	}
	if (slot->ops)
		slot_clear(call->cpu, slot);
	return call->cpu->dying ? RESULT_AGAIN : RESULT_OK;
}

static uint32_t revoke(struct invocation *call, struct slot *slot)
{
	if (!slot->ops)
		return pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_WORD);
	/* First the dying: their graves are among the children. */
	if (call->cpu->dying) {
		reap_step(call->cpu);
		return RESULT_AGAIN;
	}
	if (!slot->first)
		return RESULT_OK;
	slot_clear(call->cpu, slot_at(slot->first));
	return RESULT_AGAIN;
}

static uint32_t query(struct invocation *call, const struct slot *slot)
{
	uint32_t bits = 0;

	if (slot->ops & CAP_ANY_UNTYPED)
		bits = slot->object & UNTYPED_BITS_MASK;
	else if (slot->ops & CAP_FRAME)
		bits = pagetable_sizes[slot->object & FRAME_SIZE_MASK].bits;
	else if (slot->ops & CAP_CSPACE)
		bits = (uint32_t)__builtin_ctz(cspace_at(slot->object)->header.word);
	call->words[0] = slot_type(slot->ops);
	call->words[1] = slot_rights(slot->ops);
	call->words[2] = slot->ops & (CAP_ENDPOINT | CAP_NOTIFICATION) ? slot->badge : 0;
	call->words[3] = bits;
	return RESULT_OK;
}

uint32_t cspace_invoke(struct invocation *call)
{
	struct slot *slot;

	if (call->operation == PITH_OP_CSPACE_COPY)
		return copy(call);
	if (call->operation == PITH_OP_CSPACE_MOVE)
		return move(call);
	slot = cspace_slot(cspace_at(call->target->object), call->words[0]);
	if (!slot)
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	if (call->operation == PITH_OP_CSPACE_DELETE)
		return delete_slot(call, slot);
	if (call->operation == PITH_OP_CSPACE_REVOKE)
		return revoke(call, slot);
	return query(call, slot);
}
