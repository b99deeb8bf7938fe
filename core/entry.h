/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The trap entry: all that a HAL calls in the kernel. On entry the registers of
 * the thread that trapped are in its context; every function ends by one of the
 * "leaving the kernel" functions of hal.h.
 */
#ifndef PITH_CORE_ENTRY_H
#define PITH_CORE_ENTRY_H

#include <stdbool.h>
#include <stdint.h>
#include "hal/hal.h"
#include "core/include/pith/abi.h"

/* One system call each, in the order of PITH_CALLS: r0, r1 of the caller, then where we are. */
#define X(NAME, name)                \
	HAL_LEAVES void core_##name( \
	    uint32_t cap, uint32_t tag, struct cpu *cpu, struct thread *from);
PITH_CALLS(X)
#undef X

/* A call number that is none. */
HAL_LEAVES void core_unknown_call(uint32_t number, struct cpu *cpu, struct thread *from);
/* The thread cannot go on. access: enum pith_right; status: the processor's own code. */
HAL_LEAVES void core_fault(struct cpu *cpu, struct thread *from, enum pith_fault fault,
    uint32_t address, uint32_t access, uint32_t status);
/* Interrupt line `line` is active; `from` is the thread that it interrupted, 0 when idle. */
HAL_LEAVES void core_interrupt(struct cpu *cpu, struct thread *from, uint32_t line);
/* The deadline has passed. */
HAL_LEAVES void core_deadline(struct cpu *cpu, struct thread *from);

/* What the machine is, for core_boot. */
struct hal_region {
	paddr_t paddr;
	uint32_t bits;
};

struct hal_boot {
	paddr_t ram_base;
	uint32_t ram_size;
	paddr_t blob; /* page-aligned, in RAM, behind the kernel's part */
	uint32_t blob_size;
	paddr_t policy; /* struct pith_image, inside the blob */
	uint32_t policy_size;
	paddr_t firmware; /* firmware's device tree: in RAM, on the page behind the blob's last */
	uint32_t firmware_size;		  /* 0: there is none */
	const struct hal_region *devices; /* ascending */
	uint32_t device_count;
};

enum boot_result {
	BOOT_OK,
	BOOT_BAD_IMAGE, /* the policy module's image is not one, or does not fit its place */
	BOOT_NO_MEMORY, /* RAM is too small for blob and policy module */
};

/* Set up an empty cpu (zeroed, CPU_SIZE bytes, in the kernel's part of RAM) and the policy module;
 * if that succeeds, leave the kernel to it. */
enum boot_result core_boot(struct cpu *cpu, const struct hal_boot *boot);

enum { CPU_SIZE = 0x8000 };
/* Where in a thread the context and the VFP state are; for a HAL's assembly. */
enum { THREAD_CONTEXT_AT = 8, THREAD_VFP_AT = 392 };

/* The thread that runs, 0 if idle. */
struct thread *cpu_current(const struct cpu *cpu);
struct context *thread_context(struct thread *thread);
struct thread *context_thread(struct context *context);
struct vfp_state *thread_vfp(struct thread *thread);
/* 16 characters, zero-padded, as THREAD_SET_NAME set them. */
const char *thread_name(const struct thread *thread);

/* Walk every invariant of the kernel's state: 0, or what is wrong, in words. Slow. */
const char *core_check(struct cpu *cpu);

#endif
