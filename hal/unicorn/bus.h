/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine's physical addresses: which are memory, which are registers of a
 * device, and that everything else answers with an external abort. What a
 * device does with an access is not here.
 */
#ifndef PITH_HAL_UNICORN_BUS_H
#define PITH_HAL_UNICORN_BUS_H

#include <stdbool.h>
#include <stdint.h>

enum { BUS_MEMORIES = 4, BUS_REGISTERS = 32, BUS_PAGE = 4096 };

/* Physical memory that user code reaches without a trap: RAM, video RAM. */
struct bus_memory {
	uint32_t base; /* base and size are multiples of BUS_PAGE */
	uint32_t size;
	uint8_t *bytes;
};

/*
 * The registers of a device. Accesses come one at a time, with the exact time on
 * the clock and never from within the processor emulator; `size` is 1, 2 or 4 and
 * `offset` a multiple of it. A callback that sets *error makes the access an
 * external abort of the instruction: a load then changes no register.
 */
struct bus_registers {
	const char *name;
	uint32_t base;
	uint32_t size; /* bytes; need not be a multiple of a page */
	uint32_t (*read)(void *context, uint32_t offset, uint32_t size, bool *error);
	void (*write)(void *context, uint32_t offset, uint32_t size, uint32_t value, bool *error);
	void *context;
};

struct bus {
	struct bus_memory memory[BUS_MEMORIES]; /* the first is RAM */
	struct bus_registers registers[BUS_REGISTERS];
	uint32_t memories;
	uint32_t register_blocks;
};

enum bus_kind { BUS_NOTHING, BUS_MEMORY, BUS_DEVICE };

/* What the page at `paddr` holds; BUS_DEVICE if any part of it is a device's. */
enum bus_kind bus_page(const struct bus *bus, uint32_t paddr);

/* Host address of `size` bytes of memory, 0 if not all of them lie in one memory. */
void *bus_memory(const struct bus *bus, uint64_t paddr, uint64_t size);

/* The device whose registers hold all of [paddr, paddr + size), or 0. */
const struct bus_registers *bus_registers(const struct bus *bus, uint32_t paddr, uint32_t size);

/* Add a memory or registers; false if they are empty, misaligned, wrap, overlap, or are too many.
 */
bool bus_add_memory(struct bus *bus, const struct bus_memory *memory);
bool bus_add_registers(struct bus *bus, const struct bus_registers *registers);

#endif
