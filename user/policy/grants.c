/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a component is told: its info page, written once and kept up to date by us, and the
 * memory that it shares with others. The capabilities behind the grants are put into its
 * CSpace at each start, by build.c.
 */
#include <libfdt.h>
#include <string.h>
#include "pith/proto/log.h"
#include "user/policy/policy.h"

enum { PARAMETER_DEPTH = 4, PARAMETERS_MAX = PITH_INFO_MAX };

static struct pith_grant *add_grant(struct component *component, enum pith_grant_kind kind,
    const char *name, const struct source *source)
{
	static const struct source nothing;
	struct pith_info *info = component->info;
	struct pith_grant *grant = info->grant + info->grants;

	if (info->grants == GRANTS_MAX)
		refuse("component '%s' has more than %d grants", component->name, GRANTS_MAX);
	component->sources[info->grants++] = source ? *source : nothing;
	*grant = (struct pith_grant){.kind = kind};
	strncpy(grant->name, name, sizeof(grant->name) - 1);
	if (source && source->slot)
		grant->slot = info->first_slot;
	if (source && source->slot)
		info->first_slot += 1 + source->more;
	return grant;
}

void add_map(
    struct component *component, uint32_t slot, uint32_t address, uint32_t size, uint32_t rights)
{
	if (component->map_count == MAPS_MAX)
		refuse(
		    "component '%s' has more than %d shared mappings", component->name, MAPS_MAX);
	component->maps[component->map_count++] = (struct map){slot, address, size, rights};
}

/* --- Peers --------------------------------------------------------------------------- */

static void add_services(struct component *component)
{
	for (uint32_t i = 0; i < component->use_count; i++) {
		const struct use *use = component->uses + i;
		const struct service *service = pith_system.services + use->index;
		struct component *provider = pith_system.components + service->provider;
		struct source source = {.slot = provider->endpoint,
		    .rights = PITH_SEND | PITH_GRANT,
		    .badge = use->badge,
		    .peer = service->provider};
		struct pith_grant *grant =
		    add_grant(component, PITH_GRANT_SERVICE, use->local, &source);

		memcpy(grant->peer, provider->name, sizeof(grant->peer));
		grant->generation = !provider->on_request;
	}
}

/* Our own service, under the name that is kept for it. */
static void add_policy(struct component *component)
{
	uint32_t badge = (uint32_t)(component - pith_system.components) + 1;
	struct source source = {.rights = PITH_SEND, .peer = NOT_A_COMPONENT};
	struct pith_grant *grant;

	if (!component->controls && !component->observes)
		return;
	component->request = slots_take(1);
	expect("our service", pith_cspace_copy(PITH_BOOT_CSPACE, component->request, 0,
				  pith_system.fault_endpoint, PITH_SEND, badge | BADGE_REQUEST));
	source.slot = component->request;
	grant = add_grant(component, PITH_GRANT_SERVICE, "policy", &source);
	memcpy(grant->peer, "policy", sizeof("policy"));
	grant->generation = 1;
}

static void add_clients(struct component *component)
{
	uint32_t self = (uint32_t)(component - pith_system.components);

	for (uint32_t c = 0; c < pith_system.component_count; c++) {
		const struct component *client = pith_system.components + c;

		for (uint32_t i = 0; i < client->use_count; i++) {
			const struct service *service =
			    pith_system.services + client->uses[i].index;
			struct source source = {.peer = c};
			struct pith_grant *grant;

			if (service->provider != self)
				continue;
			grant = add_grant(component, PITH_GRANT_CLIENT, service->local, &source);
			grant->slot = client->uses[i].badge;
			grant->generation = !client->on_request;
			memcpy(grant->peer, client->name, sizeof(grant->peer));
		}
	}
}

/* --- Memory -------------------------------------------------------------------------- */

/* Address of a page of registers in this component, mapped when first asked for. */
static uint32_t map_registers(struct component *component, uint32_t page)
{
	static struct {
		const struct component *component;
		uint32_t physical, address;
	} known[MAPS_MAX];
	static uint32_t count;

	for (uint32_t i = 0; i < count; i++)
		if (known[i].physical == page && known[i].component == component)
			return known[i].address;
	if (count == MAPS_MAX)
		refuse("the devices have more than %d pages of registers", MAPS_MAX);
	known[count].component = component;
	known[count].physical = page;
	known[count].address = shared_address(4096, 0);
	add_map(component, copy_slots(device_frame(page), 1, PITH_READ | PITH_WRITE),
	    known[count].address, 4096, PITH_READ | PITH_WRITE);
	return known[count++].address;
}

static void add_device(struct component *component, const struct use *use)
{
	struct device *device = pith_system.devices + use->index;

	for (uint32_t r = 0; r < device->register_count; r++) {
		struct registers *registers = device->registers + r;
		uint32_t page = registers->physical & ~0xfffu;
		struct pith_grant *grant =
		    add_grant(component, PITH_GRANT_DEVICE, use->local, NULL);

		if (registers->physical + registers->size - page > 4096)
			refuse("device '%s' has registers of more than one page", device->path);
		grant->address = map_registers(component, page) + (registers->physical & 0xfff);
		grant->size = registers->size;
		grant->rights = PITH_READ | PITH_WRITE;
	}
	for (uint32_t i = 0; i < device->irq_count; i++) {
		struct source source = {.slot = device->irqs[i].slot, .rights = PITH_ALL_RIGHTS};

		add_grant(component, PITH_GRANT_IRQ, use->local, &source)->rights = i;
	}
}

static void add_region(struct component *component, const struct use *use)
{
	const struct region *region = pith_system.regions + use->index;
	uint32_t rights = PITH_READ | (use->writes ? PITH_WRITE : 0);
	struct pith_grant *grant = add_grant(component, PITH_GRANT_REGION, use->local, NULL);

	grant->address = region->address;
	grant->size = region->size;
	grant->physical = region->physical;
	grant->rights = rights;
	add_map(component,
	    copy_slots(region->slot, pages_of(region->address, region->size), rights),
	    region->address, region->size, rights);
}

static void add_files(struct component *component)
{
	for (uint32_t i = 0; i < pith_system.file_count; i++) {
		const struct file *file = pith_system.files + i;
		struct source source = {
		    .slot = file->slot, .rights = PITH_READ, .more = file->frames - 1};

		add_grant(component, PITH_GRANT_FILE, file->name, &source)->size = file->size;
	}
}

/* The ring of our own lines: we write, the component takes. */
static void add_log(struct component *component)
{
	struct batch batch = {0};
	uint32_t taken[ORDERS_MAX] = {0};
	uint32_t pages = PITH_LOG_SIZE / 4096;
	uint32_t frames = slots_take(pages);
	struct pith_grant *grant = add_grant(component, PITH_GRANT_LOG, "policy", NULL);

	grant->address = shared_address(PITH_LOG_SIZE, 0);
	grant->size = PITH_LOG_SIZE;
	grant->rights = PITH_READ | PITH_WRITE;
	batch_add(&batch, PITH_TYPE_FRAME, 12, pages, PITH_MEMORY_NORMAL);
	batch_reserve(&batch, "the log of", component->name);
	batch_make(&batch);
	for (uint32_t i = 0; i < pages; i++) {
		expect("moving a frame", pith_cspace_move(PITH_BOOT_CSPACE, frames + i, 0,
					     batch_frame(&batch, 12, PITH_MEMORY_NORMAL, taken)));
		map_own(frames + i, LOG_RING + i * 4096, PITH_READ | PITH_WRITE);
	}
	add_map(component, copy_slots(frames, pages, PITH_READ | PITH_WRITE), grant->address,
	    PITH_LOG_SIZE, PITH_READ | PITH_WRITE);
	if (!component->on_request)
		say_ring_open(component);
}

/* --- Parameters ------------------------------------------------------------------------ */

/* Add the properties of one node; `used`: bytes of all parameters so far. */
static void add_properties(struct component *component, int node, const char *const *nodes,
    int depth, uint8_t *bytes, uint32_t *used)
{
	const void *fdt = pith_system.fdt;
	int property;

	fdt_for_each_property_offset(property, fdt, node)
	{
		char path[PITH_NAME_SIZE];
		const char *name;
		int length;
		const void *value = fdt_getprop_by_offset(fdt, property, &name, &length);
		struct pith_grant *grant;

		if (!value || (uint32_t)length > PARAMETERS_MAX - *used)
			refuse("component '%s' has too many parameters", component->name);
		if (!blob_join(nodes, depth, name, path))
			refuse("component '%s': the path of parameter '%s' is too long",
			    component->name, name);
		grant = add_grant(component, PITH_GRANT_PARAMETER, path, NULL);
		grant->address = *used; /* until it is known where they all begin */
		grant->size = (uint32_t)length;
		memcpy(bytes + *used, value, (size_t)length);
		*used += ((uint32_t)length + 3) & ~3u;
	}
}

/* Collect all parameters of a component; returns their bytes. */
static uint32_t add_parameters(struct component *component, uint8_t *bytes)
{
	const void *fdt = pith_system.fdt;
	const char *nodes[PARAMETER_DEPTH] = {NULL};
	int top = fdt_subnode_offset(fdt, component->node, "parameters");
	uint32_t used = 0;
	int depth = 0;

	for (int node = top; node >= 0 && depth >= 0; node = fdt_next_node(fdt, node, &depth)) {
		if (depth < 0 || (depth == 0 && node != top))
			break;
		if (depth > PARAMETER_DEPTH)
			refuse("component '%s': parameters are nested too deep", component->name);
		if (depth > 0)
			nodes[depth - 1] = fdt_get_name(fdt, node, NULL);
		add_properties(component, node, nodes, depth, bytes, &used);
	}
	return used;
}

/* --- The page --------------------------------------------------------------------------- */

/* Give the finished page its own frames, mapped for us to write and for the component to read. */
static void place(struct component *component, uint32_t size)
{
	uint32_t address =
	    INFO_BASE + (uint32_t)(component - pith_system.components) * (uint32_t)PITH_INFO_MAX;
	uint32_t pages = (size + 4095) / 4096;
	uint32_t taken[ORDERS_MAX] = {0};
	struct batch batch = {0};
	uint32_t frames = slots_take(pages);

	batch_add(&batch, PITH_TYPE_FRAME, 12, pages, PITH_MEMORY_NORMAL);
	batch_reserve(&batch, "the info page of", component->name);
	batch_make(&batch);
	for (uint32_t i = 0; i < pages; i++) {
		expect("moving a frame", pith_cspace_move(PITH_BOOT_CSPACE, frames + i, 0,
					     batch_frame(&batch, 12, PITH_MEMORY_NORMAL, taken)));
		map_own(frames + i, address + i * 4096, PITH_READ | PITH_WRITE);
	}
	memcpy((void *)(uintptr_t)address, component->info, size);
	component->info = (struct pith_info *)(uintptr_t)address;
	add_map(component, copy_slots(frames, pages, PITH_READ), PITH_INFO_VADDR, pages * 4096,
	    PITH_READ);
}

void grants_make(struct component *component)
{
	/* It is put together here; its size is known when all is in. */
	static uint32_t page[PITH_INFO_MAX / 4 + GRANTS_MAX * sizeof(struct pith_grant) / 4];
	static uint8_t parameters[PARAMETERS_MAX];
	struct pith_info *info = (struct pith_info *)page;
	uint32_t bytes, size;

	memset(page, 0, sizeof(page));
	component->info = info;
	info->magic = PITH_INFO_MAGIC;
	info->version = PITH_INFO_VERSION;
	memcpy(info->name, component->name, sizeof(info->name));
	info->cspace_bits = component->cspace_bits;
	info->first_slot = PITH_SLOT_FIRST_GRANT;
	info->stack_size = component->stack;
	info->heap_size = component->heap;
	info->memory_bits = component->memory_bits;
	info->priority = component->priority;
	info->ceiling = component->ceiling;
	info->generation = !component->on_request;
	add_policy(component);
	add_services(component);
	add_clients(component);
	for (uint32_t i = 0; i < component->device_count; i++)
		add_device(component, component->devices + i);
	for (uint32_t i = 0; i < component->region_count; i++)
		add_region(component, component->regions + i);
	if (component->files)
		add_files(component);
	if (component->log)
		add_log(component);
	for (uint32_t i = 0; i < component->contexts; i++) {
		/* The object is made at each start: build.c knows where. */
		struct source source = {.slot = PITH_BOOT_SCHEDCONTEXT, .rights = PITH_ALL_RIGHTS};

		add_grant(component, PITH_GRANT_SCHEDCONTEXT, "time", &source);
	}
	bytes = add_parameters(component, parameters);
	size = (uint32_t)(sizeof(*info) + info->grants * sizeof(info->grant[0]));
	if (size + bytes > PITH_INFO_MAX)
		refuse("component '%s' has too many grants and parameters", component->name);
	if (info->first_slot + 8 > 1u << component->cspace_bits)
		refuse("component '%s' needs more slots", component->name);
	for (uint32_t i = 0; i < info->grants; i++)
		if (info->grant[i].kind == PITH_GRANT_PARAMETER)
			info->grant[i].address += PITH_INFO_VADDR + size;
	memcpy((uint8_t *)page + size, parameters, bytes);
	place(component, size + bytes);
}
