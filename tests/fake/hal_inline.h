/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arena addresses for tests of the core: a window onto memory of our own, in which
 * every address is looked at before it is used, and what is touched is noted.
 * Included by hal.h.
 */
#ifndef PITH_FAKE_HAL_INLINE_H
#define PITH_FAKE_HAL_INLINE_H

/* Here, too, the kernel is called and returns. */
#define HAL_LEAVES
#define HAL_LEFT			 return
#define HAL_GO(function, cpu, from, how) function(cpu, from, how)

enum {
	FAKE_RAM_BASE = 0x80000000,
	FAKE_BLOCK_BITS = 10, /* what is touched is noted by blocks of 1 KB */
	FAKE_BLOCKS = HAL_WINDOW_SIZE >> FAKE_BLOCK_BITS,
	/* What is noted: nothing new can be learned from touching the block again, */
	FAKE_TOUCHED = 1,
	FAKE_CHANGED = 2, /* its bytes may have changed, */
	FAKE_REMADE = 4,  /* and what of it is an object. */
};

extern uint8_t *fake_window;
extern uint32_t fake_window_size; /* bytes; RAM behind it is out of the kernel's reach */
extern uint8_t fake_blocks[FAKE_BLOCKS];

/* The kernel has followed a reference that is none. */
_Noreturn void fake_bad_reference(ref_t ref);
/* The first access to a block since the last reset. */
void fake_touch(uint32_t offset);

static inline void *hal_pointer(ref_t ref)
{
	uint32_t offset = ref - HAL_WINDOW_BASE;

	if (offset >= fake_window_size)
		fake_bad_reference(ref);
	if (!(fake_blocks[offset >> FAKE_BLOCK_BITS] & FAKE_TOUCHED))
		fake_touch(offset);
	return fake_window + offset;
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
