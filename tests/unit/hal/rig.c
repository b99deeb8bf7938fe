/* SPDX-License-Identifier: BSD-2-Clause */
/* The bench: see rig.h. */
#include "rig.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/mman.h>

void rig_set_up(struct rig *rig, uint32_t instances)
{
	struct bus_memory ram = {RIG_RAM, RIG_RAM_SIZE, 0};
	const char *why = "";

	memset(rig, 0, sizeof(*rig));
	ram.bytes =
	    mmap(0, RIG_RAM_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	cr_assert(ram.bytes != MAP_FAILED);
	cr_assert(bus_add_memory(&rig->bus, &ram));
	rig->ram = ram.bytes;
	rig->next = RIG_RAM;
	clock_init(&rig->clock);
	rig->code = rig_allocate(rig, 16);
	memcpy(rig_word(rig, rig->code), code_bytes, sizeof(code_bytes));
	if (instances) {
		rig->engine = engine_new(&rig->bus, &rig->clock, instances, &why);
		cr_assert(rig->engine != 0, "%s", why);
	}
}

void rig_tear_down(struct rig *rig)
{
	engine_free(rig->engine);
	munmap(rig->ram, RIG_RAM_SIZE);
}

uint32_t rig_allocate(struct rig *rig, uint32_t bits)
{
	uint32_t size = UINT32_C(1) << bits;
	uint32_t paddr = (rig->next + size - 1) & -size;

	cr_assert(paddr + size <= (uint32_t)RIG_RAM + RIG_RAM_SIZE, "the bench is out of memory");
	rig->next = paddr + size;
	return paddr;
}

uint32_t *rig_word(struct rig *rig, uint32_t paddr)
{
	return (uint32_t *)(void *)(rig->ram + (paddr - RIG_RAM));
}

void rig_map(
    struct rig *rig, uint32_t ttbr0, uint32_t vaddr, uint32_t paddr, uint32_t bits, uint32_t rights)
{
	uint32_t size = bits == 12 ? 0 : bits == 16 ? 1 : bits == 20 ? 2 : 3;
	uint32_t value = rights ? pagetable_page(size, paddr, rights, 0, 0) : 0;
	uint32_t *entry = rig_word(rig, ttbr0) + (vaddr >> 20);

	if (size < 2) {
		if (!*entry)
			*entry = pagetable_link(rig_allocate(rig, 10), 0);
		entry = rig_word(rig, (*entry & ~0x3ffu)) + (vaddr >> 12 & 255);
	}
	for (uint32_t i = 0; i < pagetable_sizes[size].entries; i++)
		entry[i] = value;
}

uint32_t rig_where(struct rig *rig, uint32_t ttbr0, uint32_t vaddr)
{
	struct walk w = walk(&rig->bus, ttbr0, 1, vaddr, R, true);

	cr_assert(w.status == WALK_OK);
	return w.paddr;
}

uint32_t rig_space(struct rig *rig)
{
	uint32_t ttbr0 = rig_allocate(rig, 14);

	for (uint32_t i = 0; i < sizeof(code_bytes); i += 4096)
		rig_map(rig, ttbr0, RIG_CODE + i, rig->code + i, 12, R | X);
	rig_map(rig, ttbr0, RIG_DATA, rig_allocate(rig, 12), 12, R | W);
	rig_map(rig, ttbr0, RIG_DATA + 4096, rig_allocate(rig, 12), 12, R | W);
	rig_map(rig, ttbr0, RIG_CONST, rig_allocate(rig, 12), 12, R);
	return ttbr0;
}

struct context rig_thread(uint32_t ttbr0, uint32_t offset, bool thumb)
{
	return (struct context){
	    .pc = RIG_CODE + offset,
	    .cpsr = CPSR_USER | (thumb ? CPSR_THUMB : 0),
	    .ttbr0 = ttbr0,
	    .dacr = 1,
	};
}

struct trap rig_run_vfp(struct rig *rig, struct context *context, struct vfp_state *vfp)
{
	struct trap trap = {0};

	cr_assert(engine_run(rig->engine, context, vfp, rig->clock.now + RIG_PATIENCE, &trap), "%s",
	    engine_error(rig->engine));
	return trap;
}

struct trap rig_run(struct rig *rig, struct context *context)
{
	return rig_run_vfp(rig, context, 0);
}
