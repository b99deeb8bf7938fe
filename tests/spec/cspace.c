/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations on CSpaces: copy, move, delete, revoke, query.
 */
#include "tests/spec/parts.h"

/* A slot that gets a capability must be there and empty. */
uint32_t slot_free(struct spec *spec, name_t cspace, uint32_t slot, uint32_t argument)
{
	if (!slot_exists(spec, cspace, slot))
		return pith_error_tag(PITH_ERROR_RANGE, argument);
	if (cap_in(spec, cspace, slot))
		return pith_error_tag(PITH_ERROR_OCCUPIED, argument);
	return SPEC_OK;
}

/* The arguments that copy and move have in common: where to, and what. */
static uint32_t find_source(
    struct spec *spec, const struct spec_call *call, name_t target, uint32_t *source)
{
	uint32_t slot = call_word(spec, call, 1), cap;
	name_t cspace = target;
	uint32_t error = slot_free(spec, target, call_word(spec, call, 0), PITH_ARG_WORD);

	if (!error && call->caps > 0) {
		error = call_cap(spec, call, 0, PITH_TYPE_CSPACE, PITH_ALL_RIGHTS, &cap);
		if (!error)
			cspace = spec->caps[cap].object;
	}
	if (error)
		return error;
	if (!slot_exists(spec, cspace, slot))
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD + 1);
	*source = cap_in(spec, cspace, slot);
	return *source ? SPEC_OK : pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_WORD + 1);
}

static uint32_t copy(struct spec *spec, const struct spec_call *call, name_t cspace)
{
	uint32_t rights = call_word(spec, call, 2), badge = call_word(spec, call, 3);
	uint32_t source, made, error = find_source(spec, call, cspace, &source);
	enum pith_type type;

	if (error)
		return error;
	type = spec->caps[source].type;
	if (cap_unique(type))
		return pith_error_tag(PITH_ERROR_TYPE, PITH_ARG_WORD + 1);
	if (rights > PITH_ALL_RIGHTS)
		return pith_error_tag(PITH_ERROR_RIGHTS, PITH_ARG_WORD + 2);
	rights = cap_has_rights(type) ? rights & spec->caps[source].rights : PITH_ALL_RIGHTS;
	if (!rights)
		return pith_error_tag(PITH_ERROR_RIGHTS, PITH_ARG_WORD + 2);
	if (badge && (spec->caps[source].badge ||
			 (type != PITH_TYPE_ENDPOINT && type != PITH_TYPE_NOTIFICATION)))
		return pith_error_tag(PITH_ERROR_STATE, PITH_ARG_WORD + 3);
	made = cap_copy(spec, source, cspace, call_word(spec, call, 0));
	if (!made)
		return SPEC_OK; /* no room: the specification has given up */
	spec->caps[made].rights = rights;
	if (badge)
		spec->caps[made].badge = badge;
	return SPEC_OK;
}

static uint32_t move(struct spec *spec, const struct spec_call *call, name_t cspace)
{
	uint32_t source, error = find_source(spec, call, cspace, &source);

	if (error)
		return error;
	spec->caps[source].holder = cspace;
	spec->caps[source].slot = call_word(spec, call, 0);
	return SPEC_OK;
}

/* What earlier deletions have left undone comes first. */
static uint32_t delete_slot(struct spec *spec, uint32_t cap)
{
	if (spec->dying.count > 0) {
		reap_part(spec);
		return SPEC_AGAIN;
	}
	if (cap)
		cap_delete(spec, cap);
	return spec->dying.count > 0 ? SPEC_AGAIN : SPEC_OK;
}

static uint32_t revoke(struct spec *spec, uint32_t cap)
{
	if (!cap)
		return pith_error_tag(PITH_ERROR_CAPABILITY, PITH_ARG_WORD);
	if (spec->dying.count > 0) {
		reap_part(spec);
		return SPEC_AGAIN;
	}
	if (!cap_has_children(spec, cap))
		return SPEC_OK;
	cap_delete(spec, cap + 1);
	return SPEC_AGAIN;
}

static uint32_t query(struct spec *spec, struct spec_call *call, uint32_t cap)
{
	const struct spec_cap *entry = &spec->caps[cap];

	call->out_count = 4;
	if (!cap) /* all of them 0 */
		return SPEC_OK;
	call->out[0] = entry->type;
	call->out[1] = entry->rights;
	call->out[2] = entry->badge;
	call->out[3] =
	    entry->type == PITH_TYPE_CSPACE ? spec_cspace(spec, entry->object)->bits : entry->bits;
	return SPEC_OK;
}

uint32_t cspace_operate(struct spec *spec, struct spec_call *call)
{
	name_t cspace = spec->caps[call->target].object;
	uint32_t slot = call_word(spec, call, 0), cap;

	if (call->operation == PITH_OP_CSPACE_COPY)
		return copy(spec, call, cspace);
	if (call->operation == PITH_OP_CSPACE_MOVE)
		return move(spec, call, cspace);
	if (!slot_exists(spec, cspace, slot))
		return pith_error_tag(PITH_ERROR_RANGE, PITH_ARG_WORD);
	cap = cap_in(spec, cspace, slot);
	if (call->operation == PITH_OP_CSPACE_DELETE)
		return delete_slot(spec, cap);
	if (call->operation == PITH_OP_CSPACE_REVOKE)
		return revoke(spec, cap);
	return query(spec, call, cap);
}
