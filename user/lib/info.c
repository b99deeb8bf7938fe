/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looking things up in the info page. In the policy module there is the boot
 * information at that place, whose magic number is another: it has no grants.
 */
#include <string.h>
#include "pith/info.h"
#include "pith/print.h"

static uint32_t grants(void)
{
	const struct pith_info *info = pith_info();

	return info->magic == PITH_INFO_MAGIC ? info->grants : 0;
}

const char *pith_name(void)
{
	return pith_info()->magic == PITH_INFO_MAGIC ? pith_info()->name : "policy";
}

const struct pith_grant *pith_grant_next(
    enum pith_grant_kind kind, const char *name, const struct pith_grant *after)
{
	const struct pith_grant *grant = after ? after + 1 : pith_info()->grant;
	const struct pith_grant *end = pith_info()->grant + grants();

	for (; grant < end; grant++)
		if (grant->kind == kind && (!name || strcmp(grant->name, name) == 0))
			return grant;
	return NULL;
}

static const char *kind_name(enum pith_grant_kind kind)
{
	static const char *const kinds[] = {"?", "service", "client", "device", "interrupt",
	    "region", "parameter", "log", "scheduling context", "file"};

	return kind < sizeof(kinds) / sizeof(kinds[0]) ? kinds[kind] : kinds[0];
}

const struct pith_grant *pith_need(enum pith_grant_kind kind, const char *name)
{
	const struct pith_grant *grant = pith_grant(kind, name);

	if (!grant)
		pith_panic("the description grants no %s '%s'", kind_name(kind),
		    name ? name : "of any name");
	return grant;
}

uint32_t pith_service(const char *name)
{
	const struct pith_grant *grant = pith_grant(PITH_GRANT_SERVICE, name);

	return grant ? grant->slot : 0;
}

const struct pith_grant *pith_client(uint32_t badge)
{
	const struct pith_grant *grant = NULL;

	while ((grant = pith_grant_next(PITH_GRANT_CLIENT, NULL, grant)))
		if (grant->slot == badge)
			return grant;
	return NULL;
}

/* Names that the program has given; slot 0: free. */
static struct {
	uint32_t slot;
	const char *name;
} named[32];

void pith_slot_set_name(uint32_t slot, const char *name)
{
	uint32_t count = sizeof(named) / sizeof(named[0]);
	uint32_t place = count;

	for (uint32_t i = 0; i < count; i++) {
		if (named[i].slot == slot) {
			place = i;
			break;
		}
		if (named[i].slot == 0 && place == count)
			place = i;
	}
	if (slot == 0 || place == count)
		return;
	named[place].slot = name ? slot : 0;
	named[place].name = name;
}

const char *pith_slot_name(uint32_t slot)
{
	static const char *const fixed[PITH_SLOT_FIRST_GRANT] = {"none", "own capabilities",
	    "own space", "own thread", "own time", "own notification", "own reply", "own endpoint",
	    "own memory", "own fault endpoint"};
	const struct pith_grant *grant = pith_info()->grant;

	if (slot < PITH_SLOT_FIRST_GRANT)
		return fixed[slot];
	for (uint32_t i = 0; i < grants(); i++, grant++)
		if (grant->slot == slot && grant->kind != PITH_GRANT_CLIENT)
			return grant->name;
	for (uint32_t i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		if (named[i].slot == slot)
			return named[i].name;
	return "?";
}

uint32_t pith_parameter_cell(const char *name, uint32_t index, uint32_t otherwise)
{
	const struct pith_grant *grant = pith_grant(PITH_GRANT_PARAMETER, name);
	const uint8_t *cell;

	if (!grant || index >= grant->size / 4)
		return otherwise;
	cell = (const uint8_t *)(uintptr_t)grant->address + index * 4;
	return (uint32_t)cell[0] << 24 | (uint32_t)cell[1] << 16 | (uint32_t)cell[2] << 8 | cell[3];
}

const char *pith_parameter_string(const char *name, const char *otherwise)
{
	const struct pith_grant *grant = pith_grant(PITH_GRANT_PARAMETER, name);
	const char *text = grant ? (const char *)(uintptr_t)grant->address : NULL;

	/* Cells are no string: the last byte must be its end. */
	if (!text || grant->size == 0 || text[grant->size - 1])
		return otherwise;
	return text;
}
