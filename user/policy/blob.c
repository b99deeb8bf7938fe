/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The components as the description has them: reads every property once into the tables,
 * refuses what it does not know, and connects users of services with providers. What a
 * property means is written in docs/manual/blob.md.
 */
#include <libfdt.h>
#include <string.h>
#include "pith/proto/log.h"
#include "user/policy/policy.h"

enum {
	STACK_DEFAULT = 16384,
	STACK_MAX = 1 << 20,
	HEAP_MAX = PITH_SHARED_VADDR - PITH_HEAP_VADDR,
	SLOTS_DEFAULT = 128,
	SLOTS_MAX = 4096,
	PRIORITY_DEFAULT = 100,
	BUDGET_DEFAULT = 10000, /* us */
	RESTARTS_DEFAULT = 8,
	MICROSECOND = 1000,
};

static const char *const component_properties[] = {"program", "priority", "ceiling", "budget-us",
    "period-us", "stack", "heap", "memory", "slots", "contexts", "vfp", "provides", "uses",
    "devices", "reads", "writes", "on-fault", "on-exit", "restarts", "trusted", "shares-registers",
    "policy-log", "files", "start", "controls", "observes", NULL};

const char *blob_string(int node, const char *property, uint32_t index)
{
	const void *fdt = pith_system.fdt;

	if (node < 0)
		node = fdt_path_offset(fdt, "/chosen");
	return node < 0 ? NULL : fdt_stringlist_get(fdt, node, property, (int)index, NULL);
}

uint32_t blob_cell(const char *who, int node, const char *property, uint32_t otherwise)
{
	int length;
	const fdt32_t *cell = fdt_getprop(pith_system.fdt, node, property, &length);

	if (!cell)
		return otherwise;
	if (length != sizeof(*cell))
		refuse("'%s': property '%s' must be one number", who, property);
	return fdt32_ld(cell);
}

static bool present(int node, const char *property)
{
	return fdt_getprop(pith_system.fdt, node, property, NULL) != NULL;
}

void blob_check_properties(const char *what, const char *who, int node, const char *const *known)
{
	const void *fdt = pith_system.fdt;
	int property;

	fdt_for_each_property_offset(property, fdt, node)
	{
		const char *name = "";
		uint32_t i = 0;

		fdt_getprop_by_offset(fdt, property, &name, NULL);
		while (known[i] && strcmp(known[i], name) != 0)
			i++;
		/* Labels that the description refers to leave a handle behind. */
		if (!known[i] && strcmp(name, "phandle") != 0)
			refuse("%s '%s': unknown property '%s'", what, who, name);
	}
}

static bool name_valid(const char *name, size_t length)
{
	if (length == 0 || length >= PITH_NAME_SIZE)
		return false;
	for (size_t i = 0; i < length; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@,/",
			name[i]))
			return false;
	return true;
}

void blob_split(const char *who, const char *entry, char *local, char *global)
{
	const char *equals = strchr(entry, '=');
	const char *rest = equals ? equals + 1 : entry;
	size_t length = equals ? (size_t)(equals - entry) : strlen(entry);

	if (!name_valid(entry, length) || !name_valid(rest, strlen(rest)))
		refuse("'%s': '%s' is no name", who, entry);
	memcpy(local, entry, length);
	local[length] = 0;
	strcpy(global, rest);
}

struct component *component_find(const char *name)
{
	for (uint32_t i = 0; i < pith_system.component_count; i++)
		if (strcmp(pith_system.components[i].name, name) == 0)
			return pith_system.components + i;
	return NULL;
}

bool blob_join(const char *const *nodes, int depth, const char *property, char path[PITH_NAME_SIZE])
{
	size_t length = 0;

	for (int i = 0; i <= depth; i++) {
		const char *part = i < depth ? nodes[i] : property;

		if (length + strlen(part) + 2 > PITH_NAME_SIZE)
			return false;
		memcpy(path + length, part, strlen(part));
		length += strlen(part);
		path[length++] = i < depth ? '/' : 0;
	}
	return true;
}

/* --- Services --------------------------------------------------------------------- */

static struct service *service_find(const char *name)
{
	for (uint32_t i = 0; i < pith_system.service_count; i++)
		if (strcmp(pith_system.services[i].name, name) == 0)
			return pith_system.services + i;
	return NULL;
}

static void read_provides(struct component *component)
{
	const char *entry;

	for (uint32_t i = 0; (entry = blob_string(component->node, "provides", i)); i++) {
		struct service *service = pith_system.services + pith_system.service_count;
		struct service *other;

		if (pith_system.service_count == SERVICES_MAX)
			refuse("there are more than %d services", SERVICES_MAX);
		blob_split(component->name, entry, service->local, service->name);
		other = service_find(service->name);
		if (strcmp(service->name, "policy") == 0)
			refuse("component '%s': the service 'policy' is the policy module's own",
			    component->name);
		if (other)
			refuse("service '%s' is provided by '%s' and by '%s'", service->name,
			    pith_system.components[other->provider].name, component->name);
		service->provider = (uint32_t)(component - pith_system.components);
		pith_system.service_count++;
		component->provides = true;
	}
}

static void read_uses(struct component *component)
{
	const char *entry;

	for (uint32_t i = 0; (entry = blob_string(component->node, "uses", i)); i++) {
		struct use *use = component->uses + i;
		char global[PITH_NAME_SIZE];
		const struct service *service;

		if (i == USES_MAX)
			refuse(
			    "component '%s' uses more than %d services", component->name, USES_MAX);
		blob_split(component->name, entry, use->local, global);
		service = service_find(global);
		if (!service)
			refuse("component '%s' uses '%s', which nobody provides", component->name,
			    global);
		if (pith_system.components + service->provider == component)
			refuse("component '%s' uses its own service '%s'", component->name, global);
		use->index = (uint32_t)(service - pith_system.services);
		component->use_count++;
	}
}

/* Each provider counts its users from 1, in the order of the description. */
static void number_clients(void)
{
	uint32_t badges[COMPONENTS_MAX] = {0};

	for (uint32_t i = 0; i < pith_system.component_count; i++) {
		struct component *component = pith_system.components + i;

		for (uint32_t u = 0; u < component->use_count; u++) {
			struct use *use = component->uses + u;

			use->badge = ++badges[pith_system.services[use->index].provider];
		}
	}
}

/* --- One component ------------------------------------------------------------------ */

static enum rule read_rule(const struct component *component, const char *property)
{
	static const char *const rules[] = {
	    [RULE_STOP] = "stop", [RULE_RESTART] = "restart", [RULE_SHUTDOWN] = "shutdown"};
	const char *text = blob_string(component->node, property, 0);

	if (!text)
		return RULE_STOP;
	for (uint32_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (strcmp(text, rules[i]) == 0)
			return (enum rule)i;
	refuse("component '%s': %s is \"stop\", \"restart\" or \"shutdown\", not \"%s\"",
	    component->name, property, text);
}

static bool read_start(const struct component *component)
{
	const char *text = blob_string(component->node, "start", 0);

	if (text && strcmp(text, "boot") != 0 && strcmp(text, "request") != 0)
		refuse("component '%s': start is \"boot\" or \"request\", not \"%s\"",
		    component->name, text);
	return text && strcmp(text, "request") == 0;
}

static uint32_t cell(const struct component *component, const char *property, uint32_t otherwise,
    uint32_t least, uint32_t most)
{
	uint32_t value = blob_cell(component->name, component->node, property, otherwise);

	if (value < least || value > most)
		refuse("component '%s': %s is %lu, it must be %lu to %lu", component->name,
		    property, (unsigned long)value, (unsigned long)least, (unsigned long)most);
	return value;
}

static uint32_t log2_up(uint32_t value)
{
	uint32_t bits = 0;

	while (bits < 31 && 1u << bits < value)
		bits++;
	return bits;
}

static uint32_t pages_up(uint32_t bytes)
{
	return (bytes + 4095) & ~4095u;
}

static void read_numbers(struct component *c)
{
	uint32_t memory = cell(c, "memory", 0, 0, 0x40000000);

	c->priority = cell(c, "priority", PRIORITY_DEFAULT, 0, PRIORITY_MAX);
	c->ceiling = cell(c, "ceiling", c->priority, c->priority, PRIORITY_MAX);
	c->budget = cell(c, "budget-us", BUDGET_DEFAULT, 10, 1000000000) * (uint64_t)MICROSECOND;
	c->period = cell(c, "period-us", (uint32_t)(c->budget / MICROSECOND),
			(uint32_t)(c->budget / MICROSECOND), 1000000000) *
		    (uint64_t)MICROSECOND;
	c->stack = pages_up(cell(c, "stack", STACK_DEFAULT, 4096, STACK_MAX));
	c->heap = pages_up(cell(c, "heap", 0, 0, HEAP_MAX));
	c->cspace_bits = log2_up(cell(c, "slots", SLOTS_DEFAULT, 32, SLOTS_MAX));
	c->contexts = cell(c, "contexts", 0, 0, 16);
	c->restarts_max = cell(c, "restarts", RESTARTS_DEFAULT, 0, UINT32_MAX);
	c->memory_bits = memory ? log2_up(memory < 4096 ? 4096 : memory) : 0;
}

static void read_component(struct component *component, int node)
{
	const void *fdt = pith_system.fdt;
	const char *name = fdt_get_name(fdt, node, NULL);
	int size;

	if (!name || !name_valid(name, strlen(name)) || strlen(name) >= sizeof(component->name))
		refuse(
		    "component '%s': a component's name is 1 to 15 characters", name ? name : "?");
	strcpy(component->name, name);
	strcpy(component->status.name, name);
	component->node = node;
	blob_check_properties("component", name, node, component_properties);
	component->program = fdt_getprop(fdt, node, "program", &size);
	if (!component->program || size <= 0)
		refuse("component '%s' lacks a program", name);
	component->program_size = (uint32_t)size;
	read_numbers(component);
	component->vfp = present(node, "vfp");
	component->trusted = present(node, "trusted");
	component->shares_registers = present(node, "shares-registers");
	component->log = present(node, "policy-log");
	component->files = present(node, "files");
	component->on_fault = read_rule(component, "on-fault");
	component->on_exit = read_rule(component, "on-exit");
	component->on_request = read_start(component);
	component->observes = present(node, "observes");
	read_provides(component);
}

static void read_maps(struct component *component, const char *property, bool writes)
{
	const char *entry;

	for (uint32_t i = 0; (entry = blob_string(component->node, property, i)); i++) {
		struct use *use = component->regions + component->region_count;
		char global[PITH_NAME_SIZE];
		const struct region *region;

		if (component->region_count == USES_MAX)
			refuse(
			    "component '%s' maps more than %d regions", component->name, USES_MAX);
		blob_split(component->name, entry, use->local, global);
		region = region_find(global);
		if (!region)
			refuse("component '%s' %s region '%s', which is not described",
			    component->name, property, global);
		use->index = (uint32_t)(region - pith_system.regions);
		for (uint32_t r = 0; r < component->region_count; r++)
			if (component->regions[r].index == use->index)
				refuse("component '%s' names region '%s' twice", component->name,
				    global);
		use->writes = writes;
		component->region_count++;
	}
}

static void read_controls(struct component *component)
{
	const char *name;

	for (uint32_t i = 0; (name = blob_string(component->node, "controls", i)); i++) {
		struct component *other = component_find(name);

		if (!other)
			refuse("component '%s' controls '%s', which is not described",
			    component->name, name);
		other->controlled = true;
		component->controls |= (uint64_t)1 << (other - pith_system.components);
	}
}

static void check_controlled(void)
{
	for (uint32_t i = 0; i < pith_system.component_count; i++) {
		const struct component *component = pith_system.components + i;

		if (component->on_request && !component->controlled)
			refuse("component '%s' starts on request, and nobody controls it",
			    component->name);
	}
}

static void check_log(void)
{
	const struct component *found = NULL;

	for (uint32_t i = 0; i < pith_system.component_count; i++) {
		const struct component *component = pith_system.components + i;

		if (!component->log)
			continue;
		if (found)
			refuse("'%s' and '%s' both have policy-log", found->name, component->name);
		found = component;
	}
}

void blob_read(void)
{
	const void *fdt = pith_system.fdt;
	int components = fdt_path_offset(fdt, "/components");
	int node;

	if (components < 0)
		refuse("the description has no node 'components'");
	fdt_for_each_subnode(node, fdt, components)
	{
		if (pith_system.component_count == COMPONENTS_MAX)
			refuse("there are more than %d components", COMPONENTS_MAX);
		/* Counted first, so that an error can name it. */
		read_component(pith_system.components + pith_system.component_count++, node);
	}
	if (pith_system.component_count == 0)
		refuse("the description has no components");
	regions_read();
	files_read();
	for (uint32_t i = 0; i < pith_system.component_count; i++) {
		struct component *component = pith_system.components + i;

		read_uses(component);
		devices_read(component);
		read_maps(component, "reads", false);
		read_maps(component, "writes", true);
		read_controls(component);
	}
	number_clients();
	check_log();
	check_controlled();
}
