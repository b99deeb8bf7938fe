/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the processor is kept busy with. Compiled once; the same object file is linked into
 * the Pith component and into the bare-metal program that they are compared by.
 */
#ifndef BENCH_WORK_H
#define BENCH_WORK_H

#include <stdint.h>

/* X(NAME, name, rounds in one unit: some ten to forty million instructions) */
#define WORK(X)                                                                   \
	X(REGISTER, register, 3000000) /* a mixing function, no memory */         \
	X(CRC, crc, 250)	       /* CRC-32 of 4 KB, then a copy of 16 KB */ \
	X(STORE, store, 2000)	       /* fill 16 KB, eight words to a branch */  \
	X(SHORT, short, 3000000)       /* three instructions to a branch */

enum work {
#define X(NAME, name, unit) WORK_##NAME,
	WORK(X)
#undef X
	    WORK_COUNT
};

/* Do so many rounds; a checksum of what was done. */
#define X(NAME, name, unit) uint32_t work_##name(uint32_t rounds);
WORK(X)
#undef X

/* `units` units of one of them. */
uint32_t work_do(enum work work, uint32_t units);

#endif
