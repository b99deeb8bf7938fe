/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a load or store instruction does to memory: read from the instruction and
 * the registers, in A32 and T32. The emulator tells the page of a data abort but
 * not the address; and it cannot take back an access to a device. Both are done from
 * here: the address by decoding, the access by carrying it out.
 */
#ifndef PITH_HAL_UNICORN_ACCESS_H
#define PITH_HAL_UNICORN_ACCESS_H

#include <stdbool.h>
#include <stdint.h>
#include "bus.h"
#include "hal/armv7/context.h"

enum access_kind {
	ACCESS_NONE,	 /* no load or store */
	ACCESS_REGISTER, /* integer registers to or from consecutive addresses */
	ACCESS_SPECIAL,	 /* exclusive, swap, table branch, VFP, NEON: only address and direction */
};

enum {
	ACCESS_NO_REGISTER = 16,
	CPSR_BIG_ENDIAN = 1 << 9, /* E: data, not code, in the other byte order */
};

struct access {
	enum access_kind kind;
	uint32_t address;    /* lowest address touched */
	bool store;	     /* SWP, which does both: false */
	bool swap;	     /* SWP, SWPB */
	bool dual;	     /* LDRD, STRD */
	uint8_t width;	     /* REGISTER: bytes of an element: 1, 2, 4 */
	bool sign;	     /* REGISTER: loads extend the sign */
	uint8_t count;	     /* REGISTER: elements, ascending from `address` */
	uint8_t reg[16];     /* REGISTER: one for each element */
	uint8_t base;	     /* register that is written back, ACCESS_NO_REGISTER: none */
	uint32_t base_value; /* with this */
};

/* The instruction at the context's pc, if its code can be read; else ACCESS_NONE. */
struct access access_at(const struct bus *bus, const struct context *context);
/* Copy up to `halfwords` of code at vaddr, to the end of its page; returns how many, 0 if user
 * code of this space may not execute there. */
uint32_t access_code(const struct bus *bus, uint32_t ttbr0, uint32_t dacr, uint32_t vaddr,
    uint16_t *code, uint32_t halfwords);

/* Decode an A32 instruction at context->pc. */
struct access access_decode_arm(uint32_t instruction, const struct context *context);
/* Decode a T16 instruction (second is ignored) or a T32 one at context->pc. */
struct access access_decode_thumb(uint16_t first, uint16_t second, const struct context *context);

/* Whether this is the first half of a 32-bit Thumb instruction (ARM ARM A6.1). */
static inline bool thumb_is_wide(uint16_t first)
{
	return first >= 0xe800;
}

/* For the two decoders: VLDR, VSTR, VLDM, VSTM, which both sets encode alike from bit 27 down. */
struct access access_decode_vfp(uint32_t instruction, uint32_t base);
/* A multiple transfer of `list` from base `rn`; ascending or not, base counted before or not. */
struct access access_multiple(
    uint32_t list, uint32_t rn, uint32_t base, bool up, bool before, bool load, bool writeback);

#endif
