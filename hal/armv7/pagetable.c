/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Short-descriptor values, made and read back (ARM ARM DDI 0406C, B3.5.1).
 * Assumes SCTLR.AFE = 0 and SCTLR.TRE = 0: AP[2:0] are three permission bits and
 * TEX, C, B name the memory type directly. No table is touched here.
 */
#include "pagetable.h"

#include <stdbool.h>

/* Rights and memory types as programs name them (see the ABI). */
enum { READ = 1, WRITE = 2, EXECUTE = 4 };
enum { MEMORY_NORMAL, MEMORY_UNCACHED, MEMORY_DEVICE, MEMORY_TYPES };

/* Descriptor types, bits [1:0]; in level 2 the low bit of a small page is XN. */
enum { TYPE_MASK = 3, TOP_LINK = 1, TOP_SECTION = 2, TOP_SECTION_PXN = 3 };
enum { SECOND_LARGE = 1, SECOND_SMALL = 2, SMALL_XN = 1, LARGE_XN = 1 << 15 };
enum { SECTION_XN = 1 << 4, SUPERSECTION = 1 << 18 };
enum { DOMAIN_SHIFT = 5, DOMAIN_MASK = 15 };

/* Where each of the two layouts has its fields. */
struct layout {
	uint8_t tex, access, access2, shared, not_global;
};
static const struct layout section_layout = {12, 10, 15, 16, 17};
static const struct layout large_layout = {12, 4, 9, 10, 11};
static const struct layout small_layout = {6, 4, 9, 10, 11};

const struct pagetable_size pagetable_sizes[PAGETABLE_SIZES] = {
    {12, 2, 1},
    {16, 2, 16},
    {20, 1, 1},
    {24, 1, 16},
};
enum { SMALL, LARGE, SECTION, SUPER };

/* TEX[2:0] C B: write-back write-allocate, normal uncached, shareable device (table B3-10). */
static const uint8_t memory_bits[MEMORY_TYPES] = {0x07, 0x04, 0x01};

static uint32_t attributes(const struct layout *at, uint32_t access, uint32_t memory, bool global)
{
	uint32_t bits = memory_bits[memory];

	return (bits >> 2) << at->tex | (bits & 3) << 2 | (access & 3) << at->access |
	       (access >> 2) << at->access2 | (uint32_t)(memory != MEMORY_DEVICE) << at->shared |
	       (uint32_t)!global << at->not_global;
}

uint32_t pagetable_page(
    uint32_t size, uint32_t paddr, uint32_t rights, uint32_t memory, uint32_t domain)
{
	/* The kernel may always write, so that its own access never depends on a user's choice. */
	uint32_t access = rights & WRITE ? 3 : 2;
	bool execute = (rights & EXECUTE) && memory != MEMORY_DEVICE;

	if (size >= PAGETABLE_SIZES || memory >= MEMORY_TYPES || !(rights & READ) ||
	    (rights & (WRITE | EXECUTE)) == (WRITE | EXECUTE))
		return 0;
	paddr &= -(UINT32_C(1) << pagetable_sizes[size].bits);
	switch (size) {
	case SMALL:
		return paddr | SECOND_SMALL | (execute ? 0 : SMALL_XN) |
		       attributes(&small_layout, access, memory, false);
	case LARGE:
		return paddr | SECOND_LARGE | (execute ? 0 : LARGE_XN) |
		       attributes(&large_layout, access, memory, false);
	case SECTION:
		return paddr | TOP_SECTION | (execute ? 0 : SECTION_XN) |
		       (domain & DOMAIN_MASK) << DOMAIN_SHIFT |
		       attributes(&section_layout, access, memory, false);
	default: /* a supersection's domain bits are address bits: it is in domain 0 */
		return paddr | TOP_SECTION | SUPERSECTION | (execute ? 0 : SECTION_XN) |
		       attributes(&section_layout, access, memory, false);
	}
}

uint32_t pagetable_link(uint32_t paddr, uint32_t domain)
{
	return (paddr & ~UINT32_C(0x3ff)) | TOP_LINK | (domain & DOMAIN_MASK) << DOMAIN_SHIFT;
}

uint32_t pagetable_kernel_section(uint32_t paddr, int executable, uint32_t memory)
{
	/* AP 001: kernel reads and writes; 101: kernel reads. User code has nothing in both. */
	return (paddr & 0xfff00000) | TOP_SECTION | (executable ? 0 : SECTION_XN) |
	       PAGETABLE_KERNEL_DOMAIN << DOMAIN_SHIFT |
	       attributes(&section_layout, executable ? 5 : 1, memory, true);
}

/* TEX, C, B to a memory type (ARM ARM B3.8.2, table B3-10, with TRE = 0). */
static enum pagetable_attribute memory_type(uint32_t tex, uint32_t cb)
{
	if (tex & 4) /* 1BB AA: outer BB, inner AA; 00 is uncached */
		return (tex & 3) || cb ? PAGETABLE_NORMAL : PAGETABLE_UNCACHED;
	if (tex == 0)
		return cb >= 2 ? PAGETABLE_NORMAL : PAGETABLE_DEVICE;
	if (tex == 1 && cb == 0)
		return PAGETABLE_UNCACHED;
	if (tex == 1 && cb == 3)
		return PAGETABLE_NORMAL;
	return PAGETABLE_DEVICE; /* non-shareable device, implementation defined, reserved */
}

static struct pagetable_entry page_entry(uint32_t descriptor, const struct layout *at, uint8_t size)
{
	struct pagetable_entry entry = {
	    .kind = PAGETABLE_PAGE,
	    .paddr = descriptor & -(UINT32_C(1) << pagetable_sizes[size].bits),
	    .size = size,
	    .access = (descriptor >> at->access & 3) | (descriptor >> at->access2 & 1) << 2,
	    .memory = memory_type(descriptor >> at->tex & 7, descriptor >> 2 & 3),
	    .global = !(descriptor >> at->not_global & 1),
	};

	return entry;
}

struct pagetable_entry pagetable_decode_top(uint32_t descriptor)
{
	struct pagetable_entry entry = {.kind = PAGETABLE_FAULT};

	switch (descriptor & TYPE_MASK) {
	case TOP_LINK:
		entry.kind = PAGETABLE_LINK;
		entry.paddr = descriptor & ~UINT32_C(0x3ff);
		entry.domain = descriptor >> DOMAIN_SHIFT & DOMAIN_MASK;
		return entry;
	case TOP_SECTION:
	case TOP_SECTION_PXN: /* PXN keeps the kernel from executing; nothing for user code */
		if (descriptor & SUPERSECTION) {
			entry = page_entry(descriptor, &section_layout, SUPER);
			/* PA[35:32] in bits 23:20, PA[39:36] in bits 8:5. */
			entry.beyond = (descriptor & 0x00f001e0) != 0;
		} else {
			entry = page_entry(descriptor, &section_layout, SECTION);
			entry.domain = descriptor >> DOMAIN_SHIFT & DOMAIN_MASK;
		}
		entry.execute = !(descriptor & SECTION_XN);
		return entry;
	default:
		return entry;
	}
}

struct pagetable_entry pagetable_decode_second(uint32_t descriptor)
{
	struct pagetable_entry entry = {.kind = PAGETABLE_FAULT};

	if (descriptor & SECOND_SMALL) {
		entry = page_entry(descriptor, &small_layout, SMALL);
		entry.execute = !(descriptor & SMALL_XN);
	} else if (descriptor & SECOND_LARGE) {
		entry = page_entry(descriptor, &large_layout, LARGE);
		entry.execute = !(descriptor & LARGE_XN);
	}
	return entry;
}

uint32_t pagetable_user_rights(uint32_t access)
{
	/* 100 is reserved and gives nothing. */
	static const uint8_t rights[8] = {0, 0, READ, READ | WRITE, 0, 0, READ, READ};

	return rights[access & 7];
}

uint32_t pagetable_kernel_rights(uint32_t access)
{
	static const uint8_t rights[8] = {
	    0, READ | WRITE, READ | WRITE, READ | WRITE, 0, READ, READ, READ};

	return rights[access & 7];
}
