/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The driver of the PL041 audio interface and the AC'97 codec behind it: frames out, from the ring
 * that it shares with the audio server (proto/sound.h). It waits by interrupts: one each time the
 * FIFO is half empty, none while there is nothing to play.
 *
 * The description gives this component: the device's registers and interrupt; the region
 * "samples", writable, for a struct sound_buffer.
 */
#include "devices/pl041/regs.h"
#include "pith/barrier.h"
#include "pith/memory.h"
#include "pith/primecell.h"
#include "pith/print.h"
#include "pith/proto/sound.h"
#include "pith/server.h"

enum {
	SIGNAL_IRQ = 1,

	/* What is written when the FIFO is half empty. In compact mode it holds 256 frames; an
	 * interface that never says "full" but drops what fits hardly (QEMU's) takes 127 then. */
	BURST = 120,
	/* What it takes when it is empty, likewise. */
	FIFO = 248,

	CODEC_TRIES = 1000, /* an access takes two or three frames of the link */
};

static uint32_t registers;
static uint32_t irq; /* capability */
static volatile struct sound_buffer *buffer;
static uint32_t listener; /* notification of the audio server; 0: nobody has opened us */
static uint32_t taken;	  /* frames; what stands in the buffer is only told */
static uint32_t told;	  /* frames when the server was signalled last */
static bool playing;	  /* transmission is enabled */

static uint32_t get(uint32_t offset)
{
	return pith_read32(registers + offset);
}

static void set(uint32_t offset, uint32_t value)
{
	pith_write32(registers + offset, value);
}

/* --- The codec ------------------------------------------------------------------------- */

/* Waits for flags of the slots; the link has 48000 frames a second, so it is soon over. */
static void wait_slots(uint32_t flags, uint32_t value)
{
	for (int i = 0; i < CODEC_TRIES; i++) {
		if ((get(PL041_SLFR) & flags) == value)
			return;
		pith_yield();
	}
	pith_panic("the codec does not answer");
}

/* Value before number: the number sends both (DDI 0173, 3.3.11). */
static void codec_write(uint32_t number, uint32_t value)
{
	set(PL041_SL2TX, value << PL041_SL2_SHIFT);
	set(PL041_SL1TX, number << PL041_SL1_SHIFT);
	wait_slots(PL041_SLFR_SL1TXBUSY | PL041_SLFR_SL2TXBUSY, 0);
}

static uint32_t codec_read(uint32_t number)
{
	const uint32_t valid = PL041_SLFR_SL1RXVALID | PL041_SLFR_SL2RXVALID;

	set(PL041_SL1TX, number << PL041_SL1_SHIFT | PL041_SL1_READ);
	wait_slots(valid, valid);
	/* Reading takes it out. */
	get(PL041_SL1RX);
	return get(PL041_SL2RX) >> PL041_SL2_SHIFT & 0xffff;
}

/* 48 kHz, at 0 dB, not mute. */
static void start_codec(void)
{
	set(PL041_RESET, 0);
	/* The line is to be low for 1 us (AC'97, 9.1.1). */
	for (uint64_t until = pith_clock() + 1000; pith_clock() < until;)
		;
	set(PL041_RESET, PL041_RESET_NRST);
	codec_write(AC97_RESET, 0);
	if (!(codec_read(AC97_POWER) & AC97_POWER_DAC))
		pith_panic("the codec's converters are not ready");
	codec_write(AC97_EXTENDED, 0);
	codec_write(AC97_MASTER_VOLUME, 0);
	codec_write(AC97_PCM_VOLUME, AC97_PCM_0DB << 8 | AC97_PCM_0DB);
}

static void start_interface(void)
{
	set(PL041_MAINCR, 0);
	set(PL041_IE, 0);
	set(PL041_TXCR, 0);
	set(PL041_MAINCR, PL041_MAINCR_IFE | PL041_MAINCR_SLOTS);
}

/* --- Frames ------------------------------------------------------------------------------ */

static void control(uint32_t enable)
{
	set(PL041_TXCR, PL041_TXCR_SLOT3 | PL041_TXCR_SLOT4 | PL041_TXCR_COMPACT | enable);
}

/* Moves at most so many frames into the FIFO; how many there were. */
static uint32_t move(uint32_t most)
{
	/* A server out of step is a server with nothing to say. */
	uint32_t there = buffer->written - taken;
	uint32_t count = there > SOUND_FRAMES ? 0 : there < most ? there : most;

	pith_barrier();
	for (uint32_t i = 0; i < count; i++) {
		const volatile uint32_t *frame =
		    (const volatile uint32_t *)&buffer->frames[(taken + i) % SOUND_FRAMES];

		set(PL041_DR, *frame);
	}
	taken += count;
	/* They are read before their places are given away. */
	pith_barrier();
	buffer->taken = taken;
	return count;
}

static void tell(void)
{
	told = taken;
	if (listener)
		pith_signal(listener);
}

/* Says so before it looks again: who writes looks at this behind what it has written. */
static bool run_dry(void)
{
	buffer->dry = 1;
	pith_barrier();
	if (buffer->written != taken) {
		buffer->dry = 0;
		return false;
	}
	set(PL041_IE, PL041_INT_TXC);
	return true;
}

/* The FIFO is half empty or less; afterwards it is not, or there is no more. */
static void fill(void)
{
	while (get(PL041_SR) & PL041_SR_TXHE)
		if (!move(BURST) && run_dry())
			break;
	if (taken - told >= AUDIO_PERIOD || buffer->dry)
		tell();
}

/* All was sent. */
static void stop(void)
{
	set(PL041_IE, 0);
	control(0);
	set(PL041_INTCLR, PL041_INTCLR_TXU);
	playing = false;
}

static void interrupt(struct pith_server *server, uint32_t bits)
{
	(void)server;
	if (!(bits & SIGNAL_IRQ))
		return;
	if (!buffer->dry)
		fill();
	else if (get(PL041_SR) & PL041_SR_TXFE)
		stop();
	pith_irq_acknowledge(irq);
}

static uint32_t start(struct pith_message *m)
{
	if (!listener)
		return PITH_ERROR_STATE;
	if (buffer->dry) {
		buffer->dry = 0;
		/* Filled before it is sent, so that the first frame finds the next ones there. */
		if (!playing) {
			control(PL041_TXCR_FEN);
			if (get(PL041_SR) & PL041_SR_TXFE)
				move(FIFO);
			control(PL041_TXCR_FEN | PL041_TXCR_EN);
			playing = true;
		}
		fill();
		if (!buffer->dry)
			set(PL041_IE, PL041_INT_TX);
	}
	return pith_answer_words(m, 0);
}

static uint32_t open(struct pith_server *server, struct pith_message *m)
{
	uint32_t slot = pith_server_keep_notification(server, m, 0);

	if (!slot)
		return PITH_ERROR_CAPABILITY;
	pith_slot_free(listener);
	listener = slot;
	stop();
	taken = told = 0;
	buffer->written = buffer->taken = 0;
	buffer->dry = 1;
	m->word[0] = PL041_RATE;
	m->word[1] = PL041_FIFO_SAMPLES / 2;
	return pith_answer_words(m, 2);
}

static uint32_t request(struct pith_server *server, struct pith_message *m)
{
	switch (pith_message_label(m)) {
	case SOUND_OPEN:
		return open(server, m);
	case SOUND_START:
		return start(m);
	default:
		return PITH_ERROR_OPERATION;
	}
}

int main(void)
{
	struct pith_server server = {.request = request, .signal = interrupt, .capabilities = 1};
	const struct pith_grant *region = pith_need(PITH_GRANT_REGION, "samples");

	registers = pith_need(PITH_GRANT_DEVICE, NULL)->address;
	irq = pith_need(PITH_GRANT_IRQ, NULL)->slot;
	buffer = (volatile struct sound_buffer *)(uintptr_t)region->address;
	if (region->size < sizeof(*buffer))
		pith_panic("the region 'samples' is too small");
	pith_primecell_must(registers, PL041_PART);
	start_interface();
	start_codec();
	buffer->dry = 1;
	pith_must("interrupt", pith_irq_attach(pith_need(PITH_GRANT_IRQ, NULL), SIGNAL_IRQ));
	pith_must("interrupt", pith_irq_acknowledge(irq));
	pith_serve(&server);
}
