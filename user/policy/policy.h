/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The policy module: reads the system description, builds the components, and looks after
 * them. What it knows of the system, and its functions file by file.
 *
 * It works in this order (main.c): the description becomes the tables below (blob.c, devices.c,
 * regions.c); assertions are checked (assert.c); each component gets its info page (grants.c),
 * memory is set aside and the component built of it (build.c, elf.c); the blob's memory is given
 * back; the components run, faults are handled (supervise.c) and requests served (service.c).
 * Until they run, whatever is wrong
 * ends the policy module by refuse().
 */
#ifndef PITH_POLICY_H
#define PITH_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "pith/boot.h"
#include "pith/info.h"
#include "pith/objects.h"
#include "pith/proto/policy.h"

enum {
	COMPONENTS_MAX = 32,
	SERVICES_MAX = 64,
	REGIONS_MAX = 48,
	DEVICES_MAX = 48,
	FILES_MAX = 64,
	USES_MAX = 16, /* each of a component: services used, devices, regions */
	GRANTS_MAX = 160,
	ORDERS_MAX = 24,
	PIECES_MAX = 64,
	MAPS_MAX = 40,
	SEGMENTS_MAX = 8, /* of a program */
	IRQS_MAX = 4,	  /* of a device */
	REGISTERS_MAX = 4,
	PRIORITY_MAX = 254,
	NOT_A_COMPONENT = COMPONENTS_MAX, /* where an index of one may stand */

	/* In the badge with which a component's requests arrive, beside its index + 1; its faults
	 * have that alone. */
	BADGE_REQUEST = 1 << 16,

	/* Our own address space beyond what boot.h says. */
	SCRATCH_SMALL = 0x20000000,   /* one frame at a time, to fill it */
	SCRATCH_SECTION = 0x20100000, /* the same for 1 MB */
	INFO_BASE = 0x21000000,	      /* info pages, PITH_INFO_MAX each */
	UART_PAGE = 0x22000000,
	LOG_RING = 0x22010000,
	KEPT_BASE = 0x23000000, /* initial data of components that may be started again */

	STATUS_DESCRIPTION = 2, /* exit status: the description cannot be built */
	STATUS_COMPONENT = 3,	/* a component failed whose rule is "shutdown" */
};

/* What is made in one go, of memory set aside for it. */
struct order {
	enum pith_type type;
	enum pith_memory memory;
	uint32_t bits; /* log2 of the bytes that one takes */
	uint32_t count;
	uint32_t slot; /* of the first; they follow each other */
};

/* Orders and the Untypeds of which they are made; again and again, after batch_revoke(). */
struct batch {
	struct order orders[ORDERS_MAX]; /* largest first once reserved */
	uint32_t order_count;
	struct piece {
		uint32_t slot;
		uint32_t bits;
	} pieces[PIECES_MAX]; /* largest first */
	uint32_t piece_count;
};

/* Frames of a shared region, of the info page or of device registers, mapped into a component:
 * capabilities from `slot` on, one for each page of [address, address + size). */
struct map {
	uint32_t slot;
	uint32_t address;
	uint32_t size;
	uint32_t rights;
};

struct region {
	char name[PITH_NAME_SIZE];
	uint32_t size; /* whole pages */
	enum pith_memory memory;
	uint32_t window_base, window_size; /* 0: anywhere */
	const void *contents;
	uint32_t contents_size;
	uint32_t physical; /* with a window */
	uint32_t address;  /* in every component that maps it */
	uint32_t slot;	   /* frames, one for each page, where they are mapped nowhere */
	struct batch batch;
};

/* Bytes of the description's node `files`, in frames that are mapped nowhere. */
struct file {
	char name[PITH_NAME_SIZE]; /* the path below `files` */
	const void *contents;	   /* in the blob */
	uint32_t size;
	uint32_t bits;	 /* log2 of the size of a frame */
	uint32_t frames; /* how many; none are made if nobody has the files */
	uint32_t slot;	 /* of the first */
};

struct device {
	int node;	  /* in the blob */
	const char *path; /* of the node's name, with unit address */
	uint32_t owner;
	struct registers {
		uint32_t physical;
		uint32_t size;
		uint32_t address; /* in the owner */
	} registers[REGISTERS_MAX];
	uint32_t register_count;
	struct interrupt {
		uint32_t line;
		uint32_t slot;
	} irqs[IRQS_MAX];
	uint32_t irq_count;
};

struct service {
	char name[PITH_NAME_SIZE];  /* in the system */
	char local[PITH_NAME_SIZE]; /* at its provider */
	uint32_t provider;
};

enum rule { RULE_STOP, RULE_RESTART, RULE_SHUTDOWN };

/* One entry of `uses`, `devices`, `reads` or `writes`. */
struct use {
	char local[PITH_NAME_SIZE];
	uint32_t index; /* of the service, device or region */
	uint32_t badge; /* services: with which the user's messages arrive */
	bool writes;	/* regions */
};

/* What stands behind a grant of the info page. */
struct source {
	uint32_t slot; /* ours, to be copied to grant.slot; 0: no capability */
	uint32_t rights;
	uint32_t badge;
	uint32_t peer; /* SERVICE, CLIENT: index of the other component; ours: NOT_A_COMPONENT */
	uint32_t more; /* FILE: so many further capabilities follow the first */
};

struct segment {
	uint32_t address, size; /* whole pages */
	uint32_t rights;
	const uint8_t *bytes; /* what is in the file */
	uint32_t bytes_address, bytes_size;
};

struct component {
	/* From the description. */
	char name[16];
	int node;
	const void *program;
	uint32_t program_size;
	uint32_t priority, ceiling;
	uint64_t budget, period; /* ns */
	uint32_t stack, heap;	 /* bytes */
	uint32_t memory_bits;	 /* 0: none */
	uint32_t cspace_bits;
	uint32_t contexts;
	bool vfp, trusted, shares_registers, log, provides, files;
	bool on_request;   /* not started at boot */
	bool observes;	   /* may look at all */
	bool controlled;   /* by somebody */
	uint64_t controls; /* bit n: may start and stop component n */
	enum rule on_fault, on_exit;
	uint32_t restarts_max;
	struct use uses[USES_MAX];
	struct use devices[USES_MAX];
	struct use regions[USES_MAX];
	uint32_t use_count, device_count, region_count;

	/* Made once. */
	struct pith_info *info; /* written by us, read by the component */
	struct source sources[GRANTS_MAX];
	struct map maps[MAPS_MAX];
	uint32_t map_count;
	uint32_t endpoint;	  /* all its services; 0: it provides none */
	uint32_t endpoint_memory; /* Untyped of which that is made */
	bool serves;		  /* it is there */
	uint32_t request;	  /* the badged endpoint of our service; 0: not granted */
	uint32_t fault;		  /* the badged fault endpoint */
	uint32_t peer_signal;	  /* slots for badged copies of its notification */
	uint32_t log_signal;
	struct segment segments[SEGMENTS_MAX]; /* those that are written; the others are maps */
	uint32_t segment_count;
	uint32_t entry; /* address of its first instruction */

	/* Made at each start. */
	struct batch batch;
	bool alive;
	uint32_t restarts; /* since it was started at boot or on request */
	/* What is told of it; the processor time and the calls of instances that are gone. */
	struct policy_status status;
};

struct system {
	const struct bootinfo *boot;
	const void *fdt; /* NULL when its memory was given back */
	struct component components[COMPONENTS_MAX];
	struct service services[SERVICES_MAX];
	struct region regions[REGIONS_MAX];
	struct device devices[DEVICES_MAX];
	struct file files[FILES_MAX];
	uint32_t component_count, service_count, region_count, device_count, file_count;
	uint32_t fault_endpoint; /* faults and requests, told apart by their badges */
	uint32_t reply;
	uint32_t memory; /* bytes of RAM that kernel objects can be made of, ours not counted */
};
_Static_assert(COMPONENTS_MAX <= 64, "they are bits of `controls`");

extern struct system pith_system;

/* say.c: words to people. */
/* Find the UART that the description calls stdout, for early and last words. */
void say_find_uart(void);
/* The log component is there: from now on lines go to its ring. It died: they do not. */
void say_ring_open(struct component *component);
void say_ring_close(void);
/* The description cannot be built: one line, and the end. */
void refuse(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
/* The end, after what was printed has had time to come out. */
_Noreturn void give_up(uint32_t status);

/* memory.c: physical memory, slots, our own address space. */
void memory_init(void);
uint32_t memory_free(void); /* bytes of RAM that are left */
/* An Untyped of 2^bits bytes of RAM that kernel objects can be made of; 0: none is left. */
uint32_t memory_take(uint32_t bits);
/* The same at a physical address, RAM or device; 0: it is not there or taken. */
uint32_t memory_take_at(uint32_t physical, uint32_t bits);
bool memory_available_at(uint32_t physical, uint32_t bits);
void memory_add(uint32_t slot); /* an Untyped that has become free */
uint32_t slots_take(uint32_t count);
uint32_t object_make(enum pith_type type);
/* Map a frame for ourselves; and write bytes into one, from this offset on. */
void map_own(uint32_t frame, uint32_t address, uint32_t rights);
void frame_write(uint32_t frame, uint32_t bits, uint32_t offset, const void *from, uint32_t size);
/* An error of the kernel that cannot happen if we are right. */
void expect(const char *what, uint32_t result);

/* batch.c */
void batch_add(struct batch *batch, enum pith_type type, uint32_t bits, uint32_t count,
    enum pith_memory memory);
/* Set the memory aside; `what` and `name` are for the message if there is not enough. */
void batch_reserve(struct batch *batch, const char *what, const char *name);
void batch_make(struct batch *batch);
void batch_revoke(struct batch *batch);
/* Orders of frames for [address, address + size), and then the slot of each in turn. */
void batch_add_frames(
    struct batch *batch, uint32_t address, uint32_t size, enum pith_memory memory);
/* The next frame of that size that was not given out since *taken was zeroed (one count for
 * each order). */
uint32_t batch_frame(
    const struct batch *batch, uint32_t bits, enum pith_memory memory, uint32_t *taken);
/* The frames for [address, address + size) that were made, in slots that follow each other as the
 * addresses do; the first of them. */
uint32_t batch_line_up(
    const struct batch *batch, uint32_t address, uint32_t size, enum pith_memory memory);
/* Bytes set aside. */
uint32_t batch_size(const struct batch *batch);
/* The slot of the first object of a type other than Frame. */
uint32_t batch_slot(const struct batch *batch, enum pith_type type);

/* blob.c: the components as the description has them. */
void blob_read(void);
/* Split "local=global" into two names (PITH_NAME_SIZE bytes); refuses what is none. */
void blob_split(const char *who, const char *entry, char *local, char *global);
const char *blob_string(int node, const char *property, uint32_t index);
uint32_t blob_cell(const char *who, int node, const char *property, uint32_t otherwise);
/* Refuses a node with a property that is not in the list (NULL at its end). */
void blob_check_properties(const char *what, const char *who, int node, const char *const *known);
struct component *component_find(const char *name);
/* "a/b/name" of a property that lies `depth` nodes deep; false if that is no name. */
bool blob_join(
    const char *const *nodes, int depth, const char *property, char path[PITH_NAME_SIZE]);

/* devices.c */
void devices_read(struct component *component);
/* Whether two devices have registers in the same page: who has one reaches the other. */
bool devices_share_page(const struct device *one, const struct device *other);
/* Physical page of a device's first registers, for our UART; 0: the path names no such device. */
uint32_t device_page_of(const char *path, uint32_t *offset);
/* The frame of a page of device registers, made when first asked for. */
uint32_t device_frame(uint32_t page);

/* regions.c */
void regions_read(void);
void regions_make(void);
struct region *region_find(const char *name);
/* Addresses for a shared piece, the same in all components. */
uint32_t shared_address(uint32_t size, uint32_t physical);
/* Copies of `count` capabilities, to be mapped elsewhere; the first of their slots. */
uint32_t copy_slots(uint32_t first, uint32_t count, uint32_t rights);
uint32_t pages_of(uint32_t address, uint32_t size);

/* files.c */
void files_read(void);
void files_make(void);

/* assert.c */
void assertions_check(void);

/* grants.c: info page and shared mappings. */
void add_map(
    struct component *component, uint32_t slot, uint32_t address, uint32_t size, uint32_t rights);
void grants_make(struct component *component);

/* elf.c */
/* Segment `index` of a program, checked; false: there are no more. Refuses what cannot be run. */
bool elf_segment(const struct component *component, uint32_t index, struct segment *segment);
uint32_t elf_entry(const struct component *component);

/* build.c */
/* Decide what the component is made of, and set the memory aside. */
void build_plan(struct component *component);
/* Its program, read once: what nobody writes stands in frames of its own from now on, which every
 * instance maps; of the rest, what is in the file is kept beyond the blob if it may be needed
 * again. */
void build_program(struct component *component);
/* What its endpoint is made of; at once the endpoint, if it starts at boot. */
void build_serve_plan(struct component *component);
/* Make it, ready to run; build_start() lets it. */
void build_make(struct component *component);
void build_start(struct component *component);
/* All that it had is gone, everywhere. */
void build_destroy(struct component *component);
/* The endpoint of its services: made, and given to those that use them and live; taken away. */
void build_serve(struct component *component);
void build_serve_no_more(struct component *component);
/* Processor time (ns) and calls of the instance that lives, added to these. */
void build_account(const struct component *component, uint64_t *consumed, uint64_t *calls);

/* supervise.c */
_Noreturn void supervise(void);
/* Let one run that does not: the first time, or anew. */
void supervise_start(struct component *component);
/* End one that runs, for this reason. */
void supervise_stop(struct component *component, enum policy_state why);

/* service.c */
/* Does what a component asks for; *m becomes the answer. */
void service_request(struct component *caller, struct pith_message *m);

#endif
