/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ARMv7-A short-descriptor translation tables (ARM ARM DDI 0406C, B3.5) as
 * the kernel writes them: two levels, four page sizes. Values only; writing them
 * where the processor sees them is the HAL's part.
 */
#ifndef PITH_HAL_ARMV7_PAGETABLE_H
#define PITH_HAL_ARMV7_PAGETABLE_H

#include <stdint.h>

enum {
	PAGETABLE_TOP_SHIFT = 20, /* a top-level entry covers 1 MB */
	PAGETABLE_TOP_ENTRIES = 4096,
	PAGETABLE_SECOND_SHIFT = 12, /* a second-level entry covers 4 KB */
	PAGETABLE_SECOND_ENTRIES = 256,
	PAGETABLE_SIZES = 4,
	PAGETABLE_KERNEL_DOMAIN = 15,
};

/* Rights as in the ABI: 1 read, 2 write, 4 execute. Memory as enum pith_memory. */

struct pagetable_size {
	uint8_t bits;	 /* log2 of the page size */
	uint8_t level;	 /* 1: its entries are in the top-level table, 2: in a second-level one */
	uint8_t entries; /* consecutive entries that must hold the same value */
};

/* 4 KB small page, 64 KB large page, 1 MB section, 16 MB supersection, ascending. */
extern const struct pagetable_size pagetable_sizes[PAGETABLE_SIZES];

/* Descriptor of a page of pagetable_sizes[size] for user code (the kernel may read and write it
 * as well); rights without READ or with WRITE and EXECUTE do not occur: 0 if they do. Sections
 * are in `domain` (supersections in 0, small and large pages in their table's). */
uint32_t pagetable_page(
    uint32_t size, uint32_t paddr, uint32_t rights, uint32_t memory, uint32_t domain);
/* Descriptor of a second-level table. */
uint32_t pagetable_link(uint32_t paddr, uint32_t domain);
/* Section of the kernel's own: global, no user access, domain 15; executable or writable. */
uint32_t pagetable_kernel_section(uint32_t paddr, int executable, uint32_t memory);

/* --- Reading them: for a walk in software ------------------------------------------ */

enum pagetable_kind {
	PAGETABLE_FAULT, /* invalid: a translation fault */
	PAGETABLE_LINK,	 /* a second-level table */
	PAGETABLE_PAGE,
};

enum pagetable_attribute {
	PAGETABLE_NORMAL,
	PAGETABLE_UNCACHED, /* normal memory, not cached */
	PAGETABLE_DEVICE,   /* device or strongly ordered memory, and reserved encodings */
};

struct pagetable_entry {
	enum pagetable_kind kind;
	uint32_t paddr;	 /* of the table, or of the page: aligned to it */
	uint8_t domain;	 /* LINK and level 1 PAGE */
	uint8_t size;	 /* PAGE: index in pagetable_sizes */
	uint8_t access;	 /* PAGE: AP[2:0] */
	uint8_t memory;	 /* PAGE: enum pagetable_attribute */
	uint8_t execute; /* PAGE: 1 if XN is 0 */
	uint8_t global;	 /* PAGE: 1 if nG is 0 */
	uint8_t beyond;	 /* PAGE: 1 if it lies above 4 GB (a supersection can) */
};

/* What an entry of a top-level or a second-level table says. Any 32 bits are legal. */
struct pagetable_entry pagetable_decode_top(uint32_t descriptor);
struct pagetable_entry pagetable_decode_second(uint32_t descriptor);

/* Rights of user and of kernel code that AP[2:0] gives, execution aside (SCTLR.AFE is 0). */
uint32_t pagetable_user_rights(uint32_t access);
uint32_t pagetable_kernel_rights(uint32_t access);

#endif
