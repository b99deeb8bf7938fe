/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Changes a system description and leaves it one: properties get other values, from elsewhere in
 * it or out of the words that mean something; nodes come, go and are renamed. What follows it
 * stays behind it, or is changed alone. One time in eight the bytes themselves are changed, as they
 * are of what is no description.
 */
#include <libfdt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

enum { ROOM = 1 << 17, VALUE_MAX = 4096, CHANGES_MAX = 4, NODES_MAX = 256, BEHIND_MAX = 72 };

static uint8_t work[ROOM] __attribute__((aligned(8)));
static uint32_t state;

static const char *const names[] = {"program", "priority", "ceiling", "budget-us", "period-us",
    "stack", "heap", "memory", "slots", "contexts", "vfp", "provides", "uses", "devices", "reads",
    "writes", "on-fault", "on-exit", "restarts", "trusted", "shares-registers", "policy-log",
    "files", "start", "controls", "observes", "size", "window", "contents", "from", "to", "through",
    "reg", "ranges", "interrupts", "interrupt-parent", "#address-cells", "#size-cells",
    "#interrupt-cells", "compatible", "status", "phandle", "stdout-path"};
static const char *const nodes[] = {"components", "regions", "policy", "files", "parameters",
    "chosen", "aliases", "a", "b", "c", "uart@1c090000", "very-long-name-of-a-node-0123456789"};
static const char *const texts[] = {"stop", "restart", "shutdown", "boot", "request", "normal",
    "uncached", "device", "a", "b", "a=b", "b=a", "*", "okay", "policy", "a=", "=a", "",
    "arm,pl011", "virtio,mmio", "simple-bus"};
static const uint32_t numbers[] = {0, 1, 2, 3, 4, 8, 16, 31, 32, 100, 160, 254, 255, 256, 4095,
    4096, 4097, 0x8000, 0x10000, 0x100000, 0x1000000, 0x0fe00000, 0x0ff00000, 0x10000000,
    0x18000000, 0x1c090000, 0x20000000, 0x40000000, 0x7fffffff, 0x80000000, 0x80100000, 0xa0000000,
    0xbfe00000, 0xfff00000, 0xfffff000, 0xffffffff};

#define ONE_OF(ARRAY) ((ARRAY)[below(sizeof(ARRAY) / sizeof((ARRAY)[0]))])

static uint32_t below(uint32_t end)
{
	state = state * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)state * end >> 32);
}

/* Any node, mostly not the root; its offset. */
static int any_node(void)
{
	int found[NODES_MAX], count = 0;

	for (int node = 0; node >= 0 && count < NODES_MAX; node = fdt_next_node(work, node, NULL))
		found[count++] = node;
	return count ? found[below((uint32_t)count)] : 0;
}

/* Any property of a node; negative: it has none. */
static int any_property(int node)
{
	int property, count = 0, chosen = -1;

	fdt_for_each_property_offset(property, work, node)
	{
		if (below((uint32_t)++count) == 0)
			chosen = property;
	}
	return chosen;
}

static const char *property_name(int property)
{
	const char *name = NULL;

	if (property < 0 || !fdt_getprop_by_offset(work, property, &name, NULL))
		return NULL;
	return name;
}

/* A list of texts, of numbers, or nothing at all. */
static int new_value(uint8_t *value)
{
	int length = 0;

	switch (below(4)) {
	case 0:
		return 0;
	case 1:
		for (uint32_t count = 1 + below(3); count; count--) {
			const char *text = ONE_OF(texts);

			if (below(3) == 0)
				text = fdt_get_name(work, any_node(), NULL);
			if (!text || length + (int)strlen(text) >= VALUE_MAX)
				break;
			strcpy((char *)value + length, text);
			length += (int)strlen(text) + 1;
		}
		return length;
	default:
		for (uint32_t count = 1 + below(3); count; count--, length += 4) {
			fdt32_t cell = cpu_to_fdt32(ONE_OF(numbers));

			memcpy(value + length, &cell, sizeof(cell));
		}
		return length;
	}
}

/* The value of a property, from where it is or from any other, perhaps changed. */
static int old_value(int property, uint8_t *value)
{
	int length = 0;
	const void *old =
	    property < 0 ? NULL : fdt_getprop_by_offset(work, property, NULL, &length);

	if (!old || length > VALUE_MAX)
		return 0;
	memcpy(value, old, (size_t)length);
	return length;
}

static void change_property(int node)
{
	static uint8_t value[VALUE_MAX];
	int property = any_property(node), length;
	const char *name = property_name(property);
	char copy[64];

	if (!name || below(4) == 0)
		name = ONE_OF(names);
	strncpy(copy, name, sizeof(copy) - 1);
	copy[sizeof(copy) - 1] = 0;
	switch (below(4)) {
	case 0:
		length = old_value(any_property(any_node()), value);
		break;
	case 1:
		length = new_value(value);
		break;
	default:
		length = old_value(property, value);
		length = (int)LLVMFuzzerMutate(value, (size_t)length, VALUE_MAX);
		break;
	}
	fdt_setprop(work, node, copy, value, length);
}

static void delete_property(int node)
{
	const char *name = property_name(any_property(node));
	char copy[64];

	if (!name)
		return;
	strncpy(copy, name, sizeof(copy) - 1);
	copy[sizeof(copy) - 1] = 0;
	fdt_delprop(work, node, copy);
}

/* A node with all properties of another: a second component, region, file. */
static void copy_node(void)
{
	static uint8_t value[VALUE_MAX];
	static uint8_t before[ROOM] __attribute__((aligned(8)));
	int from = any_node(), to, property;
	int parent = below(4) ? fdt_parent_offset(work, from) : any_node();

	if (parent < 0)
		return;
	memcpy(before, work, ROOM);
	to = fdt_add_subnode(work, parent, ONE_OF(nodes));
	if (to < 0)
		return;
	fdt_for_each_property_offset(property, before, from)
	{
		const char *name;
		int length;
		const void *old = fdt_getprop_by_offset(before, property, &name, &length);

		if (!old || length > VALUE_MAX)
			continue;
		memcpy(value, old, (size_t)length);
		fdt_setprop(work, to, name, value, length);
	}
}

static void change(void)
{
	int node = any_node();

	switch (below(8)) {
	case 0:
		delete_property(node);
		break;
	case 1:
		copy_node();
		break;
	case 2:
		if (node > 0 && below(4) == 0)
			fdt_del_node(work, node);
		else if (node > 0)
			fdt_set_name(work, node, ONE_OF(nodes));
		break;
	default:
		change_property(node);
		break;
	}
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	static uint8_t behind[BEHIND_MAX];
	size_t total = size < sizeof(struct fdt_header) ? 0 : fdt_totalsize(data), rest = 0;

	state = seed * 2654435761u + 1;
	if (below(8) == 0 || total == 0 || total > size || fdt_check_full(data, total) != 0 ||
	    fdt_open_into(data, work, ROOM) != 0)
		return LLVMFuzzerMutate(data, size, most);
	rest = size - total < BEHIND_MAX ? size - total : BEHIND_MAX;
	memcpy(behind, data + total, rest);
	if (below(3) == 0)
		rest = LLVMFuzzerMutate(behind, rest, BEHIND_MAX);
	else
		for (uint32_t count = 1 + below(CHANGES_MAX); count; count--)
			change();
	fdt_pack(work);
	if (fdt_totalsize(work) + rest > most)
		return LLVMFuzzerMutate(data, size, most);
	memcpy(data, work, fdt_totalsize(work));
	memcpy(data + fdt_totalsize(work), behind, rest);
	return fdt_totalsize(work) + rest;
}
