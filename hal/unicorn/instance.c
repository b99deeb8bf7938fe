/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Running an instance of Unicorn, and its caches. What Unicorn does not stand is
 * kept from it here: its run is stopped from block, interrupt and invalid-instruction
 * hooks only; no page is both writable and executable; no physical address goes in that
 * is not mapped; code that changed is dropped by name. How it is set up is in
 * instance_open.c.
 */
#include "instance.h"

#include <string.h>
#include "access.h"
#include "armv7/pagetable.h"
#include "block.h"
#include "instance_setup.h"
#include "walk.h"

/*
 * The key of a block: eight times its address and its size, in one sum that a single instruction
 * of the host makes. Blocks that have the same place are so far apart that no two of them
 * have the same sum. Above it is the generation of the space's translations. If the same bytes
 * could be a block in the other instruction set, UNCERTAIN keeps it from being taken as known.
 * LIMIT, in the instance only, keeps every block from it.
 */
enum { KEY_ADDRESS = 8, KEY_SIZE_MAX = 0x1fff };
#define KEY_UNCERTAIN	(UINT64_C(1) << 36)
#define KEY_LIMIT	(UINT64_C(1) << 37)
#define KEY_GENERATION	(UINT64_C(1) << 38)
#define KEY_GENERATIONS (-KEY_GENERATION)
_Static_assert((int)BLOCK_BYTES <= (int)KEY_SIZE_MAX, "the size fits");
_Static_assert((int)INSTANCE_BLOCKS * 2 * KEY_ADDRESS > (int)KEY_SIZE_MAX,
    "of the same place: one block, or more than its size apart");

/* No block has an odd address. */
enum { NO_BLOCK = 1 };

/* So often, in instructions, the translation buffer is looked at: it cannot fill up between. */
enum { GUARD_INTERVAL = 100000 };

/* A window address that no user code can reach: where icache_sync shows Unicorn a frame. */
enum { SYNC_VADDR = 0xeffff000 };

enum { PAGE_MASK = BUS_PAGE - 1, SYNC_CHUNK = 16 << 20 };

static const int register_ids[INSTANCE_REGISTERS] = {
    UC_ARM_REG_R0,
    UC_ARM_REG_R1,
    UC_ARM_REG_R2,
    UC_ARM_REG_R3,
    UC_ARM_REG_R4,
    UC_ARM_REG_R5,
    UC_ARM_REG_R6,
    UC_ARM_REG_R7,
    UC_ARM_REG_R8,
    UC_ARM_REG_R9,
    UC_ARM_REG_R10,
    UC_ARM_REG_R11,
    UC_ARM_REG_R12,
    UC_ARM_REG_SP,
    UC_ARM_REG_LR,
    UC_ARM_REG_CPSR,
    UC_ARM_REG_CP_REG,
    UC_ARM_REG_PC,
    UC_ARM_REG_CP_REG,
    UC_ARM_REG_FPEXC,
};

/* --- Code and blocks ----------------------------------------------------------------- */

/* Forget what blocks are worth: their code or its mapping may be another now. */
static void new_generation(struct instance *instance)
{
	uint64_t generation = (instance->key & KEY_GENERATIONS) + KEY_GENERATION;

	if (generation == 0) { /* all used up: start again with none */
		memset(instance->blocks, 0, sizeof(instance->blocks));
		generation = KEY_GENERATION;
	}
	instance->key = generation;
	instance->code_pages = 0;
}

static uint64_t page_bit(uint32_t vaddr)
{
	return UINT64_C(1) << vaddr / BUS_PAGE % 64;
}

static inline uint64_t key_of(uint64_t address, uint32_t size)
{
	return address * KEY_ADDRESS + size;
}

/* Where a block of this address has its place. */
static inline struct instance_block *place_of(struct instance *instance, uint64_t address)
{
	return &instance->blocks[address / 2 % INSTANCE_BLOCKS];
}

/* The block that started last: nothing took its place since, or it would be the last. 0: none. */
static const struct instance_block *last_block(const struct instance *instance)
{
	if (instance->last == NO_BLOCK)
		return 0;
	return place_of((struct instance *)instance, instance->last);
}

/* The instruction set of the block that starts now. */
static bool is_thumb(const struct instance *instance)
{
	const struct instance_block *last = last_block(instance);
	uint32_t cpsr;

	if (!last)
		return instance->started_thumb;
	if (!last->switches)
		return last->thumb;
	uc_reg_read(instance->uc, UC_ARM_REG_CPSR, &cpsr);
	return cpsr & CPSR_THUMB;
}

/* A block that is new or uncertain. */
static const struct instance_block *find_block(
    struct instance *instance, uint32_t address, uint32_t size)
{
	struct instance_block *block = place_of(instance, address);
	uint64_t key = (instance->key & KEY_GENERATIONS) + key_of(address, size);
	uint16_t code[BLOCK_HALFWORDS];
	struct block_info info;
	uint32_t cpsr;
	bool thumb;

	if (block->key == key)
		return block;
	thumb = is_thumb(instance);
	if (block->key == (key | KEY_UNCERTAIN) && block->thumb == thumb)
		return block;
	if (size > BLOCK_BYTES)
		size = BLOCK_BYTES;
	/* All of it was just fetched, so all of it is there; it may reach into a second page. */
	for (uint32_t at = 0, got; at < size / 2; at += got) {
		got = access_code(instance->bus, instance->ttbr0, instance->dacr, address + at * 2,
		    &code[at], size / 2 - at);
		if (!got)
			break;
	}
	instance->code_pages |= page_bit(address) | page_bit(address + size - 1);
	info = block_scan(code, address, size, thumb);
	if (thumb) {
		uc_reg_read(instance->uc, UC_ARM_REG_CPSR, &cpsr);
		instance->tainted |= block_ends_in_it(code, size, cpsr);
	}
	*block = (struct instance_block){
	    .key = key | (info.certain ? 0 : KEY_UNCERTAIN),
	    .count = (int32_t)info.count,
	    .thumb = thumb,
	    .switches = info.switches,
	};
	return block;
}

static bool guard_is_hit(const struct instance *instance)
{
	for (uint32_t i = 0; i < GUARD_WORDS; i++)
		if (instance->guard[i] != GUARD_PATTERN)
			return true;
	return false;
}

static uint64_t time_now(const struct instance *instance)
{
	return instance->limit - (uint64_t)(int64_t)instance->left;
}

/* The next look: at the end, or sooner for the guard. */
static void set_limit(struct instance *instance, uint64_t now)
{
	uint64_t left = instance->until > now ? instance->until - now : 0;

	instance->left = left < GUARD_INTERVAL ? (int32_t)left : GUARD_INTERVAL;
	instance->limit = now + (uint64_t)instance->left;
	instance->key &= ~KEY_LIMIT;
	if (instance->left <= 0)
		instance->key |= KEY_LIMIT;
}

/* No block is taken as known any more. Its parameters are a block hook's: see there. */
__attribute__((noinline, cold)) static void block_limit(
    uc_engine *uc, uint64_t address, uint32_t size, void *context)
{
	struct instance *instance = context;

	(void)uc, (void)address, (void)size;
	instance->key |= KEY_LIMIT;
}

/* The limit is reached, or the block is not the one expected. */
__attribute__((noinline, cold)) static void block_slow(
    uc_engine *uc, uint64_t address, uint32_t size, void *context)
{
	struct instance *instance = context;

	if (instance->fetching) /* see cleanse */
		return;
	if (instance->left <= 0) {
		uint64_t now = time_now(instance);

		/* Unicorn may start one block more after it was told to stop. */
		if (instance->stop == STOP_LIMIT || instance->stop == STOP_RECYCLE)
			return;
		if (now >= instance->until)
			instance->stop = STOP_LIMIT;
		else if (guard_is_hit(instance))
			instance->stop = STOP_RECYCLE;
		else
			set_limit(instance, now);
		if (instance->stop != STOP_WFI) {
			uc_emu_stop(uc);
			return;
		}
	}
	instance->left -= find_block(instance, (uint32_t)address, size)->count;
	instance->last = (uint32_t)address;
	if (instance->left <= 0)
		instance->key |= KEY_LIMIT;
}

/*
 * Called before each block is executed: the clock. Nothing here runs as often by far, once in
 * some three to ten instructions of user code, so each of its own counts. What is rare is in
 * functions with the same parameters: no register has to be moved for them.
 */
void instance_on_block(uc_engine *uc, uint64_t address, uint32_t size, void *context)
{
	struct instance *instance = context;
	const struct instance_block *block = place_of(instance, address);
	uint64_t key = key_of(address, size) + instance->key;

	if (__builtin_expect(block->key != key, 0)) {
		block_slow(uc, address, size, context);
		return;
	}
	instance->last = (uint32_t)address;
	instance->left -= block->count;
	if (__builtin_expect(instance->left <= 0, 0))
		block_limit(uc, address, size, context);
}

uint32_t instance_done(const struct instance *instance, uint32_t pc, uint32_t *charged)
{
	const struct instance_block *block = last_block(instance);
	uint32_t start = instance->last;
	uint32_t size, done = 0;

	*charged = 0;
	if (!block)
		return 0;
	*charged = (uint32_t)block->count;
	size = (uint32_t)(block->key - key_of(start, 0)) & KEY_SIZE_MAX;
	if (pc - start >= size)
		return *charged;
	if (!block->thumb)
		return (pc - start) / 4;
	for (uint32_t at = start; at != pc && at - start < size; done++) {
		uint16_t first = 0;

		access_code(instance->bus, instance->ttbr0, instance->dacr, at, &first, 1);
		at += thumb_is_wide(first) ? 4 : 2;
	}
	return done;
}

/* --- Other hooks -------------------------------------------------------------------- */

/* A miss in Unicorn's TLB. Nothing but looking is allowed here. */
bool instance_on_fill(
    uc_engine *uc, uint64_t vaddr, uc_mem_type type, uc_tlb_entry *result, void *context)
{
	struct instance *instance = context;
	uint32_t access = type == UC_MEM_FETCH	 ? WALK_EXECUTE
			  : type == UC_MEM_WRITE ? WALK_WRITE
						 : WALK_READ;
	struct walk w;

	(void)uc;
	if (instance->fetching) {
		result->paddr = instance->fetching & ~(uint32_t)PAGE_MASK;
		result->perms = UC_PROT_READ | UC_PROT_EXEC;
		return true;
	}
	instance->fills++;
	w = walk(instance->bus, instance->ttbr0, instance->dacr, (uint32_t)vaddr, access, true);
	/* Memory that is mapped as a device is accessed as one: aligned, or not at all. */
	if (w.status != WALK_OK || w.kind == BUS_DEVICE || w.memory == PAGETABLE_DEVICE) {
		instance->abort.page = (uint32_t)vaddr & ~(uint32_t)PAGE_MASK;
		instance->abort.access = access;
		instance->abort.status = w.status;
		return false;
	}
	if (w.rights & WALK_EXECUTE) {
		for (uint32_t i = 0; i < instance->bus->memories; i++) {
			uint32_t offset = w.paddr - instance->bus->memory[i].base;

			if (offset < instance->bus->memory[i].size)
				instance->translated[i][offset / BUS_PAGE / 8] |=
				    (uint8_t)(1u << offset / BUS_PAGE % 8);
		}
	}
	result->paddr = w.paddr & ~(uint32_t)PAGE_MASK;
	result->perms = (uc_prot)w.rights; /* the same bits */
	return true;
}
_Static_assert(WALK_READ == (int)UC_PROT_READ && WALK_WRITE == (int)UC_PROT_WRITE &&
		   WALK_EXECUTE == (int)UC_PROT_EXEC,
    "rights are Unicorn's");

void instance_on_exception(uc_engine *uc, uint32_t number, void *context)
{
	struct instance *instance = context;

	instance->stop = STOP_EXCEPTION;
	instance->exception = number;
	uc_emu_stop(uc);
}

/* Comes for hints, and before instance_on_exception for undefined instructions. */
bool instance_on_invalid(uc_engine *uc, void *context)
{
	struct instance *instance = context;

	instance->stop = STOP_HINT;
	uc_emu_stop(uc);
	return true;
}

/* --- Registers ---------------------------------------------------------------------- */

/* Never anything but user mode, whatever is in the context; big-endian data if it chose so. */
static uint32_t user_status(uint32_t cpsr)
{
	return (cpsr & (CPSR_USER_MASK | CPSR_BIG_ENDIAN)) | CPSR_USER;
}

/* TPIDRURW and TPIDRURO: CP15 c13, c0, 2 and 3 (ARM ARM B4.1.150, B4.1.149). */
static uc_arm_cp_reg tls_register(uint32_t opc2, uint32_t value)
{
	return (uc_arm_cp_reg){.cp = 15, .crn = 13, .opc2 = opc2, .val = value};
}

void instance_clean(struct instance *instance)
{
	uc_context_restore(instance->uc, instance->clean);
	memset(instance->value, 0, sizeof(instance->value));
	instance->value[INSTANCE_CPSR] = CPSR_USER;
}

void instance_load(struct instance *instance, const struct context *context)
{
	uint32_t wanted[INSTANCE_REGISTERS];
	int ids[INSTANCE_REGISTERS];
	void *values[INSTANCE_REGISTERS];
	uc_arm_cp_reg tpidrurw, tpidruro;
	int count = 0;

	memcpy(wanted, context->r, sizeof(context->r));
	wanted[INSTANCE_CPSR] = user_status(context->cpsr);
	wanted[INSTANCE_TPIDRURW] = context->tpidrurw;
	wanted[INSTANCE_PC] = instance->value[INSTANCE_PC];
	wanted[INSTANCE_TPIDRURO] = context->tpidruro;
	wanted[INSTANCE_FPEXC] = context->fpexc & FPEXC_EN;
	for (uint32_t n = 0; n < INSTANCE_REGISTERS; n++) {
		if (wanted[n] == instance->value[n])
			continue;
		instance->value[n] = wanted[n];
		ids[count] = register_ids[n];
		values[count] = &instance->value[n];
		if (n == INSTANCE_TPIDRURW) {
			tpidrurw = tls_register(2, wanted[n]);
			values[count] = &tpidrurw;
		} else if (n == INSTANCE_TPIDRURO) {
			tpidruro = tls_register(3, wanted[n]);
			values[count] = &tpidruro;
		}
		count++;
	}
	if (count)
		uc_reg_write_batch(instance->uc, ids, values, count);
}

void instance_save(struct instance *instance, struct context *context)
{
	uc_arm_cp_reg tpidrurw = tls_register(2, 0);
	int ids[INSTANCE_READ];
	void *values[INSTANCE_READ];

	memcpy(ids, register_ids, sizeof(ids));
	for (uint32_t n = 0; n < INSTANCE_READ; n++)
		values[n] = &instance->value[n];
	values[INSTANCE_TPIDRURW] = &tpidrurw;
	uc_reg_read_batch(instance->uc, ids, values, INSTANCE_READ);
	instance->value[INSTANCE_TPIDRURW] = (uint32_t)tpidrurw.val;
	memcpy(context->r, instance->value, sizeof(context->r));
	context->cpsr = user_status(instance->value[INSTANCE_CPSR]);
	context->tpidrurw = instance->value[INSTANCE_TPIDRURW];
	context->pc = instance->value[INSTANCE_PC];
}

enum { VFP_REGISTERS = 33 };

static void vfp_batch(struct vfp_state *vfp, int *ids, void **values)
{
	for (int n = 0; n < 32; n++) {
		ids[n] = UC_ARM_REG_D0 + n;
		values[n] = &vfp->d[n];
	}
	ids[32] = UC_ARM_REG_FPSCR;
	values[32] = &vfp->fpscr;
}

void instance_load_vfp(struct instance *instance, const struct vfp_state *vfp)
{
	struct vfp_state copy = *vfp;
	int ids[VFP_REGISTERS];
	void *values[VFP_REGISTERS];

	vfp_batch(&copy, ids, values);
	uc_reg_write_batch(instance->uc, ids, values, VFP_REGISTERS);
}

void instance_save_vfp(struct instance *instance, struct vfp_state *vfp)
{
	int ids[VFP_REGISTERS];
	void *values[VFP_REGISTERS];

	vfp_batch(vfp, ids, values);
	uc_reg_read_batch(instance->uc, ids, values, VFP_REGISTERS);
}

/* --- TLB and translated code -------------------------------------------------------- */

/* TLBIMVA (ARM ARM B4.1.139): Unicorn forgets this page in every mode. */
static void flush_page(struct instance *instance, uint32_t vaddr)
{
	uc_arm_cp_reg tlbimva = {.cp = 15, .crn = 8, .crm = 7, .opc1 = 0, .opc2 = 1, .val = vaddr};

	uc_reg_write(instance->uc, UC_ARM_REG_CP_REG, &tlbimva);
}

void instance_adopt(struct instance *instance, uint32_t ttbr0, uint32_t dacr)
{
	instance->ttbr0 = ttbr0;
	instance->dacr = dacr;
	instance->resident = true;
	instance->flush_all = true;
}

void instance_flush_all(struct instance *instance)
{
	instance->flush_all = true;
}

void instance_flush(struct instance *instance, uint32_t vaddr, uint32_t bits)
{
	if (bits > 12 || instance->pendings == INSTANCE_PENDING)
		instance->flush_all = true;
	else
		instance->pending[instance->pendings++] = vaddr & ~(uint32_t)PAGE_MASK;
}

static void flush_now(struct instance *instance)
{
	bool code = instance->flush_all;

	if (instance->flush_all)
		uc_ctl_flush_tlb(instance->uc);
	for (uint32_t i = 0; !instance->flush_all && i < instance->pendings; i++) {
		flush_page(instance, instance->pending[i]);
		code |= (instance->code_pages & page_bit(instance->pending[i])) != 0;
	}
	instance->flush_all = false;
	instance->pendings = 0;
	if (code)
		new_generation(instance);
}

/* Unicorn names code by virtual address and drops a contiguous physical range behind it. */
static void drop_code(struct instance *instance, uint32_t paddr, uint32_t length)
{
	uint64_t vaddr = SYNC_VADDR | (paddr & PAGE_MASK);

	instance->fetching = paddr;
	uc_ctl_remove_cache(instance->uc, vaddr, vaddr + length);
	instance->fetching = 0;
	flush_page(instance, SYNC_VADDR);
}

void instance_icache_sync(struct instance *instance, uint32_t paddr, uint32_t length)
{
	for (uint32_t i = 0; i < instance->bus->memories; i++) {
		const struct bus_memory *memory = &instance->bus->memory[i];
		uint32_t offset = paddr - memory->base;

		if (length == 0) {
			for (offset = 0; offset < memory->size; offset += SYNC_CHUNK)
				drop_code(instance, memory->base + offset,
				    memory->size - offset < SYNC_CHUNK ? memory->size - offset
								       : SYNC_CHUNK);
			memset(instance->translated[i], 0, memory->size / BUS_PAGE / 8 + 1);
			instance->flush_all = true;
		} else if (offset < memory->size) {
			uint8_t *bits = &instance->translated[i][offset / BUS_PAGE / 8];

			if (!(*bits & 1u << offset / BUS_PAGE % 8))
				return;
			drop_code(instance, paddr, length);
			new_generation(instance);
			return;
		}
	}
	if (length == 0)
		new_generation(instance);
}

/* --- Running ------------------------------------------------------------------------- */

/*
 * Unicorn 2.1 leaves out its stop tests in an IT block, and forgets to have them again if a
 * translated block ends there: what it translates next in ARM state is shorter, so that it is
 * cut in other places, and ticks come elsewhere. Translating any Thumb instruction mends that.
 */
static void cleanse(struct instance *instance)
{
	static const uint32_t thumb = CPSR_USER | CPSR_THUMB;
	uint32_t cpsr;

	uc_reg_read(instance->uc, UC_ARM_REG_CPSR, &cpsr);
	uc_reg_write(instance->uc, UC_ARM_REG_CPSR, &thumb);
	instance->left = 1;
	instance->fetching = INSTANCE_STUB;
	uc_ctl_remove_cache(instance->uc, SYNC_VADDR, SYNC_VADDR + 4);
	uc_emu_start(instance->uc, SYNC_VADDR | 1, 0, 0, 0);
	instance->fetching = 0;
	flush_page(instance, SYNC_VADDR);
	uc_reg_write(instance->uc, UC_ARM_REG_CPSR, &cpsr);
	instance->tainted = false;
}

bool instance_run(struct instance *instance, uint32_t pc, uint64_t until)
{
	uint32_t cpsr;
	uc_err result;

	if (instance->flush_all || instance->pendings)
		flush_now(instance);
	if (instance->tainted)
		cleanse(instance);
	instance->until = until;
	for (;;) {
		set_limit(instance, instance->clock->now);
		instance->last = NO_BLOCK;
		instance->started_thumb = pc & 1;
		instance->stop = STOP_WFI;
		result = uc_emu_start(instance->uc, pc, 0, 0, 0);
		instance->clock->now = time_now(instance);
		if (instance->stop != STOP_RECYCLE)
			break;
		if (!instance_recycle(instance))
			return false;
		uc_reg_read(instance->uc, UC_ARM_REG_PC, &pc);
		uc_reg_read(instance->uc, UC_ARM_REG_CPSR, &cpsr);
		pc |= cpsr & CPSR_THUMB ? 1 : 0;
	}
	if (result == UC_ERR_EXCEPTION && instance->stop == STOP_WFI)
		instance->stop = STOP_ABORT;
	else if (result != UC_ERR_OK) {
		instance->error = uc_strerror(result);
		return false;
	}
	return true;
}
