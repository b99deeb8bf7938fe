/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A queue of fixed-size records in a shared region: one writer, one reader, no locks, no calls.
 * Neither side trusts the other: each keeps its own index and the sizes in its own memory, and
 * whatever the other writes into the shared part can only lose or garble records, never lead
 * outside the region. Signalling "there is something" is up to the protocol.
 */
#ifndef PITH_RING_H
#define PITH_RING_H

#include <stdbool.h>
#include <stdint.h>

/* The shared part, at the start of the memory; records follow. Zeroed memory is an empty ring. */
struct pith_ring_shared {
	uint32_t written; /* count of records, by the writer only */
	uint32_t pad0[15];
	uint32_t taken; /* count of records, by the reader only */
	uint32_t pad1[15];
};

/* One side's view. */
struct pith_ring {
	volatile struct pith_ring_shared *shared;
	uint8_t *records;
	uint32_t record; /* bytes of a record */
	uint32_t mask;	 /* number of records - 1, a power of two - 1 */
	uint32_t index;	 /* count of records that this side has written or taken */
};

/* Look at `size` bytes at `memory` as a ring of records of `record` bytes. The number of records
 * is the highest power of two that fits. Each side goes on where the shared counts stand.
 * False: not even one record fits. */
bool pith_ring_open(
    struct pith_ring *ring, void *memory, uint32_t size, uint32_t record, bool writer);
/* Append a record. False: the ring is full (or the reader talks nonsense). */
bool pith_ring_put(struct pith_ring *ring, const void *record);
/* Take the oldest record. False: the ring is empty. */
bool pith_ring_get(struct pith_ring *ring, void *record);

#endif
