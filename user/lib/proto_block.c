/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Client stubs of a disk's driver.
 */
#include "internal.h"
#include "pith/info.h"
#include "pith/proto/block.h"

uint32_t block_open(struct block *block)
{
	const struct pith_grant *region = pith_grant(PITH_GRANT_REGION, "data");
	struct pith_message m = {.tag = pith_tag(BLOCK_OPEN, 0, 0)};
	uint32_t result;

	*block = (struct block){.service = pith_service("block")};
	if (!block->service || !region)
		return PITH_ERROR_CAPABILITY;
	result = pith_call_again(block->service, &m);
	if (result)
		return result;
	block->sectors = m.word[0] | (uint64_t)m.word[1] << 32;
	block->read_only = m.word[2] != 0;
	block->data = (uint8_t *)(uintptr_t)region->address;
	/* What both have of it. */
	block->data_size = m.word[3] < region->size ? m.word[3] : region->size;
	block->data_size -= block->data_size % BLOCK_SECTOR;
	return 0;
}

static uint32_t transfer(const struct block *block, uint32_t label, uint64_t sector, uint32_t count)
{
	struct pith_message m = {.tag = pith_tag(label, 4, 0),
	    .word = {(uint32_t)sector, (uint32_t)(sector >> 32), count, 0}};

	return pith_call(block->service, &m);
}

uint32_t block_read(const struct block *block, uint64_t sector, uint32_t count)
{
	return transfer(block, BLOCK_READ, sector, count);
}

uint32_t block_write(const struct block *block, uint64_t sector, uint32_t count)
{
	return transfer(block, BLOCK_WRITE, sector, count);
}

uint32_t block_flush(const struct block *block)
{
	struct pith_message m = {.tag = pith_tag(BLOCK_FLUSH, 0, 0)};

	return pith_call(block->service, &m);
}
