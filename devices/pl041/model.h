/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state of a modelled PL041 with the codec behind it. Registers are in regs.h.
 */
#ifndef PITH_DEVICES_PL041_MODEL_H
#define PITH_DEVICES_PL041_MODEL_H

#include "devices/device.h"
#include "devices/pl041/regs.h"

enum { PL041_BATCH = 256 }; /* frames that are put out at a time, at most */

struct pl041 {
	uint32_t txcr, ie, maincr, reset;
	bool underrun;

	/* The FIFO, in samples of 16 bits. */
	int16_t samples[PL041_FIFO_SAMPLES];
	uint32_t head, count;
	uint64_t frame; /* number, from virtual time's origin, of the first that is not sent yet */
	bool sending;	/* a frame with samples is on the link: complete at the next boundary */

	/* Slots 1 and 2. */
	uint32_t sl1tx, sl2tx, sl1rx, sl2rx;
	uint64_t command; /* the frame at whose end the command has arrived; DEVICE_NEVER: none */
	uint64_t reply;	  /* likewise for what was read */
	bool valid1, valid2;

	uint16_t codec[AC97_REGISTERS / 2];

	/* What goes out: the numbers of frames are those above. */
	uint64_t output_frame;
	int16_t output[2 * PL041_BATCH];
};

extern const struct device_ops pl041_ops;

/* In device_bus.output(), for this device: the bytes are frames of two samples of 16 bits, lowest
 * byte first; the first of them is heard at this frame of 1 / PL041_RATE seconds since virtual time
 * began. While nothing is sent there is no output. */
uint64_t pl041_output_frame(const struct device *device);

#endif
