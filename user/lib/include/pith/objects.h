/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel's objects can be asked, one function for each operation of
 * PITH_OPERATIONS, in its order. The first argument is the capability of the object.
 * All return 0 or a result as in syscall.h; rights and meaning are in abi.h and in the
 * manual. Where a CSpace argument says "0: the target", none is sent along.
 */
#ifndef PITH_OBJECTS_H
#define PITH_OBJECTS_H

#include "pith/syscall.h"

struct pith_untyped_state {
	uint32_t bits;
	uint32_t used; /* bytes */
	uint32_t physical;
	uint32_t device; /* 1: device memory */
};

struct pith_cap_state {
	enum pith_type type;
	uint32_t rights; /* enum pith_right */
	uint32_t badge;
	uint32_t bits; /* size, where the type has one */
};

struct pith_frame_state {
	uint32_t physical;
	uint32_t bits;
	enum pith_memory memory;
	uint32_t address; /* 0: not mapped */
	uint32_t rights;  /* of the mapping */
};

/* Make `count` objects in the slots from `slot` on of the CSpace `cspace`. bits and memory
 * count only for the types that have them. */
uint32_t pith_untyped_retype(uint32_t untyped, enum pith_type type, uint32_t bits, uint32_t cspace,
    uint32_t slot, uint32_t count, enum pith_memory memory);
uint32_t pith_untyped_query(uint32_t untyped, struct pith_untyped_state *state);

/* Into slot `to` of `cspace` from slot `from` of `source` (0: the target). badge 0: as it is. */
uint32_t pith_cspace_copy(
    uint32_t cspace, uint32_t to, uint32_t source, uint32_t from, uint32_t rights, uint32_t badge);
uint32_t pith_cspace_move(uint32_t cspace, uint32_t to, uint32_t source, uint32_t from);
uint32_t pith_cspace_delete(uint32_t cspace, uint32_t slot);
uint32_t pith_cspace_revoke(uint32_t cspace, uint32_t slot);
uint32_t pith_cspace_query(uint32_t cspace, uint32_t slot, struct pith_cap_state *state);

uint32_t pith_pagetable_map(uint32_t table, uint32_t space, uint32_t address, uint32_t domain);
uint32_t pith_pagetable_unmap(uint32_t table);

/* log2 of the largest page (1 MB, 64 KB, 4 KB) that starts at the address and fits `left` bytes. */
uint32_t pith_page_bits(uint32_t address, uint32_t left);
uint32_t pith_frame_map(uint32_t frame, uint32_t space, uint32_t address, uint32_t rights);
uint32_t pith_frame_protect(uint32_t frame, uint32_t rights);
uint32_t pith_frame_unmap(uint32_t frame);
uint32_t pith_frame_sync(uint32_t frame, uint32_t offset, uint32_t length);
uint32_t pith_frame_query(uint32_t frame, struct pith_frame_state *state);

/* set and clear: enum pith_thread_cap; caps: one capability for each bit of `set`, ascending. */
uint32_t pith_thread_configure(uint32_t thread, uint32_t set, uint32_t clear, const uint32_t *caps);
/* registers: PITH_REGISTER_COUNT words, in the order of enum pith_register. */
uint32_t pith_thread_read(uint32_t thread, bool suspend, uint32_t *registers);
uint32_t pith_thread_write(uint32_t thread, bool resume, const uint32_t *registers, uint32_t count);
uint32_t pith_thread_set_tls(uint32_t thread, uint32_t value);
uint32_t pith_thread_set_flags(uint32_t thread, uint32_t flags);
uint32_t pith_thread_set_priority(uint32_t thread, uint32_t priority, uint32_t ceiling);
uint32_t pith_thread_set_domains(uint32_t thread, uint32_t domains);
/* The first 16 characters of the name. */
uint32_t pith_thread_set_name(uint32_t thread, const char *name);
uint32_t pith_thread_resume(uint32_t thread);
uint32_t pith_thread_suspend(uint32_t thread);
uint32_t pith_thread_exit(uint32_t thread, uint32_t status);
/* object: a SchedContext or a Notification. */
uint32_t pith_thread_bind(uint32_t thread, uint32_t object);
uint32_t pith_thread_unbind(uint32_t thread, enum pith_type type);

/* calls: that it travelled along since it was made; counts modulo 2^32. */
uint32_t pith_schedcontext_consumed(uint32_t schedcontext, uint64_t *nanoseconds, uint32_t *calls);

uint32_t pith_irq_bind(uint32_t irq, uint32_t notification);
uint32_t pith_irq_acknowledge(uint32_t irq);
uint32_t pith_irq_mask(uint32_t irq);

uint32_t pith_irqcontrol_get(uint32_t irqcontrol, uint32_t line, uint32_t cspace, uint32_t slot);
uint32_t pith_schedcontrol_configure(
    uint32_t schedcontrol, uint32_t schedcontext, uint64_t budget, uint64_t period);

#endif
