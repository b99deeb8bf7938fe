/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How virtual time follows real time. Arithmetic and the host's clock; who waits is run.c.
 */
#ifndef PITH_SIM_PACE_H
#define PITH_SIM_PACE_H

#include <stdint.h>

#define PACE_NEVER UINT64_MAX

struct pace {
	uint32_t speed; /* virtual time per real time in thousandths; 0: as fast as possible */
	uint64_t real, virtual; /* both at the same moment */
};

/* The host's clock, in nanoseconds since some moment; never goes back. */
uint64_t pace_real(void);

void pace_start(struct pace *pace, uint32_t speed, uint64_t real, uint64_t virtual);

/* How far virtual time should be at `real`. A machine that is far behind (`virtual`) is not
 * hurried: what it has lost is forgotten. */
uint64_t pace_virtual(struct pace *pace, uint64_t real, uint64_t virtual);

/* How long to wait in real time until virtual time should be `virtual`. */
uint64_t pace_wait(const struct pace *pace, uint64_t real, uint64_t virtual);

#endif
