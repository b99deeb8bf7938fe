/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looking up physical addresses. The few regions are searched one by one: the
 * walker asks once a page, a device access costs far more than the search.
 */
#include "bus.h"

/* Whether [base, base + size) lies in the 32-bit space and touches no memory and no registers. */
static bool is_free(const struct bus *bus, uint64_t base, uint64_t size, bool share_page)
{
	if (size == 0 || base + size > UINT64_C(1) << 32)
		return false;
	for (uint32_t i = 0; i < bus->memories; i++) {
		const struct bus_memory *m = &bus->memory[i];

		if (base < (uint64_t)m->base + m->size && m->base < base + size)
			return false;
	}
	for (uint32_t i = 0; i < bus->register_blocks; i++) {
		uint64_t first = bus->registers[i].base;
		uint64_t end = first + bus->registers[i].size;

		/* Devices may share a page with each other, never with memory. */
		if (!share_page) {
			first &= ~(uint64_t)(BUS_PAGE - 1);
			end = (end + BUS_PAGE - 1) & ~(uint64_t)(BUS_PAGE - 1);
		}
		if (base < end && first < base + size)
			return false;
	}
	return true;
}

bool bus_add_memory(struct bus *bus, const struct bus_memory *memory)
{
	if (bus->memories == BUS_MEMORIES || (memory->base | memory->size) % BUS_PAGE != 0 ||
	    !is_free(bus, memory->base, memory->size, false))
		return false;
	bus->memory[bus->memories++] = *memory;
	return true;
}

bool bus_add_registers(struct bus *bus, const struct bus_registers *registers)
{
	uint64_t first = registers->base & ~(uint64_t)(BUS_PAGE - 1);
	uint64_t end = (uint64_t)registers->base + registers->size + BUS_PAGE - 1;

	if (bus->register_blocks == BUS_REGISTERS ||
	    !is_free(bus, registers->base, registers->size, true))
		return false;
	for (uint32_t i = 0; i < bus->memories; i++) {
		const struct bus_memory *m = &bus->memory[i];

		if (first < (uint64_t)m->base + m->size &&
		    m->base < (end & ~(uint64_t)(BUS_PAGE - 1)))
			return false;
	}
	bus->registers[bus->register_blocks++] = *registers;
	return true;
}

enum bus_kind bus_page(const struct bus *bus, uint32_t paddr)
{
	uint32_t page = paddr & ~(uint32_t)(BUS_PAGE - 1);

	for (uint32_t i = 0; i < bus->memories; i++)
		if (page - bus->memory[i].base < bus->memory[i].size)
			return BUS_MEMORY;
	for (uint32_t i = 0; i < bus->register_blocks; i++) {
		uint64_t first = bus->registers[i].base;

		if (first < (uint64_t)page + BUS_PAGE && page < first + bus->registers[i].size)
			return BUS_DEVICE;
	}
	return BUS_NOTHING;
}

void *bus_memory(const struct bus *bus, uint64_t paddr, uint64_t size)
{
	for (uint32_t i = 0; i < bus->memories; i++) {
		const struct bus_memory *m = &bus->memory[i];

		if (paddr >= m->base && paddr - m->base < m->size &&
		    size <= m->size - (paddr - m->base))
			return m->bytes + (paddr - m->base);
	}
	return 0;
}

const struct bus_registers *bus_registers(const struct bus *bus, uint32_t paddr, uint32_t size)
{
	for (uint32_t i = 0; i < bus->register_blocks; i++) {
		const struct bus_registers *r = &bus->registers[i];

		if (paddr >= r->base && paddr - r->base < r->size &&
		    size <= r->size - (paddr - r->base))
			return r;
	}
	return 0;
}
