/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's interface to user programs, in one place: calls, message tag,
 * errors, faults, objects and their operations, the IPC buffer. The lists are
 * X-macros, so that stubs, tracer, printer, tests and manual come from here.
 * Nothing in this file depends on the machine; the register convention does and
 * is given below for ARM.
 *
 *   in:   r0 capability   r1 tag   r2-r9 message words 0-7   r10 reply capability
 *         r12 call number
 *   out:  r0 badge        r1 tag   r2-r9 message words 0-7
 *
 * All eight registers travel with every message, whatever its length says: a
 * sender that keeps secrets clears them. Registers not named are preserved.
 */
#ifndef PITH_ABI_H
#define PITH_ABI_H

#include <stdint.h>

/* --- Calls: number in r12 ------------------------------------------------- */

#define PITH_CALLS(X)                                                                        \
	X(CALL, call)		  /* send, then wait for the answer */                       \
	X(REPLY_RECV, reply_recv) /* answer through r10, then receive on r0 with r10 */      \
	X(SEND, send)		  /* wait for a receiver, hand over, go on */                \
	X(NBSEND, nbsend)	  /* hand over if a receiver waits, else WOULD_BLOCK */      \
	X(RECV, recv)		  /* wait for a message (endpoint) or bits (notification) */ \
	X(NBRECV, nbrecv)	  /* the same if there is one already, else WOULD_BLOCK */   \
	X(REPLY, reply)		  /* answer through the reply capability in r0 */            \
	X(YIELD, yield)		  /* give the rest of the time slice away */                 \
	X(CLOCK, clock)		  /* words 0, 1: nanoseconds since the start, low and high */

enum pith_call {
#define X(NAME, name) PITH_CALL_##NAME,
	PITH_CALLS(X)
#undef X
	    PITH_CALL_COUNT
};

/* --- The tag -------------------------------------------------------------- */

enum {
	PITH_TAG_LABEL_BITS = 20,
	PITH_TAG_LENGTH_SHIFT = 20, /* 7 bits: message words, 0..PITH_MAX_WORDS */
	PITH_TAG_CAPS_SHIFT = 27,   /* 3 bits: capabilities, 0..PITH_MAX_CAPS */
	PITH_TAG_KIND_SHIFT = 30,   /* 2 bits, set by the kernel; a sender gives 0 */
	PITH_REGISTER_WORDS = 8,
	PITH_MAX_WORDS = 64,
	PITH_MAX_CAPS = 4,
};

enum pith_kind {
	PITH_KIND_MESSAGE, /* from another thread, or an object's answer */
	PITH_KIND_SIGNAL,  /* the badge holds a notification's bits */
	PITH_KIND_FAULT,   /* label: enum pith_fault; words: enum pith_fault_word */
	PITH_KIND_ERROR,   /* label: enum pith_error | argument << 8 */
};

static inline uint32_t pith_tag(uint32_t label, uint32_t length, uint32_t caps)
{
	return label | length << PITH_TAG_LENGTH_SHIFT | caps << PITH_TAG_CAPS_SHIFT;
}

static inline uint32_t pith_tag_label(uint32_t tag)
{
	return tag & ((1u << PITH_TAG_LABEL_BITS) - 1);
}

static inline uint32_t pith_tag_length(uint32_t tag)
{
	return tag >> PITH_TAG_LENGTH_SHIFT & 0x7f;
}

static inline uint32_t pith_tag_caps(uint32_t tag)
{
	return tag >> PITH_TAG_CAPS_SHIFT & 7;
}

static inline uint32_t pith_tag_kind(uint32_t tag)
{
	return tag >> PITH_TAG_KIND_SHIFT;
}

/* --- Errors --------------------------------------------------------------- */

#define PITH_ERRORS(X)                                           \
	X(NONE, "no error")                                      \
	X(CAPABILITY, "no such capability")                      \
	X(TYPE, "the capability is of another type")             \
	X(RIGHTS, "the capability lacks a right")                \
	X(OPERATION, "the object has no such operation")         \
	X(LENGTH, "the message is too short or too long")        \
	X(RANGE, "the value is out of range")                    \
	X(ALIGNMENT, "the address is not aligned")               \
	X(OCCUPIED, "the slot or address is in use")             \
	X(MEMORY, "the untyped memory is exhausted")             \
	X(MAPPED, "the frame or table is mapped already")        \
	X(UNMAPPED, "the frame, table or address is not mapped") \
	X(STATE, "the object is not in a state for this")        \
	X(BUFFER, "an IPC buffer is needed and there is none")   \
	X(WOULD_BLOCK, "no partner is waiting")                  \
	X(GONE, "the partner or the object was destroyed")       \
	X(NO_REPLY, "delivered, but the receiver has no reply object")

enum pith_error {
#define X(NAME, text) PITH_ERROR_##NAME,
	PITH_ERRORS(X)
#undef X
	    PITH_ERROR_COUNT
};

/* Which argument an error is about (tag label >> 8). */
enum pith_argument {
	PITH_ARG_TARGET = 0, /* the capability in r0 */
	PITH_ARG_WORD = 1,   /* + index of the message word */
	PITH_ARG_CAP = 65,   /* + index of the capability in the message */
	PITH_ARG_TAG = 69,
	PITH_ARG_REPLY = 70, /* the capability in r10 */
};

static inline uint32_t pith_error_tag(enum pith_error error, uint32_t argument)
{
	return (uint32_t)PITH_KIND_ERROR << PITH_TAG_KIND_SHIFT | (uint32_t)error | argument << 8;
}

/* --- Capabilities: slot numbers, 0 is no capability --------------------------- */

/* Rights, as CSPACE_COPY and FRAME_MAP take them. What each means depends on the type. */
enum pith_right {
	PITH_READ = 1,	  /* frame: map readable */
	PITH_WRITE = 2,	  /* frame: map writable */
	PITH_EXECUTE = 4, /* frame: map executable, never together with WRITE */
	PITH_RECV = 1,	  /* endpoint, notification: receive, wait */
	PITH_SEND = 2,	  /* endpoint, notification: send and call, signal */
	PITH_GRANT = 4,	  /* endpoint: send capabilities along */
	PITH_ALL_RIGHTS = 7,
};

/* Types: X(NAME, log2 of the size in bytes or 0 if it is an argument, retyped from Untyped) */
#define PITH_TYPES(X)                                           \
	X(EMPTY, 0, 0)                                          \
	X(UNTYPED, 0, 1)                                        \
	X(FRAME, 0, 1)                                          \
	X(CSPACE, 0, 1) /* bits: log2 of the number of slots */ \
	X(SPACE, 15, 1)                                         \
	X(PAGETABLE, 11, 1)                                     \
	X(THREAD, 10, 1)                                        \
	X(SCHEDCONTEXT, 7, 1)                                   \
	X(ENDPOINT, 6, 1)                                       \
	X(NOTIFICATION, 6, 1)                                   \
	X(REPLY, 6, 1)                                          \
	X(IRQ, 0, 0)                                            \
	X(IRQCONTROL, 0, 0)                                     \
	X(SCHEDCONTROL, 0, 0)

enum pith_type {
#define X(NAME, bits, made) PITH_TYPE_##NAME,
	PITH_TYPES(X)
#undef X
	    PITH_TYPE_COUNT
};

enum {
	PITH_SLOT_BITS = 5, /* a capability slot is 32 bytes */
	PITH_CSPACE_BITS_MIN = 2,
	PITH_CSPACE_BITS_MAX = 16,
	PITH_UNTYPED_BITS_MIN = 6,
	PITH_RETYPE_MAX = 64, /* objects in one UNTYPED_RETYPE */
};

enum pith_memory { PITH_MEMORY_NORMAL, PITH_MEMORY_UNCACHED, PITH_MEMORY_DEVICE };

/* --- Operations: call(object, label = operation) -------------------------------
 *
 * X(TYPE, NAME, words in, capabilities in, words out, description)
 * "words in" and "capabilities in" are the least that must be there.
 */
#define PITH_OPERATIONS(X)                                                                        \
	/* type, bits (Untyped, Frame, CSpace), first slot, count, enum pith_memory (Frame);      \
	 * capability 0: the CSpace that gets the new capabilities */                             \
	X(UNTYPED, RETYPE, 5, 1, 0, "make objects")                                               \
	X(UNTYPED, QUERY, 0, 0, 4, "bits, bytes used, physical address, 1 if device memory")      \
	/* destination slot, source slot, rights, badge (0: as it is); capability 0: the source   \
	 * CSpace, the target itself if there is none */                                          \
	X(CSPACE, COPY, 4, 0, 0, "copy a capability, weakened")                                   \
	X(CSPACE, MOVE, 2, 0, 0, "move: destination slot, source slot, as for COPY")              \
	X(CSPACE, DELETE, 1, 0, 0, "empty a slot")                                                \
	X(CSPACE, REVOKE, 1, 0, 0, "delete all that was derived from the slot's capability")      \
	X(CSPACE, QUERY, 1, 0, 4, "type, rights, badge, bits of the capability in a slot")        \
	/* address, domain 0-14; capability 0: the Space */                                       \
	X(PAGETABLE, MAP, 2, 1, 0, "install as second level of 1 MB")                             \
	X(PAGETABLE, UNMAP, 0, 0, 0, "take out of every space")                                   \
	/* address, rights; capability 0: the Space */                                            \
	X(FRAME, MAP, 2, 1, 0, "map at an address")                                               \
	X(FRAME, PROTECT, 1, 0, 0, "other rights for the mapping")                                \
	X(FRAME, UNMAP, 0, 0, 0, "undo the mapping")                                              \
	X(FRAME, SYNC, 2, 0, 0, "offset, length: make written code visible to execution")         \
	X(FRAME, QUERY, 0, 0, 5, "physical address, bits, memory, address or 0, rights mapped")   \
	/* enum pith_thread_cap bits to set, bits to clear; capabilities in the bits' order */    \
	X(THREAD, CONFIGURE, 2, 0, 0, "set CSpace, Space, IPC buffer frame, fault handler")       \
	/* what: 0, or 1 to suspend it first; out: registers in the order of pith_register */     \
	X(THREAD, READ, 1, 0, 17, "read registers")                                               \
	/* 0, or 1 to resume it after; then registers in the order of enum pith_register */       \
	X(THREAD, WRITE, 1, 0, 0, "write the first n registers")                                  \
	X(THREAD, SET_TLS, 1, 0, 0, "the register that user code reads as TPIDRURO")              \
	X(THREAD, SET_FLAGS, 1, 0, 0, "enum pith_thread_flag")                                    \
	X(THREAD, SET_PRIORITY, 2, 0, 0, "priority, highest grantable one; both within caller's") \
	X(THREAD, SET_DOMAINS, 1, 0, 0, "two bits for each domain 0-14: 0 none, 1 client")        \
	X(THREAD, SET_NAME, 4, 0, 0, "16 characters for messages and tools")                      \
	X(THREAD, RESUME, 0, 0, 0, "let it run")                                                  \
	X(THREAD, SUSPEND, 0, 0, 0, "stop it; a blocked call is cancelled")                       \
	X(THREAD, EXIT, 1, 0, 0, "status: stop and tell the fault handler")                       \
	X(THREAD, BIND, 0, 1, 0, "capability 0: a SchedContext or a Notification")                \
	X(THREAD, UNBIND, 1, 0, 0, "PITH_TYPE_SCHEDCONTEXT or PITH_TYPE_NOTIFICATION")            \
	X(SCHEDCONTEXT, CONSUMED, 0, 0, 3, "nanoseconds used, low and high; calls made")          \
	X(IRQ, BIND, 0, 1, 0, "capability 0: a Notification with SEND; its badge is signalled")   \
	X(IRQ, ACKNOWLEDGE, 0, 0, 0, "handled: let the line interrupt again")                     \
	X(IRQ, MASK, 0, 0, 0, "keep the line quiet until ACKNOWLEDGE")                            \
	/* line, destination slot; capability 0: the CSpace */                                    \
	X(IRQCONTROL, GET, 2, 1, 0, "make the Irq capability of a line")                          \
	/* budget and period, nanoseconds, low and high each; capability 0: the SchedContext */   \
	X(SCHEDCONTROL, CONFIGURE, 4, 1, 0, "give processor time")

/* Labels start at 1: a message without a label is never an operation. */
enum pith_operation {
	PITH_OP_NONE,
#define X(TYPE, NAME, words, caps, out, text) PITH_OP_##TYPE##_##NAME,
	PITH_OPERATIONS(X)
#undef X
	    PITH_OP_COUNT
};

enum pith_thread_cap {
	PITH_THREAD_CSPACE = 1,
	PITH_THREAD_SPACE = 2,
	PITH_THREAD_BUFFER = 4, /* a 4 KB frame of normal memory with READ and WRITE */
	PITH_THREAD_FAULT = 8,	/* an endpoint with SEND; its badge tells who faulted */
};

enum pith_thread_flag {
	PITH_FLAG_VFP = 1,    /* may use VFP and NEON; its state is kept */
	PITH_FLAG_STRICT = 2, /* a call on a bad capability is a fault, not an error */
	PITH_FLAG_BUDGET = 4, /* the end of a time slice is a fault */
};

enum pith_register {
	PITH_REGISTER_PC,
	PITH_REGISTER_SP,
	PITH_REGISTER_CPSR,
	PITH_REGISTER_LR,
	PITH_REGISTER_R0,
	PITH_REGISTER_COUNT = PITH_REGISTER_R0 + 13,
};

/* --- Faults: a call that the kernel makes for the thread to its fault handler -- */

#define PITH_FAULTS(X)                        \
	X(PAGE, "page fault")                 \
	X(UNDEFINED, "undefined instruction") \
	X(BREAKPOINT, "breakpoint")           \
	X(ALIGNMENT, "unaligned access")      \
	X(BUS, "external abort")              \
	X(CALL, "unknown call number")        \
	X(CAPABILITY, "bad capability")       \
	X(BUDGET, "time slice used up")       \
	X(EXIT, "exit")

enum pith_fault {
#define X(NAME, text) PITH_FAULT_##NAME,
	PITH_FAULTS(X)
#undef X
	    PITH_FAULT_COUNT
};

/* Words of a fault message. INFO: PAGE, ALIGNMENT, BUS: the access, enum pith_right;
 * CALL: the number; CAPABILITY: enum pith_error | argument << 8; EXIT: the status. */
enum pith_fault_word {
	PITH_FAULT_PC,
	PITH_FAULT_ADDRESS,
	PITH_FAULT_INFO,
	PITH_FAULT_STATUS, /* the processor's fault status (ARM: DFSR or IFSR), 0 if none */
	PITH_FAULT_CPSR,
	PITH_FAULT_SP,
	PITH_FAULT_LR,
	PITH_FAULT_R0,
	PITH_FAULT_WORDS,
};

/* Label of the answer to a fault. */
enum pith_fault_answer {
	PITH_FAULT_RETRY, /* go on as it is (PAGE: repeat the access) */
	PITH_FAULT_SET,	  /* first write the message's words: enum pith_register, in order */
	PITH_FAULT_STOP,  /* suspend */
};

/* --- IPC buffer: words 8-63 of a message, capabilities -------------------------- */

struct pith_buffer {
	uint32_t words[PITH_MAX_WORDS];	 /* words 0-7 travel in registers; these eight are unused */
	uint32_t caps[PITH_MAX_CAPS];	 /* in: slots of the capabilities to send; out: where
					  * those received are */
	uint32_t receive[PITH_MAX_CAPS]; /* slots, empty, for capabilities that come; 0: none */
};

#endif
