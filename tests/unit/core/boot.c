/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Boot: what the policy module finds, and which machines and images are refused.
 */
#include "tests/unit/core/rig.h"

TestSuite(boot, .init = rig_boot);

enum { BLOB = FAKE_RAM_BASE + HAL_KERNEL_SIZE };

/* Boot such a machine and look around in it. */
static void boots(const struct rig_machine *machine)
{
	const char *wrong;

	same(rig_try_boot(machine), BOOT_OK);
	rig.root.at = cpu_current(rig.cpu);
	wrong = core_check(rig.cpu);
	if (wrong)
		fail("%s", wrong);
	rig.info = fake_memory(rig_slot(PITH_BOOT_BOOTINFO)->object & (uint32_t)FRAME_PADDR_MASK);
	rig.root.page = fake_memory(hal_paddr(rig.root.at->buffer));
	rig.next = rig.info->first_free_slot;
	rig.pool = PITH_BOOT_FIRST_FREE;
}

/* Rights that the policy module has at an address of its own, and where it leads. */
static uint32_t mapped(uint32_t vaddr, paddr_t *paddr)
{
	return fake_translate(rig_object(PITH_BOOT_SPACE), vaddr, paddr);
}

Test(boot, the_policy_module_runs_at_its_entry_with_bootinfo_in_r0)
{
	struct rig_machine machine = rig_machine();
	const struct context *context;

	boots(&machine);
	context = &cpu_current(rig.cpu)->context;
	same(fake.left, FAKE_SWITCH);
	same(context->pc, machine.image.entry);
	same(context->r[0], PITH_BOOT_BOOTINFO_VADDR);
	same(context->r[CONTEXT_SP], PITH_BOOT_STACK_TOP);
	same(rig.root.at->priority, 255);
	same(rig.root.at->ceiling, 255);
	must(fake.deadline != ~0ull);
}

Test(boot, bootinfo_tells_what_there_is)
{
	struct rig_machine machine = rig_machine();

	boots(&machine);
	same(rig.info->magic, PITH_BOOT_MAGIC);
	same(rig.info->version, PITH_BOOT_VERSION);
	same(1u << rig.info->cspace_bits, cspace_at(rig_object(PITH_BOOT_CSPACE))->header.word);
	same(rig.info->blob_paddr, BLOB);
	same(rig.info->blob_size, machine.blob_size);
	same(rig.info->firmware_size, 0);
	same(rig.info->ram_base, FAKE_RAM_BASE);
	same(rig.info->ram_size, machine.ram_size);
	same(rig.info->irq_lines, HAL_IRQ_LINES);
}

Test(boot, the_untyped_of_bootinfo_are_all_free_ram_and_all_devices)
{
	struct rig_machine machine = rig_machine();
	uint64_t ram = 0;
	uint32_t devices = 0;

	boots(&machine);
	for (uint32_t i = 0; i < rig.info->regions; i++) {
		const struct bootinfo_region *region = &rig.info->region[i];

		ok(PITH_BOOT_CSPACE, CSPACE_QUERY, W(region->slot));
		got_words(PITH_TYPE_UNTYPED, PITH_ALL_RIGHTS, 0, region->bits);
		ok(region->slot, UNTYPED_QUERY);
		same(word(0), region->bits);
		same(word(2), region->paddr);
		same(word(3), region->device);
		must(!(region->paddr & ((1u << region->bits) - 1)));
		if (region->device) {
			same(region->paddr, machine.devices[devices].paddr);
			same(region->bits, machine.devices[devices].bits);
			devices++;
			continue;
		}
		must(!devices);
		ram += 1ull << region->bits;
		for (uint32_t n = 0; n < i; n++) {
			const struct bootinfo_region *other = &rig.info->region[n];

			must(region->paddr - other->paddr >= 1u << other->bits);
			must(other->paddr - region->paddr >= 1u << region->bits);
		}
	}
	same(devices, machine.device_count);
	same(ram, machine.ram_size - HAL_KERNEL_SIZE - 3 * FAKE_PAGE);
}

Test(boot, the_first_slots_hold_what_the_abi_says)
{
	static const enum pith_type types[] = {PITH_TYPE_EMPTY, PITH_TYPE_CSPACE, PITH_TYPE_SPACE,
	    PITH_TYPE_THREAD, PITH_TYPE_SCHEDCONTEXT, PITH_TYPE_FRAME, PITH_TYPE_FRAME,
	    PITH_TYPE_IRQCONTROL, PITH_TYPE_SCHEDCONTROL, PITH_TYPE_UNTYPED};
	struct rig_machine machine = rig_machine();

	boots(&machine);
	for (uint32_t slot = 1; slot < ARRAY_SIZE(types); slot++) {
		ok(PITH_BOOT_CSPACE, CSPACE_QUERY, W(slot));
		same(word(0), types[slot]);
	}
	for (uint32_t slot = rig.info->first_free_slot; slot < 1u << rig.info->cspace_bits; slot++)
		must(empty(slot));
}

Test(boot, the_image_is_loaded_and_what_follows_it_is_zero)
{
	struct rig_machine machine = rig_machine();
	const uint8_t *image, *page;
	paddr_t paddr;

	boots(&machine);
	image = fake_memory(rig.info->blob_paddr + machine.policy_offset);
	for (uint32_t at = 0; at < machine.image.memory_size; at += FAKE_PAGE) {
		same(mapped(PITH_BOOT_IMAGE_VADDR + at, &paddr), at < machine.image.text_size
								     ? PITH_READ | PITH_EXECUTE
								     : PITH_READ | PITH_WRITE);
		page = fake_memory(paddr);
		for (uint32_t i = 0; i < FAKE_PAGE; i++)
			same(page[i], at < machine.image.text_size + machine.image.data_size
					  ? image[at + i]
					  : 0);
	}
	same(mapped(PITH_BOOT_IMAGE_VADDR + machine.image.memory_size, &paddr), 0);
	same(fake.synced_bytes, machine.image.text_size);
	must(mapped(PITH_BOOT_IMAGE_VADDR + machine.image.text_size - FAKE_PAGE, &paddr));
	same(fake.synced, paddr);
}

Test(boot, stack_buffer_bootinfo_and_blob_are_mapped)
{
	struct rig_machine machine = rig_machine();
	paddr_t paddr;

	boots(&machine);
	for (uint32_t at = 1; at <= PITH_BOOT_STACK_SIZE; at += FAKE_PAGE)
		same(mapped(PITH_BOOT_STACK_TOP - at, &paddr), PITH_READ | PITH_WRITE);
	same(mapped(PITH_BOOT_STACK_TOP - PITH_BOOT_STACK_SIZE - 1, &paddr), 0);
	same(mapped(PITH_BOOT_STACK_TOP, &paddr), 0);
	same(mapped(PITH_BOOT_BUFFER_VADDR, &paddr), PITH_READ | PITH_WRITE);
	same(paddr, hal_paddr(rig.root.at->buffer));
	same(mapped(PITH_BOOT_BOOTINFO_VADDR, &paddr), PITH_READ);
	must(fake_memory(paddr) == rig.info);
	for (uint32_t at = 0; at < machine.blob_size; at += FAKE_PAGE) {
		same(mapped(rig.info->blob_vaddr + at, &paddr), PITH_READ);
		same(paddr, rig.info->blob_paddr + at);
	}
	same(mapped(0, &paddr), 0);
}

Test(boot, the_blob_given_back_is_free_memory)
{
	struct rig_machine machine = rig_machine();
	paddr_t paddr;

	boots(&machine);
	same(rig.info->blob_untyped_count, 2); /* 8 KB and 4 KB */
	same(rig.info->blob_slots, 3 + 1);     /* three pages and the table they are mapped in */
	for (uint32_t i = 0; i < rig.info->blob_untyped_count; i++) {
		uint32_t slot = rig.info->blob_untyped_first + i;

		ok(slot, UNTYPED_QUERY);
		same(word(1), 1u << word(0));
		ok(PITH_BOOT_CSPACE, CSPACE_REVOKE, W(slot));
		ok(slot, UNTYPED_QUERY);
		same(word(1), 0);
		make_from(slot, PITH_TYPE_FRAME, 12, PITH_MEMORY_NORMAL);
	}
	for (uint32_t i = 0; i < rig.info->blob_slots; i++)
		must(!(rig_slot(rig.info->blob_first_slot + i)->ops & CAP_FRAME));
	same(mapped(rig.info->blob_vaddr, &paddr), 0);
}

Test(boot, a_large_blob_is_held_by_large_frames)
{
	struct rig_machine machine = rig_machine();
	uint32_t sizes[32] = {0};
	paddr_t paddr;

	machine.blob_size = 0x3f5000;
	boots(&machine);
	for (uint32_t at = 0; at < machine.blob_size; at += FAKE_PAGE) {
		same(mapped(rig.info->blob_vaddr + at, &paddr), PITH_READ);
		same(paddr, rig.info->blob_paddr + at);
	}
	for (uint32_t i = 0; i < rig.info->blob_slots; i++) {
		ok(PITH_BOOT_CSPACE, CSPACE_QUERY, W(rig.info->blob_first_slot + i));
		if (word(0) == PITH_TYPE_FRAME)
			sizes[word(3)]++;
		else
			same(word(0), PITH_TYPE_PAGETABLE);
	}
	/* From 0x80020000: 896 KB in 64 KB frames, 3 MB, 64 KB + 20 KB. */
	same(sizes[16], 14 + 1);
	same(sizes[20], 3);
	same(sizes[12], 5);
	same(rig.info->blob_untyped_count, 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1);
}

Test(boot, firmwares_tree_is_mapped_behind_the_blob)
{
	struct rig_machine machine = rig_machine();
	paddr_t paddr;

	machine.firmware_size = 0x1801;
	boots(&machine);
	same(rig.info->firmware_size, 0x1801);
	same(mapped(rig.info->firmware_vaddr, &paddr), PITH_READ);
	same(paddr, BLOB + 3 * FAKE_PAGE);
	same(mapped(rig.info->firmware_vaddr + 0x1800, &paddr), PITH_READ);
	same(mapped(rig.info->firmware_vaddr + 0x2000, &paddr), 0);
}

Test(boot, ram_behind_the_window_is_untyped_too)
{
	struct rig_machine machine = rig_machine();
	uint64_t ram = 0;

	machine.ram_size = HAL_WINDOW_SIZE + 2 * FAKE_RAM_SIZE;
	boots(&machine);
	for (uint32_t i = 0; i < rig.info->regions; i++)
		if (!rig.info->region[i].device)
			ram += 1ull << rig.info->region[i].bits;
	same(ram, machine.ram_size - HAL_KERNEL_SIZE - 3 * FAKE_PAGE);
	must(hal_window(rig.info->region[0].paddr)); /* the kernel's objects are in it */
}

Test(boot, whatever_is_in_ram_at_first_is_not_there_afterwards)
{
	static struct fake_snapshot clean;
	struct rig_machine machine = rig_machine();
	ref_t first;

	machine.image.memory_size += 5 * FAKE_PAGE;
	boots(&machine);
	fake_save(&clean);
	machine.dirty = true;
	boots(&machine);
	/* All that was made is the same as in clean RAM. Between objects nothing is. */
	first = hal_window(rig.info->region[0].paddr) - HAL_WINDOW_BASE;
	for (uint32_t at = first; at < first + rig_slot(PITH_BOOT_FIRST_FREE)->badge; at++)
		if (fake_alive(fake_window + at))
			same(fake.ram[at], clean.bytes[at]);
}

Test(boot, the_first_objects_survive_what_is_made_behind_them)
{
	static struct fake_snapshot before;
	struct rig_machine machine = rig_machine();
	uint32_t frame, used;
	ref_t first;

	machine.dirty = true;
	boots(&machine);
	used = rig_slot(PITH_BOOT_FIRST_FREE)->badge;
	first = hal_window(rig.info->region[0].paddr) - HAL_WINDOW_BASE;
	fake_save(&before);
	frame = make_from(PITH_BOOT_FIRST_FREE, PITH_TYPE_FRAME, 12, PITH_MEMORY_NORMAL);
	must(rig_object(frame) - rig.info->region[0].paddr >= used);
	ok(frame, FRAME_QUERY);
	for (uint32_t at = 0; at < FAKE_PAGE; at++)
		same(((uint8_t *)fake_memory(word(0)))[at], 0);
	/* Nothing differs but the CSpace, in which the frame is now, the caller's registers and
	 * the buffer in which it named the CSpace. */
	for (uint32_t at = 1u << (rig.info->cspace_bits + PITH_SLOT_BITS); at < used; at++) {
		ref_t ref = HAL_WINDOW_BASE + first + at;

		if (ref - hal_ref(rig.root.at) >= sizeof(struct thread) &&
		    ref - rig.root.at->buffer >= FAKE_PAGE)
			same(fake.ram[first + at], before.bytes[first + at]);
	}
}

Test(boot, the_policy_modules_pages_are_in_the_domain_that_it_may_use)
{
	struct rig_machine machine = rig_machine();
	const struct space *space;

	boots(&machine);
	space = space_at(rig_object(PITH_BOOT_SPACE));
	for (uint32_t i = 0; i < SPACE_KERNEL_FIRST; i++)
		same(pagetable_decode_top(space->table[i]).domain, 0);
}

/* --- What is refused ----------------------------------------------------------------- */

static void bad_image(struct here here, const struct pith_image *image, uint32_t blob_size)
{
	struct rig_machine machine = rig_machine();

	machine.image = *image;
	if (blob_size)
		machine.blob_size = blob_size;
	if (rig_try_boot(&machine) != BOOT_BAD_IMAGE)
		rig_fail(here, "the image was not refused");
}

Test(boot, a_bad_image_is_refused)
{
	const struct pith_image good = rig_machine().image;
	struct pith_image bad;

#define BAD(field, value)                 \
	do {                              \
		bad = good;               \
		bad.field = (value);      \
		bad_image(HERE, &bad, 0); \
	} while (0)
	BAD(magic, good.magic + 1);
	BAD(entry, PITH_BOOT_IMAGE_VADDR - 4);
	BAD(entry, PITH_BOOT_IMAGE_VADDR + good.text_size);
	BAD(entry, good.entry + 1);
	BAD(entry, good.entry + 2);
	BAD(text_size, good.text_size + 4);
	BAD(data_size, good.data_size + 4);
	BAD(memory_size, good.memory_size + 4);
	BAD(memory_size, good.text_size);
	BAD(memory_size, 0x101000);
	BAD(text_size, 0xfffff000);
	BAD(data_size, 0xfffff000);
	BAD(text_size, good.memory_size + FAKE_PAGE);
#undef BAD
	/* The blob ends before the image does. */
	bad_image(HERE, &good, 0x100 + good.text_size + good.data_size - 1);
	bad_image(HERE, &good, 0x100 + sizeof(struct pith_image) - 1);
}

Test(boot, the_last_instruction_of_the_text_may_be_the_entry)
{
	struct rig_machine machine = rig_machine();

	machine.image.entry = PITH_BOOT_IMAGE_VADDR + machine.image.text_size - 4;
	boots(&machine);
}

Test(boot, an_image_of_a_whole_megabyte_fits)
{
	struct rig_machine machine = rig_machine();
	paddr_t paddr;

	machine.image.memory_size = 0x100000;
	boots(&machine);
	same(mapped(PITH_BOOT_IMAGE_VADDR + 0xfffff, &paddr), PITH_READ | PITH_WRITE);
}

Test(boot, too_little_ram_is_refused_and_enough_is_not)
{
	uint32_t refusals = 0, boot = 0;

	for (uint32_t size = HAL_KERNEL_SIZE + FAKE_PAGE; size < 0x200000; size += 3 * FAKE_PAGE) {
		struct rig_machine machine = rig_machine();
		enum boot_result result;

		machine.ram_size = size;
		if (size < HAL_KERNEL_SIZE + machine.blob_size) /* no place for the test's image */
			machine.blob_size = size - HAL_KERNEL_SIZE;
		if (machine.blob_size < 0x2100)
			continue;
		result = rig_try_boot(&machine);
		if (result == BOOT_OK) {
			boot++;
			must(!core_check(rig.cpu));
		} else {
			same(result, BOOT_NO_MEMORY);
			refusals++;
			must(size < 0x100000);
		}
	}
	must(boot > 0 && refusals > 0);
}

Test(boot, a_blob_that_ends_behind_ram_is_refused)
{
	struct rig_machine machine = rig_machine();

	machine.firmware_size = machine.ram_size;
	same(rig_try_boot(&machine), BOOT_NO_MEMORY);
}

Test(boot, more_regions_than_bootinfo_has_are_refused)
{
	static struct hal_region many[PITH_BOOT_REGIONS + 1];
	struct rig_machine machine = rig_machine();

	for (uint32_t i = 0; i < ARRAY_SIZE(many); i++)
		many[i] = (struct hal_region){0x10000000 + i * 0x1000, 12};
	machine.devices = many;
	machine.device_count = ARRAY_SIZE(many);
	same(rig_try_boot(&machine), BOOT_NO_MEMORY);
	machine.device_count = 40;
	boots(&machine);
}
