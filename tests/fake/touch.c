/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which blocks of the fake machine's memory were touched, so that it can be put back
 * quickly. A reference to an object's beginning may lead to any of its bytes, so all
 * of it counts; one into it (a slot, a header, a table entry) leads no further than the
 * block. struct cpu, which the kernel has without a reference, always counts.
 */
#include "fake.h"

#include <string.h>

enum { BLOCK = 1 << FAKE_BLOCK_BITS };

uint8_t fake_blocks[FAKE_BLOCKS];
bool fake_looking;
static uint32_t noted[FAKE_BLOCKS];
static uint32_t noted_count;
static bool noting;

static void note_block(uint32_t block, uint8_t what)
{
	if (!fake_blocks[block])
		noted[noted_count++] = block;
	fake_blocks[block] |= what;
}

void fake_note(uint32_t offset, uint32_t length, uint8_t what)
{
	if (!noting)
		return;
	for (uint32_t i = offset >> FAKE_BLOCK_BITS; i << FAKE_BLOCK_BITS < offset + length; i++)
		note_block(i, what);
}

void fake_touch(uint32_t offset)
{
	uint32_t block = offset >> FAKE_BLOCK_BITS, bits = fake_bits[block];

	if (fake_looking)
		return;
	if (bits && (offset & (BLOCK - 1)) == 0)
		fake_note(offset, 1u << bits, FAKE_TOUCHED | FAKE_CHANGED);
	else
		note_block(block, bits ? FAKE_CHANGED : FAKE_TOUCHED | FAKE_CHANGED);
}

void fake_born(uint32_t offset, uint32_t length)
{
	if (!(offset & (BLOCK - 1))) {
		memset(&fake_bits[offset >> FAKE_BLOCK_BITS], 0,
		    (length + BLOCK - 1) >> FAKE_BLOCK_BITS);
		if (length > BLOCK)
			fake_bits[offset >> FAKE_BLOCK_BITS] = (uint8_t)__builtin_ctz(length);
	}
	fake_note(offset, length, FAKE_TOUCHED | FAKE_CHANGED | FAKE_REMADE);
}

void fake_note_nothing(void)
{
	memset(fake_blocks, FAKE_TOUCHED, fake_window_size >> FAKE_BLOCK_BITS);
	noted_count = 0;
	noting = false;
}

static void note_cpu(void)
{
	fake_note(0, sizeof(struct cpu), FAKE_TOUCHED | FAKE_CHANGED);
}

void fake_begin(const struct fake_snapshot *snapshot)
{
	if (fake_difference(snapshot))
		fake_die("the machine is not as in the snapshot");
	memset(fake_blocks, 0, fake_window_size >> FAKE_BLOCK_BITS);
	noted_count = 0;
	noting = true;
	note_cpu();
}

void fake_reset(const struct fake_snapshot *snapshot)
{
	for (uint32_t i = 0; i < noted_count; i++) {
		uint32_t at = noted[i] << FAKE_BLOCK_BITS;

		if (fake_blocks[noted[i]] & FAKE_CHANGED)
			memcpy(fake.ram + at, snapshot->bytes + at, BLOCK);
		if (fake_blocks[noted[i]] & FAKE_REMADE)
			fake_remake(snapshot, at, BLOCK);
		fake_blocks[noted[i]] = 0;
	}
	noted_count = 0;
	note_cpu();
	fake = snapshot->fake;
	fake_restore_spaces(&snapshot->spaces);
}
