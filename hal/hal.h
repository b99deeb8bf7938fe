/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The contract between the portable kernel and the machine under it. There are
 * two implementations: hal/unicorn (the laptop) and hal/arm (the board); what
 * must be inline is in hal_inline.h, a file of the same name in each. Whatever
 * the two share stands in hal/armv7.
 *
 * Times are 64 bits, in ticks of the machine's own clock (nanoseconds are for programs).
 * Costs are given in processor work; a "step" is bounded by a constant. The kernel runs
 * with interrupts off.
 */
#ifndef PITH_HAL_H
#define PITH_HAL_H

#include <stdbool.h>
#include <stdint.h>
#include "armv7/context.h"
#include "armv7/pagetable.h"

struct cpu;
struct thread;

/* A kernel address as the board has it: the arena's only kind of pointer. 0 is none. */
typedef uint32_t ref_t;
/* A physical address. */
typedef uint32_t paddr_t;

enum {
	HAL_WINDOW_BASE = 0xe0000000, /* the kernel's part of every address space, and its */
	HAL_WINDOW_SIZE = 0x10000000, /* linear map of RAM from the lowest address up: */
	HAL_WINDOW_RAM = 0x0ff00000,  /* so much of it, the rest is for the kernel's devices */
	HAL_KERNEL_SIZE = 0x20000,    /* the first bytes of RAM are the kernel's own */
	HAL_IRQ_LINES = 160,
	HAL_IRQ_FIRST = 32, /* those below belong to the processor itself */
	/* The most that a preemptible operation does between two preemption points. */
	HAL_STEP_BYTES = 4096,
};

/*
 * From hal_inline.h:
 *
 *   void *hal_pointer(ref_t ref)        the object at ref; a cast on the board. ref != 0.
 *   ref_t hal_ref(const void *pointer)  the other way
 *   paddr_t hal_paddr(ref_t ref)        physical address of an arena address
 *   ref_t hal_window(paddr_t paddr)     arena address of RAM, 0 if it is outside the window
 */
#include "hal_inline.h"

/* --- Leaving the kernel --------------------------------------------------------
 *
 * Each trap ends with exactly one of these, in tail position: they do not return
 * on the board; on the host they record what comes next and return. HAL_LEAVES (from
 * hal_inline.h: noreturn on the board, nothing on the host) marks them and every
 * function of the kernel that ends with one of them; HAL_LEFT stands where control
 * has left in the middle of such a function (unreachable; on the host a return). HAL_GO(function,
 * cpu, from, how), at its end, goes on in another that leaves.
 */

/* Go on with the thread that trapped; its registers are as the kernel left them. */
HAL_LEAVES void hal_resume(struct context *same);
/* Go on with another thread: its switch block, then its registers. */
HAL_LEAVES void hal_switch(struct context *from, struct context *to);
/* The same for a message: badge and tag go to r0 and r1, r2-r9 are those of `from`. */
HAL_LEAVES void hal_switch_ipc(
    uint32_t badge, uint32_t tag, struct context *from, struct context *to);
/* Nothing to run: wait for an interrupt or the deadline. Here and above `from` is 0 when nobody
 * ran, or when the thread that ran is no more. */
HAL_LEAVES void hal_idle(struct context *from);

/* --- Context ------------------------------------------------------------------- */

/* All registers 0, user mode, ARM state, no VFP, no address space. */
void hal_context_init(struct context *context);
/* Only what a user may choose of the status register, for registers written by programs. */
uint32_t hal_context_status(uint32_t cpsr);
/* Let the thread run the call instruction once more (restart after a preemption). */
void hal_context_restart(struct context *context);
/* A thread with VFP has its state in `vfp` (core keeps it beside the context). */
void hal_context_vfp(struct context *context, struct vfp_state *vfp, bool on);

/* --- Address spaces: the top-level table is 16 KB at `table`, see armv7/pagetable.h ---- */

/* Fill a zeroed top-level table with the kernel's entries; give the ASID. Step. */
uint32_t hal_space_init(ref_t table);
/* The table is about to be freed: nothing of it stays in a TLB. Step. */
void hal_space_free(ref_t table, uint32_t asid);
/* What a thread's switch block needs to run in the space; table 0: in none (every access
 * of its faults). */
void hal_context_space(struct context *context, ref_t table, uint32_t asid);

/* Write `count` consecutive table entries with one value, visible to the table walk. A change
 * from valid to valid or invalid needs a hal_tlb_* call after it. */
void hal_entries_write(ref_t first, uint32_t value, uint32_t count);
/* No translation of the 2^bits bytes at vaddr stays, in any address space. */
void hal_tlb_flush(uint32_t vaddr, uint32_t bits);
/* No translation of this address space stays. */
void hal_tlb_flush_space(ref_t table, uint32_t asid);

/* --- Memory --------------------------------------------------------------------- */

/* Zero physical RAM, whether in the window or beyond it, visible to every later access with
 * any memory type. At most HAL_STEP_BYTES. */
void hal_zero(paddr_t paddr, uint32_t length);
/* Make code written to RAM visible to instruction fetches. Any length: what is long is done for
 * the whole of the first-level caches, whose size bounds the work. */
void hal_icache_sync(paddr_t paddr, uint32_t length);
/* Memory becomes or stops being a kernel object: told to the address sanitizer, if any. */
void hal_object_born(ref_t ref, uint32_t length);
void hal_object_died(ref_t ref, uint32_t length);

/* --- Time and interrupts --------------------------------------------------------- */

/* The clock, from wherever it started. */
uint64_t hal_time(void);
/* Ticks in so many nanoseconds, rounded up, and back, rounded down. */
uint64_t hal_ticks(uint64_t nanoseconds);
uint64_t hal_nanoseconds(uint64_t ticks);
/* Trap to core_deadline at this time, or at once if it is past; ~0: never. Replaces the former. */
void hal_deadline(uint64_t time);
/* True if an interrupt or the deadline waits: a preemptible operation stops here. Charges
 * the step on a machine whose time is virtual. */
bool hal_preempted(void);
void hal_irq_mask(uint32_t line);
void hal_irq_unmask(uint32_t line);

/* --- Last words ------------------------------------------------------------------- */

/* A thread without a fault handler was stopped: tell whoever watches the machine. */
void hal_unhandled_fault(struct cpu *cpu, struct thread *thread, uint32_t fault, uint32_t address,
    uint32_t info, uint32_t status);

/* The kernel cannot go on. */
_Noreturn void hal_halt(const char *file, int line, const char *what);

#endif
