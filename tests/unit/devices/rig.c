/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The test rig: the machine's side of struct device_bus, and checks that hold for every device.
 */
#include "tests/unit/devices/rig.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

struct rig rig;

static uint64_t bus_now(void *machine)
{
	return ((struct rig *)machine)->now;
}

static void bus_interrupt(void *machine, unsigned line, bool level)
{
	struct rig *r = machine;

	cr_assert(line < RIG_LINES);
	cr_assert(ne(int, r->level[line], level), "only changes are told");
	r->level[line] = level;
	r->edges[line]++;
}

static void bus_alarm(void *machine, uint64_t at)
{
	((struct rig *)machine)->alarm = at;
}

static void *bus_memory(void *machine, uint32_t address, uint32_t size)
{
	struct rig *r = machine;

	cr_assert(size > 0 && size - 1 <= UINT32_MAX - address, "nothing beyond 4 GB is asked for");
	if (address >= RIG_RAM_BASE && size <= RIG_RAM_SIZE &&
	    address - RIG_RAM_BASE <= RIG_RAM_SIZE - size)
		return &r->ram[address - RIG_RAM_BASE];
	if (address >= BOARD_VIDEO_RAM_BASE && size <= BOARD_VIDEO_RAM_SIZE &&
	    address - BOARD_VIDEO_RAM_BASE <= BOARD_VIDEO_RAM_SIZE - size)
		return &r->video[address - BOARD_VIDEO_RAM_BASE];
	return NULL;
}

static void bus_output(void *machine, const struct device *device, const void *bytes, size_t size)
{
	struct rig *r = machine;

	cr_assert(ne(ptr, (void *)device, NULL));
	for (size_t i = 0; i < size; i++, r->output_size++) {
		if (r->output_size < RIG_OUTPUT)
			r->output[r->output_size] = ((const uint8_t *)bytes)[i];
	}
}

static void bus_guest_error(void *machine, const struct device *device, const char *text)
{
	struct rig *r = machine;

	(void)device;
	cr_assert(strlen(text) > 0 && !strchr(text, '\n'));
	r->errors++;
	snprintf(r->error, sizeof(r->error), "%s", text);
}

static void bus_power(void *machine, enum device_power what)
{
	struct rig *r = machine;

	if (what == DEVICE_SHUTDOWN)
		r->shutdowns++;
	else
		r->reboots++;
}

void rig_start(void)
{
	if (rig.video) {
		munmap(rig.video, BOARD_VIDEO_RAM_SIZE);
		memset(&rig, 0, sizeof(rig));
	}
	rig.video = mmap(
	    NULL, BOARD_VIDEO_RAM_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	cr_assert(ne(ptr, rig.video, MAP_FAILED));
	rig.bus = (struct device_bus){
	    .machine = &rig,
	    .now = bus_now,
	    .interrupt = bus_interrupt,
	    .alarm = bus_alarm,
	    .memory = bus_memory,
	    .output = bus_output,
	    .guest_error = bus_guest_error,
	    .power = bus_power,
	};
	board_attach(&rig.board, &(struct board_config){.bus = &rig.bus,
				     .ram_base = RIG_RAM_BASE,
				     .ram_size = RIG_RAM_SIZE,
				     .epoch = RIG_EPOCH});
}

uint32_t rd(unsigned device, uint32_t offset)
{
	return device_read(&rig.board.devices[device], offset, 4);
}

void wr(unsigned device, uint32_t offset, uint32_t value)
{
	device_write(&rig.board.devices[device], offset, 4, value);
}

void rig_pass(uint64_t ns)
{
	uint64_t end = rig.now + ns;

	for (;;) {
		uint64_t next = board_next_alarm(&rig.board);

		if (next > end)
			break;
		if (next > rig.now)
			rig.now = next;
		board_run(&rig.board);
	}
	rig.now = end;
}

bool rig_line(unsigned device)
{
	cr_assert(
	    eq(int, rig.board.devices[device].level, rig.level[rig.board.devices[device].line]));
	return rig.level[rig.board.devices[device].line];
}

unsigned rig_errors(void)
{
	unsigned errors = rig.errors;

	rig.errors = 0;
	return errors;
}

void *rig_memory(uint32_t address)
{
	void *memory = bus_memory(&rig, address, 1);

	cr_assert(ne(ptr, memory, NULL));
	return memory;
}

void rig_check_hole(unsigned device, uint32_t offset)
{
	/* All state but the pixels, which only a passing beam changes. */
	enum { STATE = offsetof(struct board, clcd) + offsetof(struct pl111, scan) };
	static uint8_t before[STATE];
	uint64_t counted = rig.board.devices[device].guest_errors;

	rig_errors();
	memcpy(before, &rig.board, STATE);
	cr_assert(eq(u32, rd(device, offset), 0), "0x%03x reads as 0", offset);
	wr(device, offset, 0xffffffff);
	cr_assert(eq(uint, rig_errors(), 2), "read and write at 0x%03x are reported", offset);
	cr_assert(eq(u64, rig.board.devices[device].guest_errors, counted + 2));
	rig.board.devices[device].guest_errors = counted;
	cr_assert(eq(int, memcmp(before, &rig.board, STATE), 0),
	    "a write at 0x%03x changes nothing", offset);
}

void rig_check_bad_accesses(unsigned device, unsigned widths)
{
	struct device *target = &rig.board.devices[device];

	for (unsigned size = 1; size <= 4; size *= 2) {
		if (!(widths & size)) {
			rig_errors();
			cr_assert(eq(u32, device_read(target, 0, size), 0));
			device_write(target, 0, size, 0xffffffff);
			cr_assert(eq(uint, rig_errors(), 2), "accesses of %u bytes", size);
		}
	}
	rig_errors();
	cr_assert(eq(u32, device_read(target, 2, 4), 0));
	cr_assert(eq(u32, device_read(target, 0, 8), 0));
	cr_assert(eq(u32, device_read(target, 0, 3), 0));
	cr_assert(eq(u32, device_read(target, 0, 0), 0));
	cr_assert(eq(u32, device_read(target, target->size, 4), 0));
	cr_assert(eq(u32, device_read(target, target->size - 2, 4), 0));
	cr_assert(eq(u32, device_read(target, 0xfffffffc, 4), 0));
	device_write(target, 1, 4, 0xffffffff);
	device_write(target, target->size, 4, 0xffffffff);
	cr_assert(eq(uint, rig_errors(), 9));
}
