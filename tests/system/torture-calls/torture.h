/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the parts of the torture program share: random numbers, calls that are counted and whose
 * results go into the hash, and the slots it works with.
 */
#ifndef PITH_TORTURE_H
#define PITH_TORTURE_H

#include "pith/memory.h"

enum {
	WORK_SLOTS = 64,     /* where random objects are */
	VICTIM_BITS = 6,     /* the victim's CSpace */
	WINDOW = 0x60000000, /* where random mappings go, in our own space */
	WINDOW_MEGABYTES = 4,
	FAULT_BADGE = 0xfa,
};

extern uint32_t hash, calls;

/* code/random.c */
void random_seed(uint32_t seed);
uint32_t random_below(uint32_t limit); /* 0 to limit - 1 */
/* One in `many`. */
static inline bool random_one_in(uint32_t many)
{
	return random_below(many) == 0;
}
/* Numbers that programs get wrong; never a slot that we live by. */
uint32_t random_garbage(void);
uint32_t random_address(void);
uint32_t random_slot(void); /* of the work slots */

/* torture.c: a call as it is; its results are mixed into the hash. */
void call(enum pith_call number, uint32_t cap, struct pith_message *m, uint32_t reply);
uint32_t operate(
    uint32_t cap, uint32_t label, uint32_t length, uint32_t caps, const uint32_t *words);
extern uint32_t work, memory;

/* code/operations.c: one random operation on an object of the work slots, or on what is none. */
void random_operation(void);
void random_look(void); /* at what is in the work slots */
void random_message(void);

/* code/victim.c: a thread that makes any call, and touches any memory, and fails. */
void victim_make(uint32_t schedcontext);
void victim_call(void);
void victim_probe(void);
void victim_feed(void);
void victim_rest(void);
void victim_change(void);

/* code/partner.c: a server in our own space. */
void partner_make(uint32_t schedcontext);
void partner_call(void);
extern uint32_t partner_endpoint;

#endif
