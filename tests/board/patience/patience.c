/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Is the kernel's clock right after hours in which nobody looked at it? Waits for the interrupt
 * of the real-time clock (PL031), and for nothing else, and compares.
 */
#include <inttypes.h>
#include <stdio.h>
#include "devices/pl031/regs.h"
#include "pith/memory.h"
#include "pith/print.h"
#include "pith/proto/power.h"
#include "pith/barrier.h"

enum { SIGNAL_IRQ = 1, HOUR = 3600 };

static const uint64_t second = 1000000000;

static uint32_t rtc; /* address of the registers */
static uint32_t irq; /* capability */

/* Returns in the moment in which the real-time clock is so many seconds further. */
static void wait_for(uint32_t seconds)
{
	pith_write32(rtc + PL031_ICR, PL031_INT);
	pith_must("interrupt", pith_irq_acknowledge(irq));
	pith_write32(rtc + PL031_MR, pith_read32(rtc + PL031_DR) + seconds);
	pith_write32(rtc + PL031_IMSC, PL031_INT);
	while (!(pith_wait(PITH_SLOT_NOTIFICATION) & SIGNAL_IRQ))
		;
}

int main(void)
{
	static const uint32_t hours[] = {1, 2, 3, 5, 24};

	rtc = pith_need(PITH_GRANT_DEVICE, NULL)->address;
	irq = pith_need(PITH_GRANT_IRQ, NULL)->slot;
	pith_must("interrupt", pith_irq_attach(pith_need(PITH_GRANT_IRQ, NULL), SIGNAL_IRQ));
	pith_write32(rtc + PL031_CR, PL031_CR_START);
	wait_for(1);
	for (uint32_t i = 0; i < sizeof(hours) / sizeof(hours[0]); i++) {
		uint64_t begun = pith_clock(), passed;

		wait_for(hours[i] * HOUR);
		/* To the nearest second. */
		passed = (pith_clock() - begun + second / 2) / second;
		printf("%" PRIu32 " hours are %" PRIu64 " seconds\n", hours[i], passed);
	}
	pith_must("switching off", power_off());
	return 0;
}
