/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Device registers are no memory of the emulator: a callback out of the middle of
 * translated code can neither refuse the access nor stop, knows the time only to a block, and an
 * interrupt that it raises is late. Instead such an access traps, the instruction is
 * decoded and carried out here, and all of that is exact: bus errors are precise external aborts.
 */
#include "mmio.h"

#include <string.h>
#include "access.h"
#include "walk.h"

enum { PC = 15, PC_AHEAD_ARM = 8, PC_AHEAD_THUMB = 4 };

/* The elements of one instruction on their way to or from the bus. */
struct transfer {
	const struct bus *bus;
	struct clock *clock;
	const struct context *context;
	struct mmio_count *count;
	struct access access;
	uint32_t value[16];
};

static uint32_t swapped(uint32_t value, uint32_t width)
{
	return width == 4   ? __builtin_bswap32(value)
	       : width == 2 ? value >> 8 | (value & 0xff) << 8
			    : value;
}

static uint32_t mask(uint32_t width)
{
	return width == 4 ? UINT32_MAX : (UINT32_C(1) << width * 8) - 1;
}

static bool fail(struct trap *trap, enum trap_kind kind, uint32_t address,
    const struct access *access, uint32_t status)
{
	trap->kind = kind;
	trap->address = address;
	trap->access = access->store ? WALK_WRITE : WALK_READ;
	trap->status = status | (access->store ? FSR_WRITE : 0);
	return false;
}

/* One element: from or to the device or, if the instruction reaches beyond it, memory. */
static bool transfer_one(struct transfer *t, uint32_t n, struct trap *trap)
{
	const struct access *a = &t->access;
	uint32_t vaddr = a->address + n * a->width;
	bool other_endian = t->context->cpsr & CPSR_BIG_ENDIAN;
	const struct bus_registers *device;
	bool error = false;
	struct walk w;

	/* Device memory is accessed aligned (ARM ARM A3.2.1, with the Virtualization Extensions).
	 */
	if (vaddr % a->width != 0)
		return fail(trap, TRAP_ALIGNMENT, vaddr, a, FAULT_ALIGNMENT);
	w = walk(t->bus, t->context->ttbr0, t->context->dacr, vaddr,
	    a->store ? WALK_WRITE : WALK_READ, true);
	if (w.status != WALK_OK)
		return fail(trap, TRAP_DATA, vaddr, a, w.status);
	if (a->store && other_endian)
		t->value[n] = swapped(t->value[n], a->width);
	if (w.kind == BUS_MEMORY) {
		if (a->store)
			memcpy(bus_memory(t->bus, w.paddr, a->width), &t->value[n], a->width);
		else
			memcpy(&t->value[n], bus_memory(t->bus, w.paddr, a->width), a->width);
	} else {
		device = bus_registers(t->bus, w.paddr, a->width);
		clock_charge(t->clock, CLOCK_DEVICE);
		if (!device) {
			error = true;
		} else if (a->store) {
			t->count->writes++;
			device->write(device->context, w.paddr - device->base, a->width,
			    t->value[n] & mask(a->width), &error);
		} else {
			t->count->reads++;
			t->value[n] =
			    device->read(device->context, w.paddr - device->base, a->width, &error);
		}
		if (error)
			return fail(trap, TRAP_DATA, vaddr, a,
			    FAULT_EXTERNAL | (uint32_t)w.domain << FSR_DOMAIN_SHIFT);
	}
	if (!a->store) {
		t->value[n] &= mask(a->width);
		if (other_endian)
			t->value[n] = swapped(t->value[n], a->width);
		if (a->sign && t->value[n] >> (a->width * 8 - 1) & 1)
			t->value[n] |= ~mask(a->width);
	}
	return true;
}

/* Over the instruction: pc, and in Thumb the IT state (ARM ARM A2.5.2, ITAdvance). */
static void step_over(const struct bus *bus, struct context *context)
{
	uint32_t it = (context->cpsr >> 25 & 3) | (context->cpsr >> 8 & 0xfc);
	uint16_t first = 0;

	if (!(context->cpsr & CPSR_THUMB)) {
		context->pc += 4;
		return;
	}
	access_code(bus, context->ttbr0, context->dacr, context->pc, &first, 1);
	context->pc += thumb_is_wide(first) ? 4 : 2;
	it = it & 7 ? (it & 0xe0) | (it << 1 & 0x1f) : 0;
	context->cpsr = (context->cpsr & ~UINT32_C(0x0600fc00)) | (it & 3) << 25 | (it & 0xfc) << 8;
}

bool mmio_perform(const struct bus *bus, struct clock *clock, struct context *context,
    struct trap *trap, struct mmio_count *count)
{
	struct transfer t = {
	    .bus = bus,
	    .clock = clock,
	    .context = context,
	    .count = count,
	    .access = access_at(bus, context),
	};
	const struct access *a = &t.access;
	uint32_t ahead = context->cpsr & CPSR_THUMB ? PC_AHEAD_THUMB : PC_AHEAD_ARM;

	if (a->kind != ACCESS_REGISTER)
		return fail(trap, TRAP_DATA, trap->address, a, FAULT_EXTERNAL);
	for (uint32_t n = 0; n < a->count; n++) {
		if (a->store)
			t.value[n] = a->reg[n] == PC ? context->pc + ahead : context->r[a->reg[n]];
		else if (a->reg[n] == PC)
			return fail(trap, TRAP_DATA, trap->address, a, FAULT_EXTERNAL);
	}
	for (uint32_t n = 0; n < a->count; n++)
		if (!transfer_one(&t, n, trap))
			return false;
	if (a->base < PC)
		context->r[a->base] = a->base_value;
	for (uint32_t n = 0; !a->store && n < a->count; n++)
		context->r[a->reg[n]] = t.value[n];
	step_over(bus, context);
	clock->now++;
	return true;
}
