/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of objects, part by part: the latest that began to die comes first. While it
 * is worked on it is off the list, so that what dies with it comes behind it.
 */
#include "tests/spec/parts.h"

enum { CSPACE_PART = 16 }; /* slots looked at between two preemption points */

/* From the last slot down; a part ends with a slot that was full. */
bool cspace_reap_part(struct spec *spec, name_t name)
{
	struct spec_cspace *cspace = spec_cspace(spec, name);

	for (uint32_t i = 0; i < CSPACE_PART && cspace->slots > 1; i++) {
		uint32_t cap = cap_in(spec, name, --cspace->slots);

		if (cap) {
			cap_delete(spec, cap);
			break;
		}
	}
	if (cspace->slots > 1)
		return false;
	cspace->name = 0;
	return true;
}

/* True when nothing is left of it that anything else refers to; its entry is then free. */
static bool take_apart(struct spec *spec, enum pith_type type, name_t name)
{
	switch (type) {
	case PITH_TYPE_CSPACE:
		return cspace_reap_part(spec, name);
	case PITH_TYPE_SPACE:
		return space_reap_part(spec, name);
	case PITH_TYPE_THREAD:
		return thread_reap_part(spec, name);
	case PITH_TYPE_SCHEDCONTEXT:
		return schedcontext_reap_part(spec, name);
	case PITH_TYPE_ENDPOINT:
		return endpoint_reap_part(spec, name);
	case PITH_TYPE_NOTIFICATION:
		return notification_reap_part(spec, name);
	case PITH_TYPE_REPLY:
		return reply_reap_part(spec, name);
	default:
		return line_reap_part(spec, name);
	}
}

/* One bounded part of taking the latest dying object apart; call it only if there is one. */
void reap_part(struct spec *spec)
{
	name_t name = spec->dying.names[0];
	enum pith_type type = spec->caps[cap_in(spec, name, SPEC_GRAVE_SLOT)].was;

	list_remove(&spec->dying, name);
	if (!take_apart(spec, type, name)) {
		list_insert(spec, &spec->dying, 0, name);
		return;
	}
	cap_remove(spec, cap_in(spec, name, SPEC_GRAVE_SLOT));
}
