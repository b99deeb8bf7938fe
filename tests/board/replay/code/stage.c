/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Building the world by world.c, and putting the stub into it; see stage.h.
 */
#include <string.h>
#include "pith/print.h"
#include "tests/board/replay/code/furnish.h"
#include "tests/board/replay/code/machine.h"
#include "tests/board/replay/code/stage.h"
#include "tests/board/replay/script.h"

_Static_assert(WORLD_SVC == STUB_CODE, "the stub is written for this address");

enum {
	MEMORY_BITS = 20, /* more than the world's pool: another size of Untyped than it */
	CODE = STAGE_SHARED + 0x01000000, /* where we see the stub for a moment */
	OWN_SLOTS = 64,			  /* of root's, that the world is built with */
};

extern const char stub_begin[], stub_end[];

static uint32_t memory, device, shared_frame, code_slot, code_table, furnish_slot;
static struct bootinfo info; /* for world.c: of all memory only what it shall have */

uint32_t stage_line(uint32_t line)
{
	uint32_t own = machine_world_line();

	if (own && line == WORLD_LINE)
		return own;
	return own && line == own ? (uint32_t)WORLD_LINE : line;
}

uint32_t world_call(enum pith_call number, const struct world_message *message)
{
	static void (*const calls[])(uint32_t, struct pith_message *, uint32_t) = {
#define X(NAME, name) pith_raw_##name,
	    PITH_CALLS(X)
#undef X
	};
	struct pith_message m = {.tag = message->tag};

	for (uint32_t i = 0; i < sizeof(message->words) / sizeof(message->words[0]); i++)
		pith_message_put(&m, i, message->words[i]);
	/* Here the world's line is another. */
	if (pith_tag_label(message->tag) == PITH_OP_IRQCONTROL_GET)
		pith_message_put(&m, 0, stage_line(message->words[0]));
	memcpy(pith_buffer()->caps, message->caps, sizeof(message->caps));
	calls[number](message->cap, &m, message->reply);
	return m.tag;
}

static void retype(uint32_t untyped, enum pith_type type, uint32_t bits, uint32_t slot)
{
	pith_must("our memory", pith_untyped_retype(untyped, type, bits, PITH_BOOT_CSPACE, slot, 1,
				    PITH_MEMORY_NORMAL));
}

void stage_open(void)
{
	memory = machine_memory(MEMORY_BITS);
	device = machine_device_memory();
	shared_frame = machine_slot();
	retype(machine_memory(FURNISH_BITS), PITH_TYPE_FRAME, FURNISH_BITS, shared_frame);
	pith_must("our memory",
	    pith_frame_map(shared_frame, PITH_BOOT_SPACE, STAGE_SHARED, PITH_READ | PITH_WRITE));
	code_table = machine_slot();
	retype(machine_memory(12), PITH_TYPE_PAGETABLE, 0, code_table);
	pith_must("our memory", pith_pagetable_map(code_table, PITH_BOOT_SPACE, CODE, 0));
	code_slot = machine_slot();
	furnish_slot = machine_slots(FURNISH_SLOTS);
	info.first_free_slot = machine_slots(OWN_SLOTS);
	info.regions = 3;
	info.region[1] = (struct bootinfo_region){.slot = memory, .bits = MEMORY_BITS};
	info.region[2] = (struct bootinfo_region){.slot = device, .bits = 23, .device = 1};
}

static uint32_t physical(uint32_t untyped)
{
	struct pith_untyped_state state;

	pith_must("looking at memory", pith_untyped_query(untyped, &state));
	return state.physical;
}

uint32_t stage_ram_moved(uint32_t foretold)
{
	return physical(memory) - foretold;
}

uint32_t stage_devices_moved(uint32_t foretold)
{
	return physical(device) - foretold;
}

/* For world.c, which has built the rest. */
void world_furnish(const struct bootinfo *own, uint32_t cspace, uint32_t spaces)
{
	(void)own;
	if (!furnish_spaces(shared_frame, machine_world_timer(), furnish_slot, spaces))
		pith_panic("replay: the script cannot be mapped");
	pith_must("the stub's page",
	    pith_cspace_copy(PITH_BOOT_CSPACE, code_slot, cspace, WORLD_CODE, PITH_ALL_RIGHTS, 0));
	pith_must("the stub's page",
	    pith_frame_map(code_slot, PITH_BOOT_SPACE, CODE, PITH_READ | PITH_WRITE));
	memcpy((void *)CODE, stub_begin, (size_t)(stub_end - stub_begin));
	pith_must("the stub", pith_frame_sync(code_slot, 0, 4096));
	pith_must("the stub's page", pith_cspace_delete(PITH_BOOT_CSPACE, code_slot));
}

void stage_build(void)
{
	uint32_t refused = world_build(&info);

	if (refused)
		pith_panic("replay: the world's call %lu is refused", (unsigned long)refused);
}

uint32_t stage_take_down(void)
{
	struct pith_untyped_state ram, devices;

	pith_must("taking the world down", pith_cspace_revoke(PITH_BOOT_CSPACE, memory));
	pith_must("taking devices back", pith_cspace_revoke(PITH_BOOT_CSPACE, device));
	for (uint32_t i = 0; i < FURNISH_SLOTS; i++)
		pith_must(
		    "unmapping the script", pith_cspace_delete(PITH_BOOT_CSPACE, furnish_slot + i));
	pith_must("looking at memory", pith_untyped_query(memory, &ram));
	pith_must("looking at memory", pith_untyped_query(device, &devices));
	return ram.used + devices.used;
}
