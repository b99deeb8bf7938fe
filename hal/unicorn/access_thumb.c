/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loads and stores of the T32 instruction set (ARM ARM DDI 0406C, A6.2.4, A6.3.5 to
 * A6.3.9). As in access_arm.c, only instructions that did access memory come here.
 */
#include "access.h"

enum { SP = 13, PC = 15 };

static uint32_t bit(uint32_t word, uint32_t at)
{
	return word >> at & 1;
}

/* The pc as a base is aligned to a word: every literal form wants it so. */
static uint32_t reg(const struct context *context, uint32_t n)
{
	return n == PC ? (context->pc + 4) & ~3u : context->r[n];
}

static struct access single(uint32_t address, uint32_t rt, uint8_t width, bool store, bool sign)
{
	return (struct access){
	    .kind = ACCESS_REGISTER,
	    .address = address,
	    .store = store,
	    .width = width,
	    .sign = sign,
	    .count = 1,
	    .reg = {(uint8_t)rt},
	    .base = ACCESS_NO_REGISTER,
	};
}

static struct access special(uint32_t address, bool store)
{
	return (struct access){
	    .kind = ACCESS_SPECIAL, .address = address, .store = store, .base = ACCESS_NO_REGISTER};
}

/* Register offset: STR STRH STRB LDRSB LDR LDRH LDRB LDRSH. */
static struct access narrow_register(uint16_t i, const struct context *context)
{
	static const uint8_t widths[8] = {4, 2, 1, 1, 4, 2, 1, 2};
	uint32_t op = i >> 9 & 7;
	uint32_t address = context->r[i >> 3 & 7] + context->r[i >> 6 & 7];

	return single(address, i & 7, widths[op], op < 3, op == 3 || op == 7);
}

static struct access narrow(uint16_t i, const struct context *context)
{
	uint32_t rn = context->r[i >> 3 & 7];
	uint32_t offset = i >> 6 & 31;
	uint32_t low = i & 0xff;
	bool load = bit(i, 11);

	switch (i >> 12) {
	case 4:
		if (load) /* literal */
			return single(reg(context, PC) + low * 4, i >> 8 & 7, 4, false, false);
		break;
	case 5:
		return narrow_register(i, context);
	case 6:
		return single(rn + offset * 4, i & 7, 4, !load, false);
	case 7:
		return single(rn + offset, i & 7, 1, !load, false);
	case 8:
		return single(rn + offset * 2, i & 7, 2, !load, false);
	case 9:
		return single(context->r[SP] + low * 4, i >> 8 & 7, 4, !load, false);
	case 11:
		if ((i & 0x0e00) == 0x0400) /* PUSH: lr is bit 8 */
			return access_multiple(
			    low | bit(i, 8) << 14, SP, context->r[SP], false, true, false, true);
		if ((i & 0x0e00) == 0x0c00) /* POP: pc is bit 8 */
			return access_multiple(
			    low | bit(i, 8) << 15, SP, context->r[SP], true, false, true, true);
		break;
	case 12: /* a base that is loaded is not written back */
		return access_multiple(low, i >> 8 & 7, context->r[i >> 8 & 7], true, false, load,
		    !(load && bit(low, i >> 8 & 7)));
	}
	return (struct access){.kind = ACCESS_NONE};
}

/* Load and store double, exclusive, table branch (A6.3.6). */
static struct access wide_dual(uint16_t first, uint16_t second, const struct context *context)
{
	uint32_t rn = first & 15;
	uint32_t offset = (second & 0xffu) * 4;
	bool before = bit(first, 8);
	bool up = bit(first, 7);
	bool writeback = bit(first, 5);
	bool load = bit(first, 4);
	struct access access;
	uint32_t moved;

	if (!before && !writeback) {
		if (!up) /* LDREX, STREX */
			return special(reg(context, rn) + offset, !load);
		if (load && (second & 0xe0) == 0) { /* TBB, TBH; their base may be the pc itself */
			uint32_t base = rn == PC ? context->pc + 4 : context->r[rn];
			uint32_t index = reg(context, second & 15);

			return special(base + (bit(second, 4) ? index * 2 : index), false);
		}
		return special(reg(context, rn), !load);
	}
	moved = up ? reg(context, rn) + offset : reg(context, rn) - offset;
	access = single(before ? moved : reg(context, rn), second >> 12, 4, !load, false);
	access.dual = true;
	access.count = 2;
	access.reg[1] = second >> 8 & 15;
	if (writeback) {
		access.base = (uint8_t)rn;
		access.base_value = moved;
	}
	return access;
}

/* Bytes, halfwords and words (A6.3.7 to A6.3.10). */
static struct access wide_single(uint16_t first, uint16_t second, const struct context *context)
{
	uint32_t rn = first & 15;
	uint32_t base = reg(context, rn);
	uint32_t immediate = second & 0xff;
	struct access access;
	uint32_t moved;

	access = single(
	    base, second >> 12, (uint8_t)(1u << (first >> 5 & 3)), !bit(first, 4), bit(first, 8));
	if (rn == PC && !access.store) { /* literal */
		access.address += bit(first, 7) ? second & 0xfffu : -(second & 0xfffu);
		return access;
	}
	if (bit(first, 7)) {
		access.address += second & 0xfff;
		return access;
	}
	if (!bit(second, 11)) {
		access.address += reg(context, second & 15) << (second >> 4 & 3);
		return access;
	}
	moved = bit(second, 9) ? base + immediate : base - immediate;
	if (bit(second, 10))
		access.address = moved;
	if (bit(second, 8)) {
		access.base = (uint8_t)rn;
		access.base_value = moved;
	}
	return access;
}

struct access access_decode_thumb(uint16_t first, uint16_t second, const struct context *context)
{
	uint32_t rn = first & 15;

	if (!thumb_is_wide(first))
		return narrow(first, context);
	if ((first & 0xfe40) == 0xe800) /* LDM, STM: increment after, or decrement before */
		return access_multiple(second, rn, reg(context, rn), bit(first, 7), bit(first, 8),
		    bit(first, 4), bit(first, 5));
	if ((first & 0xfe40) == 0xe840)
		return wide_dual(first, second, context);
	if ((first & 0xff10) == 0xf900) /* NEON elements and structures */
		return special(reg(context, rn), !bit(first, 5));
	if ((first & 0xfe00) == 0xf800)
		return wide_single(first, second, context);
	if ((first & 0xfe00) == 0xec00)
		return access_decode_vfp((uint32_t)first << 16 | second, reg(context, rn));
	return (struct access){.kind = ACCESS_NONE};
}
