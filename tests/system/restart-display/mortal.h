/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes a program, which the test includes as it is, fail in its first life, in the middle
 * of its work: where it calls a function for the n-th time.
 */
#ifndef PITH_TESTS_MORTAL_H
#define PITH_TESTS_MORTAL_H

#include "pith/info.h"

static inline void mortal(uint32_t calls)
{
	static volatile uint32_t *volatile nowhere;
	static uint32_t count;

	if (pith_info()->generation == 1 && ++count == calls)
		*nowhere = 1;
}

#endif
