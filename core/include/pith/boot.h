/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the policy module finds when it starts: one read-only page, the same on
 * every machine, and the capabilities that it names. And the header of the
 * policy module's flat image, which the kernel reads.
 */
#ifndef PITH_BOOT_H
#define PITH_BOOT_H

#include <stdint.h>

/* Slots of the policy module's CSpace that are always there. */
enum pith_boot_slot {
	PITH_BOOT_CSPACE = 1,
	PITH_BOOT_SPACE,
	PITH_BOOT_THREAD,
	PITH_BOOT_SCHEDCONTEXT,
	PITH_BOOT_BUFFER,
	PITH_BOOT_BOOTINFO,
	PITH_BOOT_IRQCONTROL,
	PITH_BOOT_SCHEDCONTROL,
	PITH_BOOT_FIRST_FREE, /* bootinfo tells what follows */
};

/* The policy module's address space at its start. */
enum {
	PITH_BOOT_BUFFER_VADDR = 0x00001000,   /* its IPC buffer */
	PITH_BOOT_BOOTINFO_VADDR = 0x00002000, /* struct bootinfo, also in r0 at the start */
	PITH_BOOT_STACK_TOP = 0x00080000,      /* 64 KB below it are mapped */
	PITH_BOOT_STACK_SIZE = 0x00010000,
	PITH_BOOT_IMAGE_VADDR = 0x00100000, /* the image, at most 1 MB with its bss */
	PITH_BOOT_BLOB_VADDR = 0x10000000,  /* + the blob's offset in its megabyte; read-only */
};

enum { PITH_BOOT_MAGIC = 0x68746970 /* "pith" */, PITH_BOOT_VERSION = 1, PITH_BOOT_REGIONS = 64 };

/* One Untyped. Those of RAM come first, those of devices follow, ascending in address. */
struct bootinfo_region {
	uint32_t slot;
	uint32_t paddr;
	uint32_t bits;
	uint32_t device; /* 1: device memory */
};

struct bootinfo {
	uint32_t magic;
	uint32_t version;
	uint32_t cspace_bits;
	uint32_t first_free_slot; /* this one and all above are empty */
	uint32_t blob_paddr;
	uint32_t blob_vaddr;
	uint32_t blob_size;
	uint32_t blob_first_slot; /* frames that hold the blob, and the page tables they are in */
	uint32_t blob_slots;
	uint32_t blob_untyped_first; /* revoked, these Untyped give the blob's memory back */
	uint32_t blob_untyped_count;
	uint32_t firmware_size; /* firmware's own device tree, mapped behind the blob; 0: none */
	uint32_t firmware_vaddr;
	uint32_t ram_base;
	uint32_t ram_size;
	uint32_t irq_lines; /* lines are 0..irq_lines-1 */
	uint32_t regions;
	struct bootinfo_region region[PITH_BOOT_REGIONS];
};

/* Header of the policy module's flat image: text first, then data; linked at
 * PITH_BOOT_IMAGE_VADDR, header included. The sizes are multiples of 4096. */
struct pith_image {
	uint32_t magic;	      /* PITH_BOOT_MAGIC */
	uint32_t entry;	      /* address of the first instruction (ARM state) */
	uint32_t text_size;   /* header, code and constants: mapped readable and executable */
	uint32_t data_size;   /* mapped readable and writable */
	uint32_t memory_size; /* text, data and zeroed memory together */
};

#endif
