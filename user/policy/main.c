/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The policy module's life, step by step; see policy.h.
 */
#include <libfdt.h>
#include <stdio.h>
#include "user/policy/policy.h"

struct system pith_system;

/* From here on nothing may look into the blob. What must outlast it was copied. */
static void give_blob_back(void)
{
	const struct bootinfo *boot = pith_system.boot;

	pith_system.fdt = NULL;
	for (uint32_t i = 0; i < boot->blob_untyped_count; i++) {
		uint32_t slot = boot->blob_untyped_first + i;

		expect("giving the blob's memory back", pith_cspace_revoke(PITH_BOOT_CSPACE, slot));
		memory_add(slot);
	}
}

static void build_all(void)
{
	for (uint32_t i = 0; i < pith_system.component_count; i++)
		build_serve_plan(pith_system.components + i);
	for (uint32_t i = 0; i < pith_system.component_count; i++)
		grants_make(pith_system.components + i);
	for (uint32_t i = 0; i < pith_system.component_count; i++) {
		struct component *component = pith_system.components + i;

		build_program(component);
		build_plan(component);
		if (!component->on_request)
			build_make(component);
	}
}

int main(void)
{
	uint32_t free;

	pith_system.boot = (const struct bootinfo *)PITH_BOOT_BOOTINFO_VADDR;
	pith_system.fdt = (const void *)(uintptr_t)pith_system.boot->blob_vaddr;
	memory_init();
	if (fdt_check_header(pith_system.fdt) == 0)
		say_find_uart();
	else
		refuse("the system description is damaged");
	blob_read();
	assertions_check();
	regions_make();
	files_make();
	pith_system.fault_endpoint = object_make(PITH_TYPE_ENDPOINT);
	pith_system.reply = object_make(PITH_TYPE_REPLY);
	build_all();
	give_blob_back();
	free = memory_free();
	printf("policy: %lu component%s, %lu.%lu MB of memory free\n",
	    (unsigned long)pith_system.component_count, pith_system.component_count == 1 ? "" : "s",
	    (unsigned long)(free >> 20), (unsigned long)((free & 0xfffff) * 10 >> 20));
	for (uint32_t i = 0; i < pith_system.component_count; i++)
		if (!pith_system.components[i].on_request)
			build_start(pith_system.components + i);
	supervise();
}
