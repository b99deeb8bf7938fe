/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The driver of the PL111 display controller: a 480 x 800 panel, RGB565, two frame buffers (or as
 * many as fit) in the region that it is granted, and the flip between them at vertical sync.
 * It speaks proto/scanout.h; what is on the screen is the display server's business.
 *
 * The description gives this component: the device's registers and interrupt; the region "frames",
 * of known physical address, which need not be mapped writable; if there is one, the service
 * "timer" for the panel's settling time. Clocks: the motherboard's oscillator 1 as it is after
 * reset (23.75 MHz), from which the porches below make 60 frames a second.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "devices/pl111/regs.h"
#include "pith/barrier.h"
#include "pith/memory.h"
#include "pith/primecell.h"
#include "pith/print.h"
#include "pith/proto/scanout.h"
#include "pith/proto/timer.h"
#include "pith/server.h"

enum {
	WIDTH = 480,
	HEIGHT = 800,
	BUFFERS_MAX = 3,
	BUFFER_SIZE = WIDTH * HEIGHT * 2, /* a multiple of PL111_BASE_ALIGN */

	/* Horizontally in pixel clocks, vertically in lines. */
	HSYNC = 4,
	HFRONT = 4,
	HBACK = 4,
	VSYNC = 1,
	VFRONT = 1,
	VBACK = 2,
	FRAME_CLOCKS = (WIDTH + HSYNC + HFRONT + HBACK) * (HEIGHT + VSYNC + VFRONT + VBACK),

	SETTLING_TIME = 20 * 1000 * 1000, /* from enabling to power, for a panel: DDI 0293, 2.8 */

	SIGNAL_INTERRUPT = 1 << 0,
};

static uint32_t registers;
static const struct pith_grant *interrupt;
static uint32_t frames; /* physical */
static uint32_t buffers;
static uint32_t listener; /* notification of who flips; 0: nobody has opened us */
static bool lit;

static uint32_t get(uint32_t offset)
{
	return pith_read32(registers + offset);
}

static void set(uint32_t offset, uint32_t value)
{
	pith_write32(registers + offset, value);
}

/* Geometry and clock of the panel. Nothing is fetched yet. */
static void configure(void)
{
	set(PL111_CONTROL, 0);
	set(PL111_IMSC, 0);
	set(PL111_ICR, PL111_INT_ALL);
	set(PL111_TIMING0, (WIDTH / 16 - 1) << PL111_TIMING0_PPL_SHIFT |
			       (HSYNC - 1) << PL111_TIMING0_HSW_SHIFT |
			       (HFRONT - 1) << PL111_TIMING0_HFP_SHIFT |
			       (uint32_t)(HBACK - 1) << PL111_TIMING0_HBP_SHIFT);
	set(PL111_TIMING1,
	    (HEIGHT - 1) << PL111_TIMING1_LPP_SHIFT | (VSYNC - 1) << PL111_TIMING1_VSW_SHIFT |
		VFRONT << PL111_TIMING1_VFP_SHIFT | (uint32_t)VBACK << PL111_TIMING1_VBP_SHIFT);
	/* The panel's clock is the oscillator itself. */
	set(PL111_TIMING2, PL111_TIMING2_BCD | (WIDTH - 1) << PL111_TIMING2_CPL_SHIFT);
	set(PL111_TIMING3, 0);
}

/* The first picture: enabled first, power when the panel has settled. */
static void light(void)
{
	uint32_t control =
	    PL111_CONTROL_EN | PL111_CONTROL_BPP_565 | PL111_CONTROL_TFT | PL111_CONTROL_BGR;

	set(PL111_CONTROL, control);
	if (pith_service("timer"))
		timer_sleep(SETTLING_TIME);
	set(PL111_CONTROL, control | PL111_CONTROL_PWR);
	lit = true;
}

static uint32_t open(struct pith_server *server, struct pith_message *m)
{
	struct pith_cap_state state;
	uint32_t slot = pith_server_keep(server, m, 0);

	if (!slot)
		return PITH_ERROR_CAPABILITY;
	if (pith_cspace_query(PITH_SLOT_CSPACE, slot, &state) ||
	    state.type != PITH_TYPE_NOTIFICATION) {
		pith_slot_free(slot);
		return PITH_ERROR_TYPE;
	}
	pith_slot_free(listener);
	listener = slot;
	m->word[0] = WIDTH;
	m->word[1] = HEIGHT;
	m->word[2] = WIDTH;
	m->word[3] = buffers;
	m->word[4] = (uint32_t)((uint64_t)FRAME_CLOCKS * 1000000000 / PL111_CLOCK_HZ);
	m->word[5] = BUFFER_SIZE;
	return pith_answer_words(m, 6);
}

static uint32_t flip(struct pith_message *m)
{
	if (pith_tag_length(m->tag) < 1)
		return PITH_ERROR_LENGTH;
	if (!listener)
		return PITH_ERROR_STATE;
	if (m->word[0] >= buffers)
		return PITH_ERROR_RANGE | (PITH_ARG_WORD + 0) << 8;

	/* What was drawn must be in memory before the controller is sent there. */
	pith_barrier_complete();
	set(PL111_UPBASE, frames + m->word[0] * BUFFER_SIZE);
	/*
	 * Only now is what happened before this flip cleared: the next "base taken over" is about
	 * the new base. The other order could take an earlier vertical sync for this one's.
	 */
	set(PL111_ICR, PL111_INT_LNBU);
	set(PL111_IMSC, PL111_INT_LNBU);
	if (!lit)
		light();
	return pith_answer_words(m, 0);
}

static uint32_t request(struct pith_server *server, struct pith_message *m)
{
	switch (pith_message_label(m)) {
	case SCANOUT_OPEN:
		return open(server, m);
	case SCANOUT_FLIP:
		return flip(m);
	default:
		return PITH_ERROR_OPERATION;
	}
}

/* Says once what the controller complains of: the picture suffers, but goes on. */
static void report(uint32_t status)
{
	static uint32_t reported;
	uint32_t fresh = status & ~reported;

	reported |= status;
	if (fresh & PL111_INT_MBERR)
		printf("the controller cannot read the frame at 0x%08lx\n",
		    (unsigned long)get(PL111_UPBASE));
	if (fresh & PL111_INT_FUF)
		printf("pixels come too late: memory is too slow for this mode\n");
}

static void signal(struct pith_server *server, uint32_t bits)
{
	(void)server;
	if (!(bits & SIGNAL_INTERRUPT))
		return;
	uint32_t status = get(PL111_RIS);

	set(PL111_ICR, status);
	report(status & (PL111_INT_MBERR | PL111_INT_FUF));
	if (status & PL111_INT_LNBU) {
		/* Quiet until the next flip: a still screen costs nothing. */
		set(PL111_IMSC, 0);
		if (listener)
			pith_signal(listener);
	}
	if (interrupt)
		pith_irq_acknowledge(interrupt->slot);
}

int main(void)
{
	const struct pith_grant *device = pith_need(PITH_GRANT_DEVICE, NULL);
	const struct pith_grant *region = pith_need(PITH_GRANT_REGION, "frames");
	struct pith_server server = {.request = request, .signal = signal, .capabilities = 1};

	registers = device->address;
	frames = region->physical;
	buffers = region->size / BUFFER_SIZE;
	if (buffers > BUFFERS_MAX)
		buffers = BUFFERS_MAX;
	if (device->size < PL111_SIZE || !frames || frames % PL111_BASE_ALIGN || !buffers)
		pith_panic("the description's registers or frames are not for a PL111");
	pith_primecell_must(registers, PL111_PART);
	configure();
	/* Without an interrupt flips are only not signalled. */
	interrupt = pith_grant(PITH_GRANT_IRQ, NULL);
	if (interrupt) {
		pith_must("binding the interrupt", pith_irq_attach(interrupt, SIGNAL_INTERRUPT));
		pith_irq_acknowledge(interrupt->slot);
	}
	pith_serve(&server);
}
