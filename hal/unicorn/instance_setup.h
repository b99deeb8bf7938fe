/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Between instance_open.c, which sets an instance up, and instance.c, which runs
 * it: the hooks, and the guard of the translation buffer. Of no use elsewhere.
 */
#ifndef PITH_HAL_UNICORN_INSTANCE_SETUP_H
#define PITH_HAL_UNICORN_INSTANCE_SETUP_H

#include "instance.h"

/* What lies at the guard until translated code is written over it. */
#define GUARD_PATTERN UINT64_C(0x5f64726175675f21)
enum { GUARD_WORDS = 16 };

/* Where an instance has the few instructions of its own; no bus has anything there. */
#define INSTANCE_STUB 0xfffff000u

void instance_on_block(uc_engine *uc, uint64_t address, uint32_t size, void *context);
bool instance_on_fill(
    uc_engine *uc, uint64_t vaddr, uc_mem_type type, uc_tlb_entry *result, void *context);
void instance_on_exception(uc_engine *uc, uint32_t number, void *context);
bool instance_on_invalid(uc_engine *uc, void *context);

#endif
