/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What ping and pong say to each other.
 */
#ifndef PITH_EXAMPLES_PINGPONG_H
#define PITH_EXAMPLES_PINGPONG_H

enum pong_request {
	PONG_ECHO = 1, /* the answer is as long as the question */
	PONG_TAKE,     /* capability 0 is received, deleted, and answered for */
	PONG_ATTACH,   /* capability 0: notification to signal back; the answer brings pong's own */
};

enum { PONG_SIGNAL = 1 };

#endif
