/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every field of everything the kernel knows, in order, by structure; and what may differ between
 * two machines at rest, with the reason. For tools/arena.c, which holds the compiler to it
 * that no byte is left out.
 */
#ifndef PITH_TOOLS_ARENA_FIELDS_H
#define PITH_TOOLS_ARENA_FIELDS_H

#include "core/cpu.h"

/*
 * X(NAME, text): why a field may differ. All of them, and there should not be more:
 * everything else is the same to the bit, order in queues and the derivation tree included.
 */
#define EXEMPTIONS(X)                                                                          \
	X(NEVER, "")                                                                           \
	X(TIME, "a time: each machine has a clock of its own")                                 \
	/* Whether a thread had to wait in line (a server was still busy) is a matter of time; \
	 * what is left in its fields then is read by nobody. */                               \
	X(SENDING, "valid while the thread waits to send, and it does not")                    \
	/* An answer on the fast path leaves it, one on the full path clears it; which it was  \
	 * can depend on a signal that came meanwhile. */                                      \
	X(CALLS, "valid while the reply object is on a call stack, and it is not")

/* F(structure, field, bytes of an element, why it may differ); each list in the order of core's
 * headers. */
#define HEADER_FIELDS(F, S, H)  \
	F(S, H.word, 4, NEVER)  \
	F(S, H.ops, 4, NEVER)   \
	F(S, H.dying, 4, NEVER) \
	F(S, H.refs, 4, NEVER)  \
	F(S, H.tree, 4, NEVER)

#define SLOT_FIELDS(F, S, C)     \
	F(S, C.badge, 4, NEVER)  \
	F(S, C.ops, 4, NEVER)    \
	F(S, C.object, 4, NEVER) \
	F(S, C.aux, 4, NEVER)    \
	F(S, C.next, 4, NEVER)   \
	F(S, C.prev, 4, NEVER)   \
	F(S, C.first, 4, NEVER)  \
	F(S, C.last, 4, NEVER)

/* A slot by itself: of a CSpace. */
#define SLOT_ALONE_FIELDS(F)      \
	F(slot, badge, 4, NEVER)  \
	F(slot, ops, 4, NEVER)    \
	F(slot, object, 4, NEVER) \
	F(slot, aux, 4, NEVER)    \
	F(slot, next, 4, NEVER)   \
	F(slot, prev, 4, NEVER)   \
	F(slot, first, 4, NEVER)  \
	F(slot, last, 4, NEVER)

#define CPU_FIELDS(F)                \
	F(cpu, top, 4, NEVER)        \
	F(cpu, current, 4, NEVER)    \
	F(cpu, charged, 4, NEVER)    \
	F(cpu, reload, 4, NEVER)     \
	F(cpu, began, 8, TIME)       \
	F(cpu, slice_end, 8, TIME)   \
	F(cpu, dying, 4, NEVER)      \
	F(cpu, policy, 4, NEVER)     \
	F(cpu, ready_bits, 4, NEVER) \
	F(cpu, ready, 4, NEVER)      \
	SLOT_FIELDS(F, cpu, root)    \
	HEADER_FIELDS(F, cpu, empty.header)

#define IRQ_FIELDS(F)               \
	SLOT_FIELDS(F, irq, signal) \
	HEADER_FIELDS(F, irq, header)

#define CSPACE_FIELDS(F) HEADER_FIELDS(F, cspace, header)

#define ENDPOINT_FIELDS(F)                  \
	F(endpoint, receive_next, 4, NEVER) \
	F(endpoint, receive_prev, 4, NEVER) \
	F(endpoint, send, 4, NEVER)         \
	F(endpoint, spare, 4, NEVER)        \
	HEADER_FIELDS(F, endpoint, header)

#define NOTIFICATION_FIELDS(F)               \
	F(notification, wait_next, 4, NEVER) \
	F(notification, wait_prev, 4, NEVER) \
	F(notification, bits, 4, NEVER)      \
	F(notification, bound, 4, NEVER)     \
	F(notification, spare, 4, NEVER)     \
	HEADER_FIELDS(F, notification, header)

#define REPLY_FIELDS(F)                \
	F(reply, calls_next, 4, CALLS) \
	F(reply, calls_prev, 4, NEVER) \
	F(reply, thread, 4, NEVER)     \
	F(reply, kind, 4, NEVER)       \
	F(reply, spare, 4, NEVER)      \
	HEADER_FIELDS(F, reply, header)

#define SCHEDCONTEXT_FIELDS(F)                 \
	F(schedcontext, calls_next, 4, NEVER)  \
	F(schedcontext, calls_prev, 4, NEVER)  \
	F(schedcontext, user, 4, NEVER)        \
	F(schedcontext, kind, 4, NEVER)        \
	F(schedcontext, owner, 4, NEVER)       \
	F(schedcontext, calls, 4, NEVER)       \
	F(schedcontext, left, 8, TIME)         \
	F(schedcontext, budget, 8, TIME)       \
	F(schedcontext, period, 8, TIME)       \
	F(schedcontext, given, 8, TIME)        \
	F(schedcontext, spare2, 4, NEVER)      \
	HEADER_FIELDS(F, schedcontext, header) \
	F(schedcontext, spare3, 4, NEVER)

#define THREAD_FIELDS(F)                           \
	F(thread, next, 4, NEVER)                  \
	F(thread, prev, 4, NEVER)                  \
	F(thread, context.r, 4, NEVER)             \
	F(thread, context.pc, 4, NEVER)            \
	F(thread, context.cpsr, 4, NEVER)          \
	F(thread, context.ttbr0, 4, NEVER)         \
	F(thread, context.contextid, 4, NEVER)     \
	F(thread, context.dacr, 4, NEVER)          \
	F(thread, context.tpidruro, 4, NEVER)      \
	F(thread, context.fpexc, 4, NEVER)         \
	F(thread, context.tpidrurw, 4, NEVER)      \
	F(thread, cspace, 4, NEVER)                \
	F(thread, wait, 4, NEVER)                  \
	F(thread, priority, 4, NEVER)              \
	F(thread, schedcontext, 4, NEVER)          \
	F(thread, own, 4, NEVER)                   \
	F(thread, group_next, 4, NEVER)            \
	F(thread, group_prev, 4, NEVER)            \
	F(thread, badge, 4, SENDING)               \
	F(thread, grant, 4, SENDING)               \
	F(thread, ceiling, 4, NEVER)               \
	F(thread, flags, 4, NEVER)                 \
	F(thread, buffer, 4, NEVER)                \
	F(thread, notification, 4, NEVER)          \
	F(thread, fault, 4, NEVER)                 \
	F(thread, fault_address, 4, NEVER)         \
	F(thread, fault_info, 4, NEVER)            \
	F(thread, fault_status, 4, NEVER)          \
	F(thread, name, 1, NEVER)                  \
	F(thread, spare, 4, NEVER)                 \
	HEADER_FIELDS(F, thread, header)           \
	SLOT_FIELDS(F, thread, slots[SLOT_CSPACE]) \
	SLOT_FIELDS(F, thread, slots[SLOT_SPACE])  \
	SLOT_FIELDS(F, thread, slots[SLOT_BUFFER]) \
	SLOT_FIELDS(F, thread, slots[SLOT_FAULT])  \
	F(thread, vfp.d, 8, NEVER)                 \
	F(thread, vfp.fpscr, 4, NEVER)             \
	F(thread, vfp.reserved, 4, NEVER)          \
	F(thread, spare2, 4, NEVER)

#define SPACE_FIELDS(F)                 \
	F(space, table, 4, NEVER)       \
	F(space, shadow, 4, NEVER)      \
	HEADER_FIELDS(F, space, header) \
	F(space, asid, 4, NEVER)        \
	F(space, progress, 4, NEVER)    \
	F(space, spare, 4, NEVER)       \
	F(space, shadow_high, 4, NEVER)

#define PAGETABLE_FIELDS(F)           \
	F(pagetable, table, 4, NEVER) \
	F(pagetable, shadow, 4, NEVER)

/* X(STRUCTURE, structure, what people call it, bytes at its end that are others') */
#define STRUCTURES(X)                                                              \
	X(CPU, cpu, "struct cpu", sizeof(struct cpu) - offsetof(struct cpu, irqs)) \
	X(IRQ, irq, "irq", 0)                                                      \
	X(CSPACE, cspace, "cspace", 0)                                             \
	X(SLOT_ALONE, slot, "slot", 0)                                             \
	X(ENDPOINT, endpoint, "endpoint", 0)                                       \
	X(NOTIFICATION, notification, "notification", 0)                           \
	X(REPLY, reply, "reply", 0)                                                \
	X(SCHEDCONTEXT, schedcontext, "schedcontext", 0)                           \
	X(THREAD, thread, "thread", 0)                                             \
	X(SPACE, space, "space", 0)                                                \
	X(PAGETABLE, pagetable, "pagetable", 0)

#endif
