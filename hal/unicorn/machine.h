/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The simulated machine: memory, device registers, interrupt lines, a clock and
 * a processor that runs user code; and the loop in which user code traps, the
 * kernel core handles the trap natively and says who runs next. What the
 * kernel calls (hal.h) stands in hal.c; devices and the window are not here.
 *
 * Use: machine_new, machine_add_memory and machine_add_registers for the board,
 * machine_boot, then machine_run until it says why it stopped. A process may have
 * several machines; one runs at a time. Nothing here is called from another thread.
 */
#ifndef PITH_HAL_UNICORN_MACHINE_H
#define PITH_HAL_UNICORN_MACHINE_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "core/entry.h"
#include "hal/armv7/asid.h"
#include "bus.h"
#include "clock.h"
#include "engine.h"
#include "trap.h"

enum {
	MACHINE_RAM_DEFAULT = 128 << 20,
	MACHINE_RAM_MIN = 1 << 20,
	MACHINE_RAM_MAX = 1 << 30,
	MACHINE_ENGINES_DEFAULT = ENGINE_INSTANCES_MAX,
	MACHINE_SHARES = 256,
	MACHINE_LINE_WORDS = HAL_IRQ_LINES / 32,
};

struct machine_config {
	uint32_t ram_size; /* bytes, multiple of 4 KB, MACHINE_RAM_MIN to MAX; 0: default */
	uint32_t engines;  /* most instances of the processor emulator, 1 to 16; 0: default */
};

/* By which of its ways the kernel was left: hal_switch and hal_idle are one. */
enum machine_left { MACHINE_LEFT_RESUME, MACHINE_LEFT_SWITCH, MACHINE_LEFT_MESSAGE };

/* Why machine_run came back. */
enum machine_stop {
	MACHINE_TIME,	 /* `until` is reached */
	MACHINE_STOPPED, /* machine_stop was called */
	MACHINE_DEAD,	 /* nothing runs and nothing can ever happen */
	MACHINE_HALTED,	 /* the kernel called hal_halt: see machine->halt */
	MACHINE_UNSOUND, /* core_check found a broken invariant: see machine->halt */
	MACHINE_FAILED,	 /* the processor emulator failed: see machine->halt */
};

/* The kernel's last words, or what is said in its place. */
struct machine_halt {
	const char *file; /* 0 if it was not hal_halt */
	int line;
	const char *what;
};

/* A thread faulted and nobody handles it: as hal_unhandled_fault. */
struct machine_fault {
	struct thread *thread;
	enum pith_fault fault;
	uint32_t address;
	uint32_t info;
	uint32_t status;
};

struct machine;

/* What the one who runs the machine wants to hear. Any of them may be 0. They may call
 * machine_stop, and look at everything; they change nothing else. */
struct machine_watch {
	void *context;
	/* After each trap, before the kernel handles it. */
	void (*trap)(void *context, struct machine *machine, const struct trap *trap);
	void (*unhandled)(
	    void *context, struct machine *machine, const struct machine_fault *fault);
};

struct machine_statistics {
	uint64_t traps[TRAP_KINDS];
	uint64_t calls[PITH_CALL_COUNT + 1]; /* the last: unknown numbers */
	uint64_t faults[PITH_FAULT_COUNT];   /* those that the machine reported to the kernel */
	uint64_t interrupts;
	uint64_t deadlines;
	uint64_t switches;     /* the kernel went on with another thread */
	uint64_t messages;     /* of these, by handing a message over directly */
	uint64_t device_reads; /* registers */
	uint64_t device_writes;
	uint64_t failed; /* as machine_fail() was told */
	uint64_t idle;	 /* nanoseconds without a thread to run */
};

/* Threads that are to fail, at the same time. */
enum { MACHINE_DOOMED = 32 };

struct machine_doom {
	char name[17];
	uint64_t left; /* instructions that it still carries out */
};

/* Processor time of all threads of one name: nanoseconds in user code. */
struct machine_share {
	char name[17];
	uint64_t time;
};

struct machine {
	struct clock clock;
	struct bus bus; /* memory[0] is RAM */
	struct engine *engine;
	uint32_t engines;

	/* Interrupt lines, bit (line % 32) of word (line / 32). */
	uint32_t level[MACHINE_LINE_WORDS];   /* what the devices say */
	uint32_t enabled[MACHINE_LINE_WORDS]; /* not masked */

	/* The kernel's side. */
	struct cpu *cpu;
	struct context *current; /* what runs next, 0: idle */
	enum machine_left left;	 /* how the kernel was left last */
	bool waiting;		 /* it executed WFI: not before an interrupt or the deadline */
	struct asid_map asids;	 /* only for what threads show: the emulator has none */
	struct machine_halt halt;
	jmp_buf halted; /* valid while the kernel runs */

	/* For whoever runs the machine; may be set whenever it does not run. */
	struct machine_watch watch;
	bool check;				    /* core_check after every trap */
	bool account;				    /* keep `shares` */
	struct machine_doom doomed[MACHINE_DOOMED]; /* see machine_fail() */
	uint32_t doomed_count;

	struct machine_statistics statistics;
	struct machine_share shares[MACHINE_SHARES]; /* a hash table; empty name: unused */
	uint64_t hash;				     /* of everything that happened so far */
	bool stop;
};

/* Returns 0 if it cannot be had; *why then says so in one sentence. */
struct machine *machine_new(const struct machine_config *config, const char **why);
void machine_free(struct machine *machine);

/* Before boot: zeroed memory at `base`, both multiples of 4 KB, or a device's registers
 * (copied). 0 or false if they overlap others or there is no room. */
uint8_t *machine_add_memory(struct machine *machine, paddr_t base, uint32_t size);
bool machine_add_registers(struct machine *machine, const struct bus_registers *registers);

enum machine_boot_result {
	MACHINE_BOOT_OK,
	MACHINE_BOOT_NOT_BLOB,	 /* no device-tree blob */
	MACHINE_BOOT_TRUNCATED,	 /* the blob is shorter than its header says */
	MACHINE_BOOT_NO_POLICY,	 /* it does not begin with a property that holds a program */
	MACHINE_BOOT_BAD_POLICY, /* that program is no policy module (BOOT_BAD_IMAGE) */
	MACHINE_BOOT_NO_MEMORY,	 /* too little RAM for blob and policy module */
	MACHINE_BOOT_FAILED,	 /* the processor emulator failed: see machine->halt */
};

/* Load the blob and start the kernel, once. `devices`: regions for device Untyped
 * capabilities, ascending; needed during the call only. */
enum machine_boot_result machine_boot(struct machine *machine, const void *blob, size_t size,
    const struct hal_region *devices, uint32_t device_count);

/* Run until the clock shows `until` (CLOCK_NEVER: no end), or something else stops it. */
enum machine_stop machine_run(struct machine *machine, uint64_t until);
/* Let the thread of this name (a component's: the first of that name to run) fail: when it has
 * carried out `after` more instructions and is to run again it goes on at address 0, where nothing
 * is. Whoever waits in a call fails when that returns, a server when a request has come: at the
 * worst moment. A name that waits for its failure has this one instead. False: MACHINE_DOOMED names
 * are waiting for theirs. */
bool machine_fail(struct machine *machine, const char *name, uint64_t after);
/* core_check, between two runs: NULL, or the invariant that is broken; then also in `halt`. */
const char *machine_check(struct machine *machine);
/* From an event, a register callback or a watch: machine_run returns before user code runs on. */
void machine_stop(struct machine *machine);

/* --- For devices: at any time, also from register callbacks and events --------------- */

static inline uint64_t machine_now(const struct machine *machine)
{
	return machine->clock.now;
}

/* Level of an interrupt line (SPI + 32). */
void machine_interrupt(struct machine *machine, uint32_t line, bool level);

/* The host address of `size` bytes of memory at `address`, 0 if not all of it is memory. */
void *machine_memory(struct machine *machine, uint64_t address, uint64_t size);

/* Add what a device shows the world to the running hash. */
void machine_hash_output(
    struct machine *machine, const char *device, const void *bytes, size_t size);
/* Hash of all traps, all outputs and all memory as it is now: 32 bits for people. */
uint32_t machine_hash(const struct machine *machine);

/* The machine that hal.h's functions mean; machine_boot and machine_run call it. */
void machine_select(struct machine *machine);

#endif
