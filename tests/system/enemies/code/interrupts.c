/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts that come between a driver's acknowledgement and its mask, in each order: a driver
 * that was not told of one would wait for ever.
 */
#include "devices/sp804/regs.h"
#include "pith/barrier.h"
#include "pith/primecell.h"
#include "tests/system/enemies/enemies.h"

enum {
	ROUNDS = 400,
	SHORT = 3,
	CONTROL = SP804_CONTROL_ONESHOT | SP804_CONTROL_32BIT | SP804_CONTROL_INT
};

static uint32_t timer, irq;

/* The device raises its line after so many microseconds, once. */
static void arm(uint32_t ticks)
{
	pith_write32(timer + SP804_CONTROL, CONTROL);
	pith_write32(timer + SP804_INTCLR, 1);
	pith_write32(timer + SP804_LOAD, ticks);
	pith_write32(timer + SP804_CONTROL, CONTROL | SP804_CONTROL_ENABLE);
}

static void until_raised(void)
{
	while (!(pith_read32(timer + SP804_RIS) & SP804_INT))
		;
}

static void acknowledge(void)
{
	pith_must("acknowledging", pith_irq_acknowledge(irq));
}

static void mask(void)
{
	pith_must("masking", pith_irq_mask(irq));
}

static void spin(uint32_t rounds)
{
	for (volatile uint32_t i = 0; i < rounds; i++)
		;
}

enum order { WAITS, MASKS_AND_WAITS, RAISED_WHILE_MASKED, RAISED_WHILE_OPEN, RACES, ORDERS };

static void play(enum order order, uint32_t delay)
{
	switch (order) {
	case WAITS:
		arm(SHORT);
		acknowledge();
		break;
	case MASKS_AND_WAITS:
		arm(SHORT);
		acknowledge();
		mask();
		acknowledge();
		break;
	case RAISED_WHILE_MASKED:
		mask();
		arm(SHORT);
		until_raised();
		acknowledge();
		break;
	case RAISED_WHILE_OPEN:
		acknowledge();
		arm(SHORT);
		until_raised();
		mask();
		break;
	default:
		acknowledge();
		arm(SHORT);
		spin(delay);
		mask();
		acknowledge();
		break;
	}
}

void enemies_of_interrupts(void)
{
	static const char *const names[ORDERS] = {"interrupts: none is lost while its driver waits",
	    "interrupts: none is lost by a mask that is taken back",
	    "interrupts: none is lost that comes while it is masked",
	    "interrupts: none is lost that comes before the mask",
	    "interrupts: none is lost in a race with the mask"};
	const struct pith_grant *line = pith_need(PITH_GRANT_IRQ, NULL);

	timer = pith_need(PITH_GRANT_DEVICE, NULL)->address;
	irq = line->slot;
	pith_must("the interrupt", pith_irq_attach(line, 1));
	for (uint32_t order = 0; order < ORDERS; order++) {
		bool good = true;

		for (uint32_t round = 0; round < ROUNDS; round++) {
			play((enum order)order, round * 5);
			good = good && pith_wait(PITH_SLOT_NOTIFICATION) == 1;
			good = good && pith_read32(timer + SP804_RIS) & SP804_INT;
			pith_write32(timer + SP804_INTCLR, 1);
			/* Once only, for once that it was raised. */
			acknowledge();
			good = good && pith_poll(PITH_SLOT_NOTIFICATION) == 0;
			mask();
		}
		report(names[order], good);
	}
}
