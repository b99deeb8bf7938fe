/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a component finds when it starts: the agreement between the policy module,
 * which fills the info page from the system description, and libpith, which reads it.
 *
 * The address space of a component:
 *
 *   0x00001000  IPC buffer of its first thread
 *   0x00002000  struct pith_info, its grants and parameters; read-only
 *   0x00010000  the program (user/lib/pith.ld)
 *               ... a guard page, then the stack, which ends at
 *   0x00f00000  the end of the stack
 *   0x01000000  heap (malloc), its size as the description says
 *   0x10000000  shared regions and devices, each where its grant says
 *   0x40000000  what the component itself maps (memory.h)
 *
 * The names in grants are the component's own: "uses = "out=console"" in the
 * description gives a grant called "out" whose peer is whoever provides "console".
 */
#ifndef PITH_INFO_H
#define PITH_INFO_H

#include <stdint.h>
#include "pith/abi.h"

enum {
	PITH_BUFFER_VADDR = 0x00001000,
	PITH_INFO_VADDR = 0x00002000,
	PITH_INFO_MAX = 0x00008000, /* bytes, parameters included */
	PITH_PROGRAM_VADDR = 0x00010000,
	PITH_STACK_TOP = 0x00f00000,
	PITH_HEAP_VADDR = 0x01000000,
	PITH_SHARED_VADDR = 0x10000000,
	PITH_OWN_VADDR = 0x40000000,
	PITH_OWN_END = 0xe0000000,

	PITH_INFO_MAGIC = 0x6f666e69, /* "info" */
	PITH_INFO_VERSION = 1,
	PITH_NAME_SIZE = 32, /* of a name, with its terminating 0 */
};

/* Capabilities that every component has. The first four are where policy has its own. */
enum pith_slot {
	PITH_SLOT_CSPACE = 1,	/* all rights on its own table */
	PITH_SLOT_SPACE,	/* its address space */
	PITH_SLOT_THREAD,	/* its first thread */
	PITH_SLOT_SCHEDCONTEXT, /* bound to that thread */
	PITH_SLOT_NOTIFICATION, /* its own, unbadged; not bound */
	PITH_SLOT_REPLY,	/* a Reply object */
	PITH_SLOT_ENDPOINT, /* where its clients' messages arrive; empty if it provides nothing */
	PITH_SLOT_MEMORY,   /* Untyped, as `memory` says; empty if there is none */
	PITH_SLOT_FAULT,    /* its fault endpoint, for further threads (memory.h) */
	PITH_SLOT_FIRST_GRANT,
};

/* Bit of the component's notification that policy signals when a peer was restarted or
 * stopped: compare the generations of the grants. Bits 0-23 are free for its own use. */
enum { PITH_SIGNAL_PEER = (int)(1u << 31) };

enum pith_grant_kind {
	/* slot: Endpoint to call; peer: the component that provides it */
	PITH_GRANT_SERVICE = 1,
	/* slot: the badge of its messages; name: the service that it uses; peer: the client */
	PITH_GRANT_CLIENT,
	/* registers at address; name: as in the description, else that of the device's node
	 * before the @ */
	PITH_GRANT_DEVICE,
	/* slot: Irq; name: its device; rights: which of its interrupts, from 0 */
	PITH_GRANT_IRQ,
	/* shared memory at address */
	PITH_GRANT_REGION,
	/* address: `size` bytes as they are in the blob (cells are big-endian); name: the path
	 * below `parameters` */
	PITH_GRANT_PARAMETER,
	/* policy's own lines, a ring at address (proto/log.h) */
	PITH_GRANT_LOG,
	/* slot: SchedContext for a further thread, as `contexts` says */
	PITH_GRANT_SCHEDCONTEXT,
	/* a file of the description. slot: the first of its Frames, all of one size, which can be
	 * read only; the others follow. size: its bytes; name: the path below `files` */
	PITH_GRANT_FILE,
};

struct pith_grant {
	char name[PITH_NAME_SIZE];
	char peer[16];
	uint32_t kind;	     /* enum pith_grant_kind */
	uint32_t slot;	     /* capability, or a client's badge */
	uint32_t address;    /* virtual */
	uint32_t size;	     /* bytes */
	uint32_t physical;   /* regions with a window: its physical address; else 0 */
	uint32_t rights;     /* regions: enum pith_right */
	uint32_t generation; /* SERVICE, CLIENT: the peer's instance, 1 at first; 0: stopped.
			      * Policy changes it while we run */
};

struct pith_info {
	uint32_t magic;
	uint32_t version;
	char name[16];	      /* of this component; the thread's name as well */
	uint32_t cspace_bits; /* log2 of the number of slots */
	uint32_t first_slot;  /* this one and all above were empty at the start */
	uint32_t stack_size;  /* mapped below PITH_STACK_TOP */
	uint32_t heap_size;   /* mapped from PITH_HEAP_VADDR on */
	uint32_t memory_bits; /* log2 of the size of the Untyped in PITH_SLOT_MEMORY; 0: none */
	uint32_t priority;
	uint32_t ceiling;    /* the highest priority that it may give */
	uint32_t generation; /* of this instance: 1 at first, one more at each restart */
	uint32_t grants;
	struct pith_grant grant[];
};

/* The info page. Its `magic` is wrong in the policy module, which has none. */
static inline const struct pith_info *pith_info(void)
{
	return (const struct pith_info *)PITH_INFO_VADDR;
}

/* This program's name: of the component, or "policy". */
const char *pith_name(void);

/* The first grant of a kind with that name; name NULL: the first of the kind. NULL: there is
 * none. Each call after the first takes the grant found before as `after`. */
const struct pith_grant *pith_grant_next(
    enum pith_grant_kind kind, const char *name, const struct pith_grant *after);
static inline const struct pith_grant *pith_grant(enum pith_grant_kind kind, const char *name)
{
	return pith_grant_next(kind, name, 0);
}

/* The same, but a missing grant ends the program with a message: what it cannot do without. */
const struct pith_grant *pith_need(enum pith_grant_kind kind, const char *name);

/* Slot of the endpoint of a service that we use; 0: not granted. */
uint32_t pith_service(const char *name);
/* The client grant behind the badge of a message; NULL: no client has it. */
const struct pith_grant *pith_client(uint32_t badge);
/* Name of what is in a slot, for messages to people: of the grant, of the fixed slot, or as set
 * below. */
const char *pith_slot_name(uint32_t slot);
/* Give a slot a name for messages (the text must stay; NULL: none). For frames and other things
 * that the program makes or receives itself; for some 32 of them. */
void pith_slot_set_name(uint32_t slot, const char *name);

/* Parameters. Cell `index` of a parameter, or `otherwise` if there is no such. And as a string. */
uint32_t pith_parameter_cell(const char *name, uint32_t index, uint32_t otherwise);
const char *pith_parameter_string(const char *name, const char *otherwise);

#endif
