/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table walk. The order of the checks is the architecture's: translation,
 * then domain, then permission, then what the bus answers. Execution is refused
 * more often than the tables say: never from what may be written (SCTLR.WXN, and
 * the emulator's translated code depends on it), never from device memory.
 */
#include "walk.h"

#include "hal/armv7/pagetable.h"

enum { TTBR0_TABLE = 0xffffc000, DOMAIN_NONE = 0, DOMAIN_CLIENT = 1, DOMAIN_MANAGER = 3 };

/* A table is memory like any other to the walk; 0 if it is not there. */
static const uint32_t *entry_at(const struct bus *bus, uint32_t paddr)
{
	return bus_memory(bus, paddr, sizeof(uint32_t));
}

/* The walk's reads go round the address sanitizer: a table that is not (or no more) one of
 * the kernel's is a user's fault to find, not a bug of the walker. */
__attribute__((no_sanitize("address"))) static uint32_t read_entry(const uint32_t *entry)
{
	return *entry;
}

static uint32_t status_of(uint32_t fault, uint32_t level, uint32_t domain, uint32_t access)
{
	uint32_t status = fault + (level == 2 ? (uint32_t)FAULT_LEVEL_2 : 0);

	if (access == WALK_EXECUTE) /* IFSR has neither */
		return status;
	return status | domain << FSR_DOMAIN_SHIFT | (access == WALK_WRITE ? FSR_WRITE : 0);
}

static uint32_t rights_of(const struct pagetable_entry *page, uint32_t domain_access, bool user)
{
	uint32_t rights;

	if (domain_access == DOMAIN_MANAGER)
		return WALK_READ | WALK_WRITE; /* no check, but writable and so not executable */
	rights = user ? pagetable_user_rights(page->access) : pagetable_kernel_rights(page->access);
	if (page->execute && (rights & WALK_READ) && !(rights & WALK_WRITE) &&
	    page->memory != PAGETABLE_DEVICE)
		rights |= WALK_EXECUTE;
	return rights;
}

struct walk walk(const struct bus *bus, uint32_t ttbr0, uint32_t dacr, uint32_t vaddr,
    uint32_t access, bool user)
{
	struct walk result = {0};
	struct pagetable_entry page;
	const uint32_t *entry;
	uint32_t level = 1;
	uint32_t domain_access, offset;

	entry = entry_at(bus, (ttbr0 & TTBR0_TABLE) + (vaddr >> PAGETABLE_TOP_SHIFT) * 4);
	if (!entry) {
		result.status = status_of(FAULT_WALK_EXTERNAL, 1, 0, access);
		return result;
	}
	page = pagetable_decode_top(read_entry(entry));
	if (page.kind == PAGETABLE_FAULT) {
		result.status = status_of(FAULT_TRANSLATION, 1, 0, access);
		return result;
	}
	result.domain = page.domain;
	if (page.kind == PAGETABLE_LINK) {
		uint32_t index = vaddr >> PAGETABLE_SECOND_SHIFT & (PAGETABLE_SECOND_ENTRIES - 1);

		level = 2;
		entry = entry_at(bus, page.paddr + index * 4);
		if (!entry) {
			result.status = status_of(FAULT_WALK_EXTERNAL, 2, result.domain, access);
			return result;
		}
		page = pagetable_decode_second(read_entry(entry));
		if (page.kind == PAGETABLE_FAULT) {
			result.status = status_of(FAULT_TRANSLATION, 2, result.domain, access);
			return result;
		}
	}
	result.memory = page.memory;
	result.page_bits = pagetable_sizes[page.size].bits;
	domain_access = dacr >> result.domain * 2 & 3;
	if (domain_access != DOMAIN_CLIENT && domain_access != DOMAIN_MANAGER) {
		result.status = status_of(FAULT_DOMAIN, level, result.domain, access);
		return result;
	}
	result.rights = rights_of(&page, domain_access, user);
	if (!(result.rights & access)) {
		result.status = status_of(FAULT_PERMISSION, level, result.domain, access);
		return result;
	}
	offset = vaddr & ((UINT32_C(1) << result.page_bits) - 1);
	result.paddr = page.paddr | offset;
	result.kind = page.beyond ? BUS_NOTHING : bus_page(bus, result.paddr);
	if (result.kind == BUS_NOTHING || (result.kind == BUS_DEVICE && access == WALK_EXECUTE))
		result.status = status_of(FAULT_EXTERNAL, 1, result.domain, access);
	return result;
}
