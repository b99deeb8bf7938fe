/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loads and stores that reach a device: each form moves the right bytes in the right
 * order at the right time; what cannot be done is a precise fault. And the map of the bus.
 */
#include <criterion/criterion.h>
#include <string.h>
#include "mmio.h"
#include "pith/abi.h"
#include "rig.h"

enum { BASE = 0x1c090000, SIZE = 0x200, REGS = 0x00600000, DATA_END = RIG_DATA + 8192 };

/* A device that remembers what was asked of it. Register n reads as n * 0x01010101; the one at
 * 0x100 refuses; the one at 0x104 reads as the time. */
struct log {
	uint32_t count;
	struct {
		bool write;
		uint32_t offset, size, value;
	} entry[32];
};

static struct rig rig;
static uint32_t space;
static struct log seen;
static struct mmio_count count;

static uint32_t read_register(void *context, uint32_t offset, uint32_t size, bool *error)
{
	struct log *l = context;

	cr_assert(offset % size == 0 && offset + size <= SIZE && l->count < 32);
	l->entry[l->count].offset = offset;
	l->entry[l->count++].size = size;
	*error = offset == 0x100;
	return offset == 0x104 ? (uint32_t)rig.clock.now : (offset / 4 + 0x80) * 0x01010101;
}

static void write_register(
    void *context, uint32_t offset, uint32_t size, uint32_t value, bool *error)
{
	struct log *l = context;

	cr_assert(offset % size == 0 && offset + size <= SIZE && l->count < 32);
	l->entry[l->count].write = true;
	l->entry[l->count].offset = offset;
	l->entry[l->count].value = value;
	l->entry[l->count++].size = size;
	*error = offset == 0x100;
}

static void set_up(void)
{
	struct bus_registers device = {"log", BASE, SIZE, read_register, write_register, &seen};

	rig_set_up(&rig, 0);
	cr_assert(bus_add_registers(&rig.bus, &device));
	rig_tear_down(&rig);
}

/* The engine must know the bus from its start, so the rig is made again around it. */
static void prepare(void)
{
	struct bus_registers device = {"log", BASE, SIZE, read_register, write_register, &seen};

	rig_set_up(&rig, 1);
	cr_assert(bus_add_registers(&rig.bus, &device));
	space = rig_space(&rig);
	rig_map(&rig, space, REGS, BASE, 12, R | W);
	memset(&seen, 0, sizeof(seen));
	memset(&count, 0, sizeof(count));
}

static void tear_down(void)
{
	rig_tear_down(&rig);
}

TestSuite(mmio, .init = prepare, .fini = tear_down, .timeout = 60);

/* Run to the device, let it be done. Returns what is left of the trap. */
static struct trap access_device(struct context *thread, bool *done)
{
	struct trap trap = rig_run(&rig, thread);

	cr_assert(trap.kind == TRAP_DEVICE, "kind %d", trap.kind);
	*done = mmio_perform(&rig.bus, &rig.clock, thread, &trap, &count);
	return trap;
}

static struct context thread_at(uint32_t offset, bool thumb, uint32_t address)
{
	struct context thread = rig_thread(space, offset, thumb);

	for (uint32_t n = 0; n < 15; n++)
		thread.r[n] = 0xa0b0c000 + n;
	thread.r[1] = address;
	thread.r[2] = 0;
	thread.r[13] = address;
	return thread;
}
#define DEVICE_THREAD(label, address) \
	thread_at(CODE_##label, #label[0] == 't' && #label[1] == '_', address)

Test(mmio, one_register)
{
	struct context thread = DEVICE_THREAD(load, REGS + 8);
	bool done;

	access_device(&thread, &done);
	cr_expect(done && thread.r[0] == 0x82828282);
	cr_expect(seen.count == 1 && seen.entry[0].offset == 8 && seen.entry[0].size == 4);
	cr_expect(thread.pc == RIG_CODE + CODE_load + 4);
	cr_expect(rig_run(&rig, &thread).kind == TRAP_CALL);
	cr_expect(count.reads == 1 && count.writes == 0);

	thread = DEVICE_THREAD(store, REGS + 12);
	access_device(&thread, &done);
	cr_expect(done && seen.entry[1].write && seen.entry[1].offset == 12);
	cr_expect(seen.entry[1].value == 0xa0b0c000 && count.writes == 1);

	thread = DEVICE_THREAD(load_byte, REGS + 0x15);
	access_device(&thread, &done);
	cr_expect(
	    done && thread.r[0] == 0x85 && seen.entry[2].size == 1 && seen.entry[2].offset == 0x15);

	thread = DEVICE_THREAD(store_half, REGS + 0x1e);
	access_device(&thread, &done);
	cr_expect(done && seen.entry[3].size == 2 && seen.entry[3].value == 0xc000);

	thread = DEVICE_THREAD(load_signed, REGS + 0x22);
	access_device(&thread, &done);
	cr_expect(done && thread.r[0] == 0xffff8888 && seen.entry[4].offset == 0x20);
}

Test(mmio, base_registers_are_written_back)
{
	struct context thread = DEVICE_THREAD(load_post, REGS + 8);
	bool done;

	access_device(&thread, &done);
	cr_expect(done && thread.r[1] == REGS + 16 && thread.r[0] == 0x82828282);
	thread = DEVICE_THREAD(store_pre, REGS);
	access_device(&thread, &done);
	cr_expect(done && thread.r[1] == REGS + 16 && seen.entry[1].offset == 16);
	thread = DEVICE_THREAD(t_load_down, REGS + 8);
	access_device(&thread, &done);
	cr_expect(done && thread.r[1] == REGS + 4 && thread.r[0] == 0x8181);
	thread = DEVICE_THREAD(t_store_post, REGS + 9);
	access_device(&thread, &done);
	cr_expect(done && thread.r[1] == REGS + 10 && seen.entry[3].offset == 9);
}

Test(mmio, many_registers_in_ascending_order)
{
	struct context thread = DEVICE_THREAD(load_many, REGS);
	bool done;

	access_device(&thread, &done);
	cr_expect(
	    done && seen.count == 8 && thread.r[0] == 0x80808080 && thread.r[8] == 0x87878787);
	cr_expect(thread.r[1] == REGS);
	for (uint32_t i = 0; i < 8; i++)
		cr_expect(seen.entry[i].offset == i * 4 && seen.entry[i].size == 4);
	seen.count = 0;
	thread = DEVICE_THREAD(store_many, REGS + 0x20);
	access_device(&thread, &done);
	cr_expect(done && seen.count == 8 && thread.r[1] == REGS + 0x40);
	cr_expect(seen.entry[0].value == 0 && seen.entry[7].value == 0xa0b0c009 &&
		  seen.entry[7].offset == 0x3c);
	seen.count = 0;
	thread = DEVICE_THREAD(load_double, REGS + 16);
	access_device(&thread, &done);
	cr_expect(done && thread.r[2] == 0x84848484 && thread.r[3] == 0x85858585);
	thread = DEVICE_THREAD(t_store_double, REGS + 16);
	access_device(&thread, &done);
	cr_expect(done && thread.r[1] == REGS + 32 && seen.count == 4);
	seen.count = 0;
	thread = DEVICE_THREAD(t_push, REGS + 0x80);
	access_device(&thread, &done);
	cr_expect(done && seen.count == 9 && thread.r[13] == REGS + 0x80 - 36);
	cr_expect(seen.entry[8].offset == 0x7c && seen.entry[8].value == 0xa0b0c00e);
}

Test(mmio, in_an_it_block)
{
	struct context thread = DEVICE_THREAD(t_in_it, REGS + 4);
	bool done;

	thread.r[2] = 0;
	access_device(&thread, &done);
	cr_expect(done && thread.r[0] == 0x81818181);
	cr_expect(thread.pc == RIG_CODE + CODE_t_in_it + 8);
	/* The next instruction is for the other condition, the one after for none. */
	cr_expect(rig_run(&rig, &thread).kind == TRAP_CALL);
	cr_expect(thread.r[2] == 1 && (thread.cpsr & 0x0600fc00) == 0);
}

Test(mmio, big_endian_data_is_swapped)
{
	struct context thread = DEVICE_THREAD(big_endian_trap, REGS + 0x104);
	bool done;

	access_device(&thread, &done);
	cr_expect(done && thread.r[0] == __builtin_bswap32((uint32_t)rig.clock.now - 1));
}

Test(mmio, time_is_exact)
{
	/* The two instructions before it in the block have passed, and the way over the bus. */
	struct context thread = DEVICE_THREAD(t_in_it, REGS + 0x104);
	bool done;

	access_device(&thread, &done);
	cr_expect(done && thread.r[0] == 3 + clock_charges[CLOCK_DEVICE]);
	cr_expect(rig.clock.now == 4 + clock_charges[CLOCK_DEVICE]);
}

Test(mmio, refusals_are_precise_external_aborts)
{
	static const struct {
		uint32_t offset, address;
		bool thumb, write;
	} cases[] = {
	    {CODE_load, REGS + 0x100, false, false}, /* the device refuses */
	    {CODE_store, REGS + 0x100, false, true},
	    {CODE_load, REGS + 0x200, false, false}, /* behind the device, in its page */
	    {CODE_t_store, REGS + 0xff0, true, true},
	    {CODE_load_pc, REGS, false, false}, /* not from a device */
	    {CODE_swap, REGS, false, false},
	    {CODE_exclusive_load, REGS, false, false},
	    {CODE_t_table_byte, REGS, true, false},
	    {CODE_pop_pc, REGS, false, false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct context thread =
		    thread_at(cases[i].offset, cases[i].thumb, cases[i].address);
		struct context before = thread;
		struct trap trap;
		bool done;

		trap = access_device(&thread, &done);
		cr_expect(!done && trap.kind == TRAP_DATA, "case %zu", i);
		cr_expect(trap.status == (FAULT_EXTERNAL | (cases[i].write ? FSR_WRITE : 0)),
		    "case %zu", i);
		cr_expect(trap.access == (cases[i].write ? W : R), "case %zu", i);
		cr_expect(
		    trap.address == cases[i].address + (cases[i].thumb && cases[i].write ? 8 : 0),
		    "case %zu: %x", i, trap.address);
		cr_expect(memcmp(&thread, &before, sizeof(thread)) == 0, "case %zu", i);
	}
	/* In the middle of many: the registers are as before, the address is the one that failed.
	 */
	{
		struct context thread = DEVICE_THREAD(load_many, REGS + 0xf4), before = thread;
		bool done;
		struct trap trap = access_device(&thread, &done);

		cr_expect(!done && trap.address == REGS + 0x100);
		cr_expect(memcmp(&thread, &before, sizeof(thread)) == 0);
	}
}

Test(mmio, vfp_does_not_go_to_devices)
{
	struct context thread = DEVICE_THREAD(vector_load, REGS);
	struct vfp_state vfp = {0};
	struct trap trap;

	thread.fpexc = FPEXC_EN;
	trap = rig_run_vfp(&rig, &thread, &vfp);
	cr_assert(trap.kind == TRAP_DEVICE);
	cr_expect(!mmio_perform(&rig.bus, &rig.clock, &thread, &trap, &count));
	cr_expect(trap.kind == TRAP_DATA && trap.status == FAULT_EXTERNAL);
	cr_expect(seen.count == 0);
}

Test(mmio, unaligned_is_an_alignment_fault)
{
	struct context thread = DEVICE_THREAD(store, REGS + 2);
	struct trap trap;
	bool done;

	trap = access_device(&thread, &done);
	cr_expect(!done && trap.kind == TRAP_ALIGNMENT);
	cr_expect(trap.address == REGS + 2 && trap.access == W);
	cr_expect(trap.status == (FAULT_ALIGNMENT | FSR_WRITE));
	cr_expect(seen.count == 0);
}

/* Change the memory type of a mapped page. */
static void map_as_device(uint32_t vaddr)
{
	uint32_t top = *rig_word(&rig, (space & ~0x3fffu) + (vaddr >> PAGETABLE_TOP_SHIFT) * 4);
	uint32_t table = pagetable_decode_top(top).paddr;
	uint32_t index = vaddr >> PAGETABLE_SECOND_SHIFT & (PAGETABLE_SECOND_ENTRIES - 1);

	*rig_word(&rig, table + index * 4) =
	    pagetable_page(0, rig_where(&rig, space, vaddr), R | W, PITH_MEMORY_DEVICE, 0);
}

Test(mmio, memory_mapped_as_a_device_is_accessed_aligned)
{
	struct context thread = DEVICE_THREAD(store, RIG_DATA + 4);
	struct trap trap;
	bool done;

	map_as_device(RIG_DATA);
	access_device(&thread, &done);
	cr_expect(done && *rig_word(&rig, rig_where(&rig, space, RIG_DATA) + 4) == 0xa0b0c000);
	cr_expect(count.writes == 0, "it is no register");
	thread = DEVICE_THREAD(load, RIG_DATA + 4);
	access_device(&thread, &done);
	cr_expect(done && thread.r[0] == 0xa0b0c000);
	thread = DEVICE_THREAD(load, RIG_DATA + 5);
	trap = access_device(&thread, &done);
	cr_expect(!done && trap.kind == TRAP_ALIGNMENT && trap.address == RIG_DATA + 5);
}

Test(mmio, an_instruction_may_reach_from_memory_to_a_device_and_beyond)
{
	struct context thread;
	struct trap trap;
	bool done;

	rig_map(&rig, space, REGS - 4096, rig_where(&rig, space, RIG_DATA), 12, R | W);
	*rig_word(&rig, rig_where(&rig, space, RIG_DATA + 4092)) = 77;
	thread = DEVICE_THREAD(load_many, REGS - 4);
	access_device(&thread, &done);
	cr_expect(done && thread.r[0] == 77 && thread.r[2] == 0x80808080 && seen.count == 7);
	thread = DEVICE_THREAD(store_double, REGS - 4);
	thread.r[2] = 99;
	access_device(&thread, &done);
	cr_expect(done && *rig_word(&rig, rig_where(&rig, space, RIG_DATA + 4092)) == 99);
	cr_expect(seen.entry[7].write && seen.entry[7].offset == 0);
	/* The device's page first, then one that is not there. */
	rig_map(&rig, space, REGS + 4096, 0, 12, 0);
	thread = DEVICE_THREAD(load_double, REGS + 0xffc);
	trap = access_device(&thread, &done);
	cr_expect(!done && trap.kind == TRAP_DATA && trap.status == FAULT_EXTERNAL);
}

Test(mmio, without_the_right_it_is_a_page_fault)
{
	struct context thread = DEVICE_THREAD(store, REGS);
	struct trap trap;

	rig_map(&rig, space, REGS, BASE, 12, R);
	trap = rig_run(&rig, &thread);
	cr_expect(trap.kind == TRAP_DATA);
	cr_expect(trap.status == (FAULT_PERMISSION | FAULT_LEVEL_2 | FSR_WRITE));
	thread = DEVICE_THREAD(jump, REGS);
	trap = rig_run(&rig, &thread);
	cr_expect(trap.kind == TRAP_PREFETCH && seen.count == 0);
}

/* --- The map
 * ----------------------------------------------------------------------------------------- */

Test(mmio, regions_do_not_overlap, .init = set_up, .fini = 0)
{
	static uint8_t bytes[8192];
	struct bus bus = {0};
	struct bus_memory memory = {0x10000000, 8192, bytes};
	struct bus_registers device = {.name = "d", .base = 0x20000400, .size = 0x100};

	cr_expect(bus_add_memory(&bus, &memory));
	cr_expect(!bus_add_memory(&bus, &memory));
	memory.base = 0x10001000;
	cr_expect(!bus_add_memory(&bus, &memory));
	memory.base = 0x10002800;
	cr_expect(!bus_add_memory(&bus, &memory), "not a page");
	memory.base = 0xfffff000;
	cr_expect(!bus_add_memory(&bus, &memory), "beyond 4 GB");
	cr_expect(bus_add_registers(&bus, &device));
	device.base = 0x200004ff;
	cr_expect(!bus_add_registers(&bus, &device));
	device.base = 0x20000500;
	cr_expect(bus_add_registers(&bus, &device), "devices may share a page");
	device.base = 0x10002000;
	cr_expect(bus_add_registers(&bus, &device));
	device.base = 0x10001f80;
	cr_expect(!bus_add_registers(&bus, &device), "devices and memory may not");
	device.size = 0;
	cr_expect(!bus_add_registers(&bus, &device));
	memory.base = 0x20000000;
	cr_expect(!bus_add_memory(&bus, &memory));

	cr_expect(bus_page(&bus, 0x10001fff) == BUS_MEMORY);
	cr_expect(bus_page(&bus, 0x10002fff) == BUS_DEVICE);
	cr_expect(bus_page(&bus, 0x20000000) == BUS_DEVICE);
	cr_expect(bus_page(&bus, 0x20001000) == BUS_NOTHING);
	cr_expect(bus_memory(&bus, 0x10001000, 4096) == bytes + 4096);
	cr_expect(bus_memory(&bus, 0x10001000, 4097) == 0);
	cr_expect(bus_memory(&bus, 0x10000000, UINT64_MAX) == 0);
	cr_expect(bus_memory(&bus, UINT64_C(0x110000000), 1) == 0);
	cr_expect(bus_registers(&bus, 0x20000400, 4) == &bus.registers[0]);
	cr_expect(bus_registers(&bus, 0x200004fe, 4) == 0, "across two devices");
	cr_expect(bus_registers(&bus, 0x20000600, 1) == 0);
}
