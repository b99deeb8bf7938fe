/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state of a modelled PL111 display controller, and the panel that the host sees. Registers
 * are in regs.h, the scanning is in model.c, what the host
 * sees of it in devices/pl111_panel.c.
 */
#ifndef PITH_DEVICES_PL111_MODEL_H
#define PITH_DEVICES_PL111_MODEL_H

#include "devices/device.h"
#include "devices/pl111/regs.h"

enum {
	/*
	 * A frame is fetched in so many pieces, each at the time at which the beam has just passed
	 * it: what is drawn into a frame while it is on its way tears here as it would there.
	 */
	PL111_BANDS = 8,
	PL111_PALETTE_ENTRIES = 256,
	PL111_FRAME_BYTES = PL111_MAX_WIDTH * PL111_MAX_HEIGHT * 4,
};

/* What the registers ask for, taken over at vertical sync. Lines and clocks as in TIMING0..2. */
struct pl111_mode {
	uint32_t hz;	  /* CLCDCLK */
	uint32_t divisor; /* to the panel clock */
	uint32_t width, height;
	uint32_t sync, back, front; /* lines */
	uint32_t line_clocks;
	uint32_t stride;     /* bytes of a line */
	uint32_t format;     /* bits BPP and BGR of CONTROL */
	uint32_t affordable; /* pixels of a line that the bus can deliver in time */
};

/* The last complete frame as the panel shows it, in the bytes that were fetched. */
struct pl111_panel {
	bool lit;
	uint32_t width, height, stride, format;
	uint64_t frames;	       /* complete frames so far */
	uint64_t pictures;	       /* of them, those that were unlike the one before */
	uint64_t sequence;	       /* changes so far */
	uint64_t changed[PL111_BANDS]; /* value of `sequence` at each band's last change */
	uint16_t palette[PL111_PALETTE_ENTRIES];
	uint8_t bytes[PL111_FRAME_BYTES];
};

struct pl111 {
	uint32_t timing[4], upbase, lpbase, control, imsc, ris;
	uint32_t palette[PL111_PALETTE_ENTRIES / 2];
	uint32_t clock_hz; /* CLCDCLK, a matter of the board: outlives a reset */

	bool scanning;
	bool stale;  /* registers changed: take a new mode at the next vertical sync */
	bool failed; /* MBERR: nothing is fetched until it is cleared and a frame begins */
	struct pl111_mode mode;
	uint64_t origin; /* virtual time at which frame 0 of this mode began */
	uint64_t frame;
	unsigned stage;	  /* of the frame, reached next: sync, back porch, active, ends of bands */
	uint32_t current; /* UPBASE as taken over at vertical sync */

	bool pending[PL111_BANDS]; /* fetched into `scan`, unlike what is in `panel` */
	uint8_t scan[PL111_FRAME_BYTES];
	struct pl111_panel panel;
};

extern const struct device_ops pl111_ops;

/* Lines in each band but perhaps the last, which ends with the panel. */
static inline uint32_t pl111_band_lines(uint32_t height)
{
	return (height + PL111_BANDS - 1) / PL111_BANDS;
}

/* Changes CLCDCLK to `hz` > 0, from the next vertical sync on. */
void pl111_set_clock(struct device *device, uint32_t hz);

/* What the panel shows. Its width and height are 0 until a first frame is complete. */
const struct pl111_panel *pl111_panel(const struct device *device);

/* Lines that pl111_render() has redrawn: [top, bottom). */
struct pl111_damage {
	uint32_t top, bottom;
};

/*
 * Brings `pixels`, XRGB8888 of the panel's size in lines `pitch` pixels apart, from what the panel
 * was at *sequence (0: unknown) to what it shows now, black if it is dark. Returns false if
 * nothing had changed; else *sequence and *damage are set. When the panel's size has changed the
 * caller brings a buffer of the new size and sequence 0.
 */
bool pl111_render(const struct pl111_panel *panel, uint64_t *sequence, uint32_t *pixels,
    size_t pitch, struct pl111_damage *damage);

#endif
