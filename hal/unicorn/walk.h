/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The software MMU: what an ARMv7-A processor's table walk finds for one address
 * (ARM ARM DDI 0406C, B3.3 to B3.7 and B3.13), with TTBCR.N = 0, SCTLR.AFE = 0,
 * SCTLR.TRE = 0 and SCTLR.WXN = 1. A pure function: nothing is cached, nothing is written.
 */
#ifndef PITH_HAL_UNICORN_WALK_H
#define PITH_HAL_UNICORN_WALK_H

#include <stdbool.h>
#include <stdint.h>
#include "bus.h"

/* An access, and the rights that allow it: bits as in enum pith_right. */
enum { WALK_READ = 1, WALK_WRITE = 2, WALK_EXECUTE = 4 };

/*
 * Fault status, the FS field of DFSR and IFSR (tables B3-23 and B3-24); bit 4 of FS is
 * bit 10 of the register. Walk results use those that a walk can give; level 2 is level 1 + 2.
 */
enum walk_status {
	WALK_OK = 0,
	FAULT_ALIGNMENT = 0x01,
	FAULT_DEBUG = 0x02,
	FAULT_TRANSLATION = 0x05, /* level 1; 0x07 level 2 */
	FAULT_EXTERNAL = 0x08,	  /* the access itself: no such memory or register */
	FAULT_DOMAIN = 0x09,
	FAULT_WALK_EXTERNAL = 0x0c, /* the table is in no memory */
	FAULT_PERMISSION = 0x0d,
	FAULT_LEVEL_2 = 0x02, /* added to the above */

	FSR_DOMAIN_SHIFT = 4,
	FSR_WRITE = 1 << 11, /* DFSR.WnR */
};

struct walk {
	uint32_t paddr;	   /* of the address walked for; valid if status is OK */
	uint32_t status;   /* WALK_OK, or the register's value: FS, DFSR also domain and WnR */
	uint8_t page_bits; /* log2 of the page's size */
	uint8_t rights;	   /* all that the page allows */
	uint8_t memory;	   /* enum pagetable_attribute */
	uint8_t domain;
	uint8_t kind; /* enum bus_kind: memory or device */
};

/* The page at `vaddr` in the space of `ttbr0` and `dacr` for one access (WALK_*), by user
 * or by kernel code. */
struct walk walk(const struct bus *bus, uint32_t ttbr0, uint32_t dacr, uint32_t vaddr,
    uint32_t access, bool user);

#endif
