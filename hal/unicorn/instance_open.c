/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Setting up an instance of Unicorn: a Cortex-A15 in user mode, the TLB answered
 * by us, hooks, what user code may reach of the coprocessors; and the guard of its
 * translation buffer. Unicorn 2.1.1 does not notice when that buffer is full (it crashes), and
 * does not tell how full it is: the buffer is found among the process's
 * mappings and a mark is laid into it, which translated code will one day write over.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "instance_setup.h"

enum {
	VERSION_NEEDED = 0x02010000,
	VERSION_PAGE_SIZE = 0x02010200, /* from here on the page size means what it says */
	BUFFER_SIZE = 256 << 20,
	BUFFER_GUARD = 64 << 20, /* recycled when it is used up to here */
	MAPPINGS = 64,
	CPACR_FULL = 0xf << 20, /* CP10, CP11: VFP and NEON, as FPEXC allows */
	TEECR_XED = 1,		/* no user access to TEEHBR, or it were a channel between threads */
};

/* Start and size of the writable and executable mappings of this process. */
struct mapping {
	uintptr_t start;
	uint64_t size;
};

static uint32_t list_mappings(struct mapping *mappings)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned long start, end;
	char line[512], mode[5];
	uint32_t count = 0;

	if (!maps)
		return 0;
	while (count < MAPPINGS && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx %4s", &start, &end, mode) == 3 &&
		    strncmp(mode, "rwx", 3) == 0)
			mappings[count++] = (struct mapping){start, end - start};
	fclose(maps);
	return count;
}

/* The one mapping of about the buffer's size that was not there before. */
static bool lay_guard(struct instance *instance, const struct mapping *before, uint32_t count)
{
	struct mapping after[MAPPINGS];
	uint32_t now = list_mappings(after);
	uint64_t *guard = 0;

	for (uint32_t i = 0; i < now; i++) {
		bool old = after[i].size < BUFFER_SIZE - (2 << 20) || after[i].size > BUFFER_SIZE;

		for (uint32_t k = 0; k < count; k++)
			old |= before[k].start == after[i].start;
		if (old)
			continue;
		if (guard)
			return false;
		guard = (uint64_t *)(after[i].start + BUFFER_GUARD);
	}
	if (!guard)
		return false;
	for (uint32_t i = 0; i < GUARD_WORDS; i++)
		guard[i] = GUARD_PATTERN;
	instance->guard = guard;
	return true;
}

static bool add_hook(struct instance *instance, int type, void *function)
{
	uc_hook hook;

	return uc_hook_add(instance->uc, &hook, type, function, instance, 1, 0) == UC_ERR_OK;
}

static bool write_cp(struct instance *instance, uint32_t cp, uint32_t opc1, uint32_t crn,
    uint32_t opc2, uint32_t value)
{
	uc_arm_cp_reg reg = {.cp = cp, .opc1 = opc1, .crn = crn, .opc2 = opc2, .val = value};

	return uc_reg_write(instance->uc, UC_ARM_REG_CP_REG, &reg) == UC_ERR_OK;
}

/* uc_ctl_get_page_size, whose macro shifts a one into the sign. */
static uint32_t page_size_of(uc_engine *uc)
{
	uint32_t control = UC_CTL_UC_PAGE_SIZE | 1u << 26 | (uint32_t)UC_CTL_IO_READ << 30;
	uint32_t page_size = 0;

	return uc_ctl(uc, (uc_control_type)control, &page_size) == UC_ERR_OK ? page_size : 0;
}

/* uc_hook_add takes functions as void *, which ISO C has no conversion for. */
union hook_function {
	uc_cb_hookcode_t block;
	uc_cb_tlbevent_t fill;
	uc_cb_hookintr_t exception;
	uc_cb_hookinsn_invalid_t invalid;
	void *any;
};

/* Thumb: NOP, WFI. Never written. */
static uint16_t stub[BUS_PAGE / sizeof(uint16_t)] __attribute__((aligned(4096))) = {0xbf00, 0xbf30};

static const char *set_up(struct instance *instance)
{
	uint32_t page_size = uc_version(0, 0) < VERSION_PAGE_SIZE ? 2048 : BUS_PAGE;
	uint32_t cpsr = CPSR_USER;

	if (uc_open(UC_ARCH_ARM, UC_MODE_ARM, &instance->uc) != UC_ERR_OK)
		return "Unicorn has no ARM processor";
	if (uc_ctl_set_cpu_model(instance->uc, UC_CPU_ARM_CORTEX_A15) != UC_ERR_OK ||
	    uc_ctl_set_tcg_buffer_size(instance->uc, BUFFER_SIZE) != UC_ERR_OK ||
	    uc_ctl_set_page_size(instance->uc, page_size) != UC_ERR_OK ||
	    uc_ctl_exits_enable(instance->uc) != UC_ERR_OK ||
	    uc_ctl_tlb_mode(instance->uc, UC_TLB_VIRTUAL) != UC_ERR_OK)
		return "Unicorn cannot be set up as a Cortex-A15 with a TLB of our own";
	if (page_size_of(instance->uc) != BUS_PAGE)
		return "Unicorn does not take pages of 4 KB";
	for (uint32_t i = 0; i < instance->bus->memories; i++) {
		const struct bus_memory *m = &instance->bus->memory[i];

		if (uc_mem_map_ptr(instance->uc, m->base, m->size, UC_PROT_ALL, m->bytes) !=
		    UC_ERR_OK)
			return "Unicorn cannot map the machine's memory";
	}
	if (uc_mem_map_ptr(instance->uc, INSTANCE_STUB, BUS_PAGE, UC_PROT_ALL, stub) != UC_ERR_OK)
		return "Unicorn cannot map a page of our own";
	if (!add_hook(
		instance, UC_HOOK_TLB_FILL, (union hook_function){.fill = instance_on_fill}.any) ||
	    !add_hook(instance, UC_HOOK_INTR,
		(union hook_function){.exception = instance_on_exception}.any) ||
	    !add_hook(instance, UC_HOOK_INSN_INVALID,
		(union hook_function){.invalid = instance_on_invalid}.any) ||
	    !add_hook(
		instance, UC_HOOK_BLOCK, (union hook_function){.block = instance_on_block}.any))
		return "Unicorn does not take the hooks";
	if (!write_cp(instance, 15, 0, 1, 2, CPACR_FULL) ||
	    !write_cp(instance, 14, 6, 0, 0, TEECR_XED) ||
	    uc_reg_write(instance->uc, UC_ARM_REG_CPSR, &cpsr) != UC_ERR_OK)
		return "Unicorn does not take the coprocessor settings";
	if (uc_context_alloc(instance->uc, &instance->clean) != UC_ERR_OK ||
	    uc_context_save(instance->uc, instance->clean) != UC_ERR_OK)
		return "Unicorn cannot save a context";
	return 0;
}

/* A new uc and a new guard; the rest of the instance stays. */
static bool start(struct instance *instance, const char **why)
{
	struct mapping before[MAPPINGS];
	uint32_t count = list_mappings(before);

	*why = set_up(instance);
	if (!*why && !lay_guard(instance, before, count))
		*why = "Unicorn's translation buffer is not to be found in /proc/self/maps";
	return !*why;
}

static void stop(struct instance *instance)
{
	if (instance->clean)
		uc_context_free(instance->clean);
	if (instance->uc)
		uc_close(instance->uc);
	instance->clean = 0;
	instance->uc = 0;
}

bool instance_open(
    struct instance *instance, const struct bus *bus, struct clock *clock, const char **why)
{
	memset(instance, 0, sizeof(*instance));
	instance->bus = bus;
	instance->clock = clock;
	if (uc_version(0, 0) < VERSION_NEEDED) {
		*why = "Unicorn 2.1 or newer is needed";
		return false;
	}
	*why = "out of memory";
	for (uint32_t i = 0; i < bus->memories; i++) {
		instance->translated[i] = calloc(1, bus->memory[i].size / BUS_PAGE / 8 + 1);
		if (!instance->translated[i]) {
			instance_close(instance);
			return false;
		}
	}
	if (!start(instance, why)) {
		instance_close(instance);
		return false;
	}
	instance->flush_all = true; /* gives the first generation as well */
	instance_clean(instance);
	return true;
}

void instance_close(struct instance *instance)
{
	stop(instance);
	for (uint32_t i = 0; i < BUS_MEMORIES; i++) {
		free(instance->translated[i]);
		instance->translated[i] = 0;
	}
}

bool instance_recycle(struct instance *instance)
{
	uc_context *state;
	bool done;

	/* The whole processor travels, the exclusive monitor too: user code cannot tell. */
	if (uc_context_alloc(instance->uc, &state) != UC_ERR_OK) {
		instance->error = "out of memory";
		return false;
	}
	uc_context_save(instance->uc, state);
	stop(instance);
	done = start(instance, &instance->error) &&
	       uc_context_restore(instance->uc, state) == UC_ERR_OK;
	if (done)
		for (uint32_t i = 0; i < instance->bus->memories; i++)
			memset(instance->translated[i], 0,
			    instance->bus->memory[i].size / BUS_PAGE / 8 + 1);
	else if (!instance->error)
		instance->error = "Unicorn cannot restore a context";
	uc_context_free(state);
	instance->recycled++;
	return done;
}
