/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The decoder of loads and stores against the emulator: thousands of random
 * instructions fail in unmapped memory, and what was decoded must be what the
 * emulator, in a field of its own that we look for here, says it touched.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include "access.h"
#include "instance.h"
#include "rig.h"

enum { TRIES = 25000, PAGE = -4096 };

static struct rig rig;
static struct instance *instance;
static uint32_t space, code;
static uint64_t seed;

static uint32_t any(void)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(seed >> 32);
}

static void set_up(void)
{
	const char *why;

	rig_set_up(&rig, 0);
	space = rig_space(&rig);
	code = rig_allocate(&rig, 12);
	rig_map(&rig, space, 0x00400000, code, 12, R | X);
	instance = malloc(sizeof(*instance));
	cr_assert(instance && instance_open(instance, &rig.bus, &rig.clock, &why));
	instance_adopt(instance, space, 1);
	seed = 20240229;
}

static void tear_down(void)
{
	instance_close(instance);
	free(instance);
	rig_tear_down(&rig);
}

TestSuite(access, .init = set_up, .fini = tear_down, .timeout = 120);

/* Run one instruction (T32 with its first half in the low bits) on these registers. */
static void execute(struct context *context, uint32_t instruction, bool thumb)
{
	*rig_word(&rig, code) = instruction;
	*rig_word(&rig, code + 4) = thumb ? 0xdf00df00 : 0xef000000;
	context->pc = 0x00400000;
	context->cpsr = CPSR_USER | (thumb ? CPSR_THUMB : 0) | (any() & 0x20000000);
	context->ttbr0 = space;
	context->dacr = 1;
	context->fpexc = FPEXC_EN;
	instance_icache_sync(instance, code, 8);
	instance_clean(instance);
	instance_load(instance, context);
	cr_assert(instance_run(instance, context->pc | thumb, rig.clock.now + 1000), "%s",
	    instance->error);
}

/* Where struct uc_struct keeps the address of the last abort: found by two that are known. */
static const uint64_t *find_address(void)
{
	const uint64_t *field = (const uint64_t *)(const void *)instance->uc;
	struct context context = {.r = {0, 0x7654321c}};
	uint32_t found = 0;

	execute(&context, 0xe5910000, false); /* ldr r0, [r1] */
	cr_assert(instance->stop == STOP_ABORT);
	for (uint32_t i = 0; i < 400 && !found; i++) {
		if (field[i] != 0x7654321c)
			continue;
		context.r[1] = 0x23456788;
		execute(&context, 0xe5910000, false);
		if (field[i] == 0x23456788)
			found = i;
		context.r[1] = 0x7654321c;
		execute(&context, 0xe5910000, false);
	}
	return found ? field + found : 0;
}

/* Random encodings of each group of loads and stores, biased to what is defined. */
static uint32_t arm_instruction(void)
{
	static const uint32_t groups[][2] = {
	    {0x04000000, 0x03ffffff},		/* immediate */
	    {0x06000000, 0x03ffffef},		/* register, bit 4 clear */
	    {0x00000090, 0x01ffff6f},		/* extra */
	    {0x08000000, 0x01bfffff},		/* multiple */
	    {0x01000090, 0x00ffff0f},		/* swap, exclusives */
	    {0x0c000a00, 0x01ffffff & ~0xe00u}, /* VFP */
	};
	uint32_t group = any() % 7;

	if (group == 6) /* NEON elements and structures */
		return 0xf4000000 | (any() & 0x00efffff);
	return 0xe0000000 | groups[group][0] | (any() & groups[group][1]);
}

static uint32_t thumb_instruction(void)
{
	static const uint16_t narrow[] = {
	    0x4800, 0x5000, 0x6000, 0x7000, 0x8000, 0x9000, 0xb400, 0xbc00, 0xc000};
	static const uint16_t narrow_mask[] = {
	    0x07ff, 0x0fff, 0x0fff, 0x0fff, 0x0fff, 0x0fff, 0x01ff, 0x01ff, 0x0fff};
	uint32_t group = any() % 14;

	if (group < 9)
		return 0xbf000000 | narrow[group] | (any() & narrow_mask[group]);
	switch (group) {
	case 9: /* multiple */
		return (0xe800 | (any() & 0x01bf)) | any() << 16;
	case 10: /* dual, exclusive, table branch */
		return (0xe840 | (any() & 0x01bf)) | any() << 16;
	case 11: /* single */
		return (0xf800 | (any() & 0x01ff)) | any() << 16;
	case 12: /* VFP */
		return (0xec00 | (any() & 0x01ff)) | ((any() & 0xf1ff) | 0x0a00) << 16;
	default: /* NEON */
		return (0xf900 | (any() & 0x00ef)) | any() << 16;
	}
}

static void compare(bool thumb)
{
	const uint64_t *truth = find_address();
	uint32_t seen = 0, multiple = 0, crossing = 0, special = 0;

	cr_assert(truth != 0, "Unicorn keeps no address of an abort");
	for (uint32_t i = 0; i < TRIES; i++) {
		uint32_t instruction = thumb ? thumb_instruction() : arm_instruction();
		struct context context = {0}, after;
		struct access access;
		uint32_t page, address;

		for (uint32_t n = 0; n < 15; n++)
			context.r[n] =
			    any() % 4 == 0 ? any() % 64 : 0x40000000 + (any() & 0x3fffffff);
		/* Often near a border, so that what is not one access is cut by it. */
		for (uint32_t n = 0; n < 15; n++)
			if (any() % 4 == 0)
				context.r[n] = RIG_DATA + 8192 - any() % 72;
		after = context;
		/* A pc loaded from there leads nowhere. */
		for (uint32_t vaddr = RIG_DATA; vaddr < RIG_DATA + 8192; vaddr += 4096)
			memset(rig_word(&rig, rig_where(&rig, space, vaddr)), 0, 4096);
		execute(&after, instruction, thumb);
		if (instance->stop != STOP_ABORT || instance->abort.access == X)
			continue;
		instance_save(instance, &after);
		if (after.pc != 0x00400000)
			continue; /* an unpredictable double load into the pc, which failed after */
		/* Registers loaded before it failed are no base, LDRD aside (tested with the
		 * traps). */
		context.pc = after.pc;
		context.cpsr = after.cpsr;
		context.ttbr0 = space;
		context.dacr = 1;
		access = access_at(&rig.bus, &context);
		page = instance->abort.page;
		cr_expect(access.kind != ACCESS_NONE, "%08x is not known", instruction);
		address = ((access.address ^ page) & PAGE) == 0 ? access.address : page;
		if (address != (uint32_t)*truth)
			cr_expect(false, "%08x: %x decoded, %x touched", instruction, address,
			    (uint32_t)*truth);
		if (!access.store && !access.swap && instance->abort.access == W)
			cr_expect(false, "%08x stores", instruction);
		seen++;
		multiple += access.count > 1;
		crossing += address != access.address;
		special += access.kind == ACCESS_SPECIAL;
	}
	/* The test must not starve. */
	cr_expect(seen > TRIES / 4, "only %u aborts", seen);
	cr_expect(multiple > 200 && crossing > 100 && special > 200,
	    "%u multiple, %u cross, %u special", multiple, crossing, special);
}

Test(access, arm_addresses_are_those_that_fail)
{
	compare(false);
}

Test(access, thumb_addresses_are_those_that_fail)
{
	compare(true);
}
