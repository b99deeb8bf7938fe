/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Time by the generic timer's virtual counter and comparator (ARM ARM B8.1). One of the files
 * timer_NAME.c is in a board's kernel: which, its board.mk says.
 */
#include "state.h"

enum { CTL_ENABLE = 1, CTL_MASK = 2, PATIENCE = 1000000 };

uint64_t hal_time(void)
{
	uint32_t low, high;

	__asm__ volatile("isb\n\tmrrc p15, 1, %0, %1, c14" : "=r"(low), "=r"(high)); /* CNTVCT */
	return (uint64_t)high << 32 | low;
}

static void control(uint32_t value)
{
	__asm__ volatile("mcr p15, 0, %0, c14, c3, 1\n\tisb" : : "r"(value)); /* CNTV_CTL */
}

void timer_init(void)
{
	uint32_t frequency, patience = PATIENCE;
	uint64_t start = hal_time();

	/* Firmware has to tell and to start it; after a reset neither is so (B8.1.1, B8.1.3). */
	__asm__ volatile("mrc p15, 0, %0, c14, c0, 0" : "=r"(frequency)); /* CNTFRQ */
	if (frequency == 0)
		frequency = BOARD_TIMER_FREQUENCY;
	while (hal_time() == start)
		if (patience-- == 0)
			hal_refuse("the generic timer stands still: firmware has to start it");
	time_init(frequency);
	/* CNTKCTL: no counters and no timers for user code, which has the kernel's clock. */
	__asm__ volatile("mcr p15, 0, %0, c14, c1, 0" : : "r"(0));
	control(CTL_MASK);
}

void hal_deadline(uint64_t time)
{
	if (time == ~0ull) {
		control(CTL_MASK);
		return;
	}
	__asm__ volatile("mcrr p15, 3, %0, %1, c14" /* CNTV_CVAL */
			 :
			 : "r"((uint32_t)time), "r"((uint32_t)(time >> 32)));
	control(CTL_ENABLE);
}

/* The deadline has passed: quiet until the next. */
void timer_quiet(void)
{
	control(CTL_MASK);
}
