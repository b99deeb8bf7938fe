/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A server that can be asked to die.
 */
#ifndef PITH_EXAMPLES_CRASH_FRAGILE_H
#define PITH_EXAMPLES_CRASH_FRAGILE_H

enum fragile_request {
	FRAGILE_COUNT = 1, /* out: how many calls this instance has had, and its generation */
	FRAGILE_DIE,	   /* no answer: the caller gets GONE */
};

#endif
