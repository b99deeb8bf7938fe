/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The PL031 real-time clock (ARM DDI 0224, chapters 2 and 3). Its counter of seconds is virtual
 * time; setting the clock changes an offset, never the counter (2.3, update block). Not modelled:
 * the integration test registers. The clock starts at the epoch given at attach and runs from the
 * beginning, as one does that has a battery.
 */
#include "devices/pl031/model.h"

static const uint8_t identification[8] = {0x31, 0x10, 0x04, 0x00, 0x0d, 0xf0, 0x05, 0xb1};

static struct pl031 *pl031_of(const struct device *device)
{
	return device->state;
}

/* The counter in the 1 Hz domain, which software can neither set nor stop. */
static uint64_t seconds(const struct device *device)
{
	return device_ticks(device_now(device), 1);
}

/* Looks whether the clock went over the match value, and arms the alarm for the next time. */
static void update(struct device *device)
{
	struct pl031 *rtc = pl031_of(device);
	uint64_t now = seconds(device);
	uint32_t then = rtc->offset + (uint32_t)rtc->counted;

	/* The distance from the last look, in the clock's own 32 bits. */
	if (rtc->match != then && rtc->match - then <= now - rtc->counted)
		rtc->raw = true;
	/* From here on the next look begins. */
	rtc->counted = now;

	/* When it matches now, the next time is when it has gone round. */
	/* In the clock's own 32 bits: it goes round in 136 years. */
	uint64_t left = (uint32_t)(rtc->match - rtc->offset - (uint32_t)now);
	if (left == 0)
		left = (uint64_t)UINT32_MAX + 1;
	device_set_alarm(device, 0, device_tick_time(now + left, 1));
	device_interrupt(device, rtc->raw && rtc->mask);
}

/* The second has come in which the clock matches. */
static void pl031_alarm(struct device *device, unsigned alarm, uint64_t at)
{
	(void)alarm;
	(void)at;
	update(device);
}

/* After a write of MR or LR the two may be equal at once. */
static void compare(struct device *device)
{
	struct pl031 *rtc = pl031_of(device);

	if (rtc->match == rtc->offset + (uint32_t)rtc->counted)
		rtc->raw = true;
}

static uint32_t pl031_read(struct device *device, uint32_t offset, unsigned size)
{
	const struct pl031 *rtc = pl031_of(device);

	(void)size;
	/* A read between an alarm's time and its serving must see the match too. */
	update(device);
	switch (offset) {
	case PL031_DR:
		return rtc->offset + (uint32_t)rtc->counted;
	case PL031_MR:
		return rtc->match;
	case PL031_LR:
		return rtc->load;
	case PL031_CR:
		return PL031_CR_START;
	case PL031_IMSC:
		return rtc->mask;
	case PL031_RIS:
		return rtc->raw;
	case PL031_MIS:
		return rtc->raw && rtc->mask;
	}
	if (offset >= PL031_ID)
		return device_primecell_id(identification, offset - PL031_ID);
	return device_no_register(device, offset, "read");
}

static void pl031_write(struct device *device, uint32_t offset, unsigned size, uint32_t value)
{
	struct pl031 *rtc = pl031_of(device);

	(void)size;
	update(device);
	switch (offset) {
	case PL031_MR:
		rtc->match = value;
		compare(device);
		break;
	case PL031_LR:
		rtc->load = value;
		/* 2.3: only the offset changes; the next tick comes when it would have. */
		rtc->offset = value - (uint32_t)rtc->counted;
		compare(device);
		break;
	case PL031_CR:
		/* 3.3.4: running already; a 0 does not stop it. */
		if (!(value & PL031_CR_START))
			device_guest_error(device, "CR: a running clock cannot be stopped");
		break;
	case PL031_IMSC:
		rtc->mask = value & PL031_INT;
		break;
	case PL031_ICR:
		if (value & PL031_INT)
			rtc->raw = false;
		break;
	default:
		device_no_register(device, offset, "write");
	}
	update(device);
}

static void pl031_reset(struct device *device)
{
	struct pl031 *rtc = pl031_of(device);
	uint32_t epoch = rtc->epoch;

	/* What was set by software is lost with the reset, the battery's time is not. */
	*rtc = (struct pl031){.epoch = epoch, .offset = epoch, .counted = seconds(device)};
	update(device);
}

const struct device_ops pl031_ops = {
    .widths = DEVICE_WIDTH_32,
    .read = pl031_read,
    .write = pl031_write,
    .reset = pl031_reset,
    .alarm = pl031_alarm,
};
