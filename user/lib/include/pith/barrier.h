/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Order of memory accesses, and device registers. (ARM ARM DDI 0406C, A3.8.3.)
 */
#ifndef PITH_BARRIER_H
#define PITH_BARRIER_H

#include <stdint.h>

/* Accesses before are observed by other cores and bus masters before those after. */
static inline void pith_barrier(void)
{
	__asm__ volatile("dmb" : : : "memory");
}

/* All accesses before have completed. */
static inline void pith_barrier_complete(void)
{
	__asm__ volatile("dsb" : : : "memory");
}

/* A device register of 32, 16 or 8 bits: exactly one access of that size. */
static inline uint32_t pith_read32(uint32_t address)
{
	return *(volatile uint32_t *)address;
}

static inline void pith_write32(uint32_t address, uint32_t value)
{
	*(volatile uint32_t *)address = value;
}

static inline uint16_t pith_read16(uint32_t address)
{
	return *(volatile uint16_t *)address;
}

static inline void pith_write16(uint32_t address, uint16_t value)
{
	*(volatile uint16_t *)address = value;
}

static inline uint8_t pith_read8(uint32_t address)
{
	return *(volatile uint8_t *)address;
}

#endif
