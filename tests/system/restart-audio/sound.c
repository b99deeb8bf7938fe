/* SPDX-License-Identifier: BSD-2-Clause */
/* The driver, as it is, but mortal: it fails at an interrupt, after what the server's death leaves.
 */
#include "pith/memory.h"
#include "tests/system/restart-display/mortal.h"

static uint32_t mortal_acknowledge(uint32_t irq)
{
	mortal(600);
	return pith_irq_acknowledge(irq);
}

#define pith_irq_acknowledge mortal_acknowledge
#include "devices/pl041/driver.c"
