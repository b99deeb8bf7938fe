/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The store, as it is, but mortal: in its first life it dies between writing and flushing what the
 * patient client puts, in its second between flushing and answering.
 */
#include "user/store/log.c"
#include "user/store/table.c"

#include "pith/barrier.h"
#include "pith/proto/block.h"

static uint32_t mortal_flush(const struct block *block);

#define block_flush mortal_flush
#include "user/store/main.c"
#undef block_flush

/* Whether the patient's counter has just become this. */
static bool counts(const char *number)
{
	const struct entry *entry = table_find(&values, "patient/count", 13);

	return entry && entry->value_length == strlen(number) &&
	       !memcmp(entry_value(entry), number, strlen(number));
}

static uint32_t mortal_flush(const struct block *block)
{
	static volatile uint32_t nowhere = 0;
	uint32_t life = pith_info()->generation, result;

	if (life == 1 && counts("10"))
		pith_write32(nowhere, 0);
	result = block_flush(block);
	if (life == 2 && counts("20"))
		pith_write32(nowhere, 0);
	return result;
}
