/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Time by an SP804 dual timer (ARM DDI 0271) that is the kernel's alone, where the processor has no
 * generic timer. The first counter runs freely and is the clock; the second, one-shot, is the
 * deadline.
 *
 * The clock has 32 bits and wraps (at 1 MHz after 71 minutes): software counts the wraps,
 * and so has to look at least once in each. The deadline sees to that: it is never
 * further away than half of one, and one that comes too early does no harm, as the core
 * looks at the clock and sets it again.
 */
#include "state.h"

enum {
	CLOCK_LOAD = 0x00,  /* (3.3.1) */
	CLOCK_VALUE = 0x04, /* counts down (3.3.2) */
	CLOCK_CONTROL = 0x08,
	DEADLINE_LOAD = 0x20, /* a write starts it anew from there */
	DEADLINE_CONTROL = 0x28,
	DEADLINE_INTCLR = 0x2c,

	/* Control (3.3.3); prescaler 1. */
	CONTROL_ONESHOT = 1 << 0,
	CONTROL_32BIT = 1 << 1,
	CONTROL_INT = 1 << 5,
	CONTROL_ENABLE = 1 << 7,
	DEADLINE_OFF = CONTROL_ONESHOT | CONTROL_32BIT | CONTROL_INT,

	/* The system controller's choice of clocks, TimerEnSel of its four counters: TIMCLK,
	 * not the slow reference clock (DDI 0254, SCCTRL). */
	SELECT_TIMCLK = 1 << 15 | 1 << 17 | 1 << 19 | 1 << 21,
};

static const uint32_t longest = 1u << 31;

static uint32_t low, wraps; /* the clock when it was last looked at */

static volatile uint32_t *timer(uint32_t offset)
{
	return hal_device(PAGE_TIMER, (BOARD_TIMER & 0xfff) + offset);
}

uint64_t hal_time(void)
{
	uint32_t now = ~*timer(CLOCK_VALUE);

	if (now < low)
		wraps++;
	low = now;
	return (uint64_t)wraps << 32 | now;
}

void timer_init(void)
{
	volatile uint32_t *select = hal_map_temporary(BOARD_TIMER_SELECT, false);

	*select |= SELECT_TIMCLK;
	hal_map_device(PAGE_TIMER, BOARD_TIMER);
	time_init(BOARD_TIMER_FREQUENCY);
	*timer(CLOCK_CONTROL) = 0;
	*timer(CLOCK_LOAD) = ~0u;
	*timer(CLOCK_CONTROL) = CONTROL_32BIT | CONTROL_ENABLE;
	timer_quiet();
}

/* The deadline has passed: quiet until the next. */
void timer_quiet(void)
{
	*timer(DEADLINE_CONTROL) = DEADLINE_OFF;
	*timer(DEADLINE_INTCLR) = 1;
}

void hal_deadline(uint64_t time)
{
	uint64_t now = hal_time(), left = 1;

	/* One more than it says, as the first tick may come at once: never too early. */
	if (time > now)
		left = time - now + 1;
	timer_quiet();
	*timer(DEADLINE_LOAD) = left < longest ? (uint32_t)left : longest;
	*timer(DEADLINE_CONTROL) = DEADLINE_OFF | CONTROL_ENABLE;
}
