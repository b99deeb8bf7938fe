/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the core's tests share: a booted kernel, a first thread that holds every
 * capability ("root", the policy module's place), more threads made by real system
 * calls, and the current thread's calls with their results. After every trap the
 * kernel's invariants are walked and its state is compared with what the specification
 * says; around every call that must be refused the whole arena is compared. Who runs is the
 * kernel's choice: as() checks it.
 *
 * Threads share root's CSpace unless a test gives them another, so a slot number
 * means the same to all of them.
 */
#ifndef PITH_TEST_RIG_H
#define PITH_TEST_RIG_H

#include <criterion/criterion.h>
#include "core/include/pith/boot.h"
#include "core/index.h"
#include "tests/fake/fake.h"
#include "tests/spec/lockstep.h"

/* Where a test stands, for the message when it fails. */
struct here {
	const char *file;
	int line;
};
#define HERE	  ((struct here){__FILE__, __LINE__})
#define fail(...) rig_fail(HERE, __VA_ARGS__)
_Noreturn void rig_fail(struct here here, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* For what concerns no one else: conditions on the test's own values. */
#define must(condition) ((condition) ? (void)0 : fail("not so: %s", #condition))
#define same(a, b)	rig_same(HERE, (uint64_t)(a), (uint64_t)(b), #a " == " #b)
void rig_same(struct here here, uint64_t a, uint64_t b, const char *what);

/* --- The machine and its first thread ---------------------------------------------- */

struct actor {
	struct thread *at;
	struct pith_buffer *page; /* its IPC buffer */
	/* Slots of root's CSpace, 0: has none. */
	uint32_t thread;
	uint32_t schedcontext;
	uint32_t buffer;
};

enum {
	/* Root's bell: an interrupt line that wakes it. */
	RIG_BELL_LINE = 40,
	RIG_BELL_BITS = 1 << 31,
	/* Where a thread's code stands before and after it has called. */
	RIG_PC_BEFORE = 0x8000,
	RIG_PC_AFTER = 0x8004,
	RIG_BUDGET = 1000000,  /* ns */
	RIG_JUNK = 0x1badb002, /* + n: registers that no test has set */
};

struct rig {
	struct cpu *cpu;
	struct actor root;
	const struct bootinfo *info;
	uint32_t next; /* free slot */
	uint32_t pool; /* the Untyped that make() takes from */
	uint32_t bell; /* root's notification */
	uint32_t bell_irq;
	uint32_t nowhere; /* a notification that nobody signals */
	uint32_t traps;
	bool unchecked; /* leave out core_check and lockstep: too slow for what the test does */
	bool lockstep;	/* the specification goes along */
};
extern struct rig rig;

struct rig_machine {
	uint32_t ram_size;
	uint32_t blob_offset; /* from the end of the kernel's part */
	uint32_t blob_size;
	uint32_t policy_offset; /* in the blob */
	uint32_t firmware_size;
	struct pith_image image;
	const struct hal_region *devices;
	uint32_t device_count;
	bool dirty; /* RAM holds junk behind the blob */
};
/* What rig_boot uses; to be varied. */
struct rig_machine rig_machine(void);
enum boot_result rig_try_boot(const struct rig_machine *machine);
/* Boot; root runs and has a bell. */
void rig_boot(void);

/* --- The specification beside the kernel ---------------------------------------------- */

/* The test has changed the kernel's state itself: the specification begins anew. */
void rig_resync(void);
/* Back to what fake_save kept. */
void rig_restore(const struct fake_snapshot *snapshot);
/* Compare everything, page tables included: what differs, 0 if nothing does. */
const char *rig_difference(void);

/* --- Calls of the current thread ----------------------------------------------------- */

struct message {
	uint32_t cap;
	uint32_t label;
	uint32_t length;
	uint32_t caps;
	uint32_t tag; /* the whole tag, instead of the three above */
	uint32_t reply;
	uint32_t words[PITH_MAX_WORDS + 1];
	uint32_t slots[PITH_MAX_CAPS + 1];
};
#define COUNT_(...)  (sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))
#define W(...)	     .length = COUNT_(__VA_ARGS__), .words = {__VA_ARGS__}
#define C(...)	     .caps = COUNT_(__VA_ARGS__), .slots = {__VA_ARGS__}
#define MESSAGE(...) (&(struct message){__VA_ARGS__})

void rig_call(struct here here, enum pith_call number, const struct message *message);
#define call(...)	rig_call(HERE, PITH_CALL_CALL, MESSAGE(__VA_ARGS__))
#define reply_recv(...) rig_call(HERE, PITH_CALL_REPLY_RECV, MESSAGE(__VA_ARGS__))
#define send(...)	rig_call(HERE, PITH_CALL_SEND, MESSAGE(__VA_ARGS__))
#define nbsend(...)	rig_call(HERE, PITH_CALL_NBSEND, MESSAGE(__VA_ARGS__))
#define recv(...)	rig_call(HERE, PITH_CALL_RECV, MESSAGE(__VA_ARGS__))
#define nbrecv(...)	rig_call(HERE, PITH_CALL_NBRECV, MESSAGE(__VA_ARGS__))
#define reply(...)	rig_call(HERE, PITH_CALL_REPLY, MESSAGE(__VA_ARGS__))
/* The current thread has nothing more to do. */
#define rest()	rig_call(HERE, PITH_CALL_RECV, MESSAGE(.cap = rig.nowhere))
#define yield() rig_call(HERE, PITH_CALL_YIELD, MESSAGE(0))
#define clock() rig_call(HERE, PITH_CALL_CLOCK, MESSAGE(0))
/* Any call by number, from the first whole word of its registers. */
#define trap(number, ...) rig_call(HERE, (enum pith_call)(number), MESSAGE(__VA_ARGS__))

/* The current thread was preempted in its call, or is to repeat it: it does so. */
#define again() rig_again(HERE)
void rig_again(struct here here);
bool rig_interrupted(const struct thread *thread);

/* An operation that succeeds: ok(target, TYPE_OPERATION, W(...), C(...)). It is repeated as often
 * as it is preempted. */
#define ok(target, OP, ...) \
	rig_ok(HERE, PITH_OP_##OP, MESSAGE(.cap = (target), .label = PITH_OP_##OP, __VA_ARGS__))
void rig_ok(struct here here, enum pith_operation operation, const struct message *message);

/* A call that is refused and changes nothing: refuses(ERROR, argument, CALL, .cap = ...). */
#define refuses(ERROR, argument, CALL, ...) \
	rig_refused(HERE, PITH_ERROR_##ERROR, (argument), PITH_CALL_##CALL, MESSAGE(__VA_ARGS__))
/* The same for an operation: refused(ERROR, argument, target, TYPE_OPERATION, ...). */
#define refused(ERROR, argument, target, OP, ...) \
	refuses(ERROR, argument, CALL, .cap = (target), .label = PITH_OP_##OP, __VA_ARGS__)
void rig_refused(struct here here, enum pith_error error, uint32_t argument, enum pith_call number,
    const struct message *message);

/* --- What else traps ---------------------------------------------------------------- */

#define fault(kind, address, access, status) \
	rig_fault(HERE, PITH_FAULT_##kind, (address), (access), (status))
void rig_fault(
    struct here here, enum pith_fault kind, uint32_t address, uint32_t access, uint32_t status);
/* The line must be unmasked. */
#define interrupt(line) rig_interrupt(HERE, (line))
void rig_interrupt(struct here here, uint32_t line);
/* Time goes by in user code; the deadline traps when it is due. */
#define pass(ns) rig_pass(HERE, (ns))
void rig_pass(struct here here, uint64_t ns);

/* --- Who runs, and what it received ----------------------------------------------------- */

/* The actor is the one that runs. Root is woken for this, or waits for its bell. */
#define as(actor) rig_as(HERE, (actor), #actor)
void rig_as(struct here here, const struct actor *actor, const char *name);
/* Nobody runs. */
#define idle() rig_idle(HERE)
void rig_idle(struct here here);
#define running(actor) (cpu_current(rig.cpu) == (actor)->at)

/* Of the current thread. */
uint32_t rig_register(uint32_t index);
#define word(i) rig_register(2 + (i))
#define tag()	rig_register(1)
#define got_error(ERROR, argument) \
	rig_got(HERE, pith_error_tag(PITH_ERROR_##ERROR, (argument)), ~0u)
#define got_nothing()			rig_got(HERE, 0, ~0u) /* a call without an answer is done */
#define got(badge, label, length, caps) rig_got(HERE, pith_tag((label), (length), (caps)), (badge))
#define got_signal(bits)		rig_got(HERE, (uint32_t)PITH_KIND_SIGNAL << PITH_TAG_KIND_SHIFT, (bits))
#define got_fault(badge, FAULT)                                                             \
	rig_got(HERE,                                                                       \
	    pith_tag(PITH_FAULT_##FAULT, PITH_FAULT_WORDS, 0) | (uint32_t)PITH_KIND_FAULT   \
								    << PITH_TAG_KIND_SHIFT, \
	    (badge))
/* Badge ~0: do not look at it. */
void rig_got(struct here here, uint32_t tag, uint32_t badge);
#define got_words(...) rig_got_words(HERE, COUNT_(__VA_ARGS__), (const uint32_t[]){__VA_ARGS__})
void rig_got_words(struct here here, uint32_t count, const uint32_t *words);

enum wait_kind rig_wait(const struct actor *actor);
#define waits(actor, kind) same(rig_wait(actor), (kind))

/* --- Making things: root's calls ------------------------------------------------------- */

/* The n next free slots of root's CSpace; the first of them. */
uint32_t rig_slots(uint32_t count);
uint32_t make(enum pith_type type);
uint32_t make_bits(enum pith_type type, uint32_t bits);
uint32_t make_from(uint32_t untyped, enum pith_type type, uint32_t bits, uint32_t memory);
/* A copy of a capability of root's; badge 0: as it is. */
uint32_t copy(uint32_t slot, uint32_t rights, uint32_t badge);
/* A thread with an IPC buffer and, unless it is passive, processor time; it is not resumed. */
struct actor new_thread(uint32_t priority);
struct actor new_passive(uint32_t priority);
/* The same, resumed: it runs when nobody above it does. */
struct actor actor(uint32_t priority);
struct actor passive(uint32_t priority);
uint32_t make_schedcontext(uint64_t budget);
/* Slots in which the actor's IPC buffer takes capabilities. */
void takes(
    const struct actor *actor, uint32_t slot0, uint32_t slot1, uint32_t slot2, uint32_t slot3);

/* --- Looking at the arena ------------------------------------------------------------ */

struct slot *rig_slot(uint32_t slot); /* in root's CSpace */
struct thread *rig_thread(uint32_t slot);
ref_t rig_object(uint32_t slot);
#define empty(slot) (rig_slot(slot)->ops == 0)

#endif
