/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether a blob is whole: every damage to its structure is seen, and none leads out of it.
 */
#include "hal/armv7/blob.h"

#include <criterion/criterion.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 1024 };

/* A root with the policy module, two nodes deep; in exactly as many bytes as it has. */
static uint8_t *make(uint32_t *size)
{
	uint8_t *blob = malloc(ROOM), *exact;

	cr_assert(blob && fdt_create(blob, ROOM) == 0);
	cr_assert(fdt_finish_reservemap(blob) == 0 && fdt_begin_node(blob, "") == 0);
	cr_assert(fdt_property(blob, "policy-module", "123456789", 9) == 0);
	cr_assert(fdt_begin_node(blob, "components") == 0 && fdt_begin_node(blob, "one") == 0);
	cr_assert(fdt_property_string(blob, "program", "text") == 0);
	cr_assert(fdt_end_node(blob) == 0 && fdt_end_node(blob) == 0);
	cr_assert(fdt_property_u32(blob, "last", 1) == 0 && fdt_end_node(blob) == 0);
	cr_assert(fdt_finish(blob) == 0);
	*size = fdt_totalsize(blob);
	exact = malloc(*size);
	cr_assert(exact);
	memcpy(exact, blob, *size);
	free(blob);
	return exact;
}

static bool starts(const uint8_t *blob, uint32_t size)
{
	uint32_t offset, length;

	return blob_policy(blob, size, &offset, &length) == BLOB_OK && blob_whole(blob);
}

Test(blob, whole)
{
	uint32_t size;
	uint8_t *blob = make(&size);

	cr_expect(starts(blob, size));
	free(blob);
}

/* The rest is what RAM holds: nothing. */
Test(blob, cut_off_anywhere)
{
	uint32_t size, end;
	uint8_t *blob = make(&size);

	end = (uint32_t)(fdt_off_dt_struct(blob) + fdt_size_dt_struct(blob));
	for (uint32_t left = size - 1; left > 0; left--) {
		blob[left] = 0;
		cr_expect(!starts(blob, size) || left >= end, "%u bytes are left", left);
	}
	free(blob);
}

/* Wherever a bit is wrong it is refused, or what is read is a blob that libfdt takes as well. */
Test(blob, any_wrong_bit)
{
	uint32_t size, refused = 0;
	uint8_t *blob = make(&size);

	for (uint32_t bit = 0; bit < size * 8; bit++) {
		blob[bit / 8] ^= (uint8_t)(1 << bit % 8);
		if (!starts(blob, size))
			refused++;
		else
			for (int at = 0, next = 0; at >= 0; at = next)
				if (fdt_next_tag(blob, at, &next) == FDT_END)
					break;
				else
					cr_assert(next > at, "bit %u: token at %d", bit, at);
		blob[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	cr_expect(refused > size * 2, "%u of %u", refused, size * 8);
	free(blob);
}
