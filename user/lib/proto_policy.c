/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Client stubs of the policy module's service.
 */
#include <string.h>
#include "pith/info.h"
#include "pith/proto/policy.h"

static uint32_t ask(enum policy_request request, const char *name, struct pith_message *m)
{
	size_t length = strlen(name);

	/* One that is too long arrives without an end, and is refused for that. */
	*m = (struct pith_message){.tag = pith_tag(request, POLICY_NAME_SIZE / 4, 0)};
	pith_message_put_bytes(m, 0, name, length < POLICY_NAME_SIZE ? length : POLICY_NAME_SIZE);
	return pith_call(pith_service("policy"), m);
}

uint32_t policy_start(const char *name)
{
	struct pith_message m;

	return ask(POLICY_START, name, &m);
}

uint32_t policy_stop(const char *name)
{
	struct pith_message m;

	return ask(POLICY_STOP, name, &m);
}

uint32_t policy_status(const char *name, struct policy_status *status)
{
	struct pith_message m;
	uint32_t result = ask(POLICY_STATUS, name, &m);

	if (!result)
		pith_message_get_bytes(&m, 0, status, sizeof(*status));
	return result;
}

uint32_t policy_list(uint32_t index, struct policy_status *status)
{
	struct pith_message m = {.tag = pith_tag(POLICY_LIST, 1, 0), .word = {index}};
	uint32_t result = pith_call(pith_service("policy"), &m);

	if (!result)
		pith_message_get_bytes(&m, 0, status, sizeof(*status));
	return result;
}

uint32_t policy_totals(struct policy_totals *totals)
{
	struct pith_message m = {.tag = pith_tag(POLICY_TOTALS, 0, 0)};
	uint32_t result = pith_call(pith_service("policy"), &m);

	if (!result)
		pith_message_get_bytes(&m, 0, totals, sizeof(*totals));
	return result;
}
