/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The world in which programs run: three protection domains with seven threads between
 * them, made by system calls from what the kernel gives to the first thread ("root",
 * the policy module's place). It is the same on every machine, down to the slot numbers,
 * so that a program means the same everywhere.
 *
 *   A: manager, handler   may do everything: has all threads, CSpaces, controls
 *   B: alice, bob, idler  clients
 *   C: server, driver     a server on its clients' time; a driver with an interrupt
 *
 * What B and C have is derived from what the manager has, and of root nothing is in it but
 * the Untyped below. Each domain has one CSpace of 64 slots; a number names the same kind
 * of thing in all three, if it is there at all.
 */
#ifndef PITH_FUZZ_WORLD_H
#define PITH_FUZZ_WORLD_H

#include <stdbool.h>
#include <stdint.h>
#include "core/include/pith/abi.h"
#include "core/include/pith/boot.h"

/* The slots. X(NAME, name in text, type, in which domains, what it is), from slot 1 on. */
#define WORLD_SLOTS(X)                                                                            \
	X(CSPACE, "cspace", CSPACE, "ABC", "the domain's CSpace")                                 \
	X(SPACE, "space", SPACE, "ABC", "the domain's Space")                                     \
	X(UNTYPED, "untyped", UNTYPED, "ABC", "128 KB (A); 16 KB of them (B, C)")                 \
	X(INNER, "inner", CSPACE, "ABC", "8 slots; slot 1 holds a copy of the hatch")             \
	X(KNOT, "knot", CSPACE, "A", "4 slots; slot 1 holds the CSpace itself")                   \
	X(TABLE, "table", PAGETABLE, "ABC", "at WORLD_BASE in the domain's Space")                \
	X(TABLE2, "table2", PAGETABLE, "A", "mapped nowhere")                                     \
	X(CODE, "code", FRAME, "ABC", "4 KB, executable at WORLD_CODE_AT in all three")           \
	X(PAGE, "page", FRAME, "ABC", "4 KB at WORLD_PAGE_AT; A and B share it")                  \
	X(PAGE2, "page2", FRAME, "ABC", "4 KB, mapped nowhere")                                   \
	X(LARGE, "large", FRAME, "A", "64 KB at WORLD_LARGE_AT, read-only")                       \
	X(UNCACHED, "uncached", FRAME, "A", "4 KB of UNCACHED memory")                            \
	X(DEVICE, "device", FRAME, "AC", "4 KB of DEVICE memory, in C at WORLD_DEVICE_AT")        \
	X(SECTION, "section", FRAME, "A", "1 MB of UNCACHED device memory")                       \
	X(DOOR, "door", ENDPOINT, "ABC", "the server's; B: SEND, GRANT, badge 7")                 \
	X(HATCH, "hatch", ENDPOINT, "ABC", "another, nobody waits there; C: SEND, badge 9")       \
	X(FAULTS, "faults", ENDPOINT, "AB", "the handler's; B: SEND, badge 5")                    \
	X(BELL, "bell", NOTIFICATION, "ABC", "the driver is bound to it; A, B: SEND, badge 4, 2") \
	X(FLAG, "flag", NOTIFICATION, "ABC", "C: SEND, badge 8")                                  \
	X(REPLY, "reply", REPLY, "ABC", "one in each domain")                                     \
	X(REPLY2, "reply2", REPLY, "ABC", "another")                                              \
	X(SPARE, "spare", SCHEDCONTEXT, "A", "200 us, bound to the server until it waits")        \
	X(RAW, "raw", SCHEDCONTEXT, "A", "without time")                                          \
	X(MANAGER, "manager", THREAD, "A", "priority 10, may give up to 31")                      \
	X(HANDLER, "handler", THREAD, "A", "priority 30 of 31; faults are its")                   \
	X(SERVER, "server", THREAD, "AC", "priority 25")                                          \
	X(DRIVER, "driver", THREAD, "AC", "priority 20")                                          \
	X(ALICE, "alice", THREAD, "AB", "priority 10")                                            \
	X(BOB, "bob", THREAD, "AB", "priority 10")                                                \
	X(IDLER, "idler", THREAD, "AB", "priority 1")                                             \
	X(MANAGER_PAGE, "manager-buffer", FRAME, "A", "IPC buffers, from WORLD_BUFFERS on")       \
	X(HANDLER_PAGE, "handler-buffer", FRAME, "A", "")                                         \
	X(SERVER_PAGE, "server-buffer", FRAME, "AC", "")                                          \
	X(DRIVER_PAGE, "driver-buffer", FRAME, "AC", "")                                          \
	X(ALICE_PAGE, "alice-buffer", FRAME, "AB", "")                                            \
	X(BOB_PAGE, "bob-buffer", FRAME, "AB", "")                                                \
	X(IDLER_PAGE, "idler-buffer", FRAME, "AB", "")                                            \
	X(MANAGER_TIME, "manager-time", SCHEDCONTEXT, "A", "the threads' time, WORLD_BUDGET")     \
	X(HANDLER_TIME, "handler-time", SCHEDCONTEXT, "A", "")                                    \
	X(DRIVER_TIME, "driver-time", SCHEDCONTEXT, "AC", "")                                     \
	X(ALICE_TIME, "alice-time", SCHEDCONTEXT, "AB", "")                                       \
	X(BOB_TIME, "bob-time", SCHEDCONTEXT, "AB", "")                                           \
	X(IDLER_TIME, "idler-time", SCHEDCONTEXT, "AB", "")                                       \
	X(CSPACE_B, "cspace-b", CSPACE, "A", "B's CSpace")                                        \
	X(CSPACE_C, "cspace-c", CSPACE, "A", "C's CSpace")                                        \
	X(SPACE_B, "space-b", SPACE, "A", "B's Space")                                            \
	X(SPACE_C, "space-c", SPACE, "A", "C's Space")                                            \
	X(IRQ, "irq", IRQ, "AC", "WORLD_LINE, bound to the bell with badge 1")                    \
	X(IRQCONTROL, "irqcontrol", IRQCONTROL, "A", "")                                          \
	X(SCHEDCONTROL, "schedcontrol", SCHEDCONTROL, "A", "")                                    \
	X(DEVICES, "devices", UNTYPED, "A", "device memory, what is left of it")

enum world_slot {
	WORLD_NONE,
#define X(NAME, name, type, domains, text) WORLD_##NAME,
	WORLD_SLOTS(X)
#undef X
	    WORLD_FREE, /* this slot and those above are empty */
	WORLD_CSPACE_BITS = 6,
	WORLD_CSPACE_SLOTS = 1 << WORLD_CSPACE_BITS,
};

enum world_domain { WORLD_A, WORLD_B, WORLD_C, WORLD_DOMAINS };

enum {
	WORLD_THREADS = WORLD_MANAGER_PAGE - WORLD_MANAGER,
	WORLD_LINE = 90,	/* nothing is on it on any machine */
	WORLD_BUDGET = 1000000, /* ns */

	/* Addresses, in one megabyte. */
	WORLD_BASE = 0x00400000,
	WORLD_CODE_AT = WORLD_BASE,
	WORLD_PAGE_AT = WORLD_BASE + 0x10000,
	WORLD_LARGE_AT = WORLD_BASE + 0x20000,
	WORLD_DEVICE_AT = WORLD_BASE + 0x30000,
	WORLD_BUFFERS = WORLD_BASE + 0x40000, /* + 4096 * the thread's number from the manager */

	/* Registers of a thread that has just started: it stands behind the one call instruction
	 * there is, at WORLD_CODE_AT. The constants tell threads apart; + its number. */
	WORLD_SVC = WORLD_CODE_AT,
	WORLD_SP = WORLD_BASE + 0xe0000, /* - 4096 * its number: nothing is there */
	WORLD_LR = 0x1c000000,
	WORLD_R11 = 0x0f000000,
};

/* How the first thread makes a call: as the registers and its IPC buffer would say it. Answers the
 * tag (r1). The one thing that world.c asks of its user. */
struct world_message {
	uint32_t cap, tag, reply;
	uint32_t words[PITH_REGISTER_COUNT + 1];
	uint32_t caps[PITH_MAX_CAPS];
};
uint32_t world_call(enum pith_call number, const struct world_message *message);

/* What its user puts into the world beyond this: root's slots of A's CSpace, and of the Spaces of
 * A, B and C, in a row. May do nothing. */
void world_furnish(const struct bootinfo *info, uint32_t cspace, uint32_t spaces);

/* Make all of it, below the first thread with what bootinfo names. All threads are resumed; they
 * run when the first thread waits. 0, or the number of the call that was refused. */
uint32_t world_build(const struct bootinfo *info);

/* The first thread waits for ever: a notification that nobody else has. Does not return on a
 * machine on which calls wait. */
void world_wait(void);

/* The steps of world threads before a program's: who serves waits, and the server has no more time
 * of its own. Each is a call of the thread that runs then, with one word. */
struct world_prelude {
	enum world_slot who;
	enum pith_call number;
	uint32_t cap, tag, reply, word;
};
enum { WORLD_PRELUDE = 4 };
extern const struct world_prelude world_prelude[WORLD_PRELUDE];

#endif
