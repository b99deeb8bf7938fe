/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Descriptor values against the bit layouts of the manual (ARM ARM DDI 0406C, figures
 * B3-4 and B3-5), and that what is written is what is read.
 */
#include <criterion/criterion.h>
#include "hal/armv7/pagetable.h"

enum { READ = 1, WRITE = 2, EXECUTE = 4, NORMAL = 0, UNCACHED = 1, DEVICE = 2 };
enum { SMALL, LARGE, SECTION, SUPER };

Test(pagetable, values_are_those_of_the_manual)
{
	/* Small page: XN 0, type 1x; C B 3:2; AP[1:0] 5:4; TEX 8:6; AP[2] 9; S 10; nG 11. */
	cr_expect(pagetable_page(SMALL, 0x12345000, READ | WRITE, NORMAL, 3) ==
		  (0x12345000 | 1 | 2 | 0xc | 0x30 | 1 << 6 | 1 << 10 | 1 << 11));
	cr_expect(pagetable_page(SMALL, 0x12345000, READ | EXECUTE, NORMAL, 0) ==
		  (0x12345000 | 2 | 0xc | 0x20 | 1 << 6 | 1 << 10 | 1 << 11));
	/* Large page: type 01; TEX 14:12; XN 15. */
	cr_expect(pagetable_page(LARGE, 0x12340000, READ, UNCACHED, 0) ==
		  (0x12340000 | 1 | 0x20 | 1 << 10 | 1 << 11 | 1 << 12 | 1 << 15));
	/* Section: type 10; XN 4; domain 8:5; AP[1:0] 11:10; TEX 14:12; AP[2] 15; S 16; nG 17. */
	cr_expect(pagetable_page(SECTION, 0x12300000, READ | WRITE, DEVICE, 5) ==
		  (0x12300000 | 2 | 1 << 2 | 1 << 4 | 5 << 5 | 3 << 10 | 1 << 17));
	/* Supersection: bit 18, and no domain. */
	cr_expect(pagetable_page(SUPER, 0x12000000, READ | EXECUTE, NORMAL, 5) ==
		  (0x12000000 | 2 | 0xc | 2 << 10 | 1 << 12 | 1 << 16 | 1 << 17 | 1 << 18));
	cr_expect(pagetable_link(0x12345400, 7) == (0x12345400 | 1 | 7 << 5));
	/* The kernel's: global, domain 15, AP 001 or 101. */
	cr_expect(pagetable_kernel_section(0x80000000, 0, NORMAL) ==
		  (0x80000000 | 2 | 0xc | 1 << 4 | 15 << 5 | 1 << 10 | 1 << 12 | 1 << 16));
	cr_expect(pagetable_kernel_section(0x80000000, 1, NORMAL) ==
		  (0x80000000 | 2 | 0xc | 15 << 5 | 1 << 10 | 1 << 12 | 1 << 15 | 1 << 16));
}

Test(pagetable, impossible_pages_are_refused)
{
	for (uint32_t size = 0; size < PAGETABLE_SIZES; size++) {
		cr_expect(pagetable_page(size, 0, 0, NORMAL, 0) == 0);
		cr_expect(pagetable_page(size, 0, WRITE, NORMAL, 0) == 0);
		cr_expect(pagetable_page(size, 0, EXECUTE, NORMAL, 0) == 0);
		cr_expect(pagetable_page(size, 0, READ | WRITE | EXECUTE, NORMAL, 0) == 0);
		cr_expect(pagetable_page(size, 0, READ, 3, 0) == 0);
	}
	cr_expect(pagetable_page(PAGETABLE_SIZES, 0, READ, NORMAL, 0) == 0);
}

Test(pagetable, what_is_written_is_what_is_read)
{
	static const uint8_t rights[] = {READ, READ | WRITE, READ | EXECUTE};
	static const uint8_t types[] = {PAGETABLE_NORMAL, PAGETABLE_UNCACHED, PAGETABLE_DEVICE};

	for (uint32_t size = 0; size < PAGETABLE_SIZES; size++)
		for (uint32_t r = 0; r < 3; r++)
			for (uint32_t memory = 0; memory < 3; memory++) {
				uint32_t value =
				    pagetable_page(size, 0xff000000, rights[r], memory, 9);
				struct pagetable_entry entry = pagetable_sizes[size].level == 1
								   ? pagetable_decode_top(value)
								   : pagetable_decode_second(value);

				cr_expect(entry.kind == PAGETABLE_PAGE);
				cr_expect(entry.paddr == 0xff000000);
				cr_expect(entry.size == size);
				cr_expect(entry.domain == (size == SECTION ? 9 : 0));
				cr_expect(entry.memory == types[memory]);
				cr_expect(!entry.global && !entry.beyond);
				cr_expect(pagetable_user_rights(entry.access) ==
					  (rights[r] & (READ | WRITE)));
				cr_expect(pagetable_kernel_rights(entry.access) == (READ | WRITE));
				cr_expect(entry.execute ==
					  (rights[r] & EXECUTE && memory != DEVICE ? 1 : 0));
			}
}

Test(pagetable, every_memory_type)
{
	/* TEX 2:0, C, B: table B3-10. R is reserved or implementation defined, like device. */
	enum { N = PAGETABLE_NORMAL, U = PAGETABLE_UNCACHED, D = PAGETABLE_DEVICE, R = D };
	static const uint8_t expected[32] = {D, D, N, N, U, R, R, N, D, R, R, R, R, R, R, R, U, N,
	    N, N, N, N, N, N, N, N, N, N, N, N, N, N};

	for (uint32_t bits = 0; bits < 32; bits++) {
		uint32_t cb = (bits & 3) << 2, tex = bits >> 2;

		cr_expect(pagetable_decode_second(2 | cb | tex << 6).memory == expected[bits]);
		cr_expect(pagetable_decode_second(1 | cb | tex << 12).memory == expected[bits]);
		cr_expect(pagetable_decode_top(2 | cb | tex << 12).memory == expected[bits]);
	}
}

Test(pagetable, other_kinds)
{
	struct pagetable_entry entry;

	for (uint32_t i = 0; i < 256; i++) {
		uint32_t value = i * 0x01234567 & ~3u; /* type 00: the rest is software's */

		cr_expect(pagetable_decode_top(value).kind == PAGETABLE_FAULT);
		cr_expect(pagetable_decode_second(value).kind == PAGETABLE_FAULT);
	}
	entry = pagetable_decode_top(0x34567800 | 1 | 6 << 5);
	cr_expect(entry.kind == PAGETABLE_LINK);
	cr_expect(entry.paddr == 0x34567800);
	cr_expect(entry.domain == 6);
	/* Type 11 is a section that the kernel may not execute: for user code as 10. */
	entry = pagetable_decode_top(0x12300000 | 3 | 2 << 5 | 3 << 10);
	cr_expect(entry.kind == PAGETABLE_PAGE && entry.paddr == 0x12300000 && entry.execute);
	/* A supersection above 4 GB: PA[35:32] in 23:20, PA[39:36] in 8:5. */
	cr_expect(pagetable_decode_top(0x12100000 | 2 | 1 << 18).beyond);
	cr_expect(pagetable_decode_top(0x12000000 | 2 | 1 << 18 | 1 << 5).beyond);
	cr_expect(!pagetable_decode_top(0x12000000 | 2 | 1 << 18).beyond);
}
