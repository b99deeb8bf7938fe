/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counting instructions and recognizing branches. A block ends behind its first
 * branch, which is what tells the two instruction sets apart: code of one, read as the
 * other, nearly always shows a branch too early.
 */
#include "block.h"

#include "access.h"

/* Branches that never change the instruction set: B and BL (ARM ARM A5.5, A6.2.6, A6.3.4). */
static bool arm_plain_branch(uint32_t instruction)
{
	return instruction >> 28 != 15 && (instruction & 0x0e000000) == 0x0a000000;
}

static bool thumb_plain_branch(uint16_t first, uint16_t second)
{
	if (thumb_is_wide(first)) /* B.W, BL; with bits 15, 14, 12 = 1 1 0 it is BLX */
		return (first & 0xf800) == 0xf000 && (second & 0x8000) &&
		       (second & 0xd000) != 0xc000;
	if ((first & 0xf000) == 0xd000) /* conditional; 14 is undefined, 15 is SVC */
		return (first & 0x0e00) != 0x0e00;
	return (first & 0xf800) == 0xe000 || (first & 0xf500) == 0xb100; /* B, CBZ */
}

/* Branches and calls that end a block in any case; not all, but the frequent ones. */
static bool arm_ends(uint32_t instruction)
{
	return arm_plain_branch(instruction) || (instruction & 0xfe000000) == 0xfa000000 ||
	       (instruction >> 28 != 15 && (instruction & 0x0fffffd0) == 0x012fff10);
}

static bool thumb_ends(uint16_t first)
{
	return thumb_plain_branch(first, 0) || (first & 0xff00) == 0x4700;
}

static uint32_t arm_word(const uint16_t *code, uint32_t index)
{
	return code[index * 2] | (uint32_t)code[index * 2 + 1] << 16;
}

static struct block_info scan_arm(const uint16_t *code, uint32_t size)
{
	struct block_info info = {.count = size / 4};
	uint32_t halfwords = size / 2;
	uint32_t at = 0;

	info.switches = info.count == 0 || !arm_plain_branch(arm_word(code, info.count - 1));
	if (info.count == 0) /* cannot be, but time must go on */
		info.count = 1;
	/* As Thumb? */
	while (at < halfwords) {
		if (thumb_is_wide(code[at])) {
			at += 2;
		} else {
			info.certain |= thumb_ends(code[at]) && at + 1 < halfwords;
			at++;
		}
	}
	info.certain |= at != halfwords;
	return info;
}

static struct block_info scan_thumb(const uint16_t *code, uint32_t size, bool word_aligned)
{
	struct block_info info = {0};
	uint32_t halfwords = size / 2;
	uint32_t last = 0;

	for (uint32_t at = 0; at < halfwords; at += thumb_is_wide(code[at]) ? 2 : 1) {
		last = at;
		info.count++;
	}
	info.switches = info.count == 0 ||
			!thumb_plain_branch(code[last], last + 1 < halfwords ? code[last + 1] : 0);
	if (info.count == 0)
		info.count = 1;
	/* As ARM? */
	info.certain = !word_aligned || size % 4 != 0;
	for (uint32_t i = 0; !info.certain && i + 1 < size / 4; i++)
		info.certain = arm_ends(arm_word(code, i));
	return info;
}

/* How many instructions an IT block has ahead, by IT[3:0] (ARM ARM A2.5.2). */
static uint32_t it_length(uint32_t mask)
{
	return mask ? 4 - (uint32_t)__builtin_ctz(mask) : 0;
}

bool block_ends_in_it(const uint16_t *code, uint32_t size, uint32_t cpsr)
{
	/* IT[7:2] are CPSR[15:10], IT[1:0] are CPSR[26:25] (B1.3.3). */
	uint32_t ahead = it_length((cpsr >> 10 & 3) << 2 | (cpsr >> 25 & 3));
	bool inside = false;

	for (uint32_t at = 0; at < size / 2; at += thumb_is_wide(code[at]) ? 2 : 1) {
		inside = ahead > 0;
		if (inside)
			ahead--;
		else if ((code[at] & 0xff00) == 0xbf00)
			ahead = it_length(code[at] & 15);
	}
	return inside;
}

struct block_info block_scan(const uint16_t *code, uint32_t address, uint32_t size, bool thumb)
{
	return thumb ? scan_thumb(code, size, address % 4 == 0) : scan_arm(code, size);
}
