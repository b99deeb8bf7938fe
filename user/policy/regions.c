/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shared regions: memory that several components see, at the same address in all of them, and
 * that outlives each of them.
 */
#include <libfdt.h>
#include <string.h>
#include "user/policy/policy.h"

static const char *const region_properties[] = {"size", "memory", "window", "contents", NULL};

struct region *region_find(const char *name)
{
	for (uint32_t i = 0; i < pith_system.region_count; i++)
		if (strcmp(pith_system.regions[i].name, name) == 0)
			return pith_system.regions + i;
	return NULL;
}

static enum pith_memory read_memory(const struct region *region, int node)
{
	static const char *const names[] = {[PITH_MEMORY_NORMAL] = "normal",
	    [PITH_MEMORY_UNCACHED] = "uncached",
	    [PITH_MEMORY_DEVICE] = "device"};
	const char *text = blob_string(node, "memory", 0);

	if (!text)
		return PITH_MEMORY_NORMAL;
	for (uint32_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(text, names[i]) == 0)
			return (enum pith_memory)i;
	refuse("region '%s': memory is \"normal\", \"uncached\" or \"device\", not \"%s\"",
	    region->name, text);
}

static void read_window(struct region *region, int node)
{
	int length;
	const fdt32_t *window = fdt_getprop(pith_system.fdt, node, "window", &length);

	if (!window)
		return;
	if (length != 2 * sizeof(*window) || fdt32_ld(window) == 0)
		refuse("region '%s': window must be <base size>", region->name);
	region->window_base = fdt32_ld(window);
	region->window_size = fdt32_ld(window + 1);
	if (region->window_base & 0xfff || region->window_size < region->size ||
	    region->window_size - 1 > UINT32_MAX - region->window_base)
		refuse("region '%s' does not fit into its window", region->name);
}

void regions_read(void)
{
	const void *fdt = pith_system.fdt;
	int parent = fdt_path_offset(fdt, "/regions");
	int node, length;

	if (parent < 0)
		return;
	fdt_for_each_subnode(node, fdt, parent)
	{
		struct region *region = pith_system.regions + pith_system.region_count;
		const char *name = fdt_get_name(fdt, node, NULL);
		uint32_t size;

		if (pith_system.region_count++ == REGIONS_MAX)
			refuse("there are more than %d regions", REGIONS_MAX);
		if (!name || strlen(name) >= sizeof(region->name))
			refuse("region '%s': a name is 1 to 31 characters", name ? name : "?");
		strcpy(region->name, name);
		blob_check_properties("region", name, node, region_properties);
		region->contents = fdt_getprop(fdt, node, "contents", &length);
		region->contents_size = region->contents ? (uint32_t)length : 0;
		size = blob_cell(name, node, "size", region->contents_size);
		if (size == 0 || size > 0x20000000 || size < region->contents_size)
			refuse("region '%s' has an impossible size", name);
		region->size = (size + 4095) & ~4095u;
		region->memory = read_memory(region, node);
		read_window(region, node);
	}
}

uint32_t shared_address(uint32_t size, uint32_t physical)
{
	static uint32_t next = PITH_SHARED_VADDR;
	uint32_t mask = (1u << pith_page_bits(0, size)) - 1;
	/* In a window: as far into its megabyte as the physical address, so that both allow
	 * the same page sizes. */
	uint32_t address = physical ? ((next + 0xfffff) & ~0xfffffu) + (physical & 0xfffff)
				    : (next + mask) & ~mask;

	if (address >= PITH_OWN_VADDR || size > PITH_OWN_VADDR - address)
		refuse("the shared regions do not fit into the address space");
	/* Whoever runs over the end shall meet nothing. */
	next = address + size + 4096;
	return address;
}

/* --- Frames -------------------------------------------------------------------------- */

uint32_t pages_of(uint32_t address, uint32_t size)
{
	uint32_t count = 0;

	for (uint32_t at = address; at != address + size; count++)
		at += 1u << pith_page_bits(at, address + size - at);
	return count;
}

uint32_t copy_slots(uint32_t first, uint32_t count, uint32_t rights)
{
	uint32_t slot = slots_take(count);

	for (uint32_t i = 0; i < count; i++)
		expect("copying a capability",
		    pith_cspace_copy(PITH_BOOT_CSPACE, slot + i, 0, first + i, rights, 0));
	return slot;
}

static bool available(uint32_t physical, uint32_t size)
{
	for (uint32_t at = physical; at != physical + size;) {
		uint32_t bits = pith_page_bits(at, physical + size - at);

		if (!memory_available_at(at, bits))
			return false;
		at += 1u << bits;
	}
	return true;
}

/* The first place in the window where the whole region is free. */
static void find_place(struct region *region)
{
	uint32_t step = 1u << pith_page_bits(0, region->size);
	uint32_t last = region->window_base + (region->window_size - region->size);

	/* Rounded up, the beginning may be beyond the last address. */
	for (uint32_t at = (region->window_base + step - 1) & ~(step - 1);
	     at >= region->window_base && at <= last; at += step) {
		if (available(at, region->size)) {
			region->physical = at;
			return;
		}
		if (at > UINT32_MAX - step)
			break;
	}
	refuse("region '%s': its window has no %lu KB free", region->name,
	    (unsigned long)(region->size >> 10));
}

static void make_in_window(struct region *region)
{
	uint32_t slot;

	find_place(region);
	region->address = shared_address(region->size, region->physical);
	region->slot = slots_take(pages_of(region->physical, region->size));
	slot = region->slot;
	for (uint32_t at = region->physical; at != region->physical + region->size; slot++) {
		uint32_t bits = pith_page_bits(at, region->physical + region->size - at);
		uint32_t result = pith_untyped_retype(memory_take_at(at, bits), PITH_TYPE_FRAME,
		    bits, PITH_BOOT_CSPACE, slot, 1, region->memory);

		if (result)
			refuse("region '%s': what is in its window cannot be memory of that kind",
			    region->name);
		at += 1u << bits;
	}
}

static void make_anywhere(struct region *region)
{
	if (region->memory == PITH_MEMORY_DEVICE)
		refuse("region '%s' is device memory and needs a window", region->name);
	region->address = shared_address(region->size, 0);
	batch_add_frames(&region->batch, region->address, region->size, region->memory);
	batch_reserve(&region->batch, "region", region->name);
	batch_make(&region->batch);
	region->slot = batch_line_up(&region->batch, region->address, region->size, region->memory);
}

/* Write the bytes that the region starts with. */
static void fill(const struct region *region)
{
	const uint8_t *from = region->contents;
	uint32_t left = region->contents_size, at = region->address;

	for (uint32_t slot = region->slot; left; slot++) {
		uint32_t bits = pith_page_bits(at, region->address + region->size - at);
		uint32_t part = left < 1u << bits ? left : 1u << bits;

		frame_write(slot, bits, 0, from, part);
		from += part;
		left -= part;
		at += 1u << bits;
	}
}

void regions_make(void)
{
	for (uint32_t i = 0; i < pith_system.region_count; i++) {
		struct region *region = pith_system.regions + i;

		if (region->window_base)
			make_in_window(region);
		else
			make_anywhere(region);
		if (region->contents)
			fill(region);
	}
}
