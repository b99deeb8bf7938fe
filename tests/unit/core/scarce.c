/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Boot where there is hardly enough: memory that ends at each of the steps that take some, RAM
 * that the kernel's window does not reach. The machine is refused, or it is sound.
 */
#include "tests/unit/core/rig.h"

TestSuite(scarce);

enum { MB = 1 << 20, BLOB = FAKE_RAM_BASE + HAL_KERNEL_SIZE };

/* Boot it; if that succeeds the invariants hold. */
static enum boot_result try_boot(const struct rig_machine *machine)
{
	enum boot_result result = rig_try_boot(machine);
	const char *wrong = result == BOOT_OK ? core_check(rig.cpu) : 0;

	rig.root.at = cpu_current(rig.cpu);
	if (wrong)
		fail("%s", wrong);
	return result;
}

static const struct bootinfo *info_of(void)
{
	return fake_memory(rig_slot(PITH_BOOT_BOOTINFO)->object & (uint32_t)FRAME_PADDR_MASK);
}

/* The largest piece of RAM is 256 KB: after CSpace, Space, bootinfo, buffer, stack and two page
 * tables, two more pages fit beside the thread and what maps the blob. */
static struct rig_machine small(uint32_t pages)
{
	struct rig_machine machine = rig_machine();

	machine.ram_size = 0x80000;
	machine.image.memory_size = pages * FAKE_PAGE;
	return machine;
}

Test(scarce, an_image_that_just_fits_boots_and_a_page_more_is_refused)
{
	struct rig_machine machine;

	for (uint32_t pages = 2; pages < 12; pages++) {
		machine = small(pages);
		same(try_boot(&machine), pages <= 3 ? BOOT_OK : BOOT_NO_MEMORY);
	}
}

Test(scarce, memory_that_ends_within_code_or_data_is_refused)
{
	struct rig_machine machine;

	for (uint32_t pages = 3; pages < 8; pages++) {
		machine = small(pages + 1);
		machine.image.text_size = FAKE_PAGE;
		machine.image.data_size = (pages - 1) * FAKE_PAGE;
		machine.blob_size = machine.policy_offset + pages * FAKE_PAGE;
		machine.ram_size = 0x80000;
		same(try_boot(&machine), BOOT_NO_MEMORY);
		machine.image.text_size = (pages - 1) * FAKE_PAGE;
		machine.image.data_size = FAKE_PAGE;
		same(try_boot(&machine), BOOT_NO_MEMORY);
	}
}

Test(scarce, memory_that_ends_in_the_middle_of_the_stack_is_refused)
{
	struct rig_machine machine = small(2);

	/* The largest piece is 128 KB, and holds the CSpace alone. */
	machine.ram_size = 0x60000;
	same(try_boot(&machine), BOOT_NO_MEMORY);
}

Test(scarce, a_blob_across_a_megabyte_needs_one_table_more)
{
	struct rig_machine machine = small(2);

	machine.ram_size = MB + 0x80000;
	machine.blob_offset = MB - HAL_KERNEL_SIZE - FAKE_PAGE;
	same(try_boot(&machine), BOOT_OK);
	machine.image.memory_size += FAKE_PAGE;
	same(try_boot(&machine), BOOT_NO_MEMORY);
	machine.blob_offset += FAKE_PAGE;
	same(try_boot(&machine), BOOT_OK);
}

Test(scarce, a_blob_up_to_the_end_of_ram_leaves_no_room)
{
	struct rig_machine machine = rig_machine();

	machine.blob_size = machine.ram_size - HAL_KERNEL_SIZE;
	same(try_boot(&machine), BOOT_NO_MEMORY);
	machine.blob_size++;
	same(try_boot(&machine), BOOT_NO_MEMORY);
	machine = rig_machine();
	machine.firmware_size = machine.ram_size - HAL_KERNEL_SIZE - 3 * FAKE_PAGE;
	same(try_boot(&machine), BOOT_NO_MEMORY);
}

Test(scarce, a_blob_up_to_the_end_of_the_window_leaves_nothing_that_the_kernel_reaches)
{
	struct rig_machine machine = rig_machine();
	const struct bootinfo *info;
	paddr_t paddr;

	machine.ram_size = HAL_WINDOW_SIZE + FAKE_RAM_SIZE;
	machine.blob_size = HAL_WINDOW_RAM - HAL_KERNEL_SIZE;
	same(try_boot(&machine), BOOT_NO_MEMORY);
	machine.blob_size += FAKE_PAGE;
	same(try_boot(&machine), BOOT_NO_MEMORY);
	/* All of a blob of some 250 MB is where it should be, wherever it begins. */
	machine.blob_size -= 4 * MB;
	for (machine.blob_offset = 0; machine.blob_offset < 2 * MB; machine.blob_offset += MB) {
		same(try_boot(&machine), BOOT_OK);
		info = info_of();
		for (uint32_t at = 0; at < machine.blob_size; at += FAKE_PAGE) {
			same(fake_translate(
				 rig_object(PITH_BOOT_SPACE), info->blob_vaddr + at, &paddr),
			    PITH_READ);
			same(paddr, info->blob_paddr + at);
		}
	}
}

Test(scarce, the_kernels_objects_are_in_the_window_also_where_larger_pieces_are_outside)
{
	struct rig_machine machine = rig_machine();
	const struct bootinfo *info;
	uint64_t ram = 0;

	machine.ram_size = 0x40000000;
	same(try_boot(&machine), BOOT_OK);
	info = info_of();
	same(info->region[0].paddr, FAKE_RAM_BASE + 64 * MB);
	same(info->region[0].bits, 26);
	for (uint32_t i = 0; i < info->regions; i++) {
		must(i == 0 || info->region[i].paddr != info->region[0].paddr);
		if (!info->region[i].device)
			ram += 1ull << info->region[i].bits;
	}
	same(ram, machine.ram_size - HAL_KERNEL_SIZE - 3 * FAKE_PAGE);
}

/* As many regions of devices as bootinfo takes, and one more. */
Test(scarce, bootinfo_is_filled_to_its_last_region)
{
	static struct hal_region many[PITH_BOOT_REGIONS];
	struct rig_machine machine = rig_machine();
	uint32_t ram;

	for (uint32_t i = 0; i < ARRAY_SIZE(many); i++)
		many[i] = (struct hal_region){0x10000000 + i * 0x1000, 12};
	machine.devices = many;
	machine.device_count = 1;
	same(try_boot(&machine), BOOT_OK);
	ram = info_of()->regions - 1;
	machine.device_count = PITH_BOOT_REGIONS - ram;
	same(try_boot(&machine), BOOT_OK);
	same(info_of()->regions, PITH_BOOT_REGIONS);
	machine.device_count++;
	same(try_boot(&machine), BOOT_NO_MEMORY);
}
