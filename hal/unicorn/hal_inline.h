/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arena addresses on the host: the kernel's window is a piece of the host memory
 * that is the simulated RAM. Included by hal.h.
 */
#ifndef PITH_HAL_UNICORN_HAL_INLINE_H
#define PITH_HAL_UNICORN_HAL_INLINE_H

/* On this machine the kernel is called and returns, see hal.h. */
#define HAL_LEAVES
#define HAL_LEFT			 return
#define HAL_GO(function, cpu, from, how) function(cpu, from, how)

enum { HAL_RAM_BASE = 0x80000000 };

/* Of the machine that runs; see machine_select. */
extern uint8_t *hal_window_start; /* host address of HAL_WINDOW_BASE */
extern uint32_t hal_window_size;  /* bytes of RAM in the window */

static inline void *hal_pointer(ref_t ref)
{
	return hal_window_start + (ref - HAL_WINDOW_BASE);
}

static inline ref_t hal_ref(const void *pointer)
{
	return (ref_t)((const uint8_t *)pointer - hal_window_start) + HAL_WINDOW_BASE;
}

static inline paddr_t hal_paddr(ref_t ref)
{
	return ref - HAL_WINDOW_BASE + HAL_RAM_BASE;
}

static inline ref_t hal_window(paddr_t paddr)
{
	uint32_t offset = paddr - HAL_RAM_BASE;

	return offset < hal_window_size ? offset + HAL_WINDOW_BASE : 0;
}

#endif
