/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A machine without a processor, for tests of the core: memory, a clock that
 * stands still until a test moves it, preemption where a test wants it, and a
 * record of what the kernel told the hardware. It is strict: a trap that is left
 * twice, a translation that may be stale, a switch block that was not loaded again,
 * an object born on another one end the test.
 */
#ifndef PITH_FAKE_H
#define PITH_FAKE_H

#include "core/index.h"

enum {
	FAKE_RAM_SIZE = 0x1000000, /* 16 MB, unless a test wants more */
	FAKE_PAGE = 4096,
	FAKE_START = 123456789, /* what the clock shows at first */
	FAKE_SPACES = 64,
	FAKE_LINKS = 4096,
	FAKE_STALE = 4096,
};

/* How the last trap was left. */
enum fake_left { FAKE_NOT_LEFT, FAKE_RESUME, FAKE_SWITCH, FAKE_IPC, FAKE_IDLE };

struct fake_switch_block {
	uint32_t ttbr0, contextid, dacr, tpidruro, fpexc;
};

struct fake {
	uint8_t *ram; /* all of it; the window's part seen from where nothing is poisoned */
	uint32_t ram_size;
	int file; /* what both views show */

	enum fake_left left;
	struct context *to;		 /* of the last switch */
	struct context *ran;		 /* when it was entered, NULL: nobody */
	struct fake_switch_block loaded; /* in the processor's registers */
	struct vfp_state vfp;		 /* the same; those of whoever had them last */

	uint64_t now;
	uint64_t deadline;
	uint64_t step_time;  /* ns that a preemptible step takes */
	uint32_t steps;	     /* preemption points passed */
	uint32_t preempt_at; /* the n-th of them interrupts, 0: none */
	bool preempt_always;
	uintptr_t deepest; /* address of the kernel's stack: the lowest since a test set it */
	bool unmasked[HAL_IRQ_LINES];

	uint32_t flushes;		      /* TLB operations */
	uint32_t flushed_vaddr, flushed_bits; /* of the last by address */
	uint32_t synced_bytes;
	paddr_t synced; /* first byte of the last */
	uint32_t zeroed_bytes;
	uint32_t unhandled; /* faults that nobody took care of */
	struct thread *unhandled_thread;
	uint32_t unhandled_words[4]; /* fault, address, info, status */
};

extern struct fake fake;

/* What becomes of a test that fails; whoever uses the machine has it. */
_Noreturn void fake_failed(const char *text);
/* End the test, which has failed. */
_Noreturn void fake_die(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* A machine with this much RAM, all anew. */
void fake_start(uint32_t ram_size);
/* Around a trap: nothing is left; then everything the contract asks for was done. */
void fake_enter(void);
void fake_check_left(const struct cpu *cpu);
/* The kernel is here: how deep is its stack? */
void fake_note_depth(void);
/* Physical memory as nobody's: never poisoned. */
void *fake_memory(paddr_t paddr);
/* Is there an object at this place? */
bool fake_alive(const void *pointer);

/* A table of the second level that stands in a Space's top-level table. */
struct fake_link {
	ref_t space;
	uint32_t index;
	ref_t table;
};

struct fake_spaces_saved {
	ref_t spaces[FAKE_SPACES];
	struct fake_link links[FAKE_LINKS];
	uint32_t space_count, link_count;
};

/* The machine's whole state, to come back to it or to compare it; as many as one likes. */
struct fake_snapshot {
	uint8_t *bytes; /* the window */
	uint8_t *alive;
	uint8_t *bits;
	struct fake fake;
	struct fake_spaces_saved spaces;
};
void fake_save(struct fake_snapshot *snapshot);
void fake_restore(const struct fake_snapshot *snapshot);
/* The first address in the window where memory, or what of it is an object, differs from the
 * snapshot's; 0 if none. */
ref_t fake_difference(const struct fake_snapshot *snapshot);

/* The machine is as in the snapshot. From now on what is touched is noted, so that fake_reset
 * brings it back there at the cost of that alone. */
void fake_begin(const struct fake_snapshot *snapshot);
void fake_reset(const struct fake_snapshot *snapshot);
/* Who only looks at objects says so, and need not pay for it. */
extern bool fake_looking;

/* touch.c and memory.c for each other */
extern uint8_t *fake_bits; /* log2 of the size of the object that begins a block, if larger */
void fake_note_nothing(void);
void fake_note(uint32_t offset, uint32_t length, uint8_t what);
void fake_born(uint32_t offset, uint32_t length);
void fake_remake(const struct fake_snapshot *snapshot, uint32_t offset, uint32_t length);

/* tlb.c, for the others */
extern ref_t fake_spaces[FAKE_SPACES];
extern uint32_t fake_space_count;
extern struct fake_link fake_links[FAKE_LINKS];
extern uint32_t fake_link_count;
void fake_save_spaces(struct fake_spaces_saved *saved);
void fake_restore_spaces(const struct fake_spaces_saved *saved);
void fake_check_stale(void);
void fake_forget_stale(void);

/* What a user's access at vaddr meets: rights, and the physical address. 0: a fault. */
uint32_t fake_translate(ref_t space, uint32_t vaddr, paddr_t *paddr);

#endif
