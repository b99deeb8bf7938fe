/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's objects, as they lie in the arena: the same bytes on every
 * machine. References are ref_t; accessors turn them into pointers. Each field
 * says in which state it is valid. Functions on them are in index.h.
 */
#ifndef PITH_CORE_OBJECT_H
#define PITH_CORE_OBJECT_H

#include <stddef.h>
#include "hal/hal.h"
#include "core/include/pith/abi.h"

/*
 * What a capability allows, one bit for each pair of type and right, so that one
 * test is both the type check and the rights check. An empty slot has none.
 */
enum cap_op {
	CAP_EP_RECV = 1 << 0,
	CAP_EP_SEND = 1 << 1,
	CAP_EP_GRANT = 1 << 2,
	CAP_NT_WAIT = 1 << 3,
	CAP_NT_SIGNAL = 1 << 4,
	CAP_FRAME_READ = 1 << 5,
	CAP_FRAME_WRITE = 1 << 6,
	CAP_FRAME_EXECUTE = 1 << 7,
	CAP_REPLY = 1 << 8,
	CAP_UNTYPED = 1 << 9,
	CAP_DEVICE_UNTYPED = 1 << 10,
	CAP_CSPACE = 1 << 11,
	CAP_SPACE = 1 << 12,
	CAP_PAGETABLE = 1 << 13,
	CAP_THREAD = 1 << 14,
	CAP_SCHEDCONTEXT = 1 << 15,
	CAP_IRQ = 1 << 16,
	CAP_IRQCONTROL = 1 << 17,
	CAP_SCHEDCONTROL = 1 << 18,
	CAP_GRAVE = 1 << 19, /* not a capability: holds a dying object's place, see reap.c */

	CAP_ENDPOINT = CAP_EP_RECV | CAP_EP_SEND | CAP_EP_GRANT,
	CAP_NOTIFICATION = CAP_NT_WAIT | CAP_NT_SIGNAL,
	CAP_FRAME = CAP_FRAME_READ | CAP_FRAME_WRITE | CAP_FRAME_EXECUTE,
	CAP_ANY_UNTYPED = CAP_UNTYPED | CAP_DEVICE_UNTYPED,
	/* One slot alone holds the object and its state: moved, never copied. */
	CAP_UNIQUE = CAP_ANY_UNTYPED | CAP_PAGETABLE,
	/* The object has a header that counts its capabilities. */
	CAP_COUNTED = CAP_ENDPOINT | CAP_NOTIFICATION | CAP_REPLY | CAP_CSPACE | CAP_SPACE |
		      CAP_THREAD | CAP_SCHEDCONTEXT | CAP_IRQ,
};

/*
 * A capability slot. The derivation tree is made of lists of children; only the
 * ends of a list know the parent, so that the children of a deleted capability
 * join its parent's list in constant time.
 */
struct slot {
	uint32_t badge; /* endpoint, notification: badge; frame: address | rights where mapped;
			 * untyped: bytes used; page table: first place */
	uint32_t ops;	/* enum cap_op, 0: empty */
	ref_t object;	/* frame, untyped: physical address | see FRAME_*, UNTYPED_* */
	uint32_t aux;	/* frame: table entry where mapped, 0 if not; untyped: bytes zeroed;
			 * page table: second place; in a thread: thread | enum thread_slot */
	ref_t next;	/* sibling, or parent | SLOT_PARENT in the last */
	ref_t prev;	/* sibling, or parent | SLOT_PARENT in the first */
	ref_t first;	/* children, 0 if none */
	ref_t last;
};

enum {
	SLOT_PARENT = 1,
	FRAME_SIZE_MASK = 3,	/* index into pagetable_sizes */
	FRAME_MEMORY_SHIFT = 2, /* enum pith_memory */
	FRAME_MEMORY_MASK = 3 << 2,
	FRAME_PADDR_MASK = ~0xfff,
	UNTYPED_BITS_MASK = 31, /* log2 of the size */
	UNTYPED_PADDR_MASK = ~0x3f,
};

/*
 * A counted object's header is a slot as well: while the object lives it is empty
 * and counts capabilities; when the last is gone it takes over that one's place in
 * the derivation tree, so that the Untyped below is not reset too early.
 */
struct header {
	uint32_t word; /* CSpace: number of slots; Irq: its line; else 0 */
	uint32_t ops;  /* 0, or CAP_GRAVE once the object is dying */
	ref_t dying;   /* header of the next dying object */
	uint32_t refs; /* capabilities; dying: its former type, enum cap_op */
	ref_t tree[4];
};

_Static_assert(sizeof(struct slot) == 1 << PITH_SLOT_BITS, "slot size is ABI");
_Static_assert(sizeof(struct header) == sizeof(struct slot), "a header can be a slot");

/* Slot 0 is the header: capability 0 is none. */
struct cspace {
	struct header header;
};

enum object_kind { OBJECT_REPLY = 1, OBJECT_SCHEDCONTEXT = 2 };

struct endpoint {
	ref_t receive_next; /* waiting receivers: a ring with the endpoint in it */
	ref_t receive_prev;
	ref_t send; /* waiting senders: leader of the highest priority's group, 0 if none */
	uint32_t spare[5];
	struct header header;
};

struct notification {
	ref_t wait_next; /* waiting threads: a ring with the notification in it */
	ref_t wait_prev;
	uint32_t bits; /* signalled and not yet received */
	ref_t bound;   /* thread that receives the bits with its messages, 0 if none */
	uint32_t spare[4];
	struct header header;
};

struct reply {
	ref_t calls_next; /* on the call stack of a scheduling context; calls_prev 0: on none */
	ref_t calls_prev;
	ref_t thread;  /* the receiver that armed it, then the caller; 0: free */
	uint32_t kind; /* OBJECT_REPLY */
	uint32_t spare[4];
	struct header header;
};

struct schedcontext {
	ref_t calls_next; /* the calls it travelled along, latest first: a ring with this in it */
	ref_t calls_prev;
	ref_t user;	/* thread that has it now, 0 if none */
	uint32_t kind;	/* OBJECT_SCHEDCONTEXT */
	ref_t owner;	/* thread it is bound to, 0 if none */
	uint32_t calls; /* that took it along, and faults, since it was made */
	int64_t left; /* of the time slice, below 0 if it was late; these four in the HAL's ticks */
	uint64_t budget;
	uint64_t period;
	uint64_t given; /* in all; what is not left of it is consumed */
	uint32_t spare2[2];
	struct header header;
	uint32_t spare3[8];
};

enum thread_slot { SLOT_CSPACE, SLOT_SPACE, SLOT_BUFFER, SLOT_FAULT, THREAD_SLOTS };
/* In the aux word of a slot that is in a thread: the thread | this + which slot. The fault
 * handler's slot has none: nothing in the thread depends on it. */
enum { SLOT_IN_THREAD = 1, SLOT_IN_THREAD_MASK = 3 };

/*
 * What a thread waits for: an object and, in the low bits, how. 0: it runs or is
 * ready; it is in the ready queue if it also has a scheduling context and is not
 * the current thread.
 */
enum wait_kind {
	WAIT_CALLABLE = 0,   /* reply object: receives, and can be called through the fast path */
	WAIT_SEND = 1,	     /* endpoint */
	WAIT_REPLY = 2,	     /* reply object: called */
	WAIT_CALL = 3,	     /* endpoint: a call not yet received */
	WAIT_FAULT = 4,	     /* reply object: its handler has the fault */
	WAIT_FAULT_SEND = 5, /* endpoint: a fault not yet received */
	WAIT_STOPPED = 6,    /* no object */
	WAIT_RECEIVE = 8,    /* endpoint: receives without a reply object */
	WAIT_NOTIFICATION = 16,
	WAIT_KIND_MASK = 31,
};

struct thread {
	ref_t next; /* in the one queue it is in: ready, endpoint or notification */
	ref_t prev;
	struct context context;
	ref_t cspace; /* as the fast path sees it: the empty one diverts to the slow path */
	uint32_t wait;
	uint32_t priority;
	ref_t schedcontext; /* runs on it; 0: cannot run */
	ref_t own;	    /* bound to it, 0 if none */
	/* Valid while it waits to send. */
	ref_t group_next; /* leader of its priority's group: the next lower and the next */
	ref_t group_prev; /* higher group's leader, 0 at the ends; not a leader: group_prev 1 */
	uint32_t badge;
	uint32_t grant;
	/* The rest changes rarely. */
	uint32_t ceiling;   /* highest priority it may give, itself included */
	uint32_t flags;	    /* enum pith_thread_flag */
	ref_t buffer;	    /* IPC buffer, 0 if none */
	ref_t notification; /* bound to it, 0 if none */
	uint32_t fault;	    /* valid in WAIT_FAULT and WAIT_FAULT_SEND, as the four below */
	uint32_t fault_address;
	uint32_t fault_info;
	uint32_t fault_status;
	char name[16];
	uint32_t spare[12];
	struct header header;
	struct slot slots[THREAD_SLOTS];
	struct vfp_state vfp;
	uint32_t spare2[92];
};

enum {
	SPACE_KERNEL_FIRST = HAL_WINDOW_BASE >> PAGETABLE_TOP_SHIFT,
	SPACE_KERNEL_COUNT = HAL_WINDOW_SIZE >> PAGETABLE_TOP_SHIFT,
};

/* The shadow tables tell for each entry which slot (of a frame or page table) it stands for. */
struct space {
	uint32_t table[PAGETABLE_TOP_ENTRIES];
	ref_t shadow[SPACE_KERNEL_FIRST];
	struct header header; /* in the place of the kernel's entries, which have no slot */
	uint32_t asid;
	uint32_t progress; /* dying: entries that are already cleared */
	uint32_t spare[SPACE_KERNEL_COUNT - 10];
	ref_t shadow_high[PAGETABLE_TOP_ENTRIES - SPACE_KERNEL_FIRST - SPACE_KERNEL_COUNT];
};

struct pagetable {
	uint32_t table[PAGETABLE_SECOND_ENTRIES];
	ref_t shadow[PAGETABLE_SECOND_ENTRIES];
};

/* One for each line, in struct cpu. */
struct irq {
	struct slot signal; /* a notification capability, or empty */
	struct header header;
};

_Static_assert(sizeof(struct endpoint) == 64, "object size is ABI");
_Static_assert(sizeof(struct notification) == 64, "object size is ABI");
_Static_assert(sizeof(struct reply) == 64, "object size is ABI");
_Static_assert(sizeof(struct schedcontext) == 128, "object size is ABI");
_Static_assert(sizeof(struct thread) == 1024, "object size is ABI");
_Static_assert(sizeof(struct space) == 32768, "object size is ABI");
_Static_assert(sizeof(struct pagetable) == 2048, "object size is ABI");
_Static_assert(offsetof(struct endpoint, header) == 32 &&
		   offsetof(struct notification, header) == 32 &&
		   offsetof(struct reply, header) == 32 && offsetof(struct irq, header) == 32,
    "slot_header_offset treats these alike");
_Static_assert(offsetof(struct thread, context) == 8, "the board's entry code depends on it");

/* Typed accessors. */
#define ACCESSOR(name, type)                       \
	static inline struct type *name(ref_t ref) \
	{                                          \
		return hal_pointer(ref);           \
	}
ACCESSOR(slot_at, slot)
ACCESSOR(header_at, header)
ACCESSOR(cspace_at, cspace)
ACCESSOR(endpoint_at, endpoint)
ACCESSOR(notification_at, notification)
ACCESSOR(reply_at, reply)
ACCESSOR(schedcontext_at, schedcontext)
ACCESSOR(thread_at, thread)
ACCESSOR(space_at, space)
ACCESSOR(pagetable_at, pagetable)
ACCESSOR(irq_at, irq)
#undef ACCESSOR

#endif
