/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Devices as the board's description has them, by the standard bindings: where their registers
 * are, seen through the buses above, and which interrupts they raise. Each belongs to one
 * component, and so does each page of registers, unless those it would belong to agree to share.
 */
#include <libfdt.h>
#include <string.h>
#include "user/policy/policy.h"

enum {
	PAGES_MAX = 64,
	IRQ_CELLS = 3, /* of the GIC's binding: type, number, flags */
	IRQ_SPI = 0,   /* type: shared, from line 32 on */
	IRQ_PPI = 1,   /* type: a core's own, from line 16 on */
	BUSES_MAX = 8, /* above a device */
};

/* Pages of registers and their frames. owner: index of the component, COMPONENTS_MAX: nobody
 * but ourselves. */
static struct page {
	uint32_t physical;
	uint32_t slot;
	uint32_t owner;
} pages[PAGES_MAX];
static uint32_t page_count;

/* Kinds of devices known not to master the bus. Of every other it is taken for granted that it
 * can read and write all memory. */
static const char *const slaves[] = {"arm,pl011", "arm,sp804", "arm,pl031", "arm,pl041",
    "arm,pl050", "arm,pl061", "arm,pl180", "arm,vexpress-sysreg"};

static bool masters_bus(int node)
{
	for (uint32_t i = 0; i < sizeof(slaves) / sizeof(slaves[0]); i++)
		if (fdt_node_check_compatible(pith_system.fdt, node, slaves[i]) == 0)
			return false;
	return true;
}

static uint64_t read_cells(const fdt32_t *cells, int count)
{
	uint64_t value = 0;

	for (int i = 0; i < count; i++)
		value = value << 32 | fdt32_ld(cells + i);
	return value;
}

/* An address on the bus `node` as the bus above sees it; false: it does not. */
static bool translate(int node, int above, uint64_t *address, uint64_t size)
{
	const void *fdt = pith_system.fdt;
	int child_cells = fdt_address_cells(fdt, node),
	    parent_cells = fdt_address_cells(fdt, above);
	int size_cells = fdt_size_cells(fdt, node), length;
	int entry = child_cells + parent_cells + size_cells;
	const fdt32_t *ranges = fdt_getprop(fdt, node, "ranges", &length);

	if (!ranges || child_cells <= 0 || parent_cells <= 0 || size_cells < 0)
		return false;
	if (length == 0)
		return true;
	for (; length >= entry * 4; length -= entry * 4, ranges += entry) {
		uint64_t from = read_cells(ranges, child_cells);
		uint64_t to = read_cells(ranges + child_cells, parent_cells);
		uint64_t range = read_cells(ranges + child_cells + parent_cells, size_cells);

		if (*address >= from && *address - from <= range &&
		    size <= range - (*address - from)) {
			*address = *address - from + to;
			return true;
		}
	}
	return false;
}

/* Registers `index` of a device as the processor sees them; false: it has no more. */
static bool device_registers(
    const char *path, int node, uint32_t index, uint32_t *physical, uint32_t *size)
{
	const void *fdt = pith_system.fdt;
	int bus = fdt_parent_offset(fdt, node), above, length;
	int address_cells = fdt_address_cells(fdt, bus), size_cells = fdt_size_cells(fdt, bus);
	const fdt32_t *reg = fdt_getprop(fdt, node, "reg", &length);
	uint64_t address, bytes;

	if (!reg || address_cells <= 0 || size_cells <= 0 ||
	    (index + 1) * (uint32_t)(address_cells + size_cells) * 4 > (uint32_t)length)
		return false;
	reg += index * (uint32_t)(address_cells + size_cells);
	address = read_cells(reg, address_cells);
	bytes = read_cells(reg + address_cells, size_cells);
	for (uint32_t i = 0; i < BUSES_MAX; i++) {
		above = fdt_parent_offset(fdt, bus);
		if (above < 0)
			break;
		if (!translate(bus, above, &address, bytes))
			refuse("device '%s' cannot be reached through the bus '%s'", path,
			    fdt_get_name(fdt, bus, NULL));
		bus = above;
	}
	if (bytes == 0 || address >> 32 || bytes > 0x01000000)
		refuse("device '%s' has impossible registers", path);
	*physical = (uint32_t)address;
	*size = (uint32_t)bytes;
	return true;
}

static struct page *page_find(uint32_t physical)
{
	for (uint32_t i = 0; i < page_count; i++)
		if (pages[i].physical == physical)
			return pages + i;
	return NULL;
}

static struct page *page_make(uint32_t physical)
{
	struct page *page = page_find(physical);
	uint32_t untyped, slot;

	if (page)
		return page;
	if (page_count == PAGES_MAX)
		refuse("the devices have more than %d pages of registers", PAGES_MAX);
	untyped = memory_take_at(physical, 12);
	if (!untyped)
		return NULL;
	slot = slots_take(1);
	/* Of RAM the kernel makes no registers. */
	if (pith_untyped_retype(
		untyped, PITH_TYPE_FRAME, 12, PITH_BOOT_CSPACE, slot, 1, PITH_MEMORY_DEVICE))
		return NULL;
	page = pages + page_count++;
	*page = (struct page){physical, slot, COMPONENTS_MAX};
	return page;
}

bool devices_share_page(const struct device *one, const struct device *other)
{
	for (uint32_t i = 0; i < one->register_count; i++)
		for (uint32_t j = 0; j < other->register_count; j++) {
			uint32_t first = one->registers[i].physical & ~0xfffu;
			uint32_t second = other->registers[j].physical & ~0xfffu;

			if (first < other->registers[j].physical + other->registers[j].size &&
			    second < one->registers[i].physical + one->registers[i].size)
				return true;
		}
	return false;
}

uint32_t device_frame(uint32_t page)
{
	struct page *found = page_make(page);

	return found ? found->slot : 0;
}

uint32_t device_page_of(const char *path, uint32_t *offset)
{
	int node = fdt_path_offset(pith_system.fdt, path);
	uint32_t physical, size;

	if (node < 0 || fdt_node_check_compatible(pith_system.fdt, node, "arm,pl011") != 0 ||
	    !device_registers(path, node, 0, &physical, &size))
		return 0;
	*offset = physical & 0xfff;
	return page_make(physical & ~0xfffu) ? physical & ~0xfffu : 0;
}

/* --- What a component gets ----------------------------------------------------------- */

static void take_registers(const struct component *component, struct device *device)
{
	const char *path = device->path;
	uint32_t owner = (uint32_t)(component - pith_system.components);
	struct registers *registers = device->registers;

	while (device->register_count < REGISTERS_MAX &&
	       device_registers(path, device->node, device->register_count, &registers->physical,
		   &registers->size)) {
		uint32_t end = registers->physical + registers->size;

		for (uint32_t at = registers->physical & ~0xfffu; at < end; at += 4096) {
			struct page *page = page_make(at);

			if (!page)
				refuse("component '%s': device '%s' is not on this machine, or is "
				       "the kernel's",
				    component->name, path);
			if (page->owner != COMPONENTS_MAX && page->owner != owner &&
			    !(component->shares_registers &&
				pith_system.components[page->owner].shares_registers))
				refuse("devices of '%s' and '%s' share the page of registers at "
				       "0x%08lx",
				    pith_system.components[page->owner].name, component->name,
				    (unsigned long)at);
			page->owner = owner;
		}
		device->register_count++;
		registers++;
	}
	if (device->register_count == 0)
		refuse("component '%s': device '%s' has no registers", component->name, path);
}

static int interrupt_cells(int node)
{
	const void *fdt = pith_system.fdt;
	const fdt32_t *property = NULL;

	/* The nearest node upwards that names the controller. */
	for (int at = node; at >= 0 && !property; at = at ? fdt_parent_offset(fdt, at) : -1)
		property = fdt_getprop(fdt, at, "interrupt-parent", NULL);
	if (!property)
		return 0;
	node = fdt_node_offset_by_phandle(fdt, fdt32_ld(property));
	property = node < 0 ? NULL : fdt_getprop(fdt, node, "#interrupt-cells", NULL);
	return property ? (int)fdt32_ld(property) : 0;
}

static void take_interrupts(const struct component *component, struct device *device)
{
	int length;
	const fdt32_t *cells = fdt_getprop(pith_system.fdt, device->node, "interrupts", &length);

	if (!cells)
		return;
	if (interrupt_cells(device->node) != IRQ_CELLS)
		refuse(
		    "device '%s': interrupts must have the form <type number flags>", device->path);
	for (; length >= IRQ_CELLS * 4; length -= IRQ_CELLS * 4, cells += IRQ_CELLS) {
		uint32_t type = fdt32_ld(cells), number = fdt32_ld(cells + 1);
		struct interrupt *irq = device->irqs + device->irq_count;
		uint32_t result;

		if (device->irq_count == IRQS_MAX)
			refuse("device '%s' has more than %d interrupts", device->path, IRQS_MAX);
		if (type > IRQ_PPI || number >= pith_system.boot->irq_lines)
			refuse("device '%s': there is no interrupt <%lu %lu>", device->path,
			    (unsigned long)type, (unsigned long)number);
		irq->line = number + (type == IRQ_SPI ? 32 : 16);
		irq->slot = slots_take(1);
		result = pith_irqcontrol_get(
		    PITH_BOOT_IRQCONTROL, irq->line, PITH_BOOT_CSPACE, irq->slot);
		if (result)
			refuse("component '%s': interrupt line %lu of '%s' %s", component->name,
			    (unsigned long)irq->line, device->path,
			    pith_result_error(result) == PITH_ERROR_OCCUPIED
				? "has an owner already"
				: "does not exist");
		device->irq_count++;
	}
}

static struct device *device_make(struct component *component, const char *path, int node)
{
	const void *fdt = pith_system.fdt;
	const char *status = fdt_getprop(fdt, node, "status", NULL);
	struct device *device = pith_system.devices + pith_system.device_count;

	for (uint32_t i = 0; i < pith_system.device_count; i++)
		if (pith_system.devices[i].node == node)
			refuse("device '%s' is given to '%s' and to '%s'", path,
			    pith_system.components[pith_system.devices[i].owner].name,
			    component->name);
	if (status && strcmp(status, "okay") != 0 && strcmp(status, "ok") != 0)
		refuse("component '%s': device '%s' is disabled", component->name, path);
	if (masters_bus(node) && !component->trusted)
		refuse("component '%s' must be `trusted`: device '%s' masters the bus and reaches "
		       "all memory",
		    component->name, path);
	if (pith_system.device_count++ == DEVICES_MAX)
		refuse("there are more than %d devices", DEVICES_MAX);
	*device = (struct device){.node = node,
	    .path = fdt_get_name(fdt, node, NULL),
	    .owner = (uint32_t)(component - pith_system.components)};
	take_registers(component, device);
	take_interrupts(component, device);
	return device;
}

/* "local=path", or the path or alias alone: then the name is the node's, before the @. */
static const char *split(const struct component *component, const char *entry, char *local)
{
	const char *equals = strchr(entry, '=');
	size_t length = equals ? (size_t)(equals - entry) : 0;

	if (length >= PITH_NAME_SIZE)
		refuse("component '%s': device '%s': the name is too long", component->name, entry);
	memcpy(local, entry, length);
	local[length] = 0;
	return equals ? equals + 1 : entry;
}

/* Of a node's name, what is before the @, as much of it as fits. */
static size_t base_length(const char *name)
{
	size_t length = strcspn(name, "@");

	return length < PITH_NAME_SIZE ? length : PITH_NAME_SIZE - 1;
}

void devices_read(struct component *component)
{
	const char *entry;

	for (uint32_t i = 0; (entry = blob_string(component->node, "devices", i)); i++) {
		struct use *use = component->devices + i;
		const char *path, *name;
		int node;

		if (i == USES_MAX)
			refuse(
			    "component '%s' has more than %d devices", component->name, USES_MAX);
		path = split(component, entry, use->local);
		node = fdt_path_offset(pith_system.fdt, path);
		if (node < 0)
			refuse("component '%s': unknown device '%s'", component->name, path);
		name = fdt_get_name(pith_system.fdt, node, NULL);
		if (!use->local[0])
			memcpy(use->local, name, base_length(name));
		use->index = (uint32_t)(device_make(component, path, node) - pith_system.devices);
		component->device_count++;
	}
}
