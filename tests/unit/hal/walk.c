/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The software MMU on tables made by hand: every kind of descriptor, each
 * permission, domains, what the bus answers, and each fault's status.
 */
#include <criterion/criterion.h>
#include "rig.h"

static struct rig rig;
static uint32_t table;

static void set_up(void)
{
	rig_set_up(&rig, 0);
	table = rig_allocate(&rig, 14);
}

static void tear_down(void)
{
	rig_tear_down(&rig);
}

TestSuite(walk, .init = set_up, .fini = tear_down);

enum { CLIENT = 0x55555555, MANAGER = 0xffffffff, NOBODY = 0, RESERVED = 0xaaaaaaaa };
enum { FRAME = RIG_RAM + 0x1000000, VADDR = 0x34567000 };

static void top(uint32_t vaddr, uint32_t value)
{
	rig_word(&rig, table)[vaddr >> 20] = value;
}

/* A second-level table for VADDR with this entry, in this domain. */
static void second(uint32_t value, uint32_t domain)
{
	uint32_t at = rig_allocate(&rig, 10);

	top(VADDR, pagetable_link(at, domain));
	rig_word(&rig, at)[VADDR >> 12 & 255] = value;
}

static struct walk look(uint32_t vaddr, uint32_t access)
{
	return walk(&rig.bus, table, CLIENT, vaddr, access, true);
}

static uint32_t status(uint32_t vaddr, uint32_t access, uint32_t dacr, bool user)
{
	return walk(&rig.bus, table, dacr, vaddr, access, user).status;
}

Test(walk, translation_faults)
{
	cr_expect(look(VADDR, R).status == FAULT_TRANSLATION);
	cr_expect(look(VADDR, X).status == FAULT_TRANSLATION);
	cr_expect(look(VADDR, W).status == (FAULT_TRANSLATION | FSR_WRITE));
	top(VADDR, 0xfffffffc); /* type 00 */
	cr_expect(look(VADDR, R).status == FAULT_TRANSLATION);
	second(0xfffffffc, 5);
	cr_expect(look(VADDR, R).status == (0x07 | 5 << 4));
	cr_expect(look(VADDR, W).status == (0x07 | 5 << 4 | FSR_WRITE));
	cr_expect(look(VADDR, X).status == 0x07); /* an IFSR has no domain */
}

Test(walk, each_size_with_its_offset)
{
	static const uint32_t masks[] = {0xfff, 0xffff, 0xfffff, 0xffffff};

	for (uint32_t size = 0; size < PAGETABLE_SIZES; size++) {
		uint32_t value = pagetable_page(size, FRAME, R | W, 0, 0);
		struct walk w;

		if (size < 2)
			second(value, 0);
		else
			top(VADDR, value);
		w = look(VADDR + 0x9ab, W);
		cr_expect(w.status == WALK_OK);
		cr_expect(w.paddr == (FRAME | ((VADDR + 0x9ab) & masks[size])), "%x", w.paddr);
		cr_expect(w.page_bits == pagetable_sizes[size].bits);
		cr_expect(w.rights == (R | W));
		cr_expect(w.kind == BUS_MEMORY);
	}
}

Test(walk, a_large_page_lies_in_sixteen_entries_and_a_supersection_too)
{
	uint32_t space = rig_allocate(&rig, 14);

	rig_map(&rig, space, 0x00410000, FRAME + 0x10000, 16, R);
	rig_map(&rig, space, 0x02000000, RIG_RAM, 24, R);
	for (uint32_t offset = 0; offset < 0x10000; offset += 0x1000) {
		struct walk w = walk(&rig.bus, space, CLIENT, 0x00410000 + offset, R, true);

		cr_expect(w.status == WALK_OK && w.paddr == FRAME + 0x10000 + offset);
	}
	cr_expect(walk(&rig.bus, space, CLIENT, 0x00420000, R, true).status != WALK_OK);
	for (uint32_t offset = 0; offset < 1 << 24; offset += 1 << 20)
		cr_expect(walk(&rig.bus, space, CLIENT, 0x02000000 + offset, R, true).paddr ==
			  RIG_RAM + offset);
}

/* AP[2:0], execute never: what user and kernel code may do (table B3-8, WXN = 1). */
Test(walk, every_permission)
{
	static const uint8_t user[8] = {0, 0, R, R | W, 0, 0, R, R};
	static const uint8_t kernel[8] = {0, R | W, R | W, R | W, 0, R, R, R};

	for (uint32_t ap = 0; ap < 8; ap++) {
		for (uint32_t xn = 0; xn < 2; xn++) {
			for (uint32_t level = 1; level <= 2; level++) {
				uint32_t fault = FAULT_PERMISSION + (level == 2 ? 2 : 0);

				if (level == 1)
					top(VADDR, FRAME | 2 | 0xc | xn << 4 | (ap & 3) << 10 |
						       (ap >> 2) << 15);
				else
					second(
					    FRAME | 2 | 0xc | xn | (ap & 3) << 4 | (ap >> 2) << 9,
					    0);
				for (uint32_t is_user = 0; is_user < 2; is_user++) {
					uint32_t may = is_user ? user[ap] : kernel[ap];

					if (!xn && (may & R) && !(may & W))
						may |= X;
					cr_expect(status(VADDR, R, CLIENT, is_user) ==
						  (may & R ? 0 : fault));
					cr_expect(status(VADDR, W, CLIENT, is_user) ==
						  (may & W ? 0 : fault | FSR_WRITE));
					cr_expect(status(VADDR, X, CLIENT, is_user) ==
						  (may & X ? 0 : fault));
				}
			}
		}
	}
}

Test(walk, domains)
{
	second(pagetable_page(0, FRAME, R | X, 0, 0), 6);
	cr_expect(status(VADDR, R, CLIENT, true) == WALK_OK);
	cr_expect(status(VADDR, R, NOBODY, true) == (0x0b | 6 << 4));
	cr_expect(status(VADDR, W, RESERVED, true) == (0x0b | 6 << 4 | FSR_WRITE));
	cr_expect(status(VADDR, X, NOBODY, true) == 0x0b);
	/* Only its own two bits count. */
	cr_expect(status(VADDR, R, 1u << 12, true) == WALK_OK);
	cr_expect(status(VADDR, R, CLIENT & ~(1u << 12), true) == (0x0b | 6 << 4));
	/* A manager is not checked, and so may write, and so not execute. */
	cr_expect(status(VADDR, W, MANAGER, true) == WALK_OK);
	cr_expect(status(VADDR, X, MANAGER, true) == 0x0f);
	top(VADDR, pagetable_page(2, FRAME, R, 0, 9));
	cr_expect(status(VADDR, R, NOBODY, true) == (0x09 | 9 << 4));
	/* A supersection is in domain 0. */
	top(VADDR, pagetable_page(3, FRAME, R, 0, 9));
	cr_expect(status(VADDR, R, 1, true) == WALK_OK);
	cr_expect(status(VADDR, R, CLIENT & ~3u, true) == 0x09);
	/* The domain comes before the permission. */
	second(pagetable_page(0, FRAME, R, 0, 0), 6);
	cr_expect(status(VADDR, W, NOBODY, true) == (0x0b | 6 << 4 | FSR_WRITE));
}

Test(walk, device_memory_is_never_executable)
{
	second(FRAME | 2 | 2 << 4 | 1 << 2, 0); /* read-only, XN clear, shareable device */
	cr_expect(look(VADDR, R).status == WALK_OK);
	cr_expect(look(VADDR, R).memory == PAGETABLE_DEVICE);
	cr_expect(look(VADDR, X).status == 0x0f);
}

Test(walk, what_the_bus_answers)
{
	struct bus_registers uart = {.name = "uart", .base = 0x1c090800, .size = 0x200};

	cr_assert(bus_add_registers(&rig.bus, &uart));
	second(pagetable_page(0, 0x40000000, R | W, 0, 0), 0);
	cr_expect(look(VADDR, R).status == FAULT_EXTERNAL);
	cr_expect(look(VADDR, W).status == (FAULT_EXTERNAL | FSR_WRITE));
	/* The permission comes before the bus. */
	cr_expect(look(VADDR, X).status == 0x0f);
	second(pagetable_page(0, 0x1c090000, R | W, 2, 0), 0);
	cr_expect(look(VADDR, W).status == WALK_OK && look(VADDR, W).kind == BUS_DEVICE);
	second(pagetable_page(0, 0x1c090000, R | X, 0, 0), 0);
	cr_expect(look(VADDR, X).status == FAULT_EXTERNAL);
	/* The end of RAM inside a page that is larger. */
	top(VADDR, pagetable_page(3, RIG_RAM + RIG_RAM_SIZE - (16 << 20), R, 0, 0));
	cr_expect(look(VADDR, R).status == WALK_OK);
	top(VADDR, pagetable_page(3, RIG_RAM + RIG_RAM_SIZE, R, 0, 0));
	cr_expect(look(VADDR, R).status == FAULT_EXTERNAL);
	/* A supersection above 4 GB. */
	top(VADDR, pagetable_page(3, RIG_RAM, R, 0, 0) | 1 << 20);
	cr_expect(look(VADDR, R).status == FAULT_EXTERNAL);
}

Test(walk, tables_that_are_nowhere)
{
	cr_expect(walk(&rig.bus, 0x40000000, CLIENT, VADDR, R, true).status == 0x0c);
	cr_expect(walk(&rig.bus, 0x40000000, CLIENT, VADDR, X, true).status == 0x0c);
	top(VADDR, pagetable_link(0x40000000, 3));
	cr_expect(look(VADDR, W).status == (0x0e | 3 << 4 | FSR_WRITE));
	/* Attribute bits of TTBR0 are no address. */
	top(VADDR, pagetable_page(2, FRAME, R, 0, 0));
	cr_expect(walk(&rig.bus, table | 0x6a, CLIENT, VADDR, R, true).status == WALK_OK);
}

Test(walk, the_kernels_window_is_closed_to_users)
{
	top(0xe0000000, pagetable_kernel_section(RIG_RAM, 0, 0));
	cr_expect(status(0xe0001000, R, CLIENT, true) == (0x0d | 15 << 4));
	cr_expect(status(0xe0001000, W, CLIENT, false) == WALK_OK);
	cr_expect(status(0xe0001000, X, CLIENT, false) == 0x0d);
	top(0xe0000000, pagetable_kernel_section(RIG_RAM, 1, 0));
	cr_expect(status(0xe0001000, X, CLIENT, true) == 0x0d);
	cr_expect(status(0xe0001000, X, CLIENT, false) == WALK_OK);
	cr_expect(status(0xe0001000, W, CLIENT, false) == (0x0d | 15 << 4 | FSR_WRITE));
}
