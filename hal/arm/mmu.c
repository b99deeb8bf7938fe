/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's own translations, and what the core asks for spaces and caches. The first megabyte
 * of the window is mapped by small pages, so that code is not writable, data not executable
 * and the page below the stack not there; the rest of RAM by sections; the last megabyte
 * holds the kernel's device pages. All of it is global and in domain 15.
 */
#include "state.h"

extern char hal_text_end[], hal_rodata_end[], hal_image_end[];

enum {
	PAGE_SIZE = 4096,
	MEGABYTE = 1 << 20,
	SECOND_BYTES = 1024,
	/* Small page descriptors (B3.5.1): normal write-back write-allocate, or
	 * device; AP for the kernel only, read-write or read-only; shareable as all memory is. */
	SMALL = 2,
	SMALL_XN = 1,
	SMALL_NORMAL = 1 << 10 | 1 << 6 | 3 << 2, /* S, TEX 001, C, B */
	SMALL_DEVICE = 1 << 2,			  /* TEX 000, B: shareable device */
	SMALL_KERNEL = 1 << 4,			  /* AP 01 */
	SMALL_READ_ONLY = 1 << 9,		  /* AP[2] */
	/* Section: normal write-back, kernel only, domain 15, executable. */
	SECTION_KERNEL = 2 | 3 << 2 | 1 << 12 | 1 << 10 | 1 << 16 | 15 << 5,
};

static uint32_t image_page(uint32_t at)
{
	uint32_t flags = SMALL | SMALL_NORMAL | SMALL_KERNEL;
	uint32_t text = (uint32_t)hal_text_end - WINDOW_BASE;
	uint32_t rodata = (uint32_t)hal_rodata_end - WINDOW_BASE;

	if (at >= LAYOUT_SCRATCH && at < LAYOUT_STACK)
		return 0;
	if (at < LAYOUT_IMAGE || at >= rodata)
		return flags | SMALL_XN;
	return at < text ? flags | SMALL_READ_ONLY : flags | SMALL_READ_ONLY | SMALL_XN;
}

/* Runs with the MMU off, at its physical address: no memory but through `ram`, the start of RAM. */
void hal_early_tables(uint32_t ram)
{
	uint32_t *top = (uint32_t *)(ram + LAYOUT_TABLE);
	uint32_t *first = (uint32_t *)(ram + LAYOUT_SECOND), *devices = first + 256;
	const uint32_t kernel_index = WINDOW_BASE >> 20;

	for (uint32_t i = 0; i < 4096; i++)
		top[i] = 0;
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t page = image_page(i * PAGE_SIZE);

		first[i] = page ? page | (ram + i * PAGE_SIZE) : 0;
		devices[i] = 0;
	}
	devices[PAGE_UART] = SMALL | SMALL_XN | SMALL_DEVICE | SMALL_KERNEL | BOARD_UART;
	devices[PAGE_GIC_DIST] = SMALL | SMALL_XN | SMALL_DEVICE | SMALL_KERNEL | BOARD_GIC_DIST;
	devices[PAGE_GIC_CPU] =
	    SMALL | SMALL_XN | SMALL_DEVICE | SMALL_KERNEL | (BOARD_GIC_CPU & ~0xfffu);
	top[kernel_index] = (uint32_t)first | 15 << 5 | 1;
	top[DEVICE_BASE >> 20] = (uint32_t)devices | 15 << 5 | 1;
	/* Where the MMU is switched on: the same addresses as before. */
	top[ram >> 20] = ram | SECTION_KERNEL;
}

static uint32_t *kernel_table(void)
{
	return (uint32_t *)(WINDOW_BASE + LAYOUT_TABLE);
}

static void barrier(void)
{
	__asm__ volatile("dsb\n\tisb" : : : "memory");
}

/*
 * The table walk sees these entries from now on. Where it does not look into the first-level data
 * cache (ID_MMFR3, "coherent walk": B4.1.92), they are cleaned to where it looks (B3.3.1).
 */
static void written(const volatile uint32_t *entries, uint32_t count)
{
	uint32_t end = (uint32_t)(entries + count);

	if (!BOARD_WALK_COHERENT) {
		for (uint32_t at = (uint32_t)entries & ~(BOARD_CACHE_LINE - 1u); at < end;
		     at += BOARD_CACHE_LINE)
			__asm__ volatile("mcr p15, 0, %0, c7, c11, 1" : : "r"(at)); /* DCCMVAU */
	}
	barrier();
}

static void flush_all(void)
{
	__asm__ volatile("mcr p15, 0, %0, c8, c7, 0" : : "r"(0)); /* TLBIALL */
	__asm__ volatile("mcr p15, 0, %0, c7, c5, 6" : : "r"(0)); /* BPIALL */
	barrier();
}

/* Where the MMU was switched on is not mapped any more. */
void hal_mmu_forget_start(void)
{
	uint32_t *start = kernel_table() + ((uint32_t)BOARD_RAM_BASE >> PAGETABLE_TOP_SHIFT);

	*start = 0;
	written(start, 1);
	flush_all();
}

/* Map the RAM that was found. */
void hal_mmu_finish(uint32_t ram_size)
{
	uint32_t *top = kernel_table();
	uint32_t first = WINDOW_BASE >> PAGETABLE_TOP_SHIFT;

	hal_window_size = ram_size < HAL_WINDOW_RAM ? ram_size : HAL_WINDOW_RAM;
	for (uint32_t i = 1; i < hal_window_size >> PAGETABLE_TOP_SHIFT; i++)
		top[first + i] =
		    pagetable_kernel_section(BOARD_RAM_BASE + (i << PAGETABLE_TOP_SHIFT), 0, 0);
	written(top, PAGETABLE_TOP_ENTRIES);
	flush_all();
}

static void map_page(enum hal_device_page page, uint32_t entry)
{
	uint32_t *devices = (uint32_t *)(WINDOW_BASE + LAYOUT_SECOND) + 256;

	/* Never one memory type beside another: first none (B3.10.1). */
	devices[page] = 0;
	written(devices + page, 1);
	__asm__ volatile("mcr p15, 0, %0, c8, c7, 1" /* TLBIMVA */
			 :
			 : "r"(DEVICE_BASE + (uint32_t)page * PAGE_SIZE));
	barrier();
	devices[page] = entry | SMALL | SMALL_XN | SMALL_KERNEL;
	written(devices + page, 1);
}

/* A page of registers, which only one kind of board has. */
void hal_map_device(enum hal_device_page page, paddr_t paddr)
{
	map_page(page, (paddr & ~0xfffu) | SMALL_DEVICE);
}

/* One page of physical memory, where the kernel can reach it until the next call; not cached only
 * what is not mapped otherwise. */
void *hal_map_temporary(paddr_t paddr, bool cached)
{
	map_page(PAGE_TEMPORARY, (paddr & ~0xfffu) | (cached ? SMALL_NORMAL : SMALL_DEVICE));
	return (void *)(DEVICE_BASE + PAGE_TEMPORARY * PAGE_SIZE + (paddr & 0xfff));
}

/* --- Address spaces ------------------------------------------------------------------ */

uint32_t hal_space_init(ref_t table)
{
	uint32_t *to = hal_pointer(table), *from = kernel_table();
	uint32_t first = WINDOW_BASE >> PAGETABLE_TOP_SHIFT;

	for (uint32_t i = first; i < first + 256; i++)
		to[i] = from[i];
	written(to + first, 256);
	return asid_take(&hal_asids);
}

/* The running thread may have ended its own space, and a walk gone on until here: not further. */
void hal_space_free(ref_t table, uint32_t asid)
{
	uint32_t ttbr0, kernel = BOARD_RAM_BASE + LAYOUT_TABLE;

	__asm__ volatile("mrc p15, 0, %0, c2, c0, 0" : "=r"(ttbr0));
	if ((ttbr0 & ~0x3fffu) == hal_paddr(table))
		__asm__ volatile("mcr p15, 0, %0, c2, c0, 0\n\tisb"
				 :
				 : "r"(kernel | BOARD_TTBR_WALK));
	hal_tlb_flush_space(table, asid);
	asid_give(&hal_asids, asid);
}

void hal_context_space(struct context *context, ref_t table, uint32_t asid)
{
	context->ttbr0 =
	    (table ? hal_paddr(table) : BOARD_RAM_BASE + LAYOUT_TABLE) | BOARD_TTBR_WALK;
	context->contextid = asid;
	context_mark(context);
}

void hal_entries_write(ref_t first, uint32_t value, uint32_t count)
{
	volatile uint32_t *entry = hal_pointer(first);

	for (uint32_t i = 0; i < count; i++)
		entry[i] = value;
	written(entry, count);
}

/* After a change of translations (B3.10.5): TLB, branch predictor, barriers. */
static void flushed(void)
{
	__asm__ volatile("mcr p15, 0, %0, c7, c5, 6" : : "r"(0)); /* BPIALL */
	barrier();
}

/* One operation covers a large page or a section, 16 a supersection. All ASIDs. */
void hal_tlb_flush(uint32_t vaddr, uint32_t bits)
{
	uint32_t end = vaddr + ((1u << bits) - 1);

	barrier();
	for (uint32_t at = vaddr; at - vaddr <= end - vaddr; at += MEGABYTE)
		__asm__ volatile("mcr p15, 0, %0, c8, c7, 3" : : "r"(at & ~0xfffu)); /* TLBIMVAA */
	flushed();
}

void hal_tlb_flush_space(ref_t table, uint32_t asid)
{
	(void)table;
	barrier();
	__asm__ volatile("mcr p15, 0, %0, c8, c7, 2" : : "r"(asid & 0xff)); /* TLBIASID */
	flushed();
}
