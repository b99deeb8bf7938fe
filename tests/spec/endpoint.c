/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Endpoints: senders in line by priority, then arrival; receivers by arrival. Manual: objects.md,
 * "Endpoint".
 */
#include "tests/spec/parts.h"

void endpoint_new(struct spec *spec, name_t name)
{
	struct spec_endpoint *endpoint = spec_endpoint(spec, 0);

	if (endpoint)
		*endpoint = (struct spec_endpoint){.name = name};
}

/* A sender takes its place: behind its equals. */
void stand_in_line(struct spec *spec, struct spec_endpoint *endpoint, struct spec_thread *thread)
{
	struct spec_list *line = &endpoint->senders;
	uint32_t at = 0;

	while (at < line->count && spec_thread(spec, line->names[at])->priority >= thread->priority)
		at++;
	list_insert(spec, line, at, thread->name);
}

/* All that wait are told, one in a part: senders first. */
bool endpoint_reap_part(struct spec *spec, name_t name)
{
	struct spec_endpoint *endpoint = spec_endpoint(spec, name);
	struct spec_thread *thread;

	if (endpoint->senders.count > 0) {
		thread = spec_thread(spec, endpoint->senders.names[0]);
	} else if (endpoint->receivers.count > 0) {
		thread = spec_thread(spec, endpoint->receivers.names[0]);
	} else {
		endpoint->name = 0;
		return true;
	}
	if (thread->wait == SPEC_FAULTING) {
		end_wait(spec, thread);
		nobody_cares(spec, thread);
	} else {
		wake_with(spec, thread, pith_error_tag(PITH_ERROR_GONE, PITH_ARG_TARGET));
	}
	return false;
}
