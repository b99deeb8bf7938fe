/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The world of two domains that are kept apart, made by system calls as the other one is
 * (tests/fuzz/core/world.c), and with its slot numbers: so the same programs mean something.
 */
#include "tests/fuzz/separation/apart.h"

enum {
	REGION_BITS = 21,
	SERVER_BITS = 16,
	UNTYPED_BITS = 16, /* for two Spaces */
	PAGE_BITS = 12,
	LARGE_BITS = 16,
	INNER_BITS = 3,
	KNOT_BITS = 2,
	SERVER_PRIORITY = 25,
	RW = PITH_READ | PITH_WRITE,
	RX = PITH_READ | PITH_EXECUTE,
};

/* A domain's threads. Some of the secret domain's are more urgent than all of the observer's, some
 * as urgent, some less. */
static const struct {
	const char *name;
	uint8_t thread, time, buffer, priority[2];
} threads[] = {
    {"handler", WORLD_HANDLER, WORLD_HANDLER_TIME, WORLD_HANDLER_PAGE, {20, 20}},
    {"driver", WORLD_DRIVER, WORLD_DRIVER_TIME, WORLD_DRIVER_PAGE, {12, 14}},
    {"manager", WORLD_MANAGER, WORLD_MANAGER_TIME, WORLD_MANAGER_PAGE, {10, 10}},
    {"alice", WORLD_ALICE, WORLD_ALICE_TIME, WORLD_ALICE_PAGE, {10, 10}},
    {"bob", WORLD_BOB, WORLD_BOB_TIME, WORLD_BOB_PAGE, {10, 11}},
    {"idler", WORLD_IDLER, WORLD_IDLER_TIME, WORLD_IDLER_PAGE, {5, 4}},
};

/* Of both domains; the server has waited before (world_wait). */
const struct world_prelude world_prelude[WORLD_PRELUDE] = {
    {WORLD_HANDLER, PITH_CALL_RECV, WORLD_FAULTS, 0, WORLD_REPLY2, 0},
    {WORLD_HANDLER, PITH_CALL_RECV, WORLD_FAULTS, 0, WORLD_REPLY2, 0},
    {WORLD_DRIVER, PITH_CALL_RECV, WORLD_BELL, 0, 0, 0},
    {WORLD_DRIVER, PITH_CALL_RECV, WORLD_BELL, 0, 0, 0},
};
const struct step apart_serve = {.kind = STEP_CALL,
    .number = PITH_CALL_REPLY_RECV,
    .cap = WORLD_DOOR,
    .tag = 7 | 2 << PITH_TAG_LENGTH_SHIFT,
    .words = {1, 2},
    .reply = WORLD_REPLY};

/* What root has, from its first free slot on. */
enum {
	AT_POOLS,
	AT_CSPACES = AT_POOLS + APART_DOMAINS,
	AT_SPACES = AT_CSPACES + APART_DOMAINS,
	AT_BELL = AT_SPACES + APART_DOMAINS,
	AT_HAND, /* and the four behind it */
};
static uint32_t first, calls, refused;
static struct apart_pool pools[APART_DOMAINS];

static uint32_t at(uint32_t which)
{
	return first + which;
}

static void operate(uint32_t slot, uint32_t tag, struct world_message message)
{
	message.cap = slot;
	message.tag = tag;
	calls++;
	if (pith_tag_kind(world_call(PITH_CALL_CALL, &message)) == PITH_KIND_ERROR && !refused)
		refused = calls;
}
#define OPERATE(slot, operation, length, caps, ...)                \
	operate(slot, pith_tag(PITH_OP_##operation, length, caps), \
	    (struct world_message){__VA_ARGS__})
#define WORDS(...) .words = {__VA_ARGS__}
#define CAPS(...)  .caps = {__VA_ARGS__}

/* A new object of a domain's memory, at hand. */
static uint32_t make_as(
    enum apart_domain domain, enum pith_type type, uint32_t bits, enum pith_memory memory)
{
	OPERATE(at(AT_POOLS) + domain, UNTYPED_RETYPE, 5, 1,
	    WORDS(type, bits, at(AT_HAND), 1, memory), CAPS(PITH_BOOT_CSPACE));
	return at(AT_HAND);
}

static uint32_t make(enum apart_domain domain, enum pith_type type, uint32_t bits)
{
	return make_as(domain, type, bits, PITH_MEMORY_NORMAL);
}

static void place(uint32_t from, enum apart_domain domain, uint32_t slot)
{
	OPERATE(
	    at(AT_CSPACES) + domain, CSPACE_MOVE, 2, 1, WORDS(slot, from), CAPS(PITH_BOOT_CSPACE));
}

/* A domain gets a copy of what root has. */
static void give(
    uint32_t from, enum apart_domain domain, uint32_t slot, uint32_t rights, uint32_t badge)
{
	OPERATE(at(AT_CSPACES) + domain, CSPACE_COPY, 4, 1, WORDS(slot, from, rights, badge),
	    CAPS(PITH_BOOT_CSPACE));
}

/* Root takes a copy of what a domain has, for a call to come. */
static uint32_t take(uint32_t index, enum apart_domain domain, uint32_t slot, uint32_t badge)
{
	OPERATE(PITH_BOOT_CSPACE, CSPACE_COPY, 4, 1,
	    WORDS(at(AT_HAND) + index, slot, PITH_ALL_RIGHTS, badge),
	    CAPS(at(AT_CSPACES) + domain));
	return at(AT_HAND) + index;
}

static void put_away(void)
{
	for (uint32_t i = 0; i < 5; i++)
		OPERATE(PITH_BOOT_CSPACE, CSPACE_DELETE, 1, 0, WORDS(at(AT_HAND) + i));
}

static void make_in(enum apart_domain domain, uint32_t slot, enum pith_type type, uint32_t bits)
{
	place(make(domain, type, bits), domain, slot);
}

static void make_mapped(
    enum apart_domain domain, uint32_t slot, uint32_t bits, uint32_t address, uint32_t rights)
{
	uint32_t frame = make(domain, PITH_TYPE_FRAME, bits);

	OPERATE(frame, FRAME_MAP, 2, 1, WORDS(address, rights), CAPS(at(AT_SPACES) + domain));
	place(frame, domain, slot);
}

/* --- A domain ----------------------------------------------------------------------------- */

/* A new object that root keeps until the end. */
static uint32_t keep(enum apart_domain domain, enum pith_type type, uint32_t bits, uint32_t slot)
{
	OPERATE(at(AT_POOLS) + domain, UNTYPED_RETYPE, 5, 1, WORDS(type, bits, slot, 1, 0),
	    CAPS(PITH_BOOT_CSPACE));
	return slot;
}

static void make_spaces(enum apart_domain domain)
{
	uint32_t space = keep(domain, PITH_TYPE_SPACE, 0, at(AT_SPACES) + domain);
	uint32_t cspace =
	    keep(domain, PITH_TYPE_CSPACE, WORLD_CSPACE_BITS, at(AT_CSPACES) + domain);

	give(cspace, domain, WORLD_CSPACE, PITH_ALL_RIGHTS, 0);
	give(space, domain, WORLD_SPACE, PITH_ALL_RIGHTS, 0);
}

/* The largest first, so that alignment wastes nothing. */
static void make_memory(enum apart_domain domain)
{
	uint32_t table;

	make_in(domain, WORLD_UNTYPED, PITH_TYPE_UNTYPED, UNTYPED_BITS);
	make_in(domain, WORLD_LARGE, PITH_TYPE_FRAME, LARGE_BITS);
	table = make(domain, PITH_TYPE_PAGETABLE, 0);
	OPERATE(table, PAGETABLE_MAP, 2, 1, WORDS(WORLD_BASE, 0), CAPS(at(AT_SPACES) + domain));
	place(table, domain, WORLD_TABLE);
	make_in(domain, WORLD_TABLE2, PITH_TYPE_PAGETABLE, 0);
	make_mapped(domain, WORLD_CODE, PAGE_BITS, WORLD_CODE_AT, RX);
	make_mapped(domain, WORLD_PAGE, PAGE_BITS, WORLD_PAGE_AT, RW);
	make_in(domain, WORLD_PAGE2, PITH_TYPE_FRAME, PAGE_BITS);
	place(make_as(domain, PITH_TYPE_FRAME, PAGE_BITS, PITH_MEMORY_UNCACHED), domain,
	    WORLD_UNCACHED);
}

static void make_meetings(enum apart_domain domain)
{
	static const struct {
		uint8_t slot, type, bits;
	} plain[] = {
	    {WORLD_HATCH, PITH_TYPE_ENDPOINT, 0},
	    {WORLD_FAULTS, PITH_TYPE_ENDPOINT, 0},
	    {WORLD_BELL, PITH_TYPE_NOTIFICATION, 0},
	    {WORLD_FLAG, PITH_TYPE_NOTIFICATION, 0},
	    {WORLD_REPLY, PITH_TYPE_REPLY, 0},
	    {WORLD_REPLY2, PITH_TYPE_REPLY, 0},
	    {WORLD_INNER, PITH_TYPE_CSPACE, INNER_BITS},
	    {WORLD_RAW, PITH_TYPE_SCHEDCONTEXT, 0},
	    {WORLD_SPARE, PITH_TYPE_SCHEDCONTEXT, 0},
	};

	for (uint32_t i = 0; i < ARRAY_SIZE(plain); i++)
		make_in(domain, plain[i].slot, plain[i].type, plain[i].bits);
	OPERATE(PITH_BOOT_SCHEDCONTROL, SCHEDCONTROL_CONFIGURE, 4, 1, WORDS(WORLD_BUDGET, 0, 0, 0),
	    CAPS(take(0, domain, WORLD_SPARE, 0)));
	put_away();
	OPERATE(take(0, domain, WORLD_INNER, 0), CSPACE_COPY, 4, 1,
	    WORDS(1, WORLD_HATCH, PITH_ALL_RIGHTS, 0), CAPS(at(AT_CSPACES) + domain));
	put_away();
	make(domain, PITH_TYPE_CSPACE, KNOT_BITS);
	OPERATE(at(AT_HAND), CSPACE_COPY, 4, 1, WORDS(1, at(AT_HAND), PITH_ALL_RIGHTS, 0),
	    CAPS(PITH_BOOT_CSPACE));
	place(at(AT_HAND), domain, WORLD_KNOT);
	OPERATE(PITH_BOOT_IRQCONTROL, IRQCONTROL_GET, 2, 1,
	    WORDS(APART_CALM_LINE + domain, WORLD_IRQ), CAPS(at(AT_CSPACES) + domain));
	OPERATE(
	    take(0, domain, WORLD_IRQ, 0), IRQ_BIND, 0, 1, CAPS(take(1, domain, WORLD_BELL, 1)));
	OPERATE(at(AT_HAND), IRQ_ACKNOWLEDGE, 0, 0, 0);
	put_away();
	give(PITH_BOOT_SCHEDCONTROL, domain, WORLD_SCHEDCONTROL, PITH_ALL_RIGHTS, 0);
}

/* --- Threads --------------------------------------------------------------------------------- */

static uint32_t letters(const char *name, uint32_t from)
{
	uint32_t word = 0;

	for (uint32_t i = 0; name[i]; i++)
		if (i / 4 == from)
			word |= (uint32_t)(uint8_t)name[i] << 8 * (i % 4);
	return word;
}

/* `thread` is in the domain's CSpace, and so are its buffer and its time. */
static void start(enum apart_domain domain, uint32_t slot, uint32_t buffer, uint32_t time,
    uint32_t priority, const char *name)
{
	uint32_t thread = take(0, domain, slot, 0);
	bool handled = domain != APART_SERVER && slot != WORLD_HANDLER;

	take(1, domain, WORLD_CSPACE, 0);
	take(2, domain, WORLD_SPACE, 0);
	take(3, domain, buffer, 0);
	if (handled)
		take(4, domain, WORLD_FAULTS, 100 + slot);
	OPERATE(thread, THREAD_CONFIGURE, 2, 3 + handled,
	    WORDS(PITH_THREAD_CSPACE | PITH_THREAD_SPACE | PITH_THREAD_BUFFER |
		      (handled ? PITH_THREAD_FAULT : 0),
		0),
	    CAPS(thread + 1, thread + 2, thread + 3, thread + 4));
	OPERATE(thread, THREAD_SET_PRIORITY, 2, 0, WORDS(priority, priority));
	OPERATE(thread, THREAD_SET_NAME, 4, 0, WORDS(letters(name, 0), letters(name, 1), 0, 0));
	OPERATE(thread, THREAD_WRITE, 1 + PITH_REGISTER_COUNT, 0,
	    WORDS(0, WORLD_SVC + 4, WORLD_SP, 0x10, WORLD_LR, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		WORLD_R11 + slot, 0));
	put_away();
	OPERATE(PITH_BOOT_SCHEDCONTROL, SCHEDCONTROL_CONFIGURE, 4, 1, WORDS(WORLD_BUDGET, 0, 0, 0),
	    CAPS(take(1, domain, time, 0)));
	OPERATE(take(0, domain, slot, 0), THREAD_BIND, 0, 1, CAPS(at(AT_HAND) + 1));
	OPERATE(at(AT_HAND), THREAD_RESUME, 0, 0, 0);
	put_away();
}

static void make_threads(enum apart_domain domain)
{
	for (uint32_t i = 0; i < ARRAY_SIZE(threads); i++)
		make_mapped(
		    domain, threads[i].buffer, PAGE_BITS, WORLD_BUFFERS + (i << PAGE_BITS), RW);
	for (uint32_t i = 0; i < ARRAY_SIZE(threads); i++) {
		make_in(domain, threads[i].thread, PITH_TYPE_THREAD, 0);
		make_in(domain, threads[i].time, PITH_TYPE_SCHEDCONTEXT, 0);
		start(domain, threads[i].thread, threads[i].buffer, threads[i].time,
		    threads[i].priority[domain], threads[i].name);
	}
}

/* The server; both domains may call it, each with a badge. */
static void make_server(void)
{
	make(APART_SERVER, PITH_TYPE_ENDPOINT, 0);
	give(at(AT_HAND), APART_SERVER, WORLD_DOOR, PITH_RECV, 0);
	give(at(AT_HAND), APART_OBSERVER, WORLD_DOOR, PITH_SEND, 1);
	give(at(AT_HAND), APART_SECRET, WORLD_DOOR, PITH_SEND, 2);
	put_away();
	make_in(APART_SERVER, WORLD_REPLY, PITH_TYPE_REPLY, 0);
	make_in(APART_SERVER, WORLD_SERVER, PITH_TYPE_THREAD, 0);
	make_in(APART_SERVER, WORLD_SPARE, PITH_TYPE_SCHEDCONTEXT, 0);
	make_in(APART_SERVER, WORLD_SERVER_PAGE, PITH_TYPE_FRAME, PAGE_BITS);
	start(
	    APART_SERVER, WORLD_SERVER, WORLD_SERVER_PAGE, WORLD_SPARE, SERVER_PRIORITY, "server");
}

static void make_pools(const struct bootinfo *info)
{
	const struct bootinfo_region *region = info->region;

	while (region->device || region->bits < REGION_BITS)
		region++;
	for (uint32_t i = 0; i < APART_DOMAINS; i++)
		OPERATE(region->slot, UNTYPED_RETYPE, 5, 1,
		    WORDS(PITH_TYPE_UNTYPED, i == APART_SERVER ? SERVER_BITS : APART_POOL_BITS,
			at(AT_POOLS) + i, 1, 0),
		    CAPS(PITH_BOOT_CSPACE));
}

uint32_t world_build(const struct bootinfo *info)
{
	first = info->first_free_slot;
	make_pools(info);
	for (uint32_t i = 0; i < APART_DOMAINS; i++)
		make_spaces(i);
	make_server();
	for (uint32_t i = 0; i < APART_SERVER; i++) {
		make_memory(i);
		make_meetings(i);
		make_threads(i);
	}
	keep(APART_SERVER, PITH_TYPE_NOTIFICATION, 0, at(AT_BELL));
	for (uint32_t i = AT_CSPACES; i < AT_BELL; i++)
		OPERATE(PITH_BOOT_CSPACE, CSPACE_DELETE, 1, 0, WORDS(at(i)));
	return refused;
}

const struct slot *apart_root(enum apart_domain domain)
{
	return cspace_slot(cspace_at(machine.cpu->policy), at(AT_POOLS) + domain);
}

void world_wait(void)
{
	struct step wait = apart_serve;

	for (uint32_t i = 0; i < APART_DOMAINS; i++)
		pools[i] = (struct apart_pool){apart_root(i)->object & UNTYPED_PADDR_MASK,
		    1u << (apart_root(i)->object & UNTYPED_BITS_MASK)};
	world_call(PITH_CALL_RECV, &(struct world_message){.cap = at(AT_BELL)});
	wait.number = PITH_CALL_RECV;
	machine_step(&wait);
}

struct apart_pool apart_pool(enum apart_domain domain)
{
	return pools[domain];
}

enum apart_domain apart_owner(const void *object)
{
	paddr_t paddr = hal_paddr(hal_ref(object));
	enum apart_domain domain = 0;

	while (domain < APART_DOMAINS && paddr - pools[domain].first >= pools[domain].size)
		domain++;
	return domain;
}
