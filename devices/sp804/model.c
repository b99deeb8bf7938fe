/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The SP804 dual timer (ARM DDI 0271, chapters 2 and 3). Values and interrupts are computed from
 * virtual time in whole ticks of TIMCLK, counted from its origin, so nothing drifts however late
 * an alarm is served. Not modelled: the integration test registers, and the system controller
 * that can slow TIMCLK down to 32 kHz.
 *
 * A load value of n means n ticks from one zero to the next (2.2.6: interval = load / clock), a
 * free-running counter has 2^32 or 2^16 of them.
 */
#include "devices/sp804/model.h"

#include <string.h>

static const uint8_t identification[8] = {0x04, 0x18, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1};

static struct sp804 *sp804_of(const struct device *device)
{
	return device->state;
}

/* TIMCLK never stops and began with virtual time. */
static uint64_t now_ticks(const struct device *device)
{
	return device_ticks(device_now(device), SP804_CLOCK_HZ);
}

/* Ticks of TIMCLK for one step of the counter. */
static unsigned prescale(const struct sp804_counter *counter)
{
	switch (counter->control & SP804_CONTROL_PRESCALE_MASK) {
	case SP804_CONTROL_PRESCALE_1:
		return 1;
	case SP804_CONTROL_PRESCALE_16:
		return 16;
	default: /* 3.3.3: 3 is undefined, and was reported when it was written */
		return 256;
	}
}

static uint32_t highest(const struct sp804_counter *counter)
{
	return counter->control & SP804_CONTROL_32BIT ? UINT32_MAX : UINT16_MAX;
}

/* Whether the value changes by itself. */
static bool running(const struct sp804_counter *counter)
{
	return (counter->control & SP804_CONTROL_ENABLE) && !counter->halted;
}

/*
 * Steps from one zero to the next in the mode chosen. 0 in a periodic counter's load register
 * interrupts at once and again with every step (3.3.1: 1 is the least sensible value).
 */
static uint64_t period(const struct sp804_counter *counter)
{
	if (!(counter->control & SP804_CONTROL_PERIODIC))
		return (uint64_t)highest(counter) + 1;
	uint32_t load = counter->load & highest(counter);
	return load ? load : 1;
}

/* Steps from `value` to the zero after it; a counter at zero has a whole period to go. */
static uint64_t steps_to_zero(const struct sp804_counter *counter)
{
	uint32_t value = counter->value & highest(counter);

	return value ? value : period(counter);
}

/* Brings value, since, raw and halted to tick `now`. */
static void advance(struct sp804_counter *counter, uint64_t now)
{
	if (!running(counter) || now <= counter->since)
		return;
	/* What is left of a prescaled step stays in `since`: it is not lost, and nothing rounds. */
	uint64_t steps = (now - counter->since) / prescale(counter);
	uint64_t first = steps_to_zero(counter);
	uint64_t left = first - steps;

	if (steps == 0)
		return;
	counter->since += steps * prescale(counter);
	if (steps >= first) {
		counter->raw = true;
		counter->halted = counter->control & SP804_CONTROL_ONESHOT;
		/* A periodic counter shows its load value in place of zero. */
		left = counter->halted ? 0 : period(counter) - (steps - first) % period(counter);
	}
	/* In 16-bit mode the high half is left alone (3.3.2). */
	counter->value = (counter->value & ~highest(counter)) | ((uint32_t)left & highest(counter));
}

/* The line and the alarms as the counters are now; called after whatever changed them. */
static void update(struct device *device)
{
	struct sp804 *timer = sp804_of(device);
	bool level = false;

	for (unsigned i = 0; i < SP804_COUNTERS; i++) {
		struct sp804_counter *counter = &timer->counter[i];
		uint64_t at = DEVICE_NEVER;

		level |= counter->raw && (counter->control & SP804_CONTROL_INT);
		/* While an interrupt stands, another zero changes nothing to be woken for. */
		if (running(counter) && !counter->raw)
			at = device_tick_time(
			    counter->since + steps_to_zero(counter) * prescale(counter),
			    SP804_CLOCK_HZ);
		device_set_alarm(device, i, at);
	}
	device_interrupt(device, level);
}

/* Brings both counters to now, as every access to either must find them. */
static void advance_all(struct device *device)
{
	struct sp804 *timer = sp804_of(device);
	uint64_t now = now_ticks(device);

	for (unsigned i = 0; i < SP804_COUNTERS; i++)
		advance(&timer->counter[i], now);
}

static void sp804_alarm(struct device *device, unsigned alarm, uint64_t at)
{
	(void)alarm;
	(void)at;
	advance_all(device);
	update(device);
}

/* 3.3.1: the counter takes the value at the next edge of TIMCLK; it reads so at once (3.3.2). */
static void load(struct device *device, struct sp804_counter *counter, uint32_t value, uint64_t now)
{
	counter->load = value;
	counter->value = value;
	counter->since = now + 1;
	counter->halted = false;
	if (value == 0) {
		device_guest_error(device, "load value 0: the least is 1");
		counter->raw = true;
		counter->halted = counter->control & SP804_CONTROL_ONESHOT;
	}
}

static void control(
    struct device *device, struct sp804_counter *counter, uint32_t value, uint64_t now)
{
	const uint32_t settings = SP804_CONTROL_ONESHOT | SP804_CONTROL_32BIT |
				  SP804_CONTROL_PRESCALE_MASK | SP804_CONTROL_PERIODIC;
	uint32_t changed = value ^ counter->control;

	if (value & ~(uint32_t)SP804_CONTROL_ALL)
		device_guest_error(device, "control: reserved bits in 0x%x", value);
	if ((value & SP804_CONTROL_PRESCALE_MASK) == SP804_CONTROL_PRESCALE_MASK)
		device_guest_error(device, "control: prescaler value 3 is undefined");
	/* 3.3.3: size, mode and prescaler only while the counter stands still. */
	if (running(counter) && (value & SP804_CONTROL_ENABLE) && (changed & settings))
		device_guest_error(
		    device, "control: 0x%x changes the mode of a running counter", value);
	if ((changed & SP804_CONTROL_ENABLE) && (value & SP804_CONTROL_ENABLE)) {
		/* It goes on from where it stood, but not before a load has arrived. */
		if (counter->since < now)
			counter->since = now;
	}
	/* 2.2.3: taking ONESHOT back lets a finished counter go on. */
	if (counter->halted && !(value & SP804_CONTROL_ONESHOT)) {
		counter->halted = false;
		counter->since = now;
	}
	counter->control = value & SP804_CONTROL_ALL;
}

static uint32_t sp804_read(struct device *device, uint32_t offset, unsigned size)
{
	struct sp804 *timer = sp804_of(device);
	const struct sp804_counter *counter =
	    &timer->counter[offset / SP804_STRIDE % SP804_COUNTERS];

	(void)size;
	if (offset >= SP804_ID)
		return device_primecell_id(identification, offset - SP804_ID);
	/* There are two counters; the number taken above is right only below this. */
	if (offset >= SP804_COUNTERS * SP804_STRIDE)
		return device_no_register(device, offset, "read");
	advance_all(device);
	update(device);
	switch (offset % SP804_STRIDE) {
	case SP804_LOAD:
	case SP804_BGLOAD: /* 3.3.7: the same value */
		return counter->load;
	case SP804_VALUE:
		return counter->value;
	case SP804_CONTROL:
		return counter->control;
	case SP804_RIS:
		return counter->raw;
	case SP804_MIS:
		return counter->raw && (counter->control & SP804_CONTROL_INT);
	}
	return device_no_register(device, offset, "read");
}

static void sp804_write(struct device *device, uint32_t offset, unsigned size, uint32_t value)
{
	struct sp804 *timer = sp804_of(device);
	struct sp804_counter *counter = &timer->counter[offset / SP804_STRIDE % SP804_COUNTERS];

	(void)size;
	if (offset >= SP804_COUNTERS * SP804_STRIDE) {
		device_no_register(device, offset, "write");
		return;
	}
	advance_all(device);
	switch (offset % SP804_STRIDE) {
	case SP804_LOAD:
		load(device, counter, value, now_ticks(device));
		break;
	case SP804_CONTROL:
		control(device, counter, value, now_ticks(device));
		break;
	case SP804_INTCLR:
		counter->raw = false;
		break;
	case SP804_BGLOAD:
		counter->load = value;
		break;
	default:
		device_no_register(device, offset, "write");
	}
	update(device);
}

/* 3.3: the value is all ones, so a counter enabled at once does not interrupt for a while. */
static void sp804_reset(struct device *device)
{
	struct sp804 *timer = sp804_of(device);

	memset(timer, 0, sizeof(*timer));
	for (unsigned i = 0; i < SP804_COUNTERS; i++) {
		timer->counter[i].control = SP804_CONTROL_RESET;
		timer->counter[i].value = UINT32_MAX;
	}
}

const struct device_ops sp804_ops = {
    .widths = DEVICE_WIDTH_32,
    .read = sp804_read,
    .write = sp804_write,
    .reset = sp804_reset,
    .alarm = sp804_alarm,
};
