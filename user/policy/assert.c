/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The assertions of the node `policy`: who must never reach whom. The graph is what the
 * description grants, followed over any number of steps, breadth first, so that the chain in
 * the message is a shortest one. What "reach" means is in docs/manual/blob.md.
 */
#include <libfdt.h>
#include <stdio.h>
#include <string.h>
#include "user/policy/policy.h"

enum {
	/* Nodes of the graph: components, then regions, then devices. */
	FIRST_REGION = COMPONENTS_MAX,
	FIRST_DEVICE = FIRST_REGION + REGIONS_MAX,
	NODES = FIRST_DEVICE + DEVICES_MAX,
	NOBODY = NODES,
};

static const char *const assertion_properties[] = {"from", "to", "through", NULL};

struct search {
	const char *assertion;
	bool through[COMPONENTS_MAX]; /* trusted: no chain goes on there */
	bool to[NODES];
	uint32_t before[NODES]; /* the node from which it was reached; NOBODY: not yet */
	uint32_t queue[COMPONENTS_MAX];
	uint32_t count;
};

static const char *node_name(uint32_t node)
{
	if (node < FIRST_REGION)
		return pith_system.components[node].name;
	if (node < FIRST_DEVICE)
		return pith_system.regions[node - FIRST_REGION].name;
	return pith_system.devices[node - FIRST_DEVICE].path;
}

static void violated(const struct search *search, uint32_t from, uint32_t node)
{
	char chain[512] = "";
	size_t at = sizeof(chain) - 1;

	/* From the end to the beginning. */
	chain[at] = 0;
	for (;;) {
		size_t length = strlen(node_name(node));

		if (length + 4 > at)
			break;
		at -= length;
		memcpy(chain + at, node_name(node), length);
		if (node == from)
			break;
		at -= 4;
		memcpy(chain + at, " -> ", 4);
		node = search->before[node];
	}
	refuse("assertion '%s' is violated: %s", search->assertion, chain + at);
}

static void reach(struct search *search, uint32_t start, uint32_t from, uint32_t node)
{
	if (search->before[node] != NOBODY || node == start)
		return;
	search->before[node] = from;
	if (search->to[node])
		violated(search, start, node);
	if (node < FIRST_REGION && !search->through[node])
		search->queue[search->count++] = node;
}

/* A device, what lies in the same page of registers, and who has that. */
static void step_registers(struct search *search, uint32_t start, uint32_t index, uint32_t device)
{
	for (uint32_t i = 0; i < pith_system.device_count; i++) {
		if (!devices_share_page(pith_system.devices + device, pith_system.devices + i))
			continue;
		reach(search, start, index, FIRST_DEVICE + i);
		if (pith_system.devices[i].owner != index)
			reach(search, start, FIRST_DEVICE + i, pith_system.devices[i].owner);
	}
}

/* Everything one step away from a component. */
static void step(struct search *search, uint32_t start, uint32_t index)
{
	const struct component *component = pith_system.components + index;

	for (uint32_t i = 0; i < component->use_count; i++)
		reach(
		    search, start, index, pith_system.services[component->uses[i].index].provider);
	for (uint32_t i = 0; i < component->device_count; i++)
		step_registers(search, start, index, component->devices[i].index);
	for (uint32_t i = 0; i < component->region_count; i++)
		reach(search, start, index, FIRST_REGION + component->regions[i].index);
	for (uint32_t other = 0; other < pith_system.component_count; other++) {
		const struct component *peer = pith_system.components + other;

		/* Answers go to those who call. */
		for (uint32_t i = 0; i < peer->use_count; i++)
			if (pith_system.services[peer->uses[i].index].provider == index)
				reach(search, start, index, other);
		/* Who is started sees when, who looks sees what the others do. */
		if (component->controls >> other & 1 || peer->controls >> index & 1 ||
		    peer->observes)
			reach(search, start, index, other);
		/* What is written is read by all who see the region. */
		for (uint32_t i = 0; i < peer->region_count; i++)
			for (uint32_t r = 0; r < component->region_count; r++)
				if (component->regions[r].writes &&
				    component->regions[r].index == peer->regions[i].index)
					reach(search, start, FIRST_REGION + peer->regions[i].index,
					    other);
	}
}

static void check_from(struct search *search, uint32_t start)
{
	for (uint32_t i = 0; i < NODES; i++)
		search->before[i] = NOBODY;
	search->queue[0] = start;
	search->count = 1;
	for (uint32_t done = 0; done < search->count; done++)
		step(search, start, search->queue[done]);
}

/* Mark what a name in a list stands for. */
static void mark(const struct search *search, const char *name, bool *set, bool only_components)
{
	const struct component *component = component_find(name);
	const struct region *region = region_find(name);
	int node;

	if (strcmp(name, "*") == 0) {
		for (uint32_t i = 0; i < pith_system.component_count; i++)
			set[i] = true;
		return;
	}
	if (component) {
		set[component - pith_system.components] = true;
		return;
	}
	if (only_components)
		refuse("assertion '%s': there is no component '%s'", search->assertion, name);
	if (region) {
		set[FIRST_REGION + (region - pith_system.regions)] = true;
		return;
	}
	node = fdt_path_offset(pith_system.fdt, name);
	if (node < 0)
		refuse(
		    "assertion '%s': there is no '%s' in the description", search->assertion, name);
	for (uint32_t i = 0; i < pith_system.device_count; i++)
		if (pith_system.devices[i].node == node)
			set[FIRST_DEVICE + i] = true;
}

static void check(int node)
{
	static struct search search;
	bool from[COMPONENTS_MAX] = {false};
	const char *name;

	search = (struct search){.assertion = fdt_get_name(pith_system.fdt, node, NULL)};
	blob_check_properties("assertion", search.assertion, node, assertion_properties);
	if (!blob_string(node, "from", 0) || !blob_string(node, "to", 0))
		refuse("assertion '%s' needs `from` and `to`", search.assertion);
	for (uint32_t i = 0; (name = blob_string(node, "from", i)); i++)
		mark(&search, name, from, true);
	for (uint32_t i = 0; (name = blob_string(node, "to", i)); i++)
		mark(&search, name, search.to, false);
	for (uint32_t i = 0; (name = blob_string(node, "through", i)); i++)
		mark(&search, name, search.through, true);
	for (uint32_t i = 0; i < pith_system.component_count; i++)
		if (from[i] && !search.through[i])
			check_from(&search, i);
}

void assertions_check(void)
{
	const void *fdt = pith_system.fdt;
	int parent = fdt_path_offset(fdt, "/policy");
	int node;

	if (parent < 0)
		return;
	fdt_for_each_subnode(node, fdt, parent)
	{
		check(node);
	}
}
