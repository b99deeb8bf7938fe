/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The PL111 colour LCD controller (ARM DDI 0293, chapters 2 and 3) driving a TFT panel: registers,
 * the frame's timing from the pixel clock, fetching of the frame by bands through the bus-master
 * windows, interrupts. Not modelled: STN and dual panels, big-endian pixels, the hardware cursor,
 * the integration test registers. What the host sees of the panel is in devices/pl111_panel.c.
 */
#include "devices/pl111/model.h"

#include <string.h>

enum {
	STAGE_SYNC = 0,
	STAGE_BACK = 1,
	STAGE_ACTIVE = 2,
	STAGE_BANDS = 3, /* and on: a band has passed; the last is the start of the front porch */

	ALARM_STAGE = 0,
	/* Bytes a second that the bus carries (max-memory-bandwidth in the published tree). */
	BUS_BANDWIDTH = 54 * 1000 * 1000,
	/* No panel is faster, and a faster one would only be there to keep the simulator busy. */
	FRAME_TIME_LEAST = 1000 * 1000,
};

static const uint8_t identification[8] = {0x11, 0x11, 0x24, 0x00, 0x0d, 0xf0, 0x05, 0xb1};

static struct pl111 *pl111_of(const struct device *device)
{
	return device->state;
}

/* The field of `bits` bits at `shift`. */
static uint32_t field(uint32_t value, unsigned shift, unsigned bits)
{
	return value >> shift & ((1u << bits) - 1);
}

/* 3.2.6, LcdBpp */
static unsigned bits_per_pixel(uint32_t control)
{
	static const uint8_t bits[8] = {1, 2, 4, 8, 16, 32, 16, 16};

	return bits[field(control, PL111_CONTROL_BPP_SHIFT, 3)];
}

/* Lines from one vertical sync to the next. */
static uint32_t frame_lines(const struct pl111_mode *mode)
{
	return mode->sync + mode->back + mode->height + mode->front;
}

/* CLCDINTR: all masked interrupts on one line, as this board connects them (2.9). */
static void update_line(struct device *device)
{
	const struct pl111 *lcd = pl111_of(device);

	device_interrupt(device, (lcd->ris & lcd->imsc) != 0);
}

/* 3.2.1 to 3.2.3: what the timing registers say. */
static struct pl111_mode mode_of_registers(const struct pl111 *lcd)
{
	uint32_t horizontal = lcd->timing[0], vertical = lcd->timing[1], clock = lcd->timing[2];
	struct pl111_mode mode = {
	    .hz = lcd->clock_hz,
	    .divisor = 1,
	    .width = 16 * (field(horizontal, PL111_TIMING0_PPL_SHIFT, 6) + 1),
	    .height = field(vertical, PL111_TIMING1_LPP_SHIFT, 10) + 1,
	    .sync = field(vertical, PL111_TIMING1_VSW_SHIFT, 6) + 1,
	    .back = field(vertical, PL111_TIMING1_VBP_SHIFT, 8),
	    .front = field(vertical, PL111_TIMING1_VFP_SHIFT, 8),
	    .format = lcd->control & (PL111_CONTROL_BPP_MASK | PL111_CONTROL_BGR),
	};

	/* 3.2.3: ten bits of divisor in two places, and two more clocks than they say. */
	if (!(clock & PL111_TIMING2_BCD))
		mode.divisor = field(clock, PL111_TIMING2_PCD_LO_SHIFT, 5) +
			       (field(clock, PL111_TIMING2_PCD_HI_SHIFT, 5) << 5) + 2;
	/* All three horizontal fields are counts less one; the vertical porches below are not. */
	mode.line_clocks = mode.width + field(horizontal, PL111_TIMING0_HSW_SHIFT, 8) + 1 +
			   field(horizontal, PL111_TIMING0_HFP_SHIFT, 8) + 1 +
			   field(horizontal, PL111_TIMING0_HBP_SHIFT, 8) + 1;
	mode.stride = mode.width * bits_per_pixel(lcd->control) / 8;
	/* Until check_mode has done its sums. */
	mode.affordable = mode.width;
	return mode;
}

/* Reports what the mode lacks; false if no picture can come of it. */
static bool check_mode(struct device *device, struct pl111_mode *mode)
{
	const struct pl111 *lcd = pl111_of(device);
	const uint32_t unsupported = PL111_CONTROL_BW | PL111_CONTROL_DUAL | PL111_CONTROL_MONO8 |
				     PL111_CONTROL_BEBO | PL111_CONTROL_BEPO;
	uint64_t clocks = (uint64_t)frame_lines(mode) * mode->line_clocks * mode->divisor;
	uint64_t time = device_tick_time(clocks, mode->hz);

	if (!(lcd->control & PL111_CONTROL_TFT) || (lcd->control & unsupported)) {
		device_guest_error(
		    device, "control 0x%05x asks for a panel that is not there", lcd->control);
		return false;
	}
	/* A guest could otherwise ask for millions of frames a second, each with its events. */
	if (time < FRAME_TIME_LEAST) {
		device_guest_error(
		    device, "a frame in %u ns is too fast for any panel", (unsigned)time);
		return false;
	}
	/* 3.2.3: clocks a line of a TFT panel are its pixels. */
	if (field(lcd->timing[2], PL111_TIMING2_CPL_SHIFT, 10) + 1 != mode->width)
		device_guest_error(
		    device, "timing 2: CPL does not fit a line of %u pixels", mode->width);

	/*
	 * What the panel takes on average, over porches too: the FIFO evens out a line, not a
	 * frame. A panel that asks for more gets the share of each line that the bus can bring.
	 */
	uint64_t bytes = (uint64_t)mode->stride * mode->height * mode->hz / clocks;
	if (bytes > BUS_BANDWIDTH) {
		mode->affordable = (uint32_t)(mode->width * (uint64_t)BUS_BANDWIDTH / bytes);
		device_guest_error(device, "%u x %u needs %u MB/s of a bus with %u: fifo underflow",
		    mode->width, mode->height, (unsigned)(bytes / 1000000),
		    BUS_BANDWIDTH / 1000000);
	}
	return true;
}

/* The line of the frame, counted from vertical sync, at whose start a stage is reached. */
static uint32_t stage_line(const struct pl111_mode *mode, unsigned stage)
{
	uint32_t active = mode->sync + mode->back;

	if (stage == STAGE_SYNC)
		return 0;
	if (stage == STAGE_BACK)
		return mode->sync;
	if (stage == STAGE_ACTIVE)
		return active;
	/* The end of the band; the last one is cut to the panel. */
	uint32_t line = (stage - STAGE_BANDS + 1) * pl111_band_lines(mode->height);
	return active + (line < mode->height ? line : mode->height);
}

/* Sets the alarm for the stage that comes next. */
static void arm(struct device *device)
{
	struct pl111 *lcd = pl111_of(device);
	const struct pl111_mode *mode = &lcd->mode;
	uint64_t lines = lcd->frame * frame_lines(mode) + stage_line(mode, lcd->stage);
	uint64_t clocks = lines * mode->line_clocks * mode->divisor;

	/* From the origin, not from the stage before: no rounding adds up. */
	device_set_alarm(device, ALARM_STAGE, lcd->origin + device_tick_time(clocks, mode->hz));
}

/* Tells the world that all of the panel looks different. */
static void panel_changed(struct device *device)
{
	struct pl111_panel *panel = &pl111_of(device)->panel;
	const uint32_t note[4] = {panel->lit, panel->width, panel->height, panel->format};

	panel->sequence++;
	for (unsigned i = 0; i < PL111_BANDS; i++)
		panel->changed[i] = panel->sequence;
	device_output(device, note, sizeof(note));
}

/* The panel has light while it is scanned and powered; a change of it is a change of all pixels. */
static void update_lit(struct device *device)
{
	struct pl111 *lcd = pl111_of(device);
	bool lit = lcd->scanning && (lcd->control & PL111_CONTROL_PWR);

	if (lcd->panel.lit != lit) {
		lcd->panel.lit = lit;
		panel_changed(device);
	}
}

/* No more stages; the panel goes dark but keeps its last frame. */
static void stop(struct device *device)
{
	struct pl111 *lcd = pl111_of(device);

	lcd->scanning = false;
	device_set_alarm(device, ALARM_STAGE, DEVICE_NEVER);
	update_lit(device);
}

/* Takes over new registers at `time`, where a frame begins. */
static void take_mode(struct device *device, uint64_t time)
{
	struct pl111 *lcd = pl111_of(device);
	struct pl111_mode mode = mode_of_registers(lcd);

	lcd->stale = false;
	/* Software has to enable again, after having put the registers right. */
	if (!check_mode(device, &mode)) {
		stop(device);
		return;
	}
	lcd->mode = mode;
	lcd->origin = time;
	lcd->frame = 0;
	lcd->scanning = true;
	update_lit(device);
}

/* Vertical sync: base address and mode are taken over (3.2.5). */
static void begin_frame(struct device *device, uint64_t time)
{
	struct pl111 *lcd = pl111_of(device);

	if (lcd->stale)
		take_mode(device, time);
	if (!lcd->scanning)
		return;
	/* This order is the flip: what is written to UPBASE from here on is for the next frame. */
	lcd->current = lcd->upbase;
	lcd->failed = lcd->ris & PL111_INT_MBERR;
	lcd->ris |= PL111_INT_LNBU;
}

/* A bus error stops the fetching until software has cleared it (3.2.10). */
static void bus_error(struct device *device, uint32_t address)
{
	struct pl111 *lcd = pl111_of(device);

	lcd->failed = true;
	lcd->ris |= PL111_INT_MBERR | PL111_INT_FUF;
	device_guest_error(device, "bus error on fetching a line at 0x%08x", address);
}

/* Fetches one line into the scan; what cannot be had, or not in time, is black. */
static void fetch_line(struct device *device, uint32_t line)
{
	struct pl111 *lcd = pl111_of(device);
	const struct pl111_mode *mode = &lcd->mode;
	uint64_t address = (uint64_t)lcd->current + (uint64_t)line * mode->stride;
	uint8_t *to = &lcd->scan[line * mode->stride];
	size_t bytes = mode->stride * (uint64_t)mode->affordable / mode->width;
	const void *from = lcd->failed ? NULL : device_memory(device, address, mode->stride);

	/* Black first: what follows may fill all of the line, some of it, or nothing. */
	memset(to, 0, mode->stride);
	if (from)
		memcpy(to, from, bytes);
	else if (!lcd->failed)
		bus_error(device, (uint32_t)address);
}

/* Fetches the band that the beam has passed. */
static void fetch_band(struct device *device, unsigned band)
{
	struct pl111 *lcd = pl111_of(device);
	const struct pl111_mode *mode = &lcd->mode;
	const struct pl111_panel *panel = &lcd->panel;
	uint32_t first = band * pl111_band_lines(mode->height);
	uint32_t last = stage_line(mode, STAGE_BANDS + band) - mode->sync - mode->back;
	size_t start = (size_t)first * mode->stride, size = (size_t)(last - first) * mode->stride;
	const void *memory = NULL;

	/* The usual case in one piece; and what has not changed costs one comparison. */
	/* One lookup for the band; it fails if only one of its lines is out of reach. */
	if (!lcd->failed && mode->affordable == mode->width)
		memory = device_memory(device, (uint64_t)lcd->current + start, size);
	if (memory && memcmp(memory, &panel->bytes[start], size) == 0) {
		lcd->pending[band] = false;
		return;
	}
	if (memory) {
		memcpy(&lcd->scan[start], memory, size);
	} else {
		for (uint32_t line = first; line < last; line++)
			fetch_line(device, line);
	}
	lcd->pending[band] = memcmp(&lcd->scan[start], &panel->bytes[start], size) != 0;
}

/* The panel takes over the shape and the colours of the frame that is complete now. */
static void publish_shape(struct device *device)
{
	struct pl111 *lcd = pl111_of(device);
	const struct pl111_mode *mode = &lcd->mode;
	struct pl111_panel *panel = &lcd->panel;
	uint16_t palette[PL111_PALETTE_ENTRIES];
	bool changed = panel->width != mode->width || panel->height != mode->height ||
		       panel->format != mode->format;

	/* 3.2.12: the entry with the even number is in the low half of its word. */
	for (unsigned i = 0; i < PL111_PALETTE_ENTRIES; i++)
		palette[i] = (uint16_t)(lcd->palette[i / 2] >> 16 * (i % 2));
	/* Only these look into the palette. */
	if (bits_per_pixel(mode->format) <= 8)
		changed |= memcmp(palette, panel->palette, sizeof(palette)) != 0;
	memcpy(panel->palette, palette, sizeof(palette));
	panel->width = mode->width;
	panel->height = mode->height;
	panel->stride = mode->stride;
	panel->format = mode->format;
	if (changed)
		panel_changed(device);
}

/*
 * The beam has left the active lines: what was fetched becomes what is seen. Until now the host saw
 * the frame before, so it never sees half of each unless the guest tore it itself.
 */
static void end_frame(struct device *device)
{
	struct pl111 *lcd = pl111_of(device);
	struct pl111_panel *panel = &lcd->panel;
	uint32_t lines = pl111_band_lines(lcd->mode.height);
	uint64_t before = panel->sequence;

	publish_shape(device);
	for (unsigned band = 0; band < PL111_BANDS && band * lines < panel->height; band++) {
		uint32_t first = band * lines;
		uint32_t last = first + lines < panel->height ? first + lines : panel->height;
		size_t start = (size_t)first * panel->stride;
		size_t size = (size_t)(last - first) * panel->stride;

		if (!lcd->pending[band])
			continue;
		lcd->pending[band] = false;
		panel->changed[band] = ++panel->sequence;
		memcpy(&panel->bytes[start], &lcd->scan[start], size);
		device_output(device, &first, sizeof(first));
		device_output(device, &panel->bytes[start], size);
	}
	panel->frames++;
	panel->pictures += panel->sequence != before;
}

/* 3.2.6, LcdVComp: which stages raise the vertical compare interrupt. */
static bool vertical_compare(const struct pl111 *lcd, unsigned stage, bool front_porch)
{
	switch (lcd->control & 3u << PL111_CONTROL_VCOMP_SHIFT) {
	case PL111_CONTROL_VCOMP_SYNC:
		return stage == STAGE_SYNC;
	case PL111_CONTROL_VCOMP_BACK:
		return stage == STAGE_BACK;
	case PL111_CONTROL_VCOMP_ACTIVE:
		return stage == STAGE_ACTIVE;
	default:
		return front_porch;
	}
}

/* The beam is at `time` where lcd->stage says. Goes on to the next stage. */
static void reach_stage(struct device *device, uint64_t time)
{
	struct pl111 *lcd = pl111_of(device);
	unsigned stage = lcd->stage;
	bool front_porch = false;

	if (stage == STAGE_SYNC)
		begin_frame(device, time);
	if (!lcd->scanning)
		return;
	if (stage == STAGE_ACTIVE && lcd->mode.affordable < lcd->mode.width)
		lcd->ris |= PL111_INT_FUF;
	if (stage >= STAGE_BANDS) {
		fetch_band(device, stage - STAGE_BANDS);
		/* A small panel may have fewer bands than there could be. */
		front_porch = stage_line(&lcd->mode, stage) == stage_line(&lcd->mode, UINT16_MAX);
	}
	if (vertical_compare(lcd, stage, front_porch))
		lcd->ris |= PL111_INT_VCOMP;
	lcd->stage++;
	if (front_porch) {
		end_frame(device);
		lcd->stage = STAGE_SYNC;
		lcd->frame++;
	}
	arm(device);
}

static void pl111_alarm(struct device *device, unsigned alarm, uint64_t at)
{
	(void)alarm;
	reach_stage(device, at);
	update_line(device);
}

void pl111_set_clock(struct device *device, uint32_t hz)
{
	struct pl111 *lcd = pl111_of(device);

	lcd->clock_hz = hz;
	lcd->stale = true;
}

/* 3.2.11: about where the next pixels come from. */
static uint32_t current_address(const struct device *device)
{
	const struct pl111 *lcd = pl111_of(device);
	const struct pl111_mode *mode = &lcd->mode;

	if (!lcd->scanning)
		return lcd->current;
	/* By the time and not by the stage: between two bands the address moves as well. */
	uint64_t clocks = device_ticks(device_now(device) - lcd->origin, mode->hz);
	uint32_t line = (uint32_t)(clocks / mode->divisor / mode->line_clocks % frame_lines(mode));
	uint32_t before = mode->sync + mode->back;
	line = line < before ? 0 : line - before;
	return lcd->current + (line < mode->height ? line : mode->height) * mode->stride;
}

static uint32_t pl111_read(struct device *device, uint32_t offset, unsigned size)
{
	const struct pl111 *lcd = pl111_of(device);

	(void)size;
	switch (offset) {
	case PL111_TIMING0:
	case PL111_TIMING1:
	case PL111_TIMING2:
	case PL111_TIMING3:
		return lcd->timing[offset / 4];
	case PL111_UPBASE:
		return lcd->upbase;
	case PL111_LPBASE:
		return lcd->lpbase;
	case PL111_CONTROL:
		return lcd->control;
	case PL111_IMSC:
		return lcd->imsc;
	case PL111_RIS:
		return lcd->ris;
	case PL111_MIS:
		return lcd->ris & lcd->imsc;
	case PL111_UPCURR:
		return current_address(device);
	case PL111_LPCURR:
		return 0;
	}
	if (offset >= PL111_PALETTE && offset < PL111_PALETTE_END)
		return lcd->palette[(offset - PL111_PALETTE) / 4];
	if (offset >= PL111_ID)
		return device_primecell_id(identification, offset - PL111_ID);
	return device_no_register(device, offset, "read");
}

static void write_timing(struct pl111 *lcd, unsigned number, uint32_t value)
{
	/* Bits that exist; the others read as zero. */
	static const uint32_t bits[4] = {
	    0xfffffffc, 0xffffffff, 0xffff7fff, PL111_TIMING3_LED | PL111_TIMING3_LEE};

	lcd->timing[number] = value & bits[number];
	lcd->stale = true;
}

/* 3.2.5: the low three bits do not exist. */
static uint32_t base_address(struct device *device, uint32_t value)
{
	if (value % PL111_BASE_ALIGN)
		device_guest_error(device, "base 0x%08x is not aligned to 8 bytes", value);
	return value - value % PL111_BASE_ALIGN;
}

/*
 * 3.2.6. Switching on begins a frame at once, switching off ends it at once; any other change is
 * for the next frame. PWR acts on the panel and needs no frame.
 */
static void write_control(struct device *device, uint32_t value)
{
	struct pl111 *lcd = pl111_of(device);

	if (value & ~(uint32_t)PL111_CONTROL_ALL)
		device_guest_error(device, "control: reserved bits in 0x%x", value);
	lcd->control = value & PL111_CONTROL_ALL;
	lcd->stale = true;
	if (!(value & PL111_CONTROL_EN)) {
		stop(device);
	} else if (!lcd->scanning) {
		lcd->stage = STAGE_SYNC;
		reach_stage(device, device_now(device));
	}
	update_lit(device);
}

static void pl111_write(struct device *device, uint32_t offset, unsigned size, uint32_t value)
{
	struct pl111 *lcd = pl111_of(device);

	(void)size;
	switch (offset) {
	case PL111_TIMING0:
	case PL111_TIMING1:
	case PL111_TIMING2:
	case PL111_TIMING3:
		write_timing(lcd, offset / 4, value);
		break;
	case PL111_UPBASE:
		lcd->upbase = base_address(device, value);
		break;
	case PL111_LPBASE:
		lcd->lpbase = base_address(device, value);
		break;
	case PL111_CONTROL:
		write_control(device, value);
		break;
	case PL111_IMSC:
		lcd->imsc = value & PL111_INT_ALL;
		break;
	case PL111_ICR:
		lcd->ris &= ~value;
		break;
	default:
		if (offset < PL111_PALETTE || offset >= PL111_PALETTE_END) {
			device_no_register(device, offset, "write");
			return;
		}
		lcd->palette[(offset - PL111_PALETTE) / 4] = value;
	}
	update_line(device);
}

/* The panel goes dark; the board's clock stays as it is set. */
static void pl111_reset(struct device *device)
{
	struct pl111 *lcd = pl111_of(device);

	memset(lcd->timing, 0, sizeof(lcd->timing));
	memset(lcd->palette, 0, sizeof(lcd->palette));
	memset(lcd->pending, 0, sizeof(lcd->pending));
	lcd->upbase = lcd->lpbase = lcd->control = lcd->imsc = lcd->ris = lcd->current = 0;
	lcd->stale = true;
	lcd->failed = false;
	if (lcd->clock_hz == 0)
		lcd->clock_hz = PL111_CLOCK_HZ;
	stop(device);
}

const struct device_ops pl111_ops = {
    .widths = DEVICE_WIDTH_32,
    .read = pl111_read,
    .write = pl111_write,
    .reset = pl111_reset,
    .alarm = pl111_alarm,
};
