/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The policy module as a server (pith/proto/policy.h): who asks is known by the badge, what it may
 * ask by its description. Nothing here waits, and nothing can run out: what a component is made
 * of was set aside before the first one ran.
 */
#include <string.h>
#include "user/policy/policy.h"

static uint32_t index_of(const struct component *component)
{
	return (uint32_t)(component - pith_system.components);
}

static bool controls(const struct component *caller, const struct component *other)
{
	return caller->controls >> index_of(other) & 1;
}

static bool sees(const struct component *caller, const struct component *other)
{
	return caller->observes || controls(caller, other);
}

/* The component that the message names, if the caller may know it; else *result says why not. */
static struct component *named(const struct component *caller, const struct pith_message *m,
    bool (*may)(const struct component *, const struct component *), uint32_t *result)
{
	char name[POLICY_NAME_SIZE];
	struct component *component;

	*result = PITH_ERROR_LENGTH;
	if (pith_tag_length(m->tag) < POLICY_NAME_SIZE / 4)
		return NULL;
	pith_message_get_bytes(m, 0, name, sizeof(name));
	*result = PITH_ERROR_RANGE;
	if (name[0] == 0 || !memchr(name, 0, sizeof(name)))
		return NULL;
	component = component_find(name);
	*result = component && may(caller, component) ? 0 : PITH_ERROR_RIGHTS;
	return *result ? NULL : component;
}

static uint32_t answer(struct pith_message *m, const void *bytes, uint32_t size)
{
	*m = (struct pith_message){0};
	pith_message_put_bytes(m, 0, bytes, size);
	m->tag = pith_tag(0, size / 4, 0);
	return 0;
}

static uint32_t tell(struct pith_message *m, const struct component *component)
{
	struct policy_status status = component->status;

	build_account(component, &status.consumed, &status.calls);
	return answer(m, &status, sizeof(status));
}

static uint32_t start(const struct component *caller, struct pith_message *m)
{
	uint32_t result;
	struct component *component = named(caller, m, controls, &result);

	if (!component)
		return result;
	if (component->alive)
		return PITH_ERROR_STATE;
	supervise_start(component);
	return answer(m, NULL, 0);
}

static uint32_t stop(const struct component *caller, struct pith_message *m)
{
	uint32_t result;
	struct component *component = named(caller, m, controls, &result);

	if (!component)
		return result;
	if (!component->alive)
		return PITH_ERROR_STATE;
	component->status.stops++;
	supervise_stop(component, POLICY_STOPPED);
	return answer(m, NULL, 0);
}

static uint32_t status(const struct component *caller, struct pith_message *m)
{
	uint32_t result;
	const struct component *component = named(caller, m, sees, &result);

	return component ? tell(m, component) : result;
}

static uint32_t list(const struct component *caller, struct pith_message *m)
{
	uint32_t left = m->word[0];

	if (pith_tag_length(m->tag) < 1)
		return PITH_ERROR_LENGTH;
	for (uint32_t i = 0; i < pith_system.component_count; i++)
		if (sees(caller, pith_system.components + i) && left-- == 0)
			return tell(m, pith_system.components + i);
	return PITH_ERROR_RANGE;
}

static uint32_t totals(const struct component *caller, struct pith_message *m)
{
	struct policy_totals totals = {.components = pith_system.component_count,
	    .memory = pith_system.memory,
	    .free = memory_free()};
	uint64_t calls = 0;
	uint32_t own;

	if (!caller->observes)
		return PITH_ERROR_RIGHTS;
	for (uint32_t i = 0; i < pith_system.component_count; i++) {
		const struct component *component = pith_system.components + i;

		totals.running += component->alive;
		totals.consumed += component->status.consumed;
		build_account(component, &totals.consumed, &calls);
	}
	expect(
	    "our time", pith_schedcontext_consumed(PITH_BOOT_SCHEDCONTEXT, &totals.policy, &own));
	totals.now = pith_clock();
	totals.idle = totals.now - totals.consumed - totals.policy;
	return answer(m, &totals, sizeof(totals));
}

void service_request(struct component *caller, struct pith_message *m)
{
	static uint32_t (*const requests[])(const struct component *, struct pith_message *) = {
	    [POLICY_START] = start,
	    [POLICY_STOP] = stop,
	    [POLICY_STATUS] = status,
	    [POLICY_LIST] = list,
	    [POLICY_TOTALS] = totals};
	uint32_t label = pith_message_label(m), result = PITH_ERROR_OPERATION;

	if (label < sizeof(requests) / sizeof(requests[0]) && requests[label])
		result = requests[label](caller, m);
	if (result)
		*m = (struct pith_message){.tag = pith_tag(result, 0, 0)};
}
