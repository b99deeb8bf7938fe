/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The policy module's lines on their way to the console. Policy answers for the faults of all
 * others and so may wait for none of them: it writes into a ring (ring.h) and signals. The
 * component whose description says `policy-log` gets the ring as a grant of that name.
 */
#ifndef PITH_PROTO_LOG_H
#define PITH_PROTO_LOG_H

#include <stdint.h>

enum {
	PITH_LOG_SIZE = 8192, /* bytes of the ring's memory */
	PITH_LOG_RECORD = 128,
	PITH_SIGNAL_LOG = 1 << 30, /* bit of that component's notification: there are lines */
};

struct pith_log_line {
	uint32_t length;
	char text[PITH_LOG_RECORD - 4]; /* without a newline */
};

#endif
