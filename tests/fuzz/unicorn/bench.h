/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How an input becomes two threads: a few bytes for the state that they begin with, then code.
 */
#ifndef PITH_TESTS_FUZZ_UNICORN_BENCH_H
#define PITH_TESTS_FUZZ_UNICORN_BENCH_H

enum {
	INPUT_FLAGS, /* bit 0: the first thread begins in Thumb; 1: the second; 2, 3: VFP; 4-7: NZCV
		      */
	INPUT_SLICE, /* length of a slice, in eights of instructions */
	INPUT_START, /* where in the code the second thread begins, in words */
	INPUT_VALUE, /* of three registers */
	INPUT_CODE = 8,
};

#endif
