/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Many objects of exactly as much memory as they need. The sum of their sizes, as a sum of
 * powers of two, says which pieces to set aside; objects in order of falling size then fill
 * the pieces without a gap, because each size divides the larger ones.
 */
#include "user/policy/policy.h"

void batch_add(struct batch *batch, enum pith_type type, uint32_t bits, uint32_t count,
    enum pith_memory memory)
{
	if (count == 0)
		return;
	for (uint32_t i = 0; i < batch->order_count; i++) {
		struct order *order = batch->orders + i;

		if (order->type == type && order->bits == bits && order->memory == memory) {
			order->count += count;
			return;
		}
	}
	if (batch->order_count == ORDERS_MAX)
		refuse("too many kinds of objects in one component");
	batch->orders[batch->order_count++] = (struct order){type, memory, bits, count, 0};
}

void batch_add_frames(struct batch *batch, uint32_t address, uint32_t size, enum pith_memory memory)
{
	uint32_t bits;

	for (uint32_t at = address; at != address + size; at += 1u << bits) {
		bits = pith_page_bits(at, address + size - at);
		batch_add(batch, PITH_TYPE_FRAME, bits, 1, memory);
	}
}

static void sort_orders(struct batch *batch)
{
	for (uint32_t i = 1; i < batch->order_count; i++) {
		struct order order = batch->orders[i];
		uint32_t at = i;

		for (; at > 0 && batch->orders[at - 1].bits < order.bits; at--)
			batch->orders[at] = batch->orders[at - 1];
		batch->orders[at] = order;
	}
}

/* Pieces that add up to the total, none smaller than the largest object. Where a piece of the
 * wanted size is not there any more, two of half the size will do. */
static bool take_pieces(struct batch *batch, uint32_t total)
{
	uint32_t wanted = 0;

	for (uint32_t bits = 31; bits >= 12; bits--) {
		wanted = wanted * 2 + (total >> bits & 1);
		while (wanted && batch->piece_count < PIECES_MAX) {
			uint32_t slot = memory_take(bits);

			if (!slot)
				break;
			batch->pieces[batch->piece_count++] = (struct piece){slot, bits};
			wanted--;
		}
		if (wanted && (bits == batch->orders[0].bits || batch->piece_count == PIECES_MAX))
			return false;
	}
	return wanted == 0;
}

void batch_reserve(struct batch *batch, const char *what, const char *name)
{
	uint64_t total = 0;
	uint32_t available = memory_free();

	sort_orders(batch);
	for (uint32_t i = 0; i < batch->order_count; i++) {
		struct order *order = batch->orders + i;

		total += (uint64_t)order->count << order->bits;
		order->slot = slots_take(order->count);
	}
	/* Whole pages: smaller rests would leave the memory in splinters. */
	total = (total + 4095) & ~(uint64_t)4095;
	if (total > available || !take_pieces(batch, (uint32_t)total))
		refuse("not enough memory: %s '%s' needs %lu KB, %lu KB are left", what, name,
		    (unsigned long)(total >> 10), (unsigned long)(available >> 10));
}

void batch_make(struct batch *batch)
{
	const struct piece *piece = batch->pieces;
	uint32_t used = 0; /* bytes of the piece */

	for (uint32_t i = 0; i < batch->order_count; i++) {
		const struct order *order = batch->orders + i;
		uint32_t made = 0;

		while (made < order->count) {
			uint32_t room = ((1u << piece->bits) - used) >> order->bits;
			uint32_t count = order->count - made;
			uint32_t bits = order->bits;

			if (room == 0) {
				piece++;
				used = 0;
				continue;
			}
			if (order->type == PITH_TYPE_CSPACE)
				bits -= PITH_SLOT_BITS;
			if (count > room)
				count = room;
			if (count > PITH_RETYPE_MAX)
				count = PITH_RETYPE_MAX;
			expect("making objects",
			    pith_untyped_retype(piece->slot, order->type, bits, PITH_BOOT_CSPACE,
				order->slot + made, count, order->memory));
			made += count;
			used += count << order->bits;
		}
	}
}

void batch_revoke(struct batch *batch)
{
	for (uint32_t i = 0; i < batch->piece_count; i++)
		expect("revoking", pith_cspace_revoke(PITH_BOOT_CSPACE, batch->pieces[i].slot));
}

uint32_t batch_frame(
    const struct batch *batch, uint32_t bits, enum pith_memory memory, uint32_t *taken)
{
	for (uint32_t i = 0; i < batch->order_count; i++) {
		const struct order *order = batch->orders + i;

		if (order->type == PITH_TYPE_FRAME && order->bits == bits &&
		    order->memory == memory && taken[i] < order->count)
			return order->slot + taken[i]++;
	}
	refuse("the policy module has planned too few frames");
}

uint32_t batch_line_up(
    const struct batch *batch, uint32_t address, uint32_t size, enum pith_memory memory)
{
	uint32_t first = batch->orders[0].slot, count = pages_of(address, size), bits;
	uint32_t taken[ORDERS_MAX] = {0};
	bool ordered = true;

	/* Larger frames have the lower slots: where addresses go that way, too, all is done. */
	for (uint32_t at = address, last = 31; at != address + size; at += 1u << bits) {
		bits = pith_page_bits(at, address + size - at);
		ordered = ordered && bits <= last;
		last = bits;
	}
	if (ordered)
		return first;
	first = slots_take(count);
	for (uint32_t at = address, i = 0; at != address + size; at += 1u << bits, i++) {
		bits = pith_page_bits(at, address + size - at);
		expect("moving a frame", pith_cspace_move(PITH_BOOT_CSPACE, first + i, 0,
					     batch_frame(batch, bits, memory, taken)));
	}
	return first;
}

uint32_t batch_size(const struct batch *batch)
{
	uint32_t bytes = 0;

	for (uint32_t i = 0; i < batch->piece_count; i++)
		bytes += 1u << batch->pieces[i].bits;
	return bytes;
}

uint32_t batch_slot(const struct batch *batch, enum pith_type type)
{
	for (uint32_t i = 0; i < batch->order_count; i++)
		if (batch->orders[i].type == type)
			return batch->orders[i].slot;
	return 0;
}
