/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The first component: the policy module, with a capability to everything. Its
 * objects are made of the largest piece of RAM, as any other's; so it can revoke
 * even those it does not need. Runs once, uninterrupted.
 */
#include "core/index.h"
#include "core/include/pith/boot.h"

enum {
	POLICY_CSPACE_BITS = 12,
	POLICY_PRIORITY = 255,
	PAGE_BITS = 12,
	PAGE = 1 << PAGE_BITS,
	MEGABYTE = 1 << 20,
};

static const uint64_t policy_budget = 10000000; /* ns */

struct builder {
	struct cpu *cpu;
	const struct hal_boot *boot;
	struct bootinfo *info;
	struct cspace *cspace;
	struct slot *untyped; /* what the policy module is made of */
	ref_t space;
	uint32_t next; /* free slot */
	bool failed;   /* out of memory or slots */
};

static uint32_t page_up(uint32_t value)
{
	return (value + PAGE - 1) & ~(uint32_t)(PAGE - 1);
}

/* The largest power of two that is aligned at `start` and not beyond `end`, as bits. */
static uint32_t piece_bits(paddr_t start, paddr_t end)
{
	uint32_t bits = (uint32_t)__builtin_ctz(start);

	while (bits > 31 || end - start < 1u << bits)
		bits--;
	return bits;
}

static struct slot *next_slot(struct builder *b)
{
	struct slot *slot = cspace_slot(b->cspace, b->next);

	if (!slot) {
		b->failed = true;
		return 0;
	}
	b->next++;
	return slot;
}

static void zero(paddr_t paddr, uint32_t bytes)
{
	for (uint32_t done = 0; done < bytes; done += HAL_STEP_BYTES)
		hal_zero(
		    paddr + done, bytes - done < HAL_STEP_BYTES ? bytes - done : HAL_STEP_BYTES);
}

/* Make an object in a slot; its memory is where *paddr says. */
static bool make(
    struct builder *b, struct slot *to, enum pith_type type, uint32_t bits, paddr_t *paddr)
{
	if (b->failed || !to || !untyped_room(b->untyped, bits, paddr)) {
		b->failed = true;
		return false;
	}
	zero(*paddr, 1u << bits);
	untyped_make(b->cpu, b->untyped, to, type, bits, PITH_MEMORY_NORMAL);
	if (b->untyped->aux < b->untyped->badge)
		b->untyped->aux = b->untyped->badge;
	return true;
}

/* Map a frame for the policy module, making page tables as they are needed. */
static void map(struct builder *b, struct slot *frame, uint32_t address, uint32_t rights)
{
	uint32_t index = address >> PAGETABLE_TOP_SHIFT;
	struct space *space = space_at(b->space);
	struct slot *table;
	paddr_t paddr;
	ref_t entry;

	if (b->failed)
		return;
	if (pagetable_sizes[frame->object & FRAME_SIZE_MASK].level == 2 && !space->table[index]) {
		table = next_slot(b);
		if (!make(b, table, PITH_TYPE_PAGETABLE, 11, &paddr))
			return;
		pagetable_place(table, b->space, index, 0);
	}
	if (frame_entry(frame, space, address, &entry))
		b->failed = true;
	else
		frame_place(frame, entry, address, rights);
}

/* Make a page, map it, and tell where the kernel sees it; 0 if there is no room. */
static void *make_page(struct builder *b, struct slot *slot, uint32_t address, uint32_t rights)
{
	paddr_t paddr;

	if (!make(b, slot, PITH_TYPE_FRAME, PAGE_BITS, &paddr))
		return 0;
	map(b, slot, address, rights);
	return hal_pointer(hal_window(paddr));
}

/* Make Untyped capabilities of [start, end), each tell in bootinfo if `tell`. */
static void make_untyped(struct builder *b, paddr_t start, paddr_t end, paddr_t except, bool tell)
{
	while (start < end && !b->failed) {
		uint32_t bits = piece_bits(start, end);

		if (start != except && bits >= PITH_UNTYPED_BITS_MIN) {
			struct slot *slot = next_slot(b);

			if (!slot || (tell && b->info->regions == PITH_BOOT_REGIONS)) {
				b->failed = true;
				return;
			}
			slot_fill(slot, &b->cpu->root, CAP_UNTYPED, start | bits, 0);
			if (tell)
				b->info->region[b->info->regions++] = (struct bootinfo_region){
				    .slot = b->next - 1, .paddr = start, .bits = bits};
		}
		start += 1u << bits;
	}
}

/* The frames of one Untyped that is full of them, mapped for reading. */
static void map_blob_piece(struct builder *b, struct slot *untyped, uint32_t base)
{
	uint32_t bits = untyped->object & UNTYPED_BITS_MASK, size = 2;
	paddr_t start = untyped->object & (uint32_t)UNTYPED_PADDR_MASK;

	while (pagetable_sizes[size].bits > bits)
		size--;
	bits = pagetable_sizes[size].bits;
	for (uint32_t i = 0; i < 1u << ((untyped->object & UNTYPED_BITS_MASK) - bits); i++) {
		struct slot *frame = next_slot(b);

		if (!frame)
			return;
		hal_object_born(hal_window(start), 1u << bits);
		slot_fill(frame, untyped, CAP_FRAME, start | size, 0);
		map(b, frame, base + start, PITH_READ);
		start += 1u << bits;
	}
	untyped->badge = 1u << (untyped->object & UNTYPED_BITS_MASK);
	untyped->aux = untyped->badge;
}

static void map_blob(struct builder *b)
{
	const struct hal_boot *boot = b->boot;
	paddr_t end = boot->firmware_size ? page_up(boot->firmware + boot->firmware_size)
					  : page_up(boot->blob + boot->blob_size);
	/* Added to a physical address: so both are alike within each megabyte. */
	uint32_t base = PITH_BOOT_BLOB_VADDR - (boot->blob & ~(uint32_t)(MEGABYTE - 1));

	b->info->blob_paddr = boot->blob;
	b->info->blob_vaddr = base + boot->blob;
	b->info->blob_size = boot->blob_size;
	b->info->firmware_size = boot->firmware_size;
	if (boot->firmware_size)
		b->info->firmware_vaddr = base + boot->firmware;
	b->info->blob_untyped_first = b->next;
	make_untyped(b, boot->blob, end, 0, false);
	b->info->blob_untyped_count = b->next - b->info->blob_untyped_first;
	b->info->blob_first_slot = b->next;
	for (uint32_t i = 0; i < b->info->blob_untyped_count && !b->failed; i++)
		map_blob_piece(b, cspace_slot(b->cspace, b->info->blob_untyped_first + i), base);
	b->info->blob_slots = b->next - b->info->blob_first_slot;
}

/* Code and data, copied out of the blob, and what is zero behind them. */
static void load_image(struct builder *b, const struct pith_image *image)
{
	const uint32_t *source = (const uint32_t *)(const void *)image;
	uint32_t loaded = image->text_size + image->data_size;

	for (uint32_t at = 0; at < image->memory_size; at += PAGE) {
		uint32_t rights =
		    at < image->text_size ? PITH_READ | PITH_EXECUTE : PITH_READ | PITH_WRITE;
		uint32_t *page = make_page(b, next_slot(b), PITH_BOOT_IMAGE_VADDR + at, rights);

		if (!page)
			return;
		for (uint32_t i = 0; at < loaded && i < PAGE / sizeof(*page); i++)
			page[i] = source[at / sizeof(*page) + i];
		if (at < image->text_size)
			hal_icache_sync(hal_paddr(hal_ref(page)), PAGE);
	}
}

static bool image_valid(const struct pith_image *image, uint32_t size)
{
	if (size < sizeof(*image) || image->magic != PITH_BOOT_MAGIC)
		return false;
	if ((image->text_size | image->data_size | image->memory_size) & (PAGE - 1))
		return false;
	if (image->memory_size > MEGABYTE || image->text_size > image->memory_size ||
	    image->data_size > image->memory_size - image->text_size ||
	    image->text_size + image->data_size > size)
		return false;
	return image->entry - PITH_BOOT_IMAGE_VADDR < image->text_size && !(image->entry & 3);
}

static void make_thread(struct builder *b, const struct pith_image *image)
{
	static const char name[] = "policy";
	struct slot *slot = cspace_slot(b->cspace, PITH_BOOT_THREAD);
	struct thread *thread;
	struct schedcontext *sc;
	paddr_t paddr;

	if (!make(b, slot, PITH_TYPE_THREAD, 10, &paddr))
		return;
	thread = thread_at(slot->object);
	slot = cspace_slot(b->cspace, PITH_BOOT_SCHEDCONTEXT);
	if (!make(b, slot, PITH_TYPE_SCHEDCONTEXT, 7, &paddr))
		return;
	sc = schedcontext_at(slot->object);
	sc->budget = hal_ticks(policy_budget);
	sc->period = sc->budget;
	schedcontext_refill(sc);
	thread->priority = POLICY_PRIORITY;
	thread->ceiling = POLICY_PRIORITY;
	for (uint32_t i = 0; name[i]; i++)
		thread->name[i] = name[i];
	thread->context.pc = image->entry;
	thread->context.r[0] = PITH_BOOT_BOOTINFO_VADDR;
	thread->context.r[CONTEXT_SP] = PITH_BOOT_STACK_TOP;
	thread_set_slot(b->cpu, thread, SLOT_CSPACE, cspace_slot(b->cspace, PITH_BOOT_CSPACE));
	thread_set_slot(b->cpu, thread, SLOT_SPACE, cspace_slot(b->cspace, PITH_BOOT_SPACE));
	thread_set_slot(b->cpu, thread, SLOT_BUFFER, cspace_slot(b->cspace, PITH_BOOT_BUFFER));
	schedcontext_bind(b->cpu, sc, thread);
}

/* The largest piece of free RAM that the kernel reaches. */
static paddr_t largest_piece(paddr_t start, paddr_t end, uint32_t *bits)
{
	paddr_t best = 0;

	*bits = 0;
	while (start < end) {
		uint32_t piece = piece_bits(start, end);

		if (piece > *bits && hal_window(start) && hal_window(start + (1u << piece) - 1)) {
			best = start;
			*bits = piece;
		}
		start += 1u << piece;
	}
	return best;
}

/* The CSpace is the first object of its Untyped, and holds the capabilities to both. */
static bool make_cspace(struct builder *b, paddr_t paddr, uint32_t bits)
{
	uint32_t bytes = 1u << (POLICY_CSPACE_BITS + PITH_SLOT_BITS);
	ref_t ref = hal_window(paddr);

	if (bytes > 1u << bits)
		return false;
	zero(paddr, bytes);
	hal_object_born(ref, bytes);
	cspace_init(ref, POLICY_CSPACE_BITS);
	b->cspace = cspace_at(ref);
	b->next = PITH_BOOT_FIRST_FREE;
	b->untyped = next_slot(b);
	slot_fill(b->untyped, &b->cpu->root, CAP_UNTYPED, paddr | bits, bytes);
	b->untyped->aux = bytes;
	slot_fill(cspace_slot(b->cspace, PITH_BOOT_CSPACE), b->untyped, CAP_CSPACE, ref, 0);
	return true;
}

static void init_cpu(struct cpu *cpu)
{
	cpu->top = PRIORITY_NONE;
	cpu->began = hal_time();
	for (uint32_t i = 0; i < HAL_IRQ_LINES; i++)
		cpu->irqs[i].header.word = i;
}

static void make_controls(struct builder *b)
{
	slot_fill(
	    cspace_slot(b->cspace, PITH_BOOT_IRQCONTROL), &b->cpu->root, CAP_IRQCONTROL, 0, 0);
	slot_fill(
	    cspace_slot(b->cspace, PITH_BOOT_SCHEDCONTROL), &b->cpu->root, CAP_SCHEDCONTROL, 0, 0);
	for (uint32_t i = 0; i < b->boot->device_count; i++) {
		const struct hal_region *device = &b->boot->devices[i];
		struct slot *slot = next_slot(b);

		if (!slot || b->info->regions == PITH_BOOT_REGIONS) {
			b->failed = true;
			return;
		}
		slot_fill(slot, &b->cpu->root, CAP_DEVICE_UNTYPED, device->paddr | device->bits, 0);
		b->info->region[b->info->regions++] =
		    (struct bootinfo_region){b->next - 1, device->paddr, device->bits, 1};
	}
}

enum boot_result core_boot(struct cpu *cpu, const struct hal_boot *boot)
{
	struct builder b = {.cpu = cpu, .boot = boot};
	paddr_t ram_end = boot->ram_base + boot->ram_size, free, home, paddr;
	const struct pith_image *image = hal_pointer(hal_window(boot->policy));
	/* RAM up to here is in the kernel's window. */
	paddr_t reached =
	    boot->ram_size > HAL_WINDOW_RAM ? boot->ram_base + HAL_WINDOW_RAM : ram_end;
	uint32_t bits;

	_Static_assert(sizeof(struct cpu) <= CPU_SIZE, "the HAL reserves CPU_SIZE bytes");
	_Static_assert(sizeof(struct bootinfo) <= PAGE, "bootinfo is one page");
	if (!image_valid(image, boot->policy_size))
		return BOOT_BAD_IMAGE;
	free = boot->firmware_size ? page_up(boot->firmware + boot->firmware_size)
				   : page_up(boot->blob + boot->blob_size);
	if (free > ram_end)
		return BOOT_NO_MEMORY;
	init_cpu(cpu);
	if (free < reached)
		hal_object_died(hal_window(free), reached - free);
	home = largest_piece(free, ram_end, &bits);
	if (!home || !make_cspace(&b, home, bits))
		return BOOT_NO_MEMORY;

	if (make(&b, cspace_slot(b.cspace, PITH_BOOT_SPACE), PITH_TYPE_SPACE, 15, &paddr))
		b.space = hal_window(paddr);
	b.info = make_page(
	    &b, cspace_slot(b.cspace, PITH_BOOT_BOOTINFO), PITH_BOOT_BOOTINFO_VADDR, PITH_READ);
	make_page(&b, cspace_slot(b.cspace, PITH_BOOT_BUFFER), PITH_BOOT_BUFFER_VADDR,
	    PITH_READ | PITH_WRITE);
	if (b.failed)
		return BOOT_NO_MEMORY;
	*b.info = (struct bootinfo){.magic = PITH_BOOT_MAGIC,
	    .version = PITH_BOOT_VERSION,
	    .cspace_bits = POLICY_CSPACE_BITS,
	    .ram_base = boot->ram_base,
	    .ram_size = boot->ram_size,
	    .irq_lines = HAL_IRQ_LINES,
	    .regions = 1};
	b.info->region[0] = (struct bootinfo_region){PITH_BOOT_FIRST_FREE, home, bits, 0};
	for (uint32_t at = 0; at < PITH_BOOT_STACK_SIZE; at += PAGE)
		make_page(&b, next_slot(&b), PITH_BOOT_STACK_TOP - PITH_BOOT_STACK_SIZE + at,
		    PITH_READ | PITH_WRITE);
	load_image(&b, image);
	make_thread(&b, image);
	make_untyped(&b, free, ram_end, home, true);
	make_controls(&b);
	if (!b.failed)
		map_blob(&b);
	if (b.failed)
		return BOOT_NO_MEMORY;
	b.info->first_free_slot = b.next;
	cpu->policy = hal_ref(b.cspace);
	schedule_ready(cpu, thread_at(cspace_slot(b.cspace, PITH_BOOT_THREAD)->object));
	schedule_leave(cpu, 0);
	return BOOT_OK;
}
