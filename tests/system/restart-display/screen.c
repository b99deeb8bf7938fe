/* SPDX-License-Identifier: BSD-2-Clause */
/* The driver of the PL111, as it is, but mortal: it fails when a frame is to be shown. */
#include "pith/barrier.h"
#include "tests/system/restart-display/mortal.h"

static void mortal_barrier(void)
{
	mortal(20);
	pith_barrier_complete();
}

#define pith_barrier_complete mortal_barrier
#include "devices/pl111/driver.c"
