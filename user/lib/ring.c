/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The queue in shared memory. The shared counts only run upwards and are reduced by the
 * mask on use; a side reads the other's count, never its own, and takes no more from it than a
 * number between 0 and the ring's size.
 */
#include <string.h>
#include "pith/barrier.h"
#include "pith/ring.h"

bool pith_ring_open(
    struct pith_ring *ring, void *memory, uint32_t size, uint32_t record, bool writer)
{
	uint32_t count = 1;

	if (record == 0 || size < sizeof(struct pith_ring_shared) ||
	    record > size - sizeof(struct pith_ring_shared))
		return false;
	size -= sizeof(struct pith_ring_shared);
	while (count <= size / record / 2)
		count *= 2;
	ring->shared = memory;
	ring->records = (uint8_t *)memory + sizeof(struct pith_ring_shared);
	ring->record = record;
	ring->mask = count - 1;
	ring->index = writer ? ring->shared->written : ring->shared->taken;
	return true;
}

bool pith_ring_put(struct pith_ring *ring, const void *record)
{
	uint32_t waiting = ring->index - ring->shared->taken;

	if (waiting > ring->mask)
		return false;
	memcpy(ring->records + (ring->index & ring->mask) * ring->record, record, ring->record);
	/* The record is there before the count says so. */
	pith_barrier();
	ring->shared->written = ++ring->index;
	return true;
}

bool pith_ring_get(struct pith_ring *ring, void *record)
{
	uint32_t waiting = ring->shared->written - ring->index;

	if (waiting == 0)
		return false;
	/* A writer that says more than fits is out of step: start anew where it is. */
	if (waiting > ring->mask + 1) {
		ring->index += waiting;
		ring->shared->taken = ring->index;
		return false;
	}
	pith_barrier();
	memcpy(record, ring->records + (ring->index & ring->mask) * ring->record, ring->record);
	/* It is read before the count gives its place away. */
	pith_barrier();
	ring->shared->taken = ++ring->index;
	return true;
}
