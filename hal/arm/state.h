/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What this HAL's files share: the kernel's device pages, and each file's interface.
 */
#ifndef PITH_HAL_ARM_STATE_H
#define PITH_HAL_ARM_STATE_H

#include <stddef.h>
#include "hal/hal.h"
#include "layout.h"
#include "armv7/asid.h"

/* Pages of the kernel's device megabyte. */
enum hal_device_page { PAGE_UART, PAGE_GIC_DIST, PAGE_GIC_CPU, PAGE_TIMER, PAGE_TEMPORARY };

static inline volatile uint32_t *hal_device(enum hal_device_page page, uint32_t offset)
{
	return (volatile uint32_t *)(DEVICE_BASE + (uint32_t)page * 0x1000 + offset);
}

/* main.c */
extern struct asid_map hal_asids;
extern uint32_t hal_mode_words[];
_Noreturn void hal_main(uint32_t firmware);
_Noreturn void hal_refuse(const char *why);
_Noreturn void hal_broken(uint32_t which, uint32_t where);

/* mmu.c */
void hal_early_tables(uint32_t ram);
void hal_mmu_forget_start(void);
void hal_mmu_finish(uint32_t ram_size);
void hal_map_device(enum hal_device_page page, paddr_t paddr);
void *hal_map_temporary(paddr_t paddr, bool cached);

/* gic.c: interrupt controller */
enum { GIC_LINE_MASK = 0x3ff, GIC_NO_LINE = 1020 /* and above: none, or not ours */ };
void gic_init(void);
uint32_t gic_acknowledge(void);
void gic_end(uint32_t acknowledged);
bool gic_expected(uint32_t line);	/* it was unmasked */
void gic_refuse(uint32_t acknowledged); /* one that was not: masked, and no longer active */

/* trap.c: called by vectors.S */
HAL_LEAVES void hal_trap_data(struct cpu *cpu, struct thread *from);
HAL_LEAVES void hal_trap_prefetch(struct cpu *cpu, struct thread *from);
HAL_LEAVES void hal_trap_undefined(struct cpu *cpu, struct thread *from);
HAL_LEAVES void hal_trap_interrupt(struct cpu *cpu, struct thread *from);
HAL_LEAVES void hal_wait(struct cpu *cpu);

/* time.c: nanoseconds and ticks */
void time_init(uint32_t frequency);

/* timer_NAME.c, the board's: time and the deadline */
void timer_init(void);
void timer_quiet(void);

/* string.c: for the compiler */
void *memset(void *to, int value, size_t length);
void *memcpy(void *restrict to, const void *restrict from, size_t length);

/* uart.c: last words */
void uart_text(const char *text);
void uart_hex(uint32_t value);
void uart_number(uint32_t value);

/* vectors.S */
uint32_t hal_probe(const uint32_t *address);

#endif
