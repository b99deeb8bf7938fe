/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known enemies: Untyped memory that is exhausted in the middle of what is made of it.
 */
#include "tests/unit/core/enemies.h"

static const struct {
	enum pith_type type;
	uint32_t bits, size; /* as asked for; log2 of the bytes */
} kinds[] = {
    {PITH_TYPE_ENDPOINT, 0, 6},
    {PITH_TYPE_NOTIFICATION, 0, 6},
    {PITH_TYPE_REPLY, 0, 6},
    {PITH_TYPE_SCHEDCONTEXT, 0, 7},
    {PITH_TYPE_THREAD, 0, 10},
    {PITH_TYPE_PAGETABLE, 0, 11},
    {PITH_TYPE_SPACE, 0, 15},
    {PITH_TYPE_FRAME, 12, 12},
    {PITH_TYPE_FRAME, 16, 16},
    {PITH_TYPE_FRAME, 20, 20},
    {PITH_TYPE_CSPACE, 2, 7},
    {PITH_TYPE_CSPACE, 4, 9},
    {PITH_TYPE_CSPACE, 12, 17},
    {PITH_TYPE_UNTYPED, 6, 6},
    {PITH_TYPE_UNTYPED, 13, 13},
};

/*
 * The last object is made in part, or over the end, or the first ones stay when the last does not
 * fit. With nothing in front, and with 64 bytes in front, so that the alignment's gap counts.
 */
Test(enemies, untyped_exhaustion_at_each_type)
{
	uint32_t ground = make_from(rig.info->region[0].slot, PITH_TYPE_UNTYPED, 22, 0);

	rig.unchecked = true;
	for (uint32_t k = 0; k < ARRAY_SIZE(kinds); k++)
		for (uint32_t more = 0; more < 3; more++)
			for (uint32_t filler = 0; filler < 2; filler++) {
				uint32_t memory =
				    make_from(ground, PITH_TYPE_UNTYPED, kinds[k].size + more, 0);
				uint32_t capacity = (1u << more) - filler, first = rig_slots(8);

				if (filler)
					make_from(memory, PITH_TYPE_ENDPOINT, 0, 0);
				for (uint32_t count = capacity + 1; count < capacity + 4; count++)
					refused(MEMORY, PITH_ARG_TARGET, memory, UNTYPED_RETYPE,
					    W(kinds[k].type, kinds[k].bits, first, count, 0), C(K));
				if (capacity)
					ok(memory, UNTYPED_RETYPE,
					    W(kinds[k].type, kinds[k].bits, first, capacity, 0),
					    C(K));
				refused(MEMORY, PITH_ARG_TARGET, memory, UNTYPED_RETYPE,
				    W(kinds[k].type, kinds[k].bits, first + capacity, 1, 0), C(K));
				sound();
				ok(K, CSPACE_REVOKE, W(memory));
				unused(memory);
				ok(K, CSPACE_DELETE, W(memory));
			}
}

/* Filled one by one, in each order of two types: it ends where arithmetic says. */
Test(enemies, untyped_exhaustion_in_mixed_sizes)
{
	enum { BITS = 16 };
	uint32_t memory = make_bits(PITH_TYPE_UNTYPED, BITS), slot = rig_slots(1);

	rig.unchecked = true;
	for (uint32_t a = 0; a < ARRAY_SIZE(kinds); a++)
		for (uint32_t b = 0; b < ARRAY_SIZE(kinds); b++) {
			uint64_t used = 0;
			uint32_t n = 0, far = make_bits(PITH_TYPE_CSPACE, 6);

			/* Capabilities are put away: the memory is used as long as they are. */
			for (; n < 60; n++) {
				uint32_t k = n % 2 ? b : a, size = kinds[k].size;
				uint64_t mask = (1ull << size) - 1;
				uint64_t end = ((used + mask) & ~mask) + mask + 1;
				uint32_t tag = result(memory, UNTYPED_RETYPE,
				    W(kinds[k].type, kinds[k].bits, slot, 1, 0), C(K));

				if (end > 1u << BITS) {
					same(tag,
					    pith_error_tag(PITH_ERROR_MEMORY, PITH_ARG_TARGET));
					must(empty(slot));
					break;
				}
				same(tag, 0);
				used = end;
				ok(far, CSPACE_MOVE, W(1 + n, slot), C(K));
				ok(memory, UNTYPED_QUERY);
				same(word(1), used);
			}
			ok(K, CSPACE_REVOKE, W(memory));
			unused(memory);
			ok(K, CSPACE_DELETE, W(far));
		}
	sound();
}
