/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the words and capabilities of each operation are: the second half of the ABI's
 * list of operations, for programs that make up calls and for people who read them. An
 * operation that is new in core/include/pith/abi.h needs its line here (the build says so)
 * and is fuzzed from then on. The kernel does not use it, so it does not stand there.
 */
#ifndef PITH_FUZZ_ARGUMENTS_H
#define PITH_FUZZ_ARGUMENTS_H

#include "core/include/pith/abi.h"

/* A word of a message. */
enum pith_word {
	PITH_WORD_NONE, /* there is none */
	PITH_WORD_ANY,
	PITH_WORD_TYPE,
	PITH_WORD_BITS,
	PITH_WORD_SLOT, /* of the CSpace that is the target or capability 0 */
	PITH_WORD_NEW,	/* such a slot, empty */
	PITH_WORD_COUNT,
	PITH_WORD_MEMORY,
	PITH_WORD_RIGHTS,
	PITH_WORD_BADGE,
	PITH_WORD_ADDRESS,
	PITH_WORD_DOMAIN,
	PITH_WORD_SIZE,
	PITH_WORD_CAPS, /* enum pith_thread_cap: a capability for each bit, in their order */
	PITH_WORD_CLEAR,
	PITH_WORD_SWITCH,    /* 0 or 1 */
	PITH_WORD_REGISTERS, /* this and all that follow */
	PITH_WORD_FLAGS,
	PITH_WORD_PRIORITY,
	PITH_WORD_DOMAINS,
	PITH_WORD_LINE,
	PITH_WORD_LOW, /* of nanoseconds */
	PITH_WORD_HIGH,
	PITH_WORD_KINDS
};

/* Capabilities: sets of types, bit n: enum pith_type n. For PITH_WORD_CAPS see there. */
enum {
	PITH_CAP_NONE = 0,
	PITH_CAP_CSPACE = 1 << PITH_TYPE_CSPACE,
	PITH_CAP_SPACE = 1 << PITH_TYPE_SPACE,
	PITH_CAP_SCHEDCONTEXT = 1 << PITH_TYPE_SCHEDCONTEXT,
	PITH_CAP_NOTIFICATION = 1 << PITH_TYPE_NOTIFICATION,
	PITH_CAP_BINDABLE = PITH_CAP_SCHEDCONTEXT | PITH_CAP_NOTIFICATION,
};

enum { PITH_ARGUMENT_WORDS = 5 };

/* X(TYPE, NAME, capability 0, words 0-4) */
#define PITH_ARGUMENTS(X)                                                   \
	X(UNTYPED, RETYPE, CSPACE, TYPE, BITS, NEW, COUNT, MEMORY)          \
	X(UNTYPED, QUERY, NONE, NONE, NONE, NONE, NONE, NONE)               \
	X(CSPACE, COPY, CSPACE, NEW, SLOT, RIGHTS, BADGE, NONE)             \
	X(CSPACE, MOVE, CSPACE, NEW, SLOT, NONE, NONE, NONE)                \
	X(CSPACE, DELETE, NONE, SLOT, NONE, NONE, NONE, NONE)               \
	X(CSPACE, REVOKE, NONE, SLOT, NONE, NONE, NONE, NONE)               \
	X(CSPACE, QUERY, NONE, SLOT, NONE, NONE, NONE, NONE)                \
	X(PAGETABLE, MAP, SPACE, ADDRESS, DOMAIN, NONE, NONE, NONE)         \
	X(PAGETABLE, UNMAP, NONE, NONE, NONE, NONE, NONE, NONE)             \
	X(FRAME, MAP, SPACE, ADDRESS, RIGHTS, NONE, NONE, NONE)             \
	X(FRAME, PROTECT, NONE, RIGHTS, NONE, NONE, NONE, NONE)             \
	X(FRAME, UNMAP, NONE, NONE, NONE, NONE, NONE, NONE)                 \
	X(FRAME, SYNC, NONE, SIZE, SIZE, NONE, NONE, NONE)                  \
	X(FRAME, QUERY, NONE, NONE, NONE, NONE, NONE, NONE)                 \
	X(THREAD, CONFIGURE, NONE, CAPS, CLEAR, NONE, NONE, NONE)           \
	X(THREAD, READ, NONE, SWITCH, NONE, NONE, NONE, NONE)               \
	X(THREAD, WRITE, NONE, SWITCH, REGISTERS, NONE, NONE, NONE)         \
	X(THREAD, SET_TLS, NONE, ANY, NONE, NONE, NONE, NONE)               \
	X(THREAD, SET_FLAGS, NONE, FLAGS, NONE, NONE, NONE, NONE)           \
	X(THREAD, SET_PRIORITY, NONE, PRIORITY, PRIORITY, NONE, NONE, NONE) \
	X(THREAD, SET_DOMAINS, NONE, DOMAINS, NONE, NONE, NONE, NONE)       \
	X(THREAD, SET_NAME, NONE, ANY, ANY, ANY, ANY, NONE)                 \
	X(THREAD, RESUME, NONE, NONE, NONE, NONE, NONE, NONE)               \
	X(THREAD, SUSPEND, NONE, NONE, NONE, NONE, NONE, NONE)              \
	X(THREAD, EXIT, NONE, ANY, NONE, NONE, NONE, NONE)                  \
	X(THREAD, BIND, BINDABLE, NONE, NONE, NONE, NONE, NONE)             \
	X(THREAD, UNBIND, NONE, TYPE, NONE, NONE, NONE, NONE)               \
	X(SCHEDCONTEXT, CONSUMED, NONE, NONE, NONE, NONE, NONE, NONE)       \
	X(IRQ, BIND, NOTIFICATION, NONE, NONE, NONE, NONE, NONE)            \
	X(IRQ, ACKNOWLEDGE, NONE, NONE, NONE, NONE, NONE, NONE)             \
	X(IRQ, MASK, NONE, NONE, NONE, NONE, NONE, NONE)                    \
	X(IRQCONTROL, GET, CSPACE, LINE, NEW, NONE, NONE, NONE)             \
	X(SCHEDCONTROL, CONFIGURE, SCHEDCONTEXT, LOW, HIGH, LOW, HIGH, NONE)

/* None is missing, and the order is the ABI's. */
enum {
	PITH_ARGUMENTS_FIRST,
#define X(TYPE, NAME, cap, a, b, c, d, e) PITH_ARGUMENTS_##TYPE##_##NAME,
	PITH_ARGUMENTS(X)
#undef X
};
#define X(TYPE, NAME, words, caps, out, text)                                               \
	_Static_assert((int)PITH_ARGUMENTS_##TYPE##_##NAME == (int)PITH_OP_##TYPE##_##NAME, \
	    "an operation's words are in another place than it is");
PITH_OPERATIONS(X)
#undef X

#endif
