/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A multiplicative hash of 64 bits: fast, not for secrets. Words are taken in
 * the host's byte order, which is little-endian wherever Unicorn's memory is the guest's.
 */
#include "machine_hash.h"

#include <string.h>

enum { LANES = 4 };

static uint64_t mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 29;
}

void machine_hash_word(struct machine *machine, uint32_t word)
{
	machine->hash = mix(mix(machine->hash, machine->clock.now), word);
}

void machine_hash_trap(
    struct machine *machine, const struct context *context, const struct trap *trap)
{
	uint64_t hash = machine->hash;
	uint64_t pair;

	hash = mix(hash, machine->clock.now);
	hash = mix(hash, (uint64_t)trap->kind << 32 | trap->address);
	hash = mix(hash, (uint64_t)trap->access << 32 | trap->status);
	/* r0..r14, pc, cpsr, and the base of the table for its pair. */
	for (uint32_t i = 0; i < 18; i += 2) {
		memcpy(&pair, (const uint32_t *)(const void *)context + i, sizeof(pair));
		hash = mix(hash, pair);
	}
	machine->hash = hash;
}

/* Memory is read as it is, what the address sanitizer guards included. In four lanes, because
 * a multiplication has to wait for the one before. */
__attribute__((no_sanitize("address"))) static uint64_t hash_words(
    uint64_t hash, const uint8_t *bytes, size_t size)
{
	const uint64_t *words = (const uint64_t *)(const void *)bytes;
	uint64_t lane[LANES] = {hash, 1, 2, 3};

	for (size_t i = 0; i < size / sizeof(uint64_t); i += LANES)
		for (size_t k = 0; k < LANES; k++)
			lane[k] = mix(lane[k], words[i + k]);
	for (size_t k = 0; k < LANES; k++)
		hash = mix(hash, lane[k]);
	return hash;
}

void machine_hash_output(
    struct machine *machine, const char *device, const void *bytes, size_t size)
{
	const uint8_t *from = bytes;
	uint64_t hash = mix(machine->hash, size);
	uint64_t word;

	hash = mix(hash, machine->clock.now);
	while (*device)
		hash = mix(hash, (uint8_t)*device++);
	for (; size >= sizeof(word); size -= sizeof(word), from += sizeof(word)) {
		memcpy(&word, from, sizeof(word));
		hash = mix(hash, word);
	}
	word = 0;
	memcpy(&word, from, size);
	machine->hash = mix(hash, word);
}

uint32_t machine_hash(const struct machine *machine)
{
	uint64_t hash = mix(machine->hash, machine->clock.now);

	for (uint32_t i = 0; i < machine->bus.memories; i++)
		hash = hash_words(hash, machine->bus.memory[i].bytes, machine->bus.memory[i].size);
	return (uint32_t)(hash ^ hash >> 32);
}
