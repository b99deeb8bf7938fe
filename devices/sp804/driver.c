/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The driver of the SP804 dual timer: one alarm for one client (proto/alarm.h), on the first
 * counter, one-shot. The time itself is the kernel's clock; the counter only measures how
 * long it is until then. Many alarms for many clients are the timer server's business.
 */
#include <stdint.h>
#include "devices/sp804/regs.h"
#include "pith/barrier.h"
#include "pith/memory.h"
#include "pith/primecell.h"
#include "pith/print.h"
#include "pith/proto/alarm.h"
#include "pith/server.h"

enum {
	SIGNAL_IRQ = 1,
	NANOSECONDS = 1000000000 / SP804_CLOCK_HZ, /* of a tick */
	CONTROL = SP804_CONTROL_ONESHOT | SP804_CONTROL_32BIT | SP804_CONTROL_PRESCALE_1 |
		  SP804_CONTROL_INT,
};

static const uint32_t ticks_max = 3600u * SP804_CLOCK_HZ; /* an hour; 32 bits are 71 minutes */

static uint32_t timer;	/* address of the registers */
static uint32_t irq;	/* capability */
static uint32_t client; /* notification to signal; 0: nobody has attached */

static void stop(void)
{
	pith_write32(timer + SP804_CONTROL, CONTROL);
	pith_write32(timer + SP804_INTCLR, 1);
}

static void set(uint64_t time)
{
	uint64_t now = pith_clock();
	uint64_t ticks;

	stop();
	if (time <= now) {
		pith_signal(client);
		return;
	}
	/* One more, because the first tick may come at once: never too early. */
	ticks = (time - now - 1) / NANOSECONDS + 2;
	if (ticks > ticks_max)
		ticks = ticks_max;
	pith_write32(timer + SP804_LOAD, (uint32_t)ticks);
	pith_write32(timer + SP804_CONTROL, CONTROL | SP804_CONTROL_ENABLE);
}

static void interrupt(struct pith_server *server, uint32_t bits)
{
	(void)server;
	if (!(bits & SIGNAL_IRQ))
		return;
	/* The alarm may have been moved since the interrupt: then the line is quiet again. */
	if (pith_read32(timer + SP804_MIS) & SP804_INT) {
		stop();
		if (client)
			pith_signal(client);
	}
	pith_irq_acknowledge(irq);
}

static uint32_t request(struct pith_server *server, struct pith_message *m)
{
	uint32_t slot;

	switch (pith_message_label(m)) {
	case ALARM_ATTACH:
		slot = pith_server_keep_notification(server, m, 0);
		if (!slot)
			return PITH_ERROR_CAPABILITY;
		pith_slot_free(client);
		client = slot;
		return pith_answer_words(m, 0);
	case ALARM_SET:
		if (pith_tag_length(m->tag) < 2)
			return PITH_ERROR_LENGTH;
		if (!client)
			return PITH_ERROR_STATE;
		set(m->word[0] | (uint64_t)m->word[1] << 32);
		return pith_answer_words(m, 0);
	case ALARM_CANCEL:
		stop();
		return pith_answer_words(m, 0);
	default:
		return PITH_ERROR_OPERATION;
	}
}

int main(void)
{
	struct pith_server server = {.request = request, .signal = interrupt, .capabilities = 1};

	timer = pith_need(PITH_GRANT_DEVICE, NULL)->address;
	irq = pith_need(PITH_GRANT_IRQ, NULL)->slot;
	pith_primecell_must(timer, SP804_PART);
	pith_must("interrupt", pith_irq_attach(pith_need(PITH_GRANT_IRQ, NULL), SIGNAL_IRQ));
	/* Both counters share the line: neither may interrupt before it is set. */
	pith_write32(timer + SP804_STRIDE + SP804_CONTROL, 0);
	pith_write32(timer + SP804_STRIDE + SP804_INTCLR, 1);
	stop();
	pith_must("interrupt", pith_irq_acknowledge(irq));
	pith_serve(&server);
}
