/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel promises, as a program: the manual's pages on calls and objects in
 * small, slow C. It shares the ABI header with the kernel and nothing else; its state
 * has no pointers. Capabilities are one list, queues are lists of names, mappings are
 * part of the capability that made them, memory is arithmetic.
 *
 * It is given the traps of a run, one after the other, and says what each does. Where
 * an operation is done in parts between which it can be preempted, the parts are part
 * of the promise: an operation that is preempted at its n-th point has done n of them.
 */
#ifndef PITH_SPEC_H
#define PITH_SPEC_H

#include <stdbool.h>
#include <stdint.h>
#include "core/include/pith/abi.h"

/* How an object is called: the physical address of its memory, which no two that live share. An
 * interrupt line has no memory: SPEC_LINE + its number. 0: none. */
typedef uint32_t name_t;

enum {
	SPEC_LINE = 0x10, /* no RAM lies so low */
	SPEC_ROOT = 1,	  /* holder of nothing; parent of the first capabilities */
	SPEC_LINES = 160,
	SPEC_GRAVE_SLOT = ~0, /* of a dying object's grave, see struct spec_cap */
	SPEC_LINE_FIRST = 32, /* those below are the processor's */
	SPEC_CAPS = 4096,     /* more than these, and the specification gives up: full */
	SPEC_OBJECTS = 256,   /* of each type */
	SPEC_THREADS = 256,
	SPEC_PAGES = 256,
};

/* A list of names, first to last. */
struct spec_list {
	uint32_t count;
	name_t names[SPEC_THREADS];
};

/* Where a frame or page table is mapped. */
struct spec_mapping {
	bool there;
	name_t table;	  /* frame: Space or page table it stands in; page table: the Space */
	uint32_t address; /* as asked for */
	uint32_t rights;  /* frame */
	uint32_t domain;  /* page table */
};

/*
 * A capability. All of them are one list, the derivation tree in preorder: what was
 * derived from a capability follows it with a greater depth; the latest comes first.
 */
struct spec_cap {
	uint32_t depth; /* 1: one of the first */
	name_t holder; /* CSpace, thread or line whose slot it is in; of a grave the dying object */
	uint32_t slot; /* number of the slot; in a thread enum spec_thread_slot, in a line 0; of a
			* grave SPEC_GRAVE_SLOT */
	enum pith_type type; /* EMPTY: a grave, which keeps a dying object's place */
	enum pith_type was;  /* a grave: type of the object */
	uint32_t rights;     /* of Endpoint, Notification and Frame; of others PITH_ALL_RIGHTS */
	uint32_t badge;
	name_t object; /* PageTable, Untyped, Frame: its memory; IrqControl, SchedControl: 0 */
	/* Frame, Untyped: what it is in itself */
	uint32_t bits;
	enum pith_memory memory;
	bool device;		       /* Untyped */
	uint32_t used;		       /* Untyped: bytes given out, from its start */
	uint32_t zeroed;	       /* Untyped: bytes known to be zero, from its start */
	struct spec_mapping mapped[2]; /* Frame: the first only */
};

enum spec_thread_slot {
	SPEC_THREAD_CSPACE,
	SPEC_THREAD_SPACE,
	SPEC_THREAD_BUFFER,
	SPEC_THREAD_FAULT,
	SPEC_THREAD_SLOTS
};

/* Objects. In each table an entry without a name is free. */

struct spec_cspace {
	name_t name;
	uint32_t slots; /* dying: those that are still to be emptied, slot 0 included */
	uint32_t bits;
};

struct spec_space {
	name_t name;
	uint32_t progress; /* dying: what is already cleared */
};

enum spec_wait {
	SPEC_RUNNABLE, /* runs, is ready, or has no time */
	SPEC_STOPPED,
	SPEC_SENDING,	    /* at an endpoint: send */
	SPEC_CALLING,	    /* at an endpoint: call */
	SPEC_FAULTING,	    /* at an endpoint: a fault */
	SPEC_AWAITS_REPLY,  /* `on`: the reply object */
	SPEC_AWAITS_FAULT,  /* the same, for a fault */
	SPEC_RECEIVING,	    /* at an endpoint, without a reply object */
	SPEC_RECEIVING_FOR, /* at an endpoint, with one */
	SPEC_WAITING,	    /* at a notification */
};

struct spec_thread {
	name_t name;
	uint32_t registers[PITH_REGISTER_COUNT]; /* enum pith_register */
	uint32_t tls;
	uint32_t domains; /* as THREAD_SET_DOMAINS takes them */
	uint32_t flags;
	uint32_t priority, ceiling;
	char text[16]; /* its name for people */
	enum spec_wait wait;
	name_t on;    /* endpoint, notification or reply object it waits at */
	name_t reply; /* RECEIVING_FOR: the reply object it receives with */
	name_t time;  /* SchedContext it runs on, 0: none */
	name_t own;   /* SchedContext bound to it */
	name_t notification;
	uint32_t badge; /* while it waits to send */
	bool grant;
	uint32_t fault, fault_address, fault_info, fault_status;
};

struct spec_endpoint {
	name_t name;
	struct spec_list receivers; /* in order of arrival */
	struct spec_list senders;   /* by priority, then arrival */
};

struct spec_notification {
	name_t name;
	uint32_t bits;
	name_t bound;
	struct spec_list waiters;
};

struct spec_reply {
	name_t name;
	name_t thread; /* who receives with it, or waits for its answer */
};

struct spec_time {
	name_t name;
	name_t owner, user;
	uint64_t budget, period;
	int64_t left;
	uint64_t given;
	uint32_t calls;
	struct spec_list stack; /* reply objects of the calls it travelled along, latest first */
};

struct spec_line {
	bool unmasked;
	bool claimed; /* there is a capability of it, or it is dying */
};

/* Memory that is, or was, somebody's IPC buffer. */
struct spec_page {
	uint32_t paddr;
	bool fresh; /* a buffer since this trap: what was in it before is not known here */
	struct pith_buffer buffer;
};

/* The machine, as far as promises depend on it. */
struct spec_machine {
	uint32_t ram_base;    /* kernel objects and IPC buffers are made of RAM from here */
	uint32_t window_size; /* so many bytes of it */
	uint32_t pc_back;     /* a call that is to be repeated: its address is pc - pc_back */
};

struct spec {
	struct spec_machine machine;
	const char *full; /* what the specification has no room for; then it knows no more */
	name_t lost;	  /* an object that is named and not there: the specification is wrong */
	uint64_t now, began;
	name_t current;		/* 0: nobody runs */
	name_t charged;		/* whose time passes, 0: nobody's */
	uint64_t slice_end;	/* ~0: never */
	struct spec_list ready; /* by priority, then turn; neither the current thread nor any that
				 * waits or has no time */
	struct spec_list dying; /* objects to be taken apart, the next one first */

	uint32_t cap_count;
	uint32_t places;     /* no table of objects has an entry at or beyond this */
	uint32_t page_count; /* those before are in use */
	struct spec_cap caps[SPEC_CAPS];
	struct spec_cspace cspaces[SPEC_OBJECTS];
	struct spec_space spaces[SPEC_OBJECTS];
	struct spec_thread threads[SPEC_THREADS];
	struct spec_endpoint endpoints[SPEC_OBJECTS];
	struct spec_notification notifications[SPEC_OBJECTS];
	struct spec_reply replies[SPEC_OBJECTS];
	struct spec_time times[SPEC_OBJECTS];
	struct spec_line lines[SPEC_LINES];
	struct spec_page pages[SPEC_PAGES];

	/* Faults that nobody took care of, and the last of them. */
	uint32_t unhandled;
	name_t unhandled_thread;
	uint32_t unhandled_words[4]; /* fault, address, info, status */

	/* Of the trap at hand. */
	uint32_t cleared; /* so many bytes have become Frames, and are zero */
	uint32_t cleared_length;
	uint32_t points;     /* preemption points passed */
	uint32_t preempt_at; /* the point at which something is due, 0: none, ~0: at each */
};

enum spec_event { SPEC_CALL, SPEC_FAULT, SPEC_INTERRUPT, SPEC_DEADLINE };

struct spec_trap {
	enum spec_event event;
	uint64_t now;	     /* ns; stands still in the kernel */
	uint32_t preempt_at; /* as above */
	uint32_t number;   /* CALL: r12 is in registers; FAULT: enum pith_fault; INTERRUPT: line */
	uint32_t words[3]; /* FAULT: address, info, status */
	uint32_t registers[PITH_REGISTER_COUNT]; /* the current thread's as it traps */
	const struct pith_buffer *buffer; /* what it has written to its IPC buffer, 0: nothing */
};

/* All that the trap does. If `full` is set after it, the rest is unknown. */
void spec_trap(struct spec *spec, const struct spec_trap *trap);

#endif
