/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arena addresses for the core's unit tests: a window onto memory of our own, in
 * which every address is looked at before it is used. Included by hal.h.
 */
#ifndef PITH_FAKE_HAL_INLINE_H
#define PITH_FAKE_HAL_INLINE_H

/* Here, too, the kernel is called and returns. */
#define HAL_LEAVES
#define HAL_LEFT			 return
#define HAL_GO(function, cpu, from, how) function(cpu, from, how)

enum { FAKE_RAM_BASE = 0x80000000 };

extern uint8_t *fake_window;
extern uint32_t fake_window_size; /* bytes; RAM behind it is out of the kernel's reach */

/* The kernel has followed a reference that is none. */
_Noreturn void fake_bad_reference(ref_t ref);

static inline void *hal_pointer(ref_t ref)
{
	if (ref - HAL_WINDOW_BASE >= fake_window_size)
		fake_bad_reference(ref);
	return fake_window + (ref - HAL_WINDOW_BASE);
}

static inline ref_t hal_ref(const void *pointer)
{
	return (ref_t)((const uint8_t *)pointer - fake_window) + HAL_WINDOW_BASE;
}

static inline paddr_t hal_paddr(ref_t ref)
{
	return ref - HAL_WINDOW_BASE + FAKE_RAM_BASE;
}

static inline ref_t hal_window(paddr_t paddr)
{
	uint32_t offset = paddr - FAKE_RAM_BASE;

	return offset < fake_window_size ? offset + HAL_WINDOW_BASE : 0;
}

#endif
