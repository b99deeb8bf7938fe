/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The PL041 audio interface (ARM DDI 0173) and an AC'97 codec (revision 2.3; of the LM4549 what the
 * board needs) as its data sheets describe them: frames of the link are counted from the origin of
 * virtual time, 48000 a second, so nothing drifts however late an alarm is served. One FIFO, for
 * transmission; slots 3 and 4; a fixed rate. Not modelled: recording, DMA, slot 12, wake-up.
 */
#include "devices/pl041/model.h"

#include <string.h>

enum {
	ALARM_FIFO = 0,	 /* the next moment at which the state of the FIFO changes what shows */
	ALARM_SLOTS = 1, /* a command or a reply arrives */

	HALF = PL041_FIFO_SAMPLES / 2,
	UNIT = 1 << 16, /* a gain of 1 */
	STEP = 55142,	/* 1.5 dB less */
	STEP_UP = 77891,
};

/* 3.3.20; word 3: one channel, 512 samples. */
static const uint8_t identification[8] = {0x41, 0x10, 0x04, 0x29, 0x0d, 0xf0, 0x05, 0xb1};

static struct pl041 *pl041_of(const struct device *device)
{
	return device->state;
}

uint64_t pl041_output_frame(const struct device *device)
{
	return pl041_of(device)->output_frame;
}

/* The frame that is on the link now. */
static uint64_t frame_now(const struct device *device)
{
	return device_ticks(device_now(device), PL041_RATE);
}

/* --- The codec -------------------------------------------------------------------------- */

static void codec_reset(struct pl041 *aaci)
{
	memset(aaci->codec, 0, sizeof(aaci->codec));
	aaci->codec[AC97_RESET / 2] = 0x0d50;
	aaci->codec[AC97_MASTER_VOLUME / 2] = AC97_VOLUME_MUTE;
	aaci->codec[AC97_PCM_VOLUME / 2] = AC97_VOLUME_MUTE | 0x0808;
	aaci->codec[AC97_POWER / 2] = AC97_POWER_READY;
	aaci->codec[AC97_EXTENDED_ID / 2] = 1;
	aaci->codec[AC97_DAC_RATE / 2] = PL041_RATE;
	aaci->codec[AC97_VENDOR1 / 2] = 0x4e53;
	aaci->codec[AC97_VENDOR2 / 2] = 0x4331;
}

static void codec_write(struct device *device, uint32_t number, uint16_t value)
{
	struct pl041 *aaci = pl041_of(device);

	switch (number) {
	case AC97_RESET:
		codec_reset(aaci);
		return;
	case AC97_MASTER_VOLUME:
	case AC97_PCM_VOLUME:
		aaci->codec[number / 2] = value & (AC97_VOLUME_MUTE | 0x1f1f);
		return;
	case AC97_EXTENDED:
		if (value & 1)
			device_guest_error(device, "codec: variable rate is not modelled");
		return;
	case AC97_POWER:
		if (value & 0xff00)
			device_guest_error(
			    device, "codec: power-down 0x%04x is not modelled", value);
		return;
	case AC97_DAC_RATE: /* A.2.2: without variable rate it stays 48 kHz */
		return;
	default:
		device_guest_error(device, "codec: write to register 0x%02x", number);
	}
}

/* What a channel is multiplied by, of UNIT. shift: of the channel's steps in the registers. */
static int32_t gain(const struct pl041 *aaci, unsigned shift)
{
	uint16_t master = aaci->codec[AC97_MASTER_VOLUME / 2];
	uint16_t pcm = aaci->codec[AC97_PCM_VOLUME / 2];
	int steps = (master >> shift & AC97_VOLUME_STEPS) + (pcm >> shift & AC97_VOLUME_STEPS) -
		    AC97_PCM_0DB;
	int64_t value = UNIT;

	if ((master | pcm) & AC97_VOLUME_MUTE)
		return 0;
	for (; steps > 0; steps--)
		value = value * STEP / UNIT;
	for (; steps < 0; steps++)
		value = value * STEP_UP / UNIT;
	return (int32_t)value;
}

static int16_t amplify(int16_t sample, int32_t by)
{
	int64_t value = (int64_t)sample * by / UNIT;

	return (int16_t)(value > INT16_MAX ? INT16_MAX : value < INT16_MIN ? INT16_MIN : value);
}

/* --- Transmission ------------------------------------------------------------------------ */

static bool transmitting(const struct pl041 *aaci)
{
	return (aaci->maincr & PL041_MAINCR_IFE) && (aaci->txcr & PL041_TXCR_EN) && aaci->reset;
}

/* The oldest sample. The FIFO is not empty. */
static int16_t pop(struct pl041 *aaci)
{
	int16_t sample = aaci->samples[aaci->head];

	aaci->head = (aaci->head + 1) % PL041_FIFO_SAMPLES;
	aaci->count--;
	return sample;
}

/* Sends so many frames, for which there are samples, as the codec makes them heard. */
static void send(struct device *device, uint64_t frames)
{
	struct pl041 *aaci = pl041_of(device);
	int32_t left = gain(aaci, 8), right = gain(aaci, 0);

	while (frames) {
		uint32_t batch = frames < PL041_BATCH ? (uint32_t)frames : PL041_BATCH;

		for (uint32_t i = 0; i < batch; i++) {
			aaci->output[2 * i] = amplify(pop(aaci), left);
			aaci->output[2 * i + 1] = amplify(pop(aaci), right);
		}
		aaci->output_frame = aaci->frame;
		device_output(device, aaci->output, batch * 2 * sizeof(aaci->output[0]));
		aaci->frame += batch;
		frames -= batch;
	}
}

/* Brings the FIFO to now: one frame is loaded at each boundary that has passed. */
static void advance(struct device *device)
{
	struct pl041 *aaci = pl041_of(device);
	uint64_t now = frame_now(device);
	uint64_t due = now + 1 - aaci->frame, there = aaci->count / 2;

	if (now < aaci->frame)
		return;
	if (!transmitting(aaci)) {
		aaci->frame = now + 1;
		aaci->sending = false;
		return;
	}
	/* The codec plays silence for the frames that are missing. */
	if (due > there)
		aaci->underrun = true;
	aaci->sending = due <= there;
	send(device, due < there ? due : there);
	aaci->frame = now + 1;
}

/* 3.3.3. Empty, half, full: of what is in the FIFO. */
static uint32_t status(const struct pl041 *aaci)
{
	uint32_t value = PL041_SR_RXFE;

	value |= aaci->count ? 0 : PL041_SR_TXFE;
	value |= aaci->count <= HALF ? PL041_SR_TXHE : 0;
	value |= aaci->count == PL041_FIFO_SAMPLES ? PL041_SR_TXFF : 0;
	value |= transmitting(aaci) && (aaci->count || aaci->sending) ? PL041_SR_TXBUSY : 0;
	value |= aaci->underrun ? PL041_SR_TXUNDERRUN : 0;
	return value;
}

/* 3.3.4 */
static uint32_t interrupts(const struct pl041 *aaci)
{
	uint32_t now = status(aaci), value = 0;

	if (!(aaci->maincr & PL041_MAINCR_IFE))
		return 0;
	value |= now & PL041_SR_TXHE ? PL041_INT_TX : 0;
	value |= (now & PL041_SR_TXFE) && !(now & PL041_SR_TXBUSY) ? PL041_INT_TXC : 0;
	value |= now & PL041_SR_TXUNDERRUN ? PL041_INT_TXU : 0;
	return value & aaci->ie;
}

/* The line as it is now, and when it can change next: when the FIFO is half empty, when the last
 * frame is loaded, and when there is none for a frame. */
static void update(struct device *device)
{
	struct pl041 *aaci = pl041_of(device);
	uint64_t at = DEVICE_NEVER;

	device_interrupt(device, interrupts(aaci) != 0);
	if (transmitting(aaci)) {
		/* Loading is at the start of frame `frame`, of the one behind it... */
		if (aaci->count > HALF)
			at = aaci->frame + (aaci->count - HALF + 1) / 2 - 1;
		else if (aaci->count || aaci->sending || !aaci->underrun)
			at = aaci->frame + aaci->count / 2;
	}
	device_set_alarm(
	    device, ALARM_FIFO, at == DEVICE_NEVER ? at : device_tick_time(at, PL041_RATE));
}

/* A word for the FIFO: two samples, the left one in its low half, or one. */
static void push(struct device *device, uint32_t value)
{
	static const int shifts[4] = {0, 2, 4, -4}; /* down to 16 bits */
	struct pl041 *aaci = pl041_of(device);
	bool compact = aaci->txcr & PL041_TXCR_COMPACT;
	unsigned words = compact ? 2 : 1;
	int shift = shifts[aaci->txcr >> PL041_TXCR_SIZE_SHIFT & 3];

	if (!(aaci->txcr & PL041_TXCR_FEN)) {
		device_guest_error(device, "data for a FIFO that is not enabled");
		return;
	}
	if (aaci->count + words > PL041_FIFO_SAMPLES) {
		device_guest_error(device, "data for a FIFO that is full: lost");
		return;
	}
	for (unsigned i = 0; i < words; i++) {
		uint32_t sample = compact ? value >> 16 * i : value;

		sample = shift < 0 ? sample << -shift : sample >> shift;
		aaci->samples[(aaci->head + aaci->count++) % PL041_FIFO_SAMPLES] = (int16_t)sample;
	}
}

static void transmit_control(struct device *device, uint32_t value)
{
	struct pl041 *aaci = pl041_of(device);
	const uint32_t both = PL041_TXCR_SLOT3 | PL041_TXCR_SLOT4;
	uint32_t changed = value ^ aaci->txcr;

	if (value & ~(uint32_t)PL041_TXCR_ALL)
		device_guest_error(device, "transmit control: reserved bits in 0x%x", value);
	if ((value & PL041_TXCR_EN) && (value & PL041_TXCR_SLOTS) != both)
		device_guest_error(
		    device, "transmit control: slots other than 3 and 4 are not modelled");
	if ((value & PL041_TXCR_COMPACT) && (value >> PL041_TXCR_SIZE_SHIFT & 3) % 3)
		device_guest_error(
		    device, "transmit control: compact mode with more than 16 bits a sample");
	if ((value & aaci->txcr & PL041_TXCR_EN) && (changed & ~(uint32_t)PL041_TXCR_EN))
		device_guest_error(
		    device, "transmit control: 0x%x changes the mode while it sends", value);
	if (!(value & PL041_TXCR_FEN))
		aaci->head = aaci->count = 0;
	aaci->txcr = value & PL041_TXCR_ALL;
}

/* --- Slots 1 and 2 ----------------------------------------------------------------------- */

/* What arrives at the end of a frame. */
static void advance_slots(struct device *device)
{
	struct pl041 *aaci = pl041_of(device);
	uint64_t now = frame_now(device);
	uint32_t number = aaci->sl1tx >> PL041_SL1_SHIFT & (AC97_REGISTERS - 2);

	if (aaci->command != DEVICE_NEVER && now >= aaci->command) {
		aaci->command = DEVICE_NEVER;
		/* A codec in reset hears nothing and says nothing. */
		if (aaci->reset && !(aaci->sl1tx & PL041_SL1_READ))
			codec_write(device, number, (uint16_t)(aaci->sl2tx >> PL041_SL2_SHIFT));
	}
	if (now >= aaci->reply) {
		aaci->reply = DEVICE_NEVER;
		aaci->sl1rx = number << PL041_SL1_SHIFT;
		aaci->sl2rx = (uint32_t)aaci->codec[number / 2] << PL041_SL2_SHIFT;
		aaci->valid1 = aaci->valid2 = aaci->reset;
	}
}

static void arm_slots(struct device *device)
{
	const struct pl041 *aaci = pl041_of(device);
	uint64_t at = aaci->command < aaci->reply ? aaci->command : aaci->reply;

	device_set_alarm(
	    device, ALARM_SLOTS, at == DEVICE_NEVER ? at : device_tick_time(at, PL041_RATE));
}

/* Slot 1 goes out with the next frame, slot 2 with it; what is read comes in the one after. */
static void command(struct device *device, uint32_t value)
{
	struct pl041 *aaci = pl041_of(device);
	uint64_t now = frame_now(device);

	if (aaci->command != DEVICE_NEVER || aaci->reply != DEVICE_NEVER) {
		device_guest_error(device, "slot 1 is written while it is busy: lost");
		return;
	}
	if ((aaci->maincr & PL041_MAINCR_SLOTS) != PL041_MAINCR_SLOTS ||
	    !(aaci->maincr & PL041_MAINCR_IFE)) {
		device_guest_error(device, "slot 1 is written while slots 1 and 2 are off: lost");
		return;
	}
	aaci->sl1tx = value;
	aaci->command = now + 2;
	if (value & PL041_SL1_READ) {
		aaci->valid1 = aaci->valid2 = false;
		aaci->reply = now + 3;
	}
	arm_slots(device);
}

static uint32_t slot_flags(const struct pl041 *aaci)
{
	uint32_t value = PL041_SLFR_SL12TXEMPTY;

	value |= aaci->command == DEVICE_NEVER ? PL041_SLFR_SL1TXEMPTY | PL041_SLFR_SL2TXEMPTY
					       : PL041_SLFR_SL1TXBUSY | PL041_SLFR_SL2TXBUSY;
	value |= aaci->valid1 ? PL041_SLFR_SL1RXVALID : 0;
	value |= aaci->valid2 ? PL041_SLFR_SL2RXVALID : 0;
	return value;
}

/* --- Registers ------------------------------------------------------------------------------ */

static void reset_interface(struct device *device)
{
	struct pl041 *aaci = pl041_of(device);

	aaci->txcr = aaci->ie = aaci->maincr = 0;
	aaci->underrun = aaci->sending = aaci->valid1 = aaci->valid2 = false;
	aaci->head = aaci->count = 0;
	aaci->sl1tx = aaci->sl2tx = aaci->sl1rx = aaci->sl2rx = 0;
	aaci->command = aaci->reply = DEVICE_NEVER;
	arm_slots(device);
}

static void pl041_alarm(struct device *device, unsigned alarm, uint64_t at)
{
	(void)at;
	advance(device);
	if (alarm == ALARM_SLOTS) {
		advance_slots(device);
		arm_slots(device);
	}
	update(device);
}

static uint32_t pl041_read(struct device *device, uint32_t offset, unsigned size)
{
	struct pl041 *aaci = pl041_of(device);

	(void)size;
	if (offset >= PL041_ID)
		return device_primecell_id(identification, offset - PL041_ID);
	advance(device);
	advance_slots(device);
	arm_slots(device);
	update(device);
	switch (offset) {
	case PL041_RXCR:
		return 0;
	case PL041_TXCR:
		return aaci->txcr;
	case PL041_SR:
		return status(aaci);
	case PL041_ISR:
	case PL041_ALLINTS:
		return interrupts(aaci);
	case PL041_IE:
		return aaci->ie;
	case PL041_SL1RX:
		aaci->valid1 = false;
		return aaci->sl1rx;
	case PL041_SL1TX:
		return aaci->sl1tx;
	case PL041_SL2RX:
		aaci->valid2 = false;
		return aaci->sl2rx;
	case PL041_SL2TX:
		return aaci->sl2tx;
	case PL041_SLFR:
		return slot_flags(aaci);
	case PL041_MAINCR:
		return aaci->maincr;
	case PL041_RESET:
		return aaci->reset;
	case PL041_MAINFR:
		return status(aaci) & PL041_SR_TXBUSY ? PL041_MAINFR_TXBUSY : 0;
	default:
		return device_no_register(device, offset, "read");
	}
}

static void main_control(struct device *device, uint32_t value)
{
	struct pl041 *aaci = pl041_of(device);

	if (value & ~(uint32_t)(PL041_MAINCR_IFE | PL041_MAINCR_SLOTS))
		device_guest_error(device, "main control: 0x%x has what is not modelled", value);
	if (!(value & PL041_MAINCR_IFE))
		reset_interface(device);
	aaci->maincr = value & PL041_MAINCR_ALL;
}

/* The line falls: all of the codec is as after power-up (AC'97, 4.2.1). */
static void reset_line(struct pl041 *aaci, uint32_t value)
{
	aaci->reset = value & PL041_RESET_NRST;
	if (!aaci->reset)
		codec_reset(aaci);
}

static void pl041_write(struct device *device, uint32_t offset, unsigned size, uint32_t value)
{
	struct pl041 *aaci = pl041_of(device);

	(void)size;
	advance(device);
	advance_slots(device);
	if (offset >= PL041_DR && offset < PL041_DR_END) {
		push(device, value);
	} else {
		switch (offset) {
		case PL041_RXCR:
			if (value)
				device_guest_error(device, "recording is not modelled");
			break;
		case PL041_TXCR:
			transmit_control(device, value);
			break;
		case PL041_IE:
			aaci->ie = value & PL041_INT_ALL;
			break;
		case PL041_SL1TX:
			command(device, value);
			break;
		case PL041_SL2TX:
			aaci->sl2tx = value;
			break;
		case PL041_INTCLR:
			if (value & PL041_INTCLR_TXU)
				aaci->underrun = false;
			break;
		case PL041_MAINCR:
			main_control(device, value);
			break;
		case PL041_RESET:
			reset_line(aaci, value);
			break;
		default:
			device_no_register(device, offset, "write");
		}
	}
	update(device);
}

static void pl041_reset(struct device *device)
{
	struct pl041 *aaci = pl041_of(device);

	reset_interface(device);
	aaci->reset = 0;
	codec_reset(aaci);
}

const struct device_ops pl041_ops = {
    .widths = DEVICE_WIDTH_32,
    .read = pl041_read,
    .write = pl041_write,
    .reset = pl041_reset,
    .alarm = pl041_alarm,
};
