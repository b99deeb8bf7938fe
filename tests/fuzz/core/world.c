/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the world is made, one system call after the other. Things are made in the manager's
 * CSpace; B and C get copies, so what they have is derived from it. Where a call needs a
 * capability at hand, root takes a copy and puts it away again.
 */
#include "tests/fuzz/core/world.h"

enum {
	POOL_BITS = 19, /* what the world is made of */
	UNTYPED_BITS = 17,
	SMALL_BITS = 14,
	DEVICES_BITS = 21,
	PAGE_BITS = 12,
	LARGE_BITS = 16,
	SECTION_BITS = 20,
	INNER_BITS = 3,
	KNOT_BITS = 2,
	SPARE_BUDGET = 200000,
};

static const struct {
	const char *name;
	uint32_t priority, ceiling;
	enum world_domain domain;
	enum world_slot time;
} threads[WORLD_THREADS] = {
    {"manager", 10, 31, WORLD_A, WORLD_MANAGER_TIME},
    {"handler", 30, 31, WORLD_A, WORLD_HANDLER_TIME},
    {"server", 25, 25, WORLD_C, WORLD_SPARE},
    {"driver", 20, 20, WORLD_C, WORLD_DRIVER_TIME},
    {"alice", 10, 10, WORLD_B, WORLD_ALICE_TIME},
    {"bob", 10, 10, WORLD_B, WORLD_BOB_TIME},
    {"idler", 1, 1, WORLD_B, WORLD_IDLER_TIME},
};

const struct world_prelude world_prelude[WORLD_PRELUDE] = {
    {WORLD_HANDLER, PITH_CALL_RECV, WORLD_FAULTS, 0, WORLD_REPLY2, 0},
    {WORLD_SERVER, PITH_CALL_RECV, WORLD_DOOR, 0, WORLD_REPLY, 0},
    {WORLD_DRIVER, PITH_CALL_RECV, WORLD_DOOR, 0, WORLD_REPLY2, 0},
    {WORLD_MANAGER, PITH_CALL_CALL, WORLD_SERVER,
	PITH_OP_THREAD_UNBIND | 1 << PITH_TAG_LENGTH_SHIFT, 0, PITH_TYPE_SCHEDCONTEXT},
};

/* What root has meanwhile, in its own CSpace from the first free slot on. */
enum {
	AT_POOL,
	AT_DEVICES,
	AT_BELL,
	AT_CSPACES,
	AT_SPACES = AT_CSPACES + WORLD_DOMAINS,
	AT_HAND = AT_SPACES + WORLD_DOMAINS, /* and the three behind it */
};
static struct {
	uint32_t first; /* free slot */
	uint32_t calls, refused;
} root;

#define WORDS(...) .words = {__VA_ARGS__}
#define CAPS(...)  .caps = {__VA_ARGS__}
#define OPERATE(slot, operation, length, count, ...) \
	operate(slot, PITH_OP_##operation, length, count, (struct world_message){__VA_ARGS__})

static void operate(uint32_t slot, enum pith_operation operation, uint32_t length, uint32_t caps,
    struct world_message message)
{
	message.cap = slot;
	message.tag = pith_tag(operation, length, caps);
	root.calls++;
	if (pith_tag_kind(world_call(PITH_CALL_CALL, &message)) == PITH_KIND_ERROR && !root.refused)
		root.refused = root.calls;
}

static uint32_t at(uint32_t which)
{
	return root.first + which;
}

static uint32_t cspace_of(enum world_domain domain)
{
	return at(AT_CSPACES + domain);
}

static void retype(
    uint32_t untyped, enum pith_type type, uint32_t bits, enum pith_memory memory, uint32_t slot)
{
	OPERATE(untyped, UNTYPED_RETYPE, 5, 1, WORDS(type, bits, slot, 1, memory),
	    CAPS(PITH_BOOT_CSPACE));
}

/* A new object, which root has at hand. */
static uint32_t make(enum pith_type type, uint32_t bits)
{
	retype(at(AT_POOL), type, bits, PITH_MEMORY_NORMAL, at(AT_HAND));
	return at(AT_HAND);
}

/* What root has becomes a domain's. */
static void place(uint32_t from, enum world_domain domain, enum world_slot slot)
{
	OPERATE(cspace_of(domain), CSPACE_MOVE, 2, 1, WORDS(slot, from), CAPS(PITH_BOOT_CSPACE));
}

static void make_in(
    enum world_domain domain, enum world_slot slot, enum pith_type type, uint32_t bits)
{
	place(make(type, bits), domain, slot);
}

/* A domain gets a copy of what is in a slot of another. */
static void give(enum world_domain domain, enum world_slot slot, enum world_domain source,
    enum world_slot source_slot, uint32_t rights, uint32_t badge)
{
	OPERATE(cspace_of(domain), CSPACE_COPY, 4, 1, WORDS(slot, source_slot, rights, badge),
	    CAPS(cspace_of(source)));
}

static void share(enum world_domain domain, enum world_slot slot)
{
	give(domain, slot, WORLD_A, slot, PITH_ALL_RIGHTS, 0);
}

/* Root takes a copy for a call to come, and puts all such copies away after it. */
static uint32_t take(uint32_t index, enum world_domain domain, enum world_slot slot, uint32_t badge)
{
	OPERATE(PITH_BOOT_CSPACE, CSPACE_COPY, 4, 1,
	    WORDS(at(AT_HAND) + index, slot, PITH_ALL_RIGHTS, badge), CAPS(cspace_of(domain)));
	return at(AT_HAND) + index;
}

static void put_away(void)
{
	for (uint32_t i = 0; i < PITH_MAX_CAPS + 1; i++)
		OPERATE(PITH_BOOT_CSPACE, CSPACE_DELETE, 1, 0, WORDS(at(AT_HAND) + i));
}

/* --- Memory ------------------------------------------------------------------------- */

static void find_memory(const struct bootinfo *info)
{
	uint32_t ram = 0, device = 0;

	for (uint32_t i = info->regions - 1; i > 0; i--) {
		const struct bootinfo_region *region = &info->region[i];

		if (!region->device && region->bits >= POOL_BITS)
			ram = region->slot;
		if (region->device && region->bits >= DEVICES_BITS)
			device = region->slot;
	}
	retype(ram, PITH_TYPE_UNTYPED, POOL_BITS, PITH_MEMORY_NORMAL, at(AT_POOL));
	retype(device, PITH_TYPE_UNTYPED, DEVICES_BITS, PITH_MEMORY_NORMAL, at(AT_DEVICES));
}

/* Largest first, so that alignment wastes nothing. What B and C have is a part of A's. */
static void make_memory(void)
{
	uint32_t whole = make(PITH_TYPE_UNTYPED, UNTYPED_BITS);

	retype(whole, PITH_TYPE_UNTYPED, SMALL_BITS, PITH_MEMORY_NORMAL, at(AT_HAND) + 1);
	place(at(AT_HAND) + 1, WORLD_B, WORLD_UNTYPED);
	retype(whole, PITH_TYPE_UNTYPED, SMALL_BITS, PITH_MEMORY_NORMAL, at(AT_HAND) + 1);
	place(at(AT_HAND) + 1, WORLD_C, WORLD_UNTYPED);
	place(whole, WORLD_A, WORLD_UNTYPED);
}

/* Root's capabilities to CSpaces and Spaces are put away in the end. */
static void make_domains(void)
{
	static const uint8_t cspaces[] = {WORLD_CSPACE, WORLD_CSPACE_B, WORLD_CSPACE_C};
	static const uint8_t spaces[] = {WORLD_SPACE, WORLD_SPACE_B, WORLD_SPACE_C};

	for (uint32_t i = 0; i < WORLD_DOMAINS; i++)
		retype(at(AT_POOL), PITH_TYPE_SPACE, 0, PITH_MEMORY_NORMAL, at(AT_SPACES) + i);
	for (uint32_t i = 0; i < WORLD_DOMAINS; i++)
		retype(at(AT_POOL), PITH_TYPE_CSPACE, WORLD_CSPACE_BITS, PITH_MEMORY_NORMAL,
		    at(AT_CSPACES) + i);
	for (uint32_t i = 0; i < WORLD_DOMAINS; i++) {
		OPERATE(cspace_of(WORLD_A), CSPACE_COPY, 4, 1,
		    WORDS(cspaces[i], at(AT_CSPACES) + i, PITH_ALL_RIGHTS, 0),
		    CAPS(PITH_BOOT_CSPACE));
		OPERATE(cspace_of(WORLD_A), CSPACE_COPY, 4, 1,
		    WORDS(spaces[i], at(AT_SPACES) + i, PITH_ALL_RIGHTS, 0),
		    CAPS(PITH_BOOT_CSPACE));
		if (i == WORLD_A)
			continue;
		give(i, WORLD_CSPACE, WORLD_A, cspaces[i], PITH_ALL_RIGHTS, 0);
		give(i, WORLD_SPACE, WORLD_A, spaces[i], PITH_ALL_RIGHTS, 0);
	}
}

/* --- Frames --------------------------------------------------------------------------- */

static void map(uint32_t frame, enum world_domain domain, uint32_t address, uint32_t rights)
{
	OPERATE(frame, FRAME_MAP, 2, 1, WORDS(address, rights), CAPS(at(AT_SPACES) + domain));
}

/* A domain's copy of what the manager has, mapped. */
static void share_mapped(
    enum world_domain domain, enum world_slot slot, uint32_t address, uint32_t rights)
{
	uint32_t frame = take(0, WORLD_A, slot, 0);

	map(frame, domain, address, rights);
	place(frame, domain, slot);
}

static void make_mapped(enum world_domain domain, enum world_slot slot, uint32_t bits,
    uint32_t address, uint32_t rights)
{
	uint32_t frame = make(PITH_TYPE_FRAME, bits);

	map(frame, domain, address, rights);
	place(frame, domain, slot);
}

static void make_tables(void)
{
	for (uint32_t i = 0; i < WORLD_DOMAINS; i++) {
		uint32_t table = make(PITH_TYPE_PAGETABLE, 0);

		OPERATE(table, PAGETABLE_MAP, 2, 1, WORDS(WORLD_BASE, 0), CAPS(at(AT_SPACES) + i));
		place(table, i, WORLD_TABLE);
	}
	make_in(WORLD_A, WORLD_TABLE2, PITH_TYPE_PAGETABLE, 0);
}

static void make_frames(void)
{
	enum { RW = PITH_READ | PITH_WRITE, RX = PITH_READ | PITH_EXECUTE };

	make_mapped(WORLD_A, WORLD_LARGE, LARGE_BITS, WORLD_LARGE_AT, PITH_READ);
	make_mapped(WORLD_A, WORLD_CODE, PAGE_BITS, WORLD_CODE_AT, RX);
	share_mapped(WORLD_B, WORLD_CODE, WORLD_CODE_AT, RX);
	share_mapped(WORLD_C, WORLD_CODE, WORLD_CODE_AT, RX);
	make_mapped(WORLD_A, WORLD_PAGE, PAGE_BITS, WORLD_PAGE_AT, RW);
	share_mapped(WORLD_B, WORLD_PAGE, WORLD_PAGE_AT, PITH_READ);
	make_mapped(WORLD_C, WORLD_PAGE, PAGE_BITS, WORLD_PAGE_AT, RW);
	for (uint32_t i = 0; i < WORLD_DOMAINS; i++)
		make_in(i, WORLD_PAGE2, PITH_TYPE_FRAME, PAGE_BITS);
	retype(at(AT_POOL), PITH_TYPE_FRAME, PAGE_BITS, PITH_MEMORY_UNCACHED, at(AT_HAND));
	place(at(AT_HAND), WORLD_A, WORLD_UNCACHED);
	retype(at(AT_DEVICES), PITH_TYPE_FRAME, SECTION_BITS, PITH_MEMORY_UNCACHED, at(AT_HAND));
	place(at(AT_HAND), WORLD_A, WORLD_SECTION);
	retype(at(AT_DEVICES), PITH_TYPE_FRAME, PAGE_BITS, PITH_MEMORY_DEVICE, at(AT_HAND));
	place(at(AT_HAND), WORLD_A, WORLD_DEVICE);
	share_mapped(WORLD_C, WORLD_DEVICE, WORLD_DEVICE_AT, RW);
	place(at(AT_DEVICES), WORLD_A, WORLD_DEVICES);
}

/* --- What threads meet at --------------------------------------------------------------- */

static void make_meetings(void)
{
	make_in(WORLD_A, WORLD_DOOR, PITH_TYPE_ENDPOINT, 0);
	give(WORLD_B, WORLD_DOOR, WORLD_A, WORLD_DOOR, PITH_SEND | PITH_GRANT, 7);
	share(WORLD_C, WORLD_DOOR);
	make_in(WORLD_A, WORLD_HATCH, PITH_TYPE_ENDPOINT, 0);
	share(WORLD_B, WORLD_HATCH);
	give(WORLD_C, WORLD_HATCH, WORLD_A, WORLD_HATCH, PITH_SEND, 9);
	make_in(WORLD_A, WORLD_FAULTS, PITH_TYPE_ENDPOINT, 0);
	give(WORLD_B, WORLD_FAULTS, WORLD_A, WORLD_FAULTS, PITH_SEND, 5);
	make_in(WORLD_C, WORLD_BELL, PITH_TYPE_NOTIFICATION, 0);
	give(WORLD_A, WORLD_BELL, WORLD_C, WORLD_BELL, PITH_SEND, 4);
	give(WORLD_B, WORLD_BELL, WORLD_C, WORLD_BELL, PITH_SEND, 2);
	make_in(WORLD_A, WORLD_FLAG, PITH_TYPE_NOTIFICATION, 0);
	share(WORLD_B, WORLD_FLAG);
	give(WORLD_C, WORLD_FLAG, WORLD_A, WORLD_FLAG, PITH_SEND, 8);
	for (uint32_t i = 0; i < WORLD_DOMAINS; i++) {
		make_in(i, WORLD_REPLY, PITH_TYPE_REPLY, 0);
		make_in(i, WORLD_REPLY2, PITH_TYPE_REPLY, 0);
	}
}

static void make_cspaces(void)
{
	for (uint32_t i = 0; i < WORLD_DOMAINS; i++) {
		uint32_t inner = make(PITH_TYPE_CSPACE, INNER_BITS);

		OPERATE(inner, CSPACE_COPY, 4, 1, WORDS(1, WORLD_HATCH, PITH_ALL_RIGHTS, 0),
		    CAPS(cspace_of(i)));
		place(inner, i, WORLD_INNER);
	}
	make(PITH_TYPE_CSPACE, KNOT_BITS);
	OPERATE(at(AT_HAND), CSPACE_COPY, 4, 1, WORDS(1, at(AT_HAND), PITH_ALL_RIGHTS, 0),
	    CAPS(PITH_BOOT_CSPACE));
	place(at(AT_HAND), WORLD_A, WORLD_KNOT);
}

static void make_controls(void)
{
	OPERATE(cspace_of(WORLD_A), CSPACE_COPY, 4, 1,
	    WORDS(WORLD_IRQCONTROL, PITH_BOOT_IRQCONTROL, PITH_ALL_RIGHTS, 0),
	    CAPS(PITH_BOOT_CSPACE));
	OPERATE(cspace_of(WORLD_A), CSPACE_COPY, 4, 1,
	    WORDS(WORLD_SCHEDCONTROL, PITH_BOOT_SCHEDCONTROL, PITH_ALL_RIGHTS, 0),
	    CAPS(PITH_BOOT_CSPACE));
	OPERATE(take(0, WORLD_A, WORLD_IRQCONTROL, 0), IRQCONTROL_GET, 2, 1,
	    WORDS(WORLD_LINE, WORLD_IRQ), CAPS(cspace_of(WORLD_A)));
	put_away();
	share(WORLD_C, WORLD_IRQ);
	OPERATE(
	    take(0, WORLD_A, WORLD_IRQ, 0), IRQ_BIND, 0, 1, CAPS(take(1, WORLD_C, WORLD_BELL, 1)));
	OPERATE(at(AT_HAND), IRQ_ACKNOWLEDGE, 0, 0, 0);
	put_away();
}

/* --- Threads ------------------------------------------------------------------------------ */

static void make_time(enum world_slot slot, uint32_t budget)
{
	make(PITH_TYPE_SCHEDCONTEXT, 0);
	if (budget)
		OPERATE(PITH_BOOT_SCHEDCONTROL, SCHEDCONTROL_CONFIGURE, 4, 1,
		    WORDS(budget, 0, 0, 0), CAPS(at(AT_HAND)));
	place(at(AT_HAND), WORLD_A, slot);
}

static uint32_t letters(const char *name, uint32_t from)
{
	uint32_t word = 0;

	for (uint32_t i = 0; i < from + 4 && name[i]; i++)
		if (i >= from)
			word |= (uint32_t)(uint8_t)name[i] << 8 * (i - from);
	return word;
}

/* What the thread is; it is at hand, and the slots behind it are free. */
static void set_up(uint32_t thread, uint32_t number)
{
	static const uint8_t cspaces[] = {WORLD_CSPACE, WORLD_CSPACE_B, WORLD_CSPACE_C};
	static const uint8_t spaces[] = {WORLD_SPACE, WORLD_SPACE_B, WORLD_SPACE_C};
	const char *name = threads[number].name;
	bool handles = number + WORLD_MANAGER == WORLD_HANDLER;
	uint32_t caps = PITH_THREAD_CSPACE | PITH_THREAD_SPACE | PITH_THREAD_BUFFER;

	take(1, WORLD_A, cspaces[threads[number].domain], 0);
	take(2, WORLD_A, spaces[threads[number].domain], 0);
	take(3, WORLD_A, WORLD_MANAGER_PAGE + number, 0);
	take(4, WORLD_A, WORLD_FAULTS, 100 + number);
	OPERATE(thread, THREAD_CONFIGURE, 2, handles ? 3 : 4,
	    WORDS(caps | (handles ? 0 : PITH_THREAD_FAULT), 0),
	    CAPS(thread + 1, thread + 2, thread + 3, thread + 4));
	OPERATE(thread, THREAD_SET_PRIORITY, 2, 0,
	    WORDS(threads[number].priority, threads[number].ceiling));
	OPERATE(thread, THREAD_SET_NAME, 4, 0,
	    WORDS(letters(name, 0), letters(name, 4), letters(name, 8), letters(name, 12)));
	OPERATE(thread, THREAD_WRITE, 1 + PITH_REGISTER_COUNT, 0,
	    WORDS(0, WORLD_SVC + 4, WORLD_SP - (number << PAGE_BITS), 0x10, WORLD_LR + number, 0, 0,
		0, 0, 0, 0, 0, 0, 0, 0, 0, WORLD_R11 + number, 0));
}

static void make_thread(uint32_t number)
{
	enum world_domain domain = threads[number].domain;
	uint32_t buffer = WORLD_BUFFERS + (number << PAGE_BITS);

	if (domain == WORLD_A) {
		make_mapped(
		    domain, WORLD_MANAGER_PAGE + number, PAGE_BITS, buffer, PITH_READ | PITH_WRITE);
	} else {
		make_in(WORLD_A, WORLD_MANAGER_PAGE + number, PITH_TYPE_FRAME, PAGE_BITS);
		share_mapped(domain, WORLD_MANAGER_PAGE + number, buffer, PITH_READ | PITH_WRITE);
	}
	set_up(make(PITH_TYPE_THREAD, 0), number);
	place(at(AT_HAND), WORLD_A, WORLD_MANAGER + number);
	put_away();
	make_time(threads[number].time,
	    threads[number].time == WORLD_SPARE ? SPARE_BUDGET : WORLD_BUDGET);
	OPERATE(take(0, WORLD_A, WORLD_MANAGER + number, 0), THREAD_BIND, 0, 1,
	    CAPS(take(1, WORLD_A, threads[number].time, 0)));
	OPERATE(at(AT_HAND), THREAD_RESUME, 0, 0, 0);
	put_away();
	if (domain == WORLD_A)
		return;
	share(domain, WORLD_MANAGER + number);
	if (threads[number].time != WORLD_SPARE)
		share(domain, threads[number].time);
}

uint32_t world_build(const struct bootinfo *info)
{
	root.first = info->first_free_slot;
	root.calls = 0;
	root.refused = 0;
	find_memory(info);
	make_domains();
	make_memory();
	make_tables();
	make_frames();
	make_meetings();
	make_cspaces();
	make_controls();
	for (uint32_t i = 0; i < WORLD_THREADS; i++)
		make_thread(i);
	make_time(WORLD_RAW, 0);
	OPERATE(take(0, WORLD_A, WORLD_DRIVER, 0), THREAD_BIND, 0, 1,
	    CAPS(take(1, WORLD_C, WORLD_BELL, 0)));
	put_away();
	retype(at(AT_POOL), PITH_TYPE_NOTIFICATION, 0, PITH_MEMORY_NORMAL, at(AT_BELL));
	world_furnish(info, at(AT_CSPACES), at(AT_SPACES));
	for (uint32_t i = 0; i < WORLD_DOMAINS; i++) {
		OPERATE(PITH_BOOT_CSPACE, CSPACE_DELETE, 1, 0, WORDS(at(AT_CSPACES) + i));
		OPERATE(PITH_BOOT_CSPACE, CSPACE_DELETE, 1, 0, WORDS(at(AT_SPACES) + i));
	}
	return root.refused;
}

void world_wait(void)
{
	world_call(PITH_CALL_RECV, &(struct world_message){.cap = at(AT_BELL)});
}
