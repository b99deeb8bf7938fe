/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loads and stores of the A32 instruction set (ARM ARM DDI 0406C, A5.3 to A5.7, and
 * A7.6, A7.7 for VFP and NEON). Only instructions that did access memory come here,
 * so conditions are not looked at and unpredictable encodings take their plain reading.
 */
#include "access.h"

enum { PC_AHEAD = 8, CPSR_CARRY = 1 << 29 };

static uint32_t bit(uint32_t word, uint32_t at)
{
	return word >> at & 1;
}

static uint32_t reg(const struct context *context, uint32_t n)
{
	return n == 15 ? context->pc + PC_AHEAD : context->r[n];
}

/* Rm with an immediate shift (A8.4.3). */
static uint32_t shifted(uint32_t instruction, const struct context *context)
{
	uint32_t value = reg(context, instruction & 15);
	uint32_t amount = instruction >> 7 & 31;

	switch (instruction >> 5 & 3) {
	case 0:
		return value << amount;
	case 1:
		return amount ? value >> amount : 0;
	case 2:
		return (uint32_t)((int32_t)value >> (amount ? amount : 31));
	default:
		if (amount == 0) /* RRX */
			return value >> 1 | ((context->cpsr & CPSR_CARRY) ? 0x80000000 : 0);
		return value >> amount | value << (32 - amount);
	}
}

/* P, U, W and Rn are in the same place in every form with an offset. */
static void indexed(struct access *access, uint32_t instruction, uint32_t base, uint32_t offset)
{
	bool before = bit(instruction, 24);
	uint32_t moved = bit(instruction, 23) ? base + offset : base - offset;

	access->address = before ? moved : base;
	if (!before || bit(instruction, 21)) {
		access->base = instruction >> 16 & 15;
		access->base_value = moved;
	}
}

static struct access single(
    uint32_t instruction, const struct context *context, uint8_t width, bool store, uint32_t offset)
{
	struct access access = {
	    .kind = ACCESS_REGISTER,
	    .store = store,
	    .width = width,
	    .count = 1,
	    .reg = {instruction >> 12 & 15},
	    .base = ACCESS_NO_REGISTER,
	};

	indexed(&access, instruction, reg(context, instruction >> 16 & 15), offset);
	return access;
}

/* Halfwords, signed bytes, doublewords (A5.2.8, A5.2.9). */
static struct access extra(uint32_t instruction, const struct context *context)
{
	uint32_t offset = bit(instruction, 22) ? (instruction >> 4 & 0xf0) | (instruction & 15)
					       : reg(context, instruction & 15);
	uint32_t op = instruction >> 5 & 3;
	bool load = bit(instruction, 20);
	struct access access;

	if (op == 1 || load) {
		access = single(instruction, context, op == 2 ? 1 : 2, !load, offset);
		access.sign = op != 1;
		return access;
	}
	access = single(instruction, context, 4, op == 3, offset);
	access.dual = true;
	access.count = 2;
	access.reg[1] = (access.reg[0] + 1) & 15;
	return access;
}

/* Swap and exclusives (A5.2.10). */
static struct access synchronize(uint32_t instruction, const struct context *context)
{
	struct access access = {
	    .kind = ACCESS_SPECIAL,
	    .address = reg(context, instruction >> 16 & 15),
	    .base = ACCESS_NO_REGISTER,
	};

	access.swap = !bit(instruction, 23);
	access.store = !access.swap && !bit(instruction, 20);
	return access;
}

struct access access_multiple(
    uint32_t list, uint32_t rn, uint32_t base, bool up, bool before, bool load, bool writeback)
{
	struct access access = {
	    .kind = ACCESS_REGISTER,
	    .store = !load,
	    .width = 4,
	    .base = ACCESS_NO_REGISTER,
	};

	for (uint8_t n = 0; n < 16; n++)
		if (bit(list, n))
			access.reg[access.count++] = n;
	access.address = up ? base : base - 4u * access.count;
	if (up == before)
		access.address += 4;
	if (writeback) {
		access.base = (uint8_t)rn;
		access.base_value = up ? base + 4u * access.count : base - 4u * access.count;
	}
	return access;
}

struct access access_decode_vfp(uint32_t instruction, uint32_t base)
{
	uint32_t bytes = (instruction & 0xff) * 4;
	struct access access = {
	    .kind = ACCESS_SPECIAL,
	    .store = !bit(instruction, 20),
	    .base = ACCESS_NO_REGISTER,
	};
	bool before = bit(instruction, 24);
	bool up = bit(instruction, 23);
	bool writeback = bit(instruction, 21);

	if ((instruction & 0x0e000e00) != 0x0c000a00 || (!before && !up))
		return (struct access){.kind = ACCESS_NONE}; /* VMOV of two registers, or no VFP */
	if (before && !writeback)			     /* VLDR, VSTR */
		access.address = up ? base + bytes : base - bytes;
	else /* VLDM, VSTM: ascending from the base, or ending at it */
		access.address = up ? base : base - bytes;
	return access;
}

struct access access_decode_arm(uint32_t instruction, const struct context *context)
{
	uint32_t base = reg(context, instruction >> 16 & 15);

	if (instruction >> 28 == 15) {
		/* NEON elements and structures: at Rn, whatever is written back. */
		if ((instruction & 0x0f100000) == 0x04000000)
			return (struct access){.kind = ACCESS_SPECIAL,
			    .address = base,
			    .store = !bit(instruction, 21),
			    .base = ACCESS_NO_REGISTER};
		return (struct access){.kind = ACCESS_NONE};
	}
	switch (instruction >> 25 & 7) {
	case 0:
		if ((instruction & 0x90) != 0x90)
			break;
		if (instruction & 0x60)
			return extra(instruction, context);
		return bit(instruction, 24) ? synchronize(instruction, context)
					    : (struct access){.kind = ACCESS_NONE};
	case 2:
		return single(instruction, context, bit(instruction, 22) ? 1 : 4,
		    !bit(instruction, 20), instruction & 0xfff);
	case 3:
		if (bit(instruction, 4))
			break;
		return single(instruction, context, bit(instruction, 22) ? 1 : 4,
		    !bit(instruction, 20), shifted(instruction, context));
	case 4:
		return access_multiple(instruction & 0xffff, instruction >> 16 & 15, base,
		    bit(instruction, 23), bit(instruction, 24), bit(instruction, 20),
		    bit(instruction, 21));
	case 6:
		/* A literal's base is the aligned pc; in A32 it always is. */
		return access_decode_vfp(instruction, base);
	}
	return (struct access){.kind = ACCESS_NONE};
}
