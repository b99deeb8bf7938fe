/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accesses to device registers, carried out for the instruction that wanted them.
 */
#ifndef PITH_HAL_UNICORN_MMIO_H
#define PITH_HAL_UNICORN_MMIO_H

#include <stdbool.h>
#include <stdint.h>
#include "bus.h"
#include "clock.h"
#include "trap.h"
#include "hal/armv7/context.h"

struct mmio_count {
	uint64_t reads;
	uint64_t writes;
};

/*
 * Execute the load or store at the context's pc, which trapped with TRAP_DEVICE, and step over
 * it. If it cannot be, returns false, no register is changed, and *trap says why: an external
 * abort where there is no such register, the device refused, or the instruction is not one for
 * devices (exclusive, swap, VFP, NEON, a load of the pc); an alignment fault; or the
 * abort of another page that the instruction touches. Charges one instruction and the bus.
 */
bool mmio_perform(const struct bus *bus, struct clock *clock, struct context *context,
    struct trap *trap, struct mmio_count *count);

#endif
