/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Booting the test machine, and making objects and threads in it: everything by the
 * calls that the policy module would make.
 */
#include "tests/unit/core/rig.h"

#include <string.h>

enum {
	BLOB = FAKE_RAM_BASE + HAL_KERNEL_SIZE,
	POLICY_OFFSET = 0x100,
	TEXT = 0x1000,
	DATA = 0x1000,
	BSS = 0x1000,
};

static const struct hal_region devices[] = {
    {0x18000000, 24}, /* as large as a 16 MB page */
    {0x1c090000, 12},
    {0x40000000, 25},
};

struct rig_machine rig_machine(void)
{
	return (struct rig_machine){
	    .ram_size = FAKE_RAM_SIZE,
	    .blob_size = POLICY_OFFSET + TEXT + DATA,
	    .policy_offset = POLICY_OFFSET,
	    .image = {PITH_BOOT_MAGIC, PITH_BOOT_IMAGE_VADDR + sizeof(struct pith_image), TEXT,
		DATA, TEXT + DATA + BSS},
	    .devices = devices,
	    .device_count = ARRAY_SIZE(devices),
	};
}

enum boot_result rig_try_boot(const struct rig_machine *machine)
{
	struct hal_boot boot = {
	    .ram_base = FAKE_RAM_BASE,
	    .ram_size = machine->ram_size,
	    .blob = BLOB + machine->blob_offset,
	    .blob_size = machine->blob_size,
	    .policy = BLOB + machine->blob_offset + machine->policy_offset,
	    .policy_size = machine->blob_size - machine->policy_offset,
	    .firmware_size = machine->firmware_size,
	    .devices = machine->devices,
	    .device_count = machine->device_count,
	};
	enum boot_result result;
	uint8_t *policy;

	fake_start(machine->ram_size);
	rig = (struct rig){.cpu = hal_pointer(HAL_WINDOW_BASE)};
	policy = fake_memory(boot.policy);
	for (uint32_t i = 0; i < boot.policy_size && i < TEXT + DATA; i++)
		policy[i] = (uint8_t)(i * 7 + 1);
	memcpy(policy, &machine->image, sizeof(machine->image));
	if (machine->dirty)
		memset(policy + boot.policy_size, 0xa5,
		    FAKE_RAM_BASE + machine->ram_size - boot.policy - boot.policy_size);
	if (boot.firmware_size)
		boot.firmware = (boot.blob + boot.blob_size + FAKE_PAGE - 1) & ~(FAKE_PAGE - 1u);
	fake_enter();
	result = core_boot(rig.cpu, &boot);
	if (result == BOOT_OK)
		rig_resync();
	return result;
}

static uint32_t device_or_largest(bool device)
{
	uint32_t best = 0;

	for (uint32_t i = 0; i < rig.info->regions; i++)
		if (rig.info->region[i].device == device && i > 0 &&
		    (!best || rig.info->region[i].bits > rig.info->region[best].bits))
			best = i;
	return rig.info->region[best].slot;
}

void rig_boot(void)
{
	struct rig_machine machine = rig_machine();
	uint32_t bell;

	same(rig_try_boot(&machine), BOOT_OK);
	fake_check_left(rig.cpu);
	rig.root = (struct actor){.at = cpu_current(rig.cpu),
	    .thread = PITH_BOOT_THREAD,
	    .schedcontext = PITH_BOOT_SCHEDCONTEXT,
	    .buffer = PITH_BOOT_BUFFER};
	rig.root.page = fake_memory(hal_paddr(rig.root.at->buffer));
	rig.info = fake_memory(rig_slot(PITH_BOOT_BOOTINFO)->object & (uint32_t)FRAME_PADDR_MASK);
	rig.next = rig.info->first_free_slot;
	rig.pool = device_or_largest(false);
	rig.bell = make(PITH_TYPE_NOTIFICATION);
	rig.nowhere = make(PITH_TYPE_NOTIFICATION);
	rig.bell_irq = rig_slots(1);
	bell = copy(rig.bell, PITH_SEND, RIG_BELL_BITS);
	ok(PITH_BOOT_IRQCONTROL, IRQCONTROL_GET, W(RIG_BELL_LINE, rig.bell_irq),
	    C(PITH_BOOT_CSPACE));
	ok(rig.bell_irq, IRQ_BIND, C(bell));
	ok(rig.bell_irq, IRQ_ACKNOWLEDGE);
}

uint32_t rig_slots(uint32_t count)
{
	uint32_t first = rig.next;

	rig.next += count;
	return first;
}

uint32_t make_from(uint32_t untyped, enum pith_type type, uint32_t bits, uint32_t memory)
{
	uint32_t slot = rig_slots(1);

	ok(untyped, UNTYPED_RETYPE, W(type, bits, slot, 1, memory), C(PITH_BOOT_CSPACE));
	return slot;
}

uint32_t make_bits(enum pith_type type, uint32_t bits)
{
	return make_from(rig.pool, type, bits, PITH_MEMORY_NORMAL);
}

uint32_t make(enum pith_type type)
{
	return make_bits(type, 0);
}

uint32_t copy(uint32_t slot, uint32_t rights, uint32_t badge)
{
	uint32_t to = rig_slots(1);

	ok(PITH_BOOT_CSPACE, CSPACE_COPY, W(to, slot, rights, badge));
	return to;
}

uint32_t make_schedcontext(uint64_t budget)
{
	uint32_t slot = make(PITH_TYPE_SCHEDCONTEXT);

	ok(PITH_BOOT_SCHEDCONTROL, SCHEDCONTROL_CONFIGURE,
	    W((uint32_t)budget, (uint32_t)(budget >> 32), 0, 0), C(slot));
	return slot;
}

struct actor new_passive(uint32_t priority)
{
	struct actor actor = {0};
	uint32_t number = rig.next;

	actor.thread = make(PITH_TYPE_THREAD);
	actor.buffer = make_bits(PITH_TYPE_FRAME, 12);
	actor.at = rig_thread(actor.thread);
	ok(actor.thread, THREAD_CONFIGURE, W(PITH_THREAD_CSPACE | PITH_THREAD_BUFFER, 0),
	    C(PITH_BOOT_CSPACE, actor.buffer));
	/* Another ceiling than its priority, so that none is taken for the other. */
	ok(actor.thread, THREAD_SET_PRIORITY, W(priority, 255 - priority));
	ok(actor.thread, THREAD_SET_NAME,
	    W(0x74636120 /* " act" */, '0' + number / 100 % 10 + ('0' + number / 10 % 10) * 256u,
		'0' + number % 10, 0));
	actor.page = fake_memory(hal_paddr(actor.at->buffer));
	return actor;
}

struct actor new_thread(uint32_t priority)
{
	struct actor actor = new_passive(priority);

	actor.schedcontext = make_schedcontext(RIG_BUDGET);
	ok(actor.thread, THREAD_BIND, C(actor.schedcontext));
	return actor;
}

struct actor passive(uint32_t priority)
{
	struct actor actor = new_passive(priority);

	ok(actor.thread, THREAD_RESUME);
	return actor;
}

struct actor actor(uint32_t priority)
{
	struct actor actor = new_thread(priority);

	ok(actor.thread, THREAD_RESUME);
	return actor;
}

void takes(
    const struct actor *actor, uint32_t slot0, uint32_t slot1, uint32_t slot2, uint32_t slot3)
{
	actor->page->receive[0] = slot0;
	actor->page->receive[1] = slot1;
	actor->page->receive[2] = slot2;
	actor->page->receive[3] = slot3;
}

struct slot *rig_slot(uint32_t slot)
{
	struct cspace *cspace = cspace_at(rig.root.at->slots[SLOT_CSPACE].object);
	struct slot *found = cspace_slot(cspace, slot);

	if (!found)
		fake_die("root has no slot %u", slot);
	return found;
}

ref_t rig_object(uint32_t slot)
{
	return rig_slot(slot)->object;
}

struct thread *rig_thread(uint32_t slot)
{
	return thread_at(rig_object(slot));
}
